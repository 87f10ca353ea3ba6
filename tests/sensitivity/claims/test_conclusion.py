"""Where a conclusion is true of a family: roots, beliefs, types, and what cannot be put into conditions."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.values.algebraic import AlgebraicFunction
from deterrence.games.statements import Belief, Choice, Count, Effect, Payoff, Probability
from deterrence.sensitivity.claims.conclusion import ALWAYS, NEVER, Conclusion, UnsettledError
from tests.solvers.unknowns.test_algebraic_roots import volunteers_dilemma

F = Fraction
VOLUNTEERS = volunteers_dilemma(3)
SAMPLES = [F(n, 97) for n in range(1, 97)] + [F(1, 4), F(1, 9), F(4, 9), F(9, 16)]


def row(game, then, when=None, *rest, **more):
    [found] = dt.check(game, [dt.Claim("claimed", then, when, *rest, **more)])
    return found


def holds(cases, **point):
    return any(all(c.holds(point) for c in option) for option in cases)


@pytest.fixture(scope="module")
def waiting():
    """The equilibrium in which each of three waits with probability sqrt(k) (Diekmann 1985)."""
    [family] = [f for f in dt.solve(VOLUNTEERS) if f.name.count("mixes") == 3]
    assert isinstance(family.strategies[0][1], AlgebraicFunction)
    return family


# --- roots ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["1/2", "1/3", "k", "2*k", "3*k/2", "k + 1/4", "2"])
def test_where_a_root_equals_a_formula(waiting, target):
    said = Choice("US", "start", {"Wait": parse(target), "Act": parse(f"1 - ({target})")})
    cases = Conclusion(VOLUNTEERS, (said,)).where(waiting)
    for k in SAMPLES:
        value = VOLUNTEERS.ring.value(parse(target)).at({"k": k}).as_fraction()
        assert holds(cases, k=k) is (value >= 0 and value**2 == k), (target, k)


def test_equal_at_an_irrational_value_alone_is_left_open(waiting):
    # sqrt(k) = 1 - k at k = (3 - sqrt(5))/2.
    said = Choice("US", "start", {"Wait": parse("1 - k"), "Act": parse("k")})
    with pytest.raises(UnsettledError, match="irrational"):
        Conclusion(VOLUNTEERS, (said,)).where(waiting)
    found = row(VOLUNTEERS, {"US": {"Wait": "1 - k", "Act": "k"}}, in_="some equilibrium")
    assert found.verdict == "refuted"


@pytest.mark.parametrize(
    ("direction", "true"),
    [
        # The outcome in which one given country acts alone has probability (1 - sqrt(k))*k, which rises up to k = 4/9.
        ("positive", lambda k: k < F(4, 9)),
        ("negative", lambda k: k > F(4, 9)),
        ("zero", lambda k: k == F(4, 9)),
        ("non-negative", lambda k: k <= F(4, 9)),
        ("non-positive", lambda k: k >= F(4, 9)),
    ],
)
def test_where_a_parameter_moves_a_function_of_a_root(waiting, direction, true):
    alone = Effect("k", "Act, Wait, Wait", "outcome", direction)
    cases = Conclusion(VOLUNTEERS, (alone,)).where(waiting)
    for k in SAMPLES:
        assert holds(cases, k=k) is true(k), k


def test_claims_about_roots_are_proved_or_refuted():
    third = {"US": {"Wait": "1/3", "Act": "2/3"}}
    assert row(VOLUNTEERS, third, "k == 1/9", in_="some equilibrium").verdict == "proved"
    assert row(VOLUNTEERS, third, "k == 1/8", in_="some equilibrium").verdict == "refuted"
    alone = {"effect of": "k", "on": "probability of Act, Wait, Wait", "is": "non-negative"}
    assert row(VOLUNTEERS, alone, "k < 4/9").verdict == "proved"
    found = row(VOLUNTEERS, alone, "k < 9/20")
    assert found.verdict == "refuted"
    assert F(4, 9) < F(found.counterexample.removeprefix("k=")) < F(9, 20)
    assert row(VOLUNTEERS, {"payoff of": "US", "is": "1 - k"}, in_="some equilibrium").verdict == "proved"


def test_that_one_of_several_makes_a_move_is_no_formula_where_they_mix_by_a_root():
    certain = {"probability of": "Act", "is": 1}
    assert row(VOLUNTEERS, certain, in_="some equilibrium").verdict == "proved", "there are pure equilibria"
    found = row(VOLUNTEERS, certain)
    assert found.verdict == "refuted", "two may mix, by formulas"
    assert "mixes" in found.by


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_irrational_numbers_are_compared_exactly_and_floats_closely():
    # Two firms enter a market of size 2 for one: the mixture of a game of numbers with roots.
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["sqrt(2)"], "Stay": [1]})
    conclusion = Conclusion(game, (Payoff("A", parse("1414213562373095/1000000000000000")),))
    [family] = dt.solve(game)
    assert conclusion.where(family) == ALWAYS  # a float, to nine digits
    assert Conclusion(game, (Payoff("A", parse("1.41")),)).where(family) == NEVER


def test_with_min_and_max_each_piece_counts_where_it_is_the_value():
    x = dt.Parameter("x", "", 0, 2)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": [-1]}, parameters=[x])
    [family] = dt.solve(game)
    cases = Conclusion(game, (Payoff("A", parse("max(x, 1)")),)).where(family)
    assert [holds(cases, x=F(v)) for v in ("1/2", "1", "3/2")] == [False, True, True]


# --- trees ------------------------------------------------------------------------------------------------------------

# The challenger knows whether it is hard (war is worth h to it) or soft (-1), and demands or waits. The defender does
# not know, and yields (-2) or resists: war against a hard challenger is worth w to it, against a soft one 1. By hand:
# if w < -2, h > 0 and p < 3/(1 - w), the hard one demands, the soft one bluffs with probability p*(w + 2)/(3*(p - 1)),
# so that the defender believes "hard" with 3/(1 - w) and does not care; it resists with 2/3, so that bluffing pays 0.
CRISIS = dt.Tree(
    ["C", "D"],
    dt.Decision(
        "C",
        {
            "Demand": dt.Decision(
                "D", {"Yield": dt.Outcome("Gain", (2, -2)), "Resist": dt.Outcome("War", ("war", "fight"))}
            ),
            "Wait": dt.Outcome("Peace", (0, 0)),
        },
    ),
    types={"C": {"Hard": "p", "Soft": "1 - p"}},
    definitions={"war": {"C": {"Hard": "h", "Soft": -1}}, "fight": {"C": {"Hard": "w", "Soft": 1}}},
    parameters=[
        dt.Parameter("p", "", "1/10", "9/10", base="1/4"),
        dt.Parameter("w", "", -4, 0, base=-3),
        dt.Parameter("h", "", -1, 1, base="1/2"),
    ],
)
SEMI = "w < -2 and p < 3/(1 - w) and h > 0"
AFTER = "after Demand"


@pytest.mark.parametrize(
    "then",
    [
        {"D": {"Yield": "1/3", "Resist": "2/3"}},
        {"C (Soft)": {"Demand": "p*(w + 2)/(3*(p - 1))", "Wait": "1 - p*(w + 2)/(3*(p - 1))"}},
        {"belief of": "D", "at": AFTER, "about": "Hard", "is": "3/(1 - w)"},
        {"belief of": "D", "at": AFTER, "about": "C (Soft)", "is": "1 - 3/(1 - w)"},
        {"belief of": "C (Hard)", "at": "start", "about": "Hard", "is": 1},
        {"belief of": "C (Hard)", "at": "start", "about": "Soft", "is": 0},
        {"probability of": "War", "is": "2*p*(1 - w)/9"},
        {"probability of": "Demand", "is": "p*(1 - w)/3"},
        {"payoff of": "C (Hard)", "is": "2/3*(1 + h)"},
        {"payoff of": "C (Soft)", "is": 0},
        {"payoff of": "D", "is": "2*p*(w - 1)/3"},
        {"effect of": "w", "on": "probability of War", "is": "negative"},
        {"effect of": "p", "on": "probability of Demand", "is": "positive"},
        {"effect of": "h", "on": "payoff of C (Hard)", "is": "positive"},
        {"effect of": "w", "on": "payoff of C (Soft)", "is": "zero"},
    ],
)
def test_what_follows_from_a_bluff_is_proved_as_it_is_by_hand(then):
    assert row(CRISIS, then, SEMI).verdict == "proved"


@pytest.mark.parametrize(
    "then",
    [
        {"belief of": "D", "at": AFTER, "about": "Hard", "is": "p"},
        {"belief of": "C (Hard)", "at": "start", "about": "Soft", "is": 1},
        {"payoff of": "C (Soft)", "is": "1/100"},
        {"effect of": "w", "on": "probability of War", "is": "non-negative"},
    ],
)
def test_and_what_does_not_is_refuted(then):
    found = row(CRISIS, then, SEMI)
    assert found.verdict == "refuted"
    assert "mixes" in found.by


# If h < 0 all may wait: the defender, asked against expectation, resists as long as it believes "hard" with 3/(1 - w)
# at most.
@pytest.mark.parametrize(
    ("value", "when", "true"),
    [
        ("0", "h < 0", True),
        ("1/2", "h < 0", True),
        ("1", "h < 0 and w > -2", True),
        ("1", "h < 0", False),
        ("3/(1 - w)", "h < 0 and w < -2", True),
        ("3/(1 - w) + 1/100", "h < 0 and w < -2", False),
    ],
)
def test_beliefs_off_the_path_may_be_anything_that_supports_the_equilibrium(value, when, true):
    believed = {"belief of": "D", "at": AFTER, "about": "Hard", "is": value}
    assert (row(CRISIS, {**believed, "C": "Wait"}, when, in_="some equilibrium").verdict == "proved") is true


def test_beliefs_off_the_path_must_be_what_is_claimed_in_every_equilibrium():
    believed = {"belief of": "D", "at": AFTER, "about": "Hard", "is": "1/2"}
    assert row(CRISIS, believed, "h < 0").verdict == "refuted"
    waiting = Conclusion(CRISIS, (Belief("D", AFTER, "Hard", parse("3/(1 - w)")),))
    [waits] = [f for f in dt.solve(CRISIS) if f.name == "C (Hard) Wait; C (Soft) Wait; D Resist"]
    assert not holds(waiting.where(waits), p=F(1, 2), w=F(-3), h=F(-1, 2)), "other beliefs support it as well"


def test_beliefs_that_vary_together_are_not_added_up():
    summed = {"belief of": "D", "at": AFTER, "about": "Demand", "is": 1}
    found = row(CRISIS, summed, "h < 0", in_="some equilibrium")
    assert found.verdict in ("held", "proved", "unknown")
    [waits] = [f for f in dt.solve(CRISIS) if f.name == "C (Hard) Wait; C (Soft) Wait; D Resist"]
    with pytest.raises(UnsettledError, match="a sum of beliefs that may vary"):
        Conclusion(CRISIS, (Belief("D", AFTER, "Demand", parse("1")),)).where(waits)


def test_what_cannot_be_read_is_said():
    [first, *_] = dt.solve(CRISIS)
    with pytest.raises(UnsettledError, match="a number of equilibria is no statement about one of them"):
        Conclusion(CRISIS, (Count(1),)).where(first)
    fixed = CRISIS.at(h="1/2")
    [there, *_] = dt.solve(fixed)
    with pytest.raises(UnsettledError, match="'h' is not a free parameter"):
        Conclusion(fixed, (Effect("h", "War", "outcome", "positive"),)).where(there)
    many = tuple(Payoff("C", parse(f"max(p + {n}, w + {n}, h*{n + 1})")) for n in range(6))
    with pytest.raises(UnsettledError, match="too many cases"):
        Conclusion(CRISIS, many).where(first)


def test_a_type_that_never_occurs_has_no_payoff():
    never = dt.Tree(
        ["C"],
        dt.Decision("C", {"x": dt.Outcome("x", [1]), "y": dt.Outcome("y", [0])}),
        types={"C": {"Hard": "q", "Soft": "1 - q"}},
        parameters=[dt.Parameter("q", "", 0, 1)],
    ).at(q=1)
    [only] = dt.solve(never)
    for said in (Payoff("C (Soft)", parse("0")), Belief("C (Soft)", "start", "Soft", parse("1"))):
        with pytest.raises(UnsettledError, match=r"C \(Soft\) never exists"):
            Conclusion(never, (said,)).where(only)
    assert Conclusion(never, (Choice("C (Soft)", "start", {"y": parse("1")}),)).where(only) == ALWAYS


def test_the_probability_of_a_move_that_is_made_twice_counts_the_first_time():
    twice = dt.Decision("A", {"go": dt.Outcome("both", ["t"]), "stop": dt.Outcome("once", [0])})
    game = dt.Tree(
        ["A"],
        dt.Chance(
            {
                "up": ("t", dt.Decision("A", {"go": twice, "stop": dt.Outcome("none", [-1])})),
                "down": ("1 - t", dt.Outcome("nothing", [0])),
            }
        ),
        parameters=[dt.Parameter("t", "", "1/4", "3/4")],
    )
    assert row(game, {"probability of": "go", "is": "t"}).verdict == "proved"
    assert Conclusion(game, (Probability("go", "move", parse("t")),)).where(dt.solve(game)[0]) == ALWAYS


@pytest.mark.parametrize(("kind", "paid"), [("Hard", "3"), ("Soft", "t")])
def test_the_payoff_of_a_type_of_the_second_player(kind, paid):
    game = dt.Tree(
        ["C", "D"],
        dt.Decision("C", {"go": dt.Decision("D", {"end": dt.Outcome("end", (1, "prize"))})}),
        types={"D": {"Hard": "t", "Soft": "1 - t"}},
        definitions={"prize": {"D": {"Hard": 3, "Soft": "t"}}},
        parameters=[dt.Parameter("t", "", "1/4", "3/4")],
    )
    [only] = dt.solve(game)
    assert Conclusion(game, (Payoff(f"D ({kind})", parse(paid)),)).where(only) == ALWAYS
