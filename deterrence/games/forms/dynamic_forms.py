"""Games played over many periods as solvers take them: exact, every period a flat tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from deterrence.algebra.exact.rational import ring
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import RationalFunction, Ring

# The strategies that a repeated game may name.
GRIM: Final = "grim trigger"
TIT_FOR_TAT: Final = "tit-for-tat"


@dataclass(frozen=True)
class Period:
    """What is played in one state.

    Attributes
    ----------
    state
        The state's name.
    form
        The tree of the period; where all players choose at the same time, each has one information set.
    names
        What each information set is called in the whole game.
    following
        For each end of the period the probability of each state of the next one.
    """

    state: str
    form: TreeForm
    names: tuple[str, ...]
    following: Mapping[int, tuple[RationalFunction, ...]]


@dataclass(frozen=True)
class StochasticForm(Form):
    """A game with states; `start` is the position of the first one."""

    representation: ClassVar[str] = "states"
    discount: RationalFunction
    periods: tuple[Period, ...]
    start: int

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "markov-perfect"

    @cached_property
    def layout(self) -> Layout:
        """The names of players, of the situations in which they choose, state by state, and of outcomes."""
        places = (period.form.place(i, name) for period in self.periods for i, name in enumerate(period.names))
        ends = (end for period in self.periods for end in period.form.ends)
        return Layout(self.players, tuple(places), tuple(dict.fromkeys(ends)))

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """The payoffs of all states."""
        return [payoff for period in self.periods for payoff in period.form.all_payoffs]


@dataclass(frozen=True)
class IntervalChoice:
    """A choice from an interval in a state.

    Attributes
    ----------
    letter
        What stands for it in payoffs.
    state, place
        The position of the state, and of the information set in its period.
    low, high
        The ends of the interval, in the letters of the game.
    """

    letter: str
    state: int
    place: int
    low: RationalFunction
    high: RationalFunction

    @property
    def ends(self) -> tuple[RationalFunction, RationalFunction]:
        """The ends of the interval."""
        return self.low, self.high


@dataclass(frozen=True)
class ChosenStatesForm(StochasticForm):
    """A game with states in which players choose from intervals, too.

    In the trees of its periods such a choice is a decision with one move, its letter; payoffs are formulas in the
    letters of the game and of the choices, polynomials in the latter.

    Attributes
    ----------
    choices
        The choices from intervals.
    wide
        The ring of payoffs.
    """

    representation: ClassVar[str] = "choices in states"
    choices: tuple[IntervalChoice, ...]
    wide: Ring

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """The payoffs on which no choice has an influence."""
        letters = {own.letter for own in self.choices}
        return [f.into(self.ring) for f in super().all_payoffs if not letters & set(f.letters)]

    def with_letters(self, letters: Sequence[str]) -> ChosenStatesForm:
        """The game as one with further letters that do not occur in it."""
        names = (*self.ring.names, *letters)
        home, wide = ring(names), ring((*names, *(own.letter for own in self.choices)))
        choices = tuple(replace(own, low=own.low.into(home), high=own.high.into(home)) for own in self.choices)
        return replace(self, ring=home, wide=wide, choices=choices)

    def placed(self, values: Mapping[str, RationalFunction]) -> StochasticForm:
        """The game in which every choice from an interval has a known value."""

        def put(payoff: RationalFunction) -> RationalFunction:
            for letter, value in values.items():
                payoff = payoff.substitute(letter, value.into(self.wide))
            return payoff.into(self.ring)

        periods = []
        for period in self.periods:
            nodes = tuple(replace(node, payoffs=tuple(map(put, node.payoffs))) for node in period.form.nodes)
            periods.append(replace(period, form=replace(period.form, ring=self.ring, nodes=nodes)))
        return StochasticForm(self.ring, self.players, self.discount, tuple(periods), self.start)


@dataclass(frozen=True)
class RepeatedForm(Form):
    """A matrix repeated for ever.

    Attributes
    ----------
    stage
        The matrix.
    period
        The same as the tree of one period.
    discount
        The discount factor.
    strategies
        The class of strategies considered.
    situations
        What these strategies tell apart of the past.
    """

    representation: ClassVar[str] = "repeated"
    stage: MatrixForm
    period: TreeForm
    discount: RationalFunction
    strategies: str
    situations: tuple[str, ...]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "nash" if self.strategies == TIT_FOR_TAT else "subgame-perfect"

    @cached_property
    def layout(self) -> Layout:
        """The names of players, of the situations in which they choose, and of outcomes."""
        sets = range(len(self.period.information_sets))
        places = tuple(self.period.place(i, name) for name in self.situations for i in sets)
        return Layout(self.players, places, self.period.layout.outcomes)

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """The payoffs of the matrix."""
        return self.stage.all_payoffs
