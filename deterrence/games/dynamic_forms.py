"""Games played over many periods as solvers take them: exact, every period a flat tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from deterrence.games.expand import Expanded, expanded
from deterrence.games.forms import MatrixForm, TreeForm, flat_form, matrix_form
from deterrence.games.horizon import ONE
from deterrence.games.nodes import Outcome
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic

if TYPE_CHECKING:
    from deterrence.algebra.rational import Branches, RationalFunction, Ring


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
class StochasticForm:
    """A game with states; `start` is the position of the first one."""

    ring: Ring
    players: tuple[str, ...]
    discount: RationalFunction
    periods: tuple[Period, ...]
    start: int


@dataclass(frozen=True)
class RepeatedForm:
    """A matrix repeated for ever, also as the tree of one period, and the class of strategies considered."""

    stage: MatrixForm
    tree: TreeForm
    discount: RationalFunction
    strategies: str

    @property
    def ring(self) -> Ring:
        """The rational functions in the letters."""
        return self.stage.ring

    @property
    def players(self) -> tuple[str, ...]:
        """Their names."""
        return self.stage.players


DynamicForm: TypeAlias = StochasticForm | RepeatedForm


def dynamic_form(game: Repeated | Stochastic, branches: Branches | None = None) -> DynamicForm:
    """A game without a horizon as solvers take it.

    Raises
    ------
    FormulaError
        For min and max without a branch chosen, and for sqrt, exp and log of letters.

    Examples
    --------
    >>> game = Repeated(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, discount="1/2", parameters=["b"])
    >>> dynamic_form(game).strategies
    'grim trigger'
    """
    discount = game.value(game.discount, branches=branches)
    if isinstance(game, Repeated):
        once = flat_form(expanded(game.stage), branches)
        return RepeatedForm(matrix_form(game.stage, branches), once, discount, game.strategies)
    places = {state: i for i, state in enumerate(game.states)}
    periods = []
    for state in game.states:
        tree = game.period(state)
        form = flat_form(Expanded(tree, {}), branches)
        names = {(place.player, place.nodes): name for place, name in game.sets_of(state)}
        following = {}
        for step in tree.steps:
            if isinstance(step.node, Outcome):
                row = [game.ring.zero] * len(places)
                for reached, probability in (step.node.next or {state: ONE}).items():
                    row[places[reached]] = game.value(probability, branches=branches)
                following[step.position] = tuple(row)
        sets = tuple(names[form.players[place.player], place.nodes] for place in form.information_sets)
        periods.append(Period(state, form, sets, following))
    return StochasticForm(game.ring, game.players, discount, tuple(periods), places[game.start])
