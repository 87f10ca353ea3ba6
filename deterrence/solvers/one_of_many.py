"""One equilibrium of a matrix of numbers, where the search for all of them found none in its time.

The methods are tried in turn until one finds something: every pure equilibrium first, which takes a single pass; then
Lemke-Howson for two players, which ends at an equilibrium, exactly; else the logit correspondence, in floats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from deterrence.algebra.deadline import Deadline, OutOfTime
from deterrence.solvers.equilibria import Found
from deterrence.solvers.methods import MATRIX_METHODS, Numbers

if TYPE_CHECKING:
    from deterrence.games.forms import MatrixForm

FOR_TWO: Final = ("pure enumeration", "lemke-howson")
FOR_MORE: Final = ("pure enumeration", "logit")
SECONDS: Final = 20.0  # kept back of the time for all of them


def one_of_many(form: MatrixForm, searched: Found) -> Found:
    """What the search found; where that is nothing, and not for certain, what another method finds.

    `why` says what was tried, and `method` what found it.
    """
    if searched.complete or searched.families or form.ring.names:
        return searched
    names = FOR_TWO if len(form.players) == 2 else FOR_MORE
    found = in_turn(names, lambda name: MATRIX_METHODS[name].run(Numbers(form, {}, Deadline())))
    return replace(found, why=f"{searched.why}; {found.why}")


def in_turn(names: Sequence[str], run: Callable[[str], Found]) -> Found:
    """What the first of some methods finds that finds anything; `why` says what was tried before."""
    reasons = []
    for name in names:
        deadline = Deadline()
        try:
            found = run(name)
        except OutOfTime:
            reasons.append(f"{name}: {deadline.why}")
        except ArithmeticError as fault:
            reasons.append(f"{name}: {fault}")
        else:
            if found.families:
                return replace(found, why="; ".join([*reasons, f"{name}: {found.why}"]), method=name)
            reasons.append(f"{name} found none")
    return Found((), (), False, "; ".join(reasons))
