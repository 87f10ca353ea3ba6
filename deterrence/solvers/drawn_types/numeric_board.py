"""Play of players whose types are drawn from any distribution, for games of numbers that are solved in floats.

Of a cut the probability of types below it, the type itself, and the curves of payoffs there are letters of their own:
all else is polynomial in these, as it is for polynomial distributions. That they belong to one type is seen to where
they are solved for (`several_starts.py`).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Final, cast

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.solvers.drawn_types.board import Behaviour, Board, Row
from deterrence.solvers.drawn_types.divisions import cut_name
from deterrence.solvers.unknowns.elimination import Bound

FAR: Final = 1e-6
SWITCHES: Final = 3
SLACK: Final = Fraction(1, 10**9)


class NumericBoard(Board):
    """A game of numbers with drawn types, and the letters of everything that may be unknown in it.

    Parameters
    ----------
    numeric
        The game.
    """

    def __init__(self, numeric: NumericTypesForm) -> None:
        super().__init__(cast(DrawnForm, numeric))  # a board asks what the two have in common
        self.numeric = numeric
        curved = [player for player, own in numeric.drawn.items() if own.curves]
        self.parts = tuple(replace(p, switches=SWITCHES if p.player in curved else 0) for p in self.parts)

    def letters_of_cut(self, index: int, position: int) -> tuple[str, ...]:
        """The probability of types below a cut, the type, and its curves."""
        name = cut_name(index, position)
        own = self.numeric.drawn[self.parts[self.part_of[index]].player]
        return (name, type_name(name), *(curve_name(name, k) for k in range(len(own.curves))))

    def place(self, player: int, share: RationalFunction) -> RationalFunction:
        """The type at a cut or at an end; where there is no end, one far out."""
        if share.letters:
            return self.home.letter(type_name(share.letters[0]))
        law, at = self.numeric.drawn[player].law, float(share)
        end = law.high if at else law.low
        return self.home.constant(Fraction(end if isfinite(end) else float(law.quantile(FAR if not at else 1 - FAR))))

    def mass(self, player: int, share: RationalFunction) -> RationalFunction:
        """The probability of types below a cut."""
        return share

    def worth_at(self, player: int, share: RationalFunction, row: Row) -> RationalFunction:
        """What a payoff is worth to the type at a cut, or at an end that there is."""
        kind = self.place(player, share)
        if share.letters:
            curves = [self.home.letter(curve_name(share.letters[0], k)) for k in range(len(row) - 2)]
        else:
            own = self.numeric.drawn[player]
            values = [float(curve.on(own.letter, float(kind))) for curve in own.curves]
            curves = [self.home.constant(Fraction(v if isfinite(v) else 0)) for v in values]
        total = row[0] + row[1] * kind
        for x, curve in zip(row[2:], curves, strict=True):
            total = total + x * curve
        return total

    def losses(self, own: Behaviour, piece: int, row: Row) -> list[RationalFunction]:
        """What may not be negative; where the types have no end, how a payoff falls or rises out there."""
        if own.player not in self.numeric.drawn:
            return [row[0]]
        law = self.numeric.drawn[own.player].law
        found = super().losses(own, piece, row)
        endless = [
            piece == 0 and not isfinite(law.low),
            piece == len(own.division.pieces) - 1 and not isfinite(law.high),
        ]
        slope = self.rises(row)
        for side, is_endless in enumerate(endless):
            if is_endless:  # with curves, nothing is asked out there before all is solved
                found[side] = self.home.one if slope is None else -slope if side == 0 else slope
        return [*found, row[0]] if all(endless) and slope is not None else found

    def more_bounds(self, own: Behaviour) -> list[Bound]:
        """That the types at cuts lie between the ends, and in order."""
        kinds = [self.place(own.player, share) for share in own.shares[1:-1]]
        if not kinds:
            return []
        law = self.numeric.drawn[own.player].law
        found = [Bound(b - a, ">=") for a, b in pairwise(kinds)]
        found += [Bound(kinds[0] - Fraction(law.low) + SLACK, ">=")] if isfinite(law.low) else []
        return [*found, *([Bound(Fraction(law.high) - kinds[-1] + SLACK, ">=")] if isfinite(law.high) else [])]

    def rises(self, row: Row) -> RationalFunction | None:
        """How fast a payoff rises with the type, where that is the same for all types; None where it is not."""
        return row[1] if len(row) == 2 else None


def type_name(cut: str) -> str:
    """The letter for the type at a cut."""
    return f"{cut}.t"


def curve_name(cut: str, position: int) -> str:
    """The letter for the value of a curve at a cut."""
    return f"{cut}.f{position}"
