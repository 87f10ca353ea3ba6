"""What else deters: at the commitment given, the least change in any one other parameter that brings something about.

The dual of `required.py`: each parameter in turn is let free, all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.algebra.values.value import public_value
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.rows import Rows
from deterrence.equilibria.tables import text_table
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed
from deterrence.sensitivity.asking.fixed_letters import NO_LETTER, given_text, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.goals.goal import EVERY, Goal, OnLine, goal, met_on_line

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Alternative:
    """One parameter, and what change of it meets the goal, all others as they are.

    Attributes
    ----------
    letter, now
        The parameter and its value.
    line
        Where along this parameter the goal is met.
    nearest
        The interval nearest to the present value on which the goal is met; None where it is met at no value.
    """

    letter: str
    now: Fraction
    line: OnLine
    nearest: Interval | None

    @property
    def point(self) -> Exact | None:
        """The nearest value at which the goal is met, or above which it is; None where there is none."""
        if self.nearest is None or self.nearest.contains(self.now):
            return None if self.nearest is None else self.now
        return self.nearest.lower if _above(self.nearest, self.now) else self.nearest.upper

    @property
    def value(self) -> Any:
        """The same, as a sympy number."""
        return None if self.point is None else public_value(self.point)

    @property
    def change(self) -> str:
        """The change in words."""
        if self.nearest is None:
            return "no value does"
        if self.nearest.contains(self.now):
            return "none needed"
        if _above(self.nearest, self.now):
            return f"raise {'to' if self.nearest.lower_closed else 'above'} {self.nearest.lower}"
        return f"lower {'to' if self.nearest.upper_closed else 'below'} {self.nearest.upper}"


@dataclass(frozen=True, eq=False)
class Alternatives(Promised, Rows[Alternative]):
    """For each parameter, the change of it alone that meets a goal.

    Attributes
    ----------
    game, target, at
        What is asked: of which game, and the values from which one at a time departs.
    rows
        One a parameter.
    promise
        What is promised of the equilibria on all the lines.
    """

    game: Model
    goal: Goal
    at: Mapping[str, Fraction]
    rows: tuple[Alternative, ...]
    promise: Promise

    def to_frame(self) -> pd.DataFrame:
        """One row a parameter."""
        import pandas as pd

        return pd.DataFrame(list(self._table()), columns=["parameter", "now", "change", "so where"])

    def _table(self) -> Iterator[tuple[str, str, str, str]]:
        for row in self.rows:
            where = " and ".join(map(str, row.line.where)) or "nowhere"
            yield row.letter, str(row.now), row.change, where

    def __str__(self) -> str:
        lines = [f"{self.goal}: what one change brings it about", f"at {given_text(self.at)}", ""]
        lines.append(text_table(["parameter", "now", "change", "so where"], self._table()))
        return "\n".join([*lines, "", str(self.promise)])

    __repr__ = __str__


@question
def alternatives(
    game: Asked,
    /,
    *,
    outcome: str | None = None,
    then: Mapping[str, Any] | None = None,
    in_: str = EVERY,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Alternatives:
    """For each parameter, the change of it alone that meets a goal.

    Parameters
    ----------
    game
        A game, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    outcome, then, in_
        The goal, as for `required`.
    at, **letters
        Values of parameters, as a mapping or as keywords; those not given are at their base values.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Alternatives
        One row a parameter; with the nearest value that does, exactly.

    Examples
    --------
    >>> import deterrence as dt
    >>> other_ways = dt.alternatives(dt.load("nll-probe"), outcome="Status quo", c=0.6)
    >>> [(way.letter, way.change) for way in other_ways if way.point is not None]
    [('c', 'raise above 3/4'), ('b', 'lower below 3'), ('k', 'raise above 4')]
    """
    problem = Problem.of(game)
    target = goal(outcome, then, in_)
    target.statements(problem.game)
    point = others_of(problem.game, (), given_values(at, letters))
    if not point:
        raise ValueError(f"{NO_LETTER}, so nothing can change")
    problem.game.at(point)
    rows: list[Alternative] = []
    for letter in in_time(problem.game.parameters):
        line = met_on_line(problem.at({n: v for n, v in point.items() if n != letter}), letter, target)
        rows.append(Alternative(letter, point[letter], line, _nearest(line.where, point[letter])))
    promise = Promise.together(row.line.promise for row in rows)
    left = list(problem.game.parameters)[len(rows) :]
    late = (f"{listed(left)} not looked at", Deadline().why) if left else ()
    return Alternatives(problem.game, target, point, tuple(rows), promise.lacking(*late))


def _above(interval: Interval, now: Fraction) -> bool:
    return interval.lower is not None and not interval.lower < now and not interval.contains(now)


def _nearest(where: Sequence[Interval], now: Fraction) -> Interval | None:
    """The interval nearest to a value; of two equally near the lower one."""
    below = [i for i in where if not i.contains(now) and not _above(i, now)]
    above = [i for i in where if _above(i, now)]
    inside = [i for i in where if i.contains(now)]
    if inside:
        return inside[0]
    if not below or not above:
        return below[-1] if below else (above[0] if above else None)
    upper, lower = below[-1].upper, above[0].lower
    assert upper is not None
    assert lower is not None
    if (start := rational(lower)) is not None:
        # now - upper <= lower - now, asked without leaving exact numbers
        return below[-1] if not upper < 2 * now - start else above[0]
    if (stop := rational(upper)) is not None:
        return below[-1] if not lower < 2 * now - stop else above[0]
    return below[-1] if now - Fraction(float(upper)) <= Fraction(float(lower)) - now else above[0]
