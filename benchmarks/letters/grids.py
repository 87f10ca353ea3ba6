"""All equilibria at a point of games with choices from intervals, or with types that are drawn: grids and envelopes.

The second program behind the references of these forms; it knows nothing of first-order conditions. Choices at the same
time: best replies are searched on grids that close in on them, and equilibria are where the reply to a reply crosses
the diagonal. One choice that others answer: the answer to each value follows by backward induction, and the best value
is searched. Types: every move is worth a line in the type, so that the best moves are the upper envelope of lines. What
is searched is found as a floating-point number, to some seven digits; backward induction is exact.
"""

import itertools
from fractions import Fraction

from benchmarks.letters.formulas import arithmetic, read, rounded, value

STEPS = 240
COARSE = 60
HALVINGS = 60
ZOOMS = 5
CLOSE = 1e-7


def divided(player, place, moves, cuts):
    """Types that make one move after the other, as items of a profile."""
    if not cuts:
        return {(player, place, f"all types {moves[0]}"): Fraction(1)}
    pairs = itertools.pairwise(moves)
    return {(player, place, f"{a}, then {b}"): rounded(cut) for (a, b), cut in zip(pairs, cuts, strict=True)}


# --- types: the upper envelope of lines -------------------------------------------------------------------------------


def envelope(lines, low, high, slack=0):
    """The best moves of the types from `low` to `high`, in order, and where one follows another.

    A piece at an end that is no longer than `slack` is left out.
    """
    ends = {low, high}
    for (a, b), (c, d) in itertools.combinations(lines.values(), 2):
        if b != d and low + slack < (c - a) / (b - d) < high - slack:
            ends.add((c - a) / (b - d))
    moves, cuts = [], []
    for left, right in itertools.pairwise(sorted(ends)):
        middle = (left + right) / 2
        best = max(lines, key=lambda move: lines[move][0] + lines[move][1] * middle)
        if moves and moves[-1] != best:
            cuts.append(left)
        if not moves or moves[-1] != best:
            moves.append(best)
    return moves, cuts


def shares(moves, cuts, low, high):
    """How likely each move is when types are drawn evenly."""
    found = {}
    for move, (left, right) in zip(moves, itertools.pairwise([low, *cuts, high]), strict=True):
        found[move] = found.get(move, 0) + (right - left) / (high - low)
    return found


def lines_of(statement, texts, around):
    """What payoffs are worth to each player: a line in its own type, and no function of the types of others.

    Of a player with a few types: what they are worth to each of these.
    """
    drawn = {own["letter"]: player for player, own in statement.get("drawn", {}).items()}
    found = []
    for player, text in zip(statement["players"], texts, strict=True):
        kinds = statement.get("values", {}).get(player, {"": {}})
        seen = set()
        for other in (Fraction(0), Fraction(7)):
            strange = {letter: other for letter, owner in drawn.items() if owner != player}
            strange |= {letter: other for each in others(statement, player) for letter in each}
            mine = [letter for letter, owner in drawn.items() if owner == player]
            here = [{**around, **strange, **{x: value(f, around) for x, f in own.items()}} for own in kinds.values()]
            if not mine:
                seen.add(tuple(value(text, place) for place in here))
                continue
            at = [value(text, {**here[0], mine[0]: Fraction(t)}) for t in (0, 1, 3)]
            seen.add((at[0], at[1] - at[0]) if at[2] == 3 * at[1] - 2 * at[0] else ())
        if len(seen) != 1 or () in seen:
            raise ValueError(f"{text} is no line in the type of {player}")
        found.append(seen.pop())
    return found


def others(statement, player):
    """The letters that depend on the types of other players."""
    return [own for name, kinds in statement.get("values", {}).items() if name != player for own in kinds.values()]


def mixed(weights, rows):
    """The mean of rows, number by number."""
    first = next(iter(rows.values()))
    return [
        tuple(sum(weights[move] * rows[move][i][k] for move in weights) for k in range(len(own)))
        for i, own in enumerate(first)
    ]


# --- trees: backward induction, on the lines --------------------------------------------------------------------------


def of_drawn_types(statement, around):
    """Trees by backward induction, and matrices of two players."""
    if "root" not in statement:
        return list(of_drawn_matrix(statement, around))
    return [induced(statement, statement["root"], around)[1]]


def induced(statement, node, around, slack=0):
    """What a node is worth to each player, as `lines_of` has it, and the choices from there on.

    Players with types move once, and payoffs depend on the own type alone, so that nothing is learnt from a move.
    """
    if "payoffs" in node:
        return lines_of(statement, node["payoffs"], around), {}
    after = node["chance"] if "chance" in node else node["moves"]
    below = {
        move: induced(statement, branch["then"] if "chance" in node else branch, around, slack)
        for move, branch in after.items()
    }
    rows = {move: worth for move, (worth, _) in below.items()}
    choices = {key: number for _, made in below.values() for key, number in made.items()}
    if "chance" in node:
        return mixed({move: value(branch["probability"], around) for move, branch in after.items()}, rows), choices
    player, place = node["player"], node["information"]
    i, drawn = statement["players"].index(player), statement.get("drawn", {}).get(player)
    kinds = statement.get("types", {}).get(player)
    lines = {move: worth[i] for move, worth in rows.items()}
    if (drawn or kinds) and any(key[0] == player for key in choices):
        raise ValueError(f"{player}, who has types, moves twice")
    if drawn is None:
        weights = dict.fromkeys(lines, Fraction(0))
        for k, (kind, share) in enumerate((kinds or {"": "1"}).items()):
            move = best_of({move: line[k] for move, line in lines.items()}, node.get("when indifferent"))
            weights[move] += value(share, around)
            choices[player, f"{kind}: {place}" if kinds else place, move] = Fraction(1)
        return mixed(weights, rows), choices
    low, high = value(drawn["from"], around), value(drawn["to"], around)
    moves, cuts = envelope(lines, low, high, slack * (high - low))
    choices |= divided(player, place, moves, cuts)
    return mixed(shares(moves, cuts, low, high), rows), choices


def best_of(worth, rule):
    """The best move; of several the one of the rule."""
    best = [move for move in worth if worth[move] == max(worth.values())]
    return rule if rule in best else best[0]


# --- one choice from an interval that others answer -------------------------------------------------------------------


def of_offer(statement, around):
    """The best values of whoever chooses first; two where they are equally good."""
    root = statement["root"]
    letter, i = root["chooses"]["letter"], statement["players"].index(root["player"])
    low, high = (value(root["chooses"][end], around) for end in ("from", "to"))

    def at(x, slack=0):
        return induced(statement, root["then"], {**around, letter: x}, slack)

    def worth(x):
        return at(x)[0][i][0]

    def kind(x):
        return frozenset(at(x)[1])

    grid = [low + (high - low) * Fraction(k, COARSE) for k in range(COARSE + 1)]
    points = [grid[0]]
    for left, right in itertools.pairwise(grid):
        points += [*ends_of_change(kind, left, right), right]
    values = [worth(x) for x in points]
    candidates = set(points)
    for k, height in enumerate(values):
        before, after = max(k - 1, 0), min(k + 1, len(points) - 1)
        if height == max(values[before : after + 1]) > min(values[before : after + 1]):
            candidates.add(highest(worth, points[before], points[after]))
    heights = {x: worth(x) for x in candidates}
    most, found = max(heights.values()), []
    for x in sorted(candidates, key=heights.__getitem__, reverse=True):
        if most - heights[x] < CLOSE**2 and not any(abs(x - other) < CLOSE for other in found):
            found.append(x)
    return [
        {("chosen", letter): float(x)} | {key: rough(number) for key, number in at(x, Fraction(CLOSE))[1].items()}
        for x in found
    ]


def rough(number):
    """Cut-points after a value that was searched are known as well as it is."""
    return number if number == 1 else float(number)


def ends_of_change(kind, left, right):
    """Two neighbouring values between which the answers change, where they differ at the two ends."""
    first = kind(left)
    if first == kind(right):
        return []
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        if kind(middle) == first:
            left = middle
        else:
            right = middle
    return [left, right]


def highest(function, left, right):
    """Where a function with one peak is highest, by halving what is left of the interval."""
    for _ in range(HALVINGS * 2 // 3):
        third = (right - left) / 3
        a, b = left + third, right - third
        if function(a) < function(b):
            left = Fraction(a).limit_denominator(10**15)
        else:
            right = Fraction(b).limit_denominator(10**15)
    return (left + right) / 2


# --- choices at the same time: matrices with drawn types, and intervals -----------------------------------------------


def of_drawn_matrix(statement, around):
    """Where the reply to a reply is itself, with two players and two moves each."""
    first, second = statement["players"]
    table = {tuple(r["profile"]): lines_of(statement, r["payoffs"], around) for r in statement["payoffs"]}
    ends = {p: [value(statement["drawn"][p][end], around) for end in ("from", "to")] for p in (first, second)}
    moves = statement["moves"]

    def reply(i, other):
        """What the types of a player do when the other makes its first move so often."""
        weights = dict(zip(moves[statement["players"][1 - i]], (other, 1 - other), strict=True))
        lines = {}
        for move in moves[statement["players"][i]]:
            rows = {his: table[(move, his) if i == 0 else (his, move)] for his in weights}
            lines[move] = mixed(weights, rows)[i]
        return envelope(lines, *ends[statement["players"][i]])

    def share(i, other):
        player = statement["players"][i]
        return shares(*reply(i, other), *ends[player]).get(moves[player][0], Fraction(0))

    for p in fixed_points(lambda p: share(0, share(1, p))):
        q = share(1, p)
        profile = {}
        for i, other in ((0, q), (1, p)):
            profile |= divided(statement["players"][i], "start", *reply(i, other))
        yield {key: rough(number) for key, number in profile.items()}


def fixed_points(function):
    """Where a continuous function on [0, 1] has its own argument as value."""
    grid = [Fraction(k, STEPS) for k in range(STEPS + 1)]
    gaps = [function(p) - p for p in grid]
    found = [p for p, gap in zip(grid, gaps, strict=True) if gap == 0]
    for k in range(STEPS):
        if gaps[k] * gaps[k + 1] < 0:
            left, right = grid[k], grid[k + 1]
            for _ in range(HALVINGS):
                middle = (left + right) / 2
                if (function(middle) - middle) * gaps[k] > 0:
                    left = middle
                else:
                    right = middle
            found.append(left)
    return found


def of_choices(statement, around):
    """Two players who choose from intervals: where the best reply to the best reply is the choice itself."""
    import numpy as np

    players, point = statement["players"], {name: around[name] for name in statement["letters"]}
    known = {name: float(number) for name, number in point.items()}
    letters = [statement["choices"][player]["letter"] for player in players]

    def pay(i, own, other):
        pair = (own, other) if i == 0 else (other, own)
        here = {**known, **dict(zip(letters, pair, strict=True))}
        with np.errstate(divide="ignore", invalid="ignore"):
            worth = arithmetic(read(statement["payoffs"][i]), here, statement, lambda text: float(Fraction(text)))
        return np.where(np.isfinite(worth), worth, -np.inf)

    lows = [float(value(statement["choices"][player]["from"], around)) for player in players]
    highs = []
    for i, player in enumerate(players):
        high = statement["choices"][player]["to"]
        highs.append(too_much(pay, i, lows) if high is None else float(value(high, around)))

    def reply(i, others):
        return best_replies(lambda own, other: pay(i, own, other), others, lows[i], highs[i])

    return [
        {("chosen", letters[0]): float(x), ("chosen", letters[1]): float(reply(1, np.array([x]))[0])}
        for x in crossings(lambda x: reply(0, reply(1, x)) - x, lows[0], highs[0])
    ]


def too_much(pay, i, lows):
    """A choice that is worse than the least, whatever the other chooses."""
    import numpy as np

    others = lows[1 - i] + np.geomspace(1e-6, 1e6, 200)
    most = 1.0
    while (pay(i, lows[i] + most, others) >= pay(i, lows[i] + 0 * others, others)).any():
        most *= 2
    return lows[i] + most


def best_replies(pay, others, low, high):
    """The best choice against each of the others': on a grid, and on ever finer ones around its best point."""
    import numpy as np

    left, right = np.full(others.shape, low), np.full(others.shape, high)
    for _ in range(ZOOMS):
        grid = left[:, None] + (right - left)[:, None] * np.linspace(0, 1, STEPS)[None, :]
        best = pay(grid, others[:, None]).argmax(axis=1)
        rows = np.arange(len(others))
        left, right = grid[rows, np.maximum(best - 1, 0)], grid[rows, np.minimum(best + 1, STEPS - 1)]
    return grid[rows, best]


def crossings(gap, low, high):
    """Where a falling difference is zero, the ends of the interval included."""
    import numpy as np

    grid = np.linspace(low, high, STEPS)
    gaps, small = gap(grid), CLOSE * (high - low)
    found = [grid[k] for k in (0, STEPS - 1) if abs(gaps[k]) < small]
    for k in range(STEPS - 1):
        if gaps[k] > small and gaps[k + 1] < -small:
            inner = grid[k : k + 2]
            for _ in range(ZOOMS):
                finer = np.linspace(*inner, STEPS)
                first = int((gap(finer) < 0).argmax())
                inner = finer[max(first - 1, 0) : first + 1]
            found.append(inner.mean())
    return found
