"""Optimal commitments of games of numbers, from the definition: every vertex of every reply region, in fractions."""

from fractions import Fraction
from itertools import combinations

from tests.linear_programme import greatest


def solved(rows, bounds):
    """The one solution of square linear equations; None where there is not one."""
    size = len(rows)
    table = [[*map(Fraction, row), Fraction(bound)] for row, bound in zip(rows, bounds)]
    for column in range(size):
        pivot = next((r for r in range(column, size) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [v / table[column][column] for v in table[column]]
        for r in range(size):
            if r != column and table[r][column]:
                table[r] = [v - table[r][column] * p for v, p in zip(table[r], table[column])]
    return tuple(row[-1] for row in table)


def vertices(forms, size, floor=()):
    """The extreme (x, v): x >= 0 sum to 1, form.x >= 0, and v <= row.x for the rows of a floor, or v = 0 without."""
    width = size + 1
    rows = [[*map(Fraction, form), 0] for form in forms]
    rows += [[*row, -1] for row in floor]
    rows += [[int(i == k) for k in range(width)] for i in range(size)]
    always = [[*([1] * size), 0], *([] if floor else [[*([0] * size), 1]])]
    found = set()
    for tight in combinations(rows, width - len(always)):
        point = solved([*always, *tight], [1, *([0] * (width - 1))])
        if point is not None and all(sum(a * x for a, x in zip(row, point)) >= 0 for row in rows):
            found.add(point)
    return found


def product(row, mixture):
    return sum(a * x for a, x in zip(row, mixture))


def optimal(leads, follows, weak=False):
    """The value of commitment, and all pairs of an extreme optimal mixture and an optimal reply.

    `leads` and `follows` hold for each reply what the leader's moves pay.
    """
    size = len(leads[0])
    values, pairs = [], []
    for reply in range(len(leads)):
        same, others = around(follows, reply, weak)
        if weak and not is_wide(others, size):
            continue
        for *mixture, _ in vertices(others, size, [leads[k] for k in same]):
            worth = min(product(leads[k], mixture) for k in same)
            values.append(worth)
            pairs.append((worth, tuple(mixture), reply, product(leads[reply], mixture)))
    best = max(values)
    return best, {(x, reply) for worth, x, reply, paid in pairs if worth == paid == best}


def around(follows, reply, weak):
    """The replies that are taken together with one, and what it pays the follower beyond each of the others."""
    replies = range(len(follows))
    same = [k for k in replies if follows[k] == follows[reply]] if weak else [reply]
    return same, [[a - b for a, b in zip(follows[reply], follows[k])] for k in replies if k not in same]


def is_optimal(leads, follows, mixture, reply, best, weak):
    """Whether a mixture with a reply is optimal, extreme or not, where the value is known."""
    same, others = around(follows, reply, weak)
    if any(product(row, mixture) < 0 for row in others) or (weak and not is_wide(others, len(mixture))):
        return False
    return product(leads[reply], mixture) == min(product(leads[k], mixture) for k in same) == best


def is_wide(others, size):
    """Whether some mixture makes every one of these rows positive."""
    rows = [[*(-v for v in row), 1] for row in others] + [[*([1] * size), 0]]
    return not others or greatest([*([0] * size), 1], rows, [*([0] * len(others)), 1]) > 0
