"""One equilibrium of a game of numbers, where the search for all of them found none in its time.

Other methods are tried in turn until one finds something. Of a matrix: every pure equilibrium, which takes a single
pass; for two players Lemke-Howson, which ends at an equilibrium, exactly; else the limit of the logit correspondence,
in floats. Of a tree: the sequence form for Nash equilibria of two players; else that limit, which is sequential. Of a
game with states: that limit, which is Markov perfect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Found
from deterrence.games.forms.strategic_form import TooLargeError
from deterrence.solvers.logit_limit import limit_of_matrix, limit_of_states, limit_of_tree
from deterrence.solvers.number_methods import lemke_howson, pure_enumeration, sequence_form
from deterrence.solvers.task import Task

if TYPE_CHECKING:
    from deterrence.games.forms.dynamic_forms import StochasticForm
    from deterrence.games.forms.forms import MatrixForm, TreeForm

SECONDS: Final = 20.0  # kept back of the time for all of them

Runs = Mapping[str, Callable[[], Found]]


def one_of_a_matrix(form: MatrixForm, searched: Found) -> Found:
    """What the search for Nash equilibria found, or else what another method finds."""
    runs: dict[str, Callable[[], Found]] = {"pure enumeration": lambda: pure_enumeration(Task(form, "nash"))}
    if len(form.players) == 2:
        runs["lemke-howson"] = lambda: lemke_howson(Task(form, "nash"))
    else:
        runs["logit"] = partial(limit_of_matrix, form)
    return or_else(searched, runs)


def one_of_a_tree(form: TreeForm, searched: Found, concept: str) -> Found:
    """What the search found, or else what another method finds; or else `why` names methods for other concepts.

    "nash" also serves for subgame-perfect equilibria of a tree that is its only subgame.
    """
    runs: dict[str, Callable[[], Found]] = {}
    if concept == "nash" and len(form.players) == 2:
        runs["sequence form"] = lambda: sequence_form(Task(form, "nash"))
    runs["logit"] = partial(limit_of_tree, form, concept)
    found = or_else(searched, runs)
    if found.families or found.complete:
        return found
    names = ["method='sequence form' finds one Nash equilibrium"] if len(form.players) == 2 else []
    names.append("method='logit' gives the limit of quantal responses")
    return replace(found, why="; ".join([found.why, *names]))


def one_of_states(form: StochasticForm, searched: Found) -> Found:
    """What the search for Markov perfect equilibria found, or else the limit of the logit correspondence."""
    return or_else(searched, {"logit": partial(limit_of_states, form)})


def or_else(searched: Found, runs: Runs) -> Found:
    """What the search found; where that is nothing, and not for certain, what another method finds.

    `why` says what was tried, and `method` what found it.
    """
    if searched.complete or searched.families:
        return searched
    found = in_turn(runs)
    return replace(found, why=f"{searched.why}; {found.why}")


def in_turn(runs: Runs) -> Found:
    """What the first of some methods finds that finds anything; `why` says what was tried before."""
    reasons = []
    for name, run in runs.items():
        deadline = Deadline()
        try:
            found = run()
        except OutOfTime:
            reasons.append(f"{name}: {deadline.why}")
        except (ArithmeticError, TooLargeError) as fault:
            reasons.append(f"{name}: {fault}")
        else:
            if found.families:
                return replace(found, why="; ".join([*reasons, f"{name}: {found.why}"]), method=name)
            reasons.append(f"{name} found none")
    return Found((), (), False, "; ".join(reasons))
