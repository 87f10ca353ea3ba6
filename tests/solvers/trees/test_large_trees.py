"""Trees of perfect information along a line: what exists at ties, against the general search and by brute force."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.conditions.line import Interval, holds_on
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.algebra.values.value import equal_on_line
from deterrence.games.background import background
from deterrence.games.tree import tree_form
from deterrence.solvers.trees.large_trees import MOST_PURE, _is_near, along_line, cut_line
from deterrence.solvers.trees.tree_families import perfect_bayesian

SLOW = pytest.mark.slow
F = Fraction
T = dt.Parameter("t", "", 0, 1, base="1/3")
PAYOFFS = (
    (0, 1, "t", "1 - t"),
    (0, 1, 2, "t"),
    (0, 1, 3, "t", "2*t - 1", "t*t"),
    (0, "t", "t", 1),
    ("t", "1 - t", "2*t - t*t", "1/3"),
    (0, 1, 2, "t", "1/(t + 1)"),
)


def random_tree(source, depth, payoffs, names):
    if depth == 0 or source.random() < 0.15:
        return dt.Outcome(f"o{next(names)}", tuple(source.choice(payoffs) for _ in "AB"))
    if source.random() < 0.12:
        halves = (random_tree(source, depth - 1, payoffs, names) for _ in "hl")
        return dt.Chance(dict(zip("hl", zip(("1/3", "2/3"), halves))))
    moves = "xyz"[: source.choice([2, 2, 2, 3])]
    return dt.Decision(source.choice("AB"), {m: random_tree(source, depth - 1, payoffs, names) for m in moves})


def random_game(seed, depth=3):
    source = random.Random(seed)
    root = dt.Decision("A", {m: random_tree(source, depth - 1, PAYOFFS[seed % 6], itertools.count()) for m in "xy"})
    game = dt.Tree(["A", "B"], root, parameters=[T])
    return game if game.letters else None


def pure_equilibria(form, point, node=0):
    """All pure subgame-perfect equilibria of the subgame at a node, in fractions: what each pays, and the moves."""
    here = form.nodes[node]
    if here.kind == "outcome":
        return [([p.evaluate(point) for p in here.payoffs], {})]
    found = []
    for chosen in itertools.product(*(pure_equilibria(form, point, child) for child in here.children)):
        plan = {k: v for _, moves in chosen for k, v in moves.items()}
        values = [value for value, _ in chosen]
        if here.kind == "chance":
            weights = [p.evaluate(point) for p in here.probabilities]
            found.append(([sum(w * v[k] for w, v in zip(weights, values)) for k in range(len(form.players))], plan))
            continue
        player = form.information_sets[here.information_set].player
        best = max(v[player] for v in values)
        found += [(v, {**plan, node: m}) for m, v in enumerate(values) if v[player] == best]
    return found


def existing(families, place):
    """The families at a place, those that are the same there once."""
    found = []
    for family in families:
        if all(holds_on(c, place) for c in family.exists.raw) and not any(alike(family, f, place) for f in found):
            found.append(family)
    return found


def alike(one, other, place):
    entries = zip(itertools.chain(*one.strategies), itertools.chain(*other.strategies))
    return all(p == q or equal_on_line(p, q, place) for p, q in entries)


def pure_plans(families, form):
    return {
        frozenset((place.nodes[0], row.index(1)) for place, row in zip(form.information_sets, family.strategies))
        for family in families
        if family.is_pure
    }


def disagreements(seed, most=7):
    """Where along the line what is found by cells and by the general search on the whole tree differs."""
    game = random_game(seed)
    form = None if game is None else tree_form(game)
    if form is None or not 2 <= len(form.information_sets) <= most:
        return None
    taken = background(game)
    by_cells, general = along_line(form, taken, ("t",), Deadline()), perfect_bayesian(form, taken, ("t",), Deadline())
    if not (by_cells.complete and general.complete):  # curved sets, of which not all is listed
        return None
    found = []
    for place in sorted({F(0), F(1), F(1, 3), F(1, 2), F(22, 29), *cut_line(form, taken).points}):
        mine, theirs = existing(by_cells.families, place), existing(general.families, place)
        found += [("too many", place, e.name) for e in mine if not any(alike(e, o, place) for o in theirs)]
        found += [("missing", place, e.name) for e in theirs if not any(alike(e, o, place) for o in mine)]
        if isinstance(place, Fraction):
            plans = {frozenset(plan.items()) for _, plan in pure_equilibria(form, {"t": place})}
            if plans != pure_plans(mine, form):
                found.append(("pure", place, len(plans)))
    return found


MANY = [pytest.param(range(start, start + 50), marks=SLOW) for start in range(0, 400, 50)]


@pytest.mark.parametrize("seeds", [(1, 3, 13, 97), *MANY])
def test_what_exists_is_what_the_general_search_finds(seeds):
    results = [disagreements(seed) for seed in seeds]
    assert [found for found in results if found] == []
    assert sum(found == [] for found in results) >= len(seeds) // 3, "most games were compared"


@pytest.mark.parametrize("seeds", [range(4), pytest.param(range(4, 150), marks=SLOW)])
def test_games_of_numbers_have_all_pure_equilibria(seeds):
    compared = 0
    for seed in seeds:
        source = random.Random(seed)
        root = dt.Decision("A", {m: random_tree(source, 3, (0, 1, 2, 3), itertools.count()) for m in "xy"})
        form = tree_form(dt.Tree(["A", "B"], root))
        found = along_line(form, background(dt.Tree(["A", "B"], root)), (), Deadline())
        if found.complete:
            plans = pure_equilibria(form, {})
            assert {frozenset(plan.items()) for _, plan in plans} == pure_plans(found.families, form)
            compared += 1
    assert compared >= len(seeds) // 2


def test_at_a_threshold_of_a_library_model_all_equilibria_are_listed():
    game = dt.load("opcon")
    line = dt.thresholds(game, "c")
    there = line.at(F(3, 20))
    assert (len(there), sum(e.is_pure for e in there)) == (64, 16)
    assert line.complete
    numbers = game.at({**line.fixed, "c": F(3, 20)})
    form = tree_form(numbers)
    assert {frozenset(p.items()) for _, p in pure_equilibria(form, {})} == pure_plans(dt.solve(numbers), form)
    assert {e.name for e in there} == {e.name for e in dt.solve(numbers)}
    assert len(dt.solve(numbers)) == 64


@SLOW
@pytest.mark.parametrize("name", ["opcon", "salami", "burden-sharing-reply"])
def test_thresholds_agree_with_solving_on_the_line_and_at_each_value(name):
    game = dt.load(name)
    line = dt.thresholds(game)
    alone = game.at(line.fixed)
    families = dt.solve(alone).families
    ends = [game.parameters[line.letter].low, game.parameters[line.letter].high]
    inside = [e for cell in line.cells for e in (cell.interval.lower, cell.interval.upper) if isinstance(e, Fraction)]
    for value in {F(ends[0]), *inside, *((a + b) / 2 for a, b in itertools.pairwise(inside))}:
        here, numbers = line.at(value), alone.at({line.letter: value})
        found = dt.solve(numbers)
        assert sorted(e.name for e in here) == sorted(e.name for e in existing(families, value))
        plans = {frozenset(plan.items()) for _, plan in pure_equilibria(tree_form(numbers), {})}
        if found.complete:
            assert {e.name for e in here} == {e.name for e in found}
            assert pure_plans(found, tree_form(numbers)) == plans
        else:  # the first pure ones, which need not be the same
            assert not line.complete
            for listed in (here, found):
                assert len(listed) == MOST_PURE
                assert len(pure_plans(listed, tree_form(numbers)) & plans) == MOST_PURE


# --- cases ------------------------------------------------------------------------------------------------------------


def chain(payoffs, last=("0", "0")):
    """A and B in turn stop, with these payoffs, or go on; eleven decisions and more make a large tree."""
    node = dt.Outcome("end", last)
    for k in reversed(range(len(payoffs))):
        node = dt.Decision("AB"[k % 2], {"stop": dt.Outcome(f"s{k}", payoffs[k]), "on": node})
    return dt.Tree(["A", "B"], node, parameters=[T])


LOW = [("-1", "-1")] * 11  # stopping is bad for both


def test_a_tie_at_an_end_of_the_range_is_a_cell():
    # Who moves last prefers t to 0, but for t = 0, where it does not matter.
    game = chain([*LOW[:10], ("t", "0")])
    line = dt.thresholds(game, "t")
    assert [str(cell.interval) for cell in line.cells] == ["{0}", "(0, 1]"]
    assert [len(cell.equilibria) for cell in line.cells] == [2, 1]
    assert line.complete
    assert line.values == ()


def test_a_mixture_below_makes_indifferent_above():
    # At t = 1/2 A is indifferent at the end; B stops before (1 for it) unless A stops surely enough (2 or 0).
    game = chain([*LOW[:9], ("0", "1"), ("t - 1/2", "2")], ("0", "0"))
    line = dt.thresholds(game, "t")
    there = line.at(F(1, 2))
    last = {tuple(map(str, e["A", "after on, on, on, on, on, on, on, on, on, on"].values())) for e in there}
    assert last == {("1", "0"), ("0", "1"), ("1/2", "1/2")}
    assert len(there) == 4
    assert dt.solve(game).complete


def test_an_irrational_tie():
    game = chain([*LOW[:9], ("0", "1"), ("t**2 - 1/2", "2")], ("0", "0"))
    line = dt.thresholds(game, "t")
    assert [str(v) for v in line.values] == ["sqrt(2)/2"]
    assert [len(cell.equilibria) for cell in line.cells] == [1, 4, 1]
    assert len(existing(dt.solve(game).families, line.points[0])) == 4


def test_moves_tied_for_all_values_are_all_listed():
    game = chain([*LOW[:10], ("t", "t")], ("t", "1"))
    found = dt.solve(game)
    assert found.complete
    ends = [e.outcomes for e in found]
    assert {(str(o["s10"]), str(o["end"])) for o in ends} == {("1", "0"), ("0", "1")}
    assert [c for c in found.components if len(c) > 1]
    assert all(e.exists.is_generic for e in found)


def test_beyond_a_pole_another_move_is_better():
    game = chain([*LOW[:10], ("1/(2*t - 1)", "0")])
    names = {cell.interval: [e.outcomes["s10"] for e in cell.equilibria] for cell in dt.thresholds(game, "t").cells}
    assert {str(interval): stops for interval, stops in names.items()} == {"[0, 1/2)": [0], "(1/2, 1]": [1]}
    assert not any(e.exists.holds(t="1/2") for e in dt.solve(game))


def test_where_too_much_ties_at_once_the_answer_says_how_many_are_listed():
    wide = {f"m{k}": dt.Decision("B", {"l": dt.Outcome("", (0, "t")), "r": dt.Outcome("", (0, 0))}) for k in range(16)}
    game = dt.Tree(["A", "B"], dt.Decision("A", {**wide, "out": dt.Outcome("", (1, 0))}), parameters=[T])
    line = dt.thresholds(game, "t")
    assert len(line.at(0)) == MOST_PURE
    assert not line.complete
    assert line.why == (
        f"so many moves tie at once (at {{0}}) that only pure equilibria are looked for there, and at most {MOST_PURE}"
    )
    assert len(line.at(F(1, 2))) == 1
    found = dt.solve(game)
    assert (found.complete, found.promise.complete_off_ties) == (False, True)
    assert found.why == line.why
    numbers = dt.solve(game.at(t=0))
    assert (len(numbers), numbers.complete) == (MOST_PURE, False)
    assert numbers.why == f"so many moves tie at once that only pure equilibria are looked for, and at most {MOST_PURE}"


def test_where_too_much_ties_at_once_the_equilibria_beside_are_among_those_listed():
    """B likes l of m8 to m15 for low t and r for high t; at 1/2 neither matters, and B is listed with both."""
    paid = ["t - 1/2"] * 8 + ["1/2 - t"] * 8
    moves = {
        f"m{k}": dt.Decision("B", {"l": dt.Outcome("", (0, u)), "r": dt.Outcome("", (0, 0))})
        for k, u in enumerate(paid)
    }
    game = dt.Tree(["A", "B"], dt.Decision("A", {**moves, "out": dt.Outcome("", (1, 0))}), parameters=[T])
    line = dt.thresholds(game, "t")
    beside = [e.name for value in (F(1, 3), F(2, 3)) for e in line.at(value)]
    there = [e.name for e in line.at(F(1, 2))]
    assert len(beside) == len(set(beside)) == 2
    assert len(set(there)) == MOST_PURE
    assert set(beside) <= set(there)
    assert sorted(there) == sorted(e.name for e in existing(dt.solve(game).families, F(1, 2)))


def test_when_the_time_is_up_what_was_found_is_returned():
    game = chain([*LOW[:9], ("0", "1"), ("t - 1/2", "2")], ("0", "0"))
    found = dt.solve(game, time_limit=0)
    assert not found.complete
    assert "time limit" in found.why


@pytest.mark.parametrize(("billionths", "near"), [(0, True), (1, True), (2, False)])
def test_a_value_is_near_a_part_of_the_line_up_to_a_billionth(billionths, near):
    beside = Fraction(billionths, 10**9)
    for part in (Interval(beside, None, True, False), Interval(None, -beside, False, True)):
        assert _is_near(part, [Fraction(0)]) == near
