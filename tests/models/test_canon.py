"""The list of published models names models that are there, and of each other one says what it lacks."""

from __future__ import annotations

import csv
from pathlib import Path

import deterrence as dt

CANON = Path(__file__).parents[2] / "docs" / "canon.csv"


def rows() -> list[dict[str, str]]:
    with CANON.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_published_model_is_in_the_library_or_lacks_something() -> None:
    assert rows()
    assert [row["citation"] for row in rows() if bool(row["model"]) == bool(row["lacks"])] == []


def test_the_models_named_are_there_and_name_their_source() -> None:
    named = [(row["citation"], row[key]) for row in rows() for key in ("model", "part") if row[key]]
    assert named
    for citation, name in named:
        surname = citation.split(",")[0].replace("ö", "o")
        assert any(surname in text.replace("ö", "o") for text in dt.load(name).sources.values()), (citation, name)
