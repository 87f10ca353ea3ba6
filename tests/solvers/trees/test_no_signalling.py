"""Perfect Bayesian equilibrium without signalling what you don't know: Fudenberg and Tirole (1991), definition 3.1."""

from functools import cache

import pytest

import deterrence as dt
from tests.solvers.independent_types import TypedGame, drawn, is_perfect_bayesian, pure_profiles

FIRST = (9, 10, 14, 44, 48)
WEAKER = (7, 8, 12, 18, 19)  # here some weak perfect Bayesian equilibria are none
SLOW = [pytest.param(seed, None, marks=pytest.mark.slow) for seed in (*WEAKER, *range(20, 60), 132)]
SLOW += [pytest.param(seed, 3, marks=pytest.mark.slow) for seed in range(8)]
CASES = [*((seed, None) for seed in FIRST), *SLOW]


def pure(game: TypedGame, profile):
    return tuple(sorted((place, move) for place, row in profile.items() for move, p in row.items() if p == 1))


def found_pure(game, concept):
    found = dt.solve(game.tree(), concept, time_limit=None)
    return found, {pure(game, game.profile(family)) for family in found if family.is_pure}


@pytest.mark.parametrize(("seed", "typed"), CASES)
def test_pure_equilibria_are_those_of_the_definition_and_mixed_ones_too(seed, typed):
    game = drawn(seed, typed=typed)
    found, here = found_pure(game, "perfect-bayesian")
    wanted = {pure(game, profile) for profile in pure_profiles(game) if is_perfect_bayesian(game, profile)}
    assert here == wanted if found.complete_off_ties or found.complete else here <= wanted
    for family in found:
        if all(value.rational is not None for row in family.strategies for value in row):
            assert is_perfect_bayesian(game, game.profile(family)), family.name


@pytest.mark.parametrize(("seed", "typed"), CASES[:2] + CASES[len(FIRST) :][:12])
def test_sequential_within_perfect_bayesian_within_weak(seed, typed):
    game = drawn(seed, typed=typed)
    weak, usual, strict = (found_pure(game, c)[1] for c in ("weak-perfect-bayesian", "perfect-bayesian", "sequential"))
    assert strict <= usual <= weak
    assert seed not in WEAKER or usual < weak


# --- beliefs about a player are common -------------------------------------------------------------------------------


def two_judges():
    """A sender stays out only if both who see it go in would hit it; one does so to high types, the other to low ones.

    The first has types as well, which pay nobody anything: so nobody's beliefs follow from those of one of its types.
    """
    ends = {
        (one, two): dt.Outcome(f"{one} {two}", ["-1" if one == two == "hit" else 1, gain, loss])
        for one, gain in (("hit", "high"), ("spare", "0"))
        for two, loss in (("hit", "low"), ("spare", "0"))
    }

    def second(one):
        return dt.Decision("J", {two: ends[one, two] for two in ("hit", "spare")}, information=f"after {one}")

    first = dt.Decision("I", {one: second(one) for one in ("hit", "spare")}, information="sees it go in")
    root = dt.Decision("S", {"Out": dt.Outcome("Out", [0, 0, 0]), "In": first}, information="opening")
    # Judges act for sure only where they take a type for likelier than 2/3.
    definitions = {"high": {"S": {"H": 1, "L": -2}}, "low": {"S": {"H": -2, "L": 1}}}
    return dt.Tree(["S", "I", "J"], root, types=TYPES, definitions=definitions)


TYPES = {"S": {"H": "1/2", "L": "1/2"}, "I": {"x": "1/2", "y": "1/2"}}


def deterred(found):
    return [family for family in found if family["S", "H", "opening"]["Out"] == 1 == family["S", "L", "opening"]["Out"]]


def test_those_who_saw_the_same_believe_the_same():
    assert not deterred(dt.solve(two_judges(), "perfect-bayesian"))


@pytest.mark.slow
def test_without_that_they_may_believe_opposite_things():
    assert deterred(dt.solve(two_judges(), "weak-perfect-bayesian"))


# --- a move changes beliefs about its player only --------------------------------------------------------------------


@cache
def tripartite(concept, p):
    """The first moves of Zagare and Kilgour's tripartite crisis game, with numbers for all but who is what."""
    withhold = dt.Decision("P", {"Give in": dt.Outcome("", [1, "-11/10", -1]), "Realign": dt.Outcome("", [1, "r", -4])},
                           information="abandoned")  # fmt: skip
    support = dt.Decision("C", {"Back down": dt.Outcome("", [-1, 0, 0]), "Press": dt.Outcome("", ["f", "-4/5", -3])},
                          information="resisted")  # fmt: skip
    called = dt.Decision("D", {"Withhold": withhold, "Support": support}, information="called upon")
    met = dt.Decision("P", {"Concede": dt.Outcome("", [1, -1, -1]), "Hold firm": called}, information="met")
    root = dt.Decision("C", {"Hold back": dt.Outcome("", [0, 0, 0]), "Demand": met}, information="opening")
    types = {"C": {"Determined": p, "Hesitant": f"1 - {p}"}, "P": {"Disloyal": "3/10", "Loyal": "7/10"}}
    definitions = {"f": {"C": {"Determined": "1/5", "Hesitant": -2}}, "r": {"P": {"Disloyal": "-21/20", "Loyal": -2}}}
    return dt.solve(dt.Tree(["C", "P", "D"], root, types=types, definitions=definitions), concept, time_limit=None)


def abandoned(found):
    """Everybody gives way to a demand, since the defender would take who does not for loyal and leave it."""
    return [
        e
        for e in found
        if e["P", "Loyal", "met"]["Concede"] == 1 == e["P", "Disloyal", "met"]["Concede"]
        and e["D", "called upon"]["Withhold"] == 1
        and e["C", "Hesitant", "opening"]["Demand"] == 1
    ]


@pytest.mark.parametrize(("p", "exists"), [("1/5", False), ("2/5", True)])
def test_that_a_protege_resists_says_nothing_about_the_challenger(p, exists):
    # The defender leaves it for fear of a determined challenger only: that costs 3 with probability p, leaving it 1.
    assert bool(abandoned(tripartite("perfect-bayesian", p))) == exists


@pytest.mark.slow
@pytest.mark.parametrize("p", ["1/5", "2/5"])
def test_where_signalling_is_allowed_the_defender_may_believe_anything(p):
    assert abandoned(tripartite("weak-perfect-bayesian", p))
    assert bool(abandoned(tripartite("sequential", p))) == (p == "2/5")


# --- which games it is about -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_types_written_out_by_hand_give_the_same_answer():
    game = two_judges()
    written = game.expanded.tree
    by_hand = dt.Tree(list(written.players), written.root, definitions=written.definitions)
    found, same = dt.solve(by_hand), dt.solve(game)
    assert found.promise == same.promise
    assert [family.strategies for family in found] == [family.strategies for family in same]


# --- beliefs sure of a type that does not go on as it did ------------------------------------------------------------


def heard_again(asked):
    """Once in, high types go on by X and low ones by Y; a judge that hits after X takes the type for low.

    With `asked` the judge has its say before, too. Whoever is sure after In that the type is low, and then sees X, may
    believe anything; whoever is not must take it for high.
    """
    hit = {"Hit": dt.Outcome("hit", ["x", "hit"]), "Spare": dt.Outcome("spared", [1, 0])}
    after = {"X": dt.Decision("J", hit, information="sees X"), "Y": dt.Outcome("Y", ["y", 0])}
    on = dt.Decision("S", after, information="again")
    heard = dt.Decision("J", {"Listen": on, "Leave": dt.Outcome("left", [1, -5])}, information="sees In")
    root = dt.Decision("S", {"Out": dt.Outcome("Out", [0, 0]), "In": heard if asked else on}, information="opening")
    definitions = {"x": {"S": {"H": -1, "L": -2}}, "y": {"S": {"H": -2, "L": "-1/2"}}, "hit": {"S": {"H": -1, "L": 1}}}
    return dt.Tree(["S", "J"], root, types={"S": {"H": "1/2", "L": "1/2"}}, definitions=definitions)


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("concept", ["perfect-bayesian", "weak-perfect-bayesian", "sequential"])
def test_who_was_sure_and_sees_the_other_type_move_may_believe_anything(asked, concept):
    found = dt.solve(heard_again(asked), concept)
    assert found.complete
    assert any(family["J", "sees X"]["Hit"] == 1 for family in deterred(found))
    assert all(family["S", "H", "again"]["X"] == 1 for family in deterred(found))
