"""The program of a classroom's worker: Pyodide's two modules and ours in one classic script.

A page that was opened from disk can make no worker of a module, and can import nothing. Some places of Pyodide are
changed: what makes it a module, and two that make it slow where a library as large as FLINT is opened by forty small
ones. For each of these it looks again at every name of every library for those without a value, and copies all the
names, as often as a library is named among those that are needed (three times, in those of FLINT); here it remembers
the names without a value, and looks the others up where they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_FRESH: Final = 'rtn=GOT[symName]=new WebAssembly.Global({value:"i32",mutable:true},-1)'
_COPIED: Final = "Object.assign(localScope,dso.exports)"
CHANGES: Final = {  # of the text of Pyodide, by what it holds
    "export default _createPyodideModule;": "",
    "import.meta.url": "self.location.href",
    "var GOT={};": "var GOT={},WITHOUT_VALUE=new Set;",
    _FRESH: f"WITHOUT_VALUE.add(symName);{_FRESH}",
    "for(var[symName,entry]of Object.entries(GOT)){if(entry.value==-1){": (
        "for(var symName of WITHOUT_VALUE){var entry=GOT[symName];"
        "if(entry.value!=-1)WITHOUT_VALUE.delete(symName);else{"
    ),
    _COPIED: (
        "Object.getPrototypeOf(localScope)===Object.prototype?Object.setPrototypeOf(localScope,dso.exports)"
        f":Object.getPrototypeOf(localScope)!==dso.exports&&{_COPIED}"
    ),
}
_ENDS: Final = re.compile(r"export\{(\w+) as loadPyodide,\w+ as version\};")


def worker_program(pyodide: Mapping[str, bytes]) -> str:
    """The program, made of the files of Pyodide by their names in its package.

    Raises
    ------
    ValueError
        When this version of Pyodide is written otherwise than is expected here.
    """
    inner, outer = (pyodide[f"package/pyodide{name}"].decode() for name in (".asm.mjs", ".mjs"))
    outer, ends = _ENDS.subn(r"const loadPyodide = \1;", outer)
    if ends != 1 or not all(place in inner for place in CHANGES):
        raise ValueError("this version of Pyodide is written otherwise than is expected here")
    for place, changed in CHANGES.items():
        inner = inner.replace(place, changed)
    before, after = ((_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in ("before", "worker"))
    return "\n".join((before, inner, outer, after))
