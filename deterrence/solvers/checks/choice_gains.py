"""What players who choose from intervals could gain by other choices, in any profile of a continuous game of numbers.

A payoff is a quotient of polynomials in the own choice: it is greatest at an end or where its derivative is zero. What
it tends to where there is no end, or next to a pole, counts as gained, too: "inf" where it grows without bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import inf, lcm
from typing import Any, Final

from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import real_roots, refined
from deterrence.algebra.values.value import exact_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.parts.mistakes import nearest

WIDTH: Final = Fraction(1, 10**40)
FAR: Final = 10**12


def gains_of_choices(form: ContinuousForm, profile: Mapping[Any, Any] | Equilibrium) -> Sequence[Any]:
    """What each player could gain by other choices of its own, before types are drawn.

    Raises
    ------
    ValueError
        Where the profile does not say what everybody chooses, or a choice lies outside of its interval.
    """
    chosen, is_exact = _chosen(form, profile)
    found: list[Any] = [Fraction(0)] * len(form.players)
    for agent, (player, label) in enumerate(form.agents):
        gain, known = _gain(form, agent, label, chosen)
        is_exact &= known
        found[player] += form.shares[agent].as_fraction() * gain if gain != inf else inf
    return [gain if is_exact or gain == inf else float(gain) for gain in found]


def _chosen(form: ContinuousForm, profile: Mapping[Any, Any] | Equilibrium) -> tuple[dict[str, Fraction], bool]:
    """A value for the letter of each choice, and whether all are exact."""
    if isinstance(profile, Equilibrium):
        values = profile.choice_values
        is_exact = all(value.rational is not None for value in values.values())
        return {x: sum(refined(v.evaluate({}), WIDTH)) / Fraction(2) for x, v in values.items()}, is_exact
    for letter in profile:
        if letter not in form.choices:
            known = ", ".join(form.choices)
            raise ValueError(
                f"'{letter}' is not the letter of a choice; those are {known}.{nearest(str(letter), form.choices)}"
            )
    missing = [letter for letter in form.choices if letter not in profile]
    if missing:
        raise ValueError(f"the profile does not say what '{missing[0]}' is")
    return {letter: exact_value(value) for letter, value in profile.items()}, True


def _gain(form: ContinuousForm, agent: int, label: str, chosen: Mapping[str, Fraction]) -> tuple[Any, bool]:
    """What an agent could gain, and whether that is exact."""
    own = form.choices[agent]
    low, high = (None if x is None else x.as_fraction() for x in (form.lows[agent], form.highs[agent]))
    x = chosen[own]
    if (low is not None and x < low) or (high is not None and x > high):
        raise ValueError(f"{label} chooses {own} = {x}, outside of its interval")
    others = {name: value for name, value in chosen.items() if name != own}
    payoff = form.payoffs[agent].at(others).into(ring((own,)))
    paid = payoff.evaluate({own: x})
    best, is_exact = paid, True
    for place in _places(payoff, own, low, high):
        middle = sum(refined(place, WIDTH)) / Fraction(2)
        try:
            value = payoff.evaluate({own: middle})
        except ZeroDivisionError:
            continue
        if value > best:
            best, is_exact = value, isinstance(place, Fraction)
    beyond = max(_limits(payoff, own, low, high), default=best)
    return (beyond - paid, True) if beyond > best else (best - paid, is_exact)


def _places(payoff: RationalFunction, own: str, low: Fraction | None, high: Fraction | None) -> Iterator[Any]:
    """Where a payoff may be greatest: the ends, and the roots of its derivative between them."""
    yield from (end for end in (low, high) if end is not None)
    for root in _roots(payoff.derivative(own), numerator=True):
        if (low is None or root > low) and (high is None or root < high):
            yield root


def _roots(function: RationalFunction, numerator: bool) -> list[Any]:
    polynomial = function.numerator if numerator else function.denominator
    by_degree = coefficients_in(polynomial, 0)
    numbers = [
        function.ring.polynomial(by_degree[n]).as_fraction() if n in by_degree else Fraction(0)
        for n in range(max(by_degree, default=0) + 1)
    ]
    scale = lcm(*(number.denominator for number in numbers))
    return list(real_roots([int(number * scale) for number in numbers])) if any(numbers[1:]) else []


def _limits(payoff: RationalFunction, own: str, low: Fraction | None, high: Fraction | None) -> Iterator[Any]:
    """What a payoff tends to without end, and inf where it grows without bound next to a pole."""
    above, below = (payoff.ring.polynomial(p).into(payoff.ring) for p in (payoff.numerator, payoff.denominator))
    for end, sign in ((low, -1), (high, 1)):
        if end is None:
            top, bottom = (max(coefficients_in(p.numerator, 0), default=0) for p in (above, below))
            far = payoff.evaluate({own: Fraction(sign * FAR)})
            if top > bottom:
                yield inf if far > 0 else -inf
            elif top == bottom:
                lead = [coefficients_in(p.numerator, 0)[top] for p in (above, below)]
                yield (payoff.ring.polynomial(lead[0]) / payoff.ring.polynomial(lead[1])).as_fraction()
            else:
                yield Fraction(0)
    for pole in _roots(payoff, numerator=False):
        at = sum(refined(pole, WIDTH)) / Fraction(2)
        for side in (-1, 1):
            x = at + side * Fraction(1, FAR)
            if (low is None or x >= low) and (high is None or x <= high) and payoff.evaluate({own: x}) > 0:
                yield inf
