"""Conditions in one letter that hold nowhere on its line, shown by cutting the line at rational points.

On each piece every factor but one has one sign throughout, by its Bernstein coefficients or, where a piece is
unbounded, by its Taylor coefficients at the end. The one that is left may have a root there: it is positive, negative
or zero, and in each case a condition fails by the signs of its factors. Where two factors are left, or no condition
fails, the piece is halved. Roots of different irreducible factors differ, so this comes to an end wherever the
conditions hold nowhere; no root is ever calculated.

References
----------
Garloff (1993), The Bernstein algorithm, Interval Computations 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, prod
from typing import Final

from deterrence.algebra.certificates.boxes import bounded, bounds_said, failing_sum, slope
from deterrence.algebra.certificates.refutation import Cases, Refutation, Sum
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition
from deterrence.algebra.conditions.decide import possible_on_line
from deterrence.algebra.conditions.positivstellensatz import Combination, Hypotheses, vanishing_product
from deterrence.algebra.exact.polynomials import as_fraction
from deterrence.algebra.exact.rational import ring

MOST_PIECES: Final = 500


@dataclass(frozen=True)
class Piece:
    """A piece of the line, and the conditions that say where it ends; None where it does not end.

    Attributes
    ----------
    low, high
        The ends.
    above, below
        That the letter is at least `low`, and at most `high`.
    """

    low: Fraction | None
    high: Fraction | None
    above: Condition | None
    below: Condition | None

    @property
    def is_unbounded(self) -> bool:
        """Whether an end is missing."""
        return self.low is None or self.high is None

    @property
    def middle(self) -> Fraction:
        """Where it is cut in two."""
        if self.low is None or self.high is None:
            end = self.high if self.low is None else self.low
            if end is None:
                return Fraction(0)
            away = max(2 * abs(end), Fraction(1))
            return -away if self.low is None else away
        return (self.low + self.high) / 2


def refuted_on_line(conditions: Sequence[Condition]) -> Refutation | None:
    """Why conditions in one letter cannot hold together; None where they can, or too many pieces would be needed."""
    [letter] = {name for c in conditions for name in c.letters}
    if possible_on_line(conditions, (), letter).possible:
        return None
    return _Line(tuple(conditions), letter).refutation


class _Line:
    def __init__(self, conditions: tuple[Condition, ...], letter: str) -> None:
        self.conditions = conditions
        self.letter = letter
        self.factors = tuple(dict.fromkeys(factor for c in conditions for factor, _ in c.factors))
        self.pieces = 0

    @cached_property
    def refutation(self) -> Refutation | None:
        inequalities = [c for c in self.conditions if c.relation != "=="]
        below, above = bounds_said(inequalities).get(self.letter, ([], []))
        low, said_low = max(below, key=lambda pair: pair[0], default=(None, None))
        high, said_high = min(above, key=lambda pair: pair[0], default=(None, None))
        if low is not None and high is not None and low >= high:
            high = said_high = None  # one end is enough: the other is a condition that fails
        return self._on(Piece(low, high, said_low, said_high))

    def _on(self, piece: Piece) -> Refutation | None:
        self.pieces += 1
        if self.pieces > MOST_PIECES:
            return None
        direct = next((found for c in self.conditions if (found := self._within(c, piece))), None)
        if direct is not None:
            return Sum(direct)
        lemmas = {f: lemma for f in self.factors if (lemma := self._sign(f, piece)) is not None}
        signs = {factor: sign for factor, (sign, _) in lemmas.items()}
        left = [factor for factor in self.factors if factor not in lemmas]
        there = [*self.conditions, *(bound for bound in (piece.above, piece.below) if bound is not None)]
        decided = _by_signs(there, signs, left, {factor: why for factor, (_, why) in lemmas.items()})
        return decided if decided is not None else self._halved(piece)

    def _halved(self, piece: Piece) -> Refutation | None:
        at = ring((self.letter,)).letter(self.letter) - piece.middle
        below, above = condition(at, "<="), condition(at, ">=")
        parts = []
        for case, half in (
            (below, Piece(piece.low, piece.middle, piece.above, below)),
            (above, Piece(piece.middle, piece.high, above, piece.below)),
        ):
            found = self._on(half)
            if found is None or case not in found.uses:
                return found
            parts.append(((case,), found))
        return Cases(tuple(parts))

    def _sign(self, factor: Factor, piece: Piece) -> tuple[int, Combination] | None:
        """The sign of a factor throughout a piece, and why it has no other."""
        for sign in (1, -1):
            denied = _has_sign(factor, sign).negation
            found = _beyond(factor, sign, denied, piece) if piece.is_unbounded else self._within(denied, piece)
            if found is not None:
                return sign, found
        return None

    def _within(self, denied: Condition, piece: Piece) -> Combination | None:
        """That a condition fails throughout a piece that has both ends."""
        if piece.low is None or piece.high is None or piece.above is None or piece.below is None:
            return None
        box = {self.letter: (piece.low, piece.high)}
        found = bounded(Hypotheses((denied,), (self.letter,)), 0, box)
        if found is None or not found.fails:
            return None
        return failing_sum(found, box, {self.letter: (piece.above, piece.below)})


def _beyond(factor: Factor, sign: int, denied: Condition, piece: Piece) -> Combination | None:
    """That a factor has a sign on all of a piece with one end: written from there on, no coefficient has another."""
    end, bound = (piece.low, piece.above) if piece.high is None else (piece.high, piece.below)
    if end is None or bound is None:
        return None
    outward = 1 if piece.high is None else -1
    terms = {int(e): as_fraction(c) for (e,), c in factor.polynomial.to_dict().items()}
    products: list[tuple[Fraction, Conjunction]] = [(Fraction(1), (denied,))]
    for i in range(max(terms) + 1):
        number = (
            sign * outward**i * sum((c * comb(e, i) * end ** (e - i) for e, c in terms.items() if e >= i), Fraction(0))
        )
        if number < 0 or (i == 0 and not number):
            return None
        if number:
            products.append((number / slope(bound) ** i, (bound,) * i))
    return Combination(tuple(products), ())


# --- by the signs of factors ---


def _by_signs(
    conditions: Sequence[Condition],
    signs: Mapping[Factor, int],
    left: Sequence[Factor],
    why: Mapping[Factor, Combination],
) -> Refutation | None:
    """Where the signs of all factors but some are known, by a condition that fails; by cases if just one is left."""
    failing = next((c for c in conditions if _fails(c, signs)), None)
    if failing is not None:
        return _proved(failing, signs, why)
    if len(left) != 1:
        return None
    [factor] = left
    parts = []
    for sign in (1, -1, 0):
        known = {**signs, factor: sign}
        failing = next((c for c in conditions if _fails(c, known)), None)
        if failing is None:
            return None
        parts.append(((_has_sign(factor, sign),), _proved(failing, known, why)))
    return Cases(tuple(parts))


def _has_sign(factor: Factor, sign: int) -> Condition:
    return Condition(">", sign, ((factor, 1),)) if sign else Condition("==", 1, ((factor, 1),))


def _sign_of(c: Condition, signs: Mapping[Factor, int]) -> int | None:
    """The sign of a condition's product; None where it is not known."""
    known = [signs[factor] ** exponent if factor in signs else None for factor, exponent in c.factors]
    if 0 in known:
        return 0
    return None if None in known else c.sign * prod(sign for sign in known if sign is not None)


def _fails(c: Condition, signs: Mapping[Factor, int]) -> bool:
    sign = _sign_of(c, signs)
    if sign is None:
        return False
    return {">": sign <= 0, ">=": sign < 0, "==": sign != 0, "!=": sign == 0}[c.relation]


def _proved(c: Condition, signs: Mapping[Factor, int], why: Mapping[Factor, Combination]) -> Refutation:
    """That a condition fails, from the signs of its factors and why they have these."""
    sign = _sign_of(c, signs)
    if sign == 0:
        zero = next(factor for factor, _ in c.factors if signs.get(factor) == 0)
        return Sum(vanishing_product(c, zero, _has_sign(zero, 0)))
    product = tuple(_has_sign(factor, signs[factor]) for factor, exponent in c.factors for _ in range(exponent))
    if c.relation == "==":
        assert sign is not None
        found: Refutation = Sum(Combination(((Fraction(1), product),), ((Fraction(-sign), (), c),)))
    else:
        found = Sum(Combination(((Fraction(1), (c,)), (Fraction(1), product)), ()))
    for factor, _ in c.factors:
        if factor in why:
            there = _has_sign(factor, signs[factor])
            found = Cases((((there.negation,), Sum(why[factor])), ((there,), found)))
    return found
