"""The game in a model file: which form it has, and the keys that go with each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from deterrence.formats.reading import Reading
from deterrence.formats.reading_continuous import read_continuous
from deterrence.formats.reading_matrix import read_matrix
from deterrence.formats.reading_periods import read_repeated, read_states
from deterrence.formats.reading_tree import read_tree
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import GameError, ImperfectRecallError
from deterrence.games.tree import Tree

Make: TypeAlias = Callable[[], Model]


@dataclass(frozen=True)
class Form:
    """A form of game in a model file.

    Attributes
    ----------
    beside
        The keys that may stand beside its own.
    read
        Reads it, given the players and what all games share; None where it cannot be put together.
    """

    beside: tuple[str, ...]
    read: Callable[[Reading, list[str], dict[str, Any]], Make | None]


def _tree(reading: Reading, players: list[str], shared: dict[str, Any]) -> Make | None:
    root = read_tree(reading, players)
    return None if root is None else lambda: Tree(players, root, **shared)


def _matrix(reading: Reading, players: list[str], shared: dict[str, Any]) -> Make | None:
    if "repeated" in reading.root.pairs:
        return read_repeated(reading, players, shared)
    table = read_matrix(reading, players)
    return None if table is None else lambda: table.game(players, shared)


FORMS: Final[Mapping[str, Form]] = {
    "tree": Form(("subtrees",), _tree),
    "matrix": Form(("repeated",), _matrix),
    "states": Form(("subtrees", "start", "discount", "horizon"), read_states),
    "choices": Form(("payoffs", "outcomes"), read_continuous),
}
PLURAL: Final = ("states", "choices")
BEFORE: Final = ("title", "summary", "sources", "players", "parameters", "assumptions", "definitions", "types")
AFTER: Final = ("concept", "refine", "leader", "names", "claims", "notes")
OWN: Final = tuple(dict.fromkeys(key for form, row in FORMS.items() for key in (form, *row.beside)))
MODEL_KEYS: Final = (*BEFORE, *OWN, *AFTER)


def read_game(reading: Reading) -> Model | None:
    """The game; None where too little of it could be read."""
    given = reading.given(MODEL_KEYS)
    if given is None:
        return None
    pairs = reading.root.pairs
    forms = [form for form in FORMS if form in pairs]
    if len(forms) != 1:
        found = " and ".join(map(repr, forms)) or "none of them"
        place = pairs[forms[1]][0] if forms else reading.root
        reading.add(place, f"expected a 'tree', a 'matrix', 'states' or 'choices'; found {found}.")
        return None
    before = len(reading.problems)
    _note_strangers(reading, forms[0])
    make = FORMS[forms[0]].read(reading, *given)
    if make is None:
        return None
    try:
        return make()
    except GameError as error:
        # Of a tree that was only read in part, claims cannot be held to name what it has.
        in_full = len(reading.problems) == before
        for mistake in error.mistakes:
            if in_full or mistake.path[:1] != ("claims",):
                reading.locate(mistake)
        reading.forgets = isinstance(error, ImperfectRecallError)
        return None


def _note_strangers(reading: Reading, form: str) -> None:
    """Note keys that do not go with the form of the model."""
    for key in OWN:
        forms = [name for name, row in FORMS.items() if key in row.beside]
        if key in reading.root.pairs and forms and form not in forms:
            wanted = " or ".join(f"'{name}'" if name in PLURAL else f"a '{name}'" for name in forms)
            inner = "repeated" in reading.root.pairs and key in ("discount", "horizon")
            hint = " Write it under 'repeated'." if inner else ""
            reading.add(reading.root.pairs[key][0], f"'{key}' goes with {wanted}; this model has '{form}'.{hint}")
