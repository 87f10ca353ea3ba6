"""Proper equilibria of a matrix of two players, in numbers: those to which mistakes lead that are rarer the costlier.

What is proper in the maximal Nash subsets is calculated by `numeric/proper_sets.py`: a finite union of products of
polytopes. The families that are returned are the corners of these. In a set of mixtures they need not be among the
extreme equilibria of the set; those that are not are new families, checked like any other.

Guarantee: of all equilibria, all proper ones; there is always one (Myerson 1978). Exact.

References
----------
Myerson (1978), Refinements of the Nash equilibrium concept, International Journal of Game Theory 7.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Final, TypeAlias

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import OutOfTime, limit_time
from deterrence.equilibria.equilibria import Component, Equilibria, Equilibrium
from deterrence.games.background import background
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.matrix import is_table
from deterrence.games.pieces import pieces
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.matrices.extreme_equilibria import family_of, tables_of
from deterrence.solvers.matrices.perfect import Undominated
from deterrence.solvers.numeric.proper_sets import Span, Strategy, proper_sets

PROPER: Final = "proper"
NOT_PROPER: Final = "not proper: no mistakes that are the rarer, the more they cost, lead to it"

Profile: TypeAlias = tuple[Strategy, ...]


def proper(found: Equilibria, time_limit: float | None) -> Equilibria:
    """The proper equilibria of a matrix of numbers of two players.

    Raises
    ------
    ValueError
        For another game, or other equilibria.
    """
    form = numbers_of(found, PROPER)
    first, second = tables_of(form)
    known = {_profile(family): family for family in found.families}
    with limit_time(time_limit) as deadline:
        try:
            spans = proper_sets(first, second, [*map(_span, found.components), *map(_single, known)])
        except OutOfTime:
            return replace(found, promise=found.promise.lacking(f"not held against {PROPER} in time: {deadline.why}"))
    corners = dict.fromkeys(pair for span in spans for pair in product(*span))
    everywhere = Region((), background(found.game), ())
    for x, y in corners:
        if (x, y) not in known:
            known[x, y] = family_of(form, x, y, everywhere)
            verify(form, known[x, y], "nash")
    left = tuple(family for profile, family in known.items() if profile in corners)
    table = Undominated(form)
    struck = tuple(
        replace(family, notes=(*family.notes, table.fault(family, lambda condition: condition.is_true) or NOT_PROPER))
        for profile, family in known.items()
        if profile not in corners
    )
    return replace(
        found,
        promise=replace(found.promise, refinements=(*found.promise.refinements, PROPER)),
        families=left,
        components=tuple(Component(tuple(known[pair] for pair in product(*s)), everywhere) for s in spans),
        struck=(*found.struck, *struck),
        steps=(*found.steps, f"{PROPER}: {len(left)} families, of {len(found.families)} before"),
    )


def numbers_of(found: Equilibria, criterion: str) -> MatrixForm:
    """The table of numbers that these are Nash equilibria of.

    Raises
    ------
    ValueError
        Where there is none.
    """
    if not is_table(found.game) or found.concept != "nash":
        raise ValueError(f"'{criterion}' is for Nash equilibria of a matrix without types")
    [form, *others] = [piece.form for piece in pieces(found.game, background(found.game))]
    letters = form.letters
    if letters or others or not isinstance(form, MatrixForm):
        fixed = f": give {', '.join(letters)} values first" if letters else ""
        raise ValueError(f"'{criterion}' is for games of numbers{fixed}")
    return form


def _profile(family: Equilibrium) -> Profile:
    return tuple(tuple(_number(value.rational) for value in row) for row in family.strategies)


def _number(value: RationalFunction | None) -> Fraction:
    assert value is not None  # the extreme equilibria of two players are rational
    return value.as_fraction()


def _single(profile: Profile) -> Span:
    return [profile[0]], [profile[1]]


def _span(component: Component) -> Span:
    rows, columns = (list(dict.fromkeys(side)) for side in zip(*map(_profile, component), strict=True))
    return rows, columns
