"""What is done by the indifferent, choices from an interval, and formats that have no place for them."""

from __future__ import annotations

from deterrence.games.model import Model


def refuse_tie_rules(game: Model, what: str) -> None:
    """Refuse to write a game with choices from an interval, or whose decisions say what is done by the indifferent.

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
    if game.tie_rules:
        said = "; ".join(game.tie_rules)
        raise ValueError(f"{what} cannot hold 'when indifferent' ({said}): remove it, or save as .yaml or .py")
