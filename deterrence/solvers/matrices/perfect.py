"""Perfect equilibria of a matrix of two players: those in which nobody plays a dominated strategy.

With two players an equilibrium is trembling-hand perfect (Selten 1975) if and only if both strategies are undominated:
no mixture is as good against every move of the other player and better against some (van Damme 1991, theorem 3.2.2).
A strategy is undominated if and only if its moves are all best replies to one completely mixed strategy of the other,
which depends on the moves alone: so mixtures pass together if all their moves do.

Completely mixed strategies to which some moves are best replies are looked for among the extreme ones (double
description, `algebra/conditions/cone.py`): there is one if every move of the other is used by some of these.

Guarantee: of all equilibria, all perfect ones. Each maximal set of mixtures loses what is not perfect in it, and what
is left is spanned by extreme equilibria of the set, since undominated strategies form faces of the simplex.

References
----------
Selten (1975), Reexamination of the perfectness concept for equilibrium points in extensive games, International Journal
    of Game Theory 4.
van Damme (1991), Stability and Perfection of Nash Equilibria, 2nd edition, Springer, section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.cone import extreme_rays
from deterrence.algebra.conditions.explore import Holds, explore
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.filters import Filter, Members, largest_sets
from deterrence.equilibria.profiles import distinct
from deterrence.games.background import background
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.matrix import is_table
from deterrence.games.pieces import pieces

PERFECT: Final = "perfect"

Moves = frozenset[int]


def perfect(found: Equilibria) -> Filter:
    """Perfection, to be asked of the Nash equilibria of a matrix of two players.

    Raises
    ------
    ValueError
        For another game, or other equilibria.
    """
    if not is_table(found.game) or len(found.game.players) != 2 or found.concept != "nash":
        raise ValueError("'perfect' is for Nash equilibria of a matrix of two players without types")
    split = list(pieces(found.game, background(found.game)))
    form = split[0].form
    if len(split) > 1 or not isinstance(form, MatrixForm):
        raise ValueError("'perfect' is for payoffs without min and max of letters")
    table = Undominated(form)

    def test(family: Equilibrium) -> Callable[[Holds], str]:
        return lambda holds: table.fault(family, holds)

    def mixed(where: Conjunction, members: Sequence[Equilibrium]) -> list[tuple[Members, Conjunction]]:
        if len(members) == 1:
            return [(tuple(members), where)]
        cases = explore(lambda holds: table.joint(members, holds), where, members[0].exists.background)
        return [(joint, distinct((*where, *case.conditions))) for case in cases for joint in case.result]

    return Filter(PERFECT, found.exact, test, mixed)


class Undominated:
    """Which sets of moves a matrix leaves undominated, for both players."""

    def __init__(self, form: MatrixForm) -> None:
        self.form = form
        rows, columns = (range(len(moves)) for moves in form.moves)
        first, second = form.payoffs
        # What each own move pays against each move of the other.
        self.gains = (
            [[first[i, j] for j in columns] for i in rows],
            [[second[i, j] for i in rows] for j in columns],
        )

    def holds_for(self, player: int, moves: Moves, holds: Holds) -> bool:
        """Whether all moves are best replies to one completely mixed strategy of the other player."""
        gains, width = self.gains[player], len(self.gains[player][0])
        better = product(sorted(moves), range(len(gains)))
        forms = [[a - b for a, b in zip(gains[m], gains[k], strict=True)] for m, k in better if m != k]
        rays = extreme_rays(width, forms, self.form.ring, holds)
        return all(any(holds(condition(ray[j], ">")) for ray in rays) for j in range(width))

    def fault(self, family: Equilibrium, holds: Holds) -> str:
        """Who plays a dominated strategy; "" where nobody does."""
        for player, used in enumerate(family.used):
            if not self.holds_for(player, _moves([used]), holds):
                names = [move for move, u in zip(self.form.moves[player], used, strict=True) if u]
                return f"not perfect: {self.form.players[player]} plays {'/'.join(names)}, which is weakly dominated"
        return ""

    def joint(self, members: Sequence[Equilibrium], holds: Holds) -> list[Members]:
        """The largest sets of members whose mixtures are undominated: some first strategies with some second ones."""
        sides: list[list[frozenset[int]]] = []
        strategies = [list(dict.fromkeys(e.strategies[player] for e in members)) for player in (0, 1)]
        for player in (0, 1):
            used = [{e.strategies[player]: e.used[player] for e in members}[s] for s in strategies[player]]

            def passes(chosen: frozenset[int], player: int = player, used: Sequence[Sequence[bool]] = used) -> bool:
                return self.holds_for(player, _moves(used[i] for i in chosen), holds)

            sides.append(largest_sets(len(used), passes))
        return [
            tuple(e for e in members if all(strategies[p].index(e.strategies[p]) in pair[p] for p in (0, 1)))
            for pair in product(*sides)
        ]


def _moves(used: Iterable[Sequence[bool]]) -> Moves:
    """The moves that some of several strategies use."""
    return frozenset(move for row in used for move, u in enumerate(row) if u)
