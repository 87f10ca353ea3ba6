"""What follows from behaviour in a tree, against the sum over all paths."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from deterrence.equilibria.play import expected_payoffs, outcome_chances, reach
from deterrence.games.parts.nodes import Chance, Decision, Outcome
from deterrence.games.tree import Tree, tree_form


def random_tree(dice, depth, names):
    """Outcomes that share names, decisions with two or three moves, chance moves of which some never happen."""
    if depth == 0 or dice.random() < 0.2:
        name = dice.choice("uvw")
        return Outcome(name, names.setdefault(name, (dice.randint(-3, 3), dice.randint(-3, 3))))
    if dice.random() < 0.3:
        first = Fraction(dice.randint(0, 3), 3)
        return Chance(
            {"l": (first, random_tree(dice, depth - 1, names)), "r": (1 - first, random_tree(dice, depth - 1, names))}
        )
    moves = "xyz"[: dice.choice([2, 3])]
    return Decision(dice.choice("AB"), {m: random_tree(dice, depth - 1, names) for m in moves}, f"{dice.random()}")


def paths(form, rows, index=0, chance=Fraction(1)):
    """Every node with the product of the probabilities on the way to it."""
    yield index, chance
    node = form.nodes[index]
    weights = [p.as_fraction() for p in node.probabilities] if node.kind == "chance" else rows.get(node.information_set)
    for child, weight in zip(node.children, weights or []):
        yield from paths(form, rows, child, chance * weight)


@pytest.mark.parametrize("seed", range(20))
def test_reach_outcomes_and_payoffs(seed):
    dice = random.Random(seed)
    form = tree_form(Tree(["A", "B"], random_tree(dice, 4, {})))
    rows = {}
    for index, place in enumerate(form.information_sets):
        weights = [dice.randint(0, 2) for _ in place.moves]
        weights[dice.randrange(len(weights))] += 1
        rows[index] = [Fraction(w, sum(weights)) for w in weights]
    wanted = dict(paths(form, rows))
    found = reach(form, {i: [form.ring.constant(p) for p in row] for i, row in rows.items()})
    assert [p.as_fraction() for p in found] == [wanted[i] for i in range(len(form.nodes))]
    ends = [(node, wanted[i]) for i, node in enumerate(form.nodes) if node.kind == "outcome"]
    chances = outcome_chances(form, found)
    assert list(chances) == list(dict.fromkeys(node.outcome for node, _ in ends))
    for name, chance in chances.items():
        assert chance.as_fraction() == sum(p for node, p in ends if node.outcome == name)
    paid = expected_payoffs(form, found)
    for player in (0, 1):
        assert paid[player].as_fraction() == sum(p * node.payoffs[player].as_fraction() for node, p in ends)


def test_chances_and_payoffs_may_be_others_than_are_written():
    form = tree_form(Tree(["A"], Chance({"l": ("1/2", Outcome("u", (1,))), "r": ("1/2", Outcome("v", (2,)))})))
    third, rest = form.ring.constant(Fraction(1, 3)), form.ring.constant(Fraction(2, 3))
    found = reach(form, {}, {0: (third, rest)})
    assert {name: str(p) for name, p in outcome_chances(form, found).items()} == {"u": "1/3", "v": "2/3"}
    other = {i: (form.ring.constant(10 * i),) for i in range(3)}
    assert [str(p) for p in expected_payoffs(form, found, other)] == ["50/3"]
