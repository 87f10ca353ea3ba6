"""A number that is a formula by pieces, at a place: the values read and held against the game, and the piece there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value, exact_value, public_value
from deterrence.games.model import Model


class Piece(Protocol):
    """A part of parameter space with a formula of its own."""

    @property
    def where(self) -> Region:
        """Where the formula holds."""


P = TypeVar("P", bound=Piece)


def ends_at(
    game: Model,
    sides: tuple[Sequence[P], Sequence[P]],
    formula: Callable[[P], Value],
    given: tuple[Mapping[str, Any] | None, Mapping[str, Any]],
    what: str,
    why: str,
) -> tuple[Any, Any]:
    """The numbers of two sides where every letter has a value: `given` as a mapping and as keywords.

    Raises
    ------
    ValueError
        When a letter has no value, a value lies outside its range or breaks an assumption, or no piece is known there.
    """
    point = {name: exact_value(value) for name, value in given_values(*given).items()}
    if game.letters:
        game.at(point)  # which says what is wrong with values
    missing = [name for name in game.letters if name not in point]
    if missing:
        raise ValueError(f"give {', '.join(missing)} a value too: the {what} is a number only where all have one")
    pieces = [next((piece for piece in side if piece.where.holds(point)), None) for side in sides]
    low, high = (None if piece is None else public_value(formula(piece).at(point)) for piece in pieces)
    if low is None or high is None:
        raise ValueError(f"no value is known there: {why or 'the game has none'}")
    return low, high
