"""The equilibria of a game at many points, as arrays: which exist, what they pay, and numbers of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deterrence.algebra.arrays.compile import Conditions, Formulas
from deterrence.algebra.values.value import Value
from deterrence.equilibria.alike import alike
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.promise import Promise, Promised
from deterrence.games.lettered import Lettered, lettered
from deterrence.games.model import Model
from deterrence.sensitivity.asking.function_letters import with_derived
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.asking.selection import Selection, selection
from deterrence.sensitivity.claims.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Evaluator(Promised):
    """The families of a game, compiled.

    Attributes
    ----------
    game
        The game; its letters are those that vary, and those that stand for functions of them.
    functions
        What those stand for.
    classes
        Families with the same strategies and payoffs, taken together.
    promise
        What is promised of the families; what is computed from them in floats is not exact.
    """

    game: Model
    functions: Lettered
    classes: tuple[tuple[Equilibrium, ...], ...]
    promise: Promise

    @property
    def families(self) -> tuple[Equilibrium, ...]:
        """One family of each class."""
        return tuple(members[0] for members in self.classes)

    @cached_property
    def _tests(self) -> Conditions:
        return Conditions([member.exists.raw for members in self.classes for member in members])

    @cached_property
    def _payoffs(self) -> _Numbers:
        return _Numbers([list(family.payoff_values) for family in self.families])

    def at(self, values: Mapping[str, NDArray[np.float64]]) -> Evaluated:
        """Everything at points: an array of the same length for each letter."""
        import numpy as np

        count = len(next(iter(values.values())))
        values, _ = with_derived(self.functions, values)
        truths = iter(self._tests(values))
        exists = np.zeros((len(self.classes), count), dtype=np.bool_)
        for index, members in enumerate(self.classes):
            for _ in members:
                exists[index] |= next(truths)
        return Evaluated(self, values, exists, self._payoffs.at(values, count))

    def numbers(self, wanted: Sequence[Quantity]) -> Numbers:
        """Numbers of interest, compiled."""
        return Numbers(self, _Numbers([[q.of(self.game, family) for q in wanted] for family in self.families]))


class _Numbers:
    """A table of values, one row a family, compiled."""

    def __init__(self, rows: Sequence[Sequence[Value]]) -> None:
        self.rows = rows
        functions: dict[Value, int] = {}
        for value in (v for row in rows for v in row):
            if not value.is_constant:
                functions.setdefault(value, len(functions))
        self.places = functions
        self.formulas = Formulas(tuple(functions))

    def at(self, values: Mapping[str, Any], count: int) -> NDArray[np.float64]:
        """The table at points: shape (families, columns, points)."""
        import numpy as np

        computed = self.formulas(values) if self.places else []
        found = np.empty((len(self.rows), len(self.rows[0]) if self.rows else 0, count))
        for i, row in enumerate(self.rows):
            for j, value in enumerate(row):
                found[i, j] = float(value) if value.is_constant else computed[self.places[value]]
        return found


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The families at some points.

    Attributes
    ----------
    exists : bool array, shape (families, points)
    payoffs : float array, shape (families, players, points)
    """

    evaluator: Evaluator
    values: Mapping[str, NDArray[np.float64]]
    exists: NDArray[np.bool_]
    payoffs: NDArray[np.float64]

    def select(self, rule: str) -> NDArray[np.intp]:
        """The family that a rule chooses at each point, -1 where none is."""
        chosen: Selection = selection(rule, self.evaluator.game, self.evaluator.families)
        return chosen.choose(self.exists, self.payoffs, self.values)

    def refuse_gaps(self, rule: str, numbers: NDArray[np.float64]) -> None:
        """Refuse numbers of interest that some points lack.

        Raises
        ------
        ValueError
            Where a number is NaN: no equilibrium was found, or the rule picks none.
        """
        import numpy as np

        if not np.isnan(numbers).any():
            return
        if not self.exists.any(axis=0).all():
            why = self.evaluator.why
            raise ValueError(f"at some points no equilibrium was found{': ' if why else ''}{why}")
        raise ValueError(f"'{rule}' picks no equilibrium at some points; select another way")


@dataclass(frozen=True, eq=False)
class Numbers:
    """Numbers of interest of every family, compiled."""

    evaluator: Evaluator
    table: _Numbers

    def at(self, here: Evaluated, chosen: NDArray[np.intp] | None) -> NDArray[np.float64]:
        """The numbers at points.

        Parameters
        ----------
        here
            The families there.
        chosen
            The family chosen at each point; None: the least and the greatest over all that exist.

        Returns
        -------
        float array, shape (1 or 2, numbers, points)
            NaN where nothing is chosen.
        """
        import numpy as np

        found = self.table.at(here.values, here.exists.shape[1])
        if chosen is None:
            low = np.where(here.exists[:, None], found, np.inf).min(axis=0)
            high = np.where(here.exists[:, None], found, -np.inf).max(axis=0)
            bounds = np.stack([low, high])
            return np.where(here.exists.any(axis=0), bounds, np.nan)
        picked = np.take_along_axis(found, np.maximum(chosen, 0)[None, None, :], axis=0)
        return np.where(chosen < 0, np.nan, picked)


def evaluator(problem: Problem, generic: bool = True) -> Evaluator:
    """The families of a game, ready to be evaluated; `generic`: without those that exist only at ties.

    Raises
    ------
    FormulaError
        When the game has no formulas (such as `exp` of what depends on a type).
    """
    functions = lettered(problem.game)
    problem = problem.on(functions.game)
    # Letters that stand for functions may be tied everywhere, as sqrt(c**2) is to c.
    if generic and not functions.stands_for:
        families, promise = problem.wide.families, problem.wide.promise
    else:
        families, promise = problem.families.families, problem.families.promise
    if not families:
        raise ValueError(f"no equilibrium family was found{': ' + promise.why if promise.why else ''}")
    return Evaluator(problem.game, functions, alike(families), replace(promise, exact=False))
