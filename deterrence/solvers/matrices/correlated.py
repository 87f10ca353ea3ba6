"""Correlated equilibria of a matrix: the inequalities, one for each way in which a player may deviate.

A mediator draws a cell by a distribution that all know, and tells each player its move of that cell alone. In a
correlated equilibrium nobody told a move gains by another (Aumann 1974); in a coarse one nobody gains by deciding,
before hearing anything, to play one move whatever is drawn (Moulin and Vial 1978). Both sets are polytopes that contain
every Nash equilibrium, so the least and the greatest of a linear quantity are linear programmes.

References
----------
Aumann (1974), Subjectivity and correlation in randomized strategies, Journal of Mathematical Economics 1.
Moulin and Vial (1978), Strategically zero-sum games, International Journal of Game Theory 7.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from deterrence.algebra.exact.rational import RationalFunction

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

Cell: TypeAlias = tuple[int, ...]


def cells(form: MatrixForm) -> list[Cell]:
    """The cells of a matrix, in the order of its outcomes."""
    return list(product(*(range(len(moves)) for moves in form.moves)))


def obedience(form: MatrixForm, coarse: bool) -> list[list[RationalFunction]]:
    """For each deviation what it costs in each cell: no distribution's average of it is negative in equilibrium."""
    there = cells(form)
    rows = []
    for player, moves in enumerate(form.moves):
        payoffs = form.payoffs[player]

        def loss(cell: Cell, other: int, player: int = player) -> RationalFunction:
            return form.payoffs[player][cell] - form.payoffs[player][*cell[:player], other, *cell[player + 1 :]]

        for other in range(len(moves)):
            if coarse:
                rows.append([loss(cell, other) for cell in there])
                continue
            for told in range(len(moves)):
                if told != other:
                    zero = payoffs[there[0]].ring.zero
                    rows.append([loss(cell, other) if cell[player] == told else zero for cell in there])
    return [row for row in rows if any(not value.is_zero for value in row)]
