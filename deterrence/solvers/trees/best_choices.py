"""Which moves may be used together at an information set, and what makes them the best there.

Where the game says what is done by somebody who is indifferent (`when_indifferent`), that move is used alone wherever
it is among the best; others are used only where they are strictly better than it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.games.forms.forms import InformationSet
from deterrence.solvers.trees.assessments import Arena
from deterrence.solvers.unknowns.elimination import Bound


def supports(moves: int) -> Iterator[tuple[int, ...]]:
    """Every nonempty set of moves, single ones first."""
    return chain.from_iterable(combinations(range(moves), size) for size in range(1, moves + 1))


def allowed(place: InformationSet) -> Iterator[tuple[int, ...]]:
    """Every set of moves that may be used together at an information set, single ones first."""
    return (used for used in supports(len(place.moves)) if not place.is_settled_otherwise(used))


@dataclass(frozen=True)
class Gains:
    """What makes the moves used the best: equations, and bounds on what the others lose against them.

    `strict` is what the move made when indifferent loses, where others are used; None elsewhere.
    """

    equations: tuple[RationalFunction, ...]
    bounds: tuple[Bound, ...]
    strict: RationalFunction | None


def gains(
    arena: Arena,
    index: int,
    moves: tuple[int, ...],
    belief: Sequence[RationalFunction],
    values: Sequence[tuple[RationalFunction, ...] | None],
) -> Gains:
    """Indifference among the moves used, and what the others lose against them."""
    place = arena.form.information_sets[index]
    worth = []
    for move in range(len(place.moves)):
        total = arena.home.zero
        for weight, node in zip(belief, place.nodes, strict=True):
            value = values[arena.form.nodes[node].children[move]]
            assert value is not None
            total = total + weight * value[place.player]
        worth.append(total)
    best = worth[moves[0]]
    losing = {m: best - worth[m] for m in range(len(worth)) if m not in moves}
    preferred = place.when_indifferent
    return Gains(
        tuple(worth[m] - best for m in moves[1:]),
        tuple(Bound(loss, ">" if m == preferred else ">=") for m, loss in losing.items()),
        losing.get(preferred),
    )
