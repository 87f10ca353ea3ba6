"""What a solver returns: equilibrium families, and the set of them with what is promised about it.

An equilibrium family is one equilibrium written as formulas: strategies, beliefs, payoffs, and the region of
parameters where it exists. A game of numbers has families in which every formula is a number and the region is
everything; nothing here treats it apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.setting import known_where
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.region import Region, fixed_background
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value, exact_value
from deterrence.equilibria.named import BeliefRange, Beliefs, Cut, Named, number_words, set_by
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import Lines
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.equilibria.certificate import Certificate
    from deterrence.equilibria.joint_beliefs import JointBeliefs
    from deterrence.equilibria.plays import Plays


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """One equilibrium family: formulas, and where they hold.

    Attributes
    ----------
    layout
        The names.
    strategies
        For each place, a probability for each move.
    payoff_values
        A payoff for each player (expected, before any type is drawn).
    outcome_values
        A probability for each outcome.
    exists
        Where the family exists.
    belief_values
        For each place with several nodes, a belief (or a supporting range) for each node.
    kind
        What the literature calls it where that is well defined: "separating", "pooling", "semi-separating".
    notes
        What else is known of it, such as the refinement that strikes it.
    called
        Its name in the literature, where the model gives one; it stands before what players do in `name`.
    choice_values
        For the letter of each choice from an interval what is chosen.

    Examples
    --------
    >>> import deterrence as dt
    >>> chicken = dt.Matrix(["Row", "Col"], {"Row": ["Swerve", "Dare"], "Col": ["Swerve", "Dare"]},
    ...     {("Swerve", "Swerve"): (0, 0), ("Swerve", "Dare"): (-1, 1),
    ...      ("Dare", "Swerve"): (1, -1), ("Dare", "Dare"): ("-k", "-k")},
    ...     parameters=[dt.Parameter("k", "cost of a crash", 2, 10, base=4)])
    >>> mixed = dt.solve(chicken)[2]
    >>> mixed["Row"]["Dare"], mixed.payoffs["Row"]
    (1/k, -1/k)
    """

    layout: Layout
    strategies: tuple[tuple[Value, ...], ...]
    payoff_values: tuple[Value, ...]
    outcome_values: tuple[Value, ...]
    exists: Region
    belief_values: Mapping[int, tuple[Value | BeliefRange, ...]] = field(default_factory=dict)
    kind: str = ""
    notes: tuple[str, ...] = ()
    called: str = ""
    choice_values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        setting = known_where(self.exists.raw, self.exists.background)
        if setting is not None:
            for name in ("strategies", "payoff_values", "outcome_values", "belief_values", "choice_values"):
                object.__setattr__(self, name, set_by(getattr(self, name), setting))

    def __getitem__(self, key: str | tuple[str, ...]) -> Named:
        index = self.layout.find(key)
        return Named(self.layout.places[index].moves, self.strategies[index])

    @property
    def payoffs(self) -> Named:
        """Each player's expected payoff."""
        return Named(self.layout.players, self.payoff_values)

    @property
    def choices(self) -> Named:
        """What is chosen from intervals, by the letters of the choices."""
        return Named(tuple(self.choice_values), tuple(self.choice_values.values()))

    @property
    def outcomes(self) -> Named:
        """The probability of each outcome."""
        return Named(self.layout.outcomes, self.outcome_values)

    @property
    def beliefs(self) -> Beliefs:
        """The beliefs at each information set with several nodes."""
        return Beliefs(self.layout, self.belief_values)

    @property
    def is_pure(self) -> bool:
        """Whether every choice is a single move."""
        return all(sum(row) == 1 for row in self.used)

    @cached_property
    def used(self) -> tuple[tuple[bool, ...], ...]:
        """Which moves are made at each place with some probability: formulas aside, what the equilibrium is."""
        return tuple(tuple(not value.is_zero for value in row) for row in self.strategies)

    @property
    def look(self) -> Hashable:
        """What the equilibrium is, formulas aside."""
        return self.used

    @cached_property
    def name(self) -> str:
        """What every player does: ``"DPRK Refrain; ROK Respond"``, or ``"Bluff: DPRK Refrain; ROK Respond"``."""
        return self.with_called(self.moves_at(range(len(self.strategies))))

    def rounded(self) -> Self:
        """The family with its numbers as floats, for a game in which a number had to be rounded."""

        def put(value: Any) -> Any:
            if isinstance(value, BeliefRange):
                return replace(value, lower=tuple(map(put, value.lower)), upper=tuple(map(put, value.upper)))
            return Approximate(value) if value.is_constant else value

        return replace(
            self,
            strategies=tuple(tuple(map(put, row)) for row in self.strategies),
            payoff_values=tuple(map(put, self.payoff_values)),
            outcome_values=tuple(map(put, self.outcome_values)),
            belief_values={index: tuple(map(put, row)) for index, row in self.belief_values.items()},
            choice_values={letter: put(value) for letter, value in self.choice_values.items()},
        )

    @property
    def pattern(self) -> str:
        """The name, numbers that are known in floats only left out: what is alike nearby has one pattern."""
        if all(value.is_exact for value in self.choice_values.values()):
            return self.name
        return self.with_called(self.moves_at(range(len(self.strategies)), self._without_floats()))

    def _without_floats(self) -> dict[int, str]:
        """What is done at places whose words have floats in them, in words without."""
        found = {}
        for index, place in enumerate(self.layout.places):
            used = [m for m, is_used in zip(place.moves, self.used[index], strict=True) if is_used]
            letter = used[0].partition(" = ")[0] if len(used) == 1 else ""
            if letter in self.choice_values and not self.choice_values[letter].is_exact:
                found[index] = f"chooses {letter}"
        return found

    def with_called(self, text: str) -> str:
        """A text behind the name in the literature."""
        return f"{self.called}: {text}" if self.called else text

    def moves_at(self, places: Iterable[int], said: Mapping[int, str] | None = None) -> str:
        """What every player does at some places, by position; in other words where some are given."""
        found = sorted(places)
        agents: dict[str, list[str]] = {}
        several = Counter(self.layout.places[index].agent for index in found)
        for index in found:
            place, words = self.layout.places[index], (said or {}).get(index) or self.words_at(index)
            agents.setdefault(place.agent, []).append(f"{words} ({place.name})" if several[place.agent] > 1 else words)
        return "; ".join(f"{agent} {', '.join(words)}" for agent, words in agents.items())

    def cuts_at(self, index: int) -> tuple[Cut, ...]:
        """The cut-points of types at a place, by position, where types are drawn from a distribution."""
        return ()

    def words_at(self, index: int) -> str:
        """What is done at a place, by position."""
        used = [m for m, is_used in zip(self.layout.places[index].moves, self.used[index], strict=True) if is_used]
        return self._as_chosen(used[0]) if len(used) == 1 else "mixes " + "/".join(used)

    def _as_chosen(self, move: str) -> str:
        """A move by its name; a value chosen from an interval as it is now, letters that have been fixed put in."""
        letter, equals, _ = move.partition(" = ")
        known = equals and letter in self.choice_values
        return f"{letter} = {number_words(self.choice_values[letter])}" if known else move

    def at_places(self, places: Mapping[int, int]) -> Self:
        """With what is known of single places moved: for each new place the one that it was before."""
        return self

    @property
    def stated_reach(self) -> tuple[Value, ...]:
        """The probability of each node of the tree, where it does not follow from the strategies; else empty."""
        return ()

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> Equilibrium:
        """The family with some letters fixed, by a mapping or by keywords.

        Raises
        ------
        ValueError
            When a letter is unknown, or a formula has a pole there.
        """
        given = {name: exact_value(value) for name, value in given_values(values, letters).items()}
        free = self.exists.background.ring.names
        for name in given:
            if name not in free:
                raise ValueError(f"'{name}' is not a free parameter here (free: {', '.join(free) or 'none'})")
        background = fixed_background(self.exists.background, given)

        def put(value: Any) -> Any:
            if isinstance(value, BeliefRange):
                return replace(value, lower=tuple(map(put, value.lower)), upper=tuple(map(put, value.upper)))
            try:
                return value.at(given)
            except ZeroDivisionError as fault:
                raise ValueError(f"{self.name}: {value} has no value there") from fault

        return replace(
            self,
            strategies=tuple(tuple(map(put, row)) for row in self.strategies),
            payoff_values=tuple(map(put, self.payoff_values)),
            outcome_values=tuple(map(put, self.outcome_values)),
            exists=self.exists.at(background, given),
            belief_values={index: tuple(map(put, row)) for index, row in self.belief_values.items()},
            choice_values={letter: put(value) for letter, value in self.choice_values.items()},
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a move: agent, information set, move, probability."""
        import pandas as pd

        rows = [
            (place.agent, place.name, move, str(value))
            for place, row in zip(self.layout.places, self.strategies, strict=True)
            for move, value in zip(place.moves, row, strict=True)
        ]
        return pd.DataFrame(rows, columns=["player", "information set", "move", "probability"])

    def __str__(self) -> str:
        from deterrence.equilibria.text import equilibrium_text

        return equilibrium_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from deterrence.equilibria.text import equilibrium_html

        return equilibrium_html(self)


@dataclass(frozen=True, eq=False)
class Component:
    """A connected set of equilibria, as the extreme equilibria that span it, and where it exists.

    Where it exists, every mixture of them is an equilibrium: at every place the average of their probabilities, with
    the same weights everywhere. Of beliefs it is claimed that some support the mixture. In a tree that was solved
    through its strategic form, a mixture is one of whole plans, drawn before play starts.

    Examples
    --------
    B does not care, and A stays for 1 as long as going pays no more:

    >>> import deterrence as dt
    >>> ends = {"x": dt.Outcome("x", (2, 0)), "y": dt.Outcome("y", (0, 0))}
    >>> moves = {"Stay": dt.Outcome("Stay", (1, 0)), "Go": dt.Decision("B", ends)}
    >>> found = dt.solve(dt.Tree(players=["A", "B"], root=dt.Decision("A", moves)))
    >>> [[e.name for e in component] for component in found.components if found[0] in component]
    [['A Go; B x', 'A Go; B mixes x/y']]
    """

    equilibria: tuple[Equilibrium, ...]
    exists: Region

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int) -> Equilibrium:
        return self.equilibria[index]

    def __repr__(self) -> str:
        return f"{{{' -- '.join(e.name for e in self.equilibria)}}} where {self.exists}"


@dataclass(frozen=True, eq=False)
class Found:
    """What one solver returns to `solve`: families and components, whether they are all, and if not why.

    `complete_off_ties` says whether all families of full dimension are there, even if some that exist only where
    parameters tie may be missing. `method` names the algorithm used where a solver has several. `spans` are conditions,
    in the letters and in unknown probabilities, under which equilibria form a continuum, where no components tell.
    `beliefs` tells, of families that state ranges of beliefs, which of these support the family together. `unchecked`
    says which families were held against the definition of their concept in part only, and why; `rounded`, whether a
    number of the game itself had to be rounded.
    """

    families: tuple[Equilibrium, ...]
    components: tuple[Component, ...]
    complete: bool
    why: str = ""
    method: str = ""
    complete_off_ties: bool | None = None
    spans: tuple[Conjunction, ...] = ()
    beliefs: Mapping[Equilibrium, JointBeliefs] = field(default_factory=dict)
    unchecked: str = ""
    rounded: bool = False


@dataclass(frozen=True, eq=False)
class Equilibria(Promised, Sequence[Equilibrium]):
    """All that a solver found, and what it promises.

    Attributes
    ----------
    game
        The game solved.
    promise
        The concept, the method, and whether this is exact and complete: also to be had as `found.concept`,
        `found.method`, `found.exact`, `found.complete`, and `found.why` where it is not complete.
    families
        The isolated equilibria and the extreme ones of each component: those of full dimension in parameter space
        first, then those that exist only where parameters tie.
    components
        Each connected set of equilibria, by the extreme ones that span it.
    struck
        The families, or parts of families, that refinements struck (`dt.refine`).
    spans
        Conditions, in the letters and in unknown probabilities, under which equilibria form a continuum: of equilibria
        away from ties, where connected sets are not worked out.
    steps
        What was done between the game as written and these families, a line each: also to be had, as text, as
        `found.how`.

    Examples
    --------
    >>> import deterrence as dt
    >>> dt.solve(dt.load("beer-quiche").base_case()).how
    types written out: 2 profiles
    enumeration of assessments: 4 families, each checked
    2 by what happens
    """

    game: Any
    promise: Promise
    families: tuple[Equilibrium, ...]
    components: tuple[Component, ...] = ()
    struck: tuple[Equilibrium, ...] = ()
    spans: tuple[Conjunction, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def how(self) -> Lines:
        """How the families were found, a step a line."""
        return Lines("\n".join(self.steps))

    @property
    def concept(self) -> str:
        """What counts as an equilibrium here."""
        return self.promise.concept

    @property
    def method(self) -> str:
        """The algorithm's name in the literature."""
        return self.promise.method

    @property
    def complete_off_ties(self) -> bool:
        """Whether the families of full dimension are certainly all there."""
        return self.promise.complete_off_ties

    @property
    def refinement(self) -> str:
        """The refinements applied, in words; nothing where there are none."""
        return " and ".join(self.promise.refinements)

    @overload
    def __getitem__(self, index: int) -> Equilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Equilibrium, ...]: ...
    def __getitem__(self, index: int | slice) -> Equilibrium | tuple[Equilibrium, ...]:
        return self.families[index]

    def __len__(self) -> int:
        return len(self.families)

    @property
    def generic(self) -> tuple[Equilibrium, ...]:
        """The families that exist on a region as wide as the parameter space."""
        return tuple(e for e in self.families if e.exists.is_generic)

    @property
    def away_from_ties(self) -> Equilibria:
        """These families, and what is promised of them: "complete" then says nothing of equilibria at ties."""
        wide = tuple(component for component in self.components if component.exists.is_generic)
        spans = self.spans or tuple(component.exists.raw for component in wide if len(component) > 1)
        said = f"families at ties left out: {len(self.families) - len(self.generic)}"
        steps = (*self.steps, said) if len(self.generic) < len(self.families) else self.steps
        promise = self.promise.away_from_ties
        return replace(self, promise=promise, families=self.generic, components=wide, spans=spans, steps=steps)

    @cached_property
    def classes(self) -> tuple[tuple[Equilibrium, ...], ...]:
        """Families with the same strategies, taken together."""
        grouped: dict[Any, list[Equilibrium]] = {}
        for family in self.families:
            grouped.setdefault(family.strategies, []).append(family)
        return tuple(tuple(members) for members in grouped.values())

    def by_outcome(self) -> Plays:
        """One row for each distribution over outcomes: where it exists, and the families that end so."""
        from deterrence.equilibria.plays import by_outcome

        return by_outcome(self)

    def by_path(self) -> Plays:
        """One row for each path of play: where it exists, and the families that differ off the path only.

        Examples
        --------
        >>> import deterrence as dt
        >>> [row.name for row in dt.solve(dt.load("nll-probe")).by_path().generic]
        ['DPRK Probe, ROK Absorb', 'DPRK Refrain', 'DPRK Probe, ROK Respond']
        """
        from deterrence.equilibria.plays import by_path

        return by_path(self)

    def certificate(self, time_limit: float | None = 60.0) -> Certificate:
        """Why these are equilibria and, of a matrix, why there are no others, for others to check.

        For each family and each deviation from it what that loses, with a refutation that it loses less than nothing;
        for each support of a matrix the equilibria with it, or a refutation that there is one. `to_json` writes it,
        and `to_coq` as theorems for Coq.

        Parameters
        ----------
        time_limit
            Seconds after which no more refutations are looked for; None: no limit.

        Raises
        ------
        ValueError
            For a game that is neither a matrix nor a tree of finitely many moves and types, and for commitments.

        Examples
        --------
        >>> import deterrence as dt
        >>> dt.solve(dt.load("prisoners-dilemma")).certificate()
        4 deviations from 1 families
        9 supports
        9 of 9 things that must be impossible have a refutation
        """
        from deterrence.equilibria.certificate import certificate

        return certificate(self, time_limit)

    def to_frame(self) -> pd.DataFrame:
        """One row a family: name, where it exists, payoffs."""
        import pandas as pd

        rows = [
            {"equilibrium": e.name, "exists": str(e.exists), "kind": e.kind}
            | {f"payoff {player}": str(value) for player, value in zip(e.layout.players, e.payoff_values, strict=True)}
            for e in self.families
        ]
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        from deterrence.equilibria.text import equilibria_text

        return equilibria_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from deterrence.equilibria.text import equilibria_html

        return equilibria_html(self)
