"""Games and results in LaTeX, to be put into a paper: equilibria as a proposition, thresholds as a table.

Nothing beyond the packages amsmath and booktabs is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

from deterrence.algebra.conditions.inequalities import Inequality
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.formulas.language import Condition, Expression, FormulaError, as_expression, names_in, parse
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.algebra.values.value import Value, as_value
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.promise import Promise
from deterrence.equilibria.text import MANY_PLACES, SECONDS, title, unsimplified
from deterrence.formats.latex import NEEDS, fragment, with_note
from deterrence.formats.tex import condition, escaped, formula, fraction, number, relation, symbol, tabular
from deterrence.games.model import Model
from deterrence.sensitivity.correlated import Correlated
from deterrence.sensitivity.goals.commitment_worth import CommitmentWorth
from deterrence.sensitivity.line.statics import DEPENDS, Statics
from deterrence.sensitivity.line.thresholds import Thresholds


def latex(x: Any, *, time_limit: float | None = SECONDS) -> str:
    r"""A game or a result in LaTeX, for a document that uses the packages amsmath and booktabs.

    Parameters
    ----------
    x
        A game; equilibria, which become a proposition with the conditions under which each exists; one equilibrium;
        thresholds; comparative statics; a region of parameters; any other result that has a table.
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
    if isinstance(x, Equilibria):
        return with_note("\n".join([NEEDS, *_proposition(x)]))
    if isinstance(x, Equilibrium):
        return with_note("\n".join(_equilibrium(x)))
    if isinstance(x, Thresholds):
        return with_note("\n".join([NEEDS, *_thresholds(x)]))
    if isinstance(x, Statics):
        return with_note("\n".join([NEEDS, *_statics(x)]))
    if isinstance(x, Correlated):
        return with_note("\n".join([NEEDS, *_correlated(x)]))
    if isinstance(x, CommitmentWorth):
        return with_note("\n".join([NEEDS, *_worth(x)]))
    if isinstance(x, Region):
        return region(x)
    if hasattr(x, "to_frame"):
        return with_note("\n".join([NEEDS, *_table(x.to_frame())]))
    raise TypeError(f"expected a game or a result, not {type(x).__name__}")


# --- values and regions -------------------------------------------------------------------------------------------


def value(x: Value | BeliefRange | Exact) -> str:
    r"""A number or formula, to stand between dollar signs; irrational numbers without a short formula as decimals.

    Examples
    --------
    >>> print(value(Fraction(1, 3)), value(1e-7), value(0.25))
    \frac{1}{3} 10^{-7} 0.25
    """
    if isinstance(x, BeliefRange):
        return f"[{_bound(x.lower, 'max')}, {_bound(x.upper, 'min')}]"
    x = as_value(x)
    if not x.is_exact:
        return _float(float(x))
    if x.is_constant and x.rational is not None:
        return fraction(x.rational.as_fraction())
    try:
        return formula(parse(str(x)))
    except FormulaError:
        if x.is_constant:  # a root of a polynomial, said in words
            return rf"{_float(math.trunc(float(x) * 10**6) / 10**6)}\ldots"
        # Longer than may be typed.
        import sympy

        shown = x.sympy()
        return str(sympy.latex(shown, symbol_names={s: symbol(s.name) for s in shown.free_symbols}))


def _float(x: float) -> str:
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
    return " and ".join(f"${_inequality(i)}$" for i in x.inequalities) or "always"


def _inequality(x: Inequality) -> str:
    return f"{value(x.left)} {relation(x.relation)} {value(x.right)}"


def _interval(x: Interval) -> str:
    if x.lower is not None and x.lower == x.upper:
        return rf"$\{{{value(x.lower)}\}}$"
    low = r"-\infty" if x.lower is None else value(x.lower)
    high = r"\infty" if x.upper is None else value(x.upper)
    return f"${'[' if x.lower_closed else '('}{low}, {high}{']' if x.upper_closed else ')'}$"


# --- equilibria ---------------------------------------------------------------------------------------------------


def _proposition(found: Equilibria) -> Iterator[str]:
    """What the equilibria are, when each exists, and which of them may be mixed."""
    kind, refined = found.promise.what, _refined(found.promise)
    several = [c for c in found.components if len(c) > 1]
    extreme = "extreme " if several else ""
    of = _of(found.game)
    yield rf"\noindent\textbf{{Proposition.}} {_setting(found.game)}"
    if not found.families:
        yield f"No {kind}{of}{refined} {'exist' if found.complete else 'were found'}."
    elif found.complete:
        yield f"The {extreme}{kind}{of}{refined} are the following."
    else:
        yield f"The following are {kind}{of}{refined}."
    if found.families:
        yield r"\begin{enumerate}"
        for eq in found.families:
            lines = _equilibrium(eq)
            yield rf"\item {next(lines)}"
            yield from lines
        yield r"\end{enumerate}"
    numbers = {id(eq): str(place) for place, eq in enumerate(found.families, start=1)}
    for component in several:
        members = ", ".join(numbers.get(id(eq), escaped(eq.name)) for eq in component)
        where = "" if component.exists.is_everything else f", if {region(component.exists)}"
        yield f"Every mixture of {members} is an equilibrium as well{where}."
    yield from unsimplified(found.families)
    if not found.complete:
        yield f"There may be others: {escaped(found.why)}."
    if not found.exact:
        yield "Numbers are rounded."


def _refined(promise: Promise) -> str:
    """The refinements that equilibria pass, to stand behind what these are."""
    names = " and ".join(rf"\emph{{{escaped(name)}}}" for name in promise.refinements)
    several = "refinements" if len(promise.refinements) > 1 else "refinement"
    return f" that pass the {several} {names}" if names else ""


def _setting(game: Model) -> str:
    """What is taken for granted: ranges, assumptions, and what the names in these stand for."""
    ranges = []
    for p in game.parameters.values():
        if p.low is not None and p.high is not None:
            ranges.append(rf"${symbol(p.name)} \in [{number(p.low)}, {number(p.high)}]$")
        elif p.low is not None or p.high is not None:
            end = rf"\geq {number(p.low)}" if p.low is not None else rf"\leq {number(p.high or Fraction(0))}"
            ranges.append(f"${symbol(p.name)} {end}$")
    parts = [*ranges, *(f"${condition(c)}$" for c in game.assumptions)]
    if not parts:
        return ""
    used = [f"${symbol(name)} = {formula(x)}$" for name, x in _used(game).items()]
    return f"Let {'; '.join(parts)}{', where ' if used else ''}{'; '.join(used)}."


def _used(game: Model) -> dict[str, Expression]:
    """The definitions on which the assumptions rest."""
    formulas = game.formulas()
    found: dict[str, Expression] = {}
    waiting: list[Expression | Condition] = list(game.assumptions)
    while waiting:
        for name in names_in(waiting.pop(0)):
            if name in formulas and name not in found:
                found[name] = formulas[name]
                waiting.append(formulas[name])
    return found


def _equilibrium(eq: Equilibrium) -> Iterator[str]:
    """One equilibrium, a line for each thing to say."""
    yield rf"\textbf{{{escaped(title(eq))}}}."
    if eq.exists.background.ring.names:
        where = region(eq.exists)
        said = {"always": "Exists for all values of the parameters.", "never": "Exists nowhere."}
        yield said.get(where, f"Exists if and only if {where}.")
    yield from (f"{choice}." for choice in _choices(eq))
    for index, beliefs in list(eq.belief_values.items())[:MANY_PLACES]:
        place = eq.layout.places[index]
        yield f"{escaped(place.agent)} believes ({escaped(place.name)}): {_listed(place.nodes, beliefs)}."
    yield f"Payoffs: {_listed(eq.layout.players, eq.payoff_values)}."
    yield from (f"Note: {escaped(note)}." for note in eq.notes)


def _choices(eq: Equilibrium) -> Iterator[str]:
    """The probabilities with which moves are mixed; what is chosen for certain is in the equilibrium's name."""
    agents = [place.agent for place in eq.layout.places]
    mixed = [(p, row) for p, row in zip(eq.layout.places, eq.strategies, strict=True) if len(_played(row)) > 1]
    for place, row in mixed[:MANY_PLACES]:
        at = f" ({escaped(place.name)})" if agents.count(place.agent) > 1 else ""
        played = _played(row)
        moves = _listed([place.moves[i] for i in played], [row[i] for i in played])
        yield f"{escaped(place.agent)}{at} plays, with probability: {moves}"
    if len(mixed) > MANY_PLACES:
        yield f"There are {len(mixed) - MANY_PLACES} more information sets at which a player mixes"


def _played(row: Sequence[Value]) -> list[int]:
    return [i for i, v in enumerate(row) if not v.is_zero]


def _listed(names: Sequence[str], values: Sequence[Value | BeliefRange]) -> str:
    between = "; " if any("," in name for name in names) else ", "
    return between.join(
        f"{escaped(name)}{' in' if isinstance(x, BeliefRange) else ''} ${value(x)}$"
        for name, x in zip(names, values, strict=True)
    )


# --- tables -------------------------------------------------------------------------------------------------------


def _thresholds(found: Thresholds) -> Iterator[str]:
    """The thresholds with their formulas, and what exists between them."""
    letter = symbol(found.letter)
    of = _of(found.game)
    fixed = _fixed(found.fixed)
    what = f"{found.promise.what}{of}{_refined(found.promise)}"
    yield rf"\noindent The {what} change with ${letter}${f', at {fixed},' if fixed else ''} as follows."
    for point, known in zip(found.points, found.formulas, strict=True):
        names = [symbol(name) for name in known.names] if known is not None else []
        text = "" if known is None else known.text
        # A root of a polynomial is said in words, which are no formula: then its value is all that is shown.
        with suppress(FormulaError):
            names += [formula(parse(text))] if text else []
        steps = list(dict.fromkeys([letter, *names, value(point)]))
        yield rf"\[ {' = '.join(steps)} \]"
    rows = []
    for cell in found.cells:
        shown = [". ".join([escaped(title(eq)), *_choices(eq)]) for eq in cell.equilibria] or [escaped(cell.nothing)]
        rows += [[_interval(cell.interval) if i == 0 else "", text] for i, text in enumerate(shown)]
    yield from _centred(tabular(r"lp{0.7\linewidth}", [f"${letter}$", "Equilibria"], rows))
    if not found.complete:
        yield f"There may be more: {escaped(found.why)}."


def _statics(found: Statics) -> Iterator[str]:
    """For each family a table of signs: a row for each quantity, a column for each letter."""
    of = _of(found.game)
    kind = f"{found.promise.what}{_refined(found.promise)}"
    yield rf"\noindent Comparative statics{of}: the sign with which each quantity moves in each letter, in the {kind}."
    for family in dict.fromkeys(row.family for row in found.rows):
        rows: dict[str, dict[str, str]] = {}
        for row in found.rows:
            if row.family is family:
                sign = row.sign if row.sign == DEPENDS else f"${row.sign}$"
                rows.setdefault(row.quantity, {})[row.letter] = sign if row.proved else rf"{sign}\textsuperscript{{?}}"
        yield rf"\paragraph{{{escaped(family.name)}}} {region(family.exists)}."
        head = ["", *(f"${symbol(letter)}$" for letter in found.letters)]
        body = [[escaped(quantity), *(signs.get(n, "$0$") for n in found.letters)] for quantity, signs in rows.items()]
        yield from _centred(tabular("l" + "c" * len(found.letters), head, body))
    if any(not row.proved for row in found.rows):
        yield r"\textsuperscript{?}: read off sampled points, not proved."
    if not found.complete:
        yield f"Some families may be missing: {escaped(found.why)}."


def _correlated(found: Correlated) -> Iterator[str]:
    """Both ends by pieces."""
    what = "coarse correlated" if found.coarse else "correlated"
    yield rf"\noindent The range of the {escaped(found.of)} over {what} equilibria{_of(found.game)}."
    rows = [
        [end, f"${value(piece.extreme)}$", region(piece.where)]
        for end, side in (("least", found.least), ("most", found.most))
        for piece in side
    ]
    yield from _centred(tabular("lll", ["", escaped(found.of), "where"], rows))
    if not found.complete:
        yield f"Not all may be told: {escaped(found.why)}."


def _worth(found: CommitmentWorth) -> Iterator[str]:
    """What committing gains over the best and over the worst equilibrium, by pieces."""
    leader, against = escaped(found.leader), escaped(found.against)
    where = f", in{_of(found.game).removeprefix(' of')}" if found.game.title else ""
    yield rf"\noindent What committing to a mixture is worth to {leader}{where}, against {against}."
    rows = [
        [over, *(f"${value(x)}$" for x in (piece.gain, piece.committed, piece.otherwise)), region(piece.where)]
        for over, side in (("best", found.over_best), ("worst", found.over_worst))
        for piece in side
    ]
    yield from _centred(tabular("lllll", ["over the", "gain", "commitment", "equilibrium", "where"], rows))
    if not found.complete:
        yield f"Not all may be told: {escaped(found.why)}."


def _of(game: Model) -> str:
    """Of which game, if it has a title."""
    return rf" of \emph{{{escaped(game.title)}}}" if game.title else ""


def _fixed(values: Mapping[str, Fraction]) -> str:
    return ", ".join(f"${symbol(name)} = {number(x)}$" for name, x in values.items())


def _table(frame: Any) -> list[str]:
    """Any table of results; numbers as numbers, all else as text."""
    columns = [str(column) for column in frame.columns]
    rows = [[_cell(cell) for cell in row] for row in frame.itertuples(index=False)]
    return _centred(tabular("l" * len(columns), [escaped(column) for column in columns], rows))


def _cell(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, tuple | list):
        return escaped(", ".join(map(str, cell)))
    if isinstance(cell, str | bool):
        return escaped(str(cell))
    if isinstance(cell, float):
        return f"${_float(cell)}$"
    try:
        return f"${formula(as_expression(cell))}$"
    except FormulaError:
        return escaped(str(cell))


def _centred(lines: Sequence[str]) -> list[str]:
    return [r"\begin{center}", *lines, r"\end{center}"]
