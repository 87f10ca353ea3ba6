"""Equations and inequalities in cut-points, probabilities and beliefs, solved in floats from several starts.

The unknowns are the types at the cuts, the probabilities of mixing and beliefs. Starts are drawn at random, the same
each time. From each start equations and what is violated of the inequalities are brought to zero by least squares
(trust regions; Branch, Coleman and Li 1999), then the equations by Newton's method until they hold to the last digits.
Of one or two unknowns Newton's method also starts in each cell of a grid at whose corners the equations change signs.
Guarantee: none that all solutions are found; what is returned solves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, product
from typing import Any, Final

from deterrence.algebra.exact.polynomials import as_fraction
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.games.forms.numeric_types import NumericType
from deterrence.solvers.drawn_types.numeric_board import curve_name, type_name
from deterrence.solvers.unknowns.elimination import Bound

STARTS: Final = 12
NEARLY: Final = 1e-9
STRICT: Final = 1e-8
FAR_OUT: Final = 16.0  # in logarithms of odds
POINTS: Final = 16  # of a grid, by odds and by probabilities
SOLVED: Final = 1e-11
SAME: Final = 1e-6
STEPS: Final = 30
SHIFT: Final = 1e-7
PRECISION: Final[Mapping[str, Any]] = {"xtol": 1e-9, "ftol": 1e-12, "gtol": 1e-12, "max_nfev": 50}


@dataclass(frozen=True, eq=False)
class NumericSystem:
    """What is to be solved.

    Attributes
    ----------
    home
        The ring of all letters.
    equations, bounds
        What must hold.
    cuts
        The letters of the cuts, in order within each player's types, each with how the type is drawn.
    shares
        The letters of probabilities of mixing.
    beliefs
        The letters of beliefs.
    known
        Cuts that are known already, each with how the type is drawn and the type there.
    """

    home: Ring
    equations: tuple[RationalFunction, ...]
    bounds: tuple[Bound, ...]
    cuts: tuple[tuple[str, NumericType], ...]
    shares: tuple[str, ...]
    beliefs: tuple[str, ...]
    known: tuple[tuple[str, NumericType, float], ...] = ()

    @property
    def told(self) -> NumericSystem | None:
        """The system with the cuts known that an equation gives by itself; None where one lies beyond the types."""
        by_type = {type_name(name): (name, own) for name, own in self.cuts}
        found: dict[str, tuple[str, NumericType, float]] = {}
        for equation in self.equations:
            if len(equation.letters) == 1 and (letter := equation.letters[0]) in by_type and letter not in found:
                slope = equation.derivative(letter)
                if slope.is_constant and equation.ring.polynomial(equation.denominator).is_constant:
                    name, own = by_type[letter]
                    kind = -float(equation.substitute(letter, equation.ring.zero)) / float(slope)
                    if not own.law.low - NEARLY <= kind <= own.law.high + NEARLY:
                        return None
                    found[letter] = (name, own, kind)
        left = tuple(cut for cut in self.cuts if type_name(cut[0]) not in found)
        return replace(self, cuts=left, known=tuple(found.values()))

    @property
    def count(self) -> int:
        """How many unknowns there are."""
        return len(self.cuts) + len(self.shares) + len(self.beliefs)

    def letters(self, x: Any) -> dict[str, float]:
        """The value of every letter."""
        found: dict[str, float] = {}
        for name, own, kind in (*self.known, *((*cut, kind) for cut, kind in zip(self.cuts, x, strict=False))):
            found[name] = float(own.law.cdf(kind))
            found[type_name(name)] = float(kind)
            for k, curve in enumerate(own.curves):
                found[curve_name(name, k)] = float(curve.on(own.letter, kind))
        rest = x[len(self.cuts) :]
        return found | dict(zip((*self.shares, *self.beliefs), map(float, rest), strict=True))

    @cached_property
    def _equations(self) -> Callable[[Mapping[str, float]], Any]:
        return compiled(self.home, self.equations)

    @cached_property
    def _bounds(self) -> Callable[[Mapping[str, float]], Any]:
        return compiled(self.home, [b.function for b in self.bounds])

    @cached_property
    def _margins(self) -> Any:
        import numpy as np

        # A piece of types may be as narrow as it likes.
        shares = {name for name, *_ in (*self.cuts, *self.known)}
        strict = [b.relation == ">" and not shares.issuperset(b.function.letters) for b in self.bounds]
        return np.where(strict, STRICT, 0.0)

    def missed(self, x: Any) -> Any:
        """By how much equations and inequalities are missed."""
        import numpy as np

        known = self.letters(x)
        return np.concatenate([self._equations(known), np.minimum(self._bounds(known) - self._margins, 0.0)])

    def off(self, x: Any) -> Any:
        """By how much equations are missed."""
        return self._equations(self.letters(x))

    def holds(self, x: Any) -> bool:
        """Whether everything holds."""
        known = self.letters(x)
        is_solved = not self.equations or bool(abs(self._equations(known)).max() <= SOLVED)
        return is_solved and bool((self._bounds(known) >= self._margins / 10 - NEARLY * (self._margins == 0)).all())

    @cached_property
    def ends(self) -> tuple[Any, Any]:
        """The least and the greatest value of each unknown."""
        import numpy as np

        rest = self.count - len(self.cuts)
        low = [own.law.low for _, own in self.cuts] + [0.0] * rest
        high = [own.law.high for _, own in self.cuts] + [1.0] * rest
        return np.array(low), np.array(high)

    def starts(self) -> Iterator[Any]:
        """Where the search begins: the middle of everything, then places drawn at random, the same each time.

        Every other time they lie near ends more often than not: there may be cut-points that few types are beyond.
        """
        import numpy as np

        dice = np.random.default_rng(1)
        for number in range(STARTS if self.count else 1):
            shares = np.full(self.count, 0.5) if number == 0 else dice.random(self.count)
            if number % 2:
                shares = 1 / (1 + np.exp(FAR_OUT * (1 - 2 * shares)))
            yield np.concatenate([self._types(shares[: len(self.cuts)], number == 0), shares[len(self.cuts) :]])

    def _types(self, shares: Any, even: bool) -> list[float]:
        """Types at the cuts, those of one player in order."""
        found = [0.0] * len(self.cuts)
        for own in {id(own): own for _, own in self.cuts}.values():
            mine = [i for i, (_, other) in enumerate(self.cuts) if other is own]
            drawn = [(i + 1) / (len(mine) + 1) for i in range(len(mine))] if even else sorted(shares[mine])
            for i, share in zip(mine, drawn, strict=True):
                found[i] = float(own.law.quantile(share))
        return found


def compiled(home: Ring, functions: Sequence[RationalFunction]) -> Callable[[Mapping[str, float]], Any]:
    """Polynomials, each divided by its largest coefficient, as one function of the letters' values."""
    import numpy as np

    exponents: dict[tuple[int, ...], int] = {}
    rows: list[dict[int, float]] = []
    for function in functions:
        terms = {e: float(as_fraction(c)) for e, c in function.numerator.to_dict().items()}
        scale = max(map(abs, terms.values()), default=1.0)
        rows.append({exponents.setdefault(e, len(exponents)): c / scale for e, c in terms.items()})
    table = np.zeros((len(rows), len(exponents)))
    for i, row in enumerate(rows):
        for j, coefficient in row.items():
            table[i, j] = coefficient
    powers = np.array([list(map(int, e)) for e in exponents], dtype=np.int64).reshape(len(exponents), len(home.names))
    used = np.flatnonzero(powers.any(axis=0))
    names, powers = [home.names[i] for i in used], powers[:, used]

    def value(known: Mapping[str, float]) -> Any:
        at = np.array([known[name] for name in names])
        return table @ np.prod(at**powers, axis=1) if len(exponents) else np.zeros(len(rows))

    return value


@dataclass(frozen=True)
class Solutions:
    """What was found: values of all letters; and whether they are single points or places in a continuum."""

    found: tuple[dict[str, float], ...]
    is_continuum: bool


def solutions(system: NumericSystem, check: Callable[[], None]) -> Solutions:
    """What solves a system, from several starts; `check` is called between them."""
    import numpy as np

    asked = system.told
    if asked is None:
        return Solutions((), False)
    system = asked
    kept: list[Any] = []
    loose = False
    watched = len(system.cuts) + len(system.shares)
    found = (_solved(system, start) for start in system.starts())
    for x in chain(found, (_polished(system, place) for place in _cells(system))):
        check()
        if (
            x is None
            or not system.holds(x)
            or any(np.allclose(x[:watched], y[:watched], rtol=SAME, atol=SAME) for y in kept)
        ):
            continue
        if _rank(system, x, watched) < watched:
            loose = True
            if kept:
                continue
        kept.append(x)
    return Solutions(tuple(system.letters(x) for x in kept), loose)


def _cells(system: NumericSystem) -> Iterator[Any]:
    """Of one unknown or two: the middles of the cells of a grid at whose corners no equation has one sign only."""
    import numpy as np

    if not 0 < system.count < 3 or not system.equations or system.beliefs:
        return
    odds = 1 / (1 + np.exp(np.linspace(FAR_OUT, -FAR_OUT, POINTS)))
    grid = np.unique(np.concatenate([odds, np.linspace(0, 1, POINTS + 2)[1:-1]]))
    axes = [own.law.quantile(grid) for _, own in system.cuts] + [grid] * len(system.shares)
    off = np.array([system.off(np.array(place)) for place in product(*axes)])
    off = off.reshape([*(len(axis) for axis in axes), -1])
    for place in product(*(range(len(axis) - 1) for axis in axes)):
        corners = off[tuple(slice(k, k + 2) for k in place)].reshape(-1, off.shape[-1])
        if (corners.min(axis=0) <= 0).all() and (corners.max(axis=0) >= 0).all():
            yield np.array([(axis[k] + axis[k + 1]) / 2 for axis, k in zip(axes, place, strict=True)])


def _solved(system: NumericSystem, start: Any) -> Any | None:
    """A solution from a start; None where it leads to none.

    First equations and inequalities are brought to zero together, then equations alone: what is violated on the way may
    lead away from a solution.
    """
    if not system.count:
        return start if system.holds(start) else None
    for missed in (system.missed, system.off) if system.equations and not system.beliefs else (system.missed,):
        x = _least(system, missed, start)
        if x is not None and system.holds(x := _polished(system, x)):
            return x
    return None


def _least(system: NumericSystem, missed: Callable[[Any], Any], start: Any) -> Any | None:
    """Where the squares of what is missed are least, from a start; None where something has no value."""
    import numpy as np
    from scipy.optimize import least_squares

    low, high = system.ends
    try:
        with np.errstate(all="ignore"):
            return least_squares(missed, np.clip(start, low, high), bounds=(low, high), **PRECISION).x
    except ValueError:  # a value that is none
        return None


def _polished(system: NumericSystem, x: Any) -> Any:
    """The equations solved to the last digits, by the shortest steps of Newton's method."""
    import numpy as np

    low, high = system.ends
    for _ in range(STEPS if system.equations else 0):
        off = system.off(x)
        if not np.isfinite(off).all():
            return x
        step = np.linalg.lstsq(_slopes(system, x), -off, rcond=1e-10)[0]
        further = np.clip(x + step, low, high)
        if abs(system.off(further)).max() >= abs(off).max():
            return x
        x = further
    return x


def _slopes(system: NumericSystem, x: Any) -> Any:
    """The derivatives of the equations, by differences."""
    import numpy as np

    columns = []
    low, high = system.ends
    for i, value in enumerate(x):
        width = SHIFT * max(1.0, abs(value))
        up, down = x.copy(), x.copy()
        up[i], down[i] = min(value + width, high[i]), max(value - width, low[i])
        columns.append((system.off(up) - system.off(down)) / (up[i] - down[i]))
    return np.column_stack(columns) if columns else np.zeros((len(system.equations), 0))


def _rank(system: NumericSystem, x: Any, watched: int) -> int:
    """How many of the cuts and probabilities the equations pin down."""
    import numpy as np

    if not system.equations or not watched:
        return 0
    return int(np.linalg.matrix_rank(_slopes(system, x)[:, :watched], tol=1e-7))
