"""A choice from an interval answered by a player whose type is drawn: Fearon's risk and return, a grid of offers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.conditions.decide import implies
from deterrence.algebra.formulas.language import parse_condition
from deterrence.games.background import background
from deterrence.games.parts.nodes import Choice, Decision, Outcome


def fearon(distribution: Any = None, **bases: str) -> dt.Tree:
    """Fearon (1995): A demands x, B with a cost of war that A does not know grants it or fights."""
    fight = Outcome("War", ["p - c_A", "1 - p - c_B"])
    reply = Decision("B", {"Grant": Outcome("Deal", ["x", "1 - x"]), "Fight": fight}, "reply")
    return dt.Tree(
        ["A", "B"],
        Choice("A", "x", 0, 1, reply, "demand"),
        parameters=[dt.Parameter("p", base=bases.get("p")), dt.Parameter("c_A"), dt.Parameter("C")],
        assumptions=["0 < p < 1", "c_A > 0", "C > 0"],
        types={"B": {"c_B": distribution or dt.Uniform(0, "C")}},
    )


def same_region(game: dt.Model, exists: Any, wanted: list[str]) -> bool:
    told = [c for text in wanted for c in cases(parse_condition(text), game.ring, game.formulas())[0]]
    back = background(game)
    return all(implies(told, c, back) for c in exists.raw) and all(implies(exists.raw, c, back) for c in told)


def test_fearon_1995_with_a_uniform_cost() -> None:
    # x = min(1, p + max(0, (C - c_A)/2)), and war with probability (x - p)/C.
    game = fearon()
    safe, risky, everything = dt.solve(game)
    assert safe.name == "A x = p; B Grant"
    assert same_region(game, safe.exists, ["c_A >= C"])
    assert risky.name == "A x = p - c_A/2 + C/2; B Grant if c_B >= C/2 - c_A/2"
    assert same_region(game, risky.exists, ["c_A < C", "p + (C - c_A)/2 < 1"])
    assert (game.value(str(risky.outcomes["War"])) - game.value("(C - c_A)/(2*C)")).is_zero
    assert everything.name == "A x = 1; B Grant if c_B >= 1 - p"
    assert same_region(game, everything.exists, ["p + (C - c_A)/2 >= 1"])
    assert (game.value(str(everything.outcomes["War"])) - game.value("(1 - p)/C")).is_zero


def paid(x: Fraction, p: Fraction, cost: Fraction, most: Fraction) -> Fraction:
    """What A expects of a demand: B fights where its cost is below x - p."""
    war = min(Fraction(1), max(Fraction(0), (x - p) / most))
    return (1 - war) * x + war * (p - cost)


@pytest.mark.parametrize("seed", range(3))
def test_no_demand_of_a_fine_grid_pays_more(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(2):
        p, cost, most = (
            Fraction(dice.randint(1, 19), 20),
            Fraction(dice.randint(1, 30), 20),
            Fraction(dice.randint(1, 40), 20),
        )
        [eq] = dt.solve(fearon().at(p=p, c_A=cost, C=most))
        payoff = Fraction(str(eq.payoffs["A"]))
        grid = [paid(Fraction(k, 400), p, cost, most) for k in range(401)]
        assert max(grid) <= payoff <= max(grid) + Fraction(1, 400)


def test_a_wrong_choice_fails_the_check() -> None:
    from deterrence.solvers.checks.choice_regret import check_choice
    from deterrence.solvers.checks.regret import SolverError
    from deterrence.solvers.trees.answered_choice import answered_choices

    game = fearon().at(p="1/2", c_A="1/10", C="3/10")
    [eq] = dt.solve(game)
    names = {node: found.name for found in game.written_sets for node in found.nodes}
    [made] = answered_choices(game, names)
    assert check_choice(made, game.ring.constant(Fraction(3, 5)), eq)
    with pytest.raises(SolverError, match="pays more"):
        check_choice(made, game.ring.constant(Fraction(7, 10)), eq)


def test_the_chooser_may_not_have_a_type_of_its_own() -> None:
    reply = Decision("B", {"Grant": Outcome("Deal", ["x", "1 - x"]), "Fight": Outcome("War", ["-c_A", 0])}, "reply")
    with pytest.raises(dt.GameError, match="A has private information and chooses from an interval that others see"):
        dt.Tree(["A", "B"], Choice("A", "x", 0, 1, reply), types={"A": {"c_A": dt.Uniform(0, 1)}})


def test_what_is_no_formula_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="the best 'x' may be a root of"):
        dt.solve(fearon({"cdf": "(c_B/C)**2", "on": [0, "C"]}))
