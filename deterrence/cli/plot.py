"""`deterrence plot MODEL`: the tree, the matrix or the thresholds as a figure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import FIGURES, checked_path, output_option, width_option
from deterrence.cli.entry import InputError
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.terminal import progress, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.games.model import Model


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    output_option(parser, FIGURES, "the figure, .svg, .pdf or .png (else: MODEL.svg)")
    set_option(parser, "draw an equilibrium at this value, others at base values; with --thresholds, fix a letter")
    parser.add_argument(
        "--thresholds",
        metavar="LETTER",
        help="draw what everybody does as this letter moves, instead of the tree or matrix",
    )
    parser.add_argument(
        "--equilibrium", metavar="N", type=int, help="which equilibrium to draw where there are several, from 1"
    )
    width_option(parser)
    solving_options(parser)


def run(given: argparse.Namespace) -> int:
    """Draw and save."""
    from deterrence.formats.library import load
    from deterrence.plots.paint import save

    settings = settings_of(given.settings)
    path = checked_path(given.output or figure_name(given), FIGURES)
    game = load(given.model)
    with limit_time(given.time_limit), progress(f"drawing {given.model}"):
        axes = _drawn(game, given, settings)
        save(axes, path)
    say(f"Wrote {path}")
    return 0


def figure_name(given: argparse.Namespace) -> str:
    """What the figure is called where nothing else is said."""
    return Path(given.model).stem + (f"-{given.thresholds}" if given.thresholds else "") + ".svg"


def _drawn(game: Model, given: argparse.Namespace, settings: dict[str, str]) -> Axes:
    from deterrence.plots.plot import plot

    look = {} if given.width is None else {"width": given.width}
    if given.thresholds:
        from deterrence.sensitivity.line.thresholds import thresholds

        if given.equilibrium is not None:
            raise InputError("--equilibrium does not go with --thresholds, which shows all equilibria")
        return plot(thresholds(problem_of(given, game), given.thresholds, at=settings), **look)
    if given.equilibrium is not None and given.equilibrium < 1:
        raise InputError(f"equilibria are counted from 1, not {given.equilibrium}")
    chosen = None if given.equilibrium is None else given.equilibrium - 1
    if chosen is None and (given.concept or given.refine):
        chosen = 0
    if chosen is None and not settings:
        return plot(game, **look)
    return plot(problem_of(given, game), at=settings, equilibrium=chosen, **look)
