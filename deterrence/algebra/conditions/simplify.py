"""The shortest conjunction that says the same under the assumptions.

1. Divide out of every condition the factors whose sign the assumptions settle.
2. Drop a condition that the assumptions and the other conditions imply, the hardest to read first.
3. Take a product of two apart where its factors can have the signs that it asks for in one way only: where s < a,
   `(f - s)*(f - a) < 0` says that f is greater than s and less than a.
4. Join two products that have a factor in common and say no more than that of their other factors: where f and s are
   on the same side of a, and a and s on the same side of f, s is between the two.
5. With one letter left, replace what remains by the ends of the interval it describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition, with_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.conditions.line import Interval, clauses_hold, holds_on, intervals, line_cells
from deterrence.algebra.exact.roots import rational


def simplified(conditions: Sequence[Condition], background: Background) -> Conjunction:
    """An equivalent conjunction, under the background, without what is implied or of known sign."""
    pieces = [piece for c in conditions for piece in divided(c, background)]
    kept = list(dict.fromkeys(c for c in pieces if not c.is_true))
    kept = _tightened(kept)
    kept = _without_implied(kept, background)
    divided_again = _tightened(_divided_in_context(kept, background))
    kept = _without_implied(divided_again, background) if divided_again != kept else kept
    apart = _taken_apart(kept, background)
    kept = _without_implied(_tightened(apart), background) if apart != kept else kept
    kept = _joined(kept, background)
    kept = _as_interval(kept, background)
    return tuple(sorted(kept, key=lambda c: c.weight))


@dataclass(frozen=True)
class Sign:
    """Of a factor: 1 where it is never negative, -1 where never positive; strict where it is never zero either."""

    value: int
    strict: bool


def known_sign(factor: Factor, background: Background, premises: Sequence[Condition] = ()) -> Sign | None:
    """The sign that a factor has throughout, if the background and the premises settle one."""
    seen = set(background.pool_signs(factor)) if not premises and _in_ring(factor, background) else set()
    for value in (1, -1):
        if -value not in seen and implies(premises, Condition(">=", value, ((factor, 1),)), background):
            strict = 0 not in seen and implies(premises, Condition(">", value, ((factor, 1),)), background)
            return Sign(value, bool(strict))
    return None


def _in_ring(factor: Factor, background: Background) -> bool:
    return set(factor.names) <= set(background.ring.names) and bool(background.pool)


def divided(original: Condition, background: Background) -> list[Condition]:
    """The condition with factors of known sign divided out; one that may be zero splits off where it can."""
    if original.relation in ("==", "!="):
        return _nonzero(original, background)
    if len(original.factors) == 1 and original.factors[0][1] == 1:
        return [original]
    sign = original.sign
    kept: list[tuple[Factor, int]] = []
    split: list[Condition] = []
    for factor, exponent in original.factors:
        known = known_sign(factor, background)
        if known is not None and (known.strict or original.relation == ">"):
            sign *= known.value**exponent
            split += [] if known.strict else [Condition(">", known.value, ((factor, 1),))]
        elif exponent == 2 and original.relation == ">":
            split.append(Condition("!=", 1, ((factor, 1),)))
        else:
            kept.append((factor, exponent))
    return [with_factors(original, sign, kept), *split]


def _nonzero(original: Condition, background: Background) -> list[Condition]:
    """An equation without the factors that are never zero; "not zero" factor by factor, as inequalities if possible."""
    known = {factor: known_sign(factor, background) for factor, _ in original.factors}
    kept = [factor for factor, sign in known.items() if sign is None or not sign.strict]
    if original.relation == "==":
        return [with_factors(original, 1, [(factor, 1) for factor in kept])]
    return [
        Condition(*(("!=", 1) if (sign := known[factor]) is None else (">", sign.value)), ((factor, 1),))
        for factor in kept
    ]


def _tightened(conditions: list[Condition]) -> list[Condition]:
    """`p >= 0` and `p != 0` make `p > 0`; `p >= 0` and `-p >= 0` make `p == 0`; `p > 0` swallows `p >= 0`."""
    there = set(conditions)
    found: list[Condition] = []
    for c in conditions:
        if c.relation == ">=":
            odd = tuple((f, 1) for f, _ in c.factors)
            if replace(c, relation=">") in there:
                continue
            if replace(c, sign=-c.sign) in there and all(e == 1 for _, e in c.factors):
                c = Condition("==", 1, odd)
            elif len(odd) == 1 and Condition("!=", 1, odd) in there:
                c = replace(c, relation=">")
        found.append(c)
    return list(dict.fromkeys(found))


def _without_implied(conditions: list[Condition], background: Background) -> list[Condition]:
    kept = list(conditions)
    for candidate in sorted(conditions, key=lambda c: (c.relation == "==", c.weight), reverse=True):
        others = [c for c in kept if c is not candidate]
        if candidate in kept and implies(others, candidate, background):
            kept = others
    return kept


def _divided_in_context(conditions: list[Condition], background: Background) -> list[Condition]:
    """Divide out factors whose sign the *other* conditions settle."""
    kept = list(conditions)
    for index, c in enumerate(kept):
        if len(c.factors) < 2:
            continue
        others = kept[:index] + kept[index + 1 :]
        remaining = list(c.factors)
        sign = c.sign
        for factor, exponent in c.factors:
            known = known_sign(factor, background, others) if others else None
            if known is not None and known.strict and len(remaining) > 1:
                remaining.remove((factor, exponent))
                sign *= known.value**exponent
        kept[index] = with_factors(c, 1 if c.relation in ("==", "!=") else sign, remaining)
    return _without_implied(kept, background) if kept != conditions else kept


def _taken_apart(conditions: list[Condition], background: Background) -> list[Condition]:
    """Products of two factors as conditions on each, where only one way is left to give the product its sign."""
    kept = list(conditions)
    for c in conditions:
        if c.relation not in (">", ">=") or [exponent for _, exponent in c.factors] != [1, 1]:
            continue
        others = [other for other in kept if other is not c]
        for first in (1, -1):
            signs = (first, c.sign * first)
            if not _may_have(c, (-signs[0], -signs[1]), others, background):
                single = [Condition(c.relation, s, (f,)) for s, f in zip(signs, c.factors, strict=True)]
                kept[kept.index(c) : kept.index(c) + 1] = single
                break
    return kept


def _joined(conditions: list[Condition], background: Background) -> list[Condition]:
    """One product in the place of two that have a factor in common, where it says what both say."""
    kept = list(conditions)
    for one, other in combinations(conditions, 2):
        if one not in kept or other not in kept or (whole := _of_the_others(one, other)) is None:
            continue
        rest = [c for c in kept if c not in (one, other)]
        asked = [([*rest, whole], one), ([*rest, whole], other), ([*rest, one, other], whole)]
        if all(implies(premises, c, background) for premises, c in asked):
            kept = [whole if c is one else c for c in kept if c is not other]
    return kept


def _of_the_others(one: Condition, other: Condition) -> Condition | None:
    """The product of the factors that two products of two do not have in common; None unless they have just one."""
    relations = {one.relation, other.relation}
    if len(relations) > 1 or not relations <= {">", ">="}:
        return None
    if any(exponent != 1 for _, exponent in (*one.factors, *other.factors)):
        return None
    apart = set(one.factors) ^ set(other.factors)
    if len(one.factors) != 2 or len(other.factors) != 2 or len(apart) != 2:
        return None
    return with_factors(one, one.sign * other.sign, [f for f in (*one.factors, *other.factors) if f in apart])


def _may_have(c: Condition, signs: tuple[int, int], premises: Sequence[Condition], background: Background) -> bool:
    """Whether the factors may have these signs, as far as is known: both, or one of them where the other is zero."""
    strict, weak = ([Condition(r, s, (f,)) for s, f in zip(signs, c.factors, strict=True)] for r in (">", ">="))
    ways = [strict] if c.relation == ">" else [[strict[0], weak[1]], [weak[0], strict[1]]]
    return any(possible([*premises, *way], background).possible is not False for way in ways)


def solution_on_line(conditions: Sequence[Condition], background: Background, name: str) -> list[Interval] | None:
    """Where on the line of one letter the conditions and the background hold; None when other letters matter."""
    reached, clauses = background.touching({name})
    if reached != {name} or any(c.letters - {name} for c in conditions):
        return None
    everything = [*conditions, *(c for clause in clauses for conjunction in clause for c in conjunction)]
    truth = []
    for cell in line_cells(everything):
        place = cell.sample
        truth.append((cell, all(holds_on(c, place) for c in conditions) and clauses_hold(clauses, place)))
    return intervals(truth)


def _as_interval(conditions: list[Condition], background: Background) -> list[Condition]:
    letters = {name for c in conditions for name in c.letters}
    if len(letters) != 1 or all(_is_plain(c) for c in conditions):
        return conditions
    name = next(iter(letters))
    found = solution_on_line(conditions, background, name)
    if found is None or len(found) != 1:
        return conditions
    interval, letter = found[0], background.ring.letter(name)
    ends: list[Condition] = []
    for end, closed, way in ((interval.lower, interval.lower_closed, 1), (interval.upper, interval.upper_closed, -1)):
        if end is None:
            continue
        value = rational(end)
        if value is None:
            return conditions
        ends.append(condition((letter - value) * way, ">=" if closed else ">"))
    point = rational(interval.lower)
    if point is not None and point == interval.upper:
        ends = [condition(letter - point, "==")]
    return _without_implied(ends, background)


def _is_plain(c: Condition) -> bool:
    return len(c.factors) == 1 and c.factors[0][0].polynomial.total_degree() == 1


def is_empty(conditions: Sequence[Condition], background: Background) -> bool:
    """Whether the conditions are certainly impossible under the background."""
    return possible(conditions, background).possible is False
