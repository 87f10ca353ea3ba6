"""Games with finitely many types or values in the place of an interval, held against games written out by hand."""

import time
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.games.background import background
from deterrence.games.on_grid import on_grid
from deterrence.solvers.trees.assessments import Arena
from deterrence.solvers.trees.used_moves import Descent, order_of_choice


def duel(types):
    fight = dt.Decision("A", {"Fight": ["w"], "Yield": ["-a"]}, "war")
    return dt.Tree(["A"], fight, parameters=[dt.Parameter("a", low=0, high=1)], types={"A": types})


def test_uniform_types_are_middles_of_equal_parts():
    found = dt.solve(on_grid(duel({"w": dt.Uniform(-1, 2)}), 3))
    by_hand = dt.solve(
        dt.Tree(
            ["A"],
            dt.Decision("A", {"Fight": ["w"], "Yield": ["-a"]}, "war"),
            parameters=[dt.Parameter("a", low=0, high=1)],
            types={"A": {"w = -1/2": "1/3", "w = 1/2": "1/3", "w = 3/2": "1/3"}},
            definitions={"w": {"A": {"w = -1/2": "-1/2", "w = 1/2": "1/2", "w = 3/2": "3/2"}}},
        )
    )
    assert {eq.name: str(eq.exists) for eq in found} == {eq.name: str(eq.exists) for eq in by_hand}


def test_other_distributions_give_each_part_its_probability():
    game = on_grid(duel({"w": {"cdf": "w**2", "on": [0, 1]}}), 2)
    assert [str(p) for p in game.types["A"].values()] == ["1/4", "3/4"]
    assert list(game.types["A"]) == ["w = 1/4", "w = 3/4"]


def test_ends_with_letters():
    types = {"A": {"w": dt.Uniform("-L", 0)}}
    tree = dt.Tree(["A"], dt.Decision("A", {"x": ["w"], "y": [-1]}), parameters=[dt.Parameter("L", low=1)], types=types)
    assert list(on_grid(tree, 2).types["A"]) == ["w = -3*L/4", "w = -L/4"]


def test_a_choice_becomes_a_decision_and_every_answer_to_it_its_own():
    answer = dt.Decision("B", {"Grant": ["x", "1 - x"], "Fight": ["1/2", "1/2"]}, "answer")
    game = on_grid(dt.Tree(["A", "B"], dt.Choice("A", "x", 0, 1, answer, "demand")), 2)
    by_hand = {
        f"x = {x}": dt.Decision("B", {"Grant": [x, f"1 - {x}"], "Fight": ["1/2", "1/2"]}, f"answer, x = {x}")
        for x in ("1/4", "3/4")
    }
    assert game == dt.Tree(["A", "B"], dt.Decision("A", by_hand, "demand"))


def test_choices_at_the_same_time_become_a_matrix():
    game = dt.Continuous(
        ["A", "B"],
        {"A": {"e": (0, 4)}, "B": {"f": (0, "2*V")}},
        ["e*f", "V - f"],
        parameters=[dt.Parameter("V", low=0)],
    )
    matrix = on_grid(game, 2)
    assert matrix.moves == {"A": ("e = 1", "e = 3"), "B": ("f = V/2", "f = 3*V/2")}
    assert {profile: [str(matrix.value(x)) for x in row] for profile, row in matrix.payoffs.items()} == {
        ("e = 1", "f = V/2"): ["V/2", "V/2"],
        ("e = 1", "f = 3*V/2"): ["3*V/2", "-V/2"],
        ("e = 3", "f = V/2"): ["3*V/2", "V/2"],
        ("e = 3", "f = 3*V/2"): ["9*V/2", "-V/2"],
    }


def test_what_is_promised_is_about_the_game_asked_for():
    game = dt.Continuous(["A"], {"A": {"x": (0, 1)}}, ["x - x**2"])
    found = dt.solve(game, grid=2)
    assert [eq.name for eq in found] == ["A x = 1/4", "A x = 3/4"]
    assert (found.exact, found.complete) == (False, False)
    assert "with a grid of 2 this is another game" in found.why
    assert "on a grid of 2" in str(found.promise)
    assert dt.solve(found.game).exact


def test_a_crisis_on_a_grid_has_other_answers():
    """With uniform resolve on both sides war has probability 19/58; with two and three types a side it has others."""
    crisis = dt.load("crisis-bluffing").base_case()
    assert [eq.outcomes["War"] for eq in dt.solve(crisis)] == [Fraction(19, 58)]
    assert {round(float(eq.outcomes["War"]), 3) for eq in dt.solve(crisis, grid=2)} == {0.0, 0.345}
    assert {round(float(eq.outcomes["War"]), 3) for eq in dt.solve(crisis, grid=3)} == {0.23}


@pytest.mark.parametrize(
    ("game", "grid", "said"),
    [
        (dt.Matrix(["A"], {"A": ["x"]}, {"x": [0]}), 2, "this game has none"),
        (dt.Continuous(["A"], {"A": {"x": (0, "inf")}}, ["0 - x"]), 2, "'x' has no upper end"),
        (dt.Continuous(["A"], {"A": {"x": (0, 1)}}, ["0 - x"]), 1, "at least 2"),
        (dt.Continuous(["A"], {"A": {"x": (0, 1)}}, ["0 - x"]), 2.5, "whole number"),
    ],
)
def test_what_cannot_be_put_on_a_grid_is_said(game, grid, said):
    with pytest.raises(ValueError, match=said):
        dt.solve(game, grid=grid)


def crisis(**changed):
    """A challenges or not, B concedes or resists; what war pays depends on everybody's own type."""
    reply = dt.Decision("B", {"Concede": ["2/5", "-2/5"], "Resist": ["w_A - 1/2", "w_B - 3/4"]})
    root = dt.Decision("A", {"Refrain": [0, 0], "Challenge": reply})
    drawn = {"A": {"w_A": dt.Uniform(0, 1)}, "B": {"w_B": dt.Uniform(0, 1)}}
    return dt.Tree(["A", "B"], root, types=drawn, **changed)


@pytest.mark.parametrize(
    ("game", "said"),
    [
        (crisis(), "a grid of 1,000,000 makes 1,000,000,000,000 combinations of types; at most 10,000 are possible"),
        (
            dt.Continuous(["A", "B"], {"A": {"x": (0, 1)}, "B": {"y": (0, 1)}}, ["x*y - x**2", "x*y - y**2"]),
            "1,000,000,000,000 cells of the matrix; at most 1,000,000 are possible",
        ),
        (
            dt.Tree(["A", "B"], dt.Choice("A", "x", 0, 1, dt.Decision("B", {"Stop": ["-x", 0], "Go": [0, "x - 1"]}))),
            "3,000,001 nodes of the tree; at most 1,000,000 are possible",
        ),
    ],
    ids=["types", "choices at the same time", "a choice in a tree"],
)
def test_too_fine_a_grid_is_refused_before_anything_is_made(game, said):
    started = time.process_time()
    with pytest.raises(ValueError, match=said):
        dt.solve(game, grid=10**6)
    assert time.process_time() - started < 1


def test_as_many_combinations_of_types_as_are_possible_are_made():
    assert len(on_grid(crisis(), 100).profiles()) == 10_000
    with pytest.raises(ValueError, match="10,201 combinations of types"):
        on_grid(crisis(), 101)


def test_what_is_settled_by_the_decisions_of_many_types_is_found_in_one_pass():
    """A grid of 20 makes 40 information sets and 2,001 nodes: each node is looked at once, not once for each set."""
    game = on_grid(crisis(), 20)
    arena = Arena(game.form())
    order = order_of_choice(arena)
    place = {index: step for step, index in enumerate(order)}
    started = time.process_time()
    assert len(arena.payoffs) == 1200
    assert time.process_time() - started < 0.5, "few payoffs differ, and each is taken into the large ring once"
    descent = Descent(arena, (), False, background(game), Deadline())
    nodes = arena.form.nodes
    assert sorted(n for settled in descent.subtrees for n in settled) == list(range(len(nodes)))
    for step, settled in enumerate(descent.subtrees):
        assert settled == sorted(settled, reverse=True)
        for n in settled:
            last = {place[m.information_set] for m in map(nodes.__getitem__, below(nodes, n)) if m.kind == "decision"}
            assert step == max(last, default=0)
    started = time.process_time()
    for _ in range(3):
        descent.nodes_settled(place)
    assert time.process_time() - started < 0.1


def below(nodes, index):
    """A node and all that come after it."""
    found, waiting = [], [index]
    while waiting:
        found.append(waiting.pop())
        waiting += nodes[found[-1]].children
    return found
