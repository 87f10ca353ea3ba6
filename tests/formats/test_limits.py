"""The limits that the reference names are those of the code, all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.algebra.formulas import parser
from deterrence.formats import gambit_tokens, reading_tree, yaml_nodes
from deterrence.formats.model_file import reads
from deterrence.games import matrix, periods, stochastic
from deterrence.games.checks import probabilities
from deterrence.games.parts import mistakes, nodes, types
from deterrence.solvers import large_matrices

DOCS = Path(__file__).parents[2] / "docs"

LIMITS = {
    ("a formula", "characters"): parser.LONGEST_TEXT,
    ("a formula", "levels of nesting"): parser.DEEPEST_NESTING,
    ("a formula", "parts: names, numbers, operators"): parser.MOST_NODES,
    ("a formula", "characters of a number"): parser.LONGEST_LITERAL,
    ("a formula", "digits of the exponent of a number"): parser.LONGEST_EXPONENT,
    ("a formula", "power"): parser.HIGHEST_POWER,
    ("a name", "characters, of a player, move, type, outcome or state"): mistakes.LONGEST_LABEL,
    ("a model file", "bytes"): yaml_nodes.MOST_BYTES,
    ("a model file", "YAML entries"): yaml_nodes.MOST_NODES,
    ("a model file", "levels of nesting"): yaml_nodes.DEEPEST,
    ("a model file", "nodes of the tree, subtrees written out"): reading_tree.MOST_NODES,
    ("a game in Python", "nodes of the tree, types written out"): nodes.MOST_NODES,
    ("a game in Python", "cells of a matrix, unless it is made from arrays"): matrix.MOST_CELLS,
    ("types", "combinations"): types.MOST_PROFILES,
    ("types", "combinations on which one probability depends"): probabilities.MOST_COMBINATIONS,
    ("a game over time", "periods, where there is a horizon"): periods.MOST_PERIODS,
    ("a game over time", "states"): stochastic.MOST_STATES,
    ("a file from Gambit", "bytes"): gambit_tokens.MOST_BYTES,
    ("a file from Gambit", "characters of a number"): gambit_tokens.MOST_DIGITS,
}


def documented() -> dict[tuple[str, str], int]:
    """The table of limits in the reference."""
    text = (DOCS / "reference" / "model-file.md").read_text(encoding="utf-8")
    section = text.split("\n## Limits\n")[1].split("\n## ")[0]
    found = {}
    of = ""
    for row in re.findall(r"^\|(.*)\|(.*)\|(.*)\|$", section, re.MULTILINE)[2:]:
        name, what, number = (cell.strip() for cell in row)
        of = name or of
        found[of, what] = int(number.replace(",", ""))
    return found


def test_the_reference_names_the_limits_of_the_code() -> None:
    assert documented() == LIMITS


@pytest.mark.parametrize(
    ("page", "pattern", "limit"),
    [
        ("reference/model-file.md", r"number of periods, at most (\d+)", periods.MOST_PERIODS),
        ("reference/model-file.md", r"whole number of at most (\d+)", parser.HIGHEST_POWER),
        ("how-to/repeated-and-stochastic-games.md", r"at most (\d+) periods", periods.MOST_PERIODS),
        ("how-to/numbers-and-gambit.md", r"[Bb]eyond ([\d,]+) cells", large_matrices.CELLS),
    ],
)
def test_other_pages_agree(page: str, pattern: str, limit: int) -> None:
    found = re.findall(pattern, (DOCS / page).read_text(encoding="utf-8"))
    assert found
    assert {int(number.replace(",", "")) for number in found} == {limit}


def test_the_messages_name_the_same_limits_and_they_bind() -> None:
    text = "players: [A]\ntree: [1]\n"
    most = documented()["a model file", "bytes"]
    assert reads(text + "#" * (most - len(text))).players == ("A",)
    with pytest.raises(dt.ModelFileError, match=f"a file has at most {most:,} bytes"):
        reads(text + "#" * (most - len(text) + 1))
    most = documented()["a name", "characters, of a player, move, type, outcome or state"]
    assert dt.Tree(["A" * most], dt.Outcome("x", [1])).players
    with pytest.raises(dt.GameError, match=f"a name has at most {most} characters"):
        dt.Tree(["A" * (most + 1)], dt.Outcome("x", [1]))


@pytest.mark.slow
def test_the_number_of_entries_binds() -> None:
    text = "players: [A]\ntree: [1]\n"
    # The model's own entries: two keys, a list, a name, a list, a number, a key, a list, and the mapping around them.
    most = documented()["a model file", "YAML entries"]
    assert reads(f"{text}assumptions: [{', '.join(['1 > 0'] * (most - 9))}]").players == ("A",)
    with pytest.raises(dt.ModelFileError, match=f"a file has at most {most:,} entries"):
        reads(f"{text}assumptions: [{', '.join(['1 > 0'] * (most - 8))}]")
