"""What follows from everybody's behaviour in a tree: how likely each node is, what play pays, how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.games.forms.forms import TreeForm

Rows = Mapping[int, Sequence[RationalFunction]] | Sequence[Sequence[RationalFunction]]


def reach(
    form: TreeForm, rows: Rows, chances: Mapping[int, Sequence[RationalFunction]] | None = None
) -> list[RationalFunction]:
    """The probability of reaching each node.

    Parameters
    ----------
    form
        The tree.
    rows
        For each information set the probability of each move.
    chances
        For each chance node the probability of each move, where not as written in the tree.
    """
    one = form.ring.one if not rows else rows[0][0].ring.one
    found = [one]
    for index in range(1, len(form.nodes)):
        node = form.nodes[index]
        parent, before = form.nodes[node.parent], found[node.parent]
        if before.is_zero:
            found.append(before)
        elif parent.kind == "chance":
            weights = parent.probabilities if chances is None else chances[node.parent]
            found.append(before * weights[node.move])
        else:
            found.append(before * rows[parent.information_set][node.move])
    return found


def outcome_chances(form: TreeForm, reached: Sequence[RationalFunction]) -> dict[str, RationalFunction]:
    """The probability of each outcome, by name, in the order of the tree."""
    chances: dict[str, RationalFunction] = {}
    for node, chance in zip(form.nodes, reached, strict=True):
        if node.kind == "outcome":
            before = chances.get(node.outcome)
            chances[node.outcome] = chance if before is None else (before if chance.is_zero else before + chance)
    return chances


def expected_payoffs(
    form: TreeForm,
    reached: Sequence[RationalFunction],
    payoffs: Mapping[int, Sequence[RationalFunction]] | None = None,
) -> tuple[RationalFunction, ...]:
    """What each player expects; `payoffs` at the outcomes, by node, where not as written in the tree."""
    total = [reached[0].ring.zero] * len(form.players)
    for index, (node, chance) in enumerate(zip(form.nodes, reached, strict=True)):
        if node.kind == "outcome" and not chance.is_zero:
            paid = node.payoffs if payoffs is None else payoffs[index]
            total = [t + chance * p for t, p in zip(total, paid, strict=True)]
    return tuple(total)
