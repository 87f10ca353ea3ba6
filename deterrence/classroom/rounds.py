"""A game as it is played move by move in a browser: its nodes in numbers, and what is done in each equilibrium.

A matrix becomes a tree in which nobody sees what the others chose. Chance deals the types; who moves knows of the
moves before only what its information set tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.games.forms.forms import MatrixForm, TreeForm
from deterrence.games.model import Model
from deterrence.games.parts.layout import Layout
from deterrence.games.parts.show import decimal
from deterrence.sensitivity.line.thresholds import thresholds
from deterrence.solvers.solve import solve

MOST_NODES: Final = 4000
MOST_SHOWN: Final = 24


def as_played(game: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """A game at some values, ready to be played, as JSON takes it.

    Parameters
    ----------
    game
        A tree or a matrix.
    values
        Values of letters; the others take their base values.

    Returns
    -------
    dict
        `players`; `values` of the letters; `nodes`, each with its `parent` and the `move` that leads to it, and with
        the `set` it lies in, the `chances` of its moves, or its `outcome` and `payoffs`; `sets`, each with `player`,
        `agent`, `name` and `moves`; `equilibria`, each with its `name` and for every set the probabilities of moves;
        `line`, which equilibria exist where along one letter.

    Raises
    ------
    ValueError
        For a game that is not played move by move here, one that is too large, and values out of range.

    Examples
    --------
    >>> import deterrence as dt
    >>> played = as_played(dt.load("nll-probe"), {"c": "2/5"})
    >>> [(one["name"], one["strategies"]) for one in played["equilibria"]]
    [('DPRK Probe; ROK Absorb', [[0.0, 1.0], [1.0, 0.0]])]
    """
    here = game.base_case(values)
    form = here.form()
    if isinstance(form, TreeForm):
        sets, nodes = _sets(form.layout, form.players), list(_of_tree(form))
    elif isinstance(form, MatrixForm):
        sets, nodes = _sets(form.layout, form.players), list(_of_matrix(form))
    else:
        raise ValueError("only trees and matrices with finitely many types and moves are played move by move here")
    if len(nodes) > MOST_NODES:
        raise ValueError(f"this game has {len(nodes)} nodes, too many to be played here")
    found = solve(here)
    given = {name: values.get(name, parameter.base) for name, parameter in game.parameters.items()}
    return {
        "players": list(game.players),
        "values": {name: decimal(Fraction(str(value))) for name, value in given.items()},
        "sets": sets,
        "nodes": nodes,
        "equilibria": [_equilibrium(eq) for eq in _shown(found)],
        "line": _line(game, given),
    }


def _sets(layout: Layout, players: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"player": players.index(place.player), "agent": place.agent, "name": place.name, "moves": list(place.moves)}
        for place in layout.places
    ]


def _of_tree(form: TreeForm) -> Iterator[dict[str, Any]]:
    for node in form.nodes:
        found: dict[str, Any] = {"parent": node.parent, "move": node.move, "moves": list(node.moves)}
        if node.kind == "decision":
            found["set"] = node.information_set
        elif node.kind == "chance":
            found["chances"] = [float(p) for p in node.probabilities]
        else:
            found |= _end(node.outcome, node.payoffs)
        yield found


def _of_matrix(form: MatrixForm) -> Iterator[dict[str, Any]]:
    """Players choose one after the other and see nothing."""
    sizes = [len(moves) for moves in form.moves]
    before: dict[tuple[int, ...], int] = {}
    count = sum(prod(sizes[:depth]) for depth in range(len(sizes) + 1))
    if count > MOST_NODES:
        raise ValueError(f"this game has {count} nodes, too many to be played here")
    for depth in range(len(sizes) + 1):
        for chosen in product(*map(range, sizes[:depth])):
            found: dict[str, Any] = {"parent": before.get(chosen[:-1], -1) if chosen else -1}
            found["move"] = chosen[-1] if chosen else -1
            before[chosen] = len(before)
            if depth < len(sizes):
                found |= {"set": depth, "moves": list(form.moves[depth])}
            else:
                name = ", ".join(moves[i] for moves, i in zip(form.moves, chosen, strict=True))
                found |= {"moves": [], **_end(name, [table[chosen] for table in form.payoffs])}
            yield found


def _end(outcome: str, payoffs: Sequence[Any]) -> dict[str, Any]:
    exact = [payoff.as_fraction() for payoff in payoffs]
    return {"outcome": outcome, "payoffs": [float(x) for x in exact], "written": [decimal(x) for x in exact]}


def _shown(found: Equilibria) -> Sequence[Equilibrium]:
    return found.families[:MOST_SHOWN]


def _equilibrium(eq: Equilibrium) -> dict[str, Any]:
    strategies = [[float(value) for value in row] for row in eq.strategies]
    payoffs = [float(value) for value in eq.payoff_values]
    return {"name": eq.called or eq.name, "strategies": strategies, "payoffs": payoffs}


def _line(game: Model, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Which equilibria exist where along the commitment, or else along the first letter."""
    letter = game.commitment or next(iter(game.letters), None)
    if letter is None or given[letter] is None:
        return None
    try:
        found = thresholds(game, letter, at={name: value for name, value in given.items() if name != letter})
    except ValueError:
        return None
    ends = [cell.interval for cell in found.cells]
    parameter = game.parameters[letter]
    low, high = parameter.low, parameter.high
    if low is None or high is None or low == high:
        return None
    cells = [
        {
            "from": float(low if interval.lower is None else interval.lower),
            "to": float(high if interval.upper is None else interval.upper),
            "names": list(dict.fromkeys(eq.called or eq.name for eq in cell.equilibria)),
        }
        for interval, cell in zip(ends, found.cells, strict=True)
        if interval.lower is None or interval.lower != interval.upper
    ]
    here = float(Fraction(str(given[letter])))
    return {
        "letter": letter,
        "meaning": parameter.meaning,
        "low": float(low),
        "high": float(high),
        "here": here,
        "cells": cells,
    }
