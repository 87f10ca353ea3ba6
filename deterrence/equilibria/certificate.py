"""Why families are equilibria and, of a matrix, why there are no others: certificates that others can check.

1. *Families.* What a player loses by another move, at an information set or in a matrix, is a formula in the letters.
   That it is negative and the family's conditions hold is refuted: nobody gains by a deviation.
2. *Supports* of a matrix. An equilibrium uses some moves of each player: its support. For every support of no family
   the conditions for an equilibrium with it, in the letters and in unknown probabilities, are refuted: there is no
   other.

docs/reference/certificates.md tells what is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, product
from math import prod
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.algebra.certificates.coq import coq_text
from deterrence.algebra.certificates.written import FORMAT, Written, by_line
from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.questions import Question
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.algebra.values.value import Value
from deterrence.equilibria.matrix_regret import expected, move_values
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.profiles import distinct
from deterrence.equilibria.proofs import Proofs
from deterrence.equilibria.tree_regret import Play
from deterrence.games.background import background
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.parts.concepts import CONCEPTS, Rationality

if TYPE_CHECKING:
    from deterrence.equilibria.equilibria import Equilibria, Equilibrium

MOST_SUPPORTS: Final = 3000
VARIES: Final = "beliefs there are not single formulas"
ROOTS: Final = "probabilities are no quotients of polynomials"


class _Formulas(Arithmetic):
    """Formulas in some letters, compared by their form."""

    def __init__(self, home: Ring) -> None:
        self.home = home

    def value(self, given: Value) -> RationalFunction:
        """The formula, in these letters."""
        assert given.rational is not None
        return given.rational.into(self.home)

    def sign(self, number: Any) -> int:
        """Whether a formula is zero for all values of the letters (0) or not (1)."""
        return int(not (self.home.zero + number).is_zero)


@dataclass(frozen=True)
class Deviation:
    """Another move of an agent at an information set, and what it loses.

    Attributes
    ----------
    family
        The number of the family.
    agent, information, move
        Who deviates, where and how.
    loses
        What that loses, weighted by how likely the information set is; None where `why` says why it is not written.
    question
        That it loses less than nothing, which is impossible; None where the formula says so by its form.
    why
        Why there is no formula.
    """

    family: int
    agent: str
    information: str
    move: str
    loses: RationalFunction | None
    question: Question | None = None
    why: str = ""


@dataclass(frozen=True)
class Support:
    """Moves that an equilibrium of a matrix might use.

    Attributes
    ----------
    moves
        For each player.
    families
        The numbers of the equilibria with this support; of a set that may be mixed, those that span it.
    question
        That there is one, which is impossible; None where there are some.
    """

    moves: tuple[tuple[str, ...], ...]
    families: tuple[int, ...]
    question: Question | None = None


@dataclass(frozen=True, eq=False)
class Certificate:
    """Why the families found are equilibria and, of a matrix of which all were found, why there are no others.

    Attributes
    ----------
    found
        The equilibria.
    deviations
        For every family what each deviation loses.
    supports
        The supports of a matrix; empty where they are not listed, and `unlisted` says why.
    unlisted
        Why the supports are not listed.
    """

    found: Equilibria
    deviations: tuple[Deviation, ...]
    supports: tuple[Support, ...]
    unlisted: str = ""

    @cached_property
    def proofs(self) -> Proofs:
        """What must be impossible, with its refutations."""
        asked = [*(row.question for row in self.deviations), *(row.question for row in self.supports)]
        return Proofs(self.found.game, tuple(dict.fromkeys(q for q in asked if q is not None)))

    @property
    def is_whole(self) -> bool:
        """Whether everything has a refutation and supports are listed."""
        written = all(not row.why for row in self.deviations) and not self.unlisted
        return written and len(self.proofs.refutations) == len(self.proofs.questions)

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON."""
        written = Written(frozenset(self.found.game.parameters))
        place = {question: n for n, question in enumerate(self.proofs.questions)}

        def number(question: Question | None) -> int | None:
            return None if question is None else place[question]

        return {
            "format": FORMAT,
            "model": self.found.game.name,
            "promise": str(self.found.promise),
            "families": [
                {"name": family.name, "conditions": [written.condition(c) for c in family.exists.raw]}
                for family in self.found
            ],
            "deviations": [
                {
                    "family": family,
                    "agent": agent,
                    "information": information,
                    "moves": {
                        row.move: [None if row.loses is None else str(row.loses), number(row.question)] for row in rows
                    },
                    "why": rows[0].why,
                }
                for (family, agent, information), rows in self._places.items()
            ],
            "supports": [
                {"moves": row.moves, "families": row.families, "question": number(row.question)}
                for row in self.supports
            ],
            "unlisted": self.unlisted,
            "search": [],
            "claims": [],
            **self.proofs.to_dict(written),
        }

    @property
    def _places(self) -> dict[tuple[int, str, str], list[Deviation]]:
        """The deviations of each family at each information set."""
        found: dict[tuple[int, str, str], list[Deviation]] = {}
        for row in self.deviations:
            found.setdefault((row.family, row.agent, row.information), []).append(row)
        return found

    def to_json(self) -> str:
        """The same as text, an information set, support, question or refutation a line."""
        return by_line(self.to_dict())

    def to_coq(self) -> str:
        """The refutations as theorems for Coq 8.16."""
        return coq_text(self.to_dict())

    def __str__(self) -> str:
        done, asked = len(self.proofs.refutations), len(self.proofs.questions)
        lines = [f"{len(self.deviations)} deviations from {len(self.found)} families"]
        lines += [f"{len(self.supports)} supports" if not self.unlisted else f"no supports: {self.unlisted}"]
        left = Counter(row.why for row in self.deviations if row.why)
        lines += [f"{count} deviations without a formula: {why}" for why, count in left.items()]
        return "\n".join([*lines, f"{done} of {asked} things that must be impossible have a refutation"])

    __repr__ = __str__


def certificate(found: Equilibria, time_limit: float | None) -> Certificate:
    """The certificate of equilibria: see `Equilibria.certificate`."""
    with limit_time(time_limit):
        written = _certificate(found)
        _ = written.proofs.refutations
    return written


def _certificate(found: Equilibria) -> Certificate:
    form = found.game.form()
    if not isinstance(form, MatrixForm | TreeForm):
        raise ValueError("certificates are written for matrices and trees of finitely many moves and types")
    if CONCEPTS[found.concept].rationality is Rationality.AFTER_COMMITMENT:
        raise ValueError(f"certificates are written for equilibria, and these are {found.promise.what}")
    deviations = tuple(chain.from_iterable(_deviations(form, *numbered) for numbered in enumerate(found)))
    unlisted = _why_unlisted(found, form)
    supports = tuple(_supports(found, form)) if isinstance(form, MatrixForm) and not unlisted else ()
    return Certificate(found, deviations, supports, unlisted)


def _why_unlisted(found: Equilibria, form: Form) -> str:
    if not isinstance(form, MatrixForm):
        return "they are listed for matrices"
    if found.concept != "nash" or found.struck or found.refinement:
        return f"they are listed for all Nash equilibria, and these are {found.promise.what}"
    if not found.promise.complete:
        return "not all equilibria were found"
    if (many := prod(2 ** len(moves) - 1 for moves in form.moves)) > MOST_SUPPORTS:
        return f"there are {many}"
    return ""


# --- families -------------------------------------------------------------------------------------------------------


def _deviations(form: MatrixForm | TreeForm, number: int, family: Equilibrium) -> Iterator[Deviation]:
    for place, losing in zip(form.layout.places, _losses(form, family), strict=True):
        for index, move in enumerate(place.moves):
            at = (number, place.agent, place.name, move)
            if isinstance(losing, str):
                yield Deviation(*at, None, why=losing)
                continue
            loses: RationalFunction = form.ring.zero + losing[index]
            gains = condition(loses, "<")
            asked = distinct((*family.exists.raw, gains))
            yield Deviation(*at, loses, None if gains.is_false else _question(asked, family))


def _question(conditions: Sequence[Condition], family: Equilibrium) -> Question:
    return Question(tuple(conditions), (), tuple(family.exists.background.all_clauses))


Losses: TypeAlias = Iterator[list[Any] | str]  # at each place what each move loses, or why that is not known


def _losses(form: MatrixForm | TreeForm, family: Equilibrium) -> Losses:
    if any(p.rational is None for row in family.strategies for p in row):
        return iter([ROOTS] * len(family.strategies))
    numbers = _Formulas(form.ring)
    rows = [[numbers.value(p) for p in row] for row in family.strategies]
    return _in_matrix(form, rows, numbers) if isinstance(form, MatrixForm) else _in_tree(form, family, rows, numbers)


def _in_matrix(form: MatrixForm, rows: Sequence[Sequence[Any]], numbers: Arithmetic) -> Losses:
    for values, row in zip(move_values(form, rows, numbers), rows, strict=True):
        yield [expected(values, row) - value for value in values]


def _in_tree(form: TreeForm, family: Equilibrium, rows: Sequence[Sequence[Any]], numbers: Arithmetic) -> Losses:
    """At each information set; the nodes weigh as likely as the others make them or, if that is zero, as believed."""
    play = Play(form, rows, numbers)
    values = play.values()
    reach = [play.reach(without=player) for player in range(len(form.players))]
    for index, found in enumerate(form.information_sets):
        weights: Sequence[Any] = [reach[found.player][node] for node in found.nodes]
        if all(numbers.is_zero(w) for w in weights) and len(found.nodes) > 1:
            believed = family.belief_values.get(index, ())
            known = [b for b in believed if not isinstance(b, BeliefRange) and b.rational is not None]
            if len(known) < len(found.nodes):
                yield VARIES
                continue
            weights = [numbers.value(b) for b in known]
        weights = weights if len(found.nodes) > 1 else [1]
        now = [values[node][found.player] for node in found.nodes]
        yield [
            sum(
                (
                    w * (v - values[form.nodes[node].children[move]][found.player])
                    for w, v, node in zip(weights, now, found.nodes, strict=True)
                ),
                form.ring.zero,
            )
            for move in range(len(found.moves))
        ]


# --- supports -------------------------------------------------------------------------------------------------------


def _supports(found: Equilibria, form: MatrixForm) -> Iterator[Support]:
    granted = tuple(background(found.game).all_clauses)
    known = [frozenset(_used(family)) for family in found]
    sets = [[n for n, family in enumerate(found) if family in component] for component in found.components]
    for used in product(*(_subsets(len(moves)) for moves in form.moves)):
        moves = tuple(tuple(names[m] for m in own) for names, own in zip(form.moves, used, strict=True))
        wanted = frozenset((player, move) for player, own in enumerate(used) for move in own)
        numbers = [n for n, support in enumerate(known) if support == wanted]
        for members in sets:
            inside = [n for n in members if known[n] <= wanted]
            if len(inside) > 1 and frozenset(chain.from_iterable(known[n] for n in inside)) == wanted:
                numbers += inside
        if numbers:
            yield Support(moves, tuple(dict.fromkeys(numbers)))
        else:
            yield Support(moves, (), Question(_equilibrium_with(form, used), (), granted))


def _used(family: Equilibrium) -> Iterator[tuple[int, int]]:
    for player, row in enumerate(family.used):
        yield from ((player, move) for move, is_used in enumerate(row) if is_used)


def _subsets(count: int) -> list[tuple[int, ...]]:
    return [chosen for size in range(1, count + 1) for chosen in combinations(range(count), size)]


def _equilibrium_with(form: MatrixForm, used: Sequence[Sequence[int]]) -> tuple[Condition, ...]:
    """The conditions for an equilibrium with a support, in the letters and in unknown probabilities."""
    unknown = [f"~{player}.{move}" for player, own in enumerate(used) for move in own[:-1]]
    home = ring((*form.ring.names, *unknown))
    rows = []
    for player, own in enumerate(used):
        chances = [home.letter(f"~{player}.{move}") for move in own[:-1]]
        row = [home.zero] * len(form.moves[player])
        for move, chance in zip(own, [*chances, home.one - sum(chances, home.zero)], strict=True):
            row[move] = chance
        rows.append(row)
    wanted = [condition(rows[player][move], ">") for player, own in enumerate(used) for move in own]
    for values, own in zip(move_values(form, rows, _Formulas(home)), used, strict=True):
        for move, value in enumerate(values):
            wanted.append(condition(home.zero + values[own[0]] - value, "==" if move in own else ">="))
    return distinct(wanted)
