"""Conditions are solved for the letter in focus, where no letter is the commitment."""

import pytest

import deterrence as dt


def game(**roles):
    letters = [dt.Parameter(name, low=0, high=2, base=1, role=roles.get(name)) for name in ("a", "b", "c")]
    ends = {"Go": dt.Outcome("gone", ["b"]), "Stay": dt.Outcome("stayed", ["a + c"])}
    return dt.Tree(["A"], dt.Decision("A", ends), parameters=letters)


@pytest.mark.parametrize(
    ("roles", "conditions"),
    [
        ({}, ["a <= b - c", "a >= b - c"]),
        ({"b": "focus"}, ["b >= a + c", "b <= a + c"]),
        ({"c": "focus"}, ["c <= b - a", "c >= b - a"]),
        ({"b": "focus", "c": "commitment"}, ["c <= b - a", "c >= b - a"]),
    ],
)
def test_conditions_are_solved_for_the_letter_in_focus(roles, conditions):
    shown = {family.name: str(family.exists) for family in dt.solve(game(**roles)).generic}
    assert [shown["A Go"], shown["A Stay"]] == conditions


def test_two_letters_in_focus_are_one_too_many():
    with pytest.raises(ValueError, match="'b' and 'a' are both the focus; only one may be"):
        game(a="focus", b="focus")
