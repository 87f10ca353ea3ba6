"""The intuitive criterion and D1 on games whose refined equilibria are published."""

from __future__ import annotations

import pytest

import deterrence as dt


def test_beer_quiche_keeps_only_pooling_on_beer():
    """Cho and Kreps (1987): quiche fails the intuitive criterion, because only the strong type can gain by beer."""
    found = dt.solve(dt.load("beer-quiche").base_case())
    for criterion in ("intuitive", "D1"):
        passed = dt.refine(found, criterion)
        assert len(passed) > 0
        assert all(eq["Sender (Strong)"]["Beer"] == 1 and eq["Sender (Weak)"]["Beer"] == 1 for eq in passed)
        quiche = [eq for eq in passed.struck if eq["Sender (Strong)"]["Quiche"] == 1]
        assert len(quiche) == 2
        assert all("no weight may be put on Sender (Weak)" in eq.notes[-1] for eq in quiche)
    # After quiche D1 leaves out the strong type; fighting is then the one best response, so the mixture fails too.
    assert [eq["Receiver", "sees quiche"]["Fight"] for eq in dt.refine(found, "D1")] == [1]


def test_a_refinement_with_a_letter_keeps_the_part_of_the_region_that_passes():
    found = dt.solve(dt.load("beer-quiche"))
    passed = dt.refine(found, "intuitive")
    at = {"p": "9/10"}
    assert any(eq.exists.holds(**at) for eq in passed)
    assert all(eq["Sender (Strong)"]["Beer"] == 1 for eq in passed if eq.exists.holds(**at))
    low = [eq for eq in passed if eq.exists.holds(p="1/4")]
    assert [eq.kind for eq in low] == ["semi-separating"]


def test_the_red_line_that_nobody_draws_fails_d1_but_not_the_intuitive_criterion():
    found = dt.solve(dt.load("red-line").base_case())
    silent = [eq for eq in found if eq["US (Resolute)", "announcement"]["Ambiguous"] == 1]
    assert silent
    assert all(eq in list(dt.refine(found, "intuitive")) for eq in silent)
    assert not any(eq in list(dt.refine(found, "D1")) for eq in silent)


def test_what_is_no_signalling_game_is_refused_by_name():
    with pytest.raises(ValueError, match="not a signalling game"):
        dt.refine(dt.solve(dt.load("nll-probe").base_case()), "D1")
    with pytest.raises(ValueError, match="no refinement 'divinity'"):
        dt.refine(dt.solve(dt.load("beer-quiche").base_case()), "divinity")
