"""The value of a zero-sum game of random floats, rounded to six digits. This toolkit and Nashpy use HiGHS in
scipy, QuantEcon a simplex method of its own."""

from functools import partial

import numpy as np

TITLE = "A zero-sum game"


def game(n):
    return np.random.default_rng(n).normal(size=(n, n))


def deterrence(work):
    from deterrence.solvers.numeric.zero_sum import zero_sum

    return round(zero_sum(work).value, 6)


def nashpy(work):
    import nashpy

    x, y = nashpy.Game(work).linear_program()
    return round(float(x @ work @ y), 6)


def quantecon(work):
    from quantecon.optimize import minmax

    return round(float(minmax(work)[0]), 6)


INPUTS = {f"{n} x {n}": partial(game, n) for n in (10, 100, 300, 1000)}
CONTESTANTS = {"deterrence": deterrence, "nashpy": nashpy, "quantecon": quantecon}
