"""The glossary names what the toolkit speaks of, and every page leads to it."""

import re
from pathlib import Path

import pytest

from deterrence.games.parts.concepts import CONCEPTS

DOCS = Path(__file__).parents[1] / "docs"
ENTRIES = dict(
    re.findall(
        r"^(\w[^\n]*)\n((?:  [^\n]+\n)+)",
        (DOCS / "glossary.md").read_text().partition(":::{glossary}")[2],
        re.MULTILINE,
    )
)


def test_the_entries_are_in_order_and_short():
    assert len(ENTRIES) > 50
    assert list(ENTRIES) == sorted(ENTRIES, key=str.casefold)
    assert all(len(text.split()) <= 60 for text in ENTRIES.values())


@pytest.mark.parametrize("concept", [name for name in CONCEPTS if name != "weak-commitment"])
def test_every_concept_is_explained(concept):
    assert CONCEPTS[concept].singular in ENTRIES


@pytest.mark.parametrize(
    "word", ["threshold", "family", "region", "claim", "complete", "indifferent", "type", "belief"]
)
def test_words_of_the_answers_are_explained(word):
    assert word in ENTRIES


def test_pages_for_beginners_lead_to_it():
    for page in (
        "index.md",
        "tutorial/index.md",
        "tutorial/nll-from-nothing.md",
        "tutorial/exercises.md",
        "examples/index.md",
    ):
        assert "glossary.md" in (DOCS / page).read_text()
    assert re.search(r"^glossary$", (DOCS / "index.md").read_text(), re.MULTILINE)  # and so in the margin of every page
