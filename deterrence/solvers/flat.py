"""Methods for large trees of numbers, held as flat arrays; what they find are arrays too, a node or a choice each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deterrence.solvers.numeric.backward_induction import BackwardInduction, backward_induction
from deterrence.solvers.numeric.logit import LogitPath, logit_tree
from deterrence.solvers.numeric.sequence_form import TreeEquilibrium, general_sum_tree, zero_sum_tree

if TYPE_CHECKING:
    from deterrence.solvers.task import Task

FlatFound = BackwardInduction | TreeEquilibrium | LogitPath


def by_induction(task: Task) -> BackwardInduction:
    """By backward induction, over all nodes of a depth at once."""
    return backward_induction(task.form, **task.options)


def sequence_form(task: Task) -> TreeEquilibrium:
    """By the linear complementarity problem of the sequence form."""
    return general_sum_tree(task.form)


def zero_sum(task: Task) -> TreeEquilibrium:
    """By the linear programme of the sequence form."""
    return zero_sum_tree(task.form)


def logit(task: Task) -> LogitPath:
    """By the logit correspondence of the agent form."""
    return logit_tree(task.form, at=task.amounts("precision"))
