"""The names that claims, and conditions for names of equilibria, may use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deterrence.games.model import Model
from deterrence.games.parts.mistakes import Mistake
from deterrence.games.parts.types import agent_of, by_type_players, types_of

# Where only numbers stand, in paths of mistakes.
_NUMBERS: Final = frozenset({"payoffs", "probability", "outcomes", "from", "to", "chooses"})


def names_stand(game: Model, mistakes: Sequence[Mistake]) -> bool:
    """Whether mistakes are in numbers only, so that what claims may name is known all the same."""
    return all(_is_of_number(game, mistake) for mistake in mistakes)


def _is_of_number(game: Model, mistake: Mistake) -> bool:
    path = mistake.path
    if path[:1] in (("types",), ("choices",)):
        return len(path) > 2 and (path[0] == "choices" or path[1] in game.drawn)
    return path[:1] == ("assumptions",) or not _NUMBERS.isdisjoint(path)


class ClaimNames:
    """The names that a claim about a game may use."""

    def __init__(self, game: Model) -> None:
        self.vocabulary = game.vocabulary
        self.known = {**dict.fromkeys(game.parameters), **dict.fromkeys(game.definitions)}
        self.by_type = by_type_players(game.definitions, game.order)
        self.drawn = {own.letter: player for player, own in game.drawn.items()}
        self.agents: dict[str, str] = {}  # each agent's player
        self.agents_of: dict[str, tuple[str, ...]] = {}
        self.kinds: dict[str, None] = {}
        kinds = types_of(game.types, game.players)
        for player in game.players:
            agents = tuple(agent_of(player, kind) for kind in kinds[player]) if player in kinds else (player,)
            self.agents_of[player] = agents
            self.agents.update(dict.fromkeys(agents, player))
        for player, names in kinds.items():
            self.kinds.update(dict.fromkeys([*names, *(agent_of(player, kind) for kind in names)]))
