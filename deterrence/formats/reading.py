"""From the nodes of a model file to the parts of a game, with every mistake put in its place.

What stands where is checked here: keys, lists, texts.  What it means (names, sums, information sets) is checked by the
games themselves; their mistakes come with a path of keys, which is followed back to a line and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.language import Expression, FormulaError, Number, column_of_name, parse
from deterrence.formats.slips import (
    as_list,
    as_mapping,
    as_range,
    decimal_commas,
    meant,
    players_mentioned,
    run_together,
    runs_on,
    split_by_comma,
)
from deterrence.formats.yaml_nodes import Node, Problem, place_in
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.mistakes import GameError, Mistake, Path, listed
from deterrence.games.parts.parameter import Parameter

PARAMETER_KEYS = ("meaning", "range", "base", "role", "unit", "source", "note")
SENSE_KEYS = ("concept", "refine", "leader")
CLAIM_KEYS = ("says", "then", "when", "holds", "in", *SENSE_KEYS, "source", "passage", "expected", "note")
ZERO = Number(Fraction(0))


class Reading:
    """One file being read; mistakes are gathered in `problems`."""

    def __init__(self, root: Node, name: str, problems: list[Problem]) -> None:
        self.root = root
        self.name = name
        self.problems = problems
        self.forgets = False
        self.undeclared: dict[str, Node] = {}
        self.unread: set[str] = set()

    # --- mistakes ---

    def add(self, node: Node, message: str, column: int | None = None) -> None:
        """Note a mistake at a node, or at a character of its text."""
        problem = Problem(*place_in(node, column), message)
        if problem not in self.problems:
            self.problems.append(problem)

    def locate(self, mistake: Mistake) -> None:
        """Note a mistake that a game found, where the path leads."""
        key, node = self._follow(mistake)
        if mistake.undeclared and mistake.name is not None:
            mistake = replace(mistake, message=mistake.message + self._declaration(mistake.name, node))
        if mistake.at_key or (key is not None and node.kind != "text" and mistake.column is None):
            self.add(key or node, mistake.message)
            return
        column = mistake.column
        if column is None and mistake.name is not None and node.kind == "text":
            column = column_of_name(node.text, mistake.name)
        self.add(node, mistake.message, column)

    def _declaration(self, name: str, node: Node) -> str:
        """How a letter is declared, where it is met first."""
        if self.undeclared.setdefault(name, node) is not node:
            return ""
        return f" Declare it under 'parameters': {name}: {{range: [0, 1], base: 0.5}}."

    def _follow(self, mistake: Mistake) -> tuple[Node | None, Node]:
        """The key and the node at the end of a path, or as far along it as the file goes."""
        key: Node | None = None
        node = self.root
        subtrees = self._subtrees()
        for step in mistake.path:
            if node.kind == "text" and node.text in subtrees:
                node = subtrees[node.text]
            if node.kind == "mapping" and str(step) in node.pairs:
                key, node = node.pairs[str(step)]
            elif node.kind == "list" and isinstance(step, int) and step < len(node.items):
                key, node = None, node.items[step]
            elif not (node.kind == "list" and step == "payoffs"):
                break
        return key, node

    def _subtrees(self) -> Mapping[str, Node]:
        found = self.root.pairs.get("subtrees")
        return {} if found is None else {name: node for name, (_, node) in found[1].pairs.items()}

    # --- kinds of nodes ---

    def keys(self, node: Node, known: Iterable[str], what: str, *, lists: bool = False) -> None:
        """Note keys that are not known; `lists` says that the values are lists."""
        names = list(known)
        # The rest is read as if a key were spelt right and a text not cut, so that one slip is not told many times.
        cuts = {name: split_by_comma(node, name, lists) for name in node.pairs if name not in names}
        for name, cut in cuts.items():
            key, value = node.pairs[name]
            if cut is not None:
                if name == cut.keys[0]:
                    cut.mend()
                    self.add(key, f"'{name}' is not a key of {what}: {cut.fix}.")
                continue
            hint, stands_for = meant(name, names)
            self.add(key, f"'{name}' is not a key of {what}; those are {listed(names)}.{hint}")
            if stands_for is not None and stands_for not in node.pairs:
                node.pairs[stands_for] = (key, value)

    def is_kind(self, node: Node, kind: str, what: str, example: str) -> bool:
        """Whether a node is a list or mapping as it should be; noted when not."""
        if node.kind != kind:
            hint = as_list(node) if kind == "list" else as_mapping(node)
            self.add(node, f"expected {what} as a {kind}, such as {example}; found {node.described()}.{hint}")
        return node.kind == kind

    def part(self, key: str, kind: str, example: str, within: Node | None = None) -> Node | None:
        """A part of the model (or of a part of it) that is a list or mapping; None where it is missing or empty."""
        found = (within or self.root).pairs.get(key)
        if found is None or found[1].is_nothing:
            return None
        if self.is_kind(found[1], kind, f"'{key}'", example):
            return found[1]
        self.unread.add(key)
        return None

    def text(self, mapping: Node, key: str, what: str) -> str:
        """A text, empty where it is missing."""
        if key not in mapping.pairs:
            return ""
        node = mapping.pairs[key][1]
        if node.kind != "text":
            self.add(node, f"expected text for {what}; found {node.described()}.")
            return ""
        return node.text

    def formula(self, node: Node, what: str) -> Expression:
        """A formula; 0 stands in for one that cannot be read."""
        if node.kind != "text" or node.is_nothing:
            alone = [value.text for _, value in node.pairs.values() if value.kind == "text"]
            hint = f" Write {alone[0]} alone." if len(alone) == len(node.pairs) == 1 else ""
            self.add(node, f"{what}: expected a number or a formula; found {node.described()}.{hint}")
            return ZERO
        try:
            return parse(node.text)
        except FormulaError as mistake:
            self.add(node, f"{what}: {mistake.message}", mistake.column)
            return ZERO

    def plain(self, node: Node) -> Any:
        """A node as texts, lists and dicts."""
        if node.kind == "text":
            return node.text
        if node.kind == "list":
            return [self.plain(item) for item in node.items]
        return {name: self.plain(value) for name, (_, value) in node.pairs.items()}

    def texts(self, node: Node, what: str) -> list[str]:
        """A list of texts."""
        found = []
        for item in node.items:
            self.separate(item)
            if item.kind != "text" or item.is_nothing:
                self.add(item, f"expected {what}; found {item.described()}.")
            else:
                found.append(item.text)
        return found

    def separate(self, item: Node) -> None:
        """Note an item of a list that has swallowed the next one, and cut it off there."""
        line = runs_on(item) if item.kind == "text" else None
        if line is None:
            return
        after = item.source.split("\n")[line]
        message = "this line begins with '- ' but stands further to the right than the item before it, so it is taken "
        place = Node("text", item.line + line, len(after) - len(after.lstrip()) + 1)
        self.add(place, message + "for a part of that one.")
        item.text = " ".join(" ".join(item.source.split("\n")[:line]).split())

    # --- the model ---

    def given(self, keys: Iterable[str]) -> tuple[list[str], dict[str, Any]] | None:
        """The players, and what every game may be given beside them; None where too little of it could be read.

        `keys` are those that a model may have.
        """
        if not self.is_kind(self.root, "mapping", "a model", "'players: [DPRK, ROK]' and so on"):
            return None
        self.keys(self.root, keys, "a model")
        players = self._players()
        shared: dict[str, Any] = {
            "title": self.text(self.root, "title", "'title'"),
            "summary": self.text(self.root, "summary", "'summary'"),
            "notes": self.text(self.root, "notes", "'notes'"),
            "sources": self._sources(),
            "parameters": self._parameters(),
            "assumptions": self._assumptions(),
            "definitions": self._definitions(),
            "types": self._types(),
            **self._sense(self.root),
            "names": self._names(),
            "claims": self._claims(),
            "name": self.name,
        }
        # Without these, most of what would be said of the rest is wrong.
        if players is None or self.unread & {"parameters", "definitions", "types"}:
            return None
        return players, shared

    def _players(self) -> list[str] | None:
        if "players" not in self.root.pairs:
            self.add(self.root, "a model has 'players', such as 'players: [DPRK, ROK]'.")
            return None
        node = self.part("players", "list", "[DPRK, ROK]")
        if node is None or not node.items:
            if not self.problems:
                self.add(self.root.pairs["players"][1], "a model has at least one player.")
            return None
        return self._separated(node) or None

    def _separated(self, node: Node) -> list[str]:
        """The names of the players, those taken apart that want a comma between them."""
        names = self.texts(node, "the name of a player")
        mentioned = players_mentioned(self.root) if any(" " in name for name in names) else ()
        for item in node.items:
            parts = run_together(item.text, mentioned) if item.text in names else []
            if parts:
                self.add(item, f"names are separated by commas: [{', '.join(parts)}].")
                at = names.index(item.text)
                names[at : at + 1] = parts
        return names

    def _sources(self) -> dict[str, str]:
        node = self.part("sources", "mapping", "{nss: an analysis of 2026}")
        return {} if node is None else {key: self.text(node, key, f"source '{key}'") for key in node.pairs}

    def _parameters(self) -> list[Parameter]:
        node = self.part("parameters", "mapping", "{c: {meaning: commitment, range: [0, 1], base: 0.6}}")
        if node is None:
            return []
        found = (self._parameter(name, key, value) for name, (key, value) in node.pairs.items())
        return [parameter for parameter in found if parameter is not None]

    def _parameter(self, name: str, key: Node, node: Node) -> Parameter | None:
        given: dict[str, Any] = {}
        if not node.is_nothing and self.is_kind(
            node, "mapping", f"parameter '{name}'", "{meaning: commitment, range: [0, 1], base: 0.6}"
        ):
            self.keys(node, PARAMETER_KEYS, "a parameter")
            for word in ("meaning", "unit", "source", "note"):
                given[word] = self.text(node, word, f"'{word}' of '{name}'")
            if "role" in node.pairs:
                given["role"] = self.text(node, "role", f"role of '{name}'")
            if "range" in node.pairs:
                given["low"], given["high"] = self._range(name, node.pairs["range"][1])
            if "base" in node.pairs:
                given["base"] = self.text(node, "base", f"base value of '{name}'")
        try:
            return Parameter(name, **given)
        except GameError as error:
            for mistake in error.mistakes:
                self.locate(mistake.under("parameters", name))
        # Without its range and base value the parameter is still known to formulas.
        try:
            return Parameter(name)
        except GameError:
            return None

    def _range(self, name: str, node: Node) -> tuple[str | None, str | None]:
        if node.kind == "list" and len(node.items) == 2 and all(item.kind == "text" for item in node.items):
            low, high = (item.text for item in node.items)
            return None if low in ("-inf", "-.inf") else low, None if high in ("inf", ".inf") else high
        text = " ".join(item.text for item in node.items) if node.kind == "list" else node.text
        hint = decimal_commas(node.items) if len(node.items) > 2 else as_range(text)
        message = f"expected the range of '{name}' as a list of two numbers, such as [0, 1]; found {node.described()}."
        self.add(node, message + hint)
        return None, None

    def _assumptions(self) -> list[str]:
        node = self.part("assumptions", "list", "[g > 0, e > l > 0]")
        if node is None:
            return []
        # A text that is no condition keeps its position in the list, which is what paths count by.
        found = []
        for item in node.items:
            self.separate(item)
            if item.kind != "text" or item.is_nothing:
                self.add(item, f"expected a condition such as 'e > l > 0'; found {item.described()}.")
                found.append("0 == 0")
            else:
                found.append(item.text)
        return found

    def _definitions(self) -> dict[str, Any]:
        node = self.part("definitions", "mapping", "{c_D: b/(b + k)}")
        return {} if node is None else {name: self._definition(name, value) for name, (_, value) in node.pairs.items()}

    def _definition(self, name: str, node: Node) -> Any:
        if node.kind == "mapping" and node.pairs:
            return {key: self._definition(name, value) for key, (_, value) in node.pairs.items()}
        if node.kind == "text" and not node.is_nothing:
            return node.text
        self.add(node, f"definition of '{name}': expected a formula; found {node.described()}.")
        return "0"

    def _types(self) -> dict[str, Any]:
        node = self.part("types", "mapping", "{Challenger: {Hard: p, Soft: 1 - p}}")
        return {} if node is None else {name: self.plain(value) for name, (_, value) in node.pairs.items()}

    def _sense(self, within: Node) -> dict[str, Any]:
        """What counts as an equilibrium, for the model or a claim."""
        found: dict[str, Any] = {}
        for key in ("concept", "leader"):
            if key in within.pairs:
                found[key] = self.text(within, key, f"'{key}'") or None
        if "refine" in within.pairs and not within.pairs["refine"][1].is_nothing:
            node = within.pairs["refine"][1]
            if node.kind == "list":
                found["refine"] = self.texts(node, "the name of a refinement")
            else:
                found["refine"] = self.text(within, "refine", "'refine'") or None
        return found

    def _names(self) -> dict[str, Any]:
        node = self.part("names", "mapping", '{Bluff: {Challenger (Soft): {Challenge: "> 0"}}}')
        return {} if node is None else {name: self.plain(value) for name, (_, value) in node.pairs.items()}

    def _claims(self) -> list[Claim]:
        node = self.part("claims", "list", "[{says: Seoul answers., then: {ROK: Respond}}]")
        found = []
        for i, item in enumerate([] if node is None else node.items):
            claim = self.claim(("claims", i), item)
            # A claim that cannot be read keeps its position, which is what paths count by.
            found.append(claim or Claim("", {"number of equilibria": 0}))
        return found

    def claim(self, path: Path, node: Node) -> Claim | None:
        """A claim at a path of keys; None, with the mistakes noted, where it cannot be read."""
        if not self.is_kind(node, "mapping", "a claim", "{says: Seoul answers., then: {ROK: Respond}}"):
            return None
        self.keys(node, CLAIM_KEYS, "a claim")
        missing = [key for key in ("says", "then") if key not in node.pairs]
        for key in missing:
            self.add(node, f"a claim has '{key}'.")
        plain = [key for key in CLAIM_KEYS if key in node.pairs and key not in ("then", *SENSE_KEYS)]
        given: dict[str, Any] = {key: self.text(node, key, f"'{key}'") for key in plain}
        given = {key: text for key, text in given.items() if node.pairs[key][1].kind == "text"}
        given |= self._sense(node)
        if "in" in given:
            given["in_"] = given.pop("in")
        if missing or "says" not in given:
            return None
        try:
            return Claim(then=self.then(node.pairs["then"][1]), **given)
        except GameError as error:
            for mistake in error.mistakes:
                self.locate(mistake.under(*path))
            return None

    def _mend_cuts(self, node: Node) -> None:
        """Note the texts that a comma cut, in mappings within mappings too, and read them as they were meant."""
        cuts = {name: cut for name in node.pairs if (cut := split_by_comma(node, name)) is not None}
        for name, cut in cuts.items():
            if name == cut.keys[0]:
                cut.mend()
                self.add(node.pairs[name][0], f"'{name}' says nothing: {cut.fix}.")
            del node.pairs[name]
        for _, value in node.pairs.values():
            self._mend_cuts(value)

    def then(self, node: Node) -> Any:
        """What a claim says that happens, as texts and dicts."""
        self._mend_cuts(node)
        plain = self.plain(node)
        if isinstance(plain, dict):
            if plain.get("unique") in ("true", "false"):
                plain["unique"] = plain["unique"] == "true"
            count = plain.get("number of equilibria")
            if isinstance(count, str) and count.isascii() and count.isdigit() and len(count) < 10:
                plain["number of equilibria"] = int(count)
        return plain
