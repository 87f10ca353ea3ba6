"""How pictures look: colours that the colour-blind tell apart, patterns that survive a black-and-white printer."""

from __future__ import annotations

from typing import Any, Final

# Okabe and Ito (2008), in an order in which neighbours also differ in lightness.
BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
SKY: Final = "#56B4E9"
VERMILION: Final = "#D55E00"
YELLOW: Final = "#F0E442"
PLAYER_COLOURS: Final = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)

INK: Final = "#000000"
SOFT: Final = "#555555"
FAINT: Final = "#AAAAAA"
PAPER: Final = "#FFFFFF"
NOWHERE: Final = "#B0B0B0"  # where an assumption fails: no fill of a move or an equilibrium

# Sizes of letters, in points.
TITLE: Final = 11.0
TEXT: Final = 9.0
SMALL: Final = 7.5

# What a move looks like: a light fill from the same palette under a pattern of its own.
FILLS: Final = ("#E8EEF4", "#BFDDF0", "#F7D9A1", "#A8DCCB", "#F0D2E2", "#FBF7C0", "#F4C2A2", "#D9D9D9")
PATTERNS: Final = ("", "////", "..", "\\\\\\\\", "o", "----", "||||", "++++")

# Text stays text: it can be searched, copied and edited in what is saved. Ids in an SVG do not change between runs.
SAVING: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.hashsalt": "deterrence",
    "hatch.linewidth": 0.6,
    # Letters as wide as they were measured, however few dots an inch has.
    "text.hinting": "no_hinting",
}


def player_colour(index: int) -> str:
    """The colour of a player, by its position among the players."""
    return PLAYER_COLOURS[index % len(PLAYER_COLOURS)]
