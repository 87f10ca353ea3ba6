"""The interval that a player chooses from, at the same time as the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from deterrence.algebra.formulas.language import Expression, text_of
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest

ENDLESS: Final = "inf"
EXAMPLE: Final = '{"A": {"e": (0, 1)}}'


@dataclass(frozen=True)
class Interval:
    """What a player chooses from.

    Attributes
    ----------
    letter
        What stands for the choice in formulas.
    low, high
        The ends, which may be chosen; None where there is none.
    """

    letter: str
    low: Expression | None
    high: Expression | None

    @property
    def formulas(self) -> Iterator[Expression]:
        """The ends that there are."""
        return (end for end in (self.low, self.high) if end is not None)

    def put(self, change: Callable[[Expression], Expression]) -> Interval:
        """With its ends changed."""
        low, high = (None if end is None else change(end) for end in (self.low, self.high))
        return Interval(self.letter, low, high)

    @property
    def words(self) -> tuple[str, str]:
        """The ends as they are written."""
        low = f"-{ENDLESS}" if self.low is None else text_of(self.low)
        return low, ENDLESS if self.high is None else text_of(self.high)

    def __str__(self) -> str:
        return f"{self.letter} from {' to '.join(self.words)}"


def read_intervals(given: Any, players: Sequence[str], collector: Collector) -> Mapping[str, Interval]:
    """What every player chooses from, as `{"A": {"e": (0, 1)}}`; what is wrong with it is noted."""
    if not isinstance(given, Mapping):
        collector.add(("choices",), f"expected the choices as a mapping of players to letters with ends, {EXAMPLE}")
        return FrozenDict()
    for player in given:
        if player not in players:
            said = f"'{player}' is not a player; those are {listed(players)}.{nearest(str(player), players)}"
            collector.add(("choices", player), said, at_key=True)
    found: dict[str, Interval] = {}
    for player in players:
        path: Path = ("choices", player)
        if player not in given:
            collector.add(("choices",), f"{player} chooses nothing; every player chooses from an interval", at_key=True)
            continue
        own = given[player]
        if isinstance(own, Interval):
            found[player] = own
        elif not isinstance(own, Mapping) or len(own) != 1:
            collector.add(path, f"expected one letter of {player} with its ends, such as {EXAMPLE}")
        else:
            ((letter, ends),) = own.items()
            if not isinstance(ends, Sequence) or isinstance(ends, str) or len(ends) != 2:
                collector.add((*path, letter), f"expected the two ends of '{letter}', such as (0, 1) or (0, 'inf')")
                continue
            low, high = (
                _end(end, open_end, (*path, letter, word), collector)
                for end, open_end, word in zip(ends, (-inf, inf), ("from", "to"), strict=True)
            )
            found[player] = Interval(str(letter), low, high)
    return FrozenDict(found)


def _end(end: Any, open_end: float, path: Path, collector: Collector) -> Expression | None:
    """An end; None where there is none."""
    if end is None or end == open_end or (isinstance(end, str) and end.strip().lstrip(".+") == str(open_end)):
        return None
    if isinstance(end, str) and end.strip().lstrip(".+-") == ENDLESS:
        collector.add(path, f"'{path[-1]}' is {end.strip()!r}, at the wrong end of the interval")
        return None
    return collector.expression(end, path)
