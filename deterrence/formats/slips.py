"""Slips in model files that are YAML: commas where YAML takes them for the end of an entry, and keys by other names."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from deterrence.formats.yaml_nodes import Node
from deterrence.games.parts.mistakes import nearest, wrong_number

# What people call a key, by what it is called.
CALLED: Final = {
    "moves": ("actions", "strategies", "options", "choices", "move", "action"),
    "payoffs": ("payoff", "utilities", "utility", "pay", "values"),
    "probability": ("prob", "p", "chance", "probabilities"),
    "then": ("next", "leads to", "node", "after", "follows"),
    "next": ("then", "leads to", "state", "goes to", "next state"),
    "player": ("decision", "mover", "who", "turn"),
    "players": ("actors", "agents", "player"),
    "information": ("infoset", "information set", "information_set", "info", "knows", "sees"),
    "outcome": ("result", "end", "terminal", "leaf", "ends", "name"),
    "chance": ("nature", "lottery", "random"),
    "parameters": ("variables", "letters", "params", "symbols", "constants"),
    "assumptions": ("constraints", "conditions", "restrictions", "assume"),
    "definitions": ("functions", "formulas", "where", "let"),
    "title": ("name", "label"),
    "summary": ("description", "abstract", "about", "text"),
    "meaning": ("description", "label", "name", "text", "definition"),
    "range": ("bounds", "interval", "domain", "between", "values", "limits"),
    "base": ("value", "default", "baseline", "start"),
    "tree": ("game", "root", "extensive form"),
    "matrix": ("table", "bimatrix", "strategic form", "normal form"),
    "discount": ("delta", "discount factor", "patience"),
    "horizon": ("periods", "rounds", "length"),
    "start": ("initial", "initial state"),
    "says": ("claim", "statement", "text"),
    "when": ("if", "condition", "where"),
    "holds": ("truth", "scope"),
    "source": ("reference", "citation"),
}
# Keys whose values are lists, and how a message about one begins.
LISTS: Final = ("payoffs", "range", "players", "assumptions")
LIST: Final = "a list is written in [ ]"
# What people write for the two ends of a range.
ENDS: Final = ("min", "max", "low", "high", "from", "to", "lower", "upper", "minimum", "maximum")
# How alike a key and a known one are where the rest of the file is read as if it were spelt right.
SURE: Final = 0.75
MOST_SHOWN: Final = 60
_NUMBER: Final = re.compile(r"\s*-?[0-9]+\s*")
_ENDS_IN_DIGITS: Final = re.compile(r"(?:.*[^\w.])?[0-9]+\s*")
_DIGITS: Final = re.compile(r"[0-9]+")


def meant(name: str, known: Iterable[str]) -> tuple[str, str | None]:
    """What to say of a key that is not known, and the key that it surely stands for, if it does."""
    names = list(known)
    plain = " ".join(name.casefold().split())
    called = next((key for key in names if plain in CALLED.get(key, ())), None)
    if called is not None:
        return f" Did you mean '{called}'?", called
    if plain in ENDS and "range" in names:
        return " Write the range as range: [0, 1].", None
    written = re.fullmatch(r"(\w+) ?= ?(.+)", name)
    if written and written[1] in names:
        return f" Write {written[1]}: {written[2]}.", None
    near = difflib.get_close_matches(name, names, n=1, cutoff=SURE)
    return nearest(name, names), near[0] if near else None


@dataclass(frozen=True)
class Cut:
    """A text that a comma cut, `{meaning: cost of protest, at home}`: the keys that come of it, and what was meant."""

    keys: tuple[str, ...]
    value: Node
    whole: str
    fix: str

    def mend(self) -> None:
        """Make the text whole, so that the rest is read as it was meant: as a list, where it is one."""
        if not self.fix.startswith(LIST):
            self.value.text = self.whole
            return
        texts = self.whole.strip("()").split(",")
        items = [Node("text", self.value.line, self.value.column, text.strip(), source=text) for text in texts]
        self.value.kind, self.value.text, self.value.items = "list", "", items


def split_by_comma(mapping: Node, name: str, is_list: bool = False) -> Cut | None:
    """The text to which a key belongs that comes of a comma; such a key has no value.

    `is_list` says that lists are expected as the values of this mapping.
    """
    names = list(mapping.pairs)
    first = last = names.index(name)
    if not mapping.is_flow or not mapping.pairs[name][1].is_nothing:
        return None
    while first > 0 and mapping.pairs[names[first - 1]][1].is_nothing:
        first -= 1
    while last + 1 < len(names) and mapping.pairs[names[last + 1]][1].is_nothing:
        last += 1
    if first == 0:
        return None
    key, value = mapping.pairs[names[first - 1]]
    if value.kind != "text" or value.style is not None:
        return None
    rest = names[first : last + 1]
    whole, fix = _rejoined(key.text, value.text, rest, is_list or key.text in LISTS)
    return Cut(tuple(rest), value, whole, fix)


def _rejoined(key: str, value: str, rest: Sequence[str], is_list: bool) -> tuple[str, str]:
    whole = ", ".join([value, *rest])
    if is_list or (value.startswith("(") and whole.endswith(")")):
        return whole, f"{LIST}: {key}: [{whole.strip('()')}]"
    if _ENDS_IN_DIGITS.fullmatch(value) and len(rest) == 1 and _DIGITS.fullmatch(rest[0]):
        return f"{value}.{rest[0]}", f"a number is written with a decimal point: {key}: {value.strip()}.{rest[0]}"
    return whole, f'a comma inside {{ }} ends a text, so quote it: {key}: "{whole}"'


def run_together(name: str, mentioned: Collection[str]) -> list[str]:
    """The names of several players that stand as one, for want of a comma, where one of them is mentioned."""
    parts = name.split()
    if len(parts) < 2 or name in mentioned or not any(part in mentioned for part in parts):
        return []
    return parts


def players_mentioned(root: Node) -> set[str]:
    """The names under `player`, and the keys of `types` and of the moves of matrices."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for key, (_, value) in node.pairs.items():
            if key == "player" and value.kind == "text":
                found.add(value.text)
            if key == "types" or (key == "moves" and "payoffs" in node.pairs):
                found.update(value.pairs)
            waiting.append(value)
        waiting += node.items
    return found


def cut_formula(items: Sequence[Node]) -> tuple[Node, str] | None:
    """The first formula that a comma inside its parentheses cut, as in `[max(a, b), 0]`, whole, and where it begins."""
    depth, start, whole = 0, None, ""
    for item in items:
        if item.kind != "text" or item.style is not None:
            continue
        whole = f"{whole}, {item.text}" if depth > 0 else item.text
        start = start if depth > 0 else item
        depth += item.text.count("(") - item.text.count(")")
        if depth == 0 and start is not item and start is not None:
            return start, whole
    return None


def decimal_commas(items: Sequence[Node]) -> str:
    """A question about commas without a space between two whole numbers, which may be decimal ones: `-1,5`."""
    found = []
    for before, after in itertools.pairwise(items):
        if before.kind != "text" or after.kind != "text":
            continue
        adjacent = (after.line, after.column) == (before.line, before.column + len(before.text) + 1)
        if adjacent and _NUMBER.fullmatch(before.text) and _DIGITS.fullmatch(after.text):
            found.append(f"{before.text}.{after.text}")
    return f" Is the comma a decimal one? Write {found[0]}." if len(found) == 1 else ""


def wrong_count(node: Node, players: Sequence[str]) -> tuple[Node, str]:
    """What to say of a list with more or fewer payoffs than players, with the likely reason, and where."""
    cut = cut_formula(node.items)
    if cut is not None:
        return cut[0], f'a comma separates payoffs, so quote a formula with a comma in it: "{cut[1]}".'
    said = wrong_number(len(node.items), players)
    if len(node.items) > len(players):
        return node, said + decimal_commas(node.items)
    text = node.items[0].text if len(node.items) == 1 and node.items[0].kind == "text" else ""
    if ";" in text or re.search(r"[\w)]\s+-?\s*[\w(]", text):
        return node, f"{said} Payoffs are separated by commas."
    return node, said


def as_mapping(node: Node) -> str:
    """` Write strike: s.`, for `strike = s` where a mapping is expected."""
    found = re.fullmatch(r"(\w+) ?= ?(.+)", node.text) if node.kind == "text" and node.style is None else None
    return f" Write {found[1]}: {found[2]}." if found and len(node.text) <= MOST_SHOWN else ""


def as_list(node: Node) -> str:
    """` Write [Sender, Target].`, for a text or a mapping where a list is expected."""
    values = [value.text for _, value in node.pairs.values() if value.kind == "text" and not value.is_nothing]
    if node.kind == "mapping" and values and len(values) == len(node.pairs):
        return f" Write [{', '.join(values)}]."
    if node.kind != "text" or node.is_nothing or node.style is not None or "\n" in node.source:
        return ""
    if node.text.startswith("-"):
        return f" An item begins with '- ', a minus and a space: '- {node.text[1:]}'."
    names = re.fullmatch(r"\w+(?:(?:, | and |, and )\w+)+", node.text)
    text = re.sub(r",? and ", ", ", node.text) if names else node.text
    return f" Write [{text}]." if len(node.text) <= MOST_SHOWN else ""


def as_range(text: str) -> str:
    """` Write [0, 1].`, for a range written in another way: `0-1`, `0..1`, `(0; 1)`, `0 to 1`."""
    number = r"(-?[0-9.]*[0-9])"
    found = re.fullmatch(rf"[\[(]?\s*{number}\s*(?:-|\.\.+|:|;|to|\s|\u2013)\s*{number}\s*[\])]?", text.strip())
    return f" Write [{found[1]}, {found[2]}]." if found else ""


def runs_on(node: Node) -> int | None:
    """The line, counted from the text's own, in which an item of a list goes on with what looks like the next item."""
    lines = node.source.split("\n") if node.style is None else []
    return next((number for number, line in enumerate(lines[1:], 1) if line.lstrip().startswith("- ")), None)
