"""What the solvers of matrices share: names, expected payoffs, and how a profile becomes an equilibrium."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.conditions import Condition, Conjunction, signed_factors, with_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.conditions.interior import needs_equation
from deterrence.algebra.exact.rational import RationalFunction

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

Strategy = tuple[RationalFunction, ...]


def cell_probabilities(strategies: Sequence[Strategy]) -> tuple[RationalFunction, ...]:
    """The probability of every cell, in the order of the layout."""
    home = strategies[0][0].ring
    chances: list[RationalFunction] = [home.one]
    for strategy in strategies:
        chances = [home.zero if c.is_zero or p.is_zero else c * p for c in chances for p in strategy]
    return tuple(chances)


def payoff_poles(form: MatrixForm, background: Background) -> Conjunction:
    """That no payoff of a matrix is divided by zero."""
    return poles((f for table in cells_of(form) for f in table), background)


def poles(functions: Iterable[RationalFunction], background: Background) -> Conjunction:
    """That none of these is divided by zero: one condition for each denominator that may vanish."""
    denominators = {str(f.denominator): f.denominator for f in functions}
    found: dict[Condition, None] = {}
    for denominator in denominators.values():
        if denominator.is_constant():
            continue
        for factor in signed_factors(denominator)[1]:
            vanishes = Condition("==", 1, ((factor, 1),))
            if possible([vanishes], background).possible is not False:
                found[vanishes.negation] = None
    return tuple(found)


def cells_of(form: MatrixForm) -> Iterator[tuple[RationalFunction, ...]]:
    """The payoffs of every cell, one a player."""
    for cell in product(*(range(len(moves)) for moves in form.moves)):
        yield tuple(form.payoffs[player][cell] for player in range(len(form.players)))


def product_condition(polynomials: Iterable[Any], relation: str, sign: int = 1) -> Condition:
    """``sign * product  relation  0`` for nonzero polynomials."""
    exponents: dict[Any, int] = {}
    for polynomial in polynomials:
        own, factors = signed_factors(polynomial)
        sign *= own
        for factor, exponent in factors.items():
            exponents[factor] = exponents.get(factor, 0) + exponent
    return with_factors(Condition(relation, 1, ()), 1 if relation in ("==", "!=") else sign, exponents.items())


def distinct(conditions: Iterable[Condition]) -> Conjunction:
    """The conditions without repetitions and without those that hold by their form alone."""
    return tuple(dict.fromkeys(c for c in conditions if not c.is_true))


def with_equation(conditions: Conjunction, throughout: Callable[[Condition], bool]) -> Conjunction:
    """Conditions that leave no more than ties, with an equation that says so.

    Parameters
    ----------
    conditions
        Together they hold only where some weak inequality is tight.
    throughout
        Whether an equation holds wherever all conditions do.
    """
    weak = [c for c in conditions if c.relation == ">="]
    equations = {c: Condition("==", 1, tuple((factor, 1) for factor, _ in c.factors)) for c in weak}
    tight = {c: equation for c, equation in equations.items() if throughout(equation)}
    if tight:
        return distinct(tight.get(c, c) for c in conditions)
    # Here one of them is tight, there another.
    factors = {factor: 1 for c in weak for factor, _ in c.factors}
    return (*conditions, with_factors(Condition("==", 1, ()), 1, factors.items()))


def is_always_tight(conditions: Conjunction, background: Background) -> bool:
    """Whether weak inequalities leave no more than ties, as ``c >= 1/2`` and ``c <= 1/2`` do."""
    has_weak = any(c.relation == ">=" for c in conditions)
    return has_weak and possible(background.interior.opened(conditions), background).possible is False


def told_at_ties(conditions: Conjunction, background: Background) -> Conjunction:
    """The conditions, with an equation if they leave no more than ties: ``c >= 1/2`` and ``c <= 1/2``."""
    if needs_equation(conditions) or not is_always_tight(conditions, background):
        return conditions
    return with_equation(conditions, lambda equation: implies(conditions, equation, background) is True)
