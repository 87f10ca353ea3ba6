"""Whatever shows, evaluates or judges an equilibrium takes every kind of value, or says that it cannot be told."""

from dataclasses import replace
from fractions import Fraction
from math import nan

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.arithmetic import Rationals, UnknownSignError
from deterrence.algebra.conditions.conditions import condition, signed_factors
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import real_roots
from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.region import Region
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.norms import critical, value_at
from deterrence.cli.as_json import number
from deterrence.equilibria.text import value_text
from deterrence.games.statements import Effect, Payoff
from deterrence.plots.highlight import probability_text
from deterrence.report.javascript import value_js
from deterrence.report.latex import value as latex_value
from deterrence.sensitivity.claims.conclusion import Conclusion, UnsettledError
from deterrence.sensitivity.line.statics import quantities
from deterrence.sensitivity.sweeps.compiled_families import recipe
from deterrence.sensitivity.uncertain.evaluated import _Numbers
from deterrence.solvers.checks.regret import verify

C, HOME = ring(("c",)), ring(("c", "u"))
[SQUARE] = signed_factors(HOME.value(parse("u*u - c")).numerator)[1]
KINDS = {
    "quotient": C.value(parse("(1 - c)/(1 + c)")),
    "root": AlgebraicFunction(HOME.value(parse("1 - u")), Branch(SQUARE, "c", "u", 1, Fraction(1, 2))),
    "irrational": real_roots([-1, 0, 2])[1],
    "long irrational": real_roots([-1, -1, 0, 0, 3])[1],
    "float": Approximate(0.3),
    "number": C.constant(Fraction(1, 3)),
}
KINDS_BY_ID = {id(value): kind for kind, value in KINDS.items()}
QUARTER = {"c": Fraction(1, 4)}
every_kind = pytest.mark.parametrize("value", KINDS.values(), ids=KINDS)


@pytest.fixture(scope="module")
def chicken():
    """A game with the letter c, and its equilibrium in mixtures."""
    payoffs = {("Y", "Y"): (0, 0), ("Y", "D"): (-1, 1), ("D", "Y"): (1, -1), ("D", "D"): ("-1 - c", "-1 - c")}
    moves = {player: ["Y", "D"] for player in "AB"}
    game = dt.Matrix(["A", "B"], moves, payoffs, parameters=[dt.Parameter("c", "", 0, 1)])
    [mixed] = [found for found in dt.solve(game) if not found.is_pure]
    return game, mixed


def with_payoff(family, value):
    return replace(family, payoff_values=(value, family.payoff_values[1]))


@every_kind
def test_shown(chicken, value):
    family = with_payoff(chicken[1], value)
    assert value_text(value) in str(family)
    assert value_text(value) in family._repr_html_()
    assert latex_value(value) in dt.latex(family)
    assert number(value)["exact"] == (str(value) if value.is_exact else None)
    assert number(value)["float"] == (float(value) if value.is_constant else None)
    assert probability_text(value)
    assert family.payoffs["A"] == value.sympy()
    assert float(family.at(c="1/4").payoffs["A"]) == pytest.approx(float(value.evaluate(QUARTER)))


@every_kind
def test_computed_by_a_page(value):
    written = {"quotient": "(1+(-1)*v[0])/(1*v[0]+1)", "number": "((1/3))"}
    if value.branch is None:
        assert value_js(value, {"c": 0}) == written.get(KINDS_BY_ID[id(value)], f"({float(value.at(QUARTER))!r})")
        return
    with pytest.raises(FormulaError, match="no formula"):
        value_js(value, {"c": 0})


@every_kind
def test_evaluated_on_arrays(chicken, value):
    family = with_payoff(chicken[1], value)
    points = {"c": np.array([0.25, 0.5])}
    expected = [float(value.evaluate({"c": Fraction(x)})) for x in (0.25, 0.5)]
    assert _Numbers([[value]]).at(points, 2)[0, 0] == pytest.approx(expected)
    found = recipe([family], ())
    [entry] = found.families[0].entries["payoff"][0]
    assert (entry if value.is_constant else found.functions[entry]) == (float(value) if value.is_constant else value)
    assert value.is_constant == (("payoff of A", value) not in list(quantities(family)))


@every_kind
def test_judged_by_claims(chicken, value):
    game, mixed = chicken
    family = with_payoff(mixed, value)

    def where(*statements):
        return Conclusion(game, statements).where(family)

    third = where(Payoff("A", parse("1/3")))
    exactly = {"number": ((),), "irrational": (), "long irrational": (), "float": ()}
    assert third == exactly.get(KINDS_BY_ID[id(value)], third)
    if value.formula is None:
        with pytest.raises(UnsettledError, match="no rational formula|not a rational formula"):
            where(Payoff("A", parse("2*c")))
    else:
        assert where(Payoff("A", parse("2*c"))) is not None
    effects = {way: where(Effect("c", "A", "payoff", way)) for way in ("positive", "zero", "negative")}
    true = {way for way, cases in effects.items() if any(all(c.holds(QUARTER) for c in case) for case in cases)}
    assert true == {"zero" if value.is_constant else "negative"}


@every_kind
def test_followed_along_a_line(value):
    place = real_roots([-1, 0, 2])[1]
    assert float(value_at(value, "c", place)) == pytest.approx(float(value.on({"c": np.array(0.5**0.5)})))
    assert bool(list(critical(value, "c"))) == (not value.is_constant)


def test_a_root_at_an_irrational_value_alone_is_not_checked(chicken):
    """It could be checked at c = 1/2 or any other fraction; at the root of 1/2 no arithmetic here holds the square root
    of that."""
    from deterrence.games.matrix import matrix_form

    game, mixed = chicken
    background = mixed.exists.background
    only = Region((condition(background.ring.value(parse("2*c**2 - 1")), "=="),), background)
    root = KINDS["root"]
    family = replace(with_payoff(mixed, root), strategies=((root, root), mixed.strategies[1]), exists=only)
    assert verify(matrix_form(game), family) == "1 - sqrt(c) cannot be evaluated at an irrational number"


def test_numbers_that_an_arithmetic_does_not_hold():
    with pytest.raises(UnknownSignError, match="no quotient of polynomials"):
        Rationals(QUARTER).value(KINDS["root"])
    assert Rationals(QUARTER).value(KINDS["quotient"]) == Fraction(3, 5)
    assert value_text(Approximate(nan)) == "nan"
