"""Choices from intervals in games with states: known answers, and values iterated in floats at random games."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.games.parts.nodes import Choice
from deterrence.solvers.checks.mixture_regret import verify_mixture
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.over_time.value_system import solution
from tests.solvers.random_choices_in_states import distance, fixed_points, improved, offers_game, random_game, values_of

DELTA = dt.Parameter("delta", low=0, high=1, base="9/10")


def offer(player: str, letter: str, other: str, then: dict[str, Any]) -> Choice:
    """An offer from 0 to 1, and the answers to it."""
    return dt.Choice(player, letter, 0, 1, dt.Decision(other, then))


def alternating(risk: str = "1", flow: str = "0") -> dt.Stochastic:
    """Rubinstein's game; play goes on with some probability after a refusal, and B has something until a deal."""
    going, over = ("A offers", "B offers"), f"1 - {risk}"
    later = [{state: risk, "Over": over} for state in going]
    return dt.Stochastic(
        ["A", "B"],
        {
            "A offers": offer(
                "A",
                "x",
                "B",
                {
                    "Accept": dt.Outcome("Deal", ("x", "1 - x"), "Over"),
                    "Wait": dt.Outcome("Delay", (0, flow), later[1]),
                },
            ),
            "B offers": offer(
                "B",
                "y",
                "A",
                {
                    "Accept": dt.Outcome("Deal", ("1 - y", "y"), "Over"),
                    "Wait": dt.Outcome("Delay", (0, flow), later[0]),
                },
            ),
            "Over": dt.Outcome("Nothing", (0, 0)),
        },
        "delta",
        parameters=[DELTA, *(dt.Parameter(x, low=0, high=1, base="1/2") for x in (risk, flow) if x.isalpha())],
    )


# --- known answers ----------------------------------------------------------------------------------------------------


def test_rubinstein_1982() -> None:
    game = alternating()
    [only] = found = dt.solve(game)
    assert str(only.choices) == "{x: 1/(delta + 1), y: 1/(delta + 1)}"
    assert only.exists.is_everything
    assert only["B", "A offers"]["Accept"] == 1
    assert found.promise.complete_off_ties


def test_a_risk_of_breakdown_is_impatience() -> None:
    [only] = dt.solve(alternating(risk="r"))
    assert str(only.choices["x"]) == "1/(delta*r + 1)"


def test_who_has_something_while_there_is_no_deal_gets_more() -> None:
    # By hand: 1 - x = b + delta*y and 1 - y = delta*x, where x is positive.
    found = dt.solve(alternating(flow="b"))
    at = {"delta": Fraction(9, 10), "b": Fraction(1, 20)}
    [inside] = [family for family in found if family.exists.holds(at)]
    x, y = (inside.choice_values[letter].evaluate(at) for letter in "xy")
    assert 1 - x == at["b"] + at["delta"] * y
    assert 1 - y == at["delta"] * x


def test_the_commitment_problem_at_numbers() -> None:
    game = dt.load("commitment-problem")
    war, peace = {"delta": "9/10"}, {"delta": "1/2"}
    assert [eq.outcomes["War"] for eq in dt.solve(game.base_case(war))] == [Fraction(1, 10)] * 2
    [kept] = dt.solve(game.base_case(peace))
    # D gets p_1*(1 - d) = 16/25 in all, and p_2*(1 - d) = 8/25 later: x = (16/25 - 8/25/2)/(1/2).
    assert kept.choice_values["x"].evaluate({}) == Fraction(24, 25)


@pytest.mark.slow
def test_power_that_shifts_step_by_step_is_bought_off_step_by_step() -> None:
    """Three shifts: in each state x = (now - delta*later)/(1 - delta), and peace where each of these is at most 1."""
    names = ["p_0", "p_1", "p_2"]
    states: dict[str, Any] = {}
    for i, p in enumerate(names):
        later = f"State {min(i + 1, 2)}"
        states[f"State {i}"] = offer("R", f"x_{i}", "D", {
            "Accept": dt.Outcome("Peace", (f"x_{i}", f"1 - x_{i}"), later),
            "Fight": dt.Outcome("War", (f"{p}*(1 - d)", f"(1 - {p})*(1 - d)"), {"D won": p, "R won": f"1 - {p}"}),
        })  # fmt: skip
    states |= {"D won": dt.Outcome("After", ("1 - d", 0)), "R won": dt.Outcome("After", (0, "1 - d"))}
    letters = [dt.Parameter(name, low=0, high=1) for name in (*names, "d", "delta")]
    game = dt.Stochastic(
        ["D", "R"], states, "delta", parameters=letters, assumptions=["p_0 > p_1", "p_1 > p_2", "d > 0", "d < 1"]
    )
    peace = next(f for f in dt.solve(game.at(p_0="7/10", p_1="1/2", d="1/10")) if f.outcomes["War"] == 0)
    at = {"p_2": Fraction(2, 5), "delta": Fraction(3, 5)}
    assert peace.exists.holds(at)
    worth = [Fraction(9, 10) * p for p in (Fraction(7, 10), Fraction(1, 2), Fraction(2, 5))]
    expected = [
        (now - at["delta"] * later) / (1 - at["delta"])
        for now, later in zip(worth, [*worth[1:], worth[2]], strict=True)
    ]
    assert [peace.choice_values[f"x_{i}"].evaluate(at) for i in range(3)] == expected


def test_butter_for_bombs_needs_the_threat_to_build_after_less() -> None:
    """Spaniel (2019): R is offered just so much that it does not build: x = p2 - c_R - k*(1 - delta)/delta."""
    built = dt.Decision("R", {
        "Build": dt.Outcome("Built", ("1 - x", "x - k"), "With"), "Keep": dt.Outcome("Deal", ("1 - x", "x"), "Without")
    }, "accepted")  # fmt: skip
    game = dt.Stochastic(
        ["D", "R"],
        {
            "Without": dt.Choice("D", "x", 0, 1, dt.Decision("R", {
                "Accept": built, "Fight": dt.Outcome("War", ("1 - p1 - c", "p1 - c"), "Early")}, "offer")),
            "With": offer("D", "y", "R", {
                "Accept": dt.Outcome("Late deal", ("1 - y", "y"), "With"),
                "Fight": dt.Outcome("Late war", ("1 - p2 - c", "p2 - c"), "Late")}),
            "Early": dt.Outcome("After", ("1 - p1 - c", "p1 - c")),
            "Late": dt.Outcome("After", ("1 - p2 - c", "p2 - c")),
        },
        "delta",
        parameters=[DELTA, *(dt.Parameter(name, low=0, high=1) for name in ("p1", "p2", "c", "k"))],
    )  # fmt: skip
    found = dt.solve(game.at(p1="3/10", p2="1/2", c="1/10", delta="4/5"))
    at = {"k": Fraction(1, 2)}
    bought = [f for f in found if f["R", "Without: accepted"]["Keep"] == 1 and f.exists.holds(at)]
    assert [f.choice_values["x"].evaluate(at) for f in bought] == [Fraction(2, 5) - at["k"] / 4]


def test_an_effort_is_chosen_where_its_derivative_is_zero() -> None:
    payoffs = ("b*e - e**2/2", 0)
    states = {"Here": dt.Choice("A", "e", 0, 1, dt.Outcome("Effort", payoffs, "Here"))}
    game = dt.Stochastic(["A", "B"], states, "delta", parameters=[DELTA, dt.Parameter("b", low=0, high=2, base=1)])
    found = dt.solve(game)
    assert {str(f.choices["e"]): str(f.exists) for f in found} == {"b": "b <= 1", "1": "b > 1"}


def refusing(claims: list[dt.Claim]) -> dt.Stochastic:
    """A offers x, and B would rather refuse whatever it is."""
    answers = {"Accept": dt.Outcome("Deal", ("x", "1 - x"), "Over"), "Refuse": dt.Outcome("War", (0, 2), "Over")}
    states = {"Now": offer("A", "x", "B", answers), "Over": dt.Outcome("Nothing", (0, 0))}
    return dt.Stochastic(["A", "B"], states, "delta", parameters=[DELTA], claims=claims)


def test_any_offer_may_be_made_that_is_refused_in_any_case() -> None:
    """There are infinitely many equilibria, which the two ends of the interval stand for."""
    said = {"choice of": "x", "is": "1/2"}
    game = refusing(
        [
            dt.Claim("any", said, in_="some equilibrium"),
            dt.Claim("every", said),
            dt.Claim("beyond", {"choice of": "x", "is": "3/2"}, in_="some equilibrium"),
            dt.Claim("two", {"number of equilibria": 2}),
            dt.Claim("refused", {"B": {"Now": "Refuse"}}),
        ]
    )
    for asked in (game, game.at(delta="1/2")):
        found = dt.solve(asked)
        assert [e.choice_values["x"] for e in found] == [0, 1]
        [whole] = found.components
        assert len(whole) == 2
        verdicts = [str(row.verdict) for row in dt.check(asked)]
        assert verdicts == ["proved", "refuted", "refuted", "refuted", "proved"]


def test_what_is_refused_goes_by_all_that_is_done() -> None:
    """B has 1/4 a period until there is a deal, which is worth having at once only where waiting counts for little.

    By hand: B is worth 1/4 by waiting, and takes x if (1 - delta)*(1 - x) is no less. At 3/4 that is so of 0 alone, so
    that the same offer is accepted in one equilibrium and, with all others, refused in another.
    """
    answers = {"Accept": dt.Outcome("Deal", ("x", "1 - x"), "Over"), "Wait": dt.Outcome("Delay", (0, "1/4"), "Now")}
    states = {"Now": offer("A", "x", "B", answers), "Over": dt.Outcome("Nothing", (0, 0))}
    game = dt.Stochastic(["A", "B"], states, "delta", parameters=[DELTA])
    found = dt.solve(game)
    assert {(str(e.choice_values["x"]), str(e.exists)) for e in found} == {
        ("0", "delta >= 3/4"),
        ("1", "delta >= 3/4"),
        ("(3 - 4*delta)/(4*(1 - delta))", "delta <= 3/4"),
    }
    assert sorted(len(c) for c in found.components) == [1, 2]
    assert found.complete_off_ties


def test_a_set_of_offers_of_which_some_is_accepted_is_none() -> None:
    """Joined with an offer that is accepted, what is refused in any case is no set of equilibria."""
    game = refusing([])
    found = dt.solve(game)
    [whole] = found.components
    assert verify_mixture(game.form(), whole, found.concept)
    outside = replace(found[1], choice_values={"x": found[1].choice_values["x"] * 3})
    with pytest.raises(SolverError, match="outside"):
        verify_mixture(game.form(), replace(whole, equilibria=(outside, outside)), found.concept)


def test_a_mixture_between_two_who_take_turns() -> None:
    """By hand, with delta = 1/2. Who offers has 2 while there is no deal, who refuses has r now and offers next.

    With x = y = 1 accepted with probability q, who offers has V = q/2 + (1 - q), and who answers is indifferent, with 0
    by either answer, where r + V = 0. So q = 2*(1 + r), which is a probability where -1 < r < -1/2.
    """

    def turn(who: str, letter: str, other: str, paid: tuple[Any, Any], wait: tuple[Any, Any], then: str) -> Choice:
        answers = {"Accept": dt.Outcome("Deal", paid, "Over"), "Wait": dt.Outcome("Delay", wait, then)}
        return offer(who, letter, other, answers)

    game = dt.Stochastic(
        ["A", "B"],
        {
            "A offers": turn("A", "x", "B", ("x", "1 - x"), (2, "r"), "B offers"),
            "B offers": turn("B", "y", "A", ("1 - y", "y"), ("r", 2), "A offers"),
            "Over": dt.Outcome("Nothing", (0, 0)),
        },
        "1/2",
        parameters=[dt.Parameter("r", low=-2, high=0)],
    )
    found = dt.solve(game)
    [both] = [eq for eq in found if not eq.is_pure and str(eq.choices) == "{x: 1, y: 1}"]
    assert str(both["B", "A offers"]["Accept"]) == "2*r + 2"
    assert both["A", "B offers"]["Accept"] == both["B", "A offers"]["Accept"]
    assert str(both.exists) == "r < -1/2 and r > -1"
    assert str(both.payoffs["A"]) == "-r"


# --- random games -----------------------------------------------------------------------------------------------------


def check_against_iteration(make: Callable[[int], dt.Stochastic], seed: int, places: int = 1, starts: int = 2) -> None:
    """At random places every family stays as it is under iteration, and what iteration finds is among the families."""
    game, dice = make(seed), random.Random(seed)
    found = dt.solve(game, time_limit=None)
    for _ in range(places):
        at = {"delta": Fraction(dice.randint(1, 94), 100), "c": Fraction(dice.randint(0, 100), 100)}
        here = [family for family in found if family.exists.holds(at)]
        for family in here:
            if family.is_pure:
                values = values_of(game, at, family)
                kept = [distance(values, improved(game, at, values, ties)) < 1e-6 for ties in (max, min)]
                assert any(kept), (seed, at, family.name)
        worths = [[float(v.evaluate(at)) for v in family.payoff_values] for family in here]
        for values in fixed_points(game, at, starts, seed):
            start = values[game.start]
            assert any(max(abs(a - b) for a, b in zip(start, w, strict=True)) < 1e-6 for w in worths), (
                seed,
                at,
                values,
            )
        if found.promise.complete_off_ties:
            assert here, (seed, at)


@pytest.mark.parametrize("seed", [1, *(pytest.param(s, marks=pytest.mark.slow) for s in range(20, 60))])
def test_random_games_have_what_iteration_finds(seed: int) -> None:
    check_against_iteration(random_game, seed)


@pytest.mark.parametrize("seed", [2, *(pytest.param(s, marks=pytest.mark.slow) for s in range(3, 80))])
def test_offers_between_two_always_have_an_equilibrium(seed: int) -> None:
    check_against_iteration(offers_game, seed)


# --- what is said, and refused ----------------------------------------------------------------------------------------


def test_a_family_with_another_offer_fails_the_check() -> None:
    game = alternating().at(delta="1/2")
    [only] = dt.solve(game)
    home = ring(())
    for x in (Fraction(1, 2), Fraction(3, 4)):
        wrong = replace(only, choice_values={**only.choice_values, "x": home.constant(x)})
        with pytest.raises(SolverError):
            verify(game.form(), wrong, "markov-perfect")


@pytest.mark.slow
def test_a_finer_grid_comes_closer() -> None:
    game = alternating().at(delta="1/2")
    grid = dt.solve(game, grid=6)
    assert not grid.promise.exact
    assert all(not eq.choice_values for eq in grid)
    assert len(grid[0]["A", "A offers"]) == 6


def test_regret_says_why_it_takes_no_profile() -> None:
    game = alternating().base_case()
    with pytest.raises(ValueError, match="answers to other values are not part of a profile"):
        dt.regret(game, dt.solve(game)[0])


def test_a_system_with_more_equations_than_unknowns_has_no_solution_or_one() -> None:
    home = ring(("a",))
    a, one = home.letter("a"), home.one
    assert solution([{"x": one, "": -a}, {"x": a, "": -a * a}], ["x"]) == {"x": a}
    assert solution([{"x": one, "": -a}, {"x": one, "": -one}], ["x"]) is None
