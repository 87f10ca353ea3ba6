"""Which tests reach which breaks: a plugin of pytest, and the import of a file from other code than is on the disk.

Before each statement that holds a break, when its file is imported, a call is put that notes the number of the break.
For each test the plugin keeps the numbers noted while it ran, and the processor time that it took.

What a test reaches in other processes is not seen. No file is changed.
"""

import ast
import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from mutants.breaks import ROOT, Break, Text

NOTE = "__reached__"


class Replaced(importlib.abc.MetaPathFinder):
    """Imports modules of the package from other code than what their files hold.

    Parameters
    ----------
    codes
        For the path of a file, from the root of the repository, what makes its code.
    """

    def __init__(self, codes: Mapping[str, Callable[[], CodeType]]) -> None:
        self.codes = {_module(path): (ROOT / path, make) for path, make in codes.items()}
        self.used = False

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """The module, if its code is to be replaced."""
        if name not in self.codes:
            return None
        file, make = self.codes[name]
        self.used = True
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, str(file), make))


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from the code that `make` makes."""

    def __init__(self, name: str, file: str, make: Callable[[], CodeType]) -> None:
        super().__init__(name, file)
        self.make = make

    def get_code(self, fullname: str) -> CodeType:
        """The code, whatever is in the file or in the cache of compiled files."""
        return self.make()


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def with_notes(breaks: Sequence[tuple[int, Break]]) -> CodeType:
    """The code of a file in which each of its breaks, given with a number, is noted when it is reached."""
    path = ROOT / breaks[0][1].path
    text = path.read_text()
    tree, places = ast.parse(text), Text(text)
    for number, broken in breaks:
        block, index = _statement(tree, places, broken.start)
        note = ast.parse(f"{NOTE}({number})").body[0]
        block.insert(index, ast.copy_location(note, block[index]))
    return compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)


def _statement(tree: ast.Module, places: Text, character: int) -> tuple[list[ast.stmt], int]:
    """The innermost statement at a character: the block that it is in, and where in the block."""
    found: tuple[list[ast.stmt], int] | None = None
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for _, block in ast.iter_fields(node):
            for index, part in enumerate(block if isinstance(block, list) else []):
                if isinstance(part, ast.stmt):
                    start, end = places.span(part)
                    if start <= character < end:
                        found = block, index
                        waiting = [part]
                elif isinstance(part, ast.ExceptHandler | ast.match_case):
                    waiting.append(part)
    assert found is not None
    return found


def pytest_configure(config: Any) -> None:
    """Record in each process that runs tests; with xdist the first one only hands them out."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        folder = Path(os.environ["MUTANTS"])
        breaks = [Break(**entry) for entry in json.loads((folder / "breaks.json").read_text())]
        config.pluginmanager.register(Recorder(breaks, folder))


class Recorder:
    """Keeps for each test that passes what it reached and how long it took, and writes it down at the end."""

    def __init__(self, breaks: Sequence[Break], folder: Path) -> None:
        self.folder = folder
        self.reached = set[int]()
        self.tests: dict[str, dict[str, Any]] = {}
        self.failed = set[str]()
        self.began = 0.0
        by_file: dict[str, list[tuple[int, Break]]] = {}
        for number, broken in enumerate(breaks):
            by_file.setdefault(broken.path, []).append((number, broken))
        setattr(builtins, NOTE, self.reached.add)
        sys.meta_path.insert(0, Replaced({path: partial(with_notes, own) for path, own in by_file.items()}))

    def pytest_runtest_logstart(self) -> None:
        """Begin a test."""
        self.reached.clear()
        self.began = time.process_time()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test, its setting up or its clearing away failed."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """End a test."""
        if nodeid not in self.failed:
            self.tests[nodeid] = {"reached": sorted(self.reached), "seconds": time.process_time() - self.began}

    def pytest_sessionfinish(self) -> None:
        """Write down what this process saw."""
        seen = {"tests": self.tests, "failed": sorted(self.failed)}
        (self.folder / f"reach-{os.getpid()}.json").write_text(json.dumps(seen))
