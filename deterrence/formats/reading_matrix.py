"""The matrix of a model file: nested payoffs, or arrays of numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.language import Expression, Number
from deterrence.formats.reading import ZERO, Reading
from deterrence.formats.slips import run_together, split_by_comma, wrong_count
from deterrence.formats.yaml_nodes import MOST_NODES, Node
from deterrence.games.matrix import Matrix
from deterrence.games.parts.mistakes import listed, nearest


@dataclass(frozen=True)
class Table:
    """What was read: the moves, and either payoffs by profile or one nested list a player."""

    moves: dict[str, list[str]]
    payoffs: dict[tuple[str, ...], tuple[Expression, ...]] | None
    arrays: list[Any] | None

    def game(self, players: list[str], shared: dict[str, Any]) -> Matrix:
        """The matrix."""
        if self.payoffs is not None:
            return Matrix(players, self.moves, self.payoffs, **shared)
        return Matrix.from_arrays(*(self.arrays or ()), players=players, moves=self.moves, **shared)


def read_matrix(reading: Reading, players: list[str], holder: Node | None = None) -> Table | None:
    """The table under `matrix` of the model, or of a part of it; None where it cannot be put together."""
    return _MatrixReading(reading, players, holder or reading.root).table()


def _keys(node: Node) -> Iterator[str]:
    """The keys of a mapping, and of the mappings in it."""
    for key, (_, value) in node.pairs.items():
        yield key
        yield from _keys(value)


class _MatrixReading:
    def __init__(self, reading: Reading, players: list[str], holder: Node) -> None:
        self.reading = reading
        self.players = players
        self.holder = holder
        self.moves: dict[str, list[str]] = {}

    def table(self) -> Table | None:
        reading = self.reading
        node = reading.part(
            "matrix", "mapping", "{moves: {ROK: [Arm, Rely]}, payoffs: {Arm: [1], Rely: [0]}}", self.holder
        )
        if node is None:
            if self.holder.pairs["matrix"][1].is_nothing:
                reading.add(self.holder.pairs["matrix"][0], "a matrix has 'moves' and 'payoffs'.")
            return None
        reading.keys(node, ("moves", "payoffs", "arrays"), "a matrix")
        if ("payoffs" in node.pairs) == ("arrays" in node.pairs):
            found = "both" if "payoffs" in node.pairs else "neither"
            reading.add(self.holder.pairs["matrix"][0], f"a matrix has 'payoffs' or 'arrays'; found {found}.")
            return None
        if len(set(self.players)) < len(self.players):
            return Table({}, {}, None)
        if "arrays" in node.pairs:
            return self._arrays(node)
        if not self._read_moves(node):
            return None
        cells = math.prod(len(moves) for moves in self.moves.values())
        if cells > MOST_NODES:
            reading.add(node.pairs["moves"][0], f"these moves ask for {cells:,} cells, more than a file has room for.")
            return None
        payoffs: dict[tuple[str, ...], tuple[Expression, ...]] = {}
        self._level(*node.pairs["payoffs"], (), payoffs)
        return Table(self.moves, payoffs, None)

    def _read_moves(self, node: Node) -> bool:
        reading = self.reading
        if "moves" not in node.pairs:
            reading.add(
                self.holder.pairs["matrix"][0], "a matrix has 'moves', such as {ROK: [Arm, Rely], US: [Stay, Shift]}."
            )
            return False
        moves = node.pairs["moves"][1]
        if not reading.is_kind(moves, "mapping", "the moves", "{ROK: [Arm, Rely], US: [Stay, Shift]}"):
            return False
        reading.keys(moves, self.players, "'moves', which are the players", lists=True)
        mentioned = set(_keys(node.pairs["payoffs"][1])) if "payoffs" in node.pairs else set()
        for player in self.players:
            if player not in moves.pairs:
                reading.add(node.pairs["moves"][0], f"{player} has no moves.")
                continue
            key, value = moves.pairs[player]
            if reading.is_kind(value, "list", f"the moves of {player}", "[Arm, Rely]"):
                self.moves[player] = self._separated(value, player, mentioned)
                if not value.items:
                    reading.add(key, f"{player} has no moves.")
        return all(self.moves.get(player) for player in self.players)

    def _separated(self, node: Node, player: str, mentioned: set[str]) -> list[str]:
        """The moves of a player, those taken apart that want a comma between them."""
        found: list[str] = []
        for move in self.reading.texts(node, f"a move of {player}"):
            parts = run_together(move, mentioned)
            if parts:
                self.reading.add(node, f"moves are separated by commas: [{', '.join(parts)}].")
            found += parts or [move]
        return found

    # --- payoffs: a level a player ---

    def _level(
        self, key: Node, node: Node, before: tuple[str, ...], payoffs: dict[tuple[str, ...], tuple[Expression, ...]]
    ) -> None:
        reading = self.reading
        if len(before) == len(self.players):
            payoffs[before] = self._cell(node)
            return
        player = self.players[len(before)]
        known = dict.fromkeys(self.moves[player])
        if not reading.is_kind(node, "mapping", f"the moves of {player}", f"{{{next(iter(known))}: ...}}"):
            self._fill(before, payoffs)
            return
        last = len(before) == len(self.players) - 1
        cuts = {move: split_by_comma(node, move, is_list=last) for move in node.pairs if move not in known}
        for move, (stranger, _) in node.pairs.items():
            cut = cuts.get(move)
            if cut is not None:
                if move == cut.keys[0]:
                    cut.mend()
                    reading.add(stranger, f"{cut.fix}.")
            elif move not in known:
                reading.add(
                    stranger, f"'{move}' is not a move of {player}; those are {listed(known)}.{nearest(move, known)}"
                )
        missing = [move for move in known if move not in node.pairs]
        if missing:
            where = f" after {', '.join(before)}" if before else ""
            reading.add(key, f"payoffs{where} are missing for {player}'s move {listed(missing)}.")
        for move in known:
            if move in node.pairs:
                self._level(*node.pairs[move], (*before, move), payoffs)
            else:
                self._fill((*before, move), payoffs)

    def _fill(self, before: tuple[str, ...], payoffs: dict[tuple[str, ...], tuple[Expression, ...]]) -> None:
        """Zeros where payoffs are missing, which has been noted."""
        rest = [self.moves[player] for player in self.players[len(before) :]]
        for after in itertools.product(*rest):
            payoffs[(*before, *after)] = (ZERO,) * len(self.players)

    def _cell(self, node: Node) -> tuple[Expression, ...]:
        reading = self.reading
        count = len(self.players)
        if not reading.is_kind(node, "list", "one payoff a player", f"[{', '.join(['0'] * count)}]"):
            return (ZERO,) * count
        if len(node.items) != count:
            reading.add(*wrong_count(node, self.players))
            return (ZERO,) * count
        return tuple(
            reading.formula(item, f"payoff for {player}") for item, player in zip(node.items, self.players, strict=True)
        )

    # --- arrays: a nested list a player ---

    def _arrays(self, matrix: Node) -> Table | None:
        reading = self.reading
        node = matrix.pairs["arrays"][1]
        if not reading.is_kind(node, "mapping", "the arrays", "{ROK: [[1, 2], [3, 4]], US: [[1, 0], [0, 1]]}"):
            return None
        reading.keys(node, self.players, "'arrays', which are the players")
        missing = [player for player in self.players if player not in node.pairs]
        if missing:
            reading.add(matrix.pairs["arrays"][0], f"{listed(missing)} has no array.")
            return None
        if "moves" in matrix.pairs:
            if not self._read_moves(matrix):
                return None
        else:
            sizes = self._sizes(node.pairs[self.players[0]][1])
            if len(sizes) != len(self.players):
                reading.add(node.pairs[self.players[0]][1], self._wrong_shape(self.players[0]))
                return None
            self.moves = {
                player: [str(i + 1) for i in range(size)] for player, size in zip(self.players, sizes, strict=True)
            }
        shape = [len(self.moves[player]) for player in self.players]
        before = len(reading.problems)
        tables = [self._nested(node.pairs[player][1], shape, player) for player in self.players]
        if len(reading.problems) > before:
            return None
        return Table(self.moves, None, _as_numbers(tables))

    def _sizes(self, node: Node) -> list[int]:
        sizes = []
        while node.kind == "list" and node.items:
            sizes.append(len(node.items))
            node = node.items[0]
        return sizes

    def _wrong_shape(self, player: str) -> str:
        return (
            f"the array of {player} is not nested {len(self.players)} deep, a level for each of {listed(self.players)}."
        )

    def _nested(self, node: Node, shape: Sequence[int], player: str) -> Any:
        if not shape:
            return self.reading.formula(node, f"payoff for {player}")
        if node.kind != "list" or len(node.items) != shape[0]:
            whose = self.players[len(self.players) - len(shape)]
            found = f"{len(node.items)} entries" if node.kind == "list" else node.described()
            self.reading.add(node, f"the array of {player} has {found} here; {whose} has {shape[0]} moves.")
            return ZERO
        return [self._nested(item, shape[1:], player) for item in node.items]


def _as_numbers(tables: list[Any]) -> list[Any]:
    """Numbers as Python's own where that loses nothing, so that they can be kept as arrays of numbers."""
    cells = [[cell.value for cell in _cells(table) if isinstance(cell, Number)] for table in tables]
    if any(len(list(_cells(table))) > len(values) for table, values in zip(tables, cells, strict=True)):
        return tables  # formulas among them
    if not all(Fraction(repr(float(value))) == value for values in cells for value in values):
        return tables
    kinds = [int if all(v.denominator == 1 and abs(v) < 2**63 for v in values) else float for values in cells]
    return [_numbers(table, kind) for table, kind in zip(tables, kinds, strict=True)]


def _cells(part: Any) -> Iterator[Expression]:
    if isinstance(part, list):
        for item in part:
            yield from _cells(item)
    else:
        yield part


def _numbers(part: Any, kind: type[int] | type[float]) -> Any:
    return [_numbers(item, kind) for item in part] if isinstance(part, list) else kind(part.value)
