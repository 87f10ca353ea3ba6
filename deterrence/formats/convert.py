"""Games for other tools, and between forms: a tree as a matrix, a matrix of numbers as a Nashpy game."""

from __future__ import annotations

from itertools import product
from typing import Any

from deterrence.algebra.language import parse
from deterrence.games.forms import tree_form
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.strategic_form import strategic_form


def to_matrix(game: Model, reduced: bool = True) -> Matrix:
    """The strategic form of a tree, as a matrix with the same letters.

    Parameters
    ----------
    game
        A tree; a matrix with types, which stands for a tree; a plain matrix is returned as it is.
    reduced
        Whether plans leave out what a player's own earlier moves exclude.

    Raises
    ------
    ValueError
        When the matrix would have more than 20,000 cells.

    Examples
    --------
    >>> import deterrence as dt
    >>> matrix = dt.to_matrix(dt.load("nll-probe"))
    >>> matrix.moves["ROK"], str(matrix.payoffs["Probe", "Respond"][0])
    (('Absorb', 'Respond'), 'b - c*b - c*k')
    """
    if isinstance(game, Matrix) and not game.types:
        return game
    form = strategic_form(tree_form(game), reduced).form
    payoffs = {
        tuple(moves[i] for moves, i in zip(form.moves, cell, strict=True)): tuple(
            parse(str(table[cell])) for table in form.payoffs
        )
        for cell in product(*(range(len(moves)) for moves in form.moves))
    }
    return Matrix(
        form.players,
        dict(zip(form.players, form.moves, strict=True)),
        payoffs,
        parameters=game.parameters.values(),
        assumptions=game.assumptions,
        definitions=game.formulas(),
        title=game.title,
        summary=game.summary,
        sources=game.sources,
        name=game.name,
    )


def to_nashpy(game: Model) -> Any:
    """A two-player game of numbers as a `nashpy.Game`; a tree through its reduced strategic form.

    Raises
    ------
    ValueError
        When letters are free, or there are not two players.

    Examples
    --------
    >>> import deterrence as dt
    >>> dt.to_nashpy(dt.load("chicken").base_case()).payoff_matrices[0].tolist()
    [[3.0, 2.0], [4.0, 1.0]]
    """
    import nashpy
    import numpy as np

    if game.letters:
        raise ValueError(f"Nashpy's games hold numbers: fix {', '.join(game.letters)} first")
    if len(game.players) != 2:
        raise ValueError(f"Nashpy's games have two players; this one has {len(game.players)}")
    matrix = to_matrix(game)
    if matrix.arrays is not None:
        return nashpy.Game(*(np.asarray(table, dtype=float) for table in matrix.arrays))
    tables = np.empty((2, *matrix.shape))
    for index, profile in enumerate(product(*matrix.moves.values())):
        for player in (0, 1):
            value = matrix.value(matrix.payoffs[profile][player]).as_fraction()
            tables[player].flat[index] = float(value)
    return nashpy.Game(tables[0], tables[1])
