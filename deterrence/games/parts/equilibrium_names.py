"""What the literature calls equilibria: names, each with a condition on what is chosen, as a model writes them.

A condition is a mapping like the choices of a claim. A move stands for itself, alone and for certain; of a mapping from
moves, each has the probability that is given, or compares with it as the text begins: `{Challenge: "> 0"}`. Moves that
are not mentioned may have any probability. What a condition means for a game is said by
:func:`deterrence.games.statements.named_choices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from deterrence.algebra.formulas.language import text_of
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, Path

RELATIONS: Final = (">=", "<=", "==", "!=", ">", "<")
_EXAMPLE: Final = '{Bluff: {Challenger (Soft): {Challenge: "> 0"}}}'


def comparison(text: str) -> tuple[str, str]:
    """A text as a relation and a formula: what begins with none is to be equal.

    Examples
    --------
    >>> comparison("> 1/2"), comparison("1 - p")
    (('>', '1/2'), ('==', '1 - p'))
    """
    found = next((relation for relation in RELATIONS if text.startswith(relation)), "")
    return found or "==", text[len(found) :].strip()


def read_names(given: Any, collector: Collector) -> Mapping[str, Mapping[str, Any]]:
    """Names with their conditions, their forms checked, as far as that goes without knowing the game."""
    if not isinstance(given, Mapping):
        collector.add(("names",), f"expected names of equilibria as a mapping, such as {_EXAMPLE}")
        return FrozenDict()
    found: dict[str, Mapping[str, Any]] = {}
    for name, condition in given.items():
        collector.label(name, ("names", name), "name of an equilibrium", at_key=True)
        if not isinstance(condition, Mapping) or not condition:
            collector.add(("names", name), f"expected what everybody chooses in '{name}', such as {_EXAMPLE}")
            continue
        found[name] = _read(condition, ("names", name), collector)
    return FrozenDict(found)


def _read(condition: Any, path: Path, collector: Collector) -> Any:
    """A move, or a mapping to moves or probabilities, nested up to player, information set and move."""
    if isinstance(condition, Mapping) and condition and len(path) < 5:
        return FrozenDict({key: _read(part, (*path, key), collector) for key, part in condition.items()})
    if isinstance(condition, str):
        return condition.strip()
    if isinstance(condition, Mapping):
        collector.add(path, "expected a move, or what is chosen at each information set")
        return ""
    return text_of(collector.expression(condition, path))
