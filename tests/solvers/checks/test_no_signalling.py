"""Beliefs about different players that do not keep apart are told."""

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.arithmetic import Rationals
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.equilibria.tree_regret import Play
from deterrence.games.background import background
from deterrence.games.tree import tree_form
from deterrence.solvers.checks.no_signalling import check_no_signalling
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.trees.tree_families import perfect_bayesian
from tests.solvers.independent_types import drawn, is_perfect_bayesian

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def end():
    return dt.Outcome("", [0, 0, 0])


def decision(player, after, information):
    return dt.Decision(player, {f"{player}l": after("l"), f"{player}r": after("r")}, information=information)


# A moves, then B, then C; A and B have two types each, and C sees all.
ROOT = decision("A", lambda a: decision("B", lambda b: decision("C", lambda _: end(), f"c {a}{b}"), f"b {a}"), "a")
TYPES = {"A": {"H": "1/2", "L": "1/2"}, "B": {"x": "1/4", "y": "3/4"}}
FORM = tree_form(dt.Tree(["A", "B", "C"], ROOT, types=TYPES))


def beliefs_of(a, b):
    """Beliefs by a share of H after each move of A, and a share of x after each two moves."""
    found = {}
    for index, place in enumerate(FORM.information_sets):
        seen = place.name.rsplit(" ", 1)[-1]
        # At first, and where A or B has not moved yet, what is believed of it is the probability of its types.
        high = a.get(seen[0], HALF)
        odd = b.get(seen, QUARTER)
        rows = [
            (1 if place.agent.startswith("A") else high if "A (H)" in drawn else 1 - high)
            * (1 if place.agent.startswith("B") else odd if "B (x)" in drawn else 1 - odd)
            for drawn in (FORM.nodes[node].history[0] for node in place.nodes)
        ]
        found[index] = [share / sum(rows) for share in rows]
    return found


def faults(beliefs, **moves):
    """What is said of beliefs where everybody goes left but as told, by agent."""
    rows = []
    for place in FORM.information_sets:
        left = Fraction(moves.get(place.agent, 1))
        rows.append([left, 1 - left])
    said = []
    check_no_signalling(Play(FORM, rows, Rationals({})), beliefs, said.append)
    return said


LEFT = {"ll": QUARTER, "lr": HALF, "rl": QUARTER, "rr": HALF}


def test_beliefs_by_the_definition_pass():
    assert faults(beliefs_of({"l": HALF, "r": Fraction(1, 3)}, LEFT)) == []
    # Off the path by B alone: what is believed of A stays, and of B anything may be believed.
    assert faults(beliefs_of({"l": HALF, "r": Fraction(0)}, LEFT | {"lr": Fraction(1)})) == []


@pytest.mark.parametrize(
    ("share", "where", "said"),
    [
        ("1/3", "c lr", "does not believe of another player what all do who saw the same"),  # B's move says this of A
        ("1/3", "b r", "does not believe of another player what all do who saw the same"),  # two types of B differ
    ],
)
def test_who_saw_the_same_believes_the_same(share, where, said):
    beliefs = beliefs_of({"l": HALF, "r": HALF}, LEFT)
    index = next(i for i, place in enumerate(FORM.information_sets) if place.name.endswith(where))
    place = FORM.information_sets[index]
    other = {"A (H)": Fraction(share), "A (L)": 1 - Fraction(share)}
    odd = {"B (x)": HALF, "B (y)": HALF} if place.agent == "C" else {"": Fraction(1)}
    drawn = [FORM.nodes[node].history[0] for node in place.nodes]
    beliefs[index] = [
        next(v for k, v in other.items() if k in d) * next(v for k, v in odd.items() if k in d) for d in drawn
    ]
    [told] = faults(beliefs)
    assert told.endswith(said)


def test_types_of_different_players_are_independent():
    beliefs = beliefs_of({"l": HALF, "r": HALF}, LEFT)
    index = next(i for i, place in enumerate(FORM.information_sets) if place.name == "c lr")
    beliefs[index] = [HALF, Fraction(0), Fraction(0), HALF]
    [told] = faults(beliefs)
    assert told == "C at c lr does not take the types of different players for independent"


def test_bayes_rule_holds_after_what_was_not_to_happen():
    # After A's mistake a type y of B goes left for sure, and a type x does so half of the time.
    good = beliefs_of({"l": HALF, "r": HALF}, {"ll": Fraction(1, 7), "lr": Fraction(1), "rl": Fraction(1, 7), "rr": 1})
    assert faults(good, **{"B (x)": HALF}) == []
    bad = beliefs_of({"l": HALF, "r": HALF}, {"ll": Fraction(1, 7), "lr": Fraction(1), "rl": QUARTER, "rr": 1})
    assert faults(bad, **{"B (x)": HALF}) == ["what is believed of a player after Bl is not Bayes' rule"]


def test_other_trees_are_not_asked():
    form = tree_form(dt.Tree(["A", "B", "C"], ROOT))
    said = []
    check_no_signalling(Play(form, [[1, 0]] * len(form.information_sets), Rationals({})), {}, said.append)
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8, 12, 18, 19])
def test_weak_equilibria_that_are_none_by_the_definition_do_not_pass(seed):
    game = drawn(seed)
    tree = game.tree()
    form = tree_form(tree)
    found = perfect_bayesian(form, background(tree), (), Deadline())
    against = 0
    for family in found.families:
        rational = all(value.rational is not None for row in family.strategies for value in row)
        if rational and not is_perfect_bayesian(game, game.profile(family)):
            against += 1
            with pytest.raises(SolverError, match="does not (believe|take)|is not Bayes' rule"):
                verify(form, family, "perfect-bayesian", found.beliefs.get(family))
    assert against
