"""What repeated games and games with states share: periods, a discount factor, and how many periods there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from deterrence.algebra.language import Expression, Name, as_condition, text_of
from deterrence.games.checks import Checker, broken_assumptions
from deterrence.games.information import START
from deterrence.games.mistakes import Collector, Path
from deterrence.games.model import Model
from deterrence.games.nodes import Decision, Node, Outcome

MOST_PERIODS: Final = 12

Profile = tuple[str, ...]


def simultaneous(players: Sequence[str], ends: Mapping[Profile, Node]) -> Node:
    """A choice of all players at the same time, as a tree in which nobody sees what was done before."""
    level: dict[Profile, Node] = dict(ends)
    for player in reversed(players):
        after: dict[Profile, dict[str, Node]] = {}
        for profile, node in level.items():
            after.setdefault(profile[:-1], {})[profile[-1]] = node
        level = {history: Decision(player, moves, START) for history, moves in after.items()}
    return level[()]


def as_table(root: Node, players: Sequence[str]) -> dict[Profile, Outcome] | None:
    """The outcome of every profile of moves, where a tree is a choice of all players at the same time; else None."""
    level: dict[Profile, Node] = {(): root}
    for player in players:
        after: dict[Profile, Node] = {}
        offered: tuple[str, ...] | None = None
        for history, node in level.items():
            if not isinstance(node, Decision) or node.player != player or node.information != START:
                return None
            if offered is None:
                offered = tuple(node.moves)
            if tuple(node.moves) != offered:
                return None
            after.update({(*history, move): following for move, following in node.moves.items()})
        level = after
    found: dict[Profile, Outcome] = {}
    for profile, node in level.items():
        if not isinstance(node, Outcome) or node.name != ", ".join(profile):
            return None
        found[profile] = node
    return found


def read_horizon(value: Any, path: Path, collector: Collector) -> int | None:
    """The number of periods; None where play never ends."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PERIODS:
        collector.add(path, f"'horizon' is a number of periods from 1 to {MOST_PERIODS}, not {value!r}")
        return None
    return value


def discount_assumptions(game: Model, discount: Expression, horizon: int | None, path: Path, checker: Checker) -> None:
    """Check the discount factor, and add the assumptions that keep it where it belongs.

    That is [0, 1) where play never ends, and (0, 1] with a given number of periods.
    """
    low, high, where = ("> 0", "<= 1", "(0, 1]") if horizon is not None else (">= 0", "< 1", "[0, 1)")
    before = len(checker.collector.mistakes)
    checker.use(discount, path, "discount factor")
    if len(checker.collector.mistakes) > before:
        return
    wanted = [f"{text_of(discount)} {low}", f"{text_of(discount)} {high}"]
    value = None if not checker.can_value or game.has_function(discount) else game.value(discount)
    if value is not None and value.is_constant:
        number = value.as_fraction()
        if not 0 <= number <= 1 or number == (1 if horizon is None else 0):
            checker.collector.add(path, f"the discount factor is {number}; it lies in {where}.")
        return
    if isinstance(discount, Name) and discount.name in game.parameters:
        parameter = game.parameters[discount.name]
        if parameter.low is None or parameter.low < 0 or parameter.high is None or parameter.high > 1:
            message = f"the discount factor '{discount.name}' has the range {parameter.range_text}; it lies in {where}."
            checker.collector.add(path, f"{message} Give it a range within [0, 1].")
            return
        ends = (horizon is not None and parameter.low == 0, horizon is None and parameter.high == 1)
        wanted = [text for text, needed in zip(wanted, ends, strict=True) if needed]
    added = [as_condition(text) for text in wanted]
    game._set(assumptions=(*game.assumptions, *(c for c in added if c not in game.assumptions)))
    if not checker.collector.mistakes:
        for _, text, why in broken_assumptions(game, game.point()):
            checker.collector.add(path, f"the base values break '{text}'{why}, which the discount factor must meet.")


__all__ = [
    "MOST_PERIODS",
    "as_table",
    "discount_assumptions",
    "read_horizon",
    "simultaneous",
]
