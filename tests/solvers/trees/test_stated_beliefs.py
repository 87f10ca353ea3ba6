"""What families say of beliefs, at ties above all: held against the game of numbers there."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.equilibria.named import BeliefRange
from tests.solvers.random_sets import points


def leaf(*payoffs):
    return dt.Outcome("", payoffs)


def signalling(prior, payoffs, parameters):
    """Types, messages and responses by the keys of the payoffs: type -> message -> response -> (sender, receiver)."""
    types = {}
    for t, messages in payoffs.items():
        answers = {
            m: dt.Decision("Q", {k: leaf(*paid) for k, paid in responses.items()}, information=m)
            for m, responses in messages.items()
        }
        types[t] = (prior[t], dt.Decision("S", answers, information=t))
    return dt.Tree(players=["S", "Q"], parameters=parameters, root=dt.Chance(types))


def letters(*names):
    return [dt.Parameter(name, "", 0, 1, base="1/3") for name in names]


def test_a_belief_fixed_by_indifference_is_free_where_the_receiver_does_not_care():
    """After m1 the receiver of t0 loses 1 - a by k1: at a = 1 it is indifferent whatever it believes."""
    payoffs = {
        "t0": {
            "m0": {"k0": ("3*b - 2", "1 - a"), "k1": (0, "3*b - 2")},
            "m1": {"k0": (0, "1 - a"), "k1": ("a - 2", 0)},
        },
        "t1": {"m0": {"k0": ("3*b - 2", "2*b"), "k1": (0, 0)}, "m1": {"k0": (0, 0), "k1": ("a - 2", 0)}},
    }
    found = dt.solve(signalling({"t0": "1/3", "t1": "2/3"}, payoffs, letters("a", "b")).at(b="38/97"))
    pooling = [e for e in found if e.name == "S m0 (t0), m0 (t1); Q k0 (m0), mixes k0/k1 (m1)"]

    def beliefs(a):
        there = [e.at(a=a) for e in pooling if e.exists.holds(a=a)]
        return [str(e.beliefs["Q", "m1"]["t0, m1"]) for e in there]

    assert beliefs("1/2") == ["0"]
    assert beliefs(1) == ["[0, 1]"]


def test_beliefs_after_the_message_of_an_impossible_type_are_free():
    """Only the first type sends a. Where it is impossible, the receiver may believe what makes its answer best."""
    payoffs = {
        "t1": {"a": {"u": (1, 1), "d": (1, 0)}, "b": {"u": (0, 0), "d": (0, 1)}},
        "t2": {"a": {"u": (0, 0), "d": (0, 3)}, "b": {"u": (1, 0), "d": (1, 1)}},
    }
    found = dt.solve(signalling({"t1": "p", "t2": "1 - p"}, payoffs, letters("p")))
    separating = [e for e in found if e.name == "S a (t1), b (t2); Q u (a), d (b)"]
    told = {
        p: [str(e.at(p=p).beliefs["Q", "a"]["t1, a"]) for e in separating if e.exists.holds(p=p)] for p in ("0", "1/2")
    }
    assert told == {"0": ["[3/4, 1]"], "1/2": ["1"]}


def after_a_deviation(b_after):
    """A stays out. B cannot tell L, M and N apart; after t, C cannot tell L from M, and answers u to L, v to M."""

    def c(move):
        paid = {"u": leaf(2, b_after, int(move == "L")), "v": leaf(0, b_after, int(move == "M"))}
        return dt.Decision("C", paid, information="c")

    def b(move):
        return dt.Decision("B", {"s": leaf(0, 0, 0), "t": c(move) if move != "N" else leaf(0, 0, 0)}, information="b")

    return dt.Tree(list("ABC"), dt.Decision("A", {"O": leaf(1, 0, 0), **{move: b(move) for move in "LMN"}}))


def test_a_belief_carried_on_after_a_deviation_is_a_quotient_of_free_ones():
    """C's belief in L is that of B, divided by B's belief in L or M, and at least a half where C answers u."""
    found = dt.solve(after_a_deviation(-1))
    (calm,) = [e for e in found if e.name == "A O; B s; C u"]
    assert str(calm.beliefs["B"]) == "{L: [0, 1], M: [0, 1/2], N: [0, 1]}"
    assert str(calm.beliefs["C"]) == "{L, t: [1/2, 1], M, t: [0, 1/2]}"


def test_nothing_is_carried_on_from_a_belief_in_what_does_not_lead_there():
    """B answers t only if sure of N. Then C may believe anything."""
    found = dt.solve(after_a_deviation(-1))
    (alert,) = [e for e in found if e.name == "A O; B t; C v"]
    assert str(alert.beliefs["B"]) == "{L: 0, M: 0, N: 1}"
    assert str(alert.beliefs["C"]) == "{L, t: [0, 1/2], M, t: [1/2, 1]}"


def test_where_one_of_three_beliefs_must_be_zero_the_others_are_free():
    """After the unsent m1 the receiver answers k0 only if it rules t0 out; t1 and t2 then share what is left."""
    unsent = {t: {"k0": (-1, 0), "k1": (-1, int(t == "t0"))} for t in ("t0", "t1", "t2")}
    payoffs = {t: {"m0": {"k0": (0, 0), "k1": (0, -1)}, "m1": unsent[t]} for t in unsent}
    found = dt.solve(signalling(dict.fromkeys(payoffs, "1/3"), payoffs, []))
    (cautious,) = [e for e in found if e["Q", "m1"]["k0"] == 1 and e["Q", "m0"]["k0"] == 1]
    assert str(cautious.beliefs["Q", "m1"]) == "{t0, m1: 0, t1, m1: [0, 1], t2, m1: [0, 1]}"


# --- random games, at ties ------------------------------------------------------------------------------------------


def random_signalling(seed, types, responses):
    """Payoffs that are small integers or vanish together; the prior may be certain of a type."""
    dice = random.Random(f"signalling {seed}")

    def paid():
        written = ("a", "b", "1 - a", "3*b - 2", "a - b", "2*b", "a - 2", "b - 1", "a*b")
        return str(dice.randint(-1, 2)) if dice.random() < 0.45 else dice.choice(written)

    if types == 2:
        prior = dice.choice((("1/3", "2/3"), ("1/3", "2/3"), ("a", "1 - a")))
    else:
        prior = dice.choice((("1/3", "1/3", "1/3"), ("a/2", "1/2", "1/2 - a/2")))
    payoffs = {
        f"t{t}": {m: {f"k{k}": (paid(), paid()) for k in range(responses)} for m in ("m0", "m1")} for t in range(types)
    }
    return signalling({f"t{t}": p for t, p in enumerate(prior)}, payoffs, letters("a", "b"))


def told(families):
    """For each strategy profile, and each place and node, the beliefs that some family gives, as disjoint intervals."""
    found = {}
    for family in families:
        key = tuple(tuple(map(str, row)) for row in family.strategies)
        for index, row in family.belief_values.items():
            for node, belief in enumerate(row):
                low, high = (belief.lower, belief.upper) if isinstance(belief, BeliefRange) else ([belief], [belief])
                ends = max(Fraction(str(v)) for v in low), min(Fraction(str(v)) for v in high)
                found.setdefault(key, {}).setdefault((index, node), []).append(ends)
    return {key: {place: joined(ranges) for place, ranges in said.items()} for key, said in found.items()}


def joined(ranges):
    merged = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def assert_beliefs_are_those_of_numbers(game, seed, number):
    found = dt.solve(game)
    compared = 0
    for point in points(found, random.Random(seed), number):
        here = told(e.at(**point) for e in found if e.exists.holds(**point))
        for strategies, beliefs in told(dt.solve(game.at(**point))).items():
            assert strategies in here or not found.complete
            if strategies in here:
                assert here[strategies] == beliefs, (point, strategies)
                compared += 1
    assert compared


@pytest.mark.parametrize("seed", [pytest.param(2, marks=pytest.mark.slow), 3])
def test_beliefs_at_ties_are_those_of_the_game_of_numbers(seed):
    assert_beliefs_are_those_of_numbers(random_signalling(seed, 2, 2).at(b="2/3"), seed, 6)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_beliefs_at_ties_of_many_games_are_those_of_the_games_of_numbers(part):
    source = random.Random(part)
    for _ in range(10):
        seed, size = source.randint(0, 10**6), source.choice([(2, 2), (2, 2), (3, 2), (2, 3)])
        assert_beliefs_are_those_of_numbers(random_signalling(seed, *size), seed, 6)
