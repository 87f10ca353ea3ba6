"""An alliance that needs some of its members to contribute: a volunteer's dilemma of any size.

Each of n allies contributes at the cost k or rides free; if at least m contribute, everybody has b. With `0 < k < b`
the pure equilibria are the profiles in which exactly m contribute, and for m above 1 the one in which nobody does.

Olson and Zeckhauser (1966); Diekmann (1985); Palfrey and Rosenthal (1984).
"""

from __future__ import annotations

from itertools import product

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.matrix import Matrix
from deterrence.games.parts.parameter import Parameter

SOURCE = (
    "Olson, M. and Zeckhauser, R. (1966) An economic theory of alliances, Review of Economics and Statistics 48(3): "
    "266-279; Palfrey, T. R. and Rosenthal, H. (1984) Participation and the provision of discrete public goods, "
    "Journal of Public Economics 24(2): 171-193"
)


def alliance(members: int, needed: int) -> Matrix:
    """The alliance of so many members, of whom so many are needed."""
    if needed > members:
        raise ValueError(f"an alliance of {members} members cannot need {needed} of them: choose needed <= members.")
    players = [f"Ally {k}" for k in range(1, members + 1)]
    moves = ("Contribute", "Ride free")
    payoffs = {}
    for profile in product(moves, repeat=members):
        alone, free = ("b - k", "b") if profile.count("Contribute") >= needed else ("-k", "0")
        payoffs[profile] = tuple(alone if move == "Contribute" else free for move in profile)
    return Matrix(
        players,
        {player: list(moves) for player in players},
        payoffs,
        parameters=[
            Parameter(
                "b",
                "what each has of an alliance that enough support",
                0,
                10,
                base=2,
                unit="utility",
                source="illustrative",
            ),
            Parameter("k", "cost of contributing", 0, 10, base=1, unit="utility", source="illustrative"),
        ],
        assumptions=["0 < k < b"],
        name=f"alliance-{members}-{needed}",
        title=f"Alliance of {members} that needs {needed}",
        summary="Each ally contributes or rides free; if enough contribute everybody has the benefit.",
        sources={"olson1966": SOURCE},
    )


FAMILY = Family(
    "alliance",
    "Each of several allies contributes or rides free, and some contributions are needed.",
    SOURCE,
    {"members": Argument("allies", 2, 2, 12), "needed": Argument("contributions needed", 1, 1, 12)},
    alliance,
    lambda members, needed: 2**members,
    {"members": 2},
    "beyond, mixtures of all allies are left out where letters stand, and values of the letters bring them",
)
