"""How likely each outcome is when parameters are uncertain.

Parameters are drawn from their distributions, draws that break an assumption thrown away, and the families' formulas
evaluated at all draws at once. Where several equilibria exist, `select` says which one is meant; by default all are,
and the least and the greatest value are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.formulas.language import given_values, whole_number
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.games.statements import Payoff, Probability
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.asking.selection import ALL, selection
from deterrence.sensitivity.claims.quantity import Quantity
from deterrence.sensitivity.uncertain.draws import MOST_DRAWS, Draws, Uncertain, draw, uncertain, uniform
from deterrence.sensitivity.uncertain.evaluated import Evaluator, evaluator

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

LOT: Final = 200_000
REPLICATES: Final = 16


@question
def uncertainty(
    game: Asked,
    /,
    *,
    draws: int = 100_000,
    select: str = ALL,
    method: str = "random",
    seed: int = 0,
    keep: bool = False,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> xr.Dataset:
    """How likely each outcome is, and what each player can expect, when parameters are uncertain.

    Parameters
    ----------
    game
        A game with letters, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    draws
        How many draws, at most 10 million, counted after those that break an assumption are thrown away.
    select
        Which equilibrium is meant where there are several: "all" (the least and the greatest value are reported),
        "payoff dominance", "risk dominance" (2x2), "logit limit", "worst for PLAYER" or "best for PLAYER".
    method
        "random", or quasi-random: "sobol", "halton", "latin hypercube" (in 16 independent parts, whose differences
        give the error).
    seed
        The same seed gives the same draws.
    keep
        Whether to return each draw, too.
    at, **letters
        For each parameter a number or a distribution of `scipy.stats`, as a mapping or as keywords; those not given are
        uniform on their range.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    xarray.Dataset
        `probability` of each outcome and `payoff` of each player, each with its standard error (`probability_error`,
        `payoff_error`); with select="all" along a dimension `bound` ("low", "high"). `exists`: the share of draws at
        which each family exists; `several` and `none`: the shares at which several equilibria and none do;
        `unselected`: the share at which the rule picked none (left out of the averages). The attributes say what was
        done, which share of all draws met the assumptions (`kept`), and which distributions reach beyond the declared
        range and were cut there (`cut`).

    Raises
    ------
    ValueError
        For unknown parameters or rules, and when hardly any draw meets the assumptions.
    FormulaError
        When the game has no formulas.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.uncertainty(dt.load("nll-probe"), draws=20_000, c=dt.uniform(0.6, 1), g=2, b=6, k=2, l=1, e=3, s=1)
    >>> float(found.probability.sel(outcome="Status quo", bound="low").round(1))
    0.6
    """
    draws, seed = whole_number("draws", draws, 1, MOST_DRAWS), whole_number("seed", seed)
    what = uncertain(Problem.of(game), given_values(at, letters))
    families = evaluator(what.problem, generic=what.is_continuous)
    selection(select, what.game, families.families)
    summary = _Summary(families, select)
    sizes = [draws] if method == "random" else [-(-draws // REPLICATES)] * REPLICATES
    summaries: list[dict[str, Any]] = []
    parts: list[Draws] = []
    for number, size in enumerate(in_time(sizes)):
        drawn = draw(what, size, seed + number, method)
        summaries.append(summary.of(drawn))
        parts.append(drawn.first(len(summaries[-1]["chosen"])))
    done = sum(len(found["chosen"]) for found in summaries)
    late = (f"{done:,} of {sum(sizes):,} draws were looked at", Deadline().why) if done < sum(sizes) else ()
    promise = families.promise.lacking(*late)
    return _dataset(what, families, parts, summaries, select, method, seed, keep).assign_attrs(promise.attributes())


class _Summary:
    """What is computed from a set of draws."""

    def __init__(self, families: Evaluator, select: str) -> None:
        layout = families.families[0].layout
        outcomes = [Quantity(name, Probability(name, "outcome", _ZERO)) for name in layout.outcomes]
        payoffs = [Quantity(name, Payoff(name, _ZERO)) for name in layout.players]
        self.families, self.select = families, select
        self.numbers = families.numbers([*outcomes, *payoffs])

    def of(self, part: Draws) -> dict[str, Any]:
        """Numbers (bounds, numbers, draws), which family exists, and which is chosen; until the time is up."""
        import numpy as np

        count = len(next(iter(part.values.values())))
        numbers, exists, chosen = [], [], []
        for start in in_time(range(0, count, LOT)):
            here = self.families.at({name: column[start : start + LOT] for name, column in part.values.items()})
            picked = None if self.select == ALL else here.select(self.select)
            numbers.append(self.numbers.at(here, picked))
            exists.append(here.exists)
            chosen.append(np.zeros(here.exists.shape[1], dtype=np.intp) if picked is None else picked)
        return {
            "numbers": np.concatenate(numbers, axis=-1),
            "exists": np.concatenate(exists, axis=-1),
            "chosen": np.concatenate(chosen),
        }


def _zero() -> Any:
    from fractions import Fraction

    from deterrence.algebra.formulas.language import Number

    return Number(Fraction(0))


_ZERO: Final = _zero()


def mean_and_error(parts: list[NDArray[np.float64]]) -> tuple[Any, Any]:
    """The mean over draws, along the last axis, and its standard error: between parts, where there are several."""
    import numpy as np

    if len(parts) == 1:
        valid = np.isfinite(parts[0])
        count = np.maximum(valid.sum(axis=-1), 1)
        mean = np.where(valid, parts[0], 0.0).sum(axis=-1) / count
        square = np.where(valid, (parts[0] - mean[..., None]) ** 2, 0.0).sum(axis=-1)
        return np.where(valid.any(axis=-1), mean, np.nan), np.sqrt(square / np.maximum(count - 1, 1) / count)
    means = np.stack([mean_and_error([part])[0] for part in parts])
    return means.mean(axis=0), means.std(axis=0, ddof=1) / np.sqrt(len(parts))


def _dataset(
    what: Uncertain,
    families: Evaluator,
    parts: list[Draws],
    summaries: list[dict[str, Any]],
    select: str,
    method: str,
    seed: int,
    keep: bool,
) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    layout = families.families[0].layout
    outcomes = len(layout.outcomes)
    mean, error = mean_and_error([s["numbers"] for s in summaries])
    exists = np.concatenate([s["exists"] for s in summaries], axis=-1)
    chosen = np.concatenate([s["chosen"] for s in summaries])
    count = exists.sum(axis=0)
    bounds = ("bound",) if select == ALL else ()

    def pick(array: Any) -> Any:
        return array if select == ALL else array[0]

    variables: dict[str, Any] = {
        "probability": ((*bounds, "outcome"), pick(mean[:, :outcomes])),
        "probability_error": ((*bounds, "outcome"), pick(error[:, :outcomes])),
        "payoff": ((*bounds, "player"), pick(mean[:, outcomes:])),
        "payoff_error": ((*bounds, "player"), pick(error[:, outcomes:])),
        "exists": (("family",), exists.mean(axis=1)),
        "several": ((), float((count > 1).mean())),
        "none": ((), float((count == 0).mean())),
        "unselected": ((), float(((chosen < 0) & (count > 0)).mean())),
    }
    names: dict[str, int] = {}
    for family in families.families:
        names[family.name if family.name not in names else f"{family.name} ({len(names)})"] = len(names)
    coordinates: dict[str, Any] = {
        "outcome": list(layout.outcomes),
        "player": list(layout.players),
        "family": list(names),
    } | ({"bound": ["low", "high"]} if select == ALL else {})
    if keep:
        numbers = np.concatenate([s["numbers"] for s in summaries], axis=-1)
        variables["outcome_probability"] = ((*bounds, "outcome", "draw"), pick(numbers[:, :outcomes]))
        for name in what.letters:
            variables[name] = (("draw",), np.concatenate([part.values[name] for part in parts]))
    return xr.Dataset(variables, coordinates, _attributes(what, families, parts, count.size, select, method, seed))


def _attributes(
    what: Uncertain, families: Evaluator, parts: list[Draws], draws: int, select: str, method: str, seed: int
) -> Mapping[str, Any]:
    kept = len(parts) / sum(1 / part.kept for part in parts)
    return {
        "title": what.game.title or what.game.name,
        "draws": draws,
        "kept": kept,
        "select": select,
        "sampling": method,
        "seed": seed,
        "cut": what.cut,
        "fixed": ", ".join(f"{name} = {value}" for name, value in what.fixed.items()),
    }


__all__ = ["mean_and_error", "uncertainty", "uniform"]
