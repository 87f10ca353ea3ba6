"""The states that may come next in a game with states, as an outcome names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.algebra.formulas.language import Expression
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.probabilities import Row
from deterrence.games.parts.mistakes import Path, listed, nearest


def check_next(following: Mapping[str, Expression], states: Sequence[str], path: Path, checker: Checker) -> None:
    """Check the states that may come next, and that their probabilities sum to 1."""
    if not states:
        checker.collector.add(path, "'next' belongs to the outcomes of a game with 'states'.", at_key=True)
        return
    strangers = [state for state in following if state not in states]
    for state in strangers:
        place = path if len(following) == 1 else (*path, state)
        message = f"'{state}' is not a state; those are {listed(states)}.{nearest(str(state), states)}"
        checker.collector.add(place, message, at_key=len(following) > 1)
    if not strangers:
        rows = [Row((*path, state), p, f"the state '{state}'") for state, p in following.items()]
        checker.check_probabilities(rows, path, "probabilities of the next state")
