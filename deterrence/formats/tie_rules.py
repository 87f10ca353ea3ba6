"""What is done by the indifferent, and formats that have no place for it."""

from __future__ import annotations

from deterrence.games.model import Model


def refuse_tie_rules(game: Model, what: str) -> None:
    """Refuse to write a game whose decisions say what is done by the indifferent.

    Raises
    ------
    ValueError
        Where one does: without its rules the game has other equilibria.
    """
    if game.tie_rules:
        said = "; ".join(game.tie_rules)
        raise ValueError(f"{what} cannot hold 'when indifferent' ({said}): remove it, or save as .yaml or .py")
