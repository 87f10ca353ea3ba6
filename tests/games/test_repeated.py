"""Repeated games as they are written in Python."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import deterrence as dt

MOVES = {"A": ["C", "D"], "B": ["C", "D"]}
PAYS = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
DELTA = dt.Parameter("delta", low=0, high=1, base="1/2")


def game(discount: Any = "delta", **more: Any) -> dt.Repeated:
    return dt.Repeated(["A", "B"], MOVES, PAYS, discount, parameters=[DELTA], **more)


def test_a_discount_factor_is_kept_below_one() -> None:
    assert [str(c) for c in game().assumptions] == ["delta < 1"]
    with pytest.raises(dt.GameError, match="the assumption 'delta < 1' does not hold"):
        game().at(delta=1)


def test_with_a_horizon_a_discount_factor_is_kept_above_zero() -> None:
    assert [str(c) for c in game(horizon=2).assumptions] == ["delta > 0"]
    assert game(horizon=2).at(delta=1).letters == ()


def test_an_assumption_that_is_written_is_not_added_again() -> None:
    assert len(game(assumptions=["delta < 1"]).assumptions) == 1
    assert game(assumptions=["delta < 1"]).implied == {}
    # Once the letter has a value there is nothing left to assume.
    assert game().at(delta="1/3").assumptions == ()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"discount": 1}, "the discount factor is 1; it lies in"),
        ({"discount": "-1/2"}, "the discount factor is -1/2"),
        ({"discount": "r"}, "discount factor uses 'r', which is not a parameter"),
        ({"discount": 0, "horizon": 2}, r"it lies in \(0, 1\]"),
        ({"strategies": "tit for tot"}, "Did you mean 'tit-for-tat'"),
        ({"horizon": 13}, "a number of periods from 1 to 12"),
        ({"horizon": True}, "a number of periods from 1 to 12"),
        ({"types": {"A": {"x": 1}}}, "a repeated game has no types"),
    ],
)
def test_mistakes_are_said(more: dict[str, Any], message: str) -> None:
    with pytest.raises(dt.GameError, match=message):
        game(**more)


def test_a_range_beyond_one_is_a_mistake() -> None:
    wide = dt.Parameter("delta", low=0, high=2)
    with pytest.raises(dt.GameError, match="Give it a range within"):
        dt.Repeated(["A", "B"], MOVES, PAYS, "delta", parameters=[wide])


def test_tit_for_tat_is_for_two_players_with_the_same_moves() -> None:
    with pytest.raises(dt.GameError, match="two players with the same moves"):
        dt.Repeated(["A"], {"A": ["C"]}, {"C": [1]}, "1/2", "tit-for-tat")


def test_it_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(game())) == game()


def test_it_prints_its_matrix_and_how_it_goes_on() -> None:
    assert "played for ever, discount factor delta, grim trigger" in str(game())
    assert "played 3 times, discount factor delta" in str(game(horizon=3))


@pytest.mark.parametrize("format", ["efg", "nfg"])
def test_without_an_end_it_is_no_tree(format: str) -> None:  # noqa: A002
    with pytest.raises(ValueError, match="play never ends in this game"):
        dt.dumps(game().base_case(), format)
    assert dt.dumps(game(horizon=2).base_case(), format)


def test_what_belongs_to_a_matrix_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="dominance is a question about a matrix"):
        dt.dominated(game())
    with pytest.raises(ValueError, match="`to` is for matrices and trees"):
        dt.best_responses(game(), "A", to={"B": "C"})
    with pytest.raises(ValueError, match="there is no method 'lemke-howson'"):
        dt.solve(game().base_case(), method="lemke-howson")


def test_claims_name_situations_and_outcomes() -> None:
    claim = dt.Claim("x", {"A": {"on the path": "C"}, "B": {"after a deviation": "D"}}, in_="some equilibrium")
    assert dt.check(game(claims=[claim]))[0].verdict == "refuted"  # below 1/2
    late = dt.Claim("x", {"outcome": "C, C"}, when="delta > 1/2", holds="exactly when", in_="some equilibrium")
    [row] = dt.check(game(claims=[late]))
    assert row.verdict == "proved"
    assert row.note == "among the strategies that the model names: grim trigger"
    with pytest.raises(dt.GameError, match="'on the way' is not a"):
        game(claims=[dt.Claim("x", {"A": {"on the way": "C"}})])


def test_strategies_are_named_in_any_spelling() -> None:
    assert game(strategies="Tit for Tat") == game(strategies="tit-for-tat")
    assert game(strategies="grim_trigger") == game()
