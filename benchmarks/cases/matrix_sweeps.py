"""All equilibria of a 3 x 3 matrix whose payoffs depend on one letter, at every point of a line: strategies, payoffs
and outcomes, the game solved anew before each run. Nashpy: each point by vertex enumeration, equilibria only, payoffs
mapped onto [1, 2], without which it errs. The answer is the number of equilibria over all points."""

import random
from functools import partial

TITLE = "Sweep of a 3 x 3 matrix"
MOVES = ("one", "two", "three")


def game(points):
    source = random.Random(1)
    entries = {(i, j): [(source.randint(-20, 20), source.randint(-20, 20)) for _ in "AB"] for i in MOVES for j in MOVES}
    return entries, points


def deterrence(work):
    import numpy as np

    import deterrence as dt

    entries, points = work
    payoffs = {cell: tuple(f"{a} + {b}*x" for a, b in row) for cell, row in entries.items()}
    parameters = [dt.Parameter("x", "", 0, 1, base="1/2")]
    found = dt.Matrix(["A", "B"], {"A": MOVES, "B": MOVES}, payoffs, parameters=parameters)
    return int(dt.sweep(found, x=np.linspace(0, 1, points)).equilibria.sum())


def nashpy(work):
    import nashpy as nash
    import numpy as np

    entries, points = work
    table = np.array([[entries[i, j] for j in MOVES] for i in MOVES], dtype=float)
    found = 0
    for x in np.linspace(0, 1, points):
        tables = [table[:, :, player, 0] + table[:, :, player, 1] * x for player in (0, 1)]
        mapped = [1 + (t - t.min()) / (t.max() - t.min()) for t in tables]
        found += sum(1 for _ in nash.Game(*mapped).vertex_enumeration())
    return found


INPUTS = {
    "500 points": partial(game, 500),
    "1,000,000 points": partial(game, 1_000_000),
}
CONTESTANTS = {"deterrence": deterrence, "Nashpy": nashpy}
