"""What lies between a game as it is written and forms that can be solved: a chain of steps, each there and back.

A step takes a game to one or several that are simpler to solve, and takes what is found for these back to the game. The
steps, in order: periods played out; types written out; choices from an interval taken among finitely many values; `min`
and `max` split by case. Then a method finds families
(`methods.py`), and the way back begins. Learnt from the reductions of CVXPY (Agrawal, Verschueren, Diamond and
Boyd 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from deterrence.algebra.region import Region
from deterrence.equilibria.equilibria import Found
from deterrence.games.pieces import Piece, pieces
from deterrence.games.tree import as_tree
from deterrence.solvers.checks.verified import with_families
from deterrence.solvers.trees.continuous_choice import ChoicesTaken

if TYPE_CHECKING:
    from deterrence.algebra.conditions.decide import Background


class Step(Protocol):
    """One step, there and back."""

    def accepts(self, game: Any) -> bool:
        """Whether there is anything to do."""

    def apply(self, game: Any) -> tuple[Sequence[Any], Any]:
        """The games it turns into, and what is needed to go back."""

    def back(self, found: Sequence[Found], kept: Any) -> Found:
        """What was found for these, as it stands for the game."""

    def says(self, kept: Any) -> str:
        """What was done, in words."""


@dataclass(frozen=True)
class PlayedOut:
    """A game of some periods becomes the tree of its histories, whose equilibria are the game's own."""

    def accepts(self, game: Any) -> bool:
        """A game over time with a horizon."""
        return game.horizon is not None

    def apply(self, game: Any) -> tuple[Sequence[Any], Any]:
        """The tree."""
        tree = as_tree(game)
        return [tree], (game.horizon, len(tree.steps))

    def back(self, found: Sequence[Found], kept: Any) -> Found:
        """Names of information sets carry the periods."""
        return found[0]

    def says(self, kept: Any) -> str:
        """How many periods and nodes."""
        periods, nodes = kept
        return f"{periods} periods played out: a tree of {nodes:,} nodes"


@dataclass(frozen=True)
class TypesWrittenOut:
    """A game with types becomes a tree in which chance draws them (Harsanyi 1967); names carry types back."""

    def accepts(self, game: Any) -> bool:
        """A game in which somebody has types."""
        return bool(game.writes_types_out)

    def apply(self, game: Any) -> tuple[Sequence[Any], Any]:
        """The tree after the draw; what its information sets were called goes with it."""
        return [as_tree(game).expanded], len(game.profiles())

    def back(self, found: Sequence[Found], kept: Any) -> Found:
        """Nothing to do."""
        return found[0]

    def says(self, kept: Any) -> str:
        """How many profiles of types."""
        return f"types written out: {kept} profile{'s' if kept > 1 else ''}"


@dataclass(frozen=True)
class CasesSplit:
    """A game with `min` or `max` of letters is one game for each way these may fall out; others are one form."""

    background: Background

    def accepts(self, game: Any) -> bool:
        """Every game becomes a form here."""
        return True

    def apply(self, game: Any) -> tuple[Sequence[Any], Any]:
        """The forms, and under which conditions each is the game."""
        split = list(pieces(game, self.background))
        return [piece.form for piece in split], split

    def back(self, found: Sequence[Found], kept: Any) -> Found:
        """The families of all cases, each where its case holds."""
        whole = joined([within(part, piece, self.background) for part, piece in zip(found, kept, strict=True)])
        return replace(whole, rounded=whole.rounded or not all(piece.exact for piece in kept))

    def says(self, kept: Any) -> str:
        """How many cases there are, where there are several."""
        return f"min and max split: {len(kept)} cases" if len(kept) > 1 else ""


@dataclass(frozen=True)
class Taken:
    """The steps taken with a game: the forms at their end, what was done in words, and the way back."""

    forms: tuple[Any, ...]
    says: tuple[str, ...]
    back: Callable[[Sequence[Found]], Found]


def steps(game: Any, chain: Sequence[Step]) -> Taken:
    """A game taken through the steps that accept it; a step may make several games of one."""
    games: Sequence[Any] = [game]
    said: list[str] = []
    ways: list[tuple[Step, list[tuple[int, Any]]]] = []  # for each game how many came of it, and what was kept
    for step in chain:
        if step.accepts(games[0]):
            taken = [step.apply(before) for before in games]
            games = [after for made, _ in taken for after in made]
            said += dict.fromkeys(step.says(kept) for _, kept in taken)
            ways.append((step, [(len(made), kept) for made, kept in taken]))

    def back(found: Sequence[Found]) -> Found:
        for step, parts in reversed(ways):
            left = iter(found)
            found = [step.back(list(islice(left, count)), kept) for count, kept in parts]
        return found[0]

    return Taken(tuple(games), tuple(filter(None, said)), back)


def chain_for(background: Background) -> tuple[Step, ...]:
    """The steps in order."""
    return PlayedOut(), TypesWrittenOut(), ChoicesTaken(background), CasesSplit(background)


# --- the way back from the cases ------------------------------------------------------------------------------------


def joined(parts: Sequence[Found]) -> Found:
    """What was found in all cases, families of full dimension first."""
    families = sorted((f for part in parts for f in part.families), key=lambda f: not f.exists.is_generic)
    place = {id(family): index for index, family in enumerate(families)}
    components = tuple(
        replace(c, equilibria=tuple(sorted(c, key=lambda e: place[id(e)]))) for part in parts for c in part.components
    )
    return Found(
        tuple(families),
        components,
        complete=all(part.complete for part in parts),
        why="; ".join(dict.fromkeys(part.why for part in parts if part.why)),
        method=next((part.method for part in parts if part.method), ""),
        complete_off_ties=all(p.complete if p.complete_off_ties is None else p.complete_off_ties for p in parts),
        spans=tuple(span for part in parts for span in part.spans),
        unchecked="; ".join(dict.fromkeys(part.unchecked for part in parts if part.unchecked)),
        rounded=any(part.rounded for part in parts),
    )


def within(found: Found, piece: Piece, background: Background) -> Found:
    """What was found in one case, restricted to where the game is that case; rounded where a number in it had to be."""
    if not piece.exact:
        found = with_families(found, {family: family.rounded() for family in found.families})
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
