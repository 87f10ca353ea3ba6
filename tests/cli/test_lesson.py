"""`deterrence lesson` and `deterrence exercises`: for those who read, and for those who teach."""

import json

from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE


def test_the_lessons_are_listed(capsys):
    assert main(["lesson"]) == DONE
    assert capsys.readouterr().out == "commitment  Commitment and the gray zone (30 minutes)\n"


def test_a_lesson_is_printed_without_its_answers(capsys):
    assert main(["lesson", "commitment"]) == DONE
    plain = capsys.readouterr().out
    assert "4. Predict: Above which value of c does Seoul respond?" in plain
    assert "Answer:" not in plain
    assert "Note:" not in plain


def test_teachers_get_the_answers_with_their_proofs(tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text(
        "title: T\nchapters:\n- title: A\n  model: nll-probe\n  steps:\n"
        "  - ask: {at: {c: 0.4}, then: {ROK: Respond}, note: Let them try.}\n"
        "  - ask: {least: c, then: {ROK: Respond}}\n"
    )
    assert main(["lesson", str(path), "--answers"]) == DONE
    told = capsys.readouterr().out
    assert told.count("Answer:") == 2
    assert "Note: Let them try." in told
    assert "ROK: Absorb pays -1, Respond pays -1.4." in told
    assert "Proved for all values of the parameters: c > c_R." in told


def test_mistakes_in_a_lesson_are_told_at_their_place(tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text("title: T\nchapters:\n  - {title: A, model: nll-prob, steps: [{text: a}]}\n")
    assert main(["lesson", str(path)]) == AT_FAULT
    assert capsys.readouterr().err.startswith("own.yaml:3:23: no model 'nll-prob' in the library")
    path.write_text(
        "title: T\nchapters:\n"
        "- {title: A, model: nll-probe, steps: [{ask: {at: {c: 1/2}, quantity: payoff of DPRK}}]}\n"
    )
    assert main(["lesson", str(path)]) == DONE
    capsys.readouterr()
    assert main(["lesson", str(path), "--answers"]) == AT_FAULT
    assert capsys.readouterr().err.startswith("own.yaml:3:46: 'At c = 0.5: what is the payoff of DPRK?' has no certain")
    assert main(["lesson", "nowhere"]) == AT_FAULT
    assert "no such lesson file" in capsys.readouterr().err


def test_exercises_and_their_solutions_are_apart(capsys):
    assert main(["exercises", "prisoners-dilemma", "--most", "4"]) == DONE
    sheet = capsys.readouterr().out
    assert main(["exercises", "prisoners-dilemma", "--most", "4", "--answers"]) == DONE
    solutions = capsys.readouterr().out
    assert "Answer" not in sheet
    assert solutions.count("Answer:") == 4
    assert main(["exercises", "prisoners-dilemma", "--most", "2", "--json", "--answers"]) == DONE
    assert [row["answer"]["right"] for row in json.loads(capsys.readouterr().out)] == [["yes"], ["2"]]
    assert main(["exercises", "prisoners-dilemma", "--most", "0"]) == AT_FAULT
