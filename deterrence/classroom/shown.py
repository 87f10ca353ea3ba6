"""A part of a model's page, as a lesson shows it: some letters fixed, the others beginning at given values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from deterrence.games.model import Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.report.html import Html, style
from deterrence.report.page import page

# What a lesson may show, and where on the page it stands.
_PLACES: Final = {
    "sliders": "#values",
    "tree": '[aria-label="The game"]',
    "matrix": '[aria-label="The game"]',
    "strip": "section.strip",
    "map": "#map",
    "equilibria": "section.now",
    "claims": "#claims",
}


def shown(
    game: Model,
    values: Mapping[str, Any],
    free: Collection[str],
    what: Collection[str],
    over: str | None = None,
    against: str | None = None,
) -> str:
    """The page of a model of which only some parts are seen.

    Parameters
    ----------
    game
        The model.
    values
        A value for each letter: the one it has, or where its slider begins.
    free
        The letters with sliders; all others are fixed.
    what
        The parts, by their names in lesson files.
    over, against
        The letters of the strip and the map.

    Raises
    ------
    ValueError
        For values that the model does not allow, and letters that it does not have.
    """
    moving = dict.fromkeys([*free, *(letter for letter in (over, against) if letter is not None)])
    here = game.at({name: value for name, value in values.items() if name not in moving})
    moved = {
        name: replace(parameter, base=Fraction(str(values[name]))) if name in values else parameter
        for name, parameter in here.parameters.items()
    }
    written = page(here._with(parameters=FrozenDict(moved)), over=over, against=against)
    return written.replace("</head>", f"{_only(what)}</head>", 1).replace(
        '<details id="claims"', '<details open="" id="claims"'
    )


def _only(what: Collection[str]) -> Html:
    """Hides what is not wanted."""
    wanted = {_PLACES[part] for part in what}
    hidden = [place for place in dict.fromkeys(_PLACES.values()) if place not in wanted and place != "#claims"]
    rest = "main > details:not(#claims)" if "#claims" in wanted else "main > details"
    return style(f"{', '.join(['body > header', 'footer', '.switch', rest, *hidden])} {{ display: none; }}\n")
