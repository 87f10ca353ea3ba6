"""The agent form: every information set plays for itself. What each choice is worth there, with its derivatives.

For trees, and for games with states, in which a period ends with payoffs and the state of the next. A choice is worth
what its player expects where its information set is reached and the choice is taken, everyone else playing their part;
of a set that is hardly ever reached that is the limit, with beliefs in proportion to how its nodes are reached.

Algorithm
---------
1. List the ends of play and the choices on the way to each. An end is reached with the product of the probabilities.
2. With states, their values ``v`` solve ``v = r + P v``, where ``r`` is paid now and ``P`` is the discounted chance of
   each next state; an end is worth its payoffs and what follows it.
3. A choice is worth the mean of the ends after it, weighed by how they are reached. Derivatives by the chain rule.

Cost: linear in the number of pairs of an end and a choice on the way to it, and quadratic in the number of choices.
"""

# ruff: noqa: N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.numeric.flat_tree import CHANCE, FlatTree

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NEVER = 1e-300  # stands for a probability of zero, which has no logarithm


@dataclass(frozen=True, eq=False)
class States:
    """What makes a game with states of its ends.

    Attributes
    ----------
    state : int array, shape (ends,)
        The state in whose period each end lies.
    following : float array, shape (ends, states)
        The chance of each state of the next period, times the discount factor. Payoffs are multiplied by one less the
        discount factor already.
    """

    state: Indices
    following: Floats


@dataclass(frozen=True, eq=False)
class AgentForm:
    """The ends of play, and the choices on the way to each.

    Attributes
    ----------
    ends, choices : int arrays, shape (pairs,)
        Pairs of an end and a choice on the way to it.
    chance : float array, shape (ends,)
        The product of the probabilities of chance on the way.
    payoffs : float array, shape (ends, players)
        What is paid at each end.
    sizes : int array, shape (information sets,)
        How many choices each has; choices are numbered set after set.
    owner : int array, shape (choices,)
        Whose choice it is.
    states : States, optional
        For games with states.
    """

    ends: Indices
    choices: Indices
    chance: Floats
    payoffs: Floats
    sizes: Indices
    owner: Indices
    states: States | None = None

    @property
    def discount(self) -> float:
        """The discount factor; 0 without states."""
        return 0.0 if self.states is None else float(self.states.following.sum(axis=1)[0])

    @cached_property
    def _log_chance(self) -> Floats:
        return np.log(np.maximum(self.chance, NEVER))

    @cached_property
    def _way(self) -> Any:
        shape = len(self.chance), len(self.owner)
        return sparse.csr_matrix((np.ones(len(self.ends)), (self.ends, self.choices)), shape=shape)

    def log_reach(self, log_p: Floats) -> Floats:
        """The logarithm of the probability of each end, from the beginning of the game or of its period."""
        return np.asarray(self._log_chance + self._way @ log_p)

    def values(self, reach: Floats) -> Floats:
        """What each end is worth to each player, shape (ends, players)."""
        if self.states is None:
            return self.payoffs
        now = self._by_state(reach[:, None] * self.payoffs)
        return np.asarray(self.payoffs + self.states.following @ np.linalg.solve(self._stay(reach), now))

    def state_values(self, reach: Floats) -> Floats:
        """What each state is worth to each player, shape (states, players); one state where there are none."""
        return self._by_state(reach[:, None] * self.values(reach))

    def occupied(self, reach: Floats, start: int) -> Floats:
        """How much of all time each end takes, discounted, when play starts in a state."""
        if self.states is None:
            return reach
        beginning = np.zeros(self.states.following.shape[1])
        beginning[start] = 1 - self.discount
        return np.asarray(reach * np.linalg.solve(self._stay(reach).T, beginning)[self.states.state])

    def _by_state(self, rows: Floats) -> Floats:
        if self.states is None:
            return np.asarray(rows.sum(axis=0, keepdims=True))
        total = np.zeros((self.states.following.shape[1], rows.shape[1]))
        np.add.at(total, self.states.state, rows)
        return total

    def _stay(self, reach: Floats) -> Floats:
        """I - P."""
        assert self.states is not None
        count = self.states.following.shape[1]
        return np.asarray(np.eye(count) - self._by_state(reach[:, None] * self.states.following))

    def worth(self, log_p: Floats) -> tuple[Floats, Floats]:
        """What each choice is worth to its player, and the derivatives in the logarithms of all probabilities.

        Examples
        --------
        >>> form = agent_form(FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, -2, -2, -2], [[2, 2], [1, 1], [0, 3]]))
        >>> form.worth(np.log([0.5, 0.5, 0.25, 0.75]))[0].tolist()
        [0.25, 2.0, 1.0, 3.0]
        """
        check_time()
        count, log_reach = len(self.owner), self.log_reach(log_p)
        reach = np.exp(log_reach)
        value = self.values(reach)
        # Relative to the likeliest end after each choice, so that choices hardly ever reached have a mean, too.
        highest = np.full(count, -np.inf)
        np.maximum.at(highest, self.choices, log_reach[self.ends])
        weight = np.exp(log_reach[self.ends] - highest[self.choices])
        share = weight / np.bincount(self.choices, weight, count)[self.choices]
        own = share * value[self.ends, self.owner[self.choices]]
        worth = np.asarray(np.bincount(self.choices, own, count), dtype=np.float64)
        shape = count, len(self.chance)
        Q = sparse.csr_matrix((share, (self.choices, self.ends)), shape=shape)
        QV = sparse.csr_matrix((own, (self.choices, self.ends)), shape=shape)
        slope = (QV @ self._way).toarray() - worth[:, None] * (Q @ self._way).toarray()
        later = 0.0 if self.states is None else self._later(Q @ self.states.following, reach, value)
        return worth, np.asarray(slope + later)

    def _later(self, following: Floats, reach: Floats, value: Floats) -> Floats:
        """The derivatives by way of the values of the states that follow each choice."""
        assert self.states is not None
        count = len(self.owner)
        found, stay = np.zeros((count, count)), self._stay(reach)
        for player in range(value.shape[1]):
            moved = np.zeros((len(stay), count))
            np.add.at(moved, (self.states.state[self.ends], self.choices), (reach * value[:, player])[self.ends])
            rows = self.owner == player
            found[rows] = following[rows] @ np.linalg.solve(stay, moved)
        return found


def agent_form(tree: FlatTree) -> AgentForm:
    """The agent form of a tree."""
    terminals = tree.terminals
    ends: list[Indices] = [np.zeros(0, dtype=np.intp)]
    choices: list[Indices] = [np.zeros(0, dtype=np.intp)]
    chance = np.ones(len(terminals))
    at, index = terminals, np.arange(len(terminals), dtype=np.intp)
    while len(at):
        taken = tree.arrival[at] >= 0
        ends.append(index[taken])
        choices.append(tree.arrival[at[taken]])
        above = tree.parent[at].astype(np.intp)
        drawn = (above >= 0) & (tree.player[np.maximum(above, 0)] == CHANCE)
        chance[index[drawn]] *= tree.probability[at[drawn]]
        at, index = above[above >= 0], index[above >= 0]
    sizes = np.diff(tree.first_choice)
    owner = np.repeat(tree.set_player, sizes).astype(np.intp)
    return AgentForm(np.concatenate(ends), np.concatenate(choices), chance, tree.payoffs, sizes, owner)
