"""Conditions on a plane: two letters, everything else fixed. Exact, and complete.

1. Project: where a leading coefficient, a discriminant or a resultant of two factors vanishes, the order of the
   factors' roots may change. These critical values of the first letter, and the ends of its range, cut the plane into
   strips.
2. Lift: above a rational in each strip, and above each critical value itself, isolate the roots of all factors. Between
   and at them every factor has one sign, so one look decides every condition (a cylindrical algebraic decomposition;
   Collins 1975).
3. Join: cells of dimension two that touch along an edge on which the same holds are one cell.

Nothing is sampled, so what holds only on a curve or only at the point where two curves cross is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, TypeAlias

from flint import fmpq

from deterrence.algebra.conditions.bounds_said import Range
from deterrence.algebra.conditions.conditions import Conjunction, Factor, SignOf, condition
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.conditions.fibres import (
    Curve,
    Events,
    Fibre,
    critical_values,
    curve,
    exact_root,
    fibre,
    limits,
    value_sign,
)
from deterrence.algebra.conditions.line import factors_of, univariate
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import Exact, refined, sign_at, simplest_between
from deterrence.algebra.time_limit.deadline import check_time

# What holds on a cell: which of the given questions are answered yes. None: outside of what is taken for granted.
Signature: TypeAlias = tuple[int, ...]
# A cell of the decomposition: the strip or critical value, and the place in its stack, counted from below.
Key: TypeAlias = tuple[int, int]

MINUS_INFINITY: Final = -1
ANY_WIDTH: Final = Fraction(2**256)  # an interval around a number is taken as it is


@dataclass(frozen=True, eq=False)
class Slab:
    """A critical value, or the open strip between two, with the stack of cells above it.

    Attributes
    ----------
    lower, upper
        The strip's ends (None: unbounded); equal for a critical value.
    fibre
        The roots above the value, or above a rational inside the strip.
    events
        What is critical here.
    first, last
        The places of the stack that lie within the range of the second letter.
    signatures
        What holds at each of these places.
    """

    lower: Exact | None
    upper: Exact | None
    fibre: Fibre
    events: Events
    first: int
    last: int
    signatures: tuple[Signature | None, ...]

    @property
    def is_point(self) -> bool:
        """Whether this is a critical value."""
        return self.lower is not None and self.lower == self.upper

    @property
    def places(self) -> range:
        """The places of the stack within range; odd ones are roots."""
        return range(self.first, self.last + 1)

    def at(self, place: int) -> Signature | None:
        """What holds at a place."""
        return self.signatures[place - self.first]


@dataclass(frozen=True, eq=False)
class PlaneCell:
    """A connected set of points at which the same holds.

    Attributes
    ----------
    dimension
        2: an open set, with those edges that share its signature; 1: (part of) a curve; 0: a point.
    signature
        The indices of the questions that are answered yes here.
    sample
        A point of it, exact; rational in dimension 2.
    members
        The cells of the decomposition that it consists of.
    """

    dimension: int
    signature: Signature
    sample: tuple[Exact, Exact]
    members: tuple[Key, ...]


@dataclass(frozen=True, eq=False)
class Boundary:
    """A curve, restricted to where what holds changes across it or on it.

    Attributes
    ----------
    factor
        The curve is where this polynomial is zero.
    edges
        The pieces of the curve, as cells of the decomposition.
    points
        Points of it at which something holds that does not hold around them, no edge leading there.
    is_limit
        Whether the assumptions end here, and nothing else changes.
    """

    factor: Factor
    edges: tuple[Key, ...]
    points: tuple[Key, ...]
    is_limit: bool


class Plane:
    """The plane of two letters, cut into cells; make it with `decompose`.

    Attributes
    ----------
    x, y
        The letters.
    questions
        For each question the conjunctions of which one must hold.
    clauses, x_range, y_range
        What is taken for granted: of every clause, some conjunction; the ranges, ends included.
    """

    def __init__(
        self,
        x: str,
        y: str,
        questions: Sequence[Sequence[Conjunction]],
        clauses: Sequence[Clause],
        x_range: Range,
        y_range: Range,
    ) -> None:
        self.x, self.y = x, y
        self.questions = tuple(tuple(question) for question in questions)
        self.clauses = tuple(clauses)
        self.x_range, self.y_range = x_range, y_range
        conjunctions = [conjunction for options in (*self.questions, *self.clauses) for conjunction in options]
        factors = sorted(factors_of(c for conjunction in conjunctions for c in conjunction), key=lambda f: f.text)
        for factor in factors:
            if not set(factor.letters) <= {x, y}:
                raise ValueError(f"more letters are free than {x} and {y}: {factor.text}")
        self.vertical = tuple(f for f in factors if y not in f.letters)
        edges = [_line(y, bound) for bound in y_range if bound is not None]
        others = dict.fromkeys([*(f for f in factors if y in f.letters), *edges])
        self.curves: tuple[Curve, ...] = tuple(curve(f, x, y) for f in others)
        self._edges = [None if bound is None else list(others).index(_line(y, bound)) for bound in y_range]
        self._index = {f: i for i, f in enumerate((*self.vertical, *others))}
        self._judged: dict[tuple[int, ...], Signature | None] = {}
        self.slabs: tuple[Slab, ...] = tuple(self._slabs())

    def __reduce__(self) -> tuple[Any, ...]:
        return Plane, (self.x, self.y, self.questions, self.clauses, self.x_range, self.y_range)

    # --- lifting ---

    def _slabs(self) -> Iterator[Slab]:
        low, high = self.x_range
        events = critical_values(self.vertical, self.curves)
        ends = [end for end in (low, high) if end is not None]
        inside = [v for v in events if (low is None or not v < low) and (high is None or not v > high)]
        values: list[Exact] = sorted({*inside, *ends})
        bounds = [*([None] if low is None else []), *values, *([None] if high is None else [])]
        strips = [self._strip(a, b) for a, b in pairwise(bounds)] if len(bounds) > 1 else []
        if low is None:
            yield strips[0]
        for index, value in enumerate(values):
            before = index + (low is None) - 1
            beside = strips[before] if 0 <= before < len(strips) else strips[before + 1] if strips else None
            check_time()
            yield self._critical(value, events.get(value, Events()), beside)
            if before + 1 < len(strips):
                yield strips[before + 1]

    def _strip(self, lower: Exact | None, upper: Exact | None) -> Slab:
        check_time()
        x = simplest_between(lower, upper)
        above = fibre(x, self.curves)
        at = fmpq(x.numerator, x.denominator)
        vertical = [_sign(univariate(f)(at)) for f in self.vertical]
        leads = [_sign(c.coefficients[-1](at)) for c in self.curves]
        return self._slab((lower, upper), above, Events(), vertical, leads)

    def _critical(self, value: Exact, events: Events, beside: Slab | None) -> Slab:
        above = fibre(value, self.curves, events)
        # Signs that do not vanish here are those of the strip beside.
        near = value if beside is None else beside.fibre.place
        vertical = [0 if i in events.vertical else sign_at(univariate(f), near) for i, f in enumerate(self.vertical)]
        leads = [0 if i in events.special else sign_at(c.coefficients[-1], near) for i, c in enumerate(self.curves)]
        return self._slab((value, value), above, events, vertical, leads)

    def _slab(
        self,
        ends: tuple[Exact | None, Exact | None],
        above: Fibre,
        events: Events,
        vertical: Sequence[int],
        leads: Sequence[int],
    ) -> Slab:
        last = 2 * len(above.balls)
        low, high = (None if edge is None else 2 * above.roots[edge][0] + 1 for edge in self._edges)
        first, last = 0 if low is None else low, last if high is None else high
        columns = [self._signs(i, above, leads[i], i in events.special) for i in range(len(self.curves))]
        stack = [(*vertical, *(column[place] for column in columns)) for place in range(first, last + 1)]
        return Slab(*ends, above, events, first, last, tuple(self._judge(signs) for signs in stack))

    def _signs(self, index: int, above: Fibre, lead: int, special: bool) -> list[int]:
        """The signs of a curve's polynomial along a stack, from below."""
        roots = above.roots[index]
        if special:
            bounds = [None, *roots, None]
            c = self.curves[index]
            sectors = [value_sign(c, above.place, above.between(a, b)) for a, b in pairwise(bounds)]
        else:
            bottom = lead * (-1) ** len(roots)
            sectors = [bottom * (-1) ** n for n in range(len(roots) + 1)]
        signs: list[int] = []
        start = 0
        for sector, root in zip(sectors, [*roots, len(above.balls)], strict=True):
            signs += [sector] * (2 * root + 1 - start)
            signs.append(0)
            start = 2 * root + 2
        return signs[:-1]

    def _judge(self, signs: tuple[int, ...]) -> Signature | None:
        if signs not in self._judged:

            def sign_of(factor: Factor) -> int:
                return signs[self._index[factor]]

            granted = all(_any_holds(clause, sign_of) for clause in self.clauses)
            answers = tuple(i for i, question in enumerate(self.questions) if _any_holds(question, sign_of))
            self._judged[signs] = answers if granted else None
        return self._judged[signs]

    # --- what touches what ---

    def signature(self, key: Key) -> Signature | None:
        """What holds on a cell of the decomposition."""
        return self.slabs[key[0]].at(key[1])

    def dimension(self, key: Key) -> int:
        """The dimension of a cell of the decomposition."""
        return (not self.slabs[key[0]].is_point) + (key[1] % 2 == 0)

    @cached_property
    def targets(self) -> Mapping[tuple[int, int], tuple[int, ...]]:
        """For a strip and a critical value beside it: the place in the latter's stack to which each root tends."""
        found = {}
        for at, slab in enumerate(self.slabs):
            if slab.is_point:
                continue
            check_time()
            for other in (at - 1, at + 1):
                if 0 <= other < len(self.slabs):
                    found[at, other] = tuple(self._targets(slab, self.slabs[other], other > at))
        return found

    def _targets(self, strip: Slab, critical: Slab, rightward: bool) -> Iterator[int]:
        infinity = 2 * len(critical.fibre.balls) + 1
        known: dict[int, list[int | None]] = {}
        for root, vanishing in enumerate(strip.fibre.vanishing):
            (index,) = vanishing
            rank = strip.fibre.roots[index].index(root)
            there = critical.fibre.roots[index]
            slot: int | None = rank
            if index in critical.events.special:
                if index not in known:
                    beside = strip.lower if rightward else strip.upper
                    known[index] = limits(index, self.curves[index], critical.fibre, beside, rightward)
                slot = known[index][rank]
            if slot is None:
                yield MINUS_INFINITY
            else:
                yield infinity if slot >= len(there) else 2 * there[slot] + 1

    def _touching(self) -> Iterator[tuple[Key, Key]]:
        """Pairs of a cell and a cell of lower dimension in its closure."""
        for at, slab in enumerate(self.slabs):
            for place in slab.places:
                if place % 2 == 0:
                    yield from (((at, place), (at, edge)) for edge in (place - 1, place + 1) if edge in slab.places)
        for (at, other), targets in self.targets.items():
            strip, critical = self.slabs[at], self.slabs[other]
            ends = (MINUS_INFINITY, *targets, 2 * len(critical.fibre.balls) + 1)
            for place in strip.places:
                low, high = (ends[place // 2], ends[place // 2 + 1]) if place % 2 == 0 else (ends[place // 2 + 1],) * 2
                for touched in range(max(low, critical.first), min(high, critical.last) + 1):
                    yield (at, place), (other, touched)

    # --- joining ---

    @cached_property
    def closures(self) -> Mapping[Key, tuple[Key, ...]]:
        """For each cell of the decomposition the cells of higher dimension in whose closure it lies."""
        found: dict[Key, list[Key]] = {}
        for high, low in self._touching():
            found.setdefault(low, []).append(high)
        return {low: tuple(sorted(set(highs))) for low, highs in found.items()}

    @cached_property
    def cells(self) -> tuple[PlaneCell, ...]:
        """The cells, those of dimension two first, each kind from left to right and from below."""
        ranked: dict[int, list[Key]] = {0: [], 1: [], 2: []}
        for at, slab in enumerate(self.slabs):
            for place in slab.places:
                if slab.at(place) is not None:
                    ranked[self.dimension((at, place))].append((at, place))
        groups = _Groups()
        for edge in ranked[1]:
            for side in self._alike(edge, 2):
                groups.join(side, edge)
        for point in ranked[0]:
            if around := self._alike(point, 2):
                groups.join(around[0], point)
                continue
            for edge in self._alike(point, 1):
                groups.join(edge, point)
        found: dict[Key, list[Key]] = {}
        for key in [*ranked[2], *ranked[1], *ranked[0]]:
            found.setdefault(groups.leader(key), []).append(key)
        return tuple(self._cell(members) for members in found.values())

    def _alike(self, key: Key, dimension: int) -> list[Key]:
        """The cells of some dimension in whose closure a cell lies, and on which the same holds."""
        here = self.signature(key)
        around = self.closures.get(key, ())
        return [high for high in around if self.dimension(high) == dimension and self.signature(high) == here]

    def _cell(self, members: Sequence[Key]) -> PlaneCell:
        dimension = self.dimension(members[0])
        largest = max((key for key in members if self.dimension(key) == dimension), key=self._size)
        signature = self.signature(members[0])
        assert signature is not None
        return PlaneCell(dimension, signature, self.sample(largest), tuple(members))

    def _size(self, key: Key) -> float:
        slab = self.slabs[key[0]]
        balls = slab.fibre.balls
        width = 1.0 if slab.lower is None or slab.upper is None else roughly(slab.upper) - roughly(slab.lower)
        if key[1] % 2:
            return width
        below, above = key[1] // 2 - 1, key[1] // 2
        unbounded = below < 0 or above >= len(balls)
        height = 1.0 if unbounded else float(balls[above].mid()) - float(balls[below].mid())
        return (width if width else 1.0) * height

    def sample(self, key: Key) -> tuple[Exact, Exact]:
        """A point of a cell of the decomposition, exact."""
        above, root = self.slabs[key[0]].fibre, key[1] // 2
        if key[1] % 2 == 0:
            below = None if root == 0 else root - 1
            return above.place, above.between(below, root if root < len(above.balls) else None)
        simplest = min(above.vanishing[root], key=lambda i: (self.curves[i].degree, i))
        return above.place, exact_root(self.curves[simplest], above, root)

    # --- what bounds ---

    @cached_property
    def boundaries(self) -> tuple[Boundary, ...]:
        """The curves across which, or on which, something changes; then those at which the assumptions end."""
        edges: dict[tuple[bool, Factor], list[Key]] = {}
        bounding: set[Key] = set()
        for at, slab in enumerate(self.slabs):
            for place in slab.places:
                key = (at, place)
                factors = self.vanishing(key)
                if self.dimension(key) == 1 and factors and (kind := self._kind(key)) is not None:
                    edges.setdefault((kind, factors[0]), []).append(key)
                    bounding.add(key)
        points: dict[tuple[bool, Factor], list[Key]] = {}
        for at, slab in enumerate(self.slabs):
            for place in slab.places:
                key = (at, place)
                if self.dimension(key) or slab.at(place) is None or bounding & set(self.closures.get(key, ())):
                    continue
                if not self._alike(key, 2):
                    for factor in self.vanishing(key):
                        points.setdefault((False, factor), []).append(key)
        kinds = sorted({*edges, *points}, key=lambda kind: (kind[0], self._index[kind[1]]))
        return tuple(
            Boundary(factor, tuple(edges.get((limit, factor), ())), tuple(points.get((limit, factor), ())), limit)
            for limit, factor in kinds
        )

    def vanishing(self, key: Key) -> tuple[Factor, ...]:
        """The factors that are zero on a cell of the decomposition."""
        slab = self.slabs[key[0]]
        factors = [self.vertical[i] for i in sorted(slab.events.vertical)]
        if key[1] % 2:
            factors += [self.curves[i].factor for i in sorted(slab.fibre.vanishing[key[1] // 2])]
        return tuple(factors)

    def _kind(self, edge: Key) -> bool | None:
        """True: the assumptions end at an edge; False: something else changes at it; None: neither."""
        here = self.signature(edge)
        sides = [self.signature(side) for side in self.closures.get(edge, ()) if self.dimension(side) == 2]
        granted = [side for side in sides if side is not None]
        if here is None:
            return len(set(granted)) == 1 if granted else None
        if not granted or any(side != here for side in granted):
            return False
        return True if len(granted) < len(sides) else None


class _Groups:
    """Cells that were joined."""

    def __init__(self) -> None:
        self._next: dict[Key, Key] = {}

    def leader(self, key: Key) -> Key:
        while (after := self._next.get(key, key)) != key:
            self._next[key] = self._next.get(after, after)
            key = self._next[key]
        return key

    def join(self, one: Key, other: Key) -> None:
        first, second = sorted((self.leader(one), self.leader(other)))
        if first != second:
            self._next[second] = first


def decompose(
    questions: Sequence[Sequence[Conjunction]],
    x: str,
    y: str,
    clauses: Sequence[Clause] = (),
    x_range: Range = (None, None),
    y_range: Range = (None, None),
) -> Plane:
    """Cut the plane of two letters into the cells on which every question has one answer.

    Parameters
    ----------
    questions
        Each a list of conjunctions of which one must hold: where does a family exist, is a claim true.
    x, y
        The letters; no other occurs.
    clauses
        Assumptions: of every clause, some conjunction holds. What lies outside is left out.
    x_range, y_range
        The lowest and highest values, included (None: unbounded).

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import cases
    >>> from deterrence.algebra.formulas.language import parse_condition
    >>> from deterrence.algebra.exact.rational import ring
    >>> inside = cases(parse_condition("x**2 + y**2 < 1"), ring(("x", "y")), {})
    >>> plane = decompose([inside], "x", "y")
    >>> [(cell.dimension, cell.signature, cell.sample) for cell in plane.cells]
    [(2, (), (Fraction(0, 1), Fraction(-2, 1))), (2, (0,), (Fraction(0, 1), Fraction(0, 1)))]
    >>> [b.factor.text for b in plane.boundaries]
    ['x^2 + y^2 - 1']
    """
    return Plane(x, y, questions, clauses, x_range, y_range)


def _any_holds(options: Sequence[Conjunction], sign_of: SignOf) -> bool:
    return any(all(c.truth(sign_of) for c in conjunction) for conjunction in options)


def _line(letter: str, bound: Fraction) -> Factor:
    return condition(ring((letter,)).letter(letter) - bound, ">").factors[0][0]


def roughly(number: Exact) -> float:
    """An exact number as a float, not refined for it."""
    return float(sum(refined(number, ANY_WIDTH)) / 2)


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)
