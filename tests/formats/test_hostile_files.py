"""Files made to do harm: refused quickly, in little memory, with a place, and without running anything."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from deterrence.formats.model_file import ModelFileError, reads

HEAD = "players: [A]\ntree: [x]\nparameters: {x: }\ndefinitions:\n  d: "
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join(['*' + before] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
DOUBLING = "players: [A]\nsubtrees:\n  s0: [1]\n" + "".join(
    f"  s{i + 1}: {{player: A, moves: {{l: s{i}, r: s{i}}}}}\n" for i in range(60)
)
POWERS = "".join(f"  d{i}: d{i - 1 if i else ''}**12\n" for i in range(12))
PRODUCTS = "".join(f"  d{i}: d{i - 1 if i else ''}*9**12*9**12*9**12\n" for i in range(1000))
CHAIN = "".join(f"  d{i}: d{i - 1 if i else ''} + 1\n" for i in range(5000))

HOSTILE: dict[str, str | bytes] = {
    "empty": "",
    "only a comment": "# nothing\n",
    "null": "~",
    "alias bomb": ALIASES,
    "small alias bomb": "a: &a [1]\nb: [*a, *a]",
    "object tag": "!!python/object/apply:os.system ['touch /tmp/pwned']",
    "name tag": "title: !!python/name:os.system x",
    "binary tag": "title: !!binary aGVsbG8=",
    "plain tag": "title: !x y",
    "second document": "players: [A]\ntree: [1]\n---\nplayers: [A]\ntree: [1]\n",
    "directive": "%YAML 1.1\n---\nplayers: [A]\ntree: [1]\n",
    "merge key": "players: [A]\ntree: [1]\n<<: {title: x}",
    "duplicate key": "players: [A]\nplayers: [A, B]\ntree: [1]",
    "duplicate move": "players: [A]\ntree: {player: A, moves: {x: [1], x: [0]}}",
    "a list as key": "? [a]\n: 1",
    "binary": bytes(range(256)) * 10,
    "latin-1": "title: Séoul\nplayers: [A]\ntree: [1]".encode("latin-1"),
    "utf-16": "players: [A]\ntree: [1]".encode("utf-16"),
    "NUL": "players: [A\0]\ntree: [1]",
    "NUL as an escape": 'players: ["A\\0"]\ntree: [1]',
    "half a surrogate": 'players: ["A\\ud800"]\ntree: [1]',
    "escape codes": "players: [A]\ntitle: \x1b[31mred\ntree: [1]",
    "5,000 lists": "[" * 5000,
    "5,000 closed lists": "players: " + "[" * 5000 + "]" * 5000,
    "half a million brackets": "[" * 500_000,
    "5,000 mappings": "{a: " * 5000,
    "5,000 block lists": "- " * 5000,
    "deep blocks": "\n".join(" " * i + "a:" for i in range(1000)),
    "too many entries": "[" + "x," * 200_000 + "]",
    "too many keys": "".join(f"k{i}: v\n" for i in range(60_000)),
    "too long": "title: " + "x" * (1 << 19),
    "half a megabyte of spaces": "title:" + " " * 500_000 + "x",
    "half a megabyte of lines": "\n" * 500_000 + "title: x",
    "half a megabyte of text": "title: " + "x " * 250_000,
    "unclosed quote": "title: 'x\n" + "y\n" * 200_000,
    "doubling subtrees": DOUBLING + "tree: s60\n",
    "a circle of subtrees": "players: [A]\nsubtrees: {a: {player: A, moves: {x: a}}}\ntree: a",
    "a circle of definitions": "players: [A]\ndefinitions: {a: b, b: a}\ntree: [a]",
    "huge matrix": "players: [A, B, C, D]\nmatrix:\n  moves:\n"
    + "".join(f"    {p}: [{', '.join(f'm{i}' for i in range(500))}]\n" for p in "ABCD")
    + "  payoffs: {m0: {m0: {m0: {m0: [1, 1, 1, 1]}}}}\n",
    "many types": "players: [A, B, C, D, E]\ntypes:\n"
    + "".join(f"  {p}: {{{', '.join(f't{i}: 0.05' for i in range(20))}}}\n" for p in "ABCDE")
    + "tree: [1, 1, 1, 1, 1]\n",
    "system call": HEAD + "\"__import__('os').system('touch /tmp/pwned')\"",
    "attribute": HEAD + "x.__class__.__mro__",
    "lambda call": HEAD + '"(lambda: 0)()"',
    "comprehension": HEAD + '"[y for y in x]"',
    "f-string": HEAD + "\"f'{x}'\"",
    "walrus": HEAD + '"(y := 1)"',
    "tower of powers": HEAD + "9**9**9**9",
    "nested powers": HEAD + "((((x + 1)**12)**12)**12)**12",
    "wide product": HEAD + "*".join(["(x + 1)**12"] * 40),
    "powers through definitions": HEAD + "(x + 1)**12\n" + POWERS,
    "numbers through definitions": HEAD + "9**12\n" + POWERS,
    "numbers in a product": HEAD + "x\n" + PRODUCTS,
    "a definition of a definition, 5,000 times, and then an unknown name": HEAD + "zz\n" + CHAIN,
    "5,000 parentheses": HEAD + "(" * 5000 + "x" + ")" * 5000,
    "900 parentheses": HEAD + "(" * 900 + "x" + ")" * 900,
    "a million digits": HEAD + "1" * 10**6,
    "half a million digits": HEAD + "1" * 500_000,
    "large exponent": HEAD + "1e999999",
    "a base of half a million digits": "players: [A]\ntree: [1]\nparameters: {x: {base: " + "1" * 500_000 + "}}",
    "homoglyph": HEAD + "\u0445 + 1",
    "invisible character in a move": "players: [A]\ntree: {player: A, moves: {x: [1], x\u200b: [0]}}",
    "direction override": "players: [A\u202eB]\ntree: [1]",
    "decomposed name": "players: [e\u0301, \u00e9]\ntree: [1, 1]",
    "long name": "players: [" + "A" * 5000 + "]\ntree: [1]",
}  # fmt: skip


# Large enough for seconds each; the rest of the fast suite reads others that fail in the same way.
LONG = {
    "unclosed quote",
    "a definition of a definition, 5,000 times, and then an unknown name",
    "half a megabyte of text",
    "too many entries",
    "numbers in a product",
    "half a megabyte of lines",
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in HOSTILE])
def test_a_hostile_file_is_refused(name: str) -> None:
    started = time.process_time()
    with pytest.raises(ModelFileError) as caught:
        reads(HOSTILE[name])
    assert time.process_time() - started < 10
    first = str(caught.value).splitlines()[0]
    assert first.startswith("model.yaml:")
    assert len(str(caught.value)) < 20_000
    assert not os.path.exists("/tmp/pwned")


@pytest.mark.slow
def test_all_hostile_files_together_need_little_memory() -> None:
    # A process of its own under a limit: its greatest size as the system counts it begins with that of this one.
    code = """
import resource
resource.setrlimit(resource.RLIMIT_DATA, (500 << 20, 500 << 20))
from deterrence.formats.model_file import ModelFileError, reads
for text in ("[" * 500_000, "[" + "x," * 200_000 + "]", "title: " + "x " * 250_000):
    try:
        reads(text)
    except ModelFileError:
        print("refused")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused"] * 3


def test_a_subtree_of_many_uses_is_allowed() -> None:
    game = reads(DOUBLING.split("  s13:")[0] + "tree: s12\n")
    assert len(game.steps) == 2**13 - 1  # type: ignore[attr-defined]
