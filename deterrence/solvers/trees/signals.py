"""Unexpected messages: moves by which a player who knows more leaves play, and who learns of them first.

A stage is a group of information sets of one player between which somebody who moves later cannot tell: the types of a
sender. A message is a move at all of them. Its receivers are the information sets, of other players, at which play
arrives next and from which it is known that the message was sent, but not by which type; those who do not learn of it,
who know the type, and chance, play in between as in equilibrium, and so do all after the receivers' responses.

In a signalling game there are one stage and one receiver. Where several senders move in turn, the later ones receive
the messages of the earlier ones, and send their own; a receiver who has types itself is several information sets.

A stage counts where every type reaches it in equilibrium. What a type's information set weighs nodes by, which differ
in what the sender does not know, follows from play. A belief about types is then a weight for each type, what a
response gains over another is linear in these weights, and what a type gains is linear in the responses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.values.value import approximation
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.play import reach
from deterrence.games.forms.forms import TreeForm

Rows = Sequence[Sequence[RationalFunction]]
Responses = tuple[int, ...]  # a response at each receiver


@dataclass(frozen=True)
class Stage:
    """A message that may be sent, and who receives it.

    Attributes
    ----------
    senders
        The sender's information sets, one a type.
    move
        The position of the message among their moves.
    receivers
        The information sets that learn of it first.
    """

    senders: tuple[int, ...]
    move: int
    receivers: tuple[int, ...]


@dataclass(frozen=True)
class Signal:
    """A message nobody sends, as its receivers meet it.

    Attributes
    ----------
    message
        The message.
    types
        The types' names.
    gains
        What a type gets more than in equilibrium: by type, receiver and response, to be summed over receivers.
    leads
        What a receiver gets from a response to a type: by type, receiver and response.
    used
        The responses of each receiver in equilibrium.
    near
        Payoffs that differ by less are equal; zero where all is exact.
    """

    message: str
    types: tuple[str, ...]
    gains: tuple[tuple[tuple[RationalFunction, ...], ...], ...]
    leads: tuple[tuple[tuple[RationalFunction, ...], ...], ...]
    used: tuple[tuple[int, ...], ...]
    near: Fraction

    @property
    def home(self) -> Ring:
        """The ring of the letters."""
        return self.gains[0][0][0].ring

    @property
    def widths(self) -> tuple[int, ...]:
        """How many responses each receiver has."""
        return tuple(len(row) for row in self.gains[0])

    def gain(self, kind: int, responses: Responses) -> RationalFunction:
        """What a type gets from the message and a response of each receiver, less what it gets in equilibrium."""
        first, *more = (row[r] for row, r in zip(self.gains[kind], responses, strict=True))
        return self._told(sum(more, first))

    def shares(self, kind: int, mixed: Sequence[Sequence[int]]) -> list[RationalFunction]:
        """What a type gains by each response, receiver by receiver; its gain is linear in their probabilities."""
        return [self._told(row[r]) for row, used in zip(self.gains[kind], mixed, strict=True) for r in used]

    def lead(self, kind: int, receiver: int, response: int, other: int) -> RationalFunction:
        """What a receiver gets from a response to a type, less what it gets from another response."""
        row = self.leads[kind][receiver]
        return self._told(row[response] - row[other])

    def _told(self, difference: RationalFunction) -> RationalFunction:
        is_near = difference.is_constant and abs(difference.as_fraction()) < self.near
        return difference.ring.zero if is_near else difference


class Signalling:
    """The messages of a tree.

    Raises
    ------
    ValueError
        When there are none.
    """

    def __init__(self, form: TreeForm) -> None:
        self.form = form
        self._trails = _trails(form)
        found = (self._stage(i, m) for i, place in enumerate(form.information_sets) for m in range(len(place.moves)))
        self.stages = list(dict.fromkeys(stage for stage in found if stage is not None))
        if not self.stages:
            raise ValueError(
                "not a signalling game: nobody who knows what another player does not moves so that this player, "
                "who cannot tell its type, sees it and moves thereafter"
            )

    def unsent(self, family: Equilibrium, near: Fraction) -> list[Signal]:
        """The messages that no type sends, though all reach the place where they might."""
        form = self.form
        rows = [tuple(approximation(value, form.ring) for value in row) for row in family.strategies]
        reached = reach(form, rows)
        values = _values(form, rows)
        found = []
        for stage in self.stages:
            if any(not rows[i][stage.move].is_zero for i in stage.senders):
                continue
            if all(self._is_reached(i, rows) for i in stage.senders):
                found.append(self._signal(stage, rows, reached, values, near))
        return found

    def _is_reached(self, index: int, rows: Rows) -> bool:
        """Whether the players' moves lead to an information set, whatever chance does."""
        trails = (self._trails[n] for n in self._nodes(index))
        return any(not any(rows[i][m].is_zero for i, m in trail) for trail in trails)

    def _nodes(self, index: int) -> tuple[int, ...]:
        return self.form.information_sets[index].nodes

    # --- stages ---

    def _stage(self, index: int, move: int) -> Stage | None:
        """The stage of an information set and a move.

        None where whoever learns of the move knows the type, or may have seen another receiver respond.
        """
        senders, receivers = {index}, set[int]()
        while True:
            after = [self.form.nodes[n].children[move] for i in senders for n in self._nodes(i)]
            receivers = {i for child in after for i in self._first_informed(child, index, move)}
            known = senders.union(*(self._types_behind(i, index, move) for i in receivers))
            if known == senders:
                break
            senders = known
        in_turn = any(i in receivers for r in receivers for n in self._nodes(r) for i, _ in self._trails[n])
        if len(senders) == 1 or in_turn:
            return None
        return Stage(tuple(sorted(senders)), move, tuple(sorted(receivers)))

    def _first_informed(self, node: int, sender: int, move: int) -> Iterator[int]:
        """The receivers at which play arrives first from a node behind the message."""
        at = self.form.nodes[node]
        if at.kind == "decision" and self._types_behind(at.information_set, sender, move):
            yield at.information_set
            return
        for child in at.children:
            yield from self._first_informed(child, sender, move)

    def _types_behind(self, receiver: int, sender: int, move: int) -> set[int]:
        """The types who may have sent a message, as a receiver sees it; none where it does not, or knows the type."""
        form = self.form
        place, moves = form.information_sets[receiver], form.information_sets[sender].moves
        player = form.information_sets[sender].player
        if place.player == player:
            return set()
        depth = len(self._own(form.information_sets[sender].nodes[0], player))
        found = set()
        for node in place.nodes:
            own = self._own(node, player)
            if len(own) <= depth or own[depth][1] != move or form.information_sets[own[depth][0]].moves != moves:
                return set()
            found.add(own[depth][0])
        return found if len(found) > 1 else set()

    def _own(self, node: int, player: int) -> list[tuple[int, int]]:
        return [(i, m) for i, m in self._trails[node] if self.form.information_sets[i].player == player]

    # --- what a message brings ---

    def _signal(
        self,
        stage: Stage,
        rows: Rows,
        reached: Sequence[RationalFunction],
        values: Sequence[tuple[RationalFunction, ...]],
        near: Fraction,
    ) -> Signal:
        form = self.form
        sender = form.information_sets[stage.senders[0]].player
        gains, leads = [], []
        for index in stage.senders:
            nodes = self._nodes(index)
            gained = {r: [form.ring.zero] * len(form.information_sets[r].moves) for r in stage.receivers}
            leading = {r: [form.ring.zero] * len(form.information_sets[r].moves) for r in stage.receivers}
            settled = form.ring.zero
            for weight, node in zip(_weights(nodes, reached), nodes, strict=True):
                settled = settled + weight * values[node][sender]
                for end, chance in self._arrivals(form.nodes[node].children[stage.move], weight, rows, gained):
                    place = form.nodes[end].information_set
                    if place not in gained:
                        settled = settled - chance * values[end][sender]
                        continue
                    receiver = form.information_sets[place].player
                    for r, child in enumerate(form.nodes[end].children):
                        gained[place][r] = gained[place][r] + chance * values[child][sender]
                        leading[place][r] = leading[place][r] + chance * values[child][receiver]
            first = stage.receivers[0]
            gained[first] = [gain - settled for gain in gained[first]]
            gains.append(tuple(tuple(gained[r]) for r in stage.receivers))
            leads.append(tuple(tuple(leading[r]) for r in stage.receivers))
        used = tuple(tuple(k for k, p in enumerate(rows[r]) if not p.is_zero) for r in stage.receivers)
        types = tuple(self._type(i) for i in stage.senders)
        return Signal(self._message(stage), types, tuple(gains), tuple(leads), used, near)

    def _arrivals(
        self, node: int, chance: RationalFunction, rows: Rows, receivers: Collection[int]
    ) -> Iterator[tuple[int, RationalFunction]]:
        """Where play goes from a node, up to the receivers, and how likely."""
        at = self.form.nodes[node]
        if at.kind == "outcome" or at.information_set in receivers:
            yield node, chance
            return
        weights = at.probabilities if at.kind == "chance" else rows[at.information_set]
        for weight, child in zip(weights, at.children, strict=True):
            if not weight.is_zero:
                yield from self._arrivals(child, chance * weight, rows, receivers)

    # --- names ---

    def _type(self, index: int) -> str:
        place = self.form.information_sets[index]
        if place.agent != self.form.players[place.player]:
            return place.agent
        only = self.form.nodes[place.nodes[0]] if len(place.nodes) == 1 else None
        return f"{place.agent} ({only.history[0] if only and only.parent == 0 else place.name})"

    def _message(self, stage: Stage) -> str:
        """The message; where there are several stages, also by whom, and where."""
        place = self.form.information_sets[stage.senders[0]]
        if len({other.senders for other in self.stages}) == 1:
            return place.moves[stage.move]
        told = f"{place.moves[stage.move]} by {self.form.players[place.player]}"
        names = {self.form.information_sets[i].name for i in stage.senders}
        return f"{told} at {place.name}" if len(names) == 1 and place.name != "start" else told


def _trails(form: TreeForm) -> list[tuple[tuple[int, int], ...]]:
    """The information sets and moves on the way to each node."""
    found: list[tuple[tuple[int, int], ...]] = [()]
    for node in form.nodes[1:]:
        parent = form.nodes[node.parent]
        here = ((parent.information_set, node.move),) if parent.kind == "decision" else ()
        found.append((*found[node.parent], *here))
    return found


def _weights(nodes: Sequence[int], reached: Sequence[RationalFunction]) -> list[RationalFunction]:
    """How the nodes of a type weigh; they need not sum to one, since only comparisons count."""
    if len(nodes) == 1:
        return [reached[nodes[0]].ring.one]
    total = sum((reached[n] for n in nodes[1:]), reached[nodes[0]])
    is_scaled = total.is_constant and not total.is_zero
    return [reached[n] / total if is_scaled else reached[n] for n in nodes]


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
