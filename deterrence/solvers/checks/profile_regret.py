"""Regret of any profile: what each player could gain by another choice, the others' unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import flint

from deterrence.algebra.arithmetic import BITS, Arithmetic, arithmetic
from deterrence.algebra.values.value import Value, as_value, exact_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.matrix_regret import gains
from deterrence.equilibria.named import Named
from deterrence.equilibria.tree_regret import Play
from deterrence.formats.formula_places import placing
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, StochasticForm
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.games.parts.layout import Layout
from deterrence.solvers.checks.choice_gains import gains_of_choices
from deterrence.solvers.checks.cut_regret import CutPlay
from deterrence.solvers.checks.dynamic_regret import DynamicPlay, by_state
from deterrence.solvers.checks.numeric_cut_regret import NumericCutPlay
from deterrence.solvers.checks.regret import as_played, check_probabilities
from deterrence.solvers.checks.type_gains import gains_of_types

if TYPE_CHECKING:
    from deterrence.games.model import Model


@placing
def regret(game: Model, profile: Mapping[Any, Any] | Equilibrium) -> Named:
    """What each player could gain by deviating alone; 0 for everyone at a Nash equilibrium.

    Parameters
    ----------
    game
        A game of numbers.
    profile
        For every player a move, or a probability for each move used: ``{"ROK": "Respond", "DPRK": {"Probe": "1/3",
        "Refrain": "2/3"}}``; in a tree with several information sets a player, by both names:
        ``{("DPRK", "after a response"): "Escalate", ...}``. Where types are drawn from a distribution and there are two
        moves, which types make one of them: ``{"A": {"Fight": "w_A >= -1/2"}}``. Where all choose from intervals, a
        value for the letter of each choice: ``{"e": "1/2", "f": 2}``. Or an equilibrium.

    Returns
    -------
    Named
        By player, before types are drawn; exact where the numbers are. "inf" where there is no end to it.

    Raises
    ------
    ValueError
        When letters are free, or the profile does not say what everyone does.

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> chicken = Matrix(["Row", "Col"], {"Row": ["Swerve", "Dare"], "Col": ["Swerve", "Dare"]},
    ...     {("Swerve", "Swerve"): (0, 0), ("Swerve", "Dare"): (-1, 1),
    ...      ("Dare", "Swerve"): (1, -1), ("Dare", "Dare"): (-4, -4)})
    >>> regret(chicken, {"Row": "Dare", "Col": "Dare"})
    {Row: 3, Col: 3}
    >>> regret(chicken, {"Row": {"Swerve": "3/4", "Dare": "1/4"}, "Col": {"Swerve": "3/4", "Dare": "1/4"}})
    {Row: 0, Col: 0}
    """
    if game.letters:
        letters = ", ".join(game.letters)
        raise ValueError(f"regret needs a game of numbers: fix {letters} first, as in game.base_case() or game.at(...)")
    form = as_played(game.form(), profile)
    if type(form) in _GAINS_BY_PROFILE:
        with flint.ctx.workprec(BITS):
            return Named(form.players, [as_value(gain) for gain in _GAINS_BY_PROFILE[type(form)](form, profile)])
    layout = form.layout
    rows = _rows(profile, layout)
    numbers = arithmetic({}, (v for row in rows for v in row), form.all_payoffs)
    with flint.ctx.workprec(BITS):
        choices = [[numbers.value(v) for v in row] for row in rows]
        for row, place in zip(choices, layout.places, strict=True):
            check_probabilities(row, numbers, f"{place.agent} {place.name}".strip())
        found = _GAINS[type(form)](form, choices, numbers)
    return Named(layout.players, [as_value(gain) for gain in found])


def _gains_over_time(form: StochasticForm, rows: Sequence[Sequence[Any]], numbers: Arithmetic) -> list[Any]:
    """What each player could gain by any other plan, by dynamic programming."""
    play = DynamicPlay(form, by_state(form, rows), numbers)
    return [play.gain(player) for player in range(len(form.players))]


# What each player could gain, by the form of the game.
_GAINS: Final[Mapping[type[Form], Callable[[Any, Sequence[Sequence[Any]], Arithmetic], Sequence[Any]]]] = {
    MatrixForm: gains,
    TreeForm: lambda form, rows, numbers: Play(form, rows, numbers).gains(),
    StochasticForm: _gains_over_time,
}


def _not_of_choices(form: ChosenStatesForm, profile: Any) -> Sequence[Any]:
    letters = ", ".join(own.letter for own in form.choices)
    raise ValueError(
        f"regret is of profiles that say how everybody answers; '{letters}' is chosen from an interval, and answers to "
        "other values are not part of a profile"
    )


# The same where a profile says what types do, or names values.
_GAINS_BY_PROFILE: Final[Mapping[type[Form], Callable[[Any, Any], Sequence[Any]]]] = {
    DrawnForm: lambda form, profile: gains_of_types(form, profile, CutPlay),
    NumericTypesForm: lambda form, profile: gains_of_types(form, profile, NumericCutPlay),
    ContinuousForm: gains_of_choices,
    ChosenStatesForm: _not_of_choices,
}


def _rows(profile: Mapping[Any, Any] | Equilibrium, layout: Layout) -> list[Sequence[Value]]:
    if isinstance(profile, Equilibrium):
        return list(profile.strategies)
    given: dict[int, Sequence[Value]] = {}
    written_out = {(place.agent, place.name): index for index, place in enumerate(layout.places)}
    for key, choice in profile.items():
        try:
            index = written_out[key] if key in written_out else layout.find(key)
        except KeyError as fault:
            raise ValueError(str(fault.args[0])) from None
        place = layout.places[index]
        weights = {choice: 1} if isinstance(choice, str) else dict(choice)
        for move in weights:
            if move not in place.moves:
                raise ValueError(f"{place.agent} has no move {move!r}; there are: {', '.join(place.moves)}")
        given[index] = [as_value(exact_value(weights.get(move, 0))) for move in place.moves]
    for index, place in enumerate(layout.places):
        if index not in given:
            where = f" at {place.name!r}" if place.name else ""
            raise ValueError(f"the profile does not say what {place.agent} does{where}")
    return [given[index] for index in range(len(layout.places))]
