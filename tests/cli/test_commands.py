import json
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE, REFUTED
from deterrence.verify import main as verify

WRONG = """
title: A choice
players: [A]
parameters:
  x: {meaning: what going is worth, range: [-1, 1], base: 0}
matrix: {moves: {A: [Go, Stay]}, payoffs: {Go: [x], Stay: [0]}}
claims:
  - says: A goes.
    then: {A: Go}
    EXPECTED
"""


def output(capsys, *words):
    assert main(list(words)) == DONE
    return capsys.readouterr().out


def record(capsys, *words):
    return json.loads(output(capsys, *words, "--json"))


# --- list, show, new ---


def test_list_names_every_model(capsys):
    shown = output(capsys, "list")
    assert all(f"{name}: " in shown for name in dt.models().names)


def test_list_as_json(capsys):
    rows = {row["name"]: row for row in record(capsys, "list")}
    assert rows["nll-probe"]["form"] == "tree"
    assert rows["nll-probe"]["players"] == ["DPRK", "ROK"]
    assert "c" in rows["nll-probe"]["parameters"]


def test_show_is_how_the_game_prints_and_what_it_says_of_itself(capsys):
    game = dt.load("nll-probe")
    shown = output(capsys, "show", "nll-probe")
    assert shown.startswith(f"{game!r}\n")
    words = " ".join(shown.split())
    assert all(" ".join(claim.says.split()) in words for claim in game.claims)
    assert game.summary.split(".")[0] in words


def test_show_with_a_value(capsys):
    assert record(capsys, "show", "nll-probe", "--set", "c=0.3")["parameters"].keys() == {"g", "b", "k", "l", "e", "s"}


def test_show_as_json_holds_the_model_itself(capsys, tmp_path):
    found = record(capsys, "show", "nll-probe")
    path = tmp_path / "copy.yaml"
    path.write_text(found["model"])
    assert dt.load(path) == dt.load("nll-probe")
    assert found["parameters"]["c"]["base"] == {"exact": "3/5", "float": 0.6}


@pytest.mark.parametrize("more", [[], ["--matrix"]])
def test_new_writes_a_model_that_holds_its_claims(more, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "Wrote my-model.yaml" in output(capsys, "new", "my-model", *more)
    game = dt.load("my-model.yaml")
    assert game.title.startswith("my-model: ")
    assert (type(game) is dt.Matrix) == bool(more)
    assert [row.verdict for row in dt.check(game)] == ["proved", "proved", "refuted as expected"]


def test_new_never_overwrites(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("kept")
    assert main(["new", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert path.read_text() == "kept"


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "-x", "a\nb", "a\x00b"])
def test_new_wants_a_name(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "--", name]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- generate ---


def test_generate_lists_the_families_with_their_numbers(capsys):
    shown = output(capsys, "generate")
    assert "solved whole, letters and all, in about ten seconds up to bankroll=10" in " ".join(shown.split())
    assert "dollar-auction: " in shown
    assert "bankroll=4" in shown


def test_generate_prints_a_model_or_writes_one_and_never_overwrites(tmp_path, capsys):
    printed = output(capsys, "generate", "centipede", "rounds=3")
    assert dt.loads(printed, "centipede-3") == dt.generate("centipede", rounds=3)
    path = tmp_path / "mine.yaml"
    assert "Wrote " in output(capsys, "generate", "centipede", "rounds=3", "-o", str(path))
    assert dt.load(path).root == dt.generate("centipede", rounds=3).root
    assert main(["generate", "centipede", "-o", str(path)]) == AT_FAULT
    assert "exists already" in capsys.readouterr().err


# --- solve ---


def test_solve_without_values_gives_families(capsys):
    shown = output(capsys, "solve", "nll-probe")
    assert "exists where" in shown
    assert "c >= b/(b + k)" in shown


def test_solve_can_leave_out_what_needs_a_tie(capsys):
    found = record(capsys, "solve", "nll-probe", "--generic")
    assert len(found["equilibria"]) == 3
    assert (found["scope"], found["complete"]) == ("away from ties", True)
    assert "equilibria away from ties by" in output(capsys, "solve", "nll-probe", "--generic")


def test_solve_on_a_grid_says_that_it_is_another_game(capsys):
    shown = output(capsys, "solve", "risk-and-return", "--grid", "3", "--set", "p=1/2")
    assert "A x = 1/2" in shown
    assert "on a grid of 3; not complete: with a grid of 3 this is another game" in " ".join(shown.split())
    assert main(["solve", "tullock-contest", "--grid", "3"]) == AT_FAULT
    assert "'f' has no upper end" in capsys.readouterr().err


def test_what_is_chosen_is_told_in_a_table(capsys, tmp_path):
    output(capsys, "sweep", "tullock-contest", "K=1:2:2", "-o", str(tmp_path / "k.csv"))
    head, first, _ = (tmp_path / "k.csv").read_text(encoding="utf-8").splitlines()
    row = dict(zip(head.split(","), first.split(","), strict=True))
    assert (row["choice of e"], row["choice of f"]) == ("1.0", "1.0")


def test_solve_with_a_value_is_the_base_case_there(capsys):
    shown = output(capsys, "solve", "nll-probe", "--set", "c=0.3")
    assert shown.startswith("At c = 3/10, g = 2,")
    assert "DPRK Probe; ROK Absorb" in shown


def test_solve_can_keep_letters_beside_values(capsys):
    found = record(capsys, "solve", "nll-probe", "--set", "c=0.9", "--free", "k")
    assert found["letters"] == ["k"]


def test_solve_as_json_is_exact(capsys):
    found = record(capsys, "solve", "preemption", "--set", "c=0.3")
    assert (found["concept"], found["exact"], found["complete"]) == ("nash", True, True)
    assert found["set"]["c"] == {"exact": "3/10", "float": 0.3}
    mixed = next(eq for eq in found["equilibria"] if "mixes" in eq["name"])
    assert mixed["strategies"][0]["moves"]["Wait"] == {"exact": "5/9", "float": pytest.approx(5 / 9)}
    assert len(found["equilibria"]) == 3


def test_solve_as_json_has_formulas_as_text(capsys):
    found = record(capsys, "solve", "nll-probe")
    probe = next(eq for eq in found["equilibria"] if eq["name"] == "DPRK Probe; ROK Absorb")
    assert probe["payoffs"]["DPRK"] == {"exact": "g", "float": None}
    assert probe["exists"] == ["c <= (e - l)/(e + s)"]


def test_solve_as_json_has_beliefs(capsys):
    found = record(capsys, "solve", "unilateral-deterrence-incomplete", "--set", "p_Ch=0.3")
    assert all(eq["beliefs"] for eq in found["equilibria"])


# --- thresholds ---


def test_thresholds_are_exact(capsys):
    found = record(capsys, "thresholds", "nll-probe", "c")
    assert [(row["exact"], row["names"]) for row in found["thresholds"]] == [("1/2", ["c_R"]), ("3/4", ["c_D"])]
    assert [cell["interval"] for cell in found["cells"]] == ["[0, 1/2)", "{1/2}", "(1/2, 3/4)", "{3/4}", "(3/4, 1]"]


def test_thresholds_take_other_values(capsys):
    assert "c = 1/2" in output(capsys, "thresholds", "nll-probe", "c", "--set", "b=2")


def test_thresholds_move_the_commitment_unless_told_otherwise(capsys):
    assert output(capsys, "thresholds", "nll-probe") == output(capsys, "thresholds", "nll-probe", "c")


# --- check ---


def test_check_tells_each_verdict(capsys):
    shown = output(capsys, "check", "nll-probe")
    assert "proved" in shown
    assert "refuted as expected" in shown


def test_check_as_json(capsys):
    rows = record(capsys, "check", "nll-probe", "preemption")
    assert {row["model"] for row in rows} == {"nll-probe", "preemption"}
    assert {row["verdict"] for row in rows} == {"proved", "refuted as expected"}
    assert all(("counterexample" in row) == row["verdict"].startswith("refuted") for row in rows)


def test_check_says_the_same_twice(capsys):
    assert output(capsys, "check", "preemption", "--json") == output(capsys, "check", "preemption", "--json")


def test_check_writes_certificates_that_the_verifier_accepts(capsys, tmp_path):
    folder = tmp_path / "new" / "certificates"
    shown = output(capsys, "check", "tripwire", "preemption", "--certificates", str(folder))
    assert shown.count("impossible questions\n  in ") == 2
    assert sorted(path.name for path in folder.iterdir()) == [
        "preemption.json",
        "preemption.yaml",
        "tripwire.json",
        "tripwire.yaml",
    ]
    assert verify([str(folder)]) == 0
    assert capsys.readouterr().out.startswith("preemption: ")
    whole = (folder / "tripwire.json").read_text(encoding="utf-8")
    output(capsys, "check", "tripwire", "--certificates", str(folder), "--json")
    assert (folder / "tripwire.json").read_text(encoding="utf-8") == whole


def test_check_writes_theorems_for_coq(capsys, tmp_path):
    output(capsys, "check", "two-theatres", "--certificates", str(tmp_path), "--coq")
    text = (tmp_path / "two_theatres.v").read_text(encoding="utf-8")
    refutations = json.loads((tmp_path / "two-theatres.json").read_text(encoding="utf-8"))["refutations"]
    assert text.count("Theorem ") == text.count("Qed.") - text.count("Lemma ") == len(refutations) > 0
    assert main(["check", "two-theatres", "--coq"]) == AT_FAULT
    assert "--coq goes with --certificates" in capsys.readouterr().err


def test_an_assumption_that_nobody_wrote_is_part_of_the_question(capsys, tmp_path):
    path = tmp_path / "leak.yaml"
    claim = "claims: [{says: Never beyond a half., when: c > 3/5, then: {A: Go}}]\n"
    letters = "parameters:\n  c: {range: [0, 1], base: 0.3}"
    path.write_text(LEAK.replace("parameters: {c: {range: [0, 1], base: 0.3}}", letters) + claim, encoding="utf-8")
    output(capsys, "check", str(path), "--certificates", str(tmp_path / "out"))
    data = json.loads((tmp_path / "out" / "leak.json").read_text(encoding="utf-8"))
    assert any("-(2*c - 1) >= 0" in question["conditions"] for question in data["questions"])
    assert verify([str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("given", [("{folder}/a.efg",), ("{folder}/nll-probe.yaml", "nll-probe")])
def test_certificates_that_could_not_be_written_are_refused(capsys, tmp_path, given):
    dt.save(dt.load("nll-probe"), tmp_path / "nll-probe.yaml")
    dt.save(dt.loads("players: [A]\ntree: {player: A, moves: {Go: [1], Stay: [0]}}"), tmp_path / "a.efg")
    words = [word.format(folder=tmp_path) for word in given]
    assert main(["check", *words, "--certificates", str(tmp_path / "out")]) == AT_FAULT
    assert "--certificates" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_parameter_that_nothing_uses_is_noted(capsys, tmp_path):
    path = tmp_path / "model.yaml"
    letter = "parameters:\n  zz: {range: [0, 1], base: 0}\n"
    text = dt.dumps(dt.load("nll-probe"), "yaml").replace("parameters:\n", letter)
    path.write_text(text, encoding="utf-8")
    for command in ("show", "check"):
        assert "note: no formula uses zz\n" in output(capsys, command, str(path))
        assert "note: no formula" not in output(capsys, command, "nll-probe")


def test_assumptions_that_nobody_wrote_are_shown_and_obeyed(capsys, tmp_path):
    path = tmp_path / "leak.yaml"
    path.write_text(LEAK, encoding="utf-8")
    assert "assumptions: 1 - 2*c >= 0 (probability of Bad)" in output(capsys, "show", str(path))
    assert record(capsys, "show", str(path))["implied"] == {"1 - 2*c >= 0": "probability of Bad"}
    assert main(["solve", str(path), "--set", "c=0.9"]) == AT_FAULT
    told = "the assumption '1 - 2*c >= 0' does not hold (c = 9/10): the probability of Bad asks for it.\n"
    assert capsys.readouterr().err == told
    rows = output(capsys, "sweep", str(path), "c=0:1:11").splitlines()
    assert [row.split()[0] for row in rows if row[:1].isdigit()] == ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]


LEAK = """players: [A]
parameters: {c: {range: [0, 1], base: 0.3}}
tree:
  player: A
  moves:
    Stay: [0]
    Go: {chance: {Good: {probability: 2*c, then: [1]}, Bad: {probability: 1 - 2*c, then: [-1]}}}
"""


def test_a_claim_refuted_is_status_1(capsys, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG.replace("EXPECTED", ""))
    assert main(["check", str(path)]) == REFUTED
    assert "refuted" in capsys.readouterr().out
    assert main(["check", "--json", str(path)]) == REFUTED
    [row] = json.loads(capsys.readouterr().out)
    assert row["verdict"] == "refuted"
    assert row["counterexample"]


def test_a_claim_refuted_as_expected_is_status_0(capsys, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG.replace("EXPECTED", "expected: refuted"))
    assert main(["check", str(path)]) == DONE


def test_a_broken_file_is_told_before_any_model_is_checked(capsys, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("title: x\n")
    assert main(["check", "nll-probe", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "broken.yaml:1:1: " in shown.err


# --- plot ---


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_plot_writes_what_the_ending_says(ending, tmp_path, capsys):
    path = tmp_path / f"tree.{ending}"
    assert output(capsys, "plot", "nll-probe", "-o", str(path)) == f"Wrote {path}\n"
    assert path.stat().st_size > 1000


def test_plot_has_a_name_where_none_is_given(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    output(capsys, "plot", "preemption")
    output(capsys, "plot", "preemption", "--thresholds", "c")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["preemption-c.svg", "preemption.svg"]


def test_plot_draws_an_equilibrium_at_values(tmp_path, capsys):
    path = tmp_path / "tree.svg"
    output(capsys, "plot", "nll-probe", "--set", "c=0.9", "-o", str(path))
    assert "DPRK Refrain; ROK Respond" in Path(path).read_text()


def test_plot_draws_the_equilibrium_asked_for(tmp_path, capsys):
    path = tmp_path / "tree.svg"
    output(capsys, "plot", "nll-probe", "--set", "c=1/2", "--equilibrium", "2", "-o", str(path))
    assert "(equilibrium 2 of 2)" in path.read_text()
