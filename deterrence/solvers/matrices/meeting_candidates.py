"""Which vertex candidates of two players may meet in an equilibrium somewhere, by bounds on boxes.

Two vertices are an equilibrium where each player's support is within the other's best responses: the basis, and
strategies whose slack vanishes. On a small box few slacks can, so of thousands of candidates that are vertices
somewhere a few dozen are left that meet another. Only their determinants need to be factored and followed exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from deterrence.algebra.conditions.box_signs import BoxSigns
from deterrence.algebra.conditions.sign_chart import bits
from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.matrices.best_response_vertices import Candidate

MOST_MOVES: Final = 63  # bits of a word


def that_meet(
    rows: Sequence[Candidate], columns: Sequence[Candidate], signs: BoxSigns
) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates of either player that meet some candidate of the other on some box, in order."""
    if signs.everywhere == 1 or max(c.support[-1] for c in (*rows, *columns)) >= MOST_MOVES:
        return list(rows), list(columns)
    meeting: tuple[set[int], set[int]] = set(), set()
    for box in bits(signs.everywhere):
        check_time()
        here = [[i for i, c in enumerate(side) if c.maybe >> box & 1] for side in (rows, columns)]
        of_rows, of_columns = _on(box, rows, here[0]), _on(box, columns, here[1])
        meets = _within(of_columns, of_rows).T & _within(of_rows, of_columns)
        meeting[0].update(i for i, meets_some in zip(here[0], meets.any(axis=1), strict=True) if meets_some)
        meeting[1].update(i for i, meets_some in zip(here[1], meets.any(axis=0), strict=True) if meets_some)
    return [rows[i] for i in sorted(meeting[0])], [columns[i] for i in sorted(meeting[1])]


def _on(box: int, side: Sequence[Candidate], chosen: Sequence[int]) -> Any:
    """For each of some candidates, as two words: its support, and the opponent's moves that may be best responses."""
    import numpy as np

    found = np.zeros((len(chosen), 2), dtype=np.uint64)
    for place, index in enumerate(chosen):
        candidate = side[index]
        tight = [move for move, boxes in candidate.maybe_tight.items() if boxes >> box & 1]
        found[place] = _word(candidate.support), _word((*candidate.basis, *tight))
    return found


def _word(moves: Sequence[int]) -> int:
    return sum(1 << move for move in moves)


def _within(ones: Any, others: Any) -> Any:
    """Whether the support of each of the first is within the best responses to each of the second."""
    return (ones[:, None, 0] & ~others[None, :, 1]) == 0
