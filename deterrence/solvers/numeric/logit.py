"""The logit correspondence: quantal response equilibria from centroid to limit, of strategic forms and of trees.

In a logit quantal response equilibrium each agent plays a choice with a probability proportional to exp(precision x
its expected payoff). The branch that begins at precision 0, where all choices are equally likely, leads for almost all
games to one Nash equilibrium: the limiting equilibrium. An agent is a player, or in a tree an information set (the
agent form).

Each point returned satisfies the equations to 1e-9. The limit is the last point with small probabilities set to
zero and indifference solved by Newton's method; its `regret` says how good an equilibrium it is. One equilibrium of
perhaps many.

Algorithm
---------
1. Unknowns: the logarithms of all probabilities and the precision. Equations: log p_s - log p_0 = precision x
   (u_s - u_0) for each agent's choices s > 0, and probabilities sum to 1.
2. Predict along the tangent of the curve, correct by Newton's method at right angles to it, and let the step grow
   or shrink with the work that the correction took; the curve may turn back in the precision.

3. At the precisions asked for, Newton's method from many other starts (pure profiles, and random ones, the same every
   time) finds quantal responses besides: further points of this branch where it turns back, and points of others.

Cost: a step is cubic in the number of choices; some hundred steps.

References
----------
McKelvey and Palfrey (1995), Quantal response equilibria for normal form games, Games and Economic Behavior 10.
McKelvey and Palfrey (1998), Quantal response equilibria for extensive form games, Experimental Economics 1.
Turocy (2005), A dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence, ibid. 51.
"""

# ruff: noqa: N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.algebra.time_limit.tasks import in_time
from deterrence.equilibria.promise import Promise
from deterrence.games.forms.strategic_form import TooLargeError
from deterrence.solvers.numeric.agent_form import NEVER, AgentForm, agent_form
from deterrence.solvers.numeric.behaviour import choice_before, tree_regret
from deterrence.solvers.numeric.flat_tree import FlatTree
from deterrence.solvers.numeric.strategic_form import gain_slopes, gains, one_game, regret

Floats = NDArray[np.float64]
T = TypeVar("T")

TOLERANCE = 1e-11
FIRST_STEP = 0.05
GROWTH = 1.25
LEAST_COSINE = 0.99
SMALLEST_STEP = 1e-8
MOST_CORRECTIONS = 6
NEGLIGIBLE = 1e-3
REGRET = 1e-9
MANY_CHOICES = 500  # a step with more takes long, so that a time limit ends the waiting for it
MOST_SEARCHED = 40  # with more choices, no other quantal responses are looked for
STARTS = 16
NEAR_PURE = 1e-3
MOST_TURNS = 60
LONGEST_TURN = 2.0
APART = 1e-6
MOST_CHOICES = 5_000  # a step holds several square matrices of this size


@dataclass(frozen=True)
class LogitPath:
    """The principal branch of the logit correspondence.

    Attributes
    ----------
    precision : float array, shape (points,)
        From 0 on; it may fall where the curve turns back.
    probability : float array, shape (points, choices)
        Of each choice: player by player, or in the order of `FlatTree.first_choice`.
    log_probability : float array, shape (points, choices)
        Its logarithm, also where it is too small for a float.
    limit : float array, shape (choices,)
        The equilibrium that the branch approaches.
    regret : float
        Greatest gain from deviating from `limit`, as a share of the range of a player's payoffs.
    others : tuple of float arrays, each of shape (found, choices)
        For each precision that was asked for, the probabilities of other quantal responses that were found there.
    """

    precision: Floats
    probability: Floats
    log_probability: Floats
    limit: Floats
    regret: float
    others: tuple[Floats, ...] = ()

    @property
    def promise(self) -> Promise:
        """What is promised of it: the branch that begins where everything is played alike."""
        why = "this is the branch from the centre, and there may be others"
        return Promise("logit", "logit", False, False, why, False)


class _Agents:
    """Choices grouped by agent, and what each is worth as a function of the logarithms of all probabilities.

    `worth` returns it with its derivative.
    """

    def __init__(self, sizes: Sequence[int], worth: Callable[[Floats], tuple[Floats, Floats]], scale: float) -> None:
        self.sizes, self.worth, self.scale = np.array(sizes), worth, scale
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)])[:-1]
        self.agent = np.repeat(np.arange(len(sizes)), self.sizes)
        self.rest = np.setdiff1d(np.arange(len(self.agent)), self.starts)

    def derivative(self, log_p: Floats) -> tuple[Floats, Floats]:
        """Worth of each choice, in units of the scale, and its derivative."""
        check_time()
        value, slope = self.worth(log_p)
        return value / self.scale, slope / self.scale

    def equations(self, log_p: Floats, precision: float) -> tuple[Floats, Floats]:
        """Residuals, one a choice, and their derivative in all logarithms and the precision."""
        check_time()
        return _waited_for(len(log_p), lambda: self._equations(log_p, precision))

    def _equations(self, log_p: Floats, precision: float) -> tuple[Floats, Floats]:
        value, slope = self.derivative(log_p)
        first = self.starts[self.agent]
        residual = log_p - log_p[first] - precision * (value - value[first])
        identity = np.eye(len(log_p))
        J = np.column_stack([identity - identity[first] - precision * (slope - slope[first]), value[first] - value])
        p = np.exp(log_p)
        residual[self.starts] = np.add.reduceat(p, self.starts) - 1
        J[self.starts] = 0
        for a, start in enumerate(self.starts):
            J[start, start : start + self.sizes[a]] = p[start : start + self.sizes[a]]
        return residual, J


def logit_strategic_form(payoffs: Any, most_precision: float = 1e6, at: Sequence[float] = ()) -> LogitPath:
    """Trace the logit correspondence of a strategic form of any number of players.

    Parameters
    ----------
    payoffs : array_like, shape (players, moves of player 0, moves of player 1, ...)
    most_precision : float
        Where to stop, in units of one over the greatest range of a player's payoffs.
    at : sequence of float
        Return the points at these precisions, in units of the payoffs, in place of those the tracing takes.

    Raises
    ------
    ValueError
        If the payoffs have the wrong shape or are not finite.
    TooLargeError
        For more than 5,000 choices.
    ArithmeticError
        If the curve cannot be followed.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> path = logit_strategic_form([[[2, 0], [0, 1]], [[1, 0], [0, 3]]])
    >>> path.probability[0].round(3).tolist(), path.limit.tolist()
    ([0.5, 0.5, 0.5, 0.5], [0.0, 1.0, 0.0, 1.0])
    """
    game = one_game(payoffs)
    sizes = game.shape[1:]
    _check_size(sum(sizes))
    cuts = np.cumsum(sizes)[:-1]

    def worth(log_p: Floats) -> tuple[Floats, Floats]:
        p = np.exp(log_p)
        profile = np.split(p, cuts)
        return np.concatenate(gains(game, profile)), gain_slopes(game, profile) * p

    agents = _Agents(sizes, worth, _range(game.reshape(len(game), -1).T))
    return _path(agents, lambda p: regret(game, np.split(p, cuts)), most_precision, at)


def logit_tree(tree: FlatTree, most_precision: float = 1e6, at: Sequence[float] = ()) -> LogitPath:
    """Trace the logit correspondence of the agent form of a tree of perfect recall; see `logit_strategic_form`.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, -2, -2, -2], [[1, 1], [0, 3], [2, 2]])
    >>> logit_tree(tree).limit.tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    _check_size(int(tree.first_choice[-1]))
    choice_before(tree)  # refuses imperfect recall
    form = agent_form(tree)
    agents = _Agents(form.sizes.tolist(), form.worth, _range(tree.payoffs))
    return _path(agents, lambda p: tree_regret(tree, p), most_precision, at)


def logit_agents(form: AgentForm, most_precision: float = 1e6, at: Sequence[float] = ()) -> LogitPath:
    """Trace the logit correspondence of an agent form, such as a game with states; see `logit_strategic_form`.

    The limit is a stationary equilibrium: `regret` is the most that an agent gains by another choice, wherever it is.
    """
    _check_size(len(form.owner))
    agents = _Agents(form.sizes.tolist(), form.worth, _range(form.payoffs) / (1 - form.discount))

    def judge(p: Floats) -> float:
        value, _ = agents.derivative(np.log(np.maximum(p, NEVER)))
        best = np.maximum.reduceat(value, agents.starts)
        return float((best - np.add.reduceat(p * value, agents.starts)).max())

    return _path(agents, judge, most_precision, at)


def _range(payoffs: Floats) -> float:
    with np.errstate(over="ignore"):
        largest = float(np.ptp(payoffs, axis=0).max())
    if not np.isfinite(largest):
        raise ValueError("a player's payoffs range over more than floats can hold; divide them by a common factor")
    return largest or 1.0


# ---------------------------------------------------------------- predictor and corrector


def _path(agents: _Agents, judge: Callable[[Floats], float], most: float, at: Sequence[float]) -> LogitPath:
    wanted = [float(value) * agents.scale for value in at]
    if not all(np.isfinite(value) and value >= 0 for value in wanted):
        raise ValueError(f"at holds {list(at)}; a precision must be finite and not negative.")
    point = np.append(-np.log(agents.sizes[agents.agent]), 0.0)
    tangent = _tangent(agents, point, np.append(np.zeros(len(point) - 1), 1.0))
    if tangent is None:
        raise ArithmeticError("the curve has no direction at precision 0.")
    points, step = [point], FIRST_STEP
    limit, worst = _limit(agents, point, judge)
    check = 10.0
    while point[-1] < max([most, *wanted]) and len(agents.rest):
        corrected = _correct(agents, point + step * tangent, tangent, step)
        after = None if corrected is None else _tangent(agents, corrected, tangent)
        if corrected is None or after is None or not after @ tangent >= LEAST_COSINE:
            step /= 2
            if step < SMALLEST_STEP:
                raise ArithmeticError(f"the curve cannot be followed beyond precision {point[-1] / agents.scale}.")
            continue
        point, tangent, step = corrected, after, step * GROWTH
        points.append(point)
        if point[-1] > check:
            check = 3 * point[-1]
            limit, worst = _limit(agents, point, judge)
            if worst <= REGRET and point[-1] >= max([1000.0, *wanted]):
                break
    table = np.array([_at(agents, points, value) for value in wanted] if at else points)
    others = tuple(_others(agents, point) for point in table) if at else ()
    return LogitPath(table[:, -1] / agents.scale, np.exp(table[:, :-1]), table[:, :-1], limit, worst, others)


def _check_size(choices: int) -> None:
    if choices > MOST_CHOICES:
        raise TooLargeError(
            f"this game has {choices:,} choices; the logit correspondence can be traced for at most {MOST_CHOICES:,}"
        )


def _waited_for(size: int, work: Callable[[], T]) -> T:
    """The result of numerical work on matrices of some size, which need not be waited for beyond the time limit."""
    return work() if size < MANY_CHOICES else in_time(work)


def _solution(matrix: Floats, right: Floats) -> Floats:
    return _waited_for(len(right), lambda: np.asarray(np.linalg.solve(matrix, right), dtype=np.float64))


def _least_squares(matrix: Floats, right: Floats) -> Floats:
    return _waited_for(len(right), lambda: np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0], dtype=np.float64))


def _tangent(agents: _Agents, point: Floats, before: Floats) -> Floats | None:
    """Direction of the curve: the null vector of the derivative, the same way round as before; None at a corner."""
    _, J = agents.equations(point[:-1], point[-1])
    try:
        direction = _solution(np.vstack([J, before]), np.append(np.zeros(len(J)), 1.0))
    except np.linalg.LinAlgError:
        return None
    return np.asarray(direction / np.linalg.norm(direction))


def _correct(agents: _Agents, point: Floats, tangent: Floats, step: float) -> Floats | None:
    """Newton's method back to the curve, at right angles to the step taken; None where it wanders."""
    last = np.inf
    for turn in range(MOST_CORRECTIONS):
        residual, J = agents.equations(point[:-1], point[-1])
        try:
            correction = _solution(np.vstack([J, tangent]), np.append(residual, 0.0))
        except np.linalg.LinAlgError:
            return None
        size = float(np.linalg.norm(correction))
        if not np.isfinite(size) or size > 0.1 * max(step, 1e-6) or (turn and size > 0.5 * last and size > TOLERANCE):
            return None
        point = point - correction
        if point[-1] < 0:
            return None
        if size <= TOLERANCE * max(1.0, float(np.linalg.norm(point))):
            return point
        last = size
    return None


def _at(agents: _Agents, points: list[Floats], precision: float) -> Floats:
    """The first point of the branch with a given precision."""
    for before, after in pairwise(points):
        if before[-1] <= precision <= after[-1]:
            share = (precision - before[-1]) / ((after[-1] - before[-1]) or 1.0)
            point = before + share * (after - before)
            for _ in range(50):
                residual, J = agents.equations(point[:-1], precision)
                correction = _solution(J[:, :-1], residual)
                point = np.append(point[:-1] - correction, precision)
                if np.abs(correction).max() < TOLERANCE * max(1.0, float(np.abs(point).max())):
                    return point
    if precision == 0:
        return points[0]
    raise ArithmeticError(f"the branch could not be evaluated at precision {precision / agents.scale}.")


def _others(agents: _Agents, known: Floats) -> Floats:
    """The probabilities of other quantal responses at the precision of a point, as many as are found."""
    found = [np.exp(known[:-1])]
    if len(known) <= MOST_SEARCHED:
        for start in _starts(agents):
            log_p = _settled(agents, start, float(known[-1]))
            if log_p is not None and all(np.abs(np.exp(log_p) - p).max() > APART for p in found):
                found.append(np.exp(log_p))
    return np.array(found[1:]).reshape(-1, len(known) - 1)


def _starts(agents: _Agents) -> Iterator[Floats]:
    """Logarithms of probabilities: near pure profiles, at most `STARTS` of them, and as many random ones."""
    sizes = [range(size) for size in agents.sizes.tolist()]
    for chosen in islice(product(*sizes), STARTS):
        near = np.full(len(agents.agent), np.log(NEAR_PURE))
        near[agents.starts + np.array(chosen)] = 0.0
        yield near
    source = np.random.default_rng(0)
    for _ in range(STARTS):
        weights = source.exponential(size=len(agents.agent)) ** 2
        yield np.log(weights / np.add.reduceat(weights, agents.starts)[agents.agent])


def _settled(agents: _Agents, log_p: Floats, precision: float) -> Floats | None:
    """Newton's method at one precision, with short steps; None where it settles nowhere."""
    for _ in range(MOST_TURNS):
        residual, J = agents.equations(log_p, precision)
        try:
            step = _solution(J[:, :-1], residual)
        except np.linalg.LinAlgError:
            return None
        size = float(np.abs(step).max())
        if not np.isfinite(size):
            return None
        log_p = np.minimum(log_p - step * min(1.0, LONGEST_TURN / max(size, 1e-300)), 0.0)
        if size < TOLERANCE * max(1.0, float(np.abs(log_p).max())):
            return log_p
    return None


def _limit(agents: _Agents, point: Floats, judge: Callable[[Floats], float]) -> tuple[Floats, float]:
    """The equilibrium near a point: drop what is hardly played, and make what is left indifferent."""
    p = np.exp(point[:-1])
    best = p / np.add.reduceat(p, agents.starts)[agents.agent]
    worst = judge(best)
    for negligible in (NEGLIGIBLE, 0.02, 1e-6):
        polished = _indifferent(agents, p, p > negligible)
        if polished is not None and (here := judge(polished)) <= max(worst, 1e-15):
            best, worst = polished, here
        if worst <= REGRET:
            break
    return best, worst


def _indifferent(agents: _Agents, p: Floats, played: NDArray[np.bool_]) -> Floats | None:
    """Newton's method for equal worth of the choices played; None if it leaves the probabilities."""
    if not np.logical_or.reduceat(played, agents.starts).all():
        return None
    p = np.where(played, p, 0.0)
    p = p / np.add.reduceat(p, agents.starts)[agents.agent]
    reference = np.array([np.flatnonzero(played & (agents.agent == a))[0] for a in range(len(agents.starts))])
    unknown = np.flatnonzero(played)
    others = np.setdiff1d(unknown, reference)
    for _ in range(30):
        if not len(others):
            break
        value, slope = agents.derivative(np.log(np.maximum(p, NEVER)))
        slope = slope[:, unknown] / p[unknown]
        base = reference[agents.agent]
        sums = (agents.agent[unknown] == np.arange(len(agents.starts))[:, None]).astype(np.float64)
        J = np.vstack([(slope - slope[base])[others], sums])
        residual = np.concatenate([(value - value[base])[others], sums @ p[unknown] - 1])
        correction = _least_squares(J, residual)
        p[unknown] -= correction
        if not (p[unknown] > 0).all():
            return None
        if np.abs(correction).max() < 1e-14:
            break
    return np.asarray(p / np.add.reduceat(p, agents.starts)[agents.agent])
