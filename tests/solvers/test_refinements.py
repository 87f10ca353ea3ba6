"""The intuitive criterion and D1 on games whose refined equilibria are published."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

import deterrence as dt


def test_beer_quiche_keeps_only_pooling_on_beer():
    """Cho and Kreps (1987): quiche fails the intuitive criterion, because only the strong type can gain by beer."""
    found = dt.solve(dt.load("beer-quiche").base_case())
    for criterion in ("intuitive", "D1"):
        passed = dt.refine(found, criterion)
        assert len(passed) > 0
        assert all(eq["Sender (Strong)"]["Beer"] == 1 and eq["Sender (Weak)"]["Beer"] == 1 for eq in passed)
        quiche = [eq for eq in passed.struck if eq["Sender (Strong)"]["Quiche"] == 1]
        assert len(quiche) == 2
        assert all("no weight may be put on Sender (Weak)" in eq.notes[-1] for eq in quiche)
    # After quiche D1 leaves out the strong type; fighting is then the one best response, so the mixture fails too.
    assert [eq["Receiver", "sees quiche"]["Fight"] for eq in dt.refine(found, "D1")] == [1]


def test_a_refinement_with_a_letter_keeps_the_part_of_the_region_that_passes():
    found = dt.solve(dt.load("beer-quiche"))
    passed = dt.refine(found, "intuitive")
    at = {"p": "9/10"}
    assert any(eq.exists.holds(**at) for eq in passed)
    assert all(eq["Sender (Strong)"]["Beer"] == 1 for eq in passed if eq.exists.holds(**at))
    low = [eq for eq in passed if eq.exists.holds(p="1/4")]
    assert [eq.kind for eq in low] == ["semi-separating"]


def test_the_red_line_that_nobody_draws_fails_d1_but_not_the_intuitive_criterion():
    found = dt.solve(dt.load("red-line").base_case())
    silent = [eq for eq in found if eq["US (Resolute)", "announcement"]["Ambiguous"] == 1]
    assert silent
    assert all(eq in list(dt.refine(found, "intuitive")) for eq in silent)
    assert not any(eq in list(dt.refine(found, "D1")) for eq in silent)


def test_what_is_no_signalling_game_is_refused_by_name():
    with pytest.raises(ValueError, match="not a signalling game"):
        dt.refine(dt.solve(dt.load("nll-probe").base_case()), "D1")
    with pytest.raises(ValueError, match="no refinement 'divinity'"):
        dt.refine(dt.solve(dt.load("beer-quiche").base_case()), "divinity")


# --- three types and three responses, against linear programmes in floats -------------------------------------------

TYPES, RESPONSES = ("t1", "t2", "t3"), ("x", "y", "z")


def signalling_game(seed):
    """Three types, messages a and b, three responses; payoffs of three digits, so that ties are rare."""
    dice = random.Random(seed)
    paid = {(t, m, r): (dice.randint(0, 999), dice.randint(0, 999)) for t in TYPES for m in "ab" for r in RESPONSES}

    def response(kind, message):
        outcomes = {r: dt.Outcome(f"{kind} {message} {r}", paid[kind, message, r]) for r in RESPONSES}
        return dt.Decision("Receiver", outcomes, information=f"hears {message}")

    chance = {t: ("1/3", dt.Decision("Sender", {m: response(t, m) for m in "ab"}, information=t)) for t in TYPES}
    return dt.Tree(players=["Sender", "Receiver"], root=dt.Chance(chance)), paid


def some(forms, size):
    """Whether some point of the simplex gives every linear form a value of zero or more."""
    answer = linprog(np.zeros(size), A_ub=-np.array(forms), b_ub=np.zeros(len(forms)), A_eq=np.ones((1, size)), b_eq=1)
    return answer.status == 0


class Unsent:
    """The message that nobody sends in a pooling equilibrium, in floats."""

    def __init__(self, paid, message, settled):
        self.sender = {(t, r): paid[t, message, r][0] - settled[t] for t in TYPES for r in RESPONSES}
        self.receiver = {(t, r): paid[t, message, r][1] for t in TYPES for r in RESPONSES}

    def best(self, responses, types):
        pairs = [(r, o) for r in responses for o in RESPONSES if o != r]
        return some([[self.receiver[t, r] - self.receiver[t, o] for t in types] for r, o in pairs], len(types))

    def fails_the_intuitive_criterion(self):
        best = [r for r in RESPONSES if self.best(r, TYPES)]
        left = [t for t in TYPES if any(self.sender[t, r] >= 0 for r in best)]
        remaining = [r for r in best if left and self.best(r, left)]
        return any(all(self.sender[t, r] > 0 for r in remaining) for t in left)

    def fails_d1(self, used):
        mixtures = [m for size in (1, 2, 3) for m in combinations(RESPONSES, size) if self.best(m, TYPES)]
        left = [t for t in TYPES if not any(self.gains_more(o, t, mixtures) for o in TYPES if o != t)]
        return bool(left) and not self.best(used, left)

    def gains_more(self, other, own, mixtures):
        if not any(self.sender[other, r] > 0 for mixture in mixtures for r in mixture):
            return False
        return not any(
            some([[self.sender[own, r] for r in m], [-self.sender[other, r] for r in m]], len(m)) for m in mixtures
        )


@pytest.mark.parametrize("seed", [6, 12, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 8, 9))])
def test_three_types_and_three_responses_against_linear_programmes(seed):
    game, paid = signalling_game(seed)
    found = dt.solve(game)
    kept = {criterion: list(dt.refine(found, criterion)) for criterion in ("intuitive", "D1")}
    for family in found:
        if family.kind != "pooling":
            continue
        sent = next(m for m in "ab" if family["Sender", "t1"][m] == 1)
        replies = family["Receiver", f"hears {sent}"]
        settled = {t: float(sum(replies[r] * paid[t, sent, r][0] for r in RESPONSES)) for t in TYPES}
        unsent = Unsent(paid, "b" if sent == "a" else "a", settled)
        used = [r for r, p in family["Receiver", f"hears {'b' if sent == 'a' else 'a'}"].items() if p != 0]
        assert (family in kept["intuitive"]) is not unsent.fails_the_intuitive_criterion()
        assert (family in kept["D1"]) is not unsent.fails_d1(used)
