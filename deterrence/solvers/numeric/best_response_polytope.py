"""All vertices of a best-response polytope, found in floats and proved complete in exact arithmetic.

The polytope of the player with payoffs-to-the-opponent M (own strategies by opponent's strategies, all entries
positive) is P = {x >= 0, M^T x <= 1}: its vertices other than the origin are, scaled to sum to 1, the strategies
of which extreme equilibria are made (von Stengel 2002).

Algorithm
---------
1. Perturb: the inequality of opponent's strategy j becomes (M^T x)_j <= 1 + t d_j with generic d_j > 0. For all small
   t > 0 the polytope P(t) is simple, and each vertex of P is the limit of one of P(t).
2. Guess the bases of P(t) in floats with Qhull.
3. Prove each guess: a float solution with a rigorous error bound decides each slack, and exact integers decide those
   the bound does not. What is kept is a basis of P(t) for all small t > 0, without doubt.
4. Prove that none is missing: P(t) is a simple polytope, so its graph is connected and each vertex has one
   neighbour for each tight inequality dropped. A set of vertices that holds all neighbours of its members is all of
   them. Any neighbour missing is found by an exact pivot and joins the set.

The answer therefore rests on Qhull for speed only. Degenerate polytopes need nothing more: the vertices of P(t)
that fall together in P are merged, with every inequality that is tight there.

Cost: Qhull's time (linear in the number of vertices) and some microseconds a vertex.

References
----------
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, chapter 45.
Avis and Fukuda (1992), A pivoting algorithm for convex hulls and vertex enumeration, Discrete Comput. Geom. 8.
Barber, Dobkin and Huhdanpaa (1996), The Quickhull algorithm for convex hulls, ACM Trans. Math. Softw. 22.
Rump (2010), Verification methods: rigorous results using floating-point arithmetic, Acta Numerica 19.
"""

# ruff: noqa: N803, N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.algebra.time_limit.tasks import in_time
from deterrence.solvers.numeric.exact import Integers

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

ROUNDING = 2.0**-53
DIRECTION_BITS = 40
PERTURBATION = 1e-7
BATCH = 20_000
MOST_FACES = 63
"""Qhull is asked for polytopes of at most this many inequalities, since a basis is then one word of 64 bits."""
MOST_DIMENSIONS = 18
MOST_VERTICES = 20_000_000
"""Qhull, which cannot be interrupted, is not asked for polytopes that might have more."""
FEW_BASES = 300
MANY_BASES = 1_000_000


class NotGenericError(ArithmeticError):
    """The direction of perturbation left a tie standing; another direction will not."""


@dataclass(frozen=True)
class Vertices:
    """Vertices of a best-response polytope, the origin left out.

    `used` (vertices x own strategies) and `tied` (vertices x opponent's strategies) are a basis of each vertex:
    the strategies that may have positive weight and as many best responses. `tight` (vertices x all inequalities, own
    strategies first) holds every inequality that is an equality there: more than the basis names where degenerate.
    """

    used: Bools
    tied: Bools
    tight: Bools


@dataclass(frozen=True)
class _Polytope:
    payoffs: Integers  # own strategies by opponent's, each entry positive
    direction: tuple[int, ...]  # one a strategy of the opponent

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.payoffs), len(self.payoffs[0])

    @property
    def largest(self) -> int:
        return max(map(max, self.payoffs))

    def floats(self) -> Floats:
        """Payoffs over the largest: in (0, 1], each rounded once."""
        largest = self.largest
        if largest < 2**53:
            return np.array(self.payoffs, dtype=np.float64) / largest
        return np.array([[float(Fraction(v, largest)) for v in row] for row in self.payoffs])


def positive(payoffs: Integers) -> Integers:
    """Move payoffs to [range, 2 range], free of common factors: the same best responses, well scaled."""
    low, high = min(map(min, payoffs)), max(map(max, payoffs))
    moved = [[v - low + max(high - low, 1) for v in row] for row in payoffs]
    factor = math.gcd(*(v for row in moved for v in row))
    return [[v // factor for v in row] for row in moved]


def vertices(payoffs: Integers, deadline: Deadline | None = None) -> Vertices:
    """Every vertex of {x >= 0, M^T x <= 1} but the origin, each once; M is `positive(payoffs)`.

    Parameters
    ----------
    payoffs : list of lists of int, own strategies by opponent's strategies
        What the opponent gains, by own strategy and the opponent's.
    deadline : Deadline, optional
        When to give up, with an OutOfTime.

    Returns
    -------
    Vertices
        Complete and exact for every input, degenerate ones included.

    Examples
    --------
    >>> vertices([[1, 0], [0, 1]]).tight.astype(int)
    array([[0, 0, 1, 1],
           [0, 1, 1, 0],
           [1, 0, 0, 1]])
    """
    scaled = positive(payoffs)
    for seed in itertools.count():
        random = np.random.default_rng(seed)
        drawn = random.integers(2 ** (DIRECTION_BITS - 1), 2**DIRECTION_BITS, len(scaled[0]))
        try:
            return _distinct(_complete(_Polytope(scaled, tuple(drawn.tolist())), deadline or Deadline()))
        except NotGenericError:
            continue
    raise AssertionError("unreachable: almost every direction is generic")


def _distinct(bases: Vertices) -> Vertices:
    """One basis a vertex: the first whose set of tight inequalities is new; the origin goes."""
    proper = bases.tight[:, : bases.used.shape[1]].sum(axis=1) < bases.used.shape[1]
    codes = np.packbits(bases.tight, axis=1)
    _, first = np.unique(codes[proper], axis=0, return_index=True)
    keep = np.flatnonzero(proper)[first]
    return Vertices(bases.used[keep], bases.tied[keep], bases.tight[keep])


def _complete(polytope: _Polytope, deadline: Deadline) -> Vertices:
    """Bases of the perturbed polytope, all of them."""
    m, n = polytope.shape
    count = math.comb(m + n, m)
    qhull_can = 2 <= m <= MOST_DIMENSIONS and m + n <= MOST_FACES and _most_vertices(m, m + n) <= MOST_VERTICES
    if count <= FEW_BASES or (not qhull_can and count <= MANY_BASES):
        return _prove(polytope, *_every_basis(m, n), deadline)
    guess = _guess(polytope) if qhull_can else None
    used, tied = guess if guess is not None else (np.zeros((1, m), dtype=bool), np.zeros((1, n), dtype=bool))
    return _close(polytope, _prove(polytope, used, tied, deadline), deadline)


def _most_vertices(dimension: int, faces: int) -> int:
    """The upper bound theorem of McMullen (1970): no simple polytope has more vertices."""
    return math.comb(faces - (dimension + 1) // 2, faces - dimension) + math.comb(
        faces - (dimension + 2) // 2, faces - dimension
    )


def _every_basis(m: int, n: int) -> tuple[Bools, Bools]:
    """Every choice of as many own strategies as opponent's: comb(m + n, m) of them."""
    used, tied = [], []
    for k in range(min(m, n) + 1):
        own = _subsets(m, k)
        other = _subsets(n, k)
        used.append(np.repeat(own, len(other), axis=0))
        tied.append(np.tile(other, (len(own), 1)))
    return np.concatenate(used), np.concatenate(tied)


def _subsets(n: int, k: int) -> Bools:
    chosen = np.array(list(itertools.combinations(range(n), k)), dtype=np.intp).reshape(math.comb(n, k), k)
    table = np.zeros((len(chosen), n), dtype=bool)
    np.put_along_axis(table, chosen, True, axis=1)
    return table


def _guess(polytope: _Polytope) -> tuple[Bools, Bools] | None:
    """Bases of a finitely perturbed polytope by Qhull: facets of the hull of the dual points."""
    from scipy.spatial import ConvexHull, QhullError  # half a second that small games do without

    m, n = polytope.shape
    payoffs = polytope.floats()
    inside = np.full(m, 1 / (4 * m))
    bound = 1 + PERTURBATION * np.array(polytope.direction) / 2**DIRECTION_BITS
    own = -np.eye(m) / inside[:, None]
    other = payoffs.T / (bound - inside @ payoffs)[:, None]
    try:
        facets = in_time(lambda: ConvexHull(np.vstack([own, other]), qhull_options="Qt Q12").simplices)
    except QhullError:
        return None
    tight = np.zeros((len(facets), m + n), dtype=bool)
    np.put_along_axis(tight, facets.astype(np.intp), True, axis=1)
    fair = tight.sum(axis=1) == m
    return ~tight[fair, :m], tight[fair, m:]


# ---------------------------------------------------------------- proof of each basis


def _prove(polytope: _Polytope, used: Bools, tied: Bools, deadline: Deadline) -> Vertices:
    """Keep what is certainly a basis of the perturbed polytope, and find what is tight there without perturbation."""
    sizes = used.sum(axis=1)
    kept: list[Vertices] = []
    for k in range(int(sizes.max()) + 1):
        members = np.flatnonzero(sizes == k)
        for start in range(0, len(members), BATCH):
            deadline.check()
            block = members[start : start + BATCH]
            kept.append(_prove_block(polytope, used[block], tied[block], k))
    return Vertices(*(np.concatenate([getattr(v, name) for v in kept]) for name in ("used", "tied", "tight")))


def _prove_block(polytope: _Polytope, used: Bools, tied: Bools, k: int) -> Vertices:
    if k == 0:
        return Vertices(used, tied, np.concatenate([~used, tied], axis=1))
    rows = np.nonzero(used)[1].reshape(-1, k)
    columns = np.nonzero(tied)[1].reshape(-1, k)
    value, error, sound = _slacks(polytope, rows, columns)
    basic = np.concatenate([~used, tied], axis=1)
    slack, push = value[..., 0], value[..., 1]
    certain_below = sound & np.any(~basic & (slack < -error[..., 0]), axis=1)
    near = np.abs(slack) <= error[..., 0]
    zero = near & ((np.abs(slack) + error[..., 0]) < _least_nonzero(polytope, k))
    fails = zero & ~basic & (push < -error[..., 1])
    unsure = ~basic & ((near & ~zero) | (zero & (np.abs(push) <= error[..., 1])))
    alive = ~certain_below & ~(sound & fails.any(axis=1))
    tight = basic | zero
    for v in np.flatnonzero(alive & (unsure.any(axis=1) | ~sound)):
        exact = _exact_basis(polytope, rows[v].tolist(), columns[v].tolist())
        alive[v] = exact is not None and exact.feasible
        if exact is not None:
            tight[v] = exact.tight
    return Vertices(used[alive], tied[alive], tight[alive])


def _least_nonzero(polytope: _Polytope, k: int) -> Floats:
    """Below this a slack is zero: it is an integer over a determinant, and Hadamard bounds the determinant.

    Own strategies come first; their weights are in units of one over the largest payoff.
    """
    m, n = polytope.shape
    largest = polytope.largest
    log_determinant = k * (math.log(largest) + 0.5 * math.log(k)) + 1e-6
    own, other = math.log(largest) - log_determinant, -log_determinant
    return np.asarray(np.exp(np.repeat([own, other], [m, n])), dtype=np.float64)


def _slacks(polytope: _Polytope, rows: Indices, columns: Indices) -> tuple[Floats, Floats, Bools]:
    """Slack of each inequality at each basis, and its derivative in the perturbation, with rigorous error bounds.

    Returns arrays bases x inequalities x 2, the bounds bases x 1 x 2, and whether the bounds may be used. With R any
    approximate inverse of M and |I - R M| = q < 1, M is nonsingular and |M^-1| <= |R| / (1 - q) (row-sum norm).
    """
    m, n = polytope.shape
    payoffs = polytope.floats()
    count, k = rows.shape
    direction = np.array(polytope.direction) / 2**DIRECTION_BITS
    M = payoffs[rows[:, None, :], columns[:, :, None]]
    singular = np.linalg.det(M) == 0
    M[singular] = np.eye(k)
    rhs = np.stack([np.ones((count, k)), direction[columns]], axis=2)
    # Entries are in (0, 1], so that a row of |M||R| sums to at most k times that of |R|; the margin of 16 roundings
    # and the factor 2 cover the rounding of the payoffs themselves and of the bounds' own arithmetic.
    unit = (k + 16) * ROUNDING
    with np.errstate(all="ignore"):
        R = _inverse(M)
        norm = np.abs(R).sum(axis=2).max(axis=1)
        q = np.abs(np.eye(k) - R @ M).sum(axis=2).max(axis=1) + unit * (k * norm + 1)
        x = R @ rhs
        size = np.abs(x).sum(axis=1)
        residual = np.abs(rhs - M @ x).max(axis=1) + unit * (1 + size)
        x_error = 2 * (norm / (1 - q))[:, None] * residual
        error = np.maximum(x_error, 2 * (k * x_error + unit * (1 + size)))
        sound = ~singular & (q < 0.5) & np.isfinite(error).all(axis=1)
    used_payoffs = payoffs[rows]
    other = np.stack([np.ones(n), direction], axis=1) - used_payoffs.transpose(0, 2, 1) @ x
    own = np.zeros((count, m, 2))
    np.put_along_axis(own, rows[:, :, None], x, axis=1)
    return np.concatenate([own, other], axis=1), error[:, None, :], sound


def _inverse(M: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(M), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(M), dtype=np.float64)


# ---------------------------------------------------------------- exact arithmetic on one basis


@dataclass(frozen=True)
class _ExactBasis:
    x: Any  # fmpq_mat, k x 2: weights of the used strategies, and their derivative
    slack: list[tuple[Any, Any]]  # of each inequality
    tight: list[bool]
    feasible: bool


def weights(payoffs: Integers, used: list[int], tied: list[int]) -> tuple[Fraction, ...] | None:
    """Find the mixed strategy on `used` that makes the opponent's strategies `tied` equally good; None if not unique.

    Examples
    --------
    >>> weights([[3, 0], [0, 1]], [0, 1], [0, 1])
    (Fraction(1, 4), Fraction(3, 4))
    """
    scaled = positive(payoffs)
    matrix = flint.fmpz_mat([[scaled[i][j] for i in used] for j in tied])
    try:
        solution = matrix.solve(flint.fmpz_mat(len(tied), 1, [1] * len(tied)))
    except ZeroDivisionError:
        return None
    values = [Fraction(int(v.p), int(v.q)) for v in solution.entries()]
    total = sum(values)
    strategy = [Fraction(0)] * len(scaled)
    for i, v in zip(used, values, strict=True):
        strategy[i] = v / total
    return tuple(strategy)


def _exact_basis(polytope: _Polytope, rows: list[int], columns: list[int]) -> _ExactBasis | None:
    """Slacks of a basis in exact arithmetic; None if it is singular."""
    m, n = polytope.shape
    k = len(rows)
    if k:
        matrix = flint.fmpz_mat([[polytope.payoffs[i][j] for i in rows] for j in columns])
        rhs = flint.fmpz_mat([[1, polytope.direction[j]] for j in columns])
        try:
            solution: Any = matrix.solve(rhs)
        except ZeroDivisionError:
            return None
        x = flint.fmpq_mat(solution)
        paid = flint.fmpq_mat(flint.fmpz_mat([[polytope.payoffs[i][j] for i in rows] for j in range(n)])) * x
    else:
        x, paid = flint.fmpq_mat(1, 2), flint.fmpq_mat(n, 2)
    slack: list[tuple[Any, Any]] = [(flint.fmpq(0), flint.fmpq(0))] * (m + n)
    for a, i in enumerate(rows):
        slack[i] = (x[a, 0], x[a, 1])
    tied = set(columns)
    for j in range(n):
        if j not in tied:
            slack[m + j] = (1 - paid[j, 0], polytope.direction[j] - paid[j, 1])
    loose = [*rows, *(m + j for j in range(n) if j not in tied)]
    if any(slack[c] == (0, 0) for c in loose):
        raise NotGenericError
    return _ExactBasis(x, slack, [s[0] == 0 for s in slack], all(slack[c] > (0, 0) for c in loose))


# ---------------------------------------------------------------- proof that none is missing


def _close(polytope: _Polytope, bases: Vertices, deadline: Deadline) -> Vertices:
    """Add every neighbour that is missing, by exact pivots, until there is none."""
    m, n = polytope.shape
    tight = np.concatenate([~bases.used, bases.tied], axis=1)
    masks = [int.from_bytes(code, "little") for code in map(bytes, np.packbits(tight, axis=1, bitorder="little"))]
    if not masks:
        masks = [2**m - 1]
    known = set(masks)
    pending = list(_unmatched(tight, masks)) if len(tight) else [(masks[0], c) for c in range(m)]
    found: list[int] = []
    edges = {mask ^ (1 << c) for mask, c in pending}
    while pending:
        deadline.check()
        mask, c = pending.pop()
        if mask ^ (1 << c) not in edges:
            continue
        edges.discard(mask ^ (1 << c))
        neighbour = _pivot(polytope, mask, c)
        if neighbour in known:
            continue
        known.add(neighbour)
        found.append(neighbour)
        for d in _bits(neighbour):
            edge = neighbour ^ (1 << d)
            if edge in edges:
                edges.discard(edge)
            elif edge != mask ^ (1 << c):
                edges.add(edge)
                pending.append((neighbour, d))
    if not found:
        return bases
    table = np.array([[mask >> c & 1 for c in range(m + n)] for mask in found], dtype=bool)
    more = _prove(polytope, ~table[:, :m], table[:, m:], deadline)
    return Vertices(
        *(np.concatenate([getattr(bases, name), getattr(more, name)]) for name in ("used", "tied", "tight"))
    )


def _unmatched(tight: Bools, masks: list[int]) -> Iterator[tuple[int, int]]:
    """(basis, inequality dropped) of the edges on which only one known basis lies; all others have both ends."""
    width = tight.shape[1]
    if width > MOST_FACES:
        ends: dict[int, list[tuple[int, int]]] = {}
        for mask in masks:
            for c in _bits(mask):
                ends.setdefault(mask ^ (1 << c), []).append((mask, c))
        yield from (pair[0] for pair in ends.values() if len(pair) == 1)
        return
    words = np.array(masks, dtype=np.uint64)
    member, dropped = np.nonzero(tight)
    edges = words[member] ^ (np.uint64(1) << dropped.astype(np.uint64))
    order = np.argsort(edges)
    ranked = edges[order]
    same = ranked[1:] == ranked[:-1]
    lonely = order[~(np.append(same, False) | np.insert(same, 0, False))]
    for e in np.sort(lonely):
        yield masks[member[e]], int(dropped[e])


def _bits(mask: int) -> list[int]:
    return [c for c in range(mask.bit_length()) if mask >> c & 1]


def _pivot(polytope: _Polytope, mask: int, dropped: int) -> int:
    """Find the basis at the other end of the edge that leaves `mask` when inequality `dropped` may become slack."""
    m, n = polytope.shape
    rows = [i for i in range(m) if not mask >> i & 1]
    columns = [j for j in range(n) if mask >> (m + j) & 1]
    here = _exact_basis(polytope, rows, columns)
    if here is None:
        raise AssertionError("a proved basis is not singular")
    rate = _rates(polytope, rows, columns, dropped)
    best: tuple[tuple[Any, Any], int] | None = None
    for c in range(m + n):
        if mask >> c & 1 or rate[c] >= 0:
            continue
        step = (here.slack[c][0] / -rate[c], here.slack[c][1] / -rate[c])
        if best is not None and step == best[0]:
            raise NotGenericError
        if best is None or step < best[0]:
            best = (step, c)
    if best is None:
        raise AssertionError("a best-response polytope is bounded")
    return mask ^ (1 << dropped) | (1 << best[1])


def _rates(polytope: _Polytope, rows: list[int], columns: list[int], dropped: int) -> list[Any]:
    """How fast each slack changes along the edge on which the slack of `dropped` grows at rate 1."""
    m, n = polytope.shape
    payoffs = polytope.payoffs
    move: list[Any] = [flint.fmpq(0)] * m
    if dropped < m:
        move[dropped] = flint.fmpq(1)
    if rows:
        matrix = flint.fmpz_mat([[payoffs[i][j] for i in rows] for j in columns])
        if dropped < m:
            rhs = flint.fmpz_mat(len(rows), 1, [-payoffs[dropped][j] for j in columns])
        else:
            rhs = flint.fmpz_mat(len(rows), 1, [-int(j == dropped - m) for j in columns])
        for i, v in zip(rows, matrix.solve(rhs).entries(), strict=True):
            move[i] = flint.fmpq(v)
    active = [i for i in range(m) if move[i] != 0]
    return [*move, *(-sum((payoffs[i][j] * move[i] for i in active), flint.fmpq(0)) for j in range(n))]
