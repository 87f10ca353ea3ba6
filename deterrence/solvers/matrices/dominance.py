"""Dominated moves of a matrix, where each is dominated, and what is left when they are eliminated.

A move is strictly dominated when some other move, or mixture of moves, does better whatever the others do; weakly, when
it does at least as well whatever they do and better against something. `dominated` lists:

* domination by another move, for all parameters, with the region in which it holds;
* where a player's payoffs are numbers, domination by a mixture as well, by an exact linear programme
  (`numeric/dominating_mixture.py`), unless another move dominates as strongly throughout;
* with letters, moves that some mixture dominates strictly at every value of the parameters. z3 decides it by the
  theorem that a move is strictly dominated if and only if it is a best response to no belief about the others' play
  (Pearce 1984, lemma 3); the mixture may differ from value to value, and is not given.

`eliminate` removes what is dominated for all values of the parameters, round by round, and records the order. For
strict domination the order makes no difference; for weak domination it may.

References
----------
Luce and Raiffa (1957), Games and Decisions, chapter 5.
Pearce (1984), Rationalizable strategic behavior and the problem of perfection, Econometrica 52.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import (
    DEFAULT_SECONDS,
    Deadline,
    OutOfTime,
    check_time,
    limit_time,
    seconds_of,
)
from deterrence.equilibria.profiles import distinct
from deterrence.formats.formula_places import placing

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm
    from deterrence.games.matrix import Matrix


@dataclass(frozen=True)
class Dominated:
    """A move, what dominates it, and where.

    Attributes
    ----------
    player, move
        What is dominated.
    by
        The moves that dominate it, each with its weight: one move, or a mixture; empty where the mixture depends on the
        parameters.
    strict
        Strictly or weakly.
    exists
        Where in parameter space.
    """

    player: str
    move: str
    by: Mapping[str, Fraction]
    strict: bool
    exists: Region

    def __str__(self) -> str:
        if not self.by:
            what = "a mixture of its other moves"
        else:
            what = " + ".join(name if p == 1 else f"{p} {name}" for name, p in self.by.items())
        where = f" where {self.exists}" if self.exists.background.ring.names else ""
        return f"{self.player}: {self.move} is {'strictly' if self.strict else 'weakly'} dominated by {what}{where}"

    __repr__ = __str__


@dataclass(frozen=True)
class Elimination:
    """What iterated elimination leaves, and the order in which moves went.

    Attributes
    ----------
    game
        The game that is left, without the claims of the original.
    rounds
        What was eliminated in each round.
    complete, why
        Whether nothing else is dominated; if not, why that is not known.
    """

    game: Matrix
    rounds: tuple[tuple[Dominated, ...], ...]
    complete: bool = True
    why: str = ""

    def __str__(self) -> str:
        lines = [f"round {n}: {step}" for n, steps in enumerate(self.rounds, start=1) for step in steps]
        left = "; ".join(f"{player}: {', '.join(moves)}" for player, moves in self.game.moves.items())
        if not self.complete:
            lines.append(f"more may be dominated: {self.why}")
        return "\n".join([*(lines or ["nothing is dominated throughout"]), f"left are {left}"])

    __repr__ = __str__


@placing
def dominated(game: Matrix, *, time_limit: float | None = DEFAULT_SECONDS) -> tuple[Dominated, ...]:
    """The dominated moves of a game and where they are dominated; strict domination before weak.

    Weak domination is left out where the same move dominates strictly on the whole of the region.

    Raises
    ------
    TimeoutError
        When the list is not finished within the time limit, in seconds (None: no limit).

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> dilemma = Matrix(["A", "B"], {"A": ["Quiet", "Tell"], "B": ["Quiet", "Tell"]},
    ...     {("Quiet", "Quiet"): (-1, -1), ("Quiet", "Tell"): ("-t", 0),
    ...      ("Tell", "Quiet"): (0, "-t"), ("Tell", "Tell"): (-2, -2)}, parameters=["t"])
    >>> for found in dominated(dilemma):
    ...     print(found)
    A: Quiet is strictly dominated by Tell where t > 2
    A: Quiet is weakly dominated by Tell where t >= 2
    B: Quiet is strictly dominated by Tell where t > 2
    B: Quiet is weakly dominated by Tell where t >= 2
    """
    form, background, first = _parts(game)
    everything = [range(len(moves)) for moves in form.moves]
    with limit_time(time_limit) as deadline:
        try:
            return tuple(_of_all(form, everything, background, first))
        except OutOfTime:
            raise TimeoutError(deadline.why) from None


@placing
def eliminate(game: Matrix, *, weakly: bool = False, time_limit: float | None = DEFAULT_SECONDS) -> Elimination:
    """Remove, round after round, every move dominated for all values of the parameters.

    Parameters
    ----------
    game
        A matrix.
    weakly
        Remove weakly dominated moves too. What is left may then depend on the order; here all that are dominated at
        the beginning of a round go at once.
    time_limit
        Seconds after which to stop with the rounds that are done, `complete=False`. None: no limit.

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> game = Matrix.from_arrays([[1, 1], [0, 0]], [[1, 0], [0, 1]])
    >>> eliminate(game)
    round 1: Row: 2 is strictly dominated by 1
    round 2: Column: 2 is strictly dominated by 1
    left are Row: 1; Column: 1
    """
    form, background, first = _parts(game)
    left = [list(range(len(moves))) for moves in form.moves]
    rounds: list[tuple[Dominated, ...]] = []
    deadline = Deadline(seconds_of(time_limit))
    while True:
        try:
            with limit_time(deadline.left):
                everything = list(_of_all(form, left, background, first))
                found = [d for d in everything if (d.strict or weakly) and _throughout(d, background)]
        except OutOfTime:
            return Elimination(_restricted(game, form, left), tuple(rounds), False, deadline.why)
        going = {(d.player, d.move): d for d in reversed(found)}
        if not going:
            return Elimination(_restricted(game, form, left), tuple(rounds))
        for player, moves in enumerate(left):
            kept = [m for m in moves if (form.players[player], form.moves[player][m]) not in going]
            left[player] = kept
        rounds.append(tuple(reversed(going.values())))


def _parts(game: Matrix) -> tuple[MatrixForm, Background, tuple[str, ...]]:
    from deterrence.games.background import background
    from deterrence.games.matrix import Matrix, matrix_form

    if not isinstance(game, Matrix):
        raise ValueError(f"dominance is a question about a matrix; this game is a {type(game).__name__.lower()}")
    return matrix_form(game), background(game), game.focus


def _restricted(game: Matrix, form: MatrixForm, left: Sequence[Sequence[int]]) -> Matrix:
    from deterrence.games.matrix import Matrix

    moves = {
        player: [names[m] for m in kept] for player, names, kept in zip(form.players, form.moves, left, strict=True)
    }
    payoffs = {profile: game.payoffs[profile] for profile in product(*moves.values())}
    return Matrix(
        game.players,
        moves,
        payoffs,
        parameters=game.parameters,
        assumptions=game.assumptions,
        definitions=game.definitions,
        title=game.title,
        summary=game.summary,
        sources=game.sources,
        notes=game.notes,
    )


def _of_all(
    form: MatrixForm, left: Sequence[Sequence[int]], background: Background, first: tuple[str, ...]
) -> Iterator[Dominated]:
    """All dominations among the moves that are left."""
    for player, moves in enumerate(left):
        others = [list(m) if p != player else [0] for p, m in enumerate(left)]
        cells = list(product(*others))
        table = {m: [form.payoffs[player][*c[:player], m, *c[player + 1 :]] for c in cells] for m in moves}
        for move in moves:
            found = _of_move(form, player, move, table, background, first)
            yield from sorted(found, key=lambda d: not d.strict)


Table = Mapping[int, Sequence[RationalFunction]]  # a player's payoffs: own move, then the cells of the others


def _of_move(
    form: MatrixForm, player: int, move: int, table: Table, background: Background, first: tuple[str, ...]
) -> Iterator[Dominated]:
    """What dominates a move: other moves, and a mixture where no other move does so as strongly everywhere."""
    names = form.moves[player]
    throughout = set[bool]()  # whether strictly, of the dominations that hold for all values of the parameters
    for strict in (True, False):
        for other in table:
            if other == move:
                continue
            check_time()
            differences = [a - b for a, b in zip(table[other], table[move], strict=True)]
            conditions = _better(differences, strict)
            if possible(conditions, background).possible is False:
                continue
            if not strict and _same_region(differences, background):
                continue
            by = {names[other]: Fraction(1)}
            found = Dominated(form.players[player], names[move], by, strict, Region(conditions, background, first))
            if _throughout(found, background):
                throughout.add(strict)
            yield found
    if len(table) > 2 and True not in throughout:
        mixture = _mixture(table, move, weakly=not throughout, background=background)
        if mixture is not None:
            weights, strict = mixture
            by = {names[m]: p for m, p in weights.items() if p}
            yield Dominated(form.players[player], names[move], by, strict, Region((), background, first))


def _better(differences: Sequence[RationalFunction], strict: bool) -> tuple[Condition, ...]:
    if strict:
        return distinct(condition(d, ">") for d in differences)
    total = sum(differences[1:], differences[0])
    return distinct((*(condition(d, ">=") for d in differences), condition(total, ">")))


def _same_region(differences: Sequence[RationalFunction], background: Background) -> bool:
    """Whether weak domination is strict wherever it holds."""
    weak = _better(differences, strict=False)
    return all(implies(weak, c, background) for c in _better(differences, strict=True))


def _throughout(found: Dominated, background: Background) -> bool:
    check_time()
    return all(implies((), c, background) for c in found.exists.raw)


def _mixture(
    table: Table, move: int, weakly: bool, background: Background
) -> tuple[Mapping[int, Fraction], bool] | None:
    """Weights on other moves that dominate a move for all values of the parameters, and whether they do so strictly.

    No weights where they depend on the parameters. Weak domination is looked for on request, in numbers alone.
    """
    if not all(value.is_constant for row in table.values() for value in row):
        return ({}, True) if _is_never_best(table, move, background) else None
    from deterrence.solvers.numeric.dominating_mixture import strictly_dominating, weakly_dominating

    others = [m for m in table if m != move]
    gains = [[(a - b).as_fraction() for a, b in zip(table[m], table[move], strict=True)] for m in others]
    if (weights := strictly_dominating(gains)) is not None:
        return dict(zip(others, weights, strict=True)), True
    if weakly and (weights := weakly_dominating(gains)) is not None:
        return dict(zip(others, weights, strict=True)), False
    return None


def _is_never_best(table: Table, move: int, background: Background) -> bool:
    """Whether no belief about the others makes a move a best response, for any value of the parameters."""
    cells = len(table[move])
    beliefs = [f"~{cell}" for cell in range(cells)]
    home = ring((*background.ring.names, *beliefs))
    letters = [home.letter(name) for name in beliefs]
    conditions = [condition(letter, ">=") for letter in letters]
    conditions.append(condition(sum(letters[1:], letters[0]) - 1, "=="))
    for other in table:
        if other != move:
            gain = home.zero
            for letter, own, its in zip(letters, table[move], table[other], strict=True):
                gain = gain + letter * (own - its).into(home)
            conditions.append(condition(gain, ">="))
    return possible(conditions, background).possible is False
