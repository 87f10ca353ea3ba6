"""Time limits are kept: hard games end near theirs, with what was found, and say that it is not all.

The games here take minutes without a limit; the bounds are wide because the machine may be busy.
"""

from __future__ import annotations

import time
from contextlib import contextmanager

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.deadline import limit_time

LONG = 30.0


@contextmanager
def soon():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONG


def lettered(*tables):
    letters = [dt.Parameter(name, "", -1, 1) for name in "ab"]
    return dt.Matrix.from_arrays(*tables, parameters=letters)


HARD = lettered(
    [["1/(1 + a**2)", "b*b", "a - b"], ["b", "1/(2 + b)", "a*b"], ["a**2", "1", "b*b - a"]],
    [["b*b - a", "1/(1 + a**2) - b", "a"], ["a*b", "0", "1/(2 + b)"], ["1", "a**2", "b"]],
)


def test_formulas_of_high_degree_are_solved_and_printed_within_the_limit():
    with soon(), limit_time(1):
        found = dt.solve(HARD)
        text = str(found)
    assert not found.complete
    assert "time limit of 1 second" in found.why
    assert "more than is needed" in text


@pytest.mark.parametrize("method", [None, "lemke-howson", "vertex enumeration", "linear programming", "logit"])
def test_large_matrices_of_numbers(method):
    first, second = np.random.default_rng(1).integers(0, 10**6, (2, 90, 90))
    game = dt.Matrix.from_arrays(first, -first if method == "linear programming" else second)
    with soon():
        found = dt.solve(game, method=method, time_limit=0.2)
    assert not found.complete
    if method is None:
        stable = (first == first.max(axis=0)) & (second == second.max(axis=1)[:, None])
        assert len(found) == stable.sum() > 0


@pytest.mark.parametrize("wrong", [-1, float("nan"), "5"])
def test_what_is_no_time_limit_is_refused(wrong):
    with pytest.raises(ValueError, match="time_limit is"):
        dt.solve(HARD, time_limit=wrong)
