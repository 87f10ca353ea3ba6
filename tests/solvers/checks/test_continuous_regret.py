"""The check of continuous games: right answers pass, and each kind of wrong one is told."""

from dataclasses import replace

import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.solvers.checks.regret import SolverError, verify

HOME = ring(("V",))
V = dt.Parameter("V", low=1, high=9)
CHOICES = {"A": {"e": (0, "inf")}, "B": {"f": (0, "inf")}}


def contest(payoffs=("V*e/(e + f) - e", "V*f/(e + f) - f")):
    wins = {"A wins": "e/(e + f)", "B wins": "f/(e + f)"}
    return dt.Continuous(["A", "B"], CHOICES, payoffs, wins, parameters=[V])


def formula(text):
    return HOME.value(parse(text))


def test_what_is_right_passes():
    game = contest()
    [eq] = dt.solve(game)
    assert verify(game.form(), eq) == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"choice_values": {"e": formula("V/4 + 1/100"), "f": formula("V/4")}}, "A gets"),
        ({"payoff_values": (formula("V/3"), formula("V/4"))}, "A gets"),
        ({"outcome_values": (formula("1/3"), formula("2/3"))}, "probability of A wins"),
        ({"choice_values": {"e": formula("0 - V/4"), "f": formula("V/4")}}, "outside"),
    ],
)
def test_what_is_wrong_is_told(changed, told):
    game = contest()
    [eq] = dt.solve(game)
    with pytest.raises(SolverError, match=told):
        verify(game.form(), replace(eq, **changed))


def test_a_choice_that_is_not_best_is_told():
    """Both make half the effort, and are paid what that pays: either would rather make more."""
    game = contest()
    [eq] = dt.solve(game)
    paid = formula("V/2 - V/8")
    wrong = replace(eq, choice_values=dict.fromkeys("ef", formula("V/8")), payoff_values=(paid, paid))
    with pytest.raises(SolverError, match="A would rather choose e"):
        verify(game.form(), wrong)


def test_a_narrow_peak_between_the_points_of_a_grid_is_found():
    """Only choices within 1/2000 of 1003/2000 pay more than 0 does; the real roots of the gain tell where these are."""
    game = dt.Continuous(["A"], {"A": {"x": (0, 1)}}, ["x*(1/2000**2 - (x - 1003/2000)**2)"])
    [eq] = dt.solve(game)
    assert 0.501 < float(eq.choices["x"]) < 0.502
    nothing = ring(()).zero
    with pytest.raises(SolverError, match="would rather choose"):
        verify(game.form(), replace(eq, choice_values={"x": nothing}, payoff_values=(nothing,)))


def test_regret_names_choices_by_their_letters():
    with pytest.raises(ValueError, match="'A' is not the letter of a choice; those are e, f"):
        dt.regret(contest().at(V=2), {"A": "e = 1", "B": "f = 1"})
    assert dt.regret(contest().at(V=2), {"e": "1/2", "f": "1/2"}) == {"A": 0, "B": 0}
