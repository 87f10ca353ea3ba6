"""Whether a choice from an interval is best against the others', by conditions in the letters.

Where a payoff is concave in the own choice, whatever the others choose, a choice that meets the conditions of first
order is best, and nothing more is asked. Otherwise what the choice pays more than another one, ``t``, is written as a
polynomial in t: divided by ``(t - x)**2`` for a choice x inside the interval, by ``t - x`` at an end, it must not be
negative anywhere in the interval. Of degree two or less, that is an "or" of conditions on its coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Final, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.solvers.unknowns.elimination import Bound

OTHER: Final = "~t"

Bounds: TypeAlias = tuple[Bound, ...]


class Stance(Enum):
    """Where in its interval a choice lies."""

    LOW = "at the lower end"
    INSIDE = "between the ends"
    HIGH = "at the upper end"


@dataclass(frozen=True, eq=False)
class OwnBest:
    """The payoffs of a game as functions of the own choices."""

    form: ContinuousForm
    background: Background

    @cached_property
    def wide(self) -> Background:
        """What is taken for granted, with the choices among the letters."""
        ranges = dict(self.background.ranges or {})
        for letter, low, high in zip(self.form.choices, self.form.lows, self.form.highs, strict=True):
            ends = (None if x is None or not x.is_constant else x.as_fraction() for x in (low, high))
            ranges[letter] = tuple(ends)  # type: ignore[assignment]
        return Background(self.form.wide, self.background.clauses, ranges)

    def inside(self, player: int, name: str, relation: str = ">") -> Iterator[Condition]:
        """That a letter lies in the interval of a player."""
        home = ring(tuple(dict.fromkeys((*self.form.wide.names, name))))
        x = home.letter(name)
        if (low := self.form.lows[player]) is not None:
            yield condition(x - low.into(home), relation)
        if (high := self.form.highs[player]) is not None:
            yield condition(high.into(home) - x, relation)

    def all_inside(self, relation: str = ">") -> list[Condition]:
        """That all choices lie in their intervals."""
        names = enumerate(self.form.choices)
        return [c for player, name in names for c in self.inside(player, name, relation)]

    def slope(self, player: int) -> RationalFunction:
        """What a little more of its choice brings a player."""
        return self.form.payoffs[player].derivative(self.form.choices[player])

    @cached_property
    def concave(self) -> tuple[bool, ...]:
        """For each player whether its payoff is concave in its own choice, whatever the letters and the others."""
        return tuple(self._is_concave(player) for player in range(len(self.form.agents)))

    def _is_concave(self, player: int) -> bool:
        second = self.slope(player).derivative(self.form.choices[player])
        return implies(self.all_inside(), condition(second, "<="), self.wide) is True

    @cached_property
    def nobody_mixes(self) -> bool:
        """Whether against any choices of the others, mixed or not, one choice is better than all others.

        So it is where payoffs are concave, and those that are linear in the own choice, for some choices of the others,
        only fall there, or only rise.
        """
        return all(self.concave) and all(map(self._has_one_best, range(len(self.form.agents))))

    def _has_one_best(self, player: int) -> bool:
        slope = self.slope(player)
        flat = condition(slope.derivative(self.form.choices[player]), "==")
        own = self.inside(player, self.form.choices[player])
        defined = (condition(d, "!=") for d in self.form.denominators)
        there = [*self.all_inside(">="), *own, *defined, flat]
        return any(
            possible([*there, condition(slope, relation)], self.wide).possible is False for relation in (">=", "<=")
        )

    def ways(
        self, player: int, stance: Stance, values: Mapping[str, RationalFunction], known: Sequence[Condition]
    ) -> tuple[Bounds, ...] | None:
        """The conditions, one of them, under which no other choice pays a player more; None where they are not known.

        `values` are the choices, in the letters of the game and of choices that are roots; `known` holds of them.
        """
        lead = self._lead(player, stance, values)
        if lead.is_zero:
            return ((),)
        names = tuple(dict.fromkeys((*self.wide.ring.names, OTHER)))
        larger = replace(self.wide, ring=ring(names))
        if implies([*known, *self.inside(player, OTHER, ">=")], condition(lead, ">="), larger) is True:
            return ((),)
        found = _nowhere_negative(lead, self.form.lows[player], self.form.highs[player], self.form.wide)
        if found is None:
            return None
        return tuple(
            case
            for case in found
            if possible([*known, *(bound.condition for bound in case)], self.wide).possible is not False
        )

    def _lead(self, player: int, stance: Stance, values: Mapping[str, RationalFunction]) -> RationalFunction:
        """What the choice pays more than another one, divided by what vanishes where they are one and has no sign."""
        own, home = self.form.choices[player], ring((*self.form.wide.names, OTHER))
        payoff = self.form.payoffs[player]
        above, below = (payoff.ring.polynomial(part).into(home) for part in (payoff.numerator, payoff.denominator))
        put = {name: value.into(home) for name, value in values.items()}
        other = {**put, own: home.letter(OTHER)}
        lead = _at(above, put) * _at(below, other) - _at(above, other) * _at(below, put)
        by_degree = coefficients_in(lead.numerator, home.names.index(OTHER))
        coefficients = [
            home.quotient(by_degree[n], lead.denominator) if n in by_degree else home.zero
            for n in range(max(by_degree, default=0) + 1)
        ]
        for _ in range(2 if stance is Stance.INSIDE else 1):
            coefficients = _divided(coefficients, put[own])
        sign = -1 if stance is Stance.HIGH else 1
        powers = (c * home.letter(OTHER) ** n * sign for n, c in enumerate(coefficients))
        return sum(powers, home.zero)


def _at(function: RationalFunction, values: Mapping[str, RationalFunction]) -> RationalFunction:
    """A function with formulas in place of letters, all at once: a formula may contain such a letter itself."""
    fresh = {name: f"{name}~" for name in values}
    larger = ring((*function.ring.names, *fresh.values()))
    put = function.into(larger)
    for name, other in fresh.items():
        put = put.substitute(name, larger.letter(other))
    for name, other in fresh.items():
        put = put.substitute(other, values[name].into(larger))
    return put.into(function.ring)


def _divided(coefficients: Sequence[RationalFunction], root: RationalFunction) -> list[RationalFunction]:
    """A polynomial, from its constant on, divided by ``t - root``, of which it is known to be a multiple."""
    found: list[RationalFunction] = []
    carried = root.ring.zero
    for coefficient in reversed(coefficients[1:]):
        carried = coefficient + carried * root
        found.append(carried)
    return found[::-1]


def _nowhere_negative(
    lead: RationalFunction, low: RationalFunction | None, high: RationalFunction | None, home: Ring
) -> list[Bounds] | None:
    """When a polynomial in `OTHER`, of degree two or less, is nowhere negative in an interval; None for higher ones."""
    by_degree = coefficients_in(lead.numerator, lead.ring.names.index(OTHER))
    if max(by_degree) > 2:
        return None
    below = lead.ring.polynomial(lead.denominator).into(home)
    c, b, a = (lead.ring.polynomial(by_degree[n]).into(home) * below if n in by_degree else home.zero for n in range(3))
    flat = [] if a.is_zero else [Bound(a, "=="), Bound(-a, ">=")]

    def at_end(end: RationalFunction | None, outwards: int) -> list[Bound]:
        """Not negative at an end of the interval, of a polynomial that is not convex."""
        if end is None:
            return [*flat, Bound(b * outwards, ">=")]
        x = end.into(home)
        return [Bound(a * x * x + b * x + c, ">=")]

    cases = [[Bound(-a, ">="), *at_end(low, -1), *at_end(high, 1)]]
    if low is None and high is None:
        cases[0].append(Bound(c, ">="))
    if not a.is_zero:
        gap = a * c * 4 - b * b
        cases.append([Bound(a, ">"), Bound(gap, ">=")])
        for end, outwards in ((low, -1), (high, 1)):
            if end is not None:
                x = end.into(home)
                beyond = -(a * x * 2 + b) * outwards  # the least value lies beyond this end
                cases.append([Bound(a, ">"), Bound(-gap, ">"), Bound(beyond, ">="), *at_end(end, outwards)])
    return [tuple(b for b in case if not b.condition.is_true) for case in cases]
