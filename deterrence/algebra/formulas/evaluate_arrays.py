"""The numbers a formula has at many points, in floats: `sqrt`, `exp` and `log` included; NaN where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from deterrence.algebra.formulas.evaluate import OPERATIONS
from deterrence.algebra.formulas.expressions import Call, Expression, Name, Negative, Number, Operation


def array_of(x: Expression, values: Mapping[str, Any]) -> Any:
    """The value of a formula where every name stands for an array.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> import numpy as np
    >>> array_of(parse("1 + sqrt(a)"), {"a": np.array([4.0, -1.0])})
    array([ 3., nan])
    """
    import numpy as np

    with np.errstate(all="ignore"):
        found = np.asarray(_value(x, values), dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def _value(x: Expression, values: Mapping[str, Any]) -> Any:
    import numpy as np

    match x:
        case Number():
            return np.float64(float(x.value))
        case Name():
            return values[x.name]
        case Negative():
            return -_value(x.operand, values)
        case Operation():
            return OPERATIONS[x.symbol](_value(x.left, values), _value(x.right, values))
        case Call():
            function = {"min": np.minimum, "max": np.maximum, "sqrt": np.sqrt, "exp": np.exp, "log": np.log}[x.function]
            arguments = [_value(argument, values) for argument in x.arguments]
            return reduce(function, arguments) if x.function in ("min", "max") else function(arguments[0])
    raise TypeError(f"not an expression: {x!r}")
