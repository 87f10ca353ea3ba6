"""Choices from intervals held against the definition of an equilibrium, at places where a family exists.

At rational values of the letters a player's payoff is a quotient of polynomials in its own choice. What it gains by
another choice is compared at many of them, and, where all choices are rational, exactly: a gain that is positive
anywhere is positive between two neighbouring real roots of its numerator. Nothing here looks at slopes, or knows how
the choices were found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise
from math import lcm
from typing import Any, Final

from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import Exact, rational, rational_part, real_roots, refined, simplest_between
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.forms.continuous_form import ContinuousForm

STEPS: Final = 80
# How near an irrational choice is approached, and what counts as no gain there, next to the size of payoffs.
WIDTH: Final = Fraction(1, 10**40)
NOTHING: Final = Fraction(1, 10**30)
IN_FLOATS: Final = Fraction(1, 10**9)
FAR: Final = 16
MORE_PLACES: Final = 2  # at which a family is looked up, beside the one that is known

Fail = Callable[[str], None]


def check_choices(form: ContinuousForm, family: Equilibrium, point: Mapping[str, Exact] | None, fail: Fail) -> str:
    """Check that nobody gains by another choice at a place and others, and payoffs and probabilities are as stated.

    Returns
    -------
    str
        What could not be checked, and why; "" where everything was.
    """
    region = family.exists
    pool = (place for place in region.background.pool if all(c.holds(place) for c in region.raw))
    known = [place for place in (point, *islice(pool, MORE_PLACES)) if place == rational_part(place or {})]
    for place in known:
        at = rational_part(place)
        played = _Played(form, family, at)
        for fault in played.faults():
            if fault:
                where = ", ".join(f"{letter} = {value}" for letter, value in at.items())
                fail(f"{fault}{f', where {where}' if where else ''}")
    return "" if known else "no place with rational letters is known"


class _Played:
    """What is chosen at a place, and what that pays."""

    def __init__(self, form: ContinuousForm, family: Equilibrium, at: Mapping[str, Fraction]) -> None:
        self.form, self.family, self.at = form, family, at
        exactly = {letter: value.evaluate(at) for letter, value in family.choice_values.items()}
        self.is_rational = all(rational(value) is not None for value in exactly.values())
        self.chosen = {letter: sum(refined(value, WIDTH)) / Fraction(2) for letter, value in exactly.items()}
        self.is_exact = all(value.is_exact for value in family.choice_values.values())
        self.is_rational = self.is_rational and self.is_exact
        self.tolerance = Fraction(0) if self.is_rational else NOTHING if self.is_exact else IN_FLOATS

    def faults(self) -> Iterator[str]:
        """What is wrong with choices, with what is stated, and what somebody would rather choose; "" is nothing."""
        yield from map(self._outside, range(len(self.form.agents)))
        yield from self.misstated()
        yield from map(self._rather, range(len(self.form.agents)))

    def _outside(self, player: int) -> str:
        """Whether a choice lies outside of its interval."""
        low, high = (None if x is None else x.evaluate(self.at) for x in self._ends(player))
        x = self.chosen[self.form.choices[player]]
        slack = self.tolerance * (1 + abs(x))
        is_outside = (low is not None and x < low - slack) or (high is not None and x > high + slack)
        return f"{self.form.agents[player][1]} chooses {x}, outside of its interval" if is_outside else ""

    def _rather(self, player: int) -> str:
        """What an agent would rather choose."""
        (_, name), own = self.form.agents[player], self.form.choices[player]
        low, high = (None if x is None else x.evaluate(self.at) for x in self._ends(player))
        x = self.chosen[own]
        paid = self.form.payoffs[player].evaluate({**self.at, **self.chosen})
        slack = self.tolerance * (1 + abs(paid))
        gain = self._gain(player, paid)
        for other in self._others(x, low, high, gain):
            try:
                if gain.evaluate({own: other}) > slack:
                    return f"{name} would rather choose {own} = {other}"
            except ZeroDivisionError:
                continue  # there is no payoff there
        return ""

    def misstated(self) -> Iterator[str]:
        """Payoffs and probabilities that are not what the family says."""
        there = {**self.at, **self.chosen}
        for name, whole, value in zip(self.form.players, self.form.expected, self.family.payoff_values, strict=True):
            paid, stated = whole.evaluate(there), self._number(value)
            if abs(stated - paid) > self.tolerance * (1 + abs(paid)):
                yield f"{name} gets {paid}, not {stated}"
        for outcome, chance in self.form.chances.items():
            value = self.family.outcome_values[self.family.layout.outcomes.index(outcome)]
            if abs(self._number(value) - chance.evaluate(there)) > self.tolerance:
                yield f"the probability of {outcome} is not {value}"

    def _number(self, value: Value) -> Fraction:
        return sum(refined(value.evaluate(self.at), WIDTH)) / Fraction(2)

    def _ends(self, player: int) -> tuple[RationalFunction | None, RationalFunction | None]:
        return self.form.lows[player], self.form.highs[player]

    def _gain(self, player: int, paid: Fraction) -> RationalFunction:
        """What a player gains by another choice, as a function of it."""
        own = self.form.choices[player]
        fixed = {**self.at, **{name: value for name, value in self.chosen.items() if name != own}}
        payoff = self.form.payoffs[player]
        # Put in part by part: where others' choices make a factor fall out there may be no payoff at an end.
        small = ring((own,))
        above, below = (payoff.ring.polynomial(part).at(fixed).into(small) for part in _parts(payoff))
        return above / below - paid

    def _others(
        self, x: Fraction, low: Fraction | None, high: Fraction | None, gain: RationalFunction
    ) -> Iterator[Fraction]:
        """Other choices: a grid, some close by, and one between any two neighbouring roots of the gain."""
        far = FAR * (1 + abs(x))
        first, last = (x - far if low is None else low), (max(x, low or 0) + far if high is None else high)
        yield from (first + (last - first) * Fraction(step, STEPS) for step in range(STEPS + 1))
        for near in (Fraction(1, 10**3), Fraction(1, 10**6)):
            for other in (x - near * (1 + abs(x)), x + near * (1 + abs(x))):
                if (low is None or other >= low) and (high is None or other <= high):
                    yield other
        if self.is_rational and not gain.is_zero:
            yield from _between_roots(gain, low, high)


def _parts(function: RationalFunction) -> tuple[Any, Any]:
    return function.numerator, function.denominator


def _between_roots(gain: RationalFunction, low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    """A number in each of the intervals into which the roots of numerator and denominator cut an interval."""
    roots: set[Any] = set()
    for part in _parts(gain):
        by_degree = coefficients_in(part, 0)
        numbers = [
            gain.ring.polynomial(by_degree[n]).as_fraction() if n in by_degree else Fraction(0)
            for n in range(max(by_degree) + 1)
        ]
        scale = lcm(*(number.denominator for number in numbers))
        roots |= set(real_roots([int(number * scale) for number in numbers]))
    inside = sorted(r for r in roots if (low is None or r > low) and (high is None or r < high))
    cuts: list[Any] = [low, *inside, high]
    for lower, upper in pairwise(cuts):
        if lower is None or upper is None or lower < upper:
            yield simplest_between(lower, upper)
