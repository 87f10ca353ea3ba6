"""Programs that answer the problems: this toolkit, and three ways in which one would go about it without.

The baselines are what one would write in an afternoon: all candidates are listed, and sympy or z3 does the algebra.
`sympy` solves the indifference conditions of every pair of supports, and first-order conditions of choices from
intervals; `z3` takes pure profiles and asks whether the
conditions can hold; `nashpy` is numerical and is asked at points. What they do not take they decline.
"""

import ast
from fractions import Fraction
from itertools import combinations, product

from benchmarks.letters.formulas import NotAFormulaError, arithmetic, read, value
from benchmarks.letters.points import surroundings

MOST_CANDIDATES = 3000


class DeclinedError(Exception):
    """What a contestant says of a problem that it does not take."""


def deterrence(problem):
    """This toolkit, from the model file."""
    import deterrence as dt
    from benchmarks.letters.build import family_of
    from benchmarks.letters.score import PROBLEMS

    game = dt.load(PROBLEMS / f"{problem['name']}.yaml")
    if problem["asked"] == "thresholds":
        return [str(number) for number in dt.thresholds(game, problem["letter"]).values]
    found = dt.solve(game).generic
    return [family_of(eq, game) for eq in found if eq.is_pure or problem["asked"] != "pure equilibria"]


def sympy_answer(problem):
    """Sympy on matrices of two players, and on choices from intervals."""
    return sympy_first_orders(problem) if problem["statement"]["form"] == "choices" else sympy_supports(problem)


def sympy_first_orders(problem):
    """Every combination of inner choices and of ends of intervals, the first-order conditions solved by sympy."""
    import sympy

    statement = problem["statement"]
    players, intervals = statement["players"], statement["choices"]
    own = {player: sympy.Symbol(intervals[player]["letter"]) for player in players}
    symbols = {name: sympy.Symbol(name) for name in statement["letters"]} | {x.name: x for x in own.values()}
    slopes, ends = {}, {}
    for player, text in zip(players, statement["payoffs"], strict=True):
        slopes[player] = sympy.together(sympy.diff(symbolic(text, statement, symbols), own[player]))
        told = {end: intervals[player][end] for end in ("from", "to") if intervals[player][end] is not None}
        ends[player] = {end: symbolic(text, statement, symbols) for end, text in told.items()}
    families = []
    for ways in product(*([None, *ends[player]] for player in players)):
        where_each = dict(zip(players, ways, strict=True))
        fixed = {own[p]: ends[p][way] for p, way in where_each.items() if way}
        inner = [p for p in players if not where_each[p]]
        equations = [slopes[p].subs(fixed) for p in inner]
        for solution in sympy.solve(equations, [own[p] for p in inner], dict=True) if inner else [{}]:
            chosen = {**fixed, **solution}
            where = []
            for p, way in where_each.items():
                slope, x = slopes[p].subs(chosen), chosen.get(own[p])
                if way is None:
                    where += [(x - end if side == "from" else end - x, ">") for side, end in ends[p].items()]
                else:
                    where.append((-slope if way == "from" else slope, ">="))
            if not any(c.has(sympy.nan, sympy.zoo, sympy.oo) for c, _ in where):
                told = {x.name: str(chosen[x]) for x in own.values()}
                families.append({"where": [f"{c} {sign} 0" for c, sign in where], "choices": told})
    return families


def sympy_supports(problem):
    """Every pair of supports of a matrix of two players, the indifference conditions solved by sympy."""
    statement = problem["statement"]
    if statement["form"] != "matrix" or len(statement["players"]) != 2 or problem["asked"] == "thresholds":
        raise DeclinedError
    import sympy

    symbols = {name: sympy.Symbol(name) for name in statement["letters"]}
    table = {tuple(r["profile"]): [symbolic(t, statement, symbols) for t in r["payoffs"]] for r in statement["payoffs"]}
    first, second = statement["players"]
    moves = statement["moves"]
    families = []
    for k in range(1, min(len(moves[first]), len(moves[second])) + 1):
        for rows, columns in product(combinations(moves[first], k), combinations(moves[second], k)):
            x = weights(sympy, lambda a, b: table[a, b][1], rows, columns)
            y = weights(sympy, lambda b, a: table[a, b][0], columns, rows)
            if x is None or y is None:
                continue
            own = {a: sum(y[b] * table[a, b][0] for b in columns) for a in moves[first]}
            other = {b: sum(x[a] * table[a, b][1] for a in rows) for b in moves[second]}
            where = [f"{own[rows[0]] - own[a]} >= 0" for a in moves[first] if a not in rows]
            where += [f"{other[columns[0]] - other[b]} >= 0" for b in moves[second] if b not in columns]
            where += [f"{share} > 0" for share in (*x.values(), *y.values()) if share != 1]
            told = {first: {"start": texts(x)}, second: {"start": texts(y)}}
            if not (problem["asked"] == "pure equilibria" and k > 1):
                families.append({"where": where, "strategies": told})
    return families


def texts(shares):
    return {move: str(share) for move, share in shares.items()}


def weights(sympy, payoff, mixed, answers):
    """Formulas for the weights on `mixed` that make `answers` equally good; None where there is not one solution."""
    unknown = sympy.symbols(f"weight_:{len(mixed)}")
    equations = [sum(unknown) - 1]
    for b in answers[1:]:
        equations.append(sum(w * (payoff(a, b) - payoff(a, answers[0])) for w, a in zip(unknown, mixed, strict=True)))
    solutions = list(sympy.linsolve(equations, *unknown))
    if len(solutions) != 1 or any(set(unknown) & share.free_symbols for share in solutions[0]):
        return None
    return {a: sympy.cancel(share) for a, share in zip(mixed, solutions[0], strict=True)}


def symbolic(text, statement, symbols):
    """A formula of a statement as a sympy expression."""
    import sympy

    return taken(text, symbols, statement, sympy.Rational)


def taken(text, letters, statement, constant):
    """A formula in a program's own terms, where it has no more than arithmetic in it."""
    try:
        return arithmetic(read(text), letters, statement, constant)
    except NotAFormulaError:
        raise DeclinedError from None


def z3_pure(problem):
    """Pure profiles of a matrix or a tree, each with its conditions, kept where z3 does not refute them."""
    statement = problem["statement"]
    if problem["asked"] == "thresholds" or statement["form"] not in ("matrix", "tree"):
        raise DeclinedError
    import z3

    candidates = pure_of_matrix(statement) if statement["form"] == "matrix" else pure_of_tree(statement)
    reals = {name: z3.Real(name) for name in statement["letters"]}
    families = []
    for where, strategies in candidates:
        solver = z3.Solver()
        solver.set("timeout", 1000)
        for name, letter in statement["letters"].items():
            if letter["low"] is not None:
                solver.add(reals[name] >= z3.RealVal(letter["low"]))
            if letter["high"] is not None:
                solver.add(reals[name] <= z3.RealVal(letter["high"]))
        for text in (*statement["assumptions"], *where):
            solver.add(z3_condition(text, statement, reals, z3))
        if solver.check() != z3.unsat:
            families.append({"where": where, "strategies": strategies})
    return families


def z3_condition(text, statement, reals, z3):
    """A condition as z3 has it."""

    def number(node):
        try:
            return arithmetic(node, reals, statement, lambda text: z3.RealVal(str(Fraction(text))))
        except NotAFormulaError:
            raise DeclinedError from None

    def truth(node):
        if isinstance(node, ast.BoolOp):
            parts = [truth(part) for part in node.values]
            return z3.And(*parts) if isinstance(node.op, ast.And) else z3.Or(*parts)
        if not isinstance(node, ast.Compare):
            raise DeclinedError
        terms = [number(term) for term in (node.left, *node.comparators)]
        signs = {
            ast.Lt: lambda a, b: a < b,
            ast.LtE: lambda a, b: a <= b,
            ast.Gt: lambda a, b: a > b,
            ast.GtE: lambda a, b: a >= b,
            ast.Eq: lambda a, b: a == b,
            ast.NotEq: lambda a, b: a != b,
        }
        return z3.And(*(signs[type(op)](terms[i], terms[i + 1]) for i, op in enumerate(node.ops)))

    return truth(read(text))


def pure_of_matrix(statement):
    """Every profile with the conditions that nobody gains."""
    table = {tuple(row["profile"]): row["payoffs"] for row in statement["payoffs"]}
    players = statement["players"]
    for profile in table:
        where = []
        for i, player in enumerate(players):
            for move in statement["moves"][player]:
                if move != profile[i]:
                    other = (*profile[:i], move, *profile[i + 1 :])
                    where.append(f"({table[profile][i]}) - ({table[other][i]}) >= 0")
        yield where, {player: {"start": {move: "1"}} for player, move in zip(players, profile, strict=True)}


def pure_of_tree(statement):
    """Every pure profile of a tree with the conditions of backward induction, its rules for ties kept."""
    players = statement["players"]

    def folded(node):
        if "payoffs" in node:
            return [([f"({text})" for text in node["payoffs"]], [], {})]
        after = node["chance"] if "chance" in node else node["moves"]
        below = [folded(branch["then"] if "chance" in node else branch) for branch in after.values()]
        found = []
        for ways in product(*below):
            where = [text for way in ways for text in way[1]]
            chosen = {key: move for way in ways for key, move in way[2].items()}
            if "chance" in node:
                shares = [branch["probability"] for branch in after.values()]
                worth = [
                    "(" + " + ".join(f"({s})*{way[0][i]}" for s, way in zip(shares, ways, strict=True)) + ")"
                    for i in range(len(players))
                ]
                found.append((worth, where, chosen))
                continue
            i, rule = players.index(node["player"]), node.get("when indifferent")
            for own, (move, way) in enumerate(zip(after, ways, strict=True)):
                better = [
                    f"{way[0][i]} - {other[0][i]} {'>' if rival == rule else '>='} 0"
                    for k, (rival, other) in enumerate(zip(after, ways, strict=True))
                    if k != own
                ]
                found.append((way[0], where + better, {**chosen, (node["player"], node["information"]): move}))
            if len(found) > MOST_CANDIDATES:
                raise DeclinedError
        return found

    for _, where, chosen in folded(statement["root"]):
        strategies = {}
        for (player, place), move in chosen.items():
            strategies.setdefault(player, {})[place] = {move: "1"}
        yield where, strategies


def nashpy_at(problem, point):
    """The equilibria of a matrix at a point, as floating-point numbers."""
    statement = problem["statement"]
    if statement["form"] != "matrix" or len(statement["players"]) != 2 or problem["asked"] == "thresholds":
        raise DeclinedError
    import warnings

    import nashpy
    import numpy as np

    first, second = statement["players"]
    around, moves = surroundings(statement, point), statement["moves"]
    table = {tuple(row["profile"]): [float(value(t, around)) for t in row["payoffs"]] for row in statement["payoffs"]}
    arrays = [np.array([[table[a, b][i] for b in moves[second]] for a in moves[first]]) for i in (0, 1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = list(nashpy.Game(*arrays).support_enumeration())
    return [
        {
            (player, "start", move): float(share)
            for player, shares in zip((first, second), pair, strict=True)
            for move, share in zip(moves[player], shares, strict=True)
            if share > 1e-9
        }
        for pair in pairs
    ]


FORMULAS = {"deterrence": deterrence, "sympy": sympy_answer, "z3": z3_pure}
POINTS = {"nashpy (at points)": nashpy_at}
