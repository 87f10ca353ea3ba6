"""A sweep as a long table: a row for each point and equilibrium that exists there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deterrence.formats.atomic_write import replacing, write_text

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

MOST_ROWS = 200_000


def write_table(found: xr.Dataset, path: Path) -> None:
    """Write a sweep as .csv, .parquet or .json."""
    ending = path.suffix.lower()
    if ending == ".csv":
        with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
            for number, part in enumerate(tables(found)):
                part.to_csv(file, index=False, header=number == 0, lineterminator="\n")
    elif ending == ".parquet":
        import pandas as pd

        whole = pd.concat(list(tables(found)), ignore_index=True)
        with replacing(path) as temporary:
            whole.to_parquet(temporary, index=False)
    else:
        write_text(path, json.dumps(json_record(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def json_record(found: xr.Dataset) -> dict[str, Any]:
    """A sweep for JSON: what it is of, and its rows."""
    import pandas as pd

    whole = pd.concat(list(tables(found)), ignore_index=True)
    return {**found.attrs, "rows": json.loads(whole.to_json(orient="records"))}


def text(found: xr.Dataset) -> str:
    """A sweep as printed: where each equilibrium exists and what it pays."""
    from deterrence.equilibria.tables import text_table

    rows = table(found)
    shown = [name for name in rows.columns if name == "equilibrium" or name in found.dims or "payoff " in name]
    printed = rows[shown].map(lambda entry: entry if isinstance(entry, str) else f"{entry:.6g}")
    about = found.attrs
    lines = [about["title"], f"with {about['fixed']}" if about["fixed"] else "", "", text_table(shown, printed.values)]
    return "\n".join([*lines, "", about["promise"]])


def tables(found: xr.Dataset) -> Iterator[pd.DataFrame]:
    """The rows, a manageable number at a time, in the order of the grid."""
    count = found[named(found, "equilibria")]
    if not count.dims:
        yield table(found)
        return
    first = count.dims[0]
    others = max(int(count.size) // max(found.sizes[first], 1), 1)
    step = max(MOST_ROWS // (others * max(found.sizes[named(found, "family")], 1)), 1)
    for start in range(0, found.sizes[first], step):
        yield table(found.isel({first: slice(start, start + step)}))


def table(found: xr.Dataset) -> pd.DataFrame:
    """The rows of a sweep that fits in memory several times."""
    import numpy as np
    import pandas as pd

    letters = [str(letter) for letter in found[named(found, "equilibria")].dims]
    exists = np.moveaxis(found[named(found, "exists")].values, 0, -1)
    places = np.nonzero(exists)
    family = places[-1]
    columns: dict[str, Any] = {
        letter: found[letter].values[where] for letter, where in zip(letters, places[:-1], strict=True)
    }
    columns["equilibrium"] = found[named(found, "family")].values[family]
    at: Any = (family, slice(None), *places[:-1])
    for variable, axis, head in (
        ("probability", "choice", ""),
        ("payoff", "player", "payoff "),
        ("outcome_probability", "outcome", "probability of "),
        *([("chosen", "letter", "choice of ")] if named(found, "chosen") in found.variables else []),
    ):
        # An index array, a slice and index arrays: numpy puts the points first and the slice last.
        numbers = found[named(found, variable)].values[at]
        for index, label in enumerate(found[named(found, axis)].values):
            columns[f"{head}{label}"] = numbers[:, index]
    return pd.DataFrame(columns)


def named(found: xr.Dataset, name: str) -> str:
    """One of the sweep's own names, which is `family_` where a letter of the game is called `family`."""
    return f"{name}_" if f"{name}_" in found.variables else name
