"""`deterrence export MODEL --to FORMAT`: a model for another tool."""

from __future__ import annotations

import argparse
from pathlib import Path

from deterrence.cli.deliver import output_option, output_path
from deterrence.cli.entry import InputError
from deterrence.cli.given import model_word, set_option, settings_of
from deterrence.cli.terminal import say
from deterrence.formats.atomic_write import write_text

FORMATS = ("efg", "nfg", "latex", "python", "yaml", "otree")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument(
        "--to",
        choices=FORMATS,
        help="Gambit's trees or matrices, LaTeX, Python, YAML, an app of oTree in the folder -o (else: by its ending)",
    )
    output_option(parser, (), "where to (else: standard output)")
    set_option(parser, "fix a parameter; the others stay letters, in Gambit's formats and oTree base values")


ENDINGS = {".efg": "efg", ".nfg": "nfg", ".tex": "latex", ".py": "python", ".yaml": "yaml", ".yml": "yaml"}


def _by_ending(path: Path | None) -> str:
    """The format that the ending of a file names."""
    if path is None:
        raise InputError(f"say the format: --to {'|'.join(FORMATS)}, or -o FILE with the ending {', '.join(ENDINGS)}")
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        shown = f"the ending '{path.suffix}'" if path.suffix else "a file without an ending"
        known = ", ".join(ENDINGS)
        raise InputError(f"{shown} names no format; the endings known are {known}. Else say --to {'|'.join(FORMATS)}")
    return found


def run(given: argparse.Namespace) -> int:
    """Write the model."""
    from deterrence.formats.library import dumps, load

    settings = settings_of(given.settings)
    if given.to == "otree":
        return _otree(given, settings)
    path = output_path(given)
    form = given.to or _by_ending(path)
    game = load(given.model)
    if form in ("efg", "nfg"):
        game = game.base_case(settings)
    elif settings:
        game = game.at(settings)
    text = dumps(game, form)
    if path is None:
        say(text.rstrip("\n"))
        return 0
    write_text(path, text)
    say(f"Wrote {path}")
    return 0


def _otree(given: argparse.Namespace, settings: dict[str, str]) -> int:
    """Write an app of oTree into a folder, and say what to do with it."""
    from deterrence.formats.folders import check_folder
    from deterrence.formats.library import load
    from deterrence.formats.otree import App, write_app

    if given.output is None:
        raise InputError("an oTree app is written into a folder: -o DIR")
    folder = Path(given.output)
    check_folder(folder)
    game = load(given.model).base_case(settings)
    place, has_settings = write_app(game, folder)
    made = App(game)
    say(f"Wrote {place}. {made.points_said}")
    if has_settings:
        say(f"Wrote {folder / 'settings.py'}. Play it with: cd {folder} && otree devserver")
    else:
        say(f"{folder / 'settings.py'} was there already. Add to its SESSION_CONFIGS: {made.config}")
    return 0
