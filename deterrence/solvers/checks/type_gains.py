"""What players whose types are drawn could gain by other plans, in any profile of a game of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deterrence.algebra.arithmetic import arithmetic
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import Comparison, FormulaError, Name, parse_condition
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value, as_value, exact_value
from deterrence.equilibria.cuts import CutEquilibrium, Divided
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.parts.layout import Place
from deterrence.solvers.checks.cut_regret import CutPlay


def gains_of_types(form: Any, profile: Mapping[Any, Any] | Equilibrium, play: type[CutPlay]) -> Sequence[Any]:
    """What each player could gain by any other plan for each of its types, before types are drawn.

    Raises
    ------
    ValueError
        Where the profile does not say what every type does.
    """
    family = profile if isinstance(profile, CutEquilibrium) else _family(form, profile)
    values = [v for row in family.strategies for v in row]
    values += [v for own in family.divided.values() for v in (*own.cuts, *(p for row in own.rows for p in row))]
    numbers = arithmetic({}, values, form.all_payoffs)
    there = play(form, family, numbers, {})
    return [there.gain(player) for player in range(len(form.players))]


def _family(form: Any, profile: Mapping[Any, Any] | Equilibrium) -> CutEquilibrium:
    """A profile that says what types do, with nothing of what comes of it."""
    if isinstance(profile, Equilibrium):
        raise ValueError("this is an equilibrium of another game: no types are drawn in it")
    layout, divided, rows = form.layout, dict[int, Divided](), dict[int, tuple[Value, ...]]()
    for key, choice in profile.items():
        try:
            index = layout.find(key)
        except KeyError as fault:
            raise ValueError(str(fault.args[0])) from None
        place, player = layout.places[index], form.written.information_sets[index].player
        weights = {choice: 1} if isinstance(choice, str) else dict(choice)
        for move in weights:
            if move not in place.moves:
                raise ValueError(f"{place.agent} has no move {move!r}; there are: {', '.join(place.moves)}")
        if player in form.drawn:
            divided[index] = _divided(place, form.drawn[player].letter, weights)
            rows[index] = divided[index].rows[0]
        else:
            rows[index] = tuple(as_value(exact_value(weights.get(move, 0))) for move in place.moves)
    for index, place in enumerate(layout.places):
        if index not in rows:
            where = f" at {place.name!r}" if place.name else ""
            raise ValueError(f"the profile does not say what {place.agent} does{where}")
    ordered = tuple(rows[index] for index in range(len(layout.places)))
    return CutEquilibrium(layout, ordered, (), (), Region((), Background(ring(()))), {}, divided=divided)


def _divided(place: Place, letter: str, weights: Mapping[str, Any]) -> Divided:
    """What types do: all the same, or those on one side of a cut-point one of two moves: `{"Fight": "w >= 1/2"}`."""
    zero, one = ring(()).zero, ring(()).one
    asked = {move: x for move, x in weights.items() if isinstance(x, str) and any(sign in x for sign in "<>")}
    if not asked:
        row = tuple(as_value(exact_value(weights.get(move, 0))) for move in place.moves)
        return Divided(letter, (), (row,), (zero, one))
    said = f"for {place.agent} at {place.name!r}: expected which types make one of two moves, such as '{letter} >= 1/2'"
    if len(weights) > 1 or len(place.moves) != 2:
        raise ValueError(said)
    ((move, text),) = asked.items()
    try:
        condition = parse_condition(text)
        if not isinstance(condition, Comparison) or condition.left != Name(letter):
            raise ValueError(said)
        cut = as_value(exact_value(value_at(condition.right, {})))
    except FormulaError as fault:
        raise ValueError(f"{said}; {fault.message}") from None
    above = place.moves.index(move) if condition.symbol in (">", ">=") else 1 - place.moves.index(move)
    rows = tuple(tuple(one if i == m else zero for i in range(2)) for m in (1 - above, above))
    return Divided(letter, (cut,), rows, (zero, one))
