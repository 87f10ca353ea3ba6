"""Refutations: of every kind, sound against z3 and against points, and accepted by the verifier."""

import json
import random
import re
from fractions import Fraction

import pytest

from deterrence.algebra.certificates.certificates import Refuter
from deterrence.algebra.certificates.refutation import Cases, Sum
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.sensitivity.claims.certificates import Written
from deterrence.verify import WrongError, refute

LETTERS = ("x", "y", "z")
UNIT = [((condition(ring((n,)).letter(n), ">="),),) for n in LETTERS] + [
    ((condition(ring((n,)).letter(n) - 1, "<="),),) for n in LETTERS
]


def conditions(text):
    [found] = cases(parse_condition(text), ring(LETTERS), {})
    return found


def verified(found) -> bool:
    """Whether the verifier, which shares no code with the search, accepts a refutation."""
    written = Written(frozenset(LETTERS)).whole(found)
    refute(written["because"], written["conditions"], written["clauses"])
    return True


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x > y and y > z and z > x", Sum),
        ("x*y > 1", Sum),
        ("x == y and x*z != y*z", Sum),
        ("x*y < 0", Cases),
        ("x*y > x and z == 1", Cases),
        ("(y + 1)*(x - 2) > 0", Cases),
        ("y > 0 and z > 0 and y*(x - z) > 0 and z*(x - z) < 0", Cases),
        ("x**2 + y**2 == 2*x*y - 1/3", Cases),
        ("x**2 - x + 1 == 0", Sum),
        ("x**2 + y**2 < 2*x*y", Cases),
        ("x**2 + y**2 <= 2*x*y and x > z and y < z", Cases),
        ("z*(x - y)**2*(x - 2) > 0 and x != y and z > 0", Cases),
        ("(x*y + z + 1/3)*(x - y) > 0 and x < y", Cases),
    ],
)
def test_what_fails_on_the_unit_cube_is_refuted(text, kind):
    found = Refuter().refute(conditions(text), (), UNIT)
    assert isinstance(found, kind)
    assert verified(found)
    assert found.uses <= {*conditions(text), *(c for ((c,),) in UNIT)}


@pytest.mark.parametrize("text", ["x*y >= 1", "x**2 + y**2 <= 2*x*y and x != 1/2", "x > y and y > z", "x*y*z == 1/7"])
def test_what_can_hold_is_not(text):
    assert Refuter().refute(conditions(text), (), UNIT) is None


def test_a_clause_is_taken_option_by_option():
    clause = (conditions("x > y"), conditions("x + y > 2"), conditions("z*x > z"))
    found = Refuter().refute(conditions("x < y"), [clause], UNIT)
    assert isinstance(found, Cases)
    assert found.clause == clause
    assert verified(found)
    assert Refuter().refute(conditions("x < y"), [(*clause, conditions("z > x"))], UNIT) is None


def test_a_refutation_found_once_serves_again():
    refuter = Refuter()
    first = refuter.refute(conditions("x > y and y > x and z > 0"), ())
    assert refuter.refute(conditions("x > y and x*z > 1/2 and y > x"), ()) is first


def polynomial(source: random.Random, home):
    found = home.zero
    for _ in range(source.randrange(1, 4)):
        term = home.constant(Fraction(source.randrange(-4, 5), source.randrange(1, 3)))
        for name in source.choices(home.names, k=source.randrange(3)):
            term = term * home.letter(name)
        found = found + term
    return found


def system(source: random.Random, home):
    """A few random conditions, products among them, that do not hold or fail by their form."""
    found = []
    for _ in range(source.randrange(2, 6)):
        function = polynomial(source, home)
        if source.random() < 0.4:
            function = function * polynomial(source, home)
        found.append(condition(function, source.choice((">", ">=", ">", ">=", "==", "!="))))
    kept = tuple(c for c in dict.fromkeys(found) if not c.is_true)
    return () if any(c.is_false for c in kept) else kept


@pytest.mark.parametrize("count", [25, pytest.param(500, marks=pytest.mark.slow)])
def test_no_refutation_contradicts_z3(count):
    source = random.Random(count)
    home = ring(LETTERS)
    refuter, refuted, impossible = Refuter(), 0, 0
    for _ in range(count):
        asked = system(source, home)
        satisfiable = find(asked, UNIT).satisfiable
        found = refuter.refute(asked, (), UNIT)
        impossible += satisfiable is False
        if found is not None:
            assert satisfiable is not True, [str(c) for c in asked]
            assert verified(found)
            refuted += 1
    assert refuted >= 0.9 * impossible > 0


def altered(text: str, source: random.Random) -> str:
    """A condition with another relation, sign, number or letter."""
    match source.randrange(4):
        case 0:
            return text.replace(" > 0", " >= 0") if " > 0" in text else text.replace(" >= 0", " > 0")
        case 1:
            return text.removeprefix("-") if text[0] == "-" else f"-{text}"
        case 2:
            return re.sub(r"\d+", lambda number: str(int(number[0]) + source.choice((0, 1, -1))), text)
        case _:
            return re.sub("[xyz]", lambda _: source.choice(LETTERS), text, count=1)


@pytest.mark.parametrize("count", [200, pytest.param(6000, marks=pytest.mark.slow)])
def test_what_the_verifier_accepts_is_impossible(count):
    """Refutations are altered throughout, given conditions and all; those still accepted are held against z3."""
    source = random.Random(count)
    home = ring(LETTERS)
    refuter, accepted = Refuter(), 0
    found = (refuter.refute(system(source, home), (), UNIT) for _ in range(count // 20))
    whole = [json.dumps(Written(frozenset(LETTERS)).whole(refutation)) for refutation in found if refutation]
    for _ in range(count):
        text = source.choice(whole)
        old = source.choice(sorted(set(re.findall(r'"([^"]* (?:>|>=|==|!=) 0)"', text))))
        data = json.loads(text.replace(json.dumps(old), json.dumps(altered(old, source))))
        try:
            refute(data["because"], data["conditions"], data["clauses"])
        except (WrongError, ValueError, KeyError, IndexError, SyntaxError):
            continue
        accepted += 1
        given = [cases(parse_condition(condition), home, {}) for condition in data["conditions"]]
        assert find((), given).satisfiable is False, data
    assert accepted > count // 50


@pytest.mark.parametrize(
    "text", ["x == y and x > z and z > y", "x > z and x == y and z > y", "x == y and y == z and x > z"]
)
def test_an_equation_counts_wherever_it_stands(text):
    """Neither the first nor any later hypothesis is left out of the sum."""
    found = Refuter().refute(conditions(text), (), [])
    assert isinstance(found, Sum)
    assert verified(found)
