"""Brinkmanship: two states in turn yield or escalate, and every step carries a risk of disaster that nobody controls.

After the last step the other side yields. If the risk of a step is below `v/(v + D)` the one who moves last escalates
and the other yields to it, so that an odd number of steps makes A escalate once and B yield, and an even one makes A
yield at once; above, A yields at once.

After Schelling (1966), Powell (1990).
"""

from __future__ import annotations

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.parts.nodes import Chance, Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

SOURCE = "Powell, R. (1990) Nuclear Deterrence Theory: The Search for Credibility, Cambridge University Press"


def brinkmanship(steps: int) -> Tree:
    """The crisis with so many steps."""
    node: Node = _yielded(steps + 1)
    for k in range(steps, 0, -1):
        lottery = Chance({"Goes wrong": ("r", Outcome("Disaster", ("-D", "-D"))), "Goes well": ("1 - r", node)})
        moves = {"Yield": _yielded(k), "Escalate": lottery}
        node = Decision("AB"[(k - 1) % 2], moves, information=f"step {k}", when_indifferent="Yield")
    return Tree(
        ["A", "B"],
        node,
        parameters=[
            Parameter("r", "risk of disaster in a step", 0, 1, base="1/10", unit="probability", source="illustrative"),
            Parameter("v", "value of prevailing", 0, 10, base=1, unit="utility", source="illustrative"),
            Parameter("D", "loss from disaster", 0, 100, base=4, unit="utility", source="illustrative"),
        ],
        assumptions=["0 < r < 1", "v > 0", "D > 0"],
        name=f"brinkmanship-{steps}",
        title=f"Brinkmanship of {steps} steps",
        summary="Two states in turn yield or take a step that may end in disaster; after the last the other yields.",
        sources={"powell1990": SOURCE},
    )


def _yielded(k: int) -> Outcome:
    """The end by the one whose turn is the k-th."""
    return Outcome("B prevails", (0, "v")) if k % 2 else Outcome("A prevails", ("v", 0))


FAMILY = Family(
    "brinkmanship",
    "Two states in turn yield or take a step that may end in disaster.",
    SOURCE,
    {"steps": Argument("steps to the brink", 3, 1, 100)},
    brinkmanship,
    lambda steps: 4 * steps + 1,
    {"steps": 16},
    "beyond, equilibria at ties are left out",
)
