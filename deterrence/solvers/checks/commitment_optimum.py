"""Whether a commitment is optimal: linear programmes at one place, one for each reply of the follower.

Shares no code with what finds commitments, which are vertices in letters: here the simplex method runs in the numbers
of the place (Conitzer and Sandholm 2006, multiple linear programmes), and for the weak version asks which replies are
best against as wide a set as all mixtures (von Stengel and Zamir 2010, theorem 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.equilibria.matrix_regret import expected
from deterrence.games.forms.strategic_form import strategic_form
from deterrence.solvers.checks.simplex import Numbers, greatest

if TYPE_CHECKING:
    from deterrence.equilibria.leading import Leading
    from deterrence.games.forms.forms import MatrixForm, TreeForm


def commitment_faults(
    form: MatrixForm, rows: Sequence[Numbers], numbers: Arithmetic, committed: Leading
) -> Iterator[str]:
    """What is wrong with a commitment and its reply in a matrix of two players; nothing where they are optimal."""
    optimum = _Optimum(form, numbers, committed)
    mixture, answer = rows[committed.leader], rows[1 - committed.leader]
    paid = [expected(optimum.follows[j], mixture) for j in optimum.replies]
    made = [j for j in optimum.replies if not numbers.is_zero(answer[j])]
    best = numbers.largest(paid)
    for j in made:
        if not numbers.is_zero(best - paid[j]):
            yield f"{form.players[1 - committed.leader]} has a better reply than {form.moves[1 - committed.leader][j]}"
    leader, greatest = form.players[committed.leader], optimum.value()
    worth = sum(expected(optimum.leads[j], mixture) * answer[j] for j in made)
    if not numbers.is_zero(worth - greatest):
        yield f"the best commitment pays {leader} {greatest}, and this one {worth}"
    if committed.weak:
        for j in made:
            if not optimum.is_wide(j):
                yield f"{form.moves[1 - committed.leader][j]} is best by ties only"
            worst = [expected(optimum.leads[k], mixture) for k in optimum.equivalent(j)]
            if numbers.sign(-numbers.largest([-w for w in worst]) - greatest) < 0:
                yield f"an equivalent reply pays {leader} less"


def in_plans(form: TreeForm, rows: Sequence[Numbers]) -> tuple[MatrixForm, list[list[Any]]]:
    """The strategic form of a tree, and the probability of every plan under some behaviour (Kuhn 1953)."""
    strategic = strategic_form(form)
    mixtures = [
        [prod((rows[place][move] for place, move in plan.items()), start=1) for plan in plans]
        for plans in strategic.plans
    ]
    return strategic.form, mixtures


class _Optimum:
    """The greatest that commitment pays at one place."""

    def __init__(self, form: MatrixForm, numbers: Arithmetic, committed: Leading) -> None:
        self.numbers = numbers
        self.weak = committed.weak
        leader, follower = committed.leader, 1 - committed.leader
        self.moves, self.replies = (range(len(form.moves[player])) for player in (leader, follower))

        def table(player: int) -> list[list[Any]]:
            payoffs = form.payoffs[player]
            return [
                [numbers.value(payoffs[(i, j) if leader == 0 else (j, i)]) for i in self.moves] for j in self.replies
            ]

        self.leads, self.follows = table(leader), table(follower)
        least = -numbers.largest([-value for row in self.leads for value in row])
        self.shift = 1 - least  # added to what the leader gains, it makes all of it positive

    def value(self) -> Any:
        """The value of commitment."""
        worths = [self._with_reply(j) for j in self.replies if not self.weak or self.is_wide(j)]
        return self.numbers.largest([worth for worth in worths if worth is not None])

    def _losses(self, reply: int, others: Sequence[int]) -> list[list[Any]]:
        """For each other reply a row that is nowhere positive where the first is no worse."""
        return [[b - a for a, b in zip(self.follows[reply], self.follows[k], strict=True)] for k in others]

    def _with_reply(self, reply: int) -> Any:
        """The most that the leader gets where a reply is best; None where it never is."""
        rows = self._losses(reply, self.replies)
        ones = [1] * len(self.moves)
        zeros = [0] * len(rows)
        if self.numbers.is_zero(greatest(ones, [*rows, ones], [*zeros, 1], self.numbers)):
            return None
        # One more unknown: the least that the leader gets from the replies that count.
        counted = self.equivalent(reply) if self.weak else [reply]
        least = [[*(-(value + self.shift) for value in self.leads[k]), 1] for k in counted]
        conditions = [*([*row, 0] for row in rows), *least, [*ones, 0]]
        bounds = [*zeros, *([0] * len(least)), 1]
        return greatest([*([0] * len(ones)), 1], conditions, bounds, self.numbers) - self.shift

    def equivalent(self, reply: int) -> list[int]:
        """The replies that pay the follower the same, whatever the leader does."""
        return [
            k
            for k in self.replies
            if all(self.numbers.is_zero(a - b) for a, b in zip(self.follows[reply], self.follows[k], strict=True))
        ]

    def is_wide(self, reply: int) -> bool:
        """Whether some mixture makes a reply and its equivalents the only best ones."""
        same = self.equivalent(reply)
        others = [k for k in self.replies if k not in same]
        rows = [[*loss, 1] for loss in self._losses(reply, others)]
        ones = [*([1] * len(self.moves)), 0]
        if not rows:
            return True
        objective = [*([0] * len(self.moves)), 1]
        return self.numbers.sign(greatest(objective, [*rows, ones], [*([0] * len(rows)), 1], self.numbers)) > 0
