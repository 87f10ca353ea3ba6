"""What committing is worth: against equilibria, by hand and point by point."""

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.cli.entry import main
from tests.solvers.matrices.optimal_commitments import optimal
from tests.solvers.matrices.test_commitment import FIRST, drawn, tables


def pieces(side):
    return {(str(piece.gain), str(piece.where)) for piece in side}


def test_conitzer_and_sandholm():
    """7/2 with commitment, 2 without (Conitzer and Sandholm 2006, section 1)."""
    found = dt.commitment_worth(FIRST, "Leader")
    assert found.at() == (Fraction(3, 2), Fraction(3, 2))
    assert found.against == "Nash equilibria"
    assert found.complete


def test_chicken_in_letters():
    """Committing to dare brings A the best of its equilibria, and T - S more than the worst."""
    found = dt.commitment_worth(dt.load("chicken"), "A")
    assert pieces(found.over_best) == {("0", "always")}
    assert pieces(found.over_worst) == {("T - S", "always")}


def test_a_threat_that_leaves_something_to_chance():
    found = dt.commitment_worth(dt.load("threat-left-to-chance"), "Defender")
    assert found.against == "perfect Bayesian equilibria"
    point = {"a": "1/10", "g": 1, "d": 4, "l": 2, "w": 10}
    # An incident costs (10 + 4 * 2)/5 with commitment, and happens with probability 1/10; without, 2 are lost.
    assert found.at(point) == (2 - Fraction(18, 50),) * 2
    assert found.at({**point, "a": "9/10"}) == (0, 0)
    with pytest.raises(ValueError, match="give w a value too"):
        found.at(a="1/10", g=1, d=4, l=2)


@pytest.mark.parametrize("seed", range(6))
def test_the_gain_is_that_of_games_of_numbers(seed):
    """Of strong commitment it is nowhere negative (von Stengel and Zamir 2010, theorem 11)."""
    source = random.Random(seed)
    game, leader = drawn(source, "a", few=seed % 2 == 0), source.randint(0, 1)
    found = dt.commitment_worth(game, game.players[leader])
    assert found.complete
    for _ in range(12):
        point = {"a": min(Fraction(source.randint(0, 12), source.randint(1, 4)), Fraction(3))}
        there = game.at(point)
        best, _ = optimal(*tables(there, leader))
        paid = [e.payoff_values[leader].as_fraction() for e in dt.solve(there)]
        assert found.at(point) == (best - max(paid), best - min(paid))
        assert min(found.at(point)) >= 0


def test_equilibria_say_what_commitment_is_held_against():
    found = dt.commitment_worth(dt.solve(FIRST, "commitment", leader="Leader"), "Leader", weak=True)
    assert (found.against, found.at()) == ("Nash equilibria", (Fraction(3, 2),) * 2)


def test_what_may_be_missing_among_equilibria_is_said():
    found = dt.commitment_worth(dt.solve(FIRST, method="pure enumeration"), "Leader")
    assert not found.complete
    assert found.why.startswith("of Nash equilibria, ")


def test_in_latex():
    text = dt.latex(dt.commitment_worth(dt.load("chicken"), "A"))
    assert r"What committing to a mixture is worth to A, in \emph{Chicken}, against Nash equilibria." in text
    assert r"worst & $T - S$ & $T$ & $S$ & always \tabularnewline" in text


def test_the_command(tmp_path, capsys):
    file = tmp_path / "first.yaml"
    dt.save(FIRST, file)
    assert main(["worth", str(file), "--leader", "Leader"]) == 0
    assert "3/2            7/2              2" in capsys.readouterr().out
    assert main(["worth", str(file), "--leader", "Leader", "--json"]) == 0
    assert '"leader": "Leader"' in capsys.readouterr().out
    assert main(["worth", str(file)]) == 2
    assert "--leader Leader" in capsys.readouterr().err


def test_a_model_that_names_commitment_is_held_against_what_is_without_it():
    payoffs = {
        ("Patrol", "Hold"): ("-c", 0), ("Patrol", "Cross"): ("-c", -1),
        ("Stay", "Hold"): (0, 0), ("Stay", "Cross"): (-1, "g"),
    }  # fmt: skip
    letters = [dt.Parameter("c", "", 0, 1, base="1/2"), dt.Parameter("g", "", 0, 2, base=1)]
    moves = {"US": ["Patrol", "Stay"], "DPRK": ["Hold", "Cross"]}
    rest = {"parameters": letters, "assumptions": ["0 < c < 1", "g > 0"]}
    (piece,) = dt.commitment_worth(dt.Matrix(["US", "DPRK"], moves, payoffs, **rest), "US").over_best
    named = dt.Matrix(["US", "DPRK"], moves, payoffs, concept="commitment", leader="US", **rest)
    assert [str(p.gain) for p in dt.commitment_worth(named, "US").over_best] == [str(piece.gain)] == ["c/(g + 1)"]


def test_commitment_needs_somebody_who_commits():
    with pytest.raises(dt.GameError, match="'commitment' needs the player who commits: add 'leader: A'"):
        dt.Matrix(["A", "B"], {"A": ["x"], "B": ["y"]}, {("x", "y"): (0, 0)}, concept="commitment")


def test_a_place_outside_the_ranges_is_refused_by_the_letter():
    found = dt.commitment_worth(dt.load("ambiguity"), "US")
    base = {name: found.game.parameters[name].base for name in found.game.letters}
    assert found.at(base)[0] > 0
    with pytest.raises(ValueError, match="'a'|a = 99"):
        found.at(base | {"a": 99})
    with pytest.raises(ValueError, match="give b, v, e, w a value too: the gain is a number only where all have one"):
        found.at(a=base["a"])
