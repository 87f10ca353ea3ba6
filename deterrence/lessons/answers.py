"""An answer that was computed: what is right, said in a sentence, with the reason, and how a given answer is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.formulas.language import FormulaError, as_fraction

# A decimal given for a number is right within one per cent of it.
CLOSE: Final = Fraction(1, 100)


class UnsettledQuestionError(ValueError):
    """A question to which the toolkit has no certain answer; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What is right.

    Attributes
    ----------
    right
        The option that is right, or all that are together; of a number the number, exact where it is a fraction.
    said
        The answer in a sentence.
    proof
        The reasons, a line each.
    number
        The number that is right, where one is; an irrational one to some sixteen digits.
    """

    right: tuple[str, ...]
    said: str
    proof: tuple[str, ...] = ()
    number: Fraction | None = None

    def marked(self, given: str | Sequence[str]) -> bool:
        """Whether an answer is right: the option, all options that are right and no other, or the number.

        A number may be a fraction, `3/4`, or a decimal within one per cent.

        Examples
        --------
        >>> third = Answer(("1/3",), "A third.", number=Fraction(1, 3))
        >>> third.marked("1/3"), third.marked("0.333"), third.marked("0.3"), third.marked("a lot")
        (True, True, False, False)
        """
        chosen = {given} if isinstance(given, str) else set(given)
        if chosen == set(self.right):
            return True
        if self.number is None or len(chosen) != 1:
            return False
        try:
            return abs(as_fraction(chosen.pop().strip()) - self.number) <= CLOSE * abs(self.number)
        except FormulaError:
            return False

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON takes it; numbers as text."""
        number = None if self.number is None else str(self.number)
        return {"right": list(self.right), "said": self.said, "proof": list(self.proof), "number": number}
