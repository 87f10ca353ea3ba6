"""Work that stands or falls with deciding whether conditions can hold together, all payoffs small random integers, and
linear in letters from 0 to 1: the answer is the number of families of full dimension. The second column is the same
toolkit without most of its ways to decide: sample points, one letter exactly, and z3 for all else."""

import random
from functools import partial

TITLE = "Deciding in letters"
IN_ORDER = False


def payoff(source, letters):
    return f"{source.randint(-5, 5)}" + "".join(f" + {source.randint(-5, 5)}*{x}" for x in letters)


def parameters(letters):
    import deterrence as dt

    return [dt.Parameter(x, "", 0, 1, base="1/2") for x in letters]


def matrix(size, letters, seed=0):
    import deterrence as dt

    source = random.Random(seed)
    moves = [f"m{i}" for i in range(size)]
    payoffs = {(a, b): (payoff(source, letters), payoff(source, letters)) for a in moves for b in moves}
    return dt.Matrix(["A", "B"], {"A": moves, "B": moves}, payoffs, parameters=parameters(letters))


def matrices(size, letters, count):
    return [matrix(size, letters, seed) for seed in range(count)]


def perfect_information(depth, letters):
    import deterrence as dt

    source = random.Random(0)

    def node(left):
        if left == 0:
            return dt.Outcome("end", (payoff(source, letters), payoff(source, letters)))
        return dt.Decision("AB"[left % 2], {"l": node(left - 1), "r": node(left - 1)})

    return dt.Tree(["A", "B"], node(depth), parameters=parameters(letters))


def signalling(types, messages, responses, letters):
    import deterrence as dt

    source = random.Random(0)
    kinds = {f"t{i}": f"1/{types}" for i in range(types)}
    worth = {
        f"u{who}{m}{r}": {"S": {kind: payoff(source, letters) for kind in kinds}}
        for m in range(messages)
        for r in range(responses)
        for who in "SR"
    }

    def reply(m):
        ends = {f"r{r}": dt.Outcome(f"o{m}{r}", (f"uS{m}{r}", f"uR{m}{r}")) for r in range(responses)}
        return dt.Decision("R", ends, information=f"sees m{m}")

    root = dt.Decision("S", {f"m{m}": reply(m) for m in range(messages)})
    return dt.Tree(["S", "R"], root, parameters=parameters(letters), types={"S": kinds}, definitions=worth)


def generated(family, **sizes):
    import deterrence as dt

    return dt.generate(family, **sizes)


def library(name):
    import deterrence as dt

    return dt.load(name)


def with_thresholds(size):
    return ("thresholds", matrix(size, "a"))


def checked(name):
    return ("claims", library(name))


def deterrence(work):
    import deterrence as dt

    if isinstance(work, list):
        return sum(len(dt.solve(game).generic) for game in work)
    if not isinstance(work, tuple):
        return len(dt.solve(work).generic)
    what, game = work
    if what == "claims":
        return sum(row.is_as_expected for row in dt.check(game))
    found = dt.solve(game)
    return len(found.generic), len(dt.thresholds(found, "a").values)


def by_z3(work):
    from deterrence.algebra.conditions import decide
    from deterrence.solvers.matrices import support_enumeration

    def decided(conditions, letters, clauses, background, splits):
        if len(letters) == 1:
            return decide.possible_on_line(conditions, clauses, next(iter(letters)))
        return decide._verdict(decide.find(conditions, clauses), letters)

    decide._decided = decided
    support_enumeration.that_meet = lambda rows, columns, signs: (rows, columns)
    return deterrence(work)


INPUTS = {
    "3 x 3 matrix, three letters": partial(matrix, 3, "abc"),
    "3 x 3 matrix, four letters": partial(matrix, 3, "abcd"),
    "4 x 4 matrix, two letters: 20 of them": partial(matrices, 4, "ab", 20),
    "8 x 8 matrix, one letter, and its thresholds": partial(with_thresholds, 8),
    "perfect information, 15 decisions, three letters": partial(perfect_information, 4, "abc"),
    "perfect information, 31 decisions, two letters": partial(perfect_information, 5, "ab"),
    "signalling, 2 types, 2 messages, 3 responses, two letters": partial(signalling, 2, 2, 3, "ab"),
    "signalling, 3 types, 3 messages, 2 responses, one letter": partial(signalling, 3, 3, 2, "a"),
    "dollar auction, bankroll 4": partial(generated, "dollar-auction", bankroll=4),
    "dollar auction, bankroll 5": partial(generated, "dollar-auction", bankroll=5),
    "dollar auction, bankroll 6": partial(generated, "dollar-auction", bankroll=6),
    "dollar auction, bankroll 10": partial(generated, "dollar-auction", bankroll=10),
    "tripartite crisis, its claims": partial(checked, "tripartite-crisis"),
}
CONTESTANTS = {"deterrence": deterrence, "by z3": by_z3}
