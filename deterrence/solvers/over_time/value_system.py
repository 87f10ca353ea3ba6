"""What states are worth and what is chosen in them, from one linear system.

Behaviour is known but for some choices from intervals, each of which makes somebody indifferent between two moves. Then
``V = (1 - delta) u(x) + delta P V`` and these indifferences are linear in what is not known: the values ``V`` of the
states of one block and the choices ``x``. Where somebody mixes, both moves are worth the same to it, which takes the
place of the equation of the one who chose (see `stationary_choices.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.games.forms.dynamic_forms import IntervalChoice
from deterrence.solvers.over_time.one_shot import Place, Plan, Stage, Values

Row = dict[Any, RationalFunction]  # a linear function: by what is not known its factor, and the rest under ""


class CurvedError(Exception):
    """A payoff is quadratic in a choice that is not known."""


@dataclass(frozen=True)
class Kind:
    """How a choice is settled.

    Attributes
    ----------
    value
        What is chosen; None where it follows from an indifference.
    place, move
        The indifference: the decision, and the move that ties with the one that is made; -1 where there is none.
    """

    value: RationalFunction | None
    place: Place = (-1, -1)
    move: int = -1

    @property
    def is_tied(self) -> bool:
        """Whether somebody is indifferent."""
        return self.move >= 0

    @property
    def is_mixed(self) -> bool:
        """Whether both moves are made with some probability: what is chosen does not make the tie."""
        return self.value is not None and self.is_tied

    def fits(self, plan: Plan) -> bool:
        """Whether the tie is one with another move; each mixture is met once."""
        made = plan.get(self.place, -1)
        return not self.is_tied or (made < self.move if self.is_mixed else made != self.move)


class Solved(NamedTuple):
    """What follows: what the states are worth, what is chosen, and letters for what stays open."""

    values: Values
    chosen: Mapping[str, RationalFunction]
    is_open: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ValueSystem:
    """The system for one block, one profile of moves, and choices settled in one way."""

    stages: Mapping[int, Stage]
    plan: Plan
    settled: Mapping[IntervalChoice, Kind]
    later: Values

    def solved(self) -> Solved | None:
        """What follows; None where nothing fits for almost all letters.

        Raises
        ------
        CurvedError
            Where it is not linear.
        """
        unknowns = [*self._worths(), *(own.letter for own, kind in self.settled.items() if kind.value is None)]
        found = solution([*self._values(), *map(self._tie, *self._ties())], unknowns)
        if found is None:
            return None
        home = next(iter(found.values())).ring
        players = range(len(self._form.players))
        values = {s: tuple(found[s, i] for i in players) for s in self.stages}
        chosen = {o.letter: found[o.letter] if k.value is None else k.value.into(home) for o, k in self.settled.items()}
        return Solved(values, chosen, home.names[len(self._form.ring.names) :])

    @property
    def _form(self) -> Any:
        return next(iter(self.stages.values())).form

    def _worths(self) -> Iterator[tuple[int, int]]:
        for state in self.stages:
            for player in range(len(self._form.players)):
                yield state, player

    def _ties(self) -> tuple[list[IntervalChoice], list[Kind]]:
        tied = {own: kind for own, kind in self.settled.items() if kind.is_tied}
        return list(tied), list(tied.values())

    def _values(self) -> Iterator[Row]:
        """What the states are worth; not to who chose and is answered by a mixture."""
        free = {(own.state, self.stages[own.state].chooser(own)) for own, kind in self.settled.items() if kind.is_mixed}
        for state, player in self._worths():
            if (state, player) not in free:
                row = self._row(self.stages[state], 0, player)
                row[state, player] = row.get((state, player), self._form.ring.zero) - 1
                yield row

    def _tie(self, own: IntervalChoice, kind: Kind) -> Row:
        """What the move made gains over the one that ties with it."""
        stage, period = self.stages[own.state], self._form.periods[own.state].form
        place = period.information_sets[kind.place[1]]
        children = period.nodes[place.nodes[0]].children
        made, other = (self._row(stage, children[m], place.player) for m in (self.plan[kind.place], kind.move))
        zero = self._form.ring.zero
        return {key: made.get(key, zero) - other.get(key, zero) for key in {**made, **other}}

    def _row(self, stage: Stage, node: int, player: int) -> Row:
        """What a node is worth to a player."""
        home = self._form.ring
        paid, weights = stage.account(node, player, self.plan)
        row: Row = {}
        for own in stage.choices.values():
            value = self.settled[own].value
            if value is None and own.letter in paid.letters:
                slope = paid.derivative(own.letter)
                if own.letter in slope.letters:
                    raise CurvedError
                row[own.letter] = slope.into(home)
            paid = paid.substitute(own.letter, paid.ring.zero if value is None else value.into(paid.ring))
        row[""] = paid.into(home)
        for state, weight in weights.items():
            if state in self.stages:
                row[state, player] = weight.into(home)
            else:
                row[""] = row[""] + weight.into(home) * self.later[state][player]
        return row


def solution(rows: Sequence[Row], unknowns: Sequence[Any]) -> dict[Any, RationalFunction] | None:
    """Where linear functions are all zero; None where that is nowhere. What stays open is a further letter.

    Examples
    --------
    >>> from deterrence.algebra.exact.rational import ring
    >>> a = ring(("a",)).letter("a")
    >>> solution([{"x": a, "y": -a / a, "": 0 * a}, {"y": a / a, "": -a * a}], ["x", "y"])
    {'x': a, 'y': a**2}
    >>> solution([{"x": a, "y": a, "": 0 * a}], ["x", "y"])
    {'x': -~1, 'y': ~1}
    >>> solution([{"x": a, "": a}, {"x": a, "": a * a}], ["x"])
    """
    small = rows[0][""].ring
    table = [[row.get(u, small.zero) for u in unknowns] + [-row[""]] for row in rows]
    pivots = _eliminated(table, len(unknowns))
    if any(not row[-1].is_zero for row in table[len(pivots) :]):
        return None
    left = {column: f"~{column}" for column in range(len(unknowns)) if column not in pivots}
    home = ring((*small.names, *left.values()))
    found: dict[Any, RationalFunction] = {unknowns[column]: home.letter(name) for column, name in left.items()}
    for column, row in zip(pivots, table, strict=False):
        value = row[-1].into(home)
        for other, name in left.items():
            value = value - row[other].into(home) * home.letter(name)
        found[unknowns[column]] = value
    return {unknown: found[unknown] for unknown in unknowns}


def _eliminated(table: list[list[RationalFunction]], columns: int) -> list[int]:
    """Gauss and Jordan's elimination, in place; the columns that have a pivot, one a row from the first on."""
    pivots: list[int] = []
    for column in range(columns):
        done = len(pivots)
        fitting = [r for r in range(done, len(table)) if not table[r][column].is_zero]
        if not fitting:
            continue
        pivot = min(fitting, key=lambda r: not table[r][column].is_constant)
        table[done], table[pivot] = table[pivot], table[done]
        lead = table[done][column]
        table[done] = [entry if entry.is_zero else entry / lead for entry in table[done]]
        for row in range(len(table)):
            factor = table[row][column]
            if row != done and not factor.is_zero:
                table[row] = [a if b.is_zero else a - factor * b for a, b in zip(table[row], table[done], strict=True)]
        pivots.append(column)
    return pivots
