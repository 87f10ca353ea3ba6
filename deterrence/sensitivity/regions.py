"""Regions: which equilibria exist where on the plane of two letters, the others fixed. Exact.

The conditions of all families and the assumptions cut the plane into cells (areas, pieces of curves, points) on each of
which the same equilibria exist; nothing is sampled, so what exists only on a curve or only where two curves cross is
seen. The curves between the cells are returned as equations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Factor, signed_factors
from deterrence.algebra.conditions.inequalities import Inequality, solved
from deterrence.algebra.conditions.plane import Boundary, Key, Plane, PlaneCell, Signature, decompose
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.algebra.formulas.language import FormulaError, given_values
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.algebra.values.value import equal_at, exact_value, public_value
from deterrence.equilibria.alike import alike
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.games.background import background
from deterrence.games.gaps import Gap, gap_at, gaps
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import shown_point
from deterrence.games.parts.types import ByType
from deterrence.sensitivity.asking.fixed_letters import chosen_letter, given_text, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import sympy
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

# Names longer than this are numbered and listed once.
MOST_INLINE: Final = 60


@dataclass(frozen=True, eq=False)
class RegionCell:
    """A part of the plane on which the same equilibria exist.

    Unpacks as ``sample, equilibria``.

    Attributes
    ----------
    dimension
        2: an area; 1: a piece of a curve; 0: a point.
    equilibria
        The families that exist on all of it, as formulas in the two letters.
    only_here
        Those of them that exist on no area beside it; none where it is an area.
    point
        A point of it for each letter, as the engine holds exact numbers; `sample` has it as sympy numbers.
    gap
        What has no value there, so that there is no game; None where every formula has one.
    """

    dimension: int
    equilibria: tuple[Equilibrium, ...]
    only_here: tuple[Equilibrium, ...]
    point: Mapping[str, Exact]
    part: PlaneCell
    plane: Plane = field(compare=False)
    gap: Gap | None = None

    @property
    def sample(self) -> dict[str, Any]:
        """A point of the cell: a value for each letter, exact; rational where the cell is an area."""
        return {letter: public_value(value) for letter, value in self.point.items()}

    @property
    def label(self) -> str:
        """The equilibria's names."""
        nothing = "none found" if self.gap is None else f"no game: {self.gap}"
        return " | ".join(eq.name for eq in self.equilibria) or nothing

    def areas(self) -> list[tuple[Array, Array, Array]]:
        """The cell to fill in a picture: pieces, each with its x, its lower y and its upper y (`Axes.fill_between`)."""
        from deterrence.algebra.conditions.outlines import areas

        return areas(self.plane, self.part)

    def __iter__(self) -> Iterator[Any]:
        yield self.sample
        yield self.equilibria

    def __repr__(self) -> str:
        where = ", ".join(f"{letter} = {value}" for letter, value in self.point.items())
        return f"{('at', 'on a curve, as at', 'as at')[self.dimension]} {where}: {self.label}"


@dataclass(frozen=True, eq=False)
class RegionCurve:
    """A curve at which the equilibria change, exact.

    Attributes
    ----------
    inequality
        The equation, solved for a letter where that is possible.
    names
        The model's names for the value at which the letter on the left stands.
    boundary
        The pieces of the plane's decomposition that it consists of.
    """

    inequality: Inequality
    names: tuple[str, ...]
    boundary: Boundary
    plane: Plane = field(compare=False)

    @property
    def equation(self) -> sympy.Basic:
        """The equation, as a sympy relation."""
        return self.inequality.sympy()

    @property
    def polynomial(self) -> sympy.Expr:
        """The irreducible polynomial that is zero on the curve."""
        from deterrence.algebra.exact.show import polynomial_sympy

        return polynomial_sympy(self.boundary.factor.polynomial)

    @cached_property
    def lines(self) -> list[tuple[Array, Array]]:
        """The curve to draw, only where it bounds: x and y of each piece; a piece of one point is a point."""
        from deterrence.algebra.conditions.outlines import polylines

        return polylines(self.plane, self.boundary)

    def __str__(self) -> str:
        left, right = str(self.inequality.left), str(self.inequality.right)
        return " = ".join([left, *self.names, right])

    __repr__ = __str__


@dataclass(frozen=True, eq=False)
class Regions(Promised):
    """Which equilibria exist where on the plane of two letters.

    Attributes
    ----------
    game
        The game, with the letters it had.
    letters
        The two letters: across, and up.
    fixed
        The values of the others.
    equilibria
        The families, as formulas in the two letters.
    promise
        What is promised of them: whether they are certainly all, everywhere.
    plane
        The plane cut up; None where the time was too short for that.
    cells
        Areas first, then pieces of curves and points on which not the same exists as on an area beside them.
    curves
        The curves at which the equilibria change, exact.
    kinks
        The curves at which only a formula changes, as `min` and `max` make it, and no choice does.
    limits
        The curves at which only the assumptions end.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.regions(dt.load("nll-probe"), "c", "k")
    >>> found.curves
    (c = 1/2, c = c_D = 6/(k + 6))
    >>> for sample, equilibria in found.areas:
    ...     print(sample, [eq.name for eq in equilibria])
    {'c': 1/5, 'k': 1} ['DPRK Probe; ROK Absorb']
    {'c': 3/4, 'k': 1} ['DPRK Probe; ROK Respond']
    {'c': 3/4, 'k': 3} ['DPRK Refrain; ROK Respond']
    """

    game: Model
    letters: tuple[str, str]
    fixed: Mapping[str, Fraction]
    equilibria: Equilibria
    promise: Promise
    plane: Plane | None = field(compare=False)
    cells: tuple[RegionCell, ...]
    curves: tuple[RegionCurve, ...]
    kinks: tuple[RegionCurve, ...]
    limits: tuple[RegionCurve, ...]

    @property
    def areas(self) -> tuple[RegionCell, ...]:
        """The cells that are areas."""
        return tuple(cell for cell in self.cells if cell.dimension == 2)

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> tuple[Equilibrium, ...]:
        """The equilibria that exist at a point of the plane, exactly, as formulas in the two letters.

        The point is a mapping, or a keyword a letter.

        Raises
        ------
        ValueError
            When a letter is missing or unknown, or the point lies outside a range, breaks an assumption, or a formula
            of the game has no value there.
        """
        given = given_values(values, letters)
        if set(given) != set(self.letters):
            raise ValueError(f"a point has a value for {' and for '.join(self.letters)}, and for nothing else")
        point = {letter: exact_value(given[letter]) for letter in self.letters}
        if not background(self.equilibria.game).holds(point):
            where = ", ".join(f"{letter} = {value}" for letter, value in point.items())
            raise ValueError(f"{where} lies outside a range or breaks an assumption")
        if (gap := gap_at(gaps(self.equilibria.game), point)) is not None:
            raise ValueError(f"there is no game at {shown_point(point)}: {gap}")
        found: list[Equilibrium] = []
        for family in self.equilibria:
            exists = all(c.holds(point) for c in family.exists.raw)
            if exists and not any(_same_at(family, other, point) for other in found):
                found.append(family)
        return tuple(found)

    def to_frame(self) -> pd.DataFrame:
        """One row for each equilibrium of each cell."""
        import pandas as pd

        rows = []
        for number, cell in enumerate(self.cells, 1):
            for eq in cell.equilibria:
                payoffs = zip(eq.layout.players, eq.payoff_values, strict=True)
                rows.append(
                    {"cell": number, "dimension": cell.dimension}
                    | {letter: str(value) for letter, value in cell.point.items()}
                    | {"equilibrium": eq.name}
                    | {f"payoff {player}": str(value) for player, value in payoffs}
                )
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        x, y = self.letters
        title = self.game.title or self.game.name or "the game"
        lines = [f"{title}: which equilibria exist where in {x} and {y}"]
        if self.fixed:
            lines.append(f"with {given_text(self.fixed)}")
        same = "the same equilibria exist everywhere" if self.cells else "the plane was not cut up"
        lines += ["", "the equilibria change at" if self.curves else same]
        lines += [f"  {curve}" for curve in self.curves]
        numbers = {id(eq): n for n, eq in enumerate(dict.fromkeys(eq for c in self.cells for eq in c.equilibria), 1)}
        names = {n: eq.name for eq in self.equilibria if (n := numbers.get(id(eq)))}
        long = any(len(name) > MOST_INLINE for name in names.values())
        for words, dimension in (("areas", 2), ("on curves, in addition", 1), ("at points, in addition", 0)):
            rows: list[tuple[str, str, str]] = []
            for cell in self.cells:
                shown = cell.equilibria if dimension == 2 else cell.only_here
                said = [str(numbers[id(eq)]) for eq in shown] if long else [eq.name for eq in shown]
                if cell.dimension == dimension and (shown or dimension == 2):
                    rows += _rows([str(v) for v in cell.point.values()], [", ".join(said)] if long and said else said)
            if rows:
                heads = [f"{x} such as", f"{y} such as"] if dimension else [x, y]
                lines += ["", words, text_table([*heads, "equilibria" if long else "equilibrium"], rows)]
        if long:
            lines += ["", text_table(["", "equilibrium"], sorted(names.items()))]
        return "\n".join([*lines, "", str(self.promise)])

    __repr__ = __str__


def _same_at(one: Equilibrium, other: Equilibrium, point: Mapping[str, Fraction]) -> bool:
    """Whether two families are the same profile at a point."""
    entries = zip(chain(*one.strategies), chain(*other.strategies), strict=True)
    return all(p == q or equal_at(p, q, point) for p, q in entries)


def _rows(point: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for index, name in enumerate(names or ["none found"]):
        yield (*point, name) if index == 0 else ("", "", name)  # type: ignore[misc]


@question
def regions(
    game: Asked,
    /,
    x: str,
    y: str,
    *,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Regions:
    """Which equilibria exist where on the plane of two letters.

    Parameters
    ----------
    game
        A game with at least these letters free, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    x, y
        The letters: across, and up.
    at, **letters
        Values for other letters, as a mapping or as keywords; those not given are at their base values.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Regions
        Cells and the curves between them, exact. Where the time was too short to cut up the plane, there are none.

    Raises
    ------
    ValueError
        For an unknown letter, a value outside its range or one that breaks an assumption.

    Examples
    --------
    >>> import deterrence as dt
    >>> dt.regions(dt.load("nll-probe"), "c", "k", b=3).curves
    (c = 1/2, c = c_D = 3/(k + 3))
    """
    problem = Problem.of(game)
    plane: Plane | None
    plane_of = (chosen_letter(problem.game, x), chosen_letter(problem.game, y))
    if x == y:
        raise ValueError(f"a plane has two letters, not '{x}' twice; for one letter there is `thresholds`")
    others = others_of(problem.game, plane_of, given_values(at, letters))
    flat = problem.at(others)
    found = flat.families
    try:
        plane, cells, curves = _cut(flat.game, plane_of, alike(found))
        promise = found.promise
    except OutOfTime:
        plane, cells, curves = None, (), {}
        promise = found.promise.lacking("the plane was not cut up", Deadline().why)
    kinds = (tuple(curves.get(kind, ())) for kind in ("curve", "kink", "limit"))
    return Regions(problem.game, plane_of, others, found, promise, plane, cells, *kinds)


def _cut(
    flat: Model, letters: tuple[str, str], classes: Sequence[Sequence[Equilibrium]]
) -> tuple[Plane, tuple[RegionCell, ...], dict[str, list[RegionCurve]]]:
    """The plane cut up, its cells, and the curves of each kind between them."""
    taken = background(flat)
    x_range, y_range = ((taken.ranges or {}).get(letter, (None, None)) for letter in letters)
    questions = [[member.exists.raw for member in members] for members in classes]
    plane = decompose(questions, *letters, taken.clauses, x_range, y_range)
    looks = [members[0].look for members in classes]
    curves: dict[str, list[RegionCurve]] = {}
    for kind, boundary in _kinds(plane, looks):
        curves.setdefault(kind, []).append(_curve(flat, letters, boundary, plane))
    return plane, tuple(_cells(plane, classes, looks, gaps(flat))), curves


def _cells(
    plane: Plane, classes: Sequence[Sequence[Equilibrium]], looks: Sequence[Look], missing: Sequence[Gap]
) -> Iterator[RegionCell]:
    for part in plane.cells:
        around = set()
        if part.dimension < 2:
            highs = [high for key in part.members for high in plane.closures.get(key, ())]
            sides = [plane.signature(high) for high in highs if plane.dimension(high) == 2]
            if any(side is not None and _looks(side, looks) == _looks(part.signature, looks) for side in sides):
                continue  # only a formula changes here
            around = {looks[i] for side in sides for i in side or ()}
        equilibria = {i: _member(classes[i], plane, part) for i in part.signature}
        only = tuple(eq for i, eq in equilibria.items() if part.dimension < 2 and looks[i] not in around)
        point = dict(zip((plane.x, plane.y), part.sample, strict=True))
        gap = None if equilibria or part.dimension == 2 else gap_at(missing, point)
        yield RegionCell(part.dimension, tuple(equilibria.values()), only, point, part, plane, gap)


# Which moves are used at which place: what a reader calls the same equilibrium, formulas aside.
Look: TypeAlias = Hashable


def _looks(signature: Signature, looks: Sequence[Look]) -> frozenset[Look]:
    return frozenset(looks[i] for i in signature)


def _kinds(plane: Plane, looks: Sequence[Look]) -> Iterator[tuple[str, Boundary]]:
    """The boundaries, split into what bounds equilibria, what only changes a formula, and where assumptions end."""
    for boundary in plane.boundaries:
        if boundary.is_limit:
            yield "limit", boundary
            continue
        parts: dict[str, list[Key]] = {"curve": [], "kink": []}
        for edge in boundary.edges:
            around = [edge, *(side for side in plane.closures.get(edge, ()) if plane.dimension(side) == 2)]
            seen = {_looks(s, looks) for key in around if (s := plane.signature(key)) is not None}
            parts["curve" if len(seen) > 1 or len(around) == 1 else "kink"].append(edge)
        for kind, edges in parts.items():
            points = boundary.points if kind == "curve" else ()
            if edges or points:
                yield kind, replace(boundary, edges=tuple(edges), points=points)


def _member(members: Sequence[Equilibrium], plane: Plane, part: PlaneCell) -> Equilibrium:
    """The one of a class that exists at a cell's sample (the first, where floats would be needed to tell)."""
    point = rational_part(dict(zip((plane.x, plane.y), part.sample, strict=True)))
    if len(members) > 1 and len(point) == 2:
        for member in members:
            if all(c.holds(point) for c in member.exists.raw):
                return member
    return members[0]


def _curve(flat: Model, letters: tuple[str, str], boundary: Boundary, plane: Plane) -> RegionCurve:
    factor = boundary.factor
    first = tuple(sorted(letters, key=lambda name: name != flat.commitment))
    equation = solved(Condition("==", 1, ((factor, 1),)), background(flat), (), first)
    names = tuple(_names_of(flat, str(equation.left), factor)) if str(equation.left) in letters else ()
    return RegionCurve(equation, names, boundary, plane)


def _names_of(flat: Model, letter: str, factor: Factor) -> Iterator[str]:
    """The definitions at which a letter stands on a curve."""
    left = flat.ring.letter(letter)
    for name, definition in flat.definitions.items():
        if isinstance(definition, ByType):
            continue
        try:
            value = flat.value(definition)
        except FormulaError:
            continue
        if value.is_constant or letter in value.letters:
            continue
        if factor in signed_factors((left - value).numerator)[1]:
            yield name
