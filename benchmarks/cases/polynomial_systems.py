"""All equilibria of many three-player 2 x 2 x 2 games of random floats, with a proof that there are no more."""

from functools import partial

import numpy as np

from benchmarks.gambit import count, strategic_form

TITLE = "Three players"


def games(count):
    return np.random.default_rng(0).random((count, 3, 2, 2, 2))


def deterrence(work):
    from deterrence.solvers.numeric.polynomial_systems import polynomial_systems

    return sum(map(len, polynomial_systems(work).equilibria))


def pygambit(work):
    import pygambit

    return sum(count(pygambit.nash.enumpoly_solve, strategic_form(*game)) for game in work)


INPUTS = {f"{count:,} games": partial(games, count) for count in (10, 100, 1000)}
CONTESTANTS = {"deterrence": deterrence, "pygambit": pygambit}
