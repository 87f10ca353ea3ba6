"""The questions in a lesson file: which kind each is, by the key that only this kind has, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from deterrence.algebra.formulas.evaluate import Value
from deterrence.algebra.formulas.language import FormulaError, as_fraction
from deterrence.formats.reading import Reading
from deterrence.formats.yaml_nodes import Node
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.mistakes import GameError, Path, listed, nearest
from deterrence.games.statements import statements
from deterrence.lessons.about_claims import Discuss, IsTrue
from deterrence.lessons.along_a_letter import EITHER, MOVES, Least, WhichLetters, WhichWay
from deterrence.lessons.at_a_point import Happens, HowMuch
from deterrence.lessons.computed import filled
from deterrence.lessons.question import Posed, Question

COMMON: Final = ("question", "at", "note")
# What no question about choices or outcomes may say, and what to write instead.
_NOT_IN_THEN: Final = {
    "effect of": "which way a number goes is asked by 'effect of: c', 'on: ...' and 'between: [0, 1/2]'",
}


@dataclass(frozen=True)
class Place:
    """What a question is about: the model, the values that its chapter gives, the path of its keys, its file."""

    game: Model
    fixed: Mapping[str, Fraction]
    path: Path
    file: str


_Make: TypeAlias = "Callable[[Reading, Node, Place, Posed], Question | None]"


def read_question(reading: Reading, node: Node, place: Place) -> Question | None:
    """A question; None, with the mistakes noted, where it cannot be read."""
    if not reading.is_kind(node, "mapping", "a question", "{at: {c: 0.4}, then: {ROK: Respond}}"):
        return None
    own = [key for key in KINDS if key in node.pairs]
    if not own:
        said = f"a question has one of {listed(KINDS)}, such as then: {{ROK: Respond}}."
        reading.add(node, said)
        reading.keys(node, dict.fromkeys([*COMMON, *(key for _, keys in KINDS.values() for key in keys)]), "a question")
        return None
    make, keys = KINDS[own[0]]
    reading.keys(node, (*COMMON, *keys), f"a question with '{own[0]}'")
    missing = [key for key in keys if key not in node.pairs and key not in OPTIONAL]
    for key in missing:
        reading.add(node, f"a question with '{own[0]}' also has '{key}'.")
    posed = _posed(reading, node, place)
    return None if missing or posed is None else make(reading, node, place, posed)


def _posed(reading: Reading, node: Node, place: Place) -> Posed | None:
    at = read_values(reading, node, "at", place.game)
    if at is None:
        return None
    values = place.game.point({**place.fixed, **at})
    words, note = (read_text(reading, node, key, values) for key in ("question", "note"))
    try:
        return Posed.at(
            place.game, at, place.fixed, words=words, note=note, place=f"{place.file}:{node.line}:{node.column}"
        )
    except ValueError as mistake:
        where = node.pairs["at"][1] if "at" in node.pairs else node
        reading.add(where, f"{mistake}")
        return None


def read_text(reading: Reading, within: Node, key: str, values: Mapping[str, Value]) -> str:
    """A text with its numbers computed."""
    text = reading.text(within, key, f"'{key}'")
    try:
        return filled(text, values)
    except FormulaError as mistake:
        reading.add(within.pairs[key][1], f"{mistake.message}.".replace("..", "."), mistake.column)
        return text


def read_values(reading: Reading, within: Node, key: str, game: Model) -> dict[str, Fraction] | None:
    """Values of letters, `{c: 0.4}`; None, with the mistakes noted, where some cannot be read."""
    node = reading.part(key, "mapping", "{c: 0.4}", within)
    if node is None:
        return None if key in reading.unread else {}
    found: dict[str, Fraction] = {}
    for name, (at, value) in node.pairs.items():
        if _is_letter(reading, at, name, game):
            number = read_number(reading, value, f"value of '{name}'")
            if number is not None:
                found[name] = number
    return found if len(found) == len(node.pairs) else None


def read_number(reading: Reading, node: Node, what: str) -> Fraction | None:
    """A number; None, with the mistake noted, where there is none."""
    try:
        return as_fraction(node.text if node.kind == "text" else node.described())
    except FormulaError:
        reading.add(node, f"{what}: expected a number such as 0.4 or 2/5; found {node.described()}.")
        return None


def _is_letter(reading: Reading, node: Node, name: str, game: Model) -> bool:
    if name in game.parameters:
        return True
    those = f"those are {listed(game.parameters)}" if game.parameters else "there is none"
    reading.add(node, f"'{name}' is not a parameter of the model; {those}.{nearest(name, game.parameters)}")
    return False


def read_letters(reading: Reading, within: Node, key: str, game: Model) -> tuple[str, ...] | None:
    """Names of letters, one or a list; none where the key is missing; None where some are wrong."""
    if key not in within.pairs:
        return ()
    node = within.pairs[key][1]
    items = [node] if node.kind == "text" and not node.is_nothing else node.items
    if not items:
        reading.is_kind(node, "list", f"'{key}'", "[c]")
        return None
    names = [item.text for item in items]
    right = [_is_letter(reading, item, item.text, game) for item in items]
    return tuple(dict.fromkeys(names)) if all(right) else None


# --- each kind --------------------------------------------------------------------------------------------------------


def _then(reading: Reading, node: Node, place: Place) -> Mapping[str, Any] | None:
    """What is asked after, known to speak of the model."""
    said = reading.then(node.pairs["then"][1])
    for key, instead in _NOT_IN_THEN.items():
        if isinstance(said, dict) and key in said:
            reading.add(node.pairs["then"][1].pairs[key][0], f"{instead}.")
            return None
    return said if _speaks_of(reading, place, lambda: Claim("it is so", said)) is not None else None


def _speaks_of(reading: Reading, place: Place, make: Callable[[], Claim], *within: str) -> Claim | None:
    """A claim, known to name only what the model has; mistakes are noted at their places."""
    try:
        claim = make()
        statements(claim, place.game)
    except GameError as error:
        for mistake in error.mistakes:
            reading.locate(mistake.under(*place.path, *within))
        return None
    return claim


def _happens(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    then = _then(reading, node, place)
    return None if then is None else Happens(posed, then)


def _least(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    letters = read_letters(reading, node, "least", place.game)
    then = _then(reading, node, place)
    if not letters or then is None or not _is_goal(reading, node, then):
        return None
    return Least(posed, then, letters[0])


def _which_letters(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    letters = read_letters(reading, node, "letters", place.game)
    then = _then(reading, node, place)
    move = reading.text(node, "move", "'move'") or EITHER
    if move not in MOVES:
        reading.add(
            node.pairs["move"][1], f"'move' is one of {listed(MOVES)}, not '{move[:60]}'.{nearest(move, MOVES)}"
        )
        return None
    if not letters or then is None or not _is_goal(reading, node, then):
        return None
    return WhichLetters(posed, then, letters, move)


def _is_goal(reading: Reading, node: Node, then: Mapping[str, Any]) -> bool:
    """Whether something can be brought about by a letter: a number of equilibria is not asked for so."""
    counts = [key for key in ("unique", "number of equilibria") if key in then]
    for key in counts:
        reading.add(
            node.pairs["then"][1].pairs[key][0], f"'{key}' can be asked at a point, without a letter that moves."
        )
    return not counts


def _how_much(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    read = _quantity(reading, node, "quantity", place)
    return None if read is None else HowMuch(posed, *read)


def _quantity(reading: Reading, node: Node, key: str, place: Place) -> tuple[str, str] | None:
    """`probability of Escalation`, taken apart and known to be of the model."""
    value = node.pairs[key][1]
    what, found, of = reading.text(node, key, f"'{key}'").partition(" of ")
    if what not in ("probability", "payoff") or not found:
        said = f"expected 'probability of' an outcome or a move, or 'payoff of' a player; found {value.described()}."
        reading.add(value, said)
        return None
    try:
        statements(Claim("so much", {f"{what} of": of, "is": 0}), place.game)
    except GameError as error:
        reading.add(value, error.mistakes[0].message)
        return None
    return what, of


def _which_way(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    letters = read_letters(reading, node, "effect of", place.game)
    read = _quantity(reading, node, "on", place)
    ends = node.pairs["between"][1]
    if len(ends.items) != 2:
        reading.add(ends, f"expected two values, such as [0.5, 0.75]; found {ends.described()}.")
        return None
    numbers = [read_number(reading, item, "'between'") for item in ends.items]
    low, high = numbers
    if not letters or read is None or low is None or high is None:
        return None
    if low >= high:
        reading.add(ends, f"the first of two values is the smaller one; found {low} and {high}.")
        return None
    for value in (low, high):
        try:
            place.game.at({**posed.values, letters[0]: value})
        except ValueError as mistake:
            reading.add(ends, f"{mistake}")
            return None
    return WhichWay(posed, letters[0], low, high, " of ".join(read))


def _is_true(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    value = node.pairs["claim"][1]
    fixed = {name: posed.values[name] for name in posed.named}
    if value.kind == "mapping":
        read = reading.claim((*place.path, "claim"), value)
        claim = None if read is None else _speaks_of(reading, place, lambda: read, "claim")
        return None if claim is None else IsTrue(posed, claim, fixed)
    claims = place.game.claims
    text = value.text
    if value.kind != "text" or not (
        text.isascii() and text.isdigit() and len(text) < 4 and 0 < int(text) <= len(claims)
    ):
        said = f"expected a claim as in model files, or the number of one of the model's {len(claims)} claims, from 1"
        reading.add(value, f"{said}; found {value.described()}.")
        return None
    return IsTrue(posed, claims[int(text) - 1], fixed)


def _discuss(reading: Reading, node: Node, place: Place, posed: Posed) -> Question | None:
    words = read_text(reading, node, "discuss", posed.game.point(posed.values))
    return Discuss(Posed(posed.game, posed.values, posed.named, words, posed.note, posed.place))


# By the key that tells the kind: what reads it, and its keys. `then` is the last: other kinds have it too.
KINDS: Final[Mapping[str, tuple[_Make, tuple[str, ...]]]] = {
    "least": (_least, ("least", "then")),
    "letters": (_which_letters, ("letters", "then", "move")),
    "quantity": (_how_much, ("quantity",)),
    "effect of": (_which_way, ("effect of", "on", "between")),
    "claim": (_is_true, ("claim",)),
    "discuss": (_discuss, ("discuss",)),
    "then": (_happens, ("then",)),
}
OPTIONAL: Final = ("move",)
