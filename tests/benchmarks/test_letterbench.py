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
from benchmarks.letters.independent import equilibria
from benchmarks.letters.points import drawn
from benchmarks.letters.score import PROBLEMS, load, names, profiles, score

NAMES = names()
FAMILIES = [name for name in NAMES if load(name)["asked"] != "thresholds"]
PLANTED = 200


def test_there_are_some_120_problems_of_every_form() -> None:
    assert len(NAMES) >= 115
    forms = Counter(load(name)["statement"]["form"] for name in NAMES)
    assert set(forms) == {"matrix", "tree", "types", "states"}
    assert {load(name)["known"]["how"] for name in NAMES} == {"publication", "proof", "two programs"}
    assert {load(name)["difficulty"] for name in NAMES} >= {1, 2, 3, 4}


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
        assert score(problem, problem["answer"], number=5).right, name
        source = random.Random(77)
        for _ in range(5):
            point = drawn(problem["statement"], source)
            assert equilibria(problem, point) == profiles(problem, problem["answer"], point), (name, point)


# --- planted mistakes -----------------------------------------------------------------------------------------------

Mutation = Callable[[dict[str, Any], random.Random], list[dict[str, Any]] | None]


def family_dropped(problem: dict[str, Any], source: random.Random) -> list[dict[str, Any]] | None:
    answer = copy.deepcopy(problem["answer"])
    answer.pop(source.randrange(len(answer)))
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
        for choices in family["strategies"].values():
            places += [(moves, move) for moves in choices.values() for move in moves]
    places = [(holder, key) for holder, key in places if formulas.names(holder[key]) & set(letters)]
    if not places:
        return None
    holder, key = source.choice(places)
    letter = source.choice(sorted(formulas.names(holder[key]) & set(letters)))
    holder[key] = replaced(holder[key], letter, letters[letter]["base"])
    return answer


def replaced(text: str, letter: str, number: str) -> str:
    """The text with a number in the place of a letter."""
    import re

    return re.sub(rf"\b{re.escape(letter)}\b", f"({number})", text)


def planted() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Mistakes of the three kinds in turn, in problems drawn at random."""
    source, found = random.Random(2026), []
    kinds: list[Mutation] = [family_dropped, strict_sign_weakened, right_at_the_base_case_only]
    while len(found) < PLANTED:
        kind = kinds[len(found) % 3]
        name = source.choice(FAMILIES)
        answer = kind(load(name), source)
        if answer is not None:
            found.append((name, kind.__name__, answer))
    return found


def test_the_scorer_finds_planted_mistakes() -> None:
    for name, kind, answer in planted()[:12]:
        assert not score(load(name), answer, first=True).right, (name, kind)


@pytest.mark.slow
def test_the_scorer_finds_every_one_of_200_planted_mistakes() -> None:
    overlooked = [(name, kind) for name, kind, answer in planted() if score(load(name), answer, first=True).right]
    assert overlooked == []


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
