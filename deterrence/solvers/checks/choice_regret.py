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
from deterrence.games.forms.numeric_types import law_of
from deterrence.games.parts.nodes import Chance, Decision, Node, Outcome
from deterrence.solvers.checks.regret import SolverError
from deterrence.solvers.checks.witness import witness

STEPS: Final = 60
TOLERANCE: Final = Fraction(1, 10**9)

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
    slack = Fraction(0) if made.is_exact else TOLERANCE * (1 + abs(paid))
    for step in range(STEPS + 1):
        tried = low + (high - low) * Fraction(step, STEPS)
        if _paid(made, at, tried) > paid + slack:
            where = ", ".join(f"{name} = {number}" for name, number in at.items())
            raise SolverError(f"{family.name}: {made.choice.letter} = {tried} pays more than {chosen} at {where}")
    return True


def _paid(made: Any, at: Mapping[str, Fraction], chosen: Fraction) -> Fraction:
    """What the chooser expects from a value of its choice."""
    names = {**made.tree.point(at), made.choice.letter: chosen}
    player = made.tree.players.index(made.choice.player)
    weights = [weight.evaluate({**at, made.choice.letter: chosen}) for weight, _ in made.copies]
    worth = [_worth(copy, names, made.tree, player)[player] for _, copy in made.copies]
    return sum((w * v for w, v in zip(weights, worth, strict=True)), Fraction(0))


def _worth(node: Node, names: Numbers, tree: Any, chooser: int) -> tuple[Fraction, ...]:
    """What everybody gets from a node on; who learns a type before answering gets nothing that would be used."""
    players = tree.players
    if isinstance(node, Outcome):
        typed = {own.letter: Fraction(0) for own in tree.drawn.values()}
        return tuple(Fraction(value_at(payoff, {**typed, **names})) for payoff in node.payoffs)
    if isinstance(node, Chance):
        parts = [
            (Fraction(value_at(p, names)), _worth(after, names, tree, chooser)) for p, after in node.moves.values()
        ]
        return tuple(sum((p * worth[i] for p, worth in parts), Fraction(0)) for i in range(len(players)))
    assert isinstance(node, Decision)
    own = players.index(node.player)
    if node.player in tree.drawn:
        return _by_type(node, names, tree, chooser)
    worth = {move: _worth(after, names, tree, chooser) for move, after in node.moves.items()}
    best = {move: paid for move, paid in worth.items() if paid[own] == max(other[own] for other in worth.values())}
    if node.when_indifferent in best:
        return best[node.when_indifferent]
    return max(best.values(), key=lambda paid: paid[chooser])


def _by_type(node: Decision, names: Numbers, tree: Any, chooser: int) -> tuple[Any, ...]:
    """What everybody gets where the answer depends on a type that is drawn: each answer as likely as its types."""
    own, drawn = tree.players.index(node.player), tree.drawn[node.player]

    def paid(kind: int) -> list[tuple[Any, ...]]:
        return [_worth(after, {**names, drawn.letter: kind}, tree, chooser) for after in node.moves.values()]

    def lead(kind: int) -> Any:
        first, second = paid(kind)
        return first[own] - second[own]

    slope = lead(1) - lead(0)
    first, second = paid(0)
    if slope == 0:
        better = max(first, second, key=lambda x: x[chooser])
        return better if lead(0) == 0 else first if lead(0) > 0 else second
    below = _up_to(-lead(0) / slope, drawn, names, tree)
    share = below if slope < 0 else 1 - below
    return tuple(share * x + (1 - share) * y for x, y in zip(first, second, strict=True))


def _up_to(cut: Any, drawn: Any, names: Numbers, tree: Any) -> Any:
    """The probability of types up to a cut-point, which may lie beyond their ends."""
    if drawn.distribution.kind:
        return Fraction(float(law_of(tree, drawn).cdf(float(cut))))
    low, high = (Fraction(value_at(end, names)) for end in drawn.distribution.ends)
    if not low < cut < high:
        return Fraction(int(cut >= high))
    return Fraction(value_at(drawn.below, {**names, drawn.letter: cut}))
