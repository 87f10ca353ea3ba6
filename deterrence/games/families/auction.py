"""The dollar auction: two states bid in turn for a prize, and the loser pays its bid as well.

With a bankroll of b and a prize worth s (no whole number), backward induction makes the first bidder open with `(b -
1) mod (ceil(s) - 1) + 1` units and the other stop, O'Neill's formula. Who gains nothing by bidding stops, as he
assumes.

O'Neill (1986).
"""

from __future__ import annotations

from functools import cache

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

SOURCE = (
    "O'Neill, B. (1986) International escalation and the dollar auction, Journal of Conflict Resolution 30(1): 33-50"
)


def dollar_auction(bankroll: int) -> Tree:
    """The auction in which nobody can bid more than so many units."""

    @cache
    def bidding(mover: int, own: int, rival: int) -> Decision:
        """The turn of a player who has bid `own` against `rival`."""
        moves: dict[str, Node] = {"Stop": _ended(1 - mover, rival, own)}
        moves |= {f"Bid {bid}": bidding(1 - mover, rival, bid) for bid in range(rival + 1, bankroll + 1)}
        return Decision("AB"[mover], moves, when_indifferent="Stop")

    return Tree(
        ["A", "B"],
        bidding(0, 0, 0),
        parameters=[
            Parameter(
                "s",
                "value of the prize",
                1,
                bankroll,
                base="5/2" if bankroll > 2 else "3/2",
                unit="units of bidding",
                source="illustrative",
            ),
        ],
        name=f"dollar-auction-{bankroll}",
        title=f"Dollar auction with a bankroll of {bankroll}",
        summary=(
            "Two states bid in turn for a prize. A bid must exceed the rival's, up to the bankroll. Whoever stops "
            "loses what it has bid, and so does the winner, who gets the prize."
        ),
        sources={"oneill1986": SOURCE},
    )


def _ended(winner: int, bid: int, other: int) -> Outcome:
    """The end: what both have bid is gone."""
    if not bid:
        return Outcome("Nobody bids", (0, 0))
    payoffs = (f"s - {bid}", -other)
    return Outcome(f"{'AB'[winner]} wins at {bid} against {other}", payoffs if winner == 0 else payoffs[::-1])


FAMILY = Family(
    "dollar-auction",
    "Two states bid in turn for a prize, and both pay what they have bid.",
    SOURCE,
    {"bankroll": Argument("most that a player can bid", 4, 2, 16)},
    dollar_auction,
    lambda bankroll: 2 ** (bankroll + 1),
    {"bankroll": 10},
    "beyond, give the stake a value",
)
