"""Perfect and proper equilibria of matrices of numbers with three and more players: proved, refuted, or undecided.

An equilibrium is perfect if mistakes lead to it, as small as one likes, against which everything played is best
(Selten 1975); proper if, besides, a move that pays less than another is as much rarer as one likes (Myerson 1978).
With three players payoffs are products of mistakes, and nothing as short as for two is known. Of each equilibrium is
asked, until one answers:

1. Is it regular? Then it is proper (van Damme 1991, theorem 2.5.5): all moves that are best are played, and the
   equations by which those that are played pay the same have a derivative that is not singular.
2. Does somebody play what a mixture weakly dominates? Then it is not perfect.
3. Do explicit mistakes lead to it? Unused moves are made with probability c*e**k, whole powers k, one or few numbers c;
   where the derivative is not singular, the moves that are played adapt as power series in e.
4. Is there no profile of mistakes near it? Within a small distance, polynomial inequalities, by z3.

Guarantee: what is kept without a note is perfect or proper, and what is struck is not. What none of the four decides is
kept with a note, and the result is not complete, as where equilibria form sets of mixtures, of which only the listed
ones are asked. Exact; equilibria that mix by roots of polynomials are decided by the first question or not at all.

References
----------
Myerson (1978), Refinements of the Nash equilibrium concept, International Journal of Game Theory 7.
Selten (1975), Reexamination of the perfectness concept for equilibrium points in extensive games, International Journal
    of Game Theory 4.
van Damme (1991), Stability and Perfection of Nash Equilibria, 2nd edition, Springer, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Final, TypeAlias

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.time_limit.deadline import OutOfTime, check_time, limit_time
from deterrence.algebra.values.value import approximation
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.games.forms.forms import MatrixForm
from deterrence.solvers.matrices.perfect import PERFECT

NEAR: Final = Fraction(1, 10**9)  # of what is only known to within much less
DISTANCES: Final = (Fraction(1, 100), Fraction(1, 10**4))
MOST_TRIED: Final = 600
STEPS: Final = 300_000

Series: TypeAlias = list[Fraction]  # coefficients of powers of e
Weights: TypeAlias = list[list[Series]]  # by player and move; those of a player need not sum to one


def among_many(found: Equilibria, form: MatrixForm, criterion: str, time_limit: float | None) -> Equilibria:
    """The equilibria of a matrix of numbers that are perfect or proper, or for which that is undecided."""
    left: dict[Equilibrium, Equilibrium] = {}
    struck: list[Equilibrium] = []
    open_ones = late = 0
    with limit_time(time_limit):
        for family in found.families:
            try:
                verdict = Trembles(form, family).verdict(criterion)
            except OutOfTime:
                verdict, late = Verdict(None), late + 1
            if verdict.passes is False:
                struck.append(replace(family, notes=(*family.notes, verdict.why)))
            elif verdict.passes:
                left[family] = family
            else:
                open_ones += 1
                left[family] = replace(family, notes=(*family.notes, f"whether it is {criterion} is undecided"))
    reasons = [
        *(
            [f"for {open_ones - late} families it is undecided whether they are {criterion}"]
            if open_ones > late
            else []
        ),
        *([f"{late} of the families were not held against {criterion} in time"] if late else []),
        *(
            [f"of sets of mixtures only the listed equilibria were held against {criterion}"]
            if any(len(component) > 1 for component in found.components)
            else []
        ),
    ]
    promise = replace(found.promise, refinements=(*found.promise.refinements, criterion)).lacking(*reasons)
    single = tuple(replace(c, equilibria=(left[c[0]],)) for c in found.components if len(c) == 1 and c[0] in left)
    said = f"{criterion}: {len(left)} of {len(found.families)} families left"
    return replace(
        found,
        promise=promise,
        families=tuple(left.values()),
        components=single,
        struck=(*found.struck, *struck),
        steps=(*found.steps, said),
    )


@dataclass(frozen=True)
class Verdict:
    """Whether an equilibrium passes; None where that is undecided. `why` says why it does not."""

    passes: bool | None
    why: str = ""


class Trembles:
    """An equilibrium of a matrix of numbers, and what mistakes would do to it."""

    def __init__(self, form: MatrixForm, family: Equilibrium) -> None:
        self.form = form
        self.moves = [range(len(moves)) for moves in form.moves]
        self.players = range(len(form.players))
        self.is_rational = all(value.rational is not None for row in family.strategies for value in row)
        self.near = Fraction(0) if self.is_rational else NEAR
        rows = family.strategies
        self.profile = [[approximation(value, form.ring).as_fraction() for value in row] for row in rows]
        self.used = [[m for m in self.moves[i] if family.used[i][m]] for i in self.players]
        self.unused = [(i, m) for i in self.players for m in self.moves[i] if not family.used[i][m]]
        # The probabilities that may adapt, since those of a player sum to one.
        self.free = [(i, m) for i in self.players for m in self.used[i][1:]]
        self.paid = [{cell: table[cell].as_fraction() for cell in product(*self.moves)} for table in form.payoffs]

    def verdict(self, criterion: str) -> Verdict:
        """Whether it is perfect, or proper."""
        slopes = self._slopes()
        is_regular = _solved(slopes, [Fraction(0)] * len(slopes), self.near) is not None
        if is_regular and self._is_quasi_strict():
            return Verdict(True)
        if not self.is_rational:
            return Verdict(None)
        if dominated := self._dominated():
            return Verdict(False, f"not perfect: {dominated}, which is weakly dominated")
        fits = self._is_perfect if criterion == PERFECT else self._is_proper
        adapting = slopes if is_regular and self.free else None
        if any(fits(weights, adapting is not None) for weights in self._mistakes(adapting)):
            return Verdict(True)
        if any(self._is_refuted(criterion, distance) for distance in DISTANCES):
            rarer = "" if criterion == PERFECT else " that are the rarer, the more they cost,"
            return Verdict(False, f"not {criterion}: no mistakes{rarer} lead to it")
        return Verdict(None)

    # --- regular equilibria ---

    def _worth(self, player: int, move: int, rows: Sequence[Sequence[Fraction]]) -> Fraction:
        """What a move pays against mixtures of the others."""
        others = [j for j in self.players if j != player]
        total = Fraction(0)
        for cell in product(*(self.used[j] if rows is self.profile else self.moves[j] for j in others)):
            at = dict(zip(others, cell, strict=True))
            whole = tuple(move if j == player else at[j] for j in self.players)
            total += self.paid[player][whole] * prod(rows[j][m] for j, m in at.items())
        return total

    def _is_quasi_strict(self) -> bool:
        for player in self.players:
            best = self._worth(player, self.used[player][0], self.profile)
            unused = [m for m in self.moves[player] if m not in self.used[player]]
            if any(best - self._worth(player, m, self.profile) <= self.near for m in unused):
                return False
        return True

    def _slopes(self) -> list[list[Fraction]]:
        """How the leads of moves used over the first of their player's change with the free probabilities."""
        rows = []
        for player, move in self.free:
            row = []
            for other, adapting in self.free:
                shifted = [list(mix) for mix in self.profile]
                shifted[other] = [Fraction(0)] * len(self.moves[other])
                shifted[other][adapting], shifted[other][self.used[other][0]] = Fraction(1), Fraction(-1)
                first = self.used[player][0]
                lead = Fraction(0) if other == player else self._lead(player, move, first, shifted)
                row.append(lead)
            rows.append(row)
        return rows

    def _lead(self, player: int, move: int, other: int, rows: Sequence[Sequence[Fraction]]) -> Fraction:
        return self._worth(player, move, rows) - self._worth(player, other, rows)

    # --- dominance ---

    def _dominated(self) -> str:
        """Who plays what a mixture weakly dominates: "A plays x"."""
        from deterrence.solvers.numeric.dominating_mixture import weakly_dominating

        for player in self.players:
            others = [self.moves[j] for j in self.players if j != player]
            gains = []
            for move in self.moves[player]:
                row = []
                for cell in product(*others):
                    paid = [self.paid[player][(*cell[:player], m, *cell[player:])] for m in self.moves[player]]
                    row.append(paid[move] - sum(p * v for p, v in zip(self.profile[player], paid, strict=True)))
                gains.append(row)
            if weakly_dominating(gains) is not None:
                names = "/".join(self.form.moves[player][m] for m in self.used[player])
                return f"{self.form.players[player]} plays {names}"
        return ""

    # --- explicit mistakes ---

    def _mistakes(self, slopes: list[list[Fraction]] | None) -> Iterator[Weights]:
        """Profiles near the equilibrium in which every move is made; where `slopes` are given, those used adapt."""
        powers = range(1, min(len(self.unused), 4) + 1)
        size = max(powers, default=1) * (len(self.players) + 1)
        tried = product(powers, repeat=len(self.unused))
        numbers = [[1] * len(self.unused), [3 + 7 * k % 11 for k in range(len(self.unused))]]
        for exponents in islice(tried, MOST_TRIED):
            for factors in numbers:
                check_time()
                weights = [[[p] + [Fraction(0)] * size for p in row] for row in self.profile]
                for (player, move), power, factor in zip(self.unused, exponents, factors, strict=True):
                    weights[player][move][power] = Fraction(factor)
                if slopes is None or self._adapted(weights, slopes):
                    yield weights

    def _adapted(self, weights: Weights, slopes: list[list[Fraction]]) -> bool:
        """Adapt what is used, power by power, so that all that a player uses pays the same."""
        for power in range(1, len(weights[0][0])):
            off = [
                self._series(i, m, weights)[power] - self._series(i, self.used[i][0], weights)[power]
                for i, m in self.free
            ]
            change = _solved(slopes, [-value for value in off], self.near)
            if change is None:
                return False
            for (player, move), step in zip(self.free, change, strict=True):
                weights[player][move][power] += step
                weights[player][self.used[player][0]][power] -= step
        return True

    def _series(self, player: int, move: int, weights: Weights) -> Series:
        """What a move pays, as a power series."""
        others = [j for j in self.players if j != player]
        total = [Fraction(0)] * len(weights[0][0])
        for cell in product(*(self.moves[j] for j in others)):
            whole = (*cell[:player], move, *cell[player:])
            if paid := self.paid[player][whole]:
                term = [paid] + [Fraction(0)] * (len(total) - 1)
                for j, m in zip(others, cell, strict=True):
                    term = _times(term, weights[j][m])
                total = [a + b for a, b in zip(total, term, strict=True)]
        return total

    def _is_perfect(self, weights: Weights, adapts: bool) -> bool:
        """Whether everything that is used is best."""
        for i in self.players:
            order = self._orders(i, weights, adapts)
            if any(order[used, other] not in (0, 1) for used in self.used[i] for other in self.moves[i]):
                return False
        return True

    def _is_proper(self, weights: Weights, adapts: bool) -> bool:
        """Whether moves that pay less are rarer by a power of e."""
        for i in self.players:
            powers = [_power(series) for series in weights[i]]
            for (better, worse), order in self._orders(i, weights, adapts).items():
                if order is None or (order > 0 and powers[worse] <= powers[better]):
                    return False
        return True

    def _orders(self, player: int, weights: Weights, adapts: bool) -> dict[tuple[int, int], int | None]:
        """For each pair of moves the sign of what one pays over the other for small e; None where it is not known."""
        paid = [self._series(player, m, weights) for m in self.moves[player]]
        # Series of what adapts go on beyond the powers that are kept; others are polynomials, and kept whole.
        is_whole = not adapts or not any(any(weights[i][m][1:]) for i in self.players for m in self.used[i])
        found: dict[tuple[int, int], int | None] = {}
        for one, other in product(self.moves[player], repeat=2):
            lead = next((a - b for a, b in zip(paid[one], paid[other], strict=True) if a != b), None)
            is_tied = one == other or is_whole or {one, other} <= set(self.used[player])
            found[one, other] = (0 if is_tied else None) if lead is None else (lead > 0) - (lead < 0)
        return found

    # --- no mistakes at all ---

    def _is_refuted(self, criterion: str, distance: Fraction) -> bool:
        """Whether no profile within a distance shows the equilibrium perfect, or proper."""
        home = ring(tuple(f"p{i}_{m}" for i in self.players for m in self.moves[i] if m != self.used[i][0]))
        chances = list[list[RationalFunction]]()
        for i in self.players:
            row = {m: home.letter(f"p{i}_{m}") for m in self.moves[i] if m != self.used[i][0]}
            rest = home.one - sum(row.values(), home.zero)
            chances.append([row.get(m, rest) for m in self.moves[i]])
        conditions = []
        for likely, mix in zip(chances, self.profile, strict=True):
            for chance, p in zip(likely, mix, strict=True):
                conditions += [condition(chance, ">"), condition(chance - (p - distance), ">=")]
                conditions += [condition((p + distance) - chance, ">=")]
        worth = [[self._formula(i, m, chances) for m in self.moves[i]] for i in self.players]
        clauses = []
        for i in self.players:
            for m, other in product(self.moves[i], repeat=2):
                lead = condition(worth[i][m] - worth[i][other], ">=")
                if criterion == PERFECT and m in self.used[i]:
                    conditions.append(lead)
                elif criterion != PERFECT and m != other:
                    clauses.append([(lead,), (condition(chances[i][other] * distance - chances[i][m], ">="),)])
        return find(conditions, clauses, STEPS).satisfiable is False

    def _formula(self, player: int, move: int, chances: Sequence[Sequence[RationalFunction]]) -> RationalFunction:
        others = [j for j in self.players if j != player]
        total = chances[0][0].ring.zero
        for cell in product(*(self.moves[j] for j in others)):
            term = chances[0][0].ring.constant(self.paid[player][(*cell[:player], move, *cell[player:])])
            for j, m in zip(others, cell, strict=True):
                term = term * chances[j][m]
            total = total + term
        return total


def _times(one: Series, other: Series) -> Series:
    total = [Fraction(0)] * len(one)
    for i, a in enumerate(one):
        if a:
            for j in range(len(one) - i):
                if other[j]:
                    total[i + j] += a * other[j]
    return total


def _power(series: Series) -> int:
    return next(k for k, c in enumerate(series) if c)


def _solved(rows: list[list[Fraction]], right: list[Fraction], near: Fraction) -> list[Fraction] | None:
    """The solution of linear equations by elimination; None where they are singular, or may be."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(len(table)):
        pivot = max(range(column, len(table)), key=lambda r: abs(table[r][column]))
        if abs(table[pivot][column]) <= near:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        lead = table[column][column]
        table[column] = [v / lead for v in table[column]]
        for r in range(len(table)):
            if r != column and table[r][column]:
                factor = table[r][column]
                table[r] = [v - factor * w for v, w in zip(table[r], table[column], strict=True)]
    return [row[-1] for row in table]
