"""Straight-line programs: polynomials as additions and multiplications on registers, nothing computed twice.

1. Each polynomial is nested (Horner's rule, the most frequent letter first); equal parts become one node, across all
   polynomials.
2. To run, each node needed gets a register; a register is used again once the last user of its content is done.
3. A node is computed on the shape of its own letters: a formula in `c` costs a row, not the whole grid of `c` and `k`.

No text is ever made into code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flint import fmpq_mpoly

from deterrence.algebra.exact.polynomials import as_fraction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Below 1: numbers are kept in a range where neither they nor their products overflow.
_HUGE: Final = 2**200


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: ``+ - * /`` on two earlier nodes, a letter, or a number."""

    symbol: str
    left: int = -1
    right: int = -1
    letter: str = ""
    number: float = 0.0


@dataclass(eq=False)
class Program:
    """Nodes, each after those it uses, and no two alike."""

    nodes: list[Node] = field(default_factory=list)
    letters: list[frozenset[str]] = field(default_factory=list)
    known: dict[Node, int] = field(default_factory=dict)

    def node(self, node: Node) -> int:
        """The index of a node, which is added where it is new."""
        if node not in self.known:
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
            below = [self.letters[i] for i in (node.left, node.right) if i >= 0]
            self.letters.append(frozenset((node.letter,)) if node.letter else frozenset().union(*below))
        return self.known[node]

    def number(self, value: float) -> int:
        """A number."""
        return self.node(Node("number", number=value))

    def letter(self, name: str) -> int:
        """A letter."""
        return self.node(Node("letter", letter=name))

    def _number_at(self, index: int) -> float | None:
        node = self.nodes[index]
        return node.number if node.symbol == "number" else None

    def add(self, left: int, right: int) -> int:
        """The sum of two nodes."""
        a, b = self._number_at(left), self._number_at(right)
        if a is not None and b is not None:
            return self.number(a + b)
        if a == 0:
            return right
        if b == 0:
            return left
        if self.nodes[right].symbol == "-" and self._number_at(self.nodes[right].left) == 0:
            return self.node(Node("-", left, self.nodes[right].right))
        return self.node(Node("+", min(left, right), max(left, right)))

    def times(self, left: int, right: int) -> int:
        """The product of two nodes."""
        a, b = self._number_at(left), self._number_at(right)
        if a is not None and b is not None:
            return self.number(a * b)
        if a is not None:
            left, right, b = right, left, a
        if b == 1:
            return left
        if b == -1:
            return self.node(Node("-", self.number(0.0), left))
        return self.node(Node("*", min(left, right), max(left, right)))

    def over(self, left: int, right: int) -> int:
        """The quotient of two nodes."""
        return left if self._number_at(right) == 1 else self.node(Node("/", left, right))

    def power(self, base: int, exponent: int) -> int:
        """A node to a whole power, by squaring."""
        result, square = self.number(1.0), base
        while exponent:
            if exponent % 2:
                result = self.times(result, square)
            exponent //= 2
            if exponent:
                square = self.times(square, square)
        return result

    def polynomial(self, terms: Mapping[tuple[int, ...], float], names: Sequence[str]) -> int:
        """A polynomial by Horner's rule."""
        if not terms:
            return self.number(0.0)
        counts = [sum(m[i] > 0 for m in terms) for i in range(len(names))]
        most = max(counts, default=0)
        if most == 0:
            return self.number(next(iter(terms.values())))
        place = counts.index(most)
        lowest = min(m[place] for m in terms if m[place])
        inside = {(*m[:place], m[place] - lowest, *m[place + 1 :]): c for m, c in terms.items() if m[place]}
        outside = {m: c for m, c in terms.items() if not m[place]}
        product = self.times(self.polynomial(inside, names), self.power(self.letter(names[place]), lowest))
        return self.add(self.polynomial(outside, names), product)


@dataclass(frozen=True)
class Terms:
    """A polynomial in floats, scaled into range: ``scale`` times the sum of the terms is the polynomial."""

    names: tuple[str, ...]
    terms: Mapping[tuple[int, ...], float]
    scale: int

    def size(self, largest: Mapping[str, float]) -> float:
        """A bound on the sum of the sizes of the terms, where no letter is larger than given."""
        total = 0.0
        for exponents, coefficient in self.terms.items():
            product = abs(coefficient)
            for name, exponent in zip(self.names, exponents, strict=True):
                if exponent:
                    product *= largest[name] ** exponent
            total += product
        return total

    @property
    def rounding(self) -> float:
        """How much of `size` the rounding of letters, coefficients and operations may come to."""
        degree = max((sum(m) for m in self.terms), default=0)
        # Under half of this in a row: each term passes at most so many roundings of 2**-53.
        return (len(self.terms) + 4 * degree + 4) * 2.0**-52


def terms_of(polynomial: fmpq_mpoly) -> Terms:
    """The terms of a polynomial with integer coefficients as floats."""
    exact = {tuple(int(e) for e in m): as_fraction(c) for m, c in polynomial.to_dict().items()}
    largest = max((abs(c) for c in exact.values()), default=1)
    scale = 1 if largest < _HUGE else 2 ** (int(largest).bit_length() - 1)
    return Terms(tuple(polynomial.context().names()), {m: float(c / scale) for m, c in exact.items()}, scale)


class Machine:
    """Runs a program on arrays that broadcast against one another. Results last until the next run."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def run(self, inputs: Mapping[str, Array], wanted: tuple[int, ...]) -> list[Array]:
        """The values of the wanted nodes, each on the shape of its own letters."""
        key = (wanted, tuple((name, array.shape) for name, array in inputs.items()))
        if key not in self._plans:
            if len(self._plans) >= 64:  # registers are large; plans are quickly made again
                self._plans.clear()
            self._plans[key] = _Plan(self.program, {name: array.shape for name, array in inputs.items()}, wanted)
        return self._plans[key].run(inputs)


class _Plan:
    """The steps that compute some nodes, with registers of fixed shapes."""

    def __init__(self, program: Program, shapes: Mapping[str, tuple[int, ...]], wanted: tuple[int, ...]) -> None:
        import numpy as np

        operations: dict[str, Any] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
        needed = _needed(program, wanted)
        users = [(at, program.nodes[index]) for at, index in enumerate(needed)]
        last_use = {operand: at for at, user in users for operand in (user.left, user.right)}
        kept = set(wanted)
        place: dict[int, int] = {}
        free: dict[tuple[int, ...], list[int]] = {}
        self.slots: list[Any] = []
        self.inputs: list[tuple[str, int]] = []
        self.steps: list[tuple[Any, int, int, int]] = []
        for at, index in enumerate(needed):
            node = program.nodes[index]
            if node.symbol in ("number", "letter"):
                place[index] = len(self.slots)
                self.slots.append(np.array(node.number))
                if node.letter:
                    self.inputs.append((node.letter, place[index]))
                continue
            shape = np.broadcast_shapes(*[shapes[name] for name in program.letters[index]])
            for operand in {node.left, node.right}:
                ended = last_use[operand] == at and operand not in kept
                if ended and program.nodes[operand].symbol not in ("number", "letter"):
                    free.setdefault(self.slots[place[operand]].shape, []).append(place[operand])
            spare = free.get(shape)
            if spare:
                place[index] = spare.pop()
            else:
                place[index] = len(self.slots)
                self.slots.append(np.empty(shape))
            self.steps.append((operations[node.symbol], place[node.left], place[node.right], place[index]))
        self.wanted = [place[index] for index in wanted]

    def run(self, inputs: Mapping[str, Array]) -> list[Array]:
        slots = self.slots
        for name, slot in self.inputs:
            slots[slot] = inputs[name]
        for operation, left, right, out in self.steps:
            operation(slots[left], slots[right], slots[out])
        return [slots[slot] for slot in self.wanted]


def _needed(program: Program, wanted: Sequence[int]) -> list[int]:
    """The nodes that the wanted ones use, in order."""
    seen: set[int] = set()
    waiting = list(wanted)
    while waiting:
        index = waiting.pop()
        if index >= 0 and index not in seen:
            seen.add(index)
            waiting += [program.nodes[index].left, program.nodes[index].right]
    return sorted(seen)
