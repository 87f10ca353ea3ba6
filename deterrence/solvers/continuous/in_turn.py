"""Continuous games solved by conditions of first order; in numbers, where these find nothing in time, by replies."""

from __future__ import annotations

from dataclasses import replace

from deterrence.algebra.time_limit.deadline import OutOfTime, keep_back
from deterrence.equilibria.equilibria import Found
from deterrence.solvers.continuous.active_sets import by_conditions
from deterrence.solvers.continuous.best_replies import from_several_starts
from deterrence.solvers.one_of_many import SECONDS, or_else
from deterrence.solvers.task import Task


def of_continuous(task: Task) -> Found:
    """Nash equilibria of a game in which all choose from intervals.

    Of a game of numbers some of the time is kept for iterated best replies, where conditions of first order give none.
    """
    if task.form.letters:
        return by_conditions(task)
    with keep_back(SECONDS) as earlier:
        try:
            found = by_conditions(replace(task, deadline=earlier))
        except OutOfTime:
            found = Found((), (), False, earlier.why)
    return or_else(found, {"iterated best replies": lambda: from_several_starts(task)})
