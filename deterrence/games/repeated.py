"""A repeated game: the same matrix period after period, every player seeing what all have done before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

from deterrence.algebra.formulas.language import Expression
from deterrence.games.checks.checks import Checker
from deterrence.games.forms.dynamic_forms import GRIM, TIT_FOR_TAT, RepeatedForm
from deterrence.games.forms.forms import TreeForm
from deterrence.games.forms.horizon import unrolled
from deterrence.games.matrix import Matrix, matrix_form, read_moves, read_table
from deterrence.games.model import Extent, Model
from deterrence.games.parts.information import START
from deterrence.games.parts.mistakes import Collector, nearest, raise_if_any, spelled
from deterrence.games.parts.nodes import Node
from deterrence.games.parts.shared import Shared
from deterrence.games.parts.vocabulary import Vocabulary
from deterrence.games.periods import ENDLESS, Profile, discount_assumptions, how_often, read_horizon
from deterrence.games.statements import check_claims
from deterrence.games.tree import as_tree, tree_form

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches

STRATEGIES: Final = (GRIM, TIT_FOR_TAT)

# What players look at: whether everyone has kept to what is expected.
ON_PATH: Final = "on the path"
DEVIATION: Final = "after a deviation"


@dataclass(frozen=True, init=False, repr=False)
class Repeated(Model):
    r"""A matrix played period after period; payoffs are discounted averages ``(1 - delta) * sum delta**t * u(t)``.

    Parameters
    ----------
    players
        Their names; payoffs follow this order.
    moves
        The moves of each player in a period.
    payoffs
        For each profile of moves, in the order of the players, one payoff a player.
    discount
        The discount factor, a number or formula: in [0, 1), or in (0, 1] with a horizon.
    strategies
        The strategies considered where play never ends: "grim trigger" (a profile of moves is played until somebody
        deviates, an equilibrium of the matrix ever after; among these the equilibria of the matrix played throughout),
        or "tit-for-tat" (of two players with the same moves; each does what the other did last).
    horizon
        The number of periods; None where play never ends. With it the game is the tree of its histories, and payoffs
        are discounted sums.
    parameters, assumptions, definitions, claims, title, summary, sources, notes, name
        See :class:`deterrence.games.model.Model`.

    Raises
    ------
    GameError
        A ValueError with every mistake found.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = Repeated(["A", "B"], {"A": ["C", "D"], "B": ["C", "D"]},
    ...     {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)},
    ...     discount="delta", parameters=[dt.Parameter("delta", low=0, high=1)])
    >>> for family in dt.solve(game):
    ...     print(family.outcomes["C, C"], family.exists)
    0 always
    1 delta >= 1/2
    """

    moves: Mapping[str, tuple[str, ...]]
    payoffs: Mapping[Profile, tuple[Expression, ...]]
    discount: Expression
    strategies: str

    def __init__(
        self,
        players: Sequence[str],
        moves: Mapping[str, Sequence[str]],
        payoffs: Mapping[Any, Sequence[Any]],
        discount: Any,
        strategies: str = GRIM,
        horizon: int | None = None,
        **shared: Unpack[Shared],
    ) -> None:
        collector = Collector()
        self._read_shared(players, shared, collector)
        if any(mistake.path[:1] == ("players",) for mistake in collector.mistakes):
            collector.finish()
        self._set(moves=read_moves(moves, self.players, collector))
        raise_if_any(collector.mistakes)
        self._set(
            payoffs=read_table(payoffs, self.players, self.moves, collector),
            discount=collector.expression(discount, ("repeated", "discount"), "discount factor"),
            horizon=read_horizon(horizon, ("repeated", "horizon"), collector),
            strategies=spelled(strategies, STRATEGIES),
        )
        self._check_strategies(collector)
        self._check(Checker(self, collector))
        collector.finish()

    def _check_strategies(self, collector: Collector) -> None:
        path = ("repeated", "strategies")
        if self.strategies not in STRATEGIES:
            known = " or ".join(map(repr, STRATEGIES))
            hint = nearest(str(self.strategies), STRATEGIES)
            collector.add(path, f"'strategies' is {self.strategies!r}; expected {known}.{hint}")
        elif self.strategies == TIT_FOR_TAT and (len(self.players) != 2 or len(set(self.moves.values())) != 1):
            collector.add(path, "tit-for-tat is for two players with the same moves.")
        if self.is_typed:
            collector.add(("types",), "a repeated game has no types.", at_key=True)

    def _check(self, checker: Checker) -> None:
        checker.check_model()
        for profile, payoffs in self.payoffs.items():
            for i, payoff in enumerate(payoffs):
                checker.use(payoff, ("matrix", "payoffs", *profile, i), f"payoff for {self.players[i]}")
        discount_assumptions(self, self.discount, self.horizon, ("repeated", "discount"), checker)
        if not checker.collector.mistakes:
            check_claims(self, checker.collector)

    @property
    def default_concept(self) -> str:
        """Of a number of periods: subgame-perfect equilibria of its tree."""
        return "" if self.horizon is None else "subgame-perfect"

    @property
    def considered(self) -> str:
        """The strategies that the model names; all where there is an end."""
        return "" if not self.is_endless else f"among the strategies that the model names: {self.strategies}"

    @property
    def is_endless(self) -> bool:
        """Whether play never ends."""
        return self.horizon is None

    @property
    def stage(self) -> Matrix:
        """The matrix that is repeated, with the same letters and without claims."""
        matrix = object.__new__(Matrix)
        own = {"moves": self.moves, "payoffs": self.payoffs, "arrays": None}
        matrix._set(**{**self._shared(), **own, "horizon": None, "claims": ()})
        return matrix

    def game_formulas(self) -> Iterator[Expression]:
        """The payoffs and the discount factor."""
        yield self.discount
        yield from self.stage.game_formulas()

    def profiles_of_moves(self) -> Iterator[Profile]:
        """Every profile of moves, the last player's changing fastest."""
        return self.stage.profiles_of_moves()

    @property
    def situations(self) -> tuple[str, ...]:
        """What the strategies considered tell apart of the past."""
        if self.strategies == TIT_FOR_TAT:
            return tuple(f"after {', '.join(profile)}" for profile in self.profiles_of_moves())
        return (ON_PATH, DEVIATION)

    @property
    def places(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """For each player the situations in which it chooses, and its moves there."""
        return {player: dict.fromkeys(self.situations, moves) for player, moves in self.moves.items()}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The profiles of moves, by name."""
        return tuple(", ".join(profile) for profile in self.profiles_of_moves())

    @property
    def kind(self) -> str:
        """The form of game, in words."""
        return "repeated matrix"

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use; with a horizon, those of the tree of its histories."""
        return Vocabulary(self.places, self.outcomes) if self.is_endless else as_tree(self).vocabulary

    @property
    def extent(self) -> Extent:
        """The cells of the matrix."""
        return self.stage.extent

    def extensive_root(self) -> Node:
        """The tree of all histories."""
        if self.horizon is None:
            raise ValueError(ENDLESS)
        return unrolled({START: self.stage.extensive_root()}, START, self.discount, self.horizon)

    def form(self, branches: Branches | None = None) -> RepeatedForm | TreeForm:
        """The matrix and its discount factor; with a horizon, the tree of all histories."""
        if not self.is_endless:
            return tree_form(self, branches)
        once, discount = self.stage, self.value(self.discount, branches=branches)
        table, tree = matrix_form(once, branches), tree_form(once, branches)
        return RepeatedForm(self.ring, self.players, table, tree, discount, self.strategies, self.situations)

    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The payoffs and the discount factor changed."""
        return {"discount": change(self.discount), **self.stage.rewritten(change)}

    @property
    def is_tree(self) -> bool:
        """With a horizon it is that of its histories."""
        return not self.is_endless

    @property
    def over_time(self) -> str:
        """How often the matrix is played, and what later periods count for, on one line."""
        return how_often(self, self.discount, self.horizon) + (f", {self.strategies}" if self.is_endless else "")

    def body(self) -> list[str]:
        """The matrix, and how often it is played."""
        return [*self.stage.body(), "", self.over_time]


__all__ = ["DEVIATION", "GRIM", "ON_PATH", "STRATEGIES", "TIT_FOR_TAT", "Repeated"]
