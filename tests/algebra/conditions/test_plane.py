"""Conditions on a plane: every point lies in a cell that speaks for it, and cells are what is connected."""

from __future__ import annotations

import pickle
import random
import time
from fractions import Fraction
from itertools import combinations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.conditions.fibres import as_exact, fibre
from deterrence.algebra.conditions.outlines import Window, areas, polylines, window
from deterrence.algebra.conditions.plane import Plane, decompose
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.formulas.language import parse_condition
from tests.algebra.strategies import conditions, small_fractions

XY = ("x", "y")
R = ring(XY)
UNIT = (Fraction(0), Fraction(1))
SQUARE = (Fraction(-2), Fraction(2))


def ask(*texts: str, given: tuple[str, ...] = (), x=(None, None), y=(None, None)) -> Plane:
    def bounds(pair):
        return tuple(None if end is None else Fraction(end) for end in pair)

    questions = [cases(parse_condition(text), R, {}) for text in texts]
    clauses = [cases(parse_condition(text), R, {}) for text in given]
    return decompose(questions, "x", "y", clauses, bounds(x), bounds(y))


def shape(plane: Plane) -> list[int]:
    """How many cells there are of dimension 2, 1 and 0."""
    return [sum(cell.dimension == d for cell in plane.cells) for d in (2, 1, 0)]


def place_of(plane: Plane, x: Fraction, y: Fraction) -> tuple[int, int] | None:
    """The cell of the decomposition that holds a rational point, found anew."""

    def holds(slab) -> bool:
        if slab.is_point:
            return slab.lower == x
        return (slab.lower is None or slab.lower < x) and (slab.upper is None or slab.upper > x)

    at = next((at for at, slab in enumerate(plane.slabs) if holds(slab)), None)
    if at is None:
        return None
    slab = plane.slabs[at]
    above = fibre(x, plane.curves, slab.events if slab.is_point else None)
    assert len(above.balls) == len(slab.fibre.balls)
    assert above.vanishing == slab.fibre.vanishing
    place = 0
    zero = {i for i, c in enumerate(plane.curves) if not _value(c, x, y)}
    for index, ball in enumerate(above.balls):
        if zero & above.vanishing[index] and as_exact(ball.lower()) <= y <= as_exact(ball.upper()):
            place = 2 * index + 1
        elif as_exact(ball.upper()) < y:
            place = 2 * index + 2
    return (at, place) if place in slab.places else None


def _value(curve, x: Fraction, y: Fraction) -> Fraction:
    return R.polynomial(curve.polynomial).evaluate({"x": x, "y": y})


@settings(max_examples=12)
@given(
    st.lists(conditions(XY, 2), min_size=1, max_size=3),
    st.lists(st.tuples(small_fractions, small_fractions), min_size=12, max_size=12),
)
def test_what_holds_at_a_point_is_what_its_cell_says(given_conditions, some):
    plane = decompose([[(c,)] for c in given_conditions], "x", "y")
    signatures = {cell.signature for cell in plane.cells}
    for x, y in some:
        truth = tuple(i for i, c in enumerate(given_conditions) if c.holds({"x": x, "y": y}))
        key = place_of(plane, x, y)
        assert key is not None
        assert plane.signature(key) == truth
        assert truth in signatures


@settings(max_examples=8)
@given(st.lists(conditions(XY, 2), min_size=1, max_size=3))
def test_samples_are_in_their_cells(given_conditions):
    plane = decompose([[(c,)] for c in given_conditions], "x", "y", (), (Fraction(-2), Fraction(2)), UNIT)
    for cell in plane.cells:
        x, y = cell.sample
        if cell.dimension == 2:
            assert isinstance(x, Fraction)
            assert isinstance(y, Fraction)
            truth = tuple(i for i, c in enumerate(given_conditions) if c.holds({"x": x, "y": y}))
        else:
            truth = tuple(i for i, c in enumerate(given_conditions) if c.truth(lambda f: _sign(f, x, y)))  # noqa: B023
        assert truth == cell.signature


def _sign(factor, x, y) -> int:
    """The sign at exact numbers, by two hundred digits."""
    with mpmath.workdps(220):

        def digits(number):
            low, high = number.refined(Fraction(1, 10**210)) if isinstance(number, RealRoot) else (number, number)
            middle = (low + high) / 2
            return mpmath.mpf(middle.numerator) / middle.denominator

        point = {"x": digits(x), "y": digits(y)}
        total = mpmath.mpf(0)
        for exponents, c in factor.polynomial.to_dict().items():
            term = mpmath.mpf(int(c.p)) / int(c.q)
            for name, n in zip(factor.names, exponents, strict=True):
                term *= point[name] ** int(n)
            total += term
        return 0 if abs(total) < mpmath.mpf(10) ** -150 else int(mpmath.sign(total))


@settings(max_examples=12)
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 3).filter(lambda t: t[0] or t[1]), min_size=1, max_size=6))
def test_lines_cut_the_plane_into_as_many_cells_as_steiner_says(lines):
    distinct = {}
    for a, b, c in lines:
        scale = next(v for v in (a, b) if v)
        distinct[(Fraction(a, scale), Fraction(b, scale), Fraction(c, scale))] = (a, b, c)
    chosen = list(distinct.values())
    plane = decompose([[(_line(*line),)] for line in chosen], "x", "y")
    through: dict[tuple[Fraction, Fraction], set[int]] = {}
    for (i, (a, b, c)), (j, (d, e, f)) in combinations(enumerate(chosen), 2):
        if determinant := a * e - b * d:
            point = (Fraction(b * f - c * e, determinant), Fraction(c * d - a * f, determinant))
            through.setdefault(point, set()).update((i, j))
    expected = 1 + len(chosen) + sum(len(at) - 1 for at in through.values())
    assert sum(cell.dimension == 2 for cell in plane.cells) == expected
    assert {b.factor for b in plane.boundaries} == {_line(*line).factors[0][0] for line in chosen}


def _line(a: int, b: int, c: int):
    return condition(R.letter("x") * a + R.letter("y") * b + c, ">")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["x**2 + y**2 < 1"], [2, 0, 0]),
        (["x**2 + y**2 <= 0"], [1, 0, 1]),
        (["x**2 + y**2 < 1", "(x - 2)**2 + y**2 < 1"], [3, 0, 0]),  # they touch
        (["x**2 + y**2 < 1", "(x - 1)**2 + y**2 < 1"], [4, 0, 0]),  # they cross
        (["x**2 + y**2 < 1", "(x - 3)**2 + y**2 < 1"], [3, 0, 0]),  # they are apart
        (["x**2 + y**2 < 4", "x**2 + y**2 < 1"], [3, 0, 0]),  # one in the other
        (["x**2 + y**2 <= 1", "(x - 2)**2 + y**2 <= 1"], [3, 0, 1]),  # at one point both hold
        (["y > x**2", "y < 0"], [4, 0, 0]),  # left and right of where they touch
        (["y >= x**2", "y <= 0"], [4, 0, 1]),
        (["x*y > 0"], [4, 0, 0]),
        (["x*y >= 0"], [4, 0, 0]),
        (["x*y == 1"], [3, 2, 0]),
        (["y**2 < x**2*(x + 1)"], [3, 0, 0]),  # a loop: inside, beyond the crossing, around
        (["y**2 == x**2*(x - 1)"], [2, 1, 1]),  # an isolated point of the curve
        (["y**2 < x**3"], [2, 0, 0]),  # a cusp
        (["(x**2 + y**2)**2 < x**2 - y**2"], [3, 0, 0]),  # a lemniscate
        (["x*(x - 1) == 0"], [3, 2, 0]),
        (["x*y**2 + y - 1 > 0"], [3, 0, 0]),
        (["y*(x - 1)**2 > 0"], [3, 1, 0]),  # a ray on which it fails
        (["x != 0 or y != 0"], [1, 0, 1]),
        (["x**4 + y**4 <= 2 and x == y"], [1, 1, 0]),
        (["x**2 == 2 and y**2 == 3"], [1, 0, 4]),
        (["x**2 == 2 and y == x**3"], [1, 0, 2]),
        (["x**5 - x + y**5 < 1 and y > x"], [2, 0, 0]),
        (["x**2 < 2 and y**2 < x**4 - 3*x**2 + 2"], [2, 0, 0]),
    ],
)
def test_pictures_whose_cells_can_be_counted(texts, expected):
    assert shape(ask(*texts)) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ["x**2 + y**2 < 1", "y > x**2", "x + 2*y < 1"],
        ["(x**2 + y**2)**2 < 4*(x**2 - y**2)", "y > x**3 - x"],
        ["x*y < 1", "x**2 - y**2 < 1", "y < 3*x"],
        ["x**3 + y**3 < 3*x*y + 1", "4*x**2 + 9*y**2 < 16"],
    ],
)
def test_cells_are_what_a_raster_shows_to_be_connected(texts):
    plane = ask(*texts, x=(-3, 3), y=(-3, 3))
    size = 1500
    x, y = np.meshgrid(np.linspace(-3, 3, size) + 1e-7, np.linspace(-3, 3, size) + 2e-7)
    code = np.zeros((size, size), dtype=int)
    for bit, text in enumerate(texts):
        code += (1 << bit) * eval_numpy(text, x, y)
    counted = 0
    for value in np.unique(code):
        pieces, count = ndimage.label(code == value)
        sizes = ndimage.sum_labels(np.ones_like(pieces), pieces, range(1, count + 1))
        counted += int((sizes > 8).sum())
    assert shape(plane)[0] == counted


def eval_numpy(text: str, x, y):
    from deterrence.algebra.arrays.compile import compiled_conditions

    (conjunction,) = cases(parse_condition(text), R, {})
    return compiled_conditions([conjunction])({"x": x, "y": y})[0]


def test_what_holds_only_where_boundaries_cross_is_a_cell():
    plane = ask("x <= 1/2", "x >= 1/2 and x <= 6/(6 + y)", "x >= 6/(6 + y)", given=("y > 0",), x=(0, 1), y=(0, 10))
    (point,) = [cell for cell in plane.cells if cell.dimension == 0]
    assert point.sample == (Fraction(1, 2), Fraction(6))
    assert point.signature == (0, 1, 2)
    assert {b.factor.text for b in plane.boundaries if not b.is_limit} == {"2*x - 1", "x*y + 6*x - 6"}
    assert [b.factor.text for b in plane.boundaries if b.is_limit] == ["y"]


def test_points_with_irrational_coordinates_are_exact():
    plane = ask("x**2 + y**2 == 3 and x*y == 1")
    points = [cell.sample for cell in plane.cells if cell.dimension == 0]
    assert len(points) == 4
    for x, y in points:
        assert isinstance(x, RealRoot)
        assert isinstance(y, RealRoot)
        assert float(x) ** 2 + float(y) ** 2 == pytest.approx(3)
        assert float(x) * float(y) == pytest.approx(1)


def test_boundaries_closer_than_a_float_can_tell_are_told_apart():
    # Two vertical lines 1e-24 beside t = (3 - sqrt(5))/2, where the curve crosses u = 1.
    t, u = ring(("t", "u")).letter("t"), ring(("t", "u")).letter("u")
    root = t * t - t * 3 + 1
    near = Fraction(461768573215464038730851, 2**80), Fraction(115442143303866009682713, 2**78)
    fence = (condition(root, "=="), condition(t - near[0], ">"), condition(t - near[1], "<"))
    crossing = condition(t * t * 3 + u * 2 + 1 - t * 3 * (u + 2), "==")
    asked = [[(crossing, condition(u - 1, "=="))]]
    plane = Plane("t", "u", asked, [(fence,)], (Fraction(0), Fraction(1)), (None, None))
    [(x, y)] = [plane.sample((at, p)) for at, slab in enumerate(plane.slabs) for p in slab.places if slab.at(p)]
    assert y == 1
    assert isinstance(x, RealRoot)
    assert x.coefficients == (1, -3, 1)


def test_the_range_is_closed_and_nothing_outside_it_is_seen():
    assert shape(ask("x >= 1 and y >= 1", x=(0, 1), y=(0, 1))) == [1, 0, 1]
    assert shape(ask("x >= 1", x=(0, 1), y=(0, 1))) == [1, 1, 0]
    assert shape(ask("x > 1 or y < 0", x=(0, 1), y=(0, 1))) == [1, 0, 0]
    assert shape(ask("x + y > 1", x=(1, 1), y=(0, 1))) == [0, 1, 1]
    assert shape(ask("x + y > 1", x=(1, 1), y=(1, 1))) == [0, 0, 1]


def test_assumptions_leave_out_what_they_exclude():
    assert shape(ask("x > 0", given=("x != 0",))) == [2, 0, 0]
    assert shape(ask("x > 0", given=("x**2 + y**2 < 1",))) == [2, 0, 0]
    assert shape(ask("x > 0", given=("x == y",))) == [0, 2, 0]
    assert shape(ask("x > 0", given=("x < -1 or x > 1",))) == [2, 0, 0]
    (limit,) = [b for b in ask("x > 5", given=("x > y",)).boundaries if b.is_limit]
    assert limit.factor.text == "x - y"


def test_the_whole_plane_is_one_cell_when_nothing_is_asked():
    plane = ask()
    assert shape(plane) == [1, 0, 0]
    assert plane.boundaries == ()
    assert shape(ask("1 > 0")) == [1, 0, 0]


def test_other_letters_are_refused():
    other = cases(parse_condition("x > z"), ring(("x", "z")), {})
    with pytest.raises(ValueError, match="more letters are free"):
        decompose([other], "x", "y")


def test_a_plane_can_be_sent_to_another_process():
    plane = ask("x**2 + y**2 < 1", "x > y")
    twin = pickle.loads(pickle.dumps(plane))
    assert [(c.signature, c.sample) for c in twin.cells] == [(c.signature, c.sample) for c in plane.cells]


@settings(max_examples=6)
@given(st.lists(conditions(XY, 2), min_size=1, max_size=3))
def test_lines_to_draw_lie_on_their_curve_and_within_view(given_conditions):
    plane = decompose([[(c,)] for c in given_conditions], "x", "y", (), SQUARE, SQUARE)
    for boundary in plane.boundaries:
        f = R.value(parse_condition(f"{boundary.factor.text.replace('^', '**')} > 0").left)
        for x, y in polylines(plane, boundary):
            assert len(x) == len(y) >= 1
            assert np.isfinite(x).all()
            assert np.isfinite(y).all()
            assert (np.abs(x) <= 2 + 1e-9).all()
            assert (np.abs(y) <= 2 + 1e-6).all()
            for a, b in list(zip(x, y, strict=True))[::7]:
                point = {"x": Fraction(float(a)), "y": Fraction(float(b))}
                slope = max(abs(f.derivative(name).evaluate(point)) for name in XY)
                assert abs(f.evaluate(point)) <= 1e-6 * max(1, slope)


@settings(max_examples=6)
@given(st.lists(conditions(XY, 2), min_size=1, max_size=3))
def test_areas_to_fill_cover_the_view_once(given_conditions):
    plane = decompose([[(c,)] for c in given_conditions], "x", "y", (), SQUARE, SQUARE)
    total = 0.0
    for cell in plane.cells:
        if cell.dimension == 2:
            for x, low, high in areas(plane, cell):
                assert (np.diff(x) >= -1e-12).all()
                assert (high >= low - 1e-7).all()
                total += float(np.trapezoid(high - low, x))
    assert total == pytest.approx(16, rel=5e-3)


def test_curves_on_which_nothing_changes_do_not_cut_an_area():
    """Below 3/2 it does not matter whether y < 1 as well, nor whether x < 0."""
    x, y = map(R.letter, XY)
    low, lower, left = condition(y - Fraction(3, 2), "<"), condition(y - 1, "<"), condition(x, "<")
    plane = decompose([[(low,), (low, lower), (low, left)]], "x", "y", (), SQUARE, SQUARE)
    assert [float(np.trapezoid(high - low, x)) for cell in plane.cells for x, low, high in areas(plane, cell)] == (
        pytest.approx([14, 2])
    )


def test_a_circle_is_drawn_as_one_closed_line():
    plane = ask("x**2 + y**2 < 1")
    (boundary,) = plane.boundaries
    ((x, y),) = polylines(plane, boundary)
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]))
    assert np.hypot(x, y) == pytest.approx(1)
    length = np.hypot(np.diff(x), np.diff(y)).sum()
    assert length == pytest.approx(2 * np.pi, rel=1e-3)
    view = window(plane)
    assert view.left < -1 < 1 < view.right


def test_isolated_points_and_vertical_lines_are_drawn():
    plane = ask("x**2 + y**2 <= 0", "x > 2", y=(0, 1))
    drawn = {b.factor.text: polylines(plane, b, Window(-3, 3, 0, 1)) for b in plane.boundaries}
    assert [line[0].tolist() for line in drawn["x - 2"]] == [[2, 2]]
    assert [line[1].tolist() for line in drawn["x - 2"]] == [[0, 1]]
    assert [(line[0].tolist(), line[1].tolist()) for line in drawn["x^2 + y^2"]] == [([0], [0])]


def test_curves_that_run_off_to_infinity_are_cut():
    plane = ask("x*y > 1", x=(-2, 2), y=(None, None))
    (boundary,) = plane.boundaries
    lines = polylines(plane, boundary, Window(-2, 2, -5, 5))
    assert len(lines) == 2
    for x, y in lines:
        assert x * y == pytest.approx(1)


def random_conditions(source: random.Random, count: int) -> list:
    def one():
        powers = [R.letter("x") ** i * R.letter("y") ** j for i in range(3) for j in range(3 - i)]
        return condition(sum((p * source.randint(-9, 9) for p in powers), R.zero), ">")

    return [[(one(),)] for _ in range(count)]


def test_eight_quadratics_take_a_fraction_of_a_second():
    square = (Fraction(-3), Fraction(3))
    times = []
    for seed in range(4):
        questions = random_conditions(random.Random(seed), 8)
        began = time.perf_counter()
        plane = decompose(questions, "x", "y", (), square, square)
        assert plane.cells
        times.append(time.perf_counter() - began)
    assert min(times) < 1.0


@pytest.mark.parametrize(
    "texts", [["x**2 + y**2 < 1"], ["y > x**2", "x + y < 1"], ["x*y > 1", "y < 2*x"], ["y**2 < x**2*(x + 1)"]]
)
def test_the_edges_of_areas_lie_on_curves_or_on_the_edge_of_the_view(texts):
    plane = ask(*texts, x=(-2, 2), y=(-2, 2))
    curves = [R.polynomial(c.polynomial) for c in plane.curves]
    for cell in plane.cells:
        for x, low, high in areas(plane, cell) if cell.dimension == 2 else ():
            for a, b in [*zip(x, low, strict=True), *zip(x, high, strict=True)]:
                point = {"x": Fraction(float(a)), "y": Fraction(float(b))}
                assert abs(abs(b) - 2) < 1e-9 or min(abs(f.evaluate(point)) for f in curves) < 1e-6


def test_an_area_beside_a_pole_has_its_size():
    """Between 1/x and 5 from x = 1/5 to 2, and the same on the other side."""
    plane = ask("x*y > 1", x=(-2, 2), y=(-5, 5))

    def size(signature) -> float:
        drawn = (area for c in plane.cells if c.dimension == 2 and c.signature == signature for area in areas(plane, c))
        return sum(float(np.trapezoid(high - low, x)) for x, low, high in drawn)

    assert size((0,)) == pytest.approx(2 * (9 - np.log(10)), rel=1e-3)
    assert size((0,)) + size(()) == pytest.approx(40, rel=1e-3)
