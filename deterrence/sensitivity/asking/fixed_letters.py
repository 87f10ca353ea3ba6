"""A game with all letters but one fixed: as given, else at base values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.values.value import exact_value
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest

NUMBERS: Final = "all payoffs and probabilities of this game are numbers"
NO_LETTER: Final = f"no parameter is free: {NUMBERS}"


def chosen_letter(game: Model, letter: str | None) -> str:
    """The letter asked for, the commitment where none is.

    Raises
    ------
    ValueError
        When it is not a free parameter, or none is given and no parameter has the role of commitment.
    """
    if letter is None:
        if not game.letters:
            raise ValueError(f"{NO_LETTER}, so nothing can vary")
        if game.commitment is None:
            raise ValueError(f"no parameter is the commitment: say which of {listed(game.letters)} is to vary")
        return game.commitment
    if letter not in game.parameters:
        raise ValueError(not_free(game, letter))
    return letter


def not_free(game: Model, name: str) -> str:
    """What is said of a name that is no free parameter of a game."""
    if not game.letters:
        return f"'{name}' is not a free parameter: {NUMBERS}"
    return f"'{name}' is not a free parameter (free: {listed(game.letters)}).{nearest(name, game.letters)}"


def others_of(game: Model, letters: tuple[str, ...], fixed: Mapping[str, Any]) -> dict[str, Fraction]:
    """A value for every free parameter but `letters`: as given, else the base value.

    Raises
    ------
    ValueError
        When one of `letters` is given a value, an unknown parameter is, or a parameter has neither value nor base.
    """
    for name in fixed:
        if name in letters:
            raise ValueError(f"'{name}' is the letter that is to vary, so it cannot be given a value")
        chosen_letter(game, name)
    values = {name: exact_value(value) for name, value in fixed.items()}
    missing = []
    for name, parameter in game.parameters.items():
        if name in letters or name in values:
            continue
        if parameter.base is None:
            missing.append(name)
        else:
            values[name] = parameter.base
    if missing:
        raise ValueError(f"{listed(missing)} has no base value: give it a value, such as {missing[0]}=1")
    return {name: values[name] for name in game.parameters if name in values}


def given_text(others: Mapping[str, Fraction]) -> str:
    """Values as one would type them: `g = 2, k = 1/3`."""
    return ", ".join(f"{name} = {value}" for name, value in others.items())
