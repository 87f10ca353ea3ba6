"""Payoffs as numpy arrays: read and checked as a whole, without a Python object a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.algebra.formulas.language import Expression, FormulaError, as_expression

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_arrays(given: Sequence[Any], players: Sequence[str], batched: bool = False) -> tuple[NDArray[Any], ...]:
    """One array a player, all of one shape; numbers as integers or doubles, everything else as objects.

    A batch has one axis more, the first, for the games.

    Raises
    ------
    ValueError
        Says which array, and where in it.
    """
    if not given:
        raise ValueError("from_arrays takes one array of payoffs a player; none was given")
    if len(given) != len(players):
        raise ValueError(f"{len(given)} arrays of payoffs for {len(players)} players ({', '.join(map(str, players))})")
    tables = [_array(value, str(player)) for value, player in zip(given, players, strict=True)]
    for table, player in zip(tables, players, strict=True):
        axes = len(players) + batched
        if table.ndim != axes:
            hint = "; for a zero-sum game give both A and -A" if len(players) == 1 and table.ndim == 2 else ""
            hint = "; many games make a Batch: see Batch.from_arrays" if table.ndim == axes + 1 > 2 else hint
            hint = ", the first of them for the games" if batched else hint
            if len(players) == 1 and table.ndim == 3 and table.shape[2] == 2:
                hint = "; for a table of pairs give an array a player, table[:, :, 0] and table[:, :, 1]"
            raise ValueError(
                f"the array of {player} has {table.ndim} dimensions; with {len(players)} players it needs {axes}{hint}"
            )
        if table.size == 0:
            raise ValueError(f"the array of {player} is empty: its shape is {table.shape}")
        if table.shape != tables[0].shape:
            raise ValueError(f"the array of {player} has shape {table.shape}, that of {players[0]} {tables[0].shape}")
    if any(table.dtype == object for table in tables):
        tables = [table.astype(object) for table in tables]
    return tuple(_finished(table, str(player)) for table, player in zip(tables, players, strict=True))


def _array(value: Any, player: str) -> NDArray[Any]:
    try:
        table = np.array(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"the payoffs of {player} are not an array: rows of different lengths ({error})") from None
    if table.dtype.kind in "US":
        table = np.array(value, dtype=object)
    if table.dtype.kind not in "iufO":
        raise ValueError(f"the array of {player} holds {table.dtype} where numbers or formulas are expected")
    if table.dtype == object and any(isinstance(cell, list | tuple) for cell in table.flat):
        raise ValueError(f"the payoffs of {player} are ragged: rows of different lengths")
    return table


def _finished(table: NDArray[Any], player: str) -> NDArray[Any]:
    if table.dtype == object:
        return table
    if table.dtype.kind == "f":
        if table.dtype.itemsize < 8:
            # Single precision is read as typed: 0.1 is 1/10, not the nearest double of the nearest single.
            table = table.astype(str).astype(np.float64)
        table = table.astype(np.float64)
        bad = np.argwhere(~np.isfinite(table))
        if len(bad):
            place = ", ".join(str(int(i)) for i in bad[0])
            raise ValueError(
                f"the array of {player} holds {table[tuple(bad[0])]} at [{place}]; payoffs are finite numbers"
            )
    elif table.dtype != np.uint64:
        table = table.astype(np.int64)
    table.flags.writeable = False
    return table


def cells_of(
    tables: Sequence[NDArray[Any]], moves: Sequence[Sequence[str]], players: Sequence[str]
) -> dict[tuple[str, ...], tuple[Expression, ...]]:
    """The payoffs of arrays of objects as a table of profiles."""
    cells: dict[tuple[str, ...], tuple[Expression, ...]] = {}
    for index in np.ndindex(*tables[0].shape):
        profile = tuple(str(names[i]) for names, i in zip(moves, index, strict=True))
        payoffs = []
        for table, player in zip(tables, players, strict=True):
            try:
                payoffs.append(as_expression(table[index]))
            except FormulaError as mistake:
                place = ", ".join(map(str, index))
                raise ValueError(f"the array of {player} at [{place}]: {mistake}") from None
        cells[profile] = tuple(payoffs)
    return cells


class ArrayPayoffs(Mapping[tuple[str, ...], tuple[Expression, ...]]):
    """Arrays seen as the read-only table of payoffs that every matrix has."""

    def __init__(self, moves: Sequence[Sequence[str]], tables: Sequence[NDArray[Any]]) -> None:
        self._moves = tuple(tuple(names) for names in moves)
        self._positions = tuple({name: i for i, name in enumerate(names)} for names in moves)
        self._tables = tuple(tables)

    def __getitem__(self, profile: tuple[str, ...] | str) -> tuple[Expression, ...]:
        names = profile if isinstance(profile, tuple) else (profile,)
        if len(names) != len(self._positions):
            raise KeyError(profile)
        index = tuple(positions[name] for positions, name in zip(self._positions, names, strict=True))
        return tuple(as_expression(table[index].item()) for table in self._tables)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for index in np.ndindex(*self._tables[0].shape):
            yield tuple(names[i] for names, i in zip(self._moves, index, strict=True))

    def __len__(self) -> int:
        return int(self._tables[0].size)

    def __repr__(self) -> str:
        return f"<payoffs of {' x '.join(map(str, self._tables[0].shape))} profiles, from arrays>"
