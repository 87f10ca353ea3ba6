"""Sweeps of games without formulas (such as `exp` of what depends on a type): solved anew at every point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.algebra.values.value import exact_value
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.games.parts.mistakes import GameError
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.sweeps.compiled_families import (
    BELIEF_HIGH,
    BELIEF_LOW,
    CHOSEN,
    OUTCOME,
    PAYOFF,
    PROBABILITY,
    Family,
    Recipe,
)
from deterrence.sensitivity.sweeps.grid import Grid

if TYPE_CHECKING:
    import xarray as xr

Place = tuple[int, ...]


def by_points(problem: Problem, axes: Grid, fixed: Mapping[str, Any]) -> xr.Dataset:
    """The table of a sweep, each point solved as a game of numbers; equilibria that use the same moves are a family.

    Points that the time did not suffice for have -1 equilibria.
    """
    import numpy as np

    from deterrence.sensitivity.sweeps.dataset import Template

    granted = np.zeros(axes.shape, dtype=np.bool_)
    met: dict[tuple[str, int], dict[Place, Equilibrium]] = {}
    solved: Equilibria | None = None
    incomplete: dict[str, None] = {}
    seen_at: list[Place] = []
    for place in in_time(product(*map(range, axes.shape))):
        seen_at.append(place)
        point = {name: exact_value(values[i]) for (name, values), i in zip(axes.axes.items(), place, strict=True)}
        try:
            there = problem.at(point)
        except GameError:
            continue
        granted[place] = True
        solved = there.families
        if not solved.complete:
            incomplete[solved.why] = None
        seen: Counter[str] = Counter()
        for family in solved:
            seen[family.pattern] += 1
            met.setdefault((family.pattern, seen[family.pattern]), {})[place] = family
    if solved is None:
        raise ValueError("the assumptions hold at no point of the grid")
    if not met:
        raise ValueError(f"no equilibrium was found at any point of the grid: {'; '.join(incomplete)}")
    if len(seen_at) < axes.size:
        incomplete |= dict.fromkeys([f"{len(seen_at):,} of {axes.size:,} points were solved", Deadline().why])
    first = next(iter(next(iter(met.values())).values()))
    names = [name for name, _ in met]
    here = Recipe(first.layout, tuple(Family(name, (), (), {}) for name in names), (), ())
    promise = replace(solved.promise, exact=False, complete=not incomplete, why="; ".join(incomplete))
    whole = Equilibria(problem.game, promise, ())
    template = Template(here, axes, whole, fixed)
    arrays = _arrays(here, axes, list(met.values()))
    unsolved = np.ones(axes.shape, dtype=np.bool_)
    unsolved[tuple(np.transpose(seen_at))] = False
    arrays["equilibria"][unsolved] = -1
    return template.dataset({**arrays, "granted": granted})


def _arrays(here: Recipe, axes: Grid, met: list[dict[Place, Equilibrium]]) -> dict[str, Any]:
    import numpy as np

    exists = np.zeros((len(met), *axes.shape), dtype=np.bool_)
    found = {kind: np.full((len(met), count, *axes.shape), np.nan) for kind, count in here.kinds.items()}
    for index, there in enumerate(met):
        for place, family in there.items():
            exists[(index, *place)] = True
            for kind, numbers in _numbers(family).items():
                if kind in found:
                    where: tuple[Any, ...] = (index, slice(None), *place)
                    found[kind][where] = numbers
    return {"exists": exists, **found, "equilibria": exists.sum(axis=0, dtype=np.int32)}


def _numbers(family: Equilibrium) -> dict[str, list[float]]:
    low: list[float] = []
    high: list[float] = []
    for index, place in enumerate(family.layout.places):
        if len(place.nodes) < 2:
            continue
        for belief in family.belief_values.get(index, [float("nan")] * len(place.nodes)):
            if isinstance(belief, BeliefRange):
                low.append(max(map(float, belief.lower), default=0.0))
                high.append(min(map(float, belief.upper), default=1.0))
            else:
                low.append(float(belief))
                high.append(float(belief))
    return {
        PROBABILITY: [float(value) for row in family.strategies for value in row],
        PAYOFF: [float(value) for value in family.payoff_values],
        OUTCOME: [float(value) for value in family.outcome_values],
        CHOSEN: [float(value) for value in family.choice_values.values()],
        BELIEF_LOW: low,
        BELIEF_HIGH: high,
    }
