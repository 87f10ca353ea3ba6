"""A claim: a proposition that a model is held to.

`then` is kept as it is written, as words and formulas; what it means for a given game is said by
:func:`deterrence.games.statements.statements`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from deterrence.algebra.formulas.language import Condition, names_in, text_of
from deterrence.games.parts.concepts import Sense, read_sense
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest

HOLDS = ("when", "exactly when")
IN = ("every equilibrium", "some equilibrium")
EXPECTED = ("proved", "held", "refuted")
DIRECTIONS = ("positive", "negative", "zero", "non-negative", "non-positive")
# What people write for these words.
SAME = {"increasing": "positive", "decreasing": "negative", "none": "zero", "constant": "zero"}

# What may stand beside what in `then`; every other key is a player.
_FORMS: tuple[tuple[str, ...], ...] = (
    ("outcome",),
    ("probability of", "is"),
    ("payoff of", "is"),
    ("choice of", "is"),
    ("belief of", "at", "about", "is"),
    ("unique",),
    ("number of equilibria",),
    ("effect of", "on", "is"),
)
WORDS = tuple(dict.fromkeys(word for form in _FORMS for word in form))

Then: TypeAlias = Mapping[str, Any]


# What people begin with for one of IN.
_BEGINNINGS: Final = dict.fromkeys(("all", "each", "every", "always"), IN[0]) | dict.fromkeys(("some", "one"), IN[1])


def _meant(word: str, known: tuple[str, ...]) -> str:
    """The nearest of the words known; `all equilibria` means every one."""
    begun = _BEGINNINGS.get(word.casefold().partition(" ")[0]) if known == IN else None
    return f" Did you mean '{begun}'?" if begun else nearest(word, known)


@dataclass(frozen=True, init=False)
class Claim:
    """A proposition that a model is held to.

    Parameters
    ----------
    says
        The proposition in words.
    then
        What happens: choices `{"ROK": "Respond"}`, at a named information set `{"ROK": {"after the signal":
        "Respond"}}`, of a type `{"Challenger (Hard)": "Challenge"}`; or one of `{"outcome": "Repelled"}`,
        `{"probability of": "War", "is": "1 - c/t"}`, `{"payoff of": "ROK", "is": "-k"}`, `{"choice of": "x",
        "is": "p + c"}` (what is chosen from an interval, by its letter), `{"belief of": "ROK",
        "at": "sees a probe", "about": "Hard", "is": "p"}`, `{"unique": True}`, `{"number of equilibria": 3}`,
        `{"effect of": "c", "on": "probability of War", "is": "negative"}`.
    when
        The condition under which; None for always.
    holds
        `"when"` (if) or `"exactly when"` (if and only if, read away from the thresholds).
    in_
        `"every equilibrium"` or `"some equilibrium"`.
    source
        Where the claim is made.
    expected
        `"refuted"` for a counter-claim that the model shows to be wrong, else `"proved"` (or `"held"`, when no proof
        is to be expected).
    note
        For the reader.
    passage
        The words of the source that the claim makes precise, beginning with where they stand: "par. 7: ...".
    concept
        What counts as an equilibrium for this claim, such as "sequential"; None: what does for the model.
    refine
        The refinements that an equilibrium must pass for this claim: "intuitive", or a list. None: those of the model,
        or none where the claim names a concept.
    leader
        Of commitments: the player who commits; None: as for the model.

    Examples
    --------
    >>> Claim("Seoul answers exactly above c_R.", {"ROK": "Respond"}, "c > c_R", "exactly when").when
    Comparison(symbol='>', left=Name(name='c'), right=Name(name='c_R'))
    """

    says: str
    then: Then
    when: Condition | None = None
    holds: str = "when"
    in_: str = "every equilibrium"
    source: str = ""
    expected: str = "proved"
    note: str = ""
    passage: str = ""
    sense: Sense = field(default_factory=Sense)

    def __init__(
        self,
        says: str,
        then: Then,
        when: Any = None,
        holds: Any = "when",
        in_: Any = "every equilibrium",
        source: str = "",
        expected: Any = "proved",
        note: str = "",
        passage: str = "",
        concept: str | None = None,
        refine: str | Sequence[str] | None = None,
        leader: str | None = None,
    ) -> None:
        collector = Collector()
        texts = {"says": says, "source": source, "note": note, "passage": passage}
        for key, text in texts.items():
            if not isinstance(text, str):
                collector.add((key,), f"expected text for '{key}' of a claim, not {type(text).__name__}")
        words = {"holds": holds, "in": in_, "expected": expected}
        for (key, word), known in zip(words.items(), (HOLDS, IN, EXPECTED), strict=True):
            if word not in known:
                hint = _meant(word, known) if isinstance(word, str) else ""
                collector.add(
                    (key,), f"'{key}' of a claim is {word!r}; expected {' or '.join(map(repr, known))}.{hint}"
                )
        read = {
            **texts,
            "then": read_then(then, collector),
            "when": None if when is None else collector.condition(when, ("when",)),
            "holds": holds,
            "in_": in_,
            "expected": expected,
            "sense": read_sense(concept, refine, leader, collector),
        }
        for key, value in read.items():
            object.__setattr__(self, key, value)
        collector.finish()

    @property
    def mentioned(self) -> frozenset[str]:
        """The words that may be names of parameters, in what is said and when."""
        words = re.findall(r"[A-Za-z_]\w*", " ".join(_texts(self.then)))
        return frozenset([*words, *(names_in(self.when) if self.when is not None else ())])


def _texts(then: Any) -> Iterator[str]:
    if isinstance(then, Mapping):
        for key, part in then.items():
            yield str(key)
            yield from _texts(part)
    else:
        yield str(then)


def read_then(then: Any, collector: Collector) -> Then:
    """`then` with its formulas read and its forms checked, as far as that goes without knowing the game."""
    if not isinstance(then, Mapping) or not then:
        collector.add(("then",), "'then' of a claim says what happens, for example {ROK: Respond} or {outcome: War}")
        return FrozenDict()
    keys = [key for key in then if key in WORDS]
    heads = [form for form in _FORMS if form[0] in keys]
    if "is" in keys and sum("is" in form for form in heads) != 1:
        said = "'is' belongs to one of 'probability of', 'payoff of', 'choice of', 'belief of', 'effect of'"
        collector.add(("then", "is"), said)
    for form in heads:
        for word in form[1:]:
            if word not in then:
                collector.add(("then", form[0]), f"'{form[0]}' also needs '{word}'", at_key=True)
    for key in keys:
        if key != "is" and not any(key in form for form in heads):
            needed = listed(form[0] for form in _FORMS if key in form)
            collector.add(("then", key), f"'{key}' stands beside one of: {needed}", at_key=True)
    is_effect = "effect of" in keys
    return FrozenDict({key: _read_value(key, value, is_effect, collector) for key, value in then.items()})


def _read_value(key: str, value: Any, is_effect: bool, collector: Collector) -> Any:
    path: Path = ("then", key)
    if key == "is" and is_effect:
        if value not in DIRECTIONS:
            hint = nearest(SAME.get(value, value), DIRECTIONS) if isinstance(value, str) else ""
            collector.add(path, f"an effect is {', '.join(DIRECTIONS[:-1])} or {DIRECTIONS[-1]}, not {value!r}.{hint}")
        return value
    if key == "is":
        return collector.expression(value, path)
    if key == "unique":
        if value not in (True, False):
            collector.add(path, f"'unique' is true or false, not {value!r}")
        return bool(value)
    if key == "number of equilibria":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            collector.add(path, f"the number of equilibria is a whole number, not {value!r}")
        return value
    if key in WORDS:
        if not isinstance(value, str):
            collector.add(path, f"expected a name after '{key}', not {type(value).__name__}")
        return value
    return _read_choice(value, path, collector)


def _read_choice(value: Any, path: Path, collector: Collector) -> Any:
    """A move, or a mapping from information sets to moves, or from moves to probabilities, or both nested."""
    if isinstance(value, Mapping) and value and len(path) < 5:
        return FrozenDict({key: _read_choice(part, (*path, key), collector) for key, part in value.items()})
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        collector.add(path, "expected a move, or what is chosen at each information set")
        return ""
    return text_of(collector.expression(value, path))
