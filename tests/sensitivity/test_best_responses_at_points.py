"""Best responses along a letter, against equilibria of numbers and brute force, at breakpoints and between."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.formulas.evaluate import value_at

# Payoffs that tie at single values of the letter, over parts of its range, and for all of it.
PAYOFFS = (0, 1, 2, "t", "1 - t", "2*t", "t*t", "min(t, 1/2)")
T = dt.Parameter("t", "", 0, 1, base="1/3")


def random_matrix(seed: int) -> dt.Matrix:
    source = random.Random(seed)
    moves = {"A": ["x", "y"], "B": ["u", "v", "w"][: source.choice([2, 3])]}
    table = {profile: [source.choice(PAYOFFS) for _ in "AB"] for profile in itertools.product(*moves.values())}
    return dt.Matrix(["A", "B"], moves, table, parameters=[T])


def random_tree(seed: int) -> dt.Tree:
    source, names = random.Random(seed), itertools.count()

    def node(depth: int) -> Any:
        if depth == 0 or (depth < 3 and source.random() < 0.3):
            return dt.Outcome(f"o{next(names)}", tuple(source.choice(PAYOFFS) for _ in "AB"))
        return dt.Decision(source.choice("AB") if depth < 3 else "A", {move: node(depth - 1) for move in "xy"})

    return dt.Tree(["A", "B"], node(3), parameters=[T])


def places(found: Any, source: random.Random) -> Iterator[tuple[Fraction, Any]]:
    """A value in every interval, and every breakpoint that is rational, with the player's choices there."""
    for interval, choices in found.cells:
        low, high = interval.lower, interval.upper
        if not isinstance(low, Fraction) or not isinstance(high, Fraction):
            continue
        yield low + (high - low) * Fraction(source.randint(1, 96), 97) if low < high else low, choices
        for end, closed in ((low, interval.lower_closed), (high, interval.upper_closed)):
            if closed and low < high:
                yield end, choices


def number(value: Any, place: Fraction) -> Fraction:
    return Fraction(value if isinstance(value, Fraction | int) else value.evaluate({"t": place}))


def check_matrix(seed: int) -> int:
    """Each choice is made in an equilibrium of numbers, and each end of a set of equilibria is among the choices."""
    game, source, checked = random_matrix(seed), random.Random(seed), 0
    if not game.letters:
        return 0
    for place, choices in places(dt.best_responses(game, "A", over="t"), source):
        chosen = {number(choice.rows[0][0], place) for choice in choices}
        sets = [[Fraction(str(eq["A"]["x"])) for eq in c] for c in dt.solve(game.base_case(t=place)).components]
        ends = {end for found in sets for end in (min(found), max(found))}
        assert ends <= chosen, (seed, place, "missing")
        assert all(any(min(found) <= p <= max(found) for found in sets) for p in chosen), (seed, place, "too many")
        checked += 1
    return checked


def pure_plans(game: dt.Tree, place: Fraction, player: str) -> set[tuple[str, ...]]:
    """What a player does in the pure subgame-perfect equilibria, by trying everything: a move for each decision."""
    point = game.point({"t": place})

    def found(node: Any) -> list[tuple[list[Any], tuple[tuple[str, str], ...]]]:
        if isinstance(node, dt.Outcome):
            return [([value_at(p, point) for p in node.payoffs], ())]
        made = []
        for after in itertools.product(*(found(child) for child in node.moves.values())):
            index = game.players.index(node.player)
            best = max(paid[index] for paid, _ in after)
            later = tuple(step for _, plan in after for step in plan)
            made += [
                (paid, ((node.player, move), *later))
                for move, (paid, _) in zip(node.moves, after, strict=True)
                if paid[index] == best
            ]
        return made

    return {tuple(move for who, move in plan if who == player) for _, plan in found(game.root)}


def check_tree(seed: int) -> int:
    """Those of every pure equilibrium are there, and no pure choice that is made in no equilibrium of numbers."""
    game, source, checked = random_tree(seed), random.Random(seed), 0
    for player in "AB":
        if not any(place.player == player for place in game.written_sets):
            continue
        for place, choices in places(dt.best_responses(game, player, over="t"), source):
            chosen = plans([[[number(p, place) for p in row] for row in choice.rows] for choice in choices])
            assert pure_plans(game, place, player) <= chosen, (seed, player, place, "missing")
            exact = dt.solve(game.base_case(t=place))
            own = [k for k, where in enumerate(exact[0].layout.places) if where.player == player]
            # Others may mix so that a pure plan is best.
            assert chosen <= plans([[eq.strategies[k] for k in own] for eq in exact]), (seed, player, place, "too many")
            checked += 1
    return checked


def plans(behaviours: list[Any]) -> set[tuple[str, ...]]:
    """The pure ones among behaviours: a move for each decision."""
    return {tuple("xy"[row.index(1)] for row in rows) for rows in map(list, behaviours) if all(1 in r for r in rows)}


@pytest.mark.parametrize("seed", range(6))
def test_in_a_matrix_they_are_the_choices_of_its_equilibria(seed: int) -> None:
    assert check_matrix(seed) > 0


@pytest.mark.parametrize("seed", range(6))
def test_in_a_tree_they_are_the_choices_of_its_equilibria(seed: int) -> None:
    assert check_tree(seed) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_in_many_matrices_they_are_the_choices_of_their_equilibria(seed: int) -> None:
    check_matrix(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_in_many_trees_they_are_the_choices_of_their_equilibria(seed: int) -> None:
    check_tree(seed)
