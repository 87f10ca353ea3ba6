"""What repeated games and games with states share: periods, a discount factor, and how many periods there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from deterrence.algebra.formulas.language import Comparison, Expression, FormulaError, Name, text_of
from deterrence.games.checks.assumptions import broken_assumptions
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.probabilities import ONE, ZERO
from deterrence.games.parts.information import START
from deterrence.games.parts.mistakes import Collector, Path
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.setting import Setting

MOST_PERIODS: Final = 12
ENDLESS: Final = "play never ends in this game, so it is no tree: give a horizon, the number of periods"

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


def how_often(setting: Setting, discount: Expression, horizon: int | None) -> str:
    """How often a game is played, and what later periods count for: `played for ever, discount factor delta`."""
    often = "for ever" if horizon is None else f"{horizon} times"
    factor = text_of(discount)
    if not setting.letters and (value := str(setting.value(discount))) != factor:
        factor += f" = {value}"
    return f"played {often}, discount factor {factor}"


def discount_assumptions(
    game: Setting, discount: Expression, horizon: int | None, path: Path, checker: Checker
) -> None:
    """Check the discount factor, and add the assumptions that keep it where it belongs.

    That is [0, 1) where play never ends, and (0, 1] with a given number of periods.
    """
    collector = checker.collector
    low, high, where = (">", "<=", "(0, 1]") if horizon is not None else (">=", "<", "[0, 1)")
    before = len(collector.mistakes)
    checker.use(discount, path, "discount factor")
    if len(collector.mistakes) > before or not checker.can_value or checker.scope.reported:
        return
    if isinstance(discount, Name) and discount.name in game.parameters:
        parameter = game.parameters[discount.name]
        if parameter.low is None or parameter.low < 0 or parameter.high is None or parameter.high > 1:
            message = f"the discount factor '{discount.name}' has the range {parameter.range_text}; it lies in {where}."
            collector.add(path, f"{message} Give it a range within [0, 1].")
            return
    for bound, end in ((low, ZERO), (high, ONE)):
        if not checker.scope.grant(Comparison(bound, discount, end), "discount factor"):
            collector.add(path, _out_of_bounds(game, discount, where))
            return
    if not collector.mistakes:
        for _, condition, why in broken_assumptions(game, game.point()):
            message = f"the base values break '{text_of(condition)}'{why}, which the discount factor must meet."
            collector.add(path, message)


def _out_of_bounds(game: Setting, discount: Expression, where: str) -> str:
    try:
        value = game.value(discount)
    except FormulaError:
        value = None
    if value is not None and value.is_constant:
        number = value.as_fraction()
        hint = f" Is it {number} percent? Write {float(number / 100):g}." if 1 < number <= 100 else ""
        return f"the discount factor is {number}; it lies in {where}.{hint}"
    return f"the discount factor '{text_of(discount)}' lies outside {where} for all values of the parameters."


__all__ = [
    "ENDLESS",
    "MOST_PERIODS",
    "as_table",
    "discount_assumptions",
    "how_often",
    "read_horizon",
    "simultaneous",
]
