"""What a question is asked of: a game, and how its equilibria are found wherever the question needs them.

A question takes a game, which is solved by the concept and refinements that it names, else by the concept that fits its
form; or equilibria, which are used as they are.
Where it needs the game solved elsewhere, on a line or at numbers, that is done as these equilibria were found: by the
same concept and method, with the same options and refinements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, TypeAlias

from deterrence.algebra.conditions.questions import part
from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS, is_over
from deterrence.equilibria.equilibria import Equilibria
from deterrence.games.background import background
from deterrence.games.model import Model
from deterrence.games.parts.concepts import Sense
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.tree import as_tree, tree_form
from deterrence.solvers.trees.large_trees import LARGE, LineCut, cut_line, is_large_tree

# What the questions of solving a game are noted under.
SEARCH: Final = "the search for equilibria"

# What a question takes: a problem itself, too, which names a concept without solving the game first.
Asked: TypeAlias = "Model | Equilibria | Problem"


@dataclass(frozen=True, eq=False)
class Problem:
    """A game and how it is solved.

    Attributes
    ----------
    game
        The game.
    concept
        What counts as an equilibrium; None: what fits the game's form.
    options
        What `solve` is asked for beside the concept.
    refinements
        What the equilibria must pass, in order.
    time_limit
        Seconds for a question that does not say how many; None: no limit.
    given
        The equilibria of just this game, where the caller has them.
    """

    game: Model
    concept: str | None = None
    options: Mapping[str, Any] = field(default_factory=FrozenDict)
    refinements: tuple[str, ...] = ()
    time_limit: float | None = DEFAULT_SECONDS
    given: Equilibria | None = None

    @staticmethod
    def of(asked: Asked) -> Problem:
        """What a caller hands to a question.

        Raises
        ------
        ValueError
            When it is neither a game nor equilibria of one.
        """
        if isinstance(asked, Problem):
            return asked
        if isinstance(asked, Model):
            return Problem.asked(asked)
        if isinstance(asked, Equilibria):
            p = asked.promise
            return Problem(asked.game, p.concept, p.options, p.refinements, p.time_limit, asked)
        hint = f": a model of the library is loaded first, load({asked!r})" if isinstance(asked, str) else ""
        kind = type(asked).__name__
        raise ValueError(f"expected a game, or the equilibria that solve found for one, not {kind}{hint}")

    @staticmethod
    def asked(
        game: Model,
        sense: Sense | None = None,
        options: Mapping[str, Any] | None = None,
        time_limit: float | None = DEFAULT_SECONDS,
    ) -> Problem:
        """A game, with what counts as an equilibrium: as asked, else as the model says."""
        meant = game.sense if sense is None else sense.closer(game.sense)
        given = FrozenDict({**meant.committed, **(options or {})})
        return Problem(game, meant.concept, given, meant.refine or (), time_limit)

    def within(self, sense: Sense) -> Problem:
        """The same problem for a claim that may say itself what counts as an equilibrium."""
        meant = sense.closer(self.sense)
        if meant == self.sense:
            return self
        # A method finds the equilibria of its own concept.
        kept = [name for name in self.options if meant.concept == self.concept or name == "ties"]
        options = FrozenDict({name: self.options[name] for name in kept} | meant.committed)
        return replace(self, concept=meant.concept, options=options, refinements=meant.refine or (), given=None)

    @property
    def sense(self) -> Sense:
        """What counts as an equilibrium; no concept: what fits the game's form."""
        return Sense(self.concept, self.refinements, self.options.get("leader", self.game.sense.leader))

    def at(self, values: Mapping[str, Any]) -> Problem:
        """The same problem with some letters fixed.

        Raises
        ------
        ValueError
            When a value lies outside its range or breaks an assumption.
        """
        return replace(self, game=self.game.at(values), given=None) if values else self

    def on(self, game: Model) -> Problem:
        """The same problem for another way of writing the game."""
        return self if game is self.game else replace(self, game=game, given=None)

    @property
    def families(self) -> Equilibria:
        """All equilibrium families; the same object when asked again."""
        return self._kept("all", self._solved) if self.given is None else self.given

    def near(self, values: Sequence[Fraction]) -> Equilibria:
        """The families that exist at some values of the one letter; of a large tree many others are not made."""
        if not self._is_cut or self._key("all") in self._cache:
            return self.families
        from deterrence.solvers.solve import solve_near

        found = solve_near(self.game, values)
        return found if found.families else self.families

    @property
    def wide(self) -> Equilibria:
        """The families that need no tie between parameters; the same object when asked again.

        For a tree this leaves out the greater part of the search, which is after what happens at ties only.
        """
        if self.given is None and self.game.is_tree:
            return self._kept("wide", lambda: self._solved(ties=False))
        return self.families.away_from_ties

    @property
    def cut(self) -> LineCut | None:
        """The game's line in cells whose equilibria are made when asked for: of a large tree of perfect information.

        None where the game is to be solved as a whole.
        """
        return _line_cut(self.game) if self._is_cut else None

    @property
    def _is_cut(self) -> bool:
        """Whether the game is solved by induction along its line, if it is a large tree."""
        by_induction = self._is_by_default or (self.concept == "subgame-perfect" and not self.options)
        return by_induction and not self.refinements and self.given is None and _is_large_line(self.game)

    @property
    def _is_by_default(self) -> bool:
        """Whether the game is solved as games of its form are, and nothing is asked beyond that."""
        return self.concept is None and not self.options and not self.refinements

    def _solved(self, **more: Any) -> Equilibria:
        from deterrence.solvers.solve import solve

        with part(SEARCH):
            return solve(self.game, self.concept, refine=self.refinements, time_limit=None, **{**self.options, **more})

    @property
    def _cache(self) -> dict[Any, Equilibria]:
        found: dict[Any, Equilibria] = vars(self.game).setdefault("_found", {})
        return found

    def _key(self, which: str, concept: str | None = None) -> tuple[Any, ...]:
        return which, concept or self.concept, tuple(self.options.items()), self.refinements

    def _kept(self, which: str, make: Callable[[], Equilibria]) -> Equilibria:
        """What is made once for a game and a way of solving it; what the time limit cut short is not kept."""
        kept, key = self._cache, self._key(which)
        if key in kept:
            return kept[key]
        found = make()
        if not is_over():
            kept[key] = kept[self._key(which, found.concept)] = found
        return found


def _is_large_line(game: Model) -> bool:
    return game.is_tree and not game.is_typed and len(game.letters) == 1 and len(as_tree(game).written_sets) > LARGE


def _line_cut(game: Model) -> LineCut | None:
    try:
        form = tree_form(game)
    except FormulaError:
        return None
    cut = cut_line(form, background(game), game.letters) if is_large_tree(form) else None
    return cut if cut is not None and cut.is_even else None
