"""A war of attrition in discrete time: each side plans how many periods to hold out for a prize.

Each period that both hold out costs either side k. The one who planned longer wins the prize; of equal plans nobody
does. In the pure equilibria one side gives in at once and the other plans to hold out for at least `v/k` periods, or to
the end.

Maynard Smith (1974); Hendricks, Weiss and Wilson (1988).
"""

from __future__ import annotations

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.matrix import Matrix
from deterrence.games.parts.parameter import Parameter

SOURCE = (
    "Hendricks, K., Weiss, A. and Wilson, C. (1988) The war of attrition in continuous time with complete information, "
    "International Economic Review 29(4): 663-680, in discrete time"
)


def war_of_attrition(periods: int) -> Matrix:
    """The war of at most so many periods."""
    plans = range(periods + 1)
    payoffs = {}
    for own in plans:
        for other in plans:
            held = min(own, other)
            cost, won = (f"-{held}*k", f"v - {held}*k") if held else ("0", "v")
            payoffs[str(own), str(other)] = (won if own > other else cost, won if other > own else cost)
    return Matrix(
        ["A", "B"],
        {player: [str(plan) for plan in plans] for player in "AB"},
        payoffs,
        parameters=[
            Parameter("v", "value of the prize", 0, 10, base=3, unit="utility", source="illustrative"),
            Parameter("k", "cost of a period", 0, 10, base=2, unit="utility", source="illustrative"),
        ],
        assumptions=["v > 0", "k > 0"],
        name=f"war-of-attrition-{periods}",
        title=f"War of attrition of at most {periods} periods",
        summary="Two sides plan how many periods to hold out; who planned longer wins, and both pay until then.",
        sources={"hendricks1988": SOURCE},
    )


FAMILY = Family(
    "war-of-attrition",
    "Two sides plan how many periods to hold out for a prize.",
    SOURCE,
    {"periods": Argument("most periods", 2, 1, 400)},
    war_of_attrition,
    lambda periods: (periods + 1) ** 2,
    {"periods": 4},
)
