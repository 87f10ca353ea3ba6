"""Every question takes values for letters in one way, whatever the letters are called.

A game whose letter bears the name of an argument gets the answer of the same game with another letter.
"""

import inspect
from functools import cache

import pytest

import deterrence as dt
from deterrence.cli.entry import main
from deterrence.sensitivity.salib import morris, sobol_second_order

PLAIN = "zz"
CLAIM = dt.Claim("A goes.", {"A": "Go"}, holds="exactly when", when="k > m/8")
WANT = {"then": {"A": "Go"}}
OF = "payoff of A"
ONE = "best for A"

# Each question with what it needs beside the letter's value, and the words of its command.
ASKED = {
    dt.thresholds: ((), {"letter": "k"}, "thresholds FILE k --set NAME=3/2"),
    dt.regions: (("k", "m"), {}, "map FILE k m --set NAME=3/2"),
    dt.best_responses: (("A", "k"), {}, None),
    dt.required: (("k",), WANT, "required FILE k --move A=Go --set NAME=3/2"),
    dt.alternatives: ((), WANT, "required FILE --move A=Go --instead --set NAME=3/2"),
    dt.statics: (("k",), {}, "statics FILE k --set NAME=3/2"),
    dt.tornado: ((OF,), {}, "tornado FILE --of payoff_of_A --set NAME=3/2"),
    dt.sweep: ((), {}, "sweep FILE k=0:1:3 NAME=3/2"),
    dt.uncertainty: ((), {"draws": 32}, "uncertainty FILE NAME=3/2 --draws 32"),
    dt.sobol: ((OF,), {"draws": 16}, "sobol FILE NAME=3/2 --draws 16 --of payoff_of_A"),
    sobol_second_order: ((OF,), {"draws": 16, "select": ONE}, None),
    morris: ((OF,), {"paths": 4, "select": ONE}, None),
    dt.check: (([CLAIM],), {}, None),
}


def arguments(ask):
    parameters = inspect.signature(ask).parameters.values()
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def game(name):
    """A goes where NAME/2 + k/4 > 3/4 + m/32."""
    letters = [dt.Parameter(name, "", 0, 2, base=1), dt.Parameter("k", "", 0, 1, base=0.5)]
    letters.append(dt.Parameter("m", "", 0, 1, base=0.5))
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [f"2*{name} + k - m/8 - 3"], "Stay": [0]}, parameters=letters)


def said(result, name):
    """All that a result says, its letter called NAME; columns as wide as they come."""
    text = str(result.to_dict() if hasattr(result, "data_vars") else result)
    return text.replace(name, "NAME").replace(PLAIN, "NAME").split()


CASES = [(ask, name) for ask in ASKED for name in arguments(ask)]
IDS = [f"{ask.__name__}-{name}" for ask, name in CASES]


@cache
def plain_answer(ask):
    return answer(ask, PLAIN)


def answer(ask, name):
    args, keywords, _ = ASKED[ask]
    values = {name: "3/2"} | ({"k": [0, 1]} if ask is dt.sweep else {})
    return ask(game(name), *args, **keywords, at=values)


@pytest.mark.parametrize(("ask", "name"), CASES, ids=IDS)
def test_a_letter_may_bear_the_name_of_any_argument(ask, name):
    assert said(answer(ask, name), name) == said(plain_answer(ask), name)


@pytest.mark.parametrize(("ask", "name"), CASES, ids=IDS)
def test_a_keyword_that_may_mean_a_letter_or_an_argument_is_refused(ask, name):
    given = {} if name == "at" else {name: 1}
    with pytest.raises(ValueError, match=f"'{name}' is a letter of this game and an argument of {ask.__name__}"):
        ask(game(name), at=None, **given)


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_values_of_letters_are_a_mapping_or_keywords_and_not_both(ask):
    args, keywords, _ = ASKED[ask]
    with pytest.raises(ValueError, match=r"a mapping, as in .* not 0\.5"):
        ask(game("c"), *args, **keywords, at=0.5)
    with pytest.raises(ValueError, match="'c' is given a value twice"):
        ask(game("c"), *args, **keywords, at={"c": 1}, c=1)
    with pytest.raises(ValueError, match="'cc' is not a free parameter"):
        ask(game("c"), *args, **keywords, cc=1)


COMMANDS = {ask: words for ask, (_, _, words) in ASKED.items() if words is not None}


@pytest.mark.parametrize("ask", COMMANDS, ids=lambda ask: ask.__name__)
def test_the_command_line_takes_letters_of_any_name(ask, tmp_path, capsys):
    texts = {}
    for letter in (PLAIN, *arguments(ask)):
        file = tmp_path / "model.yaml"
        dt.save(game(letter), file)
        words = COMMANDS[ask].replace("NAME", letter).split()
        assert main([str(file) if w == "FILE" else w.replace("payoff_of_A", "payoff of A") for w in words]) == 0
        texts[letter] = capsys.readouterr().out
        assert said(texts[letter], letter) == said(texts[PLAIN], letter)


@pytest.mark.parametrize("name", ["self", "values", "letters", "at", "game"])
def test_methods_that_fix_letters_take_letters_of_any_name(name):
    model = game(name)
    [there] = dt.solve(model.base_case({name: 2}))
    assert there.payoffs["A"] == dt.solve(model.at({name: 2, "k": "1/2", "m": "1/2"}))[0].payoffs["A"]
    go = next(eq for eq in dt.solve(model) if eq.name == "A Go")
    assert go.exists.holds({name: 2, "k": 1, "m": 0})
    assert go.at({name: 2}).payoffs["A"] == go.payoffs["A"].subs(name, 2)
    assert [eq.name for eq in dt.regions(model, name, "k").at({name: 2, "k": 1})] == ["A Go"]
    assert dt.best_responses(model, "A", to={}).at({name: 2, "k": 1, "m": 0}) == ("Go",)
