import pytest

import deterrence as dt

from .reading import assert_readable, words


@pytest.fixture(scope="module")
def pennies():
    return dt.Matrix(
        ["Row", "Col"],
        {"Row": ["Heads", "Tails"], "Col": ["Heads", "Tails"]},
        {
            ("Heads", "Heads"): ("w", -1),
            ("Heads", "Tails"): (-1, 1),
            ("Tails", "Heads"): (-1, 1),
            ("Tails", "Tails"): (1, -1),
        },
        parameters=[dt.Parameter("w", "what a match on heads is worth", 0, 5, base=1)],
    )


def test_each_plan_has_a_bar_where_it_is_best(pennies):
    replies = dt.best_responses(pennies.base_case(), "Row", to={"Col": {"Heads": "q", "Tails": "1 - q"}})
    axes = dt.plot(replies)
    shown = words(axes)
    assert {"Heads", "Tails", "q", "q = 1/2"} <= set(shown)
    assert_readable(axes)


def test_other_letters_are_given_values(pennies):
    replies = dt.best_responses(pennies, "Row", to={"Col": {"Heads": "q", "Tails": "1 - q"}})
    assert "Other letters: w = 1." in " ".join(words(dt.plot(replies)))
    with pytest.raises(ValueError, match="q has no base value"):
        dt.plot(replies, letter="w")
    with pytest.raises(ValueError, match="'x' is not a free letter"):
        dt.plot(replies, at={"x": 3})
    with pytest.raises(ValueError, match="'q' runs along the line"):
        dt.plot(replies, at={"q": "1/2"})
    # Heads against q pays 3q - (1 - q), Tails -q + (1 - q): they are equal at q = 1/3.
    assert "q = 1/3" in words(dt.plot(replies, at={"w": 3}))
    assert "w" in words(dt.plot(replies, letter="w", at={"q": "1/2"}))


def test_best_responses_along_a_letter_are_the_bands_of_one_player():
    found = dt.best_responses(dt.load("nll-probe"), "ROK", over="c")
    axes = dt.plot(found)
    shown = words(axes)
    assert "ROK" in shown
    assert "DPRK" not in shown
    assert_readable(axes)
