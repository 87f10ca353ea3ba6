"""Compiled formulas: at every point what exact arithmetic gives, ties and poles decided exactly, and fast."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.algebra.arrays import compile as compiling
from deterrence.algebra.arrays.compile import Points, compiled, compiled_conditions
from deterrence.algebra.arrays.program import Machine, Program, terms_of
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.formulas.language import parse, parse_condition
from tests.algebra.strategies import conditions, quotients

XY = ("x", "y")
R = ring(XY)

# Numbers as they are typed, so that many points lie on ties and on poles.
typed = st.integers(-20, 20).map(lambda n: n / 10)
grids = st.fixed_dictionaries({name: st.lists(typed, min_size=1, max_size=5) for name in XY})


def laid_out(grid: dict[str, list[float]]) -> dict[str, np.ndarray]:
    return {"x": np.array(grid["x"])[:, None], "y": np.array(grid["y"])[None, :]}


def exactly(grid: dict[str, list[float]], i: int, j: int) -> dict[str, Fraction]:
    return {"x": Fraction(str(grid["x"][i])), "y": Fraction(str(grid["y"][j]))}


@given(st.lists(quotients(XY), min_size=1, max_size=4), grids)
def test_values_are_those_of_exact_arithmetic_with_nan_at_the_poles(functions, grid):
    found = compiled(functions)(laid_out(grid))
    for f, values in zip(functions, found, strict=True):
        assert values.shape == (len(grid["x"]), len(grid["y"]))
        for (i, j), value in np.ndenumerate(values):
            try:
                expected = float(f.evaluate(exactly(grid, i, j)))
            except ZeroDivisionError:
                assert np.isnan(value)
            else:
                assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.lists(st.lists(conditions(XY), max_size=3).map(tuple), min_size=1, max_size=4), grids)
def test_truth_is_exact_also_where_floats_cannot_tell(conjunctions, grid):
    found = compiled_conditions(conjunctions)(laid_out(grid))
    for conjunction, truth in zip(conjunctions, found, strict=True):
        for (i, j), value in np.ndenumerate(truth):
            assert value == all(c.holds(exactly(grid, i, j)) for c in conjunction)


def test_a_tie_that_floats_get_wrong_is_a_tie():
    (tie,) = cases(parse_condition("x + y == 3/10"), R, {})
    assert 0.1 + 0.2 != 0.3
    assert compiled_conditions([tie])({"x": 0.1, "y": 0.2})[0]
    (near,) = cases(parse_condition("x > 1/3"), R, {})
    assert not compiled_conditions([near])({"x": 0.3333333333333333, "y": 0})[0]


def test_exact_values_may_be_given():
    third = {"x": [Fraction(1, 3), Fraction(2, 3)], "y": [Fraction(0)]}
    (tie,) = cases(parse_condition("3*x == 1"), R, {})
    values = {"x": np.array([1 / 3, 2 / 3]), "y": np.array(0.0)}
    (truth,) = compiled_conditions([tie])(values, lambda name, place: third[name][place[0]])
    assert truth.tolist() == [True, False]
    assert compiled_conditions([tie])(values)[0].tolist() == [False, False]


def test_beside_a_pole_the_value_is_exact():
    f = R.value(parse("1/(x - y)"))
    (values,) = compiled([f])({"x": 0.3, "y": [0.1, 0.3, 0.30000000000000004]})
    assert values[0] == pytest.approx(5)
    assert np.isnan(values[1])
    assert values[2] == float(1 / (Fraction("0.3") - Fraction("0.30000000000000004")))


def test_large_numbers_and_powers_do_not_overflow():
    huge = "99999999999999999999999999999999999999"
    f = R.value(parse(f"(x - {huge})**4/(y + {huge})**4"))
    assert compiled([f])({"x": 0, "y": 0})[0] == pytest.approx(1)
    (c,) = cases(parse_condition(f"x**12 > {huge}"), R, {})
    assert compiled_conditions([c])({"x": [10, 10**4], "y": 0})[0].tolist() == [False, True]


def test_numbers_need_no_letters():
    nothing = ring(())
    assert compiled([nothing.constant(Fraction(1, 4))])({}) == [0.25]
    assert compiled([])({}) == []
    assert compiled_conditions([(), (condition(nothing.constant(-1), ">"),)])({}) == [True, False]
    (values,) = compiled([R.constant(3)])({"x": [1, 2], "y": 0})
    assert values.tolist() == [3, 3]


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_points_are_finite(wrong):
    with pytest.raises(ValueError, match="'x' must be finite"):
        compiled([R.letter("x")])({"x": [0, wrong], "y": 0})


@given(st.lists(st.integers(0, 7), max_size=4), st.integers(1, 40))
def test_blocks_cut_any_shape_into_boxes_without_a_gap(shape, size):
    axes = np.eye(len(shape), dtype=bool)
    points = Points({f"a{n}": np.zeros(np.where(axis, shape, 1)) for n, axis in enumerate(axes)})
    met = np.zeros(points.shape, dtype=int)
    for block in points.blocks(size):
        met[block] += 1
        assert met[block].size <= size
    assert (met == 1).all()


def test_the_answer_does_not_depend_on_the_blocks(monkeypatch):
    f = [R.value(parse(t)) for t in ("x*y/(x + y)", "x**3 - y", "x", "2")]
    values = {"x": np.linspace(0, 1, 37)[:, None], "y": np.linspace(-1, 1, 53)}
    whole = compiled(f)(values)
    monkeypatch.setattr(compiling.Points.blocks, "__defaults__", (100,))
    for a, b in zip(whole, compiled(f)(values), strict=True):
        np.testing.assert_array_equal(a, b)


def test_equal_parts_are_computed_once():
    home = ring(("b", "k", "c"))
    program = Program()

    def node(text: str) -> int:
        return compiling._quotient(program, home.value(parse(text)))

    first = node("b/(b + k)")
    size = len(program.nodes)
    assert node("b/(b + k)") == first
    assert len(program.nodes) == size
    node("k/(b + k)")
    assert len(program.nodes) == size + 1


def test_registers_are_used_again():
    f = R.value(parse("x**9*y + x**7*y**3 + x**5*y**5 + x**3*y**7 + x*y**9 + 1"))
    program = Program()
    node = compiling._quotient(program, f)
    machine = Machine(program)
    inputs = {name: np.ones((64,)) for name in XY}
    machine.run(inputs, (node,))
    (plan,) = machine._plans.values()
    arrays = sum(np.ndim(slot) > 0 for slot in plan.slots)
    assert len(plan.steps) > 10
    assert arrays - len(XY) <= 6


def test_a_formula_in_one_letter_is_not_computed_on_the_whole_grid():
    program = Program()
    node = compiling._quotient(program, R.value(parse("x**2 + 1")))
    (value,) = Machine(program).run({"x": np.ones((5, 1)), "y": np.ones((1, 7))}, (node,))
    assert value.shape == (5, 1)


def probe() -> tuple[list[RationalFunction], list, dict[str, np.ndarray]]:
    names = ("c", "k")
    home = ring(names)
    functions = [home.value(parse(t)) for t in ("c - (1 - c)*3", "6*(1 - c) - c*k", "6/(6 + k)", "c*(1 - c)/(6 + k)")]
    written = ("c >= 1/2 and c >= 6/(6 + k)", "c <= 1/2", "c >= 1/2 and c <= 6/(6 + k)", "c == 6/(6 + k)")
    tests = [cases(parse_condition(t), home, {})[0] for t in written]
    c, k = np.linspace(0, 1, 1000), np.linspace(0, 10, 1000)
    return functions, tests, {"c": c[:, None], "k": k[None, :]}


def by_hand(c: np.ndarray, k: np.ndarray) -> list[np.ndarray]:
    shape = np.zeros(np.broadcast_shapes(c.shape, k.shape))
    values = [c - (1 - c) * 3 + shape, 6 * (1 - c) - c * k, 6 / (6 + k) + shape, c * (1 - c) / (6 + k)]
    low, high = c >= 0.5, c >= 6 / (6 + k)
    return [*values, low & high, (c <= 0.5) & (shape == 0), low & ~high, c == 6 / (6 + k)]


@pytest.mark.slow
def test_a_million_points_cost_about_what_hand_written_numpy_costs():
    functions, tests, values = probe()
    formulas, truths = compiled(functions), compiled_conditions(tests)

    def fastest(work) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
        return min(times)

    ours = fastest(lambda: (formulas(values), truths(values)))
    theirs = fastest(lambda: by_hand(values["c"], values["k"]))
    for a, b in zip(formulas(values), by_hand(values["c"], values["k"])[:4], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    assert ours < 3 * theirs


@pytest.mark.parametrize("text", ["x", "3*x + 1", "x*y - 2", "x**3 - 3*x*y + y**2", "x**7"])
def test_no_rounding_is_left_out_of_the_bound(text):
    """Each term rounds its coefficient, each letter once as read and once as multiplied, and each sum."""
    terms = terms_of(R.value(parse(text)).numerator)
    degree = max(sum(m) for m in terms.terms)
    assert terms.rounding >= (1 + 2 * degree + len(terms.terms)) * 2.0**-53


def test_large_coefficients_beside_small_ones_are_scaled_together():
    x = R.letter("x")
    terms = terms_of((x * 10**400 + 1).numerator)
    assert terms.scale > 10**399
    assert max(abs(c) for c in terms.terms.values()) <= 2
