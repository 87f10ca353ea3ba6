r"""Texts, names, formulas and conditions in LaTeX: `c_R` is `c_{R}`, `alpha` is `\alpha`, a quotient is a fraction."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from deterrence.algebra.formulas.language import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    Name,
    Negative,
    Not,
    Number,
    Operation,
    Or,
)
from deterrence.formats.tex_width import LINE, width
from deterrence.games.parts.show import decimal

_ESCAPED: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "|": r"$|$",
    '"': r"\char34{}",
    "`": r"\textasciigrave{}",
    # After \\ or \item a bracket would begin an option, and a star would be one.
    "*": "{*}",
    "[": "{[}",
    "]": "{]}",
    "−": "$-$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "≠": r"$\neq$",
    "≈": r"$\approx$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "→": r"$\to$",
    "∞": r"$\infty$",
}
_LOWER: Final = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega"
)
_UPPER: Final = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_GREEK: Final = frozenset(f"{_LOWER} {_UPPER}".split())
_RELATIONS: Final = {"<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "==": "=", "!=": r"\neq"}
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
WIDEST: Final = 0.8 * LINE  # of what stands without a break


# --- text and names -----------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    r"""A text for the text of a LaTeX document; line breaks and control characters become spaces.

    Examples
    --------
    >>> print(escaped("R&D costs 5%_of {all}"))
    R\&D costs 5\%\_of \{all\}
    """
    shown = "".join(_ESCAPED.get(c, c) if c.isprintable() else " " for c in text)
    # Doubled signs are ligatures: two hyphens a dash, two apostrophes a quotation mark.
    return re.sub(r"(?<=-)-|(?<=,),|(?<=')'", lambda found: f"{{}}{found[0]}", shown)


# What pdflatex sets with T1 fonts beside the letters up to U+017F.
_PUNCTUATION: Final = frozenset("–—‘’‚“”„…€†‡•‰‹›™")


def engine_note(text: str) -> str:
    r"""A comment that says that pdflatex cannot set a text, empty where it can.

    Examples
    --------
    >>> engine_note("Séoul"), engine_note("북한 probes")
    ('', '% Compile with xelatex or lualatex, and a font that has these letters: 북한')
    """
    foreign = dict.fromkeys(c for c in text if ord(c) > 0x17F and c not in _PUNCTUATION)
    if not foreign:
        return ""
    shown = "".join(foreign) if len(foreign) <= 12 else "".join([*foreign][:12]) + "..."
    return f"% Compile with xelatex or lualatex, and a font that has these letters: {shown}"


def prose(text: str, names: Container[str]) -> str:
    r"""A text in which names of the model are set as symbols; only those with `_`, as others may be mere words.

    Examples
    --------
    >>> print(prose("Above c_R a response is a_b.", {"c_R", "a"}))
    Above $c_{R}$ a response is a\_b.
    """
    parts = re.split(r"(\w+)", text)
    return "".join(f"${symbol(part)}$" if "_" in part and part in names else escaped(part) for part in parts)


def words_in_math(text: str) -> str:
    r"""A text within a formula."""
    return rf"\text{{{escaped(text)}}}"


def symbol(name: str) -> str:
    r"""A parameter's or definition's name as a mathematical symbol.

    Examples
    --------
    >>> print(symbol("c_R"), symbol("alpha"), symbol("w_RU_1"), symbol("cost"), symbol("x2"))
    c_{R} \alpha w_{\mathit{RU},1} \mathit{cost} x_{2}
    """
    first, *rest = [part for part in name.split("_") if part] or [name]
    numbered = re.fullmatch(r"([^\W\d]+?)(\d+)", first)
    if numbered is not None and (len(numbered[1]) == 1 or numbered[1] in _GREEK):
        first, rest = numbered[1], [numbered[2], *rest]
    below = f"_{{{','.join(map(_stem, rest))}}}" if rest else ""
    return _stem(first) + below


def _stem(word: str) -> str:
    if word in _GREEK:
        return f"\\{word}"
    if len(word) == 1 or word.isdecimal():
        return escaped(word)
    return rf"\mathit{{{escaped(word)}}}"


# --- formulas -----------------------------------------------------------------------------------------------------


def number(value: Fraction) -> str:
    r"""A number: a short decimal, or a fraction.

    Examples
    --------
    >>> print(number(Fraction(3, 5)), number(Fraction(-1, 3)))
    0.6 -\frac{1}{3}
    """
    text = decimal(value)
    return fraction(value) if "/" in text else text


def fraction(value: Fraction) -> str:
    """A number as a whole number or a fraction."""
    if value.denominator == 1:
        return str(value)
    return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def formula(x: Expression, *, flat: bool = False) -> str:
    r"""A formula, to stand between dollar signs; a flat one has its quotients on the line, so that TeX can break it.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> print(formula(parse("b - c*(b + k)**2/2")))
    b - \frac{c (b + k)^{2}}{2}
    >>> print(formula(parse("b - c*(b + k)/(2*b)"), flat=True))
    b - c (b + k)/(2 b)
    >>> print(formula(parse("max(0, -(a - b)) * 2 * 3")))
    \max(0, -(a - b)) \cdot 2 \cdot 3
    """
    if isinstance(x, Number):
        return number(x.value)
    return _Writer(flat).write(x)[0]


def breakable(x: Expression) -> str:
    """A formula; a flat one where it is wider than most of a line."""
    shown = _Writer(flat=False).write(x)[0]
    return shown if width(f"${shown}$") <= WIDEST else formula(x, flat=True)


def bracketed(text: str) -> str:
    r"""A formula in parentheses, as high as what they hold: those of plain ones may be parted at the end of a line.

    Examples
    --------
    >>> print(bracketed("a + b"), bracketed(r"\frac{a}{b}"))
    (a + b) \left(\frac{a}{b}\right)
    """
    return rf"\left({text}\right)" if r"\frac" in text or r"\sqrt" in text else f"({text})"


@dataclass(frozen=True)
class _Writer:
    """Writes formulas, and says how tightly each binds."""

    flat: bool

    def write(self, x: Expression) -> tuple[str, int]:
        """The formula, and how tightly it binds."""
        match x:
            case Number():
                return self._number(x.value)
            case Name():
                return symbol(x.name), _ATOM
            case Negative():
                return f"-{self._at_least(x.operand, _PRODUCT)}", _SUM
            case Call():
                return self._call(x), _ATOM
            case Operation("/"):
                return self._quotient(x)
            case Operation("**"):
                is_plain = isinstance(x.left, Name) or (isinstance(x.left, Number) and x.left.value >= 0)
                base = self.write(x.left)[0]
                if not is_plain or (isinstance(x.left, Number) and x.left.value.denominator != 1):
                    base = bracketed(base)
                return f"{base}^{{{self.write(x.right)[0]}}}", _POWER
            case Operation("*"):
                left, right = self._left(x.left, _PRODUCT), self._at_least(x.right, _PRODUCT)
                return f"{left}{_times(left, right)}{right}", _PRODUCT if left[0] != "-" else _SUM
            case Operation():
                right, binding = self.write(x.right)
                # On the right of a minus a sum needs parentheses; so does what begins with a sign.
                if binding == _SUM and (x.symbol == "-" or right[0] == "-"):
                    right = bracketed(right)
                return f"{self._left(x.left, _SUM)} {x.symbol} {right}", _SUM
        raise TypeError(f"expected a formula, not {type(x).__name__}")

    def _number(self, value: Fraction) -> tuple[str, int]:
        if self.flat and value.denominator != 1:
            return f"{value.numerator}/{value.denominator}", _SUM if value < 0 else _PRODUCT
        return fraction(value), _SUM if value < 0 else _ATOM

    def _at_least(self, x: Expression, binding: int) -> str:
        text, own = self.write(x)
        return text if own >= binding else bracketed(text)

    def _left(self, x: Expression, binding: int) -> str:
        """The left side of an operator, where a leading minus needs no parentheses."""
        leads_with_sign = isinstance(x, Negative) or (isinstance(x, Number) and x.value < 0)
        return self.write(x)[0] if leads_with_sign else self._at_least(x, binding)

    def _quotient(self, x: Operation) -> tuple[str, int]:
        """A fraction; a sign that leads its numerator is put before it."""
        above, sign = x.left, ""
        if isinstance(above, Negative):
            above, sign = above.operand, "-"
        elif isinstance(above, Number) and above.value < 0:
            above, sign = Number(-above.value), "-"
        if self.flat:
            return (
                f"{sign}{self._at_least(above, _PRODUCT)}/{self._at_least(x.right, _POWER)}",
                _SUM if sign else _PRODUCT,
            )
        text = rf"{sign}\frac{{{self.write(above)[0]}}}{{{self.write(x.right)[0]}}}"
        return text, _SUM if sign else _ATOM

    def _call(self, x: Call) -> str:
        inside = ", ".join(self.write(part)[0] for part in x.arguments)
        return rf"\sqrt{{{inside}}}" if x.function == "sqrt" else rf"\{x.function}{bracketed(inside)}"


def _times(left: str, right: str) -> str:
    """Between factors: nothing where letters stand side by side, a dot before digits and long names."""
    if right[0].isdigit() or (right.startswith(r"\frac") and left[-1:].isdigit()):
        return r" \cdot "
    return r" \, " if r"\mathit" in left + right else " "


# --- conditions ---------------------------------------------------------------------------------------------------


def relation(sign: str) -> str:
    """`<=` as LaTeX has it."""
    return _RELATIONS[sign]


def condition(x: Condition) -> str:
    r"""A condition, to stand between dollar signs.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse_condition
    >>> print(condition(parse_condition("e > l > 0 and c_R != 1")))
    e > l > 0 \text{ and } c_{R} \neq 1
    """
    match x:
        case Comparison():
            return f"{breakable(x.left)} {relation(x.symbol)} {breakable(x.right)}"
        case And():
            return r" \text{ and } ".join(_links(x.parts))
        case Or():
            return r" \text{ or } ".join(_grouped(part) for part in x.parts)
        case Not():
            return rf"\text{{not }} {bracketed(condition(x.part))}"
    raise TypeError(f"expected a condition, not {type(x).__name__}")


def _grouped(x: Condition) -> str:
    return bracketed(condition(x)) if isinstance(x, And | Or) else condition(x)


def _links(parts: Sequence[Condition]) -> list[str]:
    """The parts of an `and`, with `e > l` and `l > 0` taken together as `e > l > 0`."""
    texts: list[str] = []
    last: Condition | None = None
    for part in parts:
        if (
            isinstance(part, Comparison)
            and isinstance(last, Comparison)
            and part.left == last.right
            and part.symbol[0] == last.symbol[0] != "!"
        ):
            texts[-1] += f" {relation(part.symbol)} {breakable(part.right)}"
        else:
            texts.append(_grouped(part) if isinstance(part, Or) else condition(part))
        last = part
    return texts


# --- tables -------------------------------------------------------------------------------------------------------


def tabular(columns: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    r"""A table with the lines of booktabs; cells are LaTeX."""
    body = [" & ".join(cells) + r" \\" for cells in rows]
    top = [" & ".join(head) + r" \\", r"\midrule"] if any(head) else []
    return [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", *top, *body, r"\bottomrule", r"\end{tabular}"]
