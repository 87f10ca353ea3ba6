"""What the power to commit is worth: the best commitment of a player against its best and its worst equilibrium.

The value of commitment is a formula on each region of parameter space, and so is what the best equilibrium pays, once
it is known where which equilibrium is the best (`largest.py`). Their difference is given by pieces.

References
----------
von Stengel and Zamir (2010), Leadership games with convex strategy sets, Games and Economic Behavior 69.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.interior import needs_equation
from deterrence.algebra.conditions.largest import Candidate, joined, where_largest
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.algebra.values.value import public_value
from deterrence.equilibria.equilibria import Equilibria
from deterrence.equilibria.leading import WEAK
from deterrence.equilibria.profiles import distinct, told_at_ties
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.games.background import background
from deterrence.games.model import Model
from deterrence.games.parts.concepts import CONCEPTS, Rationality, Sense
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import chosen
from deterrence.sensitivity.asking.by_pieces import ends_at
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question

if TYPE_CHECKING:
    import pandas as pd

ROOTS: Final = "an equilibrium pays a root of a polynomial, which is not compared"
BETWEEN: Final = "mixtures of equilibria may pay more or less than those that span them"


@dataclass(frozen=True, eq=False)
class Gain:
    """What committing is worth on a region.

    Attributes
    ----------
    committed, otherwise
        What the best commitment pays the leader, and what the equilibrium does, as the engine holds them.
    where
        The region.
    """

    committed: RationalFunction
    otherwise: RationalFunction
    where: Region

    @property
    def gain(self) -> RationalFunction:
        """The difference."""
        return self.committed - self.otherwise

    @property
    def value(self) -> Any:
        """The difference, as a number or a sympy expression."""
        return public_value(self.gain)


@dataclass(frozen=True, eq=False)
class CommitmentWorth(Promised):
    """What committing is worth to a player, by pieces.

    Attributes
    ----------
    game, leader
        The game, and the player who commits.
    against
        Of what equilibria the best and the worst are taken: "Nash equilibria".
    over_best, over_worst
        The gain over the leader's best and over its worst equilibrium; at a point any piece that holds there tells.
    promise
        What is promised of it.
    """

    game: Model
    leader: str
    against: str
    over_best: tuple[Gain, ...]
    over_worst: tuple[Gain, ...]
    promise: Promise

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> tuple[Any, Any]:
        """The gain over the best and over the worst equilibrium where every letter has a value.

        Raises
        ------
        ValueError
            When a letter has no value, a value lies outside its range or breaks an assumption, or no piece is known
            there.
        """
        return ends_at(
            self.game, (self.over_best, self.over_worst), lambda piece: piece.gain, (values, letters), "gain", self.why
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for each piece."""
        import pandas as pd

        rows = [
            (over, str(piece.gain), str(piece.committed), str(piece.otherwise), str(piece.where))
            for over, side in (("best", self.over_best), ("worst", self.over_worst))
            for piece in side
        ]
        return pd.DataFrame(rows, columns=["over", "gain", "commitment", "equilibrium", "where"])

    def __str__(self) -> str:
        title = self.game.title or self.game.name or "the game"
        lines = [f"{title}: what committing is worth to {self.leader}, against {self.against}", ""]
        for over, side in (("best", self.over_best), ("worst", self.over_worst)):
            rows = [(piece.gain, piece.committed, piece.otherwise, piece.where) for piece in side]
            heads = [f"over the {over}", "commitment pays", "equilibrium pays", "where"]
            kept = len(heads) if self.game.letters else len(heads) - 1
            lines += [text_table(heads[:kept], [row[:kept] for row in rows]), ""]
        return "\n".join([*lines, str(self.promise)])

    __repr__ = __str__


@question
def commitment_worth(
    game: Asked,
    /,
    leader: str,
    *,
    weak: bool = False,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> CommitmentWorth:
    """What it is worth to a player to commit to a mixture of its plans that the other side sees.

    Parameters
    ----------
    game
        A game of two players, or its equilibria, against which commitment is then held; for a game those of the
        concept that fits it.
    leader
        The player who commits.
    weak
        Whether ties are settled against the leader; see the concepts "commitment" and "weak-commitment".
    at, **letters
        Values for letters to fix, as a mapping or as keywords; the others stay letters.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    CommitmentWorth
        The gain over the best and over the worst equilibrium, each as formulas with their regions.

    Raises
    ------
    ValueError
        When the game is not one of two players, or the leader does not play.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.commitment_worth(dt.load("ambiguity"), "US")
    >>> [(str(piece.gain), str(piece.where)) for piece in found.over_best]
    [('v*(a*w + b*v + b*e)/((a + b)*(v + e - w))', 'always')]
    """
    problem = Problem.of(game).at(given_values(at, letters))
    model = problem.game
    name = chosen("player", leader, model.players)
    concept = WEAK if weak else "commitment"
    options = FrozenDict({"leader": name})
    committed = Problem(model, concept, options, time_limit=problem.time_limit).families
    found = _without_commitment(problem).families
    place = model.players.index(name)
    granted = background(model)
    reasons = list(_reasons(found, place))
    value = _pieces(committed, place)
    sides: list[tuple[Gain, ...]] = []
    for sign in (1, -1):
        try:
            ends = _ends(found, place, sign, granted)
            sides.append(_gains(value, ends, granted))
        except OutOfTime:
            reasons.append(Deadline().why)
            sides.append(())
    promise = committed.promise.lacking(*reasons)
    return CommitmentWorth(model, name, found.promise.what, sides[0], sides[1], promise)


def _without_commitment(problem: Problem) -> Problem:
    """What commitment is held against: equilibria of the kind asked about, unless that is commitment itself."""
    named = problem.concept
    if named is None or CONCEPTS[named].rationality is not Rationality.AFTER_COMMITMENT:
        return problem
    return Problem.asked(problem.game._with(sense=Sense()), time_limit=problem.time_limit)


def _reasons(found: Equilibria, place: int) -> Iterator[str]:
    """Why the best or the worst equilibrium may be another than those compared."""
    if not found.complete:
        yield f"of {found.promise.what}, {found.why}"
    if any(e.payoff_values[place].rational is None for e in found):
        yield ROOTS
    bilinear = not found.game.is_tree or found.method == "strategic form"
    if not bilinear and any(len({e.payoff_values[place] for e in c}) > 1 for c in found.components):
        yield BETWEEN


Piece: TypeAlias = tuple[RationalFunction, Conjunction]


def _pieces(found: Equilibria, place: int) -> list[Piece]:
    """What a player is paid, and where; alike ones once."""
    rows = ((e.payoff_values[place].rational, e.exists.raw) for e in found)
    return list(dict.fromkeys((paid, where) for paid, where in rows if paid is not None))


def _ends(found: Equilibria, place: int, sign: int, granted: Background) -> list[Piece]:
    """What the best (`sign` 1) or worst (-1) equilibrium pays, and where it is that."""
    paid = _pieces(found, place)
    candidates = [Candidate(sign * value, where) for value, where in paid]
    return [(paid[index][0], where) for index, where in where_largest(candidates, granted)]


def _gains(value: Sequence[Piece], ends: Sequence[Piece], granted: Background) -> tuple[Gain, ...]:
    """The differences, wide regions first, without pieces that others cover."""
    found: list[Gain] = []
    for committed, here in value:
        for otherwise, there in ends:
            where = distinct((*here, *there))
            if possible(where, granted).possible is not False:
                found.append(Gain(committed, otherwise, Region(told_at_ties(where, granted), granted)))
    found.sort(key=lambda piece: needs_equation(piece.where.raw))
    kept: list[Gain] = []
    for piece in found:
        if not _is_covered(piece, kept, granted):
            kept.append(piece)
    regions: dict[tuple[RationalFunction, RationalFunction], list[Conjunction]] = {}
    for piece in kept:
        regions.setdefault((piece.committed, piece.otherwise), []).append(piece.where.raw)
    return tuple(Gain(*paid, Region(where, granted)) for paid, parts in regions.items() for where in joined(parts))


def _is_covered(piece: Gain, kept: Sequence[Gain], granted: Background) -> bool:
    """Whether others, which cannot but agree with it, hold wherever a piece does."""
    outside = [tuple((c.negation,) for c in other.where.raw) for other in kept]
    if any(not clause for clause in outside):
        return True
    return bool(outside) and find(piece.where.raw, [*granted.all_clauses, *outside]).satisfiable is False
