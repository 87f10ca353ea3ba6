"""Certificates of a model's claims: why each question that was answered "impossible" has no solution.

They are for others to check, and `verify.py` checks them. docs/reference/certificates.md tells what is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from deterrence.algebra.certificates.coq import coq_text
from deterrence.algebra.certificates.written import FORMAT, Written, by_line
from deterrence.algebra.conditions import by_cvc5
from deterrence.algebra.conditions.questions import Log, Question, noted
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.time_limit.deadline import limit_time, seconds_left
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.proofs import Proofs
from deterrence.sensitivity.asking.problem import SEARCH, Asked, Problem
from deterrence.sensitivity.claims.check import Checks, Row, check

SECONDS: Final = 5.0  # for cvc5's word on a question


@dataclass(frozen=True, eq=False)
class Certificates:
    """The questions on which the verdicts on a model's claims rest, each with its refutation where one was found.

    Attributes
    ----------
    checks
        The claims with their verdicts.
    log
        The questions that were answered "impossible", by claim.
    families
        The equilibria that the claims were held against, away from ties.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = certified(dt.load("chicken"))
    >>> found.certified == len(found.questions)
    True
    """

    checks: Checks
    log: Log
    families: tuple[Equilibrium, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions, each once."""
        return tuple(dict.fromkeys(question for asked in self.log.parts.values() for question in asked))

    @cached_property
    def proofs(self) -> Proofs:
        """The questions with their refutations."""
        return Proofs(self.checks.game, self.questions)

    @cached_property
    def decided(self) -> Mapping[Question, tuple[str, ...]]:
        """What decided each question; of those without a refutation that only z3 decided, whether cvc5 agrees."""
        by = {question: names for asked in self.log.parts.values() for question, names in asked.items()}
        doubtful = [q for q, names in by.items() if names == ("z3",) and q not in self.proofs.refutations]
        for question in doubtful if by_cvc5.is_there() else ():
            clauses = (*question.clauses, *question.granted)
            answer, _ = by_cvc5.satisfied([*question.conditions, *clauses], seconds_left(SECONDS))
            if answer is not None:
                by[question] = ("z3", "cvc5") if answer is False else ("z3", "but not by cvc5")
        return by

    @property
    def without(self) -> dict[tuple[str, ...], list[int]]:
        """The numbers of the questions without a refutation, by what decided them."""
        found: dict[tuple[str, ...], list[int]] = {}
        for number, question in enumerate(self.questions):
            if question not in self.proofs.refutations:
                found.setdefault(self.decided[question], []).append(number)
        return found

    @property
    def certified(self) -> int:
        """How many questions have a refutation."""
        return len(self.proofs.refutations)

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON."""
        number = {question: n for n, question in enumerate(self.questions)}
        written = Written(frozenset(self.checks.game.parameters))
        asked = self.log.parts
        return {
            "format": FORMAT,
            "model": self.checks.game.name,
            "promise": str(self.checks.promise),
            "families": [
                {"name": family.name, "conditions": [written.condition(c) for c in family.exists.raw]}
                for family in self.families
            ],
            "search": [number[question] for question in asked.get(SEARCH, ())],
            "claims": [
                {**_claim(row), "questions": [number[question] for question in asked.get(row.claim.says, ())]}
                for row in self.checks.rows
            ],
            **self.proofs.to_dict(written, self.decided),
        }

    def to_json(self) -> str:
        """The same as text, a question or a refutation a line."""
        return by_line(self.to_dict())

    def to_coq(self) -> str:
        """The refutations as theorems for Coq 8.16."""
        return coq_text(self.to_dict())

    def __str__(self) -> str:
        parts = [f"certificates for {self.certified} of {len(self.questions)} impossible questions"]
        for names, numbers in self.without.items():
            which = "questions" if len(numbers) > 1 else "question"
            parts.append(f"{which} {_runs(numbers)} decided by {' and '.join(names)}, no certificate")
        return "; ".join(parts)


def _runs(numbers: Sequence[int]) -> str:
    """Rising numbers in words: ``3, 5-7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def certified(asked: Asked, **options: Any) -> Certificates:
    """Check claims as `check` does with the same options, and note the questions on which the verdicts rest.

    A game that was solved before, in this process, is not searched again, and the questions of that search are lost.
    The time limit is one for both, and what is left of it after checking is for the certificates.
    """
    problem = Problem.of(asked)
    with limit_time(problem.time_limit):
        with noted() as log:
            checks = check(problem, **options)
        found = Certificates(checks, log, _families(problem))
        _ = found.proofs.refutations, found.decided
    return found


def _families(problem: Problem) -> tuple[Equilibrium, ...]:
    try:
        return problem.wide.families
    except FormulaError:  # claims were checked at numbers
        return ()


def _claim(row: Row) -> dict[str, Any]:
    values = (pair.partition("=") for pair in (row.counterexample or "").split())
    return {
        "says": row.claim.says,
        "verdict": row.verdict,
        "counterexample": {name: str(Fraction(value)) for name, _, value in values},
        "by": row.by,
    }
