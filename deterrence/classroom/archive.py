"""What Python reads inside a classroom: this package and the libraries that it needs there, as one archive.

Left out is what nothing there uses: tests, headers, type stubs, second copies, and the commands' documentation of the
libraries. Entries have no times and stand in order, so that the same content makes the same archive.
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

# What no program in a classroom reads.
_UNUSED: Final = re.compile(
    r"(^|/)(tests?|testing|include|benchmarks|sandbox|__pycache__)/|\.(pyi|pxd|pyx|h|md|exe)$|\.dist-info/"
    r"|^(isympy\.py|sympy/(physics|printing/pretty/tests|parsing/(latex|autolev|c|fortran))/)"
    r"|\.so\.\d+(\.\d+)*$|\.data/"
)
_OWN: Final = Path(__file__).parent.parent
_LIBRARY: Final = "deterrence/_library"


def of_wheels(wheels: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of wheels that are used, by their paths."""
    for wheel in wheels:
        with zipfile.ZipFile(io.BytesIO(wheel)) as opened:
            for name in opened.namelist():
                if not name.endswith("/") and not _UNUSED.search(name):
                    yield name, opened.read(name)


def of_the_package(models: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """The files of this package, with some models of its library, by their paths."""
    for path in _OWN.rglob("*"):
        name = path.relative_to(_OWN.parent).as_posix()
        if path.is_file() and not _UNUSED.search(name) and not name.startswith(_LIBRARY):
            yield name, path.read_bytes()
    for stem, path in models.items():
        yield f"{_LIBRARY}/{stem}.yaml", path.read_bytes()
    about = f"Metadata-Version: 2.1\nName: deterrence\nVersion: {version('deterrence')}\n"
    yield "deterrence.dist-info/METADATA", about.encode()


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files in one file from which Python imports: a thousand modules that few questions need are not unpacked.

    Examples
    --------
    >>> zipped([("b", b"2"), ("a", b"1")]) == zipped([("a", b"1"), ("b", b"2")])
    True
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files in one archive, sorted by their paths.

    Examples
    --------
    >>> packed([("b", b"2"), ("a", b"1")]) == packed([("a", b"1"), ("b", b"2")])
    True
    """
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()
