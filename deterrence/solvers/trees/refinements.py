"""Refinements for signalling games: the intuitive criterion and D1, as filters on equilibria already found.

A signalling game: chance draws the sender's type; the sender, knowing it, chooses a message; the receiver sees the
message and responds. Play may go on after the response; it is taken as the equilibrium has it.

Intuitive criterion (Cho and Kreps 1987). At a message that nobody sends, leave out the types that get less than in
equilibrium whatever the receiver does for whatever belief. If some type left gets more than in equilibrium for every
best response to beliefs about the types left, the equilibrium fails.

D1 (Banks and Sobel 1987; Cho and Kreps 1987). At such a message, leave out a type when another type gains strictly from
every (mixed) best response from which the first does not lose, and from some best response at all. If the response that
supports the equilibrium is not best for any belief about the types left, the equilibrium fails. (Best responses form a
connected set, from not all of which a type gains; so the inclusion is strict, and some type is always left.)

Whether some belief, or some mixture of responses, meets a set of linear inequalities is decided by double description
(`algebra/conditions/cone.py`). With letters, a family is kept where it passes: comparisons that its region does not
settle split it (`algebra/conditions/explore.py`). Guarantee: exact where the equilibria are. Where they are in floats,
or mix by roots of polynomials, payoffs closer than `NEAR` count as equal, and the result is in floats. Games that are
no signalling games are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.cone import extreme_rays
from deterrence.algebra.conditions.explore import Holds
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.values.value import approximation
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.filters import Filter
from deterrence.games.background import background as background_of
from deterrence.games.forms.forms import TreeForm
from deterrence.games.pieces import pieces
from deterrence.solvers.trees.best_choices import supports

NEAR: Final = Fraction(1, 10**10)  # of the largest payoff

Rows = Sequence[Sequence[RationalFunction]]


@dataclass(frozen=True)
class Signal:
    """A message nobody sends, as the receiver's information set meets it.

    Attributes
    ----------
    place
        The receiver's information set.
    message
        The message.
    types
        The types' names.
    settled
        What each type gets in equilibrium.
    sender, receiver
        What each gets, by type and response.
    response
        The receiver's probabilities in equilibrium.
    near
        Payoffs that differ by less are equal; zero where all is exact.
    """

    place: int
    message: str
    types: tuple[str, ...]
    settled: tuple[RationalFunction, ...]
    sender: tuple[tuple[RationalFunction, ...], ...]
    receiver: tuple[tuple[RationalFunction, ...], ...]
    response: tuple[RationalFunction, ...]
    near: Fraction

    def gain(self, kind: int, response: int) -> RationalFunction:
        """What a type gets from the message and a response, less what it gets in equilibrium."""
        return self._told(self.sender[kind][response] - self.settled[kind])

    def lead(self, kind: int, response: int, other: int) -> RationalFunction:
        """What the receiver gets from a response to a type, less what it gets from another response."""
        return self._told(self.receiver[kind][response] - self.receiver[kind][other])

    def _told(self, difference: RationalFunction) -> RationalFunction:
        is_near = difference.is_constant and abs(difference.as_fraction()) < self.near
        return difference.ring.zero if is_near else difference


def signalling(found: Equilibria, criterion: str) -> Filter:
    """The intuitive criterion or D1, to be asked of equilibria of a signalling game.

    Raises
    ------
    ValueError
        For a game that is not a signalling game, or equilibria that mix by roots of polynomials that move with a
        parameter.
    """
    form = _form_of(found)
    if form.tie_rules:
        raise ValueError(f"refinements do not know 'when indifferent': {'; '.join(form.tie_rules)}")
    senders = senders_of(form)
    exact = found.exact and all(_is_rational(family) for family in found.families)
    near = Fraction(0) if exact else NEAR * _largest_payoff(form)

    def test(family: Equilibrium) -> Callable[[Holds], str]:
        return _test(unsent(form, senders, family, near), criterion)

    return Filter(criterion, exact, test, lambda where, parts: [(tuple(parts), where)])


def _is_rational(family: Equilibrium) -> bool:
    values = [value for row in family.strategies for value in row]
    if not all(value.is_constant or value.rational for value in values):
        raise ValueError(
            f"'{family.name}' mixes by a root of a polynomial that moves with a parameter, which refinements cannot "
            "take: fix the parameter first"
        )
    return all(value.rational is not None for value in values)


def _largest_payoff(form: TreeForm) -> Fraction:
    return max((abs(p.as_fraction()) for n in form.nodes for p in n.payoffs if p.is_constant), default=Fraction(0)) + 1


def _form_of(found: Equilibria) -> TreeForm:
    split = list(pieces(found.game, background_of(found.game)))
    tree = split[0].form.tree if len(split) == 1 else None
    if tree is None:
        raise ValueError("refinements are for signalling games: trees with types, without min and max")
    return tree


def senders_of(form: TreeForm) -> list[int]:
    """The sender's information sets, one a type, in a signalling game.

    Raises
    ------
    ValueError
        When the tree is not one.
    """
    root = form.nodes[0]
    after = [form.nodes[child] for child in root.children]
    sets = [node.information_set for node in after]
    fits = root.kind == "chance" and len(sets) > 1 and all(node.kind == "decision" for node in after)
    if fits:
        # Further nodes of these sets would lie below the sender's own moves, which it would have forgotten.
        places = [form.information_sets[i] for i in sets]
        fits = len(set(sets)) == len(sets) and len({(p.player, p.moves) for p in places}) == 1
    if not fits:
        raise ValueError(
            "not a signalling game: chance must first draw the type of one player, "
            "who knows it and chooses among the same messages"
        )
    return sets


def _test(signals: Sequence[Signal], criterion: str) -> Callable[[Holds], str]:
    """Why a criterion strikes an equilibrium with these messages that nobody sends; nothing where it does not."""
    check = _intuitive if criterion == "intuitive" else _d1
    return lambda holds: next((reason for signal in signals if (reason := check(signal, holds))), "")


def unsent(form: TreeForm, senders: Sequence[int], family: Equilibrium, near: Fraction) -> list[Signal]:
    """The messages that no type sends and that the receiver responds to."""
    rows = [tuple(approximation(value, form.ring) for value in row) for row in family.strategies]
    values = _values(form, rows)
    nodes = [form.information_sets[i].nodes[0] for i in senders]
    sender = form.information_sets[senders[0]].player
    found = []
    for move, message in enumerate(form.information_sets[senders[0]].moves):
        targets = [form.nodes[form.nodes[n].children[move]] for n in nodes]
        sent = any(not rows[i][move].is_zero for i in senders)
        places = {t.information_set for t in targets}
        if sent or len(places) != 1 or -1 in places:
            continue
        place = places.pop()
        receiver = form.information_sets[place].player
        found.append(
            Signal(
                place,
                message,
                tuple(form.information_sets[i].agent + _suffix(form, i) for i in senders),
                tuple(values[n][sender] for n in nodes),
                tuple(tuple(values[c][sender] for c in t.children) for t in targets),
                tuple(tuple(values[c][receiver] for c in t.children) for t in targets),
                rows[place],
                near,
            )
        )
    return found


def _suffix(form: TreeForm, index: int) -> str:
    place = form.information_sets[index]
    named = place.agent != form.players[place.player]
    return "" if named else f" ({form.nodes[place.nodes[0]].history[0]})"


def _values(form: TreeForm, rows: Rows) -> list[tuple[RationalFunction, ...]]:
    values: list[tuple[RationalFunction, ...]] = [()] * len(form.nodes)
    for index in range(len(form.nodes) - 1, -1, -1):
        node = form.nodes[index]
        if node.kind == "outcome":
            values[index] = node.payoffs
            continue
        weights = node.probabilities if node.kind == "chance" else rows[node.information_set]
        total = [form.ring.zero] * len(form.players)
        for weight, child in zip(weights, node.children, strict=True):
            total = [t + weight * v for t, v in zip(total, values[child], strict=True)]
        values[index] = tuple(total)
    return values


def best_together(responses: Sequence[int], types: Sequence[int], signal: Signal, holds: Holds) -> bool:
    """Whether some belief about these types makes all these responses best."""
    others = range(len(signal.response))
    forms = [[signal.lead(t, r, o) for t in types] for r in responses for o in others if o != r]
    return bool(extreme_rays(len(types), forms, signal.settled[0].ring, holds))


def best_sets(signal: Signal, holds: Holds) -> list[tuple[int, ...]]:
    """The largest sets of responses that some belief makes best together: the receiver may mix within each."""
    everyone, found = range(len(signal.types)), list[tuple[int, ...]]()
    for responses in sorted(supports(len(signal.response)), key=len, reverse=True):
        if any(set(responses) <= set(larger) for larger in found):
            continue
        if best_together(responses, everyone, signal, holds):
            found.append(responses)
    return found


def _intuitive(signal: Signal, holds: Holds) -> str:
    everyone = range(len(signal.types))
    best = [r for r in range(len(signal.response)) if best_together([r], everyone, signal, holds)]
    left = [t for t in everyone if any(holds(condition(signal.gain(t, r), ">=")) for r in best)]
    if len(left) == len(signal.types):
        return ""
    remaining = [r for r in best if best_together([r], left, signal, holds)]
    for t in left:
        if all(holds(condition(signal.gain(t, r), ">")) for r in remaining):
            return (
                f"fails the intuitive criterion: after {signal.message} no weight may be put on "
                f"{_others(left, signal)}, and then {signal.types[t]} gains by {signal.message}"
            )
    return ""


def _d1(signal: Signal, holds: Holds) -> str:
    everyone = range(len(signal.types))
    best = best_sets(signal, holds)
    left = [t for t in everyone if not any(_gains_more(o, t, best, signal, holds) for o in everyone if o != t)]
    if len(left) == len(signal.types):
        return ""
    used = [r for r, p in enumerate(signal.response) if not holds(condition(p, "=="))]
    if best_together(used, left, signal, holds):
        return ""
    supporting = "the supporting response" if len(used) == 1 else "the supporting mixture"
    return (
        f"fails D1: after {signal.message} no weight may be put on {_others(left, signal)}, "
        f"and then {supporting} is not a best response"
    )


def _gains_more(other: int, own: int, best: Sequence[tuple[int, ...]], signal: Signal, holds: Holds) -> bool:
    """Whether `other` gains strictly from every best response from which `own` does not lose, and from some at all."""
    if not any(holds(condition(signal.gain(other, r), ">")) for r in {r for mixed in best for r in mixed}):
        return False
    for mixed in best:
        forms = [[signal.gain(own, r) for r in mixed], [-signal.gain(other, r) for r in mixed]]
        if extreme_rays(len(mixed), forms, signal.settled[0].ring, holds):
            return False
    return True


def _others(left: Sequence[int], signal: Signal) -> str:
    return ", ".join(name for t, name in enumerate(signal.types) if t not in left)
