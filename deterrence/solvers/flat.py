"""Large trees of numbers, held as flat arrays, solved by name; what comes back are arrays too, a node or a choice each.

Which kernel answers to which name, and what it returns, stands in `FLAT_METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from deterrence.games.mistakes import chosen
from deterrence.solvers.numeric.backward_induction import BackwardInduction, backward_induction
from deterrence.solvers.numeric.flat_tree import FlatTree
from deterrence.solvers.numeric.logit import LogitPath, logit_tree
from deterrence.solvers.numeric.sequence_form import TreeEquilibrium, general_sum_tree, zero_sum_tree

FlatFound = BackwardInduction | TreeEquilibrium | LogitPath


def _logit(tree: FlatTree, precision: float | None = None) -> LogitPath:
    return logit_tree(tree, at=() if precision is None else (float(precision),))


FLAT_METHODS: Final[Mapping[str, tuple[str, Callable[..., FlatFound], tuple[str, ...]]]] = {
    "backward induction": ("subgame-perfect", backward_induction, ("payoffs", "probability")),
    "sequence form": ("nash", general_sum_tree, ()),
    "sequence form (linear programming)": ("nash", zero_sum_tree, ()),
    "logit": ("logit", _logit, ("precision",)),
}
"""For each method: the concept it serves, the kernel, and the options it takes."""


def solve_flat(tree: FlatTree, concept: str | None, method: str | None, options: Mapping[str, Any]) -> FlatFound:
    """An equilibrium of a flat tree.

    By default backward induction where every information set is a single node; else, for two players, the sequence
    form, as a linear programme where the game is zero-sum; else the logit correspondence.

    Raises
    ------
    ValueError
        For a method, concept or option that does not fit, and what the method itself refuses.
    """
    where = " for a flat tree"
    name = _default(tree, concept) if method is None else chosen("method", method, FLAT_METHODS, where=where)
    serves, kernel, known = FLAT_METHODS[name]
    if concept not in (None, serves):
        raise ValueError(f"'{name}' finds {serves} equilibria, not {concept} ones")
    for option in options:
        if option not in known:
            raise ValueError(f"'{name}' has no option '{option}'; its options: {', '.join(known) or 'none'}")
    return kernel(tree, **options)


def _default(tree: FlatTree, concept: str | None) -> str:
    deciding = int((tree.player >= 0).sum())
    if concept == "logit":
        return "logit"
    if concept != "nash" and tree.information_sets == deciding:
        return "backward induction"
    if tree.players != 2:
        return "logit"
    zero = np.abs(tree.payoffs.sum(axis=1)).max() <= 1e-12 * np.abs(tree.payoffs).max()
    return "sequence form (linear programming)" if zero else "sequence form"
