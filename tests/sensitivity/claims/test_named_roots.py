"""Claims that name square roots: proved and refuted exactly, in letters and at numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.sensitivity.claims.named_roots import Rooted, said_by

WHERE = "K < V**2*U/(V + U)**2 and K < U"


def contest(says: str) -> dt.Continuous:
    """A contest in which the budget K of A binds: B spends sqrt(U*K) - K (Tullock 1980, by hand)."""
    letters = [dt.Parameter(name, low=0, high=10) for name in "VUK"]
    return dt.Continuous(
        ["A", "B"],
        {"A": {"e": (0, "K")}, "B": {"f": (0, "inf")}},
        ["V*e/(e + f) - e", "U*f/(e + f) - f"],
        parameters=letters,
        assumptions=["V > 0", "U > 0", "K > 0"],
        claims=[dt.Claim("what B spends", {"choice of": "f", "is": says}, when=WHERE)],
    )


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ("sqrt(U*K) - K", "proved"),
        ("U*K/sqrt(U*K) - K", "proved"),
        ("sqrt(4*U*K)/2 - K", "proved"),
        ("K - sqrt(U*K)", "refuted"),
        ("sqrt(U*K) - K/2", "refuted"),
        ("-sqrt(U*K) - K", "refuted"),
        ("sqrt(U*K + 1) - K", "refuted"),
        ("sqrt(U)*sqrt(K) - K", "held"),
    ],
)
def test_in_letters_and_at_numbers(says: str, verdict: str) -> None:
    game = contest(says)
    assert [str(row.verdict) for row in dt.check(game)] == [verdict]
    for fixed in ({"V": 4, "U": 1}, {"V": 4, "U": 1, "K": "1/2"}):
        found = {str(row.verdict) for row in dt.check(game.at(fixed))}
        assert found <= ({"refuted"} if verdict == "refuted" else {"proved", "held"})


def test_of_a_cut_point() -> None:
    game = dt.load("dragon-slaying")
    assert [str(row.verdict) for row in dt.check(game)] == ["proved", "proved", "proved", "refuted as expected"]


def test_roots_of_squares_are_numbers_and_others_stay_roots() -> None:
    home = ring(())
    assert said_by(home, parse("sqrt(9/4) + 1"), {}) == home.constant(Fraction(5, 2))
    assert said_by(home, parse("sqrt(2)/2 + 1"), {}) == Rooted(
        home.one, home.constant(Fraction(1, 2)), home.constant(2)
    )
    assert isinstance(said_by(home, parse("sqrt(9/2)"), {}), Rooted)
