import random

import pytest

import deterrence as dt
from deterrence.solvers.matrices import support_enumeration
from deterrence.solvers.matrices.meeting_candidates import that_meet

pytest.importorskip("numpy")


def random_game(size, seed, largest):
    source = random.Random(seed)

    def payoff():
        return f"{source.randint(-largest, largest)} + {source.randint(-largest, largest)}*c"

    moves = [f"m{i}" for i in range(size)]
    payoffs = {(a, b): (payoff(), payoff()) for a in moves for b in moves}
    letter = dt.Parameter("c", "", 0, 1, base="1/3")
    return dt.Matrix(["A", "B"], {"A": moves, "B": moves}, payoffs, parameters=[letter])


@pytest.mark.parametrize("seed", range(12))
def test_families_are_those_of_all_candidates(seed, monkeypatch):
    game = random_game(3, seed, largest=1 + seed % 3)
    found = dt.solve(game)
    monkeypatch.setattr(support_enumeration, "that_meet", lambda rows, columns, signs: (rows, columns))
    everything = dt.solve(game)
    assert [(str(e), str(e.exists)) for e in found] == [(str(e), str(e.exists)) for e in everything]


def test_most_candidates_meet_no_other(monkeypatch):
    counts = []

    def counted(rows, columns, signs):
        found = that_meet(rows, columns, signs)
        counts.append((len(rows) + len(columns), sum(map(len, found))))
        return found

    monkeypatch.setattr(support_enumeration, "that_meet", counted)
    game = random_game(5, 1, largest=50)
    assert dt.solve(game)
    (possible, left), *_ = counts
    assert left * 2 < possible
