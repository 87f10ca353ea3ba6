"""Best responses: what a player does as commitment rises, and what is best against given play of the others.

Along a line the others are held to equilibrium play: what a player does in an equilibrium is a best response to what
the others do in it. Against given play, each of the player's plans is best in a region of parameter space, letters in
the others' mixtures included; that is the best-response correspondence itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.values.value import equal_on_line
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import Named
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.equilibria.text import value_text
from deterrence.games.parts.layout import Place
from deterrence.games.parts.mistakes import listed, nearest
from deterrence.sensitivity.asking.fixed_letters import given_text
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.line.best_reply_regions import Replies, replies_to
from deterrence.sensitivity.line.thresholds import Thresholds, thresholds

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.algebra.exact.roots import Exact
    from deterrence.algebra.values.value import Value


@dataclass(frozen=True)
class Behaviour:
    """What a player does at each of its information sets, in one equilibrium or several.

    Attributes
    ----------
    places
        The player's information sets.
    rows
        For each, a probability for each move.
    """

    places: tuple[Place, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __getitem__(self, name: str) -> Named:
        for place, row in zip(self.places, self.rows, strict=True):
            if name in (place.name, place.agent):
                return Named(place.moves, row)
        raise KeyError(f"no information set '{name}'; there are: {', '.join(p.name or p.agent for p in self.places)}")

    @property
    def is_pure(self) -> bool:
        """Whether a single move is made everywhere."""
        return all(sum(not v.is_zero for v in row) == 1 for row in self.rows)

    def __str__(self) -> str:
        several = len(self.places) > 1
        words = []
        for place, row in zip(self.places, self.rows, strict=True):
            used = [(move, value) for move, value in zip(place.moves, row, strict=True) if not value.is_zero]
            text = used[0][0] if len(used) == 1 else " or ".join(f"{move} ({value_text(v)})" for move, v in used)
            words.append(f"{_shown(place)}: {text}" if several else text)
        return "; ".join(words)

    __repr__ = __str__

    def same(self, other: Behaviour, place: Exact | None) -> bool:
        """Whether two behaviours are the same: as formulas, or (`place` given) at a value of the letter."""
        if place is None:
            return self.rows == other.rows
        pairs = (pair for rows in zip(self.rows, other.rows, strict=True) for pair in zip(*rows, strict=True))
        return all(x == y or equal_on_line(x, y, place) for x, y in pairs)


def _shown(place: Place) -> str:
    kind = place.agent[len(place.player) + 2 : -1] if place.agent != place.player else ""
    return ", ".join(word for word in (kind, place.name) if word)


@dataclass(frozen=True)
class BestResponseCell:
    """An interval (or point) of the line, and what the player does in the equilibria there.

    Unpacks as ``interval, choices``.
    """

    interval: Interval
    choices: tuple[Behaviour, ...]

    def __iter__(self) -> Any:
        yield self.interval
        yield self.choices


@dataclass(frozen=True, eq=False)
class BestResponses(Promised):
    """What a player does as one letter rises, the others held to equilibrium play.

    Attributes
    ----------
    player
        The player.
    letter
        The letter that rises.
    cells
        From left to right; several choices in a cell belong to several equilibria.
    thresholds
        The thresholds that this is read off.
    promise
        What is promised of the equilibria.
    """

    player: str
    letter: str
    cells: tuple[BestResponseCell, ...]
    thresholds: Thresholds
    promise: Promise

    def to_frame(self) -> pd.DataFrame:
        """One row for each choice of each cell."""
        import pandas as pd

        rows = [(str(interval), str(choice)) for interval, choices in self.cells for choice in choices]
        return pd.DataFrame(rows, columns=[self.letter, self.player])

    def __str__(self) -> str:
        rows = []
        for cell in self.cells:
            for index, choice in enumerate(cell.choices):
                rows.append((str(cell.interval) if index == 0 else "", ("" if index == 0 else "or ") + str(choice)))
        lines = [f"What {self.player} does as {self.letter} rises, the others held to equilibrium play"]
        if self.thresholds.fixed:
            lines.append(f"with {given_text(self.thresholds.fixed)}")
        return "\n".join([*lines, "", text_table([self.letter, self.player], rows), "", str(self.promise)])

    __repr__ = __str__


@overload
def best_responses(
    game: Asked,
    /,
    player: str,
    over: str | None = None,
    to: None = None,
    *,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> BestResponses: ...
@overload
def best_responses(
    game: Asked,
    /,
    player: str,
    over: None = None,
    *,
    to: Mapping[Any, Any],
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Replies: ...
@question
def best_responses(
    game: Asked,
    /,
    player: str,
    over: str | None = None,
    to: Mapping[Any, Any] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> BestResponses | Replies:
    """What a player does as a letter rises, or what is best for it against given play of the others.

    Parameters
    ----------
    game
        A game, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    player
        A player; of a player with types also one type, ``"ROK (Divided)"``.
    over
        The letter that rises; by default the commitment. Others are at base values, or as given.
    to
        The others' play: for each a move, or a probability for each move used, in which new letters may stand for
        numbers between 0 and 1; at a named information set as ``{"DPRK": {"after the signal": "Probe"}}``. All letters
        of the game stay free.
    at, **letters
        Values for letters, as a mapping or as keywords.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    BestResponses or Replies
        Cells of the line with what the player does; with `to`, each of its plans with the region where it is best.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("nll-probe")
    >>> for interval, choices in dt.best_responses(game, "ROK", over="c").cells:
    ...     print(interval, choices)
    [0, 1/2) (Absorb,)
    {1/2} (Absorb, Respond)
    (1/2, 1] (Respond,)
    >>> print(dt.best_responses(game, "ROK", to={"DPRK": "Probe"})["Respond"])
    c >= (e - l)/(e + s)
    """
    values = given_values(at, letters)
    if to is not None:
        if over is not None:
            raise ValueError("give `over` (the others in equilibrium) or `to` (the others as given), not both")
        return replies_to(Problem.of(game).at(values).game, player, to)
    line = thresholds(game, over, at=values)
    cells: list[BestResponseCell] = []
    for interval, equilibria in line.cells:
        point = interval.lower if interval.lower == interval.upper else None
        choices: list[Behaviour] = []
        for eq in equilibria:
            behaviour = _behaviour(eq, player)
            if not any(behaviour.same(other, point) for other in choices):
                choices.append(behaviour)
        _append(cells, BestResponseCell(interval, tuple(choices)))
    return BestResponses(player, line.letter, tuple(cells), line, line.promise)


def _behaviour(eq: Equilibrium, player: str) -> Behaviour:
    own = [i for i, place in enumerate(eq.layout.places) if player in (place.player, place.agent)]
    if not own:
        known = list(dict.fromkeys(name for p in eq.layout.places for name in (p.player, p.agent)))
        who = f"{listed(known)}.{nearest(player, known)}"
        raise ValueError(f"'{player}' has no choice in this game; those who have: {who}")
    return Behaviour(tuple(eq.layout.places[i] for i in own), tuple(eq.strategies[i] for i in own))


def _append(cells: list[BestResponseCell], cell: BestResponseCell) -> None:
    """Add a cell, joined to the one before where the player does the same on both."""
    before = cells[-1] if cells else None
    if before is None or not _adjacent(before.interval, cell.interval) or not _same(before, cell):
        cells.append(cell)
        return
    one, other = before.interval, cell.interval
    joined = Interval(one.lower, other.upper, one.lower_closed, other.upper_closed)
    cells[-1] = BestResponseCell(joined, before.choices if one.lower != one.upper else cell.choices)


def _adjacent(left: Interval, right: Interval) -> bool:
    return left.upper is not None and left.upper == right.lower and (left.upper_closed or right.lower_closed)


def _same(left: BestResponseCell, right: BestResponseCell) -> bool:
    is_point = left.interval.lower == left.interval.upper or right.interval.lower == right.interval.upper
    place = left.interval.upper if is_point else None
    if len(left.choices) != len(right.choices):
        return False
    return all(any(a.same(b, place) for b in right.choices) for a in left.choices)
