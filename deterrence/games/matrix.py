"""A game in strategic form: every player chooses once, at the same time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeGuard, Unpack

from deterrence.algebra.formulas.language import Expression
from deterrence.games.checks.checks import Checker
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.games.forms.forms import MatrixForm, TreeForm
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.games.model import Extent, Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.information import START
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest, raise_if_any, wrong_number
from deterrence.games.parts.nodes import Node, Outcome
from deterrence.games.parts.shared import Shared, read_players
from deterrence.games.parts.show import matrix_lines, matrix_rows
from deterrence.games.parts.vocabulary import Vocabulary
from deterrence.games.periods import simultaneous
from deterrence.games.statements import check_claims
from deterrence.games.tree import as_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from deterrence.algebra.exact.rational import Branches, RationalFunction

Profile = tuple[str, ...]
MOST_CELLS = 1_000_000


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Matrix(Model):
    r"""A game in strategic form.

    Parameters
    ----------
    players
        Their names; payoffs follow this order.
    moves
        The moves of each player.
    payoffs
        For each profile of moves, in the order of the players, one payoff a player; nested by moves, as in a model
        file, if you like.
    parameters, assumptions, definitions, types, claims, title, summary, sources, notes, name
        See :class:`deterrence.games.model.Model`.

    Attributes
    ----------
    arrays
        For a game of plain numbers made by :meth:`from_arrays`, one read-only numpy array a player; else None.

    Raises
    ------
    GameError
        A ValueError with every mistake found.

    Examples
    --------
    >>> Matrix(["ROK", "US"], {"ROK": ["Arm", "Rely"], "US": ["Stay", "Shift"]},
    ...        {("Arm", "Stay"): ("b - k", 1), ("Arm", "Shift"): ("b - k", 2),
    ...         ("Rely", "Stay"): ("b", 1), ("Rely", "Shift"): (-1, 0)}, parameters=["b", "k"])
    matrix of ROK, US
    <BLANKLINE>
    parameter  range        base
    b          (-inf, inf)
    k          (-inf, inf)
    <BLANKLINE>
    ROK \ US  Stay        Shift
    Arm       [b - k, 1]  [b - k, 2]
    Rely      [b, 1]      [-1, 0]
    """

    moves: Mapping[str, tuple[str, ...]]
    payoffs: Mapping[Profile, tuple[Expression, ...]]
    arrays: tuple[NDArray[Any], ...] | None

    def __init__(
        self,
        players: Sequence[str],
        moves: Mapping[str, Sequence[str]],
        payoffs: Mapping[Any, Sequence[Any]],
        **shared: Unpack[Shared],
    ) -> None:
        collector = Collector()
        self._read_shared(players, shared, collector)
        if any(mistake.path[:1] == ("players",) for mistake in collector.mistakes):
            collector.finish()
        self._set(moves=read_moves(moves, self.players, collector), arrays=None)
        raise_if_any(collector.mistakes)
        self._set(payoffs=read_table(payoffs, self.players, self.moves, collector))
        self._check(Checker(self, collector))
        collector.finish()

    def _check(self, checker: Checker) -> None:
        checker.check_model()
        if self.arrays is None:
            whose = [f"payoff for {player}" for player in self.players]
            for profile, payoffs in self.payoffs.items():
                for i, payoff in enumerate(payoffs):
                    checker.use_payoff(payoff, ("matrix", "payoffs", *profile, i), whose[i], self.players[i])
        check_claims(self, checker.collector)

    @classmethod
    def from_arrays(
        cls,
        *arrays: Any,
        players: Sequence[str] | None = None,
        moves: Mapping[str, Sequence[str]] | None = None,
        **shared: Unpack[Shared],
    ) -> Self:
        """A game from one array of payoffs a player, with one axis a player.

        Parameters
        ----------
        *arrays
            numpy arrays or nested lists, of numbers, strings of the formula language or sympy expressions.
        players
            Their names; `Row` and `Column` for two, else `Player 1` and so on, when left out.
        moves
            The moves of each player; counted from `1` when left out.
        **shared
            As for :class:`Matrix`.

        Raises
        ------
        ValueError
            For arrays that are empty or ragged, of the wrong shape, or hold NaN or infinity.

        Examples
        --------
        >>> game = Matrix.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> game.payoffs["2", "1"]
        (Number(value=Fraction(5, 1)), Number(value=Fraction(0, 1)))
        """
        from deterrence.games.parts.arrays import ArrayPayoffs, cells_of, read_arrays

        names = default_players(len(arrays)) if players is None else tuple(players)
        collector = Collector()
        if arrays:
            read_players(names, collector)
            collector.finish()
        tables = read_arrays(arrays, names)
        shape = tables[0].shape
        counted = {name: tuple(str(i + 1) for i in range(size)) for name, size in zip(names, shape, strict=True)}
        given = counted if moves is None else moves
        for name, size in zip(names, shape, strict=True):
            if name in given and len(given[name]) != size:
                raise ValueError(f"{name} has {len(given[name])} moves, but the arrays have {size} along its axis")
        if tables[0].dtype == object:
            labels = [tuple(given.get(name, ())) for name in names]
            return cls(names, given, cells_of(tables, labels, names), **shared)
        game = object.__new__(cls)
        game._read_shared(names, shared, collector)
        game._set(moves=read_moves(given, game.players, collector), arrays=tables)
        raise_if_any(collector.mistakes)
        game._set(payoffs=ArrayPayoffs(tuple(game.moves.values()), tables))
        game._check(Checker(game, collector))
        collector.finish()
        return game

    @property
    def shape(self) -> tuple[int, ...]:
        """How many moves each player has."""
        return tuple(len(moves) for moves in self.moves.values())

    def profiles_of_moves(self) -> Iterator[Profile]:
        """Every profile of moves, the last player's changing fastest."""
        return itertools.product(*self.moves.values())

    def game_formulas(self) -> Iterator[Expression]:
        """The payoffs; none where they are arrays of numbers."""
        return (x for row in self.payoffs.values() for x in row) if self.arrays is None else iter(())

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The profiles of moves, by name: `Arm, Stay`."""
        return tuple(dict.fromkeys(", ".join(profile) for profile in self.profiles_of_moves()))

    @property
    def kind(self) -> str:
        """The form of game, in words."""
        return "matrix"

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use."""
        sets = {player: {START: moves} for player, moves in self.moves.items()}
        events = dict.fromkeys(move for moves in self.moves.values() for move in moves)
        return Vocabulary(sets, self.outcomes, tuple(events))

    @property
    def extent(self) -> Extent:
        """The cells, counted once for each profile of types."""
        return Extent(len(self.payoffs) * len(self.profiles()), "cells")

    def extensive_root(self) -> Node:
        """A tree in which nobody sees what was done before."""
        ends = {profile: Outcome(", ".join(profile), self.payoffs[profile]) for profile in self.profiles_of_moves()}
        return simultaneous(self.players, ends)

    def form(self, branches: Branches | None = None) -> MatrixForm | TreeForm | DrawnForm | NumericTypesForm:
        """The table of its payoffs; with types, the tree in which chance draws them."""
        return as_tree(self).form(branches) if self.is_typed else matrix_form(self, branches)

    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The payoffs changed; arrays of numbers hold no formulas."""
        if self.arrays is not None:
            return {}
        return {"payoffs": FrozenDict({profile: tuple(map(change, row)) for profile, row in self.payoffs.items()})}

    @property
    def is_tree(self) -> bool:
        """With types it is."""
        return self.is_typed

    def body(self) -> list[str]:
        """The table of payoffs."""
        return matrix_lines(self.moves, self.payoffs)

    @property
    def rows(self) -> list[list[str]]:
        """The table of payoffs of two players."""
        return matrix_rows(self.moves, self.payoffs) if len(self.players) == 2 else []

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, Matrix)
        ours, theirs = _plain(self), _plain(other)
        if ours != theirs or list(self.moves.items()) != list(other.moves.items()):
            return False
        if self.arrays is not None and other.arrays is not None:
            import numpy as np

            if all(np.array_equal(a, b) for a, b in zip(self.arrays, other.arrays, strict=True)):
                return True
        return all(self.payoffs[profile] == other.payoffs[profile] for profile in self.profiles_of_moves())

    __hash__ = None  # type: ignore[assignment]

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for table in self.arrays or ():
            table.flags.writeable = False


def _plain(game: Matrix) -> dict[str, Any]:
    skipped = ("payoffs", "arrays", "moves", "name", "origin")
    return {key: value for key, value in game.__getstate__().items() if key not in skipped}


def is_table(game: object) -> TypeGuard[Matrix]:
    """Whether a game is solved as a table: a matrix without types.

    Examples
    --------
    >>> is_table(Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]}))
    True
    """
    return isinstance(game, Matrix) and not game.is_tree


def matrix_form(game: Matrix, branches: Branches | None = None) -> MatrixForm:
    """A matrix as a table of rational functions.

    Raises
    ------
    ValueError
        For a matrix with types, which is solved as a tree.
    FormulaError
        For min and max without a branch chosen, and for sqrt, exp and log of letters.

    Examples
    --------
    >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=["b"])
    >>> matrix_form(game).payoffs[0][0,].is_zero
    False
    """
    if game.is_typed:
        raise ValueError("a matrix with types is solved as a tree")
    moves = tuple(game.moves.values())
    positions = [{move: i for i, move in enumerate(names)} for names in moves]
    tables: list[dict[tuple[int, ...], RationalFunction]] = [{} for _ in game.players]
    for profile, payoffs in game.payoffs.items():
        index = tuple(where[move] for where, move in zip(positions, profile, strict=True))
        for table, payoff in zip(tables, payoffs, strict=True):
            table[index] = game.value(payoff, branches=branches)
    return MatrixForm(game.ring, game.players, moves, tuple(tables))


def default_players(count: int) -> tuple[str, ...]:
    """What players are called when nobody says."""
    return ("Row", "Column") if count == 2 else tuple(f"Player {i + 1}" for i in range(count))


# --- reading what a caller gives ----------------------------------------------------------------------------------


def read_moves(given: Any, players: Sequence[str], collector: Collector) -> Mapping[str, tuple[str, ...]]:
    """The moves of every player; what is wrong with them is noted."""
    if not isinstance(given, Mapping):
        example = "{'ROK': ['Arm', 'Rely'], 'US': ['Stay', 'Shift']}"
        collector.add(("matrix", "moves"), f"expected the moves as a mapping of players to lists of moves, {example}")
        return FrozenDict()
    for player in given:
        if player not in players:
            hint = nearest(str(player), players)
            collector.add(
                ("matrix", "moves", player),
                f"'{player}' is not a player; those are {listed(players)}.{hint}",
                at_key=True,
            )
    found: dict[str, tuple[str, ...]] = {}
    for player in players:
        path: Path = ("matrix", "moves", player)
        if player not in given:
            collector.add(("matrix", "moves"), f"{player} has no moves")
            continue
        moves = given[player]
        if isinstance(moves, str) or not isinstance(moves, Sequence) or not moves:
            collector.add(path, f"expected a list of moves of {player}")
            continue
        seen: dict[str, None] = {}
        for i, move in enumerate(moves):
            if collector.label(move, (*path, i), f"move of {player}") and move in seen:
                collector.add((*path, i), f"{player} has the move '{move}' twice")
            if isinstance(move, str):
                seen[move] = None
        found[player] = tuple(seen)
    return FrozenDict(found)


def read_table(
    given: Any, players: tuple[str, ...], moves: Mapping[str, tuple[str, ...]], collector: Collector
) -> Mapping[Profile, tuple[Expression, ...]]:
    """The payoffs of every profile of moves; what is wrong with them is noted."""
    game = object.__new__(Matrix)
    game._set(players=players, moves=moves)
    path: Path = ("matrix", "payoffs")
    if not isinstance(given, Mapping):
        message = "expected the payoffs as a mapping of profiles of moves to one payoff a player"
        collector.add(path, f"{message}; for arrays, one a player, there is Matrix.from_arrays")
        return FrozenDict()
    cells = dict(_flat(given, ()))
    count = 1
    for size in game.shape:
        count *= size
    if count > MOST_CELLS:
        collector.add(path, f"a matrix written out has at most {MOST_CELLS:,} cells; this one has {count:,}")
        return FrozenDict()
    found: dict[Profile, tuple[Expression, ...]] = {}
    for profile in game.profiles_of_moves():
        if profile not in cells:
            collector.add(path, f"no payoffs for ({', '.join(profile)})")
            continue
        found[profile] = _read_cell(cells.pop(profile), profile, game.players, collector)
    for profile in cells:
        collector.add(
            path, f"payoffs for ({', '.join(map(str, profile))}), which is no profile of moves.{_near(profile, game)}"
        )
    return FrozenDict(found)


def _flat(given: Mapping[Any, Any], before: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The cells of a table by profile; a level of the table may be a mapping of its own, as in a model file."""
    for key, value in given.items():
        profile = (*before, *(key if isinstance(key, tuple) else (key,)))
        if isinstance(value, Mapping):
            yield from _flat(value, profile)
        else:
            yield profile, value


def _near(profile: tuple[Any, ...], game: Matrix) -> str:
    if len(profile) != len(game.players):
        return f" A profile names a move of each of {listed(game.players)}."
    for move, (player, moves) in zip(profile, game.moves.items(), strict=True):
        if move not in moves:
            return f" '{move}' is not a move of {player}; those are {listed(moves)}.{nearest(str(move), moves)}"
    return ""


def _read_cell(given: Any, profile: Profile, players: Sequence[str], collector: Collector) -> tuple[Expression, ...]:
    path: Path = ("matrix", "payoffs", *profile)
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != len(players):
        count = len(given) if isinstance(given, Sequence) and not isinstance(given, str) else 1
        collector.add(path, wrong_number(count, players))
        return ()
    return tuple(collector.expression(payoff, (*path, i), f"payoff for {players[i]}") for i, payoff in enumerate(given))
