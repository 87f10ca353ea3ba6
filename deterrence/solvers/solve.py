"""`solve`: one door in front of all the solvers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, overload

from deterrence.algebra.deadline import DEFAULT_SECONDS, Deadline, OutOfTime, keep_back, limit_time
from deterrence.algebra.decide import Background
from deterrence.algebra.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.formats.formula_places import placing
from deterrence.games.background import background as background_of
from deterrence.games.batch import Batch
from deterrence.games.dynamic_forms import RepeatedForm, StochasticForm
from deterrence.games.forms import Form, MatrixForm, TreeForm
from deterrence.games.frozen import FrozenDict
from deterrence.games.matrix import Matrix
from deterrence.games.mistakes import chosen, spelled
from deterrence.games.model import Model
from deterrence.games.pieces import Piece, pieces
from deterrence.games.repeated import TIT_FOR_TAT, Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.strategic_form import TooLargeError
from deterrence.solvers.equilibria import BeliefRange, Equilibria, Equilibrium, Found
from deterrence.solvers.induction_in_letters import TiedThroughoutError, induct_in_letters
from deterrence.solvers.large_matrices import BY_NAME, large_tables, solve_large
from deterrence.solvers.large_trees import along_line, is_large_tree
from deterrence.solvers.markov_perfect import markov_perfect
from deterrence.solvers.methods import Numbers, methods_of_numbers, numeric_method
from deterrence.solvers.one_of_many import SECONDS, one_of_a_matrix, one_of_a_tree, one_of_states
from deterrence.solvers.promise import Promise, concept_named
from deterrence.solvers.repeated_strategies import grim_trigger, tit_for_tat
from deterrence.solvers.subgame_perfect import subgame_perfect, subgame_roots
from deterrence.solvers.tree_families import off_ties, perfect_bayesian
from deterrence.solvers.verified import verified, with_families

if TYPE_CHECKING:
    from deterrence.solvers.batch import SolvedBatch
    from deterrence.solvers.flat import FlatFound
    from deterrence.solvers.numeric.flat_tree import FlatTree

MANY_DECISIONS: Final = 20


@dataclass(frozen=True)
class Task:
    """What a solver is given: a form without `min` and `max`, what is taken for granted, the time, and what to list."""

    form: Form
    background: Background
    first: tuple[str, ...]
    deadline: Deadline
    ties: bool


@overload
def solve(
    game: Model,
    concept: str | None = None,
    method: str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    **options: Any,
) -> Equilibria: ...
@overload
def solve(
    game: Batch,
    concept: str | None = None,
    method: str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    **options: Any,
) -> SolvedBatch: ...
@overload
def solve(
    game: FlatTree,
    concept: str | None = None,
    method: str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
    **options: Any,
) -> FlatFound: ...
def solve(
    game: Model | Batch | FlatTree,
    concept: str | None = None,
    method: str | None = None,
    *,
    time_limit: float | None = DEFAULT_SECONDS,
    ties: bool = True,
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
        "nash", "subgame-perfect", "markov-perfect", "perfect-bayesian", "sequential" or "logit". By default "nash" for
        a matrix, "subgame-perfect" for a tree of perfect information, "perfect-bayesian" for other trees;
        "markov-perfect" for a game with states, "subgame-perfect" for a repeated game ("nash" for tit-for-tat).
    method
        The algorithm, by its name in the literature; by default the exact one for the form and concept. For games of
        numbers there are also "vertex enumeration", "lemke-howson", "linear programming", "pure enumeration",
        "polynomial systems", "logit", "fictitious play", "replicator dynamics" and "moran" (matrices), "sequence form",
        "sequence form (linear programming)" and "logit" (trees), and "logit" (games with states). Hyphens, underscores
        and spaces count as the same.
    time_limit
        Seconds after which the search stops with what it has, `complete=False`. None: no limit.
    ties
        Whether to list the families that exist only where parameters tie. Without them a tree is solved much sooner,
        and the promise is about equilibria away from ties.
    **options
        What a method for games of numbers takes: `label` (lemke-howson), `precision` (logit), `steps` and `seed`
        (fictitious play), `time` (replicator dynamics), `population` and `seed` (moran).

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
    concept = None if concept is None else concept_named(concept)
    with limit_time(time_limit) as deadline:
        if isinstance(game, Model):
            found = _solve_model(game, concept, method, options, deadline, ties)
            named: dict[str, Any] = {**({"method": method} if method else {}), **({} if ties else {"ties": False})}
            asked = FrozenDict({**named, **options})
            return replace(found, promise=replace(found.promise, options=asked, time_limit=deadline.seconds))
        return _solve_arrays(game, concept, method, options, deadline)


@placing
def _solve_model(
    game: Model, concept: str | None, method: str | None, options: Mapping[str, Any], deadline: Deadline, ties: bool
) -> Equilibria:
    tables = large_tables(game)
    if tables is not None and concept in (None, "nash"):
        name = None if method is None else spelled(method, BY_NAME)
        if name is None or name in BY_NAME:
            assert isinstance(game, Matrix)
            return solve_large(game, tables, name, options)
    background = background_of(game)
    split = list(pieces(game, background))
    named = "logit" if concept == "logit" and method is None else method
    numeric = methods_of_numbers(split[0].form)
    if named is not None and (named := spelled(named, numeric)) in numeric:
        return _by_numbers(game, split[0], named, concept, options, deadline)
    if options:
        raise ValueError(f"there is no option '{next(iter(options))}' for this method")
    wanted = concept or _default_concept(game, split[0].form)
    name, solver = _solver(split[0].form, wanted, method)
    first = _solved_for_first(game)
    parts: list[Found] = []
    for piece in split:
        task = Task(piece.form, background, first, deadline, ties)
        found = _in_time(partial(solver, task), deadline)
        parts.append(within(verified(found, piece.form, wanted), piece, background))
    exact = all(piece.exact for piece in split) and not any(_has_floats(f) for part in parts for f in part.families)
    whole = _together(game, wanted, name, parts, exact, background)
    return whole if ties else whole.away_from_ties


def _solve_arrays(
    game: Any, concept: str | None, method: str | None, options: Mapping[str, Any], deadline: Deadline
) -> SolvedBatch | FlatFound:
    if isinstance(game, Batch):
        from deterrence.solvers.batch import solve_batch

        return solve_batch(game, concept, method, options, deadline)
    from deterrence.solvers.flat import solve_flat
    from deterrence.solvers.numeric.flat_tree import FlatTree

    if isinstance(game, FlatTree):
        try:
            return solve_flat(game, concept, method, options)
        except OutOfTime:
            raise TimeoutError(f"{deadline.why}, and of a tree as arrays there is no part of an answer") from None
    hint = "; many matrices of one shape make a Batch: see Batch.from_arrays" if isinstance(game, list | tuple) else ""
    hint = f": a model of the library is loaded first, load({game!r})" if isinstance(game, str) else hint
    raise ValueError(f"expected a Matrix, a Tree, a Batch or a FlatTree, not {type(game).__name__}{hint}")


def _by_numbers(
    game: Model, piece: Piece, name: str, concept: str | None, options: Mapping[str, Any], deadline: Deadline
) -> Equilibria:
    method = numeric_method(piece.form, name, options)
    if concept is not None and concept != method.concept:
        raise ValueError(f"'{name}' finds {method.concept} equilibria, not {concept} ones")
    found = _in_time(partial(method.run, Numbers(piece.form, options, deadline)), deadline)
    if method.concept == "nash":
        found = verified(found, piece.form, "nash")
    exact = piece.exact and not any(map(_has_floats, found.families))
    return _together(game, method.concept, name, [found], exact, background_of(game))


def _in_time(search: Callable[[], Found], deadline: Deadline) -> Found:
    """What a search finds; nothing where it has nothing to show when the time is up."""
    try:
        return search()
    except OutOfTime:
        return Found((), (), False, deadline.why)


def _has_floats(family: Equilibrium) -> bool:
    return any(isinstance(value, float) for row in family.strategies for value in row)


def default_concept(game: Model) -> str:
    """The concept that `solve` uses unless told otherwise."""
    return _default_concept(game, next(pieces(game, background_of(game))).form)


def _default_concept(game: Model, form: Form) -> str:
    if isinstance(game, Repeated | Stochastic) and game.horizon is not None:
        return "subgame-perfect"
    if isinstance(form, StochasticForm):
        return "markov-perfect"
    if isinstance(form, RepeatedForm):
        return "nash" if form.strategies == TIT_FOR_TAT else "subgame-perfect"
    if isinstance(form, MatrixForm):
        return "nash"
    return "subgame-perfect" if form.has_perfect_information else "perfect-bayesian"


def _solved_for_first(game: Model) -> tuple[str, ...]:
    """The letters that a paper solves conditions for: the commitment, then probabilities."""
    likely = [name for name, p in game.parameters.items() if p.low == 0 and p.high == 1]
    return tuple(dict.fromkeys([*([game.commitment] if game.commitment else []), *likely]))


Solver = Callable[[Task], Found]


def _solver(form: Form, concept: str, method: str | None) -> tuple[str, Solver]:
    """The method's name and the solver for a form and a concept."""
    available = _available(form, concept)
    if not available:
        raise ValueError(f"'{concept}' does not apply to {_KINDS[type(form)]}")
    if method is None:
        return available[0]
    solvers = dict(available)
    name = chosen("method", method, [*solvers, *methods_of_numbers(form)], where=f" for {concept} here")
    return name, solvers[name]


_KINDS: Final = {
    MatrixForm: "a matrix",
    TreeForm: "a tree in which players move without seeing everything",
    StochasticForm: "a game with states, which is solved for its Markov perfect equilibria",
    RepeatedForm: "a repeated game",
}


def _available(form: Form, concept: str) -> Sequence[tuple[str, Solver]]:
    if isinstance(form, StochasticForm):
        return (("stationary profiles", _markov_perfect),) if concept == "markov-perfect" else ()
    if isinstance(form, RepeatedForm):
        if concept not in ("nash", "subgame-perfect"):
            return ()
        if form.strategies == TIT_FOR_TAT:
            return (("tit-for-tat", _tit_for_tat if concept == "nash" else _perfect_tit_for_tat),)
        return (("grim trigger", _grim_trigger),)
    if isinstance(form, MatrixForm):
        return (("support enumeration", _matrix),) if concept == "nash" else ()
    if concept == "subgame-perfect" and form.has_perfect_information:
        return (("backward induction", _perfect_information),)
    if concept == "perfect-bayesian":
        return (("enumeration of assessments", _tree),)
    if concept == "sequential":
        return (("enumeration of assessments", _consistent),)
    if concept == "subgame-perfect":
        return (("strategic forms of subgames", _subgames),)
    return (("strategic form", _whole),) if concept == "nash" else ()


def _matrix(task: Task) -> Found:
    assert isinstance(task.form, MatrixForm)
    return solve_matrix(task.form, task.background, task.first, task.deadline)


def solve_matrix(form: MatrixForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """All Nash equilibria of a matrix, by the solver for its number of players."""
    if len(form.players) == 2:
        from deterrence.solvers.support_enumeration import solve_form
    else:
        from deterrence.solvers.normal_form import solve_form
    if form.ring.names:
        return solve_form(form, background, first, deadline)
    with keep_back(SECONDS) as earlier:
        found = _in_time(partial(solve_form, form, background, first, earlier), earlier)
    return one_of_a_matrix(form, found)


def _markov_perfect(task: Task) -> Found:
    assert isinstance(task.form, StochasticForm)
    if task.form.ring.names:
        return markov_perfect(task.form, task.background, task.first, task.deadline)
    with keep_back(SECONDS) as earlier:
        found = _in_time(partial(markov_perfect, task.form, task.background, task.first, earlier), earlier)
    return one_of_states(task.form, found)


def _grim_trigger(task: Task) -> Found:
    assert isinstance(task.form, RepeatedForm)
    return grim_trigger(task.form, task.background, task.first, task.deadline, solve_matrix)


def _tit_for_tat(task: Task, perfect: bool = False) -> Found:
    assert isinstance(task.form, RepeatedForm)
    return tit_for_tat(task.form, task.background, task.first, task.deadline, perfect)


def _perfect_tit_for_tat(task: Task) -> Found:
    return _tit_for_tat(task, perfect=True)


def _subgames(task: Task, whole: bool = False) -> Found:
    """By strategic forms; where these are too large or too many of numbers, one equilibrium by another method.

    Where the whole tree is its only subgame, a Nash equilibrium is subgame-perfect.
    """
    assert isinstance(task.form, TreeForm)
    form, solver = task.form, partial(subgame_perfect, task.form, task.background, task.first)
    if form.ring.names:
        return solver(task.deadline, solve_matrix, whole)
    with keep_back(SECONDS) as earlier:
        try:
            found = _in_time(partial(solver, earlier, solve_matrix, whole), earlier)
        except TooLargeError as too_large:
            found = Found((), (), False, str(too_large))
    alone = whole or len(subgame_roots(form)) == 1
    return one_of_a_tree(form, found, "nash" if alone else "subgame-perfect")


def _whole(task: Task) -> Found:
    return _subgames(task, whole=True)


def _perfect_information(task: Task) -> Found:
    assert isinstance(task.form, TreeForm)
    if is_large_tree(task.form):
        return along_line(task.form, task.background, task.first, task.deadline, task.ties)
    if len(task.form.information_sets) > MANY_DECISIONS and len(task.form.ring.names) > 1:
        try:
            return induct_in_letters(task.form, task.background, task.first, task.deadline)
        except TiedThroughoutError:
            pass
    return _tree(task)


def _tree(task: Task, consistent: bool = False) -> Found:
    assert isinstance(task.form, TreeForm)
    # In a flat parameter space a tie may hold throughout.
    search = perfect_bayesian if task.ties or task.background.interior.is_flat else off_ties
    if task.form.ring.names:
        return search(task.form, task.background, task.first, task.deadline, consistent)
    with keep_back(SECONDS) as earlier:
        found = _in_time(partial(search, task.form, task.background, task.first, earlier, consistent), earlier)
    return one_of_a_tree(task.form, found, "sequential" if consistent else "perfect-bayesian")


def _consistent(task: Task) -> Found:
    return _tree(task, consistent=True)


def within(found: Found, piece: Piece, background: Background) -> Found:
    """What was found in one piece of a game, restricted to where the game is that piece."""
    if not piece.exact:
        found = with_families(found, {family: rounded(family) for family in found.families})
    if not piece.guards:
        return found

    def restricted(region: Region) -> Region | None:
        narrower = Region(tuple(dict.fromkeys((*region.raw, *piece.guards))), background, region.first)
        return None if narrower.is_empty else narrower

    families = {
        family: replace(family, exists=narrower)
        for family in found.families
        if (narrower := restricted(family.exists)) is not None
    }
    components = {
        component: narrower for component in found.components if (narrower := restricted(component.exists)) is not None
    }
    kept = replace(
        found,
        components=tuple(replace(c, exists=narrower) for c, narrower in components.items()),
        spans=tuple((*piece.guards, *span) for span in found.spans),
    )
    return with_families(kept, families)


def rounded(family: Equilibrium) -> Equilibrium:
    """The family with its numbers as floats, for a game in which a number had to be rounded."""

    def put(value: Any) -> Any:
        if isinstance(value, BeliefRange):
            return replace(value, lower=tuple(map(put, value.lower)), upper=tuple(map(put, value.upper)))
        return float(value.as_fraction()) if isinstance(value, RationalFunction) and value.is_constant else value

    return replace(
        family,
        strategies=tuple(tuple(map(put, row)) for row in family.strategies),
        payoff_values=tuple(map(put, family.payoff_values)),
        outcome_values=tuple(map(put, family.outcome_values)),
        belief_values={index: tuple(map(put, row)) for index, row in family.belief_values.items()},
    )


def _together(
    game: Model, concept: str, method: str, parts: Sequence[Found], exact: bool, background: Background
) -> Equilibria:
    families: list[Equilibrium] = [f for part in parts for f in part.families]
    families.sort(key=lambda f: not f.exists.is_generic)
    place = {id(family): index for index, family in enumerate(families)}
    components = tuple(
        replace(c, equilibria=tuple(sorted(c, key=lambda e: place[id(e)]))) for part in parts for c in part.components
    )
    reasons = "; ".join(dict.fromkeys(part.why for part in parts if part.why))
    complete = all(part.complete for part in parts)
    off_ties = all(p.complete if p.complete_off_ties is None else p.complete_off_ties for p in parts)
    promise = Promise(
        concept,
        next((part.method for part in parts if part.method), method),
        exact,
        complete,
        reasons,
        complete if background.interior.is_flat else off_ties,  # there what holds throughout is a tie
        unchecked="; ".join(dict.fromkeys(part.unchecked for part in parts if part.unchecked)),
    )
    spans = tuple(span for part in parts for span in part.spans)
    return Equilibria(game, promise, tuple(families), components, spans=spans)
