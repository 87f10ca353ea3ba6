"""Gambit's extensive form, `.efg`, read and written.

Nodes stand in preorder. An information set and an outcome are described where they first occur, and named by number
after that. A payoff at a node on the way is added to all that follow it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

from deterrence.formats.gambit_nfg import _numbers_only
from deterrence.formats.gambit_tokens import Tokens, quoted, tokens_of, unique
from deterrence.formats.refusals import refuse_what_is_not_finite
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import GameError, Mistake
from deterrence.games.parts.nodes import Chance, Decision, Node, Outcome, rebuild
from deterrence.games.parts.shared import Shared
from deterrence.games.tree import Tree


@dataclass
class _Reader:
    """What has been met so far in a file."""

    words: Tokens
    players: list[str]
    reported: list[str]
    sets: dict[tuple[int, int], tuple[str, list[str]]] = field(default_factory=dict)
    chances: dict[int, list[tuple[str, Fraction]]] = field(default_factory=dict)
    outcomes: dict[int, tuple[str, tuple[Fraction, ...]]] = field(default_factory=dict)
    names: dict[int, set[str]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)


def read(path: str | os.PathLike[str]) -> Tree:
    """The tree in a `.efg` file.

    Raises
    ------
    ModelFileError
        A ValueError with the line and column of what is wrong.
    ImperfectRecallError
        A ValueError: for a tree in which a player forgets what it knew or did.
    """
    words = tokens_of(path, "EFG", "2")
    reported: list[str] = []
    title = words.string("the title")
    heading = words.next.place
    players = unique(words.strings("players"), "player", reported)
    comment = words.take().text if words.next.kind == "string" else ""
    reader = _Reader(words, players, reported)
    steps = _steps(reader)
    if words.next.kind != "end":
        words.fail(f"expected nothing more, found {words.next.text[:40]}")
    about: Shared = {"title": title, "summary": " ".join(comment.split()), "notes": "; ".join(reported)}
    try:
        return Tree(players, rebuild(steps, _made), **about)
    except GameError as error:
        numbers = {(parent, move): number for number, (parent, move, _) in enumerate(steps)}
        words.refuse(error, lambda mistake: _place(mistake, numbers, reader.places, heading))


def _place(mistake: Mistake, numbers: Mapping[tuple[int, str], int], places: Sequence[int], heading: int) -> int:
    """Where the node stands that a mistake is about; what is about no node is about the players."""
    if mistake.path[:1] != ("tree",):
        return heading
    keys = mistake.path[:-1] if mistake.at_key else mistake.path
    moves = [str(move) for before, move in pairwise(keys) if before in ("moves", "chance")]
    return places[reduce(lambda node, move: numbers[node, move], moves, 0)]


def _steps(reader: _Reader) -> list[tuple[int, str, Any]]:
    """All nodes, in preorder; a stack remembers which moves are still to be followed."""
    steps: list[tuple[int, str, Any]] = []
    open_moves: list[tuple[int, str, tuple[Fraction, ...]]] = [(-1, "", (Fraction(0),) * len(reader.players))]
    while open_moves:
        parent, move, sofar = open_moves.pop()
        index = len(steps)
        reader.places.append(reader.words.next.place)
        content, moves, payoffs = _node(reader)
        total = tuple(a + b for a, b in zip(sofar, payoffs, strict=True))
        steps.append((parent, move, (*content, total)))
        open_moves += [(index, name, total) for name in reversed(moves)]
    return steps


def _made(content: Any, after: Mapping[str, Node]) -> Node:
    kind, detail, total = content
    if kind == "terminal":
        return Outcome(detail, total)
    if kind == "chance":
        return Chance({move: (probability, after[move]) for move, probability in detail})
    player, information = detail
    return Decision(player, after, information)


def _node(reader: _Reader) -> tuple[tuple[str, Any], list[str], tuple[Fraction, ...]]:
    """One node: what it is, its moves, and what it pays."""
    words = reader.words
    kind = words.take()
    if kind.kind != "word" or kind.text not in ("c", "p", "t"):
        words.fail(f"expected a node, that is c, p or t, found {kind.text[:40]}", kind.place)
    words.string("a node's label")
    if kind.text == "t":
        name, payoffs = _outcome(reader)
        return ("terminal", name), [], payoffs
    if kind.text == "c":
        moves = _chance(reader)
        _, payoffs = _outcome(reader)
        return ("chance", moves), [move for move, _ in moves], payoffs
    place = words.next.place
    number = words.count("the player's number")
    if not 1 <= number <= len(reader.players):
        words.fail(f"there is no player {number}", place)
    information, names = _information_set(reader, number)
    _, payoffs = _outcome(reader)
    return ("decision", (reader.players[number - 1], information)), names, payoffs


def _information_set(reader: _Reader, player: int) -> tuple[str, list[str]]:
    words = reader.words
    place = words.next.place
    key = (player, words.count("the information set's number"))
    label = words.take().text if words.next.kind == "string" else ""
    given = words.strings("moves") if words.is_brace("{") else []
    if key not in reader.sets:
        if not given:
            words.fail(f"information set {key[1]} is met for the first time and names no moves", place)
        who = reader.players[player - 1]
        name = _set_name(reader, player, key[1], label)
        reader.sets[key] = (name, unique(given, f"move of {who} at {name}", reader.reported))
    known = reader.sets[key][1]
    if given and len(given) != len(known):
        words.fail(f"information set {key[1]} has {len(known)} moves elsewhere", place)
    for label, named, move in zip(given, unique(given, "", []), known, strict=bool(given)):
        if label.strip() and named != move:
            listed = ", ".join(map(quoted, known))
            words.fail(f"information set {key[1]} offers {quoted(label)} here, elsewhere {listed} in this order", place)
    return reader.sets[key]


def _set_name(reader: _Reader, player: int, number: int, label: str) -> str:
    taken = reader.names.setdefault(player, set())
    wanted = " ".join(label.split()) or f"information set {number}"
    name, count = wanted, 2
    while name in taken:
        name, count = f"{wanted} ({count})", count + 1
    if label and name != label:
        reader.reported.append(f"information set '{label}' is called '{name}'")
    taken.add(name)
    return name


def _chance(reader: _Reader) -> list[tuple[str, Fraction]]:
    words = reader.words
    place = words.next.place
    number = words.count("the information set's number")
    if words.next.kind == "string":
        words.take()
    if words.is_brace("{"):
        labels, chances = _lottery(words)
        named = unique(labels, "move of chance", reader.reported)
        reader.chances[number] = list(zip(named, chances, strict=True))
    if number not in reader.chances:
        words.fail(f"chance's information set {number} is met for the first time and names no moves", place)
    return reader.chances[number]


def _lottery(words: Tokens) -> tuple[list[str], list[Fraction]]:
    """The moves of chance in braces, and their probabilities: none negative, with sum 1."""
    start = words.take().place
    labels: list[str] = []
    chances: list[Fraction] = []
    while not words.is_brace("}"):
        labels.append(words.string("a move"))
        place = words.next.place
        chances.append(words.number("a probability"))
        if chances[-1] < 0:
            words.fail(f"the probability of {quoted(labels[-1])} is {chances[-1]}; it may not be negative", place)
    words.take()
    if sum(chances) != 1:
        words.fail(f"these probabilities sum to {_shortly(sum(chances, Fraction(0)))}, not 1", start)
    return labels, chances


def _shortly(number: Fraction) -> str:
    """A number, rounded where it is long."""
    text = str(number)
    if len(text) <= 40:
        return text
    return f"about {float(number):.6g}" if number < 10**15 else f"a number of {len(str(int(number)))} digits"


def _outcome(reader: _Reader) -> tuple[str, tuple[Fraction, ...]]:
    """The outcome at a node: its number, described the first time; 0 for none."""
    words = reader.words
    place = words.next.place
    number = words.count("an outcome's number")
    name = words.take().text if words.next.kind == "string" else ""
    zero = (Fraction(0),) * len(reader.players)
    if words.is_brace("{"):
        payoffs = tuple(words.numbers("payoffs"))
        if len(payoffs) != len(reader.players):
            words.fail(f"outcome {number} has {len(payoffs)} payoffs for {len(reader.players)} players", place)
        known = reader.outcomes.setdefault(number, (" ".join(name.split()), payoffs))
        if number and known[1] != payoffs:
            words.fail(
                f"outcome {number} has other payoffs here than where it first stands; give it another number", place
            )
    if number == 0:
        return "", zero
    if number not in reader.outcomes:
        words.fail(f"outcome {number} is met for the first time and has no payoffs", place)
    return reader.outcomes[number]


def write(game: Model) -> str:
    """A tree of numbers, its types written out, as an `.efg` file; a matrix as a tree of simultaneous moves.

    Raises
    ------
    ValueError
        When letters are free: fix them first.
    """
    from deterrence.games.tree import tree_form

    _numbers_only(game)
    refuse_what_is_not_finite(game, "an .efg file")
    form = tree_form(game)
    names = " ".join(quoted(p) for p in form.players)
    lines = [f"EFG 2 R {quoted(game.title)} {{ {names} }}", quoted(game.summary), ""]
    numbers = _numbers(form.information_sets)
    chance = outcome = 0
    for node in form.nodes:
        if node.kind == "outcome":
            outcome += 1
            payoffs = ", ".join(str(p.as_fraction()) for p in node.payoffs)
            lines.append(f't "" {outcome} {quoted(node.outcome)} {{ {payoffs} }}')
        elif node.kind == "chance":
            chance += 1
            moves = " ".join(
                f"{quoted(m)} {p.as_fraction()}" for m, p in zip(node.moves, node.probabilities, strict=True)
            )
            lines.append(f'c "" {chance} "" {{ {moves} }} 0')
        else:
            place = form.information_sets[node.information_set]
            label = place.name if place.agent == form.players[place.player] else f"{place.agent}: {place.name}"
            moves = " ".join(map(quoted, place.moves))
            number = numbers[node.information_set]
            lines.append(f'p "" {place.player + 1} {number} {quoted(label)} {{ {moves} }} 0')
    return "\n".join(lines) + "\n"


def _numbers(places: Sequence[Any]) -> list[int]:
    """Each information set's number among its player's."""
    counts: dict[int, int] = {}
    found = []
    for place in places:
        counts[place.player] = counts.get(place.player, 0) + 1
        found.append(counts[place.player])
    return found
