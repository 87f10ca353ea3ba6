"""Sobol indices: which parameter's uncertainty matters most for a number of interest.

The first index of a parameter is the share of the variance that knowing it would remove; its total index is the share
that would remain if all others were known (Sobol 1993; Homma and Saltelli 1996).

* Where parameters are independent, the estimator is that of Saltelli et al. (2010), on a Sobol sequence.
* Where the assumptions tie them together, the definitions still make sense, as conditional variances, and are
  estimated by drawing again, within the assumptions, the parameter alone (total) or all others (first). First indices
  may then add up to more than one.

Confidence intervals are percentiles of the bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, SupportsFloat

from deterrence.algebra.formulas.language import given_values, whole_number
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.games.parts.mistakes import listed
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.asking.selection import ALL, selection
from deterrence.sensitivity.claims.quantity import quantity
from deterrence.sensitivity.uncertain.draws import Uncertain, draw, quantiles, uncertain, within_ranges
from deterrence.sensitivity.uncertain.evaluated import Evaluator, evaluator

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

RESAMPLES: Final = 200
MOST_POINTS: Final = 1_000_000
PILOT: Final = 4096
ROUNDS: Final = 50
SWEEPS: Final = 20
SAME: Final = 1e-12

# Numbers at points: for the letters' values an array of shape (1 or 2, points), or 2 for the least and the greatest.
Computed = Any


@dataclass(frozen=True)
class Index:
    """The indices of one parameter, each with its confidence interval.

    Attributes
    ----------
    letter
        The parameter.
    bound
        "", or "low" and "high": of the least and of the greatest value over several equilibria.
    first, first_low, first_high
        The first index.
    total, total_low, total_high
        The total index.
    """

    letter: str
    bound: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, eq=False)
class Sobol(Promised, Sequence[Index]):
    """Sobol indices of a number of interest, one row a parameter.

    Attributes
    ----------
    of, select
        The number of interest, and which equilibrium is meant.
    rows
        The indices.
    mean, variance
        Of the number of interest: one each, or two (for the least and the greatest value).
    independent
        Whether the parameters are independent, no assumption tying them together.
    confidence
        Of the intervals.
    draws
        How many points the estimates rest on, the evaluations for each parameter not counted.
    promise
        What is promised of the equilibria at these points.
    cut
        The parameters whose distributions reach beyond the declared range and were cut there.
    """

    of: str
    select: str
    rows: tuple[Index, ...]
    mean: tuple[float, ...]
    variance: tuple[float, ...]
    independent: bool
    confidence: float
    draws: int
    promise: Promise
    cut: str = ""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            found = [row for row in self.rows if row.letter == index]
            if not found:
                raise KeyError(
                    f"no parameter '{index}'; there are: {', '.join(dict.fromkeys(r.letter for r in self.rows))}"
                )
            return found[0]
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def to_frame(self) -> pd.DataFrame:
        """One row a parameter, the most important first."""
        import pandas as pd

        return pd.DataFrame([vars(row) for row in self._ranked()])

    def _ranked(self) -> list[Index]:
        return sorted(self.rows, key=lambda row: (row.bound, -row.total))

    def __str__(self) -> str:
        heads = ["parameter", *(["of the"] if len(self.mean) > 1 else []), "first", "", "total", ""]
        rows = []
        for r in self._ranked():
            bound = [{"low": "least", "high": "greatest"}[r.bound]] if r.bound else []
            first = (f"{r.first:.3f}", f"[{r.first_low:.3f}, {r.first_high:.3f}]")
            rows.append((r.letter, *bound, *first, f"{r.total:.3f}", f"[{r.total_low:.3f}, {r.total_high:.3f}]"))
        ties = (
            ""
            if self.independent
            else "; the assumptions tie parameters together, so first indices may sum to more than 1"
        )
        note = f"{self.draws:,} draws, {self.confidence:.0%} confidence; equilibrium: {self.select}{ties}"
        note += f"\nCut at the declared range: {self.cut}." if self.cut else ""
        return f"Sobol indices of {self.of}\n{note}\n\n{text_table(heads, rows)}\n\n{self.promise}"

    __repr__ = __str__


@question
def sobol(
    game: Asked,
    /,
    of: Any,
    *,
    draws: int = 8192,
    select: str = ALL,
    seed: int = 0,
    confidence: float = 0.95,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Sobol:
    """First and total Sobol indices of a number of interest, for each uncertain parameter.

    Parameters
    ----------
    game
        A game with letters, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    of
        ``"probability of War"`` (an outcome or a move), ``"payoff of ROK"``, a choice, ``"DPRK: Probe"``, or
        ``"choice of x"``, what is chosen from an interval.
    draws
        How many points, at most a million; rounded up to a power of 2.
    select
        Which equilibrium is meant where there are several, as for `uncertainty`. With "all", indices of the least and
        of the greatest value.
    seed
        The same seed gives the same numbers.
    confidence
        Of the intervals.
    at, **letters
        For each parameter a number or a distribution of `scipy.stats`, as a mapping or as keywords; those not given are
        uniform on their range.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Sobol
        A table.

    Raises
    ------
    ValueError
        When the number does not vary, no equilibrium exists somewhere, or the rule picks none.

    Examples
    --------
    >>> import deterrence as dt
    >>> c, k = dt.Parameter("c", "", 0, 1), dt.Parameter("k", "", 0, 1)
    >>> game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["c*k - 1/4"], "Stay": [0]}, parameters=[c, k])
    >>> found = dt.sobol(game, of={"A": "Go"})
    >>> round(found["c"].first, 2), round(found["c"].total, 2)
    (0.34, 0.66)
    """
    draws, seed = whole_number("draws", draws, 1, MOST_POINTS), whole_number("seed", seed)
    confidence = share("confidence", confidence)
    what = within_ranges(uncertain(Problem.of(game), given_values(at, letters)))
    families = evaluator(what.problem, generic=what.is_continuous)
    selection(select, what.game, families.families)
    wanted = quantity(what.game, of)
    compute = _computer(families, families.numbers([wanted]), select)
    count = 1 << max(4, (draws - 1).bit_length())
    pilot = compute(draw(what, min(count, PILOT), seed, "sobol").values)
    width = 1 if len(pilot) == 1 or float(abs(pilot[0] - pilot[1]).max()) <= SAME else 2
    if any(float(row.var()) <= SAME for row in pilot[:width]):
        raise ValueError(f"{wanted.name} does not vary: it is {float(pilot[0].mean()):.6g} throughout")
    try:
        found = _independent(what, compute, width, count, seed, confidence)
        rows, mean, variance, independent = *found, True
    except _TiedError:
        rows, mean, variance = _tied(what, compute, width, count, seed, confidence)
        independent = False
    left = [name for name in what.letters if name not in {row.letter for row in rows}]
    promise = families.promise.lacking(*((f"{listed(left)} not looked at", Deadline().why) if left else ()))
    return Sobol(wanted.name, select, tuple(rows), mean, variance, independent, confidence, count, promise, what.cut)


def _computer(families: Evaluator, numbers: Any, select: str) -> Callable[[Mapping[str, Any]], NDArray[np.float64]]:
    """What computes the number of interest at points: shape (1 or 2, points)."""

    def compute(values: Mapping[str, Any]) -> NDArray[np.float64]:
        here = families.at(values)
        found: NDArray[np.float64] = numbers.at(here, None if select == ALL else here.select(select))[:, 0]
        here.refuse_gaps(select, found)
        return found

    return compute


def share(name: str, value: Any) -> float:
    """A share that a caller gives, above 0 and below 1.

    Raises
    ------
    ValueError
        When it is not.
    """
    if isinstance(value, bool | str) or not isinstance(value, SupportsFloat) or not 0 < float(value) < 1:
        raise ValueError(f"{name} is {value!r}; expected a number above 0 and below 1")
    return float(value)


def _names(width: int) -> tuple[str, ...]:
    return ("",) if width == 1 else ("low", "high")


class _TiedError(Exception):
    """A point that the assumptions forbid: the parameters are not independent."""


# --- independent parameters -------------------------------------------------------------------------------------------


def _independent(
    what: Uncertain, compute: Computed, width: int, count: int, seed: int, confidence: float
) -> tuple[list[Index], tuple[float, ...], tuple[float, ...]]:
    import numpy as np
    from scipy.stats import qmc

    granted, letters = what.granted, len(what.letters)
    random = np.random.default_rng(seed)
    unit = np.clip(qmc.Sobol(2 * letters, rng=random).random(count), np.finfo(float).tiny, np.nextafter(1.0, 0.0))
    one, other = quantiles(what, unit[:, :letters]), quantiles(what, unit[:, letters:])

    def function(values: Mapping[str, Any]) -> NDArray[np.float64]:
        if not granted(values).all():
            raise _TiedError
        found: NDArray[np.float64] = compute(values)[:width]
        return found

    mixed = [function({**one, name: other[name]}) for name in in_time(what.letters)]
    found = function(one), function(other), np.stack(mixed)
    first, total = _saltelli(*found)
    picks = [random.integers(0, count, count) for _ in range(RESAMPLES)]
    spread = [_saltelli(*(array[..., pick] for array in found)) for pick in in_time(picks)]
    tail = (1 - confidence) / 2
    ends = [np.quantile([resampled[k] for resampled in spread], [tail, 1 - tail], axis=0) for k in (0, 1)]
    rows = [
        Index(name, bound, *(float(x[b, i]) for x in (first, *ends[0], total, *ends[1])))
        for b, bound in enumerate(_names(width))
        for i, name in enumerate(what.letters[: len(mixed)])
    ]
    sample = np.concatenate(found[:2], axis=1)
    return rows, tuple(map(float, sample.mean(axis=1))), tuple(map(float, sample.var(axis=1)))


def _saltelli(A: Any, B: Any, mixed: Any) -> tuple[Any, Any]:  # noqa: N803
    """First and total indices: arrays of shape (1 or 2, letters). Saltelli et al. (2010), table 2, (b) and (f).

    `A` and `B` are numbers at independent points, shape (1 or 2, points); `mixed`, shape (letters, 1 or 2, points), at
    the points of `A` with one letter each from `B`.
    """
    import numpy as np

    mean, variance = (f(np.concatenate([A, B], axis=-1), axis=-1, keepdims=True) for f in (np.mean, np.var))
    first = np.mean((B - mean) * (mixed - A), axis=-1) / variance[:, 0]
    total = np.mean((A - mixed) ** 2, axis=-1) / 2 / variance[:, 0]
    return first.T, total.T


# --- parameters that the assumptions tie together ---------------------------------------------------------------------


def _tied(
    what: Uncertain, compute: Computed, width: int, count: int, seed: int, confidence: float
) -> tuple[list[Index], tuple[float, ...], tuple[float, ...]]:
    import numpy as np

    random = np.random.default_rng(seed)
    base = draw(what, count, seed).values
    y = compute(base)[:width]
    count = y.shape[1]  # fewer than asked for, once the time is up
    rows: list[Index] = []
    odds = np.full(count, 1 / count)
    weights = [random.multinomial(count, odds).astype(np.uint8) for _ in range(RESAMPLES)]
    for name in in_time(what.letters):
        others = [n for n in what.letters if n != name]
        same = compute(_again(what, base, others, random))[:width] if others else y
        alone = compute(_again(what, base, [name], random))[:width]
        for b, bound in enumerate(_names(width)):
            rows.append(Index(name, bound, *_estimated(y[b], same[b], alone[b], weights, confidence)))
    rows.sort(key=lambda row: row.bound)
    return rows, tuple(map(float, y.mean(axis=1))), tuple(map(float, y.var(axis=1)))


def _again(what: Uncertain, base: Mapping[str, Any], letters: Sequence[str], random: Any) -> dict[str, Any]:
    """The points with some letters drawn again, given the others, within the assumptions.

    By rejection; where that hardly ever succeeds, letter by letter, given all others (Gibbs sampling). A point is
    already drawn as it should be, so the chain stays so; enough rounds make it forget where it began.
    """
    found, left = _rejected(what, base, letters, random)
    for _ in range(SWEEPS if left.size else 0):
        for name in letters:
            _sliced(what, found, left, name, random)
    return found


def _rejected(
    what: Uncertain, base: Mapping[str, Any], letters: Sequence[str], random: Any
) -> tuple[dict[str, Any], NDArray[np.intp]]:
    """The points with some letters drawn again by rejection, and the points at which that did not succeed."""
    import numpy as np

    found = {name: column.copy() for name, column in base.items()}
    where = np.arange(len(base[what.letters[0]]))
    for _ in range(ROUNDS):
        if not where.size:
            break
        trial = {name: base[name][where] for name in what.letters}
        trial |= {name: _quantile(what, name, random.random(where.size)) for name in letters}
        good = what.granted(trial)
        for name in letters:
            found[name][where[good]] = trial[name][good]
        where = where[~good]
    return found, where


def _sliced(what: Uncertain, found: dict[str, Any], where: NDArray[np.intp], name: str, random: Any) -> None:
    """One letter drawn again at some points, given the others: slice sampling (Neal 2003, section 4).

    A try that the assumptions forbid cuts off that side of the current value, so that a narrow strip is soon hit.
    """
    import numpy as np

    distribution = what.distributions[name]
    now = distribution.cdf(found[name][where])
    if hasattr(distribution, "pmf"):  # within the step that belongs to the value
        now = now - random.random(where.size) * distribution.pmf(found[name][where])
    low, high, left = np.zeros(where.size), np.ones(where.size), np.arange(where.size)
    for _ in range(ROUNDS):
        if not left.size:
            break
        tried = low[left] + (high[left] - low[left]) * random.random(left.size)
        trial = {n: found[n][where[left]] for n in what.letters} | {name: _quantile(what, name, tried)}
        good = what.granted(trial)
        found[name][where[left[good]]] = trial[name][good]
        left, tried = left[~good], tried[~good]
        below = tried < now[left]
        low[left[below]], high[left[~below]] = tried[below], tried[~below]


def _quantile(what: Uncertain, name: str, unit: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    inside = np.clip(unit, np.finfo(float).tiny, np.nextafter(1.0, 0.0))
    return np.asarray(what.distributions[name].ppf(inside), dtype=np.float64)


def _estimated(y: Any, same: Any, alone: Any, weights: Any, confidence: float) -> Iterator[float]:
    """The first and the total index, each followed by the ends of its interval (percentiles of the bootstrap)."""
    import numpy as np

    def index(w: Any) -> tuple[Any, Any]:
        size = w.sum(axis=-1)
        mean = w @ (y + same) / 2 / size
        variance = w @ (y**2 + same**2) / 2 / size - mean**2
        first = (w @ (y * same) / size - mean**2) / variance
        return first, w @ ((y - alone) ** 2) / 2 / size / variance

    whole, resampled = index(np.ones_like(y)), np.transpose([index(w) for w in in_time(weights)])
    tail = (1 - confidence) / 2
    for estimate, spread in zip(whole, resampled, strict=True):
        low, high = np.quantile(spread, [tail, 1 - tail])
        yield from (float(estimate), float(low), float(high))
