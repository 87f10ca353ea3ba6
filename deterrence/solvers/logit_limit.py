"""One equilibrium as the limit of logit quantal responses, in floats: of matrices, trees and games with states.

On the branch of quantal responses everyone plays everything, so that beliefs follow from play at every information set.
Its limit is a Nash equilibrium of a matrix, a sequential equilibrium of a tree (McKelvey and Palfrey 1998, theorem 4),
and a Markov perfect equilibrium of a game with states. What the numbers do not tell exactly enough is not returned:
mixtures off the path of play that rest on beliefs which nothing else determines.

References
----------
McKelvey and Palfrey (1998), Quantal response equilibria for extensive form games, Experimental Economics 1.
Eibelshäuser and Poensgen (2019), Markov quantal response equilibrium and a homotopy method for computing and selecting
Markov perfect equilibria of dynamic stochastic games, working paper.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log
from typing import TYPE_CHECKING, Final

from deterrence.algebra.values.approximate import Approximate
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.games.forms.dynamic_forms import StochasticForm
from deterrence.games.forms.forms import MatrixForm, TreeForm
from deterrence.games.parts.concepts import CONCEPTS, Rationality
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.number_games import everywhere, flat_tree, matrix_family, of_behaviour, payoff_arrays
from deterrence.solvers.over_time.discounted_play import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deterrence.solvers.numeric.agent_form import AgentForm, Floats
    from deterrence.solvers.numeric.logit import LogitPath

LIMIT: Final = "the limit of the branch from the centre; other branches may lead elsewhere"
REGRET: Final = 1e-9
FAR: Final = 1e5  # how far along the branch what is off the path of play is told, over the range of payoffs
NEGLIGIBLE: Final = 1e-3


def limit_of_matrix(form: MatrixForm) -> Found:
    """A Nash equilibrium of a matrix of numbers.

    Raises
    ------
    ArithmeticError
        When the branch cannot be followed, or not far enough.
    """
    import numpy as np

    from deterrence.solvers.numeric.logit import logit_strategic_form

    path = logit_strategic_form([table.astype(float) for table in payoff_arrays(form)])
    _check(path)
    cuts = np.cumsum([len(moves) for moves in form.moves])[:-1]
    rows = [row.tolist() for row in np.split(path.limit, cuts)]
    return _alone(matrix_family(form, form.layout, rows))


def limit_of_tree(form: TreeForm, concept: str) -> Found:
    """An equilibrium of a tree of numbers, held against the definition of a concept.

    Raises
    ------
    ArithmeticError
        When the branch cannot be followed, or its limit does not pass the check.
    """
    from deterrence.solvers.numeric.logit import logit_tree

    payoffs = [float(v.as_fraction()) for node in form.nodes for v in node.payoffs]
    late = FAR / ((max(payoffs) - min(payoffs)) or 1.0)
    path = logit_tree(flat_tree(form), at=(late,))
    (family,) = of_behaviour(form, path.limit.tolist(), LIMIT).families
    if CONCEPTS[concept].rationality >= Rationality.EVERYWHERE:
        family = replace(family, belief_values=_beliefs(form, path.log_probability[-1].tolist()))
    try:
        verify(form, family, concept)
    except SolverError as fault:
        raise ArithmeticError("the limit of the branch could not be told exactly enough") from fault
    return _alone(family)


def _beliefs(form: TreeForm, log_p: Sequence[float]) -> dict[int, tuple[Approximate, ...]]:
    """Beliefs by Bayes' rule where everything is played with some probability, without the negligible."""
    first, reach = [0], [0.0] * len(form.nodes)
    for place in form.information_sets:
        first.append(first[-1] + len(place.moves))
    for node in form.nodes[1:]:
        above = form.nodes[node.parent]
        if above.kind == "chance":
            chance = float(above.probabilities[node.move].as_fraction())
            step = log(chance) if chance else -inf
        else:
            step = log_p[first[above.information_set] + node.move]
        reach[node.index] = reach[node.parent] + step
    found = {}
    for index, place in enumerate(form.information_sets):
        if len(place.nodes) > 1:
            highest = max(reach[node] for node in place.nodes)
            weights = [1.0 if highest == -inf else exp(reach[node] - highest) for node in place.nodes]
            kept = [w if w > NEGLIGIBLE else 0.0 for w in weights]
            found[index] = tuple(Approximate(w / sum(kept)) for w in kept)
    return found


def limit_of_states(form: StochasticForm) -> Found:
    """A Markov perfect equilibrium of a game of numbers with states.

    Raises
    ------
    ArithmeticError
        When the branch cannot be followed, or not far enough.
    """
    from deterrence.solvers.numeric.logit import logit_agents

    agents = agents_of_states(form)
    path = logit_agents(agents)
    _check(path)
    return _alone(family_of_states(form, agents, path.limit))


def family_of_states(form: StochasticForm, agents: AgentForm, p: Floats) -> Equilibrium:
    """Probabilities of all choices, state by state, as an equilibrium of floats."""
    import numpy as np

    from deterrence.solvers.numeric.agent_form import NEVER

    layout = form.layout
    reach = np.exp(agents.log_reach(np.log(np.maximum(p, NEVER))))
    chances = dict.fromkeys(layout.outcomes, 0.0)
    for name, share in zip(_ends(form), agents.occupied(reach, form.start).tolist(), strict=True):
        chances[name] += share
    rows = np.split(p, np.cumsum(agents.sizes)[:-1])
    return Equilibrium(
        layout,
        tuple(tuple(map(Approximate, row.tolist())) for row in rows),
        tuple(map(Approximate, agents.state_values(reach)[form.start].tolist())),
        tuple(map(Approximate, chances.values())),
        everywhere(),
    )


def _ends(form: StochasticForm) -> Iterator[str]:
    """The outcome at each end of each period."""
    for period in form.periods:
        for end in period.following:
            yield period.form.nodes[end].outcome


def agents_of_states(form: StochasticForm) -> AgentForm:
    """A game of numbers with states in agent form."""
    import numpy as np

    from deterrence.solvers.numeric.agent_form import AgentForm, States

    places = places_of(form)
    sets = [form.periods[state].form.information_sets[index] for state, index in places]
    sizes = np.array([len(place.moves) for place in sets])
    first = dict(zip(places, (np.cumsum(sizes) - sizes).tolist(), strict=True))
    discount = float(form.discount.as_fraction())
    pairs: list[tuple[int, int]] = []
    chance: list[float] = []
    payoffs, states, following = [], [], []
    for state, period in enumerate(form.periods):
        for end, after in period.following.items():
            drawn, choices = _way(period.form, end)
            pairs += [(len(chance), first[state, index] + move) for index, move in choices]
            chance.append(drawn)
            payoffs.append([(1 - discount) * float(v.as_fraction()) for v in period.form.nodes[end].payoffs])
            states.append(state)
            following.append([discount * float(p.as_fraction()) for p in after])
    ends, taken = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    owner = np.repeat([place.player for place in sets], sizes)
    later = States(np.array(states), np.array(following))
    return AgentForm(ends, taken, np.array(chance), np.array(payoffs), sizes, owner, later)


def _way(form: TreeForm, end: int) -> tuple[float, Sequence[tuple[int, int]]]:
    """The chance of an end if all others do their part, and the choices on the way: information set and move."""
    drawn, choices = 1.0, []
    node = form.nodes[end]
    while node.parent >= 0:
        above = form.nodes[node.parent]
        if above.kind == "chance":
            drawn *= float(above.probabilities[node.move].as_fraction())
        else:
            choices.append((above.information_set, node.move))
        node = above
    return drawn, choices


def _check(path: LogitPath) -> None:
    if path.regret > REGRET:
        raise ArithmeticError(f"the branch ends at a regret of {path.regret:.2g}")


def _alone(family: Equilibrium) -> Found:
    return Found((family,), (Component((family,), family.exists),), False, LIMIT)
