"""A tree in which types are drawn from distributions, as solvers take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from deterrence.algebra.exact.rational import ring
from deterrence.games.forms.forms import Form, TreeForm
from deterrence.games.parts.frozen import FrozenDict

if TYPE_CHECKING:
    from fractions import Fraction

    from deterrence.algebra.exact.rational import Branches, RationalFunction
    from deterrence.games.parts.layout import Layout
    from deterrence.games.parts.setting import Setting

    _Setting = TypeVar("_Setting", bound=Setting)


@dataclass(frozen=True)
class TypeDrawn:
    """How the type of a player is drawn.

    Attributes
    ----------
    letter
        The letter that stands for it.
    low, high
        The ends of the interval, in the letters of the game.
    cdf
        The probability of a type up to the letter, in the letters of the game and this letter.
    """

    letter: str
    low: RationalFunction
    high: RationalFunction
    cdf: RationalFunction


@dataclass(frozen=True)
class DrawnForm(Form):
    """A game in extensive form in which some players' types are drawn from distributions.

    Attributes
    ----------
    written
        The tree, in the letters of the game and of the types; a type occurs in payoffs of its own player only.
    drawn
        How types are drawn, by the positions of their players.
    """

    representation: ClassVar[str] = "drawn types"
    written: TreeForm
    drawn: Mapping[int, TypeDrawn]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "perfect-bayesian"

    def at(self, values: Mapping[str, Fraction]) -> DrawnForm:
        """The game with some letters fixed."""
        home = ring(tuple(name for name in self.ring.names if name not in values))
        typed = ring((*home.names, *(own.letter for own in self.drawn.values())))
        nodes = tuple(
            replace(
                node,
                probabilities=tuple(p.at(values).into(home) for p in node.probabilities),
                payoffs=tuple(p.at(values).into(typed) for p in node.payoffs),
            )
            for node in self.written.nodes
        )
        drawn = {
            player: TypeDrawn(
                own.letter,
                own.low.at(values).into(home),
                own.high.at(values).into(home),
                own.cdf.at(values).into(typed),
            )
            for player, own in self.drawn.items()
        }
        return DrawnForm(home, self.players, replace(self.written, ring=typed, nodes=nodes), FrozenDict(drawn))

    @property
    def layout(self) -> Layout:
        """The names of players, information sets, nodes and outcomes."""
        return self.written.layout

    @property
    def tree(self) -> TreeForm:
        """The tree; its payoffs have the letters of types in them."""
        return self.written

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, where the game says so."""
        return self.written.tie_rules

    @cached_property
    def payoffs(self) -> dict[int, tuple[tuple[RationalFunction, RationalFunction], ...]]:
        """At each outcome for each player `(a, b)`, in the letters of the game: a payoff of `a + b*type`."""
        found = {}
        for index, node in enumerate(self.written.nodes):
            if node.kind == "outcome":
                found[index] = tuple(self._affine(player, payoff) for player, payoff in enumerate(node.payoffs))
        return found

    def _affine(self, player: int, payoff: RationalFunction) -> tuple[RationalFunction, RationalFunction]:
        if player not in self.drawn:
            return payoff.into(self.ring), self.ring.zero
        letter, wide = self.drawn[player].letter, payoff.ring
        slope = payoff.derivative(letter)
        return payoff.substitute(letter, wide.zero).into(self.ring), slope.into(self.ring)

    @property
    def all_formulas(self) -> list[RationalFunction]:
        """Every number in payoffs, in probabilities of chance, and the ends of distributions."""
        chances = [p for node in self.written.nodes for p in node.probabilities]
        return [*self.all_payoffs, *chances, *(end for own in self.drawn.values() for end in (own.low, own.high))]

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """Every number in the payoffs of all ends."""
        return [x for row in self.payoffs.values() for pair in row for x in pair]


def with_type_letters(setting: _Setting) -> _Setting:
    """A setting with the letters of types among its parameters, after the others."""
    for own in setting.drawn.values():
        setting = setting.with_letter(own)
    return setting._with(drawn=FrozenDict()) if setting.drawn else setting


def types_drawn(setting: Setting, wide: Setting, branches: Branches | None = None) -> dict[str, TypeDrawn]:
    """How types are drawn, by player; `wide` is the setting with the letters of types."""
    found = {}
    for player, own in setting.drawn.items():
        low, high = (wide.value(end, branches=branches).into(setting.ring) for end in own.distribution.ends)
        found[player] = TypeDrawn(own.letter, low, high, wide.value(own.below, branches=branches))
    return found


def drawn_form(setting: Setting, wide: Setting, form: TreeForm, branches: Branches | None) -> DrawnForm:
    """A tree whose formulas were read with the letters of types (`wide`), and how these are drawn."""
    found = types_drawn(setting, wide, branches)
    drawn = {setting.players.index(player): own for player, own in found.items()}
    small = setting.ring
    nodes = tuple(replace(node, probabilities=tuple(p.into(small) for p in node.probabilities)) for node in form.nodes)
    return DrawnForm(small, setting.players, replace(form, nodes=nodes), FrozenDict(drawn))
