"""Between forms and the kernels of `numeric/`: games of numbers as arrays, and what was found as equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.region import Region
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value, as_value, is_exact
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.play import expected_payoffs, outcome_chances, reach
from deterrence.games.forms.forms import MatrixForm, TreeForm
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    from deterrence.solvers.numeric.flat_tree import FlatTree

Strategy = Sequence[Any]


def everywhere() -> Region:
    """The region of a game without letters."""
    return Region((), Background(ring(())))


def payoff_arrays(form: MatrixForm) -> list[Any]:
    """Each player's payoffs as an array of Fractions with one axis a player."""
    import numpy as np

    shape = tuple(len(moves) for moves in form.moves)
    tables = []
    for table in form.payoffs:
        array = np.empty(shape, dtype=object)
        for cell, value in table.items():
            array[cell] = value.as_fraction()
        tables.append(array)
    return tables


def matrix_family(form: MatrixForm, layout: Layout, strategies: Sequence[Strategy]) -> Equilibrium:
    """A profile of numbers as an equilibrium: exact where every probability is a Fraction, floats otherwise."""
    exact = all(is_exact(p) for row in strategies for p in row)
    rows = [[_number(p, exact) for p in row] for row in strategies]
    # A large matrix is mostly cells that are never reached: those share one zero.
    zero = as_value(_number(0, exact))
    cells, payoffs = [zero] * len(form.payoffs[0]), [_number(0, exact)] * len(form.players)
    for cell in product(*([move for move, p in enumerate(row) if p] for row in rows)):
        chance = prod((row[move] for row, move in zip(rows, cell, strict=True)), start=_number(1, exact))
        place = 0
        for row, move in zip(rows, cell, strict=True):
            place = place * len(row) + move
        cells[place] = as_value(chance)
        for player, table in enumerate(form.payoffs):
            payoffs[player] += chance * _number(table[cell].as_fraction(), exact)
    strategy_values = tuple(tuple(as_value(p) if p else zero for p in row) for row in rows)
    return Equilibrium(layout, strategy_values, tuple(map(as_value, payoffs)), tuple(cells), everywhere())


def _number(value: Any, exact: bool) -> Any:
    return Fraction(value) if exact else float(value)


# --- trees --------------------------------------------------------------------------------------------------------


def flat_tree(form: TreeForm) -> FlatTree:
    """A tree of numbers as flat arrays."""
    import numpy as np

    from deterrence.solvers.numeric.flat_tree import FlatTree

    kinds = {"chance": -1, "outcome": -2}
    players = [
        kinds.get(node.kind, form.information_sets[node.information_set].player if node.information_set >= 0 else 0)
        for node in form.nodes
    ]
    probability = np.ones(len(form.nodes))
    for node in form.nodes:
        if node.kind == "chance":
            probability[list(node.children)] = [float(p.as_fraction()) for p in node.probabilities]
    payoffs = [[float(p.as_fraction()) for p in node.payoffs] for node in form.nodes if node.kind == "outcome"]
    return FlatTree(
        np.array([node.parent for node in form.nodes], dtype=np.int32),
        np.array([node.move if node.parent >= 0 else 0 for node in form.nodes], dtype=np.int32),
        np.array(players, dtype=np.int32),
        np.array(payoffs),
        np.array([node.information_set for node in form.nodes], dtype=np.int32),
        probability,
    )


def exact_numbers(form: TreeForm) -> tuple[Any, Any]:
    """Payoffs of the terminal nodes and probabilities of chance's moves, as Fractions: a third is no float."""
    import numpy as np

    probability: Any = np.array([Fraction(1)] * len(form.nodes), dtype=object)
    for node in form.nodes:
        for child, chance in zip(node.children, node.probabilities, strict=False):
            probability[child] = chance.as_fraction()
    ends = [node for node in form.nodes if node.kind == "outcome"]
    payoffs: Any = np.empty((len(ends), len(form.players)), dtype=object)
    for row, node in enumerate(ends):
        payoffs[row] = [value.as_fraction() for value in node.payoffs]
    return payoffs, probability


def of_behaviour(form: TreeForm, choices: Sequence[Any], why: str) -> Found:
    """Probabilities of all choices of a tree, set after set, as an equilibrium."""
    rows, start = [], 0
    for place in form.information_sets:
        row = choices[start : start + len(place.moves)]
        start += len(place.moves)
        rows.append([ring(()).constant(Fraction(p)) for p in row])
    exact = all(map(is_exact, choices))
    reached = reach(form, rows)
    payoffs, outcomes = expected_payoffs(form, reached), outcome_chances(form, reached)

    def shown(value: Any) -> Value:
        return value if exact else Approximate(value)

    family = Equilibrium(
        form.layout,
        tuple(tuple(map(shown, row)) for row in rows),
        tuple(map(shown, payoffs)),
        tuple(shown(outcomes[name]) for name in form.layout.outcomes),
        everywhere(),
    )
    return Found((family,), (Component((family,), family.exists),), False, why)
