"""Private information where all choose from intervals at the same time: each type is an agent with its own letter."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.formulas.language import parse

COURNOT = """
players: [A, B]
parameters:
  a: {range: [0, inf], base: 10}
  c: {range: [0, inf], base: 2}
  l: {range: [0, inf], base: 1}
  h: {range: [0, inf], base: 3}
  q: {range: [0, 1], base: 1/2}
assumptions: [0 < q < 1, l < h, a > 2*h, a > 2*c]
types:
  B: {High: q, Low: 1 - q}
definitions:
  k: {B: {High: h, Low: l}}
choices:
  A: {x: {from: 0, to: inf}}
  B: {y: {from: 0, to: inf}}
payoffs: [x*(a - x - y) - c*x, y*(a - x - y) - k*y]
claims:
  - says: A produces as against the mean cost
    source: Gibbons 1992, section 3.1
    then: {choice of: x, is: (a - 2*c + q*h + (1 - q)*l)/3}
    in: every equilibrium
  - says: each type of B produces less than half as much more as its costs are lower
    source: Gibbons 1992, section 3.1
    then: {choice of: y_High, is: (a - 2*h + c)/3 + (1 - q)*(h - l)/6}
    in: every equilibrium
"""


def test_cournot_with_costs_that_only_one_knows() -> None:
    """Gibbons (1992, section 3.1.B), proved for all values of the letters."""
    game = dt.loads(COURNOT)
    found = dt.solve(game)
    assert found.exact
    assert found.complete
    inside = found[0]
    for letter, said in {
        "x": "(a - 2*c + q*h + (1 - q)*l)/3",
        "y_High": "(a - 2*h + c)/3 + (1 - q)*(h - l)/6",
        "y_Low": "(a - 2*l + c)/3 - q*(h - l)/6",
    }.items():
        assert inside.choice_values[letter] == game.value(parse(said))
    assert list(inside.choices) == ["x", "y_High", "y_Low"]
    assert str(inside["B (High)"]) == f"{{y_High = {inside.choice_values['y_High']}: 1}}"
    assert {str(row.verdict) for row in dt.check(game)} == {"proved"}
    x, high, low = (inside.choice_values[letter] for letter in ("x", "y_High", "y_Low"))
    q = game.value("q")
    paid = q * high * (game.value("a - h") - x - high) + (1 - q) * low * (game.value("a - l") - x - low)
    assert inside.payoff_values[1] == paid  # before types are drawn


def test_it_is_written_and_read() -> None:
    game = dt.loads(COURNOT)
    assert dt.loads(dt.dumps(game, "yaml")) == game
    assert "B is High" in dt.dumps(game, "tex")
    assert game.vocabulary.letters == ("x", "y_High", "y_Low")
    assert dt.plot(game) is not None


def test_a_contest_with_a_cost_that_only_one_knows() -> None:
    """Hurley and Shogren (1998): by hand, the type with cost c spends sqrt(V*f/c) - f; f solves B's condition."""
    text = (
        COURNOT.split("types:", maxsplit=1)[0]
        + """
types: {A: {Low: q, High: 1 - q}}
definitions: {k: {A: {Low: 1, High: 2}}}
choices: {A: {e: {from: 0, to: inf}}, B: {f: {from: 0, to: inf}}}
payoffs: [c*e/(e + f) - k*e, c*f/(e + f) - f]
outcomes: {A wins: e/(e + f), B wins: f/(e + f)}
"""
    )
    [eq] = dt.solve(dt.loads(text).base_case())
    low, high, f = (float(eq.choices[letter]) for letter in ("e_Low", "e_High", "f"))
    assert low == pytest.approx((2 * f) ** 0.5 - f)
    assert high == pytest.approx((2 * f / 2) ** 0.5 - f)
    assert sum(0.5 * 2 * e / (e + f) ** 2 for e in (low, high)) == pytest.approx(1)
    assert float(eq.outcomes["A wins"]) == pytest.approx(sum(0.5 * e / (e + f) for e in (low, high)))


def random_quadratic(seed: int) -> tuple[str, list[list[list[Fraction]]], list[list[Fraction]], Fraction]:
    """Two players with two correlated types each; payoffs quadratic, with own slope -2 and a cross effect below 1."""
    dice = random.Random(seed)
    weights = [[Fraction(dice.randint(1, 5)) for _ in range(2)] for _ in range(2)]
    total = sum(map(sum, weights))
    joint = [[w / total for w in row] for row in weights]
    level = [[Fraction(dice.randint(-2, 8)) for _ in range(2)] for _ in range(2)]
    cross = Fraction(dice.randint(-3, 3), 4)
    rows = "".join(
        f"    - {{A: {'HL'[i]}, B: {'HL'[j]}, probability: {joint[i][j]}}}\n" for i in range(2) for j in range(2)
    )
    text = (
        f"players: [A, B]\ntypes:\n  joint:\n{rows}definitions:\n"
        f"  s: {{A: {{H: {level[0][0]}, L: {level[0][1]}}}}}\n  t: {{B: {{H: {level[1][0]}, L: {level[1][1]}}}}}\n"
        "choices: {A: {x: {from: 0, to: 3}}, B: {y: {from: 0, to: 3}}}\n"
        f"payoffs: [s*x - x**2 + ({cross})*x*y, t*y - y**2 + ({cross})*x*y]\n"
    )
    return text, [joint, level], [], cross


def replies(seed: int) -> list[float]:
    """Best replies iterated until they stand still: a contraction, so that this is the only equilibrium."""
    _, (joint, level), _, cross = random_quadratic(seed)
    x, y = [1.0, 1.0], [1.0, 1.0]
    for _ in range(200):
        new_x = []
        for i in range(2):
            mean = sum(float(joint[i][j]) * y[j] for j in range(2)) / float(sum(joint[i]))
            new_x.append(min(3.0, max(0.0, (float(level[0][i]) + float(cross) * mean) / 2)))
        new_y = []
        for j in range(2):
            mean = sum(float(joint[i][j]) * new_x[i] for i in range(2)) / float(joint[0][j] + joint[1][j])
            new_y.append(min(3.0, max(0.0, (float(level[1][j]) + float(cross) * mean) / 2)))
        x, y = new_x, new_y
    return [*x, *y]


@pytest.mark.parametrize("seed", range(6))
def test_random_games_with_correlated_types_against_iterated_best_replies(seed: int) -> None:
    check_random(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 2100, 50))
def test_more_random_games_with_correlated_types(first: int) -> None:
    for seed in range(first, first + 50):
        check_random(seed)


def check_random(seed: int) -> None:
    found = dt.solve(dt.loads(random_quadratic(seed)[0]))
    assert found.complete
    [eq] = found
    assert [float(v) for v in eq.choices.values()] == pytest.approx(replies(seed), abs=1e-9), seed


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("y: {from: 0, to: inf}", "y: {from: 0, to: k}", "16:24", "'to' of 'y' depends on a type"),
        (
            "B: {High: q, Low: 1 - q}",
            "B: {t: {uniform: [0, 1]}}",
            "11:7",
            "not solved where all choose at the same time",
        ),
        ("y*(a - x - y) - k*y", "y*(a - x - y)/(y - k)", "17:32", "divides by"),
        ("y*(a - x - y) - k*y", "y*(a - x - y) - exp(y)", "17:48", "exp of a choice (y) is not solved"),
        ("y*(a - x - y) - k*y", '"min(x, y)"', "17:33", "min of a choice (x, y) is not solved"),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, where: str, said: str) -> None:
    text = COURNOT.split("claims:", maxsplit=1)[0].replace(old, new)
    if "uniform" in new:  # then no definition depends on a type
        text = text.replace("definitions:\n  k: {B: {High: h, Low: l}}\n", "").replace("k*y", "t*y")
    with pytest.raises(dt.ModelFileError) as caught:
        dt.loads(text)
    assert any(f"{where}: " in line and said in line for line in str(caught.value).splitlines()), str(caught.value)


BOTH = """
players: [A, B]
types: {A: {Low: 1/2, High: 1/2}, B: {Low: 1/3, High: 2/3}}
definitions: {c: {A: {Low: 1, High: 2}}, d: {B: {Low: 1, High: 3}}}
choices: {A: {e: {from: 0, to: inf}}, B: {f: {from: 0, to: inf}}}
payoffs: [2*e/(e + f) - c*e, 2*f/(e + f) - d*f]
"""


def test_a_contest_with_costs_that_only_each_knows_in_floats() -> None:
    """Four conditions of first order with square roots in one another: by hand each is as below."""
    found = dt.solve(dt.loads(BOTH), method="iterated best replies")
    [eq] = found
    assert not found.exact
    assert not found.complete
    e, f = ([float(eq.choices[f"{x}_{kind}"]) for kind in ("Low", "High")] for x in "ef")
    for x, cost in zip(e, (1, 2), strict=True):
        assert sum(p * 2 * y / (x + y) ** 2 for p, y in zip((1 / 3, 2 / 3), f, strict=True)) == pytest.approx(
            cost, abs=1e-9
        )
    for y, cost in zip(f, (1, 3), strict=True):
        assert sum(x / (x + y) ** 2 for x in e) == pytest.approx(cost, abs=1e-9)


def test_where_conditions_are_not_solved_in_time_replies_are_iterated(monkeypatch: pytest.MonkeyPatch) -> None:
    from deterrence.algebra.time_limit.deadline import OutOfTime
    from deterrence.solvers.continuous import in_turn

    def stopped(task: object) -> None:
        raise OutOfTime

    monkeypatch.setattr(in_turn, "by_conditions", stopped)
    found = dt.solve(dt.loads(BOTH))
    assert len(found) == 1
    assert not found.exact
    assert "the search stopped at its time limit" in found.why
    assert "iterated best replies" in found.why


def test_replies_that_rest_where_another_choice_pays_more_are_no_equilibrium() -> None:
    """A best shot: half of it is worth nothing, so that replies from nearby stay at 0, and from afar they go round."""
    game = dt.Continuous(["A", "B"], {"A": {"e": (0, 4)}, "B": {"f": (0, 4)}}, ["(e - f)**2 - e**2/2", "-(e - f)**2"])
    for eq in dt.solve(game, method="iterated best replies"):
        assert all(float(gain) < 1e-6 for gain in dt.regret(game, eq).values())
