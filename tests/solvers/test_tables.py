"""The tables of concepts and methods: whole, and the same wherever they are read."""

from pathlib import Path
from typing import get_args

import pytest

import deterrence as dt
from deterrence.games.parts.concepts import CONCEPTS, CRITERIA, ConceptName, Rationality, concept_named
from deterrence.solvers.methods import METHODS, REPRESENTATIONS, MethodName, methods_for


def test_type_checkers_know_every_concept_and_method():
    assert set(get_args(ConceptName)) == set(CONCEPTS)
    assert set(get_args(MethodName)) == {row.name for row in METHODS}


@pytest.mark.parametrize("page", ["explanation/concepts.md", "reference/model-file.md"])
def test_the_documentation_names_every_refinement(page):
    text = (Path(__file__).parents[2] / "docs" / page).read_text()
    assert [name for name in CRITERIA if f"`{name}`" not in text and f'"{name}"' not in text] == []


def test_the_documentation_has_a_row_for_every_concept():
    text = (Path(__file__).parents[2] / "docs" / "explanation" / "concepts.md").read_text()
    assert [name for name in CONCEPTS if f"\n| `{name}` |" not in text] == []


@pytest.mark.parametrize("row", METHODS, ids=lambda row: f"{row.name}: {', '.join(row.runs)}")
def test_a_row_names_functions_concepts_and_representations_that_exist(row):
    assert set(row.concepts) <= set(CONCEPTS)
    assert set(row.runs) <= set(REPRESENTATIONS)
    for representation in row.runs:
        assert row.function(representation).__doc__


def test_every_concept_has_a_method_and_every_representation_too():
    assert {concept for row in METHODS for concept in row.concepts} == set(CONCEPTS)
    assert all(methods_for(representation) for representation in REPRESENTATIONS)


def test_a_name_is_unambiguous_for_a_representation():
    for representation in REPRESENTATIONS:
        rows = methods_for(representation)
        pairs = [(row.name, concept) for row in rows if representation in row.runs for concept in row.concepts]
        assert len(pairs) == len(set(pairs))


def test_a_concept_by_what_else_it_is_called():
    assert concept_named("Subgame perfect").name == "subgame-perfect"
    with pytest.raises(ValueError, match="Did you mean 'perfect-bayesian'"):
        concept_named("pbe")
    assert CONCEPTS["sequential"].rationality > CONCEPTS["perfect-bayesian"].rationality > Rationality.IN_SUBGAMES


def test_a_method_brings_its_concept_and_is_refused_for_another():
    tree = dt.Tree(["A", "B"], dt.Decision("A", {m: dt.Decision("B", {"l": [1, 0], "r": [0, 1]}, "h") for m in "xy"}))
    assert dt.solve(tree, method="strategic form").concept == "nash"
    assert dt.solve(tree, "nash").method == "strategic form"
    with pytest.raises(ValueError, match="finds Nash equilibria, not sequential equilibria"):
        dt.solve(tree, "sequential", "strategic form")
    with pytest.raises(ValueError, match="'backward induction' is for trees in which players see all"):
        dt.solve(tree, method="backward induction")


def test_learning_is_a_concept_as_well():
    game = dt.Matrix.from_arrays([[1, 0], [0, 0]], [[1, 0], [0, 0]])
    found = dt.solve(game, "learning", seed=1)
    assert (found.concept, found.method) == ("learning", "fictitious play")
    assert "not an equilibrium" in str(found)


def test_what_serves_no_game_of_this_kind_is_said():
    with pytest.raises(ValueError, match="'sequential' does not apply to a matrix; what does: nash"):
        dt.solve(dt.load("chicken"), "sequential")
