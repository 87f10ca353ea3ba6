"""Games and results in LaTeX, to be put into a paper: equilibria as a proposition, thresholds, curves and claims.

Nothing beyond the packages amsmath, booktabs, longtable and tikz is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.inequalities import Inequality
from deterrence.algebra.formulas.language import FormulaError, as_expression, parse
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.text import SECONDS, title
from deterrence.formats.latex import LOOSE, NEEDS, fragment, with_note
from deterrence.formats.tex import breakable, escaped, formula, number, prose, symbol
from deterrence.formats.tex_table import fitted_table
from deterrence.formats.tex_width import LINE, width
from deterrence.games.model import Model
from deterrence.report.proposition import choices, equilibrium, of_game, proposition, refined_by
from deterrence.report.tex_values import decimal, inequality, interval, region, value
from deterrence.sensitivity.claims.check import Checks, Row
from deterrence.sensitivity.correlated import Correlated
from deterrence.sensitivity.goals.commitment_worth import CommitmentWorth
from deterrence.sensitivity.line.statics import DEPENDS, Statics
from deterrence.sensitivity.line.thresholds import Thresholds
from deterrence.sensitivity.regions import RegionCurve, Regions

SIGNS: Final = 0.6 * LINE  # the width of the columns of signs in a table
EITHER: Final = r"$\pm$"


def latex(x: Any, *, time_limit: float | None = SECONDS) -> str:
    r"""A game or a result in LaTeX, for a document that uses the packages amsmath, booktabs, longtable and tikz.

    Equilibria become a proposition (`\begin{proposition}\label{prop:nll-probe}`), an item for each path of play, and a
    remark with what is not played, what is believed, and what exists only where parameters tie. A tree is drawn with
    TikZ. Tables fit the line, and formulas that are wider than it are written so that they break.

    Parameters
    ----------
    x
        A game; equilibria, or some of them as `found.generic`; one equilibrium; thresholds; comparative statics;
        regions; checked claims; a region of parameters; any other result that has a table.
    time_limit
        Seconds after which conditions are left as they are, unsimplified; None: no limit.

    Raises
    ------
    TypeError
        For what is neither a game nor a result.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("nll-probe"))
    >>> print(dt.latex(found[0].exists))
    $c \leq \frac{e - l}{e + s}$
    """
    with limit_time(time_limit):
        return _latex(x)


def _latex(x: Any) -> str:
    if isinstance(x, Model):
        return fragment(x)
    if isinstance(x, Equilibrium):
        return with_note("\n".join([LOOSE[0], *equilibrium(x), LOOSE[1]]))
    if isinstance(x, Region):
        return region(x)
    for kind, write in _WRITTEN.items():
        if isinstance(x, kind):
            return with_note("\n".join([NEEDS, LOOSE[0], *write(x), LOOSE[1]]))
    if isinstance(x, Sequence) and x and all(isinstance(eq, Equilibrium) for eq in x):
        return with_note("\n".join([LOOSE[0], *_some(x), LOOSE[1]]))
    if hasattr(x, "to_frame"):
        return with_note("\n".join([NEEDS, LOOSE[0], *_table(x.to_frame()), LOOSE[1]]))
    raise TypeError(f"expected a game or a result, not {type(x).__name__}")


def _some(families: Sequence[Equilibrium]) -> Iterator[str]:
    """Some equilibria, of which nothing is known as a whole."""
    yield r"\begin{enumerate}"
    for eq in families:
        yield rf"\item {' '.join(equilibrium(eq))}"
    yield r"\end{enumerate}"


# --- tables -------------------------------------------------------------------------------------------------------


def _thresholds(found: Thresholds) -> Iterator[str]:
    """The thresholds with their formulas, and what exists between them."""
    letter = symbol(found.letter)
    of = of_game(found.game)
    fixed = _fixed(found.fixed)
    what = f"{found.promise.what}{of}{refined_by(found.promise)}"
    yield rf"\noindent The {what} change with ${letter}${f', at {fixed},' if fixed else ''} as follows."
    for point, known in zip(found.points, found.formulas, strict=True):
        names = [symbol(name) for name in known.names] if known is not None else []
        text = "" if known is None else known.text
        # A root of a polynomial is said in words, which are no formula: then its value is all that is shown.
        with suppress(FormulaError):
            names += [formula(parse(text))] if text else []
        steps = list(dict.fromkeys([letter, *names, value(point)]))
        chain = " = ".join(steps)
        yield rf"\[ {chain} \]" if width(f"${chain}$") < LINE else f"\n${chain}$\n"
    rows = []
    for cell in found.cells:
        shown = [". ".join([escaped(title(eq)), *choices(eq)]) for eq in cell.equilibria] or [escaped(cell.nothing)]
        rows += [[interval(cell.interval) if i == 0 else "", text] for i, text in enumerate(shown)]
    yield from fitted_table([f"${letter}$", "Equilibria"], rows)
    if not found.complete:
        yield f"There may be more: {escaped(found.why)}."


def _statics(found: Statics) -> Iterator[str]:
    """For each family a table of signs: a row for each quantity, a column for each letter."""
    of = of_game(found.game)
    kind = f"{found.promise.what}{refined_by(found.promise)}"
    yield rf"\noindent Comparative statics{of}: the sign with which each quantity moves in each letter, in the {kind}."
    for family in dict.fromkeys(row.family for row in found.rows):
        rows: dict[str, dict[str, str]] = {}
        for row in found.rows:
            if row.family is family:
                sign = EITHER if row.sign == DEPENDS else f"${row.sign}$"
                rows.setdefault(row.quantity, {})[row.letter] = sign if row.proved else rf"{sign}\textsuperscript{{?}}"
        yield rf"\paragraph{{{escaped(family.name)}}} {region(family.exists)}."
        for letters in _side_by_side(found.letters):
            head = ["", *(f"${symbol(letter)}$" for letter in letters)]
            body = [[escaped(quantity), *(signs.get(n, "$0$") for n in letters)] for quantity, signs in rows.items()]
            yield from fitted_table(head, body)
    if any(row.sign == DEPENDS for row in found.rows):
        yield f"{EITHER}: either way, depending on the values."
    if any(not row.proved for row in found.rows):
        yield r"\textsuperscript{?}: read off sampled points, not proved."
    if not found.complete:
        yield f"Some families may be missing: {escaped(found.why)}."


def _side_by_side(letters: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many letters as have room in one table, beside the names of what moves."""
    chosen: list[str] = []
    used = 0.0
    for letter in letters:
        needed = max(width(f"${symbol(letter)}$"), 18.0) + 12.0
        if chosen and used + needed > SIGNS:
            yield chosen
            chosen, used = [], 0.0
        chosen, used = [*chosen, letter], used + needed
    if chosen:
        yield chosen


def _regions(found: Regions) -> Iterator[str]:
    """The curves at which equilibria change, and which equilibria exist in each area."""
    across, up = (symbol(letter) for letter in found.letters)
    fixed = _fixed(found.fixed)
    what = f"{found.promise.what}{of_game(found.game)}{refined_by(found.promise)}"
    yield rf"\noindent The {what} on the plane of ${across}$ and ${up}${f', at {fixed}' if fixed else ''}."
    if found.curves:
        yield "They change at the curves"
        yield from (r"\begin{itemize}", *(rf"\item ${_curve(curve)}$" for curve in found.curves), r"\end{itemize}")
    rows = []
    for cell in found.areas:
        at = "$, $".join(f"{symbol(letter)} = {value(x)}" for letter, x in cell.point.items())
        names = "; or ".join(". ".join([escaped(title(eq)), *choices(eq)]) for eq in cell.equilibria)
        rows.append([f"${at}$", names or escaped(cell.label)])
    yield from fitted_table(["Area around", "Equilibria"], rows)
    if not found.complete:
        yield f"There may be more: {escaped(found.why)}."


def _curve(curve: RegionCurve) -> str:
    """The equation of a curve, with the model's names for the value at which the letter stands."""
    x: Inequality = curve.inequality
    return " = ".join([value(x.left), *map(symbol, curve.names), value(x.right)]) if curve.names else inequality(x)


def _checks(found: Checks) -> Iterator[str]:
    """The claims with what became of each."""
    names = frozenset((*found.game.parameters, *found.game.definitions))
    yield rf"\noindent Claims about {found.promise.what}{of_game(found.game)}."
    yield from fitted_table(["Claim", "Verdict"], [[_claim(row, names), _verdict(row, names)] for row in found.rows])


def _claim(row: Row, names: frozenset[str]) -> str:
    source = f" [{row.claim.source}]" if row.claim.source else ""
    return prose(f"{row.claim.says}{source}", names)


def _verdict(row: Row, names: frozenset[str]) -> str:
    r"""*Proved*, or what else became of a claim."""
    said = rf"\emph{{{escaped(row.verdict)}}}"
    if row.points is not None:
        said += f" at {row.points} points"
    if row.counterexample is None:
        return said
    values = (part.split("=", 1) for part in row.counterexample.split())
    return f"{said}, as at {', '.join(f'${symbol(n)} = {breakable(parse(x))}$' for n, x in values)}"


def _correlated(found: Correlated) -> Iterator[str]:
    """Both ends by pieces."""
    what = "coarse correlated" if found.coarse else "correlated"
    yield rf"\noindent The range of the {escaped(found.of)} over {what} equilibria{of_game(found.game)}."
    rows = [
        [end, f"${value(piece.extreme)}$", region(piece.where)]
        for end, side in (("least", found.least), ("most", found.most))
        for piece in side
    ]
    yield from fitted_table(["", escaped(found.of), "where"], rows)
    if not found.complete:
        yield f"Not all may be told: {escaped(found.why)}."


def _worth(found: CommitmentWorth) -> Iterator[str]:
    """What committing gains over the best and over the worst equilibrium, by pieces."""
    leader, against = escaped(found.leader), escaped(found.against)
    where = f", in{of_game(found.game).removeprefix(' of')}" if found.game.title else ""
    yield rf"\noindent What committing to a mixture is worth to {leader}{where}, against {against}."
    rows = [
        [over, *(f"${value(x)}$" for x in (piece.gain, piece.committed, piece.otherwise)), region(piece.where)]
        for over, side in (("best", found.over_best), ("worst", found.over_worst))
        for piece in side
    ]
    yield from fitted_table(["over the", "gain", "commitment", "equilibrium", "where"], rows)
    if not found.complete:
        yield f"Not all may be told: {escaped(found.why)}."


def _fixed(values: Mapping[str, Fraction]) -> str:
    return ", ".join(f"${symbol(name)} = {number(x)}$" for name, x in values.items())


def _table(frame: Any) -> list[str]:
    """Any table of results; numbers as numbers, all else as text."""
    columns = [str(column) for column in frame.columns]
    rows = [[_cell(cell) for cell in row] for row in frame.itertuples(index=False)]
    return fitted_table([escaped(column) for column in columns], rows)


def _cell(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, tuple | list):
        return escaped(", ".join(map(str, cell)))
    if isinstance(cell, str | bool):
        return escaped(str(cell))
    if isinstance(cell, float):
        return f"${decimal(cell)}$"
    try:
        return f"${formula(as_expression(cell))}$"
    except FormulaError:
        return escaped(str(cell))


# What is written for each kind of result.
_WRITTEN: dict[type, Callable[[Any], Iterator[str]]] = {
    Equilibria: proposition,
    Thresholds: _thresholds,
    Statics: _statics,
    Regions: _regions,
    Checks: _checks,
    Correlated: _correlated,
    CommitmentWorth: _worth,
}
