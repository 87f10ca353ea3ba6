import json

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.cli.distributions import distributions_of
from deterrence.cli.entry import AT_FAULT, DONE, InputError


def output(capsys, *words):
    assert main(list(words)) == DONE
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "mean", "deviation"),
    [
        ("0.2:0.6", 0.4, 0.4 / 12**0.5),
        ("uniform(0,1)", 0.5, 1 / 12**0.5),
        ("normal(3,1/2)", 3, 0.5),
        ("beta(2,2)", 0.5, 0.05**0.5),
        ("triangular(0,0,1)", 1 / 3, 18**-0.5),
        ("exponential(2)", 2, 2),
    ],
)
def test_a_distribution_is_the_one_that_was_said(said, mean, deviation):
    found = distributions_of([f"c={said}"])["c"]
    assert found.mean() == pytest.approx(mean)
    assert found.std() == pytest.approx(deviation)


def test_a_lognormal_distribution_has_its_median():
    assert distributions_of(["k=lognormal(2,1.5)"])["k"].median() == pytest.approx(2)


@pytest.mark.parametrize(
    "word",
    [
        "c",
        "c=",
        "=1",
        "c=1:0",
        "c=0:1:2",
        "c=cauchy(0,1)",
        "c=normal(0)",
        "c=normal(0,0)",
        "c=beta(0,1)",
        "c=triangular(0,2,1)",
        "c=triangular(1,1,1)",
        "c=lognormal(2,1)",
        "c=exponential(-1)",
        "c=__import__('os')",
    ],
)
def test_what_is_no_distribution(word):
    with pytest.raises(InputError):
        distributions_of([word])


def test_a_letter_is_spoken_of_once():
    with pytest.raises(InputError, match="given twice"):
        distributions_of(["c=1", "c=0:1"])


def test_what_is_said_of_letters_may_stand_on_both_sides_of_an_option(capsys):
    one = output(capsys, "uncertainty", "preemption", "c=0.5", "--draws", "50", "alpha=2", "--json")
    assert one == output(capsys, "uncertainty", "preemption", "c=0.5", "alpha=2", "--draws", "50", "--json")


def test_how_likely_outcomes_are(capsys):
    known = ["g=2", "b=6", "k=2", "l=1", "e=3", "s=1"]
    shown = output(capsys, "uncertainty", "nll-probe", "c=0:1", *known, "--draws", "2000")
    # The status quo holds above 3/4, a probe is absorbed below 1/2.
    assert "probability of Status quo" in shown
    found = json.loads(output(capsys, "uncertainty", "nll-probe", "c=0:1", *known, "--draws", "2000", "--json"))
    by_name = {row["quantity"]: row for row in found["quantities"]}
    assert by_name["probability of Status quo"]["low"] == pytest.approx(0.25, abs=0.05)
    assert by_name["probability of New status quo"]["high"] == pytest.approx(0.5, abs=0.05)


def test_the_same_seed_says_the_same(capsys):
    words = ("uncertainty", "preemption", "--draws", "200", "--seed", "3")
    assert output(capsys, *words) == output(capsys, *words)


def test_an_answer_is_written_as_its_ending_says(tmp_path, capsys):
    pytest.importorskip("pyarrow")
    for ending in ("csv", "nc", "json", "parquet", "svg"):
        path = tmp_path / f"likely.{ending}"
        assert output(capsys, "uncertainty", "preemption", "--draws", "200", "-o", str(path)) == f"Wrote {path}\n"
        assert path.stat().st_size > 100


def test_which_letter_matters(tmp_path, capsys):
    path = tmp_path / "product.yaml"
    path.write_text(
        "title: A product\nplayers: [A]\nparameters: {c: {range: [0, 1]}, k: {range: [0, 1]}}\n"
        "matrix: {moves: {A: [Go, Stay]}, payoffs: {Go: ['c*k - 1/4'], Stay: [0]}}\n"
    )
    # Y = 1 when c*k > 1/4: S1 = 0.33905, ST = 0.66095 for both letters.
    found = json.loads(output(capsys, "sobol", str(path), "--of", "A: Go", "--draws", "2048", "--json"))
    assert [row["letter"] for row in found["indices"]] == ["c", "k"]
    assert all(row["first_low"] <= 0.33905 <= row["first_high"] for row in found["indices"])
    assert all(row["total_low"] <= 0.66095 <= row["total_high"] for row in found["indices"])


def test_how_far_a_number_moves(tmp_path, capsys):
    words = ["tornado", "nll-probe", "--of", "probability of Escalation"]
    found = json.loads(output(capsys, *words, "--json"))
    first = found["bars"][0]
    # Escalation has probability 1 - c while a response is unbacked and a probe pays, from c = 1/2 on.
    assert (first["parameter"], first["low"]["value"]["exact"], first["high"]["value"]["exact"]) == ("c", "0", "1/2")
    assert first["high"]["at"] == {"exact": "1/2", "float": 0.5}
    assert found["base"]["least"] == {"exact": "2/5", "float": 0.4}
    path = tmp_path / "tornado.svg"
    output(capsys, *words, "--set", "c=0.7", "-o", str(path))
    assert "What moves probability of Escalation" in path.read_text()


@pytest.mark.parametrize(
    ("model", "said", "meant"),
    [
        ("nll-probe", "DPRK: Probe", {"DPRK": "Probe"}),
        ("nll-probe", "ROK (after Probe): Respond", {"ROK": {"after Probe": "Respond"}}),
        ("arms-guardrails", "ROK: Restrain", {"ROK": "Restrain"}),
    ],
)
def test_a_choice_is_said_in_words_or_as_in_a_claim(capsys, model, said, meant):
    told = output(capsys, "tornado", model, "--of", said)
    assert told.startswith(f"{said}, one parameter at a time")
    assert told == f"{dt.tornado(dt.load(model), meant)}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["uncertainty", "preemption", "--draws", "1"],
        ["uncertainty", "preemption", "--select", "hope"],
        ["uncertainty", "preemption", "x=1"],
        ["uncertainty", "preemption", "-o", "x.gif"],
        ["sobol", "preemption", "--of", "War"],
        ["sobol", "preemption", "--of", "ROK=Wait", "--draws", "2"],
        ["sobol", "preemption"],
        ["tornado", "preemption"],
        ["tornado", "preemption", "--of", "War"],
        ["tornado", "preemption", "--of", "ROK=Wait", "--select", "logit limit"],
    ],
)
def test_a_mistake_is_one_message(words, capsys):
    assert main(words) == AT_FAULT
    assert capsys.readouterr().err.count("\n") == 1
