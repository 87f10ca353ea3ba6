"""A game: what every form of game has, and what each says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from deterrence.algebra.formulas.language import (
    Condition,
    Expression,
    FormulaError,
    Number,
    as_fraction,
    given_values,
    names_in,
)
from deterrence.games.checks.assumptions import broken_assumptions, without_settled
from deterrence.games.checks.checks import Checker
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.concepts import Sense
from deterrence.games.parts.distributions import formulas_of
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, GameError, Mistake, listed, nearest
from deterrence.games.parts.nodes import Choice, Node
from deterrence.games.parts.picture import pictured
from deterrence.games.parts.setting import Setting
from deterrence.games.parts.shared import Shared, read_shared
from deterrence.games.parts.show import fact_lines, parameter_rows, table, unused_text
from deterrence.games.parts.show_html import html, preformatted, table_of
from deterrence.games.parts.types import parts_of, profiles
from deterrence.games.parts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches
    from deterrence.games.forms.forms import Form


class Extent(NamedTuple):
    """How large a game is: in "nodes" of a tree, or in "cells" of a table."""

    number: int
    unit: str


class Origin(NamedTuple):
    """The file that a game was read from, and the SHA-256 digest of what it held."""

    path: str
    digest: str


@dataclass(frozen=True, init=False, repr=False)
class Model(Setting, ABC):
    """What every form of game has and says of itself; make a :class:`Matrix`, a :class:`Tree` or one of the others.

    Attributes
    ----------
    players, parameters, assumptions, definitions, types, implied
        See :class:`deterrence.games.parts.setting.Setting`.
    sense
        What counts as an equilibrium, where the model says so: a concept, refinements, and who commits.
    names
        What the literature calls the equilibria, each with a condition on what is chosen in it; the first that fits
        gives the name.
    claims
        Propositions the model is held to.
    title, summary, sources, notes
        For the reader.
    name
        What it is called in the library, or its file's name; not part of what makes two games equal.
    origin
        The file that it was read from, by which mistakes found later are told at their place; None where there is none.
    horizon
        The number of periods of a game that is played again and again; None where it is played once, or without end.
    """

    sense: Sense
    names: Mapping[str, Mapping[str, Any]]
    claims: tuple[Claim, ...]
    title: str
    summary: str
    sources: Mapping[str, str]
    notes: str
    name: str = field(compare=False)
    origin: Origin | None = field(compare=False)
    horizon: int | None

    def _read_shared(self, players: Sequence[str], shared: Shared, collector: Collector) -> None:
        """Take in what all games have, in whatever form it is given."""
        self._set(**read_shared(type(self).__name__, players, shared, collector), origin=None, horizon=None)

    def _shared(self) -> dict[str, Any]:
        """What another form of the game has in common with this one: all but the moves, and what is played when."""
        return {own.name: getattr(self, own.name) for own in fields(Model) if own.name != "horizon"}

    # --- what each form of game says of itself ---

    @abstractmethod
    def _check(self, checker: Checker) -> None:
        """Check the game; what is wrong with it is noted."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """The form of game, in words: "matrix"."""

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise; "" where that depends on the form that it takes."""
        return ""

    @abstractmethod
    def game_formulas(self) -> Iterator[Expression]:
        """The formulas of the game itself: payoffs, probabilities of chance and of states, the discount factor."""

    @property
    @abstractmethod
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes, in order."""

    @property
    @abstractmethod
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use: information sets with their moves, outcomes, events."""

    @property
    @abstractmethod
    def extent(self) -> Extent:
        """How large the game is, all profiles of types counted."""

    @abstractmethod
    def extensive_root(self) -> Node:
        """Where play begins in the extensive form, as written: before types are drawn.

        Raises
        ------
        ValueError
            Where play never ends.
        """

    @abstractmethod
    def form(self, branches: Branches | None = None) -> Form:
        """The game as solvers take it: exact, types written out.

        Raises
        ------
        FormulaError
            For min and max of letters without a branch chosen, and for sqrt, exp and log of letters.
        """

    @abstractmethod
    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The fields that hold the formulas of the game itself, each formula changed."""

    @property
    def writes_types_out(self) -> bool:
        """Whether it is solved as a tree in which chance draws types."""
        return bool(self.types)

    @property
    def is_tree(self) -> bool:
        """Whether the game is solved as a tree: one as written, or with types, or of a number of periods."""
        return False

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, where the game says so, as written: `"Grant by B at offer"`."""
        return ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices from an interval."""
        return ()

    @property
    def over_time(self) -> str:
        """How often the game is played and what later periods count for, on one line; nothing where it is but once."""
        return ""

    @abstractmethod
    def body(self) -> list[str]:
        """What is played, as lines of text: the matrix, the tree, the states."""

    @property
    def rows(self) -> list[list[str]]:
        """What is played as a table, its header first; empty where it is no table of two players."""
        return []

    @property
    def is_endless(self) -> bool:
        """Whether play never ends."""
        return False

    @property
    def considered(self) -> str:
        """Among which strategies equilibria are looked for, in words; nothing where among all."""
        return ""

    # --- formulas ---

    @property
    def unused(self) -> tuple[str, ...]:
        """The parameters that no formula, assumption or claim mentions, so that nothing depends on them."""
        left = set(self.parameters).difference(*(claim.mentioned for claim in self.claims))
        written = self._written()
        while left and (x := next(written, None)) is not None:
            left.difference_update(names_in(x))
        return tuple(name for name in self.parameters if name in left)

    def _written(self) -> Iterator[Expression | Condition]:
        yield from self.game_formulas()
        yield from (part for definition in self.definitions.values() for part in parts_of(definition))
        yield from self.assumptions
        yield from formulas_of(self.drawn)
        yield from (x for own in self.drawn.values() for x in own.distribution.whole)
        if self.types:
            yield from (profile.probability for profile in profiles(self.types, self.players))

    # --- fixing letters ---

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> Self:
        """The game with some parameters fixed, by a mapping or by keywords; the rest are still letters.

        Raises
        ------
        GameError
            A ValueError: for an unknown parameter, a value outside its range, or one that breaks an assumption.

        Examples
        --------
        >>> from deterrence.games.matrix import Matrix
        >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=["b", "k"])
        >>> game.at(b="1/3").letters, game.at({"k": 2}).letters
        (('k',), ('b',))
        """
        fixed = self._read_values(given_values(values, letters))
        free = {name: parameter for name, parameter in self.parameters.items() if name not in fixed}
        numbers = {name: Number(value) for name, value in fixed.items()}
        game = self._with(parameters=FrozenDict(free), definitions=FrozenDict({**numbers, **self.definitions}))
        broken = broken_assumptions(game, {}, base=False)
        if broken:
            raise GameError([Mistake((), case.said(game)) for case in broken])
        return without_settled(game)

    def base_case(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> Self:
        """The game of numbers: parameters as given, by a mapping or by keywords, all others at their base values.

        Raises
        ------
        GameError
            A ValueError, as for :meth:`at`; and when a parameter has no base value and is not given.

        Examples
        --------
        >>> import deterrence as dt
        >>> game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=[dt.Parameter("b", base=2)])
        >>> game.base_case(b=3).letters
        ()
        """
        given = self._read_values(given_values(values, letters))
        missing = [name for name, p in self.parameters.items() if p.base is None and name not in given]
        if missing:
            raise GameError(
                [Mistake((), f"{listed(missing)} has no base value: give it a value, such as {missing[0]}=1.")]
            )
        return self.at({name: given.get(name, parameter.base) for name, parameter in self.parameters.items()})

    def _read_values(self, values: Mapping[str, Any]) -> dict[str, Fraction]:
        """Numbers given for parameters, each known to lie in its range."""
        read: dict[str, Fraction] = {}
        mistakes: list[Mistake] = []
        for name, value in values.items():
            if name not in self.parameters:
                fixed = " It is fixed already." if name in self.definitions else nearest(name, self.parameters)
                known = f"; those are {listed(self.parameters)}" if self.parameters else ", it has none"
                mistakes.append(Mistake((), f"'{name}' is not a free parameter of this game{known}.{fixed}"))
                continue
            try:
                read[name] = as_fraction(value)
            except FormulaError as mistake:
                mistakes.append(Mistake((), f"value of '{name}': {mistake.message}"))
                continue
            parameter = self.parameters[name]
            if not parameter.allows(read[name]):
                mistakes.append(
                    Mistake((), f"value {read[name]} of '{name}' lies outside its range {parameter.range_text}.")
                )
        if mistakes:
            raise GameError(mistakes)
        return read

    # --- showing ---

    @property
    def heading(self) -> list[str]:
        """The title, where there is one, and what kind of game it is."""
        named = f" ({self.name})" if self.name and self.title else self.name
        lines = [f"{self.title}{named}"] if self.title or self.name else []
        return [*lines, f"{self.kind} of {', '.join(self.players)}"]

    def __repr__(self) -> str:
        parts = [self.heading]
        if self.parameters:
            parts.append(table(parameter_rows(self)))
        if facts := [*fact_lines(self), *([f"equilibria: {self.sense}"] if self.sense.is_said else [])]:
            parts.append(facts)
        parts.append(self.body())
        if self.claims:
            count = len(self.claims)
            parts.append([f"{count} claim{'s' if count > 1 else ''}"])
        if self.unused:
            parts.append([unused_text(self.unused)])
        return "\n\n".join("\n".join(part) for part in parts)

    def _repr_html_(self) -> str:
        said = [claim.says for claim in self.claims]
        body = table_of(self.rows) if self.rows else preformatted(self.body())
        return html(self.heading, self.summary, self, said, body, pictured(self))
