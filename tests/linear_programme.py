"""Linear programmes in fractions, for tests: the simplex method with Bland's rule, as in any textbook.

It shares no code with the solvers that it checks.
"""

from fractions import Fraction


def greatest(objective, rows, bounds):
    """The greatest value of objective.x over x >= 0 with rows x <= bounds, where bounds >= 0; None if unbounded."""
    m, n = len(rows), len(objective)
    table = [
        [*map(Fraction, row), *(Fraction(int(i == k)) for k in range(m)), Fraction(bound)]
        for i, (row, bound) in enumerate(zip(rows, bounds))
    ]
    cost = [*map(Fraction, objective), *[Fraction(0)] * (m + 1)]
    basis = list(range(n, n + m))
    while True:
        entering = next((j for j in range(n + m) if cost[j] > 0), None)
        if entering is None:
            return -cost[-1]
        ratios = [(table[i][-1] / table[i][entering], basis[i], i) for i in range(m) if table[i][entering] > 0]
        if not ratios:
            return None
        leaving = min(ratios)[2]
        table[leaving] = [v / table[leaving][entering] for v in table[leaving]]
        for row in [*(table[i] for i in range(m) if i != leaving), cost]:
            factor = row[entering]
            row[:] = [v - factor * p for v, p in zip(row, table[leaving])]
        basis[leaving] = entering


def greatest_on_simplex(objective, forms):
    """The greatest value of objective.x over x >= 0 that sum to 1 with form.x >= 0 for all forms; None if no x does.

    The cone of x with form.x >= 0 is cut at sum(x) <= 1; a positive objective is greatest where sum(x) = 1.
    """
    rows, bounds = [*([-v for v in form] for form in forms), [1] * len(objective)], [0] * len(forms) + [1]
    if greatest([1] * len(objective), rows, bounds) == 0:
        return None
    shift = 1 - min(objective)
    return greatest([v + shift for v in objective], rows, bounds) - shift


def feasible(rows):
    """Whether some x >= 0 that sum to 1 make every row's row.x zero."""
    both = [*rows, *([-v for v in row] for row in rows)]
    size = len(rows[0])
    return greatest([1] * size, [*both, [1] * size], [0] * len(both) + [1]) == 1
