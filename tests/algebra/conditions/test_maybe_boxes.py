import random
from fractions import Fraction

import pytest

from deterrence.algebra.conditions.bounds_said import bounds_said
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.conditions.decide import Background, is_hopeless, possible
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition

pytest.importorskip("numpy")


def written(text):
    [conjunction] = cases(parse_condition(text), ring(("a", "b", "P", "Q")), {})
    return conjunction


def conditions(*texts):
    """Conditions in the parameters a and b, and the unknown probabilities P and Q."""
    return [c for text in texts for c in written(text)]


def background(assumed=()):
    home = ring(("a", "b"))
    clauses = tuple(cases(parse_condition(text), home, {}) for text in assumed)
    return Background(home, clauses, {"a": (Fraction(-1), Fraction(2)), "b": (Fraction(0), Fraction(1))})


def test_conditions_that_hold_at_a_point_may_hold_on_its_box():
    """Whatever the signs, squares and relations, and at ends of boxes too."""
    source = random.Random(3)
    home = ring(("a", "b", "P", "Q"))
    given = background()
    n = given.boxes.intervals
    for _ in range(300):
        product = home.one
        for _ in range(source.randint(1, 3)):
            total = home.constant(source.randint(-3, 3))
            for _ in range(3):
                term = home.constant(source.randint(-3, 3))
                for name in source.sample(home.names, 2):
                    term = term * home.letter(name)
                total = total + term
            product = product * total ** source.randint(1, 2)
        asked = condition(product, source.choice([">", ">=", "==", "!="]))
        boxes = given.boxes.of(asked)
        for _ in range(15):
            i, j = source.randrange(n), source.randrange(n)
            inside = [Fraction(source.choice((0, 1, 2)), 2) for _ in range(4)]
            point = {"a": -1 + 3 * (i + inside[0]) / n, "b": (j + inside[1]) / n, "P": inside[2], "Q": inside[3]}
            assert not asked.holds(point) or boxes >> (i * n + j) & 1


def test_what_fails_by_a_margin_on_every_box_is_impossible():
    given = background()
    assert not given.boxes.of_all(conditions("a > 1", "b + a < 1/2"))
    assert not given.boxes.of_all(conditions("P >= 0", "P <= 1", "a*P > b + 2"))
    assert given.boxes.of_all(conditions("a > 1", "a <= 1"))  # on a box with the border they are not told apart
    assert possible(conditions("a > 1", "b + a < 1/2"), given).by == ("branch and prune",)


def test_an_unknown_letter_counts_as_a_probability_only_where_conditions_say_so():
    given = background()
    assert given.boxes.of_all(conditions("a*P > b + 2"))
    assert given.boxes.of_all(conditions("P >= 0", "a*P > b + 2"))
    assert possible(conditions("P >= 0", "a*P > b + 2"), given).possible is True
    assert not given.boxes.of_all(conditions("P >= 0", "Q >= 0", "P + Q <= 1", "a*P + a*Q > b + 4"))


def test_of_what_clashes_no_more_is_named_than_clashes():
    given = background()
    clash = conditions("P >= 0", "P <= 1", "a*P > b + 2")
    rest = conditions("Q >= 0", "Q <= 1", "a > 0", "a*Q > b")
    assert given.boxes.clash([*rest, *clash]) == clash


def test_assumptions_leave_boxes_out():
    given = background(["a > 1 or b > 1/2"])
    assert not given.boxes.of_all(conditions("a < 1/2", "b < 1/4"))
    assert given.boxes.of_all(conditions("a < 1/2", "b < 3/4"))


def test_a_parameter_without_ends_excludes_nothing():
    given = Background(ring(("a", "b")), (), {"a": (Fraction(0), None), "b": (Fraction(0), Fraction(1))})
    assert given.boxes.of_all(conditions("a > 5"))
    assert not given.boxes.of_all(conditions("b > 5"))


def test_bounds_follow_from_single_linear_conditions():
    said = bounds_said(conditions("P >= 0", "2*Q > 1", "P + 2*Q <= 3/2", "a*P > 1", "a != 1"))
    assert said == {"P": (0, Fraction(1, 2)), "Q": (Fraction(1, 2), Fraction(3, 4))}
    assert bounds_said(conditions("P + Q <= 1")) == {}
    assert bounds_said(conditions("P <= 1", "P + Q >= 3/2"))["Q"] == (Fraction(1, 2), None)


def test_what_takes_long_is_not_called_hopeless(monkeypatch):
    """Of what has unknown letters only the quick ways are asked; of parameters alone all are."""
    from deterrence.algebra.conditions import decide

    monkeypatch.setattr(decide, "_decided_soon", lambda *_: None)
    impossible = conditions("a > 1", "a*P < 1", "P > 0", "P == 1")
    assert not is_hopeless(impossible, background())
    assert possible(impossible, background()).possible is False
    assert is_hopeless(conditions("a*a > 1", "a*b < 0"), background(["a + b > 0"]))


def test_what_a_sum_says_of_each_of_its_letters():
    """Bounds from above and from below, by the signs with which letters stand in the sum."""
    said = bounds_said(conditions("Q >= 1/4", "P - Q > 0", "P <= 1/2"))
    assert said["P"] == (Fraction(1, 4), Fraction(1, 2))
    assert said["Q"] == (Fraction(1, 4), Fraction(1, 2))
    said = bounds_said(conditions("P >= 0", "Q >= 0", "P + 2*Q <= 1"))
    assert said == {"P": (0, 1), "Q": (0, Fraction(1, 2))}


def test_an_equation_whose_side_is_positive_throughout_holds_on_no_box():
    assert not background().boxes.of_all(conditions("a + 5/4 == 0"))
    assert not background().boxes.of_all(conditions("P >= 0", "P <= 1", "P + 1 == 0"))
    assert background().boxes.of_all(conditions("a + 1 == 0"))
