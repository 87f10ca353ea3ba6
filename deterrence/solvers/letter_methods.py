"""Methods for games with letters: all equilibria, as families. What `methods.py` names.

Of a game of numbers for which the search for all of them finds none in its time, another method finds one
(`one_of_many.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, keep_back
from deterrence.equilibria.equilibria import Found
from deterrence.equilibria.leading import leading
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.forms.independent_types import independent_types
from deterrence.games.forms.strategic_form import TooLargeError, strategic_form
from deterrence.solvers.matrices.commitment import best_commitments
from deterrence.solvers.one_of_many import SECONDS, one_of_a_matrix, one_of_a_tree, one_of_states
from deterrence.solvers.over_time import repeated_strategies
from deterrence.solvers.over_time.markov_perfect import markov_perfect
from deterrence.solvers.over_time.stationary_choices import stationary_choices
from deterrence.solvers.task import Task
from deterrence.solvers.trees.induction_in_letters import TiedThroughoutError, induct_in_letters
from deterrence.solvers.trees.large_trees import along_line, is_large_tree
from deterrence.solvers.trees.no_signalling import independent_beliefs
from deterrence.solvers.trees.perfect_bayesian import Believed, carried_on
from deterrence.solvers.trees.sequential import consistent_beliefs
from deterrence.solvers.trees.subgame_perfect import subgame_perfect, subgame_roots
from deterrence.solvers.trees.tree_families import off_ties, perfect_bayesian

MANY_DECISIONS: Final = 20


def of_matrix(task: Task) -> Found:
    """Nash equilibria of a matrix."""
    return solve_matrix(task.form, task.background, task.first, task.deadline)


def solve_matrix(form: MatrixForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """All Nash equilibria of a matrix, by the solver for its number of players."""
    if len(form.players) == 2:
        from deterrence.solvers.matrices.support_enumeration import solve_form
    else:
        from deterrence.solvers.matrices.normal_form import solve_form
    search = partial(solve_form, form, background, first)
    return _or_one(form, deadline, search, partial(one_of_a_matrix, form))


def vertex_enumeration(task: Task) -> Found:
    """Nash equilibria of a matrix of numbers for two players, by the vertices of best-response polytopes."""
    from deterrence.solvers.matrices.extreme_equilibria import solve_form

    search = partial(solve_form, task.form, task.background, task.first)
    return _or_one(task.form, task.deadline, search, partial(one_of_a_matrix, task.form))


def commitment(task: Task) -> Found:
    """The best commitments of one player of a matrix."""
    committed = leading(task.form.players, task.concept, task.options)
    assert committed is not None  # by the concepts that the method serves
    return best_commitments(task.form, committed, task.background, task.first, task.deadline)


def commitment_in_tree(task: Task) -> Found:
    """The best commitments of one player of a tree to a mixture of plans, by its strategic form."""

    def solver(form: MatrixForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
        return commitment(replace(task, form=form, background=background, first=first, deadline=deadline))

    strategic_form(task.form)  # kept with the tree, so that what is found can be checked when the time is up
    return subgame_perfect(task.form, task.background, task.first, task.deadline, solver, whole=True)


def of_states(task: Task) -> Found:
    """Markov perfect equilibria of a game with states."""
    search = partial(markov_perfect, task.form, task.background, task.first)
    return _or_one(task.form, task.deadline, search, partial(one_of_states, task.form))


def of_choices_in_states(task: Task) -> Found:
    """Markov perfect equilibria of a game with states and choices from intervals."""
    return stationary_choices(task.form, task.background, task.first, task.deadline)


def grim_trigger(task: Task) -> Found:
    """Equilibria in grim triggers of a repeated game."""
    return repeated_strategies.grim_trigger(task.form, task.background, task.first, task.deadline, solve_matrix)


def tit_for_tat(task: Task) -> Found:
    """Whether tit-for-tat is an equilibrium of a repeated game, and where."""
    perfect = task.concept == "subgame-perfect"
    return repeated_strategies.tit_for_tat(task.form, task.background, task.first, task.deadline, perfect)


def of_whole_tree(task: Task) -> Found:
    """Nash equilibria of a tree, by its strategic form."""
    return of_subgames(task, whole=True)


def of_subgames(task: Task, whole: bool = False) -> Found:
    """By strategic forms; where these are too large or too many of numbers, one equilibrium by another method.

    Where the whole tree is its only subgame, a Nash equilibrium is subgame-perfect.
    """
    form = task.form

    def search(deadline: Deadline) -> Found:
        try:
            return subgame_perfect(form, task.background, task.first, deadline, solve_matrix, whole)
        except TooLargeError as too_large:
            if form.letters:
                raise
            return Found((), (), False, str(too_large))

    def instead(found: Found) -> Found:
        alone = whole or len(subgame_roots(form)) == 1
        return one_of_a_tree(form, found, "nash" if alone else "subgame-perfect")

    return _or_one(form, task.deadline, search, instead)


def by_induction(task: Task) -> Found:
    """Subgame-perfect equilibria of a tree of perfect information."""
    if is_large_tree(task.form):
        return along_line(task.form, task.background, task.first, task.deadline, task.ties, task.near)
    if len(task.form.information_sets) > MANY_DECISIONS and len(task.form.letters) > 1:
        try:
            return induct_in_letters(task.form, task.background, task.first, task.deadline)
        except TiedThroughoutError:
            pass
    return of_assessments(task)


def of_assessments(task: Task) -> Found:
    """Perfect Bayesian or sequential equilibria of a tree."""
    # In a flat parameter space a tie may hold throughout.
    solver = perfect_bayesian if task.ties or task.background.interior.is_flat else off_ties
    believed = _believed(task)

    def search(deadline: Deadline) -> Found:
        return solver(task.form, task.background, task.first, deadline, believed)

    def instead(found: Found) -> Found:
        # What other methods find may break a rule for the indifferent.
        named = "perfect-bayesian" if task.concept == "subgame-perfect" else task.concept
        return found if task.form.tie_rules else one_of_a_tree(task.form, found, named)

    return _or_one(task.form, task.deadline, search, instead)


def _believed(task: Task) -> Believed:
    """The beliefs that a concept allows."""
    if task.concept == "sequential":
        return consistent_beliefs
    types = independent_types(task.form) if task.concept == "perfect-bayesian" else None
    return carried_on if types is None else independent_beliefs(types)


def _or_one(
    form: object, deadline: Deadline, search: Callable[[Deadline], Found], instead: Callable[[Found], Found]
) -> Found:
    """What a search finds; of a game of numbers some of the time is kept for finding one where it finds none."""
    if form.letters:  # type: ignore[attr-defined]
        return search(deadline)
    with keep_back(SECONDS) as earlier:
        try:
            found = search(earlier)
        except OutOfTime:
            found = Found((), (), False, earlier.why)
    return instead(found)
