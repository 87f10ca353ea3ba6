"""Games with letters in them, for which there is no peer: every family of matrices and of games of incomplete
information (the answer is the number of families of full dimension), and the thresholds of a tree of perfect
information of 8,191 and of 16,383 decision nodes (the answer is their number)."""

import random
from functools import partial

TITLE = "Games in letters"


def matrix(size, letters):
    import deterrence as dt

    source = random.Random(1)

    def entry():
        return f"{source.randint(-20, 20)}" + "".join(f" + {source.randint(-20, 20)}*{x}" for x in letters)

    moves = [f"m{i}" for i in range(size)]
    payoffs = {(a, b): (entry(), entry()) for a in moves for b in moves}
    parameters = [dt.Parameter(x, "", 0, 1, base="1/2") for x in letters]
    return dt.Matrix(["A", "B"], {"A": moves, "B": moves}, payoffs, parameters=parameters)


def library(name, **free):
    import deterrence as dt

    game = dt.load(name)
    if not free:
        return game
    kept = free["free"]
    return game.at({n: p.base for n, p in game.parameters.items() if n not in kept})


def tree(depth):
    import deterrence as dt

    source = random.Random(1)

    def payoff():
        return f"{source.randint(-20, 20)} + {source.randint(-20, 20)}*c"

    def node(left):
        if left == 0:
            return dt.Outcome("end", (payoff(), payoff()))
        return dt.Decision("AB"[left % 2], {"left": node(left - 1), "right": node(left - 1)})

    return dt.Tree(["A", "B"], node(depth), parameters=[dt.Parameter("c", "", 0, 1, base="1/2")])


def regions_of(game):
    return game, "regions"


def deterrence(work):
    import deterrence as dt

    if isinstance(work, tuple):
        return len(dt.regions(work[0], *work[0].letters).cells)
    if len(work.letters) == 1 and isinstance(work, dt.Tree) and len(work.steps) > 1000:
        return len(dt.thresholds(work, "c").values)
    return len(dt.solve(work).generic)


INPUTS = {
    "3 x 3 matrix, one letter": partial(matrix, 3, "x"),
    "5 x 5 matrix, one letter": partial(matrix, 5, "x"),
    "3 x 3 matrix, two letters: region map": lambda: regions_of(matrix(3, "xy")),
    "signalling, two letters": partial(library, "red-line", free=("c", "a")),
    "two-sided deterrence, two letters": partial(library, "unilateral-deterrence-incomplete", free=("p_Ch", "p_Def")),
    "two-sided deterrence, every payoff a letter": partial(library, "unilateral-deterrence-incomplete"),
    "tree of 8,191 decisions, one letter": partial(tree, 13),
    "tree of 16,383 decisions, one letter": partial(tree, 14),
}
CONTESTANTS = {"deterrence": deterrence}
