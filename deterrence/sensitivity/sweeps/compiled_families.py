"""What a sweep computes at a block of points: for every family whether it exists, and all its numbers.

A recipe is plain data: formulas, conditions and names. It can be sent to another process, compiles itself there, and
gives the same numbers wherever it runs and however the points are cut into blocks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from deterrence.algebra.arrays.compile import Block, Conditions, Formulas, Points
from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The numbers of a family, by what they are: probabilities lie between 0 and 1, payoffs anywhere.
PROBABILITY: Final = "probability"
PAYOFF: Final = "payoff"
OUTCOME: Final = "outcome_probability"
CHOSEN: Final = "chosen"
BELIEF_LOW: Final = "belief_low"
BELIEF_HIGH: Final = "belief_high"

_NOTHING: Final = Approximate("nan")

# A number, or the place of a formula; of several (bounds on a belief) the greatest or the least counts.
Source: TypeAlias = float | int
Entry: TypeAlias = tuple[Source, ...]


@dataclass(frozen=True)
class Family:
    """One family as data: where it exists, and its numbers in a fixed order.

    Attributes
    ----------
    name
        What every player does.
    look
        Which moves are used at which place.
    exists
        The family exists where one of these conjunctions holds.
    entries
        For each kind of number the entries, as many as the layout has names.
    """

    name: str
    look: tuple[tuple[bool, ...], ...]
    exists: tuple[Conjunction, ...]
    entries: Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True)
class Recipe:
    """The families of a game in some letters, ready to be evaluated on arrays.

    Attributes
    ----------
    layout
        The names that the numbers belong to.
    families
        The families.
    functions
        The formulas that entries refer to.
    clauses
        What is taken for granted: of every clause, some conjunction holds.
    """

    layout: Layout
    families: tuple[Family, ...]
    functions: tuple[Value, ...]
    clauses: tuple[Clause, ...]
    _local: threading.local = field(default_factory=threading.local, compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Recipe, (self.layout, self.families, self.functions, self.clauses)

    @property
    def names(self) -> tuple[str, ...]:
        """The families' names; of families that bear the same name, the later ones are numbered."""
        seen: dict[str, int] = {}
        found = []
        for family in self.families:
            seen[family.name] = number = seen.get(family.name, 0) + 1
            found.append(family.name if number == 1 else f"{family.name} ({number})")
        return tuple(found)

    @cached_property
    def histories(self) -> tuple[tuple[int, str], ...]:
        """The nodes at which there are beliefs: the place, and the node's name."""
        return tuple(
            (index, node)
            for index, place in enumerate(self.layout.places)
            for node in place.nodes
            if len(place.nodes) > 1
        )

    @property
    def kinds(self) -> dict[str, int]:
        """The kinds of numbers, and how many of each a family has."""
        choices = sum(len(place.moves) for place in self.layout.places)
        found = {PROBABILITY: choices, PAYOFF: len(self.layout.players), OUTCOME: len(self.layout.outcomes)}
        if self.layout.letters:
            found |= {CHOSEN: len(self.layout.letters)}
        if self.histories:
            found |= {BELIEF_LOW: len(self.histories), BELIEF_HIGH: len(self.histories)}
        return found

    def restricted(self, kept: Sequence[int]) -> Recipe:
        """The recipe for some of the families only."""
        return self.of([self.families[i] for i in kept])

    def of(self, families: Sequence[Family]) -> Recipe:
        """The recipe for other families, with what is compiled left behind."""
        return replace(self, families=tuple(families), _local=threading.local())

    # --- evaluation -------------------------------------------------------------------------------------------------

    @property
    def _compiled(self) -> tuple[Conditions, Formulas]:
        # Compiled programs keep registers, so each thread has its own.
        if not hasattr(self._local, "compiled"):
            conjunctions = [c for options in (*self.clauses, *(f.exists for f in self.families)) for c in options]
            self._local.compiled = Conditions(conjunctions), Formulas(self.functions)
        compiled: tuple[Conditions, Formulas] = self._local.compiled
        return compiled

    def existence(
        self, points: Points, blocks: Iterable[Block] | None = None
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where each family exists, and where the assumptions hold: at all points, or in some blocks of them."""
        import numpy as np

        exists = np.zeros((len(self.families), *points.shape), dtype=np.bool_)
        granted = np.zeros(points.shape, dtype=np.bool_)
        for block in points.blocks() if blocks is None else blocks:
            here, truths = self._existence(points, block)
            granted[block] = here
            if points.refuse is not None:
                points.refuse(block, granted[block])
            for index, truth in enumerate(truths):
                where: tuple[Any, ...] = (index, *block)
                exists[where] = truth
        return exists, granted

    def _existence(self, points: Points, block: Block) -> tuple[Any, list[Any]]:
        import numpy as np

        truths = iter(self._compiled[0].block(points, block))

        def any_of(options: Sequence[Conjunction]) -> Any:
            found = np.array(False)
            for _ in options:
                found = found | next(truths)
            return found

        granted = np.array(True)
        for clause in self.clauses:
            granted = granted & any_of(clause)
        return granted, [granted & any_of(family.exists) for family in self.families]

    def table(
        self,
        points: Points,
        known: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None,
        blocks: Iterable[Block] | None = None,
    ) -> dict[str, NDArray[Any]]:
        """Everything at all points: an array for each kind of number, families and names first; NaN where none exists.

        Parameters
        ----------
        points
            The points.
        known
            What `existence` returned for them, if it is at hand.
        blocks
            The blocks of points to fill in, where not all.
        """
        import numpy as np

        exists, granted = known or self.existence(points)
        found: dict[str, NDArray[Any]] = {
            kind: np.empty((len(self.families), count, *points.shape)) for kind, count in self.kinds.items()
        }
        for block in points.blocks() if blocks is None else blocks:
            here = exists[(slice(None), *block)]
            active = [i for i, family in enumerate(here) if family.any()]
            self._fill(found, points, block, here, active)
            self._drop_doubles(found, block, here, active)
        count = exists.sum(axis=0, dtype=np.int32)
        return {"exists": exists, **found, "equilibria": np.asarray(count, dtype=np.int32), "granted": granted}

    def _fill(
        self,
        found: Mapping[str, NDArray[Any]],
        points: Points,
        block: Block,
        here: NDArray[np.bool_],
        active: Sequence[int],
    ) -> None:
        import numpy as np

        used = [e for i in active for row in self.families[i].entries.values() for entry in row for e in entry]
        wanted = sorted({source for source in used if isinstance(source, int)})
        values = dict(zip(wanted, self._compiled[1].block(points, block, wanted), strict=True))
        for kind, array in found.items():
            within = array[(slice(None), slice(None), *block)]
            for index, family in enumerate(self.families):
                if index not in active:
                    within[index] = np.nan
                    continue
                everywhere = bool(here[index].all())
                for place, entry in enumerate(family.entries[kind]):
                    out, value = within[index, place, ...], _value(kind, entry, values)
                    if everywhere:
                        out[...] = value
                    else:
                        out[...] = np.nan
                        np.copyto(out, value, where=here[index])

    def _drop_doubles(
        self, found: Mapping[str, NDArray[Any]], block: Block, here: NDArray[np.bool_], active: Sequence[int]
    ) -> None:
        """Where pieces of one equilibrium meet, it is there once: the numbers of both are the same."""
        import numpy as np

        for first, second in combinations(active, 2):
            if self.families[first].look != self.families[second].look:
                continue
            same = here[first] & here[second]
            for array in found.values():
                if not same.any():
                    break
                a, b = (_of(array, i, block) for i in (first, second))
                same &= ((np.abs(a - b) <= 1e-9 * np.maximum(1, np.abs(a))) | (np.isnan(a) & np.isnan(b))).all(axis=0)
            if same.any():
                here[second] &= ~same
                for array in found.values():
                    np.copyto(_of(array, second, block), np.nan, where=same)


def _of(array: NDArray[Any], family: int, block: Block) -> NDArray[Any]:
    """A family's part of an array, in a block."""
    index: tuple[Any, ...] = (family, slice(None), *block)
    part: NDArray[Any] = array[index]
    return part


def _value(kind: str, entry: Entry, values: Mapping[int, Any]) -> Any:
    import numpy as np

    parts = [values[source] if isinstance(source, int) else source for source in entry]
    if not parts:
        return 0.0 if kind == BELIEF_LOW else 1.0
    value = parts[0]
    for part in parts[1:]:
        value = np.maximum(value, part) if kind == BELIEF_LOW else np.minimum(value, part)
    # Rounding may take a probability a hair beyond its bounds.
    return value if kind in (PAYOFF, CHOSEN) else np.clip(value, 0.0, 1.0)


# --- from families to a recipe --------------------------------------------------------------------------------------


def recipe(families: Sequence[Equilibrium], clauses: Sequence[Clause]) -> Recipe:
    """The recipe for some equilibrium families of one game.

    Families with the same numbers, found on different parts of parameter space, become one.
    """
    layout = families[0].layout
    functions: dict[Value, int] = {}

    def source(value: Value) -> Source:
        if value.is_constant:
            return float(value)
        return functions.setdefault(value, len(functions))

    merged: dict[Any, Family] = {}
    for family in families:
        entries = _entries(family, source)
        key = (family.name, tuple(sorted(entries.items())))
        exists = (*merged[key].exists, family.exists.raw) if key in merged else (family.exists.raw,)
        merged[key] = Family(family.name, family.used, exists, entries)
    return Recipe(layout, tuple(merged.values()), tuple(functions), tuple(clauses))


def _entries(family: Equilibrium, source: Any) -> dict[str, tuple[Entry, ...]]:
    entries: dict[str, tuple[Entry, ...]] = {
        PROBABILITY: tuple((source(value),) for row in family.strategies for value in row),
        PAYOFF: tuple((source(value),) for value in family.payoff_values),
        OUTCOME: tuple((source(value),) for value in family.outcome_values),
    }
    if family.layout.letters:
        entries[CHOSEN] = tuple((source(family.choice_values[letter]),) for letter in family.layout.letters)
    low: list[Entry] = []
    high: list[Entry] = []
    for index, place in enumerate(family.layout.places):
        if len(place.nodes) < 2:
            continue
        for belief in family.belief_values.get(index, [_NOTHING] * len(place.nodes)):
            ends = (belief.lower, belief.upper) if isinstance(belief, BeliefRange) else ((belief,), (belief,))
            low.append(tuple(map(source, ends[0])))
            high.append(tuple(map(source, ends[1])))
    if low:
        entries |= {BELIEF_LOW: tuple(low), BELIEF_HIGH: tuple(high)}
    return entries
