"""What a game is: parameters, matrices, trees, claims; and games as solvers take them."""

from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.mistakes import GameError, ImperfectRecallError, Mistake
from deterrence.games.parts.nodes import Chance, Decision, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

__all__ = [
    "Chance",
    "Claim",
    "Decision",
    "GameError",
    "ImperfectRecallError",
    "Matrix",
    "Mistake",
    "Model",
    "Outcome",
    "Parameter",
    "Tree",
]
