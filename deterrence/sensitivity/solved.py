"""The families of a game that need no tie between parameters, and which games are small enough to ask for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from deterrence.algebra.conditions import Conjunction
from deterrence.algebra.deadline import Deadline
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


def is_solved_at_once(game: Model) -> bool:
    """Whether families that need a tie are to be found along with the others.

    So it is by the solvers for other forms than trees, and in a flat parameter space, where a tie may hold throughout.
    """
    form = (isinstance(game, Matrix) and not game.types) or isinstance(game, Repeated | Stochastic)
    return form or background(game).interior.is_flat


def away_from_ties(found: Equilibria) -> Generic:
    """Those of the families that need no tie, and what is promised of them."""
    wide = found.generic
    components = [c for c in found.components if len(c) > 1 and c.exists.is_generic]
    spans = tuple(c.exists.raw for c in components)
    complete = found.complete or found.complete_off_ties
    among = ""
    if isinstance(found.game, Repeated) and found.game.horizon is None:
        among = f"among the strategies that the model names: {found.game.strategies}"
    promise = replace(found.promise, complete=complete, why=among if complete else found.why)
    return Generic(wide, tuple(components), spans, promise)


def wide_families(game: Model) -> Generic:
    """The families of a tree that need no tie, by a search that looks for no others."""
    from deterrence.solvers.solve import verified, within
    from deterrence.solvers.tree_families import off_ties

    taken, deadline = background(game), Deadline()
    families: list[Equilibrium] = []
    spans: list[Conjunction] = []
    reasons: dict[str, None] = {}
    exact, concept = True, ""
    first = (game.commitment,) if game.commitment else ()
    for piece in pieces(game, taken):
        assert isinstance(piece.form, TreeForm)
        concept = "subgame-perfect" if has_perfect_information(piece.form) else "perfect-bayesian"
        found, continua = off_ties(piece.form, taken, first, deadline)
        found = verified(found, piece.form, concept)
        families += (f for f in within(found, piece, taken).families if f.exists.is_generic)
        spans += [(*piece.guards, *conditions) for conditions in continua]
        reasons |= {found.why: None} if found.why else {}
        exact = exact and piece.exact
    why = "; ".join(reasons)
    method = "backward induction" if concept == "subgame-perfect" else "enumeration of assessments"
    promise = Promise(concept, method, exact, not reasons, why, not reasons)
    return Generic(tuple(families), (), tuple(spans), promise)

