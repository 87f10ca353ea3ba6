"""Choices from intervals made at the same time, of a model file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from deterrence.algebra.formulas.language import Expression
from deterrence.formats.reading import Reading
from deterrence.formats.slips import wrong_count
from deterrence.formats.yaml_nodes import Node
from deterrence.games.continuous import Continuous
from deterrence.games.parts.interval import Interval
from deterrence.games.parts.mistakes import listed, nearest

EXAMPLE: Final = "{e: {from: 0, to: 1}}"
OPEN: Final[Mapping[str, tuple[str, ...]]] = {"from": ("-inf", "-.inf"), "to": ("inf", "+inf", ".inf")}
END: Final[Mapping[str, str]] = {"from": "lower", "to": "upper"}


def read_continuous(
    reading: Reading, players: Sequence[str], shared: Mapping[str, Any]
) -> Callable[[], Continuous] | None:
    """The game; None where it cannot be put together."""
    before = len(reading.problems)
    intervals = _intervals(reading, players)
    payoffs = _payoffs(reading, players)
    outcomes = _outcomes(reading)
    if len(reading.problems) > before:
        return None
    return lambda: Continuous(players, intervals, payoffs, outcomes, **shared)


def _intervals(reading: Reading, players: Sequence[str]) -> dict[str, Interval]:
    key, node = reading.root.pairs["choices"]
    example = f"{{{players[0]}: {EXAMPLE}}}"
    found: dict[str, Interval] = {}
    if not reading.is_kind(node, "mapping", "the choices", example):
        return found
    for name, (place, _) in node.pairs.items():
        if name not in players:
            reading.add(place, f"'{name}' is not a player; those are {listed(players)}.{nearest(name, players)}")
    for player in players:
        if player not in node.pairs:
            reading.add(key, f"{player} chooses nothing: every player chooses from an interval, such as {example}.")
        elif (own := _interval(reading, player, *node.pairs[player])) is not None:
            found[player] = own
    return found


def _interval(reading: Reading, player: str, key: Node, node: Node) -> Interval | None:
    if not reading.is_kind(node, "mapping", f"the choice of {player}", EXAMPLE):
        return None
    if len(node.pairs) != 1:
        found = listed(map(repr, node.pairs)) or "nothing"
        reading.add(key, f"{player} chooses one letter with its interval, such as {EXAMPLE}; found {found}.")
        return None
    ((letter, (place, ends)),) = node.pairs.items()
    if not reading.is_kind(ends, "mapping", f"the interval of '{letter}'", "{from: 0, to: 1}"):
        return None
    reading.keys(ends, ("from", "to"), "an interval")
    missing = [word for word in ("from", "to") if word not in ends.pairs]
    if missing:
        told = " and no ".join(map(repr, missing))
        reading.add(place, f"the interval of '{letter}' has no {told}; where there is no end, write 'to: inf'.")
        return None
    low, high = (_end(reading, letter, word, ends.pairs[word][1]) for word in ("from", "to"))
    return Interval(letter, low, high)


def _end(reading: Reading, letter: str, word: str, node: Node) -> Expression | None:
    """An end; None where there is none."""
    if node.kind == "text" and node.text in OPEN[word]:
        return None
    other = {"from": "to", "to": "from"}[word]
    if node.kind == "text" and node.text in OPEN[other]:
        said = f"'{word}' of '{letter}' is {node.text}, which may only stand under '{other}': it means that there is"
        reading.add(node, f"{said} no {END[other]} end; under '{word}' write a formula, or {OPEN[word][0]}.")
        return None
    return reading.formula(node, f"'{word}' of '{letter}'")


def _payoffs(reading: Reading, players: Sequence[str]) -> list[Expression]:
    example = f"[{', '.join(['0'] * len(players))}]"
    if "payoffs" not in reading.root.pairs:
        reading.add(reading.root.pairs["choices"][0], f"'choices' go with 'payoffs', one a player: payoffs: {example}.")
        return []
    node = reading.root.pairs["payoffs"][1]
    if not reading.is_kind(node, "list", "one payoff a player", example):
        return []
    if len(node.items) != len(players):
        reading.add(*wrong_count(node, players))
        return []
    told = zip(node.items, players, strict=True)
    return [reading.formula(item, f"payoff for {player}") for item, player in told]


def _outcomes(reading: Reading) -> dict[str, Expression]:
    if "outcomes" not in reading.root.pairs:
        return {}
    node = reading.root.pairs["outcomes"][1]
    if not reading.is_kind(node, "mapping", "the outcomes with their probabilities", "{War: e*f, Peace: 1 - e*f}"):
        return {}
    return {name: reading.formula(value, f"probability of '{name}'") for name, (_, value) in node.pairs.items()}
