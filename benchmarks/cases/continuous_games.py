"""Games in which all choose from intervals at the same time, all letters free, for which there is no peer: every family
as formulas. The answer is the number of families of full dimension."""

from functools import partial

TITLE = "Choices from intervals, made at the same time"


def library(name):
    import deterrence as dt

    return dt.load(name)


INPUTS = {name: partial(library, name) for name in ("tullock-contest", "olson-zeckhauser", "how-much-to-arm")}


def ours(game):
    import deterrence as dt

    return len(dt.solve(game).generic)


CONTESTANTS = {"deterrence": ours}
