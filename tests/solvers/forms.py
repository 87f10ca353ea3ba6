"""Matrix forms and backgrounds from tables of formulas, for tests of the solvers themselves."""

from fractions import Fraction

from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse, parse_condition
from deterrence.games.forms.forms import MatrixForm


def matrix_form(letters, *tables):
    """A form with one nested table of formulas (or numbers) a player; moves are a0, a1, ...; b0, ..."""
    home = ring(tuple(letters))
    payoffs = tuple({cell: home.value(parse(str(text))) for cell, text in _cells(table)} for table in tables)
    sizes = [1 + max(cell[p] for cell in payoffs[0]) for p in range(len(next(iter(payoffs[0]))))]
    moves = tuple(tuple(f"{'abcd'[p]}{m}" for m in range(size)) for p, size in enumerate(sizes))
    return MatrixForm(home, tuple(f"P{p + 1}" for p in range(len(sizes))), moves, payoffs)


def _cells(table, before=()):
    if isinstance(table, list | tuple):
        for index, inner in enumerate(table):
            yield from _cells(inner, (*before, index))
    else:
        yield before, table


def background(letters, *assumptions, **ranges):
    """What is taken for granted about some letters."""
    home = ring(tuple(letters))
    clauses = tuple(cases(parse_condition(text), home, {}) for text in assumptions)
    return Background(
        home, clauses, {n: tuple(None if v is None else Fraction(v) for v in r) for n, r in ranges.items()}
    )


def tables_at(form, point):
    """The game of numbers at a point: one nested list a player, of Fractions (two players)."""
    rows, columns = (range(len(moves)) for moves in form.moves)
    return [[[table[i, j].evaluate(point) for j in columns] for i in rows] for table in form.payoffs]


def exists(family, point):
    """Whether a family exists at a point, exactly."""
    return all(condition.holds(point) for condition in family.exists.raw)


def profile_at(family, point):
    """A family's strategies at a point."""
    return tuple(tuple(p.evaluate(point) for p in row) for row in family.strategies)
