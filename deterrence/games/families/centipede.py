"""The centipede: two players in turn take the larger part of a sum, or pass and let it grow.

Whoever takes in round k gets `g*(k - 1) + d` and the other `g*(k - 1) - d`; if nobody does, the other than the last
to move gets the larger part of what there is then. With `g < 2*d` taking at once is the only subgame-perfect play,
whatever the number of rounds, although both would gain by waiting.

Rosenthal (1981).
"""

from __future__ import annotations

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

SOURCE = (
    "Rosenthal, R. W. (1981) Games of perfect information, predatory pricing and the chain-store paradox, Journal of "
    "Economic Theory 25(1): 92-100"
)


def centipede(rounds: int) -> Tree:
    """The centipede of so many rounds."""
    node: Node = _ended(rounds + 1, "Nobody takes")
    for k in range(rounds, 0, -1):
        taken = _ended(k, f"Taken in round {k}")
        node = Decision("AB"[(k - 1) % 2], {"Take": taken, "Pass": node}, information=f"round {k}")
    return Tree(
        ["A", "B"],
        node,
        parameters=[
            Parameter("g", "growth of each part in a round", 0, 10, base=1, unit="units", source="illustrative"),
            Parameter("d", "advantage of taking", 0, 10, base=1, unit="units", source="illustrative"),
        ],
        assumptions=["g > 0", "d > 0"],
        name=f"centipede-{rounds}",
        title=f"Centipede of {rounds} rounds",
        summary="Two players in turn take the larger part of a sum, which ends the game, or pass and let it grow.",
        sources={"rosenthal1981": SOURCE},
    )


def _ended(k: int, name: str) -> Outcome:
    """The end by a player who takes in round k, or by nobody's taking before it."""
    grown = {0: "", 1: "g "}.get(k - 1, f"{k - 1}*g ")
    taker, other = (f"{grown}+ d", f"{grown}- d") if grown else ("d", "-d")
    return Outcome(name, (taker, other) if k % 2 else (other, taker))


FAMILY = Family(
    "centipede",
    "Two players in turn take the larger part of a sum, or pass and let it grow.",
    SOURCE,
    {"rounds": Argument("how often somebody moves", 4, 1, 200)},
    centipede,
    lambda rounds: 2 * rounds + 1,
    {"rounds": 20},
    "beyond, equilibria at ties are left out",
)
