"""The families of a game, solved once and kept, since every question about sensitivity begins with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from deterrence.algebra.conditions import Conjunction
from deterrence.algebra.deadline import Deadline, is_over, limit_time
from deterrence.algebra.decide import Background
from deterrence.games.background import background
from deterrence.games.forms import TreeForm, has_perfect_information
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.nodes import size
from deterrence.games.pieces import pieces
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree
from deterrence.solvers.equilibria import Component, Equilibria, Equilibrium
from deterrence.solvers.promise import Promise, Promised

MOST_NODES: Final = 120
FEW_NODES: Final = 20
MOST_CELLS: Final = 36
MOST_LETTERS: Final = 24
SECONDS: Final = 60.0


def families_of(game: Model, time_limit: float = SECONDS) -> Equilibria:
    """All equilibrium families of a game; the same object when asked again."""
    from deterrence.solvers.solve import solve

    kept: dict[Any, Equilibria] = vars(game).setdefault("_families", {})
    if time_limit in kept:
        return kept[time_limit]
    found = solve(game, time_limit=time_limit)
    if not is_over():  # what a nearer limit cut short is not kept
        kept[time_limit] = found
    return found


def families_on_line(line: Model, letter: str) -> Equilibria:
    """All families of a game with one letter; of a large tree of perfect information, at ties only the pure ones."""
    from deterrence.sensitivity.large_trees import families_of_large, large_form

    form = large_form(line)
    if form is None:
        return families_of(line)
    families, promise = families_of_large(form, background(line), letter)
    return Equilibria(line, promise, families)


def is_small(game: Model) -> bool:
    """Whether a game can be expected to be solved within seconds with all its letters free."""
    if len(game.letters) > MOST_LETTERS:
        return False
    if isinstance(game, Tree):
        return len(game.steps) * len(game.profiles()) <= MOST_NODES
    if isinstance(game, Repeated):
        return game.horizon is None and len(game.payoffs) <= MOST_CELLS
    if isinstance(game, Stochastic):
        return game.horizon is None and sum(map(size, game.states.values())) <= MOST_NODES
    return isinstance(game, Matrix) and len(game.payoffs) * len(game.profiles()) <= MOST_CELLS


def is_tiny(game: Model) -> bool:
    """Whether even what happens at ties can be expected within seconds, with all letters free."""
    return is_small(game) and (not isinstance(game, Tree) or len(game.steps) * len(game.profiles()) <= FEW_NODES)


# --- away from ties ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Generic(Promised):
    """The families that exist on regions as wide as the parameter space, and what is promised of them.

    Attributes
    ----------
    families
        The families.
    components
        Those of them that span connected sets of equilibria, where these are at hand.
    spans
        Conditions, in the letters and in unknown probabilities, under which equilibria form a continuum.
    promise
        Whether these are all; if not, why. Of a repeated game: whether all in the strategies considered, and which.
    """

    families: tuple[Equilibrium, ...]
    components: tuple[Component, ...]
    spans: tuple[Conjunction, ...]
    promise: Promise

    @cached_property
    def classes(self) -> tuple[tuple[Equilibrium, ...], ...]:
        """Families with the same strategies, taken together."""
        grouped: dict[Any, list[Equilibrium]] = {}
        for family in self.families:
            grouped.setdefault(family.strategies, []).append(family)
        return tuple(tuple(members) for members in grouped.values())


def generic_families(game: Model, time_limit: float = SECONDS) -> Generic:
    """The families of a game that need no tie between parameters; the same object when asked again.

    For a tree this leaves out the greater part of the search, which is after what happens at ties only.
    """
    kept: dict[Any, Generic] = vars(game).setdefault("_generic", {})
    if time_limit in kept:
        return kept[time_limit]
    found = _generic(game, time_limit)
    if not is_over():
        kept[time_limit] = found
    return found


def _generic(game: Model, time_limit: float) -> Generic:
    taken = background(game)
    all_at_once = (isinstance(game, Matrix) and not game.types) or isinstance(game, Repeated | Stochastic)
    if all_at_once or taken.interior.is_flat:  # in a flat space a tie may hold throughout
        return _from_all(families_of(game, time_limit))
    with limit_time(time_limit) as deadline:
        return _from_tree(game, taken, deadline)


def _from_all(found: Equilibria) -> Generic:
    wide = found.generic
    components = [c for c in found.components if len(c) > 1 and c.exists.is_generic]
    spans = tuple(c.exists.raw for c in components)
    complete = found.complete or found.complete_off_ties
    among = ""
    if isinstance(found.game, Repeated) and found.game.horizon is None:
        among = f"among the strategies that the model names: {found.game.strategies}"
    promise = replace(found.promise, complete=complete, why=among if complete else found.why)
    return Generic(wide, tuple(components), spans, promise)


def _from_tree(game: Model, taken: Background, deadline: Deadline) -> Generic:
    from deterrence.solvers.regret import verify
    from deterrence.solvers.solve import within
    from deterrence.solvers.tree_families import off_ties

    families: list[Equilibrium] = []
    spans: list[Conjunction] = []
    reasons: dict[str, None] = {}
    exact, concept = True, ""
    first = (game.commitment,) if game.commitment else ()
    for piece in pieces(game, taken):
        assert isinstance(piece.form, TreeForm)
        concept = "subgame-perfect" if has_perfect_information(piece.form) else "perfect-bayesian"
        found, continua = off_ties(piece.form, taken, first, deadline)
        for family in found.families:
            verify(piece.form, family, concept)
        families += (f for f in within(found, piece, taken).families if f.exists.is_generic)
        spans += [(*piece.guards, *conditions) for conditions in continua]
        reasons |= {found.why: None} if found.why else {}
        exact = exact and piece.exact
    why = "; ".join(reasons)
    method = "backward induction" if concept == "subgame-perfect" else "enumeration of assessments"
    promise = Promise(concept, method, exact, not reasons, why, not reasons)
    return Generic(tuple(families), (), tuple(spans), promise)

