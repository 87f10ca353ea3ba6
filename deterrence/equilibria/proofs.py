"""Questions about a game that were answered "impossible", with what shows it: refutations that others can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deterrence.algebra.certificates.certificates import Refutation, Refuter
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
            if self._strictly(question) is None or is_over():
                continue
            refutation = refuter.refute(question.conditions, question.clauses, question.granted)
            if refutation is not None:
                found[question] = refutation
        return found

    @cached_property
    def _granted(self) -> tuple[set[Clause], set[Clause]]:
        """The ranges and assumptions; and the same taken strictly."""
        weak = background(self.game).all_clauses
        return set(weak), {tuple(tuple(map(strict, option)) for option in clause) for clause in weak}

    def _strictly(self, question: Question) -> bool | None:
        """Whether a question takes ranges and assumptions strictly; None where it grants other things than these."""
        weak, away = self._granted
        granted = set(question.granted)
        return False if granted <= weak else True if granted <= weak | away else None

    def _unwritten(self, question: Question) -> Conjunction:
        """What a question grants though the model file does not say it: such as that a probability is not negative."""
        implied = {clause for c in self.game.implied for clause in (cases(c, self.game.ring, self.game.formulas()),)}
        implied |= {tuple(tuple(map(strict, option)) for option in clause) for clause in implied}
        return tuple(c for clause in question.granted if clause in implied and len(clause) == 1 for c in clause[0])

    def to_dict(self, written: Written, decided: Mapping[Question, Sequence[str]] | None = None) -> dict[str, Any]:
        """For JSON the questions, with the number of the refutation and what decided them, and the refutations."""
        refutations = list({id(found): found for found in self.refutations.values()}.values())
        place = {id(found): number for number, found in enumerate(refutations)}
        return {
            "questions": [
                {
                    "conditions": [written.condition(c) for c in (*question.conditions, *self._unwritten(question))],
                    "clauses": [written.clause(clause) for clause in question.clauses],
                    "strictly": bool(self._strictly(question)),
                    "by": list((decided or {}).get(question, ())),
                    "refutation": place[id(found)] if (found := self.refutations.get(question)) else None,
                }
                for question in self.questions
            ],
            "refutations": [written.whole(found) for found in refutations],
        }
