"""Where a result goes: printed, printed as JSON, or written to a file in the format that its ending names."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deterrence.cli.entry import InputError
from deterrence.cli.given import FIGURES, json_option
from deterrence.cli.terminal import Progress, say

TABLES = (".csv", ".parquet", ".tex", ".json")


def output_options(parser: argparse.ArgumentParser, picture: bool = False) -> None:
    """`-o FILE` and `--json`; `picture` where the result has one."""
    endings = TABLES + (FIGURES if picture else ())
    parser.set_defaults(endings=endings)
    parser.add_argument("-o", "--output", metavar="FILE", help=f"write it: {', '.join(endings)}")
    json_option(parser)


def output_path(given: argparse.Namespace) -> Path | None:
    """The file to write, known to end as it may; None where the result is printed. To be asked before computing."""
    if given.output is None:
        return None
    path = Path(given.output)
    if path.suffix.lower() not in given.endings:
        raise InputError(f"this is written as {', '.join(given.endings)}, not '{path.suffix or path}'")
    if given.json:
        raise InputError("--json prints; to write JSON to a file, end its name in .json")
    return path


def deliver(
    path: Path | None, as_json: bool, result: Any, record: Callable[[], Any], heading: str = "", *, shown: Progress
) -> None:
    """Print or write a result; `record` makes its JSON. Progress is shown until something is printed."""
    if path is None:
        from deterrence.cli.as_json import json_text

        text = json_text(record()) if as_json else f"{heading}{result}"
        shown.pause()
        say(text)
        return
    _write(path, result, record)
    shown.pause()
    say(f"Wrote {path}")


def _write(path: Path, result: Any, record: Callable[[], Any]) -> None:
    ending = path.suffix.lower()
    if ending in FIGURES:
        from deterrence.plots.paint import save
        from deterrence.plots.plot import plot

        save(plot(result), path)
    elif ending == ".csv":
        result.to_frame().to_csv(path, index=False, lineterminator="\n")
    elif ending == ".parquet":
        result.to_frame().to_parquet(path, index=False)
    else:
        path.write_text(_text(ending, result, record), encoding="utf-8")


def _text(ending: str, result: Any, record: Callable[[], Any]) -> str:
    if ending == ".json":
        from deterrence.cli.as_json import json_text

        return f"{json_text(record())}\n"
    from deterrence.report.latex import latex

    return f"{latex(result)}\n"
