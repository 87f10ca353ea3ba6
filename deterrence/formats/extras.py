"""Packages that are installed on request, and the message for whoever asks for what they do without them."""

from __future__ import annotations

import importlib
from typing import Final

# The package as it is imported, and the extra of this project that installs it.
EXTRAS: Final = {
    "SALib": "sensitivity",
    "dask": "cluster",
    "zarr": "cluster",
    "pyarrow": "parquet",
    "pygambit": "gambit",
    "cvc5": "cvc5",
}


class NotInstalledError(ModuleNotFoundError):
    """What was asked for needs a package that is installed on request only."""


def require(what: str, *packages: str) -> None:
    """Refuse `what` where one of the packages it needs is missing, and name the extra that installs it.

    Raises
    ------
    NotInstalledError
        A ModuleNotFoundError.

    Examples
    --------
    >>> require("writing .zarr")
    """
    for package in packages:
        try:
            importlib.import_module(package)
        except ModuleNotFoundError as missing:
            if missing.name != package:  # it is there, and something that it needs itself is not
                raise
            raise NotInstalledError(
                f"{what} needs {package}, which is not installed: pip install 'deterrence[{EXTRAS[package]}]'",
                name=package,
            ) from None
