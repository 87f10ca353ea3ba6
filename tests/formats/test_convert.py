"""Games handed to other tools and taken back are the same games."""

from __future__ import annotations

import sys

import pytest

import deterrence as dt


def test_the_extra_is_named_where_pygambit_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygambit", None)
    game = dt.load("chicken").base_case()
    for call in (dt.to_pygambit, dt.from_pygambit):
        with pytest.raises(ImportError, match=r"pip install 'deterrence\[gambit\]'"):
            call(game)


@pytest.mark.parametrize("name", ["chicken", "nll-probe", "beer-quiche"])
def test_a_game_comes_back_from_pygambit_with_the_same_equilibria(name):
    pygambit = pytest.importorskip("pygambit")
    game = dt.load(name).base_case()
    handed = dt.to_pygambit(game)
    assert isinstance(handed, pygambit.Game)
    back = dt.from_pygambit(handed)
    assert back.players == game.players
    ours, again = ({tuple(eq.payoffs.values()) for eq in dt.solve(g, "nash")} for g in (game, back))
    assert ours == again


def test_equilibria_agree_with_those_of_pygambit():
    pygambit = pytest.importorskip("pygambit")
    game = dt.load("nll-probe").base_case(c="0.8")
    theirs = pygambit.nash.enummixed_solve(dt.to_pygambit(game), rational=True)
    theirs = getattr(theirs, "equilibria", theirs)
    assert len(theirs) == len(dt.solve(game, "nash"))


def test_letters_must_be_fixed_and_only_games_are_taken_back():
    pytest.importorskip("pygambit")
    with pytest.raises(ValueError, match="fix T, R, P, S first"):
        dt.to_pygambit(dt.load("chicken"))
    with pytest.raises(ValueError, match="expected a game of pygambit, not int"):
        dt.from_pygambit(3)
