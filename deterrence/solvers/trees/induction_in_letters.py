"""Backward induction with several letters: the subgame-perfect equilibria of a tree of perfect information, off ties.

1. Walk the tree from the ends. Inside a cell of parameter space each subtree has one play and one list of payoffs.
2. At a decision the payoffs of its moves are compared two at a time; a comparison that may go either way cuts the cell
   in two (`algebra/conditions/cells.py`), and the rest of the tree is walked in each part.
3. Each cell at the root is a pure strategy profile. It is an equilibrium exactly where no deviation at any decision
   gains, whose conditions are written out whole, so that a family's region does not depend on how cells were cut.

Guarantee: all equilibria that exist on a set as wide as the parameter space, where no comparison is a tie for all
values; those are left to `tree_families.py`. Cost: a comparison for each decision in each cell, that is, by how much
the tree's play differs over the space and not by how many profiles there are.

References
----------
Kuhn (1953), Extensive games and the problem of information. Selten (1965), Spieltheoretische Behandlung eines
Oligopolmodells mit Nachfrageträgheit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deterrence.algebra.conditions.cells import Arrangement, OpenCell
from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.equilibria.equilibria import Equilibrium, Found
from deterrence.equilibria.play import outcome_chances, reach
from deterrence.equilibria.profiles import distinct, poles
from deterrence.games.forms.forms import Node, TreeForm
from deterrence.games.parts.layout import Layout

Payoffs = tuple[RationalFunction, ...]


class TiedThroughoutError(Exception):
    """Two moves pay the same for all values of the letters, so that every mixture of them is optimal."""


@dataclass(frozen=True)
class Play:
    """What happens from a node on, in a cell.

    Attributes
    ----------
    cell
        Where.
    payoffs
        What each player expects.
    moves
        For each decision from here on the position of the move taken.
    gains
        That each decision's move gains over each other move: none loses, and over the move made when indifferent each
        other gains strictly.
    """

    cell: OpenCell
    payoffs: Payoffs
    moves: Mapping[int, int]
    gains: tuple[Condition, ...]


def induct_in_letters(form: TreeForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """All subgame-perfect equilibria that need no tie.

    Raises
    ------
    TiedThroughoutError
        When moves are tied for all values of the letters.
    OutOfTime
        When the deadline is over.
    """
    walk = _Walk(form, Arrangement(background.interior.background), deadline)
    layout = form.layout
    written = tuple(poles((f for node in form.nodes for f in (*node.payoffs, *node.probabilities)), background))
    families: dict[tuple[tuple[int, int], ...], Equilibrium] = {}
    undecided = False
    for play in walk.plays(form.nodes[0], walk.arrangement.whole()):
        key = tuple(sorted(play.moves.items()))
        undecided = undecided or not play.cell.is_certain
        if key not in families:
            conditions = distinct((*written, *play.gains))
            families[key] = _family(form, layout, play, Region(conditions, background, first))
    why = "where moves tie, equilibria that exist only there, and mixtures, are not listed"
    if undecided:
        why += "; whether some of the families exist anywhere could not be decided"
    return Found(tuple(families.values()), (), not walk.compared, why if walk.compared else "", complete_off_ties=True)


class _Walk:
    """One walk of a tree."""

    def __init__(self, form: TreeForm, arrangement: Arrangement, deadline: Deadline) -> None:
        self.form = form
        self.arrangement = arrangement
        self.deadline = deadline
        self.compared = False

    def plays(self, node: Node, cell: OpenCell) -> Iterator[Play]:
        """Every play from a node on, with the part of a cell in which it is played."""
        self.deadline.check()
        if node.kind == "outcome":
            yield Play(cell, node.payoffs, {}, ())
            return
        for there, below in self._below(node.children, cell):
            if node.kind == "chance":
                yield _merged(there, _expected(node, below), below)
            else:
                yield from self._decided(node, there, below)

    def _below(self, children: tuple[int, ...], cell: OpenCell) -> Iterator[tuple[OpenCell, tuple[Play, ...]]]:
        """The plays after each of some nodes, and where they are played together."""
        if not children:
            yield cell, ()
            return
        for there, before in self._below(children[:-1], cell):
            for play in self.plays(self.form.nodes[children[-1]], there):
                yield play.cell, (*before, play)

    def _decided(self, node: Node, cell: OpenCell, below: tuple[Play, ...]) -> Iterator[Play]:
        """The choice at a decision, whose moves lead to the given plays."""
        place = self.form.information_sets[node.information_set]
        values = [play.payoffs[place.player] for play in below]
        for there, best in self._best(values, cell, place.when_indifferent):
            chosen = below[best]
            gains = tuple(
                condition(values[best] - value, ">" if move == place.when_indifferent else ">=")
                for move, value in enumerate(values)
                if move != best
            )
            merged = _merged(there, chosen.payoffs, below)
            yield Play(there, merged.payoffs, {**merged.moves, node.information_set: best}, (*merged.gains, *gains))

    def _best(self, values: Sequence[RationalFunction], cell: OpenCell, preferred: int) -> list[tuple[OpenCell, int]]:
        """Which of some values is greatest, and where; of two that are equal throughout, the preferred one."""
        first = max(preferred, 0)
        found = [(cell, first)]
        for move, value in ((m, v) for m, v in enumerate(values) if m != first):
            parts: list[tuple[OpenCell, int]] = []
            for there, best in found:
                difference = value - values[best]
                if difference.is_zero:
                    if best != preferred:
                        raise TiedThroughoutError
                    parts.append((there, best))
                    continue
                self.compared = self.compared or not difference.is_constant
                above, below = self.arrangement.sides(there, difference)
                if above is None and below is None:
                    raise TiedThroughoutError
                parts += [(above, move)] if above is not None else []
                parts += [(below, best)] if below is not None else []
            found = parts
        return found


def _merged(cell: OpenCell, payoffs: Payoffs, below: tuple[Play, ...]) -> Play:
    moves = {place: move for play in below for place, move in play.moves.items()}
    return Play(cell, payoffs, moves, tuple(gain for play in below for gain in play.gains))


def _expected(node: Node, below: tuple[Play, ...]) -> Payoffs:
    weighted = [
        [probability * payoff for payoff in play.payoffs]
        for probability, play in zip(node.probabilities, below, strict=True)
    ]
    return tuple(sum(column[1:], column[0]) for column in zip(*weighted, strict=True))


def _family(form: TreeForm, layout: Layout, play: Play, exists: Region) -> Equilibrium:
    home = form.ring
    rows = tuple(
        tuple(home.one if move == play.moves[place] else home.zero for move in range(len(found.moves)))
        for place, found in enumerate(form.information_sets)
    )
    outcomes = outcome_chances(form, reach(form, rows))
    return Equilibrium(layout, rows, play.payoffs, tuple(outcomes[name] for name in layout.outcomes), exists)
