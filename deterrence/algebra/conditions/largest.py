"""Where each of several formulas, each of which counts on a region only, is the largest of those that count there.

A candidate is the largest where no other one both counts and exceeds it. That is taken apart into conjunctions that
exclude each other: for each rival in turn, one of the rival's conditions fails, or its value is no larger. A rival that
nowhere interferes asks for nothing. Where two are equal, both are the largest.

Guarantee: at every point of the background the candidates whose pieces hold there are exactly the largest. What is not
decided is kept, as a piece that may be empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.time_limit.deadline import check_time


@dataclass(frozen=True)
class Candidate:
    """A value, and the conditions under which it counts."""

    value: RationalFunction
    exists: Conjunction


def where_largest(candidates: Sequence[Candidate], background: Background) -> Iterator[tuple[int, Conjunction]]:
    """Each candidate with the pieces of the region on which it is the largest, one after the other.

    Parameters
    ----------
    candidates
        Formulas in the letters of the background, with the conditions under which each counts.
    background
        Ranges and assumptions of the letters.

    Raises
    ------
    OutOfTime
        When the time limit in force is up.

    Examples
    --------
    Of 1 and x on the range from 0 to 2, each is the largest on one side:

    >>> from fractions import Fraction
    >>> from deterrence.algebra.exact.rational import ring
    >>> home = ring(("x",))
    >>> background = Background(home, (), {"x": (Fraction(0), Fraction(2))})
    >>> two = [Candidate(home.one, ()), Candidate(home.letter("x"), ())]
    >>> [(index, " and ".join(map(str, piece))) for index, piece in where_largest(two, background)]
    [(0, 'x <= 1'), (1, 'x >= 1')]
    """
    counting = [i for i, own in enumerate(candidates) if possible(own.exists, background).possible is not False]
    wins = _wins(candidates, counting, background)
    for index in sorted(counting):
        own = candidates[index]
        # Whoever is often the largest soon settles that another nowhere is.
        rivals = [candidates[i] for i in sorted(counting, key=lambda i: -wins[i]) if i != index]
        relevant = [rival for rival in rivals if _may_win(rival, own, own.exists, background)]
        for piece in _pieces(own, own.exists, relevant, background):
            yield index, piece


def _wins(candidates: Sequence[Candidate], counting: Sequence[int], background: Background) -> Counter[int]:
    """At how many of the background's sample points each is the largest."""
    found: Counter[int] = Counter()
    for point in background.pool:
        there = {}
        for index in counting:
            check_time()
            if all(c.holds(point) for c in candidates[index].exists):
                there[index] = candidates[index].value.evaluate(point)
        found.update(index for index, value in there.items() if value == max(there.values()))
    return found


def _winning(rival: Candidate, own: Candidate) -> Conjunction:
    return condition(rival.value - own.value, ">"), *rival.exists


def _may_win(rival: Candidate, own: Candidate, known: Conjunction, background: Background) -> bool:
    check_time()
    return possible((*known, *_winning(rival, own)), background).possible is not False


def _pieces(
    own: Candidate, known: Conjunction, rivals: Sequence[Candidate], background: Background
) -> Iterator[Conjunction]:
    """The parts of a region on which no rival both counts and has a larger value."""
    for place, rival in enumerate(rivals):
        if not _may_win(rival, own, known, background):
            continue
        so_far = known
        # Simple ones first: they settle the signs of factors in the others.
        for c in sorted(_winning(rival, own), key=lambda c: c.weight):
            fails = (*so_far, c.negation)
            if possible(fails, background).possible is not False:
                yield from _pieces(own, fails, rivals[place + 1 :], background)
            so_far = (*so_far, c)
        return
    yield tuple(dict.fromkeys(c for c in known if not c.is_true))


def joined(pieces: Sequence[Conjunction]) -> list[Conjunction]:
    """The same region in fewer conjunctions: two that differ in one condition and its negation are taken together.

    Examples
    --------
    >>> from deterrence.algebra.exact.rational import ring
    >>> positive = condition(ring(("x",)).letter("x"), ">")
    >>> joined([(positive,), (positive.negation,)])
    [()]
    """
    left = [frozenset(piece) for piece in pieces]
    order = {c: None for piece in pieces for c in piece}
    while (pair := _neighbours(left)) is not None:
        one, other, common = pair
        left = [piece for piece in left if piece not in (one, other)] + [common]
    return [tuple(c for c in order if c in piece) for piece in left]


def _neighbours(
    pieces: Sequence[frozenset[Condition]],
) -> tuple[frozenset[Condition], frozenset[Condition], frozenset[Condition]] | None:
    for one, other in combinations(pieces, 2):
        mine, its = one - other, other - one
        if len(mine) == len(its) == 1 and next(iter(mine)).negation == next(iter(its)):
            return one, other, one & other
    return None
