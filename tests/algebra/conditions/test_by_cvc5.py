"""cvc5: its answers on questions with a known answer, when it is asked, and that it ends when the time is up."""

import time
from fractions import Fraction

import pytest

from deterrence.algebra.conditions import by_cvc5, prove
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.algebra.time_limit.deadline import limit_time

HOME = ring(("x", "y", "z", "w"))

needs_cvc5 = pytest.mark.skipif(not by_cvc5.is_there(), reason="cvc5 is not installed")


def clauses(text):
    return [cases(parse_condition(text), HOME, {})]


@needs_cvc5
@pytest.mark.parametrize(
    ("text", "can_hold"),
    [
        ("x > y and y > z and z > x", False),
        ("x**2 + y**2 < 2*x*y", False),
        ("x**2 + y**2 <= 2*x*y and x != 1/2", True),
        ("x**2 == 2 and x**3 != 2*x", False),
        ("x*y*(x - 1) > 0 and x > 0 and x < 1 and y > 0", False),
        ("(x - 1)**2*(y + 3) >= 0 and y < -3 and x != 1", False),
        ("(x - 1)**2*(y + 3) >= 0 and y < -3", True),
        ("x > 1 or x < 0", True),
        ("(x > 1 or x < 0) and x == 1/2", False),
    ],
)
def test_answers(text, can_hold):
    found, point = by_cvc5.satisfied(clauses(text), 20)
    assert found is can_hold
    if point and set(point) == {name for c in clauses(text)[0][0] for name in c.letters}:
        assert any(all(c.holds(point) for c in option) for option in clauses(text)[0])


@needs_cvc5
def test_names_of_unknowns_and_irrational_values():
    home = ring(("~0.1", "a b"))
    [(c,)] = cases(parse_condition("x**2 == 2"), ring(("x",)), {})
    assert by_cvc5.satisfied([c], 20) == (True, {})
    from deterrence.algebra.conditions.conditions import condition

    one = condition(home.letter("~0.1") * 3 - 1, "==")
    assert by_cvc5.satisfied([one], 20) == (True, {"~0.1": Fraction(1, 3)})


@needs_cvc5
def test_it_is_asked_where_z3_is_undecided_and_has_many_steps(monkeypatch):
    monkeypatch.setattr(prove, "ask", lambda question, seconds: None)
    asked = clauses("x**2 + y**2 < 2*x*y")
    assert prove.find((), asked) == prove.Answer(False, {}, "cvc5")
    assert prove.find((), asked, 1000).satisfiable is None
    with limit_time(0):
        assert prove.find((), asked).satisfiable is None


@needs_cvc5
def test_it_ends_when_the_time_is_up():
    hard = (
        "x**7*y**5 - 3*z**6*w + y**9 == 1 and z**5 + x*w**7 - x**4*y**3*z == 2 "
        "and x**6 + w**5*y - z**7*x**2 == 3 and w > x*y*z"
    )
    began = time.monotonic()
    assert by_cvc5.satisfied(clauses(hard), 1.0)[0] is not False
    assert time.monotonic() - began < 3


def test_without_it_z3_has_the_last_word(monkeypatch):
    monkeypatch.setattr(by_cvc5, "is_there", lambda: False)
    monkeypatch.setattr(prove, "ask", lambda question, seconds: None)
    assert prove.find((), clauses("x > 1 and x < 0")).satisfiable is None
