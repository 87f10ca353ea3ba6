"""What is believed of drawn types at information sets that are reached: Bayes' rule over pieces of intervals."""

from __future__ import annotations

from collections.abc import Iterator

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.solvers.drawn_types.board import Behaviour, Board
from deterrence.solvers.drawn_types.rationality import Outlook


def believed_pieces(outlook: Outlook, index: int) -> Iterator[tuple[Behaviour, list[RationalFunction]]]:
    """For each other player whose type is drawn its pieces, each with a weight by Bayes' rule, up to a factor.

    Players of whom the nodes of the information set tell by different parts of their play are left out.
    """
    board = outlook.board
    place = board.written.information_sets[index]
    for player in board.form.drawn:
        parts = {k for node in place.nodes for k in board.histories[node] if board.parts[k].player == player}
        if player == place.player or len(parts) != 1:
            continue
        own = outlook.behaviours[parts.pop()]
        yield own, [_weight(outlook, board, index, own, piece) for piece in own.pieces]


def _weight(outlook: Outlook, board: Board, index: int, own: Behaviour, piece: int) -> RationalFunction:
    """The probability that a piece of types and this information set come together, its player's own moves left out."""
    place, total = board.written.information_sets[index], board.home.zero
    for node in place.nodes:
        weight = board.chances[node] * own.masses[piece] * own.made(piece, board.histories[node].get(own.part, ()))
        for part, history in board.histories[node].items():
            other = outlook.behaviours[part]
            if part != own.part and other.player != place.player:
                weight = weight * other.weighted(other.masses, history)
        total = total + weight
    return total
