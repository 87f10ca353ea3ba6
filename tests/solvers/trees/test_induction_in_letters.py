"""At every point without a tie a tree of perfect information has one subgame-perfect equilibrium: the family there."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.conditions import cells
from deterrence.algebra.conditions.cells import Arrangement
from deterrence.algebra.conditions.decide import Background, Verdict
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.games.background import background
from deterrence.games.tree import tree_form
from deterrence.solvers.letter_methods import MANY_DECISIONS
from deterrence.solvers.trees.induction_in_letters import TiedThroughoutError, induct_in_letters


def written(source: random.Random, depth: int, letters: str, chance: bool):
    """A tree as nested lists, ends as coefficients, so that it can be solved without the package."""
    if depth == 0:
        return [[source.randint(-4, 4) for _ in range(len(letters) + 1)] for _ in range(2)]
    kind = "chance" if chance and source.random() < 0.3 else source.choice("AB")
    return (kind, [written(source, depth - 1, letters, chance) for _ in range(source.choice([2, 2, 3]))])


def built(node, letters: str, counter: list[int]):
    if isinstance(node, list):
        counter[0] += 1
        pay = [" + ".join([str(c[0]), *(f"({k})*{x}" for k, x in zip(c[1:], letters, strict=True))]) for c in node]
        return dt.Outcome(f"end {counter[0]}", tuple(pay))
    kind, below = node
    if kind == "chance":
        rest = len(below) - 1
        weights = [letters[0], *[f"(1 - {letters[0]})/{rest}"] * rest]
        return dt.Chance(
            {f"m{i}": (w, built(b, letters, counter)) for i, (w, b) in enumerate(zip(weights, below, strict=True))}
        )
    return dt.Decision(kind, {f"m{i}": built(b, letters, counter) for i, b in enumerate(below)})


def by_hand(node, letters: str, point: dict[str, Fraction], gaps: list[Fraction]):
    """Payoffs of backward induction in fractions; `gaps` collects how far from a tie each decision was."""
    if isinstance(node, list):
        return [c[0] + sum(k * point[x] for k, x in zip(c[1:], letters, strict=True)) for c in node]
    kind, below = node
    values = [by_hand(b, letters, point, gaps) for b in below]
    if kind == "chance":
        p, rest = point[letters[0]], len(below) - 1
        weights = [p, *[(1 - p) / rest] * rest]
        return [sum(w * v[i] for w, v in zip(weights, values, strict=True)) for i in range(2)]
    own = "AB".index(kind)
    ranked = sorted(values, key=lambda v: v[own], reverse=True)
    gaps.append(ranked[0][own] - ranked[1][own])
    return ranked[0]


def ties_in_a_cell(source: random.Random, node, letters: str) -> bool:
    """Whether some decision is tied at points drawn from so many that no tie of formulas that differ holds there."""
    ties = 0
    for _ in range(300):
        gaps: list[Fraction] = []
        by_hand(node, letters, {x: Fraction(source.randint(1, 10**9), 10**9 + 7) for x in letters}, gaps)
        ties += min(gaps) == 0
    return ties > 1


def compare(seed: int, depth: int, letters: str, chance: bool) -> None:
    source = random.Random(seed)
    node = ("A", [written(source, depth, letters, chance) for _ in range(2)])
    parameters = [dt.Parameter(x, "", 0, 1, base="1/2") for x in letters]
    game = dt.Tree(["A", "B"], built(node, letters, [0]), parameters=parameters)
    form = tree_form(game)
    try:
        found = induct_in_letters(form, background(game), (), Deadline(60))
    except TiedThroughoutError:
        assert ties_in_a_cell(source, node, letters)
        return
    assert found.complete_off_ties
    tried = 0
    for _ in range(40):
        point = {x: Fraction(source.randint(0, 101), 101) for x in letters}
        gaps: list[Fraction] = []
        payoffs = by_hand(node, letters, point, gaps)
        if min(gaps) == 0:
            continue
        tried += 1
        there = [family for family in found.families if family.exists.holds(**point)]
        assert len(there) == 1, (seed, point)
        assert [value.at(point).as_fraction() for value in there[0].payoff_values] == payoffs
    assert tried > 5
    assert all(family.exists.is_generic for family in found.families)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("letters", "chance"), [("xy", False), ("xyz", False), ("xy", True)])
def test_random_trees_against_induction_in_fractions(seed, letters, chance):
    compare(seed, 2, letters, chance)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_random_trees(seed):
    compare(seed, 3, "xy", seed % 2 == 0)
    compare(seed, 2, "wxyz", seed % 3 == 0)


def test_moves_that_tie_throughout_are_refused():
    twice = dt.Decision("A", {"l": dt.Outcome("one", ("x", "y")), "r": dt.Outcome("two", ("x", 0))})
    game = dt.Tree(["A", "B"], twice, parameters=[dt.Parameter(x, "", 0, 1) for x in "xy"])
    with pytest.raises(TiedThroughoutError):
        induct_in_letters(tree_form(game), background(game), (), Deadline())


def test_it_stops_when_the_time_is_up():
    node = written(random.Random(1), 3, "xy", False)
    game = dt.Tree(["A", "B"], built(node, "xy", [0]), parameters=[dt.Parameter(x, "", 0, 1) for x in "xy"])
    with pytest.raises(OutOfTime):
        induct_in_letters(tree_form(game), background(game), (), Deadline(steps=3))


def test_large_trees_are_solved_this_way_off_ties():
    source = random.Random(3)
    node = (
        "A",
        [("B", [("A", [written(source, 1, "xy", False) for _ in range(2)]) for _ in range(2)]) for _ in range(3)],
    )
    game = dt.Tree(["A", "B"], built(node, "xy", [0]), parameters=[dt.Parameter(x, "", 0, 1) for x in "xy"])
    assert len(game.written_sets) > MANY_DECISIONS
    found = dt.solve(game)
    assert found.complete_off_ties
    assert "moves tie" in found.why
    assert len(found.generic) == len(found)


def test_sides_of_a_function_in_a_cell():
    home = ring(("x", "y"))
    x, y = home.letter("x"), home.letter("y")
    ranges = dict.fromkeys("xy", (Fraction(0), Fraction(1)))
    cut = Arrangement(Background(home, (), ranges).interior.background)
    whole = cut.whole()
    above, below = cut.sides(whole, x - y)
    assert above is not None
    assert below is not None
    # Within x > y the sum x + 1 - y is positive, so nothing is cut and no condition is added.
    assert cut.sides(above, x + home.one - y) == (above, None)
    assert cut.sides(above, y - x) == (None, above)
    # A thin sliver that no sample point meets is found all the same.
    sliver, rest = cut.sides(whole, x * home.constant(10**6) - y * home.constant(10**6) - home.constant(10**6 - 1))
    assert sliver is not None
    assert rest is not None
    # What is zero throughout has no side.
    assert cut.sides(whole, home.zero) == (None, None)


def test_a_cell_of_which_it_is_undecided_whether_it_has_a_point_is_not_certain(monkeypatch):
    home = ring(("x",))
    cut = Arrangement(Background(home, (), {"x": (Fraction(0), Fraction(1))}).interior.background)
    beyond = home.letter("x") - home.constant(Fraction(999_999, 10**6))
    assert cut.sides(cut.whole(), beyond)[0].is_certain
    monkeypatch.setattr(cells, "possible", lambda conditions, space: Verdict(None, {}))
    undecided, certain = cut.sides(cut.whole(), beyond)
    assert not undecided.is_certain
    assert certain.is_certain
    assert not cut.sides(undecided, beyond - 1)[1].is_certain
