"""A parameter: a symbol with a meaning, a range and a base value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.language import FormulaError, as_fraction, why_not_a_name
from deterrence.games.parts.mistakes import Collector, nearest

ROLES = ("commitment", "focus")


@dataclass(frozen=True, init=False, repr=False)
class Parameter:
    """A symbol with a meaning, a range and a base value.

    Parameters
    ----------
    name
        As it appears in formulas: letters, digits and `_`, not beginning with a digit.
    meaning
        What it stands for, in words.
    low, high
        The range; None where it is unbounded.  Numbers are read as the exact decimals typed.
    base
        The value in the base case.
    role
        `"commitment"` for the one parameter that measures commitment; `"focus"` for the one that conditions are solved
        for where none does.
    unit, source, note
        For the reader.

    Examples
    --------
    >>> Parameter("c", "probability that Washington backs a response", 0, 1, base=0.6, role="commitment")
    Parameter('c', 'probability that Washington backs a response', 0, 1, base='3/5', role='commitment')
    """

    name: str
    meaning: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    base: Fraction | None = None
    role: str | None = None
    unit: str = ""
    source: str = ""
    note: str = ""

    def __init__(
        self,
        name: str,
        meaning: str = "",
        low: Any = None,
        high: Any = None,
        base: Any = None,
        role: Any = None,
        unit: str = "",
        source: str = "",
        note: str = "",
    ) -> None:
        collector = Collector()
        mistake = why_not_a_name(name)
        if mistake:
            collector.add((), mistake, at_key=True)
        texts = {"meaning": meaning, "unit": unit, "source": source, "note": note}
        for key, text in texts.items():
            if not isinstance(text, str):
                hint = f': write Parameter("{name}", "its meaning", 0, 1, base=0.5)' if key == "meaning" else ""
                collector.add((key,), f"expected text for the {key} of '{name}', not {type(text).__name__}{hint}")
        if isinstance(low, tuple | list):
            example = f'Parameter("{name}", "its meaning", {", ".join(map(str, low))})'
            collector.add(("range",), f"the range of '{name}' is two numbers, not one {type(low).__name__}: {example}")
        if isinstance(low, tuple | list) or not isinstance(meaning, str):
            collector.finish()  # what follows is not where it belongs
        numbers = {
            "low": _number(collector, low, ("range", 0), f"low end of the range of '{name}'"),
            "high": _number(collector, high, ("range", 1), f"high end of the range of '{name}'"),
            "base": _number(collector, base, ("base",), f"base value of '{name}'"),
        }
        if role is not None and role not in ROLES:
            hint = nearest(role, ROLES) if isinstance(role, str) else ""
            collector.add(
                ("role",), f"role of '{name}' is {role!r}; the roles are {' and '.join(map(repr, ROLES))}.{hint}"
            )
        for key, value in {"name": name, **texts, **numbers, "role": role}.items():
            object.__setattr__(self, key, value)
        self._check_range(collector)
        collector.finish()

    def _check_range(self, collector: Collector) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            collector.add(
                ("range",), f"range {self.range_text} of '{self.name}' is empty: its low end is above its high end."
            )
        elif self.base is not None and not self.allows(self.base):
            collector.add(
                ("base",), f"base value {self.base} of '{self.name}' lies outside its range {self.range_text}."
            )

    def allows(self, value: Fraction) -> bool:
        """Whether a value lies in the range.

        Examples
        --------
        >>> Parameter("c", low=0, high=1).allows(Fraction(1, 2))
        True
        """
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    @property
    def range_text(self) -> str:
        """The range as mathematics writes it, `[0, 1]`; unbounded ends as `(-inf` and `inf)`."""
        low = "(-inf" if self.low is None else f"[{self.low}"
        high = "inf)" if self.high is None else f"{self.high}]"
        return f"{low}, {high}"

    def __repr__(self) -> str:
        parts = [repr(self.name)]
        if self.meaning or self.low is not None or self.high is not None:
            parts.append(repr(self.meaning))
        if self.low is not None or self.high is not None:
            parts += [_typed(self.low), _typed(self.high)]
        for key in ("base", "role", "unit", "source", "note"):
            value = getattr(self, key)
            if value not in (None, ""):
                parts.append(f"{key}={_typed(value) if key == 'base' else repr(value)}")
        return f"Parameter({', '.join(parts)})"


def _number(collector: Collector, value: Any, path: tuple[str | int, ...], what: str) -> Fraction | None:
    if value is None:
        return None
    try:
        return as_fraction(value)
    except FormulaError as mistake:
        collector.formula(mistake, path, what)
        return None


def _typed(value: Fraction | None) -> str:
    """A number as one could type it in Python without losing exactness."""
    if value is None or value.denominator == 1:
        return str(value)
    return repr(str(value))
