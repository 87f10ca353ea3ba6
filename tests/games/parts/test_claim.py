"""Claims: their forms, what they mean for a game, and what they may name."""

from __future__ import annotations

from typing import Any

import pytest

from deterrence.algebra.formulas.language import Number, parse, parse_condition
from deterrence.games import Claim, Decision, GameError, Matrix, Outcome, Tree
from deterrence.games.statements import Belief, Choice, Count, Effect, Payoff, Probability, statements


def envoy(**changes: Any) -> Tree:
    def reply(name: str | None) -> Decision:
        return Decision("DPRK", {"Accept": Outcome("Deal", (1, "x")), "Reject": Outcome("War", (0, 0))}, name)

    root = Decision("US", {"Low": reply("low offer"), "High": reply("high offer"), "None": Outcome("Silence", (0, 0))})
    return Tree(["US", "DPRK"], root, parameters=["c", "x"], **changes)


def means(then: dict[str, Any]) -> tuple[object, ...]:
    return statements(Claim("says", then), envoy())


ONE = Number(parse("1").value)  # type: ignore[union-attr]


def test_choices() -> None:
    assert means({"US": "Low"}) == (Choice("US", "start", {"Low": ONE}),)
    assert means({"DPRK": {"low offer": "Reject"}}) == (Choice("DPRK", "low offer", {"Reject": ONE}),)
    assert means({"US": "Low", "DPRK": {"high offer": "Accept"}}) == (
        Choice("US", "start", {"Low": ONE}),
        Choice("DPRK", "high offer", {"Accept": ONE}),
    )


def test_a_move_without_its_information_set_is_made_wherever_it_may() -> None:
    assert [choice.information for choice in means({"DPRK": "Accept"})] == ["low offer", "high offer"]  # type: ignore[attr-defined]


def test_mixed_choices() -> None:
    [choice] = means({"US": {"Low": "c", "High": "1 - c"}})
    assert isinstance(choice, Choice)
    assert choice.probabilities == {"Low": parse("c"), "High": parse("1 - c")}
    [choice] = means({"DPRK": {"low offer": {"Accept": 0.5, "Reject": "1/2"}}})
    assert isinstance(choice, Choice)
    assert choice.probabilities == {"Accept": parse("1/2"), "Reject": parse("1/2")}


def test_other_forms() -> None:
    assert means({"outcome": "Deal"}) == (Probability("Deal", "outcome", ONE),)
    assert means({"probability of": "War", "is": "1 - c"}) == (Probability("War", "outcome", parse("1 - c")),)
    assert means({"probability of": "Reject", "is": 0}) == (Probability("Reject", "move", parse("0")),)
    assert means({"payoff of": "US", "is": "-x"}) == (Payoff("US", parse("-x")),)
    assert means({"unique": True}) == (Count(1),)
    assert means({"unique": False}) == (Count(1, is_equal=False),)
    assert means({"number of equilibria": 3}) == (Count(3),)
    assert means({"effect of": "c", "on": "probability of War", "is": "negative"}) == (
        Effect("c", "War", "outcome", "negative"),
    )
    assert means({"effect of": "c", "on": "payoff of US", "is": "zero"}) == (Effect("c", "US", "payoff", "zero"),)
    assert means({"belief of": "DPRK", "at": "low offer", "about": "Low", "is": 1}) == (
        Belief("DPRK", "low offer", "Low", parse("1")),
    )


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ({"UK": "Low"}, "'UK' is not a player"),
        ({"US": "Lo"}, "Did you mean 'Low'?"),
        ({"DPRK": {"lo offer": "Accept"}}, "Did you mean 'low offer'?"),
        ({"DPRK": {"low offer": "Acept"}}, "Did you mean 'Accept'?"),
        ({"US": {"Low": "cc"}}, "'cc'"),
        ({"US": {"Low": "c +"}}, "ends"),
        ({"US": {"Low": "3/2", "High": "-1/2"}}, "the probability of 'Low' is 3/2; probabilities lie between 0 and 1."),
        ({"US": {"Low": "1/2", "High": "1/3"}}, "the probabilities of Low, High sum to 5/6, not to 1"),
        ({"US": {"Low": 0}}, "moves that are not named have probability 0"),
        ({"probability of": "War", "is": 2}, "the probability of 'War' is 2"),
        ({"belief of": "DPRK", "at": "low offer", "about": "Low", "is": -1}, "the belief is -1"),
        ({"outcome": "Dael"}, "Did you mean 'Deal'?"),
        ({"probability of": "Wr", "is": 1}, "outcome or a move"),
        ({"payoff of": "Us", "is": 1}, "Did you mean 'US'?"),
        ({"payoff of": "US", "is": "y"}, "'y'"),
        ({"effect of": "d", "on": "payoff of US", "is": "zero"}, "'d' is not a parameter"),
        ({"effect of": "c", "on": "War", "is": "zero"}, "probability of ..."),
        ({"belief of": "DPRK", "at": "lo", "about": "Low", "is": 1}, "information set"),
        ({"belief of": "DPRK", "at": "low offer", "about": "L", "is": 1}, "a type, or a move made before"),
    ],
)
def test_what_a_game_does_not_have(then: dict[str, Any], words: str) -> None:
    with pytest.raises(GameError) as caught:
        envoy(claims=[Claim("says", then)])
    assert words in str(caught.value)
    assert all(mistake.path[:2] == ("claims", 0) for mistake in caught.value.mistakes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"then": {}}, "what happens"),
        ({"then": "War"}, "what happens"),
        ({"then": {"is": 1}}, "belongs to one of"),
        ({"then": {"probability of": "War"}}, "also needs 'is'"),
        ({"then": {"probability of": "War", "payoff of": "US", "is": 1}}, "belongs to one of"),
        ({"then": {"on": "x"}}, "stands beside"),
        ({"then": {"unique": "yes"}}, "true or false"),
        ({"then": {"number of equilibria": "3"}}, "whole number"),
        ({"then": {"number of equilibria": -1}}, "whole number"),
        ({"then": {"effect of": "c", "on": "x", "is": "negativ"}}, "Did you mean 'negative'?"),
        ({"then": {"outcome": 3}}, "expected a name"),
        ({"then": {"US": {}}}, "expected a move"),
        ({"holds": "exactly"}, "'exactly when'"),
        ({"in_": "all"}, "'every equilibrium'"),
        ({"expected": "wrong"}, "'refuted'"),
        ({"when": "c >"}, "ends"),
        ({"says": None}, "expected text"),
    ],
)
def test_mistakes_of_form(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(GameError) as caught:
        Claim(**({"says": "x", "then": {"outcome": "War"}} | arguments))
    assert words in str(caught.value)


def test_conditions_are_checked_against_the_game() -> None:
    assert Claim("x", {"outcome": "War"}, "c > 0").when == parse_condition("c > 0")
    with pytest.raises(GameError, match="'when' uses 'k'"):
        envoy(claims=[Claim("x", {"outcome": "War"}, "k > 0")])


def test_a_matrix_has_one_information_set_a_player() -> None:
    game = Matrix.from_arrays([[1, 0], [0, 1]], [[1, 0], [0, 1]], claims=[Claim("x", {"Row": "1", "Column": "1"})])
    assert [choice.agent for choice in statements(game.claims[0], game)] == ["Row", "Column"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("all equilibria", "every equilibrium"), ("every", "every equilibrium"), ("some", "some equilibrium")],
)
def test_all_equilibria_means_every_one(word, meant):
    with pytest.raises(GameError, match=f"Did you mean '{meant}'"):
        Claim("says", {"A": "x"}, in_=word)
