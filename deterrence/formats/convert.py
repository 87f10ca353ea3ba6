"""Games for other tools, and between forms: a tree as a matrix; games of numbers for Nashpy and pygambit, and back."""

from __future__ import annotations

import io
import tempfile
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

from deterrence.algebra.formulas.language import parse
from deterrence.formats.extras import require
from deterrence.formats.refusals import refuse_what_is_not_finite
from deterrence.games.forms.strategic_form import strategic_form
from deterrence.games.matrix import Matrix, is_table
from deterrence.games.model import Model
from deterrence.games.tree import tree_form


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
        When the matrix would have more than 20,000 cells, or the tree says what is done by the indifferent.

    Examples
    --------
    >>> import deterrence as dt
    >>> matrix = dt.to_matrix(dt.load("nll-probe"))
    >>> matrix.moves["ROK"], str(matrix.payoffs["Probe", "Respond"][0])
    (('Absorb', 'Respond'), 'b - c*b - c*k')
    """
    if is_table(game):
        return game
    refuse_what_is_not_finite(game, "a matrix")
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


def to_pygambit(game: Model) -> Any:
    """A game of numbers as a `pygambit.Game`: a tree, or a matrix; types are written out as chance's first move.

    Raises
    ------
    NotInstalledError
        A ModuleNotFoundError, when pygambit is not installed: `pip install 'deterrence[gambit]'`.
    ValueError
        When letters are free.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("nll-probe").base_case()
    >>> dt.to_pygambit(game).title  # doctest: +SKIP
    'Gray-zone probe at the Northern Limit Line'
    """
    from deterrence.formats import gambit_efg, gambit_nfg

    pygambit = _pygambit()
    if is_table(game):
        return pygambit.read_nfg(io.StringIO(gambit_nfg.write(game)))
    return pygambit.read_efg(io.StringIO(gambit_efg.write(game)))


def from_pygambit(game: Any) -> Model:
    """A `pygambit.Game` as a tree or a matrix of numbers; unlabelled and repeated labels are made unique.

    Raises
    ------
    NotInstalledError
        A ModuleNotFoundError, when pygambit is not installed: `pip install 'deterrence[gambit]'`.
    ValueError
        For what is not a game of pygambit; for a tree of imperfect recall, an ImperfectRecallError.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("nll-probe").base_case()
    >>> dt.from_pygambit(dt.to_pygambit(game)).players  # doctest: +SKIP
    ('DPRK', 'ROK')
    """
    from deterrence.formats import gambit_efg, gambit_nfg

    pygambit = _pygambit()
    if not isinstance(game, pygambit.Game):
        raise ValueError(f"expected a game of pygambit, not {type(game).__name__}")
    # Before version 17 trees and matrices are of one class, and a game knows which it is.
    tree = game.is_tree if hasattr(game, "is_tree") else isinstance(game, pygambit.ExtensiveGame)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("game.efg" if tree else "game.nfg")
        path.write_text(game.to_efg() if tree else game.to_nfg(), encoding="utf-8")
        return gambit_efg.read(path) if tree else gambit_nfg.read(path)


def _pygambit() -> ModuleType:
    require("this", "pygambit")
    import pygambit

    module: ModuleType = pygambit
    return module
