"""Backward induction along a line, against backward induction in fractions at points (Kuhn 1953)."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from deterrence.games.parts.nodes import Chance, Decision, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree, tree_form
from deterrence.solvers.trees.backward_induction import induct, tie_places


def tree(root):
    return tree_form(Tree(["A", "B"], root, parameters=[Parameter("t", "", 0, 1)]))


def outcome(*payoffs):
    return Outcome("", payoffs)


def random_tree(dice, depth=4):
    """Payoffs linear in t, now and then quadratic or a quotient; chance moves with a probability of t."""
    if depth == 0 or dice.random() < 0.15:
        forms = ["{a} + {b}*t"] * 6 + ["{a} + {b}*t**2", "{a}/(1 + t) + {b}"]
        return outcome(*(dice.choice(forms).format(a=dice.randint(-3, 3), b=dice.randint(-3, 3)) for _ in "AB"))
    if dice.random() < 0.2:
        weight = dice.choice(["1/3", "t", "t**2"])
        return Chance(
            {"l": (weight, random_tree(dice, depth - 1)), "r": (f"1 - {weight}", random_tree(dice, depth - 1))}
        )
    moves = "xyz"[: dice.choice([2, 2, 3])]
    return Decision(dice.choice("AB"), {m: random_tree(dice, depth - 1) for m in moves}, information=f"{dice.random()}")


def by_hand(form, point):
    """At a point: each node's payoffs by the first best moves, the best moves at each decision, and its gains."""
    values, best = {}, {}
    for index in reversed(range(len(form.nodes))):
        node = form.nodes[index]
        if node.kind == "outcome":
            values[index] = [p.evaluate(point) for p in node.payoffs]
            continue
        below = [values[child] for child in node.children]
        if node.kind == "chance":
            weights = [p.evaluate(point) for p in node.probabilities]
            values[index] = [sum(w * v[player] for w, v in zip(weights, below)) for player in (0, 1)]
        else:
            player = form.information_sets[node.information_set].player
            top = max(v[player] for v in below)
            best[index] = [move for move, v in enumerate(below) if v[player] == top]
            values[index] = below[best[index][0]]
    return values, best


@pytest.mark.parametrize("seeds", [range(25), pytest.param(range(25, 1_000), marks=pytest.mark.slow)])
def test_between_thresholds_the_moves_are_those_of_the_game_of_numbers(seeds):
    for seed in seeds:
        form = tree(random_tree(random.Random(seed)))
        found = induct(form, Fraction(0), Fraction(1))
        ends = [0, *(float(t) for t in found.thresholds), 1]
        dice = random.Random(seed)
        for low, high in pairwise(ends):
            place = Fraction(low + (high - low) * dice.uniform(0.01, 0.99))
            point = {"t": place}
            values, best = by_hand(form, point)
            ties = {index for index, moves in best.items() if len(moves) > 1}
            assert ties <= set(found.tied)
            for index, moves in best.items():
                assert found.move_at(index, place) in moves
            if not ties:
                piece = next(p for p in found.pieces[0] if place < p.upper)
                paid = [q.above(as_flint(place)) / q.below(as_flint(place)) for q in piece.payoffs]
                assert [Fraction(int(v.p), int(v.q)) for v in paid] == values[0]


def as_flint(value):
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize("seeds", [range(25), pytest.param(range(25, 1_000), marks=pytest.mark.slow)])
def test_every_threshold_changes_a_choice(seeds):
    """Just below it and just above it some node's move differs."""
    for seed in seeds:
        form = tree(random_tree(random.Random(seed)))
        found = induct(form, Fraction(0), Fraction(1))
        marks = [Fraction(0), *(Fraction(float(t)) for t in found.thresholds), Fraction(1)]
        middles = [(a + b) / 2 for a, b in pairwise(marks)]
        decisions = [index for index, node in enumerate(form.nodes) if node.kind == "decision"]
        for left, right in pairwise(middles):
            assert any(found.move_at(index, left) != found.move_at(index, right) for index in decisions)


def ancestors(form, index):
    found = []
    while (index := form.nodes[index].parent) >= 0:
        found.append(index)
    return found


@pytest.mark.parametrize("seeds", [range(25), pytest.param(range(25, 1_000), marks=pytest.mark.slow)])
def test_ties_are_where_the_game_of_numbers_has_two_best_moves(seeds):
    for seed in seeds:
        form = tree(random_tree(random.Random(seed)))
        found = induct(form, Fraction(0), Fraction(1))
        ties = tie_places(found)
        for place in {Fraction(0), Fraction(1), *(p for p in (*ties, *found.thresholds) if isinstance(p, Fraction))}:
            _, best = by_hand(form, {"t": place})
            tied = {index for index, moves in best.items() if len(moves) > 1}
            # What a node above a tie is worth depends on how that is broken.
            above = {n for index in tied.union(found.tied) for n in ancestors(form, index)}.union(found.tied)
            assert tied - above == ties.get(place, set()) - above


def test_where_moves_meet_at_an_end_of_the_range_without_a_change_is_noted():
    found = induct(tree(Decision("A", {"x": outcome("t", 0), "y": outcome(0, 0)})), Fraction(0), Fraction(1))
    assert found.thresholds == ()
    assert set(tie_places(found)) == {0}
    found = induct(tree(Decision("A", {"x": outcome("1 - t", 0), "y": outcome(0, 0)})), Fraction(0), Fraction(1))
    assert set(tie_places(found)) == {1}


def test_where_moves_meet_inside_without_a_change_is_noted():
    root = Decision("A", {"x": outcome(0, 0), "y": outcome("-(2*t - 1)**2", 0)})
    found = induct(tree(root), Fraction(0), Fraction(1))
    assert found.thresholds == ()
    assert set(tie_places(found)) == {Fraction(1, 2)}
    assert found.tied == ()


def test_moves_worth_the_same_for_all_values_are_listed():
    inner = Decision("B", {"l": outcome("t", 1), "r": outcome(0, 1)}, information="tied")
    found = induct(
        tree(Decision("A", {"x": inner, "y": outcome("t/2", 0)}, information="first")), Fraction(0), Fraction(1)
    )
    assert found.tied == (1,)
    assert found.move_at(1, Fraction(1, 2)) == 0
