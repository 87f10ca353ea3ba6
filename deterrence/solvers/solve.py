"""`solve`: one door in front of all the methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, overload

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS, Deadline, OutOfTime, limit_time
from deterrence.equilibria.equilibria import Equilibria, Equilibrium, Found
from deterrence.equilibria.leading import leading
from deterrence.equilibria.names import named
from deterrence.equilibria.promise import Promise
from deterrence.formats.formula_places import at_place, placing
from deterrence.games.background import background as background_of
from deterrence.games.gaps import gaps, gaps_said
from deterrence.games.model import Model
from deterrence.games.on_grid import on_grid
from deterrence.games.parts.concepts import CONCEPTS, Sense, sense_named
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import spelled
from deterrence.solvers.chain import Taken, chain_for, steps
from deterrence.solvers.checks.verified import verified
from deterrence.solvers.large_matrices import LargeMatrix, large_matrix
from deterrence.solvers.methods import Method, method_for, methods_for, serves
from deterrence.solvers.one_of_many import in_turn
from deterrence.solvers.task import Task

if TYPE_CHECKING:
    from deterrence.algebra.conditions.decide import Background
    from deterrence.games.batch import Batch
    from deterrence.games.parts.concepts import ConceptName
    from deterrence.solvers.batch import SolvedBatch
    from deterrence.solvers.flat import FlatFound
    from deterrence.solvers.methods import MethodName
    from deterrence.solvers.numeric.flat_tree import FlatTree


# Methods that list all equilibria: of a large matrix none can, and what can be found is given.
LIST_ALL: Final = ("support enumeration", "vertex enumeration")


@overload
def solve(
    game: Model,
    concept: ConceptName | str | None = None,
    method: MethodName | str | None = None,
    *,
    refine: str | Sequence[str] | None = None,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    grid: int | None = None,
    **options: Any,
) -> Equilibria: ...
@overload
def solve(
    game: Batch,
    concept: ConceptName | str | None = None,
    method: MethodName | str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    **options: Any,
) -> SolvedBatch: ...
@overload
def solve(
    game: FlatTree,
    concept: ConceptName | str | None = None,
    method: MethodName | str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    **options: Any,
) -> FlatFound: ...
def solve(
    game: Model | Batch | FlatTree,
    concept: ConceptName | str | None = None,
    method: MethodName | str | None = None,
    *,
    refine: str | Sequence[str] | None = None,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    grid: int | None = None,
    **options: Any,
) -> Equilibria | SolvedBatch | FlatFound:
    """All equilibria of a game, as families: formulas, and where in parameter space each exists.

    Parameters
    ----------
    game
        A matrix or a tree, with letters or of numbers. Games of numbers may also come as arrays, and the answer is
        then arrays too: a :class:`deterrence.Batch` of matrices, a :class:`deterrence.FlatTree` of up to millions of
        nodes.
    concept
        "nash", "subgame-perfect", "markov-perfect", "perfect-bayesian", "sequential", "logit", or "commitment" and
        "weak-commitment", which need a `leader`. By default what the model names; where it names none, "nash" for a
        matrix, "subgame-perfect" for a tree of perfect information, "perfect-bayesian" for other trees;
        "markov-perfect" for a game with states, "subgame-perfect" for a repeated game ("nash" for tit-for-tat).
    method
        The algorithm, by its name in the literature; by default the exact one for the form and concept. For games of
        numbers there are also "vertex enumeration", "lemke-howson", "linear programming", "pure enumeration",
        "polynomial systems", "logit", "fictitious play", "replicator dynamics" and "moran" (matrices), "sequence form",
        "sequence form (linear programming)" and "logit" (trees), and "logit" (games with states). Hyphens, underscores
        and spaces count as the same.
    refine
        The refinements that equilibria must pass, in order: "intuitive", "D1", ... (see :func:`deterrence.refine`). By
        default those of the model, and none where `concept` is given.
    time_limit
        Seconds after which the search stops with what it has, `complete=False`. None: no limit.
    ties
        Whether to list the families that exist only where parameters tie. Without them a tree is solved much sooner,
        and the promise is about equilibria away from ties.
    grid
        With this many types or values of a choice in the place of each interval, for comparison: `found.game` is then
        that finite game, and neither `exact` nor `complete` is true of the game given.
    **options
        Of commitments, `leader`: the player who commits. Else what a method for games of numbers takes: `label`
        (lemke-howson), `precision` (logit), which is a number or a list, `steps` and `seed` (fictitious play), `time`
        (replicator dynamics), `population` and `seed` (moran).

    Returns
    -------
    Equilibria
        The families, with what is promised of them: `exact`, `complete` and, where not complete, `why`.

    Raises
    ------
    ValueError
        For an unknown concept or method, one that does not fit the game, or a time limit that is no number of seconds.
    TimeoutError
        When the time is up before the one equilibrium of a :class:`deterrence.FlatTree` is found.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("nll-probe").base_case(c=0.3))
    >>> [eq.name for eq in found]
    ['DPRK Probe; ROK Absorb']
    >>> found.complete, found.exact
    (True, True)
    """
    wanted = sense_named(concept, refine)
    with limit_time(time_limit) as deadline:
        if not isinstance(game, Model):
            if grid is not None:
                raise ValueError("a grid is for types drawn from distributions and choices from intervals")
            if wanted.refine:
                raise ValueError("refinements are for games with names, not for games held as arrays")
            return _solve_arrays(game, wanted.concept, method, options, deadline)
        if grid is not None:
            game = on_grid(game, grid)
        meant = wanted.closer(_sense_of(game, method))
        options = {**meant.committed, **options}
        asked = _Asked(game, meant.concept, method, FrozenDict(options), deadline, ties)
        found = _refined(_solve_model(game, asked), meant.refine or ())
        named: dict[str, Any] = {**({"method": method} if method else {}), **({} if ties else {"ties": False})}
        promise = replace(found.promise, options=FrozenDict({**named, **options}), time_limit=deadline.seconds)
        if grid is not None:
            promise = promise.of_grid(grid)
        return replace(found, promise=promise)


def _sense_of(game: Model, method: str | None) -> Sense:
    """What counts as an equilibrium by the model; nothing where a method is asked for that finds others."""
    named = game.sense.concept
    return Sense() if method is not None and named is not None and not serves(method, named) else game.sense


@dataclass(frozen=True)
class _Asked:
    """What `solve` was asked."""

    game: Model
    concept: str | None
    method: str | None
    options: Mapping[str, Any]
    deadline: Deadline
    ties: bool
    near: tuple[Fraction, ...] = ()


def _refined(found: Equilibria, criteria: Sequence[str]) -> Equilibria:
    """The equilibria that pass refinements, one after the other."""
    if not criteria:
        return found
    from deterrence.solvers.refine import refine

    try:
        for criterion in criteria:
            found = refine(found, criterion, time_limit=None)
    except ValueError as mistake:
        if criteria != found.game.sense.refine:
            raise
        raise at_place(found.game, ("refine",), str(mistake)) from None
    return found


def solve_near(game: Model, values: Sequence[Fraction]) -> Equilibria:
    """The families of a game with one letter, as `solve` finds them, without many that exist at none of some values."""
    with limit_time(None) as deadline:
        return _solve_model(game, _Asked(game, None, None, FrozenDict(), deadline, True, tuple(sorted(values))))


@placing
def _solve_model(game: Model, asked: _Asked) -> Equilibria:
    large = large_matrix(game)
    if large is not None and asked.method is not None and spelled(asked.method, LIST_ALL) in LIST_ALL:
        asked = replace(asked, method=None)
    return _of_large(asked, large) if large is not None and _takes_arrays(asked) else _of_model(asked)


def _of_model(asked: _Asked) -> Equilibria:
    """A game taken through the chain, each of its forms solved and checked, and all taken back."""
    background = background_of(asked.game)
    taken = steps(asked.game, chain_for(background))
    method, concept = _method_for(asked, taken)
    method.check_options(asked.options)
    parts = [_solved(asked, form, method, concept, background) for form in taken.forms]
    found = named(taken.back(parts), asked.game)
    exact = not found.rounded and not any(map(_has_floats, found.families))
    promise = Promise(
        concept,
        found.method or method.name,
        exact,
        found.complete,
        found.why,
        # In a flat parameter space what holds throughout is a tie.
        found.complete if background.interior.is_flat or found.complete_off_ties is None else found.complete_off_ties,
        unchecked=found.unchecked,
        when_indifferent=asked.game.tie_rules,
        valueless=gaps_said(gaps(asked.game)),
    )
    said = (*taken.says, f"{promise.method}: {_counted(parts)}", *_grouped(found))
    whole = Equilibria(asked.game, promise, found.families, found.components, spans=found.spans, steps=said)
    return whole if asked.ties else whole.away_from_ties


def _method_for(asked: _Asked, taken: Taken) -> tuple[Method, str]:
    form = taken.forms[0]
    concept = asked.concept
    if concept is None and asked.method is None:
        concept = asked.game.default_concept or form.default_concept
    try:
        return method_for(form, concept, asked.method)
    except ValueError as mistake:
        if concept is None or concept != asked.game.sense.concept:
            raise
        raise at_place(asked.game, ("concept",), str(mistake)) from None


def _solved(asked: _Asked, form: Any, method: Method, concept: str, background: Background) -> Found:
    """What a method finds in one form, each held against the definition of the concept."""
    first = _solved_for_first(asked.game)
    # Of a choice from an interval what exists only at ties is not listed.
    ties = asked.ties and not asked.game.choices
    task = Task(form, concept, background, first, asked.deadline, ties, asked.options, asked.near)
    try:
        found: Found = method.function(form.representation)(task)
    except OutOfTime:
        found = Found((), (), False, asked.deadline.why)
    if not CONCEPTS[concept].rationality:
        return found
    return verified(found, form, concept, leading(form.players, concept, asked.options))


def _solved_for_first(game: Model) -> tuple[str, ...]:
    """The letters that a paper solves conditions for: the commitment or the one in focus, then probabilities."""
    likely = [name for name, p in game.parameters.items() if p.low == 0 and p.high == 1]
    return tuple(dict.fromkeys([*game.focus, *likely]))


def _has_floats(family: Equilibrium) -> bool:
    return any(not value.is_exact for row in family.strategies for value in row)


def _counted(parts: Sequence[Found]) -> str:
    count = sum(len(part.families) for part in parts)
    return f"{count} famil{'y' if count == 1 else 'ies'}, each checked"


def _grouped(found: Found) -> tuple[str, ...]:
    """How many ways the game ends there are among the families, where that says more than their number."""
    ways = len({family.outcome_values for family in found.families})
    return (f"{ways} by what happens",) if 0 < ways < len(found.families) else ()


# --- games held as arrays -------------------------------------------------------------------------------------------


def _takes_arrays(asked: _Asked) -> bool:
    """Whether what was asked of a large matrix can be answered from its arrays."""
    if asked.method is None:
        return asked.concept in (None, "nash")
    named = [row for row in methods_for(LargeMatrix.representation) if row.name == spelled(asked.method, [row.name])]
    return any(asked.concept in (None, *row.concepts) and set(asked.options) <= set(row.options) for row in named)


def _of_large(asked: _Asked, matrix: LargeMatrix) -> Equilibria:
    """What can be found in a large matrix: by default what the first method finds that finds anything."""
    if asked.method is not None:
        methods = [method_for(matrix, asked.concept, asked.method)[0]]
    else:
        methods = [row for row in methods_for(matrix.representation) if not row.why_not(matrix)]
        methods = methods[:1] if methods[0].name == "linear programming" else methods
    methods[0].check_options(asked.options)
    task = Task(matrix, "nash", deadline=asked.deadline, options=asked.options)
    found = in_turn({row.name: partial(row.function(matrix.representation), task) for row in methods})
    exact = not any(map(_has_floats, found.families))
    why = f"{matrix.too_large}: {found.why}"
    name = found.method or methods[0].name
    promise = Promise("nash", name, exact, complete=False, why=why, complete_off_ties=False)
    said = ("held as arrays", f"{name}: {_counted([found])}")
    return Equilibria(asked.game, promise, found.families, found.components, steps=said)


def _solve_arrays(
    game: Any, concept: str | None, method: str | None, options: Mapping[str, Any], deadline: Deadline
) -> SolvedBatch | FlatFound:
    """A batch of matrices or a flat tree: what comes back are arrays, too."""
    if getattr(game, "representation", None) not in ("batch", "flat tree"):
        raise ValueError(_no_game(game))
    row, serves = method_for(game, concept, method)
    row.check_options(options)
    task = Task(game, serves, deadline=deadline, options=FrozenDict(options))
    if game.representation == "batch":
        from deterrence.solvers.batch import solve_batch

        return solve_batch(task, row, solve)
    try:
        found: FlatFound = row.function(game.representation)(task)
    except OutOfTime:
        raise TimeoutError(f"{deadline.why}, and of a tree as arrays there is no part of an answer") from None
    return found


def _no_game(game: Any) -> str:
    hint = "; many matrices of one shape make a Batch: see Batch.from_arrays" if isinstance(game, list | tuple) else ""
    hint = f": a model of the library is loaded first, load({game!r})" if isinstance(game, str) else hint
    return f"expected a Matrix, a Tree, a Batch or a FlatTree, not {type(game).__name__}{hint}"
