"""The answer in sentences, held against games whose answer is known by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

import deterrence as dt
from deterrence.report.answer import answer, claims_said, setting


def decider(payoff: str, **more: object) -> dt.Matrix:
    """A chooses between going, which is worth a formula in x, and staying, which is worth nothing."""
    parameters = [dt.Parameter("x", "", -1, 1, base="1/2")]
    moves = {"Go": [payoff], "Stay": [0]}
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, moves, parameters=parameters, **more)  # type: ignore[arg-type]


def said(game: dt.Matrix, letter: str = "x") -> str:
    return answer(dt.thresholds(game, letter))


def test_one_threshold_is_told_with_what_is_chosen_on_both_sides() -> None:
    assert said(decider("3*x - 1")) == "A chooses Stay while x < 1/3, Go while x > 1/3."


def test_a_choice_that_comes_back_is_told_with_both_its_ends() -> None:
    told = said(decider("1/4 - x**2"))
    assert told == "A chooses Stay while x < −1/2, Go while −1/2 < x < 1/2, Stay while x > 1/2."


def test_an_irrational_threshold_is_exact_where_that_is_short() -> None:
    told = said(decider("2*x**2 - 1", assumptions=["x > 0"]))
    assert told == "A chooses Stay while x < sqrt(2)/2, Go while x > sqrt(2)/2."
    told = said(decider("2*x**3 + x - 1", assumptions=["x > 0"]))
    assert told == "A chooses Stay while x < about 0.5898, Go while x > about 0.5898."


def test_no_threshold_is_told_as_such() -> None:
    assert said(decider("x + 2")) == "Whatever x is, A chooses Go."


def test_several_equilibria_are_counted() -> None:
    """Stag hunt, worth r to both: where r > 1 two pure equilibria and a mixed one, elsewhere only Hare."""
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["Stag", "Hare"], "B": ["Stag", "Hare"]},
        {("Stag", "Stag"): ["r", "r"], ("Stag", "Hare"): [0, 1], ("Hare", "Stag"): [1, 0], ("Hare", "Hare"): [1, 1]},
        parameters=[dt.Parameter("r", "", 0, 3, base=2)],
    )
    told = said(game, "r")
    assert "There is 1 equilibrium while r < 1, 3 while r > 1." in told
    assert told.startswith("A chooses Hare while r < 1, ")
    assert "depending on the equilibrium, while r > 1." in told


def test_the_names_that_a_model_has_for_its_equilibria_are_used() -> None:
    names = {"War": {"A": "Go"}, "Peace": {"A": "Stay"}}
    assert said(decider("3*x - 1", names=names)) == "Peace while x < 1/3; War while x > 1/3."
    assert said(decider("3*x + 4", names=names)) == "Whatever x is: War."
    # One that the model has no name for: then what is chosen is told.
    assert said(decider("3*x - 1", names={"War": {"A": "Go"}})).startswith("A chooses Stay")


def test_where_none_was_found_no_choice_is_claimed() -> None:
    game = decider("x")
    late = dt.thresholds(game, "x", time_limit=0)
    if any(cell.equilibria for cell in late.cells):
        pytest.skip("solved before the time was looked at")
    assert answer(late) == "No equilibrium was found at any value of x."


def test_a_stretch_without_an_equilibrium_parts_those_beside_it() -> None:
    line = dt.thresholds(decider("3*x - 1"), "x")
    wide = [cell for cell in line.cells if cell.interval.lower != cell.interval.upper]
    empty = replace(line, cells=(replace(wide[0], found=()), *wide[1:]))
    assert answer(empty) == "A chooses Go while x > 1/3.\nNo equilibrium was found while x < 1/3."
    around = dt.thresholds(decider("1/4 - x**2"), "x")
    low, middle, high = (cell for cell in around.cells if cell.interval.lower != cell.interval.upper)
    parted = answer(replace(around, cells=(low, replace(middle, found=()), high)))
    assert parted.splitlines() == [
        "A chooses Stay while x < −1/2, Stay while x > 1/2.",
        "No equilibrium was found while −1/2 < x < 1/2.",
    ]


def test_what_assumptions_rule_out_parts_what_is_said() -> None:
    """Where x = 0 lies in what is ruled out, the answer does not pass over it."""
    game = decider("x + 2", assumptions=["x**2 > 1/9"])
    assert said(game) == "A chooses Go while x < −1/3, Go while x > 1/3."


def test_what_the_answer_holds_for() -> None:
    line = dt.thresholds(dt.load("nll-probe"), "c", b=2)
    assert setting(line.fixed) == "With g = 2, b = 2, k = 2, l = 1, e = 3, s = 1."
    assert setting({}) == ""
    assert answer(line).startswith("DPRK chooses Probe while c < 1/2, Refrain while c > 1/2.")


def test_claims_are_counted_by_what_became_of_them() -> None:
    assert claims_said(dt.check(dt.load("nll-probe"))) == "10 claims: 8 proved for all values, 2 refuted as expected."


def test_how_play_ends_where_there_are_several_equilibria_throughout() -> None:
    """B does not see where A goes, and both want to meet: they do so in one place or the other, whatever x is."""
    places = {
        here: dt.Decision(
            "B",
            {
                there: dt.Outcome(there if there == here else "Apart", ["1 + x"] * 2 if there == here else [0, 0])
                for there in ("North", "South")
            },
            "unseen",
        )
        for here in ("North", "South")
    }
    root = dt.Decision("A", places, "first")
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("x", "", 0, 1, base="1/2")])
    said = answer(dt.thresholds(game, "x"))
    assert "depending on the equilibrium, whatever x is." in said
    assert ",," not in said


def test_where_equilibria_may_be_mixed_there_are_infinitely_many() -> None:
    """B does not care, and where c < 0 neither does A about what B does: any mixture of l and r is an equilibrium."""
    cells = {("x", "l"): ("c", 1), ("x", "r"): ("c", 0), ("y", "l"): (0, 1), ("y", "r"): (0, 1)}
    letters = [dt.Parameter("c", "", -1, 1, base="1/2")]
    game = dt.Matrix(["A", "B"], {"A": ["x", "y"], "B": ["l", "r"]}, cells, parameters=letters)
    said = answer(dt.thresholds(game, "c"), dt.solve(game).components)
    assert said.endswith("There are infinitely many equilibria while c < 0, 1 while c > 0.")
