"""Small breaks of the algorithms, each an edit of one file: named ones, and ones made by rule.

Named breaks are in `named.toml`: a piece of text that occurs once in its file, and what it becomes. The rules go
through the syntax tree of a file and break every place that one of them applies to:

* comparisons: `<` and `<=`, `>` and `>=`, `==` and `!=`, `in` and `not in`, each for the other;
* `and` and `or`, `any` and `all`, `min` and `max`, each for the other; `not x` becomes `x`;
* a case left out: `if c: continue` (or `break`, or `return`) is never taken;
* off by one: a whole number that is compared, added, subtracted, an index or an argument of `range` is one greater;
* the sign of an operand: `a + b` and `a - b`, each for the other; `-a` becomes `a`.

There are thousands. The sample is those with the smallest hash of file, function and change: it is the same on every
machine, and does not move when code around it does.
"""

import ast
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALGORITHMS = ("algebra/", "solvers/", "sensitivity/", "games/expand.", "games/pieces.", "games/strategic_form.")
PRINTING = ("algebra/exact/show.py", "equilibria/text.py", "equilibria/tables.py")

OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
}
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
SEQUENCES = (ast.List, ast.Tuple, ast.ListComp, ast.JoinedStr)  # what `+` joins rather than adds
# What is said to people or to a type checker is no algorithm.
SAID = (ast.Raise, ast.Assert, ast.JoinedStr)


@dataclass(frozen=True)
class Break:
    """Characters `start` to `end` of a file, which are `old`, become `new`."""

    name: str
    path: str
    start: int
    end: int
    old: str
    new: str

    def applied(self) -> str:
        """The text of the broken file."""
        text = (ROOT / self.path).read_text()
        if text[self.start : self.end] != self.old:
            raise RuntimeError(f"{self.path} has changed since this run began")
        return text[: self.start] + self.new + text[self.end :]


def named() -> tuple[list[Break], list[str]]:
    """The breaks of `named.toml`, and the names of those whose text does not occur once in their file (any more)."""
    found, lost = [], []
    for entry in tomllib.loads((ROOT / "mutants" / "named.toml").read_text())["break"]:
        file = ROOT / entry["file"]
        text = file.read_text() if file.exists() else ""
        if text.count(entry["old"]) == 1:
            start = text.index(entry["old"])
            end = start + len(entry["old"])
            found.append(Break(entry["name"], entry["file"], start, end, entry["old"], entry["new"]))
        else:
            lost.append(f"{entry['name']} ({entry['file']})")
    return found, lost


def by_rule(sample: int, only: str = "") -> list[Break]:
    """A sample of the breaks by rule in the files whose path holds `only`."""
    found = [b for path in algorithm_files() if only in path for b in of_file(path)]
    return sorted(found, key=lambda b: hashlib.sha256(b.name.encode()).digest())[:sample]


def algorithm_files() -> list[str]:
    """The files in which rules make breaks."""
    package = ROOT / "deterrence"
    inside = [p.relative_to(package).as_posix() for p in package.rglob("*.py")]
    return sorted(f"deterrence/{p}" for p in inside if p.startswith(ALGORITHMS) and p not in PRINTING)


def of_file(path: str) -> list[Break]:
    """Every break by rule of one file, in order; those that would share a name are numbered."""
    text = (ROOT / path).read_text()
    found, met = [], Counter[str]()
    for function, start, end, new in _edits(ast.parse(text), Text(text), ""):
        change = " -> ".join(" ".join(part.split()) for part in (text[start:end], new))
        name = f"{path.removeprefix('deterrence/')} {function}: {change}"
        met[name] += 1
        number = f" (no. {met[name]})" if met[name] > 1 else ""
        found.append(Break(name + number, path, start, end, text[start:end], new))
    return found


class Text:
    """A text, and the characters at which the nodes of its syntax tree begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.encode().splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line.decode()))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first character of a node and the one after its last; the tree counts columns in bytes."""
        places = ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
        start, end = (self.starts[i - 1] + len(self.lines[i - 1][:column].decode()) for i, column in places)
        return start, end

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def with_operator(self, node: ast.AST, left: ast.AST, right: ast.AST, operator: ast.AST) -> str:
        """A node's text with the operator that stands between two of its parts exchanged."""
        (start, end), before, after = self.span(node), self.span(left)[1], self.span(right)[0]
        between = self.text[before:after].replace(*OPERATORS[type(operator)], 1)
        return self.text[start:before] + between + self.text[after:end]


Edit = tuple[str, int, int, str]  # function, start, end, new text


def _edits(node: ast.AST, text: Text, function: str, inside: bool = False) -> Iterator[Edit]:
    """The breaks of a node and of all in it; outside functions there are none."""
    if isinstance(node, SAID) or (isinstance(node, ast.FunctionDef) and node.name.startswith("_" * 2)):
        return
    parts: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
        inside = isinstance(node, ast.FunctionDef)
        parts = node.body
    elif isinstance(node, ast.AnnAssign):
        parts = [node.value] if node.value else []
    elif inside:
        changes = chain(_exchanged(node, text), _one_more(node, text))
        yield from ((function, *text.span(part), new) for part, new in changes)
    for part in parts:
        yield from _edits(part, text, function, inside)


def _exchanged(node: ast.AST, text: Text) -> Iterator[tuple[ast.AST, str]]:
    """Operators and names exchanged, signs and negations dropped, cases left out: a part, and its new text."""
    match node:
        case ast.Compare(left, operators, others):
            for before, operator, after in zip([left, *others], operators, others, strict=False):
                if type(operator) in OPERATORS:
                    yield node, text.with_operator(node, before, after, operator)
        case ast.BoolOp(operator, values):
            yield node, text.with_operator(node, values[0], values[1], operator)
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right) if not _joins(left, right):
            yield node, text.with_operator(node, left, right, operator)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield node, f"({text.of(operand)})"
        case ast.Call(ast.Name(name)) if name in TWINS:
            yield node, TWINS[name] + text.of(node).removeprefix(name)
        case ast.If(test, [ast.Continue() | ast.Break() | ast.Return()], []):
            yield test, "False"


def _one_more(node: ast.AST, text: Text) -> Iterator[tuple[ast.AST, str]]:
    """Each whole number among some parts of a node one greater: the node, and its new text."""
    parts: list[ast.expr | None] = []
    match node:
        case ast.Compare(_, _, others):
            parts = [*others]
        case ast.BinOp(left, ast.Add() | ast.Sub(), right) if not _joins(left, right):
            parts = [left, right]
        case ast.Call(ast.Name("range"), arguments):
            parts = [*arguments]
        case ast.Subscript(slice=ast.Slice(lower, upper)):
            parts = [lower, upper]
        case ast.Subscript(slice=index):
            parts = [index]
    for part in parts:
        if isinstance(part, ast.Constant) and type(part.value) is int:
            (start, end), (before, after) = text.span(node), text.span(part)
            yield node, text.text[start:before] + str(part.value + 1) + text.text[after:end]


def _joins(left: ast.expr, right: ast.expr) -> bool:
    """Whether a plus joins sequences."""
    return isinstance(left, SEQUENCES) or isinstance(right, SEQUENCES)
