"""Distributions of a type, in floats: distribution function, quantiles, and integrals over the types of an interval."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, inf, isfinite, lgamma, log, log1p, pi, sqrt
from typing import Any, Final

from deterrence.algebra.formulas.language import FormulaError

Floats = Any  # a float, or an array of them

HALVINGS: Final = 60
LEAST_MASS: Final = 1e-6
# Between the types up to which there are these probabilities integrals are taken apart.
MARKS: Final = (1e-6, 1e-2, 0.25, 0.5, 0.75, 1 - 1e-2, 1 - 1e-6)


class Law(ABC):
    """A distribution on an interval; the types it gives go from `low` to `high`, which may be infinite."""

    low: float
    high: float

    @abstractmethod
    def cdf(self, kind: Floats) -> Floats:
        """The probability of a type up to this one."""

    @abstractmethod
    def quantile(self, share: Floats) -> Floats:
        """The type up to which there is this probability."""

    @abstractmethod
    def density(self, kind: float) -> float:
        """How dense types are here."""

    def integral(self, function: Callable[[Floats], Floats], low: float, high: float) -> float:
        """The integral of a function of the type over the types between two of them, piece by piece."""
        from scipy.integrate import quad

        if high <= low:
            return 0.0
        marks = [float(mark) for mark in self.quantile(MARKS) if low < mark < high]
        weighted = self._weighted(function)
        # With its full output it returns what it says of the accuracy, in place of a warning.
        asked: dict[str, Any] = {"limit": 200, "epsabs": 1e-14, "epsrel": 1e-12, "full_output": 1}
        ends = pairwise(map(self._place, [low, *marks, high]))
        return sum(float(quad(weighted, a, b, **asked)[0]) for a, b in ends)

    def _weighted(self, function: Callable[[Floats], Floats]) -> Callable[[float], float]:
        """What is integrated, along types."""
        import numpy as np

        def weighted(kind: float) -> float:
            with np.errstate(over="ignore"):  # far out a function may be too large for floats where nobody is
                return float(function(kind)) * density if (density := self.density(kind)) else 0.0

        return weighted

    def _place(self, kind: float) -> float:
        """Where a type is on the line along which is integrated."""
        return kind


@dataclass(frozen=True)
class PolynomialLaw(Law):
    """A distribution function that is a polynomial, by its coefficients from the constant one on."""

    coefficients: tuple[float, ...]
    low: float
    high: float

    def cdf(self, kind: Floats) -> Floats:
        """The probability of a type up to this one."""
        import numpy as np

        at = np.clip(kind, self.low, self.high)
        total = np.zeros_like(at, dtype=np.float64)
        for coefficient in reversed(self.coefficients):
            total = total * at + coefficient
        return np.clip(total, 0.0, 1.0)

    def quantile(self, share: Floats) -> Floats:
        """The type up to which there is this probability, by halving the interval."""
        import numpy as np

        wanted = np.asarray(share, dtype=np.float64)
        if len(self.coefficients) == 2:
            return self.low + wanted * (self.high - self.low)
        low, high = np.full_like(wanted, self.low), np.full_like(wanted, self.high)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            above = self.cdf(middle) >= wanted
            low, high = np.where(above, low, middle), np.where(above, middle, high)
        return (low + high) / 2

    def density(self, kind: float) -> float:
        """How dense types are here."""
        return sum(d * c * kind ** (d - 1) for d, c in enumerate(self.coefficients) if d)


@dataclass(frozen=True)
class CurvedLaw(Law):
    """A distribution with a name, truncated to an interval or, as beta, stretched to it."""

    kind: str
    numbers: tuple[float, ...]
    low: float
    high: float

    def __post_init__(self) -> None:
        if self._tail[1] - self._tail[0] < LEAST_MASS:
            raise FormulaError(
                f"a {self.kind} distribution with {', '.join(f'{x:g}' for x in self.numbers)} has nearly no "
                f"probability between {self.low:g} and {self.high:g}, to which it is truncated"
            )

    def _weighted(self, function: Callable[[Floats], Floats]) -> Callable[[float], float]:
        """Along types; of a beta distribution, whose density may have no bound, along probabilities."""
        if self.kind == "beta":
            return lambda share: float(function(self.quantile(share)))
        return super()._weighted(function)

    def _place(self, kind: float) -> float:
        return float(self.cdf(kind)) if self.kind == "beta" else kind

    @cached_property
    def _tail(self) -> tuple[float, float]:
        """The probabilities before truncation of types up to the ends."""
        if self.kind == "beta":
            return 0.0, 1.0
        whole = _CURVES[self.kind][0]
        low = 0.0 if self.low == -inf else float(whole(self.low, *self.numbers))
        return low, 1.0 if self.high == inf else float(whole(self.high, *self.numbers))

    def _standard(self, kind: Floats) -> Floats:
        return (kind - self.low) / (self.high - self.low) if self.kind == "beta" else kind

    def cdf(self, kind: Floats) -> Floats:
        """The probability of a type up to this one."""
        import numpy as np

        start, end = self._tail
        at = self._standard(np.clip(kind, self.low, self.high))
        return np.clip((_CURVES[self.kind][0](at, *self.numbers) - start) / (end - start), 0.0, 1.0)

    def quantile(self, share: Floats) -> Floats:
        """The type up to which there is this probability."""
        import numpy as np

        start, end = self._tail
        found = _CURVES[self.kind][1](start + np.asarray(share) * (end - start), *self.numbers)
        if self.kind == "beta":
            return self.low + found * (self.high - self.low)
        return np.clip(found, self.low, self.high)

    def density(self, kind: float) -> float:
        """How dense types are here."""
        start, end = self._tail
        width = self.high - self.low if self.kind == "beta" else 1.0
        return _CURVES[self.kind][2](self._standard(kind), *self.numbers) / (end - start) / width


def _normal_density(kind: float, mean: float, sd: float) -> float:
    return exp(-(((kind - mean) / sd) ** 2) / 2) / (sd * sqrt(2 * pi))


def _normal(kind: Floats, mean: float, sd: float) -> Floats:
    from scipy.special import ndtr

    return ndtr((kind - mean) / sd)


def _normal_quantile(share: Floats, mean: float, sd: float) -> Floats:
    from scipy.special import ndtri

    return mean + sd * ndtri(share)


def _logistic_density(kind: float, mean: float, scale: float) -> float:
    z = exp(-abs(kind - mean) / scale)
    return z / (scale * (1 + z) ** 2)


def _logistic(kind: Floats, mean: float, scale: float) -> Floats:
    from scipy.special import expit

    return expit((kind - mean) / scale)


def _logistic_quantile(share: Floats, mean: float, scale: float) -> Floats:
    from scipy.special import logit

    return mean + scale * logit(share)


def _exponential_density(kind: float, mean: float) -> float:
    return exp(-kind / mean) / mean if kind >= 0 else 0.0


def _exponential(kind: Floats, mean: float) -> Floats:
    import numpy as np

    return -np.expm1(-np.maximum(kind, 0.0) / mean)


def _exponential_quantile(share: Floats, mean: float) -> Floats:
    import numpy as np

    with np.errstate(divide="ignore"):
        return -mean * np.log1p(-np.asarray(share))


def _beta_density(kind: float, a: float, b: float) -> float:
    inside = 0 < kind < 1
    return exp((a - 1) * log(kind) + (b - 1) * log1p(-kind) + lgamma(a + b) - lgamma(a) - lgamma(b)) if inside else 0.0


def _beta(kind: Floats, a: float, b: float) -> Floats:
    from scipy.special import betainc

    return betainc(a, b, kind)


def _beta_quantile(share: Floats, a: float, b: float) -> Floats:
    from scipy.special import betaincinv

    return betaincinv(a, b, share)


# By the name of a distribution its distribution function, its quantiles and its density, before truncation.
_CURVES: Final[Mapping[str, tuple[Callable[..., Floats], Callable[..., Floats], Callable[..., float]]]] = {
    "normal": (_normal, _normal_quantile, _normal_density),
    "logistic": (_logistic, _logistic_quantile, _logistic_density),
    "exponential": (_exponential, _exponential_quantile, _exponential_density),
    "beta": (_beta, _beta_quantile, _beta_density),
}


def curved_law(kind: str, numbers: Sequence[float], low: float, high: float) -> CurvedLaw:
    """A distribution with a name at numbers.

    Raises
    ------
    FormulaError
        Where it has nearly no probability on the interval.
    """
    if kind == "exponential":
        low = max(low, 0.0)
    if not all(map(isfinite, numbers)):
        raise FormulaError(f"a {kind} distribution needs finite numbers, not {', '.join(map(str, numbers))}")
    return CurvedLaw(kind, tuple(numbers), low, high)
