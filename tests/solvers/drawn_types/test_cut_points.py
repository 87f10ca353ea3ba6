"""Types drawn from distributions: known answers as formulas, and every equilibrium that other code finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.conditions.decide import implies
from deterrence.algebra.formulas.language import parse, parse_condition
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.games.background import background
from deterrence.games.parts.nodes import Decision, Outcome

FIRST_AND_SLOW = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]


def crisis(*assumptions: str) -> dt.Tree:
    """A challenges, B concedes or resists, and A fights or backs down at a cost; war pays each its own type."""
    war = Decision("A", {"Fight": Outcome("War", ["w_A", "w_B"]), "Back down": Outcome("Bluff", ["-a", 0])}, "war")
    reply = Decision("B", {"Concede": Outcome("Concession", [1, -1]), "Resist": war}, "reply")
    root = Decision("A", {"Refrain": Outcome("Status quo", [0, 0]), "Challenge": reply}, "opening")
    letters = [dt.Parameter("a", base="1/2"), dt.Parameter("L", base=2), dt.Parameter("lo", base=-3)]
    return dt.Tree(
        ["A", "B"],
        root,
        parameters=[*letters, dt.Parameter("hi", base="1/2")],
        assumptions=["a > 0", "L > 0", "0 < hi < 1", "lo < -a", *assumptions],
        types={"A": {"w_A": dt.Uniform("lo", "hi")}, "B": {"w_B": dt.Uniform("-L", 0)}},
    )


def same(game: dt.Model, value: Any, formula: str, given: Any = ()) -> bool:
    """Whether two formulas agree wherever conditions hold."""
    gap = game.value(str(value)) - game.value(parse(formula))
    return gap.is_zero or bool(implies(tuple(given), condition(gap, "=="), background(game)))


def same_region(game: dt.Model, exists: Any, wanted: list[str]) -> bool:
    """Whether a region is where conditions hold, under the assumptions."""
    told = [c for text in wanted for c in cases(parse_condition(text), game.ring, game.formulas())[0]]
    back = background(game)
    return all(implies(told, c, back) for c in exists.raw) and all(implies(exists.raw, c, back) for c in told)


PHI = "((hi + a)/(hi - lo))"
REGIMES = {
    "-L/(1 + a)": (["L > 1 + a", f"{PHI}*L < 1 + a"], f"{PHI}/(1 + a)", f"{PHI}*L/(1 + a)"),
    f"-1/{PHI}": (["L > 1 + a", f"{PHI}*L >= 1 + a"], "1/L", "1"),
    "-1": (["1 < L", "L <= 1 + a"], "(hi + L - 1)/((hi - lo)*L)", "(hi + L - 1)/(hi - lo)"),
    "": (["L <= 1"], "hi/(hi - lo)", "hi/(hi - lo)"),
}


def test_the_crisis_game_has_four_regimes() -> None:
    game = crisis()
    found = dt.solve(game)
    assert found.complete
    assert found.exact
    assert len(found) == 4
    left = dict(REGIMES)
    for eq in found:
        cuts = eq.cuts["B", "reply"]
        key = next(k for k in left if (not k and not cuts) or (k and cuts and same(game, cuts[0].at, k)))
        where, war, challenged = left.pop(key)
        assert same_region(game, eq.exists, where)
        assert same(game, eq.outcomes["War"], war)
        assert same(game, eq["A", "opening"]["Challenge"], challenged)
        [cut] = eq.cuts["A", "war"]
        assert (str(cut.at), cut.below, cut.above) == ("-a", ("Back down",), ("Fight",))
    assert not left


def test_types_that_do_not_care_are_told_by_their_share() -> None:
    game = crisis("L > 1 + a", "L*(hi + a) < (1 + a)*(hi - lo)")
    [eq] = dt.solve(game)
    assert eq.name == (
        "A mixes Refrain/Challenge if w_A < -a and Challenge if w_A >= -a (opening), Fight if w_A >= -a (war); "
        "B Resist if w_B >= -L/(a + 1)"
    )
    assert [(c.below, c.above) for c in eq.cuts["A", "opening"]] == [(("Refrain", "Challenge"), ("Challenge",))]


def arms_race(*assumptions: str) -> dt.Matrix:
    """Baliga and Sjöström (2004), costs uniform on [0, C]."""
    return dt.Matrix(
        ["A", "B"],
        {"A": ["Build", "Wait"], "B": ["Build", "Wait"]},
        {
            ("Build", "Build"): ["-c_A", "-c_B"],
            ("Build", "Wait"): ["mu - c_A", "-d"],
            ("Wait", "Build"): ["-d", "mu - c_B"],
            ("Wait", "Wait"): [0, 0],
        },
        parameters=["mu", "d", "C"],
        assumptions=["mu > 0", "d > 0", "C > 0", *assumptions],
        types={player: {f"c_{player}": dt.Uniform(0, "C")} for player in "AB"},
    )


def test_baliga_and_sjostrom_2004_with_uniform_costs() -> None:
    game = arms_race("mu < C + d")
    race, cut = dt.solve(game)
    assert race.name == "A Build; B Build"
    assert same_region(game, race.exists, ["d >= C"])
    assert same_region(game, cut.exists, ["d < C"])
    for player in "AB":
        [point] = cut.cuts[player]
        assert same(game, point.at, "mu*C/(C - d + mu)")
        assert point.below == ("Build",)


def test_where_arming_alone_pays_enough_one_side_may_arm_whatever_its_cost() -> None:
    # A arms for certain, B does where c_B <= d; A of cost C does not regret it where mu*(C - d)/C + d*d/C >= C.
    game = arms_race("d < C", "mu > C + d")
    names = {eq.name for eq in dt.solve(game)}
    assert {"A Build; B Wait if c_B >= d", "A Wait if c_A >= d; B Build"} < names
    assert len(names) == 3


def test_a_distribution_that_is_no_line_gives_roots() -> None:
    # Build where c <= 2*q + (1 - q), q = F(cut) = cut**2/4: cut = 1 + cut**2/4 has the one root 2.
    game = dt.Matrix(
        ["A"],
        {"A": ["Fight", "Yield"]},
        {"Fight": ["w"], "Yield": ["1/2"]},
        types={"A": {"w": {"cdf": "w**3", "on": [0, 1]}}},
    )
    [eq] = dt.solve(game)
    assert eq.outcomes["Yield"] == dt.solve(game)[0]["A"]["Yield"] == Fraction(1, 8)
    assert eq.payoffs["A"] == Fraction(1, 16) + Fraction(3, 4) * (1 - Fraction(1, 16))


def test_mixing_probabilities_and_cuts_that_are_roots_of_quadratics() -> None:
    # Entry of two firms whose costs have the distribution c**2 on [0, 1]: the cut solves c = 1 - c**2.
    moves = {"A": ["In", "Out"], "B": ["In", "Out"]}
    pay = {
        ("In", "In"): ["-c_A", "-c_B"],
        ("In", "Out"): ["1 - c_A", 0],
        ("Out", "In"): [0, "1 - c_B"],
        ("Out", "Out"): [0, 0],
    }
    types = {player: {f"c_{player}": {"cdf": f"c_{player}**2", "on": [0, 1]}} for player in "AB"}
    found = dt.solve(dt.Matrix(["A", "B"], moves, pay, types=types))
    cuts = sorted(tuple(float(c.at) for p in "AB" for c in eq.cuts[p]) for eq in found)
    golden = (5**0.5 - 1) / 2
    assert found.exact
    assert found.complete
    assert cuts == [(), ()] or [pytest.approx((golden, golden))] == [c for c in cuts if len(c) == 2]


def test_what_is_believed_after_a_challenge_that_nobody_makes() -> None:
    # B holds where it thinks that at most g/2 fight, and then not even the most resolute type gains by a challenge. If
    # all challenge, half would fight. Bluffers are indifferent where B gives in with 1/3, and B is where g/2 fight.
    last = Decision("A", {"Fight": Outcome("War", ["t - 1", -2]), "Quit": Outcome("Bluff", ["-1/2", 0])}, "last word")
    reply = Decision("B", {"Give": Outcome("Concession", [1, "-g"]), "Hold": last}, "reply")
    root = Decision("A", {"Out": Outcome("Quo", [0, 0]), "In": reply}, "opening")
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("g", "", 0, 3)], types={"A": {"t": dt.Uniform(0, 1)}})
    out, everybody, some = dt.solve(game).generic
    assert out.outcomes["Quo"] == 1
    assert str(out.exists) == "always"
    assert everybody["A", "opening"]["In"] == 1
    assert str(everybody.exists) == "g <= 1"
    assert same(game, some["A", "opening"]["In"], "1/g")
    assert some["B"]["Give"] == Fraction(1, 3)
    assert str(some.exists) == "g > 1 and g < 2"


# --- everything that other code finds --------------------------------------------------------------------------------


def random_matrix(dice: random.Random) -> dt.Matrix:
    """Two players with two moves each whose payoffs depend on types."""
    moves = {"A": ["x", "y"], "B": ["u", "v"]}

    def payoff(letter: str) -> str:
        return f"{dice.randint(-4, 4)} + ({dice.randint(-2, 2)})*{letter}"

    cells = {cell: [payoff("s"), payoff("t")] for cell in product(*moves.values())}
    ends = [(dice.randint(-3, 0), dice.randint(1, 3)) for _ in "AB"]
    types = {"A": {"s": dt.Uniform(*ends[0])}, "B": {"t": dt.Uniform(*ends[1])}}
    return dt.Matrix(["A", "B"], moves, cells, types=types)


def share(game: dt.Matrix, player: int, other: Fraction) -> tuple[Fraction, Fraction]:
    """The least and greatest share of types whose best reply is the first move, by the chance of the other's first."""
    own = game.drawn["AB"[player]]
    low, high = (Fraction(end.value) for end in own.distribution.ends)  # type: ignore[attr-defined]
    moves = list(game.moves.values())

    def gain(kind: Fraction) -> Fraction:
        total = Fraction(0)
        for theirs, chance in zip(moves[1 - player], (other, 1 - other), strict=True):
            for mine, sign in zip(moves[player], (1, -1), strict=True):
                cell = (mine, theirs) if player == 0 else (theirs, mine)
                wide = game.with_letter(own)
                total += sign * chance * wide.value(game.payoffs[cell][player]).evaluate({own.letter: kind})
        return total

    at_low, at_high = gain(low), gain(high)
    if at_low == at_high == 0:
        return Fraction(0), Fraction(1)
    if at_low >= 0 and at_high >= 0:
        return Fraction(1), Fraction(1)
    if at_low <= 0 and at_high <= 0:
        return Fraction(0), Fraction(0)
    cut = at_low / (at_low - at_high)
    return (cut, cut) if at_low > 0 else (1 - cut, 1 - cut)


SMALL = Fraction(1, 10**9)


def as_fraction(value: Any) -> Fraction:
    """A number of an equilibrium, an irrational one to fifteen digits."""
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else Fraction(float(value))


def fixed_points(game: dt.Matrix, steps: int = 400) -> Iterator[float]:
    """Shares of the first player's first move that are replies to replies, by bisection on a fine grid."""

    def gap(p: Fraction) -> Fraction:
        return share(game, 0, share(game, 1, p)[0])[0] - p

    grid = [Fraction(2 * k + 1, 2 * steps + 2) for k in range(steps + 1)]
    for low, high in pairwise([Fraction(0), *grid, Fraction(1)]):
        a, b = gap(low), gap(high)
        if a == 0 or (high == 1 and b == 0):
            yield float(low if a == 0 else high)
        elif a * b < 0:
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (middle, high) if gap(middle) * a > 0 else (low, middle)
            if abs(gap((low + high) / 2)) < Fraction(1, 10**6):
                yield float(low)


@pytest.mark.parametrize("seed", FIRST_AND_SLOW)
def test_no_equilibrium_of_two_by_two_games_is_missing_or_made_up(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(1 if seed == 0 else 6):
        check_two_by_two(random_matrix(dice))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 4000, 50))
def test_nor_of_many_more(first: int) -> None:
    for seed in range(first, first + 50):
        check_two_by_two(random_matrix(random.Random(seed)), steps=100)


def check_two_by_two(game: dt.Matrix, steps: int = 400) -> None:
    """Hold what is found against best replies: each family is one to itself, and no fixed point is missing."""
    found = dt.solve(game)
    known = [float(eq["A"]["x"]) for eq in found]
    if found.complete:
        for point in fixed_points(game, steps):
            assert any(abs(point - p) < 1e-5 for p in known), (game, point, known)
    for eq in found:
        p, q = (as_fraction(eq[player][move]) for player, move in (("A", "x"), ("B", "u")))
        for own, (least, greatest) in ((p, share(game, 0, q)), (q, share(game, 1, p))):
            assert least - SMALL <= own <= greatest + SMALL


@pytest.mark.slow
def test_in_the_crisis_game_at_numbers_families_are_those_in_letters() -> None:
    game = crisis()
    families = dt.solve(game)
    dice = random.Random(7)
    places = [
        {"a": Fraction(1, 2), "L": L, "lo": Fraction(-3), "hi": Fraction(1, 2)}
        for L in (1, Fraction(3, 2), 2, Fraction(21, 4))
    ]
    for _ in range(1):
        a, hi = Fraction(dice.randint(1, 40), 20), Fraction(dice.randint(1, 19), 20)
        places.append(
            {"a": a, "L": Fraction(dice.randint(1, 120), 20), "lo": -a - Fraction(dice.randint(1, 60), 20), "hi": hi}
        )
    for place in places:
        there = dt.solve(game.at(place))
        assert there.complete
        expected = {eq.at(place).name for eq in families if eq.exists.holds(place)}
        assert {eq.name for eq in there} == expected


# --- what may be wrong is noticed ------------------------------------------------------------------------------------


def test_a_family_with_a_wrong_cut_fails_the_check() -> None:
    from dataclasses import replace

    from deterrence.solvers.checks.regret import SolverError, verify

    game = crisis().at(L="1/2")
    [eq] = dt.solve(game)
    assert isinstance(eq, CutEquilibrium)
    assert verify(game.form(), eq, "perfect-bayesian") == ""
    index = eq.layout.find(("A", "war"))
    own = eq.divided[index]
    moved = replace(own, cuts=(game.value("-a/2"),))
    with pytest.raises(SolverError, match="would rather choose otherwise|share of types|probability"):
        verify(game.form(), replace(eq, divided={**eq.divided, index: moved}), "perfect-bayesian")
    wrong = replace(eq, outcome_values=tuple(reversed(eq.outcome_values)))
    with pytest.raises(SolverError, match="probability of"):
        verify(game.form(), wrong, "perfect-bayesian")
    paid = replace(eq, payoff_values=tuple(reversed(eq.payoff_values)))
    with pytest.raises(SolverError, match="expects"):
        verify(game.form(), paid, "perfect-bayesian")


# --- roots that move with letters ------------------------------------------------------------------------------------


def quadratic_race(loss: str, gain: str, letters: list[dt.Parameter]) -> dt.Matrix:
    """Arms building whose costs have the distribution c**2 on [0, 1]: two quadratics in two cut-points."""
    pay = {
        ("Build", "Build"): ["-c_A", "-c_B"],
        ("Build", "Wait"): [f"{gain} - c_A", f"-({loss})"],
        ("Wait", "Build"): [f"-({loss})", f"{gain} - c_B"],
        ("Wait", "Wait"): [0, 0],
    }
    types = {player: {f"c_{player}": {"cdf": f"c_{player}**2", "on": [0, 1]}} for player in "AB"}
    moves = {player: ["Build", "Wait"] for player in "AB"}
    return dt.Matrix(["A", "B"], moves, pay, types=types, parameters=letters)


def cuts_at(found: dt.Equilibria, point: dict[str, Fraction]) -> set[tuple[float, ...]]:
    there = [eq for eq in found if eq.exists.holds(point)]
    return {
        tuple(round(float(cut.value.evaluate(point)), 9) for player in "AB" for cut in eq.cuts[player]) for eq in there
    }


@pytest.mark.parametrize(
    ("loss", "gain", "letter", "values"),
    [
        ("1/2", "mu", dt.Parameter("mu", low="1/100", high=1), ["1/10", "1/4", "1/2", "3/4", "1"]),
        ("d", "1/4", dt.Parameter("d", low="1/100", high=2), ["1/10", "1/4", "3/4", "1", "9/8", "5/4", "3/2"]),
    ],
)
def test_a_quadratic_distribution_with_one_letter_loses_no_family(
    loss: str, gain: str, letter: dt.Parameter, values: list[str]
) -> None:
    # At special values (a leading coefficient of zero, two roots that meet) and between them: as the game of numbers.
    game = quadratic_race(loss, gain, [letter])
    found = dt.solve(game)
    assert found.exact
    assert found.complete
    for value in map(Fraction, values):
        there = dt.solve(game.at({letter.name: value}))
        assert there.complete
        assert cuts_at(found, {letter.name: value}) == cuts_at(there, {}), value


def test_a_quadratic_distribution_with_two_letters_has_square_roots() -> None:
    game = quadratic_race("d", "mu", [dt.Parameter("d", low=0, high="3/4"), dt.Parameter("mu", low="1/8", high="1/4")])
    found = dt.solve(game)
    point = {"d": Fraction(1, 2), "mu": Fraction(1, 5)}
    assert cuts_at(found, point) == cuts_at(dt.solve(game.at(point)), {})
    assert any("sqrt" in eq.name for eq in found.generic)


def test_one_equilibrium_is_one_family_however_its_root_is_written() -> None:
    # Resolve of both sides with a quadratic distribution: where some bluff there is one family, and not two alike.
    war = Decision("A", {"Fight": ["w_A", "w_B"], "Back down": ["-a", "0"]}, "war")
    reply = Decision("B", {"Concede": [1, -1], "Resist": war}, "reply")
    types = {
        "A": {"w_A": {"cdf": "((w_A + 3/2)/2)**2", "on": ["-3/2", "1/2"]}},
        "B": {"w_B": {"cdf": "((w_B + 2)/2)**2", "on": [-2, 0]}},
    }
    root = Decision("A", {"Refrain": [0, 0], "Challenge": reply}, "opening")
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("a", low="1/100", high=1)], types=types)
    found = dt.solve(game)
    assert found.complete
    assert len(found) == len({(eq.name, str(eq.exists)) for eq in found}) == 2


# --- payoffs by type -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["crisis-bluffing", "arms-race-continuum", "alliance-reliability"])
def test_what_types_expect_averages_to_what_the_player_expects(name: str) -> None:
    # Uniform types: the mean of a line over a piece is its value in the middle. And the line of payoffs has no jumps:
    # at a cut-point a type does not mind which side it is counted to.
    for eq in dt.solve(dt.load(name).base_case()):
        for player, own in eq.payoffs_by_type.items():
            pieces = [(Fraction(str(low)), Fraction(str(high)), formula) for low, high, formula in own.pieces]
            (first, *_), (*_, last) = [low for low, _, _ in pieces], [high for _, high, _ in pieces]
            total = Fraction(0)
            for low, high, formula in pieces:
                total += Fraction(str(formula.subs(own.letter, str((low + high) / 2)))) * (high - low)
            assert total / (last - first) == Fraction(str(eq.payoffs[player]))
            for (_, end, before), (_, _, after) in pairwise(pieces):
                assert before.subs(own.letter, str(end)) == after.subs(own.letter, str(end))


def test_what_types_expect_is_a_formula() -> None:
    found = dt.solve(dt.load("alliance-reliability"))
    ally = found[0].payoffs_by_type["Ally"]
    assert [str(end) for end in ally.ends] == ["0", "d", "1"]
    assert found[0].at(d="1/2", p="4/5", r="1/5", L=1).payoffs_by_type["Ally"].ends[1] == Fraction(1, 2)


# --- what is believed of types ---------------------------------------------------------------------------------------


def test_beliefs_about_types_are_bayes_rule() -> None:
    """In the crisis game with bluffs the reply is to those who fight with probability (1 + a)/L, by hand."""
    game = crisis()
    bluff = next(eq for eq in dt.solve(game) if "mixes" in eq.name)
    assert isinstance(bluff, CutEquilibrium)
    belief = bluff.beliefs_by_type["B", "reply"]["A"]
    assert str(belief) == "w_A in [lo, -a] with probability (L - a - 1)/L, in [-a, hi] with probability (a + 1)/L"
    [(low, high, share)] = bluff.beliefs_by_type["A", "war"]["B"].pieces
    assert (str(low), str(high), share) == ("-L/(a + 1)", "0", 1)
    point = {"a": Fraction(1, 2), "L": Fraction(3), "lo": Fraction(-3), "hi": Fraction(1, 4)}
    if bluff.exists.holds(point):
        parts = bluff.at(point).beliefs_by_type["B", "reply"]["A"].pieces
        assert sum(p for *_, p in parts) == 1
        assert [p for *_, p in parts] == [Fraction(1, 2), Fraction(1, 2)]
    with pytest.raises(KeyError, match="learns nothing of drawn types"):
        bluff.beliefs_by_type["A", "opening"]


def test_nothing_is_believed_where_nobody_comes() -> None:
    root = dt.Decision("A", {"Out": [2, 0], "In": dt.Decision("B", {"x": ["w", 1], "y": ["w", 0]}, "after")}, "opening")
    [eq, *_] = dt.solve(dt.Tree(["A", "B"], root, types={"A": {"w": dt.Uniform(0, 1)}}))
    assert isinstance(eq, CutEquilibrium)
    assert len(eq.beliefs_by_type) == 0
