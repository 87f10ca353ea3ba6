"""Zero-sum games by linear programming: known values, and agreement of floats with exact arithmetic."""

import time
from fractions import Fraction as F

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from deterrence.solvers.numeric.linear_programme import linear_programme
from deterrence.solvers.numeric.zero_sum import exact_zero_sum, zero_sum
from tests.solvers.numeric.brute_force import extreme_equilibria


@pytest.mark.parametrize("high", [0, 1, 3, 1000])
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 1), (2, 3), (4, 4)])
def test_both_agree_with_every_basis_tried_in_fractions(shape, high):
    for seed in range(3):
        A = np.random.default_rng(seed).integers(-high, high, shape, endpoint=True)
        exact = exact_zero_sum(A, -A)
        assert (exact.x, exact.y) in extreme_equilibria(A.tolist(), (-A).tolist())
        found = zero_sum(A, -A)
        assert found.value == pytest.approx(float(exact.value), abs=1e-9 * max(high, 1))
        assert found.regret <= 1e-9


def test_known_values():
    assert exact_zero_sum([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]).x == (F(1, 3),) * 3
    three_finger_morra = [[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]]
    assert exact_zero_sum(three_finger_morra).value == 0
    assert exact_zero_sum([[0.5, 1], [2, 0.25]]).value == F(5, 6)


def test_payoffs_of_any_scale():
    A = np.random.default_rng(0).normal(size=(20, 30))
    value = zero_sum(A).value
    for scale in (1e-150, 1e9, 1e200):
        assert zero_sum(A * scale).value == pytest.approx(value * scale, rel=1e-8)


@pytest.mark.parametrize(
    ("A", "B", "says"),
    [
        ([[1, 2], [3, 4]], [[-1, -2], [-3, 4]], "not zero-sum: at row 1, column 1 the payoffs are 4.* sum to 8"),
        ([[1, 2]], [[-1], [-2]], "must be the same"),
        ([[1.0, np.nan]], None, r"A\[0, 1\] is nan"),
        ([[1, 2], [3]], None, "ragged"),
        ([[]], None, "empty"),
        (np.array([[-1.7e308, 1.7e308]]), None, "differ by more"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow")
def test_bad_input_is_refused(A, B, says):
    with pytest.raises(ValueError, match=says):
        zero_sum(A, B)


@pytest.mark.slow
def test_a_thousand_by_a_thousand_in_a_minute():
    A = np.random.default_rng(0).normal(size=(1000, 1000))
    start = time.perf_counter()
    assert zero_sum(A).regret <= 1e-9
    assert time.perf_counter() - start < 60


def test_where_one_algorithm_fails_the_other_is_asked(monkeypatch):
    failing = ["highs-ipm"]

    def sometimes(cost, method, **given):
        found = linear_programme(cost, method, **given)
        return OptimizeResult(status=4, x=None, fun=None) if method in failing else found

    monkeypatch.setattr("deterrence.solvers.numeric.zero_sum.linear_programme", sometimes)
    assert zero_sum([[3, -1], [-2, 1]]).value == pytest.approx(1 / 7)
    failing.append("highs-ds")
    with pytest.raises(ArithmeticError, match="the best has none"):
        zero_sum([[3, -1], [-2, 1]])
