"""Which games can be expected to be solved within seconds with all their letters free."""

from __future__ import annotations

from typing import Final

from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.nodes import size
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

MOST_NODES: Final = 120
FEW_NODES: Final = 20
MOST_CELLS: Final = 36
MOST_LETTERS: Final = 24


def is_small(game: Model) -> bool:
    """Whether a game can be expected to be solved within seconds with all its letters free."""
    if len(game.letters) > MOST_LETTERS:
        return False
    if isinstance(game, Tree):
        return len(game.steps) * len(game.profiles()) <= MOST_NODES
    if isinstance(game, Repeated):
        return game.horizon is None and len(game.payoffs) <= MOST_CELLS
    if isinstance(game, Stochastic):
        return game.horizon is None and sum(map(size, game.states.values())) <= MOST_NODES
    return isinstance(game, Matrix) and len(game.payoffs) * len(game.profiles()) <= MOST_CELLS


def is_tiny(game: Model) -> bool:
    """Whether even what happens at ties can be expected within seconds, with all letters free."""
    return is_small(game) and (not isinstance(game, Tree) or len(game.steps) * len(game.profiles()) <= FEW_NODES)
