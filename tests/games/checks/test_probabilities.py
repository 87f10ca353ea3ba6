"""Probabilities that depend on letters: each one that may be negative becomes an assumption, or is refused."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import FormulaError, parse
from deterrence.formats.model_file import reads

F = Fraction
UNIT = {"low": 0, "high": 1}


def lottery(*probabilities: Any, base: Any = 0.3, **more: Any) -> dt.Tree:
    """A may stay, for 0, or go; chance then draws an outcome worth 1, -1, -2, ..."""
    chance = dt.Chance({f"Draw {i}": (p, dt.Outcome(f"End {i}", [1 - 2 * i])) for i, p in enumerate(probabilities)})
    given: dict[str, Any] = {
        "parameters": [dt.Parameter("c", base=base, **UNIT), dt.Parameter("k", low=0, high=4, base=1)]
    }
    return dt.Tree(["A"], dt.Decision("A", {"Stay": dt.Outcome("Stay", [0]), "Go": chance}), **(given | more))


def assumed(game: dt.games.Model) -> dict[str, str]:
    return {str(condition): reason for condition, reason in game.implied.items()}


# --- what is assumed ---


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        (("c", "1 - c"), []),
        (("c*k/4", "1 - c*k/4"), []),
        (("c*(1 - c)", "1 - c*(1 - c)"), []),
        (("k/(1 + k)", "1/(1 + k)"), []),
        (("min(2*c, 1)", "1 - min(2*c, 1)"), []),
        (("max(1 - 2*c, 0)", "min(2*c, 1)"), []),
        (("sqrt(c)", "1 - sqrt(c)"), []),
        (("exp(-k)", "1 - exp(-k)"), []),
        (("4*c*(1 - c)", "1 - 4*c*(1 - c)"), []),
        (("2*c", "1 - 2*c"), ["1 - 2*c >= 0"]),
        (("c*k", "1 - c*k"), ["1 - c*k >= 0"]),
        (("sqrt(2*c)", "1 - sqrt(2*c)"), ["1 - sqrt(2*c) >= 0"]),
        (("min(3*c, 2)", "1 - min(3*c, 2)"), ["1 - min(3*c, 2) >= 0"]),
        (("c - 1/4", "5/4 - c"), ["c - 1/4 >= 0"]),
        (("c", "c", "1 - 2*c"), ["1 - 2*c >= 0"]),
    ],
)
def test_what_is_not_sure_is_assumed(probabilities: tuple[str, ...], expected: list[str]) -> None:
    game = lottery(*probabilities)
    assert [str(condition) for condition in game.assumptions] == expected
    assert list(assumed(game)) == expected


def test_ranges_and_written_assumptions_settle_it() -> None:
    narrow = [dt.Parameter("c", low=0, high="1/2", base=0.3)]
    assert not lottery("2*c", "1 - 2*c", parameters=narrow).assumptions
    written = lottery("c*k", "1 - c*k", assumptions=["k <= 1"])
    assert not written.implied
    assert [str(condition) for condition in written.assumptions] == ["k <= 1"]
    unbounded = lottery("p", "1 - p", parameters=["p"])
    assert assumed(unbounded) == {"p >= 0": "probability of Draw 0", "1 - p >= 0": "probability of Draw 1"}


def test_definitions_and_types_are_looked_through() -> None:
    assert list(assumed(lottery("hit", "1 - hit", definitions={"hit": "2*c"}))) == ["1 - hit >= 0"]
    by_type = lottery(
        "hit",
        "1 - hit",
        types={"A": {"Able": "1/3", "Poor": "2/3"}},
        definitions={"hit": {"A": {"Able": "2*c", "Poor": "c"}}},
    )
    assert assumed(by_type) == {"1 - 2*c >= 0": "probability of Draw 1"}
    with pytest.raises(
        dt.GameError, match=r"the assumption '1 - 2\*c >= 0' does not hold \(c = 2/3\): the probability"
    ):
        by_type.at(c="2/3")
    assert dt.solve(by_type.at(c="1/2")).complete


def joint(**more: Any) -> dt.Tree:
    """The correlated types of the reference page."""
    kinds = [
        ("Hard", "Hard", "r"),
        ("Hard", "Soft", "p - r"),
        ("Soft", "Hard", "q - r"),
        ("Soft", "Soft", "1 - p - q + r"),
    ]
    rows = [{"Challenger": a, "Defender": b, "probability": probability} for a, b, probability in kinds]
    root = dt.Decision(
        "Challenger",
        {
            "Refrain": dt.Outcome("Status quo", (0, 2)),
            "Challenge": dt.Decision(
                "Defender",
                {"Concede": dt.Outcome("Concession", (2, -2)), "Resist": dt.Outcome("Conflict", ("w", "u"))},
            ),
        },
    )
    return dt.Tree(
        ["Challenger", "Defender"],
        root,
        types={"joint": rows},
        definitions={"w": {"Challenger": {"Hard": -1, "Soft": -3}}, "u": {"Defender": {"Hard": -1, "Soft": -3}}},
        parameters=[dt.Parameter(name, base=base, **UNIT) for name, base in (("p", 0.5), ("q", 0.5), ("r", 0.25))],
        **more,
    )


def test_correlated_types_of_the_reference_page() -> None:
    game = joint()
    assert assumed(game) == {
        "p - r >= 0": "probability of Challenger (Hard), Defender (Soft)",
        "q - r >= 0": "probability of Challenger (Soft), Defender (Hard)",
        "1 - p - q + r >= 0": "probability of Challenger (Soft), Defender (Soft)",
    }
    found = dt.solve(game)
    assert found.complete
    assert len(found.generic) == 4
    numbers = dt.solve(game.base_case())
    assert {eq.name for eq in numbers} <= {eq.name for eq in found if eq.exists.holds(p="1/2", q="1/2", r="1/4")}
    with pytest.raises(ValueError, match=r"'p - r >= 0' does not hold \(p = 1/5, r = 9/10\)"):
        game.at(p=0.2, q=0.2, r=0.9)


def test_types_one_player_at_a_time_and_a_matrix_with_types() -> None:
    matrix = dt.Matrix(
        ["A", "B"],
        {"A": ["x", "y"], "B": ["x"]},
        {("x", "x"): ("w", 0), ("y", "x"): (0, 0)},
        types={"A": {"Able": "c*k", "Poor": "1 - c*k"}},
        definitions={"w": {"A": {"Able": 1, "Poor": -1}}},
        parameters=[dt.Parameter("c", base=0.3, **UNIT), dt.Parameter("k", low=0, high=4, base=1)],
    )
    assert assumed(matrix) == {"1 - c*k >= 0": "probability of A (Poor)"}
    with pytest.raises(
        dt.GameError, match=r"does not hold \(c = 1/2, k = 3\): the probability of A \(Poor\) asks for it"
    ):
        matrix.base_case(c=0.5, k=3)


def test_the_next_state_and_the_discount_factor() -> None:
    def game(discount: str, move: str) -> dt.Stochastic:
        states = {
            "Weak": dt.Decision(
                "A", {"Wait": [0], "Build": dt.Outcome("", ["-1"], next={"Strong": move, "Weak": f"1 - {move}"})}
            ),
            "Strong": dt.Decision("A", {"Hold": [3]}),
        }
        parameters = [dt.Parameter("c", base=0.3, **UNIT), dt.Parameter("k", low=0, high=4, base=1)]
        return dt.Stochastic(["A"], states, discount=discount, parameters=parameters)

    assert not game("1/2", "c").implied
    assert assumed(game("1/2", "c*k")) == {"1 - c*k >= 0": "probability of the state 'Weak'"}
    assert assumed(game("1/(1 + k)", "c")) == {"1/(1 + k) < 1": "discount factor"}
    assert not game("1/(2 + k)", "c").assumptions
    assert assumed(game("c*k", "c")) == {"c*k < 1": "discount factor"}
    with pytest.raises(dt.GameError, match="does not hold .*: the discount factor asks for it"):
        game("c*k", "c").at(c=0.5, k=3)
    with pytest.raises(dt.GameError, match=r"the discount factor '1 \+ k' lies outside \[0, 1\) for all values"):
        game("1 + k", "c")


# --- what is refused ---

LEAK = """players: [A]
parameters:
  c: {range: [0, 1], base: 1}
  k: {range: [0, 4], base: 2}
tree:
  player: A
  moves:
    Stay: [0]
    Go:
      chance:
        Good: {probability: GOOD, then: [1]}
        Bad: {probability: BAD, then: [-1]}
"""
AT_BASE = "12:28: probability '{}' at the base values is {}; it may not be negative."


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("2*c", "1 - 2*c", AT_BASE.format("1 - 2*c", "-1 (c = 1)") + " Make the range of c [0, 1/2]."),
        ("2*c*k - c", "1 + c - 2*c*k", AT_BASE.format("1 + c - 2*c*k", "-2 (c = 1, k = 2)")),
        ("3/2", "-1/2", "12:28: probability is -1/2; it may not be negative."),
        ("2 + c", "-1 - c", AT_BASE.format("-1 - c", "-2 (c = 1)")),
    ],
)
def test_a_base_case_that_breaks_it_is_refused(good: str, bad: str, expected: str) -> None:
    with pytest.raises(dt.ModelFileError) as caught:
        reads(LEAK.replace("GOOD", good).replace("BAD", bad))
    assert str(caught.value) == f"model.yaml:{expected}"


def test_what_no_values_allow_is_refused_with_a_witness() -> None:
    text = LEAK.replace(", base: 1", "").replace("GOOD", "2 + c").replace("BAD", "-1 - c")
    with pytest.raises(dt.ModelFileError) as caught:
        reads(text)
    expected = "model.yaml:12:28: probability '-1 - c' is negative for all values of the parameters: it is -"
    assert str(caught.value).startswith(expected)
    # Each could be had, but not both: c is at least 3/4 and at most 1/4.
    with pytest.raises(dt.GameError, match="that the assumptions and the other probabilities allow: it is"):
        lottery("c - 3/4", "1/4 - c", "3/2", parameters=[dt.Parameter("c", **UNIT)])


@pytest.mark.parametrize(
    ("probabilities", "place"),
    [
        (("max(c, 1/2)", "1 - c"), "at c = "),
        (("max(c, 1/1000)", "1 - c"), "at c = 0"),
        (("sqrt(c**2)", "1 - min(c, 1/2)"), "at c = "),
        (("exp(c - 3/10)/2", "1/2"), "at c = "),
    ],
)
def test_a_sum_that_is_one_at_the_base_values_only_is_refused(probabilities: tuple[str, ...], place: str) -> None:
    with pytest.raises(dt.GameError, match=f"chance probabilities sum to .* {place}.*, not 1"):
        lottery(*probabilities, base=0.3 if "exp" in probabilities[0] else "1/2")


# --- every question obeys it ---


def test_every_question_obeys_it() -> None:
    game = lottery("2*c", "1 - 2*c", parameters=[dt.Parameter("c", base=0.3, **UNIT)])
    for ask in (game.at, game.base_case):
        with pytest.raises(ValueError, match=r"'1 - 2\*c >= 0' does not hold \(c = 9/10\): the probability of Draw 1"):
            ask(c=0.9)
    cells = dt.thresholds(game, "c").cells
    assert str(cells[-1].interval).endswith("1/2]")
    swept = dt.sweep(game, c=np.linspace(0, 1, 11))
    assert swept.granted.values.tolist() == [True] * 6 + [False] * 5
    assert np.isnan(swept.payoff.isel(c=slice(6, None)).values).all()
    drawn = dt.uncertainty(game, draws=2000, seed=1)
    assert drawn.probability.values.min() >= 0
    assert drawn.attrs["kept"] == pytest.approx(0.5, abs=0.05)
    [bar] = dt.tornado(game, of="probability of End 1").bars
    assert (bar.low.value, bar.high.value) == (0, F(1, 2))


def test_it_is_shown_saved_and_read_again() -> None:
    game = lottery("2*c", "1 - 2*c", assumptions=["k > 0"])
    assert "assumptions: k > 0; 1 - 2*c >= 0 (probability of Draw 1)" in str(game)
    assert "1 - 2*c &gt;= 0 (probability of Draw 1)" in game._repr_html_()
    assert "(probability of Draw 1)" in dt.dumps(game, "tex")
    text = dt.dumps(game, "yaml")
    assert "1 - 2*c >= 0" not in text
    again = reads(text)
    assert (again, again.implied) == (game, game.implied)
    assert dt.dumps(again, "yaml") == text
    assert pickle.loads(pickle.dumps(game)).implied == game.implied
    scope: dict[str, Any] = {}
    exec(dt.dumps(game, "py"), scope)  # noqa: S102 -- what was just written
    assert (scope["game"], scope["game"].implied) == (game, game.implied)
    for fixed in (game.at(k=2), game.at(c=0.25)):
        read = reads(dt.dumps(fixed, "yaml"))
        assert (read, read.implied) == (fixed, fixed.implied)
    assert not game.at(c=0.25).implied


def test_no_model_of_the_library_needs_one_but_for_discount_factors() -> None:
    for name in dt.models().names[::4]:
        assert set(dt.load(name).implied.values()) <= {"discount factor"}


# --- against a count by hand ---


def random_rows(count: int) -> Iterator[tuple[str, ...]]:
    source = random.Random(7)
    for _ in range(count):
        terms = [
            f"{source.choice(['', '2*', '3*', '1/2*'])}{source.choice('ck')}",
            source.choice(["c*k", "c**2", "c", "1/4"]),
        ]
        first = f"{terms[0]} {source.choice('+-')} {terms[1]}"
        if source.random() < 0.3:
            first = f"{source.choice(['min', 'max'])}({first}, 1/2)"
        if source.random() < 0.3:
            yield first, f"(1 - ({first}))/3", f"2*(1 - ({first}))/3"
        else:
            yield first, f"1 - ({first})"


def test_values_are_refused_exactly_where_a_probability_is_outside() -> None:
    """On a grid of values, against the probabilities worked out one by one."""
    refused = allowed = never = 0
    for row in random_rows(40):
        values = [{"c": F(c, 4), "k": F(k)} for c in range(5) for k in range(5)]
        inside = [all(0 <= value_at(parse(p), point) <= 1 for p in row) for point in values]
        parameters = [dt.Parameter("c", **UNIT), dt.Parameter("k", low=0, high=4)]
        try:
            game = lottery(*row, parameters=parameters)
        except dt.GameError:
            assert not any(inside), row
            never += 1
            continue
        for point, fits in zip(values, inside, strict=True):
            try:
                game.at(**point)
            except dt.GameError:
                assert not fits, (row, point)
                refused += 1
            else:
                assert fits, (row, point)
                allowed += 1
    assert min(refused, allowed) > 100
    assert never >= 0


def test_a_value_that_leaves_the_others_none_is_refused() -> None:
    game = lottery("k/3 + c*k", "1 - (k/3 + c*k)", base=0.25)
    assert game.at(k=2).letters == ("c",)
    with pytest.raises(dt.GameError, match=r"no values of the other parameters meet '1 - \(k/3 \+ c\*k\) >= 0', which"):
        game.at(k=4)


def test_a_formula_without_value_is_no_probability_outside() -> None:
    # 0/0 where c = k = 0: no value there, but in [0, 1] elsewhere.
    game = lottery("c/(c + k)", "k/(c + k)")
    assert not game.implied
    with pytest.raises(FormulaError):
        dt.solve(game.base_case(c=0, k=0))
