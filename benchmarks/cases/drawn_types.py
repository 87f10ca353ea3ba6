"""Games in which types are drawn from distributions, all letters free, for which there is no peer: every family with
its cut-points as formulas. The answer is the number of families of full dimension."""

from functools import partial

TITLE = "Types drawn from distributions"


def library(name):
    import deterrence as dt

    return dt.load(name)


INPUTS = {name: partial(library, name) for name in ("arms-race-continuum", "risk-and-return", "crisis-bluffing")}


def ours(game):
    import deterrence as dt

    return len(dt.solve(game).generic)


CONTESTANTS = {"deterrence": ours}
