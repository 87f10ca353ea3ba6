"""Where in parameter space something holds: a conjunction of conditions, under what the model takes for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Background, Verdict, possible
from deterrence.algebra.conditions.inequalities import Inequality, Readable, readable, solved_for
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.conditions.simplify import simplified, solution_on_line
from deterrence.algebra.conditions.unions import united
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.time_limit.deadline import property_in_time
from deterrence.algebra.values.value import exact_value, public_value

if TYPE_CHECKING:
    import sympy

    from deterrence.algebra.conditions.interior import Interior


@dataclass(frozen=True)
class Bounds:
    """What a region says about one letter.

    Attributes
    ----------
    letter
        The letter.
    lower, upper
        The bounds: inequalities solved for the letter, in the other letters. Empty where there is none.
    implicit
        Conditions that involve the letter but are not bounds on it (not linear, or of unsettled sign).
    """

    letter: str
    lower: tuple[Inequality, ...]
    upper: tuple[Inequality, ...]
    implicit: tuple[Readable, ...]

    def __str__(self) -> str:
        return " and ".join(str(i) for i in (*self.lower, *self.upper, *self.implicit)) or f"any {self.letter}"

    __repr__ = __str__


@dataclass(frozen=True, eq=False)
class Region:
    """The values of the letters at which a family exists (or a claim is to hold).

    Attributes
    ----------
    raw
        The conditions as they were found, before any simplification.
    background
        Ranges and assumptions.
    first
        The letters for which conditions are solved by preference (the commitment).
    """

    raw: Conjunction
    background: Background
    first: tuple[str, ...] = ()

    @property_in_time
    def minimal(self) -> Conjunction:
        """The conditions, none implied by the others and the assumptions, factors of known sign divided out."""
        return simplified(self.raw, self.background)

    @property_in_time
    def inequalities(self) -> tuple[Readable, ...]:
        """The minimal conditions as a paper prints them."""
        minimal, found = self.minimal, []
        for index, c in enumerate(minimal):
            others = minimal[:index] + minimal[index + 1 :]
            found.append(readable(c, self.background, others, self.first))
        return tuple(found)

    @property
    def conditions(self) -> tuple[sympy.Basic, ...]:
        """The minimal conditions as sympy relations."""
        return tuple(i.sympy() for i in self.inequalities)

    @property_in_time
    def witness(self) -> Verdict:
        """A place in the region, or the word that there is none (or that it could not be decided)."""
        return possible(self.raw, self.background)

    @property
    def is_empty(self) -> bool:
        """Whether the region certainly has no point."""
        return self.witness.possible is False

    @property
    def is_everything(self) -> bool:
        """Whether the conditions hold wherever the assumptions do."""
        return not self.minimal

    @property_in_time
    def interior(self) -> Verdict:
        """A place around which the region is as wide as the parameter space, or the word that there is none."""
        inside: Interior = self.background.interior
        return inside.meets(self.raw)

    @property
    def is_generic(self) -> bool:
        """Whether the region is as wide as the parameter space, as far as is known: not certainly one of ties alone.

        Ties are values at which an equation holds that the assumptions do not demand; the ends of ranges are ties, too.
        Where it could not be decided, `interior.possible` is None.
        """
        return self.interior.possible is not False

    def holds(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> bool:
        """Whether the conditions hold at a point, given by a mapping or by keywords; exactly.

        Raises
        ------
        ValueError
            When a letter on which the conditions depend is not given, or an unknown one is.
        """
        point = {name: exact_value(value) for name, value in given_values(values, letters).items()}
        unknown = [name for name in point if name not in self.background.ring.names]
        if unknown:
            known = ", ".join(self.background.ring.names) or "none"
            raise ValueError(f"'{unknown[0]}' is not a free parameter here (free: {known})")
        needed = sorted({name for c in self.raw for name in c.letters} - set(point))
        if needed:
            raise ValueError(f"the region depends on {', '.join(needed)}: give a value for each")
        return all(c.holds(_padded(point, c)) for c in self.raw)

    def at(self, background: Background, values: Mapping[str, Fraction]) -> Region:
        """The region in the letters that remain once some are fixed (`background` already has them fixed)."""
        conditions = tuple(c.at(values) for c in self.raw)
        kept = tuple(c for c in conditions if not c.is_true)
        return Region(kept, background, self.first)

    def bounds(self, letter: str) -> Bounds:
        """The region's bounds on one letter, as formulas in the others."""
        if letter not in self.background.ring.names:
            raise ValueError(f"'{letter}' is not a free parameter (free: {', '.join(self.background.ring.names)})")
        minimal = self.minimal
        lower, upper, implicit = [], [], []
        for index, c in enumerate(minimal):
            if letter not in c.letters:
                continue
            others = minimal[:index] + minimal[index + 1 :]
            bound = solved_for(c, letter, self.background, others)
            if bound is None:
                implicit.append(readable(c, self.background, others, (letter,)))
            if bound is not None and bound.relation in (">", ">=", "=="):
                lower.append(bound)
            if bound is not None and bound.relation in ("<", "<=", "=="):
                upper.append(bound)
        return Bounds(letter, tuple(lower), tuple(upper), tuple(implicit))

    def on_line(self, letter: str) -> list[Interval]:
        """The region as intervals of its one letter, the range and the assumptions included."""
        found = solution_on_line(self.raw, self.background, letter)
        if found is None:
            raise ValueError("more than one letter is free: fix the others first")
        return found

    def __str__(self) -> str:
        if self.is_empty:
            return "never"
        return " and ".join(str(i) for i in self.inequalities) or "always"

    __repr__ = __str__


def _padded(point: Mapping[str, Fraction], c: Condition) -> Mapping[str, Fraction]:
    """A letter that is in the ring but not in the condition may take any value."""
    return {name: point.get(name, Fraction(0)) for factor, _ in c.factors for name in factor.names}


def public_point(point: Mapping[str, Exact]) -> dict[str, Any]:
    """A point as users see numbers."""
    return {name: public_value(value) for name, value in point.items()}


def fixed_background(background: Background, values: Mapping[str, Fraction]) -> Background:
    """The background in the letters that remain once some have values."""
    kept = ring(tuple(name for name in background.ring.names if name not in values))
    clauses = []
    for clause in background.clauses:
        options = [tuple(c for c in (c.at(values) for c in conj) if not c.is_true) for conj in clause]
        options = [conj for conj in options if not any(c.is_false for c in conj)]
        if () not in options:
            clauses.append(tuple(options))
    ranges = {n: r for n, r in (background.ranges or {}).items() if n not in values}
    base = None
    if background.base is not None:
        base = {n: v for n, v in background.base.items() if n not in values}
    moved = Background(kept, tuple(clauses), ranges, None)
    return Background(kept, tuple(clauses), ranges, base if base is not None and moved.holds(base) else None)


def union(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Regions of one game with the same union, as few as can be made of these. None of them lies within another."""
    first = regions[0]
    minimal = (region.minimal for region in regions)
    return tuple(Region(raw, first.background, first.first) for raw in united(minimal, first.background))
