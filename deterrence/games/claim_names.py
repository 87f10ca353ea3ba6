"""The names that claims, and conditions for names of equilibria, may use."""

from __future__ import annotations

from deterrence.games.model import Model
from deterrence.games.parts.types import agent_of, by_type_players, types_of


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
