"""`deterrence list`: what the model library holds."""

from __future__ import annotations

import argparse

from deterrence.cli.given import json_option
from deterrence.cli.terminal import Paint, folded, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """List the models."""
    from deterrence.formats.library import models

    found = list(models())
    if given.json:
        from deterrence.cli.as_json import json_text

        keys = ("name", "title", "form", "players", "parameters")
        say(json_text([{key: getattr(model, key) for key in keys} for model in found]))
        return 0
    for model in found:
        letters = f"; letters {', '.join(model.parameters)}" if model.parameters else ""
        say(Paint(model.name, "bold"), f": {model.title}")
        for line in folded(f"{model.form} of {', '.join(model.players)}{letters}", "    "):
            say(line)
    return 0
