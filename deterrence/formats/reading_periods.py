"""Repeated games and games with states of a model file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.formats.reading import Reading
from deterrence.formats.reading_matrix import read_matrix
from deterrence.formats.reading_tree import read_next, read_trees
from deterrence.formats.yaml_nodes import Node
from deterrence.games.model import Model
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic

Make = Callable[[], Model]


def read_repeated(reading: Reading, players: list[str], shared: dict[str, Any]) -> Make | None:
    """A repeated game, from `matrix` and `repeated`; None where it cannot be put together."""
    table = read_matrix(reading, players)
    key, node = reading.root.pairs["repeated"]
    if not reading.is_kind(node, "mapping", "'repeated'", "{discount: delta}"):
        return None
    reading.keys(node, ("discount", "strategies", "horizon"), "'repeated'")
    if "discount" not in node.pairs:
        reading.add(key, "a repeated game has a 'discount' factor, such as {discount: delta}.")
        return None
    given: dict[str, Any] = {
        "discount": reading.formula(node.pairs["discount"][1], "discount factor"),
        "horizon": _horizon(reading, node),
    }
    if "strategies" in node.pairs and (named := reading.text(node, "strategies", "'strategies'")):
        given["strategies"] = named
    payoffs = None if table is None else _payoffs(reading, table.payoffs, reading.root)
    if table is None or payoffs is None:
        return None
    moves = table.moves
    return lambda: Repeated(players, moves, payoffs, **given, **shared)


def read_states(reading: Reading, players: list[str], shared: dict[str, Any]) -> Make | None:
    """A game with states; None where it cannot be put together."""
    root = reading.root
    node = reading.part("states", "mapping", "{Tolerant: {tree: ...}, Hardened: {tree: ...}}")
    if node is None or not node.pairs:
        if node is not None or root.pairs["states"][1].is_nothing:
            reading.add(root.pairs["states"][0], "a game with states has at least one state.")
        return None
    if "discount" not in root.pairs:
        reading.add(root.pairs["states"][0], "a game with states has a 'discount' factor, such as 'discount: delta'.")
        return None
    periods: dict[str, Any] = {}
    trees: dict[str, tuple[Node, Node]] = {}
    for state, (key, value) in node.pairs.items():
        if not reading.is_kind(value, "mapping", f"the state '{state}'", "{tree: ...}"):
            continue
        reading.keys(value, ("tree", "matrix", "next"), "a state")
        forms = [form for form in ("tree", "matrix") if form in value.pairs]
        if len(forms) != 1:
            found = "both" if forms else "neither"
            reading.add(key, f"the state '{state}' has a 'tree' or a 'matrix'; found {found}.")
        elif forms == ["tree"]:
            trees[state] = value.pairs["tree"]
            if "next" in value.pairs:
                reading.add(value.pairs["next"][0], "'next' goes with a 'matrix'; in a tree it stands at each outcome.")
        else:
            periods[state] = _table(reading, players, value)
    roots = read_trees(reading, players, trees)
    if roots is None or len(periods) + len(roots) < len(node.pairs) or None in periods.values():
        return None
    states = {state: roots.get(state, periods.get(state)) for state in node.pairs}
    given: dict[str, Any] = {
        "discount": reading.formula(root.pairs["discount"][1], "discount factor"),
        "horizon": _horizon(reading, root),
        "start": (reading.text(root, "start", "'start'") or None) if "start" in root.pairs else None,
    }
    return lambda: Stochastic(players, states, **given, **shared)


def _horizon(reading: Reading, node: Node) -> int | None:
    if "horizon" not in node.pairs:
        return None
    text = reading.text(node, "horizon", "'horizon'")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    reading.add(node.pairs["horizon"][1], f"'horizon' is a number of periods, such as 3; found '{text}'.")
    return None


def _payoffs(reading: Reading, payoffs: Any, holder: Node) -> Any:
    """Payoffs written out by profile; arrays are for matrices that are played once."""
    if payoffs is None:
        reading.add(holder.pairs["matrix"][0], "a matrix that is played again has its 'payoffs' written out.")
    return payoffs


def _table(reading: Reading, players: list[str], holder: Node) -> dict[str, Any] | None:
    """A choice of all players at the same time, and what state follows."""
    table = read_matrix(reading, players, holder)
    payoffs = None if table is None else _payoffs(reading, table.payoffs, holder)
    if table is None or payoffs is None:
        return None
    period: dict[str, Any] = {"moves": table.moves, "payoffs": payoffs}
    if "next" in holder.pairs:
        period["next"] = _nested_next(reading, holder.pairs["next"][1], set(reading.root.pairs["states"][1].pairs))
    return period


def _nested_next(reading: Reading, node: Node, states: set[str]) -> Any:
    """A state, the probability of each, or such by profile of moves."""
    if node.kind == "mapping" and not set(node.pairs) <= states:
        return {key: _nested_next(reading, value, states) for key, (_, value) in node.pairs.items()}
    return read_next(reading, node)


__all__ = ["read_repeated", "read_states"]
