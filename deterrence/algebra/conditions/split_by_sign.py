"""A conjunction split by the sign of a factor that stands in several products: in each case they are simpler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deterrence.algebra.conditions.conditions import Condition, Factor, with_factors


def shared_factor(conditions: Sequence[Condition]) -> Factor | None:
    """The factor that stands in the most products with other factors, the shortest of several."""
    counts = Counter(factor for c in conditions if len(c.factors) > 1 for factor, _ in c.factors)
    return min(counts, key=lambda factor: (-counts[factor], len(factor.text), factor.text)) if counts else None


def where_sign_is(factor: Factor, sign: int, conditions: Sequence[Condition]) -> list[Condition] | None:
    """The conditions where a factor is positive (1), negative (-1) or zero (0); None where they fail by their form."""
    found = [Condition(">", sign, ((factor, 1),)) if sign else Condition("==", 1, ((factor, 1),))]
    for c in conditions:
        exponent = dict(c.factors).get(factor)
        if exponent is None:
            found.append(c)
            continue
        if sign == 0:
            if c.relation in (">", "!="):
                return None
            continue
        rest = [(f, e) for f, e in c.factors if f != factor]
        reduced = with_factors(c, 1 if c.relation in ("==", "!=") else c.sign * sign**exponent, rest)
        if reduced.is_false:
            return None
        if not reduced.is_true:
            found.append(reduced)
    return list(dict.fromkeys(found))
