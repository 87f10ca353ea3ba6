"""Families by what happens: one row a path of play, or a distribution over outcomes.

A path of play is what everybody does wherever play may come to; families that differ only in what would be done
elsewhere share it. Families on different paths may still end alike: they share the distribution over outcomes. A row
holds its families, and exists where one of them does: on the union of their regions.

Whether play may come to an information set depends on which moves have some probability, not on how much: so a path is
told from the tree alone. In a matrix, and in an endless game, everything that is chosen is on the path.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.region import Region, union
from deterrence.algebra.values.value import Value
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.rows import Rows
from deterrence.games.background import background
from deterrence.games.pieces import pieces

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.equilibria.equilibria import Component, Equilibria, Equilibrium
    from deterrence.games.forms.forms import TreeForm
    from deterrence.games.model import Model

PATH: Final = "path of play"
OUTCOME: Final = "distribution over outcomes"


@dataclass(frozen=True, eq=False)
class Play:
    """One way in which play goes, or ends, with the families that share it.

    Attributes
    ----------
    name
        What is done on the path, or how likely each outcome is.
    families
        The families: those of full dimension in parameter space first.
    reached
        The places, by position, that play comes to in one of the families.
    """

    name: str
    families: tuple[Equilibrium, ...]
    reached: tuple[int, ...]

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Where the row exists: in one of these regions. None of them lies within another."""
        return union([family.exists for family in self.families])

    @property
    def exists(self) -> str:
        """Where the row exists, in words: `c >= 1/2, or c = 0`."""
        return ", or ".join(map(str, self.regions))

    @cached_property
    def is_generic(self) -> bool:
        """Whether the row exists on a region as wide as the parameter space."""
        return any(family.exists.is_generic for family in self.families)

    @property
    def payoff_values(self) -> tuple[Value, ...]:
        """A payoff for each player; empty where the families of the row differ in them."""
        first, *others = (family.payoff_values for family in self.families)
        return first if all(payoffs == first for payoffs in others) else ()

    @property
    def outcome_values(self) -> tuple[Value, ...]:
        """A probability for each outcome."""
        return self.families[0].outcome_values

    def holds(self, **letters: Any) -> bool:
        """Whether the row exists at a point; exactly."""
        return any(region.holds(letters) for region in self.regions)

    def __repr__(self) -> str:
        return f"{self.name} where {self.exists}"


@dataclass(frozen=True, eq=False)
class Plays(Promised, Rows[Play]):
    """The families of a game by what happens, a row each.

    Attributes
    ----------
    rows
        Those that exist on a region as wide as the parameter space first.
    what
        "path of play" or "distribution over outcomes".
    components
        The sets of families that may be mixed (`found.components`).
    promise
        What is promised of the families.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("beer-quiche").at(p="9/10"))
    >>> len(found), [row.name for row in found.by_outcome()]
    (4, ['Quiche in peace', 'Beer in peace'])
    """

    rows: tuple[Play, ...]
    what: str
    components: tuple[Component, ...]
    promise: Promise

    @property
    def generic(self) -> tuple[Play, ...]:
        """The rows that exist on a region as wide as the parameter space."""
        return tuple(row for row in self.rows if row.is_generic)

    def to_frame(self) -> pd.DataFrame:
        """One row a path or distribution: its name, where it exists, payoffs, how many families."""
        import pandas as pd

        return pd.DataFrame(
            {self.what: row.name, "exists": row.exists}
            | {
                f"payoff {player}": str(value)
                for player, value in zip(row.families[0].layout.players, row.payoff_values, strict=False)
            }
            | {"families": len(row.families)}
            for row in self.rows
        )

    def __str__(self) -> str:
        from deterrence.equilibria.text import plays_text

        return plays_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from deterrence.equilibria.text import plays_html

        return plays_html(self)


def by_outcome(found: Equilibria) -> Plays:
    """One row for each distribution over outcomes."""
    paths = _Paths(found)
    rows = (
        Play(ends_text(members[0]), members, paths.reached_by(members))
        for members in _grouped(found.families, lambda family: family.outcome_values)
    )
    return _sorted(rows, OUTCOME, found)


def by_path(found: Equilibria) -> Plays:
    """One row for each path of play."""
    paths = _Paths(found)
    rows = (
        Play(paths.name(members[0]), members, paths.reached_by(members))
        for members in _grouped(found.families, paths.of)
    )
    return _sorted(rows, PATH, found)


def _grouped(families: Iterable[Equilibrium], key: Any) -> list[tuple[Equilibrium, ...]]:
    groups: dict[Hashable, list[Equilibrium]] = {}
    for family in families:
        groups.setdefault(key(family), []).append(family)
    return [tuple(members) for members in groups.values()]


def _sorted(rows: Iterable[Play], what: str, found: Equilibria) -> Plays:
    ordered = tuple(sorted(rows, key=lambda row: not row.is_generic))
    return Plays(ordered, what, tuple(c for c in found.components if len(c) > 1), found.promise)


def ends_text(family: Equilibrium) -> str:
    """How likely each outcome is: `Peace`, or `Peace: 1 - p, War: p`."""
    chances = zip(family.layout.outcomes, family.outcome_values, strict=True)
    likely = [(name, value) for name, value in chances if not value.is_zero]
    return likely[0][0] if len(likely) == 1 else ", ".join(f"{name}: {value}" for name, value in likely)


class _Paths:
    """What the families of a game do where play may come to."""

    def __init__(self, found: Equilibria) -> None:
        self.tree = _tree(found.game)
        self.known: dict[tuple[tuple[bool, ...], ...], tuple[int, ...] | None] = {}

    def of(self, family: Equilibrium) -> Hashable:
        """What distinguishes the path of a family: the choices on it, and where it ends."""
        met = self._met(family)
        choices = family.strategies if met is None else tuple((index, family.strategies[index]) for index in met)
        return choices, family.outcome_values

    def reached_by(self, families: Iterable[Equilibrium]) -> tuple[int, ...]:
        """The places that play comes to in one of the families."""
        found: set[int] = set()
        for family in families:
            met = self._met(family)
            found.update(range(len(family.strategies)) if met is None else met)
        return tuple(sorted(found))

    def name(self, family: Equilibrium) -> str:
        """What is done on the path: move after move where it never branches, else by player."""
        met = self._met(family)
        if met is None:
            return family.moves_at(range(len(family.strategies)))
        if all(sum(family.used[index]) == 1 for index in met) and self._is_line(met):
            return ", ".join(f"{family.layout.places[index].agent} {_played(family, index)}" for index in met)
        return family.moves_at(met)

    def _is_line(self, met: Sequence[int]) -> bool:
        """Whether the places follow one another: each is a single node, below the one before."""
        assert self.tree is not None
        nodes = [self.tree.information_sets[i].nodes for i in met]
        if any(len(several) != 1 for several in nodes):
            return False
        return all(self._is_below(later[0], earlier[0]) for earlier, later in pairwise(nodes))

    def _is_below(self, node: int, other: int) -> bool:
        assert self.tree is not None
        while node > other:
            node = self.tree.nodes[node].parent
        return node == other

    def _met(self, family: Equilibrium) -> tuple[int, ...] | None:
        """The places that play may come to, in the order of play; None where that is all of them."""
        if family.used not in self.known:
            fits = self.tree is not None and self._fits(family)
            self.known[family.used] = self._walked(family.used) if fits else None
        return self.known[family.used]

    def _fits(self, family: Equilibrium) -> bool:
        """Whether the tree has the places of the family: a choice from an interval has other moves there."""
        assert self.tree is not None
        sets = self.tree.information_sets
        return [len(found.moves) for found in sets] == [len(row) for row in family.strategies]

    def _walked(self, used: Sequence[Sequence[bool]]) -> tuple[int, ...]:
        assert self.tree is not None
        met: dict[int, None] = {}
        waiting = [0]
        while waiting:
            node = self.tree.nodes[waiting.pop()]
            if node.kind == "decision":
                met.setdefault(node.information_set)
                after = [c for c, is_used in zip(node.children, used[node.information_set], strict=True) if is_used]
            elif node.kind == "chance":
                after = [c for c, p in zip(node.children, node.probabilities, strict=True) if not p.is_zero]
            else:
                continue
            waiting.extend(reversed(after))
        return tuple(met)


def _played(family: Equilibrium, index: int) -> str:
    return next(move for move, used in zip(family.layout.places[index].moves, family.used[index], strict=True) if used)


def _tree(game: Model) -> TreeForm | None:
    """The game as a tree; None where it is solved as something else, or its numbers are no formulas."""
    if not game.is_tree:
        return None
    try:
        return next(pieces(game, background(game))).form.tree
    except FormulaError:
        return None
