"""Lesson files: what is read, every mistake in its place, and that no file can do more than be wrong."""

import json
import textwrap
from pathlib import Path

import pytest

from deterrence import lessons
from deterrence.formats.yaml_nodes import MOST_BYTES
from deterrence.lessons.lesson import SHOWN
from deterrence.lessons.markdown import LONGEST_TEXT
from deterrence.lessons.reading import CHAPTER_KEYS, LESSON_KEYS, MOST_CHAPTERS, MOST_STEPS, STEPS, LessonFileError
from deterrence.lessons.reading_questions import COMMON, KINDS

GOOD = """\
title: A lesson
summary: About one model.
minutes: 5
know first: [what a probability is]
sources: {nss: an analysis}
chapters:
  - title: One
    idea: Look ahead.
    minutes: 5
    model: nll-probe
    set: {c: 0.4}
    sliders: [c]
    steps:
      - text: |
          Some *words*,
          `code`.
      - play: {as: ROK, rounds: 3}
      - predict: {at: {c: 0.6}, then: {ROK: Respond}}
      - show: {what: [strip, map], against: k}
      - ask: {least: c, then: {outcome: Status quo}, question: From where?, note: For the teacher.}
      - ask: {quantity: payoff of DPRK}
      - ask: {letters: [k, b], move: rise, then: {DPRK: Refrain}}
      - ask: {effect of: c, on: probability of Escalation, between: [0.5, 0.75]}
      - ask: {claim: 8}
      - ask: {claim: {says: Seoul answers., when: c > c_R, then: {ROK: Respond}}}
      - ask: {discuss: What is left out?}
"""


def chapter(steps="- text: words", head="model: nll-probe"):
    body = textwrap.indent(textwrap.dedent(steps), "      ")
    return f"title: T\nchapters:\n  - title: One\n    {head}\n    steps:\n{body}\n"


def step(text):
    """A step in line 6, which begins in column 9."""
    return chapter(f"- {text}")


def told(text):
    with pytest.raises(LessonFileError) as caught:
        lessons.reads(text, "l.yaml")
    return str(caught.value).splitlines()


def test_a_lesson_is_read():
    lesson = lessons.reads(GOOD)
    [one] = lesson.chapters
    assert (lesson.title, lesson.minutes, lesson.know_first) == ("A lesson", 5, ("what a probability is",))
    assert [s.kind for s in one.steps] == ["text", "play", "predict", "show", *["ask"] * 7]
    kinds = ["happens", "least", "how much", "which letters", "which way", "is true", "is true", "discuss"]
    assert [question.kind for question in lesson.questions] == kinds
    assert {str(one.values[name]) for name in ("c", "g")} == {"2/5", "2"}
    assert (one.steps[3].over, one.steps[3].against) == ("c", "k")
    happens, least, *_ = lesson.questions
    assert str(happens.posed.values["c"]) == "3/5"
    assert (least.ask, least.posed.note) == ("From where?", "For the teacher.")


def test_json_is_plain_and_says_what_the_docstring_says():
    found = json.loads(json.dumps(lessons.reads(GOOD).as_json()))
    documented = set(lessons.__doc__.replace(",", " ").split())
    assert set(found) <= documented | {"know first"}
    [one] = found["chapters"]
    assert set(one) <= documented
    for part in one["steps"]:
        assert set(part) <= documented
        assert set(part.get("question", {})) <= documented
    assert "answer" not in one["steps"][2]["question"]
    assert found["models"]["nll-probe"].startswith("title: Gray-zone probe")
    with_answers = lessons.reads(GOOD).as_json(answers=True)["chapters"][0]["steps"]
    assert with_answers[2]["question"]["answer"]["right"] == ["yes"]
    assert with_answers[-1]["question"]["answer"] is None


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "the file is empty; a lesson has a title and chapters"),
        ("title: T", "1:1", "a lesson has 'chapters'"),
        ("- a", "1:1", "expected a lesson as a mapping"),
        ("titel: T\nchapters: []", "1:1", "'titel' is not a key of a lesson"),
        ("title: T\nminutes: soon\nchapters: []", "2:10", "'minutes' is a whole number from 1 to 600; found 'soon'"),
        (chapter(head="model: nll-prob"), "4:12", "Did you mean 'nll-probe'?"),
        (chapter(head="model: ../secret.yaml"), "4:12", "a file in the lesson's own folder"),
        (chapter(head="model: /etc/passwd"), "4:12", "name one of the library"),
        (chapter(head="model: nowhere.yaml"), "4:12", "no such file"),
        (chapter(head="model: nll-probe\n    set: {c: 2}"), "5:10", "value 2 of 'c' lies outside its range [0, 1]"),
        (chapter(head="model: nll-probe\n    set: {q: 2}"), "5:11", "'q' is not a parameter of the model"),
        (chapter(head="model: nll-probe\n    set: {c: much}"), "5:14", "expected a number such as 0.4"),
        (chapter(head="model: nll-probe\n    sliders: [x]"), "5:15", "'x' is not a parameter of the model"),
        (step("look: here"), "6:9", "'look' is not a key of a step"),
        (step("text: words\n  show: strip"), "6:9", "found text, show together"),
        (step("text: a **b"), "6:17", "no '**' closes it"),
        (step("text: it costs {=(1 - q)*e}"), "6:31", "'q' is no letter or definition"),
        (step("ask: {discuss: 'Why {=c +}?'}"), "6:34", "the formula ends"),
        (step("play: Seoul"), "6:15", "'Seoul' is not a player; those are DPRK, ROK"),
        (step("play: {as: ROK, rounds: 0}"), "6:33", "'rounds' is a whole number from 1 to 20"),
        (step("show: stripe"), "6:15", "Did you mean 'strip'?"),
        (step("show: matrix"), "6:15", "the model is a tree, so no 'matrix' can be shown"),
        (step("ask: {at: {c: 0.4}}"), "6:14", "a question has one of least, letters"),
        (step("ask: {then: {ROK: Reply}}"), "6:27", "'Reply' is not a move of ROK; those are Absorb, Respond"),
        (step("ask: {then: {RKO: Respond}}"), "6:22", "Did you mean 'ROK'?"),
        (step("ask: {then: {ROK: Respond}, at: {c: 7}}"), "6:41", "outside its range"),
        (step("ask: {least: c}"), "6:14", "also has 'then'"),
        (step("ask: {least: c, then: {unique: true}}"), "6:32", "can be asked at a point"),
        (step("ask: {then: {effect of: c, on: payoff of ROK, is: positive}}"), "6:22", "'between: [0, 1/2]'"),
        (step("ask: {letters: [c], move: up, then: {DPRK: Refrain}}"), "6:35", "'move' is one of rise, fall, change"),
        (step("ask: {quantity: Escalation}"), "6:25", "expected 'probability of' an outcome"),
        (step("ask: {quantity: probability of Peace}"), "6:25", "Peace"),
        (step("ask: {effect of: c, on: payoff of ROK, between: [1, 0]}"), "6:57", "the smaller one"),
        (step("ask: {claim: 99}"), "6:22", "the model's 10 claims"),
        (step("ask: {claim: {says: x, then: {ROK: Fly}}}"), "6:44", "'Fly' is not a move of ROK"),
        (step("ask: {claim: {says: x, then: {ROK: Respond}, when: c >}}"), "6:63", "the formula ends"),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(text, place, said):
    lines = told(text)
    assert any(line.startswith(f"l.yaml:{place}: ") and said in line for line in lines), lines


def test_every_mistake_is_told_at_once():
    lines = told(chapter("- play: Seoul\n- show: stripe\n- text: a **b"))
    assert [line.split(":")[1] for line in lines] == ["6", "7", "8"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: &a [x]\nchapters: *a", "anchor"),
        ("title: !!python/object/apply:os.system ['true']", "tag"),
        ("title: " + "[" * 200, "nested more than 100 levels"),
        ("a" * (MOST_BYTES + 1), "at most 524,288 bytes"),
        ("title: T\n---\ntitle: U", "second document"),
        ("title: \x00", "control character"),
    ],
)
def test_hostile_files_are_refused(text, said):
    assert said in told(text)[0]


def test_many_chapters_and_steps_are_refused():
    assert any("at most 60 steps" in line for line in told(chapter("- text: a\n" * 61)))
    one = "  - {title: a, model: nll-probe, steps: [{text: b}]}\n"
    assert any("at most 40 chapters" in line for line in told("title: T\nchapters:\n" + one * 41))


def test_a_model_beside_the_lesson_is_read_and_its_mistakes_told(tmp_path):
    (tmp_path / "own.yaml").write_text("players: [A]\ntree: {player: A, moves: {x: [1], y: [0]}}\n")
    path = tmp_path / "l.yaml"
    path.write_text(chapter("- ask: {then: {A: x}}", head="model: own.yaml"))
    lesson = lessons.load(path)
    assert [question.answer().right for question in lesson.questions] == [("yes",)]
    assert lesson.as_json()["models"] == {"own.yaml": (tmp_path / "own.yaml").read_text()}
    (tmp_path / "own.yaml").write_text("players: [A]\ntree: {player: B, moves: {x: [1], y: [0]}}\n")
    with pytest.raises(LessonFileError, match=r"l\.yaml:4:12: 'own\.yaml' has mistakes: line 2: 'B' is not a player"):
        lessons.load(path)


def test_a_name_that_is_no_lesson_is_told():
    with pytest.raises(FileNotFoundError, match="Did you mean 'commitment'"):
        lessons.load("comitment")


def test_the_reference_tells_every_key_kind_and_limit():
    page = (Path(lessons.__file__).parents[2] / "docs" / "reference" / "lesson-file.md").read_text()
    for key in (*LESSON_KEYS, *CHAPTER_KEYS, *STEPS, *COMMON, *SHOWN, "over", "against", "rounds", "move"):
        assert f"`{key}`" in page or f"{key}:" in page, key
    for key in KINDS:
        assert f"`{key}" in page
    assert f"required, at most {MOST_CHAPTERS} |" in page
    assert f"required, at most {MOST_STEPS} |" in page
    assert f"at most {LONGEST_TEXT:,} characters" in page


def test_the_example_in_the_reference_is_a_lesson():
    page = (Path(lessons.__file__).parents[2] / "docs" / "reference" / "lesson-file.md").read_text()
    lesson = lessons.reads(page.partition("```yaml\n")[2].partition("```")[0])
    assert [question.answer().right for question in lesson.questions] == [("no",), ("0.5",)]
