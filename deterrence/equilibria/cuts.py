"""Equilibria of players whose types are drawn from a distribution: cut-points, and what is done around them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value, exact_value, public_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import Cut, number_words
from deterrence.games.parts.layout import Layout, Place

if TYPE_CHECKING:
    import sympy

    from deterrence.algebra.formulas.expressions import Expression


@dataclass(frozen=True)
class Divided:
    """What the types of a player do at an information set.

    Attributes
    ----------
    letter
        The letter of the type.
    cuts
        The cut-points, in order.
    rows
        The probability of each move: below the first cut-point, between the first and the second, and so on.
    ends
        The least and the greatest type.
    """

    letter: str
    cuts: tuple[Value, ...]
    rows: tuple[tuple[Value, ...], ...]
    ends: tuple[Value, Value]

    def used(self, place: Place) -> list[tuple[str, ...]]:
        """The moves that are made on each piece."""
        return [tuple(m for m, p in zip(place.moves, row, strict=True) if not p.is_zero) for row in self.rows]

    def points(self, place: Place) -> tuple[Cut, ...]:
        """The cut-points with the moves around them."""
        used = self.used(place)
        return tuple(Cut(self.letter, c, used[i], used[i + 1]) for i, c in enumerate(self.cuts))

    def words(self, place: Place, named: Sequence[str] = ()) -> str:
        """`Challenge if w >= k`; more than two moves piece by piece. `named`: what the cut-points are called."""
        used = [moves[0] if len(moves) == 1 else f"mixes {'/'.join(moves)}" for moves in self.used(place)]
        if len(used) == 1:
            return used[0]
        cuts = list(named) or list(map(number_words, self.cuts))
        if len(used) == 2 and all(len(moves) == 1 for moves in self.used(place)) and len(place.moves) == 2:
            return f"{used[1]} if {self.letter} >= {cuts[0]}"
        first = f"{used[0]} if {self.letter} < {cuts[0]}"
        inner = [f"{u} if {a} <= {self.letter} < {b}" for u, a, b in zip(used[1:], cuts, cuts[1:], strict=False)]
        return " and ".join([first, *inner, f"{used[-1]} if {self.letter} >= {cuts[-1]}"])

    def put(self, change: Any) -> Divided:
        """With its formulas changed."""
        rows = tuple(tuple(map(change, row)) for row in self.rows)
        low, high = map(change, self.ends)
        return replace(self, cuts=tuple(map(change, self.cuts)), rows=rows, ends=(low, high))


@dataclass(frozen=True)
class PayoffByType:
    """What the types of a player expect, each given what it is: a line in the type between any two of its ends.

    Attributes
    ----------
    letter
        The letter of the type.
    ends
        The least type, the places where the line is another one, and the greatest type.
    lines
        For each piece `(a, b)`: a type `t` expects `a + b*t`; with `curves`, what it expects is of these, too.
    curves
        Functions of the type that payoffs have multiples of, where they are not affine in it.
    """

    letter: str
    ends: tuple[Value, ...]
    lines: tuple[tuple[Value, ...], ...]
    curves: tuple[Expression, ...] = ()

    @property
    def pieces(self) -> tuple[tuple[Any, Any, Any], ...]:
        """Each piece as its low end, its high end, and what its types expect, in their letter (sympy)."""
        import sympy

        shown = [f if isinstance(f, sympy.Basic) else f.sympy() for f in self._formulas]
        ends = [public_value(end) for end in self.ends]
        return tuple(zip(ends, ends[1:], shown, strict=False))

    @property
    def _formulas(self) -> list[Any]:
        """What is expected on each piece, as a value where it is a quotient of polynomials."""
        found: list[Any] = []
        for line in self.lines:
            a, b = line[:2]
            if a.rational is None or b.rational is None:
                found.append(self._in_sympy(line))
                continue
            home = ring(tuple(dict.fromkeys((*a.rational.ring.names, *b.rational.ring.names, self.letter))))
            found.append(a.rational.into(home) + b.rational.into(home) * home.letter(self.letter))
        return found

    def _in_sympy(self, line: tuple[Value, ...]) -> sympy.Expr:
        """What is expected on a piece, where something in it is no quotient of polynomials."""
        import sympy

        from deterrence.algebra.formulas.into_sympy import into_sympy

        functions = [sympy.Symbol(self.letter), *map(into_sympy, self.curves)]
        total = sympy.Integer(0) + public_value(line[0])
        for x, function in zip(line[1:], functions, strict=True):
            total += 0 if x.is_zero else public_value(x) * function
        return total

    def put(self, change: Any) -> PayoffByType:
        """With its formulas changed."""
        lines = tuple(tuple(map(change, line)) for line in self.lines)
        return replace(self, ends=tuple(map(change, self.ends)), lines=lines)

    def __str__(self) -> str:
        shown = list(map(_formula_words, self._formulas))
        if len(shown) == 1:
            return shown[0]
        places = pairwise(map(number_words, self.ends))
        return "; ".join(f"{text} if {a} <= {self.letter} <= {b}" for text, (a, b) in zip(shown, places, strict=True))

    __repr__ = __str__


@dataclass(frozen=True)
class TypeBelief:
    """What is believed of a type that is drawn: in which pieces of its interval it may lie, and how likely each is.

    Within a piece types are as likely, relative to one another, as before.

    Attributes
    ----------
    letter
        The letter of the type.
    parts
        For each piece its low end, its high end and its probability.
    """

    letter: str
    parts: tuple[tuple[Value, Value, Value], ...]

    @property
    def pieces(self) -> tuple[tuple[Any, Any, Any], ...]:
        """Each piece as its low end, its high end and its probability (sympy)."""
        return tuple((public_value(a), public_value(b), public_value(p)) for a, b, p in self.parts)

    def put(self, change: Any) -> TypeBelief:
        """With its formulas changed."""
        parts = tuple((change(a), change(b), change(p)) for a, b, p in self.parts)
        return replace(self, parts=tuple(part for part in parts if not part[2].is_zero))

    def __str__(self) -> str:
        told = [f"in [{number_words(a)}, {number_words(b)}]" for a, b, _ in self.parts]
        shares = [f" with probability {number_words(p)}" if len(told) > 1 else "" for *_, p in self.parts]
        return f"{self.letter} {', '.join(a + b for a, b in zip(told, shares, strict=True))}"

    __repr__ = __str__


class BeliefsByType(Mapping[Any, Mapping[str, TypeBelief]]):
    """What is believed of types at information sets that are reached: `beliefs["B", "reply"]["A"]`."""

    def __init__(self, layout: Layout, beliefs: Mapping[int, Mapping[str, TypeBelief]]) -> None:
        self._layout = layout
        self._beliefs = beliefs

    def __getitem__(self, key: Any) -> Mapping[str, TypeBelief]:
        index = self._layout.find(key)
        if index not in self._beliefs:
            place = self._layout.places[index]
            raise KeyError(f"{place.agent} at '{place.name}' learns nothing of drawn types by Bayes' rule")
        return self._beliefs[index]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for index in self._beliefs:
            place = self._layout.places[index]
            yield (place.agent, place.name)

    def __len__(self) -> int:
        return len(self._beliefs)

    def __repr__(self) -> str:
        return "\n".join(
            f"{agent} at {name}: {'; '.join(map(str, self[agent, name].values()))}" for agent, name in self
        )


def _formula_words(formula: Any) -> str:
    """A formula in a type, floats in it to six digits."""
    if not hasattr(formula, "atoms"):
        return str(formula)
    import sympy

    return str(formula.xreplace({x: sympy.Float(x, 6) for x in formula.atoms(sympy.Float)}))


class Cuts(Mapping[Any, tuple[Cut, ...]]):
    """The cut-points at the information sets of players with drawn types: `cuts["A", "opening"]`."""

    def __init__(self, layout: Layout, divided: Mapping[int, Divided]) -> None:
        self._layout = layout
        self._divided = divided

    def __getitem__(self, key: Any) -> tuple[Cut, ...]:
        index = self._layout.find(key)
        place = self._layout.places[index]
        if index not in self._divided:
            raise KeyError(f"the type of {place.agent} is not drawn from a distribution")
        return self._divided[index].points(place)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for index in self._divided:
            place = self._layout.places[index]
            yield (place.agent, place.name)

    def __len__(self) -> int:
        return len(self._divided)

    def __repr__(self) -> str:
        return "\n".join(
            f"{agent} at {name}: {'; '.join(map(str, self[agent, name])) or 'none'}" for agent, name in self
        )


@dataclass(frozen=True, eq=False)
class CutEquilibrium(Equilibrium):
    """An equilibrium family of a game in which types are drawn from distributions.

    The probabilities in `strategies` are those before types are drawn: of a move at an information set the share of all
    types that make it there, whether or not they come there.

    Attributes
    ----------
    divided
        For each place of a player whose type is drawn what its types do there.
    reach_values
        The probability of each node of the tree.
    payoffs_by_type
        For each player whose type is drawn what its types expect.
    believed
        For each place that is reached, by position, what is believed there of the types of others that moved before.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.Tree(["A"], dt.Decision("A", {"Fight": ["w"], "Yield": ["-a"]}, "war"), parameters=["a"],
    ...                assumptions=["a > 0", "a < 1"], types={"A": {"w": dt.Uniform(-1, 2)}})
    >>> [eq] = dt.solve(game)
    >>> eq.name, eq["A"]
    ('A Fight if w >= -a', {Fight: a/3 + 2/3, Yield: 1/3 - a/3})
    >>> [cut] = eq.cuts["A", "war"]
    >>> cut.at, cut.below, cut.above
    (-a, ('Yield',), ('Fight',))
    >>> eq.payoffs_by_type["A"]
    -a if -1 <= w <= -a; w if -a <= w <= 2
    """

    divided: Mapping[int, Divided] = field(default_factory=dict)
    reach_values: tuple[Value, ...] = ()
    payoffs_by_type: Mapping[str, PayoffByType] = field(default_factory=dict)
    believed: Mapping[int, Mapping[str, TypeBelief]] = field(default_factory=dict)

    @property
    def beliefs_by_type(self) -> BeliefsByType:
        """What is believed of drawn types at information sets that are reached."""
        return BeliefsByType(self.layout, self.believed)

    def _believed(self, put: Any) -> dict[int, dict[str, TypeBelief]]:
        return {i: {player: own.put(put) for player, own in row.items()} for i, row in self.believed.items()}

    @property
    def cuts(self) -> Cuts:
        """The cut-points at each information set of a player whose type is drawn."""
        return Cuts(self.layout, self.divided)

    @property
    def look(self) -> Hashable:
        """What the equilibrium is, formulas aside: which moves are made, and in which order along the types."""
        places = self.layout.places
        return self.used, tuple(tuple(own.used(places[index])) for index, own in self.divided.items())

    def cuts_at(self, index: int) -> tuple[Cut, ...]:
        """The cut-points of types at a place, by position."""
        return self.divided[index].points(self.layout.places[index]) if index in self.divided else ()

    def words_at(self, index: int) -> str:
        """What is done at a place, by position: `Challenge if w_A >= k`."""
        if index in self.divided:
            return self.divided[index].words(self.layout.places[index])
        return super().words_at(index)

    @property
    def pattern(self) -> str:
        """The name, numbers that are known in floats only left out: what is alike nearby has one pattern."""
        if all(c.is_exact for own in self.divided.values() for c in own.cuts):
            return super().pattern
        return self.with_called(self.moves_at(range(len(self.strategies)), self._without_floats()))

    def _without_floats(self) -> dict[int, str]:
        return super()._without_floats() | {
            index: own.words(self.layout.places[index], [f"cut-point {i}" for i in range(1, 1 + len(own.cuts))])
            for index, own in self.divided.items()
        }

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> CutEquilibrium:
        """The family with some letters fixed, by a mapping or by keywords.

        Raises
        ------
        ValueError
            When a letter is unknown, or a formula has a pole there.
        """
        given = {name: exact_value(value) for name, value in given_values(values, letters).items()}
        found = super().at(values, **letters)
        assert isinstance(found, CutEquilibrium)

        def put(value: Value) -> Value:
            return value.at(given)

        divided = {index: own.put(put) for index, own in self.divided.items()}
        by_type = {player: own.put(put) for player, own in self.payoffs_by_type.items()}
        reach = tuple(map(put, self.reach_values))
        believed = self._believed(put)
        return replace(found, divided=divided, reach_values=reach, payoffs_by_type=by_type, believed=believed)

    def rounded(self) -> Self:
        """The family with its numbers as floats, for a game in which a number had to be rounded."""

        def put(value: Value) -> Value:
            return Approximate(value) if value.is_constant else value

        return replace(
            super().rounded(),
            divided={index: own.put(put) for index, own in self.divided.items()},
            reach_values=tuple(map(put, self.reach_values)),
            payoffs_by_type={player: own.put(put) for player, own in self.payoffs_by_type.items()},
            believed=self._believed(put),
        )

    def at_places(self, places: Mapping[int, int]) -> Self:
        """With what is known of single places moved: for each new place the one that it was before."""
        divided = {new: self.divided[old] for new, old in places.items() if old in self.divided}
        believed = {new: self.believed[old] for new, old in places.items() if old in self.believed}
        return replace(self, divided=divided, reach_values=(), believed=believed)

    @property
    def stated_reach(self) -> tuple[Value, ...]:
        """The probability of each node of the tree: what a player does at two information sets hangs together."""
        return self.reach_values
