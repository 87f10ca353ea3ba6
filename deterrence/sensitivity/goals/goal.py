"""A goal, such as that the status quo holds in every equilibrium, and where on a line it is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from deterrence.algebra.conditions.line import Interval, factors_of, intervals
from deterrence.algebra.conditions.sign_chart import LineChart
from deterrence.equilibria.promise import Promise, Promised
from deterrence.games.gaps import where_defined
from deterrence.games.model import Model
from deterrence.games.parts.claim import IN, Claim
from deterrence.games.parts.mistakes import nearest
from deterrence.games.statements import Count, Statement, statements
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.claims.conclusion import Cases, Conclusion, UnsettledError
from deterrence.sensitivity.claims.mixtures import between, tells_all

EVERY: Final = "every equilibrium"


@dataclass(frozen=True, eq=False)
class Goal:
    """Something that is to hold in every equilibrium, or in some.

    Attributes
    ----------
    then
        As in a claim: `{"outcome": "Status quo"}`, `{"DPRK": "Refrain"}`.
    in_
        "every equilibrium" or "some equilibrium".
    """

    then: Mapping[str, Any]
    in_: str

    def claim(self, when: str | None = None, holds: str = "exactly when") -> Claim:
        """The claim that the goal is met under a condition."""
        return Claim(str(self), self.then, when, holds, self.in_)

    def statements(self, game: Model) -> tuple[Statement, ...]:
        """What the goal says of a game."""
        found = statements(self.claim(), game)
        if any(isinstance(s, Count) for s in found):
            raise ValueError("a number of equilibria can be claimed and checked, not required")
        return found

    def __str__(self) -> str:
        if set(self.then) == {"outcome"}:
            said = str(self.then["outcome"])
        elif "probability of" in self.then:
            said = f"probability of {self.then['probability of']} {self.then['is']}"
        else:
            said = "; ".join(f"{player} {_choice_text(choice)}" for player, choice in self.then.items())
        return f"{said} in {self.in_}"


def _choice_text(choice: Any) -> str:
    if isinstance(choice, Mapping):
        return ", ".join(f"{move}: {_choice_text(value)}" for move, value in choice.items())
    return str(choice)


def goal(outcome: str | None, then: Mapping[str, Any] | None, in_: str) -> Goal:
    """The goal, from what a caller gives.

    Raises
    ------
    ValueError
        When neither or both of `outcome` and `then` are given, or `in_` is no way to read them.
    """
    if (outcome is None) == (then is None):
        raise ValueError('say what the goal is: outcome="Status quo", or then={"DPRK": "Refrain"}')
    if in_ not in IN:
        known = " or ".join(repr(word) for word in IN)
        raise ValueError(f"in_ is {in_!r}; expected {known}.{nearest(str(in_), IN)}")
    return Goal({"outcome": outcome} if then is None else dict(then), in_)


@dataclass(frozen=True)
class OnLine(Promised):
    """Where on a line a goal is met.

    Attributes
    ----------
    where
        The intervals, from left to right.
    from_start
        Whether it is met at the lowest value that the range and the assumptions allow.
    lasting
        Whether it stays met at every greater value allowed, once it is.
    promise
        What is promised of the equilibria on the line.
    """

    where: tuple[Interval, ...]
    from_start: bool
    lasting: bool
    promise: Promise


def met_on_line(problem: Problem, letter: str, target: Goal) -> OnLine:
    """Where on the line of the one free letter a goal is met, exactly."""
    line, found = problem.game, problem.families
    conclusion = Conclusion(line, target.statements(line), target.in_ == EVERY)
    true = [conclusion.where(family) for family in found.families]
    several = [c for c in found.components if len(c) > 1]
    mixed = () if target.in_ == EVERY else tuple(between(conclusion, several))
    promise = found.promise
    if target.in_ != EVERY and several and not tells_all(conclusion, several):
        promise = promise.lacking("mixtures of the equilibria listed may meet the goal where none of these does")
    taken = where_defined(line)
    low, high = (taken.ranges or {}).get(letter, (None, None))
    conditions = [c for family in found.families for c in family.exists.raw]
    conditions += [c for cases in (*true, mixed) for option in cases for c in option]
    chart = LineChart(letter, [f.polynomial for f in factors_of(conditions)], low, high, taken.touching({letter})[1])
    met, against = 0, 0
    for family, cases in zip(found.families, true, strict=True):
        present, so = chart.where_all(family.exists.raw), _anywhere(chart, cases)
        met |= present & so
        against |= present & ~so
    met |= _anywhere(chart, mixed)
    good = (met & ~against if target.in_ == EVERY else met) & chart.everywhere
    truth = [(cell, bool(good >> index & 1)) for index, cell in enumerate(chart.cells)]
    least = good & -good
    from_start = bool(good) and least == chart.everywhere & -chart.everywhere
    lasting = bool(good) and not chart.everywhere & ~good & ~(least - 1)
    return OnLine(tuple(intervals(truth)), from_start, lasting, promise)


def _anywhere(chart: LineChart, cases: Cases) -> int:
    found = 0
    for option in cases:
        found |= chart.where_all(option)
    return found


__all__ = ["EVERY", "Goal", "OnLine", "UnsettledError", "goal", "met_on_line"]
