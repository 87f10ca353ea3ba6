"""The equilibrium of greatest entropy of each connected set: by symmetry, by calculus, and against drawn mixtures."""

import random
from fractions import Fraction
from math import exp, log

import pytest

import deterrence as dt
from deterrence.solvers.numeric.greatest_entropy import entropy, greatest_entropy, is_greatest
from tests.solvers.matrices.test_perfect import game, mixture, strategies


def test_where_nothing_matters_everything_is_as_likely():
    found = dt.refine(dt.solve(game([[(0, 0)] * 3] * 2)), "greatest-entropy")
    assert [strategies(e) for e in found] == [((Fraction(1, 2),) * 2, (Fraction(1, 3),) * 3)]
    assert found.exact
    assert found.complete
    assert len(found.struck) == 6
    assert str(found).endswith("refined by greatest-entropy; exact; complete.")


def test_equilibria_that_stand_alone_are_kept_as_they_are():
    found = dt.solve(game([[(2, 1), (0, 0)], [(0, 0), (1, 2)]]))
    assert list(dt.refine(found, "greatest-entropy")) == list(found)


def test_no_fraction_where_logarithms_decide():
    """Of (1 - w, w/3, 2w/3) entropy is greatest where log((1 - w)/w) is minus the entropy of (1/3, 2/3)."""
    points = [tuple(map(Fraction, (1, 0, 0))), (Fraction(0), Fraction(1, 3), Fraction(2, 3))]
    found = greatest_entropy(points)
    inner = -(log(1 / 3) / 3 + 2 * log(2 / 3) / 3)
    weight = exp(inner) / (1 + exp(inner))
    assert found == pytest.approx([1 - weight, weight / 3, 2 * weight / 3], abs=1e-7)
    assert all(isinstance(p, float) for p in found)


def test_a_fraction_is_taken_only_if_it_is_the_one():
    ends = [tuple(map(Fraction, (1, 0, 0))), tuple(map(Fraction, (0, 1, 0)))]
    third, half, zero = Fraction(1, 3), Fraction(1, 2), Fraction(0)
    assert is_greatest([half, half, zero], ends)
    assert not is_greatest([third, 2 * third, zero], ends)  # entropy rises towards the first
    assert not is_greatest([third, third, third], ends)  # no mixture
    assert not is_greatest([Fraction(1), zero, zero], ends)


def check_entropy(seed):
    source = random.Random(seed)
    shape = source.choice([(2, 3), (3, 3), (3, 4)])
    rows = [[(source.randint(0, 1), source.randint(0, 1)) for _ in range(shape[1])] for _ in range(shape[0])]
    found = dt.solve(game(rows))
    left = dt.refine(found, "greatest-entropy")
    best = [sum(entropy([number(p) for p in row]) for row in e.strategies) for e in left]
    reached = 0
    for component in found.components:
        for _ in range(20):
            drawn = sum(map(entropy, mixture(source, component)))
            assert drawn <= max(best) + 1e-9
            reached = max(reached, drawn)
    for family in left:
        assert all(float(v) < 1e-9 for v in dt.regret(found.game, family).values())
    assert len(left) <= len(found.components)
    return len(found) - len(left)


def number(value):
    return float(value.rational.as_fraction()) if value.rational is not None else float(value)


def test_random_degenerate_games():
    assert sum(check_entropy(seed) for seed in range(12)) > 12


def test_three_players_with_a_set_of_mixtures():
    """C is indifferent where A and B play their first moves, which they do anyway: C mixes evenly."""
    cells = {(a, b, c): (int(a == "1"), int(b == "1"), 0) for a in "12" for b in "12" for c in "12"}
    three = dt.Matrix(["A", "B", "C"], {p: ["1", "2"] for p in "ABC"}, cells)
    found = dt.refine(dt.solve(three), "greatest-entropy")
    assert [strategies(e) for e in found] == [((1, 0), (1, 0), (Fraction(1, 2), Fraction(1, 2)))]


def test_other_games_are_refused():
    with pytest.raises(ValueError, match="'greatest-entropy' is for games of numbers"):
        dt.refine(dt.solve(dt.load("chicken")), "greatest-entropy")
