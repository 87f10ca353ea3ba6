"""Many matrices of numbers of one shape, held as arrays: one axis for the games, then one a player."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from deterrence.games.matrix import Matrix, default_players
from deterrence.games.parts.frozen import FrozenDict

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Batch:
    """Games of numbers that differ in their payoffs only, for :func:`deterrence.solve` to solve together.

    A game of its own costs more to set up than a small game takes to solve; a batch is set up once, and its payoffs
    are never Python objects. Made by :meth:`from_arrays`.

    Attributes
    ----------
    players
        Their names.
    moves
        The moves of each player.
    arrays
        One array of payoffs a player, of shape (games, moves of the first player, moves of the second, ...).

    Examples
    --------
    >>> batch = Batch.from_arrays([[[3, 0], [5, 1]], [[3, 1], [2, 2]]], [[[3, 5], [0, 1]], [[3, 2], [1, 2]]])
    >>> batch
    batch of 2 games of 2 x 2, players Row, Column
    >>> batch[1].payoffs["1", "1"]
    (Number(value=Fraction(3, 1)), Number(value=Fraction(3, 1)))
    """

    representation: ClassVar[str] = "batch"
    letters: ClassVar[tuple[str, ...]] = ()
    default_concept: ClassVar[str] = "nash"
    players: tuple[str, ...]
    moves: Mapping[str, tuple[str, ...]]
    arrays: tuple[NDArray[Any], ...]

    @classmethod
    def from_arrays(
        cls,
        *arrays: Any,
        players: Sequence[str] | None = None,
        moves: Mapping[str, Sequence[str]] | None = None,
    ) -> Self:
        """Games from one array of payoffs a player, whose first axis counts the games.

        Parameters
        ----------
        *arrays
            numpy arrays or nested lists of numbers: integers, floats or Fractions.
        players, moves
            As for :meth:`Matrix.from_arrays`.

        Raises
        ------
        ValueError
            For arrays that are empty or ragged, of the wrong shape, or hold anything but finite numbers.
        """
        from deterrence.games.parts.arrays import read_arrays

        names = default_players(len(arrays)) if players is None else tuple(players)
        tables = read_arrays(arrays, names, batched=True)
        if not len(tables[0]):
            raise ValueError("the batch has no games")
        first = Matrix.from_arrays(*(table[0] for table in tables), players=names, moves=moves)
        return cls(first.players, FrozenDict(first.moves), tables)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many moves each player has."""
        return tuple(len(moves) for moves in self.moves.values())

    def __len__(self) -> int:
        return len(self.arrays[0])

    def __getitem__(self, index: int) -> Matrix:
        """One of the games, as a matrix."""
        return Matrix.from_arrays(*(table[index] for table in self.arrays), players=self.players, moves=self.moves)

    def __iter__(self) -> Iterator[Matrix]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"batch of {len(self)} games of {' x '.join(map(str, self.shape))}, players {', '.join(self.players)}"
