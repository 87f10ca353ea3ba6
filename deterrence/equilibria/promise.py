"""What is promised of a result: how its equilibria were found, and whether they are exact and all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS
from deterrence.equilibria.same import same
from deterrence.games.parts.concepts import CONCEPTS, refined_by
from deterrence.games.parts.frozen import FrozenDict

# The scope of what leaves out the equilibria that exist only where parameters tie.
AWAY_FROM_TIES: Final = "away from ties"


@dataclass(frozen=True)
class Promise:
    """What is promised of equilibria, and of everything that is read off them.

    `str(promise)` is the line with which results end.

    Attributes
    ----------
    concept
        What counts as an equilibrium: "nash", "subgame-perfect", "perfect-bayesian", "sequential" or another.
    method
        The algorithm's name in the literature.
    exact
        Whether every value is a formula or an exact number.
    complete, why
        Whether these are certainly all, within the scope; if not, what may be missing.
    complete_off_ties
        Whether the families of full dimension are certainly all there (in a repeated game: of the strategies that it
        names), even if families on lower-dimensional sets may be missing: then this is True although `complete` is
        not.
    options
        What `solve` was asked for beside the concept: `method`, where one was named, and what it takes.
    scope
        Which equilibria were looked for: "" for all, or "away from ties" for those that need no tie between parameters.
    refinements
        The refinements applied, in order.
    time_limit
        The limit of time for solving, in seconds; None: there was none.
    unchecked
        Which of the equilibria could not be checked in full by code that did not find them, and why; "" where all were.
    when_indifferent
        What is done by those who are indifferent, where the game says so: it is part of the concept.
    valueless
        Which formula of the game has no value, and where within the ranges; all that is said is about the rest. "":
        every formula has a value everywhere.
    grid
        How many types or values stand for each interval where a finite game was solved in the place of the one given; 0
        where none was.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("beer-quiche").base_case())
    >>> print(dt.refine(found, "D1").promise)
    Perfect Bayesian equilibria by enumeration of assessments, refined by D1; exact; complete.
    """

    concept: str
    method: str
    exact: bool = True
    complete: bool = True
    why: str = ""
    complete_off_ties: bool = True
    options: Mapping[str, Any] = field(default_factory=FrozenDict)
    scope: str = ""
    refinements: tuple[str, ...] = ()
    time_limit: float | None = DEFAULT_SECONDS
    unchecked: str = ""
    when_indifferent: tuple[str, ...] = ()
    valueless: str = ""
    grid: int = 0

    @property
    def what(self) -> str:
        """What was looked for: "Nash equilibria", "best commitments of US"."""
        leader = self.options.get("leader")
        return _plural(self.concept) + (f" of {leader}" if leader else "")

    @property
    def sense(self) -> str:
        """What counted as an equilibrium, as a sentence: "Perfect Bayesian equilibria, refined by D1."."""
        return f"{self._told()}."

    def _told(self, method: str = "") -> str:
        what = f"{self.what[:1].upper()}{self.what[1:]} {self.scope}".rstrip()
        refined = f", {refined_by(self.refinements)}" if self.refinements else ""
        rules = f", when indifferent {'; '.join(self.when_indifferent)}" if self.when_indifferent else ""
        return f"{what}{method}{refined}{rules}"

    @property
    def note(self) -> str:
        """What stands below a picture: what counted as an equilibrium, and what may be missing."""
        return f"{self.sense} {self.caveat}".strip()

    @property
    def away_from_ties(self) -> Promise:
        """What is promised of the equilibria that need no tie between parameters."""
        why = "" if self.complete_off_ties else self.why
        return replace(self, complete=self.complete_off_ties, why=why, scope=AWAY_FROM_TIES)

    @property
    def caveat(self) -> str:
        """Sentences on what may be missing and on what has no value; nothing where everything is there."""
        return _caveat("" if self.complete else missing(self.why), self.valueless)

    def of_grid(self, points: int) -> Promise:
        """What is promised of the game that a finite one was made of, by a grid."""
        why = f"with a grid of {points} this is another game, whose equilibria need not be near"
        whys = "; ".join(filter(None, [why, self.why]))
        return replace(self, exact=False, complete=False, why=whys, complete_off_ties=False, grid=points)

    def lacking(self, *reasons: str) -> Promise:
        """The same without completeness, for further reasons; unchanged where there are none."""
        if not reasons:
            return self
        why = "; ".join(dict.fromkeys([*([self.why] if self.why else []), *reasons]))
        return replace(self, complete=False, complete_off_ties=False, why=why)

    @staticmethod
    def together(promises: Iterable[Promise]) -> Promise:
        """What is promised of a result that rests on several solutions, of the same concept by the same method."""
        first, *others = promises
        return replace(
            first.lacking(*(p.why for p in others if not p.complete)),
            exact=all(p.exact for p in (first, *others)),
            unchecked="; ".join(dict.fromkeys(p.unchecked for p in (first, *others) if p.unchecked)),
            valueless="; ".join(dict.fromkeys(p.valueless for p in (first, *others) if p.valueless)),
        )

    def attributes(self) -> dict[str, str]:
        """As attributes of a table: text, which any file format keeps."""
        return {
            "sense": self.sense,
            "concept": self.concept,
            "method": self.method,
            "options": ", ".join(f"{name}={value}" for name, value in self.options.items()),
            "scope": self.scope,
            "refinements": ", ".join(self.refinements),
            "exact": "yes" if self.exact else "no",
            "complete": "yes" if self.complete else "no",
            "why": self.why,
            "unchecked": self.unchecked,
            "valueless": self.valueless,
            "when_indifferent": "; ".join(self.when_indifferent),
            "time_limit": "none" if self.time_limit is None else f"{self.time_limit:g}",
            "promise": str(self),
        }

    def __str__(self) -> str:
        complete = "complete" if self.complete else f"not complete: {self.why}"
        if self.valueless:
            complete += f"{' where every formula has a value' if self.complete else ''}; {self.valueless}"
        unchecked = f"; checked in part only: {self.unchecked}" if self.unchecked else ""
        told = self._told(f" by {self.method}")
        numbers = f"on a grid of {self.grid}" if self.grid else "exact" if self.exact else "in floats"
        return f"{told}; {numbers}; {complete}{unchecked}."


def missing(why: str) -> str:
    """The sentence that says that a result may not be all."""
    return f"Some equilibria may be missing: {why}."


def note_of(about: Mapping[str, Any]) -> str:
    """What stands below a picture of a table, from its attributes."""
    lacking = missing(about["why"]) if about.get("complete") == "no" else ""
    return f"{about.get('sense', '')} {_caveat(lacking, about.get('valueless', ''))}".strip()


def _plural(concept: str) -> str:
    """What is looked for; where nothing could be, "equilibria"."""
    return CONCEPTS[concept].plural if concept in CONCEPTS else concept


def _caveat(lacking: str, valueless: str) -> str:
    return f"{lacking} {f'Not counted: {valueless}.' if valueless else ''}".strip()


class Solution(Protocol):
    """Whatever `solve` returns: families of equilibria, or arrays of those of many or of very large games."""

    @property
    def promise(self) -> Promise:
        """What is promised of it."""


class Promised:
    """A result that holds a promise and answers for it. Two results are equal where all that they hold is."""

    promise: Promise

    def __eq__(self, other: object) -> bool:
        return same(self, other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.promise.concept, self.promise.method))

    def _repr_html_(self) -> str:
        """What notebooks show: the table, where there is one, its formulas typeset."""
        from deterrence.equilibria.html import result_html

        to_frame = getattr(self, "to_frame", None)
        return result_html(str(self), to_frame() if to_frame else None)

    @property
    def exact(self) -> bool:
        """Whether every value is a formula or an exact number."""
        return self.promise.exact

    @property
    def complete(self) -> bool:
        """Whether no equilibrium is missing, so that the answer certainly stands."""
        return self.promise.complete

    @property
    def why(self) -> str:
        """What may be missing, where that is not certain."""
        return self.promise.why
