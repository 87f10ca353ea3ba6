"""Who commits, and how ties are settled: what the concepts of commitment ask beside the game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deterrence.games.parts.concepts import CONCEPTS, Rationality
from deterrence.games.parts.mistakes import chosen, listed

WEAK = "weak-commitment"


@dataclass(frozen=True)
class Leading:
    """A player who commits.

    Attributes
    ----------
    leader
        The position of the player.
    weak
        Whether those who reply settle ties against the leader.
    """

    leader: int
    weak: bool


def leading(players: Sequence[str], concept: str, options: Mapping[str, Any]) -> Leading | None:
    """Who commits; None where the concept is of no commitment.

    Raises
    ------
    ValueError
        Where no leader is named, or one who does not play.

    Examples
    --------
    >>> leading(["US", "DPRK"], "commitment", {"leader": "US"})
    Leading(leader=0, weak=False)
    """
    if CONCEPTS[concept].rationality is not Rationality.AFTER_COMMITMENT:
        return None
    if options.get("leader") is None:
        example = f"leader='{players[0]}' (or --leader {players[0]})"
        raise ValueError(f"{concept} needs the player who commits, as in {example}; there are: {listed(players)}")
    name = chosen("player", str(options["leader"]), players)
    return Leading(list(players).index(name), concept == WEAK)
