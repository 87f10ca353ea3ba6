"""Letters in the place of functions: with the numbers they stand for, the game is the same one."""

from __future__ import annotations

from math import exp, sqrt

import pytest

import deterrence as dt
from deterrence.games.lettered import lettered


def test_the_game_with_the_numbers_put_in_is_the_game() -> None:
    tree = dt.Tree(
        ["A", "B"],
        dt.Decision(
            "A",
            {
                "stay": dt.Outcome("peace", [0, "min(a, sqrt(a))"]),
                "go": dt.Chance({"up": ("1 - r", dt.Outcome("up", ["u", 1])), "down": ("r", (0, "-exp(-u)"))}),
            },
        ),
        parameters=[dt.Parameter("a", "", 0, 4), dt.Parameter("k", "", 0, 4)],
        definitions={"r": "exp(-k)", "u": "a*sqrt(a)", "sqrt_1": "k"},
        assumptions=["sqrt(a) > 1/10"],
    )
    found = lettered(tree)
    assert {str(call) for call in found.stands_for.values()} == {"exp(-k)", "sqrt(a)", "exp(-u)"}
    assert "sqrt_2" in found.game.letters  # sqrt_1 is taken
    numbers = {"sqrt(a)": sqrt(2), "exp(-k)": exp(-1), "exp(-u)": exp(-2 * sqrt(2))}
    values = {name: numbers[str(call)] for name, call in found.stands_for.items()}
    [mine], [there] = dt.solve(found.game.at(a=2, k=1, **values)), dt.solve(tree.at(a=2, k=1))
    assert mine.name == there.name
    for player in tree.players:
        assert float(mine.payoffs[player]) == pytest.approx(float(there.payoffs[player]), abs=1e-12)


def test_a_game_without_such_functions_is_itself() -> None:
    game = dt.load("nll-probe")
    assert lettered(game).game is game
    fixed = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["sqrt(a)*b"], "y": [1]}, parameters=["a", "b"]).at(a=2)
    assert lettered(fixed).game is fixed


def test_assumptions_that_nobody_wrote_are_lettered_too() -> None:
    chance = dt.Chance({"Won": ("sqrt(a)", [1]), "Lost": ("1 - sqrt(a)", ["-k"])})
    parameters = [dt.Parameter("a", low=0, high=4, base=0.25), dt.Parameter("k", low=0, high=4, base=1)]
    game = dt.Tree(["A"], dt.Decision("A", {"Stay": [0], "Go": chance}), parameters=parameters)
    found = lettered(game).game
    assert {str(condition): reason for condition, reason in found.implied.items()} == {
        "1 - sqrt_1 >= 0": "probability of Lost"
    }
    # Fixing another letter brings no root back.
    assert [str(condition) for condition in found.at(k=2).assumptions] == ["1 - sqrt_1 >= 0"]
    assert not found.at(sqrt_1="1/2").assumptions


def over_time(kind: str) -> dt.Model:
    """Two games played for ever, with roots in payoffs, in the discount factor and in the next state."""
    parameters = [dt.Parameter(name, "", 0, 1) for name in ("a", "r", "p")]
    if kind == "repeated":
        moves = {"A": ["C", "D"], "B": ["C", "D"]}
        cells = {("C", "C"): ("6*sqrt(a)", 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
        return dt.Repeated(["A", "B"], moves, cells, "sqrt(r)", parameters=parameters)
    build = dt.Outcome("Builds", ["-sqrt(a)"], next={"Strong": "sqrt(p)", "Weak": "1 - sqrt(p)"})
    weak = dt.Decision("P", {"Wait": dt.Outcome("Waits", [0]), "Build": build})
    strong = dt.Decision("P", {"Hold": dt.Outcome("Holds", [2])})
    return dt.Stochastic(["P"], {"Weak": weak, "Strong": strong}, "sqrt(r)", parameters=parameters)


@pytest.mark.parametrize("kind", ["repeated", "states"])
def test_games_over_time_are_lettered_throughout(kind: str) -> None:
    game = over_time(kind)
    found = lettered(game)
    assert {str(call) for call in found.stands_for.values()} >= {"sqrt(a)", "sqrt(r)"}
    assert not any(found.game.has_function(x) for x in found.game.game_formulas())
    numbers = {"sqrt(a)": "1/2", "sqrt(r)": "3/5", "sqrt(p)": "1/3"}
    values = {name: numbers[str(call)] for name, call in found.stands_for.items()}
    point = {"a": "1/4", "r": "9/25", "p": "1/9"}
    mine, there = dt.solve(found.game.at(**values, **point)), dt.solve(game.at(point))
    assert len(mine) > 0
    assert [(f.name, f.payoff_values) for f in mine] == [(f.name, f.payoff_values) for f in there]
