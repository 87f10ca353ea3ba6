"""Sequential equilibria: published examples, beliefs tied within and across information sets, many nodes, chance."""

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.equilibria.named import BeliefRange
from tests.solvers.hidden_games import called_upon, told_to_b_or_c


def belief(family, place, node):
    """A belief as a pair of its least and its greatest value."""
    found = family.beliefs[place][node]
    return tuple(map(str, found)) if isinstance(found, BeliefRange) else (str(found),) * 2


def families(game, concept="sequential"):
    found = dt.solve(game, concept=concept)
    assert found.complete, found.why
    return {family.name: family for family in found}


# --- published examples -----------------------------------------------------------------------------------------------


def test_seltens_horse():
    """Selten 1975, with the payoffs of Osborne and Rubinstein 1994, figure 225.1 and example 225.2."""

    def three(left, right):
        return dt.Decision("3", {"L": dt.Outcome("", left), "R": dt.Outcome("", right)}, "3")

    two = dt.Decision("2", {"c": dt.Outcome("", (1, 1, 1)), "d": three((4, 4, 0), (0, 0, 1))}, "2")
    horse = dt.Tree(list("123"), dt.Decision("1", {"D": three((3, 3, 2), (0, 0, 0)), "C": two}, "1"))
    found = families(horse)
    assert set(found) == {"1 C; 3 R; 2 c", "1 C; 3 mixes L/R; 2 c"}
    assert belief(found["1 C; 3 R; 2 c"], "3", "D") == ("0", "1/3")
    mixed = found["1 C; 3 mixes L/R; 2 c"]
    assert mixed["3"]["L"] == Fraction(1, 4)
    assert belief(mixed, "3", "D") == ("1/3", "1/3")
    assert "1 D; 3 L; 2 c" in {family.name for family in dt.solve(horse, concept="nash")}


def test_beer_and_quiche():
    """Cho and Kreps 1987: both pooling equilibria are sequential, with any belief that deters."""
    game = dt.load("beer-quiche").base_case()
    perfect_bayesian, sequential = dt.solve(game), dt.solve(game, concept="sequential")
    assert [str(family) for family in sequential] == [str(family) for family in perfect_bayesian]


def test_two_who_saw_the_same_believe_the_same():
    """Kreps and Wilson 1982, section 5: one sequence of mistakes must explain the beliefs of all."""
    game = told_to_b_or_c()
    loose = families(game, "perfect-bayesian")["A O; B s; C t"]
    assert belief(loose, ("B", "b"), "L, to B") == ("1/2", "1")
    assert belief(loose, ("C", "c"), "L, to C") == ("0", "1/2")
    tied = families(game)["A O; B s; C t"]
    assert belief(tied, ("B", "b"), "L, to B") == ("1/2", "1/2")
    assert belief(tied, ("C", "c"), "L, to C") == ("1/2", "1/2")


def test_odds_of_types_that_were_ruled_out_are_the_same_wherever_they_return():
    """Fudenberg and Tirole 1991, section 5: perfect Bayesian beliefs may forget such odds, consistent ones may not.

    After In, R takes the sender for type 3. Then 1 and 2 turn up before B or before C: B fights where 1 is twice as
    likely as 2, and C where 2 is twice as likely as 1.
    """

    def before(judge, enemy, kind):
        fight = (-1, 0, *(gain(judge == player, enemy == kind) for player in "BC"))
        return dt.Decision(judge, {"Fight": dt.Outcome("", fight), "Yield": dt.Outcome("", (5, 0, 0, 0))}, judge)

    def gain(mine, right):
        return (1 if right else -2) if mine else 0

    def after(kind):
        goes_on = dt.Chance({"B": ("1/2", before("B", "1", kind)), "C": ("1/2", before("C", "2", kind))})
        heard = dt.Outcome("", (1, 1, 0, 0)) if kind == "3" else goes_on
        return dt.Decision("R", {"Listen": heard}, "R")

    out = dt.Outcome("", (0, 0, 0, 0))
    root = dt.Chance({kind: ("1/3", dt.Decision("S", {"Out": out, "In": after(kind)}, kind)) for kind in "123"})
    game = dt.Tree(list("SRBC"), root)
    deterred = "S Out (1), Out (2), In (3); R Listen; B Fight; C Fight"
    assert deterred in families(game, "perfect-bayesian")
    assert deterred not in families(game)


# --- many nodes, and beliefs about several players --------------------------------------------------------------------


@pytest.mark.parametrize(("kinds", "conceding"), [(["l"], "Concede"), (["l", "d"], "Concede (l), Concede (d)")])
def test_a_move_of_one_who_knows_nothing_tells_nothing_about_another(kinds, conceding):
    """Whatever kind of P holds by mistake, D goes on believing that C is strong with probability p."""
    family = families(called_upon(kinds, -1))[f"C In (strong), In (weak); P {conceding}; D Withhold"]
    assert family.exists.holds(p="1/3")
    assert not family.exists.holds(p="33/100")


# --- what ties the mistakes of types ----------------------------------------------------------------------------------


def heard_by(fights, chances=None, parameters=()):
    """S, of one of several types, stays Out or goes In and is heard by a judge, who knows that it is one of some types.

    `fights` says for each judge what to Fight pays it against each of these types. To Yield pays it 0, and S then
    gains by In; if all who may hear S Fight, it had better stay Out.
    """
    kinds = sorted({kind for pays in fights.values() for kind in pays})

    def judged(judge, kind):
        fight = (-1, *(pays[kind] if player == judge else 0 for player, pays in fights.items()))
        moves = {"Fight": dt.Outcome("", fight), "Yield": dt.Outcome("", (9, *[0] * len(fights)))}
        return dt.Decision(judge, moves, judge)

    def sender(kind):
        judges = [judge for judge, pays in fights.items() if kind in pays]
        heard = [(Fraction(1, len(judges)), judged(judge, kind)) for judge in judges]
        go = dt.Chance(dict(zip(judges, heard, strict=True))) if len(judges) > 1 else heard[0][1]
        return dt.Decision("S", {"Out": dt.Outcome("", (0, *[0] * len(fights))), "In": go}, kind)

    shares = chances or dict.fromkeys(kinds, Fraction(1, len(kinds)))
    root = dt.Chance({kind: (shares[kind], sender(kind)) for kind in kinds})
    return dt.Tree(["S", *fights], root, parameters=parameters)


def deterred(game, concept="sequential"):
    """The families in which every type stays out."""
    return [family for family in dt.solve(game, concept=concept) if "In" not in family.name]


@pytest.mark.parametrize(("last", "consistent"), [("1/6", True), ("1/5", False)])
def test_odds_that_go_round_in_a_circle_multiply_to_one(last, consistent):
    """Each judge fights where the first of two types is so many times as likely as the other, or more.

    All three do only where beliefs know nothing of one another, or the odds that they need multiply to one at most.
    """
    game = heard_by({"A": {"1": 1, "2": -2}, "B": {"2": 1, "3": -3}, "C": {"3": 1, "1": f"-{last}"}})
    assert bool(deterred(game)) == consistent
    assert deterred(game, "perfect-bayesian")


@pytest.mark.parametrize(("gain", "consistent"), [(1, True), (-1, False)])
def test_a_part_that_one_does_not_believe_in_another_must_have_beliefs_about(gain, consistent):
    """A fights only if it is sure of type 3. Then B, who knows that it is 1 or 2, thinks what it likes of these."""
    game = heard_by({"A": {"1": -1, "2": -1, "3": 0}, "B": {"1": gain, "2": -2}})
    found = {family.name: family for family in deterred(game)}
    assert bool(found) == consistent
    if consistent:
        family = found["S Out (1), Out (2), Out (3); A Fight; B Fight"]
        assert belief(family, "A", "3, In") == ("1", "1")
        assert belief(family, "B", "1, In, B") == ("2/3", "1")


def test_parts_of_parts_are_parts_of_the_whole():
    """A hears four types and is sure of the last, B three and is sure of the last of these, C two."""
    game = heard_by({"A": {"1": -1, "2": -1, "3": -1, "4": 0}, "B": {"1": -1, "2": -1, "3": 0}, "C": {"1": 1, "2": -2}})
    found = {family.name: family for family in deterred(game)}
    family = found["S Out (1), Out (2), Out (3), Out (4); A Fight; B Fight; C Fight"]
    assert belief(family, "A", "4, In") == ("1", "1")
    assert belief(family, "B", "3, In, B") == ("1", "1")
    assert belief(family, "C", "1, In, C") == ("2/3", "1")


def test_nobody_believes_in_a_type_of_probability_zero():
    shares = {"1": "p", "2": "1 - p"}
    game = heard_by({"A": {"1": 1, "2": -1}}, shares, [dt.Parameter("p", "it is type 1", 0, 1)])
    found = deterred(game)
    assert any(family.exists.holds(p="1/100") for family in found)
    assert any(family.exists.holds(p=1) for family in found)
    assert not any(family.exists.holds(p=0) for family in found)
