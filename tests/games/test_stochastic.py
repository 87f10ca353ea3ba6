"""Games with states as they are written in Python."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import deterrence as dt


def game(**changes: Any) -> dt.Stochastic:
    """A race to a stronger position, and a choice at the same time once it is reached."""
    given: dict[str, Any] = {
        "players": ["A", "B"],
        "states": {
            "Open": dt.Decision(
                "A",
                {
                    "Wait": dt.Outcome("Waits", (0, 0)),
                    "Move": dt.Decision(
                        "B",
                        {
                            "Let": dt.Outcome("Moves", ("g", -1), next={"Held": "p", "Open": "1 - p"}),
                            "Stop": dt.Outcome("Stopped", (-1, "-k"), next="Held"),
                        },
                    ),
                },
            ),
            "Held": {
                "moves": {"A": ["x", "y"], "B": ["u", "v"]},
                "payoffs": {("x", "u"): (1, 1), ("x", "v"): (0, 0), ("y", "u"): (0, 0), ("y", "v"): (1, 1)},
                "next": {"x": "Held", "y": {"u": "Open", "v": {"Held": "1/2", "Open": "1/2"}}},
            },
        },
        "discount": "delta",
        "parameters": [
            dt.Parameter("g", low=0, high=5, base=2),
            dt.Parameter("k", low=0, high=5, base=1),
            dt.Parameter("p", low=0, high=1, base="1/2"),
            dt.Parameter("delta", low=0, high=1, base="1/2"),
        ],
    }
    return dt.Stochastic(**(given | changes))


def table(following: Any) -> dict[str, Any]:
    """A period in which both choose at the same time, and what is said of the states that follow."""
    payoffs = {(x, u): (0, 0) for x in ("x", "y") for u in ("u", "v")}
    return {"moves": {"A": ["x", "y"], "B": ["u", "v"]}, "payoffs": payoffs, "next": following}


def test_an_outcome_that_is_to_lead_somewhere_says_where() -> None:
    with pytest.raises(ValueError, match="'next' names no state: leave it out where the state stays as it is"):
        dt.Outcome("Waits", (0, 0), next={})


def test_play_starts_in_the_first_state_unless_it_is_said_where() -> None:
    assert game().start == "Open"
    assert game(start="Held").start == "Held"
    with pytest.raises(dt.GameError, match="'Hold' is not a state; those are Open, Held. Did you mean 'Held'"):
        game(start="Hold")


def test_situations_are_called_after_their_state() -> None:
    assert game().places == {
        "A": {"Open": ("Wait", "Move"), "Held": ("x", "y")},
        "B": {"Open": ("Let", "Stop"), "Held": ("u", "v")},
    }
    twice = dt.Decision("A", {"x": dt.Decision("A", {"y": [1, 0], "z": [2, 0]}), "w": [0, 0]})
    assert list(game(states={"S": twice}).places["A"]) == ["S: start", "S: after x"]


def test_next_states_may_be_nested_like_payoffs() -> None:
    held = game().states["Held"]
    assert [dict(end.next) for after in held.moves.values() for end in after.moves.values()] == [
        {"Held": dt.Outcome("", [1]).payoffs[0]},
        {"Held": dt.Outcome("", [1]).payoffs[0]},
        {"Open": dt.Outcome("", [1]).payoffs[0]},
        dict(dt.Outcome("", [], next={"Held": "1/2", "Open": "1/2"}).next),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"states": {}}, "expected the states as a mapping"),
        ({"states": {"S": dt.Decision("A", {"x": dt.Outcome("e", (0, 0), next="Z")})}}, "'Z' is not a state"),
        ({"states": {"S": dt.Decision("A", {"x": dt.Outcome("e", (0, 0), next={"S": "p"})})}}, "sum to p, not 1"),
        ({"states": {"S": {"moves": {"A": ["x"], "B": ["u"]}, "payoff": {}}}}, "'payoff' is not a key of a period"),
        ({"states": {"S": table({"x": "S"})}}, "'next' says nothing for y; say the next state of every profile"),
        ({"states": {"S": table({"x": "S", "y": {"v": "S"}})}}, "'next' says nothing for y, u; say the next state"),
        ({"states": {"S": table({"x": "S", "y": {}})}}, "'next' names no state: leave it out where the state stays"),
        ({"states": {"S": table({})}}, "'next' names no state: leave it out where the state stays"),
        ({"states": {"S": table({"x": "S", "y": {"S": "1/2"}})}}, "sum to 1/2, not 1"),
        ({"states": {"S": 3}}, "expected a Decision, Chance or Outcome"),
        ({"discount": "2*delta"}, "break '2\\*delta < 1'"),
        ({"types": {"A": {"x": 1}}}, "a game with states has no types"),
    ],
)
def test_mistakes_are_said(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(dt.GameError, match=message):
        game(**changes)


def test_in_a_period_everything_is_seen_or_all_choose_at_once() -> None:
    blind = dt.Decision(
        "A",
        {m: dt.Decision("B", {"u": [0, 0], "v": [1, 1]}, information="blind") for m in ("x", "y")},
    )
    with pytest.raises(dt.GameError, match="a player moves without seeing everything"):
        game(states={"S": blind})


def test_a_tree_that_is_played_once_has_no_next() -> None:
    with pytest.raises(dt.GameError, match="'next' belongs to the outcomes of a game with 'states'"):
        dt.Tree(["A"], dt.Decision("A", {"x": dt.Outcome("e", [0], next="S"), "y": [1]}))


def test_it_survives_pickling_and_fixing() -> None:
    assert pickle.loads(pickle.dumps(game())) == game()
    assert game().at(delta="1/3").letters == ("g", "k", "p")
    with pytest.raises(dt.GameError, match="'delta < 1' does not hold"):
        game().at(delta=1)


def test_with_a_horizon_it_is_the_tree_written_by_hand() -> None:
    once = dt.Decision("A", {"Wait": dt.Outcome("W", [1], next="T"), "Go": dt.Outcome("G", ["g"])})
    later = dt.Decision("A", {"Rest": dt.Outcome("R", [0])})
    parameters = [dt.Parameter("g"), dt.Parameter("delta", low=0, high=1)]
    states = {"S": once, "T": later}
    two = dt.Stochastic(["A"], states, discount="delta", horizon=2, parameters=parameters)
    rest = dt.Decision("A", {"Rest": dt.Outcome("W; R", ["1 + delta*0"])}, information="period 2 after W")
    again = dt.Decision(
        "A",
        {"Wait": dt.Outcome("G; W", ["g + delta*1"]), "Go": dt.Outcome("G; G", ["g + delta*g"])},
        information="period 2 after G",
    )
    root = dt.Decision("A", {"Wait": rest, "Go": again}, information="period 1")
    tree = dt.Tree(["A"], root, parameters=parameters, assumptions=["delta > 0"])
    ours, theirs = dt.solve(two), dt.solve(tree)
    assert [(eq.name, str(eq.exists), str(eq.payoffs)) for eq in ours] == [
        (eq.name, str(eq.exists), str(eq.payoffs)) for eq in theirs
    ]


def test_it_prints_each_state_and_how_it_goes_on() -> None:
    text = str(game())
    assert "Let: Moves [g, -1], next Held (p) or Open (1 - p)" in text
    assert "starts in Open, played for ever, discount factor delta" in text
    assert "in Held:" in game()._repr_html_()
