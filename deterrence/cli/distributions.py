"""What is said of uncertain parameters on the command line: `c=0.2:0.6`, `k=2`, `g=normal(3,0.5)`."""

from __future__ import annotations

import re
from typing import Any

from deterrence.cli.entry import InputError

# For each shape the names of its numbers.
SHAPES = {
    "uniform": ("low", "high"),
    "normal": ("mean", "deviation"),
    "lognormal": ("median", "factor"),
    "beta": ("a", "b"),
    "triangular": ("low", "mode", "high"),
    "exponential": ("mean",),
}
HELP = (
    "c=0.2:0.6 uniform, k=2 known, g=normal(MEAN,DEVIATION), lognormal(MEDIAN,FACTOR), beta(A,B), "
    "triangular(LOW,MODE,HIGH), exponential(MEAN); the rest are uniform on their ranges"
)


def distributions_of(words: list[str]) -> dict[str, Any]:
    """For each parameter named a number, as typed, or a distribution of scipy.stats.

    Examples
    --------
    >>> found = distributions_of(["c=0.2:0.6", "k=2"])
    >>> round(float(found["c"].mean()), 6), found["k"]
    (0.4, '2')
    """
    found: dict[str, Any] = {}
    for word in words:
        name, equals, said = (part.strip() for part in word.partition("="))
        if not (name and equals and said):
            raise InputError(f"say NAME=LOW:HIGH, NAME=VALUE or NAME=SHAPE(...), not {word!r}")
        if name in found:
            raise InputError(f"'{name}' is given twice")
        found[name] = _read(name, said)
    return found


def _read(name: str, said: str) -> Any:
    if ":" in said:
        shape, numbers = "uniform", said.split(":")
    elif "(" in said:
        match = re.fullmatch(r"([a-z]+)\((.*)\)", said)
        shape, numbers = (match[1], match[2].split(",")) if match else (said, [])
    elif between := re.fullmatch(r"([0-9.]+)\s*(?:-|\.\.+|to)\s*([0-9.]+)", said):
        raise InputError(
            f"'{name}={said}' is no number; for any value between the two write {name}={':'.join(between.groups())}"
        )
    else:
        return said
    if shape not in SHAPES or len(numbers) != len(SHAPES[shape]):
        known = "; ".join(f"{shape}({', '.join(names)})" for shape, names in SHAPES.items())
        raise InputError(f"'{name}={said}' is no distribution; there are: LOW:HIGH; {known}")
    from deterrence.algebra.formulas.language import as_fraction

    return _made(name, shape, [float(as_fraction(number.strip())) for number in numbers])


def _made(name: str, shape: str, numbers: list[float]) -> Any:
    from scipy import stats

    spread = {"normal": numbers[-1] > 0, "beta": min(numbers) > 0, "exponential": numbers[0] > 0}
    rising = {"uniform": sorted(set(numbers)) == numbers, "triangular": sorted(numbers) == numbers}
    if shape == "lognormal":
        spread[shape] = numbers[0] > 0 and numbers[1] > 1
    if shape == "triangular":
        spread[shape] = numbers[0] < numbers[2]
    if not spread.get(shape, True) or not rising.get(shape, True):
        raise InputError(f"'{name}': {shape}({', '.join(f'{n:g}' for n in numbers)}) is no distribution")
    if shape == "triangular":
        low, mode, high = numbers
        return stats.triang((mode - low) / (high - low), low, high - low)
    if shape == "lognormal":
        from math import log

        return stats.lognorm(log(numbers[1]), scale=numbers[0])
    if shape == "exponential":
        return stats.expon(scale=numbers[0])
    if shape == "uniform":
        return stats.uniform(numbers[0], numbers[1] - numbers[0])
    return {"normal": stats.norm, "beta": stats.beta}[shape](*numbers)
