"""Polynomial systems per support: all Nash equilibria of small games of any number of players, a batch at once.

`complete` is true where these are proved to be all. Where it is false `why` says so: ties at an equilibrium, which can
make a continuum of them, or a polynomial system with a singular solution.

Algorithm
---------
1. No player mixes: compare payoffs.
2. Two players mix and the others do not: the equations are linear. Solve the bimatrix game left when the others' moves
   are fixed (`support_enumeration`), and keep what the others have no reason to leave. Exact for exact payoffs.
3. Three or more mix: multilinear equations on each profile of supports, all of whose solutions are isolated by interval
   arithmetic (`interval_newton`); keep those with positive probabilities and no better strategy outside the supports.
4. Check every equilibrium by its regret.

Cost: about 1 ms a game for 2 x 2 x 2 in a batch, 2 s for 3 x 3 x 3.

References
----------
Herings and Peeters (2005), A globally convergent algorithm to compute all Nash equilibria for n-person games, Annals of
Operations Research 137. McKelvey and McLennan (1996), Computation of equilibria in finite games, Handbook of
Computational Economics 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.exact.roots import rational
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.solvers.numeric.exact import exact_number
from deterrence.solvers.numeric.interval_newton import Supports, find_roots
from deterrence.solvers.numeric.maximal_nash_subsets import maximal_nash_subsets
from deterrence.solvers.numeric.pure_enumeration import pure_enumeration
from deterrence.solvers.numeric.strategic_form import Payoffs, gains, payoff_batch, regret
from deterrence.solvers.numeric.support_enumeration import BatchEquilibria, support_enumeration

Floats = NDArray[np.float64]
Profile = tuple[tuple[Any, ...], ...]  # a mixed strategy a player: Fractions where exact, else floats

CLEAR = 1e-10
"""Gains and probabilities farther than this from zero, payoffs having a range of 1, have a certain sign."""
REGRET = 1e-9
MOST_SUPPORTS = 20_000
TIED = "a player has another best response at an equilibrium, so there may be a continuum of equilibria"
SINGULAR = "the equations on some supports have a singular solution, near which there may be more"


@dataclass(frozen=True)
class MixedEquilibria:
    """Equilibria of a batch of games.

    Attributes
    ----------
    equilibria : for each game, a tuple of profiles in ascending order
        A profile has one mixed strategy a player: Fractions where the equations are linear and the payoffs exact, else
        floats.
    complete : bool array, shape (games,)
        Whether these are proved to be all.
    why : for each game, why not; empty where complete.
    """

    equilibria: tuple[tuple[Profile, ...], ...]
    complete: NDArray[np.bool_]
    why: tuple[str, ...]


def polynomial_systems(payoffs: Any, deadline: Deadline | None = None) -> MixedEquilibria:
    """Find all equilibria of every game of a batch.

    Parameters
    ----------
    payoffs : array_like, shape (games, players, moves of player 0, moves of player 1, ...)
        At least two players, at most 4 moves each.
    deadline : Deadline, optional
        When to stop with what there is, incomplete.

    Raises
    ------
    ValueError
        If the array is ragged or empty, has the wrong shape, is too large, or holds anything but finite numbers.

    Examples
    --------
    >>> game = np.zeros((3, 2, 2, 2), dtype=int)  # two of three: the odd one out pays
    >>> for player, move in np.ndindex(3, 2):
    ...     alone = [1 - move] * 3
    ...     alone[player] = move
    ...     game[(player, *alone)] = -1
    >>> found = polynomial_systems([game])
    >>> [[[float(p) for p in strategy] for strategy in profile] for profile in found.equilibria[0]]
    [[[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]]
    >>> bool(found.complete[0])
    True
    """
    batch = payoff_batch(payoffs)
    players, moves = batch.shape[1], batch.shape[2:]
    if players < 2:
        raise ValueError("a game needs at least 2 players.")
    mixing = list(_mixing_supports(moves))
    found: list[dict[Profile, None]] = [{} for _ in range(len(batch))]
    why: list[set[str]] = [set() for _ in range(len(batch))]
    scaled = _scaled(batch)
    _pure(batch, scaled, found, why)
    for pair in combinations(range(players), 2):
        for fixed in product(*(range(moves[r]) for r in range(players) if r not in pair)):
            _Linear(batch, scaled, pair, fixed).collect(found, why)
    deadline = deadline or Deadline()
    try:
        for supports in mixing:
            deadline.check()
            _polynomial(scaled, supports, found, why, deadline)
    except OutOfTime:
        for reasons in why:
            reasons.add(deadline.why)
    for game, profiles in enumerate(found):
        for profile in profiles:
            if not regret(scaled[game], [np.array(s, dtype=float) for s in profile]) <= REGRET:
                raise AssertionError(f"game {game}: {profile} is no equilibrium")
    return MixedEquilibria(
        tuple(tuple(sorted(profiles)) for profiles in found),
        np.array([not reasons for reasons in why], dtype=bool),
        tuple("; ".join(sorted(reasons)) for reasons in why),
    )


def _mixing_supports(moves: tuple[int, ...]) -> Iterator[Supports]:
    """Profiles of supports in which three players or more mix."""
    choices = [[s for k in range(1, n + 1) for s in combinations(range(n), k)] for n in moves]
    count = np.prod([float(len(c)) for c in choices])
    if max(moves) > 4 or count > MOST_SUPPORTS:
        raise ValueError(
            f"a game of {' x '.join(map(str, moves))} is too large: it has {count:.0f} profiles of supports."
        )
    return (supports for supports in product(*choices) if sum(len(s) > 1 for s in supports) > 2)


def _scaled(batch: Payoffs) -> Floats:
    """Each player's payoffs moved and scaled to [0, 1]: exactly first where they are exact, then as floats."""
    axes = tuple(range(2, batch.ndim))
    if batch.dtype.kind in "iu":
        batch = batch.astype(object)
    low = batch.min(axis=axes, keepdims=True) if batch.size else batch[:, :, :0]
    spread = (batch.max(axis=axes, keepdims=True) - low) if batch.size else low
    return np.asarray((batch - low) / np.where(spread == 0, 1, spread), dtype=np.float64)


def _pure(batch: Payoffs, scaled: Floats, found: list[dict[Profile, None]], why: list[set[str]]) -> None:
    pure = pure_enumeration(batch)
    for game, profile in zip(pure.game.tolist(), pure.moves.tolist(), strict=True):
        strategies = tuple(
            tuple(Fraction(int(s == move)) for s in range(n)) for move, n in zip(profile, batch.shape[2:], strict=True)
        )
        found[game][strategies] = None
        for player, move in enumerate(profile):
            line = batch[game, player][(*profile[:player], slice(None), *profile[player + 1 :])]
            if np.count_nonzero(line == line[move]) > 1:
                why[game].add(TIED)


class _Linear:
    """Two players mix; the moves of the others are fixed."""

    def __init__(self, batch: Payoffs, scaled: Floats, pair: tuple[int, int], fixed: tuple[int, ...]) -> None:
        self.batch, self.scaled, self.pair = batch, scaled, pair
        self.players, self.moves = batch.shape[1], batch.shape[2:]
        self.others = [r for r in range(self.players) if r not in pair]
        self.fixed = dict(zip(self.others, fixed, strict=True))

    def collect(self, found: list[dict[Profile, None]], why: list[set[str]]) -> None:
        """Add the equilibria of this kind, and the games in which a continuum may hide."""
        at = tuple(self.fixed.get(r, slice(None)) for r in range(self.players))
        first, second = (self.batch[(slice(None), player, *at)] for player in self.pair)
        local = support_enumeration(first, second)
        gain = self._gains_of_others(local.game, local.x, local.y)
        self._continua(local, gain, why)
        mixed = ((local.x > 0).sum(axis=1) > 1) | ((local.y > 0).sum(axis=1) > 1)
        possible = (gain <= CLEAR).all(axis=1) & mixed
        for e in np.flatnonzero(possible):
            game = int(local.game[e])
            profile = self._profile(local, int(e))
            ties = self._ties(game, profile)
            if ties is None:
                continue
            found[game][profile] = None
            if ties:
                why[game].add(TIED)

    def _gains_of_others(self, game: Any, x: Floats, y: Floats) -> Floats:
        """What each fixed player could gain by each other move; one column a player and move."""
        columns = [np.zeros((len(game), 0))]
        for r in self.others:
            at = tuple(self.fixed.get(q, slice(None)) if q != r else slice(None) for q in range(self.players))
            table = self.scaled[(slice(None), r, *at)][game]
            kept = sorted([*self.pair, r])
            table = np.moveaxis(table, [kept.index(p) + 1 for p in (*self.pair, r)], [1, 2, 3])
            value = np.einsum("eijk,ei,ej->ek", table, x, y)
            columns.append(np.delete(value - value[:, [self.fixed[r]]], self.fixed[r], axis=1))
        return np.concatenate(columns, axis=1)

    def _continua(self, local: BatchEquilibria, gain: Floats, why: list[set[str]]) -> None:
        """Flag games whose component of equilibria of the two no single deviation of another player rules out.

        A gain is bilinear on conv(X) x conv(Y): if positive at all pairs of extreme points, then throughout.
        """
        if not self.others:
            for game in np.flatnonzero(local.degenerate):
                here = np.flatnonzero(local.game == game)
                if any(len(c) > 1 or len(c[0].rows) * len(c[0].columns) > 1 for c in _components(local, here)[1]):
                    why[game].add(TIED)
            return
        starts = np.searchsorted(local.game, np.arange(len(local.degenerate) + 1))
        for game in np.flatnonzero(local.degenerate):
            here = np.arange(starts[game], starts[game + 1])
            place, components = _components(local, here)
            for subset in (s for c in components for s in c):
                inside = [place[i, j] for i in subset.rows for j in subset.columns]
                if len(inside) > 1 and not (gain[inside].min(axis=0, initial=np.inf) > CLEAR).any():
                    why[game].add(TIED)

    def _profile(self, local: BatchEquilibria, e: int) -> Profile:
        first, second = (
            local.fractions(e) if local.exact[e] else (tuple(local.x[e].tolist()), tuple(local.y[e].tolist()))
        )
        pair = dict(zip(self.pair, (first, second), strict=True))
        return tuple(
            pair.get(r) or tuple(Fraction(int(s == self.fixed[r])) for s in range(self.moves[r]))
            for r in range(self.players)
        )

    def _ties(self, game: int, profile: Profile) -> bool | None:
        """Whether a player has a best response outside the support; None if the profile is no equilibrium."""
        exact = all(rational(p) is not None for strategy in profile for p in strategy)
        strategies = [np.array(strategy, dtype=np.float64) for strategy in profile]
        value = gains(self.scaled[game], strategies)
        ties = False
        for player, (gain, strategy) in enumerate(zip(value, strategies, strict=True)):
            margin = gain.max() - gain
            close = np.flatnonzero((strategy == 0) & (margin <= CLEAR) & (gain >= gain[strategy > 0].min() - CLEAR))
            if len(close) and exact:
                line = _exact_gains(self.batch[game, player], player, profile)
                best = max(line[s] for s in np.flatnonzero(strategy > 0))
                if any(line[s] > best for s in close):
                    return None
                close = close[[line[s] == best for s in close]]
            ties |= len(close) > 0
        return ties


def _components(local: BatchEquilibria, here: Any) -> tuple[dict[tuple[int, int], int], Any]:
    """Maximal Nash subsets of one game's equilibria, and where each pair of strategies is in the batch."""
    rows: dict[bytes, int] = {}
    columns: dict[bytes, int] = {}
    place = {}
    for e in here:
        i = rows.setdefault(np.round(local.x[e], 12).tobytes(), len(rows))
        j = columns.setdefault(np.round(local.y[e], 12).tobytes(), len(columns))
        place[i, j] = int(e)
    return place, maximal_nash_subsets(place)


def _exact_gains(payoffs: Any, player: int, profile: Profile) -> list[Fraction]:
    """Payoff of each of a player's moves against the others' strategies, exactly."""
    line = [Fraction(0)] * payoffs.shape[player]
    supports = [
        range(len(line)) if q == player else [s for s, p in enumerate(strategy) if p]
        for q, strategy in enumerate(profile)
    ]
    for at in product(*supports):
        weight = Fraction(1)
        for q, s in enumerate(at):
            if q != player:
                weight *= profile[q][s]
        value = payoffs[at]
        line[at[player]] += weight * exact_number(value, "a payoff")
    return line


def _polynomial(
    scaled: Floats,
    supports: Supports,
    found: list[dict[Profile, None]],
    why: list[set[str]],
    deadline: Deadline,
) -> None:
    """Add the equilibria on supports with which three players or more mix."""
    # A game once found to have singular solutions will have more: search it with less patience.
    patience = np.array([0.05 if SINGULAR in reasons else 1.0 for reasons in why])
    roots = find_roots(scaled, supports, patience, deadline)
    for game in roots.undecided.tolist():
        why[game].add(SINGULAR)
    for game, point in zip(roots.game.tolist(), roots.point, strict=True):
        strategies, start = [], 0
        for n, support in zip(scaled.shape[2:], supports, strict=True):
            rest = point[start : start + len(support) - 1]
            start += len(support) - 1
            strategy = np.zeros(n)
            strategy[list(support)] = [1 - rest.sum(), *rest]
            strategies.append(strategy)
        weights = np.concatenate([strategy[list(s)] for strategy, s in zip(strategies, supports, strict=True)])
        outside = [
            np.delete(gain - gain[support[0]], support)
            for gain, support in zip(gains(scaled[game], strategies), supports, strict=True)
        ]
        gain = np.concatenate(outside).max(initial=-1)
        if weights.min() < -CLEAR or gain > CLEAR:
            continue
        if weights.min() <= CLEAR or gain >= -CLEAR:
            # On the edge of its supports: an equilibrium with a tie, of these supports or of smaller ones.
            why[game].add(TIED)
        if weights.min() > 0:
            found[game][tuple(tuple((strategy / strategy.sum()).tolist()) for strategy in strategies)] = None
