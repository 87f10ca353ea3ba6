"""The best commitments to a mixed move in a matrix of two players, in letters: leadership in mixed strategies.

The leader commits to a mixture x, the follower sees x and plays a best reply. A reply j is best on the polytope X(j) of
the mixtures against which nothing pays the follower more. The leader gains a linear function of x there, so an optimum
lies at a vertex.

1. Strong version: the follower settles ties as the leader likes. The value is the greatest ``a(x, j)`` over all j and
   all x of X(j) (Conitzer and Sandholm 2006).
2. Weak version: ties are settled against the leader. Only replies count whose X(j) is as wide as the simplex, and where
   others pay the follower the same throughout, the leader counts on the worst of these: the value is the greatest over
   j of ``max {min {a(x, k) : k equivalent to j} : x in X(j)}`` (von Stengel and Zamir 2010, theorem 10). No commitment
   does better; this is approached as near as one likes, and where ties would be settled otherwise at x itself it is not
   attained, which a note says.

Vertices are found as formulas (Cramer's rule for each support and set of ties), each with the conditions under which it
is one; `where_largest` says where which of them is the best.

Guarantee: at every point of parameter space all optimal vertices with the reply are there, each as a family; families
that are equally good meet. Those at ties alone that are another family there are left out.

Cost: comb(m + n - 1, m - 1) vertices a reply with m moves of the leader and n of the follower, and their pairs are
compared: meant for matrices of up to four moves with letters, six of numbers.

References
----------
Conitzer and Sandholm (2006), Computing the optimal strategy to commit to, Proceedings of the 7th ACM Conference on
    Electronic Commerce.
von Stengel and Zamir (2010), Leadership games with convex strategy sets, Games and Economic Behavior 69.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.conditions.explore import Case, Holds, explore
from deterrence.algebra.conditions.interior import needs_equation
from deterrence.algebra.conditions.largest import Candidate, joined, where_largest
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.sign_chart import chart
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.leading import Leading
from deterrence.equilibria.profiles import Strategy, cell_probabilities, distinct, payoff_poles, told_at_ties
from deterrence.solvers.matrices.components import components

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

Row: TypeAlias = tuple[RationalFunction, ...]  # a number for each move of the leader
Pair: TypeAlias = tuple[int, int]  # two replies
Replies: TypeAlias = tuple[int, ...]  # replies that pay the follower the same whatever the leader does


@dataclass(frozen=True)
class Commitment:
    """A mixture of the leader at which replies are best, and where it is.

    Attributes
    ----------
    strategy
        The leader's probabilities.
    replies
        Of equivalent replies those that pay the leader least, any of which the follower makes.
    value
        What it pays the leader.
    exists
        Where it is a mixture, and the replies are best.
    slack
        What vanishes only where more equations hold than those that determine the vertex, or these do not.
    """

    strategy: Strategy
    replies: Replies
    value: RationalFunction
    exists: Conjunction
    slack: tuple[RationalFunction, ...]


def best_commitments(
    form: MatrixForm, committed: Leading, background: Background, first: tuple[str, ...], deadline: Deadline
) -> Found:
    """All optimal commitments of one player of a two-player matrix, with the follower's replies.

    Parameters
    ----------
    form
        A matrix with two players.
    committed
        Who commits, and how ties are settled.
    background
        Ranges and assumptions of the letters in the payoffs.
    first
        Letters for which conditions are solved by preference.
    deadline
        When to stop with what there is.
    """
    search = _Search(form, committed, background, deadline)
    optimal, finished = search.run()
    families: list[Equilibrium] = []
    try:
        for best, where in optimal:
            families += search.families(best, where, first)
        families = search.without_repetitions(families)
        joined = search.components(families, first)
    except OutOfTime:
        finished = False
    return Found(tuple(families), joined, True) if finished else Found(tuple(families), (), False, deadline.why)


class _Search:
    """One search for optimal commitments."""

    def __init__(self, form: MatrixForm, committed: Leading, background: Background, deadline: Deadline) -> None:
        leader = committed.leader
        self.form, self.leader, self.weak = form, leader, committed.weak
        self.background, self.deadline = background, deadline
        self.poles = payoff_poles(form, background)
        own, others = (range(len(form.moves[player])) for player in (leader, 1 - leader))
        self.moves, self.replies = own, others

        def table(player: int) -> list[Row]:
            payoffs = form.payoffs[player]
            return [tuple(payoffs[(i, j) if leader == 0 else (j, i)] for i in own) for j in others]

        self.leads, self.follows = table(leader), table(1 - leader)

    def run(self) -> tuple[list[tuple[Commitment, Conjunction]], bool]:
        """Each optimal commitment, with pieces of the region on which it is one, and whether these are all."""
        pieces: dict[tuple[Strategy, Replies, RationalFunction], tuple[Commitment, list[Conjunction]]] = {}
        try:
            for case in self._cases():
                premises = (*self.poles, *case.conditions)
                for best, where in self._best(case.result, premises):
                    pieces.setdefault((best.strategy, best.replies, best.value), (best, []))[1].append(where)
            finished = True
        except OutOfTime:
            finished = False
        return [(best, where) for best, found in pieces.values() for where in joined(found)], finished

    def _cases(self) -> list[Case[tuple[Replies, ...]]]:
        """Which replies are taken together, and under which conditions: in the strong version each by itself."""
        if self.weak:
            return explore(self._equivalent, self.poles, self.background)
        return [Case((), tuple((j,) for j in self.replies))]

    def _best(self, classes: Sequence[Replies], premises: Conjunction) -> Iterator[tuple[Commitment, Conjunction]]:
        known: dict[tuple[Strategy, Replies, RationalFunction], tuple[Commitment, Replies]] = {}
        for replies in classes:
            for vertex in self._vertices(replies, classes):
                known.setdefault((vertex.strategy, vertex.replies, vertex.value), (vertex, replies))
        candidates: list[Candidate] = []
        commitments: list[Commitment] = []
        for vertex, replies in known.values():
            exists = distinct((*premises, *vertex.exists))
            for piece in self._where_approached(vertex, replies, classes, exists) if self.weak else [exists]:
                candidates.append(Candidate(vertex.value, piece))
                commitments.append(vertex)
        for index, where in where_largest(candidates, self.background):
            yield commitments[index], where

    def _vertices(self, replies: Replies, classes: Sequence[Replies]) -> Iterator[Commitment]:
        """The vertices of the mixtures against which a class of replies is best, with the least that it pays."""
        rest = [other for other in classes if other != replies]
        others = {(replies[0], other[0]): self._difference(self.follows, replies[0], other[0]) for other in rest}
        equal = {pair: self._difference(self.leads, *pair) for pair in combinations(replies, 2)}
        minors = _Minors(self.form.ring, equal | others)
        for size in range(1, len(self.moves) + 1):
            for least in (t for n in range(1, size + 1) for t in combinations(replies, n)):
                paid = tuple((least[0], reply) for reply in least[1:])
                for tied in combinations(others, size - len(least)):
                    loose = [row for pair, row in others.items() if pair not in tied]
                    for support in combinations(self.moves, size):
                        self.deadline.check()
                        weights = minors.null_vector((*paid, *tied), support)
                        found = self._vertex(support, weights, replies, loose, least[0])
                        if found is not None:
                            yield found

    def _vertex(
        self,
        support: tuple[int, ...],
        weights: Sequence[RationalFunction],
        replies: Replies,
        loose: Sequence[Row],
        least: int,
    ) -> Commitment | None:
        """The one mixture on a support that solves some equations, by its weights; None where there is none."""
        total = sum(weights[1:], weights[0])
        if total.is_zero or any(weight.is_zero for weight in weights):
            return None
        strategy = [self.form.ring.zero] * len(self.moves)
        for move, weight in zip(support, weights, strict=True):
            strategy[move] = weight / total
        conditions = [condition(strategy[move], ">") for move in support if len(support) > 1]
        losses: list[RationalFunction] = []
        for row in loose:
            if any(c.is_false for c in conditions):
                return None
            losses.append(_product(row, strategy))
            conditions.append(condition(losses[-1], ">="))
        value = _product(self.leads[least], strategy)
        paid = {reply: _product(self.leads[reply], strategy) for reply in replies}
        conditions += [condition(worth - value, ">=") for worth in paid.values()]
        if any(c.is_false for c in conditions):
            return None
        # Of replies that pay the same throughout any may be made.
        made = tuple(reply for reply, worth in paid.items() if worth == value)
        return Commitment(tuple(strategy), made, value, distinct(conditions), (*losses, total))

    def _difference(self, table: Sequence[Row], one: int, other: int) -> Row:
        return tuple(a - b for a, b in zip(table[one], table[other], strict=True))

    # --- which replies count where ties are settled against the leader ---

    def _equivalent(self, holds: Holds) -> tuple[Replies, ...]:
        """The replies in classes that pay the follower the same, whatever the leader does."""
        classes: list[Replies] = []
        for reply in self.replies:
            place = next((n for n, c in enumerate(classes) if self._are_equivalent(c[0], reply, holds)), None)
            if place is None:
                classes.append((reply,))
            else:
                classes[place] = (*classes[place], reply)
        return tuple(classes)

    def _are_equivalent(self, one: int, other: int, holds: Holds) -> bool:
        equal = [condition(value, "==") for value in self._difference(self.follows, one, other)]
        if possible(equal, self.background).possible is False:
            return False
        return all(holds(c) for c in equal)

    def _where_approached(
        self, vertex: Commitment, replies: Replies, classes: Sequence[Replies], exists: Conjunction
    ) -> list[Conjunction]:
        """Where mixtures near a vertex make replies the only best ones.

        They do wherever only the equations that determine the vertex are tight, and do determine it: then each of
        these may be loosened alone.
        """

        def run(holds: Holds) -> bool:
            degenerate = any(holds(condition(value, "==")) for value in vertex.slack)
            return not degenerate or self._is_wide(replies, classes, holds)

        if possible(exists, self.background).possible is False:
            return []
        cases = explore(run, exists, self.background)
        return joined([distinct((*exists, *case.conditions)) for case in cases if case.result])

    def _is_wide(self, replies: Replies, classes: Sequence[Replies], holds: Holds) -> bool:
        """Whether some mixture makes these the only best replies: then one between vertices does."""
        rest = [other for other in classes if other != replies]
        others = [self._difference(self.follows, replies[0], other[0]) for other in rest]
        if any(all(self._is_certain(condition(row[move], ">")) for row in others) for move in self.moves):
            return True
        if any(all(self._is_certain(condition(value, "<=")) for value in row) for row in others):
            return False
        if len(others) == 1:
            return any(holds(condition(value, ">")) for value in others[0])
        vertices = {v.strategy: v for v in self._vertices(replies[:1], [replies[:1], *rest])}
        there = [v for v in vertices.values() if all(holds(c) for c in v.exists)]
        return all(any(holds(condition(_product(row, v.strategy), ">")) for v in there) for row in others)

    def _is_certain(self, c: Condition) -> bool:
        return c.is_true or implies(self.poles, c, self.background) is True

    # --- families ---

    def families(self, best: Commitment, where: Conjunction, first: tuple[str, ...]) -> list[Equilibrium]:
        """A commitment with each of its replies, as families; none where it is nowhere."""
        told = told_at_ties(where, self.background)
        if possible(told, self.background).possible is False:
            return []
        exists = Region(told, self.background, first)
        return [self._family(best, reply, exists) for reply in best.replies]

    def _family(self, best: Commitment, reply: int, exists: Region) -> Equilibrium:
        ring = self.form.ring
        answer = tuple(ring.one if j == reply else ring.zero for j in self.replies)
        strategies = (best.strategy, answer) if self.leader == 0 else (answer, best.strategy)
        worth = _product(self.follows[reply], best.strategy)
        payoffs = (best.value, worth) if self.leader == 0 else (worth, best.value)
        notes = tuple(self._unattained(best, reply, exists)) if self.weak else ()
        return Equilibrium(
            self.form.layout, strategies, payoffs, cell_probabilities(strategies), exists, kind="", notes=notes
        )

    def _unattained(self, best: Commitment, reply: int, exists: Region) -> Iterator[str]:
        """Where the value is approached only: at the commitment itself the follower might make a worse reply."""
        leader, follower = self.form.players[self.leader], self.form.players[1 - self.leader]
        for other in self.replies:
            loss = _product(self._difference(self.follows, reply, other), best.strategy)
            worse = condition(_product(self.leads[other], best.strategy) - best.value, "<")
            if loss.is_zero and possible((*exists.raw, worse), self.background).possible is not False:
                throughout = implies(exists.raw, worse, self.background) is True
                where = "" if throughout else f" where {replace(exists, raw=(worse,))}"
                move = self.form.moves[1 - self.leader][other]
                yield f"approached, not attained{where}: at it {follower} may play {move}, which is worse for {leader}"

    def without_repetitions(self, families: Sequence[Equilibrium]) -> list[Equilibrium]:
        """The families, wide ones first, without those at ties that are, wherever they exist, other ones."""
        ordered = sorted(families, key=lambda e: (needs_equation(e.exists.raw), sum(map(sum, e.used))))
        kept: list[Equilibrium] = []
        for family in ordered:
            self.deadline.check()
            if not needs_equation(family.exists.raw) or not self._is_covered(family, kept):
                kept.append(family)
        return kept

    def _is_covered(self, family: Equilibrium, kept: Sequence[Equilibrium]) -> bool:
        elsewhere = []
        for other in kept:
            equal = _equal(family, other)
            if not any(c.is_false for c in equal):
                elsewhere.append(tuple((c.negation,) for c in distinct((*other.exists.raw, *equal))))
        if any(not clause for clause in elsewhere):
            return True
        return bool(elsewhere) and (
            find(family.exists.raw, [*self.background.all_clauses, *elsewhere]).satisfiable is False
        )

    def components(self, families: Sequence[Equilibrium], first: tuple[str, ...]) -> tuple[Component, ...]:
        """Which of them may be mixed: optimal mixtures with optimal replies to all of them."""
        conditions = [c for family in families for c in family.exists.raw]
        values = [p for family in families for p in _rational(family)]
        differences = [(p - q).numerator for p, q in combinations(dict.fromkeys(values), 2)]
        signs = chart(self.background, differences, [*conditions, *self.poles])
        where = [signs.where_all(family.exists.raw) for family in families]
        return components(families, where, signs, self.background, first)


def _rational(family: Equilibrium) -> list[RationalFunction]:
    return [p.rational for row in family.strategies for p in row if p.rational is not None]


def _equal(one: Equilibrium, other: Equilibrium) -> list[Condition]:
    """What makes two families the same."""
    return [condition(p - q, "==") for p, q in zip(_rational(one), _rational(other), strict=True)]


def _product(row: Sequence[RationalFunction], strategy: Sequence[RationalFunction]) -> RationalFunction:
    used = [value * p for value, p in zip(row, strategy, strict=True) if not p.is_zero]
    return sum(used[1:], used[0])


class _Minors:
    """The determinants of some rows of numbers by moves, each expanded along its first row, once."""

    def __init__(self, home: Ring, rows: Mapping[Pair, Row]) -> None:
        self.rows = rows
        self._one, self._zero = home.one, home.zero
        self._known: dict[tuple[tuple[Pair, ...], tuple[int, ...]], RationalFunction] = {}

    def null_vector(self, rows: tuple[Pair, ...], columns: tuple[int, ...]) -> list[RationalFunction]:
        """What equations in one more unknown leave, up to a factor: determinants with one column struck in turn."""
        struck = (self._of(rows, columns[:k] + columns[k + 1 :]) for k in range(len(columns)))
        return [-minor if k % 2 else minor for k, minor in enumerate(struck)]

    def _of(self, rows: tuple[Pair, ...], columns: tuple[int, ...]) -> RationalFunction:
        if not rows:
            return self._one
        key = rows, columns
        if key not in self._known:
            total = self._zero
            for place, column in enumerate(columns):
                value = self.rows[rows[0]][column]
                if not value.is_zero:
                    minor = value * self._of(rows[1:], columns[:place] + columns[place + 1 :])
                    total = total - minor if place % 2 else total + minor
            self._known[key] = total
        return self._known[key]
