"""A continuous game: all choose from intervals, at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from deterrence.algebra.formulas.language import Expression, text_of
from deterrence.games.checks.checks import Checker
from deterrence.games.continuous_agents import Agents
from deterrence.games.continuous_checks import Written, check_intervals
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.model import Extent, Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.interval import Interval, read_intervals
from deterrence.games.parts.mistakes import Collector, raise_if_any
from deterrence.games.parts.nodes import Node
from deterrence.games.parts.shared import Shared
from deterrence.games.parts.vocabulary import Vocabulary
from deterrence.games.statements import check_claims

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches


@dataclass(frozen=True, init=False, repr=False)
class Continuous(Model):
    """A game in which every player chooses from an interval, all at the same time (Glicksberg 1952).

    Parameters
    ----------
    players
        Their names; payoffs follow this order.
    choices
        For each player the letter that stands for its choice, and the ends of the interval, which may be chosen:
        numbers or formulas, or "inf" (None) where there is none.
    payoffs
        One a player, in the letters of the game and of the choices: quotients of polynomials. A payoff may have no
        value at ends of the intervals, as that of a contest in which nobody makes an effort; there nothing is an
        equilibrium.
    outcomes
        The probabilities of outcomes, in the same letters, where outcomes are told apart.
    parameters, assumptions, definitions, claims, title, summary, sources, notes, name
        See :class:`deterrence.games.model.Model`. Definitions have no choices in them.

    Raises
    ------
    GameError
        A ValueError with every mistake found.

    Examples
    --------
    A contest for a prize (Tullock 1980):

    >>> import deterrence as dt
    >>> V = dt.Parameter("V", "value of the prize", 0, 10)
    >>> game = Continuous(["A", "B"], {"A": {"e": (0, "inf")}, "B": {"f": (0, "inf")}},
    ...                   ["V*e/(e + f) - e", "V*f/(e + f) - f"], parameters=[V], assumptions=["V > 0"])
    >>> [eq] = dt.solve(game)
    >>> eq.name, eq.choices, eq.payoffs
    ('A e = V/4; B f = V/4', {e: V/4, f: V/4}, {A: V/4, B: V/4})
    """

    intervals: Mapping[str, Interval]
    payoffs: tuple[Expression, ...]
    chances: Mapping[str, Expression]

    def __init__(
        self,
        players: Sequence[str],
        choices: Mapping[str, Any],
        payoffs: Sequence[Any],
        outcomes: Mapping[str, Any] | None = None,
        **shared: Unpack[Shared],
    ) -> None:
        collector = Collector()
        self._read_shared(players, shared, collector)
        if any(mistake.path[:1] == ("players",) for mistake in collector.mistakes):
            collector.finish()
        self._set(intervals=read_intervals(choices, self.players, collector))
        raise_if_any(collector.mistakes)
        self._set(
            payoffs=_read_payoffs(payoffs, self.players, collector), chances=_read_chances(outcomes or {}, collector)
        )
        raise_if_any(collector.mistakes)
        self._check(Checker(self, collector))
        collector.finish()

    def _check(self, checker: Checker) -> None:
        checker.check_model()
        check_intervals(self, self.intervals, list(self._with_choices), checker)
        check_claims(self, checker.collector)

    @property
    def _with_choices(self) -> Iterator[Written]:
        """The formulas in which choices may occur, with their places."""
        for i, (player, x) in enumerate(zip(self.players, self.payoffs, strict=True)):
            yield Written(("payoffs", i), f"payoff for {player}", x)
        for name, x in self.chances.items():
            yield Written(("outcomes", name), f"probability of '{name}'", x)

    @property
    def writes_types_out(self) -> bool:
        """No: each type is an agent of its own, who chooses from an interval."""
        return False

    @property
    def kind(self) -> str:
        """The form of game, in words."""
        return "continuous game"

    def game_formulas(self) -> Iterator[Expression]:
        """The payoffs, the probabilities of outcomes, and the ends of intervals."""
        yield from self.payoffs
        yield from self.chances.values()
        yield from (end for interval in self.intervals.values() for end in interval.formulas)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes that are told apart."""
        return tuple(self.chances)

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use: outcomes, and the letters of choices."""
        letters = tuple(agent.letter for agent in Agents(self, self.intervals).all)
        return Vocabulary(dict.fromkeys(self.players, FrozenDict()), self.outcomes, letters=letters)

    @property
    def extent(self) -> Extent:
        """The choices."""
        return Extent(len(self.players), "choices")

    def extensive_root(self) -> Node:
        """There is none with finitely many moves."""
        raise ValueError("a game of choices from intervals, made at the same time, has no tree of finitely many moves")

    def form(self, branches: Branches | None = None) -> ContinuousForm:
        """Its payoffs as rational functions of letters and choices."""
        return Agents(self, self.intervals).form(self.payoffs, self.chances, branches)

    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The payoffs, probabilities and ends changed."""
        return {
            "payoffs": tuple(map(change, self.payoffs)),
            "chances": FrozenDict({name: change(x) for name, x in self.chances.items()}),
            "intervals": FrozenDict({player: own.put(change) for player, own in self.intervals.items()}),
        }

    def body(self) -> list[str]:
        """Who chooses what, and what everybody gets."""
        lines = [f"{player} chooses {interval}" for player, interval in self.intervals.items()]
        paid = zip(self.players, self.payoffs, strict=True)
        lines += [f"payoff of {player}: {text_of(payoff)}" for player, payoff in paid]
        return lines + [f"probability of {name}: {text_of(x)}" for name, x in self.chances.items()]


def _read_payoffs(given: Any, players: Sequence[str], collector: Collector) -> tuple[Expression, ...]:
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence) or len(given) != len(players):
        collector.add(("payoffs",), f"expected a list of payoffs, one for each of {', '.join(players)}")
        return ()
    return tuple(collector.expression(x, ("payoffs", i)) for i, x in enumerate(given))


def _read_chances(given: Any, collector: Collector) -> Mapping[str, Expression]:
    if not isinstance(given, Mapping):
        collector.add(("outcomes",), "expected outcomes as a mapping of names to probabilities, {'War': 'e/(e + f)'}")
        return FrozenDict()
    found: dict[str, Expression] = {}
    for name, x in given.items():
        if collector.label(name, ("outcomes", name), "outcome", at_key=True):
            found[name] = collector.expression(x, ("outcomes", name))
    return FrozenDict(found)
