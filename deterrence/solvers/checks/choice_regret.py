"""Whether a choice from an interval is best, looked up on a fine grid in rational numbers at one place.

Shares no code with what finds candidates: formulas are evaluated as they are written, with numbers for all letters, and
each answer is the better one, at ties as the game says, or else the one that the chooser likes better.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.parts.nodes import Chance, Decision, Node, Outcome
from deterrence.solvers.checks.regret import SolverError
from deterrence.solvers.checks.witness import witness

STEPS: Final = 60

Numbers = Mapping[str, Any]


def check_choice(made: Any, value: RationalFunction, family: Equilibrium) -> bool:
    """Check that no value of a choice pays the chooser more than the one that a family names, where it exists.

    Parameters
    ----------
    made
        The choice in its tree (:class:`deterrence.solvers.trees.answered_choice.AnsweredChoice`).
    value
        The value chosen.
    family
        The family.

    Returns
    -------
    bool
        Whether it was checked: False where no rational place is known.

    Raises
    ------
    SolverError
        Where another value pays more, or the value lies outside the interval.
    """
    point = witness(family.exists)
    at = rational_part(point or {})
    if at != point:
        return False
    chosen = value.evaluate(at)
    names = made.tree.point(at)
    low, high = (Fraction(value_at(end, names)) for end in made.choice.formulas)
    if not low <= chosen <= high:
        raise SolverError(f"{family.name} chooses {chosen}, outside of {low} to {high}")
    paid = _paid(made, at, chosen)
    for step in range(STEPS + 1):
        tried = low + (high - low) * Fraction(step, STEPS)
        if _paid(made, at, tried) > paid:
            where = ", ".join(f"{name} = {number}" for name, number in at.items())
            raise SolverError(f"{family.name}: {made.choice.letter} = {tried} pays more than {chosen} at {where}")
    return True


def _paid(made: Any, at: Mapping[str, Fraction], chosen: Fraction) -> Fraction:
    """What the chooser expects from a value of its choice."""
    names = {**made.tree.point(at), made.choice.letter: chosen}
    player = made.tree.players.index(made.choice.player)
    weights = [weight.evaluate({**at, made.choice.letter: chosen}) for weight, _ in made.copies]
    worth = [_worth(copy, names, made.tree.players, player)[player] for _, copy in made.copies]
    return sum((w * v for w, v in zip(weights, worth, strict=True)), Fraction(0))


def _worth(node: Node, names: Numbers, players: tuple[str, ...], chooser: int) -> tuple[Fraction, ...]:
    """What everybody gets from a node on."""
    if isinstance(node, Outcome):
        return tuple(Fraction(value_at(payoff, names)) for payoff in node.payoffs)
    if isinstance(node, Chance):
        parts = [
            (Fraction(value_at(p, names)), _worth(after, names, players, chooser)) for p, after in node.moves.values()
        ]
        return tuple(sum((p * worth[i] for p, worth in parts), Fraction(0)) for i in range(len(players)))
    assert isinstance(node, Decision)
    own = players.index(node.player)
    worth = {move: _worth(after, names, players, chooser) for move, after in node.moves.items()}
    best = {move: paid for move, paid in worth.items() if paid[own] == max(other[own] for other in worth.values())}
    if node.when_indifferent in best:
        return best[node.when_indifferent]
    return max(best.values(), key=lambda paid: paid[chooser])
