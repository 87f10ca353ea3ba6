"""Bargaining by alternating offers in a number of rounds, over a pie cut into equal slices.

In each round one side offers the other so many slices, which the other accepts or refuses; what is agreed a round
later is worth delta of it. After the last refusal nobody gets anything. Whoever is indifferent accepts. The share of
the proposer with k rounds to go is `s_k = 1 - ceil(delta*s_(k-1)*slices)/slices`, `s_0 = 0`, which for many slices
comes close to Ståhl's `(1 - (-delta)**k)/(1 + delta)`.

Ståhl (1972); Rubinstein (1982).
"""

from __future__ import annotations

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

SOURCE = (
    "Ståhl, I. (1972) Bargaining Theory, Stockholm School of Economics; Rubinstein, A. (1982) Perfect equilibrium in a "
    "bargaining model, Econometrica 50(1): 97-109"
)


def bargaining(rounds: int, slices: int) -> Tree:
    """The bargain in so many rounds over so many slices."""
    node: Node = Outcome("No agreement", (0, 0))
    for k in range(rounds, 0, -1):
        node = _round(k, slices, node)
    return Tree(
        ["A", "B"],
        node,
        parameters=[
            Parameter(
                "delta",
                "what the next round counts for this one",
                0,
                1,
                base="9/10",
                unit="factor",
                source="illustrative",
            ),
        ],
        assumptions=["0 < delta < 1"],
        name=f"bargaining-{rounds}-{slices}",
        title=f"Bargaining in {rounds} rounds over {slices} slices",
        summary="Two sides in turn offer slices of a pie; what is agreed later is worth less, and in the end nothing.",
        sources={"rubinstein1982": SOURCE},
    )


def _round(k: int, slices: int, refused: Node) -> Decision:
    """The k-th round, and what follows a refusal."""
    proposer, other = ("A", "B") if k % 2 else ("B", "A")
    weight = f"delta**{k - 1}*" if k > 1 else ""
    offers: dict[str, Node] = {}
    for offered in range(slices + 1):
        shares = (f"{weight}{slices - offered}/{slices}", f"{weight}{offered}/{slices}")
        agreed = Outcome(f"Agreement in round {k}", shares if proposer == "A" else shares[::-1])
        offers[f"Offer {offered}"] = Decision(other, {"Accept": agreed, "Refuse": refused}, when_indifferent="Accept")
    return Decision(proposer, offers)


def _size(rounds: int, slices: int) -> int:
    """How many nodes there are."""
    return 1 if not rounds else 1 + (slices + 1) * (2 + _size(rounds - 1, slices))


FAMILY = Family(
    "bargaining",
    "Two sides in turn offer slices of a pie that shrinks.",
    SOURCE,
    {"rounds": Argument("how many offers there can be", 2, 1, 12), "slices": Argument("slices of the pie", 4, 1, 100)},
    bargaining,
    _size,
    {"rounds": 3, "slices": 3},
    "or rounds=2, slices=8",
)
