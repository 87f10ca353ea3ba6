"""What claims say, in the words of a question: `{ROK: Respond}` is "ROK choose Respond"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.formulas.language import Expression, text_of
from deterrence.games.parts.claim import WORDS
from deterrence.games.parts.show import decimal


def number_text(value: Exact | None) -> str:
    """A number as a reader would write it: a short decimal or a fraction, or what it is about.

    Examples
    --------
    >>> number_text(Fraction(2, 5)), number_text(Fraction(1, 3))
    ('0.4', '1/3')
    """
    exact = rational(value)
    if exact is not None:
        return decimal(exact)
    return str(value) if value is None else f"{value} (about {float(value):.4g})"


def near(value: Exact | None) -> Fraction | None:
    """The number as a fraction: itself, or an irrational one to some sixteen digits."""
    exact = rational(value)
    return exact if exact is not None or value is None else Fraction(float(value))


def point_text(values: Mapping[str, Fraction]) -> str:
    """`c = 0.4, k = 2`.

    Examples
    --------
    >>> point_text({"c": Fraction(2, 5)})
    'c = 0.4'
    """
    return ", ".join(f"{name} = {decimal(value)}" for name, value in values.items())


def asked(then: Mapping[str, Any]) -> str:
    """A conclusion as a question about one point asks for it.

    Examples
    --------
    >>> asked({"ROK": "Respond"})
    'does ROK choose Respond for certain?'
    >>> asked({"outcome": "Status quo"})
    'does play end in Status quo for certain?'
    """
    parts = list(_parts(then))
    if len(parts) == 1 and parts[0][1]:
        subject, verb, rest = parts[0]
        return f"does {subject} {verb} {rest}?"
    return f"is it so that {wanted(then)}?"


def wanted(then: Mapping[str, Any]) -> str:
    """A conclusion as something that is to be brought about.

    Examples
    --------
    >>> wanted({"DPRK": "Refrain"})
    'DPRK chooses Refrain for certain'
    """
    return " and ".join(f"{s} {v}s {r}" if v else f"{s} is {r}" for s, v, r in _parts(then))


def _parts(then: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Subject, verb and the rest; without a verb it is "is"."""
    for key, value in then.items():
        match key:
            case "outcome":
                yield "play", "end", f"in {value} for certain"
            case "probability of" | "payoff of" | "effect of":
                yield f"the {key} {value}", "", text(then["is"])
            case "belief of":
                yield f"the belief of {value} at {then['at']} about {then['about']}", "", text(then["is"])
            case "unique":
                yield "the equilibrium", "", "the only one" if value else "not the only one"
            case "number of equilibria":
                yield "the number of equilibria", "", str(value)
            case _ if key not in WORDS:
                yield key, "choose", _choice(value)


def _choice(value: Any) -> str:
    """A move, moves with probabilities, or either at an information set."""
    if not isinstance(value, Mapping):
        return f"{value} for certain"
    told = (
        f"{_choice(part)} at '{name}'" if isinstance(part, Mapping) or not _is_formula(part) else f"{name} with {part}"
        for name, part in value.items()
    )
    return " and ".join(told)


def _is_formula(written: object) -> bool:
    """Whether what stands behind a name is a probability and no move: it holds a digit or an operator."""
    return any(sign.isdigit() or sign in "+-*/()" for sign in str(written))


def text(value: Any) -> str:
    """A formula, or a word such as `negative`."""
    return text_of(value) if isinstance(value, Expression) else str(value)


__all__ = ["asked", "near", "number_text", "point_text", "text", "wanted"]
