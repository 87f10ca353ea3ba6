"""Colonel Blotto: two sides distribute forces over fields, and the larger force takes a field's value from the other.

The game is zero-sum; with equal forces its value is 0, and a side that can put one more on every field than the other
has in all wins everything.

Borel (1921); Gross and Wagner (1950).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.matrix import Matrix
from deterrence.games.parts.parameter import Parameter

SOURCE = (
    "Borel, E. (1921) La théorie du jeu et les équations intégrales à noyau symétrique; Gross, O. and Wagner, R. "
    "(1950) A continuous Colonel Blotto game, RAND RM-408"
)


def blotto(fields: int, forces: int, rival: int) -> Matrix:
    """The game with so many fields and forces on both sides."""
    own, others = list(_distributions(forces, fields)), list(_distributions(rival, fields))
    payoffs = {}
    for mine in own:
        for theirs in others:
            signs = [(x > y) - (x < y) for x, y in zip(mine, theirs, strict=True)]
            payoffs[_called(mine), _called(theirs)] = (_sum(signs), _sum([-sign for sign in signs]))
    return Matrix(
        ["A", "B"],
        {"A": [_called(each) for each in own], "B": [_called(each) for each in others]},
        payoffs,
        parameters=[
            Parameter(f"v_{k}", f"value of field {k}", 0, 10, base=k, unit="utility", source="illustrative")
            for k in range(1, fields + 1)
        ],
        assumptions=[f"v_{k} > 0" for k in range(1, fields + 1)],
        name=f"blotto-{fields}-{forces}-{rival}",
        title=f"Colonel Blotto: {forces} against {rival} on {fields} fields",
        summary="Two sides distribute forces over fields; the larger force takes a field's value from the other.",
        sources={"borel1921": SOURCE},
    )


def _distributions(forces: int, fields: int) -> Iterator[tuple[int, ...]]:
    """All ways to distribute so many forces."""
    if fields == 1:
        yield (forces,)
        return
    for first in range(forces, -1, -1):
        for rest in _distributions(forces - first, fields - 1):
            yield (first, *rest)


def _called(distribution: tuple[int, ...]) -> str:
    return "-".join(map(str, distribution))


def _sum(signs: list[int]) -> str:
    """The values of the fields, each with its sign."""
    parts = [f"{'-' if sign < 0 else '+'} v_{k}" for k, sign in enumerate(signs, 1) if sign]
    return " ".join(parts).removeprefix("+ ") or "0"


FAMILY = Family(
    "blotto",
    "Two sides distribute forces over fields; the larger force takes a field's value from the other.",
    SOURCE,
    {
        "fields": Argument("fields of battle", 2, 1, 8),
        "forces": Argument("forces of A", 2, 1, 20),
        "rival": Argument("forces of B", 2, 1, 20),
    },
    blotto,
    lambda fields, forces, rival: comb(forces + fields - 1, forces) * comb(rival + fields - 1, rival),
    {"fields": 2, "forces": 4, "rival": 4},
    'beyond, for its value, give the letters values, and ask for "nash" with method="linear programming"',
)
