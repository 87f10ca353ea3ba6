"""All subgame-perfect payoffs of a repeated matrix of two players, between two polygons that are certain.

Pure strategies, perfect monitoring, public randomisation before every period: the set V of payoffs is then the greatest
fixed point of the operator of Abreu, Pearce and Stacchetti (1990). A profile of moves a is followed by continuation
payoffs w in W that make it optimal against the worst of W,

    (1 - delta) g_i(a) + delta w_i >= (1 - delta) max g_i(., a_-i) + delta min W_i.

*From outside* (Abreu and Sannikov 2014). Starting from all feasible payoffs, continuation payoffs are taken either to
be g(a) itself, where that is enough, or extreme points of what is allowed at which a constraint binds: at most four
points a profile. Every polygon on the way contains V, and they shrink to V. Where one is its own successor it is V.

*From inside.* A set W with W in B(W) consists of equilibrium payoffs. Candidates are the equilibria of the matrix, the
outer bound with its vertices rounded to simple fractions, and what remains of it when constraints are made a little
harder (in the spirit of Judd, Yeltekin and Conklin 2003). Each is held to W in B(W), exactly. What such sets generate,
and what sustains itself by the threat of their worst point, is added, over and over.

Numbers are rational throughout. Those that grow long are rounded, outwards or inwards, so that the bounds stay certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS, is_over, limit_time
from deterrence.games.matrix import matrix_form
from deterrence.games.repeated import Repeated
from deterrence.solvers.over_time.polygons import Point, Polygon, at_least, contains, distance, hull

if TYPE_CHECKING:
    import pandas as pd

LONG: Final = 1 << 64
GRID: Final = 1 << 40
STEPS: Final = 500
NEAR: Final = 1e-9
SHOWN: Final = 1e-6
SLACKS: Final = (10**6, 10**4, 100)


@dataclass(frozen=True)
class RepeatedPayoffs:
    """What players can get in a repeated game.

    Attributes
    ----------
    game
        The game.
    feasible
        The convex hull of the payoffs of a period.
    pure_minmax, minmax
        What each player can be held to in a period: by pure moves, and by mixtures.
    individually_rational
        Feasible payoffs that give nobody less than `minmax`: what equilibria can approach when players are patient, if
        the set has an interior (Fudenberg and Maskin 1986).
    outer
        A polygon that contains every payoff of a subgame-perfect equilibrium in pure strategies with public
        randomisation, at this discount factor; empty where there is no such equilibrium.
    inner
        A polygon all of whose points are such payoffs.
    exact
        Whether `inner` and `outer` are the same, and so the set itself.
    gap
        How far a point of `outer` can be from `inner`.
    """

    game: Repeated
    feasible: Polygon
    pure_minmax: Point
    minmax: Point
    individually_rational: Polygon
    outer: Polygon
    inner: Polygon

    @property
    def exact(self) -> bool:
        """Whether the two polygons are the same."""
        return self.outer == self.inner

    @property
    def gap(self) -> float:
        """The greatest distance of a vertex of `outer` from `inner`; infinite where only `inner` is empty."""
        if not self.inner:
            return float("inf") if self.outer else 0.0
        return max((distance(self.inner, vertex) for vertex in self.outer), default=0.0)

    def to_frame(self) -> pd.DataFrame:
        """One row a vertex: which set, and both payoffs."""
        import pandas as pd

        sets = {name: getattr(self, name) for name in ("feasible", "individually_rational", "outer", "inner")}
        rows = [(name, *vertex) for name, polygon in sets.items() for vertex in polygon]
        return pd.DataFrame(rows, columns=["set", *self.game.players])

    def __str__(self) -> str:
        title = self.game.title or self.game.name or "the game"
        lines = [f"{title}: payoffs of {' and '.join(self.game.players)}", ""]
        held = ", ".join(f"{who} {v}" for who, v in zip(self.game.players, self.minmax, strict=True))
        lines += [f"  feasible               {_vertices(self.feasible)}", f"  can be held to         {held}"]
        lines.append(f"  individually rational  {_vertices(self.individually_rational)}")
        if self.exact:
            return "\n".join([*lines, f"  subgame-perfect        {_vertices(self.outer)}"])
        lines.append(f"  subgame-perfect        within {_vertices(self.outer)}")
        lines.append(f"                         with all of {_vertices(self.inner)}")
        return "\n".join([*lines, f"                         which are {self.gap:.2g} apart"])

    __repr__ = __str__


def _vertices(polygon: Polygon) -> str:
    """The vertices; those that only rounding sets apart from the others are left out."""
    shown = list(polygon)
    for vertex in polygon:
        rest = [v for v in shown if v != vertex]
        if rest and distance(hull(rest), vertex) < SHOWN:
            shown = rest
    return ", ".join(f"({_number(x)}, {_number(y)})" for x, y in shown) or "none"


def _number(value: Fraction) -> str:
    return str(value) if value.denominator < 1000 else f"{round(float(value), 6) + 0.0:.6g}"


def repeated_payoffs(
    game: Repeated, *, steps: int = STEPS, time_limit: float | None = DEFAULT_SECONDS
) -> RepeatedPayoffs:
    """The payoffs of all subgame-perfect equilibria of a repeated game of numbers with two players.

    Parameters
    ----------
    game
        A repeated game without an end and without free letters.
    steps
        After how many steps to stop with the bounds there are.
    time_limit
        The same in seconds; None: no limit. The bounds are certain all the same.

    Returns
    -------
    RepeatedPayoffs
        Feasible and individually rational payoffs, and bounds on the equilibrium payoffs, which are certain.

    Raises
    ------
    ValueError
        For another game.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.repeated_payoffs(dt.load("repeated-prisoners-dilemma").base_case(delta="1/2"))
    >>> [(str(x), str(y)) for x, y in found.inner], found.gap < 1e-6
    ([('1', '1'), ('13/3', '1'), ('3', '3'), ('1', '13/3')], True)
    """
    _check(game)
    stage = _Stage.of(game)
    feasible = hull(stage.paid.values())
    held = stage.minmax()
    rational = at_least(at_least(feasible, 0, held[0]), 1, held[1])
    with limit_time(time_limit):
        outer = _from_outside(stage, feasible, steps)
        inner = outer if not outer or outer == stage.successor(outer) else _from_inside(stage, outer, steps)
    return RepeatedPayoffs(game, feasible, stage.pure_minmax(), held, rational, outer, inner)


def _check(game: Any) -> None:
    if not isinstance(game, Repeated) or not game.is_endless:
        raise ValueError("this question is about a repeated game without an end")
    if len(game.players) != 2:
        raise ValueError(f"this question is about two players; this game has {len(game.players)}")
    if game.letters:
        raise ValueError(f"fix {', '.join(game.letters)} first, as in game.base_case()")


@dataclass(frozen=True)
class _Stage:
    """The matrix of a period: payoffs, and what the best deviation from each profile gains."""

    delta: Fraction
    shape: tuple[int, int]
    paid: dict[tuple[int, int], Point]
    temptation: dict[tuple[int, int], Point]

    @staticmethod
    def of(game: Repeated) -> _Stage:
        rows, columns = (range(len(moves)) for moves in game.moves.values())
        first, second = matrix_form(game.stage).payoffs
        paid = {(i, j): (first[i, j].as_fraction(), second[i, j].as_fraction()) for i in rows for j in columns}
        temptation = {
            (i, j): (
                max(paid[k, j][0] for k in rows) - paid[i, j][0],
                max(paid[i, k][1] for k in columns) - paid[i, j][1],
            )
            for i in rows
            for j in columns
        }
        return _Stage(game.value(game.discount).as_fraction(), (len(rows), len(columns)), paid, temptation)

    def pure_minmax(self) -> Point:
        """What each can be held to by pure moves."""
        rows, columns = (range(size) for size in self.shape)
        return (
            min(max(self.paid[i, j][0] for i in rows) for j in columns),
            min(max(self.paid[i, j][1] for j in columns) for i in rows),
        )

    def minmax(self) -> Point:
        """What each can be held to by mixtures: the value of the game in which the other wants it to have little."""
        from deterrence.solvers.numeric.zero_sum import exact_zero_sum

        rows, columns = (range(size) for size in self.shape)
        first = exact_zero_sum([[self.paid[i, j][0] for j in columns] for i in rows]).value
        second = exact_zero_sum([[self.paid[i, j][1] for i in rows] for j in columns]).value
        return first, second

    def needed(self, cell: tuple[int, int], threat: Point) -> Point:
        """The least continuation payoffs that make a profile optimal."""
        rate = (1 - self.delta) / self.delta
        gain = self.temptation[cell]
        return threat[0] + rate * gain[0], threat[1] + rate * gain[1]

    def mixed(self, cell: tuple[int, int], later: Point) -> Point:
        """The payoffs of a period and of what follows."""
        now, delta = self.paid[cell], self.delta
        return (1 - delta) * now[0] + delta * later[0], (1 - delta) * now[1] + delta * later[1]

    def is_sustained(self, cell: tuple[int, int], threat: Point) -> bool:
        """Whether a profile can be played for ever under a threat."""
        least = self.needed(cell, threat)
        return all(own >= bound for own, bound in zip(self.paid[cell], least, strict=True))

    def allowed(self, cell: tuple[int, int], polygon: Polygon, threat: Point) -> Polygon:
        """The continuation payoffs that make a profile optimal."""
        least = self.needed(cell, threat)
        return at_least(at_least(polygon, 0, least[0]), 1, least[1])

    def successor(self, polygon: Polygon) -> Polygon:
        """The operator R of Abreu and Sannikov."""
        return hull(self._extreme(polygon)) if polygon else ()

    def _extreme(self, polygon: Polygon) -> Iterator[Point]:
        threat = _worst(polygon)
        for cell in self.cells:
            if not any(self.temptation[cell]) or (self.delta > 0 and self.is_sustained(cell, threat)):
                yield self.paid[cell]
            elif self.delta > 0:
                least = self.needed(cell, threat)
                for later in self.allowed(cell, polygon, threat):
                    if later[0] == least[0] or later[1] == least[1]:
                        yield self.mixed(cell, later)

    def sustained(self, polygon: Polygon) -> list[Point]:
        """The profiles that can be played for ever, the worst point of a set being the threat."""
        threat = _worst(polygon)
        return [self.paid[cell] for cell in self.cells if self.is_sustained(cell, threat)]

    def generated(self, polygon: Polygon) -> Polygon:
        """The operator B of Abreu, Pearce and Stacchetti."""
        threat = _worst(polygon)
        return hull(self.mixed(cell, later) for cell in self.cells for later in self.allowed(cell, polygon, threat))

    def is_self_generating(self, polygon: Polygon) -> bool:
        """Whether a set with the profiles that it sustains lies in what it generates, so that all of it is in V."""
        made = self.generated(hull([*polygon, *self.sustained(polygon)]))
        return bool(polygon) and all(contains(made, vertex) for vertex in polygon)

    def hardened(self, polygon: Polygon, slack: Fraction) -> Polygon:
        """What B generates from a slightly smaller set under slightly harder constraints, roughly rounded."""
        middle = _middle(polygon)
        smaller = hull((x + slack * (middle[0] - x), y + slack * (middle[1] - y)) for x, y in polygon)
        worst = _worst(polygon)
        threat = worst[0] + slack * (middle[0] - worst[0]), worst[1] + slack * (middle[1] - worst[1])
        made = [self.mixed(cell, later) for cell in self.cells for later in self.allowed(cell, smaller, threat)]
        return hull((Fraction(round(x * GRID), GRID), Fraction(round(y * GRID), GRID)) for x, y in made)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The profiles of moves."""
        return list(self.paid)


def _worst(polygon: Polygon) -> Point:
    return min(x for x, _ in polygon), min(y for _, y in polygon)


def _middle(polygon: Polygon) -> Point:
    count = Fraction(len(polygon))
    return sum((x for x, _ in polygon), Fraction(0)) / count, sum((y for _, y in polygon), Fraction(0)) / count


def _from_outside(stage: _Stage, feasible: Polygon, steps: int) -> Polygon:
    outer = feasible
    for _ in range(steps):
        if is_over():
            break
        following = _outward(stage.successor(outer))
        if following == outer or not following:
            return following
        moved = max(distance(following, vertex) for vertex in outer)
        if moved < NEAR and all(contains(outer, vertex) for vertex in following):
            return following
        outer = following
    return outer


def _outward(polygon: Polygon) -> Polygon:
    """A slightly larger polygon with short numbers; the same where they are short."""
    if all(x.denominator < LONG and y.denominator < LONG for x, y in polygon):
        return polygon
    shift = Fraction(1, GRID)
    points: list[Point] = []
    for x, y in polygon:
        if x.denominator < LONG and y.denominator < LONG:
            points.append((x, y))
        else:
            near = (Fraction(round(x * GRID), GRID), Fraction(round(y * GRID), GRID))
            points += [(near[0] + a * shift, near[1] + b * shift) for a in (-1, 1) for b in (-1, 1)]
    return hull(points)


def _from_inside(stage: _Stage, outer: Polygon, steps: int) -> Polygon:
    inner = hull(stage.paid[cell] for cell in stage.cells if not any(stage.temptation[cell]))
    if stage.delta == 0:
        return inner
    for candidate in _candidates(stage, outer, steps):
        if is_over():
            return inner
        if stage.is_self_generating(candidate):
            inner = hull([*inner, *candidate])
            break
    for _ in range(steps if inner else 0):
        if is_over():
            break
        made = hull([*stage.generated(inner), *stage.sustained(inner)])
        following = hull([*inner, *_inward(made)])
        if following == inner or max(distance(inner, vertex) for vertex in following) < NEAR:
            return following
        inner = following
    return inner


def _candidates(stage: _Stage, outer: Polygon, steps: int) -> Iterator[Polygon]:
    """Sets that may generate themselves, near the outer bound: the nearest first."""
    for longest in (100, 10_000):
        yield hull((x.limit_denominator(longest), y.limit_denominator(longest)) for x, y in outer)
    for size in SLACKS:
        slack, candidate = Fraction(1, size), outer
        for _ in range(steps):
            if is_over():
                return
            following = stage.hardened(candidate, slack)
            if not following:
                break
            moved = max(distance(following, vertex) for vertex in candidate)
            candidate = following
            if moved < float(slack) / 1000:
                yield candidate
                break


def _inward(polygon: Polygon) -> Iterator[Point]:
    """The vertices with short numbers: rounded towards the middle where they are long, left out where that leaves."""
    middle = _middle(polygon)
    for x, y in polygon:
        if x.denominator < LONG and y.denominator < LONG:
            yield x, y
            continue
        pull = Fraction(1, 1 << 32)
        near = (
            Fraction(round((x + pull * (middle[0] - x)) * GRID), GRID),
            Fraction(round((y + pull * (middle[1] - y)) * GRID), GRID),
        )
        if contains(polygon, near):
            yield near


__all__ = ["RepeatedPayoffs", "repeated_payoffs"]
