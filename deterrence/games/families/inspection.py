"""Inspection over several periods, with fewer inspections than periods, of an inspectee who may violate once.

In each period both choose at the same time, and both learn what happened. With n periods and m inspections the game
is zero-sum and its value to the inspectee `C(n - 1, m)/sum(C(n, i)*b**(m - i) for i in 0..m)`, a violation that is
not caught being worth 1 and one that is caught `-b`.

Dresher (1962); von Stengel (2016).
"""

from __future__ import annotations

from functools import cache

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

SOURCE = (
    "Dresher, M. (1962) A sampling inspection problem in arms control agreements, RAND RM-2972; von Stengel, B. (2016) "
    "Recursive inspection games, Mathematics of Operations Research 41(3): 935-952"
)


def inspection(periods: int, inspections: int) -> Tree:
    """The game of so many periods and so many inspections."""
    if inspections >= periods:
        raise ValueError(
            f"with {inspections} inspections in {periods} periods nothing is left to solve: choose fewer inspections "
            "than periods."
        )
    root = _after("", periods, inspections)
    return Tree(
        ["Inspector", "Inspectee"],
        root,
        parameters=[
            Parameter(
                "b",
                "the inspectee's loss when caught",
                0,
                10,
                base=1,
                unit="a violation that is not caught = 1",
                source="illustrative",
            )
        ],
        assumptions=["b > 0"],
        name=f"inspection-{periods}-{inspections}",
        title=f"{inspections} inspections in {periods} periods",
        summary=(
            "In each period an inspector who has not used all inspections inspects or waits, and an inspectee who has "
            "not yet violated violates or complies. Both learn what happened."
        ),
        sources={"dresher1962": SOURCE},
    )


def _after(history: str, periods: int, inspections: int) -> Node:
    """The rest of the game, with so many periods and inspections left."""
    if not periods:
        return Outcome("Compliance", (0, 0))
    undetected = Outcome("Violation not caught", (-1, 1))
    place = f"{history or 'start'}, {periods} left"

    def inspectee(violated: Node, complied: Node) -> Decision:
        return Decision("Inspectee", {"Violate": violated, "Comply": complied}, information=f"inspectee: {place}")

    waited = inspectee(undetected, _after(history + "W", periods - 1, inspections))
    if not inspections:
        return waited
    caught = Outcome("Violation caught", ("b", "-b"))
    inspected = inspectee(caught, _after(history + "I", periods - 1, inspections - 1))
    return Decision("Inspector", {"Inspect": inspected, "Wait": waited}, information=f"inspector: {place}")


@cache
def _size(periods: int, inspections: int) -> int:
    """How many nodes there are."""
    if not periods:
        return 1
    waited = 2 + _size(periods - 1, inspections)
    return waited if not inspections else 3 + waited + _size(periods - 1, inspections - 1)


FAMILY = Family(
    "inspection",
    "An inspector with fewer inspections than periods, and an inspectee who may violate once.",
    SOURCE,
    {
        "periods": Argument("periods in which there may be an inspection", 3, 1, 20),
        "inspections": Argument("inspections in all", 1, 0, 19),
    },
    inspection,
    _size,
    {"periods": 3, "inspections": 1},
    'beyond, for its value, give b a value, and ask for "nash" with method="sequence form"',
)
