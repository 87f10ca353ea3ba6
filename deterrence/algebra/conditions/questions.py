"""The questions that were answered "impossible", noted while something is worked out, so that they can be certified.

Inside `noted()` every such answer leaves its question in a log, under the name of the part of the work that asked
(`part`). Outside it nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction

if TYPE_CHECKING:
    from deterrence.algebra.conditions.decide import Clause


@dataclass(frozen=True)
class Question:
    """Conditions and clauses that cannot hold together where what is granted holds.

    Attributes
    ----------
    conditions
        What is asked about.
    clauses
        Of each of these, too, one option is to hold.
    granted
        Ranges and assumptions, as far as they bear on it.
    """

    conditions: Conjunction
    clauses: tuple[Clause, ...]
    granted: tuple[Clause, ...]


@dataclass
class Log:
    """The questions of each part of the work, each once, as they were first asked, and what decided each."""

    parts: dict[str, dict[Question, tuple[str, ...]]] = field(default_factory=dict)


_log: Final[ContextVar[Log | None]] = ContextVar("log", default=None)
_part: Final[ContextVar[str]] = ContextVar("part", default="")


@contextmanager
def noted() -> Iterator[Log]:
    """Note questions answered "impossible" in the block.

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import cases
    >>> from deterrence.algebra.conditions.decide import Background, possible
    >>> from deterrence.algebra.formulas.language import parse_condition
    >>> from deterrence.algebra.exact.rational import ring
    >>> home = ring(("x",))
    >>> [given] = cases(parse_condition("x > 1 and x < 0"), home, {})
    >>> with noted() as log, part("an example"):
    ...     verdict = possible(given, Background(home))
    >>> [[str(c) for c in question.conditions] for question in log.parts["an example"]]
    [['x > 1', 'x < 0']]
    """
    log = Log()
    token = _log.set(log)
    try:
        yield log
    finally:
        _log.reset(token)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Name the part of the work that is done in the block."""
    token = _part.set(name)
    try:
        yield
    finally:
        _part.reset(token)


@contextmanager
def unnoted() -> Iterator[None]:
    """Note nothing in the block: what is answered there is confirmed otherwise."""
    token = _log.set(None)
    try:
        yield
    finally:
        _log.reset(token)


def are_noted() -> bool:
    """Whether questions are noted at present."""
    return _log.get() is not None


def note(
    conditions: Iterable[Condition], clauses: Iterable[Clause], granted: Iterable[Clause], by: tuple[str, ...]
) -> None:
    """Note a question, and what decided it, if questions are noted."""
    log = _log.get()
    if log is not None:
        log.parts.setdefault(_part.get(), {})[Question(tuple(conditions), tuple(clauses), tuple(granted))] = by


__all__ = ["Log", "Question", "are_noted", "note", "noted", "part", "unnoted"]
