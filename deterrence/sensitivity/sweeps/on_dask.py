"""Sweeps piece by piece: the grid cut into chunks, each computed when it is asked for, on Dask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.arrays.compile import Block
from deterrence.sensitivity.sweeps.compiled_families import Recipe
from deterrence.sensitivity.sweeps.grid import Grid

if TYPE_CHECKING:
    import xarray as xr

    from deterrence.sensitivity.sweeps.dataset import Template

# What "auto" makes of a chunk: the largest of its variables takes about as much.
AUTO_BYTES: Final = 16 * 2**20
DTYPES: Final = {"exists": "bool", "granted": "bool", "equilibria": "int32"}


def chunk_sizes(template: Template, chunks: int | Mapping[str, int] | str | None) -> tuple[int, ...]:
    """The size of a chunk along each letter.

    Raises
    ------
    ValueError
        For sizes that are not positive whole numbers, and letters that are not those of the grid.
    """
    axes = template.axes
    if isinstance(chunks, str) and chunks != "auto":
        raise ValueError(f"chunks is a number, a number for each letter, or 'auto', not '{chunks}'")
    if chunks is None or isinstance(chunks, str):
        room = max(1, AUTO_BYTES // (8 * max(1, len(template.recipe.families)) * max(template.recipe.kinds.values())))
        sizes: list[int] = []
        for length in reversed(axes.shape):
            sizes.insert(0, max(1, min(length, room)))
            room //= max(1, length)
        return tuple(sizes)
    wanted = dict(chunks) if isinstance(chunks, Mapping) else dict.fromkeys(axes.letters, chunks)
    for name, size in wanted.items():
        if name not in axes.letters:
            raise ValueError(f"chunks names '{name}', which is not a letter of the grid ({', '.join(axes.letters)})")
        if isinstance(size, bool) or size != int(size) or size < 1:
            raise ValueError(f"a chunk of '{name}' has {size} values: it must be a positive whole number")
    return tuple(min(length, wanted.get(name, length)) for name, length in zip(axes.letters, axes.shape, strict=True))


def chunk_blocks(axes: Grid, sizes: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Block]]:
    """The chunks: the number of each along every letter, and where it lies."""
    counts = [range(-(-length // size)) for length, size in zip(axes.shape, sizes, strict=True)]
    for index in product(*counts):
        parts = zip(index, sizes, axes.shape, strict=True)
        yield index, tuple(slice(i * size, min((i + 1) * size, length)) for i, size, length in parts)


def computed(here: Recipe, part: Grid) -> dict[str, Any]:
    """Everything on a part of the grid."""
    return here.table(part.points)


def leading_lengths(here: Recipe) -> dict[str, tuple[int, ...]]:
    """For each variable the lengths of its dimensions before those of the letters."""
    count = len(here.families)
    kinds = {kind: (count, length) for kind, length in here.kinds.items()}
    return {"exists": (count,), **kinds, "equilibria": (), "granted": ()}


def lazily(template: Template, chunks: int | Mapping[str, int] | str | None) -> xr.Dataset:
    """The table, computed chunk by chunk when it is asked for."""
    import dask.array
    import numpy as np
    from dask.delayed import delayed

    da: Any = dask.array
    here = template.recipe
    sizes = chunk_sizes(template, chunks)
    along = [_lengths(length, size) for length, size in zip(template.axes.shape, sizes, strict=True)]
    shared = {"here": delayed(here), "axes": delayed(template.axes), "sizes": sizes}
    families, slots = len(here.families), 1 + sum(here.kinds.values())
    meta = np.empty(0)
    # One array of everything, so that a chunk is computed once for all its variables.
    all_of_it = da.map_blocks(_stacked, chunks=((families,), (slots,), *along), dtype="float64", meta=meta, **shared)
    exists = all_of_it[:, 0].astype("bool")
    arrays = {"exists": exists, "equilibria": exists.sum(axis=0, dtype="int32")}
    arrays["granted"] = da.map_blocks(_granted, chunks=tuple(along), dtype="bool", meta=meta.astype("bool"), **shared)
    at = 1
    for kind, count in here.kinds.items():
        arrays[kind] = all_of_it[:, at : at + count]
        at += count
    return template.dataset(arrays)


def _lengths(length: int, size: int) -> tuple[int, ...]:
    return tuple(min(size, length - start) for start in range(0, length, size))


def _part(axes: Grid, sizes: tuple[int, ...], number: tuple[int, ...]) -> Grid:
    return axes.part(tuple(slice(i * size, (i + 1) * size) for i, size in zip(number, sizes, strict=True)))


def _stacked(here: Recipe, axes: Grid, sizes: tuple[int, ...], block_id: tuple[int, ...]) -> Any:
    import numpy as np

    table = computed(here, _part(axes, sizes, block_id[2:]))
    return np.concatenate([table["exists"][:, None], *(table[kind] for kind in here.kinds)], axis=1)


def _granted(here: Recipe, axes: Grid, sizes: tuple[int, ...], block_id: tuple[int, ...]) -> Any:
    return here.restricted(()).existence(_part(axes, sizes, block_id).points)[1]
