"""Certificates of a model's claims: why each question that was answered "impossible" has no solution.

They are for others to check, and `verify.py` checks them. docs/reference/certificates.md tells what is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from deterrence.algebra.certificates.certificates import Cases, Division, Fails, Premise, Refutation, Refuter, Sum
from deterrence.algebra.conditions.conditions import Condition, Conjunction, cases
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.conditions.interior import strict
from deterrence.algebra.conditions.questions import Log, Question, noted
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.time_limit.deadline import is_over, limit_time
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.background import background
from deterrence.sensitivity.asking.problem import SEARCH, Asked, Problem
from deterrence.sensitivity.claims.check import Checks, Row, check

FORMAT: Final = "deterrence certificates 1"


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
    def refutations(self) -> Mapping[Question, Refutation]:
        """For each question that has one a refutation; what the time limit cut short has none."""
        refuter, found = Refuter(background(self.checks.game).pool), {}
        for question in self.questions:
            if self.strictly(question) is None or is_over():
                continue
            refutation = refuter.refute(question.conditions, question.clauses, question.granted)
            if refutation is not None:
                found[question] = refutation
        return found

    @property
    def certified(self) -> int:
        """How many questions have a refutation."""
        return len(self.refutations)

    @cached_property
    def _granted(self) -> tuple[set[Clause], set[Clause]]:
        """The ranges and assumptions; and the same taken strictly."""
        weak = background(self.checks.game).all_clauses
        return set(weak), {tuple(tuple(map(strict, option)) for option in clause) for clause in weak}

    def strictly(self, question: Question) -> bool | None:
        """Whether a question takes ranges and assumptions strictly; None where it grants other things than these."""
        weak, away = self._granted
        granted = set(question.granted)
        return False if granted <= weak else True if granted <= weak | away else None

    def _unwritten(self, question: Question) -> Conjunction:
        """What a question grants though the model file does not say it: such as that a probability is not negative."""
        game = self.checks.game
        implied = {clause for c in game.implied for clause in (cases(c, game.ring, game.formulas()),)}
        implied |= {tuple(tuple(map(strict, option)) for option in clause) for clause in implied}
        return tuple(c for clause in question.granted if clause in implied and len(clause) == 1 for c in clause[0])

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON."""
        refutations = list({id(found): found for found in self.refutations.values()}.values())
        place = {id(found): number for number, found in enumerate(refutations)}
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
            "questions": [
                {
                    "conditions": [written.condition(c) for c in (*question.conditions, *self._unwritten(question))],
                    "clauses": [written.clause(clause) for clause in question.clauses],
                    "strictly": bool(self.strictly(question)),
                    "refutation": place[id(found)] if (found := self.refutations.get(question)) else None,
                }
                for question in self.questions
            ],
            "refutations": [written.whole(found) for found in refutations],
        }

    def to_json(self) -> str:
        """The same as text, a question or a refutation a line."""
        parts = []
        for key, value in self.to_dict().items():
            rows = [json.dumps(row, ensure_ascii=False) for row in value] if isinstance(value, list) else []
            text = "[\n" + ",\n".join(rows) + "\n]" if rows else json.dumps(value, ensure_ascii=False)
            parts.append(f"{json.dumps(key)}: {text}")
        return "{\n" + ",\n".join(parts) + "\n}\n"

    def __str__(self) -> str:
        left = len(self.questions) - self.certified
        lacking = f"; {left} decided without a certificate" if left else ""
        return f"certificates for {self.certified} of {len(self.questions)} impossible questions{lacking}"


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
        _ = found.refutations
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


@dataclass(frozen=True)
class Written:
    """Conditions and refutations as they are written; unknowns, which have odd names inside, get words for names."""

    letters: frozenset[str]
    texts: dict[Condition, str] = field(default_factory=dict)

    def condition(self, c: Condition) -> str:
        """``-(x - 1)*(y)**2 >= 0``."""
        if c not in self.texts:
            self.texts[c] = self._condition(c)
        return self.texts[c]

    def _condition(self, c: Condition) -> str:
        factors = [
            f"({self._polynomial(f.names, f.polynomial)})" + (f"**{exponent}" if exponent > 1 else "")
            for f, exponent in c.factors
        ]
        return f"{'-' if c.sign < 0 else ''}{'*'.join(factors)} {c.relation} 0"

    def _polynomial(self, names: tuple[str, ...], polynomial: Any) -> str:
        terms = []
        for exponents, coefficient in polynomial.to_dict().items():
            powers = [
                self.letter(name) + (f"**{e}" if e > 1 else "")
                for name, e in zip(names, map(int, exponents), strict=True)
                if e
            ]
            size = abs(int(coefficient.p))
            text = "*".join([*([str(size)] if size != 1 or not powers else []), *powers])
            terms.append(("-" if coefficient < 0 else "+", text))
        first, *more = terms
        return ("-" if first[0] == "-" else "") + first[1] + "".join(f" {sign} {text}" for sign, text in more)

    def letter(self, name: str) -> str:
        """A letter of the model as it is, an unknown by another name."""
        if name in self.letters:
            return name
        word = re.sub(r"\W", "_", {"~": "mix", "?": "belief"}.get(name[0], "unknown_" + name[0]) + name[1:])
        while word in self.letters:
            word += "_"
        return word

    def clause(self, clause: Clause) -> list[list[str]]:
        """The options of a clause."""
        return [[self.condition(c) for c in option] for option in clause]

    def whole(self, found: Refutation) -> dict[str, Any]:
        """A refutation with the conditions and clauses that it uses."""
        uses: list[Premise] = list(found.uses)
        return {
            "conditions": sorted(self.condition(c) for c in uses if isinstance(c, Condition)),
            "clauses": sorted(self.clause(clause) for clause in uses if isinstance(clause, tuple)),
            "because": self.tree(found),
        }

    def tree(self, found: Refutation) -> dict[str, Any]:
        """A refutation as nested mappings."""
        match found:
            case Sum(combination=combination):
                return {
                    "sum": [[str(n), [self.condition(c) for c in product]] for n, product in combination.products],
                    "equations": [
                        [str(n), [self.letter(name) for name in letters], self.condition(c)]
                        for n, letters, c in combination.multiples
                    ],
                }
            case Fails(condition=condition, bounds=bounds):
                return {"fails": self.condition(condition), "where": [self.condition(c) for c in bounds]}
            case Division(product=product, divisor=divisor, quotient=quotient, then=then):
                written = {"divide": self.condition(product), "by": self.condition(divisor)}
                return {**written, "gives": self.condition(quotient), "then": self.tree(then)}
            case Cases(parts=parts, clause=clause):
                return {
                    "clause": None if clause is None else self.clause(clause),
                    "cases": [[[self.condition(c) for c in assumed], self.tree(part)] for assumed, part in parts],
                }
