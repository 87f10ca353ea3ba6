"""Regret, and the check of every answer: right answers pass, and wrong ones of every kind do not."""

from dataclasses import replace
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.exact.roots import real_roots
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.equilibria.named import BeliefRange
from deterrence.games.background import background as background_of
from deterrence.solvers.checks.profile_regret import regret
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.checks.witness import witness
from deterrence.solvers.matrices.support_enumeration import solve_form
from deterrence.solvers.solve import solve
from deterrence.solvers.trees.tree_families import perfect_bayesian
from tests.known_games import CHICKEN, NAU_IRRATIONAL
from tests.solvers.forms import background, matrix_form
from tests.solvers.hidden_games import called_upon, handed_on

PROBE = dt.Tree(
    players=["DPRK", "ROK"],
    parameters=[dt.Parameter("c", "", 0, 1, base="1/4")],
    root=dt.Decision(
        "DPRK",
        {
            "Refrain": dt.Outcome("Status quo", (0, 0)),
            "Probe": dt.Decision(
                "ROK",
                {
                    "Absorb": dt.Outcome("New status quo", (2, -1)),
                    "Respond": dt.Chance(
                        {
                            "Backed": ("c", dt.Outcome("Repelled", (-2, 1))),
                            "Alone": ("1 - c", dt.Outcome("War", (6, -3))),
                        }
                    ),
                },
            ),
        },
    ),
)

HIDDEN = dt.Tree(
    players=["Sender", "Receiver"],
    parameters=[dt.Parameter("p", "", 0, 1, base="1/4")],
    root=dt.Chance(
        {
            kind: (
                chance,
                dt.Decision(
                    "Sender",
                    {
                        "Stay": dt.Outcome(f"{kind} stays", (1, 0)),
                        "Go": dt.Decision(
                            "Receiver",
                            {"Yield": dt.Outcome("", (2, -1)), "Fight": dt.Outcome("", (fight, gain))},
                            information="sees Go",
                        ),
                    },
                    information=kind,
                ),
            )
            for kind, chance, fight, gain in (("strong", "p", 0, -3), ("weak", "1 - p", -1, 1))
        }
    ),
)


# --- the public question --------------------------------------------------------------------------------------------


def test_matrices_exactly():
    game = CHICKEN.game.at(k=4)
    assert dict(regret(game, {"Row": "Dare", "Column": "Dare"})) == {"Row": 3, "Column": 3}
    mixed = {"Swerve": "3/4", "Dare": 0.25}
    assert dict(regret(game, {"Row": mixed, "Column": mixed})) == {"Row": 0, "Column": 0}
    assert str(regret(game, {"Row": mixed, "Column": "Swerve"})) == "{Row: 3/4, Column: 0}"


def test_equilibria_as_profiles():
    game = CHICKEN.game.at(k=4)
    for found in solve(game):
        assert set(regret(game, found).values()) == {0}
    (irrational,) = solve(NAU_IRRATIONAL)
    assert all(abs(gain) < 1e-50 for gain in regret(NAU_IRRATIONAL, irrational).values())


def test_trees_exactly():
    game = PROBE.at(c="1/4")
    assert str(regret(game, {"DPRK": "Probe", "ROK": "Absorb"})) == "{DPRK: 0, ROK: 0}"
    assert str(regret(game, {"DPRK": "Probe", "ROK": "Respond"})) == "{DPRK: 0, ROK: 1}"
    assert str(regret(game, {"DPRK": "Refrain", "ROK": {"Absorb": "1/2", "Respond": "1/2"}})) == "{DPRK: 3, ROK: 0}"


def test_information_sets_are_decided_as_one():
    """At p = 1/2 the receiver gains -1 on average by fighting where it could tell types apart it would gain more."""
    game = HIDDEN.at(p="1/2")
    profile = {("Sender", "strong"): "Go", ("Sender", "weak"): "Go", ("Receiver", "sees Go"): "Yield"}
    assert str(regret(game, profile)) == "{Sender: 0, Receiver: 0}"
    profile["Receiver", "sees Go"] = "Fight"
    assert str(regret(game, profile)) == "{Sender: 3/2, Receiver: 0}"


def test_games_with_types():
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["x", "y"], "B": ["x", "y"]},
        {("x", "x"): ("v", 1), ("x", "y"): (0, 0), ("y", "x"): (0, 0), ("y", "y"): (1, 1)},
        types={"A": {"High": "1/2", "Low": "1/2"}},
        definitions={"v": {"A": {"High": 3, "Low": -1}}},
    )
    profile = {"A (High)": "x", "A (Low)": "x", "B": "x"}
    assert str(regret(game, profile)) == "{A: 1/2, B: 0}"


def test_floats_that_are_not_typed_numbers():
    game = dt.Matrix.from_arrays([[0.1, 0.2], [0.3, 0.0]], [[1, 0], [0, 1]])
    assert str(regret(game, {"Row": "1", "Column": "1"})["Row"]) == "1/5"


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"Row": "Dare"}, "does not say what Column does"),
        ({"Row": "Dare", "Column": "Duck"}, "Column has no move 'Duck'; there are: Swerve, Dare"),
        ({"Row": "Dare", "Col": "Dare"}, "no place named 'Col'"),
        ({"Row": {"Dare": "1/2"}, "Column": "Dare"}, "sum 1"),
        ({"Row": {"Dare": 2, "Swerve": -1}, "Column": "Dare"}, "between 0 and 1"),
    ],
)
def test_profiles_that_make_no_sense(profile, message):
    with pytest.raises(ValueError, match="(?s)" + message.replace("(", "\\(")):
        regret(CHICKEN.game.at(k=4), profile)


def test_letters_must_be_fixed_first():
    with pytest.raises(ValueError, match="fix k first"):
        regret(CHICKEN.game, {"Row": "Dare", "Column": "Dare"})


def test_deep_trees():
    """No recursion: 1,500 decisions in a row, more than Python's stack."""
    node = dt.Outcome("end", (1500, 0))
    for depth in range(1499, -1, -1):
        player = "AB"[depth % 2]
        node = dt.Decision(player, {"Stop": dt.Outcome("", (depth, -depth)), "Go": node}, information=f"{depth}")
    game = dt.Tree(["A", "B"], node)
    profile = {("AB"[d % 2], f"{d}"): "Go" for d in range(1500)}
    assert dict(regret(game, profile)) == {"A": 0, "B": 0}


# --- the check of every answer --------------------------------------------------------------------------------------


def chicken():
    form = matrix_form("k", [[0, -1], [1, "-k"]], [[0, 1], [-1, "-k"]])
    return form, solve_form(form, background("k", k=(0, 10))).families


def elsewhere(family, text_function, relation):
    return replace(family, exists=Region((condition(text_function, relation),), family.exists.background))


def test_a_region_that_is_too_wide_is_caught():
    form, families = chicken()
    k = form.ring.letter("k")
    wrong = elsewhere(next(e for e in families if e.name == "P1 a0; P2 b1"), k - 1, "<")
    with pytest.raises(SolverError, match="would rather play"):
        verify(form, wrong)


def test_wrong_probabilities_payoffs_and_outcomes_are_caught():
    form, families = chicken()
    pure, mixed = families[0], families[-1]
    home = form.ring
    half = home.constant(Fraction(1, 2))
    with pytest.raises(SolverError, match="would rather"):
        verify(form, replace(mixed, strategies=((half, half), mixed.strategies[1])))
    with pytest.raises(SolverError, match="sum 1"):
        verify(form, replace(mixed, strategies=((half, half + 1), mixed.strategies[1])))
    with pytest.raises(SolverError, match="payoff of P1"):
        verify(form, replace(pure, payoff_values=(home.constant(7), pure.payoff_values[1])))
    with pytest.raises(SolverError, match="probability of a0, b0"):
        verify(form, replace(pure, outcome_values=(home.one, *pure.outcome_values[1:])))


def test_an_empty_region_is_caught():
    form, families = chicken()
    with pytest.raises(SolverError, match="exists nowhere"):
        verify(form, elsewhere(families[0], form.ring.letter("k") - 11, ">"))


def test_irrational_places_are_checked_exactly():
    form = matrix_form("c", [["c**2", 0], [0, 1]], [["2 - c**2", 0], [0, 1]])
    c = form.ring.letter("c")
    families = solve_form(form, background("c", c=(0, 3))).families
    tie = next(e for e in families if e.name == "P1 a0; P2 mixes b0/b1")
    assert dict(witness(tie.exists)) == {"c": real_roots([-2, 0, 1])[1]}
    verify(form, tie)
    with pytest.raises(SolverError, match="would rather"):
        verify(form, elsewhere(tie, c * c - 3, "=="))


def test_two_irrational_coordinates():
    form = matrix_form("ck", [["c**2 - 2", 0], [0, 1]], [["k**2 - 3", 0], [0, 1]])
    families = solve_form(form, background("ck", c=(0, 3), k=(0, 3))).families
    assert [verify(form, family) for family in families] == [""] * len(families)
    c, k = form.ring.letter("c"), form.ring.letter("k")
    pure = next(family for family in families if family.name == "P1 a0; P2 b0")
    tie = condition(c * c - 2, "=="), condition(k * k - 3, "==")
    here = replace(pure, exists=Region(tie, pure.exists.background))
    assert dict(witness(here.exists)) == {"c": real_roots([-2, 0, 1])[1], "k": real_roots([-3, 0, 1])[1]}
    assert verify(form, here) == ""
    both = (condition(2 * c * c - 3, "=="), condition(2 * k * k - 5, "=="))
    with pytest.raises(SolverError, match="would rather play"):
        verify(form, replace(pure, exists=Region(both, pure.exists.background)))


def test_where_no_point_is_known_it_is_said_that_deviations_were_not_checked():
    """On c*k = 1 and c + k = 3 both are irrational, and no equation holds one of them alone."""
    form = matrix_form("ck", [["c*k - 1", 0], [0, 1]], [["c + k - 3", 0], [0, 1]])
    c, k = form.ring.letter("c"), form.ring.letter("k")
    families = solve_form(form, background("ck", c=(0, 3), k=(0, 3))).families
    pure = next(family for family in families if family.name == "P1 a0; P2 b0")
    curve = (condition(c * k - 1, "=="), condition(c + k - 3, "=="))
    here = replace(pure, exists=Region(curve, pure.exists.background))
    assert witness(here.exists) is None
    assert verify(form, here) == "no point of its region is known"


@pytest.mark.parametrize("concept", ["nash", "subgame-perfect", "perfect-bayesian", "sequential"])
def test_what_was_not_checked_is_printed(monkeypatch, concept):
    monkeypatch.setattr("deterrence.solvers.checks.regret.witness", lambda region: None)
    found = solve(HIDDEN, concept=concept)
    said = f"{len(found)} of {len(found)} (no point of its region is known)"
    assert found.promise.unchecked == said
    assert f"; checked in part only: {said}." in str(found)
    monkeypatch.undo()
    assert solve(HIDDEN, concept=concept).promise.unchecked == ""


def test_subgame_perfection_is_more_than_nash():
    """At c = 7/8 ROK answers a probe and DPRK refrains; that ROK would absorb is no credible threat to anyone."""
    game = PROBE.at(c="7/8")
    form = dt_form(game)
    (good,) = solve(game)
    assert good.name == "DPRK Refrain; ROK Respond"
    verify(form, good, "subgame-perfect")
    one, zero = form.ring.one, form.ring.zero
    absorbed = replace(
        good,
        strategies=((zero, one), (one, zero)),
        payoff_values=(one * 2, -one),
        outcome_values=tuple(one if name == "New status quo" else zero for name in good.layout.outcomes),
    )
    with pytest.raises(SolverError, match="ROK would rather play Respond"):
        verify(form, absorbed, "subgame-perfect")
    with pytest.raises(SolverError, match="ROK would gain 3/2"):
        verify(form, absorbed, "nash")


def test_nash_on_the_path_only():
    """At c = 1/4 DPRK is deterred by a response that ROK would not make."""
    game = PROBE.at(c="1/4")
    form = dt_form(game)
    one, zero = form.ring.one, form.ring.zero
    (good,) = solve(game)
    threat = replace(
        good,
        strategies=((one, zero), (zero, one)),
        payoff_values=(zero, zero),
        outcome_values=tuple(one if name == "Status quo" else zero for name in good.layout.outcomes),
    )
    with pytest.raises(SolverError, match="DPRK would gain 4"):
        verify(form, threat, "nash")
    deterring = PROBE.at(c="4/5")
    form = dt_form(deterring)
    verify(form, threat, "nash")


def dt_form(game):
    from deterrence.games.tree import tree_form

    return tree_form(game)


def test_beliefs_must_follow_bayes_rule():
    game = HIDDEN.at(p="3/4")
    form = dt_form(game)
    family = next(e for e in solve(game) if e["Sender", "strong"]["Go"] == 1 and e["Sender", "weak"]["Go"] == 1)
    verify(form, family, "perfect-bayesian")
    index = next(iter(family.belief_values))
    half = form.ring.constant(Fraction(1, 2))
    with pytest.raises(SolverError, match="not Bayes' rule"):
        verify(form, replace(family, belief_values={index: (half, half)}), "perfect-bayesian")
    ranges = (BeliefRange((form.ring.zero,), (form.ring.one,)),) * 2
    with pytest.raises(SolverError, match="which is reached"):
        verify(form, replace(family, belief_values={index: ranges}), "perfect-bayesian")


def test_off_path_beliefs_must_support_the_choice():
    game = HIDDEN.at(p="1/4")
    form = dt_form(game)
    deterred = [e for e in solve(game) if e["Sender", "strong"]["Go"] == 0 and e["Sender", "weak"]["Go"] == 0]
    for family in deterred:
        verify(form, family, "perfect-bayesian")
        index = next(iter(family.belief_values))
        anything = BeliefRange((form.ring.zero,), (form.ring.one,))
        with pytest.raises(SolverError, match="would rather play"):
            verify(form, replace(family, belief_values={index: (anything, anything)}), "perfect-bayesian")
    assert deterred


def test_perfect_bayesian_equilibria_that_are_not_sequential_are_caught():
    """That D does not help rests on its belief that a P that concedes by mistake faces a strong C more often."""
    game = called_upon(["l", "d"], -1).at(p="1/10")
    form = dt_form(game)
    found = perfect_bayesian(form, background_of(game), (), Deadline())
    (family,) = [f for f in found.families if f.name.endswith("P Concede (l), Concede (d); D Withhold")]
    joint = found.beliefs[family]
    assert verify(form, family, "perfect-bayesian", joint) == ""
    assert verify(form, family, "perfect-bayesian") == "of its beliefs only ranges are known"
    with pytest.raises(SolverError, match="no weights of mistakes"):
        verify(form, family, "sequential", joint)


def test_beliefs_after_a_deviation_must_be_carried_on():
    """B is reached and knows that A moved L; after its own deviation to t, C must believe so, too."""
    game = handed_on()
    form = dt_form(game)
    family = next(f for f in solve(game) if f.name == "A L; B s; C u")
    index = next(i for i, place in enumerate(form.information_sets) if place.name == "c")
    assert family.belief_values[index] == (1, 0)
    half = form.ring.constant(Fraction(1, 2))
    with pytest.raises(SolverError, match="the belief of C at c is not Bayes' rule"):
        verify(form, replace(family, belief_values=family.belief_values | {index: (half, half)}), "perfect-bayesian")


# At two nodes, all ends of the ranges of beliefs: of several lower ends the greatest binds, of upper ends the least.
HALF, ANY = Fraction(1, 2), ((0,), (1,))
NO_RANGES = [(((0,), (0,)), ((1,), (1,))), (((0, HALF), (HALF,)), ANY), (((0,), (0, HALF)), ANY)]


@pytest.mark.parametrize("ends", NO_RANGES)
def test_a_range_must_hold_the_beliefs_that_support_the_family(ends):
    game = HIDDEN.at(p="1/4")
    form = dt_form(game)
    found = perfect_bayesian(form, background_of(game), (), Deadline())
    family = next(f for f in found.families if f["Sender", "strong"]["Go"] == f["Sender", "weak"]["Go"] == 0)
    (index,) = family.belief_values
    assert verify(form, family, "perfect-bayesian", found.beliefs[family]) == ""
    ranges = tuple(BeliefRange(*(tuple(map(form.ring.constant, side)) for side in pair)) for pair in ends)
    with pytest.raises(SolverError, match="and not in"):
        verify(form, replace(family, belief_values={index: ranges}), "perfect-bayesian", found.beliefs[family])
