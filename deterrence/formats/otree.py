"""A game as an app of oTree, with which a class plays it for points (Chen, Schonger and Wickens 2016).

The app's Python is the same for every game and reads which one it is from data, so that no name of a model is ever
part of a program. Information sets are kept: a player sees what is true at every node of its set, and is asked in a
turn that depends on the set alone. Chance is drawn with exact odds.

Turns: a set comes later than those on the way to it, except where it is sure to be reached whatever is chosen
there. A matrix is so played in one turn.
"""

from __future__ import annotations

import graphlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from pathlib import Path
from typing import Any, Final

from deterrence.algebra.formulas.language import FormulaError
from deterrence.formats.atomic_write import write_text
from deterrence.formats.folders import make_folder
from deterrence.games.forms.forms import Node, TreeForm
from deterrence.games.model import Model
from deterrence.games.parts.information import outcome_name
from deterrence.games.parts.show import decimal
from deterrence.games.tree import tree_form

MOST_NODES: Final = 20_000
MOST_TURNS: Final = 50
MOST_POINTS: Final = 1_000_000
MOST_RULES: Final = 200
_PARTS: Final = Path(__file__).parent / "otree_app"
_FILES: Final = {
    "__init__.py": "app.py.txt",
    "tests.py": "tests.py.txt",
    "Introduction.html": "Introduction.html",
    "Move.html": "Move.html",
    "Results.html": "Results.html",
}


def app_name(name: str) -> str:
    """The name of the app's folder: a Python name, from the name of a model.

    Examples
    --------
    >>> app_name("nll-probe"), app_name("서울")
    ('play_nll_probe', 'play_game')
    """
    words = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:30].strip("_")
    return f"play_{words or 'game'}"


def write_app(game: Model, folder: Path) -> tuple[Path, bool]:
    """Write the app into a folder, with settings where there are none; the app's folder, and whether they were written.

    Raises
    ------
    ValueError
        For a game with letters left, one that no class can play in turns, and one whose app is there already.
    OSError
        When something cannot be written.
    """
    made = App(game)
    place = folder / made.name
    data = json.dumps(made.data(), ensure_ascii=False, indent=1)
    if place.exists():
        raise ValueError(f"{place} is there already: remove it, or say another folder with -o")
    make_folder(place)
    for name, part in _FILES.items():
        write_text(place / name, (_PARTS / part).read_text(encoding="utf-8"))
    write_text(place / "game.json", data + "\n")
    settings = folder / "settings.py"
    if settings.exists():
        return place, False
    text = (_PARTS / "settings.py.txt").read_text(encoding="utf-8")
    # The names last, so that nothing in them is taken for a place to be filled.
    write_text(settings, text.replace("@SECRET@", repr(secrets.token_hex(16))).replace("@CONFIG@", made.config))
    write_text(folder / "requirements.txt", "otree>=5.11\nrequests\n")
    static = folder / "_static"  # without which oTree does not start
    make_folder(static)
    write_text(static / "readme.txt", "Files that pages may use, such as pictures.\n")
    return place, True


@dataclass(frozen=True)
class App:
    """A game of numbers as what the app reads."""

    game: Model

    @property
    def name(self) -> str:
        """The app's name."""
        return app_name(self.game.name)

    @property
    def config(self) -> str:
        """The entry in the settings' SESSION_CONFIGS."""
        # oTree shows it as HTML.
        title = re.sub("[<>]", "", self.game.title or self.game.name)
        said = f"name={self.name!r}, display_name={title!r}, app_sequence=[{self.name!r}]"
        return f"dict({said}, num_demo_participants={len(self.game.players)})"

    @cached_property
    def form(self) -> TreeForm:
        """The tree."""
        if self.game.letters:
            raise ValueError(f"{', '.join(self.game.letters)} has no value: a class plays a game of numbers")
        try:
            form = tree_form(self.game)
        except FormulaError as reason:
            raise ValueError(f"a class plays trees and matrices whose payoffs are fractions: {reason}") from None
        if len(form.nodes) > MOST_NODES:
            raise ValueError(f"an app holds trees of at most {MOST_NODES:,} nodes; this one has {len(form.nodes):,}")
        return form

    @cached_property
    def asks(self) -> list[tuple[int | None, ...]]:
        """For each node and player the information set that is sure to be this player's next, whatever happens."""
        found: list[tuple[int | None, ...]] = [()] * len(self.form.nodes)
        none = (None,) * len(self.form.players)
        for node in reversed(self.form.nodes):
            parts = [found[child] for child in node.children] or [none]
            sure = [column[0] if len(set(column)) == 1 else None for column in zip(*parts, strict=True)]
            if node.information_set >= 0:
                sure[self.form.information_sets[node.information_set].player] = node.information_set
            found[node.index] = tuple(sure)
        return found

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The turn of each information set, from 1.

        Raises
        ------
        ValueError
            Where two sets come one before the other on some paths and after it on others.
        """
        before: dict[int, set[int]] = {index: set() for index in range(len(self.form.information_sets))}
        for node in self.form.nodes:
            if node.information_set >= 0:
                who = self.form.information_sets[node.information_set].player
                for index in self._above(node):
                    if self.asks[index][who] != node.information_set:
                        before[node.information_set].add(self.form.nodes[index].information_set)
        turns: dict[int, int] = {}
        try:
            for index in graphlib.TopologicalSorter(before).static_order():
                turns[index] = 1 + max((turns[other] for other in before[index]), default=0)
        except graphlib.CycleError as error:
            names = [self.form.information_sets[i] for i in error.args[1][:2]]
            said = " and ".join(f"{found.agent} ('{found.name}')" for found in names)
            why = "come in different orders, and who is asked first would know which"
            raise ValueError(f"no class can play this in turns: {said} {why}") from None
        if max(turns.values(), default=0) > MOST_TURNS:
            raise ValueError(f"an app holds games of at most {MOST_TURNS} turns; this one has {max(turns.values())}")
        return tuple(turns[index] for index in range(len(turns)))

    def _above(self, node: Node) -> Iterator[int]:
        """The decisions on the way to a node."""
        at = node.parent
        while at >= 0:
            if self.form.nodes[at].information_set >= 0:
                yield at
            at = self.form.nodes[at].parent

    def _history(self, node: Node) -> list[tuple[str, str]]:
        """Who did what on the way to a node; by chance nobody."""
        told: list[tuple[str, str]] = []
        for move in reversed(node.history):
            parent = self.form.nodes[node.parent]
            told.append((self._mover(parent), move))
            node = parent
        return told[::-1]

    def _mover(self, node: Node) -> str:
        return self.form.information_sets[node.information_set].agent if node.information_set >= 0 else ""

    def knows(self, index: int) -> list[str]:
        """What has happened at every node of an information set, a line each."""
        found = self.form.information_sets[index]
        histories = [self._history(self.form.nodes[node]) for node in found.nodes]
        common = Counter(histories[0])
        for history in histories[1:]:
            common &= Counter(history)
        told = []
        for step in histories[0]:
            if common[step] > 0:
                common[step] -= 1
                if step != ("", found.agent):  # the draw of its own type, which the page says anyway
                    told.append(f"{step[0] or 'Chance'}: {step[1]}")
        return told

    @cached_property
    def scale(self) -> tuple[Fraction, int]:
        """What is added to every payoff, and by what the sum is multiplied, so that points are whole and not negative.

        Raises
        ------
        ValueError
            Where the points would be huge.
        """
        payoffs = [payoff.as_fraction() for payoff in self.form.all_payoffs]
        shift = max(Fraction(0), -min(payoffs, default=Fraction(0)))
        factor = lcm(*((payoff + shift).denominator for payoff in payoffs))
        points = [int((payoff + shift) * factor) for payoff in payoffs]
        if max(points, default=0) > MOST_POINTS:
            raise ValueError(
                f"in whole points this would be played for up to {max(points):,}, and {MOST_POINTS:,} is the most: "
                "choose rounder values with --set"
            )
        return shift, factor

    def points(self, node: Node) -> list[int]:
        """The points of everybody at an end."""
        shift, factor = self.scale
        return [int((payoff.as_fraction() + shift) * factor) for payoff in node.payoffs]

    @property
    def points_said(self) -> str:
        """How points come of payoffs, in a sentence."""
        shift, factor = self.scale
        inside = f"payoff + {decimal(shift)}" if shift else "payoff"
        times = (
            f"{factor} times ({inside})" if shift and factor > 1 else f"{factor} times the payoff" if factor > 1 else ""
        )
        return f"Points are {times or inside.replace('payoff', 'the payoff', 1)}."

    @property
    def rules(self) -> str:
        """The tree as text: who chooses, what chance does, and the points of all players at every end."""
        lines = [f"Points in the order {', '.join(self.form.players)}."]
        for node, depth in self._walk():
            move = self.form.nodes[node.parent].moves[node.move] if node.parent >= 0 else ""
            what = (
                f"{_named(node)} ({', '.join(map(str, self.points(node)))})".lstrip()
                if node.kind == "outcome"
                else f"{self._mover(node)} chooses"
                if node.kind == "decision"
                else "chance"
            )
            lines.append("  " * depth + (f"{self._odds(node)}{move}: " if move else "") + what)
            if len(lines) == MOST_RULES:
                return "\n".join([*lines, "..."])
        return "\n".join(lines)

    def _walk(self) -> Iterator[tuple[Node, int]]:
        """Every node with its depth, each before what follows it."""
        depths: dict[int, int] = {-1: -1}
        for node in self.form.nodes:
            depths[node.index] = depths[node.parent] + 1
            yield node, depths[node.index]

    def _odds(self, node: Node) -> str:
        parent = self.form.nodes[node.parent]
        return f"{decimal(parent.probabilities[node.move].as_fraction())} " if parent.kind == "chance" else ""

    def data(self) -> dict[str, Any]:
        """What the app reads: plain JSON values."""
        game, form = self.game, self.form
        return {
            "app": self.name,
            "title": game.title or game.name,
            "summary": game.summary,
            "players": list(form.players),
            "points": self.points_said,
            "rules": self.rules,
            "turns": max(self.turns, default=0),
            "sets": [
                {
                    "player": found.player,
                    "agent": found.agent,
                    "moves": list(found.moves),
                    "turn": self.turns[index],
                    "knows": self.knows(index),
                }
                for index, found in enumerate(form.information_sets)
            ],
            "nodes": [self._node(node) for node in form.nodes],
        }

    def _node(self, node: Node) -> dict[str, Any]:
        asks = list(self.asks[node.index])
        if node.kind == "outcome":
            return {"asks": asks, "outcome": _named(node), "points": self.points(node)}
        if node.kind == "chance":
            odds = weights([p.as_fraction() for p in node.probabilities])
            return {"asks": asks, "chance": odds, "moves": list(node.moves), "children": list(node.children)}
        return {"asks": asks, "set": node.information_set, "children": list(node.children)}


def _named(node: Node) -> str:
    """The name of an end; empty where it is only that of the moves, which may tell a type that is to stay secret."""
    return "" if node.outcome == outcome_name(node.history) else node.outcome


def weights(probabilities: Sequence[Fraction]) -> list[int]:
    """Probabilities as whole numbers with the same odds, so that a draw among them is exact.

    Examples
    --------
    >>> weights([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])
    [3, 2, 1]
    """
    common = lcm(*(p.denominator for p in probabilities))
    counts = [int(p * common) for p in probabilities]
    shared = gcd(*counts)
    return [count // shared for count in counts]
