"""Methods for games of numbers, by their names in the literature: what `solve(game, method=...)` reaches.

Each takes a game of numbers, calls the kernel of that name in `numeric/` (or a library), and returns families whose
formulas are numbers. What comes back was checked by the kernel and is checked again by `solve`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf, prod
from typing import TYPE_CHECKING, Any, Final, SupportsFloat

from deterrence.algebra.deadline import Deadline, OutOfTime, is_over, keep_back
from deterrence.algebra.decide import Background
from deterrence.algebra.language import whole_number
from deterrence.algebra.rational import ring
from deterrence.algebra.region import Region
from deterrence.algebra.values import Value
from deterrence.games.dynamic_forms import StochasticForm
from deterrence.games.forms import Form, MatrixForm, TreeForm
from deterrence.games.layout import Layout
from deterrence.solvers.equilibria import Component, Equilibrium, Found

if TYPE_CHECKING:
    from deterrence.solvers.numeric.flat_tree import FlatTree
    from deterrence.solvers.numeric.logit import LogitPath

Strategy = Sequence[Any]
ONE_ONLY: Final = "this method finds one equilibrium"
LISTED_LATE: Final = 100  # of what was found, when the time is up


@dataclass(frozen=True)
class Numbers:
    """A game of numbers as the kernels take it.

    Attributes
    ----------
    form
        The game, without letters.
    options
        What the caller asked of the method: `label`, `seed`, `steps` and so on.
    deadline
        When to stop with what there is, for methods that can take long.
    """

    form: Form
    options: Mapping[str, Any]
    deadline: Deadline

    def option(self, name: str, default: Any) -> Any:
        """An option, or its default."""
        return self.options.get(name, default)

    def count(self, name: str, default: int, least: int) -> int:
        """An option that is a whole number."""
        return whole_number(name, self.option(name, default), least)

    def amount(self, name: str, default: float | None) -> float | None:
        """An option that is a number, finite and not negative."""
        value = self.option(name, default)
        if value is None:
            return None
        if isinstance(value, bool | str) or not isinstance(value, SupportsFloat) or not 0 <= float(value) < inf:
            raise ValueError(f"{name} is {value!r}; expected a number that is finite and not negative")
        return float(value)


@dataclass(frozen=True)
class Method:
    """A method: its function, the concept it serves, the options it takes, and how many players it is for."""

    run: Callable[[Numbers], Found]
    concept: str
    options: tuple[str, ...] = ()
    players: int | None = None


def everywhere() -> Region:
    """The region of a game without letters."""
    return Region((), Background(ring(())))


# --- matrices -----------------------------------------------------------------------------------------------------


def payoff_arrays(form: MatrixForm) -> list[Any]:
    """Each player's payoffs as an array of Fractions with one axis a player."""
    import numpy as np

    shape = tuple(len(moves) for moves in form.moves)
    tables = []
    for table in form.payoffs:
        array = np.empty(shape, dtype=object)
        for cell, value in table.items():
            array[cell] = value.as_fraction()
        tables.append(array)
    return tables


def matrix_family(form: MatrixForm, layout: Layout, strategies: Sequence[Strategy]) -> Equilibrium:
    """A profile of numbers as an equilibrium: exact where every probability is a Fraction, floats otherwise."""
    exact = all(isinstance(p, Fraction | int) for row in strategies for p in row)
    rows = [[_number(p, exact) for p in row] for row in strategies]
    # A large matrix is mostly cells that are never reached: those share one zero.
    zero = _value(_number(0, exact))
    cells, payoffs = [zero] * len(form.payoffs[0]), [_number(0, exact)] * len(form.players)
    for cell in product(*([move for move, p in enumerate(row) if p] for row in rows)):
        chance = prod((row[move] for row, move in zip(rows, cell, strict=True)), start=_number(1, exact))
        place = 0
        for row, move in zip(rows, cell, strict=True):
            place = place * len(row) + move
        cells[place] = _value(chance)
        for player, table in enumerate(form.payoffs):
            payoffs[player] += chance * _number(table[cell].as_fraction(), exact)
    strategy_values = tuple(tuple(_value(p) if p else zero for p in row) for row in rows)
    return Equilibrium(layout, strategy_values, tuple(map(_value, payoffs)), tuple(cells), everywhere())


def _number(value: Any, exact: bool) -> Any:
    return Fraction(value) if exact else float(value)


def _value(value: Any) -> Value:
    return ring(()).constant(value) if isinstance(value, Fraction) else float(value)


def _listed(numbers: Numbers, profiles: Sequence[Sequence[Strategy]], complete: bool, why: str) -> Found:
    assert isinstance(numbers.form, MatrixForm)
    layout = numbers.form.layout
    families: list[Equilibrium] = []
    for profile in profiles:
        if len(families) >= LISTED_LATE and is_over():
            complete, why = False, f"{why}; the first {len(families)} of {len(profiles)} are listed"
            break
        families.append(matrix_family(numbers.form, layout, profile))
    return Found(tuple(families), tuple(Component((f,), f.exists) for f in families), complete, why)


def _vertex_enumeration(numbers: Numbers) -> Found:
    from deterrence.solvers.extreme_equilibria import solve_form
    from deterrence.solvers.one_of_many import SECONDS, one_of_a_matrix

    assert isinstance(numbers.form, MatrixForm)
    with keep_back(SECONDS) as earlier:
        found = solve_form(numbers.form, Background(ring(())), (), earlier)
    return one_of_a_matrix(numbers.form, found)


def _lemke_howson(numbers: Numbers) -> Found:
    from deterrence.solvers.numeric.lemke_howson import lemke_howson

    assert isinstance(numbers.form, MatrixForm)
    rows, columns = payoff_arrays(numbers.form)
    found = lemke_howson(rows, columns, label=numbers.option("label", 0))
    return _listed(numbers, [(found.x, found.y)], False, ONE_ONLY)


def _linear_programming(numbers: Numbers) -> Found:
    from deterrence.solvers.numeric.zero_sum import exact_zero_sum

    assert isinstance(numbers.form, MatrixForm)
    found = exact_zero_sum(*payoff_arrays(numbers.form))
    return _listed(numbers, [(found.x, found.y)], False, "one pair of optimal strategies; there may be others")


def _pure_enumeration(numbers: Numbers) -> Found:
    from deterrence.solvers.numeric.pure_enumeration import pure_enumeration

    assert isinstance(numbers.form, MatrixForm)
    found = pure_enumeration([[table.tolist() for table in payoff_arrays(numbers.form)]])
    sizes = [len(moves) for moves in numbers.form.moves]
    profiles = [
        [[Fraction(int(m == chosen)) for m in range(size)] for size, chosen in zip(sizes, moves, strict=True)]
        for moves in found.moves.tolist()
    ]
    return _listed(numbers, profiles, False, "this method finds pure equilibria; there may be mixed ones")


def _polynomial_systems(numbers: Numbers) -> Found:
    from deterrence.solvers.numeric.polynomial_systems import polynomial_systems

    assert isinstance(numbers.form, MatrixForm)
    found = polynomial_systems([[table.tolist() for table in payoff_arrays(numbers.form)]], numbers.deadline)
    return _listed(numbers, found.equilibria[0], bool(found.complete[0]), found.why[0])


def _logit(numbers: Numbers) -> Found:
    """The quantal response at a precision, or the equilibrium that the branch from the centre approaches."""
    import numpy as np

    from deterrence.solvers.numeric.logit import logit_strategic_form

    assert isinstance(numbers.form, MatrixForm)
    tables = [table.astype(float) for table in payoff_arrays(numbers.form)]
    chosen, why = _on_branch(numbers, lambda at: logit_strategic_form(tables, at=at))
    cuts = np.cumsum([len(moves) for moves in numbers.form.moves])[:-1]
    return _listed(numbers, [[row.tolist() for row in np.split(chosen, cuts)]], False, why)


def _logit_of_tree(numbers: Numbers) -> Found:
    """The same of the agent form of a tree."""
    from deterrence.solvers.numeric.logit import logit_tree

    assert isinstance(numbers.form, TreeForm)
    tree = flat_tree(numbers.form)
    chosen, why = _on_branch(numbers, lambda at: logit_tree(tree, at=at))
    return of_behaviour(numbers.form, chosen.tolist(), why)


def _logit_of_states(numbers: Numbers) -> Found:
    """The same of a game with states, in stationary strategies."""
    from deterrence.solvers.logit_limit import agents_of_states, family_of_states
    from deterrence.solvers.numeric.logit import logit_agents

    assert isinstance(numbers.form, StochasticForm)
    agents = agents_of_states(numbers.form)
    chosen, why = _on_branch(numbers, lambda at: logit_agents(agents, at=at))
    family = family_of_states(numbers.form, agents, chosen)
    return Found((family,), (Component((family,), family.exists),), False, why)


def _on_branch(numbers: Numbers, trace: Callable[[Sequence[float]], LogitPath]) -> tuple[Any, str]:
    """The probabilities asked for, on the branch of quantal responses that begins at the centre, and what they are."""
    precision = numbers.amount("precision", None)
    if precision is None:
        return trace(()).limit, "the limit of the branch from the centre; other branches may lead elsewhere"
    why = f"the quantal response on the branch from the centre at precision {precision}; there may be others"
    return trace((precision,)).probability[-1], why


# --- learning and evolution (Nashpy) ----------------------------------------------------------------------------------


def _nashpy(numbers: Numbers) -> Any:
    import nashpy

    assert isinstance(numbers.form, MatrixForm)
    return nashpy.Game(*(table.astype(float) for table in payoff_arrays(numbers.form)))


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


def _fictitious_play(numbers: Numbers) -> Found:
    with _seeded(numbers.count("seed", 0, 0)):
        play = _nashpy(numbers).fictitious_play(iterations=numbers.count("steps", 10_000, 1))
        counts = _last(play, numbers.deadline)
    why = "where play had come to; not an equilibrium"
    return _listed(numbers, [[(count / count.sum()).tolist() for count in counts]], False, why)


def _flow(game: Any, times: Any) -> Iterator[tuple[Any, Any]]:
    """Both populations under the replicator dynamics, ten points of time further each time."""
    state = (None, None)
    for start in range(0, len(times) - 1, 10):
        rows, columns = game.asymmetric_replicator_dynamics(*state, timepoints=times[start : start + 11])
        state = rows[-1], columns[-1]
        yield state


def _replicator_dynamics(numbers: Numbers) -> Found:
    import numpy as np

    times = np.linspace(0, numbers.amount("time", 100.0) or 0.0, 1000)
    last = [np.clip(row, 0, 1) for row in _last(_flow(_nashpy(numbers), times), numbers.deadline)]
    why = "where the dynamics had come to; not an equilibrium"
    return _listed(numbers, [[(row / row.sum()).tolist() for row in last]], False, why)


def _moran(numbers: Numbers) -> Found:
    """The make-up of a population, half and half at first, once one move has taken it over."""
    import numpy as np

    assert isinstance(numbers.form, MatrixForm)
    if numbers.form.moves[0] != numbers.form.moves[1]:
        raise ValueError("the Moran process is for symmetric games: both players have the same moves")
    moves = len(numbers.form.moves[0])
    start = tuple(np.arange(numbers.count("population", 10 * moves, 2)) % moves)
    with _seeded(numbers.count("seed", 0, 0)):
        last = _last(_nashpy(numbers).moran_process(initial_population=start), numbers.deadline)
    share = (np.bincount(last, minlength=moves) / len(last)).tolist()
    why = "what took the population over" if max(share) == 1 else "what the population had come to"
    return _listed(numbers, [[share, share]], False, f"{why}; not an equilibrium")


# --- trees --------------------------------------------------------------------------------------------------------


def flat_tree(form: TreeForm) -> FlatTree:
    """A tree of numbers as flat arrays."""
    import numpy as np

    from deterrence.solvers.numeric.flat_tree import FlatTree

    kinds = {"chance": -1, "outcome": -2}
    players = [
        kinds.get(node.kind, form.information_sets[node.information_set].player if node.information_set >= 0 else 0)
        for node in form.nodes
    ]
    probability = np.ones(len(form.nodes))
    for node in form.nodes:
        if node.kind == "chance":
            probability[list(node.children)] = [float(p.as_fraction()) for p in node.probabilities]
    payoffs = [[float(p.as_fraction()) for p in node.payoffs] for node in form.nodes if node.kind == "outcome"]
    return FlatTree(
        np.array([node.parent for node in form.nodes], dtype=np.int32),
        np.array([node.move if node.parent >= 0 else 0 for node in form.nodes], dtype=np.int32),
        np.array(players, dtype=np.int32),
        np.array(payoffs),
        np.array([node.information_set for node in form.nodes], dtype=np.int32),
        probability,
    )


def _exact_numbers(form: TreeForm) -> tuple[Any, Any]:
    """Payoffs of the terminal nodes and probabilities of chance's moves, as Fractions: a third is no float."""
    import numpy as np

    probability: Any = np.array([Fraction(1)] * len(form.nodes), dtype=object)
    for node in form.nodes:
        for child, chance in zip(node.children, node.probabilities, strict=False):
            probability[child] = chance.as_fraction()
    ends = [node for node in form.nodes if node.kind == "outcome"]
    payoffs: Any = np.empty((len(ends), len(form.players)), dtype=object)
    for row, node in enumerate(ends):
        payoffs[row] = [value.as_fraction() for value in node.payoffs]
    return payoffs, probability


def of_behaviour(form: TreeForm, choices: Sequence[Any], why: str) -> Found:
    """Probabilities of all choices of a tree, set after set, as an equilibrium."""
    from deterrence.solvers.play import expected_payoffs, outcome_chances, reach

    rows, start = [], 0
    for place in form.information_sets:
        row = choices[start : start + len(place.moves)]
        start += len(place.moves)
        rows.append([ring(()).constant(p if isinstance(p, Fraction) else Fraction(float(p))) for p in row])
    exact = all(isinstance(p, Fraction | int) for p in choices)
    reached = reach(form, rows)
    payoffs, outcomes = expected_payoffs(form, reached), outcome_chances(form, reached)

    def shown(value: Any) -> Value:
        return value if exact else float(value.as_fraction())

    family = Equilibrium(
        form.layout,
        tuple(tuple(map(shown, row)) for row in rows),
        tuple(map(shown, payoffs)),
        tuple(shown(outcomes[name]) for name in form.layout.outcomes),
        everywhere(),
    )
    return Found((family,), (Component((family,), family.exists),), False, why)


def _sequence_form(numbers: Numbers) -> Found:
    """The linear complementarity problem of the sequence form (Koller, Megiddo and von Stengel 1996)."""
    from deterrence.solvers.numeric.sequence_form import general_sum_tree

    assert isinstance(numbers.form, TreeForm)
    found = general_sum_tree(flat_tree(numbers.form), None, *_exact_numbers(numbers.form))
    return of_behaviour(numbers.form, list(found.behaviour), ONE_ONLY)


def _sequence_form_lp(numbers: Numbers) -> Found:
    """The linear programme of the sequence form, for zero-sum trees."""
    from deterrence.solvers.numeric.sequence_form import zero_sum_tree

    assert isinstance(numbers.form, TreeForm)
    found = zero_sum_tree(flat_tree(numbers.form))
    return of_behaviour(numbers.form, found.behaviour.tolist(), "one pair of optimal strategies; there may be others")


MATRIX_METHODS: Final[Mapping[str, Method]] = {
    "vertex enumeration": Method(_vertex_enumeration, "nash", players=2),
    "lemke-howson": Method(_lemke_howson, "nash", ("label",), players=2),
    "linear programming": Method(_linear_programming, "nash", players=2),
    "pure enumeration": Method(_pure_enumeration, "nash"),
    "polynomial systems": Method(_polynomial_systems, "nash"),
    "logit": Method(_logit, "logit", ("precision",)),
    "fictitious play": Method(_fictitious_play, "learning", ("steps", "seed"), players=2),
    "replicator dynamics": Method(_replicator_dynamics, "learning", ("time",), players=2),
    "moran": Method(_moran, "learning", ("population", "seed"), players=2),
}
TREE_METHODS: Final[Mapping[str, Method]] = {
    "sequence form": Method(_sequence_form, "nash", players=2),
    "sequence form (linear programming)": Method(_sequence_form_lp, "nash", players=2),
    "logit": Method(_logit_of_tree, "logit", ("precision",)),
}
STATE_METHODS: Final[Mapping[str, Method]] = {"logit": Method(_logit_of_states, "logit", ("precision",))}


def methods_of_numbers(form: object) -> Mapping[str, Method]:
    """The methods for games of numbers of a form, by name."""
    found: Mapping[str, Method] = _BY_FORM.get(type(form), {})
    return found


_BY_FORM: Final[Mapping[type, Mapping[str, Method]]] = {
    MatrixForm: MATRIX_METHODS,
    TreeForm: TREE_METHODS,
    StochasticForm: STATE_METHODS,
}


def numeric_method(form: Any, name: str, options: Mapping[str, Any]) -> Method:
    """The method of this name for a form.

    Raises
    ------
    ValueError
        When letters are free, there are too many players, or an option is unknown.
    """
    method = methods_of_numbers(form)[name]
    if form.ring.names:
        raise ValueError(f"'{name}' is for games of numbers: fix {', '.join(form.ring.names)} first")
    if method.players is not None and len(form.players) != method.players:
        raise ValueError(f"'{name}' is for {method.players} players; this game has {len(form.players)}")
    for option in options:
        if option not in method.options:
            known = ", ".join(method.options) or "none"
            raise ValueError(f"'{name}' has no option '{option}'; its options: {known}")
    return method
