"""Methods for games of numbers, by their names in the literature: what `solve(game, method=...)` reaches.

Each takes a game of numbers, calls the kernel of that name in `numeric/` (or a library), and returns families whose
formulas are task. What comes back was checked by the kernel and is checked again by `solve`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, is_over
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.solvers.number_games import (
    Strategy,
    exact_numbers,
    flat_tree,
    matrix_family,
    of_behaviour,
    payoff_arrays,
)

if TYPE_CHECKING:
    from deterrence.solvers.numeric.logit import LogitPath
    from deterrence.solvers.task import Task

ONE_ONLY: Final = "this method finds one equilibrium"
LISTED_LATE: Final = 100  # of what was found, when the time is up


def _listed(task: Task, profiles: Sequence[Sequence[Strategy]], complete: bool, why: str) -> Found:
    layout = task.form.layout
    families: list[Equilibrium] = []
    for profile in profiles:
        if len(families) >= LISTED_LATE and is_over():
            complete, why = False, f"{why}; the first {len(families)} of {len(profiles)} are listed"
            break
        families.append(matrix_family(task.form, layout, profile))
    return Found(tuple(families), tuple(Component((f,), f.exists) for f in families), complete, why)


def lemke_howson(task: Task) -> Found:
    """One equilibrium of a matrix for two players, at the end of the path that begins at a label."""
    from deterrence.solvers.numeric import lemke_howson as kernel

    rows, columns = payoff_arrays(task.form)
    found = kernel.lemke_howson(rows, columns, label=task.option("label", 0))
    return _listed(task, [(found.x, found.y)], False, ONE_ONLY)


def linear_programming(task: Task) -> Found:
    """One pair of optimal strategies of a zero-sum matrix."""
    from deterrence.solvers.numeric.zero_sum import exact_zero_sum

    found = exact_zero_sum(*payoff_arrays(task.form))
    return _listed(task, [(found.x, found.y)], False, "one pair of optimal strategies; there may be others")


def pure_enumeration(task: Task) -> Found:
    """Every pure equilibrium of a matrix."""
    from deterrence.solvers.numeric import pure_enumeration as kernel

    found = kernel.pure_enumeration([[table.tolist() for table in payoff_arrays(task.form)]])
    sizes = [len(moves) for moves in task.form.moves]
    profiles = [
        [[Fraction(int(m == chosen)) for m in range(size)] for size, chosen in zip(sizes, moves, strict=True)]
        for moves in found.moves.tolist()
    ]
    return _listed(task, profiles, False, "this method finds pure equilibria; there may be mixed ones")


def polynomial_systems(task: Task) -> Found:
    """All equilibria of a matrix, support by support."""
    from deterrence.solvers.numeric import polynomial_systems as kernel

    found = kernel.polynomial_systems([[table.tolist() for table in payoff_arrays(task.form)]], task.deadline)
    return _listed(task, found.equilibria[0], bool(found.complete[0]), found.why[0])


def logit(task: Task) -> Found:
    """The quantal responses at one or several precisions, or the equilibrium that the branch approaches."""
    import numpy as np

    from deterrence.solvers.numeric.logit import logit_strategic_form

    tables = [table.astype(float) for table in payoff_arrays(task.form)]
    cuts = np.cumsum([len(moves) for moves in task.form.moves])[:-1]

    def family(p: Any) -> Equilibrium:
        return matrix_family(task.form, task.form.layout, [row.tolist() for row in np.split(p, cuts)])

    return _responses(task, lambda at: logit_strategic_form(tables, at=at), family)


def logit_of_tree(task: Task) -> Found:
    """The same of the agent form of a tree."""
    from deterrence.solvers.numeric.logit import logit_tree

    tree = flat_tree(task.form)
    return _responses(
        task, lambda at: logit_tree(tree, at=at), lambda p: of_behaviour(task.form, p.tolist(), "").families[0]
    )


def logit_of_states(task: Task) -> Found:
    """The same of a game with states, in stationary strategies."""
    from deterrence.solvers.logit_limit import agents_of_states, family_of_states
    from deterrence.solvers.numeric.logit import logit_agents

    agents = agents_of_states(task.form)
    return _responses(task, lambda at: logit_agents(agents, at=at), lambda p: family_of_states(task.form, agents, p))


def _responses(
    task: Task, trace: Callable[[Sequence[float]], LogitPath], family: Callable[[Any], Equilibrium]
) -> Found:
    """The quantal responses at the precisions asked for, or the limit of the branch that begins at the centre."""
    precisions = task.amounts("precision")
    path = trace(precisions)
    if not precisions:
        why = "the limit of the branch from the centre; other branches may lead elsewhere"
        families = [family(path.limit)]
    else:
        why = (
            "quantal responses: those on the branch from the centre, and what was found beside it; there may be others"
        )
        families = []
        for precision, first, others in zip(precisions, path.probability, path.others, strict=True):
            at = f"at precision {precision:g}"
            families.append(replace(family(first), notes=(f"{at}, on the branch from the centre",)))
            families += [replace(family(p), notes=(f"{at}, beside the first point of that branch",)) for p in others]
    return Found(tuple(families), tuple(Component((f,), f.exists) for f in families), False, why)


# --- learning and evolution (Nashpy) ----------------------------------------------------------------------------------


def _nashpy(task: Task) -> Any:
    import nashpy

    return nashpy.Game(*(table.astype(float) for table in payoff_arrays(task.form)))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Nashpy draws from NumPy's global generator: seed it, and leave it as it was."""
    import numpy as np

    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _last(states: Iterable[Any], deadline: Deadline) -> Any:
    """The last state of a process; the one it had reached where the time is up before."""
    state = None
    for reached in states:
        state = reached
        try:
            deadline.check()
        except OutOfTime:
            break
    return state


def fictitious_play(task: Task) -> Found:
    """What players have done on average, each replying to the other's average."""
    with _seeded(task.count("seed", 0, 0)):
        play = _nashpy(task).fictitious_play(iterations=task.count("steps", 10_000, 1))
        counts = _last(play, task.deadline)
    why = "where play had come to; not an equilibrium"
    return _listed(task, [[(count / count.sum()).tolist() for count in counts]], False, why)


def _flow(game: Any, times: Any) -> Iterator[tuple[Any, Any]]:
    """Both populations under the replicator dynamics, ten points of time further each time."""
    state = (None, None)
    for start in range(0, len(times) - 1, 10):
        rows, columns = game.asymmetric_replicator_dynamics(*state, timepoints=times[start : start + 11])
        state = rows[-1], columns[-1]
        yield state


def replicator_dynamics(task: Task) -> Found:
    """The make-up of two populations after some time, what does better growing."""
    import numpy as np

    times = np.linspace(0, task.amount("time", 100.0) or 0.0, 1000)
    last = [np.clip(row, 0, 1) for row in _last(_flow(_nashpy(task), times), task.deadline)]
    why = "where the dynamics had come to; not an equilibrium"
    return _listed(task, [[(row / row.sum()).tolist() for row in last]], False, why)


def moran(task: Task) -> Found:
    """The make-up of a population, half and half at first, once one move has taken it over."""
    import numpy as np

    if task.form.moves[0] != task.form.moves[1]:
        raise ValueError("the Moran process is for symmetric games: both players have the same moves")
    moves = len(task.form.moves[0])
    start = tuple(np.arange(task.count("population", 10 * moves, 2)) % moves)
    with _seeded(task.count("seed", 0, 0)):
        last = _last(_nashpy(task).moran_process(initial_population=start), task.deadline)
    share = (np.bincount(last, minlength=moves) / len(last)).tolist()
    why = "what took the population over" if max(share) == 1 else "what the population had come to"
    return _listed(task, [[share, share]], False, f"{why}; not an equilibrium")


# --- trees --------------------------------------------------------------------------------------------------------


def sequence_form(task: Task) -> Found:
    """The linear complementarity problem of the sequence form (Koller, Megiddo and von Stengel 1996)."""
    from deterrence.solvers.numeric.sequence_form import general_sum_tree

    found = general_sum_tree(flat_tree(task.form), None, *exact_numbers(task.form))
    return of_behaviour(task.form, list(found.behaviour), ONE_ONLY)


def zero_sum_sequence_form(task: Task) -> Found:
    """The linear programme of the sequence form, for zero-sum trees."""
    from deterrence.solvers.numeric.sequence_form import zero_sum_tree

    found = zero_sum_tree(flat_tree(task.form))
    return of_behaviour(task.form, found.behaviour.tolist(), "one pair of optimal strategies; there may be others")
