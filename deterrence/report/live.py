"""What the page computes with: formulas as a script, and the names of things as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.formulas.language import FormulaError, text_of
from deterrence.equilibria.equilibria import Equilibria
from deterrence.games.background import background
from deterrence.games.model import Model
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.show import decimal
from deterrence.plots.formulas import printed
from deterrence.plots.mathematics import with_signs
from deterrence.report.game import GamePicture, game_picture
from deterrence.report.javascript import Program, places_of

# A slider has about so many steps, chosen so that the base value is one of them.
STEPS: Final = 200
MOST_STEPS: Final = 2000


@dataclass(frozen=True)
class Live:
    """The part of the page that moves.

    Attributes
    ----------
    script
        The formulas, as a script.
    names
        What the page calls things, as JSON.
    picture
        The game, drawn.
    """

    script: str
    names: str
    picture: GamePicture


def live(game: Model, found: Equilibria, over: str | None, against: str | None) -> Live:
    """The formulas and names of the page.

    Parameters
    ----------
    game
        The game.
    found
        Its equilibria.
    over, against
        The letters that the strip and the map begin with; None where there are none.

    Raises
    ------
    FormulaError
        When a family away from ties has no formula in the parameters of the game.
    """
    places = places_of(game)
    program = Program(places)
    families, left_out = _families(found, program)
    layout = found.families[0].layout if found.families else None
    letters = [letter_data(parameter) for parameter in game.parameters.values()]
    granted = [program.clause(clause) for clause in background(game).clauses]
    point = {letter["name"]: Fraction(letter["base_text"]) for letter in letters}
    picture = game_picture(game, layout, program, point)
    record: dict[str, Any] = {
        "letters": letters,
        "over": None if over is None else places[over],
        "against": None if against is None else places[against],
        "players": list(game.players),
        "places": [_place_data(place, game) for place in layout.places] if layout else [],
        "outcomes": list(map(with_signs, layout.outcomes)) if layout else [],
        "families": families,
        # Where there are sets of equilibria that may be mixed.
        "mixed": list(
            {c.exists.raw: program.conjunction(c.exists.raw) for c in found.components if len(c) > 1}.values()
        ),
        "left_out": left_out,
        "assumptions": list(_assumptions(game, program)),
        "granted": granted,
        "game": picture.data,
    }
    record["degrees"] = program.degrees()
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return Live(program.script(), text, picture)


def _families(found: Equilibria, program: Program) -> tuple[list[dict[str, Any]], int]:
    """The families; how many that exist at ties only cannot be computed."""
    families: list[dict[str, Any]] = []
    left_out = 0
    for eq in found.families:
        try:
            where = program.family(eq)
        except FormulaError:
            if eq.exists.is_generic:
                raise
            left_out += 1
            continue
        families.append(
            {"name": with_signs(eq.name), "called": eq.called, "tie": not eq.exists.is_generic, "where": where}
        )
    return families, left_out


def _place_data(place: Any, game: Model) -> dict[str, Any]:
    return {
        "agent": place.agent,
        "name": place.name,
        "player": game.players.index(place.player),
        "moves": [printed(move) for move in place.moves] if game.choices else list(place.moves),
    }


def letter_data(parameter: Parameter) -> dict[str, Any]:
    """A letter with its range; the ends of its slider, which has the base value among its steps."""
    low, high, base = parameter.low, parameter.high, parameter.base
    middle = base if base is not None else Fraction(0)
    reach = 10 * max(Fraction(1), abs(middle))
    least = low if low is not None else min(middle, high if high is not None else middle) - reach
    most = high if high is not None else max(middle, least) + reach
    start = base if base is not None else (least + most) / 2
    return {
        "name": parameter.name,
        "shown": printed(parameter.name),
        "meaning": parameter.meaning,
        "unit": parameter.unit,
        "role": parameter.role or "",
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "range": parameter.range_text if low is not None or high is not None else "",
        "least": float(least),
        "most": float(most),
        "steps": _steps(least, most, start),
        "base": float(start),
        "base_text": decimal(start),
        "has_base": base is not None,
    }


def _steps(least: Fraction, most: Fraction, base: Fraction) -> int:
    """A number of steps from end to end of which one is the base value, where there is a handy one."""
    if most == least:
        return 1
    parts = ((base - least) / (most - least)).denominator
    return parts * max(1, round(STEPS / parts)) if parts <= MOST_STEPS else STEPS


def _assumptions(game: Model, program: Program) -> Iterator[dict[str, Any]]:
    """Each assumption as it is written, and as conditions."""
    formulas = game.formulas()
    for condition in game.assumptions:
        options = cases(condition, game.ring, formulas)
        reason = game.implied.get(condition, "")
        yield {"says": printed(text_of(condition)), "reason": reason, "holds": program.clause(options)}


def point_of(text: str) -> Mapping[str, str]:
    """A counterexample such as `c=3/10 k=2` as values for the sliders."""
    return dict(part.split("=", 1) for part in text.split())
