"""Grim trigger and tit-for-tat: the published thresholds, and every family by dynamic programming in floats."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

import deterrence as dt

CELLS = {("C", "C"): ("R", "R"), ("C", "D"): ("S", "T"), ("D", "C"): ("T", "S"), ("D", "D"): ("P", "P")}
MOVES = {"A": ["C", "D"], "B": ["C", "D"]}
LETTERS = [dt.Parameter(name, base=base) for name, base in (("T", 5), ("R", 3), ("P", 1), ("S", 0))]
DELTA = dt.Parameter("delta", low=0, high=1, base="1/2")

# Points and thresholds of the replication file: T, R, P, S, delta, (T - R)/(T - P), (T - R)/(R - S).
SPOTS = [
    ("5", "3", "1", "0", "1/2", "1/2", "2/3"),
    ("2510/229", "610/227", "-190/223", "-1390/211", "41/233", "799232/1141129", "378112/423879"),
    ("1420/227", "200/223", "-160/229", "-1570/211", "59/233", "1035309/1343575", "635954/989493"),
    ("2570/211", "2110/227", "1520/223", "-1870/229", "61/233", "21854/40633", "527387/3192008"),
    ("4130/223", "3500/229", "2710/227", "590/211", "71/233", "1250543/2543274", "1162399/4485199"),
    ("3890/223", "2630/229", "220/227", "-1240/211", "64/233", "2302688/6365971", "2140384/6235749"),
]


def dilemma(strategies: str = "grim trigger", **more: Any) -> dt.Repeated:
    return dt.Repeated(
        ["A", "B"],
        MOVES,
        CELLS,
        "delta",
        strategies,
        parameters=[*LETTERS, DELTA],
        assumptions=["T > R > P > S"],
        **more,
    )


def plain(expression: sympy.Expr) -> sympy.Expr:
    return expression.subs({s: sympy.Symbol(s.name) for s in expression.free_symbols})


def lower(eq: Any) -> set[sympy.Expr]:
    return {sympy.factor(plain(b.sympy().rhs)) for b in eq.exists.bounds("delta").lower}


T, R, P, S = sympy.symbols("T R P S")


def test_grim_trigger_needs_the_discount_factor_of_friedman() -> None:
    found = dt.solve(dilemma())
    assert found.concept == "subgame-perfect"
    assert not found.complete
    cooperative = [eq for eq in found if eq.outcomes["C, C"] == 1]
    assert [lower(eq) for eq in cooperative] == [{sympy.factor((T - R) / (T - P))}]
    assert cooperative[0]["A", "after a deviation"]["D"] == 1
    assert plain(cooperative[0].payoffs["A"]) == R


def test_defection_throughout_is_an_equilibrium_at_any_discount_factor() -> None:
    [throughout] = [eq for eq in dt.solve(dilemma()) if eq.outcomes["D, D"] == 1]
    assert throughout.exists.is_everything


def test_tit_for_tat_is_a_nash_equilibrium_from_axelrods_threshold_on() -> None:
    found = dt.solve(dilemma("tit-for-tat"))
    assert found.concept == "nash"
    [nice] = [eq for eq in found if eq.outcomes["C, C"] == 1]
    assert lower(nice) == {sympy.factor((T - R) / (T - P)), sympy.factor((T - R) / (R - S))}


def test_tit_for_tat_is_subgame_perfect_on_a_knife_edge_only() -> None:
    found = dt.solve(dilemma("tit-for-tat"), "subgame-perfect")
    assert not found.generic
    # In the dilemma of giving b at a cost c the edge is delta = c/b: T, R, P, S = b, b - c, 0, -c.
    edge = {"T": 3, "R": 2, "P": 0, "S": -1}
    for eq in found:
        assert eq.exists.holds(**edge, delta="1/3")
        assert not eq.exists.holds(**edge, delta="2/5")
        assert not eq.exists.holds(T=5, R=3, P=1, S=0, delta="2/3")


@pytest.mark.parametrize("spot", SPOTS)
def test_the_published_thresholds_at_the_points_of_the_replication_file(spot: tuple[str, ...]) -> None:
    values = dict(zip("TRPS", spot[:4], strict=True))
    grim, alternating = Fraction(spot[5]), Fraction(spot[6])
    for strategies, threshold in (("grim trigger", grim), ("tit-for-tat", max(grim, alternating))):
        cooperative = next(eq for eq in dt.solve(dilemma(strategies).at(**values)) if eq.outcomes["C, C"] == 1)
        for delta in (Fraction(spot[4]), threshold - Fraction(1, 10**6), threshold, threshold + Fraction(1, 10**6)):
            assert cooperative.exists.holds(delta=delta) == (delta >= threshold)


def value_of_best_plan(game: dt.Repeated, profile: dict[Any, int], player: int, start: Any, step: Any) -> float:
    """By value iteration: the other keeps to the profile, and `step` says what situation follows what moves."""
    names = list(game.moves["A"])
    delta = float(game.discount.value)
    worth = dict.fromkeys(profile, 0.0)
    for _ in range(250):
        fresh = {}
        for situation, chosen in profile.items():
            options = []
            for mine in range(len(names)):
                cell = (mine, chosen[1]) if player == 0 else (chosen[0], mine)
                paid = float(game.payoffs[names[cell[0]], names[cell[1]]][player].value)
                options.append((1 - delta) * paid + delta * worth[step(situation, cell)])
            fresh[situation] = max(options)
        worth = fresh
    return worth[start]


@pytest.mark.parametrize("delta", ["1/5", "3/5", "7/10", "9/10"])
def test_tit_for_tat_against_all_plans_by_value_iteration(delta: str) -> None:
    numbers = {"T": 5, "R": 3, "P": 1, "S": 0}
    game = dt.Repeated(["A", "B"], MOVES, {k: [numbers[x] for x in v] for k, v in CELLS.items()}, delta, "tit-for-tat")
    pairs = list(itertools.product(range(2), repeat=2))
    copying: Any = {pair: (pair[1], pair[0]) for pair in pairs}
    for start, outcome in ((0, "C, C"), (1, "D, D")):
        paid = 3 if start == 0 else 1
        best = value_of_best_plan(game, copying, 0, (start, start), lambda _, cell: cell)
        found = any(eq.outcomes[outcome] == 1 for eq in dt.solve(game))
        assert found == (best <= paid + 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_grim_triggers_of_random_matrices_by_value_iteration(seed: int) -> None:
    draw = np.random.default_rng(seed)
    pays = {cell: [int(x) for x in draw.integers(-9, 10, 2)] for cell in itertools.product("CD", repeat=2)}
    game = dt.Repeated(["A", "B"], MOVES, pays, "3/5")
    stage = [eq for eq in dt.solve(game.stage) if eq.is_pure]
    expected = set()
    for eq in stage:
        after = tuple(["C", "D"].index(next(m for m, p in eq[who].items() if p == 1)) for who in "AB")
        for target in itertools.product(range(2), repeat=2):
            profile: Any = {"path": target, "after": after}
            step = lambda at, cell, target=target: "path" if at == "path" and cell == target else "after"  # noqa: E731
            paid = pays["CD"[target[0]], "CD"[target[1]]]
            if all(value_of_best_plan(game, profile, i, "path", step) <= paid[i] + 1e-9 for i in (0, 1)):
                expected.add((target, after))
    found = set()
    for eq in dt.solve(game):
        if eq.is_pure:
            at = [tuple(int(eq[who, name]["D"]) for who in "AB") for name in ("on the path", "after a deviation")]
            found.add((at[0], at[1]))
        assert all(gain == 0 for gain in dt.regret(game, eq).values())
    assert found == expected


def test_every_equilibrium_of_the_matrix_can_punish() -> None:
    # With two equilibria of the matrix, the one that is worse for a player is its punishment: a battle with an outside.
    pays = {("C", "C"): (4, 4), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    third = {("C", "E"): (-1, -1), ("D", "E"): (-1, -1), ("E", "C"): (-1, -1), ("E", "D"): (-1, -1), ("E", "E"): (0, 0)}
    moves = {"A": ["C", "D", "E"], "B": ["C", "D", "E"]}
    game = dt.Repeated(["A", "B"], moves, pays | third, "delta", parameters=[DELTA])
    found = [eq for eq in dt.solve(game) if eq.outcomes["C, C"] == 1 and eq.is_pure]
    thresholds = {next(m for m, p in eq["A", "after a deviation"].items() if p == 1): str(eq.exists) for eq in found}
    assert thresholds == {"D": "delta >= 1/4", "E": "delta >= 1/5"}


def test_the_names_of_moves_and_the_scale_of_payoffs_do_not_matter() -> None:
    def threshold(scale: int, names: str) -> list[str]:
        numbers = {"T": 5, "R": 3, "P": 1, "S": 0}
        pays = {
            tuple(names["CD".index(m)] for m in cell): [scale * numbers[x] - 7 for x in row]
            for cell, row in CELLS.items()
        }
        game = dt.Repeated(["A", "B"], {p: list(names) for p in "AB"}, pays, "delta", parameters=[DELTA])
        return [str(eq.exists) for eq in dt.solve(game)]

    assert threshold(1, "CD") == threshold(6, "CD") == threshold(1, "xy") == ["always", "delta >= 1/2"]


# --- D2 ---------------------------------------------------------------------------------------------------------------


def test_the_window_of_the_armistice_is_the_one_derived_by_hand() -> None:
    [kept] = [eq for eq in dt.solve(dt.load("armistice")) if eq.outcomes["Keep, Keep"] == 1]
    bounds = kept.exists.bounds("c")
    names = "T_R T_D W k_0 k_1 delta"
    t_r, t_d, w, k_0, k_1, delta = sympy.symbols(names)
    [low], [high] = bounds.lower, bounds.upper
    assert sympy.simplify(plain(low.sympy().rhs) - (t_d * (1 - delta) / delta - k_0) / k_1) == 0
    assert sympy.simplify(plain(high.sympy().rhs) - (1 - t_r * (1 - delta) / (delta * w))) == 0
    assert not bounds.implicit


# --- a known number of periods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("periods", [1, 2])
def test_a_dilemma_of_known_length_is_defected_throughout(periods: int) -> None:
    found = dt.solve(dilemma(horizon=periods))
    assert found.complete
    [only] = found.generic
    assert only.outcomes["; ".join(["D, D"] * periods)] == 1


def test_two_periods_are_the_tree_written_by_hand() -> None:
    numbers = {"T": 5, "R": 4, "P": 1, "S": 0}
    pays = {cell: [numbers[x] for x in row] for cell, row in CELLS.items()}
    repeated = dt.Repeated(["A", "B"], MOVES, pays, "delta", horizon=2, parameters=[DELTA])

    def second(first: tuple[str, str]) -> dt.Decision:
        def end(a: str, b: str) -> dt.Outcome:
            total = [f"{x} + delta*{y}" for x, y in zip(pays[first], pays[a, b], strict=True)]
            return dt.Outcome(f"{', '.join(first)}; {a}, {b}", total)

        label = f"period 2 after {', '.join(first)}"
        later = {a: dt.Decision("B", {b: end(a, b) for b in "CD"}, information=label) for a in "CD"}
        return dt.Decision("A", later, information=label)

    opening = {a: dt.Decision("B", {b: second((a, b)) for b in "CD"}, information="period 1") for a in "CD"}
    tree = dt.Tree(
        ["A", "B"], dt.Decision("A", opening, information="period 1"), parameters=[DELTA], assumptions=["delta > 0"]
    )
    ours, theirs = dt.solve(repeated), dt.solve(tree, "subgame-perfect")
    assert [(eq.name, str(eq.exists), str(eq.payoffs)) for eq in ours] == [
        (eq.name, str(eq.exists), str(eq.payoffs)) for eq in theirs
    ]


@pytest.mark.parametrize("name", ["tit-for-tat", "armistice", "repeated-prisoners-dilemma"])
@pytest.mark.parametrize("seconds", [0, 0.01, 0.03, 0.06])
def test_a_time_limit_leaves_what_was_found(name: str, seconds: float) -> None:
    found = dt.solve(dt.load(name), time_limit=seconds)
    assert "time limit" in found.why or found.complete_off_ties
    assert not found.complete


def test_tit_for_tat_is_named_by_its_first_move():
    names = [family.name for family in dt.solve(dt.load("tit-for-tat"))]
    assert [name.split(":")[0] for name in names] == ["Tit-for-tat, Cooperate first", "Tit-for-tat, Defect first"]
