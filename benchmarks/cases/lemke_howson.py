"""One equilibrium of a game of random integers from 0 to 100, from label 0: exact here, in floats elsewhere. The answer
is the number of strategies in its supports, where it is an equilibrium to 1e-6."""

from functools import partial

import numpy as np

TITLE = "Lemke-Howson"


def game(n):
    return np.random.default_rng(n).integers(0, 101, (2, n, n))


def supports(work, x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape + y.shape != work.shape[1:] or not np.isfinite([*x, *y]).all():
        return "none"
    row, column = work[0] @ y, x @ work[1]
    regret = max(row.max() - x @ row, column.max() - y @ column)
    return int((x > 1e-9).sum() + (y > 1e-9).sum()) if regret < 1e-6 else "none"


def deterrence(work):
    from deterrence.solvers.numeric.lemke_howson import lemke_howson

    found = lemke_howson(*work)
    return supports(work, found.x, found.y)


def nashpy(work):
    import warnings

    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return supports(work, *nashpy.Game(*work).lemke_howson(initial_dropped_label=0))


def quantecon(work):
    from quantecon.game_theory import NormalFormGame, Player, lemke_howson

    A, B = work.astype(float)
    return supports(work, *lemke_howson(NormalFormGame([Player(A), Player(np.ascontiguousarray(B.T))]), init_pivot=0))


INPUTS = {f"n = {n}": partial(game, n) for n in (5, 10, 20, 50)}
CONTESTANTS = {"deterrence": deterrence, "quantecon": quantecon, "nashpy": nashpy}
