"""A rational point that satisfies a conjunction of conditions and of every disjunction ("clause") an option.

Disjunctions are z3's to decide; with one letter everything is decided on its line, exactly. A point found is made
simple, base values and small fractions first, because someone will type it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Final

from deterrence.algebra.conditions.conditions import Condition
from deterrence.algebra.conditions.decide import Background, Clause
from deterrence.algebra.conditions.line import clauses_hold, holds_on, line_cells
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.questions import note
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.time_limit.deadline import in_time

SAMPLE_DENOMINATOR: Final = 997
WIDTH: Final = 8
SIMPLE: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 50, 100, 1000)
MOST_VARIED: Final = 8

Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Sought:
    """Conditions and clauses that a point is to satisfy, the background understood."""

    conditions: tuple[Condition, ...]
    clauses: tuple[Clause, ...] = ()

    @staticmethod
    def of(conditions: Iterable[Condition], clauses: Iterable[Clause] = ()) -> Sought | None:
        """What is sought, put simply; None where its form alone shows that there is no such point."""
        kept = [c for c in dict.fromkeys(conditions) if not c.is_true]
        left: list[Clause] = []
        for clause in clauses:
            options = [tuple(c for c in option if not c.is_true) for option in clause]
            options = [option for option in options if not any(c.is_false for c in option)]
            if () in options:
                continue
            if not options:
                return None
            if len(options) == 1:
                kept += options[0]
            else:
                left.append(tuple(dict.fromkeys(options)))
        if any(c.is_false for c in kept):
            return None
        return Sought(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(left)))

    def holds(self, point: Point) -> bool:
        """Whether a point satisfies all of it."""
        return all(c.holds(point) for c in self.conditions) and all(
            any(all(c.holds(point) for c in option) for option in clause) for clause in self.clauses
        )

    @property
    def letters(self) -> frozenset[str]:
        """The letters that occur."""
        everything = [*self.conditions, *(c for clause in self.clauses for option in clause for c in option)]
        return frozenset(name for c in everything for name in c.letters)


@dataclass(frozen=True)
class Answer:
    """`possible` is True, False or None (undecided); where True, `point` is one, or None where it is irrational."""

    possible: bool | None
    point: Point | None = None


@dataclass(frozen=True, eq=False)
class Finder:
    """What looks for points in one background, and keeps the simple ones at hand."""

    background: Background

    @cached_property
    def simple(self) -> tuple[Point, ...]:
        """The base case, what differs from it by simple steps, and some random points."""
        return (*simple_points(self.background), *self.background.pool)

    @cached_property
    def _where(self) -> dict[Condition, int]:
        return {}

    def where(self, c: Condition) -> int:
        """At which of the simple points a condition holds: bit k for point k."""
        if c not in self._where:
            self._where[c] = sum(1 << k for k, point in enumerate(self.simple) if c.holds(point))
        return self._where[c]

    def _where_all(self, conditions: Iterable[Condition]) -> int:
        found = (1 << len(self.simple)) - 1
        for c in conditions:
            found &= self.where(c)
            if not found:
                break
        return found

    def easy(self, sought: Sought) -> Point | None:
        """The first of the simple points that does."""
        found = self._where_all(sought.conditions)
        for clause in sought.clauses:
            if not found:
                return None
            options = 0
            for option in clause:
                options |= self._where_all(option)
            found &= options
        return self.simple[(found & -found).bit_length() - 1] if found else None

    def find(self, sought: Sought | None) -> Answer:
        """Look for a point, and make it simple."""
        if sought is None:
            return Answer(False)
        background = self.background
        easy = self.easy(sought)
        if easy is not None:
            return Answer(True, simplified(easy, sought, background))
        reached, clauses = background.touching(sought.letters)
        if len(reached) == 1 and len(background.ring.names) == 1:
            on_line = _on_line(sought, clauses, next(iter(reached)))
            if on_line.possible is False:
                note(sought.conditions, sought.clauses, clauses, ("roots on the line",))
            return on_line
        answer = find(sought.conditions, (*clauses, *sought.clauses))
        if answer.satisfiable is False:
            note(sought.conditions, sought.clauses, clauses, (answer.by,))
        if answer.satisfiable is not True:
            return Answer(answer.satisfiable)
        point = _completed(answer.point, sought, background)
        return Answer(True, None if point is None else simplified(point, sought, background))


def _on_line(sought: Sought, clauses: Sequence[Clause], name: str) -> Answer:
    clauses = [*clauses, *sought.clauses]
    everything = [*sought.conditions, *(c for clause in clauses for option in clause for c in option)]
    irrational = False
    for cell in line_cells(everything):
        place = cell.sample
        if all(holds_on(c, place) for c in sought.conditions) and clauses_hold(clauses, place):
            if point := rational_part({name: place}):
                return Answer(True, point)
            irrational = True
    return Answer(irrational)


def _completed(found: Mapping[str, Fraction], sought: Sought, background: Background) -> Point | None:
    """A point that z3 found, with values for the letters that it left open or that are irrational there."""
    left = [name for name in background.ring.names if name not in found]
    fillings: Iterable[Point] = (background.base or {}, *background.pool)
    for filling in fillings:
        point = {name: found.get(name, filling.get(name, Fraction(0))) for name in background.ring.names}
        if background.holds(point) and sought.holds(point):
            return point
    for name in left:
        for filling in fillings:
            point = {n: found.get(n, filling.get(n, Fraction(0))) for n in background.ring.names}
            solved = _solved_on_line(point, name, sought, background)
            if solved is not None:
                return solved
    return None


def _solved_on_line(point: Point, name: str, sought: Sought, background: Background) -> Point | None:
    """The point with one letter moved to where everything holds, if there is such a rational."""
    others = {n: v for n, v in point.items() if n != name}

    def put(clause: Clause) -> Clause:
        return tuple(tuple(c.at(others) for c in option) for option in clause)

    clauses = [put(clause) for clause in (*background.all_clauses, *sought.clauses)]
    on_line = Sought.of((c.at(others) for c in sought.conditions), clauses)
    if on_line is None:
        return None
    answer = _on_line(on_line, (), name)
    return None if answer.point is None else {**point, name: answer.point[name]}


# --- simple points ----------------------------------------------------------------------------------------------------


def simple_points(background: Background) -> Iterator[Point]:
    """The base case, and what differs from it in one letter or two by simple steps, as far as the background allows."""
    base = background.base
    if base is None:
        return
    yield base
    steps = {name: _grid(name, background) for name in background.ring.names}
    for name, values in steps.items():
        for value in values:
            point = {**base, name: value}
            if background.holds(point):
                yield point
    if len(steps) > MOST_VARIED:
        return
    for one, other in combinations(steps, 2):
        for a, b in product(steps[one][1::2], steps[other][1::2]):
            point = {**base, one: a, other: b}
            if background.holds(point):
                yield point


def _grid(name: str, background: Background) -> list[Fraction]:
    low, high = _ends(name, background)
    return [low + (high - low) * Fraction(n, 8) for n in range(9)]


def _ends(name: str, background: Background) -> tuple[Fraction, Fraction]:
    low, high = (background.ranges or {}).get(name, (None, None))
    if low is None:
        low = (Fraction(0) if high is None else high) - WIDTH
    if high is None:
        high = low + (2 * WIDTH if low < 0 else WIDTH)
    return low, high


def simplified(point: Point, sought: Sought, background: Background) -> Point:
    """A point nearby, or with base values, that is easier to type and does as well."""
    best = dict(point)
    for name in background.ring.names:
        candidates = [] if background.base is None else [background.base[name]]
        candidates += [best[name].limit_denominator(size) for size in SIMPLE]
        for value in candidates:
            trial = {**best, name: value}
            if value == best[name] or (background.holds(trial) and sought.holds(trial)):
                best = trial
                break
    return best


def points_on(clauses: Sequence[Clause], background: Background, count: int) -> list[Point]:
    """Points that satisfy clauses which random points miss, such as equations: random ones with one letter moved."""
    sought = Sought.of((), clauses)
    if sought is None:
        return []
    found: list[Point] = []
    for point in in_time(random_points(background, count)):
        moved = (_solved_on_line(point, name, sought, background) for name in sorted(sought.letters))
        place = next((other for other in moved if other is not None), None)
        if place is not None:
            found.append(place)
    return found


def random_points(background: Background, count: int, tries: int = 20_000) -> list[Point]:
    """Random rational points of the background, the same on every machine; fewer where it is hard to hit."""
    source = random.Random(20260202)
    ends = {name: _ends(name, background) for name in background.ring.names}
    found: list[Point] = []
    for _ in in_time(range(0 if background.has_an_equation else tries)):
        if len(found) == count:
            break
        point = {
            name: low + (high - low) * Fraction(source.randrange(1, SAMPLE_DENOMINATOR), SAMPLE_DENOMINATOR)
            for name, (low, high) in ends.items()
        }
        if background.holds(point):
            found.append(point)
    return found or list({tuple(point.items()): point for point in background.pool}.values())
