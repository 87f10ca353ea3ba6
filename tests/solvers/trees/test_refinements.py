"""Refinements of signalling games: published examples, examples that tell them apart, random games by definition."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.solvers.trees.refinements import _some_response
from deterrence.solvers.trees.signals import Signal
from tests.known_games import NAU_IRRATIONAL
from tests.solvers.trees.unsent_messages import Unsent

CRITERIA = ("intuitive", "D1", "D2", "universal-divinity", "NWBR")  # of which the last two are apart


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


def test_an_innocent_defendant_who_settles_high_fails_d1():
    """The settlement of Banks and Sobel (1987): a defendant who may be negligent offers much or little.

    Offering much is an equilibrium where who offers little is taken for negligent, and refused. Either type would gain
    if little were accepted; the innocent one, who loses less in court, already if that were likely by 1/3, the
    negligent one from 3/4 on. So who offers little is innocent.
    """
    court = {"Innocent": (-6, 0), "Negligent": (-11, 5)}
    offers = {"Little": (-3, 3), "Much": (-5, 5)}
    types = {
        kind: (
            Fraction(1, 2),
            dt.Decision(
                "Defendant",
                {
                    offer: dt.Decision("Plaintiff", {"Accept": [*paid], "Refuse": [*court[kind]]}, offer)
                    for offer, paid in offers.items()
                },
                kind,
            ),
        )
        for kind in court
    }
    found = dt.solve(dt.Tree(["Defendant", "Plaintiff"], dt.Chance(types)))

    def pooling(equilibria, offer):
        return [e for e in equilibria if all(e["Defendant", kind][offer] == 1 for kind in court)]

    assert pooling(found, "Much")
    assert pooling(found, "Little")
    assert len(pooling(dt.refine(found, "intuitive"), "Much")) == len(pooling(found, "Much"))
    for criterion in ("D1", "D2", "universal-divinity", "NWBR"):
        passed = dt.refine(found, criterion)
        assert not pooling(passed, "Much")
        assert pooling(passed, "Little")


def test_what_is_no_signalling_game_is_refused_by_name():
    with pytest.raises(ValueError, match="not a signalling game"):
        dt.refine(dt.solve(dt.load("nll-probe").base_case()), "D1")
    with pytest.raises(ValueError, match="no refinement 'divinity'"):
        dt.refine(dt.solve(dt.load("beer-quiche").base_case()), "divinity")


# --- examples that tell the criteria apart, derived by hand ---------------------------------------------------------

# What each type gains by speaking, by response, and what the receiver gets; staying silent pays 0 and is what all do
# where the receiver would answer x.
TOLD_APART = {
    # Where t0 does not lose, t1 or t2 gains; but t1 loses by z, and t2 by y. Without t0, x is never best.
    "D2": (
        {"t0": {"x": (-1, 2), "y": (1, 0), "z": (1, 0)},
         "t1": {"x": (-1, 0), "y": (4, 2), "z": (-1, 0)},
         "t2": {"x": (-1, 0), "y": (-1, 0), "z": (4, 2)}},
        {"D2", "universal-divinity", "NWBR"}, "t0",
    ),
    # t0 always loses. Without t0, z is never best, and then t2 gains wherever t1 does not lose.
    "universal-divinity": (
        {"t0": {"x": (-1, 0), "y": (-1, 0), "z": (-1, 3)},
         "t1": {"x": (-1, 2), "y": (1, 0), "z": (1, 0)},
         "t2": {"x": (-1, 0), "y": (2, 2), "z": (-1, 0)}},
        {"universal-divinity"}, "t0, t1",
    ),
    # Best are mixtures of x and y, and of y and z. Between x and y, t1 gains where t0 is indifferent; from z t0 alone
    # gains.
    "NWBR": (
        {"t0": {"x": (-1, 3), "y": (1, 2), "z": (1, 0)}, "t1": {"x": (-1, 0), "y": (2, 2), "z": (-1, 3)}},
        {"NWBR"}, "t0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("first", TOLD_APART)
def test_what_each_criterion_strikes_that_the_one_before_does_not(first):
    paid, striking, out = TOLD_APART[first]
    types = {
        kind: (
            Fraction(1, len(paid)),
            dt.Decision(
                "Sender",
                {"Silent": [0, 0], "Speak": dt.Decision("Receiver", {r: [*p] for r, p in replies.items()}, "Speak")},
                kind,
            ),
        )
        for kind, replies in paid.items()
    }
    found = dt.solve(dt.Tree(["Sender", "Receiver"], dt.Chance(types)))
    [silent] = [
        eq
        for eq in found
        if all(eq["Sender", kind]["Silent"] == 1 for kind in paid) and eq["Receiver", "Speak"]["x"] == 1
    ]
    for criterion in CRITERIA:
        passed = dt.refine(found, criterion)
        assert (silent not in list(passed)) == (criterion in striking), criterion
    [why] = [eq.notes[-1] for eq in dt.refine(found, first).struck if eq.strategies == silent.strategies]
    assert why.startswith(f"fails {WORDS[first]}: after Speak no weight may be put on ")
    assert f"on {', '.join(f'Sender ({t})' for t in out.split(', '))}, which" in why
    assert why.endswith(", and then the supporting response is not a best response")


WORDS = {"D2": "D2", "universal-divinity": "universal divinity", "NWBR": "never a weak best response"}


# --- random signalling games with ties, by the definitions, with linear programmes in fractions ----------------------

# Games in which a criterion strikes something, or would if an indifferent type were treated otherwise.
SEEDS = (11, 46, 66, 89, 139, 172, 178, 182, 183, 185, 222, 281, 289, 299, 305, 309, 314, 315)
IN_FLOATS = (11, 185, 222)
SHAPES = [(2, 2, 2), (2, 2, 3), (3, 2, 2), (2, 3, 2), (3, 2, 3), (2, 3, 3)]  # types, messages, responses


def signalling_game(seed, unit=""):
    """Payoffs of one digit, few of them different, so that ties are common."""
    dice = random.Random(seed)
    types, messages, responses = (range(n) for n in dice.choice(SHAPES))
    high = dice.choice([1, 2, 2, 4])
    bonus = dice.randint(0, high)  # for the first message, so that others often go unsent
    paid = {
        (t, m, r): (dice.randint(0, high) + bonus * (m == 0), dice.randint(0, high))
        for t, m, r in product(types, messages, responses)
    }
    weights = [dice.randint(1, 3) for _ in types]

    def heard(kind, message):
        payoffs = {r: [f"{v}{unit}" for v in paid[kind, message, r]] for r in responses}
        outcomes = {f"r{r}": dt.Outcome(f"{kind} {message} {r}", payoffs[r]) for r in responses}
        return dt.Decision("Receiver", outcomes, information=f"hears m{message}")

    chance = {
        f"t{t}": (
            Fraction(weights[t], sum(weights)),
            dt.Decision("Sender", {f"m{m}": heard(t, m) for m in messages}, information=f"t{t}"),
        )
        for t in types
    }
    return dt.Tree(players=["Sender", "Receiver"], root=dt.Chance(chance)), paid, (types, messages, responses)


def judged(family, paid, shape, criterion):
    """Whether an equilibrium fails a criterion, by the definition."""
    types, messages, responses = shape
    sent = {t: [family["Sender", f"t{t}"][f"m{m}"] for m in messages] for t in types}
    heard = {m: [family["Receiver", f"hears m{m}"][f"r{r}"] for r in responses] for m in messages}
    worth = {(t, m): sum(p * paid[t, m, r][0] for r, p in zip(responses, heard[m])) for t in types for m in messages}
    settled = {t: Fraction(str(sum(p * worth[t, m] for m, p in zip(messages, sent[t])))) for t in types}
    for m in messages:
        if any(sent[t][m] != 0 for t in types):
            continue
        gains = [[paid[t, m, r][0] - settled[t] for r in responses] for t in types]
        message = Unsent(gains, [[paid[t, m, r][1] for r in responses] for t in types])
        used = [r for r, p in zip(responses, heard[m]) if p != 0]
        assert used in [list(s) for s in message.mixtures]
        if message.fails(criterion, used):
            return True
    return False


def check_refinements(seed):
    """All criteria on all equilibria of a game, each within the one before; how many equilibria each strikes."""
    game, paid, shape = signalling_game(seed)
    found = dt.solve(game, time_limit=None)
    assert found.complete
    counts, left = [], {}
    for criterion in CRITERIA:
        fail = [family for family in found if judged(family, paid, shape, criterion)]
        passed = dt.refine(found, criterion)
        assert [family.strategies for family in passed.struck] == [family.strategies for family in fail], (
            seed,
            criterion,
        )
        assert list(passed) == [family for family in found if family not in fail]
        counts.append(len(fail))
        left[criterion] = {family.name for family in passed}
    assert left["intuitive"] >= left["D1"] >= left["D2"] >= left["NWBR"]
    assert left["D2"] >= left["universal-divinity"]
    return counts


def test_replies_that_pass_one_by_one_need_not_pass_mixed():
    """t2 loses by every reply. Without it x is best against t0 and y against t1, but against no belief both are."""
    paid = {
        "t0": {"x": (-1, 3), "y": (-1, 0), "z": (1, 2)},
        "t1": {"x": (-1, 0), "y": (-1, 3), "z": (1, 2)},
        "t2": {"x": (-1, 3), "y": (-1, 3), "z": (-1, 0)},
    }
    heard = {t: dt.Decision("Receiver", {r: [*p] for r, p in replies.items()}, "Speak") for t, replies in paid.items()}
    types = {t: (Fraction(1, 3), dt.Decision("Sender", {"Silent": [0, 0], "Speak": heard[t]}, t)) for t in paid}
    found = dt.solve(dt.Tree(["Sender", "Receiver"], dt.Chance(types)))

    def replies(part):
        return {r for family in part for r in "xyz" if family["Receiver", "Speak"][r] != 0}

    assert any({"x", "y"} <= replies(part) for part in found.components)
    passed = dt.refine(found, "D1")
    assert {"x", "y"} <= replies(passed)
    assert not any({"x", "y"} <= replies(part) for part in passed.components)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20, 46, 180])
def test_mixtures_of_what_passes_are_told_only_where_they_pass(seed):
    """Responses that are best for one belief each need not be for one together: at random mixtures, by definition."""
    game, paid, shape = signalling_game(seed)
    dice = random.Random(seed)
    found = dt.solve(game)
    for criterion in CRITERIA:
        passed = dt.refine(found, criterion)
        assert {family.name for part in passed.components for family in part} <= {family.name for family in passed}
        for part in passed.components:
            weights = [Fraction(dice.randint(1, 9)) for _ in part]
            places = zip(*(family.strategies for family in part))
            rows = tuple(
                tuple(sum(w * p.rational for w, p in zip(weights, ps)) / sum(weights) for ps in zip(*rows))
                for rows in places
            )
            assert not judged(replace(part[0], strategies=rows), paid, shape, criterion)


def test_random_signalling_games_with_ties():
    counts = [check_refinements(seed) for seed in SEEDS]
    assert all(sum(column) > 5 for column in zip(*counts))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1_000, 100))
def test_a_thousand_random_signalling_games_with_ties(first):
    for seed in range(first, first + 100):
        check_refinements(seed)


@pytest.mark.parametrize("seed", IN_FLOATS)
def test_payoffs_in_units_of_the_root_of_three_change_nothing_but_are_in_floats(seed):
    exact, rounded = (dt.solve(signalling_game(seed, unit)[0]) for unit in ("", "*sqrt(3)"))
    for criterion in CRITERIA:
        passed, told = dt.refine(exact, criterion), dt.refine(rounded, criterion)
        assert passed.exact
        assert not told.exact
        assert [(e.name, e.notes) for e in told] == [(e.name, e.notes) for e in passed]
        assert [(e.name, e.notes) for e in told.struck] == [(e.name, e.notes) for e in passed.struck]


def test_equilibria_that_mix_by_roots_of_polynomials_are_taken_as_numbers():
    """After m three others play a game whose one equilibrium is irrational and pays the sender 1 whatever they do."""
    rows, columns, matrices = NAU_IRRATIONAL.moves.values()
    cells = {
        (i, j, k): NAU_IRRATIONAL.payoffs[rows[i], columns[j], matrices[k]] for i, j, k in product((0, 1), repeat=3)
    }
    after = {
        (i, j): dt.Decision("C", {f"c{k}": [1, 0, *cells[i, j, k]] for k in (0, 1)}, "C")
        for i, j in product((0, 1), repeat=2)
    }
    second = {i: dt.Decision("B", {f"b{j}": after[i, j] for j in (0, 1)}, "B") for i in (0, 1)}
    stage = dt.Decision("A", {f"a{i}": second[i] for i in (0, 1)}, "A")
    replies = {  # only t0 may gain by n, and only if it is answered as is best for t0
        "t0": dt.Decision("R", {"k0": [2, 1, 0, 0, 0], "k1": [0, 0, 0, 0, 0]}, "n"),
        "t1": dt.Decision("R", {"k0": [0, 0, 0, 0, 0], "k1": [0, 1, 0, 0, 0]}, "n"),
    }
    types = {t: ("1/2", dt.Decision("S", {"m": stage, "n": reply}, t)) for t, reply in replies.items()}
    found = dt.solve(dt.Tree(["S", "R", "A", "B", "C"], dt.Chance(types)))
    assert found.exact
    for criterion in ("intuitive", "D1"):
        passed = dt.refine(found, criterion)
        assert [family.kind for family in passed] == ["separating"]
        assert [family.kind for family in passed.struck] == ["pooling", "pooling"]
        assert not passed.exact


def test_receivers_answer_with_probabilities_of_the_same_sum():
    """The type gains only where the first receiver's response weighs half as much again as the second's: never."""
    one = ring(()).one
    signal = Signal("m", ("t",), (((one,), (one * Fraction(-3, 2),)),), (((one,), (one,)),), ((0,), (0,)), Fraction(0))
    assert not _some_response([(0,), (0,)], signal, lambda c: c.is_true, gain=[0])
    assert _some_response([(0,), (0,)], signal, lambda c: c.is_true, lose=[0])
