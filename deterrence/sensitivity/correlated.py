"""What a mediator can achieve: the least and the most of a quantity over correlated equilibria, in letters.

A mediator draws a cell of the matrix and tells each player its own move; nobody who is told a move gains by another
(Aumann 1974). In a coarse correlated equilibrium players decide whether to follow before they are told (Moulin and Vial
1978). Any quantity that is linear in the draw, such as a payoff, the sum of payoffs or the probability of an outcome,
has a least and a greatest value over these, each a formula by pieces (`parametric_programme.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import flint

from deterrence.algebra.arithmetic import BITS, UnknownSignError, arithmetic
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.parametric_programme import Optimum, greatest
from deterrence.algebra.region import Region, union
from deterrence.algebra.time_limit.deadline import is_over
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value, public_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import Named
from deterrence.equilibria.profiles import cell_probabilities, payoff_poles
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.equilibria.text import value_text
from deterrence.games.background import background as background_of
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.gaps import gaps, gaps_said
from deterrence.games.matrix import Matrix, is_table
from deterrence.games.pieces import Piece, pieces
from deterrence.sensitivity.asking.by_pieces import ends_at
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.claims.quantity import Quantity, quantity
from deterrence.solvers.checks.correlated_optimum import correlated_faults
from deterrence.solvers.checks.regret import SolverError
from deterrence.solvers.checks.witness import witness
from deterrence.solvers.matrices.correlated import cells, obedience

if TYPE_CHECKING:
    import pandas as pd

WELFARE: Final = "sum of payoffs"
METHOD: Final = "parametric linear programming"


@dataclass(frozen=True, eq=False)
class Extreme:
    """The least or the most of a quantity, on a region.

    Attributes
    ----------
    outcomes
        The names of the cells.
    extreme
        The value, as the engine holds it; `value` as a sympy expression.
    chances
        For each outcome its probability in a correlated equilibrium that reaches the value.
    where
        The region.
    """

    outcomes: tuple[str, ...]
    extreme: Value
    chances: tuple[Value, ...]
    where: Region

    @property
    def value(self) -> Any:
        """The value, a number or a formula."""
        return public_value(self.extreme)

    @property
    def distribution(self) -> Named:
        """A correlated equilibrium that reaches it: the probability of each outcome."""
        return Named(self.outcomes, self.chances)


@dataclass(frozen=True, eq=False)
class Correlated(Promised):
    """The range of a quantity over correlated equilibria.

    Attributes
    ----------
    game
        The game.
    of
        The quantity.
    coarse
        Whether players decide before they are told.
    least, most
        By pieces: at a point any piece that holds there gives the value.
    promise
        What is promised of it.
    """

    game: Matrix
    of: str
    coarse: bool
    least: tuple[Extreme, ...]
    most: tuple[Extreme, ...]
    promise: Promise

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> tuple[Any, Any]:
        """The least and the most where every letter has a value.

        Raises
        ------
        ValueError
            When a letter has no value, a value lies outside its range or breaks an assumption, or no piece is known
            there.
        """
        return ends_at(
            self.game, (self.least, self.most), lambda piece: piece.extreme, (values, letters), "range", self.why
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for each piece."""
        import pandas as pd

        rows = [
            (end, value_text(piece.extreme), str(piece.where))
            for end, side in (("least", self.least), ("most", self.most))
            for piece in side
        ]
        return pd.DataFrame(rows, columns=["end", self.of, "where"])

    def __str__(self) -> str:
        title = self.game.title or self.game.name or "the game"
        what = "coarse correlated" if self.coarse else "correlated"
        lines = [f"{title}: {self.of} over {what} equilibria", ""]
        for end, side in (("least", self.least), ("most", self.most)):
            if self.game.letters:
                lines += [text_table([end, "where"], _by_value(side)), ""]
            else:
                lines.append(f"{end:<5}  {', '.join(value_text(piece.extreme) for piece in side)}")
        return "\n".join([*lines, *([] if self.game.letters else [""]), str(self.promise)])

    __repr__ = __str__


def _by_value(side: Sequence[Extreme]) -> list[tuple[str, str]]:
    """Each formula with the regions on which it is the value, one a line."""
    grouped: dict[str, list[Region]] = {}
    for piece in side:
        grouped.setdefault(value_text(piece.extreme), []).append(piece.where)
    return [
        (value if index == 0 else "", str(where) if index == 0 else f"or {where}")
        for value, regions in grouped.items()
        for index, where in enumerate(union(regions))
    ]


@question
def correlated(
    game: Asked,
    /,
    of: str | Mapping[str, str],
    *,
    coarse: bool = False,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Correlated:
    """The least and the most of a quantity over correlated equilibria: what a mediator can achieve.

    Parameters
    ----------
    game
        A matrix, of any number of players.
    of
        ``"payoff of US"``, ``"sum of payoffs"``, ``"probability of Hold, Hold"`` (of an outcome or a move), or a
        choice, ``{"US": "Hold"}``.
    coarse
        Whether players decide before they are told anything, which allows for more.
    at, **letters
        Values for letters to fix, as a mapping or as keywords; the others stay letters.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300.

    Returns
    -------
    Correlated
        Both ends as formulas, each with its region and an equilibrium that reaches it.

    Raises
    ------
    ValueError
        When the game is no matrix, or the quantity names what the game does not have.

    Examples
    --------
    Aumann's chicken: a mediator can bring the players to 10 1/2 in all, beyond the 9 of the pure equilibria.

    >>> import deterrence as dt
    >>> chicken = dt.Matrix(["A", "B"], {"A": ["Dare", "Yield"], "B": ["Dare", "Yield"]},
    ...     {("Dare", "Dare"): (0, 0), ("Dare", "Yield"): (7, 2),
    ...      ("Yield", "Dare"): (2, 7), ("Yield", "Yield"): (6, 6)})
    >>> found = dt.correlated(chicken, "sum of payoffs")
    >>> found.most[0].value, found.most[0].distribution
    (21/2, {Dare, Dare: 0, Dare, Yield: 1/4, Yield, Dare: 1/4, Yield, Yield: 1/2})
    """
    problem = Problem.of(game).at(given_values(at, letters))
    matrix = problem.game
    if not is_table(matrix):
        raise ValueError("correlated equilibria are those of a matrix without types, played once")
    read = None if of == WELFARE else quantity(matrix, of)
    granted = background_of(matrix)
    search = _Search(matrix, read, coarse, granted)
    for split in pieces(matrix, granted):
        search.add(split)
    promise = Promise("correlated equilibria", METHOD, search.exact, valueless=gaps_said(gaps(matrix)))
    promise = promise.lacking(*dict.fromkeys(search.reasons))
    name = WELFARE if read is None else read.name
    return Correlated(matrix, name, coarse, tuple(search.least), tuple(search.most), promise)


class _Search:
    """The pieces of both ends, collected over the cases into which `min` and `max` split a game."""

    def __init__(self, game: Matrix, read: Quantity | None, coarse: bool, granted: Background) -> None:
        self.game, self.read, self.coarse, self.granted = game, read, coarse, granted
        self.least: list[Extreme] = []
        self.most: list[Extreme] = []
        self.reasons: list[str] = []
        self.exact = True

    def add(self, split: Piece) -> None:
        """Find both ends in one case."""
        form = split.form
        assert isinstance(form, MatrixForm)
        self.exact = self.exact and split.exact
        premises = (*split.guards, *payoff_poles(form, self.granted))
        rows = obedience(form, self.coarse)
        weights = self._weights(form)
        for sign, side in ((-1, self.least), (1, self.most)):
            signed = [sign * w for w in weights]
            optima = greatest(signed, rows, premises, self.granted)
            self.reasons += [optima.missing] if optima.missing else []
            for optimum in optima.pieces:
                where = Region(optimum.where, self.granted)
                self._check(form, optimum, where, signed)

                def shown(value: RationalFunction) -> Value:
                    return value if split.exact or not value.is_constant else Approximate(value)

                chances = tuple(map(shown, optimum.solution))
                side.append(Extreme(form.layout.outcomes, shown(sign * optimum.value), chances, where))

    def _weights(self, form: MatrixForm) -> list[RationalFunction]:
        """What the quantity is in each cell."""
        everywhere = Region((), self.granted)
        found: list[RationalFunction] = []
        for cell in cells(form):
            rows = tuple(
                tuple(form.ring.one if move == chosen else form.ring.zero for move in range(len(moves)))
                for chosen, moves in zip(cell, form.moves, strict=True)
            )
            paid = tuple(table[cell] for table in form.payoffs)
            pure = Equilibrium(form.layout, rows, paid, cell_probabilities(rows), everywhere)
            value = sum(paid, form.ring.zero) if self.read is None else self.read.of(self.game, pure).rational
            assert value is not None
            found.append(value)
        return found

    def _check(self, form: MatrixForm, optimum: Optimum, where: Region, signed: Sequence[RationalFunction]) -> None:
        """Hold a piece against the definition at a place where it stands."""
        point = witness(where)
        if point is None or is_over():
            self.reasons.append("a piece could not be checked: no place in its region is known, or the time was up")
            return
        with flint.ctx.workprec(BITS):
            numbers = arithmetic(point, optimum.solution, form.all_payoffs)
            try:
                chances = [numbers.value(p) for p in optimum.solution]
                quantities = [numbers.value(w) for w in signed]
                faults = list(correlated_faults(form, chances, quantities, self.coarse, numbers))
            except UnknownSignError as unknown:
                self.reasons.append(f"a piece could not be checked: {unknown}")
                return
        if faults:
            at = ", ".join(f"{name} = {value}" for name, value in point.items())
            raise SolverError(f"{optimum.value} is not the end of the range at {at}: {'; '.join(faults)}")
