"""Whether a conjunction is possible, and whether one thing implies another, under what a model takes for granted.

The cheapest exact method that answers is used:

1. a pool of sample points, which can only ever say "possible";
2. the line, where one letter is left: root isolation (`line.py`);
3. boxes on which none of the conditions is known to fail: where there are none, "impossible" (`maybe_boxes.py`);
   then z3 (`prove.py`) with few steps, where no polynomial is of a degree above two, or there are many letters;
4. branch and prune on the box of the ranges, which settles what holds or fails by a margin (`branch_and_prune.py`);
5. of many letters, products of two conditions that add up to what cannot be (`positivstellensatz.py`);
6. a split by the sign of a factor that stands in products, which leaves simpler conditions in each case;
7. the plane, where two letters are left: cylindrical algebraic decomposition (`plane.py`);
8. z3 with more steps, products of three, z3 with many steps, cvc5 where it is installed; it may stay undecided.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.bounds_said import Range, bounds_said, meet
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition
from deterrence.algebra.conditions.line import clauses_hold, factors_of, holds_on, line_cells
from deterrence.algebra.conditions.prove import Answer, find
from deterrence.algebra.conditions.questions import note
from deterrence.algebra.conditions.sample_points import sample_points
from deterrence.algebra.conditions.split_by_sign import shared_factor, where_sign_is
from deterrence.algebra.exact.rational import Ring, ring
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.time_limit.deadline import is_over

if TYPE_CHECKING:
    from deterrence.algebra.conditions.branch_and_prune import Cube
    from deterrence.algebra.conditions.interior import Interior
    from deterrence.algebra.conditions.maybe_boxes import MaybeBoxes

Clause = tuple[Conjunction, ...]

MOST_SPLITS: Final = 4
MANY_LETTERS: Final = 4  # boxes are many then, and so are cases by sign
SIMPLE_DEGREE, SIMPLE_DEGREE_OF_MANY = 2, 6
FEW_STEPS: Final = 50_000
SOME_STEPS: Final = 400_000
MOST_FACTORS: Final = 3
MOST_CURVES: Final = 20
MOST_DEGREE: Final = 8


@dataclass(frozen=True, eq=False)
class Background:
    """What holds before anything is solved: the ranges of the letters and the assumptions about them.

    Parameters
    ----------
    ring
        The letters.
    clauses
        The assumptions: of every clause, some conjunction holds.
    ranges
        For each letter its lowest and highest value (None: unbounded); a letter left out is unbounded.
    base
        A point that is known to satisfy all this, or None.
    """

    ring: Ring
    clauses: tuple[Clause, ...] = ()
    ranges: Mapping[str, Range] | None = None
    base: Mapping[str, Fraction] | None = None

    @cached_property
    def all_clauses(self) -> tuple[Clause, ...]:
        """The assumptions and the ranges, as clauses."""
        bounds: list[Clause] = []
        for name in self.ring.names:
            low, high = (self.ranges or {}).get(name, (None, None))
            if low is not None:
                bounds.append(((condition(self.ring.letter(name) - low, ">="),),))
            if high is not None:
                bounds.append(((condition(self.ring.letter(name) - high, "<="),),))
        return (*bounds, *self.clauses)

    def of_letter(self, name: str) -> Background:
        """What is taken for granted of one letter alone; what ties it to other letters is left out."""
        alone = [clause for clause in self.clauses if all(set(c.letters) <= {name} for case in clause for c in case)]
        ranges = {name: (self.ranges or {}).get(name, (None, None))}
        return Background(ring((name,)), tuple(alone), ranges)

    @cached_property
    def clause_letters(self) -> tuple[frozenset[str], ...]:
        """The letters of each clause."""
        return tuple(
            frozenset(name for conjunction in clause for c in conjunction for name in c.letters)
            for clause in self.all_clauses
        )

    @cached_property
    def verdicts(self) -> dict[frozenset[Condition], Verdict]:
        """What has been decided so far."""
        return {}

    @cached_property
    def _touching(self) -> dict[frozenset[str], tuple[frozenset[str], list[Clause]]]:
        return {}

    def touching(self, letters: Iterable[str]) -> tuple[frozenset[str], list[Clause]]:
        """The clauses that bear on some letters, directly or through other letters, and all the letters involved."""
        key = frozenset(letters)
        if key not in self._touching:
            self._touching[key] = self._touched_by(key)
        return self._touching[key]

    def _touched_by(self, letters: frozenset[str]) -> tuple[frozenset[str], list[Clause]]:
        reached = set(letters)
        chosen: set[int] = set()
        grew = True
        while grew:
            grew = False
            for index, names in enumerate(self.clause_letters):
                if index not in chosen and names & reached:
                    chosen.add(index)
                    reached |= names
                    grew = True
        return frozenset(reached), [self.all_clauses[i] for i in sorted(chosen)]

    @cached_property
    def _cubes(self) -> dict[tuple[tuple[str, Range], ...], Cube]:
        return {}

    def cube(self, letters: Iterable[str], conditions: Iterable[Condition]) -> Cube | None:
        """The box of the letters' ranges, with the assumptions; None where a letter is unbounded, or there are many.

        A letter without a range, such as an unknown probability, takes its bounds from the conditions.
        """
        if find_spec("numpy") is None:  # as in a browser: other methods are asked
            return None
        from deterrence.algebra.conditions.branch_and_prune import MOST_LETTERS, Cube

        known = dict(self.ranges or {})
        names = sorted(letters)
        if len(names) > MOST_LETTERS:
            return None
        said = bounds_said(conditions) if any(None in known.get(n, (None, None)) for n in names) else {}
        ranges = {n: meet(known.get(n, (None, None)), said.get(n, (None, None))) for n in names}
        closed = {n: (low, high) for n, (low, high) in ranges.items() if low is not None and high is not None}
        if len(closed) < len(names) or any(low > high for low, high in closed.values()):
            return None
        key = tuple(closed.items())
        if key not in self._cubes:
            self._cubes[key] = Cube(closed, self.touching(names)[1])
        return self._cubes[key]

    @cached_property
    def boxes(self) -> MaybeBoxes:
        """On which boxes of the letters' ranges a condition may hold."""
        from deterrence.algebra.conditions.maybe_boxes import MaybeBoxes

        return MaybeBoxes(self)

    @cached_property
    def _kept(self) -> dict[str, Any]:
        """What is known for good; what was cut short for want of time is not among it."""
        return {}

    @property
    def interior(self) -> Interior:
        """The space without its boundary."""
        from deterrence.algebra.conditions.interior import interior_of

        if "interior" not in self._kept:
            found = interior_of(self)
            if is_over() and not found.is_settled:
                return found
            self._kept["interior"] = found
        kept: Interior = self._kept["interior"]
        return kept

    @property
    def pool(self) -> tuple[Mapping[str, Fraction], ...]:
        """Sample points that satisfy the background, the same on every machine; none where none is known."""
        if "pool" not in self._kept:
            points = sample_points(self)
            if is_over() and not points:
                return points
            self._kept["pool"] = points
        kept: tuple[Mapping[str, Fraction], ...] = self._kept["pool"]
        return kept

    @property
    def has_an_equation(self) -> bool:
        """Whether an assumption is an equation, which no random point satisfies."""
        return any(all(any(c.relation == "==" for c in part) for part in clause) for clause in self.all_clauses)

    def holds(self, point: Mapping[str, Fraction]) -> bool:
        """Whether a point satisfies the background."""
        return all(
            any(all(c.holds(point) for c in conjunction) for conjunction in clause) for clause in self.all_clauses
        )

    @cached_property
    def _pool_signs(self) -> dict[Factor, tuple[int, ...]]:
        return {}

    @cached_property
    def _unknowns(self) -> dict[str, tuple[Fraction, ...]]:
        return {}

    def _drawn(self, name: str) -> tuple[Fraction, ...]:
        """Values to try for a letter that is not of this background, such as an unknown probability."""
        if name not in self._unknowns:
            source = random.Random(name)
            self._unknowns[name] = tuple(Fraction(source.randrange(1, 97), 97) for _ in self.pool)
        return self._unknowns[name]

    def pool_signs(self, factor: Factor) -> tuple[int, ...]:
        """The sign of a factor at every point of the pool."""
        if factor not in self._pool_signs:
            others = {name: self._drawn(name) for name in factor.names if name not in self.ring.names}
            self._pool_signs[factor] = tuple(
                factor.sign({**point, **{name: values[index] for name, values in others.items()}})
                for index, point in enumerate(self.pool)
            )
        return self._pool_signs[factor]

    def in_pool(self, conditions: Iterable[Condition]) -> Mapping[str, Fraction] | None:
        """A point of the pool at which all conditions hold, if there is one."""
        alive = self.where_in_pool(conditions)
        return self.pool[(alive & -alive).bit_length() - 1] if alive else None

    def where_in_pool(self, conditions: Iterable[Condition]) -> int:
        """The points of the pool at which all conditions hold, one a bit."""
        alive = (1 << len(self.pool)) - 1
        for c in conditions:
            if not alive:
                break
            alive &= self._pool_truth(c)
        return alive

    @cached_property
    def _truths(self) -> dict[Condition, int]:
        return {}

    def _pool_truth(self, c: Condition) -> int:
        """The points of the pool at which a condition holds, one a bit."""
        if c not in self._truths:
            signs = {factor: self.pool_signs(factor) for factor, _ in c.factors}
            holding = (c.truth(lambda factor, i=i: signs[factor][i]) for i in range(len(self.pool)))  # type: ignore[misc]
            self._truths[c] = sum(1 << i for i, holds in enumerate(holding) if holds)
        return self._truths[c]


@dataclass(frozen=True)
class Verdict:
    """`possible` is True, False or None (undecided); where True, `point` is a place.

    A letter whose value there is irrational may be missing from the point. Where False, `by` names what found that.
    """

    possible: bool | None
    point: Mapping[str, Exact]
    by: tuple[str, ...] = ()


IMPOSSIBLE: Final = Verdict(False, {})
ON_NO_BOX: Final = Verdict(False, {}, ("branch and prune",))
BY_A_SUM: Final = Verdict(False, {}, ("a sum of products",))


def possible(conditions: Iterable[Condition], background: Background) -> Verdict:
    """Whether some point of the background satisfies all conditions.

    Conditions that share no letter, directly or through the assumptions, are decided apart, and remembered. The
    background itself is taken to be possible.
    """
    kept = [c for c in dict.fromkeys(conditions) if not c.is_true]
    if any(c.is_false for c in kept):
        return IMPOSSIBLE
    return _in_groups(kept, background, MOST_SPLITS)


def is_hopeless(conditions: Iterable[Condition], background: Background) -> bool:
    """Whether conditions are impossible together, as far as that is told soon: a search need not go on then.

    What has unknown letters in it and takes long is left: once equations are solved for them it is simpler.
    """
    kept = [c for c in dict.fromkeys(conditions) if not c.is_true]
    if any(c.is_false for c in kept):
        return True
    if background.in_pool(kept) is not None:
        return False
    return any(_is_hopeless(*group, background) for group in _groups(kept, background))


def _is_hopeless(
    group: Sequence[Condition], letters: frozenset[str], clauses: Sequence[Clause], background: Background
) -> bool:
    if letters <= set(background.ring.names):
        return _in_groups(group, background, MOST_SPLITS).possible is False
    key = frozenset(group)
    verdict = background.verdicts.get(key) or _decided_soon(group, letters, clauses, background)
    if verdict is None:
        return False
    if not is_over():
        background.verdicts[key] = verdict
    if verdict.possible is False:
        note(group, (), clauses, verdict.by)
    return verdict.possible is False


def _in_groups(conditions: Sequence[Condition], background: Background, splits: int) -> Verdict:
    if (point := background.in_pool(conditions)) is not None:
        return Verdict(True, point)
    sure, place = True, dict[str, Exact](background.pool[0]) if background.pool else {}
    for group, letters, clauses in _groups(conditions, background):
        key = frozenset(group)
        verdict = background.verdicts.get(key) or _decided(group, letters, clauses, background, splits)
        # What the time cut short is not remembered, nor what more splits may settle.
        if not is_over() and (splits == MOST_SPLITS or verdict.possible is not None):
            background.verdicts[key] = verdict
        if verdict.possible is False:
            if splits == MOST_SPLITS:
                note(group, (), clauses, verdict.by)
            return verdict
        sure = sure and verdict.possible is True
        place = {n: v for n, v in place.items() if n not in letters}
        place |= {n: v for n, v in verdict.point.items() if n in letters}
    return Verdict(True if sure else None, place if sure else {})


def _groups(
    conditions: Sequence[Condition], background: Background
) -> list[tuple[list[Condition], frozenset[str], list[Clause]]]:
    """The conditions in groups that share no letter, each with all its letters and the clauses that bear on them."""
    groups: list[tuple[list[Condition], frozenset[str]]] = []
    for c in conditions:
        letters, _ = background.touching(c.letters)
        touched = [g for g in groups if g[1] & letters]
        groups = [g for g in groups if not g[1] & letters]
        members = [m for group, _ in touched for m in group]
        groups.append(([*members, c], letters.union(*(g[1] for g in touched))))
    return [(group, letters, background.touching(letters)[1]) for group, letters in groups]


def _decided(
    conditions: Sequence[Condition],
    letters: frozenset[str],
    clauses: Sequence[Clause],
    background: Background,
    splits: int,
) -> Verdict:
    if (soon := _decided_soon(conditions, letters, clauses, background)) is not None:
        return soon
    if len(letters) >= MANY_LETTERS and not is_over() and _fails_by_a_sum(conditions, clauses, 2):
        return BY_A_SUM
    if splits and not is_over() and (factor := shared_factor(conditions)) is not None:
        cases = [case for sign in (1, -1, 0) if (case := where_sign_is(factor, sign, conditions)) is not None]
        return _any_of(_in_groups(case, background, splits - 1) for case in cases)
    if not is_over() and suits_plane(conditions, letters, clauses):
        return possible_on_plane(conditions, letters, clauses, background)
    if (answer := find(conditions, clauses, SOME_STEPS)).satisfiable is None and not is_over():
        if _fails_by_a_sum(conditions, clauses, MOST_FACTORS):
            return BY_A_SUM
        answer = find(conditions, clauses)
    return _verdict(answer, letters)


def _decided_soon(
    conditions: Sequence[Condition], letters: frozenset[str], clauses: Sequence[Clause], background: Background
) -> Verdict | None:
    """The verdict where one of the quick ways finds it."""
    if len(letters) == 1:
        return possible_on_line(conditions, clauses, next(iter(letters)))
    if not is_over() and not background.boxes.of_all(conditions):
        return ON_NO_BOX
    if _is_simple(conditions, letters) and (quick := find(conditions, clauses, FEW_STEPS)).satisfiable is not None:
        return _verdict(quick, letters)
    if (cube := background.cube(letters, conditions)) is not None and (settled := cube.decided(conditions)) is not None:
        return Verdict(settled.possible, settled.point, ("branch and prune",))
    return None


def _fails_by_a_sum(conditions: Sequence[Condition], clauses: Sequence[Clause], largest: int) -> bool:
    """Whether products of so many conditions, with positive numbers, add up to what cannot be: exact, or silent."""
    if find_spec("scipy") is None:  # as in a browser
        return False
    from deterrence.algebra.conditions.positivstellensatz import combination_of

    granted = [c for clause in clauses if len(clause) == 1 for c in clause[0] if c not in conditions]
    return combination_of(conditions, granted, largest) is not None


def _is_simple(conditions: Sequence[Condition], letters: frozenset[str]) -> bool:
    """Whether z3 is likely to answer in a few milliseconds, and sooner than other methods."""
    highest = SIMPLE_DEGREE if len(letters) < MANY_LETTERS else SIMPLE_DEGREE_OF_MANY
    return all(f.polynomial.total_degree() <= highest for c in conditions for f, _ in c.factors)


def _verdict(answer: Answer, letters: frozenset[str]) -> Verdict:
    return Verdict(answer.satisfiable, answer.point if letters <= set(answer.point) else {}, (answer.by,))


def _any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a disjunction; verdicts after the first "possible" are not asked for."""
    undecided, by = False, dict[str, None]()
    for verdict in verdicts:
        if verdict.possible:
            return verdict
        undecided = undecided or verdict.possible is None
        by |= dict.fromkeys(verdict.by)
    return Verdict(None, {}) if undecided else Verdict(False, {}, tuple(by))


def possible_on_plane(
    conditions: Sequence[Condition], letters: frozenset[str], clauses: Sequence[Clause], background: Background
) -> Verdict:
    """The verdict on conditions in two letters, by cylindrical algebraic decomposition."""
    from deterrence.algebra.conditions.plane import Plane

    x, y = sorted(letters)
    ranges = [(background.ranges or {}).get(name, (None, None)) for name in (x, y)]
    plane = Plane(x, y, [[tuple(conditions)]], clauses, *ranges)
    for at, slab in enumerate(plane.slabs):
        for place in slab.places:
            if slab.at(place):
                return Verdict(True, dict(zip((x, y), plane.sample((at, place)), strict=True)))
    return Verdict(False, {}, ("cells of the plane",))


def suits_plane(conditions: Sequence[Condition], letters: frozenset[str], clauses: Sequence[Clause]) -> bool:
    """Whether the plane's decomposition is small: two letters, and few curves of low degree."""
    if len(letters) != 2:
        return False
    curves = factors_of([*conditions, *(c for clause in clauses for option in clause for c in option)])
    return len(curves) <= MOST_CURVES and all(f.polynomial.total_degree() <= MOST_DEGREE for f in curves)


def possible_on_line(conditions: Sequence[Condition], clauses: Sequence[Clause], name: str) -> Verdict:
    """The verdict on conditions in one letter, by root isolation."""
    everything = [*conditions, *(c for clause in clauses for conjunction in clause for c in conjunction)]
    for cell in line_cells(everything):
        place = cell.sample
        if all(holds_on(c, place) for c in conditions) and clauses_hold(clauses, place):
            return Verdict(True, {name: place})
    return Verdict(False, {}, ("roots on the line",))


def implies(premises: Sequence[Condition], conclusion: Condition, background: Background) -> bool | None:
    """Whether the conclusion holds wherever the premises and the background do: True, False, or None (undecided)."""
    verdict = possible([*premises, conclusion.negation], background).possible
    return None if verdict is None else not verdict
