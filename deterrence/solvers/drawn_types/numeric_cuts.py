"""Perfect Bayesian equilibria of games of numbers whose types have any distribution and enter payoffs in any way.

Which intervals of types may use which moves is listed as for polynomial distributions (`cut_points.py`); the equations
for each such division are solved in floats (`several_starts.py`). Where payoffs are not affine in a type, two moves may
change places several times along it: each order with up to three switches at an information set is tried.

Guarantee: what is returned is checked, to a billionth of the payoff range. None that these are all, since equations are
solved from several starts only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import isfinite
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.formulas.expressions import Expression
from deterrence.algebra.formulas.language import text_of
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.joint_beliefs import JointBeliefs
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.drawn_types.board import Behaviour
from deterrence.solvers.drawn_types.cut_families import FREE, SORTED, CutFamily
from deterrence.solvers.drawn_types.cut_points import Search
from deterrence.solvers.drawn_types.numeric_board import NumericBoard
from deterrence.solvers.drawn_types.rationality import Outlook, Wanted
from deterrence.solvers.drawn_types.several_starts import NumericSystem, solutions
from deterrence.solvers.task import Task

STARTED: Final = "equations are solved from several starts, which may miss some"
SNAP: Final = 1e-12
APART: Final = 1e-7
ALIKE: Final = 7
"""Digits to which two equilibria must agree to count as one."""


@dataclass(frozen=True, eq=False)
class NumericCuts:
    """Divisions with the values of all letters."""

    outlook: Outlook
    values: Mapping[str, float]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """A game of numbers has none."""
        return ()


@dataclass
class NumericSearch(Search):
    """A search in floats."""

    solved: list[NumericCuts] = field(default_factory=list)
    loose: bool = False

    def _solve(self, outlook: Outlook, wanted: list[Wanted]) -> None:  # type: ignore[override]
        board = self.board
        assert isinstance(board, NumericBoard)
        behaviours = outlook.behaviours.values()
        self.sorted = self.sorted or any(b.mixes_across_later_play for b in behaviours)
        cuts = tuple((name, board.numeric.drawn[b.player]) for b in behaviours for name in b.cuts)
        mixing = tuple(name for b in behaviours for name in b.mixing)
        beliefs = tuple(dict.fromkeys(n for w in wanted for n in w.beliefs))
        equations = tuple(dict.fromkeys(e for w in wanted for e in w.equations if not e.is_zero))
        bounds = {b.condition: b for w in wanted for b in w.bounds if not b.condition.is_true}
        system = NumericSystem(board.home, equations, tuple(bounds.values()), cuts, mixing, beliefs)
        there = solutions(system, self.deadline.check)
        self.loose = self.loose or there.is_continuum
        self.solved += [NumericCuts(outlook, values) for values in there.found]


def in_numbers(task: Task) -> Found:
    """Perfect Bayesian equilibria of a game of numbers with drawn types, in floats."""
    form: NumericTypesForm = task.form
    search = NumericSearch(NumericBoard(form), task.background, task.deadline, ties_wanted=True)
    search.run()
    members: dict[Any, NumericFamily] = {}
    for solved in search.solved:
        member = NumericFamily(form, solved, task)  # type: ignore[arg-type]
        key = _played(member.family)
        if key not in members and _is_apart(member.family) and _is_sound(form, member, task.concept):
            members[key] = member
    reasons = [STARTED, *([FREE] if search.loose else []), *([SORTED] if search.sorted else [])]
    if search.timed_out:
        reasons.append(search.deadline.why)
    beliefs: dict[Equilibrium, JointBeliefs] = {m.family: m.thoughts for m in members.values()}
    families = tuple(beliefs)
    return Found(
        families,
        tuple(Component((family,), family.exists) for family in families),
        complete=False,
        why="; ".join(reasons),
        complete_off_ties=False,
        rounded=True,
        beliefs=beliefs,
    )


def _is_apart(family: CutEquilibrium) -> bool:
    """Whether the cuts of every division rise: where two are one, a division without that piece says the same."""
    return all(
        float(high) - float(low) > APART * max(1.0, abs(float(low)))
        for own in family.divided.values()
        for low, high in pairwise(own.cuts)
    )


def _is_sound(form: NumericTypesForm, member: NumericFamily, concept: str) -> bool:
    """Whether what the equations say at the ends of pieces holds inside them, too: with curves it need not."""
    if not any(own.curves for own in form.drawn.values()):
        return True
    try:
        verify(form, member.family, concept, member.thoughts)
    except SolverError:
        return False
    return True


def _played(family: CutEquilibrium) -> Any:
    def put(value: Any) -> float:
        return round(float(value), ALIKE)

    divided = tuple(
        (i, tuple(map(put, own.cuts)), tuple(tuple(map(put, r)) for r in own.rows)) for i, own in family.divided.items()
    )
    return tuple(tuple(map(put, row)) for row in family.strategies), divided


class NumericFamily(CutFamily):
    """One solved profile of divisions, as an equilibrium of the game of numbers."""

    @cached_property
    def _numeric(self) -> NumericTypesForm:
        assert isinstance(self.form, NumericTypesForm)
        return self.form

    def settled(self, function: RationalFunction) -> Value:
        """A formula in the unknowns as a float."""
        value = float(function.on(self.solved.values))  # type: ignore[attr-defined]
        near = round(value)
        return Approximate(near if abs(value - near) < SNAP else value)

    def _ends(self, player: int) -> tuple[Value, Value]:
        law = self._numeric.drawn[player].law
        return Approximate(law.low), Approximate(law.high)

    def _payoff(self, player: int) -> RationalFunction:
        """What a player expects before types are drawn."""
        board, home = self.solved.outlook.board, self.solved.outlook.board.home
        total = home.zero
        for z, row in board.payoffs.items():
            total = total + self._reach[z] * row[player][0]
            for k, x in enumerate(row[player][1:]):
                if not x.is_zero:
                    total = total + x * self._part(player, z, k + 1)
        return total

    def _part(self, player: int, z: int, position: int) -> RationalFunction:
        """The integral of the type or of a curve over the types with which play ends so."""
        outlook = self.solved.outlook
        board = outlook.board
        weight, made = board.chances[z], None
        for part, history in board.histories[z].items():
            own = outlook.behaviours[part]
            if own.player != player:
                weight = weight * own.weighted(own.masses, history)
            else:
                made = own, history
        if made is None:
            law = self._numeric.drawn[player].law
            return weight * self._constant(self._integral(player, position, law.low, law.high))
        own, history = made
        return weight * own.weighted([self._constant(x) for x in self._over_pieces(own, position)], history)

    def _over_pieces(self, own: Behaviour, position: int) -> list[float]:
        low, high = map(float, self._ends(own.player))
        ends = [low, *(float(self.settled(end)) for end in own.ends[1:-1]), high]
        return [self._integral(own.player, position, a, b) for a, b in pairwise(ends)]

    def _integral(self, player: int, position: int, low: float, high: float) -> float:
        own = self._numeric.drawn[player]
        key = (player, position, low, high)
        if key not in self._integrals:
            found = own.law.integral(lambda kind: own.basis(kind)[position], low, high)
            if not isfinite(found):
                curve = text_of(own.curves[position - 2].formula) if position > 1 else own.letter
                raise ValueError(f"what {self._numeric.players[player]} expects of {curve} is not finite")
            self._integrals[key] = found
        return self._integrals[key]

    @cached_property
    def _integrals(self) -> dict[Any, float]:
        return {}

    def _constant(self, value: float) -> RationalFunction:
        return self.solved.outlook.board.home.constant(Fraction(value))

    def _curves(self, player: int) -> tuple[Expression, ...]:
        return tuple(curve.formula for curve in self._numeric.drawn[player].curves)

    @cached_property
    def thoughts(self) -> JointBeliefs:
        """What is believed of types after deviations, and of ways to information sets that are not reached."""
        home = ring(())
        told = {
            key: tuple(home.constant(Fraction(float(self.settled(x)))) for x in row)
            for key, row in self.solved.outlook.thoughts().items()
        }
        return JointBeliefs(home, told, {}, None)
