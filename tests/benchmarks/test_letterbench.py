"""LetterBench: problems are whole, brute force agrees with the references, the scorer finds planted mistakes."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import deterrence as dt
from benchmarks.letters import formulas
from benchmarks.letters.build import checked_line
from benchmarks.letters.grids import envelope
from benchmarks.letters.independent import equilibria
from benchmarks.letters.points import drawn, near, on_border
from benchmarks.letters.score import PROBLEMS, compared, load, names, profiles, score

NAMES = names()
FAMILIES = [name for name in NAMES if load(name)["asked"] != "thresholds"]
INTERVALS = ("choices", "offer", "drawn types", "repeated")  # choices and types from intervals, and play without end
NEWER = [name for name in FAMILIES if load(name)["statement"]["form"] in INTERVALS]
PLANTED = 200
PLANTED_IN_NEWER = 80


def test_there_are_some_120_problems_of_every_form() -> None:
    assert len(NAMES) >= 115
    forms = Counter(load(name)["statement"]["form"] for name in NAMES)
    assert set(forms) == {"matrix", "tree", "types", "states", *INTERVALS}
    assert sum(forms[form] for form in INTERVALS) >= 18
    assert {load(name)["known"]["how"] for name in NAMES} == {"publication", "proof", "two programs"}
    assert {load(name)["difficulty"] for name in NAMES} >= {1, 2, 3, 4}


def test_every_statement_can_be_read() -> None:
    for name in NAMES:
        assert drawn(load(name)["statement"], random.Random(9)) is not None, name


def test_letters_may_be_called_as_words_of_python_are() -> None:
    assert formulas.value("lambda*is", {"lambda": Fraction(2), "is": Fraction(3)}) == 6
    assert formulas.names("lambda + x") == {"lambda", "x"}
    assert formulas.sides("lambda > 0 and x < lambda") == [("lambda", "0"), ("x", "lambda")]


@pytest.mark.parametrize("name", random.Random(4).sample(NAMES, 12))
def test_a_problem_stands_next_to_its_model(name: str) -> None:
    problem, game = load(name), dt.load(PROBLEMS / f"{name}.yaml")
    assert problem["name"] == name
    assert problem["statement"]["players"] == list(game.players)
    assert problem["known"]["by"]
    if problem["asked"] != "thresholds":
        assert list(problem["statement"]["letters"]) == list(game.parameters)


@pytest.mark.slow
def test_references_are_right_by_their_own_measure_and_by_brute_force() -> None:
    for name in FAMILIES:
        problem = load(name)
        if problem["statement"]["form"] == "offer":
            continue
        assert score(problem, problem["answer"], number=5).right, name
        source = random.Random(77)
        for _ in range(5):
            point = drawn(problem["statement"], source)
            assert agree(problem, point), (name, point)


def agree(problem: dict[str, Any], point: dict[str, Fraction]) -> bool:
    """Whether brute force finds what the reference says, no more and no less."""
    return compared(equilibria(problem, point), profiles(problem, problem["answer"], point)) == ([], [])


@pytest.mark.parametrize("name", NEWER)
def test_brute_force_finds_what_references_say_of_intervals_and_play_without_end(name: str) -> None:
    problem = load(name)
    place = {letter: Fraction(text) for letter, text in random.Random(3).choice(problem["answer"])["place"].items()}
    assert agree(problem, near(problem["statement"], place, random.Random(5)))


@pytest.mark.slow
def test_brute_force_and_references_agree_at_more_points() -> None:
    for name in NEWER:
        problem, source = load(name), random.Random(78)
        for family in problem["answer"]:
            place = {letter: Fraction(text) for letter, text in family["place"].items()}
            assert agree(problem, near(problem["statement"], place, source)), name
        assert agree(problem, drawn(problem["statement"], source)), name


def test_grids_find_what_is_known_by_hand() -> None:
    """Fearon 1995: p + (C - c)/2 is demanded, and refused with probability (C - c)/(2*C)."""
    problem = load("risk-and-return")
    [profile] = equilibria(problem, {"p": Fraction(1, 2), "c_A": Fraction(1, 10), "C": Fraction(3, 10)})
    found = dict(profile)
    assert found["chosen", "x"] == pytest.approx(0.6)
    assert found["B", "answer", "Fight, then Grant"] == pytest.approx(0.1)


def test_envelopes_leave_no_move_out_and_none_in() -> None:
    lines = {
        "Low": (Fraction(1), Fraction(0)),
        "Middle": (Fraction(0), Fraction(2)),
        "High": (Fraction(-3), Fraction(4)),
    }
    assert envelope(lines, Fraction(0), Fraction(2)) == (["Low", "Middle", "High"], [Fraction(1, 2), Fraction(3, 2)])
    assert envelope(lines, Fraction(0), Fraction(1)) == (["Low", "Middle"], [Fraction(1, 2)])


def test_roots_are_exact_where_they_are_fractions() -> None:
    assert formulas.value("sqrt(x)", {"x": Fraction(9, 4)}) == Fraction(3, 2)
    assert abs(formulas.value("sqrt(2)", {}) ** 2 - 2) < Fraction(1, 10**59)
    with pytest.raises(ZeroDivisionError):
        formulas.value("sqrt(-1)", {})


def test_types_out_of_their_interval_and_in_the_wrong_order_are_false() -> None:
    problem = load("risk-and-return")
    for cut in ("-1", "C", "2*C"):
        answer = copy.deepcopy(problem["answer"])
        for family in answer:
            family["cuts"] = {"B": {"answer": {"moves": ["Fight", "Grant"], "at": [cut]}}}
        assert score(problem, answer, number=5, first=True).false


# --- planted mistakes -----------------------------------------------------------------------------------------------

Mutation = Callable[[dict[str, Any], random.Random], list[dict[str, Any]] | None]


def family_dropped(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    answer = copy.deepcopy(problem["answer"])
    answer.pop(source.randrange(len(answer)))
    return answer


def interval_sign_weakened(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    """The same, where it is a mistake: where play is another on the border, and not its limit from both sides."""
    answer = strict_sign_weakened(problem, source)
    if answer is None:
        return None
    statement = problem["statement"]
    for old, new in zip(problem["answer"], answer, strict=True):
        place = {letter: Fraction(text) for letter, text in old["place"].items()}
        for condition in set(old["where"]) - set(new["where"]):
            for point in on_border(statement, condition, place):
                if profiles(problem, problem["answer"], point) != profiles(problem, answer, point):
                    return answer
    return None


def types_in_the_wrong_order(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    answer = copy.deepcopy(problem["answer"])
    told = [
        rule
        for family in answer
        for places in family.get("cuts", {}).values()
        for rule in places.values()
        if rule["moves"] != rule["moves"][::-1]
    ]
    if not told:
        return None
    source.choice(told)["moves"].reverse()
    return answer


def strict_sign_weakened(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    """`>` becomes `>=`, or the other way round: the family is told on its border, or is not, wrongly."""
    answer = copy.deepcopy(problem["answer"])
    places = [(i, k) for i, family in enumerate(answer) for k, text in enumerate(family["where"]) if " 0" in text]
    if not places:
        return None
    i, k = source.choice(places)
    left, sign, _ = answer[i]["where"][k].rsplit(" ", 2)
    other = {">": ">=", "<": "<=", ">=": ">", "<=": "<"}.get(sign)
    if other is None:
        return None
    answer[i]["where"][k] = f"{left} {other} 0"
    return answer


def right_at_the_base_case_only(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    """A letter in a probability or a condition has its base value for ever."""
    answer, letters = copy.deepcopy(problem["answer"]), problem["statement"]["letters"]
    places: list[tuple[dict[str, Any] | list[str], Any]] = []
    for family in answer:
        places += [(family["where"], k) for k in range(len(family["where"]))]
        for choices in family.get("strategies", {}).values():
            places += [(moves, move) for moves in choices.values() for move in moves]
        places += [(family["choices"], letter) for letter in family.get("choices", {})]
        for rules in family.get("cuts", {}).values():
            places += [(rule["at"], k) for rule in rules.values() for k in range(len(rule["at"]))]
    places = [(holder, key) for holder, key in places if formulas.names(holder[key]) & set(letters)]
    if not places:
        return None
    holder, key = source.choice(places)
    letter = source.choice(sorted(formulas.names(holder[key]) & set(letters)))
    holder[key] = replaced(holder[key], letter, letters[letter]["base"])
    if any(holder is family["where"] for family in answer) and not formulas.names(holder[key]):
        return None  # the condition may have been about ties alone
    return answer


def replaced(text: str, letter: str, number: str) -> str:
    """The text with a number in the place of a letter."""
    import re

    return re.sub(rf"\b{re.escape(letter)}\b", f"({number})", text)


def planted(names: list[str], kinds: list[Mutation], number: int) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Mistakes of the kinds in turn, in problems drawn at random."""
    source, found = random.Random(2026), []
    while len(found) < number:
        kind = kinds[len(found) % len(kinds)]
        name = source.choice(names)
        answer = kind(load(name), source)
        if answer is not None:
            found.append((name, kind.__name__, answer))
    return found


OF_ALL: list[Mutation] = [family_dropped, strict_sign_weakened, right_at_the_base_case_only]
OF_NEWER: list[Mutation] = [
    family_dropped,
    interval_sign_weakened,
    right_at_the_base_case_only,
    types_in_the_wrong_order,
]
OLDER = [name for name in FAMILIES if name not in NEWER]


def test_the_scorer_finds_planted_mistakes() -> None:
    for name, kind, answer in planted(OLDER, OF_ALL, PLANTED)[:12] + planted(NEWER, OF_NEWER, 12):
        assert not score(load(name), answer, first=True).right, (name, kind)


@pytest.mark.slow
def test_the_scorer_finds_every_one_of_280_planted_mistakes() -> None:
    mistakes = planted(OLDER, OF_ALL, PLANTED) + planted(NEWER, OF_NEWER, PLANTED_IN_NEWER)
    overlooked = [(name, kind) for name, kind, answer in mistakes if score(load(name), answer, first=True).right]
    assert overlooked == []


def test_thresholds_are_where_brute_force_finds_another_play() -> None:
    lines = [load(name) for name in NAMES if load(name)["asked"] == "thresholds"]
    for problem in lines:
        checked_line(problem)
    for wrong in (lines[0]["answer"][1:], [*lines[0]["answer"], "13/14"]):
        with pytest.raises(AssertionError):
            checked_line({**lines[0], "answer": wrong})


def test_thresholds_are_compared_as_numbers() -> None:
    name = next(name for name in NAMES if load(name)["asked"] == "thresholds")
    problem = load(name)
    assert score(problem, [*problem["answer"]]).right
    assert score(problem, [f"({text})*2/2" for text in problem["answer"]]).right
    assert score(problem, problem["answer"][1:]).missing
    assert score(problem, [*problem["answer"], "1/97"]).false
    assert score(problem, ["__import__('os')"]).false


def test_what_is_no_formula_is_told_and_not_run(tmp_path: Any) -> None:
    problem = load(FAMILIES[0])
    answer = json.loads(json.dumps(problem["answer"]))
    answer[0]["strategies"] = {"A": {"start": {"x": "open('/etc/passwd')"}}}
    assert score(problem, answer, number=10).false
    with pytest.raises(formulas.NotAFormulaError):
        formulas.value("(1).__class__", {})
    assert formulas.value("2*x**2 - min(x, 1/3)", {"x": Fraction(1, 2)}) == Fraction(1, 6)
