"""All extreme equilibria by trying every basis in Fractions: slow, and shares nothing with the code under test."""

from fractions import Fraction
from itertools import combinations


def solve(matrix, rhs):
    """The unique solution of a square system in Fractions, or None."""
    rows = [[Fraction(v) for v in row] + [Fraction(r)] for row, r in zip(matrix, rhs, strict=True)]
    size = len(rows)
    for c in range(size):
        pivot = next((r for r in range(c, size) if rows[r][c]), None)
        if pivot is None:
            return None
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [v / rows[c][c] for v in rows[c]]
        for r in range(size):
            if r != c and rows[r][c]:
                rows[r] = [a - rows[r][c] * b for a, b in zip(rows[r], rows[c], strict=True)]
    return [row[-1] for row in rows]


def polyhedron_vertices(payoffs):
    """Vertices (x, value) of {x a mixed strategy, value at least what each opponent's strategy gains}."""
    m, n = len(payoffs), len(payoffs[0])
    found = set()
    for k in range(1, min(m, n) + 1):
        for own in combinations(range(m), k):
            for other in combinations(range(n), k):
                equations = [[payoffs[i][j] for i in own] + [-1] for j in other] + [[1] * k + [0]]
                solution = solve(equations, [0] * k + [1])
                if solution is None or min(solution[:-1]) < 0:
                    continue
                x = [Fraction(0)] * m
                for i, p in zip(own, solution[:-1], strict=True):
                    x[i] = p
                if max(gains(payoffs, x)) == solution[-1]:
                    found.add(tuple(x))
    return sorted(found)


def gains(payoffs, x):
    return [sum(p * row[j] for p, row in zip(x, payoffs, strict=True)) for j in range(len(payoffs[0]))]


def extreme_equilibria(A, B):
    """Every extreme equilibrium (x, y) of the bimatrix game, in ascending order."""
    A_by_column = [list(column) for column in zip(*A, strict=True)]
    found = []
    columns = polyhedron_vertices(A_by_column)
    for x in polyhedron_vertices(B):
        column_gain = gains(B, x)
        for y in columns:
            row_gain = gains(A_by_column, y)
            rows_fit = all(not p or g == max(row_gain) for p, g in zip(x, row_gain, strict=True))
            if rows_fit and all(not q or g == max(column_gain) for q, g in zip(y, column_gain, strict=True)):
                found.append((x, y))
    return found
