"""Games of any size from the families of the table: `generate("centipede", rounds=4)`.

The style is that of GAMUT (Nudelman, Wortman, Shoham and Leyton-Brown 2004, Run the GAMUT, AAMAS); other than there,
games have letters in them, so that what is known of a family can be read from its equilibria.
"""

from __future__ import annotations

from typing import Any, Final

from deterrence.games.families import (
    alliance,
    attrition,
    auction,
    bargaining,
    blotto,
    brinkmanship,
    centipede,
    inspection,
    random_games,
)
from deterrence.games.families.arguments import Family
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest, spelled

# One row a family, in the order of the documentation.
FAMILIES: Final[dict[str, Family]] = {
    family.name: family
    for family in (
        alliance.FAMILY,
        bargaining.FAMILY,
        blotto.FAMILY,
        brinkmanship.FAMILY,
        centipede.FAMILY,
        auction.FAMILY,
        inspection.FAMILY,
        attrition.FAMILY,
        *random_games.FAMILIES,
    )
}


def generate(family: str, /, **arguments: Any) -> Model:
    """A game of a family, of the size asked for.

    Parameters
    ----------
    family
        The name of the family: "alliance", "bargaining", "blotto", "brinkmanship", "centipede", "dollar-auction",
        "inspection", "war-of-attrition", "random-matrix", "random-tree", "random-types", "random-states",
        "random-repeated".
    **arguments
        Whole numbers, such as `rounds=4`. Those left out have the values of the table in the documentation.

    Returns
    -------
    Model
        With a title, a source, and the meaning of each letter, ready for `solve` and `save`. The same arguments make
        the same game, random ones included.

    Raises
    ------
    ValueError
        When there is no such family or argument, for a value that is no whole number or outside its range, and for a
        game that would be too large.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.generate("brinkmanship", steps=3)
    >>> [eq.outcomes["Disaster"] for eq in dt.solve(game).generic if eq["A", "step 1"]["Escalate"] == 1]
    [r]
    """
    name = spelled(family, FAMILIES)
    if name not in FAMILIES:
        raise ValueError(
            f"no family of games is called {family!r}; there are {listed(FAMILIES)}.{nearest(str(family), FAMILIES)}"
        )
    row = FAMILIES[name]
    return row.make(**row.checked(arguments))
