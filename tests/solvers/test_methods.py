"""Methods by name: what each returns is an equilibrium, and together they agree."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import deterrence as dt
from deterrence.solvers.methods import _is_small

CHICKEN = {("S", "S"): (3, 3), ("S", "D"): (2, 4), ("D", "S"): (4, 2), ("D", "D"): (1, 1)}
MATCHING = {("H", "H"): (1, -1), ("H", "T"): (-1, 1), ("T", "H"): (-1, 1), ("T", "T"): (1, -1)}


def matrix(payoffs):
    rows = list(dict.fromkeys(r for r, _ in payoffs))
    return dt.Matrix(["A", "B"], {"A": rows, "B": rows}, payoffs)


def profiles(found):
    return {tuple(tuple(Fraction(str(p)) for p in eq[player].values()) for player in eq.layout.players) for eq in found}


@pytest.mark.parametrize("seed", range(25))
def test_exact_methods_agree_on_random_games_of_small_numbers(seed):
    source = np.random.default_rng(seed)
    game = dt.Matrix.from_arrays(source.integers(0, 4, (3, 3)), source.integers(0, 4, (3, 3)))
    everything = dt.solve(game, method="vertex enumeration")
    assert everything.complete
    assert everything.exact
    assert profiles(dt.solve(game)) == profiles(everything)
    for label in range(6):
        one = dt.solve(game, method="lemke-howson", label=label)
        assert len(one) == 1
        assert not one.complete
        assert set(dt.regret(game, one[0]).values()) == {0}
    pure = {p for p in profiles(everything) if all(max(row) == 1 for row in p)}
    assert profiles(dt.solve(game, method="pure enumeration")) == pure


def test_matching_pennies_as_a_linear_programme():
    found = dt.solve(matrix(MATCHING), method="linear programming")
    assert profiles(found) == {((Fraction(1, 2), Fraction(1, 2)),) * 2}
    assert found[0].payoffs["A"] == 0


def test_a_zero_sum_method_refuses_another_game_and_says_where():
    with pytest.raises(ValueError, match="row 0, column 0"):
        dt.solve(matrix(CHICKEN), method="linear programming")


@pytest.mark.parametrize("none", [[], ()])
def test_no_precision_in_a_list_is_refused(none):
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]})
    with pytest.raises(ValueError, match="expected a number, or a list with at least one"):
        dt.solve(game, concept="logit", precision=none)


def test_quantal_responses_at_several_precisions_in_one_call():
    game = dt.load("preemption").base_case()
    found = dt.solve(game, concept="logit", precision=[0, 1, 20])
    alone = [dt.solve(game, concept="logit", precision=p)[0] for p in (0, 1, 20)]
    first = [eq for eq in found if eq.notes[0].endswith("on the branch from the centre")]
    assert [str(eq.payoffs) for eq in first] == [str(eq.payoffs) for eq in alone]
    assert first[1].notes == ("at precision 1, on the branch from the centre",)
    assert len([eq for eq in found if eq.notes[0].startswith("at precision 20")]) == 3
    assert not found.complete


def test_quantal_response_at_precision_zero_is_uniform_and_its_limit_is_an_equilibrium():
    game = matrix({("a", "a"): (2, 1), ("a", "b"): (0, 0), ("b", "a"): (0, 0), ("b", "b"): (1, 3)})
    uniform = dt.solve(game, concept="logit", precision=0)
    assert [float(p) for p in uniform[0]["A"].values()] == pytest.approx([0.5, 0.5])
    limit = dt.solve(game, concept="logit")
    assert limit.concept == "logit"
    assert not limit.exact
    rounded = {player: {m: round(float(p)) for m, p in limit[0][player].items()} for player in "AB"}
    assert set(dt.regret(game, rounded).values()) == {0}


def test_the_sequence_form_finds_an_equilibrium_of_a_tree():
    game = dt.load("beer-quiche").base_case()
    found = dt.solve(game, method="sequence form")
    assert found.exact
    assert set(dt.regret(game, found[0]).values()) == {0}


@pytest.mark.parametrize("method", ["fictitious play", "replicator dynamics", "moran"])
def test_learning_says_that_it_is_no_equilibrium_and_repeats_itself(method):
    options = {"steps": 500} if method == "fictitious play" else {}
    first, second = (dt.solve(matrix(CHICKEN), method=method, **options) for _ in range(2))
    assert first.concept == "learning"
    assert "not an equilibrium" in first.why
    assert first[0].strategies == second[0].strategies


def test_requirements_are_checked_at_the_door():
    game = matrix(CHICKEN)
    with pytest.raises(ValueError, match="fix T, R, P, S first"):
        dt.solve(dt.load("chicken"), method="lemke-howson")
    with pytest.raises(ValueError, match="no option 'lable'; its options: label"):
        dt.solve(game, method="lemke-howson", lable=1)
    with pytest.raises(ValueError, match="there is no method 'magic'"):
        dt.solve(game, method="magic")
    with pytest.raises(ValueError, match="finds Nash equilibria, not logit quantal response equilibria"):
        dt.solve(game, method="lemke-howson", concept="logit")


def test_a_tree_and_its_strategic_form_have_the_same_nash_payoffs():
    game = dt.load("nll-probe").base_case(c="0.8")
    assert {tuple(eq.payoffs.values()) for eq in dt.solve(game, concept="nash")} == {
        tuple(eq.payoffs.values()) for eq in dt.solve(dt.to_matrix(game))
    }
    assert dt.to_matrix(game, reduced=False).moves["ROK"] == ("Absorb", "Respond")


def test_names_of_methods_are_forgiving():
    game = matrix(CHICKEN)
    assert dt.solve(game, method="Vertex_Enumeration").method == "vertex enumeration"
    assert dt.solve(game, method="support-enumeration").method == "support enumeration"
    assert dt.solve(game, method="lemke howson").method == "lemke-howson"


def test_names_of_concepts_are_forgiving_and_nicknames_are_understood():
    game = dt.load("nll-probe")
    for name in ("subgame perfect", "Subgame_Perfect", " SUBGAME-PERFECT "):
        assert dt.solve(game, concept=name).concept == "subgame-perfect"
    hints = {"spe": "subgame-perfect", "PBE": "perfect-bayesian", "nash equilibrium": "nash", "QRE": "logit"}
    for name, meant in (hints | {"sequental": "sequential"}).items():
        with pytest.raises(ValueError, match=f"there is no concept '{name}'; .* Did you mean '{meant}'"):
            dt.solve(game, concept=name)
    with pytest.raises(ValueError, match="there is no method 'bakward induction' .* Did you mean 'backward induction'"):
        dt.solve(game, method="bakward induction")
    signals = dt.solve(dt.load("beer-quiche").base_case())
    assert len(dt.refine(signals, "Intuitive")) == len(dt.refine(signals, "intuitive"))
    with pytest.raises(ValueError, match="there is no refinement 'Cho-Kreps'; .* Did you mean 'intuitive'"):
        dt.refine(signals, "Cho-Kreps")


def test_vertex_enumeration_out_of_time_lists_what_it_knows():
    source = np.random.default_rng(3)
    game = dt.Matrix.from_arrays(source.integers(0, 3, (7, 7)), source.integers(0, 3, (7, 7)))
    found = dt.solve(game, method="vertex enumeration", time_limit=0)
    assert not found.complete
    assert "time limit of 0 seconds" in found.why
    pure = profiles(dt.solve(game, method="pure enumeration"))
    assert pure <= profiles(found)
    assert len(found) <= len(pure) + 1


def test_a_process_without_end_stops_at_its_time_limit():
    found = dt.solve(matrix(CHICKEN), method="moran", population=500, time_limit=0)
    assert "had come to" in found.why
    assert sum(found[0]["A"].values()) == pytest.approx(1)


def test_a_tree_too_large_for_its_strategic_form_still_gives_one_equilibrium():
    rows = [f"m{i}" for i in range(8)]
    stage = {
        move: dt.Decision("B", {m: [i - j, j - i] for j, m in enumerate(rows)}, f"after {move}")
        for i, move in enumerate(rows)
    }
    game = dt.Tree(["A", "B"], dt.Decision("A", stage))
    found = dt.solve(game, "nash")
    assert found.method == "sequence form"
    assert not found.complete
    assert "at most 20,000 can be solved" in found.why
    assert set(dt.regret(game, found[0]).values()) == {0}


def test_the_sequence_form_is_exact_in_thirds():
    def reply(first, second):
        return dt.Decision("B", {"u": first, "d": second}, "B")

    place = dt.Decision(
        "A",
        {
            "x": reply(["1/3", "2/7"], ["1/9", "5/7"]),
            "y": reply(["1/7", "5/9"], ["2/3", "1/11"]),
        },
        "A",
    )
    game = dt.Tree(["A", "B"], dt.Chance({"on": ("1/3", place), "off": ("2/3", [0, 0])}))
    found = dt.solve(game, method="sequence form")
    assert found.exact
    assert set(dt.regret(game, found[0]).values()) == {0}
    assert str(found[0]["A", "A"]["x"]) == "322/619"


@pytest.mark.parametrize(
    ("method", "options", "what"),
    [
        ("fictitious play", {"steps": 0}, "steps is 0; expected a whole number of at least 1"),
        ("fictitious play", {"seed": "x"}, "seed is 'x'; expected a whole number of at least 0"),
        ("moran", {"population": 1}, "population is 1; expected a whole number of at least 2"),
        ("replicator dynamics", {"time": float("nan")}, "time is nan; expected a number that is finite"),
        ("logit", {"precision": "a"}, "precision is 'a'; expected a number that is finite"),
        ("lemke-howson", {"label": 4}, "label is 4; a game of 2 x 2 has labels 0 to 3"),
    ],
)
def test_options_are_checked(method, options, what):
    with pytest.raises(ValueError, match=what):
        dt.solve(matrix(CHICKEN), method=method, **options)


def test_polynomial_systems_keep_their_time_limit():
    game = dt.Matrix.from_arrays(*np.random.default_rng(5).integers(0, 1000, (4, 2, 2, 2, 2)))
    found = dt.solve(game, method="polynomial systems", time_limit=0)
    assert not found.complete
    assert "time limit of 0 seconds" in found.why
    assert profiles(dt.solve(game, method="pure enumeration")) <= profiles(found)


@pytest.mark.parametrize(("shape", "small"), [((4, 6), True), ((6, 4), True), ((5, 5), False), ((2, 50), False)])
def test_supports_are_enumerated_where_both_moves_and_vertices_are_few(shape, small):
    assert (_is_small(SimpleNamespace(shape=shape)) == "") == small
