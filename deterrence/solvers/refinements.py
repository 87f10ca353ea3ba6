"""Refinements for signalling games: the intuitive criterion and D1, as filters on equilibria already found.

A signalling game: chance draws the sender's type; the sender, knowing it, chooses a message; the receiver sees the
message and responds. Play may go on after the response; it is taken as the equilibrium has it.

Intuitive criterion (Cho and Kreps 1987). At a message that nobody sends, leave out the types that get less than in
equilibrium whatever the receiver does for whatever belief. If some type left gets more than in equilibrium for every
best response to beliefs about the types left, the equilibrium fails.

D1 (Banks and Sobel 1987; Cho and Kreps 1987). At such a message, leave out a type when another type gains strictly from
every (mixed) best response from which the first does not lose. If the response that supports the equilibrium is not
best for any belief about the types left, the equilibrium fails.

With letters, a family is kept where it passes: comparisons that its region does not settle split it (`explore.py`).
Guarantee: exact for two types; D1 for two responses to the message. Other games are refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from deterrence.algebra.conditions import condition
from deterrence.algebra.explore import Holds, explore
from deterrence.algebra.rational import RationalFunction
from deterrence.games.background import background as background_of
from deterrence.games.forms import TreeForm
from deterrence.games.pieces import pieces
from deterrence.solvers.equilibria import Component, Equilibria, Equilibrium

CRITERIA: Final = ("intuitive", "D1")

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
    """

    place: int
    message: str
    types: tuple[str, ...]
    settled: tuple[RationalFunction, ...]
    sender: tuple[tuple[RationalFunction, ...], ...]
    receiver: tuple[tuple[RationalFunction, ...], ...]
    response: tuple[RationalFunction, ...]


def refine(found: Equilibria, criterion: str) -> Equilibria:
    """The equilibria of a signalling game that pass a refinement.

    Parameters
    ----------
    found
        What `solve` found for a signalling game: perfect Bayesian or sequential equilibria.
    criterion
        "intuitive" (Cho and Kreps 1987) or "D1" (Banks and Sobel 1987).

    Returns
    -------
    Equilibria
        The families that pass, each on the part of its region where it does. `struck` on the result lists what failed,
        with the belief that the criterion strikes in its notes.

    Raises
    ------
    ValueError
        For an unknown criterion, or a game that is not a signalling game of two types.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("beer-quiche").base_case())
    >>> [eq.kind for eq in found], len(dt.refine(found, "intuitive"))
    (['pooling', 'pooling', 'pooling', 'pooling'], 2)
    """
    if criterion not in CRITERIA:
        raise ValueError(f"there is no refinement '{criterion}'; there are: {', '.join(CRITERIA)}")
    form = _form_of(found)
    senders = senders_of(form)
    kept: dict[Equilibrium, list[Equilibrium]] = {}
    struck: list[Equilibrium] = []
    for family in found.families:
        kept[family] = []
        for case in explore(_test(form, senders, family, criterion), family.exists.raw, family.exists.background):
            part = family
            if case.conditions:
                part = replace(family, exists=replace(family.exists, raw=(*family.exists.raw, *case.conditions)))
            if case.result:
                struck.append(replace(part, notes=(*part.notes, case.result)))
            else:
                kept[family].append(part)
    families = tuple(part for parts in kept.values() for part in parts)
    components = tuple(
        Component(left, component.exists)
        for component in found.components
        if (left := tuple(part for e in component for part in kept.get(e, [])))
    )
    return replace(found, families=families, components=components, struck=tuple(struck), refinement=criterion)


def _form_of(found: Equilibria) -> TreeForm:
    split = list(pieces(found.game, background_of(found.game)))
    if len(split) != 1 or not isinstance(split[0].form, TreeForm):
        raise ValueError("refinements are for signalling games: trees with types, without min and max")
    return split[0].form


def senders_of(form: TreeForm) -> list[int]:
    """The sender's information sets, one a type, in a signalling game of two types.

    Raises
    ------
    ValueError
        When the tree is not one.
    """
    root = form.nodes[0]
    after = [form.nodes[child] for child in root.children]
    sets = [node.information_set for node in after]
    fits = root.kind == "chance" and len(sets) == 2 and all(node.kind == "decision" for node in after)
    if fits:
        places = [form.information_sets[i] for i in sets]
        single = all(len(p.nodes) == 1 for p in places)
        fits = single and len(set(sets)) == 2 and len({(p.player, p.moves) for p in places}) == 1
    if not fits:
        raise ValueError(
            "not a signalling game of two types: chance must first draw one of two types of one player, "
            "who knows it and chooses among the same messages"
        )
    return sets


def _test(form: TreeForm, senders: Sequence[int], family: Equilibrium, criterion: str) -> Any:
    signals = unsent(form, senders, family)
    check = _intuitive if criterion == "intuitive" else _d1

    def run(holds: Holds) -> str:
        for signal in signals:
            if reason := check(signal, holds):
                return reason
        return ""

    return run


def unsent(form: TreeForm, senders: Sequence[int], family: Equilibrium) -> list[Signal]:
    """The messages that no type sends and that the receiver responds to."""
    rows = family.strategies
    values = _values(form, rows)
    nodes = [form.information_sets[i].nodes[0] for i in senders]
    sender = form.information_sets[senders[0]].player
    found = []
    for move, message in enumerate(form.information_sets[senders[0]].moves):
        targets = [form.nodes[form.nodes[n].children[move]] for n in nodes]
        sent = any(not rows[i][move].is_zero for i in senders)  # type: ignore[union-attr]
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
                tuple(rows[place]),  # type: ignore[arg-type]
            )
        )
    return found


def _suffix(form: TreeForm, index: int) -> str:
    place = form.information_sets[index]
    named = place.agent != form.players[place.player]
    return "" if named else f" ({form.nodes[place.nodes[0]].history[0]})"


def _values(form: TreeForm, rows: Any) -> list[tuple[RationalFunction, ...]]:
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


def is_best(response: int, types: Sequence[int], signal: Signal, holds: Holds) -> bool:
    """Whether a response is best for some belief about these types (at most two)."""
    zero, one = signal.settled[0].ring.zero, signal.settled[0].ring.one
    low, high = zero, one
    first, last = types[0], types[-1]
    for other in range(len(signal.response)):
        if other == response:
            continue
        # Worth over the other response: at_last + (at_first - at_last) * belief in the first type.
        at_first = signal.receiver[first][response] - signal.receiver[first][other]
        at_last = signal.receiver[last][response] - signal.receiver[last][other]
        slope = at_first - at_last
        if holds(condition(slope, "==")):
            if not holds(condition(at_last, ">=")):
                return False
            continue
        end = -at_last / slope
        if holds(condition(slope, ">")):
            low = end if holds(condition(end - low, ">")) else low
        else:
            high = end if holds(condition(end - high, "<")) else high
        if not holds(condition(high - low, ">=")):
            return False
    return True


def _intuitive(signal: Signal, holds: Holds) -> str:
    everyone = range(len(signal.types))
    best = [r for r in range(len(signal.response)) if is_best(r, everyone, signal, holds)]
    left = [t for t in everyone if any(holds(condition(signal.sender[t][r] - signal.settled[t], ">=")) for r in best)]
    if not left or len(left) == len(signal.types):
        return ""
    remaining = [r for r in best if is_best(r, left, signal, holds)]
    for t in left:
        if all(holds(condition(signal.sender[t][r] - signal.settled[t], ">")) for r in remaining):
            gone = ", ".join(signal.types[o] for o in everyone if o not in left)
            return (
                f"fails the intuitive criterion: after {signal.message} no weight may be put on {gone}, "
                f"and then {signal.types[t]} gains by {signal.message}"
            )
    return ""


def _d1(signal: Signal, holds: Holds) -> str:
    if len(signal.response) != 2:
        raise ValueError(f"D1 is worked out for two responses; after {signal.message} there are {len(signal.response)}")
    everyone = range(len(signal.types))
    best = [r for r in (0, 1) if is_best(r, everyone, signal, holds)]
    left = [t for t in everyone if not any(_gains_more(o, t, best, signal, holds) for o in everyone if o != t)]
    used = [r for r in (0, 1) if not holds(condition(signal.response[r], "=="))]
    if not left or len(left) == len(signal.types):
        return ""
    # With one type left the belief is certain: every response used must be best against it.
    (certain,) = left
    if all(holds(condition(signal.receiver[certain][r] - signal.receiver[certain][1 - r], ">=")) for r in used):
        return ""
    gone = ", ".join(signal.types[o] for o in everyone if o not in left)
    return (
        f"fails D1: after {signal.message} no weight may be put on {gone}, "
        f"and then {_names(used)} is not a best response"
    )


def _names(used: Sequence[int]) -> str:
    return "the supporting response" if len(used) == 1 else "the supporting mixture"


def _gains_more(other: int, own: int, best: Sequence[int], signal: Signal, holds: Holds) -> bool:
    """Whether `other` gains strictly from every best response from which `own` does not lose, and from some at all.

    With two responses, a mixture is a probability y of the first; both gains are linear in y, so it is enough to look
    at the ends of the interval of y on which `own` does not lose.
    """
    if ends := _no_loss(own, best, signal, holds):
        return all(holds(condition(_gain(other, y, signal), ">")) for y in ends)
    return any(holds(condition(_gain(other, y, signal), ">")) for y in _corners(best, signal))


def _corners(best: Sequence[int], signal: Signal) -> list[RationalFunction]:
    home = signal.settled[0].ring
    return [home.one if r == 0 else home.zero for r in best]


def _gain(kind: int, y: RationalFunction, signal: Signal) -> RationalFunction:
    return y * signal.sender[kind][0] + (1 - y) * signal.sender[kind][1] - signal.settled[kind]


def _no_loss(own: int, best: Sequence[int], signal: Signal, holds: Holds) -> list[RationalFunction]:
    """The ends of the probabilities of the first response, among best responses, at which a type does not lose."""
    one, zero = signal.settled[own].ring.one, signal.settled[own].ring.zero
    corners = _corners(best, signal)
    inside = [y for y in corners if holds(condition(_gain(own, y, signal), ">="))]
    if len(corners) == 2 and len(inside) == 1:
        at_zero = _gain(own, zero, signal)
        slope = _gain(own, one, signal) - at_zero
        return [*inside, -at_zero / slope]
    return inside
