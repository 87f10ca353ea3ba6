"""The ranges that conditions put on letters which have none of their own, such as unknown probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from deterrence.algebra.conditions.conditions import Condition
from deterrence.algebra.exact.polynomials import as_fraction

Range = tuple[Fraction | None, Fraction | None]
NO_RANGE: Range = (None, None)


def bounds_said(conditions: Iterable[Condition]) -> dict[str, Range]:
    """The bounds that follow from single linear conditions: ``2*x - 1 >= 0``, and ``x + y < 1`` where x and y are >= 0.

    A condition with several letters bounds each of them by the bounds of the others.
    """
    found: dict[str, Range] = {}
    several = []
    for c in conditions:
        if len(c.factors) != 1 or c.relation == "!=" or c.factors[0][1] != 1:
            continue
        factor = c.factors[0][0]
        root = factor.linear_root
        if root is not None:
            low = root if c.relation == "==" or c.sign > 0 else None
            high = root if c.relation == "==" or c.sign < 0 else None
            found[factor.names[0]] = meet(found.get(factor.names[0], NO_RANGE), (low, high))
        elif len(factor.names) > 1 and factor.polynomial.total_degree() == 1 and c.relation != "==":
            several.append(c)
    for c in several:
        found |= {name: meet(found.get(name, NO_RANGE), said) for name, said in _of_several(c, found).items()}
    return found


def _of_several(c: Condition, known: Mapping[str, Range]) -> dict[str, Range]:
    """What ``sum(a_i * x_i) + b >= 0`` says of each letter, where the other terms have upper bounds."""
    [(factor, _)] = c.factors
    terms = {max(range(len(e)), key=e.__getitem__) if any(e) else -1: v for e, v in factor.polynomial.to_dict().items()}
    slopes = {n: c.sign * as_fraction(terms[i]) for i, n in enumerate(factor.names)}
    rest = c.sign * as_fraction(terms[-1]) if -1 in terms else Fraction(0)
    most: dict[str, Fraction] = {}
    for name, slope in slopes.items():
        end = known.get(name, NO_RANGE)[1 if slope > 0 else 0]
        if end is not None:
            most[name] = slope * end
    found: dict[str, Range] = {}
    for name, slope in slopes.items():
        if all(other in most for other in slopes if other != name):
            end = -(rest + sum(value for other, value in most.items() if other != name)) / slope
            found[name] = (end, None) if slope > 0 else (None, end)
    return found


def meet(one: Range, other: Range) -> Range:
    """The values in both of two ranges."""
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return max(lows, default=None), min(highs, default=None)
