"""Polynomials in two letters above one exact value of the first: their real roots, in order, equal ones told apart.

Where the value is critical (a leading coefficient, a discriminant or a resultant vanishes there), roots meet or are
lost. How many stay distinct and how many are shared is computed exactly, by Euclid's algorithm over the field of that
value; balls are then refined until they show exactly that many. So every answer is certain, though balls do the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

import flint
from flint import acb, acb_poly, arb, arb_poly, fmpq, fmpq_mpoly, fmpq_poly, fmpz_poly

from deterrence.algebra.conditions.conditions import Factor
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import Exact, minimal_polynomial, rational, real_roots, simplest_between
from deterrence.algebra.time_limit.deadline import check_time

# A polynomial in the second letter whose coefficients are elements of a number field, by degree.
FieldPolynomial = list[fmpq_poly]

FIRST_PRECISION = 64


class Imprecise(ArithmeticError):
    """Balls too wide to decide; asked again with more precision, they decide."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A factor in which the second letter occurs, as a polynomial in it."""

    factor: Factor
    polynomial: fmpq_mpoly
    coefficients: tuple[fmpq_poly, ...]

    @property
    def degree(self) -> int:
        """The degree in the second letter."""
        return len(self.coefficients) - 1

    @cached_property
    def balls(self) -> dict[int, list[arb_poly]]:
        """The coefficients as polynomials of balls, by precision."""
        return {}

    def at(self, x: Fraction) -> fmpz_poly:
        """The polynomial in the second letter above a rational, times a positive number."""
        return fmpq_poly([c(fmpq(x.numerator, x.denominator)) for c in self.coefficients]).numer()

    def along(self, y: Fraction) -> fmpz_poly:
        """The polynomial in the first letter at a rational second one, times a positive number."""
        value, power = fmpq_poly([0]), fmpq(1)
        for c in self.coefficients:
            value, power = value + c * power, power * fmpq(y.numerator, y.denominator)
        return value.numer()


def curve(factor: Factor, x: str, y: str) -> Curve:
    """A factor in `x` and `y` (or in `y` alone) as a curve."""
    polynomial = factor.function(ring((x, y))).numerator
    by_degree = coefficients_in(polynomial, 1)
    coefficients = tuple(
        _univariate(by_degree[n]) if n in by_degree else fmpq_poly([0]) for n in range(max(by_degree) + 1)
    )
    return Curve(factor, polynomial, coefficients)


def _univariate(polynomial: fmpq_mpoly) -> fmpq_poly:
    """A polynomial in which only the first letter occurs."""
    terms = {int(m[0]): c for m, c in polynomial.to_dict().items()}
    return fmpq_poly([terms.get(n, 0) for n in range(max(terms, default=0) + 1)])


@dataclass
class Events:
    """What happens at a critical value.

    Attributes
    ----------
    vertical
        Which of the vertical lines it is.
    special
        The curves of which a leading coefficient or the discriminant vanishes there.
    meeting
        The pairs of curves of which the resultant does.
    """

    vertical: set[int] = field(default_factory=set)
    special: set[int] = field(default_factory=set)
    meeting: set[tuple[int, int]] = field(default_factory=set)


def critical_values(vertical: Sequence[Factor], curves: Sequence[Curve]) -> dict[Exact, Events]:
    """The values of the first letter at which the order or the number of the real roots of some curve may change."""
    found: dict[Exact, Events] = {}

    def roots(polynomial: fmpq_poly) -> list[Events]:
        coefficients = [int(c) for c in polynomial.numer().coeffs()]
        return [found.setdefault(root, Events()) for root in real_roots(coefficients)]

    for index, line in enumerate(vertical):
        for event in roots(_univariate(line.polynomial)):
            event.vertical.add(index)
    for index, c in enumerate(curves):
        check_time()
        for event in roots(c.coefficients[-1]):
            event.special.add(index)
        if c.degree > 1:
            for event in roots(_univariate(c.polynomial.discriminant(1))):
                event.special.add(index)
    for i, j in combinations(range(len(curves)), 2):
        check_time()
        for event in roots(_univariate(curves[i].polynomial.resultant(curves[j].polynomial, 1))):
            event.meeting.add((i, j))
    return found


@dataclass(frozen=True, eq=False)
class Fibre:
    """The real roots of all curves above one value of the first letter.

    Attributes
    ----------
    place
        The value.
    balls
        The distinct roots, rising.
    vanishing
        For each root the curves that vanish there.
    roots
        For each curve its roots, as indices of `balls`.
    """

    place: Exact
    balls: tuple[arb, ...]
    vanishing: tuple[frozenset[int], ...]
    roots: tuple[tuple[int, ...], ...]

    def between(self, below: int | None, above: int | None) -> Fraction:
        """A simple rational strictly between two roots (None: no bound)."""
        lower = None if below is None else as_exact(self.balls[below].upper())
        upper = None if above is None else as_exact(self.balls[above].lower())
        return simplest_between(lower, upper)


def as_exact(value: arb) -> Fraction:
    """A ball of no width as a fraction."""
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def fibre(place: Exact, curves: Sequence[Curve], events: Events | None = None) -> Fibre:
    """The real roots of the curves above an exact value; `events` says what is critical there."""
    events = events or Events()
    modulus = _modulus(place)
    involved = events.special | {i for pair in events.meeting for i in pair}
    exact = {i: _trimmed([c % modulus for c in curves[i].coefficients]) for i in involved}
    for i in events.special:
        exact[i] = _squarefree(exact[i], modulus)
    shared = {(i, j): len(_gcd(exact[i], exact[j], modulus)) - 1 for i, j in events.meeting}
    precision = FIRST_PRECISION
    while True:
        with flint.ctx.workprec(precision):
            try:
                return _fibre(place, curves, {i: exact[i] for i in events.special}, shared, precision)
            except Imprecise:
                precision *= 2


def _fibre(
    place: Exact,
    curves: Sequence[Curve],
    exact: Mapping[int, FieldPolynomial],
    shared: Mapping[tuple[int, int], int],
    precision: int,
) -> Fibre:
    at = ball(place, precision)
    real: list[list[arb]] = []
    other: list[list[acb]] = []
    for index, c in enumerate(curves):
        if index in exact:
            coefficients = [arb_poly(a)(at) for a in exact[index]]
        else:
            if precision not in c.balls:
                c.balls[precision] = [arb_poly(a) for a in c.coefficients]
            coefficients = [a(at) for a in c.balls[precision]]
        on_line, beside = isolated(coefficients, precision)
        real.append(on_line)
        other.append(beside)
    for (i, j), expected in shared.items():
        met = sum(a.overlaps(b) for a in real[i] for b in real[j])
        met += sum(a.overlaps(b) for a in other[i] for b in other[j])
        if met != expected:
            raise Imprecise
    return _merged(place, real, shared)


def _merged(place: Exact, real: Sequence[Sequence[arb]], shared: Mapping[tuple[int, int], int]) -> Fibre:
    """Roots of all curves in one order; balls overlap only where the roots are equal."""
    listed: list[tuple[float | Fraction, int, arb]] = [
        (float(a.mid()), i, a) for i, roots in enumerate(real) for a in roots
    ]
    if len({middle for middle, _, _ in listed}) < len(listed):  # floats may not tell them apart
        listed = [(as_exact(a.mid()), i, a) for _, i, a in listed]
    groups: list[list[tuple[arb, int]]] = []
    for _, i, a in sorted(listed, key=lambda entry: entry[:2]):
        last = groups[-1] if groups else []
        touching = [k for b, k in last if a.overlaps(b)]
        if touching:
            if any((min(i, k), max(i, k)) not in shared for k in touching):
                raise Imprecise
            last.append((a, i))
        elif any(not b < a for b, _ in last):
            raise Imprecise
        else:
            groups.append([(a, i)])
    places: list[list[int]] = [[] for _ in real]
    for index, group in enumerate(groups):
        for _, i in group:
            places[i].append(index)
    return Fibre(
        place,
        tuple(min((a for a, _ in group), key=lambda a: float(a.rad())) for group in groups),
        tuple(frozenset(i for _, i in group) for group in groups),
        tuple(map(tuple, places)),
    )


def ball(place: Exact, precision: int) -> arb:
    """A ball around an exact number."""
    with flint.ctx.workprec(precision):
        if isinstance(place, Fraction):
            return arb(fmpq(place.numerator, place.denominator))
        if precision <= FIRST_PRECISION:
            return arb(_fmpq(place.lower)).union(arb(_fmpq(place.upper)))
        roots: list[Any] = fmpz_poly(list(place.coefficients)).complex_roots()
        balls: list[arb] = [root.real for root, _ in roots if root.imag == 0]
        return sorted(balls, key=lambda b: as_exact(b.lower()))[place.index]


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def isolated(coefficients: Sequence[arb], precision: int) -> tuple[list[arb], list[acb]]:
    """The real roots, rising, and the other roots of a polynomial without multiple roots, as balls that do not meet.

    Raises
    ------
    Imprecise
        When the coefficients are not known well enough.
    """
    if len(coefficients) < 2:
        return [], []
    if coefficients[-1].contains(0):
        raise Imprecise
    if len(coefficients) == 2:
        return [-coefficients[0] / coefficients[1]], []
    if len(coefficients) == 3:
        return _of_quadratic(*coefficients)
    try:
        found = acb_poly(list(coefficients)).roots(tol=2.0 ** (-precision // 2), maxprec=4 * precision)
    except ValueError:
        raise Imprecise from None
    real: list[arb] = []
    other: list[acb] = []
    for index, root in enumerate(found):
        if not root.imag.contains(0):
            other.append(root)
            continue
        # The mirror image of a root is a root; if it can only be this one, it is real.
        mirrored = acb(root.real, -root.imag)
        if any(mirrored.overlaps(r) for k, r in enumerate(found) if k != index):
            raise Imprecise
        real.append(root.real)
    real.sort(key=lambda a: float(a.mid()))
    if any(not a < b for a, b in pairwise(real)):
        raise Imprecise
    return real, other


def _of_quadratic(c: arb, b: arb, a: arb) -> tuple[list[arb], list[acb]]:
    discriminant = b * b - 4 * a * c
    if discriminant.contains(0):
        raise Imprecise
    middle = -b / (2 * a)
    if discriminant < 0:
        height = (-discriminant).sqrt() / (2 * a)
        return [], [acb(middle, height), acb(middle, -height)]
    reach = discriminant.sqrt()
    # No cancellation: the larger root by the formula, the other from their product.
    larger = -(b + reach) / 2 if not b < 0 else -(b - reach) / 2
    first, second = larger / a, c / larger
    if first < second:
        return [first, second], []
    if second < first:
        return [second, first], []
    raise Imprecise


# --- polynomials over the field of one algebraic number -------------------------------------------------------------


def _modulus(place: Exact) -> fmpq_poly:
    return fmpq_poly(list(minimal_polynomial(place)))


def _trimmed(polynomial: FieldPolynomial) -> FieldPolynomial:
    while polynomial and polynomial[-1].is_zero():
        polynomial = polynomial[:-1]
    return polynomial


def _monic(polynomial: FieldPolynomial, modulus: fmpq_poly) -> FieldPolynomial:
    inverse = polynomial[-1].xgcd(modulus)[1]
    return [*((c * inverse) % modulus for c in polynomial[:-1]), fmpq_poly([1])]


def _divided(
    above: FieldPolynomial, below: FieldPolynomial, modulus: fmpq_poly
) -> tuple[FieldPolynomial, FieldPolynomial]:
    """Quotient and remainder on division by a monic polynomial."""
    rest, quotient = list(above), [fmpq_poly([0])] * max(0, len(above) - len(below) + 1)
    for shift in range(len(quotient) - 1, -1, -1):
        lead = rest[shift + len(below) - 1]
        quotient[shift] = lead
        for index, c in enumerate(below):
            rest[shift + index] = (rest[shift + index] - lead * c) % modulus
    return quotient, _trimmed(rest[: len(below) - 1])


def _gcd(a: FieldPolynomial, b: FieldPolynomial, modulus: fmpq_poly) -> FieldPolynomial:
    """A greatest common divisor of two polynomials that are not both zero."""
    while b:
        b = _monic(b, modulus)
        a, b = b, _divided(a, b, modulus)[1]
    return a


def _squarefree(polynomial: FieldPolynomial, modulus: fmpq_poly) -> FieldPolynomial:
    """The polynomial with each of its roots once."""
    if len(polynomial) < 3:
        return polynomial
    derivative = [c * n for n, c in enumerate(polynomial)][1:]
    common = _gcd(polynomial, _trimmed(derivative), modulus)
    return polynomial if len(common) == 1 else _divided(polynomial, _monic(common, modulus), modulus)[0]


# --- from a fibre to its neighbours ---------------------------------------------------------------------------------


def limits(index: int, c: Curve, critical: Fibre, beside: Exact | None, left: bool) -> list[int | None]:
    """Where the roots of a curve go as the first letter tends to a critical value from one side.

    Parameters
    ----------
    index, c
        The curve.
    critical
        The fibre at the critical value.
    beside
        The next critical value on that side (None: there is none).
    left
        Whether the value is approached from the left.

    Returns
    -------
    list
        For each root beside, in rising order, the number of roots of the curve at the critical value that lie below its
        limit; None where it goes to minus infinity, one more than possible where it goes to plus infinity.
    """
    there = critical.roots[index]
    bounds = [None, *there, None]
    marks = [critical.between(a, b) for a, b in pairwise(bounds)]
    nearest = beside
    for mark in marks:
        for root in real_roots(int(a) for a in c.along(mark).coeffs()):
            inside = root < critical.place if left else root > critical.place
            if inside and (nearest is None or (root > nearest if left else root < nearest)):
                nearest = root
    x = simplest_between(nearest, critical.place) if left else simplest_between(critical.place, nearest)
    return [_slot(sum(mark < root for mark in marks)) for root in real_roots(int(a) for a in c.at(x).coeffs())]


def _slot(marks_below: int) -> int | None:
    return marks_below - 1 if marks_below else None


def exact_root(c: Curve, fibre_at: Fibre, root: int) -> Exact:
    """A root of a curve in a fibre as an exact number."""
    place = rational(fibre_at.place)
    if place is not None:
        candidates: Iterable[Exact] = real_roots(int(a) for a in c.at(place).coeffs())
    else:
        home = c.polynomial.context()
        x = home.gens()[0]
        modulus = sum((a * x**n for n, a in enumerate(minimal_polynomial(fibre_at.place))), home.constant(0))
        norm = modulus.resultant(c.polynomial, 0)
        terms = {int(m[1]): coefficient for m, coefficient in norm.to_dict().items()}
        integer = fmpq_poly([terms.get(n, 0) for n in range(max(terms) + 1)]).numer()
        candidates = real_roots(int(a) for a in integer.coeffs())
    low, high = as_exact(fibre_at.balls[root].lower()), as_exact(fibre_at.balls[root].upper())
    return _closest(c, fibre_at, root, [r for r in candidates if not r < low and not r > high])


def _closest(c: Curve, fibre_at: Fibre, root: int, candidates: Sequence[Exact]) -> Exact:
    """The one candidate that stays as the root is known better and better."""
    precision = 2 * FIRST_PRECISION
    while len(candidates) > 1:
        with flint.ctx.workprec(precision):
            at = ball(fibre_at.place, precision)
            modulus = _modulus(fibre_at.place)
            polynomial = _squarefree(_trimmed([a % modulus for a in c.coefficients]), modulus)
            try:
                real, _ = isolated([arb_poly(a)(at) for a in polynomial], precision)
            except Imprecise:
                precision *= 2
                continue
            near = [b for b in real if b.overlaps(fibre_at.balls[root])]
            candidates = [r for r in candidates if any(ball(r, precision).overlaps(b) for b in near)]
        precision *= 2
    return candidates[0]


def value_sign(c: Curve, place: Exact, y: Fraction) -> int:
    """The sign of a curve's polynomial at a point of which it is known not to vanish."""
    precision = FIRST_PRECISION
    along = fmpq_poly(c.along(y))
    while True:
        with flint.ctx.workprec(precision):
            value = arb_poly(along)(ball(place, precision))
            if value > 0:
                return 1
            if value < 0:
                return -1
        precision *= 2
