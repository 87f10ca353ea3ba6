"""Values, conditions and regions in LaTeX, so that nothing in them is wider than the line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from deterrence.algebra.conditions.inequalities import Inequality, Readable
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.formulas.language import FormulaError, parse
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value, as_value
from deterrence.equilibria.named import BeliefRange
from deterrence.formats.tex import breakable, fraction, relation, symbol
from deterrence.formats.tex_width import LINE, width

# What one line of a display in a list may hold.
DISPLAY: Final = 0.8 * LINE


def value(x: Value | BeliefRange | Exact) -> str:
    r"""A number or formula, to stand between dollar signs; irrational numbers without a short formula as decimals.

    Examples
    --------
    >>> from fractions import Fraction
    >>> print(value(Fraction(1, 3)), value(1e-7), value(0.25))
    \frac{1}{3} 10^{-7} 0.25
    """
    if isinstance(x, BeliefRange):
        return f"[{_bound(x.lower, 'max')}, {_bound(x.upper, 'min')}]"
    x = as_value(x)
    if not x.is_exact:
        return decimal(float(x))
    if x.is_constant and x.rational is not None:
        return fraction(x.rational.as_fraction())
    try:
        return breakable(parse(str(x)))
    except FormulaError:
        if x.is_constant:  # a root of a polynomial, said in words
            return rf"{decimal(math.trunc(float(x) * 10**6) / 10**6)}\ldots"
        # Longer than may be typed.
        import sympy

        shown = x.sympy()
        return str(sympy.latex(shown, symbol_names={s: symbol(s.name) for s in shown.free_symbols}))


def decimal(x: float) -> str:
    """A number to six digits, with a power of ten where it is very large or small."""
    digits, _, exponent = f"{x:.6g}".partition("e")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(digits, rf"{digits} \cdot {power}")


def _bound(values: Sequence[Value], word: str) -> str:
    inside = ", ".join(map(value, values))
    return inside if len(values) == 1 else rf"\{word}\left({inside}\right)"


def region(x: Region) -> str:
    """The conditions of a region, joined by `and`; `always` or `never` where there are none to give."""
    if x.is_empty:
        return "never"
    return " and ".join(f"${inequality(i)}$" for i in x.inequalities) or "always"


def inequality(x: Readable) -> str:
    """One condition, to stand between dollar signs."""
    return " ".join(_sides(x))


def _sides(x: Readable) -> tuple[str, str, str]:
    """What stands before the sign of a condition at which it may be aligned, the sign, and what comes after it."""
    sign = relation(x.relation)
    if isinstance(x, Inequality):
        return value(x.left), sign, value(x.right)
    return _bound(x.ends, "min"), sign, f"{value(x.middle)} {sign} {_bound(x.ends, 'max')}"


def interval(x: Interval) -> str:
    """An interval, open or closed at each end."""
    if x.lower is not None and x.lower == x.upper:
        return rf"$\{{{value(x.lower)}\}}$"
    low = r"-\infty" if x.lower is None else value(x.lower)
    high = r"\infty" if x.upper is None else value(x.upper)
    return f"${'[' if x.lower_closed else '('}{low}, {high}{']' if x.upper_closed else ')'}$"


def displayed(x: Region) -> str:
    r"""The conditions of a region below one another, aligned at their signs; in a line of text where one is too wide.

    It stands in a sentence, which goes on behind it.
    """
    lines = [_sides(i) for i in x.inequalities]
    if len(lines) < 2 or any(width(f"${' '.join(line)}$") > DISPLAY for line in lines):
        return f" {region(x)}"
    shown = r" \\ ".join(f"{left} &{sign} {right}" for left, sign, right in lines)
    return rf"\[\begin{{aligned}} {shown} \end{{aligned}}\]"
