"""Divisors that are zero within the ranges: found, named, and never taken for values without an equilibrium."""

import pytest

import deterrence as dt
from deterrence.cli.as_json import thresholds_record
from deterrence.games.gaps import gaps

X = dt.Parameter("x", "a letter", -1, 1, base="1/2")
Z = dt.Parameter("z", "another", 0, 1, base="1/3")
SAID = "payoff for A, 1 + z/x, has no value where x = 0"


def choice(payoff, letters=(X, Z), **more):
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [payoff], "Stay": [0]}, parameters=letters, **more)


@pytest.mark.parametrize(
    ("payoff", "more", "divisors"),
    [
        ("1 + z/x", {}, ["x"]),
        ("1 + z/(x - z)", {}, ["x - z"]),
        ("max(1, 1/x)", {}, ["x"]),
        ("1/max(x, 0)", {}, ["max(x, 0)"]),
        ("1/max(x, 1/2)", {}, []),
        ("d", {"definitions": {"d": "1/(z - 1)"}}, ["z - 1"]),
        ("1/x", {"assumptions": ["x > 0"]}, []),
        ("z/(1 + x**2) + z/2", {}, []),
    ],
)
def test_divisors_that_may_be_zero(payoff, more, divisors):
    assert [gap.divisor for gap in gaps(choice(payoff, **more))] == divisors


def test_probabilities_and_payoffs_of_trees():
    root = dt.Chance({"up": ("1/(1 + x)", dt.Outcome("U", (1,))), "down": ("x/(1 + x)", dt.Outcome("D", ("1/x",)))})
    low = dt.Parameter("x", "a letter", -1, 1, base="1/2")
    found = gaps(dt.Tree(players=["A"], parameters=[low], root=root, assumptions=["x >= 0"]))
    assert [str(gap) for gap in found] == ["payoff for A, 1/x, has no value where x = 0"]


def test_a_game_with_some_letters_fixed():
    game = choice("1/(x - z)")
    assert [gap.divisor for gap in gaps(game.at(z=1))] == ["x - z"]
    assert gaps(game.at(z=1).at(x=0)) == ()


# --- what questions say -----------------------------------------------------------------------------------------------


def test_a_line_says_where_there_is_no_game():
    found = dt.thresholds(choice("1 + z/x"), "x")
    cells = {str(cell.interval): cell for cell in found.cells}
    assert str(cells["{0}"].gap) == SAID
    assert [cell for cell in found.cells if cell.gap is not None] == [cells["{0}"]]
    assert f"no game: {SAID}" in str(found)
    assert "none found" not in str(found)
    assert str(found).endswith(f"exact; complete where every formula has a value; {SAID}.")
    with pytest.raises(ValueError, match="there is no game: payoff for A"):
        found.at(0)


def test_pictures_pages_and_tables_say_where_there_is_no_game():
    found = dt.thresholds(choice("1 + z/x"), "x")
    assert found.promise.caveat == f"Not counted: {SAID}."
    assert "no game: payoff for A" in dt.latex(found)
    assert "none found" not in dt.latex(found)
    assert [cell["no game"] for cell in thresholds_record(found)["cells"]] == [None, None, None, SAID, None]


def test_an_irrational_place_without_a_value():
    found = dt.thresholds(choice("1 + z/(2*x**2 - 1)"), "x")
    places = [float(cell.interval.lower) for cell in found.cells if cell.gap is not None]
    assert places == pytest.approx([-(0.5**0.5), 0.5**0.5])


def test_a_plane_says_where_there_is_no_game():
    found = dt.regions(choice("1 + z/x"), "x", "z")
    (gap,) = [cell.gap for cell in found.cells if cell.dimension == 1 and not cell.equilibria]
    assert str(gap) == SAID
    assert found.promise.valueless == SAID
    with pytest.raises(ValueError, match="there is no game at x = 0, z = 1"):
        found.at(x=0, z=1)


def test_a_sweep_names_what_has_no_value():
    assert SAID in dt.sweep(choice("1 + z/x"), x=[-1, 0, 1]).attrs["promise"]


def test_goals_are_about_the_values_at_which_there_is_a_game():
    always = dt.required(choice("1 + z/x**2"), "x", then={"A": "Go"})
    assert "met at every x" in str(always)
    assert "has no value where x**2 = 0" in str(always)


def test_claims_are_about_the_values_at_which_there_is_a_game():
    claim = dt.Claim("some equilibrium", then={"A": "Go"}, in_="some equilibrium", when="x >= 0")
    at_zero = dt.Claim("none there", then={"A": "Stay"}, when="x == 0")
    found = dt.check(choice("1 + z/x**2", claims=[claim, at_zero]))
    assert [row.verdict for row in found.rows] == ["proved", "proved"]
    assert "vacuous" in str(found)


def test_best_replies_name_what_has_no_value():
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["Go", "Stay"], "B": ["In", "Out"]},
        {("Go", "In"): ["1/x", 0], ("Go", "Out"): [0, 1], ("Stay", "In"): [1, 0], ("Stay", "Out"): [0, 0]},
        parameters=[X],
    )
    found = dt.best_responses(game, "A", to={"B": "In"})
    assert found.promise.valueless == "payoff for A, 1/x, has no value where x = 0"


def test_a_game_that_has_values_everywhere_says_nothing():
    assert dt.solve(dt.load("nll-probe")).promise.valueless == ""


def test_divisors_of_games_with_choices_from_intervals():
    """Those in parameters are told; those with a choice in them are no gap of the game."""
    k = dt.Parameter("k", low=-1, high=1)
    game = dt.Continuous(["A", "B"], {"A": {"x": (0, 1)}, "B": {"y": (1, 2)}}, ["x/k - x**2/y", "y"], parameters=[k])
    assert [gap.divisor for gap in gaps(game)] == ["k"]
    answer = dt.Decision("B", {"Grant": ["x/k", "0"], "Fight": ["1/(2 + x)", "1"]})
    assert [gap.divisor for gap in gaps(dt.Tree(["A", "B"], dt.Choice("A", "x", 0, 1, answer), parameters=[k]))] == [
        "k"
    ]
