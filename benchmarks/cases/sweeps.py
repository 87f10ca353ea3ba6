"""The model of the gray zone (`nll-probe`, a tree of two moves) at every point of a grid of commitment and cost:
existence of each equilibrium, choices, payoffs and outcomes, the game solved anew before each run. NumPy by hand: the
closed forms of the same quantities typed in, as `np.where`, which err at a few points on a threshold. Nashpy: the 2 x 2
normal form of each point, by support enumeration, equilibria only; it has more of them, since in it an empty threat
deters. At few points the time of this toolkit is mostly that of solving. The answer is the number of equilibria over
all points."""

import warnings
from functools import partial

TITLE = "Sweep of a tree"


def grid(points):
    import numpy as np

    return np.linspace(0, 1, points), np.linspace(0.01, 10, points)


def deterrence(work):
    import deterrence as dt

    c, k = work
    return int(dt.sweep(dt.load("nll-probe"), c=c, k=k).equilibria.sum())


def numpy_by_hand(work):
    import numpy as np

    c, k = work[0][:, None], work[1][None, :]
    g, b, loss, e, s = 2.0, 6.0, 1.0, 3.0, 1.0
    shape = np.broadcast_shapes(c.shape, k.shape)
    respond, absorb = c >= (e - loss) / (e + s), c <= (e - loss) / (e + s)
    deterred, tempted = c >= b / (b + k), c <= b / (b + k)
    exists = np.stack([np.broadcast_to(absorb, shape), respond & deterred, respond & tempted])

    def family(mask, *rows):
        return [np.where(mask, np.stack([np.broadcast_to(v, shape) for v in row]), np.nan) for row in rows]

    families = (
        family(exists[0], [0, 1, 1, 0], [g, -loss], [0, 1, 0, 0]),
        family(exists[1], [1, 0, 0, 1], [0, 0], [1, 0, 0, 0]),
        family(exists[2], [0, 1, 0, 1], [(1 - c) * b - c * k, c * s - (1 - c) * e], [0, 0, c, 1 - c]),
    )
    whole = (exists, *(np.stack(part) for part in zip(*families, strict=True)), exists.sum(axis=0))
    return int(whole[-1].sum())


def nashpy(work):
    import nashpy as nash
    import numpy as np

    found = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # degenerate games
        for c in work[0]:
            for k in work[1]:
                ours = np.array([[0, 0], [2, (1 - c) * 6 - c * k]])
                theirs = np.array([[0, 0], [-1, c - (1 - c) * 3]])
                found += sum(1 for _ in nash.Game(ours, theirs).support_enumeration())
    return found


INPUTS = {
    "2,500 points": partial(grid, 50),
    "1,000,000 points": partial(grid, 1000),
    "4,000,000 points": partial(grid, 2000),
}
CONTESTANTS = {"deterrence": deterrence, "NumPy by hand": numpy_by_hand, "Nashpy": nashpy}
