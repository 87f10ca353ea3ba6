"""Conditions as a paper prints them: solved for a letter where that is possible, `c <= g/(g + k)`.

A condition with one factor that is linear in a letter, with a coefficient whose sign the assumptions settle, is a
bound on that letter. A product of two such factors that is negative puts the letter between two bounds, `min(a, s) < f
< max(a, s)`. Any other condition is printed with its positive terms on one side and its negative on the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Factor, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.conditions.setting import assumed
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.show import polynomial_text

if TYPE_CHECKING:
    import sympy

_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True)
class Inequality:
    """``left relation right``, both rational functions."""

    left: RationalFunction
    relation: str
    right: RationalFunction

    def __str__(self) -> str:
        return f"{self.left} {'=' if self.relation == '==' else self.relation} {self.right}"

    def sympy(self) -> sympy.Basic:
        """The same as a sympy relation."""
        import sympy

        kinds = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "==": sympy.Eq, "!=": sympy.Ne}
        relation: sympy.Basic = kinds[self.relation](self.left.sympy(), self.right.sympy())
        return relation


@dataclass(frozen=True)
class Between:
    """A function that lies between two others, whichever of these is the greater; `relation` is ``<`` or ``<=``."""

    middle: RationalFunction
    relation: str
    ends: tuple[RationalFunction, RationalFunction]

    def __str__(self) -> str:
        one, other = self.ends
        return f"min({one}, {other}) {self.relation} {self.middle} {self.relation} max({one}, {other})"

    def sympy(self) -> sympy.Basic:
        """The same as two sympy relations of which both hold."""
        import sympy

        kind = {"<": sympy.Lt, "<=": sympy.Le}[self.relation]
        middle, ends = self.middle.sympy(), [end.sympy() for end in self.ends]
        both: sympy.Basic = sympy.And(kind(sympy.Min(*ends), middle), kind(middle, sympy.Max(*ends)))
        return both


Readable: TypeAlias = Inequality | Between


def solved_for(
    given: Condition, name: str, background: Background, premises: Sequence[Condition] = ()
) -> Inequality | None:
    """The condition as a bound on one letter, or None where it is not linear in it or a sign is not settled."""
    if len(given.factors) != 1 or given.factors[0][1] != 1:
        return None
    factor = given.factors[0][0]
    if name not in factor.letters:
        return None
    home = ring(factor.names)
    by_degree = coefficients_in(factor.polynomial, factor.names.index(name))
    if set(by_degree) - {0, 1}:
        return None
    slope = home.polynomial(by_degree[1])
    rest = home.polynomial(by_degree[0]) if 0 in by_degree else home.zero
    sign = given.sign * _sign_of(slope, background, premises)
    if sign == 0:
        return None
    relation = given.relation
    if relation in (">", ">=") and sign < 0:
        relation = _MIRRORED[relation]
    return Inequality(home.letter(name), relation, (-rest / slope).set_by(assumed(background)))


def _sign_of(function: RationalFunction, background: Background, premises: Sequence[Condition]) -> int:
    if function.is_constant:
        return 1 if function.as_fraction() > 0 else -1
    positive = condition(function, ">")
    if implies(premises, positive, background):
        return 1
    return -1 if implies(premises, condition(function, "<"), background) else 0


def readable(
    given: Condition, background: Background, premises: Sequence[Condition] = (), first: Sequence[str] = ()
) -> Readable:
    """The condition solved for the first letter that allows it (`first` before the others), else in two sides."""
    for name in _in_order(first, background):
        if name in given.letters and (between := _between(given, name, background, premises)) is not None:
            return between
    return solved(given, background, premises, first)


def _in_order(first: Sequence[str], background: Background) -> list[str]:
    return [*first, *(name for name in background.ring.names if name not in first)]


def _between(given: Condition, name: str, background: Background, premises: Sequence[Condition]) -> Between | None:
    """A product of two factors that a letter makes positive between two values; None for any other condition."""
    if len(given.factors) != 2 or given.relation not in (">", ">="):
        return None
    parts = [Condition(given.relation, sign, (one,)) for one, sign in zip(given.factors, (given.sign, 1), strict=True)]
    one, other = (solved_for(part, name, background, premises) for part in parts)
    if one is None or other is None or one.relation == other.relation:
        return None
    return Between(one.left, "<" if given.relation == ">" else "<=", (one.right, other.right))


def solved(
    given: Condition, background: Background, premises: Sequence[Condition] = (), first: Sequence[str] = ()
) -> Inequality:
    """The condition as one inequality, solved for the first letter that allows it, else in two sides."""
    for name in _in_order(first, background):
        if name in given.letters and (bound := solved_for(given, name, background, premises)) is not None:
            return bound
    return two_sided(given)


def two_sided(given: Condition) -> Inequality:
    """Positive terms against negative ones; a product of several factors against zero."""
    if not given.factors:
        home = ring(())
        return Inequality(home.one, "==", home.one if given.is_true else home.zero)
    relation = given.relation
    if len(given.factors) > 1 or given.factors[0][1] != 1:
        home = ring(tuple(dict.fromkeys(name for factor, _ in given.factors for name in factor.names)))
        product = home.one
        for factor, exponent in given.factors:
            product = product * factor.function(home) ** exponent
        if given.sign < 0 and relation in (">", ">="):
            relation = _MIRRORED[relation]
        return Inequality(product, relation, home.zero)
    factor = given.factors[0][0]
    return _sides(factor, given.sign, relation, ring(factor.names))


def _sides(factor: Factor, sign: int, relation: str, home: Ring) -> Inequality:
    left: dict[Any, Any] = {}
    right: dict[Any, Any] = {}
    for exponents, coefficient in factor.polynomial.to_dict().items():
        (left if coefficient > 0 else right)[exponents] = abs(coefficient)
    if sign < 0 and relation in (">", ">="):
        relation = _MIRRORED[relation]
    return Inequality(
        home.polynomial(home.context.from_dict(left)), relation, home.polynomial(home.context.from_dict(right))
    )


def condition_text(given: Condition) -> str:
    """A condition in plain text, without solving it for anything."""
    if given.is_true or given.is_false:
        return "always" if given.is_true else "never"
    if len(given.factors) > 1:
        product = "*".join(
            f"({polynomial_text(f.polynomial)})" + ("" if n == 1 else f"**{n}") for f, n in given.factors
        )
        relation = _MIRRORED[given.relation] if given.sign < 0 else given.relation
        return f"{product} {'=' if relation == '==' else relation} 0"
    return str(two_sided(given))
