"""Gambit's strategic form, `.nfg`: the payoff version and the outcome version, read; the payoff version, written.

The first player's strategy changes fastest.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from deterrence.formats.gambit_tokens import Tokens, quoted, tokens_of, unique
from deterrence.formats.refusals import refuse_what_is_not_finite
from deterrence.games.matrix import Matrix, is_table, matrix_form
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import GameError
from deterrence.games.parts.shared import Shared


def read(path: str | os.PathLike[str]) -> Matrix:
    """The matrix in a `.nfg` file.

    Raises
    ------
    ModelFileError
        A ValueError with the line and column of what is wrong.
    """
    words = tokens_of(path, "NFG", "1")
    reported: list[str] = []
    title = words.string("the title")
    heading = words.next.place
    players = unique(words.strings("players"), "player", reported)
    if not players:
        words.fail("a game has at least one player")
    start = words.next.place
    moves = _strategies(words, players, reported)
    comment = words.take().text if words.next.kind == "string" else ""
    shape = [len(own) for own in moves]
    payoffs = _outcomes(words, players, shape) if words.is_brace("{") else _payoffs(words, players, shape)
    if words.next.kind != "end":
        words.fail(f"expected nothing more, found {words.next.text[:40]}")
    profiles = (cell[::-1] for cell in product(*(own for own in reversed(moves))))
    about: Shared = {"title": title, "summary": " ".join(comment.split()), "notes": "; ".join(reported)}
    table = dict(zip(profiles, payoffs, strict=True))
    try:
        return Matrix(players, dict(zip(players, moves, strict=True)), table, **about)
    except GameError as error:
        words.refuse(error, lambda mistake: start if mistake.path[:1] == ("matrix",) else heading)


def _strategies(words: Tokens, players: Sequence[str], reported: list[str]) -> list[list[str]]:
    words.brace("{", "before the strategies")
    moves: list[list[str]] = []
    while not words.is_brace("}"):
        if words.is_brace("{"):
            owner = players[len(moves)] if len(moves) < len(players) else "?"
            moves.append(unique(words.strings("strategies"), f"strategy of {owner}", reported))
        else:
            moves.append([str(i + 1) for i in range(words.count("the number of strategies"))])
    if len(moves) != len(players) or not all(moves):
        words.fail(f"expected strategies for each of the {len(players)} players, found {len(moves)} lists")
    words.take()
    return moves


def _payoffs(words: Tokens, players: Sequence[str], shape: Sequence[int]) -> list[tuple[Fraction, ...]]:
    cells = 1
    for size in shape:
        cells *= size
    return [tuple(words.number("a payoff") for _ in players) for _ in range(cells)]


def _outcomes(words: Tokens, players: Sequence[str], shape: Sequence[int]) -> list[tuple[Fraction, ...]]:
    words.brace("{", "before the outcomes")
    outcomes: list[tuple[Fraction, ...]] = [(Fraction(0),) * len(players)]
    while not words.is_brace("}"):
        words.brace("{", "before an outcome")
        if words.next.kind == "string":
            words.take()
        outcome = tuple(words.number("a payoff") for _ in players)
        words.brace("}", "after an outcome")
        outcomes.append(outcome)
    words.take()
    cells = 1
    for size in shape:
        cells *= size
    found = []
    for _ in range(cells):
        place = words.next.place
        number = words.count("the number of an outcome")
        if number >= len(outcomes):
            words.fail(f"there is no outcome {number}; there are {len(outcomes) - 1}", place)
        found.append(outcomes[number])
    return found


def write(game: Model) -> str:
    """A matrix of numbers, or the reduced strategic form of a tree of numbers, as a `.nfg` file.

    Raises
    ------
    ValueError
        When letters are free: fix them first.
    """
    from deterrence.games.forms.strategic_form import strategic_form
    from deterrence.games.tree import tree_form

    _numbers_only(game)
    refuse_what_is_not_finite(game, "an .nfg file")
    form = matrix_form(game) if is_table(game) else strategic_form(tree_form(game)).form
    names = " ".join(quoted(p) for p in form.players)
    moves = " ".join("{ " + " ".join(quoted(m) for m in own) + " }" for own in form.moves)
    lines = [f"NFG 1 R {quoted(game.title)} {{ {names} }}", f"{{ {moves} }}", quoted(game.summary)]
    for cell in product(*(range(len(own)) for own in reversed(form.moves))):
        lines.append(" ".join(str(table[cell[::-1]].as_fraction()) for table in form.payoffs))
    return "\n".join(lines) + "\n"


def _numbers_only(game: Model) -> None:
    if game.letters:
        raise ValueError(f"this format holds numbers: fix {', '.join(game.letters)} first")
