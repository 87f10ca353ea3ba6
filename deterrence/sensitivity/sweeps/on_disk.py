"""Sweeps kept on disk: chunk by chunk into a Zarr store, and on from where an earlier run stopped.

1. The store is laid out beside its place, with a directory of progress in it, and moved into its place as a whole.
2. Each chunk is written, then marked; the mark holds the sizes of its files. A chunk without its mark, or whose files
   are no longer as it says, is computed again, to the same bytes.
3. When all are marked, the marks become one list, and the directory of progress is taken away: a store without one is
   finished.

One run at a time writes to a store, by the lock of `store_lock`. Killed at any moment, it leaves a store from which
the next one arrives at the same files as a run that was left alone. The list matters later, too: a reader of Zarr takes
a file that is missing for one that holds nothing.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.arrays.compile import Block
from deterrence.formats.folders import make_folder
from deterrence.games.parts.mistakes import listed
from deterrence.sensitivity.sweeps.compiled_families import Recipe
from deterrence.sensitivity.sweeps.grid import Grid
from deterrence.sensitivity.sweeps.on_dask import DTYPES, chunk_blocks, chunk_sizes, computed, leading_lengths
from deterrence.sensitivity.sweeps.store_lock import StoreInUseError, only_writer

if TYPE_CHECKING:
    import xarray as xr

    from deterrence.sensitivity.sweeps.dataset import Template

PROGRESS: Final = ".progress"
WRITTEN: Final = ".written.json"
FINGERPRINT: Final = "fingerprint"
# Stores written by another version of this file are not continued.
LAYOUT: Final = "2"

# Files, below the store's directory, and their sizes.
Sizes: TypeAlias = dict[str, int]


@dataclass(frozen=True)
class Chunk:
    """A part of the grid on its way to disk: plain data, for whichever process computes it."""

    root: str
    number: int
    names: tuple[tuple[str, str, int], ...]
    index: tuple[int, ...]
    block: Block
    part: Grid

    def write(self, here: Recipe) -> int:
        """Compute the chunk, write it, and mark it as written."""
        import zarr

        group = zarr.open_group(self.root, mode="r+", use_consolidated=False)
        table = computed(here, self.part)
        for name, stored_as, before in self.names:
            array: Any = group[stored_as]
            array[(slice(None),) * before + self.block] = table[name]
        mark = Path(self.root) / PROGRESS / str(self.number)
        mark.write_text(json.dumps(self._sizes()), encoding="utf-8")
        return self.number

    def _sizes(self) -> Sizes:
        """The sizes of the files in which the chunk lies; Zarr writes none for an array that is empty throughout."""
        paths = (
            f"{stored_as}/{'.'.join(map(str, (*[0] * before, *self.index))) or '0'}"
            for _, stored_as, before in self.names
        )
        return {path: size for path in paths if (size := _size(Path(self.root) / path)) is not None}


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _is_intact(root: Path, sizes: Sizes | None) -> bool:
    return sizes is not None and all(_size(root / path) == size for path, size in sizes.items())


def stored(
    template: Template,
    store: str | os.PathLike[str],
    chunks: int | Mapping[str, int] | str | None,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """The table on disk: continued where an earlier run stopped, and opened when it is whole."""
    import xarray as xr

    root = Path(store)
    sizes = chunk_sizes(template, chunks)
    fingerprint = _fingerprint(template, sizes)
    _check_is_ours(root, fingerprint)
    if not _is_finished(template, root, sizes):
        with _explained(root):
            make_folder(root.parent)
            with only_writer(_beside(root, "lock"), root):
                _check_is_ours(root, fingerprint)  # once more: another run may have begun one in the meantime
                _fill(template, root, sizes, fingerprint, progress)

    whole: xr.Dataset = xr.open_zarr(root, consolidated=True)
    return whole


def _beside(root: Path, ending: str) -> Path:
    return root.with_name(f".{root.name}.{ending}")


def _is_finished(template: Template, root: Path, sizes: tuple[int, ...]) -> bool:
    """Whether nothing is left to be written, so that a store on a disk that can only be read can be opened."""
    strays = (root / PROGRESS, *(_beside(root, ending) for ending in ("new", "done", "lock")))
    if not (root / ".zattrs").exists() or any(stray.exists() for stray in strays):
        return False
    written = _read(root / WRITTEN)
    _check_layout(root, written)
    return all(_is_intact(root, sizes_of) for sizes_of in written.get("chunks") or [None])


def _fill(
    template: Template,
    root: Path,
    sizes: tuple[int, ...],
    fingerprint: str,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Begin the store where there is none, and write the chunks that it lacks."""
    for stray in (_beside(root, "new"), _beside(root, "done")):  # left by a run that was killed
        shutil.rmtree(stray, ignore_errors=True)
    if not (root / ".zattrs").exists():
        try:
            _begin(template, root, sizes, fingerprint)
        finally:
            shutil.rmtree(_beside(root, "new"), ignore_errors=True)
    _continue(template, root, sizes, progress)


def _continue(
    template: Template, root: Path, sizes: tuple[int, ...], progress: Callable[[int, int], None] | None
) -> None:
    """Write the chunks that are not there yet, or no longer as they were written."""
    written = _read(root / WRITTEN)
    _check_layout(root, written)
    marks = root / PROGRESS
    names = tuple(
        (name, template.named(name), len(dims) - len(template.axes.letters))
        for name, dims in template.dimensions.items()
    )
    chunks = [
        Chunk(str(root), number, names, index, block, template.axes.part(block))
        for number, (index, block) in enumerate(chunk_blocks(template.axes, sizes))
    ]
    known = written.get("chunks") or [_read(marks / str(chunk.number)) for chunk in chunks]
    missing = [chunk for chunk, sizes_of in zip(chunks, known, strict=True) if not _is_intact(root, sizes_of)]
    marks.mkdir(exist_ok=True)
    for stray in root.rglob("*.partial"):  # a file that was being written when the run was killed
        stray.unlink()
    for finished, number in enumerate(_written(template.recipe, missing), len(chunks) - len(missing) + 1):
        known[number] = _read(marks / str(number))
        if progress is not None:
            progress(finished, len(chunks))
    _write(root, {**written, "chunks": known})
    done = _beside(root, "done")
    marks.rename(done)
    shutil.rmtree(done)


def _read(path: Path) -> Any:
    """What a file of ours holds; None where it is missing or was cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _write(root: Path, written: Mapping[str, Any]) -> None:
    """Replace the list of what was written, as a whole."""
    new = root / PROGRESS / WRITTEN
    new.write_text(json.dumps(written), encoding="utf-8")
    new.replace(root / WRITTEN)


def _check_layout(root: Path, written: Any) -> None:
    """Refuse a store whose names and shapes are not all there.

    Raises
    ------
    ValueError
        When they are not.
    """
    laid: Sizes = written["layout"] if isinstance(written, dict) else {WRITTEN: -1}
    lost = [path for path, size in laid.items() if _size(root / path) != size]
    if lost:
        raise ValueError(
            f"{root} was cut short; missing or not whole: {listed(lost)}. Remove it, or give another directory; what "
            "is left of it can be read with xarray.open_zarr"
        )


def _written(here: Recipe, missing: list[Chunk]) -> Iterator[int]:
    """Compute and write the chunks: on a cluster where a client is at hand, else on this machine's processors."""
    client = _client()
    if client is not None:
        import distributed

        done: Any = distributed.as_completed  # type: ignore[attr-defined,unused-ignore]
        # A result, unlike what is scattered, is made anew when the workers that hold it die.
        shared = client.submit(_itself, here, pure=False)
        futures = [client.submit(Chunk.write, chunk, shared, pure=False) for chunk in missing]
        try:
            for future in done(futures):
                yield future.result()
        finally:
            client.cancel(futures)
        return
    from concurrent.futures import ThreadPoolExecutor, as_completed

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(chunk.write, here) for chunk in missing]
        try:
            for finished in as_completed(waiting):
                yield finished.result()
        finally:
            for future in waiting:
                future.cancel()


def _itself(here: Recipe) -> Recipe:
    return here


def _client() -> Any:
    """The Dask cluster's client that the caller set up, if any."""
    if "distributed" not in sys.modules:
        return None
    from distributed import get_client

    try:
        return get_client()
    except ValueError:
        return None


# --- beginning ------------------------------------------------------------------------------------------------------


def _begin(template: Template, root: Path, sizes: tuple[int, ...], fingerprint: str) -> None:
    """A store with names and shapes in it, and no numbers yet."""
    import dask.array
    import numpy as np

    da: Any = dask.array
    new = _beside(root, "new")
    new.mkdir(parents=True)
    arrays, encoding = {}, {}
    for name, before in leading_lengths(template.recipe).items():
        shape, dtype = (*before, *template.axes.shape), DTYPES.get(name, "float64")
        chunk = (*(max(1, n) for n in before), *sizes)
        fill = np.array(np.nan if dtype == "float64" else 0).astype(dtype)
        arrays[name] = da.full(shape, fill, dtype=dtype, chunks=chunk)
        encoding[template.named(name)] = {"chunks": chunk}
    empty = template.dataset(arrays).assign_attrs({FINGERPRINT: fingerprint})
    empty.to_zarr(new, mode="w-", compute=False, encoding=encoding, zarr_format=2, consolidated=True)
    (new / PROGRESS).mkdir()
    laid = sorted(path for path in new.rglob("*") if path.is_file())
    _write(new, {"layout": {path.relative_to(new).as_posix(): _size(path) for path in laid}})
    if root.exists():
        root.rmdir()
    new.rename(root)


def _fingerprint(template: Template, sizes: tuple[int, ...]) -> str:
    """A text that is the same for the same game, fixed values, grid and chunks, and for them only."""
    here = template.recipe
    about = {key: text for key, text in template.attributes().items() if key != "time_limit"}
    parts = [
        LAYOUT,
        template.axes.digest,
        repr(sizes),
        repr(here.layout),
        repr([str(f) for f in here.functions]),
        repr([[[str(c) for c in conjunction] for conjunction in clause] for clause in here.clauses]),
        json.dumps(about, sort_keys=True, default=str),
    ]
    for family in here.families:
        conditions = [[str(c) for c in conjunction] for conjunction in family.exists]
        parts.append(repr((family.name, family.look, conditions, sorted(family.entries.items()))))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _check_is_ours(root: Path, fingerprint: str) -> None:
    """Refuse a directory that holds anything but this sweep.

    Raises
    ------
    ValueError
        When it does.
    """
    if root.exists() and not root.is_dir():
        raise ValueError(f"{root} is a file; a sweep is stored in a directory")
    if not root.exists() or not any(root.iterdir()):
        return
    attributes = _read(root / ".zattrs") or {}
    found = attributes.get(FINGERPRINT) if isinstance(attributes, dict) else None
    if found is None and (root / WRITTEN).exists():
        _check_layout(root, _read(root / WRITTEN))
    if found is None:
        raise ValueError(f"{root} holds something that is not a sweep: give another directory")
    if found != fingerprint:
        of = ", ".join(str(attributes[key]) for key in ("title", "fixed") if attributes.get(key))
        raise ValueError(
            f"{root} holds another sweep ({of}): of another model, with other fixed values, on another grid or in "
            "other chunks. Give another directory, or remove this one"
        )


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    """Say what an error of the file system means for the sweep."""
    try:
        yield
    except StoreInUseError:
        raise
    except OSError as fault:
        words = "the disk is full" if fault.errno in (errno.ENOSPC, errno.EDQUOT) else (fault.strerror or str(fault))
        raise OSError(
            fault.errno,
            f"the sweep cannot be written to {root}: {words}. What is written stays; once this is mended, the same "
            "call continues from there",
        ) from fault
