"""What every command does that asks one question of one model."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_path
from deterrence.cli.terminal import progress

if TYPE_CHECKING:
    from deterrence.games.model import Model


def answer(
    given: argparse.Namespace,
    ask: Callable[[Model], Any],
    record: Callable[[Any], Mapping[str, Any]],
    *,
    doing: str = "solving",
    look: Mapping[str, Any] | None = None,
) -> int:
    """Load the model, ask, and print, draw or write what comes back; the file to write is looked at before.

    Parameters
    ----------
    given
        What was typed: the model, the time limit, and where the answer goes.
    ask
        The question.
    record
        Makes the JSON of an answer.
    doing
        What stands before the name of the model while one waits.
    look
        How a picture is drawn.
    """
    from deterrence.formats.library import load

    path = output_path(given)
    game = load(given.model)
    with limit_time(given.time_limit), progress(f"{doing} {given.model}") as shown:
        found = ask(game)
        deliver(path, given.json, found, lambda: {"model": given.model, **record(found)}, shown=shown, look=look)
    return 0
