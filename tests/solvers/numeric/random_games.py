"""Seeded random bimatrix games of every degree of degeneracy, as lists of integers."""

import numpy as np

KINDS = ("generic", "small integers", "zeros and ones", "repeated rows", "zero", "symmetric", "zero-sum")


def bimatrix(kind, m, n, seed):
    random = np.random.default_rng([seed, m, n, KINDS.index(kind)])
    high = {"generic": 10**6, "small integers": 3, "zeros and ones": 1, "zero": 0}.get(kind, 4)
    A = random.integers(0, high, (m, n), endpoint=True)
    B = random.integers(0, high, (m, n), endpoint=True)
    if kind == "repeated rows":
        A[-1], B[-1] = A[0], B[0]
        A[:, -1], B[:, -1] = A[:, 0], B[:, 0]
    if kind == "symmetric" and m == n:
        B = A.T
    if kind == "zero-sum":
        B = -A
    return A.tolist(), B.tolist()
