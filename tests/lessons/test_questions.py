"""What questions answer, held against the models solved by hand, and against `solve` at points.

The gray-zone probe by hand: a response pays Seoul c*s - (1 - c)*e, absorbing -l; a probe that is answered pays
Pyongyang (1 - c)*b - c*k, one that is absorbed g.
"""

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.lessons.about_claims import Discuss, IsTrue
from deterrence.lessons.along_a_letter import Least, WhichLetters, WhichWay
from deterrence.lessons.answers import Answer, UnsettledQuestionError
from deterrence.lessons.at_a_point import Happens, HowMuch
from deterrence.lessons.question import Posed
from deterrence.lessons.reasons import reasons

PROBE = dt.load("nll-probe")
CHICKEN = dt.load("chicken")


def drawn(seed):
    """Values that the model's assumptions allow, away from ties."""
    rng = random.Random(seed)
    l_ = Fraction(rng.randint(1, 40), 10)
    return {
        "c": Fraction(rng.randint(1, 99), 100),
        "g": Fraction(rng.randint(1, 97), 10),
        "b": Fraction(rng.randint(1, 97), 10),
        "k": Fraction(rng.randint(1, 97), 10),
        "l": l_,
        "e": l_ + Fraction(rng.randint(1, 40), 11),
        "s": Fraction(rng.randint(0, 90), 13),
    }


def by_hand(v):
    """The moves of Pyongyang and Seoul, Pyongyang's payoff, and the probability of escalation."""
    responds = v["c"] * v["s"] - (1 - v["c"]) * v["e"] > -v["l"]
    probing = (1 - v["c"]) * v["b"] - v["c"] * v["k"] if responds else v["g"]
    probes = probing > 0
    escalates = (1 - v["c"]) if probes and responds else Fraction(0)
    return ("Probe" if probes else "Refrain", "Respond" if responds else "Absorb", max(probing, 0), escalates)


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 30))])
def test_answers_at_a_point_are_those_of_backward_induction_by_hand(seed):
    values = drawn(seed)
    posed = Posed.at(PROBE, values)
    pyongyang, seoul, payoff, escalation = by_hand(values)
    assert Happens(posed, {"DPRK": "Probe"}).answer().right == ("yes" if pyongyang == "Probe" else "no",)
    assert Happens(posed, {"ROK": "Respond"}).answer().right == ("yes" if seoul == "Respond" else "no",)
    assert HowMuch(posed, "payoff", "DPRK").answer().number == payoff
    assert HowMuch(posed, "probability", "Escalation").answer().number == escalation


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 15))])
def test_the_least_value_parts_where_it_is_so_from_where_it_is_not(seed):
    values = drawn(seed)
    answer = Least(Posed.at(PROBE, values), {"ROK": "Respond"}, "c").answer()
    assert answer.number == (values["e"] - values["l"]) / (values["e"] + values["s"])
    for step, right in ((Fraction(-1, 1000), "no"), (Fraction(1, 1000), "yes")):
        beside = Posed.at(PROBE, values | {"c": answer.number + step})
        assert Happens(beside, {"ROK": "Respond"}).answer().right == (right,)


@pytest.mark.parametrize("move", ["rise", "fall"])
def test_which_letters_do_is_what_trying_them_shows(move):
    posed = Posed.at(PROBE, {"c": "0.6"})
    question = WhichLetters(posed, {"DPRK": "Refrain"}, tuple(PROBE.letters), move)
    tried = {}
    for letter, parameter in PROBE.parameters.items():
        now = posed.values[letter]
        steps = [parameter.low + (parameter.high - parameter.low) * Fraction(i, 60) for i in range(61)]
        for value in (v for v in steps if (v > now if move == "rise" else v < now)):
            there = {**posed.values, letter: value}
            if there["e"] > there["l"] > 0 and there["s"] > -there["l"] and min(there[n] for n in "gbk") > 0:
                tried[letter] = tried.get(letter, False) or by_hand(there)[0] == "Refrain"
    assert question.answer().right == tuple(name for name in PROBE.letters if tried.get(name))


def test_which_letters_asks_for_what_is_not_so_yet():
    question = WhichLetters(Posed.at(PROBE, {"c": "0.9"}), {"DPRK": "Refrain"}, ("c",), "rise")
    with pytest.raises(UnsettledQuestionError, match="it is so already"):
        question.answer()


@pytest.mark.parametrize(
    ("low", "high", "on", "right"),
    [
        ("1/2", "3/4", "probability of Escalation", "it falls"),
        ("1/2", "3/4", "probability of Repelled", "it rises"),
        ("0", "1/2", "probability of Escalation", "it stays the same"),
        ("1/2", "3/4", "payoff of DPRK", "it falls"),
    ],
)
def test_which_way_a_number_goes(low, high, on, right):
    question = WhichWay(Posed.at(PROBE, {}), "c", Fraction(low), Fraction(high), on)
    assert question.answer().right == (right,)


def test_a_number_that_jumps_at_a_threshold_goes_no_way():
    """Within either part the derivative is zero or negative, and at 1/2 the probability rises from 0 to 1/2."""
    question = WhichWay(Posed.at(PROBE, {}), "c", Fraction(1, 4), Fraction(7, 10), "probability of Escalation")
    with pytest.raises(UnsettledQuestionError, match=r"the equilibria change at c = 0\.5"):
        question.answer()


def test_at_a_tie_it_depends_on_the_equilibrium():
    posed = Posed.at(PROBE, {"c": "1/2"})
    assert Happens(posed, {"ROK": "Respond"}).answer().right == ("in some equilibria only",)
    with pytest.raises(UnsettledQuestionError, match="several values|mixtures"):
        HowMuch(posed, "probability", "Escalation").answer()


def test_where_there_are_several_equilibria_each_counts():
    """Chicken: either one swerves, or both mix; so no one is sure to, and somebody's payoff is not one number."""
    row, _ = CHICKEN.players
    move = CHICKEN.vocabulary.sets[row][""][0] if "" in CHICKEN.vocabulary.sets[row] else None
    moves = next(iter(CHICKEN.vocabulary.sets[row].values())) if move is None else CHICKEN.vocabulary.sets[row][""]
    posed = Posed.at(CHICKEN, {})
    assert Happens(posed, {row: moves[0]}).answer().right == ("in some equilibria only",)
    with pytest.raises(UnsettledQuestionError, match="several values"):
        HowMuch(posed, "payoff", row).answer()


@pytest.mark.parametrize("index", range(len(PROBE.claims)))
def test_claims_are_true_as_their_authors_expect(index):
    claim = PROBE.claims[index]
    answer = IsTrue(Posed.at(PROBE, {}), claim, {}).answer()
    assert answer.right == ("false" if claim.expected == "refuted" else "true",)


def test_a_claim_may_be_true_where_letters_are_fixed():
    """Above c_D = 3/4 Pyongyang refrains whatever Seoul would do: false in general, true where c_R is 1/2."""
    deters = PROBE.claims[8]
    fixed = {name: PROBE.parameters[name].base for name in "ebkls"}
    assert IsTrue(Posed.at(PROBE, fixed), deters, fixed).answer().right == ("true",)
    assert IsTrue(Posed.at(PROBE, {}), deters, {}).answer().right == ("false",)


def test_a_vacuous_claim_is_no_question():
    claim = dt.Claim("Never.", {"ROK": "Respond"}, when="c > 2")
    with pytest.raises(UnsettledQuestionError, match="vacuous"):
        IsTrue(Posed.at(PROBE, {}), claim, {}).answer()


def test_what_is_only_talked_about_has_no_answer():
    with pytest.raises(UnsettledQuestionError, match="to talk about"):
        Discuss(Posed.at(PROBE, {}, words="What is left out?", place="l.yaml:3:4")).answer()


def test_a_question_without_an_answer_names_its_place():
    posed = Posed.at(PROBE, {"c": "1/2"}, place="l.yaml:3:4")
    with pytest.raises(
        UnsettledQuestionError, match=r"^l\.yaml:3:4: 'At c = 0\.5: what is the payoff of DPRK\?' has no"
    ):
        HowMuch(posed, "payoff", "DPRK").answer()


# --- reasons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nll-probe", "salami", "red-line", "ambiguity", "chicken", "beer-quiche", "tripwire"])
def test_in_every_equilibrium_the_moves_made_pay_most(name):
    """Regret is zero wherever a choice is made: the reasons are a check that shares no code with the solvers."""
    game = dt.load(name).base_case()
    told = [reason for eq in dt.solve(game) for reason in reasons(game, eq)]
    assert told or name == "salami"  # whose information sets are too many to list
    assert all(reason.is_best for reason in told)


def test_the_reasons_are_those_by_hand():
    game = PROBE.base_case(c="0.6")
    told = [str(reason) for reason in reasons(game, dt.solve(game)[0])]
    assert told == ["DPRK: Refrain pays 0, Probe pays 1.2", "ROK: Absorb pays -1, Respond pays -0.6"]


# --- marking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "right"),
    [("3/4", True), ("0.75", True), ("0.755", True), ("0.8", False), ("-0.75", False), ("", False), ("c", False),
     ("at no value", False), ("__import__('os')", False), ("9" * 5000, False)],
)  # fmt: skip
def test_a_number_is_marked(given, right):
    assert Answer(("0.75",), "", number=Fraction(3, 4)).marked(given) is right


def test_an_irrational_number_is_marked_by_its_decimals():
    """x**2 - 2 pays from the root of 2 on; so a decimal within one per cent is right."""
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["x**2 - 2"], "y": [0]}, parameters=[dt.Parameter("x", "", 0, 3)])
    answer = Least(Posed(game, {}), {"A": "x"}, "x").answer()
    assert answer.marked("1.414")
    assert not answer.marked("1.5")
    assert "1.414" in answer.right[0]


def test_zero_is_zero():
    nothing = Answer(("0",), "", number=Fraction(0))
    assert nothing.marked("0")
    assert nothing.marked("0.0")
    assert not nothing.marked("0.001")


def test_all_options_that_are_right_and_no_other():
    several = Answer(("c", "k"), "")
    assert several.marked(["k", "c"])
    assert not several.marked(["c"])
    assert not several.marked(["c", "k", "l"])
    assert not several.marked("c")


def test_a_number_that_jumps_on_the_way_goes_no_way():
    """In nll-probe equilibria change at c = 1/2 and 3/4."""
    posed = Posed.at(dt.load("nll-probe"), {})
    for low, high in ((Fraction(1, 4), Fraction(5, 8)), (Fraction(5, 8), Fraction(1))):
        with pytest.raises(UnsettledQuestionError, match="between the two values"):
            WhichWay(posed, "c", low, high, "probability of Escalation").answer()
