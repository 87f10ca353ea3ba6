"""Connected sets of equilibria of trees: none that is false, none missing where the answer says that it is complete."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.arithmetic import Rationals
from deterrence.equilibria.equilibria import Component
from deterrence.equilibria.tree_regret import Play
from deterrence.games.matrix import matrix_form
from deterrence.games.tree import tree_form
from deterrence.solvers.checks.mixture_regret import _local_faults, verify_mixture
from deterrence.solvers.checks.regret import SolverError
from tests.solvers import random_beliefs
from tests.solvers.random_sets import judged, perfect_tree
from tests.solvers.random_trees import random_tree


def sets(found):
    """The numbers, in the list, of the families of each set of more than one, with where it exists."""
    numbers = {id(family): number for number, family in enumerate(found, start=1)}
    several = [c for c in found.components if len(c) > 1]
    return {tuple(numbers[id(e)] for e in c): str(c.exists) for c in several}


def leaf(*payoffs):
    return dt.Outcome("", payoffs)


def two_indifferent_replies():
    """After both of A's moves B does not care; A gets 1 or 0, or 2 or -1."""
    replies = {"L": {"x": leaf(1, 0), "y": leaf(0, 0)}, "R": {"x": leaf(2, 0), "y": leaf(-1, 0)}}
    root = dt.Decision("A", {move: dt.Decision("B", ends) for move, ends in replies.items()})
    return dt.Tree(players=["A", "B"], root=root)


def ultimatum():
    """A stays, for k, or goes and leaves it to B, who does not care whether A gets 2 or 0."""
    k = dt.Parameter("k", "", -1, 3, base=1)
    go = dt.Decision("B", {"x": leaf(2, 0), "y": leaf(0, 0)})
    return dt.Tree(players=["A", "B"], parameters=[k], root=dt.Decision("A", {"Stay": leaf("k", 0), "Go": go}))


def test_families_are_joined_only_where_they_meet_the_indifference_of_those_who_mix():
    found = dt.solve(two_indifferent_replies())
    assert found.complete
    assert set(sets(found)) == {(3, 4, 7, 8), (2, 3, 6, 7), (1, 4, 5, 8)}


def test_a_set_has_other_extreme_points_in_each_region():
    found = dt.solve(ultimatum())
    assert found.complete
    assert [e.name for e in found] == [
        "A Stay; B x",
        "A Go; B x",
        "A Stay; B y",
        "A Go; B y",
        "A Stay; B mixes x/y",
        "A Go; B mixes x/y",
    ]
    assert sets(found) == {
        (1, 2): "k = 2",
        (3, 4): "k = 0",
        (5, 6): "k > 0 and k < 2",
        (3, 5): "k > 0 and k < 2",
        (2, 6): "k > 0 and k < 2",
        (1, 3): "k >= 2",
        (2, 4): "k <= 0",
    }


def test_a_set_at_a_tie_is_as_wide_as_the_threat_is_bearable():
    """At q = 3/5 the soft type does not care; that there is no threat is an equilibrium for all of Blue's fears."""
    p, q = (dt.Parameter(name, "", 0, 1, base="0.3") for name in "pq")
    n = dt.Parameter("n", "", 2, 20, base=10)

    def red(war, back):
        luck = dt.Chance({"war": ("q", leaf("-n", war)), "luck": ("1 - q", leaf(-2, 2))})
        return dt.Decision("Red", {"Withdraw": leaf(1, back), "Defy": luck}, information=f"Red {war}")

    def blue(war, back):
        return dt.Decision("Blue", {"No threat": leaf(-2, 2), "Threat": red(war, back)}, information="start")

    root = dt.Chance({"Hard": ("p", blue(-4, -8)), "Soft": ("1 - p", blue(-8, -4))})
    found = dt.solve(dt.Tree(players=["Blue", "Red"], parameters=[p, q, n], root=root).at(n=10))
    calm = [c for c in found.components if len(c) > 1 and c.exists.holds(q="3/5", p="1/5")]
    assert sorted(sorted(e.name.split(";")[0] for e in c) for c in calm) == [
        ["Blue No threat", "Blue No threat"],
        ["Blue No threat", "Blue Threat"],
        ["Blue Threat", "Blue Threat"],
    ]


@cache
def belief_in_two_replies():
    """A stays out. B, who cannot see L from M, weighs two replies by C, who never cares; with the equilibria."""
    c = {name: dt.Decision("C", {"u": leaf(0, 1, 0), "v": leaf(0, 0, 0)}, information=name) for name in ("c1", "c2")}
    after_l = {"s": leaf(0, "1/2", 0), "t": c["c1"]}
    after_m = {"s": c["c2"], "t": leaf(0, "1/3", 0)}
    unseen = {move: dt.Decision("B", after, information="b") for move, after in (("L", after_l), ("M", after_m))}
    game = dt.Tree(players=list("ABC"), root=dt.Decision("A", {"O": leaf(1, 0, 0), **unseen}))
    return game, dt.solve(game)


def test_beliefs_inside_a_set_need_not_be_those_of_its_ends():
    """B is indifferent for some belief where C is kind often enough in both places, or too seldom in both."""
    _, found = belief_in_two_replies()
    assert found.complete
    hulls = {
        frozenset((str(e["B"]["s"]), str(e["C", "c1"]["u"]), str(e["C", "c2"]["u"])) for e in c)
        for c in found.components
    }
    kind = {(s, u, w) for s in "01" for u in ("1/2", "1") for w in ("1/3", "1")}
    unkind = {(s, u, w) for s in "01" for u in ("0", "1/2") for w in ("0", "1/3")}
    calm = {("1", u, w) for u in ("0", "1/2") for w in ("0", "1")}  # s is best if C is sure to be unkind enough after L
    assert len(hulls) == 6
    assert {frozenset(kind), frozenset(unkind)} <= hulls
    assert any(calm <= hull for hull in hulls)


def test_a_curved_set_is_not_passed_off_as_the_mixtures_of_its_corners():
    """B and C are indifferent; A goes when both are kind often enough: a set bounded by a hyperbola."""
    c = dt.Decision("C", {"kind": leaf(1, 0, 0), "unkind": leaf(0, 0, 0)})
    b = dt.Decision("B", {"kind": c, "unkind": leaf(0, 0, 0)})
    game = dt.Tree(players=list("ABC"), root=dt.Decision("A", {"Stay": leaf("1/4", 0, 0), "Go": b}))
    found = dt.solve(game)
    assert not found.complete
    assert "curved" in found.why
    go = [c for c in found.components if all(e["A"]["Go"] == 1 for e in c)]
    assert all(len({str(e["B"]["kind"]) for e in c}) == 1 or len({str(e["C"]["kind"]) for e in c}) == 1 for c in go)


def test_where_a_move_is_used_less_and_less_a_set_ends_at_the_limits_of_its_mixtures():
    """Neither threat binds: each side answers an attack as it likes, which decides whether the other attacks.

    A cooperates with probability p and retaliates with s, B with q and t. A, who gets 3 where B gives in, 1 from the
    status quo and else 0, cares only where q > 0, and then about t against 2/3; B, who gets 2, 1 or 0, only where
    p > 0, and then about s against 1/2. Written out, these are the equilibria. At the end p = 0 of the set q = 0,
    s <= 1/2, B no longer cares about s.
    """
    ties = {"a_CD": 0, "a_DD": 0, "a_SQ": 1, "a_DC": 3, "b_DC": 0, "b_DD": 0, "b_SQ": 1, "b_CD": 2}
    found = dt.solve(dt.load("generalized-mutual-deterrence").at(**ties))
    half, most, any_ = Fraction(1, 2), Fraction(2, 3), (0, 1)
    by_hand = [  # ranges of p, q, s and t
        [any_, any_, (half,), (most,)],
        [any_, (1,), (half, 1), (most,)],
        [(1,), any_, (half,), (most, 1)],
        [(1,), (1,), (half, 1), (most, 1)],
        [(0,), any_, any_, (0, most)],
        [any_, (0,), (0, half), any_],
        [(0,), (0,), any_, any_],
    ]
    places = [("A", "A chooses", "Cooperate"), ("B", "B chooses", "Cooperate")]
    places += [("A", "A is attacked", "Retaliate"), ("B", "B is attacked", "Retaliate")]
    hulls = [
        {tuple(Fraction(str(e[who, where][move])) for who, where, move in places) for e in c} for c in found.components
    ]
    assert found.complete
    assert len(hulls) == len(by_hand)
    for ranges in by_hand:
        assert any(set(product(*ranges)) <= hull and within(hull, ranges) for hull in hulls)
    assert len({point for hull in hulls for point in hull}) == len(found)


def within(points, ranges):
    return all(min(r) <= x <= max(r) for point in points for x, r in zip(point, ranges, strict=True))


def test_a_set_that_is_none_is_caught_before_it_is_returned():
    game = two_indifferent_replies()
    found = dt.solve(game)
    everything = Component(found.families, found[0].exists)
    with pytest.raises(SolverError, match="mixture"):
        verify_mixture(tree_form(game), everything, "subgame-perfect")
    assert verify_mixture(tree_form(game), found.components[-1], "subgame-perfect")


def test_mixing_two_equilibria_of_a_matrix_that_share_no_strategy_is_caught():
    game = dt.Matrix.from_arrays([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    pure = [e for e in dt.solve(game) if e.is_pure]
    with pytest.raises(SolverError, match="would gain"):
        verify_mixture(matrix_form(game), Component(tuple(pure), pure[0].exists), "nash")


def test_a_mixture_that_no_belief_supports_is_caught():
    """B mixes where C is kind in both places, and where in neither; in between every belief decides it."""
    game, found = belief_in_two_replies()
    exists = found[0].exists
    mixing = [e for e in found if e["C", "c1"]["u"] == e["C", "c2"]["u"]]
    kind, unkind = ([e for e in mixing if e["C", "c1"]["u"] == u] for u in (1, 0))
    for pair in (kind, unkind):
        assert verify_mixture(tree_form(game), Component(tuple(pair), exists), "perfect-bayesian")
    with pytest.raises(SolverError, match="no belief"):
        verify_mixture(tree_form(game), Component((*kind, *unkind), exists), "perfect-bayesian")


def test_mixtures_inside_a_subgame_leave_the_rest_incomplete():
    """C never cares, and A would stay or go with C's mixture: strategic forms of subgames try C's pure moves only."""
    k = dt.Parameter("k", "", -1, 3, base=1)

    def reply(kind):
        return dt.Decision("C", {"x": leaf(2 * kind, kind, 0), "y": leaf(0, kind, 0)}, information="c")

    inside = dt.Decision("B", {"l": reply(1), "r": reply(0)})
    root = dt.Decision("A", {"Out": leaf("k", 0, 0), "In": inside})
    game = dt.Tree(players=list("ABC"), root=root, parameters=[k])
    found = dt.solve(game, concept="subgame-perfect")
    assert len(dt.solve(game)) == 6
    assert len(found) == 4
    assert not found.complete
    assert "mixed" in found.why


# --- random trees -----------------------------------------------------------------------------------------------------


def assert_right(tree, seed, number):
    verdict = judged(tree, seed, number)
    assert verdict.points
    assert not verdict.false
    assert not verdict.missing
    return verdict


@pytest.mark.parametrize("kind", [(2, 0, 1), (2, 0, 4), (2, 1, 3), (2, 1, 8), (2, 1, 107), (2, 2, 5), (3, 0, 6)])
def test_sets_of_random_trees(kind):
    stages, letters, seed = kind
    assert assert_right(perfect_tree(seed, stages, letters), seed, 4).complete


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 2_000, 100))
def test_sets_of_two_thousand_random_trees(first):
    """Stages and letters of a tree go by its seed."""
    kinds = [(2, 0), (2, 1), (2, 1), (2, 2), (3, 0)]
    seeds = range(first, first + 100)
    verdicts = [assert_right(perfect_tree(seed, *kinds[seed % 5]), seed, 5) for seed in seeds]
    assert sum(verdict.complete for verdict in verdicts) >= 90, "too few trees of which all sets are listed"


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([1, 2]))
def test_sets_of_random_trees_of_three_stages_with_letters(seed, letters):
    tree = perfect_tree(seed, 3, letters, (2,))
    if len(tree.decisions) <= 6:
        assert_right(tree, seed, 4)


def assert_right_with_beliefs(tree, seed, number):
    found = dt.solve(tree.game(), concept="weak-perfect-bayesian")
    verdict = random_beliefs.judged(tree, found, seed, number)
    assert verdict.points
    assert not verdict.false
    assert not verdict.missing
    return verdict


@pytest.mark.parametrize("seed", [0, 5])
def test_sets_of_random_trees_with_hidden_moves(seed):
    assert assert_right_with_beliefs(random_tree(seed, 2, 1), seed, 3).complete


@pytest.mark.slow
def test_a_range_of_beliefs_that_was_not_found_is_held_against_those_of_other_families():
    """A tree with a letter where a family of the same strategies has a range that no projection tells."""
    assert_right_with_beliefs(random_tree(5058, 3, 1), 5058, 5)


@pytest.mark.slow
@settings(max_examples=120)
@given(st.integers(0, 10**6), st.sampled_from([(2, 1), (2, 2), (3, 1)]))
def test_sets_of_many_random_trees_with_hidden_moves(seed, kind):
    stages, high = kind
    tree = random_tree(seed, stages, high)
    if len(tree.sets) <= random_beliefs.MOST_SETS:
        assert_right_with_beliefs(tree, seed, 5)


def test_a_set_of_a_tree_in_which_all_is_seen_is_checked_in_one_pass(monkeypatch):
    """Moves that are best one by one are best together, so that no subgame need be looked at by itself."""
    counted = []
    value = Rationals.value
    monkeypatch.setattr(Rationals, "value", lambda self, given: counted.append(given) or value(self, given))
    root = leaf(0, 0)
    for depth in range(12):
        root = dt.Decision("AB"[depth % 2], {"Stay": leaf(0, 0), "Go": root})
    game = dt.Tree(["A", "B"], root)
    form, found = tree_form(game), dt.solve(game, ties=True)
    component = max(found.components, key=len)
    counted.clear()
    assert verify_mixture(form, component, "subgame-perfect")
    members = sum(len(row) for e in component for row in e.strategies) + len(component)
    assert len(counted) <= members + 6 * len(form.nodes)


def test_a_mixture_is_held_against_the_belief_of_bayes_where_play_comes():
    """B sees one of two moves of A, which A draws evenly: l is worth 3 after one and 0 after the other, r always 2."""
    seen = [
        dt.Decision("B", {"l": dt.Outcome("", [0, worth]), "r": dt.Outcome("", [0, 2])}, "asked") for worth in (3, 0)
    ]
    form = tree_form(dt.Tree(["A", "B"], dt.Decision("A", dict(zip(("up", "down"), seen, strict=True)))))
    half = Fraction(1, 2)
    for reply, told in (([1, 0], ["B has a better move at asked"]), ([0, 1], [])):
        play = Play(form, [[half, half], [Fraction(p) for p in reply]], Rationals({}))
        assert list(_local_faults(play, play.numbers)) == told
