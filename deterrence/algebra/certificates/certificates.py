"""Certificates: why conditions cannot hold together, in a form that a short program can check.

A refutation is a tree. Its leaves are sums: products of conditions that add up to zero. Its other nodes are cases: a
polynomial is positive, zero or negative, or of a clause, "this or that", one option holds. Whatever is found is put in
these terms:

* products found by linear programming (`positivstellensatz.py`) are a sum as they are;
* a condition that fails throughout a box by its Bernstein coefficients (`boxes.py`) is a sum of products of bounds;
* in one letter, pieces of the line on which all factors but one have one sign (`one_letter.py`);
* a division (where ``p*q >= 0`` and ``p > 0``, also ``q >= 0``) makes two cases, of which ``q < 0`` ends in a sum.

A refutation knows which conditions it uses. One that does not use what a case assumes refutes without the case; one
that was found for some conditions serves whenever all of them are there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from deterrence.algebra.certificates.boxes import Bounded, bounded, bounds_said, failing_sum
from deterrence.algebra.certificates.one_letter import refuted_on_line
from deterrence.algebra.certificates.refutation import Cases, Premise, Refutation, Sum
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition, with_factors
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.conditions.positivstellensatz import (
    Combination,
    Hypotheses,
    combination,
    not_divided,
    product_count,
    vanishing_product,
    vanishing_square,
)
from deterrence.algebra.conditions.split_by_sign import shared_factor
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.time_limit.deadline import seconds_left

SECONDS: Final = 20.0
MOST_PRODUCTS: Final = 4800
MOST_BOXES: Final = 25
MOST_LETTERS: Final = 4
MOST_CUBED: Final = 12
MOST_SHORT: Final = 2
MOST_SPLITS: Final = 3


@dataclass
class Refuter:
    """What looks for refutations, and keeps those that it found.

    Attributes
    ----------
    points
        Some points at which what is granted holds, which spare attempts at what is false.
    known
        Refutations by what they use.
    signs
        Signs that factors have where some conditions are granted, each with its proof.

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import cases
    >>> from deterrence.algebra.formulas.language import parse_condition
    >>> from deterrence.algebra.exact.rational import ring
    >>> [given] = cases(parse_condition("x > y and y > z and z > x"), ring(("x", "y", "z")), {})
    >>> found = Refuter().refute(given)
    >>> [str(number) for number, _ in found.combination.products]
    ['1/3', '1/3', '1/3']
    """

    points: Sequence[Mapping[str, Fraction]] = ()
    known: dict[frozenset[Premise], Refutation] = field(default_factory=dict)
    signs: dict[Any, tuple[Condition, Refutation] | None] = field(default_factory=dict)

    def refute(
        self, conditions: Iterable[Condition], clauses: Iterable[Clause] = (), granted: Iterable[Clause] = ()
    ) -> Refutation | None:
        """Why some conditions and, of every clause, an option cannot hold together; None where that is not found.

        Parameters
        ----------
        conditions, clauses
            What is asked about.
        granted
            Clauses that hold in any case, such as ranges. Of these, products of three conditions are not made.
        """
        asked = tuple(dict.fromkeys(conditions))
        known = {c for clause in granted if len(clause) == 1 for c in clause[0]}
        strict = {c for c in known if replace(c, relation=">") not in known or c.relation == ">"}
        asked += tuple(c for clause in clauses if len(clause) == 1 for c in clause[0] if c not in asked)
        several = tuple(dict.fromkeys(clause for clause in (*clauses, *granted) if len(clause) > 1))
        ordered = (c for clause in granted if len(clause) == 1 for c in clause[0] if c in strict and c not in asked)
        place = _Place(asked, tuple(dict.fromkeys(ordered)), several)
        return _Search(self, time.monotonic() + seconds_left(SECONDS)).refute(place)

    def recalled(self, there: frozenset[Premise]) -> Refutation | None:
        """A refutation found before that uses nothing but what is there."""
        return next((found for uses, found in self.known.items() if uses <= there), None)

    def keep(self, found: Refutation) -> Refutation:
        """Remember a refutation."""
        self.known.setdefault(found.uses, found)
        return found


@dataclass(frozen=True)
class _Place:
    """Conditions to be refuted: those of the question and of the cases within it, those granted, and clauses."""

    asked: Conjunction
    granted: Conjunction
    clauses: tuple[Clause, ...]

    @cached_property
    def conditions(self) -> Conjunction:
        return (*self.asked, *self.granted)

    @cached_property
    def premises(self) -> frozenset[Premise]:
        return frozenset((*self.conditions, *self.clauses))

    def assuming(self, assumed: Conjunction, without: Clause | None = None) -> _Place:
        """The same with more conditions, and without a clause."""
        there = set(self.conditions)
        fresh = tuple(c for c in assumed if c not in there)
        return _Place((*fresh, *self.asked), self.granted, tuple(c for c in self.clauses if c is not without))

    @cached_property
    def letters(self) -> frozenset[str]:
        """The letters of what is asked; of all conditions where nothing is asked."""
        return frozenset(name for c in self.asked or self.granted for name in c.letters)

    @cached_property
    def near(self) -> Hypotheses:
        """What is asked as polynomials, and what is granted about just these letters."""
        there = (c for c in self.granted if c.letters <= self.letters)
        return Hypotheses((*self.asked, *there), tuple(sorted(self.letters)))

    @cached_property
    def all(self) -> Hypotheses:
        """The same with what is granted about other letters that come in by way of others."""
        reached = set(self.letters)
        chosen: list[Condition] = []
        left = list(self.granted)
        while touching := [c for c in left if not reached.isdisjoint(c.letters)]:
            chosen += touching
            left = [c for c in left if reached.isdisjoint(c.letters)]
            reached.update(name for c in touching for name in c.letters)
        return Hypotheses((*self.asked, *chosen), tuple(sorted(reached)))


@dataclass
class _Search:
    """One search."""

    refuter: Refuter
    ends: float
    products: int = 0

    @property
    def is_over(self) -> bool:
        return self.products > MOST_PRODUCTS or time.monotonic() > self.ends

    def refute(self, place: _Place, splits: int = MOST_SPLITS) -> Refutation | None:
        """By what was found before; else in each of the ways, the quickest first."""
        self.products += 1
        found = self.refuter.recalled(place.premises)
        if found is None and not self.is_over:
            found = self._looked_for(place, splits)
        return None if found is None else self.refuter.keep(found)

    def _looked_for(self, place: _Place, splits: int) -> Refutation | None:
        ways: tuple[Callable[[], Refutation | None], ...] = (
            lambda: self._opposites(place),
            lambda: self._summed(place, 1),
            lambda: self._at_roots(place, splits),
            lambda: self._divided(place, splits),
            lambda: self._in_one_letter(place),
            lambda: self._summed(place, 2),
            lambda: self._by_options(place, splits),
            lambda: self._by_signs(place, splits),
            lambda: self._on_box(place),
            lambda: self._summed(place, 3),
        )
        return next((found for way in ways if not self.is_over and (found := way()) is not None), None)

    # --- sums ---

    def _opposites(self, place: _Place) -> Refutation | None:
        """Two conditions that deny one another, a product that is not zero with a factor that is, a negative square."""
        there = set(place.conditions)
        zero = {c.factors[0][0]: c for c in place.conditions if c.relation == "==" and len(c.factors) == 1}
        for c in place.conditions:
            if c.relation in (">", ">=") and (denied := c.negation) in there:
                return Sum(Combination(((Fraction(1), (c,)), (Fraction(1), (denied,))), ()))
            if c.relation == ">" and c.sign < 0 and all(exponent == 2 for _, exponent in c.factors):
                return _negative_square(c)
            vanishing = next((f for f, _ in c.factors if f in zero), None) if c.relation in (">", "!=") else None
            if vanishing is not None:
                return Sum(vanishing_product(c, vanishing, zero[vanishing]))
        return None

    def _summed(self, place: _Place, largest: int) -> Refutation | None:
        given = place.all if largest == 1 else place.near
        terms = sum(len(factor.polynomial) for c in given.conditions for factor, _ in c.factors)
        length = max(1, terms // (MOST_SHORT * max(1, len(given.conditions))))  # long polynomials count for several
        self.products += length * product_count(given, len(place.asked), largest)
        found = combination(given, len(place.asked), largest) if self.products <= MOST_PRODUCTS else None
        return None if found is None else Sum(found)

    # --- cases ---

    def _by_options(self, place: _Place, splits: int) -> Refutation | None:
        """By the options of a clause, one with few of them first."""
        for clause in sorted(place.clauses, key=len)[:1]:
            parts = []
            for option in clause:
                found = self.refute(place.assuming(option, clause), splits)
                if found is None or found.uses.isdisjoint(option):
                    return found
                parts.append((option, found))
            return Cases(tuple(parts), clause)
        return None

    def _by_signs(self, place: _Place, splits: int) -> Refutation | None:
        """By the sign of the factor that stands in most products."""
        factor = shared_factor(place.asked) if splits else None
        if factor is None:
            return None
        signs = (
            Condition(">", 1, ((factor, 1),)),
            Condition(">", -1, ((factor, 1),)),
            Condition("==", 1, ((factor, 1),)),
        )
        return self._cases(place, signs, splits - 1)

    def _cases(self, place: _Place, cases: Sequence[Condition], splits: int) -> Refutation | None:
        parts = []
        for case in cases:
            found = self.refute(place.assuming((case,)), splits)
            if found is None or case not in found.uses:
                return found
            parts.append(((case,), found))
        return Cases(tuple(parts))

    def _at_roots(self, place: _Place, splits: int) -> Refutation | None:
        """Where minus a square is at least zero, with the root zero."""
        there = set(place.conditions)
        for c in place.conditions:
            if c.relation == ">=" and all(exponent == 2 for _, exponent in c.factors):
                zero, other = _root(c)
                if zero not in there:
                    found = self.refute(place.assuming((zero,)), splits)
                    if found is None or zero not in found.uses:
                        return found
                    denied = Combination(((Fraction(1), (c,)), (Fraction(1), (other,))), ())
                    return Cases((((other,), Sum(denied)), ((zero,), found)))
        return None

    def _divided(self, place: _Place, splits: int) -> Refutation | None:
        """With factors of known sign divided out of products."""
        known = _signs_said(place.conditions)
        lemmas: dict[Condition, Refutation] = {}
        products = [c for c in place.conditions if len(c.factors) > 1 and not c.letters.isdisjoint(place.letters)]
        for factor in dict.fromkeys(f for c in products for f, _ in c.factors):
            lemma = None if factor in known else self._sign(factor, place.granted)
            if lemma is not None:
                known[factor], lemmas[lemma[0]] = lemma[0], lemma[1]
        there = set(place.conditions)
        not_zero = {c.factors[0][0]: c for c in place.conditions if c.relation == "!=" and len(c.factors) == 1}
        steps: list[tuple[Condition, Condition, Condition]] = []
        for c in products:
            steps += _divisions(c, known, not_zero)
        fresh = tuple(dict.fromkeys(quotient for _, _, quotient in steps if quotient not in there))
        if not fresh:
            return None
        found = self.refute(place.assuming((*lemmas, *fresh)), splits)
        if found is None:
            return None
        for product, divisor, quotient in reversed(steps):
            if quotient in found.uses and quotient not in there:
                denied = Sum(not_divided(product, divisor, quotient))
                found = Cases((((quotient.negation,), denied), ((quotient,), found)))
        for sign, why in lemmas.items():
            if sign in found.uses:
                found = Cases((((sign.negation,), why), ((sign,), found)))
        return found

    def _sign(self, factor: Factor, granted: Conjunction) -> tuple[Condition, Refutation] | None:
        """The sign that a factor has by what is granted alone, and why it has no other."""
        key = (factor, frozenset(granted))
        if key not in self.refuter.signs:
            found = None
            there = [point for point in self.refuter.points if factor.names and set(factor.names) <= set(point)]
            seen = {factor.sign(point) for point in there}
            for sign in sorted({1, -1} - {-sign for sign in seen}, reverse=True):
                positive = Condition(">", sign, ((factor, 1),))
                denied = _Place((positive.negation,), granted, ())
                lemma = self._summed(denied, 1)
                if lemma is None and len(seen) == 1 and len(denied.near.conditions) <= MOST_CUBED:
                    lemma = self._summed(denied, 3)
                if lemma is not None:
                    found = (positive, lemma)
                    break
            self.refuter.signs[key] = found
        return self.refuter.signs[key]

    # --- a letter, boxes ---

    def _in_one_letter(self, place: _Place) -> Refutation | None:
        return refuted_on_line(place.near.conditions) if len(place.letters) == 1 else None

    def _on_box(self, place: _Place) -> Refutation | None:
        given = place.near
        said = bounds_said(given.conditions)
        closed = {name: sides for name, sides in said.items() if all(sides)}
        box = {name: (max(v for v, _ in below), min(v for v, _ in above)) for name, (below, above) in closed.items()}
        if len(given.names) > MOST_LETTERS or not box or any(low >= high for low, high in box.values()):
            return None
        found = (bounded(given, i, box) for i in range(len(given.conditions)))
        ends = {name: (max(below, key=_value)[1], min(above, key=_value)[1]) for name, (below, above) in closed.items()}
        return self._halved([b for b in found if b is not None], box, ends, [0])

    def _halved(
        self,
        there: Sequence[Bounded],
        box: Mapping[str, tuple[Fraction, Fraction]],
        ends: Mapping[str, tuple[Condition, Condition]],
        count: list[int],
    ) -> Refutation | None:
        failing = next((b for b in there if b.fails), None)
        if failing is not None:
            return Sum(failing_sum(failing, box, ends))
        count[0] += 1
        if count[0] > MOST_BOXES or not there or self.is_over:
            return None
        nearest = max(there, key=lambda b: b.closeness)
        letter = max(nearest.letters, key=lambda name: (box[name][1] - box[name][0], name))
        low, high = box[letter]
        middle = (low + high) / 2
        at = ring((letter,)).letter(letter) - middle
        halves = [b.halves(letter) for b in there]
        parts = []
        for side, relation in enumerate(("<=", ">=")):
            case = condition(at, relation)
            inner = {**box, letter: (low, middle) if side == 0 else (middle, high)}
            sides = (ends[letter][0], case) if side == 0 else (case, ends[letter][1])
            found = self._halved([pair[side] for pair in halves], inner, {**ends, letter: sides}, count)
            if found is None or case not in found.uses:
                return found
            parts.append(((case,), found))
        return Cases(tuple(parts))


def _negative_square(c: Condition) -> Refutation:
    """That minus a square is not positive: it is zero where the root is, and else their sum is zero."""
    zero, other = _root(c)
    denied = Combination(((Fraction(1), (c,)), (Fraction(1), (other,))), ())
    return Cases((((zero,), Sum(vanishing_square(c, zero))), ((other,), Sum(denied))))


def _root(square: Condition) -> tuple[Condition, Condition]:
    """That the root of a square is zero, and that it is not."""
    roots = tuple((factor, 1) for factor, _ in square.factors)
    return Condition("==", 1, roots), Condition("!=", 1, roots)


def _value(pair: tuple[Fraction, Condition]) -> Fraction:
    return pair[0]


def _signs_said(conditions: Conjunction) -> dict[Factor, Condition]:
    """The factors that conditions say are positive, or negative."""
    return {
        c.factors[0][0]: c for c in conditions if len(c.factors) == 1 and c.factors[0][1] == 1 and c.relation == ">"
    }


def _divisions(
    c: Condition, known: Mapping[Factor, Condition], not_zero: Mapping[Factor, Condition]
) -> Iterator[tuple[Condition, Condition, Condition]]:
    """Step by step a condition with factors of known sign, and squares of what is not zero, divided out.

    The product, what it is divided by (which says of a square that its root is not zero), the quotient.
    """
    while len(c.factors) > 1:
        by = next((f for f, e in c.factors if f in known or (e == 2 and f in not_zero)), None)
        if by is None:
            return
        if by in known:
            divisor, smaller = known[by], _without(c, by, known[by].sign)
        else:
            divisor, smaller = not_zero[by], with_factors(c, c.sign, [pair for pair in c.factors if pair[0] != by])
        if smaller.is_true or smaller.is_false:
            return
        yield c, divisor, smaller
        c = smaller


def _without(c: Condition, factor: Factor, sign: int) -> Condition:
    """What is left of a condition once a factor of a sign is divided out."""
    exponent = dict(c.factors)[factor]
    rest = [(f, e) for f, e in c.factors if f != factor]
    if exponent == 2:
        rest.append((factor, 1))
    return with_factors(c, 1 if c.relation in ("==", "!=") else c.sign * sign, rest)
