"""Draws of uncertain parameters: from any distribution of scipy.stats, kept where the assumptions hold.

A parameter without a distribution is uniform on its declared range. Draws that break an assumption are thrown away
(rejection), so that what is left follows the distributions given that the assumptions hold; how many were kept is
reported. Quasi-random points (Sobol, Halton, Latin hypercube) cover the space more evenly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.arrays.compile import Conditions
from deterrence.algebra.time_limit.deadline import is_over
from deterrence.games.background import background
from deterrence.games.lettered import Lettered, lettered
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import nearest
from deterrence.games.parts.parameter import Parameter
from deterrence.sensitivity.asking.fixed_letters import NO_LETTER, not_free
from deterrence.sensitivity.asking.function_letters import refuse, with_derived
from deterrence.sensitivity.asking.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHODS: Final = ("random", "sobol", "halton", "latin hypercube")
LEAST_SHARE: Final = 1e-4
# More draws than this are refused: they would fill the memory, and the standard error is below 0.0002 before that.
MOST_DRAWS: Final = 10_000_000
# A smaller share of a distribution outside the range is not worth a word.
NEGLIGIBLE: Final = 5e-4


def uniform(low: Any, high: Any) -> Any:
    """The uniform distribution from `low` to `high`, as scipy.stats has it.

    Examples
    --------
    >>> float(uniform(0.2, 0.6).mean())
    0.4
    """
    from scipy import stats

    from deterrence.algebra.values.value import exact_value

    first, last = (float(exact_value(end)) for end in (low, high))
    if not first < last:
        raise ValueError(f"a uniform distribution goes from a lower to a higher number, not from {low} to {high}")
    return stats.uniform(first, last - first)


@dataclass(frozen=True, eq=False)
class Uncertain:
    """A game some of whose parameters are uncertain.

    Attributes
    ----------
    problem
        The game, with the parameters that were given as numbers fixed, and how it is solved.
    fixed
        Those numbers.
    distributions
        For each letter that is left, its distribution.
    """

    problem: Problem
    fixed: Mapping[str, Fraction]
    distributions: Mapping[str, Any]

    @property
    def game(self) -> Model:
        """The game."""
        return self.problem.game

    @property
    def letters(self) -> tuple[str, ...]:
        """The uncertain letters, in the order of the model."""
        return tuple(self.distributions)

    @cached_property
    def granted(self) -> Granted:
        """Where the assumptions and ranges are met."""
        return Granted(lettered(self.game))

    @property
    def cut(self) -> str:
        """The letters whose distributions reach beyond their ranges, where they are cut off; empty where none does.

        Examples
        --------
        >>> import deterrence as dt
        >>> print(uncertain(Problem(dt.load("nll-probe")), {"k": dt.uniform(0, 40)}).cut)
        k (75.0% of its distribution lies outside [0, 10])
        """
        found = []
        for name, distribution in self.distributions.items():
            parameter = self.game.parameters[name]
            bottom, top = _inside(getattr(distribution, "whole", distribution), parameter)
            if bottom + (1 - top) > NEGLIGIBLE:
                share = f"{bottom + 1 - top:.1%} of its distribution lies outside {parameter.range_text}"
                found.append(f"{name} ({share})")
        return ", ".join(found)

    @property
    def is_continuous(self) -> bool:
        """Whether no value of a letter has a probability of its own, so that ties never occur."""
        return not any(hasattr(getattr(d, "dist", d), "pmf") for d in self.distributions.values())


class Granted:
    """The assumptions and ranges, asked of many points at once."""

    def __init__(self, what: Lettered) -> None:
        self.what = what
        self.clauses = background(what.game).all_clauses
        self.tests = Conditions([option for clause in self.clauses for option in clause])

    def __call__(self, values: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Whether they are met at each point."""
        import numpy as np

        shape = np.broadcast_shapes(*(np.shape(v) for v in values.values()))
        met = np.ones(shape, dtype=np.bool_)
        everything, undefined = with_derived(self.what, values)
        truths = iter(self.tests(everything))
        for clause in self.clauses:
            met &= np.logical_or.reduce([np.broadcast_to(next(truths), shape) for _ in clause])
        refuse(self.what, values, undefined, met)
        return met


def uncertain(problem: Problem, given: Mapping[str, Any]) -> Uncertain:
    """Read what a caller says of the parameters: numbers, distributions, or nothing (uniform on the range).

    Raises
    ------
    ValueError
        For unknown parameters, for what is neither a number nor a distribution, for a distribution outside the range of
        its parameter, and for a parameter without a bounded range of which nothing is said.
    """
    game = problem.game
    for name in given:
        if name not in game.parameters:
            raise ValueError(not_free(game, name))
    numbers = {name: value for name, value in given.items() if not _is_distribution(value)}
    for name, value in given.items():
        _refuse_shapeless(name, value)
    rest = problem.at(numbers)
    distributions: dict[str, Any] = {}
    for name, parameter in rest.game.parameters.items():
        if name in given:
            _refuse_outside(name, given[name], parameter)
            distributions[name] = given[name]
        elif parameter.low is None or parameter.high is None:
            raise ValueError(f"'{name}' has no bounded range: give it a number or a distribution")
        elif parameter.low == parameter.high:
            rest = rest.at({name: parameter.low})
        else:
            distributions[name] = uniform(parameter.low, parameter.high)
    if not game.letters:
        raise ValueError(f"{NO_LETTER}, so nothing is uncertain")
    if not distributions:
        raise ValueError("no parameter is uncertain: leave one free, or give one a distribution")
    from deterrence.algebra.values.value import exact_value

    fixed = {name: exact_value(value) for name, value in numbers.items()}
    return Uncertain(rest, fixed, distributions)


@dataclass(frozen=True, eq=False)
class _Within:
    """A distribution given that its value lies in a range: the part of its quantiles from `bottom` to `top`."""

    whole: Any
    bottom: float
    top: float

    def ppf(self, unit: Any) -> Any:
        return self.whole.ppf(self.bottom + (self.top - self.bottom) * unit)

    def cdf(self, values: Any) -> Any:
        return (self.whole.cdf(values) - self.bottom) / (self.top - self.bottom)

    def __getattr__(self, name: str) -> Any:
        if name not in ("pdf", "pmf"):
            raise AttributeError(name)
        density = getattr(self.whole, name)
        return lambda values: density(values) / (self.top - self.bottom)


def within_ranges(what: Uncertain) -> Uncertain:
    """The same, with each distribution cut off at the ends of its parameter's range, which ties no two together."""
    cut: dict[str, Any] = {}
    for name, distribution in what.distributions.items():
        parameter = what.game.parameters[name]
        bottom, top = _inside(distribution, parameter)
        cut[name] = distribution if (bottom, top) == (0.0, 1.0) else _Within(distribution, bottom, top)
    return Uncertain(what.problem, what.fixed, cut)


def _inside(distribution: Any, parameter: Parameter) -> tuple[float, float]:
    """The probabilities of a value below the range, and of one in it or below."""
    bottom = 0.0 if parameter.low is None else float(distribution.cdf(float(parameter.low)))
    if parameter.low is not None and hasattr(distribution, "pmf"):
        bottom -= float(distribution.pmf(float(parameter.low)))
    return bottom, 1.0 if parameter.high is None else float(distribution.cdf(float(parameter.high)))


def _refuse_outside(name: str, distribution: Any, parameter: Parameter) -> None:
    """Refuse a distribution that never, or hardly ever, lies in its parameter's range."""
    bottom, top = _inside(distribution, parameter)
    if top - bottom >= LEAST_SHARE:
        return
    low, high = (float(end) for end in distribution.support())
    outside = (parameter.high is not None and low >= parameter.high) or (
        parameter.low is not None and high <= parameter.low
    )
    lies = f", from {low:g} to {high:g}, lies outside" if outside else " hardly ever lies in"
    raise ValueError(f"the distribution of '{name}'{lies} its range {parameter.range_text}")


def _refuse_shapeless(name: str, value: Any) -> None:
    """Refuse several numbers, and a family of distributions without its numbers, saying what was likely meant."""
    if isinstance(value, tuple | list | range | slice | dict) or getattr(value, "ndim", 0) > 0:
        ends = [str(part) for part in value] if isinstance(value, tuple | list) and len(value) == 2 else ["0.2", "0.6"]
        raise ValueError(
            f"'{name}' is a number or a distribution, not {type(value).__name__} {str(value)[:40]}: for any value "
            f"between two numbers write {name}=dt.uniform({', '.join(ends)})"
        )
    if isinstance(value, str) and re.fullmatch(r"[^:()]+:[^:()]+", value):
        raise ValueError(f"'{name}' is {value!r}: in Python write {name}=dt.uniform({', '.join(value.split(':'))})")
    if getattr(value, "numargs", 0) and not hasattr(value, "dist"):
        numbers = ", ".join(str(value.shapes).split(", "))
        raise ValueError(f"'{name}': the distribution {value.name} needs its numbers: stats.{value.name}({numbers})")


def _is_distribution(value: Any) -> bool:
    return callable(getattr(value, "ppf", None)) and callable(getattr(value, "rvs", None))


@dataclass(frozen=True, eq=False)
class Draws:
    """Points drawn, and the share of all that met the assumptions."""

    values: Mapping[str, NDArray[np.float64]]
    kept: float

    def first(self, count: int) -> Draws:
        """The first so many."""
        return Draws({name: column[:count] for name, column in self.values.items()}, self.kept)


def draw(what: Uncertain, count: int, seed: int, method: str = "random") -> Draws:
    """Draw `count` points at which the assumptions hold; fewer once the time is up.

    Raises
    ------
    ValueError
        When hardly any point meets the assumptions, or the method is unknown.
    """
    import numpy as np

    if method not in METHODS:
        raise ValueError(f"there is no method '{method}'; there are: {', '.join(METHODS)}.{nearest(method, METHODS)}")
    source, granted = _Source(len(what.letters), seed, method), what.granted
    chunks: list[dict[str, Any]] = []
    tried = found = 0
    while found < count and not (found and is_over()):
        size = max(1024, int(1.2 * (count - found) / max(found / tried if tried else 1.0, LEAST_SHARE)))
        unit = source.next(min(size, 1 << 20))
        values = quantiles(what, unit)
        met = granted(values)
        chunks.append({name: column[met] for name, column in values.items()})
        tried, found = tried + len(unit), found + int(met.sum())
        if tried > 1 << 16 and found < LEAST_SHARE * tried:
            cut = f" {what.cut}." if what.cut else ""
            raise ValueError(
                f"only {found:,} of {tried:,} draws meet the assumptions and ranges: narrow the distributions.{cut}"
            )
    joined = {name: np.concatenate([chunk[name] for chunk in chunks])[:count] for name in what.letters}
    return Draws(joined, found / tried)


def quantiles(what: Uncertain, unit: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Points of the unit cube, one a row, turned into values of the letters."""
    import numpy as np

    columns = zip(what.distributions.items(), unit.T, strict=True)
    return {name: np.asarray(distribution.ppf(column), dtype=np.float64) for (name, distribution), column in columns}


class _Source:
    """Points of the unit cube, as many as are asked for, one lot after the other."""

    def __init__(self, letters: int, seed: int, method: str) -> None:
        import numpy as np
        from scipy.stats import qmc

        self.letters = letters
        self.random = np.random.default_rng(seed)
        kinds = {"sobol": qmc.Sobol, "halton": qmc.Halton, "latin hypercube": qmc.LatinHypercube}
        self.engine = kinds[method](letters, rng=self.random) if method in kinds else None
        self.is_sobol = method == "sobol"

    def next(self, count: int) -> NDArray[np.float64]:
        """So many points, one a row (Sobol points come in powers of two)."""
        import numpy as np

        if self.engine is None:
            # Neither end: a distribution may have its infinities there.
            points = 1.0 - self.random.random((count, self.letters))
            return np.minimum(points, np.nextafter(1.0, 0.0))
        if self.is_sobol:
            count = 1 << (count - 1).bit_length()
        even: NDArray[np.float64] = self.engine.random(count)
        return np.clip(even, np.finfo(float).tiny, np.nextafter(1.0, 0.0))
