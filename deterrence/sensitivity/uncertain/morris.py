"""Second-order Sobol indices and Morris screening, by SALib (the extra `deterrence[sensitivity]`).

Both need independent parameters: where the assumptions tie parameters together, narrow the distributions until every
combination of their values is allowed.

* `sobol_second_order`: how much of the variance two parameters explain together beyond what each does alone (Saltelli
  2002).
* `morris`: the mean size and the spread of elementary effects, for a first look at many parameters (Morris 1991;
  Campolongo, Cariboni and Saltelli 2007).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.language import given_values, whole_number
from deterrence.formats.extras import require
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.asking.selection import ALL, selection
from deterrence.sensitivity.claims.quantity import quantity
from deterrence.sensitivity.uncertain.draws import Uncertain, quantiles, uncertain, within_ranges
from deterrence.sensitivity.uncertain.evaluated import evaluator
from deterrence.sensitivity.uncertain.sobol import MOST_POINTS, share

if TYPE_CHECKING:
    import pandas as pd


@question
def sobol_second_order(
    game: Asked,
    /,
    of: Any,
    *,
    draws: int = 4096,
    select: str,
    seed: int = 0,
    confidence: float = 0.95,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> pd.DataFrame:
    """Second-order Sobol indices: one row a pair of parameters.

    Parameters
    ----------
    game, of, draws, select, seed, confidence, at, time_limit, **letters
        As for `sobol`; `select` must pick one equilibrium.

    Returns
    -------
    DataFrame
        Columns parameter, with, second, low, high. Its `attrs` say of what, and what is promised of the equilibria.

    Raises
    ------
    NotInstalledError
        A ModuleNotFoundError, when SALib is not installed: `pip install 'deterrence[sensitivity]'`.
    ValueError
        When the assumptions forbid some combination of values.

    Examples
    --------
    >>> import deterrence as dt
    >>> c, k = dt.Parameter("c", "", 0, 1), dt.Parameter("k", "", 0, 1)
    >>> game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["c*k"], "Stay": [0]}, parameters=[c, k])
    >>> found = dt.sobol_second_order(game, of="payoff of A", select="payoff dominance")
    >>> list(found.parameter), list(found["with"]), [round(second, 2) for second in found.second]
    (['c'], ['k'], [0.14])
    """
    require("this analysis", "SALib")
    draws, seed = whole_number("draws", draws, 1, MOST_POINTS), whole_number("seed", seed)
    confidence = share("confidence", confidence)
    what, about, compute = _prepared(game, of, select, given_values(at, letters))
    if len(what.letters) < 2:
        raise ValueError(f"second-order indices are of pairs, and only '{what.letters[0]}' is uncertain")
    import numpy as np
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = _problem(what)
    count = 1 << max(4, (draws - 1).bit_length())
    unit = sampling.sample(problem, count, calc_second_order=True, seed=seed)
    # SALib takes 0 for no seed at all.
    found = analysis.analyze(problem, compute(unit), calc_second_order=True, conf_level=confidence, seed=seed + 1)
    rows = []
    for i, j in combinations(range(len(what.letters)), 2):
        second, width = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
        rows.append((what.letters[i], what.letters[j], second, second - width, second + width))
    return _framed(rows, ["parameter", "with", "second", "low", "high"], about, np.array([-abs(r[2]) for r in rows]))


@question
def morris(
    game: Asked,
    /,
    of: Any,
    *,
    paths: int = 256,
    levels: int = 8,
    select: str,
    seed: int = 0,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> pd.DataFrame:
    """Morris screening: one row a parameter.

    Parameters
    ----------
    game, of, select, seed, at, time_limit, **letters
        As for `sobol`; `select` must pick one equilibrium.
    paths
        How many paths through the parameter space.
    levels
        How many steps a parameter's distribution is cut into.

    Returns
    -------
    DataFrame
        Columns parameter, mean (of the size of effects), error (of that mean), spread (of the effects). Its `attrs` say
        of what, and what is promised of the equilibria.

    Raises
    ------
    NotInstalledError
        A ModuleNotFoundError, when SALib is not installed: `pip install 'deterrence[sensitivity]'`.
    ValueError
        When the assumptions forbid some combination of values.

    Examples
    --------
    >>> import deterrence as dt
    >>> c, k = dt.Parameter("c", "", 0, 1), dt.Parameter("k", "", 0, 1)
    >>> game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["c*k"], "Stay": [0]}, parameters=[c, k])
    >>> found = dt.morris(game, of="payoff of A", select="payoff dominance")
    >>> sorted(found.parameter)
    ['c', 'k']
    """
    require("this analysis", "SALib")
    paths, seed = whole_number("paths", paths, 2, MOST_POINTS), whole_number("seed", seed)
    levels = whole_number("levels", levels, 2, MOST_POINTS)
    what, about, compute = _prepared(game, of, select, given_values(at, letters))
    import numpy as np
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(what)
    unit = sampling.sample(problem, paths, num_levels=levels, seed=seed)
    found = analysis.analyze(problem, unit, compute(unit), num_levels=levels, seed=seed)
    rows = [
        (name, float(found["mu_star"][i]), float(found["mu_star_conf"][i]), float(found["sigma"][i]))
        for i, name in enumerate(what.letters)
    ]
    return _framed(rows, ["parameter", "mean", "error", "spread"], about, np.array([-r[1] for r in rows]))


# What a table says of itself.
Attributes = dict[Hashable | None, Any]


def _problem(what: Uncertain) -> dict[str, Any]:
    """The unit cube, as SALib wants it: distributions are put on afterwards."""
    return {"num_vars": len(what.letters), "names": list(what.letters), "bounds": [[0.0, 1.0]] * len(what.letters)}


def _prepared(game: Asked, of: Any, select: str, parameters: dict[str, Any]) -> tuple[Uncertain, Attributes, Any]:
    import numpy as np

    if select == ALL:
        raise ValueError("this needs one number a point: say which equilibrium is meant with select=")
    what = within_ranges(uncertain(Problem.of(game), parameters))
    families = evaluator(what.problem, generic=False)
    selection(select, what.game, families.families)
    wanted = quantity(what.game, of)
    numbers = families.numbers([wanted])
    ends = np.finfo(float).eps

    def compute(unit: Any) -> Any:
        # The ends of the unit interval may be infinities of a distribution.
        values = quantiles(what, np.clip(unit, ends, 1 - ends))
        if not what.granted(values).all():
            raise ValueError("the assumptions forbid some combinations of these values; narrow the distributions")
        here = families.at(values)
        found = numbers.at(here, here.select(select))[0, 0]
        here.refuse_gaps(select, found)
        return found

    about: Attributes = {"of": wanted.name, "select": select, "cut": what.cut}
    about.update(families.promise.attributes())
    return what, about, compute


def _framed(rows: list[Any], columns: list[str], about: Attributes, order: Any) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    table = pd.DataFrame([rows[i] for i in np.argsort(order, kind="stable")], columns=columns)
    table.attrs |= about
    return table
