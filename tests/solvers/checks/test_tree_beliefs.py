"""Beliefs held against Bayes' rule and limits of mistakes: right ones pass, and wrong ones of every kind do not."""

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.arithmetic import Rationals
from deterrence.equilibria.tree_regret import Play
from deterrence.games.tree import tree_form
from deterrence.solvers.checks.tree_beliefs import check_bayes, check_consistent

END = dt.Outcome("", (0, 0, 0))
HALF = Fraction(1, 2)


def play(root, rows):
    """A tree whose outcomes are worth nothing, and its behaviour: information set -> probabilities."""
    form = tree_form(dt.Tree(list("ABC"), root))
    places = {place.name: index for index, place in enumerate(form.information_sets)}
    behaviour = [[Fraction(p) for p in rows[place.name]] for place in form.information_sets]
    return Play(form, behaviour, Rationals({})), places


def faults(root, rows, beliefs, consistent=False):
    """What is said of beliefs at the information sets named; the others have one node."""
    found, places = play(root, rows)
    said = []
    stated = {index: [Fraction(b) for b in beliefs.get(name, [1])] for name, index in places.items()}
    if consistent:
        assert check_consistent(found, stated, said.append)
    else:
        check_bayes(found, stated, said.append)
    return said


def decide(player, name, *after):
    return dt.Decision(player, dict(zip("abc", after, strict=False)), name)


def deviation():
    """A moves unseen; B, if it does not stop, hands on to C, who knows neither."""
    third = decide("C", "c", END, END)
    return decide("A", "a", *(decide("B", "b", END, third) for _ in range(2)))


def test_bayes_rule_on_the_path():
    rows = {"a": [HALF, HALF], "b": [0, 1], "c": [1, 0]}
    assert faults(deviation(), rows, {"b": [HALF, HALF], "c": [HALF, HALF]}) == []
    wrong = {"b": [HALF, HALF], "c": [1, 0]}
    assert faults(deviation(), rows, wrong) == ["the belief of C at c is not Bayes' rule"]


def test_after_a_deviation_the_deviating_move_is_taken_as_given():
    rows = {"a": [Fraction(1, 3), Fraction(2, 3)], "b": [1, 0], "c": [1, 0]}
    right = {"b": [Fraction(1, 3), Fraction(2, 3)], "c": [Fraction(1, 3), Fraction(2, 3)]}
    assert faults(deviation(), rows, right) == []
    assert faults(deviation(), rows, right | {"c": [HALF, HALF]}) == ["the belief of C at c is not Bayes' rule"]


def test_beliefs_are_carried_on_from_the_nearest_set_that_tells():
    """A leaves the game. B's belief is free; C's follows from it, and not from any other."""
    third = decide("C", "c", END, END)
    root = decide("A", "a", *(decide("B", "b", END, third) for _ in range(2)), END)
    rows = {"a": [0, 0, 1], "b": [0, 1], "c": [1, 0]}
    for b in (Fraction(1, 4), Fraction(1)):
        assert faults(root, rows, {"b": [b, 1 - b], "c": [b, 1 - b]}) == []
    assert faults(root, rows, {"b": [0, 1], "c": [1, 0]}) == ["the belief of C at c is not Bayes' rule"]


def parallel(share=HALF):
    """A's unseen move a or b is told to B or to C by chance, b to either with probability 1/2; or A leaves."""

    def told(to_b):
        return dt.Chance({"B": (to_b, decide("B", "b", END, END)), "C": (1 - to_b, decide("C", "c", END, END))})

    return decide("A", "a", told(share), told(HALF), END)


WEIGHTS = ["no weights of mistakes bring about the odds of the beliefs"]
ORDERS = ["no orders of mistakes make just the nodes believed in the likeliest of their sets"]


@pytest.mark.parametrize(
    ("b", "c", "said"),
    [(0, 0, []), (1, 1, []), (HALF, HALF, []), (HALF, Fraction(1, 4), WEIGHTS), (1, HALF, ORDERS), (0, 1, ORDERS)],
)
def test_one_sequence_of_mistakes_explains_the_beliefs_of_all(b, c, said):
    rows = {"a": [0, 0, 1], "b": [1, 0], "c": [1, 0]}
    beliefs = {"b": [b, 1 - b], "c": [c, 1 - c]}
    assert faults(parallel(), rows, beliefs) == []
    assert faults(parallel(), rows, beliefs, consistent=True) == said


def test_odds_are_those_of_chance_times_those_of_mistakes():
    """B hears of a with probability 1/4 and C with 3/4: where B takes a and b for equally likely, C does not."""
    rows = {"a": [0, 0, 1], "b": [1, 0], "c": [1, 0]}
    tied = {"b": [HALF, HALF], "c": [Fraction(3, 4), Fraction(1, 4)]}
    assert faults(parallel(Fraction(1, 4)), rows, tied, consistent=True) == []
    assert faults(parallel(Fraction(1, 4)), rows, {"b": [HALF, HALF], "c": [HALF, HALF]}, consistent=True)


def test_a_mistake_and_another_are_less_likely_than_the_first():
    """C is met after A's mistake, by B's used move, or by B's mistake as well and then by A's."""
    third = decide("C", "c", END, END)
    root = decide("A", "a", decide("B", "b", third, decide("A", "d", END, third)), END)
    rows = {"a": [0, 1], "b": [1, 0], "d": [0, 1], "c": [1, 0]}
    assert faults(root, rows, {"c": [1, 0]}, consistent=True) == []
    assert faults(root, rows, {"c": [HALF, HALF]}, consistent=True)


def test_nobody_believes_in_what_chance_rules_out():
    met = {name: decide("A", name, END, decide("B", "b", END, END)) for name in "xy"}
    sure = dt.Chance({"x": (0, met["x"]), "y": (1, met["y"])})
    rows = {"x": [1, 0], "y": [1, 0], "b": [1, 0]}
    assert faults(sure, rows, {"b": [0, 1]}, consistent=True) == []
    assert faults(sure, rows, {"b": [HALF, HALF]}, consistent=True)[0] == "B believes in what is impossible at b"
