"""A choice from an interval answered by a player whose type is drawn: Fearon's risk and return, a grid of offers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

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


# --- types from other distributions, and best values that are no formulas: in numbers ---------------------------------


def offer(distribution: object, deal: str = "x", p: str = "2/5", c_a: str = "1/10", **more: object) -> dt.Tree:
    """Fearon (1995): A demands x, B accepts it or fights at a cost that only B knows."""
    reply = {
        "Accept": dt.Outcome("Deal", [deal, "1 - x"]),
        "Fight": dt.Outcome("War", [f"{p} - {c_a}", f"1 - {p} - c"]),
    }
    return dt.Tree(
        ["A", "B"], dt.Choice("A", "x", 0, 1, dt.Decision("B", reply)), types={"B": {"c": distribution}}, **more
    )


@pytest.mark.parametrize(
    ("written", "law"),
    [
        ({"normal": {"mean": "1/2", "sd": "1/4"}}, stats.norm(0.5, 0.25)),
        ({"normal": {"mean": "1/2", "sd": "1/4"}, "on": [0, None]}, stats.truncnorm(-2, np.inf, 0.5, 0.25)),
        ({"logistic": {"mean": "1/2", "scale": "1/10"}}, stats.logistic(0.5, 0.1)),
        ({"exponential": {"mean": "1/2"}}, stats.expon(scale=0.5)),
        ({"beta": {"a": 2, "b": 3}}, stats.beta(2, 3)),
        ({"cdf": "c**2", "on": [0, 1]}, stats.beta(2, 1)),
    ],
)
def test_the_best_demand_against_a_cost_from_any_distribution(written: dict[str, object], law: object) -> None:
    """The first-order condition by hand, `1 - F(x - p) = f(x - p)*(x - p + c_A)`, solved by bracketing."""
    [eq] = (found := dt.solve(offer(written)))
    x = brentq(lambda x: law.sf(x - 0.4) - law.pdf(x - 0.4) * (x - 0.3), 0.4 + 1e-9, 1)  # type: ignore[attr-defined]
    assert float(eq.choices["x"]) == pytest.approx(x, abs=1e-9)
    assert float(eq.outcomes["War"]) == pytest.approx(law.cdf(x - 0.4), abs=1e-9)  # type: ignore[attr-defined]
    assert float(eq.payoffs["A"]) == pytest.approx(x - (x - 0.3) * law.cdf(x - 0.4), abs=1e-9)  # type: ignore[attr-defined]
    assert not found.exact
    assert not found.complete
    assert "in floats" in found.why
    assert f"x = {x:.6g}" in eq.name


def test_a_demand_that_a_risk_averse_player_makes() -> None:
    """Utility sqrt(x): no polynomial. By a dense grid."""
    [eq] = dt.solve(offer({"normal": {"mean": "1/2", "sd": "1/4"}}, deal="sqrt(x)"))
    grid = np.linspace(0, 1, 200_001)
    law = stats.norm(0.5, 0.25)
    paid = np.sqrt(grid) * law.sf(grid - 0.4) + 0.3 * law.cdf(grid - 0.4)
    assert float(eq.choices["x"]) == pytest.approx(grid[np.argmax(paid)], abs=1e-5)
    assert float(eq.payoffs["A"]) == pytest.approx(paid.max(), abs=1e-9)


def test_a_polynomial_of_higher_degree_in_the_choice() -> None:
    """Best at (1/4)**(1/3) if accepted up to there; B accepts up to x = 0.4 only, or up to 0.9."""
    for war, best in (("6/10", 0.4), ("1/10", 0.25 ** (1 / 3))):
        reply = {"Accept": dt.Outcome("Deal", ["x - x**4", "1 - x"]), "Fight": dt.Outcome("War", ["3/10", war])}
        game = dt.Tree(["A", "B"], dt.Choice("A", "x", 0, 1, dt.Decision("B", reply)))
        [eq] = dt.solve(game)
        assert float(eq.choices["x"]) == pytest.approx(best, abs=1e-9)


def test_with_letters_it_says_what_to_fix_and_sweeps() -> None:
    C = dt.Parameter("C", "mean cost", 0, 3, base=1)
    game = offer({"normal": {"mean": "C/2", "sd": "1/4"}}, parameters=[C])
    with pytest.raises(
        ValueError, match="'c' is drawn from a normal distribution; fix C first, and it is solved in num"
    ):
        dt.solve(game)
    table = dt.sweep(game, C=[0.5, 1, 1.5])
    assert list(table.family.values) == ["A chooses x; B Accept if c >= cut-point 1"]
    wanted = [float(dt.solve(game.at(C=c))[0].choices["x"]) for c in ("0.5", 1, "1.5")]
    assert table["chosen"].values.ravel() == pytest.approx(wanted)


def test_payoffs_after_a_choice_that_are_not_affine_in_the_type_are_refused() -> None:
    reply = {"Accept": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": dt.Outcome("War", [0, "1/2 - c**2"])}
    game = dt.Tree(["A", "B"], dt.Choice("A", "x", 0, 1, dt.Decision("B", reply)), types={"B": {"c": dt.Uniform(0, 1)}})
    with pytest.raises(ValueError, match="not affine in its type 'c'"):
        dt.solve(game)
