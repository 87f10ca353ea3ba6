"""Types from any distribution, and payoffs that depend on them in any way: against scipy, dense grids and work by hand.

The oracles below share nothing with the solver: distributions are those of `scipy.stats`, roots are bracketed on grids.
"""

from __future__ import annotations

import random
from math import exp, log

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

import deterrence as dt
from deterrence.games.parts.curved_distributions import Beta, Exponential

CRISIS = """
players: [A, B]
parameters:
  a: {range: [0, inf], base: 1}
  s: {range: [0, inf], base: 1}
types:
  A: {w_A: {normal: {mean: -1, sd: s}}}
  B: {w_B: {logistic: {mean: -1, scale: 1/2}}}
tree:
  player: A
  information: opening
  moves:
    Refrain: {outcome: Status quo, payoffs: [0, 0]}
    Challenge:
      player: B
      moves:
        Concede: {outcome: Concession, payoffs: [1, -1]}
        Resist:
          player: A
          information: last
          moves:
            Fight: {outcome: War, payoffs: [w_A, w_B]}
            Back down: {outcome: Bluff called, payoffs: [-a, 0]}
"""


def crisis_by_hand(a: float, s: float) -> tuple[float, float, float]:
    """A's cut at the opening, B's cut, and the probability of a challenge (w_B -> how likely B resists, by scipy)."""
    of_a, of_b = stats.norm(-1, s), stats.logistic(-1, 0.5)
    fights = of_a.sf(-a)
    # With bluffs B resists with 1/(1 + a), so that its cut is known, and who challenges fights with -1/cut.
    cut_b = of_b.ppf(1 - 1 / (1 + a))
    if cut_b < 0 and fights <= -1 / cut_b <= 1:
        return -a, cut_b, min(1.0, fights * -cut_b)
    if cut_b < 0 and fights > -1 / cut_b:  # all challenge
        return float("-inf"), -1 / fights, 1.0
    # Nobody bluffs: all who challenge fight, so that B's cut is -1; A's is where war and concession are worth 0.
    resists = of_b.sf(-1)
    cut_a = max(-a, -(1 - resists) / resists)
    return cut_a, -1.0, of_a.sf(cut_a)


@pytest.mark.parametrize(("a", "s"), [("0.5", 1), (3, "0.5"), ("0.05", 5)])
def test_the_crisis_game_with_normal_and_logistic_types(a: object, s: object) -> None:
    [eq] = dt.solve(dt.loads(CRISIS).at(a=a, s=s))
    cut_a, cut_b, challenge = crisis_by_hand(float(str(a)), float(str(s)))
    assert float(eq["A", "opening"]["Challenge"]) == pytest.approx(challenge, abs=1e-9)
    assert [float(c.at) for c in eq.cuts["B", "after Challenge"]] == pytest.approx([cut_b], abs=1e-9)
    if challenge < 1:
        assert float(eq.cuts["A", "opening"][0].at) == pytest.approx(cut_a, abs=1e-9)
    war = min(challenge, stats.norm(-1, float(str(s))).sf(max(cut_a, -float(str(a))))) * stats.logistic(-1, 0.5).sf(
        cut_b
    )
    assert float(eq.outcomes["War"]) == pytest.approx(war, abs=1e-9)


def test_what_is_promised() -> None:
    found = dt.solve(dt.loads(CRISIS).base_case())
    assert not found.exact
    assert not found.complete
    assert "several starts" in found.why
    with pytest.raises(
        ValueError, match="'w_A' is drawn from a normal distribution: such a game is solved in numbers; fix"
    ):
        dt.solve(dt.loads(CRISIS))


def test_payoffs_before_types_are_drawn_and_by_type() -> None:
    """E[max(w, 0)] of a truncated normal, and of an exponential type: by hand."""
    truncated = stats.truncnorm(-1, 2)
    cases = [
        (dt.Normal(0, 1, on=(-1, 2)), truncated.expect(lambda w: max(w, 0.0)), truncated.sf(0)),
        (Exponential(2), 2.0, 1.0),
        (dt.Logistic(0, 1), log(2), 0.5),
        (Beta(2, 3, on=(-1, 1)), stats.beta(2, 3).expect(lambda x: max(2 * x - 1, 0.0)), stats.beta(2, 3).sf(0.5)),
    ]
    for distribution, worth, share in cases:
        tree = dt.Decision("A", {"Fight": ["w"], "Yield": [0]})
        [eq] = dt.solve(dt.Tree(["A"], tree, types={"A": {"w": distribution}}))
        assert float(eq.payoffs["A"]) == pytest.approx(worth, abs=1e-8), distribution
        assert float(eq["A"]["Fight"]) == pytest.approx(share, abs=1e-9), distribution


@pytest.mark.parametrize(
    ("payoff", "cuts", "first"),
    [
        ("1 - w**2", [-1, 1], "Yield"),
        ("w**3 - w", [-1, 0, 1], "Yield"),
        ("exp(w) - 2", [log(2)], "Yield"),
        ("log(w + 5) - 1", [exp(1) - 5], "Yield"),
        ("max(w, 1/2) - 1", [1], "Yield"),
        ("3 - sqrt(w + 10)", [-1], "Fight"),
        ("2/(w + 5) - 1/2", [-1], "Fight"),
    ],
)
def test_payoffs_that_are_not_affine_in_the_type(payoff: str, cuts: list[float], first: str) -> None:
    tree = dt.Decision("A", {"Fight": [payoff], "Yield": [0]})
    distribution = dt.Uniform(-4, 4) if payoff.startswith("1") else dt.Normal(0, 2, on=(-4, 4))
    [eq] = dt.solve(dt.Tree(["A"], tree, types={"A": {"w": distribution}}))
    found = eq.cuts["A", "start"]
    assert [float(c.at) for c in found] == pytest.approx(cuts, abs=1e-9)
    assert found[0].below == (first,)


def test_a_payoff_without_a_value_for_some_type_is_refused() -> None:
    tree = dt.Decision("A", {"Fight": ["log(w)"], "Yield": [0]})
    with pytest.raises(ValueError, match="after Fight: payoff for A has no value at w = -"):
        dt.solve(dt.Tree(["A"], tree, types={"A": {"w": dt.Normal(0, 1)}}))
    tree = dt.Decision("A", {"Fight": ["1/w"], "Yield": [0]})
    with pytest.raises(dt.GameError, match=r"may be divided by zero for some type 'w', as at w = 0"):
        dt.Tree(["A"], tree, types={"A": {"w": dt.Normal(0, 1)}})


# --- two players who build or wait ----------------------------------------------------------------------------------


LAWS = {
    "normal": lambda m, s: (dt.Normal(m, s), stats.norm(m, s)),
    "logistic": lambda m, s: (dt.Logistic(m, s), stats.logistic(m, s)),
    "exponential": lambda m, s: (Exponential(s), stats.expon(scale=s)),
    "beta": lambda m, s: (Beta(1 + abs(m), s, on=(-1, 2)), stats.beta(1 + abs(m), s, -1, 3)),
}


def random_two_by_two(seed: int) -> tuple[dt.Matrix, dict[str, object]]:
    """A matrix of two moves each, with payoffs affine in the types, and what the oracle is told of it."""
    dice = random.Random(seed)
    letters, laws, gains, types = {"A": "s", "B": "t"}, {}, {}, {}
    for player in "AB":
        mine, theirs = LAWS[dice.choice(list(LAWS))](dice.randint(-2, 2), dice.randint(1, 3))
        types[player], laws[player] = {letters[player]: mine}, theirs
        # What the first move gains over the second, where the other makes the first or the second: x + y*type.
        # Never nothing to all types at once: then a continuum of choices may be best, which replies do not show.
        x, y = dice.randint(-4, 4), dice.choice([-2, -1, 1, 2])
        options = [(u, v) for u in range(-4, 5) for v in (-2, -1, 1, 2) if v * y > 0 or u * y != x * v]
        gains[player] = [(x, y), dice.choice(options)]
    cells = {}
    for i, mine in enumerate("xy"):
        for j, other in enumerate("xy"):
            of_a = "{}+({})*s".format(*gains["A"][j]) if i == 0 else "0"
            of_b = "{}+({})*t".format(*gains["B"][i]) if j == 0 else "0"
            cells[mine, other] = (of_a, of_b)
    game = dt.Matrix(["A", "B"], {"A": ["x", "y"], "B": ["x", "y"]}, cells, types=types)
    return game, {"laws": laws, "gains": gains}


def reply(law: object, gains: list[tuple[int, int]], other: np.ndarray) -> np.ndarray:
    """How likely types make the first move, against one who makes it with a probability."""
    level = gains[0][0] * other + gains[1][0] * (1 - other)
    slope = gains[0][1] * other + gains[1][1] * (1 - other)
    cut = -level / np.where(slope == 0, 1e-300, slope)
    return np.where(slope > 0, law.sf(cut), np.where(slope < 0, law.cdf(cut), level > 0))  # type: ignore[attr-defined]


def fixed_points(told: dict[str, object]) -> list[tuple[float, float]]:
    """All places where both reply best, by a dense grid and bracketing."""
    laws, gains = told["laws"], told["gains"]

    def off(p: np.ndarray) -> np.ndarray:
        return reply(laws["A"], gains["A"], reply(laws["B"], gains["B"], np.asarray(p))) - p  # type: ignore[index]

    grid = np.linspace(0, 1, 20001)
    values = off(grid)
    found = [float(p) for p, v in zip(grid, values, strict=True) if abs(v) < 1e-13]
    for low, high, a, b in zip(grid, grid[1:], values, values[1:], strict=False):
        if a * b < 0 and min(abs(a), abs(b)) > 1e-13:
            root = brentq(off, low, high, xtol=1e-14)
            if abs(off(np.array(root))) < 1e-9:  # and no jump
                found.append(float(root))
    distinct = [p for i, p in enumerate(sorted(found)) if i == 0 or p - sorted(found)[i - 1] > 1e-7]
    return [(p, float(reply(laws["B"], gains["B"], np.array(p)))) for p in distinct]  # type: ignore[index]


def check_two_by_two(seed: int) -> None:
    game, told = random_two_by_two(seed)
    found = sorted((float(eq["A"]["x"]), float(eq["B"]["x"])) for eq in dt.solve(game))
    wanted = fixed_points(told)
    assert len(found) == len(wanted), (seed, found, wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, abs=1e-8), (seed, found, wanted)


@pytest.mark.parametrize("seed", range(8))
def test_random_games_of_two_by_two_against_a_dense_grid(seed: int) -> None:
    check_two_by_two(seed)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_many_random_games_of_two_by_two_against_a_dense_grid(part: int) -> None:
    for seed in range(8 + 50 * part, 8 + 50 * (part + 1)):
        check_two_by_two(seed)


def entering(payoff, distribution):
    return dt.loads(
        "players: [A]\n"
        f"types: {{A: {{w: {distribution}}}}}\n"
        f"tree: {{player: A, moves: {{In: ['{payoff}'], Out: [0]}}}}\n"
    )


def test_a_root_that_does_not_change_the_sign_divides_no_types():
    for payoff in ("(w-1)**2", "w**2 - 2*w + 1"):
        found = dt.solve(entering(payoff, "{normal: {mean: 0, sd: 1}}"))
        assert all(0 <= float(p) <= 1 for family in found for p in family.outcome_values)
        assert [float(family["A"]["In"]) for family in found] == [pytest.approx(1)]


@pytest.mark.parametrize(("mean", "sd"), [(0, 300), (0, 1000), (0, 10**6), (500, 100)])
def test_wide_distributions_are_solved(mean, sd):
    (family,) = dt.solve(entering("w - 1", f"{{normal: {{mean: {mean}, sd: {sd}}}}}"))
    z = (1 - mean) / sd
    expected = sd * stats.norm.pdf(z) + (mean - 1) * stats.norm.sf(z)
    assert float(family.payoffs["A"]) == pytest.approx(expected, rel=1e-9)


def test_a_function_too_large_for_floats_where_nobody_is():
    """Of exp(w) a normal type expects exp(1/2) in all, and from log 2 on what is above; by the moment's own formula."""
    (family,) = dt.solve(entering("exp(w) - 2", "{normal: {mean: 0, sd: 1}}"))
    cut = log(2)
    expected = exp(0.5) * stats.norm.sf(cut - 1) - 2 * stats.norm.sf(cut)
    assert float(family.payoffs["A"]) == pytest.approx(expected, rel=1e-9)


def test_what_has_no_finite_expectation_is_refused():
    with pytest.raises(ValueError, match=r"what A expects of exp\(w\) is not finite"):
        dt.solve(entering("exp(w) - 2 - w", "{logistic: {mean: 0, scale: 2}}"))
