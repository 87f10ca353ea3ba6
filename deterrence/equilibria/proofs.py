"""Questions about a game that were answered "impossible", with what shows it: refutations that others can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deterrence.algebra.certificates.certificates import Refuter
from deterrence.algebra.certificates.refutation import Refutation
from deterrence.algebra.certificates.written import Written
from deterrence.algebra.conditions.conditions import Conjunction, cases
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.conditions.interior import strict
from deterrence.algebra.conditions.questions import Question
from deterrence.algebra.time_limit.deadline import is_over
from deterrence.games.background import background
from deterrence.games.model import Model


@dataclass(frozen=True, eq=False)
class Proofs:
    """Questions, and for those that have one a refutation.

    Attributes
    ----------
    game
        What the questions are about.
    questions
        The questions, each once.
    """

    game: Model
    questions: tuple[Question, ...]

    @cached_property
    def refutations(self) -> Mapping[Question, Refutation]:
        """For each question that has one a refutation; what the time limit cut short has none."""
        refuter, found = Refuter(background(self.game).pool), {}
        for question in self.questions:
            if is_over():
                break
            refutation = refuter.refute(question.conditions, question.clauses, question.granted)
            if refutation is not None:
                found[question] = refutation
        return found

    @cached_property
    def _granted(self) -> tuple[set[Clause], set[Clause]]:
        """The ranges and assumptions; and the same taken strictly."""
        weak = background(self.game).all_clauses
        return set(weak), {tuple(tuple(map(strict, option)) for option in clause) for clause in weak}

    def _strictly(self, question: Question) -> bool:
        """Whether a question takes ranges or assumptions strictly."""
        weak, away = self._granted
        return bool({clause for clause in question.granted if clause not in weak} & away)

    def _unwritten(self, question: Question) -> tuple[Conjunction, tuple[Clause, ...]]:
        """What a question grants and no range or assumption says: that a probability or a choice is not negative.

        Conditions, and clauses of several options.
        """
        weak, away = self._granted
        implied = {clause for c in self.game.implied for clause in (cases(c, self.game.ring, self.game.formulas()),)}
        implied |= {tuple(tuple(map(strict, option)) for option in clause) for clause in implied}
        other = [clause for clause in question.granted if clause in implied or clause not in weak | away]
        single = tuple(c for clause in other if len(clause) == 1 for c in clause[0])
        return single, tuple(clause for clause in other if len(clause) > 1)

    def to_dict(self, written: Written, decided: Mapping[Question, Sequence[str]] | None = None) -> dict[str, Any]:
        """For JSON the questions, with the number of the refutation and what decided them, and the refutations."""
        refutations = list({id(found): found for found in self.refutations.values()}.values())
        place = {id(found): number for number, found in enumerate(refutations)}
        return {
            "questions": [
                {
                    "conditions": [written.condition(c) for c in (*question.conditions, *conditions)],
                    "clauses": [written.clause(clause) for clause in (*question.clauses, *clauses)],
                    "strictly": bool(self._strictly(question)),
                    "by": list((decided or {}).get(question, ())),
                    "refutation": place[id(found)] if (found := self.refutations.get(question)) else None,
                }
                for question in self.questions
                for conditions, clauses in (self._unwritten(question),)
            ],
            "refutations": [written.whole(found) for found in refutations],
        }
