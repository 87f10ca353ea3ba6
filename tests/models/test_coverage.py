"""The table of what the source documents assert: every sentence is there, with a claim that exists or with a reason."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import deterrence as dt

COVERAGE = Path(__file__).parents[2] / "docs" / "coverage.csv"

# How many sentences each paragraph has, headings not counted.
SENTENCES = {
    "nss": [1, 2, 3, 3, 3, 2, 4, 2, 3, 1, 5, 3, 3, 1, 6, 3, 2, 3, 4],
    "nds": [2, 2, 2, 3, 3, 2, 3, 2, 2, 3, 2, 3, 3, 2, 2, 2],
}


def rows() -> list[dict[str, str]]:
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def claims(model: str) -> tuple[Any, ...]:
    return tuple(dt.load(model).claims)


def test_every_sentence_has_its_rows_in_order() -> None:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows():
        found[row["document"], int(row["paragraph"])].append(row["sentence"])
    for document, numbers in SENTENCES.items():
        for paragraph, number in enumerate(numbers, 1):
            marks = found[document, paragraph]
            assert list(dict.fromkeys(int(mark.rstrip("abc")) for mark in marks)) == [*range(1, number + 1)], paragraph
            for sentence in range(1, number + 1):
                parts = [mark.lstrip("0123456789") for mark in marks if int(mark.rstrip("abc")) == sentence]
                assert parts == ([""] if len(parts) == 1 else list("abc"[: len(parts)])), (
                    document,
                    paragraph,
                    sentence,
                )


def test_each_assertion_has_a_proved_claim_or_a_reason() -> None:
    for row in rows():
        assert row["assertion"]
        assert row["kind"] in {"fact", "mechanism", "judgement", "report of words", "forecast"}
        assert bool(row["model"]) == bool(row["claim"]) != bool(row["why"]), row
        if row["model"]:
            named = [claim for claim in claims(row["model"]) if claim.says.startswith(row["claim"])]
            assert [claim.expected for claim in named] == ["proved"], row


def test_facts_are_not_claimed_and_most_mechanisms_are() -> None:
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for row in rows():
        by_kind[row["kind"]].append(bool(row["model"]))
    assert not any(by_kind["fact"])
    assert sum(by_kind["mechanism"]) >= 0.9 * len(by_kind["mechanism"])
