"""Equations that are linear in no unknown: shown to have no solution, or solved by the real roots of a polynomial.

An irreducible polynomial in one unknown, no parameter in it, has finitely many real roots. Elimination goes on with
that unknown as if it were a parameter, and what comes out is checked at each root; everything else is then a rational
function of the root, hence an exact algebraic number (`algebra/images.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from deterrence.algebra.conditions import Condition, Factor, condition
from deterrence.algebra.decide import Background, possible
from deterrence.algebra.line import factor_roots, holds_on
from deterrence.algebra.roots import RealRoot
from deterrence.solvers.elimination import System

MOST_DEGREE: Final = 8
MOST_TERMS: Final = 60


def has_no_solution(stuck: System, factor: Factor, background: Background) -> bool:
    """Whether it is certain that a system in which this factor must vanish has no solution, for any parameters."""
    conditions = [_vanishing(factor), *(condition(e, "==") for e in stuck.equations), *stuck.conditions]
    return all(_is_small(c) for c in conditions) and possible(conditions, background).possible is False


def with_root(stuck: System, factor: Factor) -> System:
    """The system with the factor's one unknown taken for known."""
    (name,) = factor.letters
    return replace(
        stuck,
        mixing=tuple(n for n in stuck.mixing if n != name),
        beliefs=tuple(n for n in stuck.beliefs if n != name),
        ties=(*stuck.ties, _vanishing(factor)),
    )


def settled_at(solved: System, factor: Factor) -> list[RealRoot]:
    """The roots of the factor at which every condition of a system solved for all other unknowns holds."""
    roots = [root for root in factor_roots(factor) if all(holds_on(c, root) for c in solved.conditions)]
    return [root for root in roots if isinstance(root, RealRoot)]


def _vanishing(factor: Factor) -> Condition:
    return Condition("==", 1, ((factor, 1),))


def _is_small(given: Condition) -> bool:
    """Whether z3 can be expected to decide about a condition: on larger ones it may take hours."""
    degree = sum(int(factor.polynomial.total_degree()) * exponent for factor, exponent in given.factors)
    return degree <= MOST_DEGREE and all(len(factor.polynomial) <= MOST_TERMS for factor, _ in given.factors)
