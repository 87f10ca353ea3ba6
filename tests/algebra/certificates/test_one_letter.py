"""Conditions in one letter: refuted wherever root isolation finds that they hold nowhere, and nowhere else."""

import random
from fractions import Fraction

import pytest

from deterrence.algebra.certificates.one_letter import refuted_on_line
from deterrence.algebra.certificates.written import Written
from deterrence.algebra.conditions import decide
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.verify import refute

HOME = ring(("x",))
X = HOME.letter("x")


def refuted(conditions) -> bool:
    """Whether a refutation is found; the verifier must accept it."""
    found = refuted_on_line(conditions)
    if found is None:
        return False
    written = Written(frozenset(("x",))).whole(found)
    assert set(written["conditions"]) <= {Written(frozenset(("x",))).condition(c) for c in conditions}
    refute(written["because"], written["conditions"], [])
    return True


@pytest.mark.parametrize(
    ("text", "is_refuted"),
    [
        ("x**2 + 1 < 0", True),
        ("x**2 == 2 and x**3 > 2*x", True),  # tight: both vanish at the root of two
        ("x**2 == 2 and x**3 >= 2*x", False),
        ("x**2 <= 2 and x**4 >= 4 and x**2 != 2", True),
        ("x**2 == 2 and x**2 + x > 4", True),
        ("x**2 == 2 and x**2 + x > 3", False),
        ("x**2 == 2 and x > 0 and 100000*x > 141422", True),  # near the root
        ("x**2 == 2 and x > 0 and 100000*x < 141422", False),
        ("x**3 - x > 0 and x < -1", True),
        ("x**3 - x > 0 and x < 0", False),
        ("-x**2 >= 0 and x != 0", True),
        ("(x - 1)**2*(x + 3) >= 0 and x < -3", True),
        ("x >= 0 and x**3 + x**2 + x < 0", True),
        ("x > 5 and x**2 < 25", True),
        ("x**5 == 5*x and x > 3/2", True),
    ],
)
def test_tight_and_unbounded(text, is_refuted):
    [conditions] = cases(parse_condition(text), HOME, {})
    assert refuted(conditions) == is_refuted


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_as_often_as_root_isolation_says(count):
    source = random.Random(count)
    impossible = 0
    for _ in range(count):
        found = []
        for _ in range(source.randrange(1, 4)):
            factors = [source.randrange(1, 4) for _ in range(source.randrange(1, 3))]
            product = HOME.one
            for degree in factors:
                terms = (HOME.constant(source.randrange(-4, 5)) * X**e for e in range(degree + 1))
                product = product * sum(terms, HOME.zero)
            found.append(condition(product, source.choice((">", ">=", "<", "<=", "==", "!="))))
        if source.random() < 0.5:
            found += [condition(X - Fraction(source.randrange(-3, 3)), ">="), condition(X - 3, "<=")]
        kept = [c for c in dict.fromkeys(found) if not c.is_true]
        if not kept or any(c.is_false for c in kept):
            continue
        can_hold = decide.possible_on_line(kept, (), "x").possible
        assert refuted(kept) != can_hold, [str(c) for c in kept]
        impossible += not can_hold
    assert impossible > count // 5
