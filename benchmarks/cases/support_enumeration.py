"""All equilibria of many 3 x 3 games of random integers from 0 to 100. About one in eleven of them is degenerate
somewhere: QuantEcon's and Nashpy's support enumeration promise nothing of those, this toolkit returns all their extreme
equilibria."""

from functools import partial

import numpy as np

from benchmarks.gambit import count, strategic_form

TITLE = "A sweep of 3 x 3 games"


def games(count):
    return np.random.default_rng(0).integers(0, 101, (2, count, 3, 3))


def deterrence(work):
    import deterrence as dt

    return len(dt.solve(dt.Batch.from_arrays(*work)))


def quantecon(work):
    from quantecon.game_theory import NormalFormGame, Player, support_enumeration

    total = 0
    for A, B in zip(*work.astype(float), strict=True):
        total += len(support_enumeration(NormalFormGame([Player(A), Player(np.ascontiguousarray(B.T))])))
    return total


def nashpy(work):
    import warnings

    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sum(len(list(nashpy.Game(A, B).support_enumeration())) for A, B in zip(*work, strict=True))


def pygambit(work):
    import pygambit

    total = 0
    for A, B in zip(*work.tolist(), strict=True):
        total += count(pygambit.nash.enummixed_solve, strategic_form(A, B), rational=True)
    return total


INPUTS = {f"{count:,} games": partial(games, count) for count in (10, 1000, 10_000, 100_000)}
CONTESTANTS = {"deterrence": deterrence, "quantecon": quantecon, "nashpy": nashpy, "pygambit": pygambit}
