"""Continuous games whose equilibria are known: from the literature, or from first-order conditions by hand."""

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.formulas.language import parse
from deterrence.solvers.continuous.active_sets import COMPARED, CONTINUUM, DEGREE, MIXED

CONTEST = {"A": {"e": (0, "inf")}, "B": {"f": (0, "inf")}}
SHARES = ["V*e/(e + f) - e", "U*f/(e + f) - f"]


def game(payoffs, choices=CONTEST, letters=(), positive=(), low=0, high=10, **more):
    parameters = [dt.Parameter(name, low=low, high=high) for name in letters]
    assumptions = [f"{name} > 0" for name in positive]
    return dt.Continuous(list(choices), choices, payoffs, parameters=parameters, assumptions=assumptions, **more)


def is_formula(value, text, points):
    """Whether a value is what a formula says, at some points."""
    for point in points:
        at = {name: Fraction(number) for name, number in point.items()}
        wanted = float(
            dt.Matrix(["A"], {"A": ["x"]}, {"x": [0]}, definitions={k: str(v) for k, v in at.items()})
            .value(text)
            .as_fraction()
        )
        if float(value.evaluate(at)) != pytest.approx(wanted):
            return False
    return True


def test_a_contest():
    """Tullock (1980), with values that differ: e = V**2*U/(V + U)**2, and A wins with V/(V + U)."""
    wins = {"A wins": "e/(e + f)", "B wins": "f/(e + f)"}
    found = dt.solve(game(SHARES, letters="VU", positive="VU", outcomes=wins))
    [eq] = found
    assert found.exact
    assert found.complete
    assert eq.exists.is_everything
    home = found.game.ring
    assert eq.choice_values == {
        "e": home.value(parse("V**2*U/(V + U)**2")),
        "f": home.value(parse("V*U**2/(V + U)**2")),
    }
    assert eq.outcomes.raw("A wins") == home.value(parse("V/(V + U)"))
    assert eq.payoffs.raw("A") == home.value(parse("V**3/(V + U)**2"))


def test_a_contest_with_a_budget():
    """Where the budget binds for A, B answers with the square root of U*K, less K."""
    choices = {"A": {"e": (0, "K")}, "B": {"f": (0, "inf")}}
    found = dt.solve(game(SHARES, choices, letters="VUK", positive="VUK"))
    assert found.complete
    free, bound = found
    assert [str(bound.choice_values[letter]) for letter in "ef"] == ["K", "-K + sqrt(K*U)"]
    assert str(free.exists) == "K > U*V**2/((V + U)**2)"
    assert str(bound.exists) == "K <= U*V**2/((V + U)**2)"
    # At the border both are the same.
    at = {"V": Fraction(4), "U": Fraction(4), "K": Fraction(1)}
    assert [eq.choice_values["f"].evaluate(at) for eq in found] == [1, 1]


def test_a_contest_of_three():
    """With equal values each of n makes an effort of V*(n - 1)/n**2."""
    choices = {"A": {"e": (0, "inf")}, "B": {"f": (0, "inf")}, "C": {"g": (0, "inf")}}
    payoffs = [f"V*{own}/(e + f + g) - {own}" for own in "efg"]
    found = dt.solve(game(payoffs, choices, letters="V", positive="V"))
    assert [str(v) for eq in found for v in eq.choice_values.values()] == ["2*V/9"] * 3
    assert found.complete


def test_whom_a_contest_leaves_out():
    """Of three the one that values the prize least stays away where its value is half the harmonic mean or less."""
    choices = {"A": {"e": (0, "inf")}, "B": {"f": (0, "inf")}, "C": {"g": (0, "inf")}}
    payoffs = [f"{value}*{own}/(e + f + g) - {own}" for own, value in zip("efg", "VUW", strict=True)]
    found = dt.solve(game(payoffs, choices, letters="VUW", positive="VUW"))
    assert found.complete
    without_c = next(eq for eq in found if eq.choice_values["g"].is_zero)
    assert str(without_c.exists) == "W <= U*V/(V + U)"
    assert len(found) == 4


def test_cournot():
    """A linear market: both produce, or one is kept out by its costs, or neither produces."""
    found = dt.solve(game(["(a - e - f)*e - c*e", "(a - e - f)*f - d*f"], letters="acd"))
    assert found.complete
    said = {eq.name: str(eq.exists) for eq in found}
    assert said == {
        "A e = a/3 - 2*c/3 + d/3; B f = a/3 + c/3 - 2*d/3": "a > 2*d - c and a > 2*c - d",
        "A e = a/2 - c/2; B f = 0": "a > c and a <= 2*d - c",
        "A e = 0; B f = a/2 - d/2": "a > d and a <= 2*c - d",
        "A e = 0; B f = 0": "a <= c and a <= d",
    }


def test_numbers_with_a_root():
    found = dt.solve(game(["e*(10 - e - f)", "f*(10 - f - e) - f**3"]))
    [eq] = found
    # f of 3*f**2 + 3*f/2 = 5, and e = (10 - f)/2.
    assert float(eq.choices["f"]) == pytest.approx((-1.5 + (2.25 + 60) ** 0.5) / 6)
    assert float(eq.choices["e"]) == pytest.approx((10 - float(eq.choices["f"])) / 2)
    assert found.complete


def test_a_root_in_one_letter_of_higher_degree():
    found = dt.solve(game(["V*e/(e + f) - e**2/2", "f/(e + f) - f**2/2"], letters="V", positive="V"))
    assert found.complete
    for V in (Fraction(1, 4), Fraction(1), Fraction(4)):
        there = [eq for eq in found if eq.exists.holds(V=V)]
        [(e, f)] = {tuple(round(float(v.evaluate({"V": V})), 9) for v in eq.choice_values.values()) for eq in there}
        # By hand: e/f = sqrt(V), so e**2 = V*sqrt(V)/(1 + sqrt(V))**2.
        assert (e, f) == pytest.approx((V**0.75 / (1 + V**0.5), V**0.25 / (1 + V**0.5)))


def test_a_root_of_higher_degree_in_several_letters_is_said_to_be_missing():
    found = dt.solve(game(["V*e/(e + f) - e**2/2", "U*f/(e + f) - f**2/2"], letters="VU", positive="VU"))
    assert not found.complete
    assert not found.complete_off_ties
    assert DEGREE in found.why


def test_payoffs_that_are_not_concave_are_compared_at_all_other_choices():
    """With the odds those of squared efforts there is an equilibrium of pure choices only where values are equal."""
    payoffs = ["V*e**2/(e**2 + f**2) - e", "U*f**2/(e**2 + f**2) - f"]
    found = dt.solve(game(payoffs, letters="VU", positive="VU"))
    [eq] = found
    assert str(eq.exists) == "V = U"
    assert MIXED in found.why
    [equal] = dt.solve(game([x.replace("U", "V") for x in payoffs], letters="V", positive="V"))
    assert str(equal.choice_values["e"]) == "V/2"


def test_best_ends_of_convex_payoffs():
    """A gains by e**2 - q*e: it chooses the end 1 where q <= 1, and 0 where q >= 1; the slope is zero in between."""
    found = dt.solve(game(["e**2 - q*e", "0 - (f - e)**2"], {"A": {"e": (0, 1)}, "B": {"f": (0, 1)}}, letters="q"))
    assert {eq.name: str(eq.exists) for eq in found} == {"A e = 1; B f = 1": "q <= 1", "A e = 0; B f = 0": "q >= 1"}
    assert found.why == MIXED  # where q is 1, A may also mix


def test_what_could_not_be_compared_is_left_out_and_said():
    payoffs = ["e*(e - a)*(e - 2)*(b - e)", "0 - f**2"]
    found = dt.solve(game(payoffs, {"A": {"e": (0, 9)}, "B": {"f": (0, 1)}}, letters="ab"), time_limit=60)
    assert not found.complete_off_ties
    assert COMPARED in found.why or DEGREE in found.why


def test_no_equilibrium_where_more_is_always_better():
    found = dt.solve(game(["e + f", "e*f - f**2"], {"A": {"e": (0, "inf")}, "B": {"f": (0, 1)}}))
    assert len(found) == 0
    assert found.complete


def test_a_continuum_is_said():
    """Only the sum counts for both: they may share it in any way."""
    found = dt.solve(game(["0 - (e + f - 1)**2"] * 2, {"A": {"e": (0, 1)}, "B": {"f": (0, 1)}}))
    assert not found.complete
    assert CONTINUUM in found.why


def test_where_a_payoff_has_no_value_there_is_no_equilibrium():
    """Nobody wins where nobody makes an effort; that is never stable, since a little effort would win everything."""
    found = dt.solve(game(["e/(e + f) - e", "f/(e + f) - f"]))
    assert [eq.choices["e"] for eq in found] == [Fraction(1, 4)]


def test_ends_with_letters_and_without_end():
    """The nearest point to c of an interval from a to b; and of all numbers."""
    found = dt.solve(
        dt.Continuous(
            ["A"], {"A": {"x": ("a", "b")}}, ["0 - (x - c)**2"], parameters=["a", "b", "c"], assumptions=["a < b"]
        )
    )
    assert {str(eq.choice_values["x"]): str(eq.exists) for eq in found} == {
        "c": "a < c and b > c",
        "a": "a >= c",
        "b": "b <= c",
    }
    [eq] = dt.solve(dt.Continuous(["A"], {"A": {"x": (None, None)}}, ["0 - (x - c)**2"], parameters=["c"]))
    assert str(eq.choice_values["x"]) == "c"


def test_min_and_max_of_letters_are_split_as_ever():
    found = dt.solve(
        dt.Continuous(
            ["A"],
            {"A": {"x": (0, 9)}},
            ["2*max(p, q)*x - x**2"],
            parameters=[dt.Parameter("p", low=1, high=3), dt.Parameter("q", low=1, high=3)],
        )
    )
    assert {str(eq.choice_values["x"]): str(eq.exists) for eq in found} == {"p": "p >= q", "q": "p <= q"}
    assert found.complete


def test_questions_of_what_is_chosen():
    contest = dt.load("tullock-contest")
    found = dt.solve(contest)
    signs = [(row.quantity, row.letter, row.sign, row.proved) for row in dt.statics(found)]
    assert ("choice of e", "V", "+", True) in signs  # where A is free
    assert ("choice of f", "U", "+", True) in signs  # where A is bound, too: the slope has a root in it
    assert sum(sign[:2] == ("choice of f", "U") and sign[2] == "+" for sign in signs) == 2
    line = dt.thresholds(contest, "K")
    assert [str(point) for point in line.points] == ["16/9"]
    table = dt.sweep(contest, K=[1, 2])
    there = table["chosen"].where(table["exists"]).max("family")
    assert there.sel(letter="e").values == pytest.approx([1, 16 / 9])
    assert there.sel(letter="f").values == pytest.approx([1, 8 / 9])
    assert {bar.letter: str(bar.high.value) for bar in dt.tornado(contest, "choice of e")}["V"] == "25/9"


@pytest.mark.parametrize("name", ["tullock-contest", "olson-zeckhauser", "how-much-to-arm", "burden-sharing-effort"])
def test_models_with_all_letters_free_take_no_time(name):
    import time

    start = time.process_time()
    found = dt.solve(dt.load(name))
    assert found.complete
    assert time.process_time() - start < 5  # seconds, on a slow machine; benchmarks measure


def test_where_a_quadratic_becomes_linear():
    """Guns and butter (Skaperdas 1992): m says how good B is at fighting; where m is 1 both fight with a quarter."""
    choices = {"A": {"e": (0, "R")}, "B": {"f": (0, "R")}}
    payoffs = ["(2*R - e - f)*e/(e + m*f)", "(2*R - e - f)*m*f/(e + m*f)"]
    found = dt.solve(game(payoffs, choices, letters="Rm", positive="Rm"))
    assert found.complete
    for m, e in ((Fraction(1), Fraction(1, 2)), (Fraction(4), Fraction(2, 3))):
        at = {"R": Fraction(1), "m": m}
        [eq] = [eq for eq in found if eq.exists.holds({"R": at["R"], "m": at["m"]})]
        assert eq.choice_values["e"].evaluate(at) == e  # sqrt(m)/(1 + sqrt(m))


@pytest.mark.slow
def test_a_family_holds_wherever_its_formulas_solve():
    """Of four, each makes its effort by one formula, also where two values are the same."""
    choices = {player: {letter: (0, "inf")} for player, letter in zip("ABCD", "efgh", strict=True)}
    payoffs = [f"{value}*{own}/(e + f + g + h) - {own}" for own, value in zip("efgh", "VUWX", strict=True)]
    found = dt.solve(game(payoffs, choices, letters="VUWX", positive="VUWX"))
    assert found.complete
    assert found[0].exists.holds(dict.fromkeys("VUWX", 16))
    assert len(found) == 11  # all four, each set of three, each of two
    assert [eq.choice_values["e"].evaluate(dict.fromkeys("VUWX", Fraction(16))) for eq in found[:1]] == [3]


SQUARE = {"A": {"x": (0, 1)}, "B": {"y": (0, 1)}}
QUARTIC = ["x/(3*x + 2*y + 1) - x/3", "2*y/(2*x + 2*y + 1/2) - y/2"]


@pytest.mark.parametrize("letters", ["p", "pq"])
def test_letters_that_play_no_part_change_nothing(letters):
    alone = dt.solve(game(QUARTIC, SQUARE))
    found = dt.solve(game(QUARTIC, SQUARE, letters=letters, high=1))
    assert alone.complete
    assert found.complete
    [one], [other] = alone, found
    assert [float(other.choice_values[c]) for c in "xy"] == pytest.approx([0.15123, 0.494571], abs=1e-6)
    assert one.choice_values == other.choice_values
    assert one.payoff_values == other.payoff_values
    assert other.exists.is_everything


@pytest.mark.parametrize("letters", ["p", "pq"])
def test_a_letter_that_only_scales_a_payoff(letters):
    """Where p is zero B is indifferent; elsewhere the choices are the same, and B's payoff is so much larger."""
    payoffs = ["x/(x + 3*y + 1) - x/3", "2*p*y/(x + y + 1/2) - p*y"]
    found = dt.solve(game(payoffs, SQUARE, letters=letters, high=1))
    [eq] = [eq for eq in found if eq.exists.is_generic]
    x, y = (float(eq.choice_values[c]) for c in "xy")
    assert (x, y) == pytest.approx((0.28026, 0.46895), abs=1e-5)
    for p in (Fraction(1, 3), Fraction(1)):
        paid = eq.payoff_values[1].evaluate({"p": p, "q": Fraction(1, 2)})
        assert float(paid) == pytest.approx(float(p) * (2 * y / (x + y + 0.5) - y))
    assert str(eq.exists) == "p > 0"


def test_one_letter_of_several_that_moves_the_roots():
    """The other letter stands in an assumption and in no payoff: the answer is that of the game without it."""
    payoffs = ["3*x/(3*x + 3*y + p + 1) - x/3", "2*y/(2*x + y + p + 1) - y/2"]
    [one] = dt.solve(game(payoffs, SQUARE, letters="p", high=1))
    found = dt.solve(game(payoffs, SQUARE, letters="pq", high=1))
    [other] = found
    assert found.complete
    at = {"p": Fraction(1, 2), "q": Fraction(1, 3)}
    assert [v.evaluate(at) for v in one.choice_values.values()] == [
        v.evaluate(at) for v in other.choice_values.values()
    ]


def test_the_name_at_values_of_the_letters_is_that_of_what_is_chosen_there():
    payoffs = ["3*x/(3*x + 3*y + p + 1) - x/3", "2*y/(2*x + y + p + 1) - y/2"]
    found = dt.solve(game(payoffs, SQUARE, letters="p", high=1))
    there = found[0].at(p="1/2")
    assert there.name == "; ".join(f"{a} {x} = {there.choice_values[x]}" for a, x in ("Ax", "By"))
    assert "p" not in there.name
    assert found[0].name in str(found), "a formula is printed in full"
    assert "information set" not in str(found)
