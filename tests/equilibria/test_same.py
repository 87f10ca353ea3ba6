"""Results are equal where they hold the same values, of every question; and different where one value differs."""

from collections.abc import Callable

import pytest

import deterrence as dt

QUESTIONS: dict[str, Callable] = {
    "solve": lambda game: dt.solve(game),
    "thresholds": lambda game: dt.thresholds(game, "c"),
    "regions": lambda game: dt.regions(game, "c", "k"),
    "best responses": lambda game: dt.best_responses(game, "ROK", "c"),
    "required": lambda game: dt.required(game, "c", outcome="Status quo"),
    "alternatives": lambda game: dt.alternatives(game, outcome="Status quo", c=0.6),
    "statics": lambda game: dt.statics(game, "c"),
    "tornado": lambda game: dt.tornado(game, "probability of Escalation"),
    "check": lambda game: dt.check(game),
    "sobol": lambda game: dt.sobol(game, "probability of Escalation", draws=64, select="all"),
}


SLOWER = ("alternatives", "required", "statics", "sobol", "check")
FAST_AND_SLOW = [pytest.param(name, marks=[pytest.mark.slow] if name in SLOWER else []) for name in QUESTIONS]


@pytest.mark.parametrize("name", FAST_AND_SLOW)
def test_the_same_question_has_an_equal_answer(name):
    ask = QUESTIONS[name]
    one, other = ask(dt.load("nll-probe")), ask(dt.load("nll-probe"))
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("name", [case for case in FAST_AND_SLOW if case.values != ("check",)])
def test_another_game_has_another_answer(name):
    ask, game = QUESTIONS[name], dt.load("nll-probe")
    assert ask(game) != ask(game.at(e=4))
    assert ask(game) != "an answer"
