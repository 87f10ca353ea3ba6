"""Types drawn from distributions, as they are written: read, refused with the place, and written again."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.formats.python import write as as_python
from deterrence.games.parts.curved_distributions import Beta, Exponential

TEXT = """\
players: [A, B]
parameters:
  mu: {meaning: gain, range: [0, inf], base: 1}
  d: {meaning: loss, range: [0, inf], base: 1}
  C: {meaning: highest cost, range: [0, inf], base: 2}
assumptions: [mu > 0, d > 0, C > 0]
types:
  A: {c_A: {uniform: [0, C]}}
  B: {c_B: {cdf: (c_B/C)**2, on: [0, C]}}
matrix:
  moves: {A: [Build, Wait], B: [Build, Wait]}
  payoffs:
    Build: {Build: [-c_A, -c_B], Wait: [mu - c_A, -d]}
    Wait: {Build: [-d, mu - c_B], Wait: [0, 0]}
"""
OF_A = "{c_A: {uniform: [0, C]}}"


def test_a_file_says_what_python_says() -> None:
    cells = {
        ("Build", "Build"): ["-c_A", "-c_B"],
        ("Build", "Wait"): ["mu - c_A", "-d"],
        ("Wait", "Build"): ["-d", "mu - c_B"],
        ("Wait", "Wait"): [0, 0],
    }
    meant = [("mu", "gain", 1), ("d", "loss", 1), ("C", "highest cost", 2)]
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["Build", "Wait"], "B": ["Build", "Wait"]},
        cells,
        parameters=[dt.Parameter(name, meaning, 0, base=base) for name, meaning, base in meant],
        assumptions=["mu > 0", "d > 0", "C > 0"],
        types={"A": {"c_A": dt.Uniform(0, "C")}, "B": {"c_B": {"cdf": "(c_B/C)**2", "on": [0, "C"]}}},
    )
    assert dt.loads(TEXT) == game


def test_what_is_written_reads_back() -> None:
    game = dt.loads(TEXT)
    assert dt.loads(dt.dumps(game, "yaml")) == game
    made: dict[str, object] = {}
    exec(as_python(game), made)  # noqa: S102
    assert made["game"] == game
    assert "uniform on $[0, C]$" in dt.dumps(game, "tex")
    fixed = game.at(C=3)
    assert dt.loads(dt.dumps(fixed, "yaml")) == fixed
    assert "types: A learns c_A uniform on [0, C]; B learns c_B on [0, C] with cdf (c_B/C)**2" in repr(game)


@pytest.mark.parametrize(
    ("written", "made", "tex"),
    [
        ("normal: {mean: mu, sd: 1/2}", dt.Normal("mu", "1/2"), r"normal with mean $\\mu$, sd"),
        ("normal: {mean: 0, sd: 1}, on: [0, inf]", dt.Normal(0, 1, on=(0, None)), r"on $[0, \\infty]$"),
        ("logistic: {mean: 0, scale: C}, on: [-inf, C]", dt.Logistic(0, "C", on=(float("-inf"), "C")), "logistic with"),
        ("exponential: {mean: C}", Exponential("C"), "exponential with mean $C$"),
        ("beta: {a: 2, b: 1/2}, on: [0, C]", Beta(2, "1/2", on=(0, "C")), "beta with a $2$, b"),
    ],
)
def test_distributions_with_a_name_are_written_and_read(written: str, made: object, tex: str) -> None:
    game = dt.loads(TEXT.replace(OF_A, f"{{c_A: {{{written}}}}}"))
    assert game.drawn["A"].distribution == made
    assert dt.loads(dt.dumps(game, "yaml")) == game
    space: dict[str, object] = {}
    exec(as_python(game), space)  # noqa: S102
    assert space["game"] == game
    assert tex.replace("\\\\", "\\") in dt.dumps(game, "tex")
    assert game.at(C=2).letters == ("mu", "d")
    for form in ("efg", "nfg"):
        with pytest.raises(ValueError, match="is drawn from a distribution"):
            dt.dumps(game.base_case(), form)


@pytest.mark.parametrize("form", ["efg", "nfg"])
def test_formats_of_finite_games_refuse_it_by_name(form: str) -> None:
    with pytest.raises(ValueError, match="holds finitely many types; 'c_A, c_B' is drawn from a distribution"):
        dt.dumps(dt.loads(TEXT).base_case(), form)
    with pytest.raises(ValueError, match="a matrix holds finitely many types"):
        dt.to_matrix(dt.loads(TEXT))


def test_ends_that_may_cross_become_an_assumption() -> None:
    game = dt.loads(TEXT.replace("uniform: [0, C]", "uniform: [d, C]"))
    assert "d < C (distribution of c_A)" in repr(game)
    with pytest.raises(ValueError, match="the distribution of c_A asks for it"):
        game.at(d=3, C=2)


PAYOFF = "mu - c_A"
MISTAKES = [
    (
        OF_A,
        "{c_A: {uniform: [C, 0]}}",
        "8:7",
        "C to 0, and its low end is not below its high end at the base values",
    ),
    (OF_A, "{c_A: {uniform: [C, C - 1]}}", "8:7", "its low end is not below its high end"),
    (OF_A, "{c_A: {uniform: [0, 0]}}", "8:7", "its low end is below its high end for no values of the parameters"),
    (OF_A, "{c_A: {uniform: [2, 1]}}", "8:7", "goes from 2 to 1; its low end is below its high end for no values"),
    (OF_A, "{c_A: {uniform: [0, D]}}", "8:26", "uses 'D', which is not a parameter. Did you mean 'd'?"),
    (OF_A, "{c_A: {uniform: [0]}}", "8:13", "expected the two ends of the interval of 'c_A'"),
    (OF_A, "{c_A: {unifrom: [0, C]}}", "8:7", "found unifrom. Did you mean 'uniform'?"),
    (OF_A, "{c_A: {cdf: c_A/C}}", "8:7", "expected the distribution of 'c_A'"),
    (OF_A, "{c_A: {uniform: [0, C]}, e: {uniform: [0, 1]}}", "8:3", "A has one letter that is drawn"),
    (OF_A, "{Hard: mu, c_A: {uniform: [0, C]}}", "8:3", "A has one letter that is drawn"),
    (OF_A, "{mu: {uniform: [0, C]}}", "8:7", "'mu' is a parameter already"),
    (OF_A, "{c_B: {uniform: [0, C]}}", "8:7", "'c_B' is the type of B, too"),
    ("A: {c_A", "Q: {c_A", "8:3", "'Q' is not a player"),
    (OF_A, "{c_A: {cdf: c_A/C, on: [0, 1]}}", "8:18", "is 1/C at c_A = 1; it has to rise from 0 to 1, and be 1"),
    (OF_A, "{c_A: {cdf: 1/c_A, on: [0, C]}}", "8:18", "is no polynomial in 'c_A': it divides by it"),
    (OF_A, "{c_A: {cdf: exp(c_A), on: [0, C]}}", "8:18", "it has min, max, sqrt, exp or log in it"),
    (OF_A, "{c_A: {cdf: c_A/k, on: [0, C]}}", "8:18", "uses 'k', which is not known"),
    (OF_A, "{c_A: {cdf: 5*c_A - 12*c_A**2 + 8*c_A**3, on: [0, 1]}}", "8:18", "falls at c_A = "),
    (OF_A, "{c_A: {cdf: mu*c_A + (1 - mu)*c_A**2, on: [0, 1]}}", "8:18", "falls at mu = "),
    (PAYOFF, "mu/c_A", "13:44", "may be divided by zero for some type 'c_A', as at c_A = 0"),
    (PAYOFF, "mu/(c_A - C/2)", "13:45", "may be divided by zero for some type 'c_A', as at c_A = "),
    (
        OF_A,
        "{c_A: {normal: {mean: 0, sd: 0}}}",
        "8:35",
        "'sd' of the distribution of 'c_A' is 0; it has to be positive",
    ),
    (OF_A, "{c_A: {normal: {mean: 0, sd: d - 1}}}", "8:35", "which is not positive at the base values (d = 1)"),
    (OF_A, "{c_A: {normal: {mean: 0, sd: k}}}", "8:35", "uses 'k', which is not a parameter"),
    (OF_A, "{c_A: {normal: {mean: 0, var: 1}}}", "8:31", "'var' says nothing of the normal distribution"),
    (
        OF_A,
        "{c_A: {logistic: {mean: 0}}}",
        "8:13",
        "expected the scale of the logistic distribution of 'c_A', as in {mean: 1, scale: 1}",
    ),
    (OF_A, "{c_A: {beta: {a: 1, b: 2}, on: [0, inf]}}", "8:41", "a beta distribution has two ends"),
    (OF_A, "{c_A: {exponential: {mean: 1}, no: [0, 1]}}", "8:37", "'no' says nothing of the exponential distribution"),
    (OF_A, "{c_A: {normal: {mean: 0, sd: 1}, on: [1, 0]}}", "8:7", "its low end is below its high end for no values"),
    (OF_A, "{c_A: {normal: [0, 1]}}", "8:13", "expected the mean, sd of the normal distribution of 'c_A', such as"),
    (OF_A, "{c_A: {norml: {mean: 0, sd: 1}}}", "8:7", "found norml. Did you mean 'normal'?"),
    (PAYOFF, "mu - c_B", "13:46", "uses 'c_B', the type of B, which may occur in payoffs for B only"),
    ("d > 0", "d > c_A", "6:27", "assumption uses 'c_A', the type of A"),
]


@pytest.mark.parametrize(("old", "new", "where", "said"), MISTAKES)
def test_mistakes_are_told_with_their_place(old: str, new: str, where: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(dt.ModelFileError) as caught:
        dt.loads(TEXT.replace(old, new, 1))
    assert any(f"{where}: " in line and said in line for line in str(caught.value).splitlines()), str(caught.value)


@pytest.mark.parametrize(
    "wrong", ["{normal: [0, 1]}", "{normal: {}}", "{uniform: [0]}", "{cdf: c_A}", "{uniform: [0, 1], on: [0, 1]}"]
)
def test_of_a_distribution_that_is_none_there_is_one_message(wrong: str) -> None:
    with pytest.raises(dt.ModelFileError) as caught:
        dt.loads(TEXT.replace(OF_A, f"{{c_A: {wrong}}}", 1))
    (told,) = str(caught.value).splitlines()
    assert "expected the" in told
    assert "Did you mean 'on'" not in told


def test_a_type_has_no_place_in_chance_definitions_or_games_over_time() -> None:
    tree = "tree:\n  chance:\n    x: {probability: c_A, then: [1, 1]}\n    y: {probability: 1 - c_A, then: [0, 0]}\n"
    before = TEXT[: TEXT.index("matrix:")]
    with pytest.raises(dt.ModelFileError, match="probability uses 'c_A', the type of A"):
        dt.loads(before + tree)
    with pytest.raises(dt.ModelFileError, match="definition of 'k' uses 'c_A', the type of A"):
        dt.loads(TEXT.replace("matrix:", "definitions: {k: 2*c_A}\nmatrix:"))
    with pytest.raises(dt.ModelFileError, match="a repeated game has no types"):
        dt.loads(TEXT + "repeated: {discount: 1/2, strategies: grim trigger}\n")


def test_a_cdf_that_is_divided_by_zero_at_an_end_is_told_at_its_place():
    text = (
        "players: [A]\nparameters: {C: {range: [1, 2]}}\ntypes:\n  A: {w: {cdf: w/(w + C - C), on: [0, C]}}\n"
        "tree: {player: A, moves: {x: [w], y: [0]}}\n"
    )
    with pytest.raises(dt.ModelFileError, match=r"model.yaml:4:\d+: the cdf of 'w', .* has no value at w = 0"):
        dt.loads(text)
