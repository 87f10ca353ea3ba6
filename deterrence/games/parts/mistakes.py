"""What is said about a game that is not one: every mistake found, and where it stands."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from deterrence.algebra.formulas.evaluate import Value
from deterrence.algebra.formulas.language import (
    Condition,
    Expression,
    FormulaError,
    Number,
    as_condition,
    as_expression,
)
from deterrence.algebra.values.value import is_exact

Path: TypeAlias = tuple[str | int, ...]

LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    Attributes
    ----------
    path
        Where it stands, as the keys of a model file: `("tree", "moves", "Probe", "payoffs", 1)`.
    message
        What was found, what was expected, and the nearest name where one is misspelt.
    column
        Where in the formula at that place, from 1.
    name
        The name in the formula at that place which the mistake is about.
    at_key
        Whether the mistake is about the last key of the path rather than what stands there.
    recall
        Whether it is a player forgetting what it knew.
    undeclared
        Whether `name` is a letter that nobody declared, rather than one misspelt.
    """

    path: Path
    message: str
    column: int | None = None
    name: str | None = None
    at_key: bool = False
    recall: bool = False
    undeclared: bool = False

    def under(self, *prefix: str | int) -> Mistake:
        """The same mistake seen from further out."""
        return replace(self, path=(*prefix, *self.path))

    def __str__(self) -> str:
        return _place(self.path) + self.message


def _place(path: Path) -> str:
    """Where a mistake stands, in words, for someone who wrote the game in Python."""
    words = [str(key) for key in path]
    if words[:1] == ["tree"]:
        moves = [word for before, word in itertools.pairwise(words) if before in ("moves", "chance")]
        return f"after {', '.join(moves)}: " if moves else ""
    if words[:2] == ["matrix", "payoffs"]:
        cell = ", ".join(step for step in path[2:] if isinstance(step, str))
        return f"at {cell}: " if cell else ""
    if words[:1] == ["claims"] and len(path) > 1 and isinstance(path[1], int):
        return f"claim {path[1] + 1}: "
    return ""


class GameError(ValueError):
    """A game with mistakes in it.

    Attributes
    ----------
    mistakes
        All that were found, each with its place.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        lines = [*dict.fromkeys(str(mistake) for mistake in self.mistakes)]
        letters = [*dict.fromkeys(mistake.name for mistake in self.mistakes if mistake.undeclared)]
        if letters:
            quoted = ", ".join(f'"{name}"' for name in letters)
            example = f'dt.Parameter("{letters[0]}", "what it is", 0, 1)'
            lines.append(f"Declare the letters: parameters=[{quoted}], or each as {example}.")
        return "\n".join(lines)


class ImperfectRecallError(GameError):
    """A tree in which a player forgets what it knew or did.

    An information set may not tell apart nodes that the player itself reached by different moves (or with different
    knowledge), nor be met twice on one path (absent-mindedness).
    """


def raise_if_any(mistakes: list[Mistake]) -> None:
    """Raise what was collected, if anything was."""
    if any(mistake.recall for mistake in mistakes):
        raise ImperfectRecallError(mistakes)
    if mistakes:
        raise GameError(mistakes)


def nearest(name: str, known: Iterable[str]) -> str:
    """`" Did you mean 'e'?"` when a known name is near, else nothing."""
    known = list(known)
    same = [other for other in known if other.casefold() == name.casefold()]
    if same:
        return f" Did you mean '{same[0]}'?"
    found = difflib.get_close_matches(name[:LONGEST_LABEL], known, n=1, cutoff=0.5)
    return f" Did you mean '{found[0]}'?" if found else ""


def spelled(name: str, known: Iterable[str]) -> str:
    """The known name that another one stands for, case, spaces, hyphens and underscores aside; else as given.

    Examples
    --------
    >>> spelled("Subgame Perfect", ["nash", "subgame-perfect"]), spelled("lemke_howson", ["lemke-howson"])
    ('subgame-perfect', 'lemke-howson')
    """
    plain = {_plainly(other): other for other in known}
    return plain.get(_plainly(str(name)), name)


def _plainly(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().casefold())


def chosen(
    kind: str, name: str, known: Iterable[str], nicknames: Mapping[str, str] | None = None, where: str = ""
) -> str:
    """The known name that is meant; `kind` and `where` are for the message, " for a batch".

    Raises
    ------
    ValueError
        Where there is none, with the names that there are and the nearest of them.

    Examples
    --------
    >>> chosen("concept", "Perfect Bayesian", ["nash", "perfect-bayesian"])
    'perfect-bayesian'
    """
    names = list(known)
    found = spelled(name, names)
    if found in names:
        return found
    plain = re.sub(r" equilibri(um|a)$", "", _plainly(str(name)))
    near = (nicknames or {}).get(plain) or next((other for other in names if _plainly(other) == plain), None)
    hint = f" Did you mean '{near}'?" if near else nearest(str(name), names)
    raise ValueError(f"there is no {kind} '{name}'{where}; there are: {listed(names)}.{hint}")


def listed(names: Iterable[str]) -> str:
    """Names for a message, cut short when there are many."""
    known = [str(name) for name in names]
    if any("," in name for name in known):
        known = [f"'{name}'" for name in known]
    return ", ".join(known) if len(known) <= 13 else ", ".join(known[:12]) + f" and {len(known) - 12} more"


def wrong_number(count: int, players: Iterable[str]) -> str:
    """`1 payoff for 2 players (DPRK, ROK).`."""
    names = list(players)
    return f"{_counted(count, 'payoff')} for {_counted(len(names), 'player')} ({listed(names)})."


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


MOST_LISTED = 12


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """`payoff for ROK uses 'ee', which is not a parameter. Did you mean 'e'?`."""
    names = list(known)
    hint = nearest(name, names)
    if names and not hint:
        hint = f" Known here: {', '.join(names[:MOST_LISTED])}{', ...' if len(names) > MOST_LISTED else ''}."
    return f"{what} uses '{name}', which is not a parameter.{hint}"


# Invisible and direction-changing characters make two different names look alike; joiners are part of some scripts.
_ALLOWED_FORMAT = "\u200c\u200d"


def why_not_a_label(text: object) -> str | None:
    """Why this may not be the name of a player, move, type, information set or outcome; None when it may."""
    if not isinstance(text, str):
        return f"expected a name, not {type(text).__name__}"
    if not text or text != text.strip():
        return f"a name may not be empty, nor begin or end with a space: {text[:60]!a}"
    if len(text) > LONGEST_LABEL:
        return f"a name has at most {LONGEST_LABEL} characters; this one has {len(text):,}"
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _ALLOWED_FORMAT:
            return f"a name may not hold the invisible character U+{ord(character):04X}: {text[:60]!a}"
    if unicodedata.normalize("NFC", text) != text:
        return f"write {text[:60]!a} with composed characters (Unicode form NFC)"
    return None


class Collector:
    """Mistakes gathered on the way, so that all can be reported at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def add(self, path: Path, message: str, *, name: str | None = None, at_key: bool = False) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(path, message, name=name, at_key=at_key))

    def stranger(self, path: Path, what: str, name: str, known: Iterable[str]) -> None:
        """Note that a formula uses a name which is no parameter."""
        names = list(known)
        undeclared = not nearest(name, names)
        self.mistakes.append(Mistake(path, unknown(what, name, names), name=name, undeclared=undeclared))

    def take(self, error: GameError, *prefix: str | int) -> None:
        """Note what another check found."""
        self.mistakes.extend(mistake.under(*prefix) for mistake in error.mistakes)

    def expression(self, value: Any, path: Path, what: str = "") -> Expression:
        """A formula; when it cannot be read that is noted, and 0 stands in for it."""
        try:
            return as_expression(value)
        except FormulaError as mistake:
            self.formula(mistake, path, what)
            return Number(Fraction(0))

    def condition(self, value: Any, path: Path, what: str = "") -> Condition | None:
        """A condition; None, and a note, when it cannot be read."""
        try:
            return as_condition(value)
        except FormulaError as mistake:
            self.formula(mistake, path, what)
            return None

    def formula(self, mistake: FormulaError, path: Path, what: str = "") -> None:
        """Note a mistake in a formula."""
        message = f"{what}: {mistake.message}" if what else mistake.message
        self.mistakes.append(Mistake(path, message, mistake.column))

    def label(self, value: object, path: Path, what: str, *, at_key: bool = False) -> bool:
        """Whether a value may be a name of a player and so on; noted when not."""
        mistake = why_not_a_label(value)
        if mistake:
            self.add(path, f"{what}: {mistake}", at_key=at_key)
        return mistake is None

    def finish(self) -> None:
        """Raise what was collected, if anything was."""
        raise_if_any(self.mistakes)


def shown_point(point: Mapping[str, Fraction]) -> str:
    """`c = 1, k = 2`."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def shown_number(value: Value) -> str:
    """A number for a message."""
    return str(value) if is_exact(value) else f"{value:.6g}"
