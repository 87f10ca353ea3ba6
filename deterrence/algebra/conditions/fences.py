"""Polynomial conditions that say that a letter lies in an interval, whose ends may be irrational."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq_poly

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.exact.roots import Exact, RealRoot, real_roots, simplest_between


def fences(interval: Interval, home: Ring) -> list[Conjunction]:
    """Conjunctions that together say that the one letter lies in the interval.

    One; and one more for an irrational end whose polynomial has another root in the interval, or has the other end as a
    root and only one of the two ends belongs to the interval.

    Examples
    --------
    >>> from deterrence.algebra.exact.rational import ring
    >>> from deterrence.algebra.region import Region
    >>> from deterrence.algebra.conditions.decide import Background
    >>> home = ring(("c",))
    >>> [unit] = fences(Interval(Fraction(0), Fraction(1), False, True), home)
    >>> print(Region(unit, Background(home)))
    c > 0 and c <= 1
    """
    if not home.names:
        return [()]
    letter, found = home.letter(home.names[0]), []
    lower, low = interval.lower, ">=" if interval.lower_closed else ">"
    upper, high = interval.upper, "<=" if interval.upper_closed else "<"
    rest: list[Condition] = []
    if isinstance(lower, RealRoot):
        side = _side(lower, 1, low, home)
        # One polynomial cannot be zero at one end and positive at the other.
        alike = isinstance(upper, RealRoot) and upper.coefficients == lower.coefficients
        half = alike and interval.lower_closed != interval.upper_closed
        if (before := _nearest(lower, upper, 1)) == upper and not half:
            rest += side
        else:
            start = simplest_between(lower, before)
            found.append((*side, condition(letter - start, "<=")))
            lower, low = start, ">="
    if isinstance(upper, RealRoot):
        side = _side(upper, -1, ">=" if high == "<=" else ">", home)
        if (after := _nearest(upper, lower, -1)) == lower:
            rest += side
        else:
            stop = simplest_between(after, upper)
            found.append((condition(letter - stop, ">="), *side))
            upper, high = stop, "<="
    rest += [condition(letter - lower, low)] if isinstance(lower, Fraction) else []
    rest += [condition(letter - upper, high)] if isinstance(upper, Fraction) else []
    return [tuple(rest), *found] if lower is None or upper is None or lower <= upper else found


def _nearest(root: RealRoot, limit: Exact | None, way: int) -> Exact | None:
    """The next root of the same polynomial on one side, or the limit if that comes first."""
    others = [r for r in real_roots(root.coefficients) if (r > root if way > 0 else r < root)]
    if not others:
        return limit
    nearest = min(others) if way > 0 else max(others)
    return nearest if limit is None or (nearest < limit if way > 0 else nearest > limit) else limit


def _side(root: RealRoot, way: int, relation: str, home: Ring) -> list[Condition]:
    """Next to an irrational number, on one side of it, as long as no other root of its polynomial comes between."""
    letter, roots = home.letter(home.names[0]), real_roots(root.coefficients)
    polynomial = line_function(fmpq_poly(list(root.coefficients)), home)
    ends = [None, *roots, None]
    before, after = ends[root.index], ends[root.index + 2]
    inside = simplest_between(root, after) if way > 0 else simplest_between(before, root)
    positive = polynomial.evaluate({home.names[0]: inside}) > 0
    found = [condition(polynomial if positive else -polynomial, relation)]
    # Beyond the polynomial's next root on the other side it has the sign again.
    if way > 0 and before is not None:
        found.append(condition(letter - simplest_between(before, root), ">="))
    if way < 0 and after is not None:
        found.append(condition(letter - simplest_between(root, after), "<="))
    return found


def line_function(polynomial: fmpq_poly, home: Ring) -> RationalFunction:
    """A polynomial in the one letter of a ring."""
    if not home.names:
        return home.constant(polynomial[0])
    terms = {(n,): c for n, c in enumerate(polynomial.coeffs()) if c != 0}
    return home.polynomial(home.context.from_dict(terms))
