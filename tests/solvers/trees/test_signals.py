"""Refinements where several senders move in turn, each seeing what was said before: by the definitions."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt
from tests.solvers.trees.unsent_messages import Unsent

CRITERIA = ("intuitive", "D1", "D2", "universal-divinity", "NWBR")
BOTH = tuple(product((0, 1), repeat=2))  # types of the two senders

# Random games in which each criterion strikes something, at the first sender's message and at the second's.
SEEDS = (7, 38, 79)


class TwoSenders:
    """A goes or stays, then B, who sees it, speaks or not, then R replies; A and B each know their own type."""

    def __init__(self, seed):
        dice = random.Random(seed)
        high = dice.choice([1, 2, 2, 4])

        def pay():
            return tuple(dice.randint(0, high) for _ in "ABR")

        weights = {k: dice.randint(0, 3) for k in BOTH}
        if any(sum(weights[k] for k in BOTH if k[place] == t) == 0 for place, t in BOTH):
            weights = dict.fromkeys(weights, 1)
        self.prior = {k: Fraction(w, sum(weights.values())) for k, w in weights.items()}
        self.stay, self.quiet = {k: pay() for k in BOTH}, {k: pay() for k in BOTH}
        self.replied = {(*k, r): pay() for k in BOTH for r in (0, 1)}

    def game(self):
        def first(t, s):
            heard = dt.Decision("R", {f"r{r}": [*self.replied[t, s, r]] for r in (0, 1)}, "hears both")
            second = dt.Decision("B", {"quiet": [*self.quiet[t, s]], "speak": heard}, f"s{s}")
            return dt.Decision("A", {"stay": [*self.stay[t, s]], "go": second}, f"t{t}")

        chance = {f"t{t} s{s}": (self.prior[t, s], first(t, s)) for t, s in BOTH}
        return dt.Tree(["A", "B", "R"], dt.Chance(chance))

    def after_going(self, eq):
        """What A gets after it goes, and B gets from both its moves, with the reply of the equilibrium."""
        reply = [Fraction(str(eq["R", "hears both"][f"r{r}"])) for r in (0, 1)]
        spoken = {k: [sum(p * self.replied[(*k, r)][i] for r, p in enumerate(reply)) for i in (0, 1)] for k in BOTH}
        return {k: [self.quiet[k][:2], spoken[k]] for k in BOTH}

    def unsent(self, eq):
        """The message that nobody sends where all might, with what is answered to it."""
        goes = [Fraction(str(eq["A", f"t{t}"]["go"])) for t in (0, 1)]
        speaks = [Fraction(str(eq["B", f"s{s}"]["speak"])) for s in (0, 1)]
        if goes == [0, 0]:
            ends = self.after_going(eq)
            # What B's types answer: a profile for both. B knows its type, so a node counts by the prior.
            gains = [
                [
                    sum(self.prior[t, s] * (ends[t, s][answer[s]][0] - self.stay[t, s][0]) for s in (0, 1))
                    for answer in BOTH
                ]
                for t in (0, 1)
            ]
            receivers = [[[self.prior[t, s] * ends[t, s][m][1] for m in (0, 1)] for t in (0, 1)] for s in (0, 1)]
            used = [[m for m in (0, 1) if (speaks[s] if m else 1 - speaks[s])] for s in (0, 1)]
            return Unsent(gains, *receivers), [BOTH.index(answer) for answer in product(*used)]
        weights = [[self.prior[t, s] * goes[t] for t in (0, 1)] for s in (0, 1)]
        if speaks == [0, 0] and all(map(any, weights)):  # both types of B may find that A goes

            def brings(s, r, player, quiet):
                """What a reply to B's type brings; what staying quiet does is taken from it where `quiet` is 1."""
                less = [self.replied[t, s, r][player] - quiet * self.quiet[t, s][player] for t in (0, 1)]
                return sum(w * v for w, v in zip(weights[s], less))

            gains = [[brings(s, r, 1, 1) for r in (0, 1)] for s in (0, 1)]
            receiver = [[brings(s, r, 2, 0) for r in (0, 1)] for s in (0, 1)]
            return Unsent(gains, receiver), [r for r in (0, 1) if eq["R", "hears both"][f"r{r}"] != 0]
        return None


def check_two_senders(seed):
    """What each criterion strikes of all sequential equilibria of a game: by sender and criterion."""
    model = TwoSenders(seed)
    found = dt.solve(model.game(), "sequential", time_limit=None)
    if any(value.rational is None for family in found for row in family.strategies for value in row):
        return {}  # a root, which the oracle does not take
    counts, left = {}, {}
    for criterion in CRITERIA:
        fail = []
        for family in found:
            unsent = model.unsent(family)
            if unsent is not None and unsent[0].fails(criterion, unsent[1]):
                fail.append(family.strategies)
                sender = "A" if all(family["A", f"t{t}"]["go"] == 0 for t in (0, 1)) else "B"
                counts[sender, criterion] = counts.get((sender, criterion), 0) + 1
        passed = dt.refine(found, criterion)
        assert [family.strategies for family in passed.struck] == fail, (seed, criterion)
        left[criterion] = {family.name for family in passed}
    assert left["intuitive"] >= left["D1"] >= left["D2"] >= left["NWBR"]
    assert left["D2"] >= left["universal-divinity"]
    return counts


def test_random_games_of_two_senders_in_turn():
    counts = [check_two_senders(seed) for seed in SEEDS]
    for sender, criterion in product("AB", CRITERIA):
        assert sum(c.get((sender, criterion), 0) for c in counts) > 0, (sender, criterion)


def test_beer_and_quiche_of_the_second_sender():
    """Cho and Kreps (1987): after A goes, weak B has nothing to gain by beer (to speak), so strong B has."""
    model = TwoSenders(0)
    model.prior = {(t, s): Fraction(1, 2) * (Fraction(9, 10) if s else Fraction(1, 10)) for t, s in BOTH}
    model.stay = dict.fromkeys(BOTH, (0, 0, 0))
    model.quiet = {(t, s): (1, 2 if s else 3, 0) for t, s in BOTH}
    model.replied = {(t, s, r): (1, 2 * (1 - r) + s, r if s == 0 else 1 - r) for t, s in BOTH for r in (0, 1)}
    found = dt.solve(model.game(), "sequential")
    quiet = [f for f in found if all(f["A", f"t{t}"]["go"] == f["B", f"s{t}"]["quiet"] == 1 for t in (0, 1))]
    assert quiet
    for criterion in CRITERIA:
        passed = dt.refine(found, criterion)
        assert not any(f in list(passed) for f in quiet)
        assert all("after speak by B no weight may be put on B (s0)" in f.notes[-1] for f in passed.struck)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 400, 50))
def test_many_random_games_of_two_senders_in_turn(first):
    for seed in range(first, first + 50):
        check_two_senders(seed)
