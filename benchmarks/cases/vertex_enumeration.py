"""All extreme equilibria of one game of random integers from 0 to 100. This toolkit, lrsnash and pygambit are exact."""

import subprocess
import tempfile
from functools import partial

import numpy as np

from benchmarks.gambit import count, strategic_form

TITLE = "All equilibria of an n x n game"


def game(n):
    return np.random.default_rng(n).integers(0, 101, (2, n, n))


def deterrence(work):
    from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration

    return len(vertex_enumeration(*work).pairs)


def nashpy(work):
    import nashpy

    A, B = (1 + (M - M.min()) / np.ptp(M) for M in work)
    return len({tuple(np.concatenate(pair).round(6)) for pair in nashpy.Game(A, B).vertex_enumeration()})


def quantecon(work):
    from quantecon.game_theory import NormalFormGame, Player, vertex_enumeration

    A, B = work
    return len(vertex_enumeration(NormalFormGame([Player(A * 1.0), Player(B.T * 1.0)])))


def pygambit(work):
    import pygambit

    A, B = ([[int(v) for v in row] for row in M] for M in work)
    return count(pygambit.nash.enummixed_solve, strategic_form(A, B), rational=True)


def lrsnash(work):
    matrices = ["\n".join(" ".join(map(str, row)) for row in M) for M in work]
    text = "\n\n".join([f"{work.shape[1]} {work.shape[2]}", *matrices])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text + "\n")
        file.flush()
        printed = subprocess.run(["lrsnash", file.name], capture_output=True, text=True, check=True).stdout
    line = next(line for line in printed.splitlines() if "equilibria found" in line)
    return int(line.split("found:")[1].split()[0])


INPUTS = {f"n = {n}": partial(game, n) for n in (3, 4, 6, 8, 9, 10, 11, 12, 13)}
CONTESTANTS = {
    "deterrence": deterrence,
    "lrsnash": lrsnash,
    "quantecon": quantecon,
    "nashpy": nashpy,
    "pygambit": pygambit,
}
