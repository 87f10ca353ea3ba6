import pytest
from hypothesis import given, settings
from matplotlib.patches import Rectangle

import deterrence as dt

from .games import matrices
from .reading import assert_readable, words


def game(**more):
    payoffs = {("C", "C"): (2, 2), ("C", "D"): (0, 3), ("D", "C"): ("2 + t", 0), ("D", "D"): (1, 1)}
    return dt.Matrix(["A", "B"], {"A": ["C", "D"], "B": ["C", "D"]}, payoffs, **more)


def frames(axes):
    return [p for p in axes.patches if isinstance(p, Rectangle) and p.get_linewidth() == pytest.approx(2.2)]


def underlines(axes):
    return [line for line in axes.lines if line.get_linewidth() == pytest.approx(1.2)]


LETTER = dt.Parameter("t", "temptation", -5, 5, base=1)


def test_best_responses_are_underlined_and_pure_equilibria_framed():
    # Prisoner's dilemma: D is dominant for both, so one payoff a player a choice of the other, and one equilibrium.
    axes = dt.plot(game(parameters=[LETTER]))
    assert (len(underlines(axes)), len(frames(axes))) == (4, 1)
    assert any("t = 1 (base values)" in text for text in words(axes))


def test_ties_are_all_underlined():
    axes = dt.plot(game(parameters=[LETTER]), at={"t": 0})
    assert len(underlines(axes)) == 5


def test_best_responses_move_with_the_values():
    # With t = -1 cooperation is A's best response to cooperation, but not B's.
    axes = dt.plot(game(parameters=[LETTER]), at={"t": -1})
    assert "2 + t = 1" in words(axes)
    assert len(frames(axes)) == 1


def test_without_base_values_nothing_is_underlined():
    axes = dt.plot(game(parameters=["t"]))
    assert (len(underlines(axes)), len(frames(axes))) == (0, 0)
    assert "2 + t" in words(axes)


def test_matching_pennies_has_no_frame():
    pennies = dt.Matrix.from_arrays([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    axes = dt.plot(pennies)
    assert (len(underlines(axes)), len(frames(axes))) == (4, 0)


def test_three_players_have_a_table_for_each_choice_of_the_third():
    cells = {(a, b, c): (1, 1, 1) for a in "xy" for b in "lr" for c in ("Stay", "Go")}
    three = dt.Matrix(["A", "B", "US"], {"A": ["x", "y"], "B": ["l", "r"], "US": ["Stay", "Go"]}, cells)
    shown = words(dt.plot(three))
    assert {"US: Stay", "US: Go"} <= set(shown)
    assert shown.count("B") == 2


@settings(max_examples=10)
@given(matrices())
def test_no_text_of_a_matrix_lies_on_another_or_outside(drawn):
    assert_readable(dt.plot(drawn))
    assert_readable(dt.plot(drawn, at={"c": 1}))


def test_payoffs_with_roots_are_compared_as_numbers():
    root = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["sqrt(t)"], "y": [1]}, parameters=[dt.Parameter("t", base=4)])
    assert len(underlines(dt.plot(root))) == 1


def test_a_matrix_too_large_is_refused():
    with pytest.raises(ValueError, match="cells is too large to draw"):
        dt.plot(dt.Matrix.from_arrays([[0] * 30] * 30, [[0] * 30] * 30))
