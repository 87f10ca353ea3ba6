"""Families of a large tree of perfect information with at most one letter, from backward induction along the line."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from flint import fmpq_poly

from deterrence.algebra.conditions import Condition, condition
from deterrence.algebra.decide import Background
from deterrence.algebra.rational import RationalFunction, Ring
from deterrence.algebra.region import Region
from deterrence.algebra.roots import Exact, RealRoot, real_roots, simplest_between
from deterrence.games.forms import TreeForm
from deterrence.solvers.backward_induction import Induction, Quotient, induct
from deterrence.solvers.equilibria import Equilibrium, Found, Layout
from deterrence.solvers.play import outcome_chances, reach
from deterrence.solvers.tree_families import tree_layout


def along_line(form: TreeForm, background: Background, first: tuple[str, ...]) -> Found:
    """The pure subgame-perfect equilibria on every interval between thresholds."""
    low, high = (background.ranges or {}).get(form.ring.names[0], (None, None)) if form.ring.names else (None, None)
    induction = induct(form, low, high)
    layout = tree_layout(form)
    ends: list[Exact | None] = [low, *induction.thresholds, high]
    families = tuple(
        family_on(induction, layout, Region(fence, background, first), simplest_between(lower, upper))
        for lower, upper in pairwise(ends)
        if lower is None or lower != upper
        for fence in fences(lower, upper, form.ring)
    )
    reasons = []
    if induction.thresholds:
        reasons.append("at a threshold itself, mixtures of the families that meet there are not listed")
    if induction.touching:
        values = ", ".join(str(v) for v in induction.touching[:3]) + (", ..." if len(induction.touching) > 3 else "")
        reasons.append(f"where moves are tied without a change of choice (at {values}) only one of them is listed")
    if induction.tied:
        reasons.append(f"moves are tied for all values at {len(induction.tied)} decisions; one was taken")
    return Found(families, (), not reasons, "; ".join(reasons))


def family_on(induction: Induction, layout: Layout, exists: Region, inside: Fraction) -> Equilibrium:
    """The equilibrium on the interval between thresholds that has `inside` in it, as formulas in the letter."""
    form, home = induction.form, induction.form.ring
    rows = []
    for place in form.information_sets:
        move = induction.move_at(place.nodes[0], inside)
        rows.append(tuple(home.one if m == move else home.zero for m in range(len(place.moves))))
    piece = next(p for p in induction.pieces[0] if p.upper is None or inside < p.upper)
    outcomes = outcome_chances(form, reach(form, rows))
    return Equilibrium(
        layout,
        tuple(rows),
        tuple(_function(q, home) for q in piece.payoffs),
        tuple(outcomes[name] for name in layout.outcomes),
        exists,
    )


def _function(value: Quotient, home: Ring) -> RationalFunction:
    return _polynomial(value.above, home) / _polynomial(value.below, home)


def _polynomial(polynomial: fmpq_poly, home: Ring) -> RationalFunction:
    if not home.names:
        return home.constant(polynomial[0])
    terms = {(n,): c for n, c in enumerate(polynomial.coeffs()) if c != 0}
    return home.polynomial(home.context.from_dict(terms))


def fences(lower: Exact | None, upper: Exact | None, home: Ring) -> list[tuple[Condition, ...]]:
    """Conjunctions that together say `lower <= letter <= upper`: one, and one more for each irrational end."""
    if not home.names:
        return [()]
    letter = home.letter(home.names[0])
    found: list[tuple[Condition, ...]] = []
    if isinstance(lower, RealRoot):
        start = simplest_between(lower, _nearest(lower, upper, 1))
        found.append((*_side(lower, 1, home), condition(letter - start, "<=")))
        lower = start
    if isinstance(upper, RealRoot):
        stop = simplest_between(_nearest(upper, lower, -1), upper)
        found.append((condition(letter - stop, ">="), *_side(upper, -1, home)))
        upper = stop
    middle = [condition(letter - lower, ">=")] if isinstance(lower, Fraction) else []
    middle += [condition(letter - upper, "<=")] if isinstance(upper, Fraction) else []
    return [tuple(middle), *found] if lower is None or upper is None or lower < upper else found


def _nearest(root: RealRoot, limit: Exact | None, way: int) -> Exact | None:
    """The next root of the same polynomial on one side, or the limit if that comes first."""
    others = [r for r in real_roots(root.coefficients) if (r > root if way > 0 else r < root)]
    if not others:
        return limit
    nearest = min(others) if way > 0 else max(others)
    return nearest if limit is None or (nearest < limit if way > 0 else nearest > limit) else limit


def _side(root: RealRoot, way: int, home: Ring) -> list[Condition]:
    """Next to an irrational number, on one side of it, as long as no other root of its polynomial comes between."""
    letter, lower, upper = home.letter(home.names[0]), root.lower, root.upper
    polynomial = _polynomial(fmpq_poly(list(root.coefficients)), home)
    positive = polynomial.evaluate({home.names[0]: upper if way > 0 else lower}) > 0
    fence = condition(letter - lower, ">=") if way > 0 else condition(letter - upper, "<=")
    return [fence, condition(polynomial if positive else -polynomial, ">=")]
