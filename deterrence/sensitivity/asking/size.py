"""Which games can be expected to be solved within seconds with all their letters free."""

from __future__ import annotations

from typing import Final

from deterrence.games.model import Model

MOST: Final = {"nodes": 120, "cells": 36, "choices": 4}
FEW_NODES: Final = 20
MOST_LETTERS: Final = 24


def is_small(game: Model) -> bool:
    """Whether a game can be expected to be solved within seconds with all its letters free."""
    if len(game.letters) > MOST_LETTERS or game.horizon is not None:
        return False
    return game.extent.number <= MOST[game.extent.unit]


def is_tiny(game: Model) -> bool:
    """Whether even what happens at ties can be expected within seconds, with all letters free."""
    few = game.is_endless or game.extent.unit in ("cells", "choices") or game.extent.number <= FEW_NODES
    return is_small(game) and few
