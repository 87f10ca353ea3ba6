"""Signs as bits against signs looked up one by one."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.line import holds_on
from deterrence.algebra.conditions.sign_chart import LineChart, PointChart, bits, chart, lowest_bit
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from tests.solvers.forms import background

HOME = ring(("c",))
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")


def polynomial(coefficients):
    c = HOME.letter("c")
    return sum((c**n * a for n, a in enumerate(coefficients)), HOME.zero)


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.integers(-3, 3), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from([(None, None), (-1, 1), (0, None), (None, Fraction(1, 2))]),
    st.sampled_from(RELATIONS),
)
def test_every_cell_of_a_line(rows, ends, relation):
    functions = [f for f in map(polynomial, rows) if not f.is_zero]
    where = background("c", c=ends)
    found = chart(where, [f.numerator for f in functions])
    for function in functions:
        wanted = condition(function, relation)
        mask = found.where(wanted)
        negative, zero = found.of_polynomial(function.numerator)
        if not isinstance(found, LineChart):
            continue
        for index in bits(found.everywhere):
            place = found.place(index)["c"]
            assert bool(mask >> index & 1) == holds_on(wanted, place)
            assert bool(negative >> index & 1) == holds_on(condition(function, "<"), place)
            assert bool(zero >> index & 1) == holds_on(condition(function, "=="), place)


def test_assumptions_leave_cells_out():
    where = background("c", "c != 1/2", "c < 3/4 or c == 1", c=(0, 1))
    found = chart(where, [(HOME.letter("c") - Fraction(1, 4)).numerator])
    assert isinstance(found, LineChart)
    places = [found.place(index)["c"] for index in bits(found.everywhere)]
    assert Fraction(1, 2) not in places
    assert Fraction(1) in places
    assert all(place < Fraction(3, 4) or place == 1 for place in places)
    lone = next(index for index in bits(found.everywhere) if found.place(index)["c"] == 1)
    assert not found.points >> lone & 1, "a value without neighbours is all there is, not a tie"
    quarter = next(index for index in bits(found.everywhere) if found.place(index)["c"] == Fraction(1, 4))
    assert found.points >> quarter & 1


def test_numbers_are_one_place():
    found = chart(background(""), [])
    assert isinstance(found, PointChart)
    assert found.exhaustive
    assert found.everywhere == 1


def test_several_letters_are_sampled():
    home = ring(("c", "k"))
    where = background("ck", "c > k", c=(0, 1), k=(0, 1))
    difference = home.value(parse("c - k"))
    found = chart(where, [difference.numerator])
    assert not found.exhaustive
    assert found.where(condition(difference, ">")) == found.everywhere
    assert all(found.place(i)["c"] > found.place(i)["k"] for i in bits(found.everywhere))


def test_bits():
    assert bits(0b10110) == [1, 2, 4]
    assert lowest_bit(0b1000) == 3


def test_one_letter_that_matters_of_several_makes_a_line():
    """Where others neither occur nor are tied to it by an assumption, every sign is decided exactly."""
    where = background("ck", "k > 1", c=(0, 1))
    home = ring(("c", "k"))
    c, k = home.letter("c"), home.letter("k")
    assert isinstance(chart(where, [(c - Fraction(1, 4)).numerator]), LineChart)
    assert isinstance(chart(where, [], [condition(c - Fraction(1, 4), ">")]), LineChart)
    assert not chart(where, [(c - k).numerator]).exhaustive
    assert not chart(background("ck", "c < k"), [(c - Fraction(1, 4)).numerator]).exhaustive
    assert chart(where, [home.one.numerator]).exhaustive


def test_polynomials_in_one_of_several_letters_have_a_line_of_their_own():
    home = ring(("c", "k"))
    found = chart(background("ck", c=(0, 1), k=(0, 1)), [(home.letter("k") - Fraction(1, 4)).numerator])
    assert isinstance(found, LineChart)
    assert found.name == "k"
