"""Formulas and conditions compiled for arrays: everything at a million points, ties decided exactly.

Floats compute, rationals decide. Where a float cannot tell the sign of a polynomial (it lies within its rounding
error of zero), the sign is computed exactly, with every number read as the decimal that was typed. So a condition is
true at a point if and only if it is, and a quotient is NaN if and only if its denominator vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.arrays.program import Machine, Program, Terms, terms_of
from deterrence.algebra.conditions.conditions import Conjunction, Factor, signed_factors
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.show import primitive_factors
from deterrence.algebra.values.value import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deterrence.algebra.arrays.program import Array

    Truth = NDArray[np.bool_]
    Values: TypeAlias = Mapping[str, Any]

# How the exact value of a letter is found: its name and its place in the letter's array.
Exact: TypeAlias = Callable[[str, tuple[int, ...]], Fraction]
Block: TypeAlias = tuple[slice, ...]

# Points in a block: a few registers of this size fit into a processor's cache.
BLOCK: Final = 16_384


class Points:
    """Points in the space of some letters: an array for each letter, broadcasting against one another.

    Parameters
    ----------
    values
        For each letter its numbers.
    exact
        What a letter's number at a place of its array is exactly; by default the decimal that was typed.
    refuse
        Called with a block and where in it what is assumed holds; refuses points of which nothing can be said.
    """

    def __init__(
        self, values: Values, exact: Exact | None = None, refuse: Callable[[Block, Truth], None] | None = None
    ) -> None:
        import numpy as np

        self.refuse = refuse

        arrays = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
        self.shape: tuple[int, ...] = np.broadcast_shapes(*[array.shape for array in arrays.values()])
        self.arrays: dict[str, Array] = {}
        for name, array in arrays.items():
            if not np.isfinite(array).all():
                raise ValueError(f"the values of '{name}' must be finite numbers")
            self.arrays[name] = array.reshape((1,) * (len(self.shape) - array.ndim) + array.shape)
        self._exact = exact or self._as_typed

    def _as_typed(self, name: str, place: tuple[int, ...]) -> Fraction:
        from deterrence.algebra.formulas.language import as_fraction

        return as_fraction(float(self.arrays[name][place]))

    def at(self, name: str, place: Sequence[int]) -> Fraction:
        """The exact value of a letter at a point, given by its place in the whole shape."""
        sizes = self.arrays[name].shape
        return self._exact(name, tuple(int(i) if size > 1 else 0 for i, size in zip(place, sizes, strict=True)))

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """The points in boxes of at most `size`, in order."""
        from itertools import product

        steps: list[int] = []
        room = size
        for length in reversed(self.shape):
            steps.insert(0, max(1, min(length, room)))
            room //= max(1, length)
        ranges = [range(0, length, step) for length, step in zip(self.shape, steps, strict=True)]
        for starts in product(*ranges):
            yield tuple(
                slice(start, min(start + step, length))
                for start, step, length in zip(starts, steps, self.shape, strict=True)
            )

    def within(self, block: Block) -> dict[str, Array]:
        """Each letter's numbers in a block."""
        return {
            name: array[tuple(part if size > 1 else slice(None) for part, size in zip(block, array.shape, strict=True))]
            for name, array in self.arrays.items()
        }


class _Sign:
    """The sign of a factor in a block: where it is negative, zero, and within rounding of zero (None: nowhere)."""

    def __init__(self, negative: Truth, zero: Truth | None = None, near: Truth | None = None) -> None:
        self.negative, self.zero, self.near = negative, zero, near


class _Signs:
    """The signs of some factors: floats where they are sure, rationals where they are not."""

    def __init__(self, factors: Sequence[Factor], program: Program) -> None:
        self.factors = tuple(factors)
        self.terms: tuple[Terms, ...] = tuple(terms_of(factor.polynomial) for factor in factors)
        self.nodes = tuple(program.polynomial(terms.terms, terms.names) for terms in self.terms)
        self._known: dict[tuple[Factor, tuple[Fraction, ...]], int] = {}

    def signs(self, points: Points, block: Block, inputs: Mapping[str, Array], values: Sequence[Array]) -> list[_Sign]:
        """The signs, given the factors' values in floats."""
        import numpy as np

        largest = {name: float(max(array.max(), -array.min())) for name, array in inputs.items()}
        found = []
        for factor, terms, value in zip(self.factors, self.terms, values, strict=True):
            sign = _Sign(np.asarray(np.less(value, 0)))
            sure = np.greater(np.abs(value), terms.rounding * terms.size(largest))
            if not sure.all():
                self._decide(factor, sign, np.asarray(~sure), points, block)
            found.append(sign)
        return found

    def _decide(self, factor: Factor, sign: _Sign, near: Truth, points: Points, block: Block) -> None:
        import numpy as np

        sign.near, zero = near, np.zeros_like(near)
        for place in np.argwhere(near):
            point = [points.at(name, _absolute(place, block)) for name in factor.names]
            key = (factor, tuple(point))
            if key not in self._known:
                self._known[key] = factor.sign(dict(zip(factor.names, point, strict=True)))
            sign.negative[tuple(place)] = self._known[key] < 0
            zero[tuple(place)] = self._known[key] == 0
        if zero.any():
            sign.zero = zero


def _absolute(place: Iterable[Any], block: Block) -> list[int]:
    return [int(i) + part.start for i, part in zip(place, block, strict=True)]


class Conditions:
    """Compiled conjunctions; make them with `compiled_conditions`."""

    def __init__(self, conjunctions: Sequence[Conjunction]) -> None:
        self.conjunctions = tuple(conjunctions)
        program = Program()
        conditions = dict.fromkeys(c for conjunction in conjunctions for c in conjunction)
        self.places = {factor: i for i, factor in enumerate(dict.fromkeys(f for c in conditions for f, _ in c.factors))}
        self._signs = _Signs(tuple(self.places), program)
        self._machine = Machine(program)

    def __call__(self, values: Values, exact: Exact | None = None) -> list[Truth]:
        """Whether each conjunction holds, at every point."""
        import numpy as np

        points = Points(values, exact)
        found = [np.empty(points.shape, dtype=np.bool_) for _ in self.conjunctions]
        for block in points.blocks():
            for out, truth in zip(found, self.block(points, block), strict=True):
                out[block] = truth
        return found

    def block(self, points: Points, block: Block, wanted: Sequence[int] | None = None) -> list[Truth]:
        """The same in one block, each on the shape of its own letters; `wanted`: of these conjunctions only."""
        chosen = [self.conjunctions[i] for i in (range(len(self.conjunctions)) if wanted is None else wanted)]
        conditions = dict.fromkeys(c for conjunction in chosen for c in conjunction)
        inputs = points.within(block)
        signs = self._signs.signs(points, block, inputs, self._machine.run(inputs, self._signs.nodes))
        known = {c: self._truth(c, signs) for c in conditions}
        return [_all([known[c] for c in conjunction]) for conjunction in chosen]

    def _truth(self, c: Any, signs: Sequence[_Sign]) -> Truth:
        import numpy as np

        zero, negative = np.array(False), np.array(c.sign < 0)
        for factor, exponent in c.factors:
            sign = signs[self.places[factor]]
            if sign.zero is not None:
                zero = zero | sign.zero
            if exponent % 2:
                negative = negative ^ sign.negative
        if c.relation in ("==", "!="):
            return zero if c.relation == "==" else ~zero
        truth: Truth = ~negative | zero if c.relation == ">=" else ~(negative | zero)
        return truth


def _all(truths: Sequence[Truth]) -> Truth:
    import numpy as np

    result = np.array(True)
    for truth in truths:
        result = result & truth
    return result


class Formulas:
    """Compiled functions; make them with `compiled`. Algebraic ones are worked out point by point."""

    def __init__(self, functions: Sequence[Value]) -> None:
        self.functions = tuple(functions)
        program = Program()
        one = program.number(1.0)
        self._rational = [f.rational for f in functions]
        self._below = [tuple(signed_factors(f.denominator)[1]) if f else () for f in self._rational]
        self._places = {factor: i for i, factor in enumerate(dict.fromkeys(p for below in self._below for p in below))}
        self._signs = _Signs(tuple(self._places), program)
        self._nodes = tuple(_quotient(program, f) if f else one for f in self._rational)
        self._machine = Machine(program)

    def __call__(self, values: Values, exact: Exact | None = None) -> list[Array]:
        """The value of each function, at every point; NaN at a pole."""
        import numpy as np

        points = Points(values, exact)
        found = [np.empty(points.shape) for _ in self.functions]
        for block in points.blocks():
            for out, value in zip(found, self.block(points, block), strict=True):
                out[block] = value
        return found

    def block(self, points: Points, block: Block, wanted: Sequence[int] | None = None) -> list[Array]:
        """The same in one block, each on the shape of its own letters; `wanted`: of these functions only.

        The arrays are written over by the next call.
        """
        import numpy as np

        chosen = tuple(range(len(self.functions)) if wanted is None else wanted)
        inputs = points.within(block)
        with np.errstate(all="ignore"):
            found = self._machine.run(inputs, self._signs.nodes + tuple(self._nodes[i] for i in chosen))
        below, values = found[: len(self._places)], found[len(self._places) :]
        signs = self._signs.signs(points, block, inputs, below) if self._places else []
        for place, index in enumerate(chosen):
            function, value = self._rational[index], values[place]
            if function is None:
                values[place] = self.functions[index].on(inputs)
                continue
            for factor in self._below[index]:
                sign = signs[self._places[factor]]
                if sign.near is not None:
                    self._mend(function, value, sign, points, block)
        return values

    @staticmethod
    def _mend(function: RationalFunction, value: Array, sign: _Sign, points: Points, block: Block) -> None:
        """Where a denominator is too small for floats: NaN at a pole, and the exact value beside it."""
        import numpy as np

        near = np.broadcast_to(sign.near, value.shape).copy()  # type: ignore[arg-type]
        if sign.zero is not None:
            pole = np.broadcast_to(sign.zero, value.shape)
            value[pole] = np.nan
            near &= ~pole
        for place in np.argwhere(near):
            point = {name: points.at(name, _absolute(place, block)) for name in function.ring.names}
            try:
                value[tuple(place)] = float(function.evaluate(point))
            except ZeroDivisionError:  # another factor of the denominator
                value[tuple(place)] = np.nan


def _quotient(program: Program, function: RationalFunction) -> int:
    """The node of a quotient, its numerator and denominator factored, so that factors are shared."""
    sides = []
    constant = Fraction(1)
    for polynomial, way in ((function.numerator, 1), (function.denominator, -1)):
        number, factors = primitive_factors(polynomial)
        constant *= number**way
        side = program.number(1.0)
        for factor, exponent in factors:
            terms = terms_of(factor)
            constant *= Fraction(terms.scale) ** (way * exponent)
            side = program.times(side, program.power(program.polynomial(terms.terms, terms.names), exponent))
        sides.append(side)
    return program.over(program.times(program.number(float(constant)), sides[0]), sides[1])


def compiled(functions: Sequence[Value]) -> Formulas:
    """Rational and algebraic functions as one function of arrays.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> from deterrence.algebra.exact.rational import ring
    >>> threshold = ring(("b", "k")).value(parse("b/(b + k)"))
    >>> compiled([threshold])({"b": 3, "k": [1, 3, -3]})
    [array([0.75, 0.5 ,  nan])]
    """
    return Formulas(functions)


def compiled_conditions(conjunctions: Sequence[Conjunction]) -> Conditions:
    """Conjunctions of conditions as one function of arrays; ties are decided exactly.

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import condition
    >>> from deterrence.algebra.formulas.language import parse
    >>> from deterrence.algebra.exact.rational import ring
    >>> tie = condition(ring(("c", "k")).value(parse("c + k - 0.3")), "==")
    >>> compiled_conditions([(tie,)])({"c": 0.1, "k": [0.2, 0.25]})
    [array([ True, False])]
    """
    return Conditions(conjunctions)
