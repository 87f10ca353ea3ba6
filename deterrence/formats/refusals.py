"""What formats for finite games have no place for: intervals of moves and of types, what is done by the indifferent."""

from __future__ import annotations

from deterrence.games.model import Model


def refuse_what_is_not_finite(game: Model, what: str) -> None:
    """Refuse to write a game with choices or types from an interval, or that says what is done by the indifferent.

    Raises
    ------
    ValueError
        Where it has some: without them it is another game.
    """
    if game.choices:
        letters = ", ".join(dict.fromkeys(choice.letter for choice in game.choices))
        raise ValueError(
            f"{what} holds finitely many moves; '{letters}' is chosen from an interval: save as .yaml or .py"
        )
    if game.drawn:
        letters = ", ".join(own.letter for own in game.drawn.values())
        raise ValueError(
            f"{what} holds finitely many types; '{letters}' is drawn from a distribution: save as .yaml or .py"
        )
    if game.tie_rules:
        said = "; ".join(game.tie_rules)
        raise ValueError(f"{what} cannot hold 'when indifferent' ({said}): remove it, or save as .yaml or .py")
