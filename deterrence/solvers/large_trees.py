"""Families of a large tree of perfect information with at most one letter, from backward induction along the line."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from deterrence.algebra.decide import Background
from deterrence.algebra.fences import fences, line_function
from deterrence.algebra.line import Interval
from deterrence.algebra.rational import RationalFunction, Ring
from deterrence.algebra.region import Region
from deterrence.algebra.roots import Exact, simplest_between
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
        for fence in fences(Interval(lower, upper, True, True), form.ring)
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
    return line_function(value.above, home) / line_function(value.below, home)
