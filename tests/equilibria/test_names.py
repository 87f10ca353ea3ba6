"""Names of equilibria in the literature: the first whose condition holds wherever the family exists."""

from functools import cache

import pytest

import deterrence as dt
from deterrence.formats.model_file import ModelFileError, reads
from deterrence.sensitivity.asking.problem import Problem
from deterrence.solvers.trees.large_trees import LARGE

CHICKEN = {
    ("Swerve", "Swerve"): (0, 0),
    ("Swerve", "Dare"): (-1, 1),
    ("Dare", "Swerve"): (1, -1),
    ("Dare", "Dare"): ("-k", "-k"),
}
MOVES = ["Swerve", "Dare"]


def chicken(names, low=2):
    return dt.Matrix(
        ["Row", "Column"],
        {"Row": MOVES, "Column": MOVES},
        CHICKEN,
        parameters=[dt.Parameter("k", "cost of a crash", low, 10, base=4)],
        names=names,
    )


def called(names, low=2):
    return [eq.called for eq in dt.solve(chicken(names, low)) if eq.exists.is_generic]


@cache
def unilateral():
    """With its base payoffs: credibilities stay letters."""
    game = dt.load("unilateral-deterrence-incomplete")
    return dt.solve(game.at({name: p.base for name, p in game.parameters.items() if name not in ("p_Ch", "p_Def")}))


def test_the_unilateral_deterrence_game_prints_the_names_of_the_book():
    # Zagare and Kilgour (2000), chapter 5: where challenger and defender are credible or not.
    found = {eq.called: eq for eq in unilateral().generic}
    assert list(found) == [
        "Certain Deterrence Equilibrium",
        "Separating Equilibrium",
        "Attack Equilibrium",
        "Steadfast Deterrence Equilibrium",
        "Bluff Equilibrium",
    ]
    assert str(found["Bluff Equilibrium"]).startswith("Bluff Equilibrium: Challenger (Hard) Challenge (outset)")
    assert str(found["Attack Equilibrium"].exists) == "p_Ch >= 1/2 and p_Def <= 1/2"


def test_answers_use_the_names():
    line = dt.thresholds(unilateral(), "p_Def")
    assert "Bluff Equilibrium" in str(line)
    assert "Separating Equilibrium: " in str(unilateral().by_path())
    assert "Bluff Equilibrium" in dt.latex(unilateral())


def test_the_first_condition_that_fits_gives_the_name():
    names = {
        "Peace": {"Row": "Swerve", "Column": "Swerve"},
        "Row gives in": {"Row": "Swerve"},
        "Mixed": {"Row": {"Dare": "1/k"}, "Column": {"Dare": "> 0", "Swerve": "< 1"}},
        "Pure": {"Row": {"Dare": ">= 1"}},
    }
    assert called(names) == ["Row gives in", "Pure", "Mixed"]


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("< 1/2", False),  # at k = 2 it is a half, and above it less
        ("<= 1/2", True),
        ("<= 1/3", False),  # for some k only
        ("!= 1/2", False),
        ("!= 2/3", True),
        ("1/k", True),
        (">= 1/10", True),
        ("> 1/10", False),
    ],
)
def test_a_condition_must_hold_wherever_the_family_exists(condition, fits):
    assert called({"Mixed": {"Row": {"Dare": condition}}})[-1] == ("Mixed" if fits else "")


def test_a_point_is_named_by_its_own_numbers():
    game = chicken({"Cautious": {"Row": {"Dare": "< 1/3", "Swerve": "< 1"}}})
    assert [eq.called for eq in dt.solve(game.at(k=2))] == ["", "", ""]
    assert [eq.called for eq in dt.solve(game.at(k=4))] == ["", "", "Cautious"]
    assert dt.solve(game.at(k=4), method="support enumeration")[2].name == (
        "Cautious: Row mixes Swerve/Dare; Column mixes Swerve/Dare"
    )


def test_members_of_sets_are_the_families_named():
    found = dt.solve(chicken({"Row gives in": {"Row": "Swerve"}}, low=0))
    members = [eq for component in found.components for eq in component]
    assert {id(eq) for eq in members} <= {id(eq) for eq in found}
    assert "Row gives in" in {eq.called for eq in members}


def test_names_come_back_from_a_file():
    names = {"Row gives in": {"Row": "Swerve"}, "Mixed": {"Row": {"Dare": "> 0", "Swerve": "1 - 1/k"}}}
    game = chicken(names)
    assert reads(dt.dumps(game, "yaml")) == game
    made = {}
    exec(dt.dumps(game, "py"), made)  # noqa: S102 -- what was just written
    assert made["game"] == game


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("Bluff: {Challengr: Go}", "game.yaml:3:11: 'Challengr' is not a player; those are A, B."),
        ("Bluff: {A: Goo}", "game.yaml:3:14: 'Goo' is not a move of A; those are Go, Stay. Did you mean 'Go'?"),
        ("Bluff: {A: {Go: '> q'}}", "game.yaml:3:22: probability of 'Go' uses 'q', which is not a parameter."),
        ("Bluff: Go", "game.yaml:3:10: expected what everybody chooses in 'Bluff', such as "),
    ],
)
def test_mistakes_are_told_at_their_place(names, said):
    tree = "{player: A, moves: {Go: {player: B, moves: {x: [1, 1], y: [0, 0]}}, Stay: [0, 0]}}"
    with pytest.raises(ModelFileError) as mistake:
        reads(f"players: [A, B]\nnames:\n  {names}\ntree: {tree}", "game.yaml")
    assert said in str(mistake.value)


def test_equilibria_of_large_trees_that_are_made_when_asked_for_have_names():
    node = dt.Outcome("end", [1, 1])
    for step in reversed(range(LARGE + 3)):
        stop = dt.Outcome(f"stopped {step}", ["1 - t", "1 - t"] if step == 0 else [0, 0])
        node = dt.Decision("AB"[step % 2], {"Stop": stop, "Go": node}, information=f"step {step}")
    names = {"Trust": {"A": {"step 0": "Go"}}, "Caution": {"A": {"step 0": "Stop"}}}
    game = dt.Tree(["A", "B"], node, parameters=[dt.Parameter("t", low=-1, high=1, base="1/2")], names=names)
    assert Problem.of(game).cut is not None
    line = dt.thresholds(game, "t")
    assert line.values == (0,)
    wide = [cell for cell in line.cells if cell.interval.lower != cell.interval.upper]
    assert [{eq.called for eq in cell.equilibria} for cell in wide] == [{"Caution"}, {"Trust"}]


def test_a_condition_compares_with_what_a_probability_may_be():
    with pytest.raises(dt.GameError, match="the probability of 'Dare' is 3/2; probabilities lie between 0 and 1"):
        chicken({"Rash": {"Row": {"Dare": "< 3/2"}}})
