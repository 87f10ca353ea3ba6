"""The commitment that deters: the least value of a letter above which a goal is met.

The answer is exact on the line with the other letters fixed. As a formula for all values of the other letters it is
first guessed, from the model's definitions and from the bounds of the families that begin there, and then proved: the
formula given is the threshold whatever the other parameters are, or it is said to be so near the given values only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import Exact, simplest_between
from deterrence.algebra.formulas.language import FormulaError, given_values
from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.algebra.values.value import public_value
from deterrence.equilibria.promise import Promise, Promised
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import GameError
from deterrence.sensitivity.asking.fixed_letters import chosen_letter, given_text, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.asking.size import is_small
from deterrence.sensitivity.claims.conclusion import ALWAYS, Conclusion, UnsettledError
from deterrence.sensitivity.claims.counterexamples import Proof, Reading
from deterrence.sensitivity.goals.goal import EVERY, Goal, OnLine, goal, met_on_line
from deterrence.sensitivity.line.threshold_formulas import (
    ThresholdFormula,
    definitions_of,
    from_definitions,
    threshold_formulas,
)

if TYPE_CHECKING:
    import pandas as pd

# A formula is a help, and not worth waiting for any longer.
SECONDS: Final = 20.0
MOST_GUESSES: Final = 8


@dataclass(frozen=True)
class RequiredFormula:
    """The least value as a formula in the other letters.

    Attributes
    ----------
    lower
        What the letter must exceed.
    upper
        What it must stay below; empty where more always does as well.
    proved
        Whether this holds for all values of the parameters; otherwise only near those given.
    """

    lower: str
    upper: str = ""
    proved: bool = False

    def condition(self, letter: str, interval: Interval) -> str:
        """The formula as a condition on the letter, its ends as open or closed as those of an interval."""
        parts = []
        if self.lower:
            parts.append(f"{letter} {'>=' if interval.lower_closed else '>'} {self.lower}")
        if self.upper:
            parts.append(f"{letter} {'<=' if interval.upper_closed else '<'} {self.upper}")
        return " and ".join(parts)

    def __str__(self) -> str:
        return self.lower


@dataclass(frozen=True, eq=False)
class Required(Promised):
    """The least value of a letter above which a goal is met.

    Attributes
    ----------
    game, letter, target
        What is asked.
    fixed
        The values of the other letters.
    line
        Where on the line the goal is met.
    promise
        What is promised of the equilibria on the line.
    formula
        The least value in the other letters, or None.

    Examples
    --------
    >>> import deterrence as dt
    >>> needed = dt.required(dt.load("nll-probe"), "c", outcome="Status quo")
    >>> needed.value, needed.attained
    (3/4, False)
    >>> needed.formula.lower, needed.formula.proved
    ('max(c_D, c_R)', True)
    """

    game: Model
    letter: str
    goal: Goal
    fixed: Mapping[str, Fraction]
    line: OnLine
    promise: Promise
    formula: RequiredFormula | None = None

    @property
    def where(self) -> tuple[Interval, ...]:
        """Every interval of the letter on which the goal is met, from left to right; none: it cannot be had."""
        return self.line.where

    @property
    def point(self) -> Exact | None:
        """The least value, as the engine holds it; None where there is none, or none is least."""
        return self.where[0].lower if self.where else None

    @property
    def value(self) -> Any:
        """The least value, exact (sympy); None where the goal cannot be met, or is met whatever the letter is."""
        return None if self.point is None else public_value(self.point)

    @property
    def attained(self) -> bool:
        """Whether it is enough to be at the least value itself, and not above it."""
        return bool(self.where) and self.where[0].lower_closed

    @property
    def is_possible(self) -> bool:
        """Whether any value of the letter does."""
        return bool(self.where)

    @property
    def is_lasting(self) -> bool:
        """Whether every greater value does as well."""
        return self.line.lasting

    def to_frame(self) -> pd.DataFrame:
        """One row for each interval on which the goal is met."""
        import pandas as pd

        rows = [(str(self.goal), self.letter, str(interval)) for interval in self.where]
        return pd.DataFrame(rows, columns=["goal", "letter", "where"])

    def __str__(self) -> str:
        lines = [f"{self.goal}"]
        if self.fixed:
            lines.append(f"with {given_text(self.fixed)}")
        return "\n".join([*lines, "", *self._answer(), "", str(self.promise)])

    def _answer(self) -> Iterator[str]:
        if not self.where:
            yield f"cannot be had at any {self.letter}"
            return
        first = self.where[0]
        if self.line.from_start:
            yield f"is met at {'every' if self.is_lasting else 'the lowest'} {self.letter}"
        else:
            yield f"needs {self.letter} {'at least' if first.lower_closed else 'above'} {first.lower}"
        if not self.is_lasting:
            yield f"is met for {self.letter} in {' and '.join(map(str, self.where))} only"
        if self.formula is not None:
            scope = "for all values of the parameters (proved)" if self.formula.proved else "near these values"
            yield f"{scope}: {self.formula.condition(self.letter, first)}"

    __repr__ = __str__


@question
def required(
    game: Asked,
    /,
    letter: str | None = None,
    *,
    outcome: str | None = None,
    then: Mapping[str, Any] | None = None,
    in_: str = EVERY,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Required:
    """The least value of a letter (by default the commitment) above which a goal is met.

    Parameters
    ----------
    game
        A game, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    letter
        The letter; by default the commitment.
    outcome
        The outcome that is the goal, with certainty.
    then
        Instead, anything that a claim's `then` may say: ``{"DPRK": "Refrain"}``.
    in_
        "every equilibrium" or "some equilibrium".
    at, **letters
        Values for other letters, as a mapping or as keywords; those not given are at their base values.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Required
        The exact value, all intervals on which the goal is met, and a formula in the other letters.

    Examples
    --------
    >>> import deterrence as dt
    >>> print(dt.required(dt.load("nll-probe"), outcome="Repelled"))
    Repelled in every equilibrium
    with g = 2, b = 6, k = 2, l = 1, e = 3, s = 1
    <BLANKLINE>
    cannot be had at any c
    <BLANKLINE>
    Subgame-perfect equilibria by backward induction; exact; complete.
    """
    problem = Problem.of(game)
    letter = chosen_letter(problem.game, letter)
    target = goal(outcome, then, in_)
    target.statements(problem.game)
    others = others_of(problem.game, (letter,), given_values(at, letters))
    found = met_on_line(problem.at(others), letter, target)
    answer = Required(problem.game, letter, target, others, found, found.promise)
    return replace(answer, formula=_formula(answer, problem)) if others and found.where else answer


# --- for all values of the other letters ------------------------------------------------------------------------------


def _formula(answer: Required, problem: Problem) -> RequiredFormula | None:
    """The least value as a formula: proved for all parameters where a guess can be, else near the given ones."""
    first = answer.where[0]
    low = None if answer.line.from_start else first.lower
    high = None if answer.line.lasting else first.upper
    if low is None and high is None:
        return None
    local = _local(answer, problem, low), _local(answer, problem, high)
    if len(answer.where) == 1 and is_small(answer.game):
        with limit_time(SECONDS):
            proof = Proof(problem)
            for guess in _guesses(answer, proof, low, high, *local):
                if _is_proved(answer, proof, guess):
                    return RequiredFormula(*guess, proved=True)
    lower, upper = (_local_text(formula) for formula in local)
    return RequiredFormula(lower, upper) if lower or upper else None


def _local(answer: Required, problem: Problem, point: Exact | None) -> ThresholdFormula | None:
    if point is None:
        return None
    return threshold_formulas(problem, answer.letter, answer.fixed, [point])[0]


def _local_text(formula: ThresholdFormula | None) -> str:
    return "" if formula is None else (formula.names[0] if formula.names else formula.text)


def _guesses(
    answer: Required,
    proof: Proof,
    low: Exact | None,
    high: Exact | None,
    below: ThresholdFormula | None,
    above: ThresholdFormula | None,
) -> list[tuple[str, str]]:
    """Pairs of a lower and an upper bound, in the formula language, that agree with the answer on this line."""
    lowers = _texts(answer, proof, low, "lower", below)
    uppers = _texts(answer, proof, high, "upper", above)
    return [(one, other) for one in lowers for other in uppers][:MOST_GUESSES]


def _texts(answer: Required, proof: Proof, end: Exact | None, side: str, local: ThresholdFormula | None) -> list[str]:
    if end is None:
        return [""]
    word = "max" if side == "lower" else "min"
    found: dict[str, None] = {}
    for bounds in _bounds_of_families(answer, proof, side):
        named = [_named(answer.game, bound) for bound in bounds]
        if named:
            found[named[0] if len(named) == 1 else f"{word}({', '.join(named)})"] = None
    found.update((name, None) for name in _definitions_at(answer, end))
    if local is not None and (local.function is not None or local.names):
        found[_local_text(local)] = None
    return list(found)


def _bounds_of_families(answer: Required, proof: Proof, side: str) -> Iterator[list[RationalFunction]]:
    """The bounds on the letter of the families that exist, and meet the goal, just inside the first interval."""
    first = answer.where[0]
    if first.lower is not None and first.lower == first.upper:
        return
    point = {**answer.fixed, answer.letter: simplest_between(first.lower, first.upper)}
    conclusion = Conclusion(answer.game, answer.goal.statements(answer.game), answer.goal.in_ == EVERY)
    for family in proof.families.families:
        if not all(c.holds(point) for c in family.exists.raw) or conclusion.where(family) != ALWAYS:
            continue
        bounds = family.exists.bounds(answer.letter)
        yield [inequality.right for inequality in (bounds.lower if side == "lower" else bounds.upper)]


def _named(game: Model, function: RationalFunction) -> str:
    """A formula by the name the model has for it, else written out."""
    names = definitions_of(game, function)
    return names[0] if names else str(function)


def _definitions_at(answer: Required, end: Exact) -> list[str]:
    """Definitions that do not depend on the letter and have the value found."""
    formula = from_definitions(answer.game, answer.letter, answer.fixed, end)
    return list(formula.names) if formula is not None else []


def _is_proved(answer: Required, proof: Proof, guess: tuple[str, str]) -> bool:
    lower, upper = guess
    parts = [f"{answer.letter} > {lower}" if lower else "", f"{answer.letter} < {upper}" if upper else ""]
    try:
        claim = answer.goal.claim(" and ".join(part for part in parts if part))
        reading = Reading(answer.game, claim, proof.whole)
        return proof.families.complete and next(proof.candidates(reading), None) is None
    except (FormulaError, GameError, UnsettledError):
        return False
