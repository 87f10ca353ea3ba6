"""Where a result goes: printed, printed as JSON, or written to a file in the format that its ending names.

Every command asks for its file before it computes: whether the ending is one of its own, what writes it is installed,
and the file can be written.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deterrence.cli.entry import InputError
from deterrence.cli.given import json_option
from deterrence.cli.terminal import Progress, present, say
from deterrence.formats.atomic_write import check_place, replacing, write_text
from deterrence.formats.extras import require

if TYPE_CHECKING:
    import xarray as xr

FIGURES: Final = (".svg", ".pdf", ".png")
TABLES: Final = (".csv", ".parquet", ".tex", ".json")
# The packages that write an ending, where they are installed on request.
_NEEDS: Final = {".parquet": ("pyarrow",), ".zarr": ("zarr", "dask")}


def output_options(parser: argparse.ArgumentParser, picture: bool = False) -> None:
    """`-o FILE` for a table, or a picture where the result has one, and `--json`."""
    endings = TABLES + (FIGURES if picture else ())
    output_option(parser, endings, f"write it: {', '.join(endings)}")
    json_option(parser)


def width_option(parser: argparse.ArgumentParser) -> None:
    """`--width INCHES`, for pictures."""
    parser.add_argument(
        "--width", metavar="INCHES", type=float, help="lay the picture out for a column of this width, in eight points"
    )


def output_option(parser: argparse.ArgumentParser, endings: Sequence[str], words: str) -> None:
    """`-o FILE`, for files with these endings; without endings any name will do."""
    parser.set_defaults(endings=tuple(endings))
    parser.add_argument("-o", "--output", metavar="FILE", help=words)


def output_path(given: argparse.Namespace) -> Path | None:
    """The file to write, known to be one that can be; None where the result is printed."""
    if given.output is None:
        return None
    if getattr(given, "json", False):
        raise InputError("--json prints; to write JSON to a file, end its name in .json")
    return checked_path(given.output, given.endings)


def checked_path(name: str, endings: Sequence[str]) -> Path:
    """The path of a file that ends as it may, and can be written."""
    path = Path(name)
    ending = path.suffix.lower()
    if endings and ending not in endings:
        raise InputError(f"this is written as {', '.join(endings)}, not '{path.suffix or path}'")
    require(f"writing {ending}", *_NEEDS.get(ending, ()))
    if ending != ".zarr":  # a folder, which the sweep makes
        check_place(path)
    return path


def deliver(
    path: Path | None,
    as_json: bool,
    result: Any,
    record: Callable[[], Any],
    heading: str = "",
    *,
    shown: Progress,
    look: Mapping[str, Any] | None = None,
) -> None:
    """Print or write a result; `record` makes its JSON, `look` says how it is drawn. Progress is shown until then."""
    if path is None:
        from deterrence.cli.as_json import json_text

        text = json_text(record()) if as_json else f"{heading}{result}"
        shown.pause()
        if as_json:
            say(text)
        else:
            present(text, getattr(getattr(result, "game", None), "players", ()))
        return
    _write(path, result, record, look or {})
    shown.pause()
    say(f"Wrote {path}")


def _write(path: Path, result: Any, record: Callable[[], Any], look: Mapping[str, Any]) -> None:
    ending = path.suffix.lower()
    if ending in FIGURES:
        write_figure(path, result, look)
    elif ending in (".csv", ".parquet"):
        table = result.to_frame()
        with replacing(path) as temporary:
            if ending == ".csv":
                table.to_csv(temporary, index=False, lineterminator="\n")
            else:
                table.to_parquet(temporary, index=False)
    else:
        write_text(path, _text(ending, result, record))


def write_figure(path: Path, result: Any, look: Mapping[str, Any] | None = None) -> None:
    """Write the picture of a result; as SVG also where there is no matplotlib, as in a browser."""
    if path.suffix.lower() == ".svg" and find_spec("matplotlib") is None:
        from deterrence.plots.svg import as_svg

        write_text(path, as_svg(result, **(look or {})))
        return
    from deterrence.plots.paint import save
    from deterrence.plots.plot import plot

    save(plot(result, **(look or {})), path)


def write_netcdf(path: Path, table: xr.Dataset) -> None:
    """Write an xarray table as .nc."""
    with replacing(path) as temporary:
        table.to_netcdf(temporary)


def _text(ending: str, result: Any, record: Callable[[], Any]) -> str:
    if ending == ".json":
        from deterrence.cli.as_json import json_text

        return f"{json_text(record())}\n"
    from deterrence.report.latex import latex

    return f"{latex(result)}\n"
