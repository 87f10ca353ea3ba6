"""All extreme equilibria, against every basis tried in Fractions, against Nashpy, and against known games."""

import time
import warnings
from fractions import Fraction as F

import nashpy
import numpy as np
import pytest

from deterrence.solvers.numeric import best_response_polytope
from deterrence.solvers.numeric.maximal_nash_subsets import NashSubset
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration
from tests.solvers.numeric.brute_force import extreme_equilibria
from tests.solvers.numeric.random_games import KINDS, bimatrix

SHAPES = [(m, n) for m in range(1, 5) for n in range(1, 5)]


def agrees(A, B):
    assert sorted(vertex_enumeration(A, B).equilibria) == extreme_equilibria(A, B), (A, B)


@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_every_basis_tried_in_fractions(kind):
    for m, n in SHAPES:
        for seed in range(2):
            agrees(*bimatrix(kind, m, n, seed))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_every_basis_tried_in_fractions_on_many_games(kind):
    for m, n in [*SHAPES, (2, 7), (6, 3), (4, 5), (5, 5)]:
        for seed in range(100, 100 + (40 if m * n < 20 else 8)):
            agrees(*bimatrix(kind, m, n, seed))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("without_qhull", [False, True])
def test_qhull_is_only_a_guess(kind, without_qhull, monkeypatch):
    monkeypatch.setattr(best_response_polytope, "FEW_BASES", 0)
    monkeypatch.setattr(best_response_polytope, "MANY_BASES", 0)
    if without_qhull:
        monkeypatch.setattr(best_response_polytope, "_guess", lambda polytope: None)
    for seed, (m, n) in enumerate([(1, 3), (2, 2), (3, 3), (3, 4), (4, 4)]):
        agrees(*bimatrix(kind, m, n, seed))


@pytest.mark.parametrize("drop", [0.1, 0.5, 0.95])
def test_vertices_that_qhull_misses_are_found(drop, monkeypatch):
    guess = best_response_polytope._guess
    A, B = bimatrix("small integers", 6, 6, 5)
    expected = vertex_enumeration(A, B)

    def forgetful(polytope):
        used, tied = guess(polytope)
        kept = np.random.default_rng(0).random(len(used)) > drop
        return used[kept], tied[kept]

    monkeypatch.setattr(best_response_polytope, "_guess", forgetful)
    assert vertex_enumeration(A, B) == expected


@pytest.mark.parametrize("few_bases", [0, 300])
def test_differences_far_below_float_precision_decide(few_bases, monkeypatch):
    monkeypatch.setattr(best_response_polytope, "FEW_BASES", few_bases)
    random = np.random.default_rng(3)
    for _ in range(20):
        coarse, fine = random.integers(0, 3, (2, 3, 3)).tolist(), random.integers(-1, 2, (2, 3, 3)).tolist()
        A, B = (
            [[F(c) + F(f, 10**25) for c, f in zip(*rows, strict=True)] for rows in zip(coarse[p], fine[p], strict=True)]
            for p in range(2)
        )
        agrees(A, B)


@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_nashpy_on_payoffs_between_1_and_2(kind):
    for seed, (m, n) in enumerate([(2, 2), (2, 3), (3, 3), (4, 3), (4, 4), (5, 5)]):
        A, B = bimatrix(kind, m, n, seed + 50)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = list(nashpy.Game(between_1_and_2(A), between_1_and_2(B)).vertex_enumeration())
        distinct = {tuple(np.round(np.concatenate(pair), 6) + 0.0) for pair in theirs}
        ours = {tuple(np.round(np.array(x + y, dtype=float), 6)) for x, y in vertex_enumeration(A, B).equilibria}
        assert ours == distinct


def between_1_and_2(payoffs):
    array = np.array(payoffs, dtype=float)
    return 1 + (array - array.min()) / max(np.ptp(array), 1)


def test_generic_games_have_an_odd_number_of_equilibria():
    for seed in range(10):
        found = vertex_enumeration(*bimatrix("generic", 6, 5, seed))
        assert len(found.pairs) % 2 == 1
        assert all(len(component) == 1 for component in found.components)


def test_coordination_has_an_equilibrium_for_each_set_of_moves():
    assert len(vertex_enumeration(np.eye(6, dtype=int), np.eye(6, dtype=int)).pairs) == 2**6 - 1


def test_nashpy_support_enumeration_loses_this_one():
    A, B = [[1, -3, 8], [-3, -4, -3], [3, 0, -9]], [[2, 4, -4], [-5, -1, -7], [1, 0, 9]]
    assert vertex_enumeration(A, B).equilibria == [((F(9, 17), F(0), F(8, 17)), (F(0), F(17, 20), F(3, 20)))]


# von Stengel (2007), Algorithmic Game Theory, chapter 3, example 3.3; degenerate with a payoff of 3 in place of 2.
ROW = [[3, 3], [2, 5], [0, 6]]
COLUMN = [[3, 2], [2, 6], [3, 1]]


def test_the_game_of_example_3_3_has_its_three_published_equilibria():
    assert sorted(vertex_enumeration(ROW, COLUMN).equilibria) == [
        ((F(0), F(1, 3), F(2, 3)), (F(1, 3), F(2, 3))),
        ((F(4, 5), F(1, 5), F(0)), (F(2, 3), F(1, 3))),
        ((F(1), F(0), F(0)), (F(1), F(0))),
    ]


def test_the_extreme_equilibria_of_a_component_are_grouped():
    found = vertex_enumeration(ROW, [[3, 3], *COLUMN[1:]])
    subset = next(s for c in found.components for s in c if len(s.columns) > 1)
    assert [found.rows[i] for i in subset.rows] == [(F(1), F(0), F(0))]
    assert [found.columns[j] for j in subset.columns] == [(F(2, 3), F(1, 3)), (F(1), F(0))]


def test_the_zero_game_is_one_maximal_nash_subset():
    found = vertex_enumeration(np.zeros((3, 4), dtype=int), np.zeros((3, 4), dtype=int))
    assert found.components == ((NashSubset((0, 1, 2), (0, 1, 2, 3)),),)


def test_one_player_has_one_move():
    found = vertex_enumeration([[1, 5, 5]], [[2, 7, 7]])
    assert found.equilibria == [((F(1),), (F(0), F(0), F(1))), ((F(1),), (F(0), F(1), F(0)))]
    assert len(found.components) == 1


def test_floats_are_the_decimals_they_print_as():
    tie = vertex_enumeration([[0.3, 0], [F(3, 10), 0]], [[1, 0], [1, 0]])
    assert len(tie.components[0][0].rows) == 2


def test_payoffs_of_any_size():
    A, B = bimatrix("generic", 4, 4, 1)
    large = [[v * 10**200 + 7 for v in row] for row in A], [[F(v, 10**200) for v in row] for row in B]
    assert vertex_enumeration(*large) == vertex_enumeration(A, B)


@pytest.mark.parametrize(
    ("A", "B", "says"),
    [
        ([[1, 2], [3]], [[1, 2], [3, 4]], "A is ragged"),
        ([[1, float("nan")]], [[1, 2]], r"A\[0, 1\] is nan"),
        ([[1, 2]], [[1, float("inf")]], r"B\[0, 1\] is inf"),
        ([], [], "A has|A is empty"),
        ([[]], [[]], "A is empty"),
        ([1, 2], [1, 2], "A must be a list of rows"),
        (np.zeros((2, 2, 2)), np.zeros((2, 2)), "A has 3 dimensions"),
        ([[1, 2]], [[1], [2]], r"A has shape \(1, 2\) and B \(2, 1\)"),
        ([["1"]], [[1]], "not a number"),
        ([[None]], [[1]], "not a number"),
        (np.array([["x"]]), [[1]], "not numbers"),
        (np.array([[1 + 2j]]), [[1]], "not numbers"),
    ],
)
def test_bad_input_is_refused_by_name_and_place(A, B, says):
    with pytest.raises(ValueError, match=says):
        vertex_enumeration(A, B)


@pytest.mark.slow
def test_twelve_by_twelve_within_a_second():
    times = []
    for seed in range(5):
        A, B = np.random.default_rng(seed).integers(0, 101, (2, 12, 12))
        start = time.perf_counter()
        vertex_enumeration(A, B)
        times.append(time.perf_counter() - start)
    assert np.median(times) < 1, times
