"""What claims quote: the passages of the source documents from which the map of claims is made."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import deterrence as dt

KOREA = sorted((Path(__file__).parents[2] / "models" / "korea").glob("*.yaml"))
load = cache(dt.load)


@pytest.mark.parametrize("path", KOREA, ids=lambda path: path.stem)
def test_a_passage_says_where_it_stands_in_a_source_of_the_model(path: Path) -> None:
    game = load(path)
    for claim in game.claims:
        assert bool(claim.passage) == (claim.source in game.sources)
        if claim.passage:
            assert re.fullmatch(r"par\. [1-9]\d*: \S.{10,}", claim.passage)


def test_a_passage_is_quoted_in_the_same_words_everywhere() -> None:
    by_beginning = defaultdict(set)
    for path in KOREA:
        for claim in load(path).claims:
            if claim.passage:
                by_beginning[claim.source, claim.passage[:30]].add(claim.passage)
    assert all(len(passages) == 1 for passages in by_beginning.values())
    assert len(by_beginning) >= 30
