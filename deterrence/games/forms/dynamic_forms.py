"""Games played over many periods as solvers take them: exact, every period a flat tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import RationalFunction

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
