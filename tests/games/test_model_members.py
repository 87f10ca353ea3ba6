"""What each form of game says of itself, by examples small enough to be read off."""

import pytest

import deterrence as dt
from deterrence.algebra.formulas.language import parse, text_of
from deterrence.formats import latex, python, writing
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.forms.dynamic_forms import RepeatedForm, StochasticForm
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.matrix import is_table
from deterrence.games.model import Model
from deterrence.games.tree import Tree, as_tree, tree_form
from deterrence.plots import plot

DELTA = dt.Parameter("delta", low=0, high=1)
CELLS = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
MOVES = {"A": ["C", "D"], "B": ["C", "D"]}


def matrix(**shared):
    return dt.Matrix(["A", "B"], MOVES, CELLS, **shared)


def tree(**shared):
    """Chance, then A without seeing it; one end has no name."""
    inner = dt.Decision("A", {"x": dt.Outcome("High", [2]), "y": [0]}, "blind")
    return dt.Tree(["A"], dt.Chance({"left": ("1/2", inner), "right": ("1/2", inner)}), **shared)


def repeated(horizon=None, strategies="grim trigger"):
    return dt.Repeated(["A", "B"], MOVES, CELLS, "delta", strategies, horizon, parameters=[DELTA])


def states(horizon=None):
    weak = dt.Decision("P", {"Wait": dt.Outcome("Waits", [0]), "Build": dt.Outcome("Builds", [-1], next="Strong")})
    strong = dt.Decision("P", {"Hold": dt.Outcome("Holds", [1])})
    return dt.Stochastic(["P"], {"Weak": weak, "Strong": strong}, "delta", horizon=horizon, parameters=[DELTA])


def continuous():
    return dt.Continuous(["P"], {"P": {"x": (0, "inf")}}, ["x - delta*x**2"], {"War": "1"}, parameters=[DELTA])


GAMES = [matrix(), tree(), repeated(), repeated(2), states(), states(2), continuous()]


def subclasses(of):
    return {inner for direct in of.__subclasses__() for inner in (direct, *subclasses(direct))}


def public_forms():
    return {c for c in subclasses(Model) if c.__module__.startswith("deterrence.") and not c.__name__.startswith("_")}


def test_every_form_has_an_example_here():
    assert {type(game) for game in GAMES} == public_forms()


@pytest.mark.parametrize("base", [Model, Form])
def test_every_form_says_of_itself_what_the_others_do(base):
    found = {c for c in subclasses(base) if c.__module__.startswith("deterrence.")}
    assert len(found) >= 4
    for form in found:
        assert not form.__abstractmethods__, f"{form.__name__} lacks {', '.join(form.__abstractmethods__)}"


def test_a_form_that_lacks_something_is_told_what():
    class Auction(Model):
        kind = "auction"

    with pytest.raises(TypeError, match=r"abstract method.*body.*extensive_root.*extent.*form.*vocabulary"):
        Auction()


def test_words_for_a_game():
    words = ["matrix", "tree", "repeated matrix", "repeated matrix", "game with states", "game with states"]
    words += ["continuous game"]
    assert [game.kind for game in GAMES] == words
    assert [game.heading[-1] for game in GAMES][:2] == ["matrix of A, B", "tree of A"]


def test_the_horizon_is_asked_of_every_game():
    assert [game.horizon for game in GAMES] == [None, None, None, 2, None, 2, None]
    assert [game.is_endless for game in GAMES] == [False, False, True, False, True, False, False]


def test_the_size_counts_cells_and_nodes_for_each_profile_of_types():
    assert [tuple(game.extent) for game in GAMES] == [
        (4, "cells"), (7, "nodes"), (4, "cells"), (4, "cells"), (5, "nodes"), (5, "nodes"), (1, "choices")
    ]  # fmt: skip
    types = {"A": {"Hard": "1/2", "Soft": "1/2"}}
    assert (matrix(types=types).extent.number, tree(types=types).extent.number) == (8, 14)


def test_which_games_are_solved_as_trees_and_as_tables():
    assert [game.is_tree for game in GAMES] == [False, True, False, True, False, True, False]
    assert [is_table(game) for game in GAMES] == [True, *[False] * 6]
    typed = matrix(types={"A": {"Hard": "1/2", "Soft": "1/2"}})
    assert (typed.is_tree, is_table(typed)) == (True, False)


@pytest.mark.parametrize("game", GAMES)
def test_formulas_are_changed_wherever_the_game_has_them(game):
    seven = game._with(**game.rewritten(lambda formula: parse("7")))
    assert {text_of(x) for x in seven.game_formulas()} == {"7"}
    assert len(list(seven.game_formulas())) == len(list(game.game_formulas()))
    same = game.rewritten(lambda formula: formula)
    assert game._with(**same) == game


def test_a_matrix_of_arrays_has_no_formulas_to_change():
    assert dt.Matrix.from_arrays([[1, 2]], [[3, 4]]).rewritten(lambda formula: parse("7")) == {}


def test_every_form_has_its_rows_in_the_tables_of_formats_and_pictures():
    for form in public_forms():
        for table in (writing.played, latex.played, python.made):
            assert table.dispatch(form) is not table.dispatch(Model), form
        assert form.__name__ in plot._PICTURES
        assert getattr(dt, form.__name__) is form


def test_vocabulary_of_a_matrix():
    said = matrix().vocabulary
    assert said.sets == {"A": {"start": ("C", "D")}, "B": {"start": ("C", "D")}}
    assert said.outcomes == ("C, C", "C, D", "D, C", "D, D")
    assert (said.events, dict(said.unnamed)) == (("C", "D"), {})


def test_vocabulary_of_a_tree_has_moves_of_chance_and_ends_without_a_name():
    said = tree().vocabulary
    assert said.sets == {"A": {"blind": ("x", "y")}}
    assert (said.outcomes, said.events) == (("High",), ("left", "x", "y", "right"))
    assert list(said.unnamed) == ["left, y", "right, y"]
    drawn = tree(types={"A": {"Hard": "1/2", "Soft": "1/2"}}).vocabulary
    assert list(drawn.unnamed) == ["A (Hard), left, y", "A (Hard), right, y", "A (Soft), left, y", "A (Soft), right, y"]


def test_vocabulary_of_a_repeated_game_is_that_of_its_strategies():
    assert repeated().vocabulary.sets["A"] == {"on the path": ("C", "D"), "after a deviation": ("C", "D")}
    assert list(repeated(strategies="tit-for-tat").vocabulary.sets["B"]) == [
        "after C, C", "after C, D", "after D, C", "after D, D"
    ]  # fmt: skip


def test_vocabulary_of_a_game_with_states_has_their_names():
    said = states().vocabulary
    assert said.sets == {"P": {"Weak": ("Wait", "Build"), "Strong": ("Hold",)}}
    assert (said.outcomes, said.events) == (("Waits", "Builds", "Holds"), ())


def test_vocabulary_of_a_continuous_game_has_the_letters_of_its_choices():
    said = continuous().vocabulary
    assert (said.sets, said.outcomes, said.letters) == ({"P": {}}, ("War",), ("x",))


@pytest.mark.parametrize("game", [repeated(2), states(2)])
def test_vocabulary_of_a_game_with_a_horizon_is_that_of_its_tree(game):
    assert game.vocabulary == as_tree(game).vocabulary
    assert "period 1" in next(iter(game.vocabulary.sets.values()))


def test_any_game_that_ends_is_a_tree():
    assert as_tree(GAMES[1]) is GAMES[1]
    assert [type(as_tree(game)) for game in GAMES[:-1] if not game.is_endless] == [Tree] * 4
    assert as_tree(matrix()) == as_tree(matrix())
    table = matrix()
    assert as_tree(table) is as_tree(table)
    for game in (repeated(), states()):
        with pytest.raises(ValueError, match="play never ends"):
            as_tree(game)
    with pytest.raises(ValueError, match="no tree of finitely many moves"):
        as_tree(continuous())


def test_a_game_with_a_horizon_is_the_tree_of_its_histories_with_its_letters_and_claims():
    game = repeated(2)
    unrolled = as_tree(game)
    assert len(unrolled.steps) == 7 + 4 * 7 - 4
    assert (unrolled.parameters, unrolled.horizon) == (game.parameters, None)
    assert unrolled.form().layout == game.form().layout
    assert unrolled.form().all_payoffs == game.form().all_payoffs


def test_each_game_makes_the_form_that_solvers_take():
    forms = [MatrixForm, TreeForm, RepeatedForm, TreeForm, StochasticForm, TreeForm, ContinuousForm]
    assert [type(game.form()) for game in GAMES] == forms
    assert type(matrix(types={"A": {"Hard": "1/2", "Soft": "1/2"}}).form()) is TreeForm


def test_letters_fixed_after_the_form_was_made_are_fixed_in_the_next_form():
    game = states(2)
    assert {p.is_constant for p in game.form().all_payoffs} == {True, False}
    assert {p.is_constant for p in game.at(delta="1/2").form().all_payoffs} == {True}


def test_the_text_of_what_is_played():
    assert matrix().rows == [["A \\ B", "C", "D"], ["C", "[3, 3]", "[0, 5]"], ["D", "[5, 0]", "[1, 1]"]]
    assert [bool(game.rows) for game in GAMES] == [True, *[False] * 6]
    assert repeated().body() == [*matrix().body(), "", "played for ever, discount factor delta, grim trigger"]
    assert repeated(2).body()[-1] == "played 2 times, discount factor delta"
    assert states().body()[-1] == "starts in Weak, played for ever, discount factor delta"
    assert continuous().body() == ["P chooses x from 0 to inf", "payoff of P: x - delta*x**2", "probability of War: 1"]
    assert tree().body()[:3] == ["chance", "  left (1/2): A at 'blind'", "    x: High [2]"]


# --- the forms that solvers take ------------------------------------------------------------------------------------


def test_names_in_a_form():
    layout = matrix().form().layout
    assert [(p.player, p.agent, p.name, p.moves, p.nodes) for p in layout.places] == [
        ("A", "A", "", ("C", "D"), ("",)), ("B", "B", "", ("C", "D"), ("",))
    ]  # fmt: skip
    assert layout.outcomes == ("C, C", "C, D", "D, C", "D, D")
    [place] = tree().form().layout.places
    assert (place.name, place.nodes) == ("blind", ("left", "right"))
    assert tree().form().layout.outcomes == ("High", "left, y", "right, y")
    assert [p.name for p in states().form().layout.places] == ["Weak", "Strong"]
    assert states().form().layout.outcomes == ("Waits", "Builds", "Holds")
    once = ["on the path", "after a deviation"]
    assert [(p.player, p.name) for p in repeated().form().layout.places] == [(w, s) for s in once for w in "AB"]


@pytest.mark.parametrize("strategies", ["grim trigger", "tit-for-tat"])
def test_equilibria_of_a_repeated_game_have_the_names_of_its_form(strategies):
    game = repeated(strategies=strategies)
    assert {family.layout for family in dt.solve(game)} == {game.form().layout}


def test_which_forms_are_trees_and_in_which_all_is_seen():
    assert [game.form().tree is not None for game in GAMES] == [False, True, False, True, False, True, False]
    assert [game.form().has_perfect_information for game in GAMES] == [*[False] * 5, True, False]
    assert tree_form(matrix()).layout.places[1].nodes == ("C", "D")


def test_payoffs_written_in_a_form():
    assert sorted(int(p.as_fraction()) for p in matrix().form().all_payoffs) == [0, 0, 1, 1, 3, 3, 5, 5]
    assert [int(p.as_fraction()) for p in tree().form().all_payoffs] == [2, 0, 2, 0]
    assert repeated().form().all_payoffs == repeated().stage.form().all_payoffs
    assert [int(p.as_fraction()) for p in states().form().all_payoffs] == [0, -1, 1]
