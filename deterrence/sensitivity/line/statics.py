"""Comparative statics: the sign with which each choice, outcome and payoff moves in each parameter.

Along a family every quantity is a formula; its derivative has a numerator and a denominator, and its sign over the
region where the family exists is a question about polynomials: proved for all values where z3 can, else sampled.
Choices that jump do so at thresholds: see `thresholds.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.decide import possible
from deterrence.algebra.conditions.find_point import Finder, Sought
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.algebra.values.value import Value, public_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.rows import Rows
from deterrence.equilibria.tables import text_table
from deterrence.games.background import background
from deterrence.games.model import Model
from deterrence.sensitivity.asking.fixed_letters import NO_LETTER, chosen_letter
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.solvers.unknowns.algebraic_roots import where_is

if TYPE_CHECKING:
    import pandas as pd

PLUS: Final = "+"
MINUS: Final = "-"
ZERO: Final = "0"
DEPENDS: Final = "depends"


@dataclass(frozen=True, eq=False)
class Static:
    """How one quantity of one family moves in one parameter.

    Attributes
    ----------
    family
        The family, and with it where this holds.
    quantity
        What moves: `"payoff of ROK"`, `"probability of War"`, `"DPRK: Probe"`, `"choice of x"`.
    letter
        The parameter.
    sign
        "+", "-" or "0" throughout the family's region, "depends" where both signs occur there. "+" allows single places
        at which the derivative vanishes.
    proved
        Whether that is proved for all values, and not read off sampled points.
    derivative_value
        The derivative, as the engine holds it; `derivative` as a sympy expression.
    """

    family: Equilibrium
    quantity: str
    letter: str
    sign: str
    proved: bool
    derivative_value: Value

    @property
    def derivative(self) -> Any:
        """The derivative."""
        return public_value(self.derivative_value)


@dataclass(frozen=True, eq=False)
class Statics(Promised, Rows[Static]):
    """A table of comparative statics.

    Attributes
    ----------
    game
        The game.
    letters
        The parameters asked about.
    rows
        One for each family, quantity and parameter; quantities that no parameter moves are left out.
    promise
        What is promised of the families.
    """

    game: Model
    letters: tuple[str, ...]
    rows: tuple[Static, ...]
    promise: Promise

    def to_frame(self) -> pd.DataFrame:
        """One row for each family, quantity and parameter."""
        import pandas as pd

        columns = ["equilibrium", "exists", "quantity", "parameter", "sign", "proved", "derivative"]
        rows = [
            (r.family.name, str(r.family.exists), r.quantity, r.letter, r.sign, r.proved, str(r.derivative_value))
            for r in self.rows
        ]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        blocks = [f"{self.game.title or self.game.name or 'the game'}: comparative statics"]
        for family in dict.fromkeys(row.family for row in self.rows):
            table = {(r.quantity, r.letter): _shown(r) for r in self.rows if r.family is family}
            quantities = dict.fromkeys(quantity for quantity, _ in table)
            rows = [(q, *(table.get((q, letter), ZERO) for letter in self.letters)) for q in quantities]
            blocks.append(f"{family.name}\nwhere {family.exists}\n{text_table(['', *self.letters], rows)}")
        if not self.letters:
            blocks.append(f"{NO_LETTER}, so nothing moves")
        elif len(blocks) == 1 and self.complete:
            blocks.append("nothing moves: every family's probabilities and payoffs are the same for all values")
        if any(not row.proved for row in self.rows):
            blocks.append("? read off sampled points, not proved")
        return "\n\n".join([*blocks, str(self.promise)])

    __repr__ = __str__


def _shown(row: Static) -> str:
    return row.sign if row.proved else f"{row.sign} ?"


@question
def statics(
    game: Asked,
    /,
    letter: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Statics:
    """The sign with which each choice, outcome and payoff moves in a parameter, or in each of them.

    Parameters
    ----------
    game
        A game with letters, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    letter
        The parameter; by default all.
    at, **letters
        Values for letters to fix, as a mapping or as keywords; the others stay letters.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Statics
        One row for each family, quantity and parameter.

    Examples
    --------
    >>> import deterrence as dt
    >>> table = dt.statics(dt.load("nll-probe"), "c")
    >>> [(row.quantity, row.sign, row.proved) for row in table if row.family.name == "DPRK Probe; ROK Respond"]
    [('probability of Repelled', '+', True), ('probability of Escalation', '-', True),
     ('payoff of DPRK', '-', True), ('payoff of ROK', '+', True)]
    """
    problem = Problem.of(game).at(given_values(at, letters))
    game = problem.game
    moving = game.letters if letter is None else (chosen_letter(game, letter),)
    found = problem.wide
    finder = Finder(background(game).interior.background)
    rows: list[Static] = []
    left = [(family, *asked) for members in found.classes for family in members for asked in quantities(family)][::-1]
    for family, quantity, function in in_time(left[::-1]):
        rows += _moved(family, quantity, function, moving, finder)
        left.pop()
    late = (f"{len(left)} more quantities were not looked at", Deadline().why) if left else ()
    return Statics(game, moving, tuple(rows), found.promise.lacking(*late))


def quantities(family: Equilibrium) -> Iterator[tuple[str, Value]]:
    """Every choice, outcome probability and payoff of a family that is not a number."""
    several = len({p.agent for p in family.layout.places}) < len(family.layout.places)
    for place, row in zip(family.layout.places, family.strategies, strict=True):
        who = f"{place.agent} ({place.name})" if several else place.agent
        for move, value in zip(place.moves, row, strict=True):
            yield from _formula(f"{who}: {move}", value)
    for letter, value in family.choice_values.items():
        yield from _formula(f"choice of {letter}", value)
    for outcome, value in zip(family.layout.outcomes, family.outcome_values, strict=True):
        yield from _formula(f"probability of {outcome}", value)
    for player, value in zip(family.layout.players, family.payoff_values, strict=True):
        yield from _formula(f"payoff of {player}", value)


def _formula(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    if not value.is_constant:
        yield name, value


def _moved(
    family: Equilibrium, quantity: str, function: Value, letters: Sequence[str], finder: Finder
) -> Iterator[Static]:
    is_wide = family.exists.interior.possible is True
    inside = family.exists.background.interior.opened(family.exists.raw)
    for letter in letters:
        slope = function.derivative(letter)
        if slope.rational is None:
            sign, proved = sign_of_root(slope, family.exists)
        else:
            sign, proved = sign_on(slope.rational, inside, finder) if is_wide or slope.is_zero else (DEPENDS, False)
        yield Static(family, quantity, letter, sign, proved, slope)


def sign_on(slope: RationalFunction, region: Conjunction, finder: Finder) -> tuple[str, bool]:
    """The sign of a formula on an open region that is not empty, and whether that is proved."""
    if slope.is_zero:
        return ZERO, True
    return _sign(*(finder.find(Sought.of((*region, condition(slope, way)))).possible for way in (">", "<")))


def sign_of_root(slope: Value, exists: Region) -> tuple[str, bool]:
    """The sign of a formula in a root on a region, and whether that is proved."""
    inside = replace(exists, raw=exists.background.interior.opened(exists.raw))
    return _sign(*(_is_somewhere(where_is(slope, way, inside), inside) for way in (">", "<")))


def _is_somewhere(cases: Sequence[Conjunction] | None, region: Region) -> bool | None:
    """Whether one of several conjunctions holds somewhere in a region; None where that is not decided."""
    if cases is None:
        return None
    found = [possible((*region.raw, *case), region.background).possible for case in cases]
    return True if True in found else None if None in found else False


def _sign(up: bool | None, down: bool | None) -> tuple[str, bool]:
    """The sign of what is somewhere positive, somewhere negative, as far as is known, and whether that is proved."""
    if up and down:
        return DEPENDS, True
    if up is None or down is None:
        return _sampled(up, down), False
    return (PLUS if up else MINUS if down else ZERO), True


def _sampled(up: bool | None, down: bool | None) -> str:
    """What is left to say where the prover is undecided about a side: it found no point there."""
    if up is None and down is None:
        return DEPENDS
    return PLUS if up or down is False else MINUS
