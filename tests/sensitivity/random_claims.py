"""Random claims about random small games, and what is true of them at single values: code apart from the toolkit's.

A game is one or two players' moves with payoffs in two letters, ties and repetitions likely. At values of the letters
all extreme equilibria are found by trying all supports in fractions (`extreme`), sets of them that may be mixed by
trying all subsets, and a claim is then true or false there by its meaning.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from tests.linear_programme import feasible

F = Fraction
LETTERS = ("a", "b")
LOW, HIGH = 0, 2


# --- games ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Linear:
    """c + p*a + q*b."""

    c: Fraction
    p: int
    q: int

    def at(self, a, b):
        return self.c + self.p * a + self.q * b

    def __str__(self):
        return f"{self.c} + {self.p}*a + {self.q}*b".replace("+ -", "- ")


@dataclass(frozen=True)
class Small:
    """The moves of one or two players, and for every cell what each gets."""

    moves: tuple[tuple[str, ...], ...]
    payoffs: dict

    @property
    def players(self):
        return ("A", "B")[: len(self.moves)]

    def at(self, a, b):
        """The payoffs at values of the letters: a player's table by cell."""
        return [{cell: row[k].at(a, b) for cell, row in self.payoffs.items()} for k in range(len(self.moves))]


def random_small(source):
    moves = source.choice([(("x", "y"),), (("x", "y", "z"),), (("x", "y"), ("u", "v")), (("x", "y", "z"), ("u", "v"))])
    few = [Linear(F(c), 0, 0) for c in (0, 1, 2)] + [Linear(F(0), 1, 0), Linear(F(0), 0, 1)]
    few += [Linear(F(source.choice([-1, 0, 1])), source.choice([-1, 0, 1]), source.choice([-1, 0, 1]))]
    used = source.sample(few, source.choice([2, 3, 4]))
    cells = list(product(*moves))
    return Small(moves, {cell: tuple(source.choice(used) for _ in moves) for cell in cells})


# --- equilibria of numbers --------------------------------------------------------------------------------------------


def solved(rows, right):
    """The one solution of linear equations in fractions; None where there is none or more than one."""
    table = [[*map(F, row), F(value)] for row, value in zip(rows, right)]
    width = len(rows[0])
    for column in range(width):
        pivot = next((i for i in range(column, len(table)) if table[i][column] != 0), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [v / table[column][column] for v in table[column]]
        for i, row in enumerate(table):
            if i != column and row[column] != 0:
                table[i] = [v - row[column] * w for v, w in zip(row, table[column])]
    return None if any(row[width] != 0 for row in table[width:]) else [row[width] for row in table[:width]]


def vertices(columns):
    """The extreme points of {(x, v): x a mixture, x.column <= v for every column}, one column at least tight.

    `columns[j][i]`: what the other player gets by its move j against this player's move i.
    """
    size, found = len(columns[0]), []
    for support in (s for n in range(1, size + 1) for s in combinations(range(size), n)):
        for tight in combinations(range(len(columns)), len(support)):
            rows = [[*(columns[j][i] for i in support), -1] for j in tight] + [[1] * len(support) + [0]]
            answer = solved(rows, [0] * len(tight) + [1])
            if answer is None or any(p <= 0 for p in answer[:-1]):
                continue
            x = [F(0)] * size
            for i, p in zip(support, answer):
                x[i] = p
            if all(sum(p * c for p, c in zip(x, column)) <= answer[-1] for column in columns):
                best = tuple(
                    j for j, column in enumerate(columns) if sum(p * c for p, c in zip(x, column)) == answer[-1]
                )
                if (tuple(x), best) not in found:
                    found.append((tuple(x), best))
    return found


def extreme(small, a, b):
    """All extreme equilibria, each a mixture for every player."""
    tables = small.at(a, b)
    if len(small.moves) == 1:
        best = max(tables[0].values())
        size = len(small.moves[0])
        return [
            (tuple(F(int(i == k)) for i in range(size)),)
            for k, move in enumerate(small.moves[0])
            if tables[0][move,] == best
        ]
    own, other = small.moves
    against_a = [[tables[1][m, n] for m in own] for n in other]
    against_b = [[tables[0][m, n] for n in other] for m in own]
    return [
        (x, y)
        for x, best_b in vertices(against_a)
        for y, best_a in vertices(against_b)
        if all(p == 0 or i in best_a for i, p in enumerate(x)) and all(q == 0 or j in best_b for j, q in enumerate(y))
    ]


def mixable(found):
    """The largest sets X, Y of strategies all of whose combinations are equilibria."""
    if not found:
        return []
    if len(found[0]) == 1:
        return [([e[0] for e in found],)]
    there = set(found)
    rows, columns = ([*dict.fromkeys(e[k] for e in found)] for k in (0, 1))
    sets = {}
    for size in range(1, len(rows) + 1):
        for chosen in combinations(rows, size):
            common = tuple(y for y in columns if all((x, y) in there for x in chosen))
            if common:
                sets[common] = chosen if len(chosen) >= len(sets.get(common, ())) else sets[common]
    return [(list(chosen), list(common)) for common, chosen in sets.items()]


# --- claims -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """A claim: what is said, in the words of a model file, and the same by its meaning."""

    then: dict
    kind: str  # "count", "choice", "probability" (of a move) or "payoff"
    about: object
    value: object


def random_said(small, source):
    """Anything, or as often something that is true at one point at least."""
    kind = source.choice(["count", "count", "choice", "choice", "probability", "payoff"])
    if source.random() < 0.5 and kind != "count":
        return _somewhere_true(kind, small, source)
    if kind == "count":
        number = source.choice([1, 1, 2, 3])
        if source.random() < 0.4:
            unique = source.random() < 0.5
            return Said({"unique": unique}, kind, unique, 1)
        return Said({"number of equilibria": number}, kind, True, number)
    player = source.randrange(len(small.moves))
    name, moves = small.players[player], small.moves[player]
    if kind == "choice":
        if source.random() < 0.6:
            k = source.randrange(len(moves))
            return Said({name: moves[k]}, kind, player, [F(int(i == k)) for i in range(len(moves))])
        first, rest = source.choice([F(1, 2), F(1, 3), F(1)]), len(moves) - 1
        row = [first, *[(1 - first) / rest] * rest]
        return Said({name: {m: str(p) for m, p in zip(moves, row)}}, kind, player, row)
    if kind == "probability":
        k = source.randrange(len(moves))
        value = source.choice([F(0), F(1), F(1, 2)])
        return Said({"probability of": moves[k], "is": str(value)}, kind, (player, k), value)
    value = source.choice([*small.payoffs.values()])[player]
    return Said({"payoff of": name, "is": str(value)}, kind, player, value)


def _somewhere_true(kind, small, source):
    profile = source.choice(extreme(small, *source.choice(away_from_ties(40))))
    player = source.randrange(len(small.moves))
    name, moves, row = small.players[player], small.moves[player], profile[player]
    if kind == "choice" and row.count(0) == len(row) - 1:
        return Said({name: moves[row.index(1)]}, kind, player, list(row))
    if kind == "payoff":
        cell = tuple(own[max(range(len(own)), key=lambda k: p[k])] for own, p in zip(small.moves, profile))
        value = small.payoffs[cell][player]
        return Said({"payoff of": name, "is": str(value)}, kind, player, value)
    k = source.randrange(len(moves))
    value = F(int(row[k] > F(1, 2)))
    return Said({"probability of": moves[k], "is": str(value)}, "probability", (player, k), value)


def value_of(said, small, profile, a, b):
    """What a claim is about, at a profile, less what it says of it: zero where the claim is true of the profile."""
    if said.kind == "choice":
        return [p - q for p, q in zip(profile[said.about], said.value)]
    if said.kind == "probability":
        player, move = said.about
        return [profile[player][move] - said.value]
    table, total = small.at(a, b)[said.about], F(0)
    for cell in product(*(range(len(own)) for own in small.moves)):
        chance = F(1)
        for row, k in zip(profile, cell):
            chance *= row[k]
        names = tuple(own[k] for own, k in zip(small.moves, cell))
        total += chance * table[names]
    return [total - said.value.at(a, b)]


def truth(said, small, a, b, every):
    """Whether what is said is true at values of the letters, in every equilibrium or in some."""
    found = extreme(small, a, b)
    assert found, "every game has an equilibrium"
    sets = mixable(found)
    if said.kind == "count":
        number = None if any(len(own) > 1 for chosen in sets for own in chosen) else len(found)
        return (number == said.value) == said.about
    if every:  # linear in each player's mixture: true of all combinations, true of all mixtures
        return all(not any(value_of(said, small, profile, a, b)) for profile in found)
    return any(_somewhere(said, small, chosen, a, b) for chosen in sets)


def _somewhere(said, small, chosen, a, b):
    values = [value_of(said, small, profile, a, b) for profile in product(*chosen)]
    if said.kind == "choice":  # in the convex hull
        return feasible(list(zip(*values)))
    return min(v for (v,) in values) <= 0 <= max(v for (v,) in values)


# --- conditions and points --------------------------------------------------------------------------------------------


CONDITIONS = {
    None: lambda a, b: True,
    "a > b": lambda a, b: a > b,
    "a >= b": lambda a, b: a >= b,
    "a < 1": lambda a, b: a < 1,
    "b > 1/2": lambda a, b: b > F(1, 2),
    "a + b <= 1": lambda a, b: a + b <= 1,
    "a > 1 and b < 1": lambda a, b: a > 1 and b < 1,
    "a > 1 or b > 1": lambda a, b: a > 1 or b > 1,
    "a == b": lambda a, b: a == b,
    "a >= b and a <= b": lambda a, b: a == b,
    "a == 1": lambda a, b: a == 1,
    "b >= 2": lambda a, b: b >= 2,
    "a <= 0 and b > 1": lambda a, b: a <= 0 and b > 1,
    "a == 1 and b == 1": lambda a, b: a == 1 and b == 1,
    "a == b or b > 1": lambda a, b: a == b or b > 1,
}
# What of a condition is an equation, or leaves no more than one: there it is taken as it stands.
TIES = {
    when: CONDITIONS[when]
    for when in ("a == b", "a >= b and a <= b", "a == 1", "b >= 2", "a <= 0 and b > 1", "a == 1 and b == 1")
}
TIES["a == b or b > 1"] = CONDITIONS["a == b"]


@cache
def away_from_ties(count, seed=0):
    """Points at which nothing ties by accident."""
    source = random.Random(seed)
    return [tuple(F(source.randrange(1, 2 * 10**9), 10**9) for _ in LETTERS) for _ in range(count)]


SIMPLE = (F(0), F(1, 3), F(1, 2), F(1), F(4, 3), F(2))
EVERYWHERE = tuple(product(SIMPLE, repeat=2))
