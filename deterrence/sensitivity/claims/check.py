"""Is each claim of a model true? Proved for all values of its parameters, or refuted by an example one can type in.

* *proved*: no values of the parameters, within the ranges and the assumptions, make the claim false (read away from
  ties between parameters and from the ends of ranges, see `claim_proof.py`);
* *held*: no proof was found, nor a counterexample at so many random points, each computed exactly;
* *refuted*: false at the values given, where the game of numbers was solved anew to make sure;
* *unknown*: none of these.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.find_point import Point, points_on, random_points
from deterrence.algebra.conditions.questions import part
from deterrence.algebra.formulas.language import FormulaError, given_values, whole_number
from deterrence.algebra.time_limit.deadline import Deadline, is_over
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.rows import Rows
from deterrence.equilibria.tables import text_table, wrapped
from deterrence.formats.formula_places import at_place
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.concepts import Sense
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.claims.claims_at_points import Judgement, judged, sampled, sampled_by_solving
from deterrence.sensitivity.claims.conclusion import UnsettledError
from deterrence.sensitivity.claims.counterexamples import EVERY, Proof, Reading

if TYPE_CHECKING:
    import pandas as pd

PROVED: Final = "proved"
HELD: Final = "held"
REFUTED: Final = "refuted"
AS_EXPECTED: Final = "refuted as expected"
UNKNOWN: Final = "unknown"

SOLVED_POINTS: Final = 25
LATE: Final = "not looked at"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Row:
    """What became of one claim.

    Attributes
    ----------
    claim
        The claim.
    verdict
        "proved", "held", "refuted", "refuted as expected" or "unknown".
    points
        With "held", at how many points.
    counterexample
        With "refuted", values of all parameters, as `deterrence solve MODEL --set` takes them.
    by
        The equilibrium there that the claim is false of, or what else breaks it.
    note
        What else is to be said, such as that the condition is never met.
    sense
        What counted as an equilibrium: "Sequential equilibria away from ties.".
    seconds
        How long it took.
    """

    claim: Claim
    verdict: str
    points: int | None = None
    counterexample: str | None = None
    by: str = ""
    note: str = ""
    sense: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def refutation(self) -> str:
        """Where and by what the claim is false; "" if it is not refuted."""
        if self.counterexample is None:
            return ""
        place = f" at {self.counterexample}" if self.counterexample else ""
        return f"false{place}" + (f": {self.by}" if self.by else "")

    @property
    def is_as_expected(self) -> bool:
        """Whether the verdict is what the model's author expects."""
        if self.claim.expected == REFUTED:
            return self.verdict == AS_EXPECTED
        return self.verdict in (PROVED, HELD)


@dataclass(frozen=True, eq=False)
class Checks(Promised, Rows[Row]):
    """What became of the claims of a model, one row each.

    Attributes
    ----------
    game
        The model.
    rows
        One a claim.
    promise
        What is promised of the equilibria that the claims were held against.

    Examples
    --------
    >>> import deterrence as dt
    >>> checks = dt.check(dt.load("nll-probe"))
    >>> checks[0].claim.says, checks[0].verdict
    ('Seoul answers a probe exactly when commitment is above c_R; below it, absorbing is the better choice.', 'proved')
    """

    game: Model
    rows: tuple[Row, ...]
    promise: Promise

    @property
    def refuted(self) -> tuple[Row, ...]:
        """The claims that are false though the model's author does not say so."""
        return tuple(row for row in self.rows if row.verdict == REFUTED)

    def to_rows(self) -> list[dict[str, Any]]:
        """Plain dictionaries: model, claim, verdict, and counterexample, equilibrium, points, note, sense if known."""
        rows = []
        for row in self.rows:
            found: dict[str, Any] = {"model": self.game.name, "claim": row.claim.says, "verdict": row.verdict}
            extras = {
                "counterexample": row.counterexample,
                "equilibrium": row.by or None,
                "points": row.points,
                "note": row.note or None,
                "sense": row.sense or None,
            }
            found |= {key: value for key, value in extras.items() if value is not None}
            rows.append(found | {"seconds": round(row.seconds, 3)})
        return rows

    def to_frame(self) -> pd.DataFrame:
        """One row a claim."""
        import pandas as pd

        columns = ["model", "claim", "verdict", "counterexample", "equilibrium", "points", "note", "sense", "seconds"]
        return pd.DataFrame(self.to_rows(), columns=columns)

    def __str__(self) -> str:
        rows: list[tuple[str, str]] = []
        for row in self.rows:
            verdict = f"{HELD} at {row.points} points" if row.verdict == HELD else row.verdict
            details = [row.claim.says]
            details += [text for text in (row.refutation, row.note) if text]
            if row.claim.sense.is_said and row.sense:
                details.append(row.sense)
            lines = [line for detail in details for line in wrapped(detail)]
            rows += [(verdict if i == 0 else "", line) for i, line in enumerate(lines)]
        title = self.game.title or self.game.name or "the game"
        told = [text_table(["verdict", "claim"], rows), str(self.promise)] if rows else []
        return "\n\n".join([f"{title}: {len(self.rows)} claims", *told])

    __repr__ = __str__


@question
def check(
    game: Asked,
    /,
    claims: Sequence[Claim] | None = None,
    *,
    points: int = 200,
    progress: Progress | None = None,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Checks:
    """Hold a model to its claims.

    Parameters
    ----------
    game
        The model, or equilibria that `solve` found for it: claims are then about these and, at numbers, about what is
        found there in the same way. A claim that names a concept or refinements is about the equilibria that it names.
    claims
        Other claims than the model's own.
    points
        At how many random points to try a claim that can be neither proved nor refuted.
    progress
        Called before each claim with how many are done, how many there are, and what it says.
    at, **letters
        Values for letters to fix, as a mapping or as keywords; claims are checked for all values of the others.
    time_limit
        Seconds after which to answer with what was found by then: claims that were not reached are "unknown". None: no
        limit. By default 300 for a game, for equilibria the limit they were found with.

    Returns
    -------
    Checks
        A table with one row a claim.

    Examples
    --------
    >>> import deterrence as dt
    >>> chance = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": [0]}, parameters=[dt.Parameter("x")])
    >>> always = dt.Claim("A goes.", {"A": "Go"})
    >>> sometimes = dt.Claim("A goes where that pays.", {"A": "Go"}, when="x > 0", holds="exactly when")
    >>> [(row.verdict, row.counterexample) for row in dt.check(chance, [always, sometimes])]
    [('refuted', 'x=-7'), ('proved', None)]
    """
    problem = Problem.of(game).at(given_values(at, letters))
    points = whole_number("points", points, 1)
    wanted = tuple(problem.game.claims if claims is None else claims)
    proofs = _Proofs(problem)
    rows = tuple(_rows(proofs, wanted, points, progress))
    late = sum(row.note.startswith(LATE) for row in rows)
    promise = proofs.promise if rows else Promise("equilibria", "no search")
    promise = promise.lacking(*((f"{late} of {len(rows)} claims {LATE}", Deadline().why) if late else ()))
    return Checks(problem.game, rows, promise)


@dataclass(frozen=True, eq=False)
class _Proofs:
    """The search for counterexamples, for each of the senses in which claims speak of equilibria."""

    problem: Problem
    made: dict[Sense, Proof] = field(default_factory=dict)

    def of(self, claim: Claim) -> Proof:
        """The search among the equilibria that a claim is about."""
        problem = self.problem.within(claim.sense)
        if problem.sense not in self.made:
            self.made[problem.sense] = Proof(problem)
            if claim.sense.is_said:
                self._check(claim)
        return self.made[problem.sense]

    def _check(self, claim: Claim) -> None:
        """Tell the place in the model's file of a concept or a refinement that does not fit the game."""
        game = self.problem.game
        try:
            self.made[self.problem.within(claim.sense).sense].families  # noqa: B018
        except FormulaError:  # the game cannot be solved in letters, which is told with each claim
            return
        except ValueError as mistake:
            if claim not in game.claims:
                raise
            key = "refine" if claim.sense.refine else "concept"
            raise at_place(game, ("claims", game.claims.index(claim), key), str(mistake)) from None

    @property
    def promise(self) -> Promise:
        """What is promised of the equilibria of the model, and of what claims name beside these."""
        first, *others = map(_promise, self.made.values() or [Proof(self.problem)])
        lacking = (f"of the {p.what}, {p.why}" for p in others if not p.complete)
        return first.lacking(*lacking)


def _promise(proof: Proof) -> Promise:
    try:
        return proof.families.promise
    except FormulaError as reason:
        return Promise("equilibria", "solving games of numbers at random points").lacking(str(reason))


def _rows(proofs: _Proofs, claims: Sequence[Claim], points: int, progress: Progress | None) -> Iterator[Row]:
    for done, claim in enumerate(claims):
        if progress is not None:
            progress(done, len(claims), claim.says)
        if is_over():
            yield Row(claim, UNKNOWN, note=f"{LATE}: {Deadline().why}")
            continue
        started = time.monotonic()
        proof = proofs.of(claim)
        with part(claim.says):
            verdict = _Trial(proof, Reading(proof.game, claim, proof.whole), points).verdict()
        yield Row(claim, *verdict, sense=_promise(proof).sense, seconds=time.monotonic() - started)


@dataclass(frozen=True, eq=False)
class _Trial:
    """One claim on trial."""

    proof: Proof
    reading: Reading
    points: int

    def verdict(self) -> tuple[str, int | None, str | None, str, str]:
        try:
            return self._by_proof()
        except (FormulaError, UnsettledError) as reason:
            return self._by_solving(str(reason))

    def _by_proof(self) -> tuple[str, int | None, str | None, str, str]:
        """By the families: for all values at once, else at sampled points."""
        doubts: list[str] = []
        for candidate in self.proof.candidates(self.reading):
            if is_over():
                doubts.append(f"the proof was not finished: {Deadline().why}")
                break
            if candidate.point is None:
                doubts.append("the proof was not finished")
                continue
            judgement = judged(self.proof.problem, self.reading, candidate.point)
            if judgement.broken:
                return self._refuted(candidate.point, judgement)
            where = typed(candidate.point)
            doubts.append(
                f"the formulas say that it is false at {where}; solved there, it is not"
                if candidate.sure
                else f"the proof was not finished: it was left open what happens about {where}"
            )
        found = self.proof.families
        # Of equilibria that were not found it is not known whether the conclusion is true.
        about_all = self.reading.claim.in_ == EVERY or self.reading.is_exact or bool(self.reading.counts)
        if not found.complete and about_all:
            return self._by_solving(f"not all equilibria may have been found: {found.why}")
        if not doubts:
            return PROVED, None, None, "", self._emptiness() or self.proof.game.considered
        if self.reading.counts or found.spans or any(case.tied for case in self.reading.when):
            return self._by_solving(doubts[0])  # these families are not all equilibria
        seen = sampled(self.reading, found, random_points(self.proof.inside.background, self.points))
        if seen.against is not None:
            judgement = judged(self.proof.problem, self.reading, seen.against)
            if judgement.broken:
                return self._refuted(seen.against, judgement)
            return UNKNOWN, None, None, "", doubts[0]
        return (HELD if seen.points else UNKNOWN), seen.points, None, "", doubts[0]

    def _by_solving(self, reason: str) -> tuple[str, int | None, str | None, str, str]:
        """By solving games of numbers at sampled points."""
        count = min(self.points, SOLVED_POINTS)
        drawn = random_points(self.proof.whole.background, count)
        try:
            for case in self.reading.when:
                if case.tied:
                    drawn += points_on(case.clauses, self.proof.whole.background, count)
            seen = sampled_by_solving(self.proof.problem, self.reading, drawn)
            if seen.against is not None:
                return self._refuted(seen.against, judged(self.proof.problem, self.reading, seen.against))
        except (FormulaError, UnsettledError) as fault:
            return UNKNOWN, None, None, "", str(fault)
        return (HELD if seen.points else UNKNOWN), seen.points, None, "", reason

    def _refuted(self, point: Point, judgement: Judgement) -> tuple[str, int | None, str | None, str, str]:
        expected = self.reading.claim.expected == REFUTED
        return AS_EXPECTED if expected else REFUTED, None, typed(point), judgement.by, ""

    def _emptiness(self) -> str:
        if self.proof.is_empty(self.reading):
            return "vacuous: no values of the parameters meet its condition"
        if not self.reading.counts and self.reading.claim.in_ == EVERY and self.proof.is_deserted(self.reading):
            return "vacuous: no equilibrium exists where its condition is met"
        return ""


def typed(point: Point) -> str:
    """A point as `--set` takes it: `c=3/10 k=2`."""
    return " ".join(f"{name}={value}" for name, value in point.items())
