"""Which of several things hold together: the sets of options that are all that hold at some point.

Each option is a conjunction of conditions on the letters. Where at most one letter matters, its line is cut into cells
and every cell is looked at (`sign_chart.py`). With more letters the options are taken one after another, each as
holding or as failing, and z3 is asked whether a point is left (the cells of an arrangement; Edelsbrunner 1987).

Guarantee: every set of options that is all that holds at some point is given. With several letters a set may be given
that occurs nowhere, where z3 could not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import or_

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Background, Clause, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.sign_chart import Chart, bits, chart
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.time_limit.deadline import Deadline

Chosen = tuple[int, ...]  # options that hold, by index, rising
Point = Mapping[str, Fraction]


def together(
    given: Conjunction,
    options: Sequence[Conjunction],
    useful: Callable[[Chosen], bool],
    background: Background,
    deadline: Deadline,
) -> Iterator[Chosen]:
    """The sets of options of which, at some point that meets what is given, all hold and no others.

    Parameters
    ----------
    given, options
        What holds in any case, and what may.
    useful
        Whether a set of options is asked for; with a set, all larger ones must be.
    background, deadline
        As everywhere.

    Raises
    ------
    OutOfTime
        When the time is up.
    """
    places = chart(background, (), (*given, *(c for option in options for c in option)))
    if places.exhaustive:
        found = _on_cells(given, options, places)
    else:
        found = _Search(options, useful, background, deadline).run(given)
    yield from filter(useful, found)


def _on_cells(given: Conjunction, options: Sequence[Conjunction], places: Chart) -> Iterator[Chosen]:
    where = [places.where_all(option) for option in options]
    yield from dict.fromkeys(
        tuple(i for i, mask in enumerate(where) if mask >> place & 1) for place in bits(places.where_all(given))
    )


@dataclass(frozen=True)
class _Case:
    """The first `index` options, each taken to hold or to fail; `point` is a place where that is so, where known."""

    holding: Conjunction
    failing: tuple[Clause, ...] = ()
    chosen: Chosen = ()
    index: int = 0
    point: Point | None = None


@dataclass(frozen=True)
class _Search:
    options: Sequence[Conjunction]
    useful: Callable[[Chosen], bool]
    background: Background
    deadline: Deadline

    def run(self, given: Conjunction) -> Iterator[Chosen]:
        waiting = [_Case(given)]
        while waiting:
            self.deadline.check()
            case = waiting.pop()
            later = tuple(range(case.index, len(self.options)))
            if not self.useful((*case.chosen, *later)) or (placed := self._placed(case)) is None:
                continue
            if later:
                waiting += self._cases(placed)
            else:
                yield case.chosen

    def _cases(self, case: _Case) -> Iterator[_Case]:
        """The next option taken to fail, and to hold."""
        fresh = tuple(c for c in self.options[case.index] if c not in case.holding and not c.is_true)
        if fresh:
            fails: Clause = tuple((c.negation,) for c in fresh)
            yield replace(case, failing=(*case.failing, fails), index=case.index + 1)
        yield replace(case, holding=(*case.holding, *fresh), chosen=(*case.chosen, case.index), index=case.index + 1)

    def _placed(self, case: _Case) -> _Case | None:
        """The case with a place where it is so; None where there is none."""
        if case.point and _is_so(case, case.point):
            return case
        if (point := self._sampled(case)) is not None:
            return replace(case, point=point)
        verdict = possible(case.holding, self.background)
        if verdict.possible is False:
            return None
        point = rational_part(verdict.point)
        if not case.failing or _is_so(case, point):
            return replace(case, point=point)
        letters = {name for c in case.holding for name in c.letters}
        letters |= {name for clause in case.failing for (c,) in clause for name in c.letters}
        answer = find(case.holding, [*self.background.touching(letters)[1], *case.failing])
        return None if answer.satisfiable is False else replace(case, point=answer.point)

    def _sampled(self, case: _Case) -> Point | None:
        """A sample point where a case is so."""
        where = self.background.where_in_pool(case.holding)
        for clause in case.failing:
            where &= reduce(or_, map(self.background.where_in_pool, clause))
        return self.background.pool[(where & -where).bit_length() - 1] if where else None


def _is_so(case: _Case, point: Point) -> bool:
    """Whether a point is known to be a place of a case; it may lack letters."""
    known = set(point)
    letters = (c.letters for c in case.holding)
    return (
        all(own <= known for own in letters)
        and all(c.holds(point) for c in case.holding)
        and all(any(c.letters <= known and c.holds(point) for (c,) in clause) for clause in case.failing)
    )
