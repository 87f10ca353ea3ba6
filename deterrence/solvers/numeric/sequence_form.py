"""Sequence form: Nash equilibria of two-player trees with imperfect information and perfect recall.

A realisation plan gives each sequence of own choices a weight; plans satisfy linear equations, one an information set,
and payoffs are bilinear in them. The matrices are as large as the tree, not as the exponentially many pure strategies.

Zero-sum trees: a linear programme, solved in floats by HiGHS; regret at most 1e-9 of the range of payoffs. One
equilibrium of perhaps many; the value is the only one. General-sum trees: a linear complementarity problem, solved by
Lemke's algorithm in integers; one equilibrium, exact.

Algorithm
---------
1. Number each player's sequences: the empty one and one a choice. Collect chance x payoff of each terminal node at its
   pair of sequences (A, B), and the equations E x = e, F y = f of realisation plans.
2. Zero-sum: maximise f.v subject to F^T v <= A^T x, E x = e, x >= 0; y are the dual variables.
   General: x, y >= 0 with E^T p - A y >= 0 and F^T q - B^T x >= 0, complementary to x and y (`lemke`).
3. Choices at information sets from the weights; at sets that are not reached through own choices, all alike.
4. Check against best responses computed on the tree itself (`behaviour`).

Cost: the linear programme of Leduc poker (9,457 nodes) takes about 0.2 s. Lemke's algorithm is cubic in practice:
meant for up to some 100 sequences a player.

References
----------
Koller, Megiddo and von Stengel (1996), Efficient computation of equilibria for extensive two-person games, Games and
Economic Behavior 14. von Stengel (1996), Efficient computation of behavior strategies, ibid.
"""

# ruff: noqa: N803, N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.equilibria.promise import Promise
from deterrence.games.forms.strategic_form import TooLargeError
from deterrence.solvers.numeric.behaviour import (
    best_response_value,
    choice_before,
    expected_payoffs,
    is_behaviour,
    last_choices,
    tree_regret,
)
from deterrence.solvers.numeric.exact import exact_number, integer_matrix
from deterrence.solvers.numeric.flat_tree import CHANCE, FlatTree, Floats, Indices
from deterrence.solvers.numeric.lemke import lemke
from deterrence.solvers.numeric.linear_programme import linear_programme

REGRET = 1e-9
NEVER = 1e-9
MOST_ROWS = 4000  # of a dense table of integers, twice as wide as high
SIMPLE_DENOMINATOR = 10**6


@dataclass(frozen=True)
class TreeEquilibrium:
    """A Nash equilibrium of a tree in behaviour strategies.

    Attributes
    ----------
    behaviour : array, shape (choices,)
        Probability of each choice, in the order of `FlatTree.first_choice`: floats, or Fractions if `exact`.
    reached : array of bool, shape (information sets,)
        Whether the owner's earlier choices let the set be reached. Nash equilibrium says nothing of the others.
    payoffs : array, shape (2,)
        Expected payoffs.
    regret : float
        Greatest gain from deviating, as a share of the range of a player's payoffs.
    exact : bool
    """

    behaviour: NDArray[Any]
    reached: NDArray[np.bool_]
    payoffs: NDArray[Any]
    regret: float
    exact: bool

    @property
    def promise(self) -> Promise:
        """What is promised of it: one Nash equilibrium, which may not be the only one."""
        method = "sequence form" if self.exact else "sequence form (linear programming)"
        why = "this is one equilibrium, and there may be others"
        return Promise("nash", method, self.exact, False, why, False)


@dataclass(frozen=True)
class SequenceForm:
    """A two-player tree in sequence form.

    Attributes
    ----------
    choices : (int array, int array)
        The choices of each player: sequence s > 0 ends in choice `choices[player][s - 1]`.
    rows, columns : int arrays, shape (terminal nodes,)
        The last sequence of either player before each terminal node.
    constraints : (sparse, sparse)
        E and F: a realisation plan x of player 0 has x >= 0 and E x = (1, 0, ..., 0).
    """

    choices: tuple[Indices, Indices]
    rows: Indices
    columns: Indices
    constraints: tuple[Any, Any]

    def payoffs(self, weighted: NDArray[Any]) -> Any:
        """Sparse matrix over pairs of sequences of chance-weighted payoffs, given one a terminal node."""
        shape = (len(self.choices[0]) + 1, len(self.choices[1]) + 1)
        return sparse.coo_matrix((weighted, (self.rows, self.columns)), shape=shape).tocsr()


def sequence_form(tree: FlatTree) -> SequenceForm:
    """Build the sequence form of a two-player tree.

    Raises
    ------
    NotPerfectRecallError
        If a player forgets.
    ValueError
        If there are not two players.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0], [0, 0, 1], [0, -2, -2], [[0, 1], [1, 0]])
    >>> sequence_form(tree).constraints[0].toarray().tolist()
    [[1.0, 0.0, 0.0], [-1.0, 1.0, 1.0]]
    """
    if tree.players != 2:
        raise ValueError(f"the sequence form is for 2 players; this tree has {tree.players}.")
    before = choice_before(tree)
    owner = np.repeat(tree.set_player, np.diff(tree.first_choice))
    choices = np.flatnonzero(owner == 0), np.flatnonzero(owner == 1)
    # Sequence of a choice; one more place, the last, for "none yet": -1 is its index.
    sequence = np.zeros(len(owner) + 1, dtype=np.intp)
    for own in choices:
        sequence[own] = np.arange(1, len(own) + 1)
    last = last_choices(tree)[tree.terminals]
    constraints = tuple(_constraints(tree, player, before, sequence, len(choices[player])) for player in (0, 1))
    return SequenceForm(choices, sequence[last[:, 0]], sequence[last[:, 1]], (constraints[0], constraints[1]))


def _constraints(tree: FlatTree, player: int, before: Indices, sequence: Indices, choices: int) -> Any:
    """One equation an information set, what follows it sums to what precedes it; and the empty sequence weighs 1."""
    sets = np.flatnonzero(tree.set_player == player)
    sizes = np.diff(tree.first_choice)[sets]
    own = np.flatnonzero(np.repeat(tree.set_player, np.diff(tree.first_choice)) == player)
    number = np.arange(1, len(sets) + 1)
    rows = np.concatenate([[0], number, np.repeat(number, sizes)])
    columns = np.concatenate([[0], sequence[before[sets]], sequence[own]])
    values = np.concatenate([[1.0], -np.ones(len(sets)), np.ones(len(own))])
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(sets) + 1, choices + 1))


def chance_reach(tree: FlatTree, probability: NDArray[Any]) -> NDArray[Any]:
    """Product of the chance probabilities on the way to each terminal node."""
    order, start = tree.levels
    result = np.ones(tree.nodes, dtype=probability.dtype)
    for level in range(1, len(start) - 1):
        here = order[start[level] : start[level + 1]]
        above = tree.parent[here]
        result[here] = result[above] * np.where(tree.player[above] == CHANCE, probability[here], 1)
    return result[tree.terminals]


# ---------------------------------------------------------------- zero-sum: a linear programme


def zero_sum_tree(tree: FlatTree) -> TreeEquilibrium:
    """Solve a two-player zero-sum tree of perfect recall by linear programming.

    Raises
    ------
    ValueError
        If there are not two players or the payoffs of a terminal node do not sum to zero (it says which).
    NotPerfectRecallError
        If a player forgets.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> matching = FlatTree([-1, 0, 0, 1, 1, 2, 2], [0, 0, 1, 0, 1, 0, 1], [0, 1, 1, -2, -2, -2, -2],
    ...                     [[1, -1], [-1, 1], [-1, 1], [1, -1]], [0, 1, 1, -1, -1, -1, -1])
    >>> zero_sum_tree(matching).behaviour.round(6)
    array([0.5, 0.5, 0.5, 0.5])
    """
    form = sequence_form(tree)
    spread = float(np.ptp(tree.payoffs[:, 0])) or 1.0
    off = np.flatnonzero(np.abs(tree.payoffs.sum(axis=1)) > 1e-12 * spread)
    if len(off):
        raise ValueError(
            f"the game is not zero-sum: at terminal node {tree.terminals[off[0]]} the payoffs are "
            f"{tree.payoffs[off[0], 0]} and {tree.payoffs[off[0], 1]}."
        )
    best: TreeEquilibrium | None = None
    for method in ("highs-ipm", "highs-ds"):
        plans = _programme(form, chance_reach(tree, tree.probability) * tree.payoffs[:, 0] / spread, method)
        if plans is None:
            continue
        found = _from_plans(tree, form, plans)
        if best is None or found.regret < best.regret:
            best = found
        if best.regret <= REGRET:
            return best
    raise ArithmeticError(f"no solution within a regret of {REGRET}: the best has {best.regret if best else 'none'}.")


def _programme(form: SequenceForm, weighted: Floats, method: str) -> tuple[Floats, Floats] | None:
    A = form.payoffs(weighted)
    E, F = form.constraints
    inequalities = sparse.hstack([-A.T, F.T], format="csr")
    equations = sparse.hstack([E, sparse.csr_matrix((E.shape[0], F.shape[0]))], format="csr")
    cost = np.zeros(E.shape[1] + F.shape[0])
    cost[E.shape[1]] = -1
    start = np.zeros(E.shape[0])
    start[0] = 1
    result = linear_programme(
        cost,
        method,
        A_ub=inequalities,
        b_ub=np.zeros(F.shape[1]),
        A_eq=equations,
        b_eq=start,
        bounds=[(0, None)] * E.shape[1] + [(None, None)] * F.shape[0],
    )
    if result.status != 0:
        return None
    return np.maximum(result.x[: E.shape[1]], 0), np.maximum(-result.ineqlin.marginals, 0)


def _from_plans(tree: FlatTree, form: SequenceForm, plans: tuple[Floats, Floats]) -> TreeEquilibrium:
    weight = np.zeros(int(tree.first_choice[-1]))
    for own, plan in zip(form.choices, plans, strict=True):
        weight[own] = plan[1:]
    behaviour, reached = _behaviour(tree, weight, NEVER)
    return TreeEquilibrium(behaviour, reached, expected_payoffs(tree, behaviour), tree_regret(tree, behaviour), False)


def _behaviour(tree: FlatTree, weight: NDArray[Any], never: float) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Choices at each information set in proportion to the weights of the sequences that end in them."""
    behaviour = weight.copy()
    reached = np.zeros(tree.information_sets, dtype=bool)
    for number in range(tree.information_sets):
        here = slice(tree.first_choice[number], tree.first_choice[number + 1])
        total = weight[here].sum()
        reached[number] = total > never
        if reached[number]:
            behaviour[here] = weight[here] / total
        else:
            behaviour[here] = Fraction(1, len(weight[here])) if weight.dtype == object else 1 / len(weight[here])
    return behaviour, reached


# ---------------------------------------------------------------- general sum: a linear complementarity problem


def general_sum_tree(
    tree: FlatTree, most_pivots: int | None = None, payoffs: Any = None, probability: Any = None
) -> TreeEquilibrium:
    """Find one Nash equilibrium of a two-player tree of perfect recall, exactly.

    Payoffs are the decimals they print as. A chance probability is the fraction of denominator at most 10^6 that rounds
    to it where there is one (1/3 is a third), and else the decimal it prints as.

    Parameters
    ----------
    tree : FlatTree
    most_pivots : int, optional
        Give up with a ValueError after so many pivots.
    payoffs, probability : arrays of Fractions, shapes (terminal nodes, 2) and (nodes,), optional
        The tree's own exactly, where floats are not what they are.

    Raises
    ------
    ValueError
        If there are not two players, the tree is too large (`TooLargeError`), or more than `most_pivots` pivots are
        needed.
    NotPerfectRecallError
        If a player forgets.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, -2, -2, -2], [[1, 1], [0, 3], [2, 2]])
    >>> found = general_sum_tree(tree)
    >>> found.payoffs.tolist(), found.exact
    ([Fraction(1, 1), Fraction(1, 1)], True)
    """
    form = sequence_form(tree)
    if payoffs is None:
        payoffs = _exact_array(tree.payoffs, "payoffs")
    if probability is None:
        probability = np.array([_simple(p) for p in tree.probability.tolist()], dtype=object)
    matrices = [_negative(form, payoffs[:, player], chance_reach(tree, probability)) for player in (0, 1)]
    x, y = _complementarity(form, matrices[0], matrices[1], most_pivots)
    weight = np.array([Fraction(0)] * int(tree.first_choice[-1]), dtype=object)
    weight[form.choices[0]], weight[form.choices[1]] = x[1:], y[1:]
    behaviour, reached = _behaviour(tree, weight, 0)
    worth = expected_payoffs(tree, behaviour, payoffs, probability)
    optimal = all(best_response_value(tree, i, behaviour, payoffs, probability) == worth[i] for i in (0, 1))
    if not (optimal and is_behaviour(tree, behaviour)):
        raise AssertionError("a solution of the complementarity problem is an equilibrium")
    return TreeEquilibrium(behaviour, reached, worth, 0.0, True)


def _exact_array(values: Floats, name: str) -> NDArray[Any]:
    exact: NDArray[Any] = np.empty(values.shape, dtype=object)
    for at in np.ndindex(values.shape):
        exact[at] = exact_number(values[at], f"{name}{list(at)}")
    return exact


def _simple(probability: float) -> Fraction:
    simple = Fraction(probability).limit_denominator(SIMPLE_DENOMINATOR)
    return simple if float(simple) == probability else Fraction(repr(probability))


def _negative(form: SequenceForm, payoffs: NDArray[Any], chance: NDArray[Any]) -> NDArray[Any]:
    """Dense matrix of payoffs moved below zero, as the algorithm demands, over pairs of sequences; in integers."""
    shape = (len(form.choices[0]) + 1, len(form.choices[1]) + 1)
    table: NDArray[Any] = np.full(shape, Fraction(0), dtype=object)
    np.add.at(table, (form.rows, form.columns), chance * (payoffs - payoffs.max() - 1))
    return np.array(integer_matrix(table), dtype=object)


def _complementarity(
    form: SequenceForm, A: NDArray[Any], B: NDArray[Any], most_pivots: int | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Realisation plans x and y; the free p and q are differences of two non-negative variables each."""
    rows = sum(sum(constraint.shape) + constraint.shape[0] for constraint in form.constraints)
    if rows > MOST_ROWS:
        raise TooLargeError(
            f"the complementarity problem of this tree has {rows:,} rows; at most {MOST_ROWS:,} can be held"
        )
    check_time()
    E, F = (constraint.toarray().astype(int).astype(object) for constraint in form.constraints)
    (k, m), (h, n) = E.shape, F.shape
    size = m + n + 2 * (k + h)
    M: NDArray[Any] = np.zeros((size, size), dtype=object)
    x, y = slice(0, m), slice(m, m + n)
    p, p_minus = slice(m + n, m + n + k), slice(m + n + k, m + n + 2 * k)
    q, q_minus = slice(m + n + 2 * k, m + n + 2 * k + h), slice(m + n + 2 * k + h, size)
    M[x, y], M[y, x] = -A, -B.T
    M[x, p], M[x, p_minus], M[y, q], M[y, q_minus] = E.T, -E.T, F.T, -F.T
    M[p, x], M[p_minus, x], M[q, y], M[q_minus, y] = -E, E, -F, F
    b: NDArray[Any] = np.zeros(size, dtype=object)
    b[p.start], b[p_minus.start], b[q.start], b[q_minus.start] = 1, -1, 1, -1
    z = lemke(M, b, most_pivots)
    return z[x], z[y]
