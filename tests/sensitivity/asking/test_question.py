"""Every question is asked in one way: of a game or of equilibria, with letters of any name, within a time limit."""

import inspect
import time
from dataclasses import replace
from functools import cache
from itertools import islice, product

import pytest
from sympy import Rational

import deterrence as dt
from deterrence.cli.entry import main
from deterrence.sensitivity.uncertain.morris import morris, sobol_second_order

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
    dt.correlated: ((OF,), {}, "correlated FILE --of payoff_of_A --set NAME=3/2"),
    dt.commitment_worth: (("A",), {}, "worth FILE --leader A --set NAME=3/2"),
    dt.check: (([CLAIM],), {}, None),
}


def arguments(ask):
    parameters = inspect.signature(ask).parameters.values()
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def game(name, ask=None):
    """A goes where NAME/2 + k/4 > 3/4 + m/32."""
    letters = [dt.Parameter(name, "", 0, 2, base=1), dt.Parameter("k", "", 0, 1, base=0.5)]
    letters.append(dt.Parameter("m", "", 0, 1, base=0.5))
    return played(f"2*{name} + k - m/8 - 3", letters, ask)


def played(going, letters, ask=None):
    """A goes or stays; what is about two players has another one, who has no choice."""
    if ask is not dt.commitment_worth:
        return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [going], "Stay": [0]}, parameters=letters)
    moves, payoffs = {"A": ["Go", "Stay"], "B": ["Wait"]}, {("Go", "Wait"): (going, 0), ("Stay", "Wait"): (0, 0)}
    return dt.Matrix(["A", "B"], moves, payoffs, parameters=letters)


def said(result, name):
    """All that a result says, its letter called NAME; columns as wide as they come."""
    text = str(result.to_dict() if hasattr(result, "data_vars") else result)
    return text.replace(name, "NAME").replace(PLAIN, "NAME").split()


def hard():
    """Three players with three moves each, payoffs in two letters."""
    players, moves = ["A", "B", "C"], {p: ["0", "1", "2"] for p in "ABC"}
    payoffs = {}
    for a, b, c in product(range(3), repeat=3):
        seed = 7 * a + 5 * b + 3 * c
        payoffs[str(a), str(b), str(c)] = [
            f"{(seed * n) % 11} + {(seed + n) % 3}*c - {(seed * n) % 2}*d" for n in (1, 2, 3)
        ]
    letters = [dt.Parameter(n, "", 0, 1, base=0.5) for n in "cd"]
    return dt.Matrix(players, moves, payoffs, parameters=letters)


CASES = [(ask, name) for ask in ASKED for name in arguments(ask)]
IDS = [f"{ask.__name__}-{name}" for ask, name in CASES]


@cache
def plain_answer(ask):
    return answer(ask, PLAIN)


def answer(ask, name):
    args, keywords, _ = ASKED[ask]
    values = {name: "3/2"} | ({"k": [0, 1]} if ask is dt.sweep else {})
    return ask(game(name, ask), *args, **keywords, at=values)


@pytest.mark.parametrize(("ask", "name"), CASES, ids=IDS)
def test_a_letter_may_bear_the_name_of_any_argument(ask, name):
    assert said(answer(ask, name), name) == said(plain_answer(ask), name)


@pytest.mark.parametrize(("ask", "name"), CASES, ids=IDS)
def test_a_keyword_that_may_mean_a_letter_or_an_argument_is_refused(ask, name):
    given = {} if name == "at" else {name: 1}
    with pytest.raises(ValueError, match=f"'{name}' is a letter of this game and an argument of {ask.__name__}"):
        ask(game(name, ask), at=None, **given)


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_values_of_letters_are_a_mapping_or_keywords_and_not_both(ask):
    args, keywords, _ = ASKED[ask]
    with pytest.raises(ValueError, match=r"a mapping, as in .* not 0\.5"):
        ask(game("c", ask), *args, **keywords, at=0.5)
    with pytest.raises(ValueError, match="'c' is given a value twice"):
        ask(game("c", ask), *args, **keywords, at={"c": 1}, c=1)
    with pytest.raises(ValueError, match="'cc' is not a free parameter"):
        ask(game("c", ask), *args, **keywords, cc=1)


COMMANDS = {ask: words for ask, (_, _, words) in ASKED.items() if words is not None}


@pytest.mark.slow
@pytest.mark.parametrize("ask", COMMANDS, ids=lambda ask: ask.__name__)
def test_the_command_line_takes_letters_of_any_name(ask, tmp_path, capsys):
    texts = {}
    for letter in (PLAIN, *arguments(ask)):
        file = tmp_path / "model.yaml"
        dt.save(game(letter, ask), file)
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


# --- of equilibria ----------------------------------------------------------------------------------------------------

WHY = "only pure ones were looked for"


def told(result):
    """What a result promises."""
    about = result.attrs if hasattr(result, "attrs") else None
    return about["promise"] if about is not None else str(result.promise)


def one_letter(ask=None):
    parameters = [dt.Parameter("k", "", 0, 1, base=0.5)]
    return played("k - 1/4", parameters, ask)


def ask_of(ask, of, **more):
    args, keywords, _ = ASKED[ask]
    values = {"k": [0, 1]} if ask is dt.sweep else {}
    return ask(of, *args, **keywords, at=values, **more)


# Regions and indices of second order need two letters; correlated equilibria are not found by way of others; the worth
# of commitment says of which equilibria some may be missing.
NOT_ASKED_OF_ALL = (dt.regions, sobol_second_order, dt.correlated, dt.commitment_worth)


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_equilibria_are_as_good_as_their_game(ask):
    assert str(ask_of(ask, dt.solve(game("c", ask)))) == str(ask_of(ask, game("c", ask)))


@pytest.mark.parametrize("ask", [ask for ask in ASKED if ask not in NOT_ASKED_OF_ALL], ids=lambda ask: ask.__name__)
def test_no_question_drops_the_word_on_completeness(ask):
    found = dt.solve(one_letter(ask))
    assert "; complete." in told(ask_of(ask, found))
    partly = replace(found.promise, complete=False, complete_off_ties=False, why=WHY)
    assert told(ask_of(ask, replace(found, promise=partly))).endswith(f"not complete: {WHY}.")
    result = ask_of(ask, replace(found, promise=partly))
    if not hasattr(result, "attrs"):
        assert not result.complete
        assert result.why == WHY
        assert str(result).endswith(f"not complete: {WHY}.")


def test_regions_and_second_order_indices_say_what_may_be_missing():
    found = dt.solve(game("c").at(m=0))
    partly = replace(found, promise=replace(found.promise, complete=False, why=WHY))
    assert str(dt.regions(partly, "c", "k")).endswith(f"not complete: {WHY}.")
    assert told(sobol_second_order(partly, OF, draws=16, select=ONE)).endswith(f"not complete: {WHY}.")


def test_what_is_no_game_is_refused():
    with pytest.raises(ValueError, match="expected a game, or the equilibria that solve found for one, not str"):
        dt.thresholds("nll-probe", "c")


def names(families):
    return sorted(eq.name for eq in families)


@pytest.mark.parametrize("criterion", ["intuitive", "D1"])
@pytest.mark.parametrize("concept", ["perfect-bayesian", "sequential"])
def test_a_refinement_reaches_thresholds_sweeps_and_draws(concept, criterion):
    """On every cell, and at every point of a sweep, the equilibria are those that are left when solved there."""
    model = dt.load("beer-quiche")
    found = dt.refine(dt.solve(model, concept), criterion)
    line = dt.thresholds(found, "p")
    assert str(line).endswith(f"refined by {criterion}; exact; complete.")
    points = ["1/4", "1/2", "3/4"]
    table = dt.sweep(found, p=points)
    for number, point in enumerate(points):
        there = dt.refine(dt.solve(model.at(p=point), concept), criterion)
        assert names(line.at(point)) == names(there)
        assert int(table.equilibria[number]) == len(there)
    # Where p > 1/2, pooling on quiche is struck by both criteria (Cho and Kreps 1987).
    drawn = dt.uncertainty(found, draws=500, p=dt.uniform(0.6, 0.9))
    assert float(drawn.probability.sel(outcome="Quiche in peace", bound="high")) == 0


def test_a_concept_reaches_every_place_at_which_a_question_solves():
    """Nash equilibria of a tree: with a threat that would not be carried out, more deters than in perfect play."""
    model = dt.load("nll-probe")
    found = dt.solve(model, "nash")
    line = dt.thresholds(found, "c", k=9)
    for point in ("1/4", "1/2", "5/8", "1"):
        assert names(line.at(point)) == names(dt.solve(model.base_case(c=point, k=9), "nash"))
    status_quo = {"outcome": "Status quo", "in_": "some equilibrium", "k": 9}
    perfect, nash = (dt.required(of, "c", **status_quo) for of in (model, found))
    # c_D = b/(b + k) = 2/5 is enough for Nash; that the threat is carried out takes c_R = (e - l)/(e + s) = 1/2, too.
    assert (perfect.value, perfect.formula.lower) == (Rational(1, 2), "max(c_D, c_R)")
    assert (nash.value, nash.formula.lower, nash.formula.proved) == (Rational(2, 5), "c_D", True)
    raised = {
        row.letter: row.change for row in dt.alternatives(found, outcome="Status quo", in_="some equilibrium", c=0.45)
    }
    assert raised["k"] == "raise to 22/3"  # b*(1 - c) = c*k, so that a probe does not pay against a sure response
    claim = dt.Claim("Refraining needs c_D only.", {"DPRK": "Refrain"}, when="c > c_D", in_="some equilibrium")
    assert [dt.check(of, [claim])[0].verdict for of in (model, found)] == ["refuted", "proved"]


# --- within a time limit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [-1, float("nan"), "5", "as long as it takes", True, [1]])
@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_what_is_no_number_of_seconds_is_refused(ask, limit):
    with pytest.raises(ValueError, match=r"time_limit is .*; expected a number of seconds, not negative, or None"):
        ask_of(ask, one_letter(ask), time_limit=limit)


LATE = "the search stopped at its time limit of 0 seconds"


@pytest.mark.parametrize("ask", [dt.thresholds, dt.regions, dt.best_responses], ids=lambda ask: ask.__name__)
def test_without_time_an_answer_says_so(ask):
    """A game of three players with two letters, whose mixed equilibria take minutes."""
    args = {dt.thresholds: ("c",), dt.regions: ("c", "d"), dt.best_responses: ("A", "c")}[ask]
    started = time.process_time()
    assert LATE in told(ask(hard(), *args, time_limit=0))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("ask", [dt.sweep, dt.uncertainty, dt.sobol], ids=lambda ask: ask.__name__)
def test_without_any_equilibrium_there_is_no_table(ask):
    found = dt.solve(one_letter())
    nothing = replace(found, promise=found.promise.lacking(WHY), families=(), components=())
    with pytest.raises(ValueError, match=f"no equilibrium.* was found: {WHY}"):
        ask_of(ask, nothing)


@pytest.mark.parametrize(
    ("ask", "left"),
    [
        (lambda game: dt.alternatives(game, **WANT, time_limit=0), "k, m not looked at"),
        (lambda game: dt.tornado(game, OF, time_limit=0), "k, m not looked at"),
        (lambda _: dt.statics(dt.solve(dt.load("nll-probe")), time_limit=0), "more quantities were not looked at"),
        (lambda game: dt.sobol(game, OF, draws=32, time_limit=0), "k, m not looked at"),
        (lambda game: dt.check(game, [CLAIM], time_limit=0), "1 of 1 claims not looked at"),
        (lambda game: dt.uncertainty(game, draws=300_000, time_limit=0), "200,000 of 300,000 draws were looked at"),
    ],
)
def test_what_was_not_reached_is_named(ask, left):
    found = dt.solve(game("c"))
    result = ask(found)
    assert left in told(result)
    assert LATE in told(result)
    assert "not complete" in told(result)


def test_a_plane_that_was_not_cut_up_is_said():
    found = dt.regions(dt.solve(game("c").at(m=0)), "c", "k", time_limit=0)
    assert (found.cells, found.curves, found.complete) == ((), (), False)
    assert "the plane was not cut up" in str(found)
    assert [eq.name for eq in found.at(c=2, k=1)] == ["A Go"]
    with pytest.raises(ValueError, match="nothing to draw"):
        dt.plot(found)


def test_points_that_were_not_solved_are_told_apart(monkeypatch):
    monkeypatch.setattr("deterrence.sensitivity.sweeps.without_formulas.in_time", lambda places: islice(places, 1))
    root = dt.Parameter("c", "", 0, 1)
    types = {"A": {"Hard": "1/2", "Soft": "1/2"}}
    there = dt.Matrix(
        ["A"],
        {"A": ["Go", "Stay"]},
        {"Go": ["exp(c*x) - 1"], "Stay": [0]},
        parameters=[root],
        types=types,
        definitions={"x": {"A": {"Hard": 1, "Soft": -1}}},
    )
    table = dt.sweep(there, c=[0.5, 0.7, 0.9])
    assert table.equilibria.values.tolist() == [1, -1, -1]
    assert "1 of 3 points were solved" in table.attrs["why"]


def test_equilibria_pass_on_the_limit_they_were_found_with():
    found = dt.solve(game("c"), time_limit=7)
    assert dt.thresholds(found, "c").promise.time_limit == 7
    assert dt.thresholds(found, "c", time_limit=3).promise.time_limit == 3
    assert dt.thresholds(dt.solve(game("c"), time_limit=None), "c").promise.time_limit is None
    assert dt.thresholds(game("c"), "c").promise.time_limit == 300


def test_nobody_is_refuted_for_equilibria_that_were_not_found():
    """Whether some equilibrium is as claimed cannot be denied where not all are known."""
    claim = dt.Claim("A mixes somewhere.", {"A": {"0": "1/3", "1": "2/3"}}, in_="some equilibrium")
    assert dt.check(hard(), [claim], time_limit=0.05)[0].verdict in ("unknown", "held")
