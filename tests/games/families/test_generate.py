"""Families of games: what the literature knows of them holds at several sizes, and mistakes are told."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil, comb
from time import process_time
from typing import Any

import pytest

import deterrence as dt
from deterrence.games.families.generate import FAMILIES

each_family = pytest.mark.parametrize("name", FAMILIES)
RANDOM = [name for name in FAMILIES if name.startswith("random-")]


def chosen(eq: Any, player: str, place: str) -> str:
    """The move made for certain."""
    return next(move for move, share in eq[player, place].items() if share == 1)


# --- what is known of each family -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", [1, 2, 3, 5, 8])
def test_in_a_centipede_of_any_length_the_first_takes_at_once(rounds: int) -> None:
    """Rosenthal 1981: as long as waiting for one's turn gains less than taking, by backward induction."""
    found = dt.solve(dt.generate("centipede", rounds=rounds)).generic
    ends = {str(eq.outcomes["Taken in round 1"]): str(eq.exists) for eq in found}
    assert ends["1"] == "g <= 2*d"
    assert ends.get("0", "g >= 2*d") == "g >= 2*d"


@pytest.mark.parametrize("bankroll", [2, 3, 4, 5, 7])
def test_the_first_bid_of_a_dollar_auction_is_oneills(bankroll: int) -> None:
    game = dt.generate("dollar-auction", bankroll=bankroll)
    for halves in range(3, 2 * bankroll + 1):
        stake = Fraction(halves, 2)
        bid = (bankroll - 1) % (ceil(stake) - 1) + 1
        outcomes = dict(dt.solve(game.base_case(s=stake))[0].outcomes)
        assert outcomes[f"A wins at {bid} against 0"] == 1, stake


def stengel(periods: int, inspections: int, b: Fraction) -> Fraction:
    """What the game is worth to the inspectee."""
    below = sum(comb(periods, i) * b ** (inspections - i) for i in range(inspections + 1))
    return Fraction(comb(periods - 1, inspections)) / below


@pytest.mark.parametrize(("periods", "inspections"), [(1, 0), (2, 1), (3, 0), (3, 1), (3, 2), (4, 1), (4, 2)])
def test_the_value_of_recursive_inspection_is_von_stengels(periods: int, inspections: int) -> None:
    game = dt.generate("inspection", periods=periods, inspections=inspections)
    for b in (Fraction(1), Fraction(3, 7)):
        (eq,) = dt.solve(game.base_case(b=b), "nash", method="sequence form")
        assert eq.payoffs["Inspectee"] == stengel(periods, inspections, b)
        assert eq.payoffs["Inspector"] == -stengel(periods, inspections, b)


@pytest.mark.slow
def test_the_value_of_recursive_inspection_as_a_formula() -> None:
    found = dt.solve(dt.generate("inspection", periods=3, inspections=1)).generic
    assert found
    for b in (Fraction(2), Fraction(1, 9)):
        assert {Fraction(str(eq.at(b=b).payoffs["Inspectee"])) for eq in found} == {stengel(3, 1, b)}


KNOWN = [name for name, family in FAMILIES.items() if not name.startswith("random-")]


@pytest.mark.parametrize("name", KNOWN)
def test_every_family_says_up_to_which_size_it_is_solved(name: str) -> None:
    family = FAMILIES[name]
    assert family.checked(family.solved)
    assert family.call(family.solved) in family.advice()


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_up_to_the_size_that_it_says_a_family_is_solved_whole_in_seconds(name: str) -> None:
    game = dt.generate(name, **FAMILIES[name].solved)
    began = process_time()
    assert dt.solve(game).complete
    assert process_time() - began < 20


@pytest.mark.parametrize(("fields", "forces"), [(1, 3), (2, 2), (2, 4), (3, 2), (3, 3)])
def test_blotto_with_equal_forces_is_worth_nothing(fields: int, forces: int) -> None:
    game = dt.generate("blotto", fields=fields, forces=forces, rival=forces).base_case()
    assert len(game.moves["A"]) == comb(forces + fields - 1, forces)
    (first, *_) = dt.solve(game, "nash", method="linear programming")
    assert first.payoffs["A"] == 0


@pytest.mark.parametrize(("fields", "rival"), [(1, 2), (2, 1), (2, 2), (3, 1)])
def test_blotto_with_overwhelming_forces_is_worth_everything(fields: int, rival: int) -> None:
    game = dt.generate("blotto", fields=fields, forces=fields * (rival + 1), rival=rival).base_case()
    (first, *_) = dt.solve(game, "nash", method="linear programming")
    assert first.payoffs["A"] == sum(range(1, fields + 1))


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7])
def test_brinkmanship_goes_by_parity(steps: int) -> None:
    found = dt.solve(dt.generate("brinkmanship", steps=steps)).generic
    risks = {str(eq.exists): str(eq.outcomes["Disaster"]) for eq in found}
    assert risks == {"r < v/(v + D)": "r" if steps % 2 else "0", "r >= v/(v + D)": "0"}


@pytest.mark.parametrize(("rounds", "slices"), [(1, 3), (2, 4), (3, 4), (4, 3), (2, 20)])
def test_offers_follow_stahls_recursion(rounds: int, slices: int) -> None:
    game = dt.generate("bargaining", rounds=rounds, slices=slices)
    for delta in (Fraction(1, 2), Fraction(7, 11)):
        share = Fraction(0)
        for _ in range(rounds):
            share = 1 - Fraction(ceil(delta * share * slices), slices)
        stahl = (1 - (-delta) ** rounds) / (1 + delta)
        assert abs(share - stahl) <= Fraction(rounds, slices)
        found = dt.solve(game.base_case(delta=delta))
        assert len(found) > 0
        assert all(eq.payoffs["A"] == share for eq in found)


@pytest.mark.parametrize("periods", [1, 2, 3, 6])
def test_in_a_pure_war_of_attrition_one_gives_in_at_once(periods: int) -> None:
    game = dt.generate("war-of-attrition", periods=periods)
    for v in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        found = dt.solve(game.base_case(v=v, k=1), method="pure enumeration")
        pairs = {tuple(int(next(m for m, p in eq[player].items() if p == 1)) for player in "AB") for eq in found}
        long = [plan for plan in range(1, periods + 1) if plan >= v or plan == periods]
        assert pairs == {(0, plan) for plan in long} | {(plan, 0) for plan in long}


@pytest.mark.parametrize(("members", "needed"), [(2, 1), (2, 2), (3, 1), (3, 2), (4, 3), (5, 1)])
def test_as_many_allies_contribute_as_are_needed_or_none(members: int, needed: int) -> None:
    """Palfrey and Rosenthal 1984."""
    game = dt.generate("alliance", members=members, needed=needed)
    found = dt.solve(game.base_case(), method="pure enumeration")
    groups = {frozenset(p for p in game.players if eq[p]["Contribute"] == 1) for eq in found}
    expected = {frozenset(group) for group in combinations(game.players, needed)}
    assert groups == expected | ({frozenset()} if needed > 1 else set())


# --- random games ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_makes_one_game_and_another_seed_another(name: str) -> None:
    assert dt.generate(name, seed=5) == dt.generate(name, seed=5)
    assert dt.dumps(dt.generate(name, seed=5), "yaml") != dt.dumps(dt.generate(name, seed=6), "yaml")


def test_the_games_are_the_same_on_every_machine() -> None:
    game = dt.generate("random-matrix", players=2, moves=2, letters=0, seed=1)
    assert [[str(x.value) for x in row] for row in game.payoffs.values()] == [
        ["-5", "9"],
        ["-7", "-1"],
        ["-6", "6"],
        ["5", "6"],
    ]


@pytest.mark.parametrize("seed", range(6))
def test_random_generic_matrices_have_an_odd_number_of_equilibria(seed: int) -> None:
    """Wilson 1971."""
    game = dt.generate("random-matrix", players=2, moves=3, letters=0, seed=100 + seed)
    found = dt.solve(game)
    assert found.complete
    if not found.classes and len(found.components or ()) == len(found):  # no component is more than a point
        assert len(found) % 2 == 1


@pytest.mark.parametrize("letters", [0, 1, 3])
@pytest.mark.parametrize("name", RANDOM)
def test_as_many_payoffs_are_letters_as_asked(name: str, letters: int) -> None:
    game = dt.generate(name, letters=letters, seed=2)
    assert sum(letter.startswith("x_") for letter in game.parameters) == letters


def test_the_last_mover_of_a_random_tree_may_be_kept_in_the_dark() -> None:
    seen, hidden = (dt.generate("random-tree", depth=2, moves=3, hidden=h, seed=4) for h in (0, 1))
    sets = [
        {step.node.information for step in game.steps if getattr(step.node, "player", "") == "B"}
        for game in (seen, hidden)
    ]
    assert [len(each) for each in sets] == [3, 1]


# --- all of them ----------------------------------------------------------------------------------------------------


@each_family
def test_a_family_makes_games_that_are_written_and_read(name: str) -> None:
    game = dt.generate(name)
    assert game.title
    assert game.summary
    assert all(parameter.meaning and parameter.base is not None for parameter in game.parameters.values())
    assert dt.loads(dt.dumps(game, "yaml"), game.name) == game


@each_family
def test_what_lies_outside_a_range_is_told(name: str) -> None:
    family = FAMILIES[name]
    for argument, row in family.arguments.items():
        assert row.low <= row.usual <= row.high
        for value in (row.low - 1, row.high + 1):
            with pytest.raises(ValueError, match="lies outside"):
                dt.generate(name, **{argument: value})


@pytest.mark.parametrize(
    "name", ["centipede", "brinkmanship", "dollar-auction", "bargaining", "inspection", "random-tree"]
)
def test_the_size_that_is_told_is_that_of_the_tree(name: str) -> None:
    family = FAMILIES[name]
    values = {argument: row.usual for argument, row in family.arguments.items()}
    assert family.size(**values) == len(dt.generate(name).steps)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("centipde", {}, "Did you mean 'centipede'"),
        ("centipede", {"round": 3}, "has no argument 'round'.*Did you mean 'rounds'"),
        ("centipede", {"rounds": 2.5}, "whole number from 1 to 200, not 2.5"),
        ("centipede", {"rounds": True}, "whole number"),
        ("centipede", {"rounds": "3"}, "not '3'"),
        ("random-matrix", {"players": 8, "moves": 26}, "at most 200,000"),
        ("inspection", {"periods": 2, "inspections": 2}, "fewer inspections than periods"),
        ("alliance", {"members": 2, "needed": 3}, "needed <= members"),
    ],
)
def test_mistakes_are_told(name: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dt.generate(name, **arguments)


def test_a_name_may_be_spelled_with_spaces_and_capitals() -> None:
    assert dt.generate("Dollar Auction") == dt.generate("dollar-auction")
