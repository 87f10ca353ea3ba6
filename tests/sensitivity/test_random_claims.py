"""Random claims about random games: what is proved is true, what is refuted is false, ties and range ends included."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import deterrence as dt
from tests.sensitivity.random_claims import (
    CONDITIONS,
    EVERYWHERE,
    HIGH,
    LETTERS,
    LOW,
    TIES,
    away_from_ties,
    random_said,
    random_small,
    truth,
)


def game_of(small):
    payoffs = {cell: tuple(map(str, row)) for cell, row in small.payoffs.items()}
    letters = [dt.Parameter(name, "", LOW, HIGH, base=1) for name in LETTERS]
    return dt.Matrix(small.players, dict(zip(small.players, small.moves)), payoffs, parameters=letters)


def broken(said, small, when, exactly, every, point):
    """Whether a claim is false at a point."""
    if CONDITIONS[when](*point):
        return not truth(said, small, *point, every)
    return exactly and truth(said, small, *point, False)


def fault(small, said, when, exactly, every, row):
    """What is wrong with a verdict; empty where nothing is."""
    on_a_tie = TIES.get(when, lambda a, b: False)
    if row.verdict == "proved":
        for point in away_from_ties(40):
            if broken(said, small, when, exactly, every, point):
                return f"proved, and false at {point}"
        for point in EVERYWHERE:
            if on_a_tie(*point) and not truth(said, small, *point, every):
                return f"proved, and false on the tie at {point}"
    if row.verdict == "refuted":
        at = dict(part.split("=") for part in row.counterexample.split())
        point = tuple(Fraction(at[name]) for name in LETTERS)
        if not all(LOW <= v <= HIGH for v in point):
            return f"refuted outside the ranges at {point}"
        if not broken(said, small, when, exactly, every, point):
            return f"refuted, and true at {point}"
        if not on_a_tie(*point) and not any(broken(said, small, when, exactly, every, p) for p in around(point)):
            return f"refuted at a tie alone, at {point}"
    return ""


def around(point):
    """Points close by at which nothing ties."""
    source = random.Random(str(point))
    for _ in range(40):
        moved = (v + Fraction(source.randrange(-(10**9), 10**9), 10**14) for v in point)
        yield tuple(v if LOW <= v <= HIGH else 2 * w - v for v, w in zip(moved, point))


def faults(seed, claims=5):
    source = random.Random(seed)
    small = random_small(source)
    trials = []
    for _ in range(claims):
        when = source.choice(list(CONDITIONS))
        trials.append((random_said(small, source), when, source.random() < 0.3, source.random() < 0.6))
    written = [
        dt.Claim(
            "claimed",
            said.then,
            when,
            "exactly when" if exactly else "when",
            "every equilibrium" if every else "some equilibrium",
        )
        for said, when, exactly, every in trials
    ]
    for trial, claim, row in zip(trials, written, dt.check(game_of(small), written)):
        wrong = fault(small, *trial, row)
        yield row.verdict, f"{wrong}: {claim} of {game_of(small)}" if wrong else ""


@pytest.mark.parametrize("start", [0, *(pytest.param(s, marks=pytest.mark.slow) for s in range(10, 1510, 100))])
def test_verdicts_are_true_by_the_meaning_of_what_is_claimed(start):
    found = [(seed, *row) for seed in range(start, start + (100 if start else 10)) for row in faults(seed)]
    assert [(seed, wrong) for seed, _, wrong in found if wrong] == []
    verdicts = [verdict for _, verdict, _ in found]
    assert {"proved", "refuted"} <= set(verdicts)
    assert verdicts.count("proved") + verdicts.count("refuted") >= 0.98 * len(verdicts)
