"""A finite stochastic game (Shapley 1953): the game of a period depends on a state, and how it ends moves the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

from deterrence.algebra.formulas.language import Expression, FormulaError
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.next_states import check_next
from deterrence.games.checks.probabilities import ONE
from deterrence.games.checks.tree_checks import TreeChecker
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, IntervalChoice, Period, StochasticForm
from deterrence.games.forms.flat_form import flat_form
from deterrence.games.forms.forms import TreeForm
from deterrence.games.forms.horizon import unrolled
from deterrence.games.matrix import read_moves, read_table
from deterrence.games.model import Extent, Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.information import WrittenSet, written_sets
from deterrence.games.parts.mistakes import Collector, Mistake, Path, listed, nearest
from deterrence.games.parts.nodes import (
    Choice,
    Node,
    Outcome,
    as_next,
    as_node,
    next_text,
    node_lines,
    rewritten,
    size,
    walk,
)
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.shared import Shared
from deterrence.games.parts.show import cell_text, table
from deterrence.games.parts.vocabulary import Vocabulary
from deterrence.games.periods import (
    ENDLESS,
    Profile,
    as_table,
    discount_assumptions,
    how_often,
    read_horizon,
    simultaneous,
)
from deterrence.games.statements import check_claims
from deterrence.games.tree import Tree, as_tree, tree_form

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches

MOST_STATES: Final = 200


@dataclass(frozen=True, init=False, repr=False)
class Stochastic(Model):
    """A game with states; payoffs are discounted averages ``(1 - delta) * sum delta**t * u(t)``.

    Parameters
    ----------
    players
        Their names; payoffs follow this order.
    states
        For each state what is played in a period: a tree in which every player sees what was done before, or a choice
        of all at the same time, as a mapping with `moves`, `payoffs` (as for a matrix) and `next` (a state, or the
        probability of each, for all profiles of moves or by profile). Each outcome of a tree says in `next` what state
        follows; without it the state stays as it is.
    discount
        The discount factor, a number or formula: in [0, 1), or in (0, 1] with a horizon.
    start
        The state of the first period; the first of `states` unless given.
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
    >>> game = Stochastic(["Power"], {
    ...     "Weak": dt.Decision("Power", {
    ...         "Wait": dt.Outcome("Waits", [0]), "Build": dt.Outcome("Builds", ["-k"], next="Strong")}),
    ...     "Strong": dt.Decision("Power", {"Hold": dt.Outcome("Holds", [1])}),
    ... }, discount="delta", parameters=[dt.Parameter("k", low=0), dt.Parameter("delta", low=0, high=1)])
    >>> for family in dt.solve(game):
    ...     print(family["Power", "Weak"], family.exists)
    {Wait: 1, Build: 0} delta <= k/(k + 1)
    {Wait: 0, Build: 1} delta >= k/(k + 1)
    """

    states: Mapping[str, Node]
    discount: Expression
    start: str

    def __init__(
        self,
        players: Sequence[str],
        states: Mapping[str, Any],
        discount: Any,
        start: str | None = None,
        horizon: int | None = None,
        **shared: Unpack[Shared],
    ) -> None:
        collector = Collector()
        self._read_shared(players, shared, collector)
        if any(mistake.path[:1] == ("players",) for mistake in collector.mistakes):
            collector.finish()
        self._set(
            states=_read_states(states, self.players, collector),
            discount=collector.expression(discount, ("discount",), "discount factor"),
            horizon=read_horizon(horizon, ("horizon",), collector),
        )
        collector.finish()
        self._set(start=next(iter(self.states)) if start is None else start)
        if self.start not in self.states:
            hint = nearest(str(self.start), self.states)
            collector.add(("start",), f"'{self.start}' is not a state; those are {listed(self.states)}.{hint}")
        if self.is_typed:
            collector.add(("types",), "a game with states has no types.", at_key=True)
        self._check(Checker(self, collector))
        collector.finish()

    def _check(self, checker: Checker) -> None:
        checker.check_model()
        for state, root in self.states.items():
            table = as_table(root, self.players)
            if table is None:
                self._check_tree(state, checker)
            else:
                self._check_table(state, table, checker)
        self._check_choices(checker.collector)
        discount_assumptions(self, self.discount, self.horizon, ("discount",), checker)
        if not checker.collector.mistakes:
            check_claims(self, checker.collector)

    def _check_tree(self, state: str, checker: Checker) -> None:
        collector = checker.collector
        before = len(collector.mistakes)
        period = self.period(state)
        TreeChecker(period, checker, collector).check()
        collector.mistakes[before:] = [m.under("states", state) for m in collector.mistakes[before:]]
        if len(collector.mistakes) == before and any(len(found.nodes) > 1 for found in period.written_sets):
            message = (
                f"in the period of state '{state}' a player moves without seeing everything; a period is a tree in "
                "which all is seen, or a choice of all players at the same time ('matrix')."
            )
            collector.add(("states", state), message, at_key=True)

    def _check_choices(self, collector: Collector) -> None:
        """Choices from intervals: their letters in different states, and no horizon."""
        first: dict[str, str] = {}
        for state in self.states:
            for own in self.period(state).choices:
                other = first.setdefault(own.letter, state)
                if other != state:
                    message = f"'{own.letter}' is chosen in state '{other}' already: each choice has its own letter."
                    collector.add(("states", state), message, at_key=True, name=own.letter)
        if first and self.horizon is not None:
            letter = next(iter(first))
            message = (
                f"'{letter}' is chosen from an interval, again and again; this is solved where play never ends: leave "
                "'horizon' out."
            )
            collector.add(("horizon",), message, at_key=True)

    def _check_table(self, state: str, table: Mapping[Profile, Outcome], checker: Checker) -> None:
        for profile, outcome in table.items():
            where: Path = ("states", state, "matrix", "payoffs", *profile)
            for i, payoff in enumerate(outcome.payoffs):
                checker.use(payoff, (*where, i), f"payoff for {self.players[i]}")
            if outcome.next:
                check_next(outcome.next, tuple(self.states), ("states", state, "next", *profile), checker)

    @property
    def default_concept(self) -> str:
        """Of a number of periods: subgame-perfect equilibria of its tree."""
        return "" if self.horizon is None else "subgame-perfect"

    def game_formulas(self) -> Iterator[Expression]:
        """The payoffs, the probabilities and the discount factor."""
        yield self.discount
        for root in self.states.values():
            yield from (x for step in walk(root) for x in step.node.formulas)

    def period(self, state: str) -> Tree:
        """What is played in a state, as a tree with the same letters and without claims."""
        tree = object.__new__(_Period)
        own = {"root": self.states[state], "next_states": tuple(self.states), "horizon": None, "claims": ()}
        tree._set(**{**self._shared(), **own})
        return tree

    def sets_of(self, state: str) -> tuple[tuple[WrittenSet, str], ...]:
        """The information sets of a state, and what they are called in the whole game.

        A player's only one is called after the state; others as `Tolerant: after Probe`.
        """
        found = written_sets(tuple(walk(self.states[state])))
        owners = [place.player for place in found]
        return tuple((place, state if owners.count(place.player) == 1 else f"{state}: {place.name}") for place in found)

    @property
    def places(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """For each player the situations in which it chooses, and its moves there."""
        found: dict[str, dict[str, tuple[str, ...]]] = {player: {} for player in self.players}
        for state in self.states:
            for place, name in self.sets_of(state):
                found[place.player][name] = place.moves
        return found

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes, in the order met."""
        names = (
            step.node.name for root in self.states.values() for step in walk(root) if isinstance(step.node, Outcome)
        )
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def is_endless(self) -> bool:
        """Whether play never ends."""
        return self.horizon is None

    @property
    def kind(self) -> str:
        """The form of game, in words."""
        return "game with states"

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use; with a horizon, those of the tree of its histories."""
        if not self.is_endless:
            return as_tree(self).vocabulary
        return Vocabulary(self.places, self.outcomes, letters=tuple(own.letter for own in self.choices))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices from an interval, in all states."""
        nodes = (step.node for root in self.states.values() for step in walk(root))
        return tuple(node for node in nodes if isinstance(node, Choice))

    @property
    def extent(self) -> Extent:
        """The nodes of all states."""
        return Extent(sum(map(size, self.states.values())), "nodes")

    def extensive_root(self) -> Node:
        """The tree of all histories."""
        if self.horizon is None:
            raise ValueError(ENDLESS)
        return unrolled(self.states, self.start, self.discount, self.horizon)

    def form(self, branches: Branches | None = None) -> StochasticForm | TreeForm:
        """Every period as a flat tree, and what state follows; with a horizon, the tree of all histories."""
        if not self.is_endless:
            return tree_form(self, branches)
        discount = self.value(self.discount, branches=branches)
        wide = self._with_choices()
        periods = tuple(self._period_form(state, wide, branches) for state in self.states)
        start = list(self.states).index(self.start)
        if not self.choices:
            return StochasticForm(self.ring, self.players, discount, periods, start)
        choices = tuple(self._interval_choices(periods, branches))
        return ChosenStatesForm(self.ring, self.players, discount, periods, start, choices, wide.ring)

    def _with_choices(self) -> Stochastic:
        """The setting with the letters of choices among its letters."""
        letters = {own.letter: Parameter(own.letter) for own in self.choices}
        return self._with(parameters=FrozenDict({**self.parameters, **letters})) if letters else self

    def _interval_choices(self, periods: Sequence[Period], branches: Branches | None) -> Iterator[IntervalChoice]:
        for index, (root, period) in enumerate(zip(self.states.values(), periods, strict=True)):
            for step in walk(root):
                if isinstance(step.node, Choice):
                    low, high = (self.value(end, branches=branches) for end in step.node.formulas)
                    place = period.form.nodes[step.position].information_set
                    yield IntervalChoice(step.node.letter, index, place, low, high)

    def _period_form(self, state: str, wide: Stochastic, branches: Branches | None) -> Period:
        tree = self.period(state)
        form = flat_form(wide, tree.steps, tree.written_sets, {}, branches)
        names = {(place.player, place.nodes): name for place, name in self.sets_of(state)}
        following = {}
        for step in tree.steps:
            if isinstance(step.node, Outcome):
                row = dict.fromkeys(self.states, self.ring.zero)
                for reached, probability in (step.node.next or {state: ONE}).items():
                    row[reached] = self.value(probability, branches=branches)
                following[step.position] = tuple(row.values())
        sets = tuple(names[form.players[place.player], place.nodes] for place in form.information_sets)
        return Period(state, form, sets, following)

    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The payoffs, the probabilities of states and the discount factor changed."""
        states = FrozenDict({state: rewritten(root, change) for state, root in self.states.items()})
        return {"discount": change(self.discount), "states": states}

    @property
    def is_tree(self) -> bool:
        """With a horizon it is that of its histories."""
        return not self.is_endless

    @property
    def over_time(self) -> str:
        """In which state play starts, how often it is played, and what later periods count for, on one line."""
        return f"starts in {self.start}, {how_often(self, self.discount, self.horizon)}"

    def body(self) -> list[str]:
        """What is played in each state, and how often."""
        return [line for state in self.states for line in self._state_lines(state)] + [self.over_time]

    def _state_lines(self, state: str) -> list[str]:
        profiles = as_table(self.states[state], self.players)
        if profiles is None:
            return [f"in {state}:", *(f"  {line}" for line in node_lines(self.states[state])), ""]
        rows = [[*self.players, "payoffs", "next"]]
        for profile, outcome in profiles.items():
            rows.append([*profile, cell_text(outcome.payoffs), next_text(outcome.next) if outcome.next else state])
        return [f"in {state}:", *(f"  {line}" for line in table(rows)), ""]


@dataclass(frozen=True, init=False, repr=False)
class _Period(Tree):
    """The tree of one state's period, whose outcomes may name the state that follows."""

    next_states: tuple[str, ...]  # type: ignore[misc]


# --- reading what a caller gives ----------------------------------------------------------------------------------


def _read_states(given: Any, players: tuple[str, ...], collector: Collector) -> Mapping[str, Node]:
    if not isinstance(given, Mapping) or not given:
        collector.add(("states",), "expected the states as a mapping of names to what is played in each.")
        return FrozenDict()
    if len(given) > MOST_STATES:
        collector.add(("states",), f"{len(given):,} states; at most {MOST_STATES} are possible.", at_key=True)
        return FrozenDict()
    found: dict[str, Node] = {}
    for state, period in given.items():
        if not collector.label(state, ("states", state), "state", at_key=True):
            continue
        inner = Collector()
        if isinstance(period, Mapping):
            node = _read_table_period(period, players, tuple(given), inner)
        else:
            try:
                node = as_node(period, state)
            except ValueError as fault:
                inner.add((), str(fault))
                node = None
        collector.mistakes += [mistake.under("states", state) for mistake in inner.mistakes]
        if node is not None:
            found[state] = node
    return FrozenDict(found)


def _read_table_period(
    given: Mapping[str, Any], players: tuple[str, ...], states: Sequence[str], collector: Collector
) -> Node | None:
    """A choice of all players at the same time."""
    known = ("moves", "payoffs", "next")
    for key in given:
        if key not in known:
            collector.add((), f"'{key}' is not a key of a period; those are {listed(known)}.{nearest(str(key), known)}")
    moves = read_moves(given.get("moves", {}), players, collector)
    if collector.mistakes:
        return None
    payoffs = read_table(given.get("payoffs", {}), players, moves, collector)
    if collector.mistakes:
        return None
    following = next_by_profile(given.get("next"), [moves[player] for player in players], states, collector)
    ends: dict[Profile, Node] = {
        profile: Outcome(", ".join(profile), paid, following[profile]) for profile, paid in payoffs.items()
    }
    return simultaneous(players, ends)


def next_by_profile(
    given: Any, moves: Sequence[Sequence[str]], states: Sequence[str], collector: Collector
) -> dict[Profile, Mapping[str, Expression]]:
    """The next state after each profile of moves, from a mapping nested like the payoffs, as far down as it differs."""
    found: dict[Profile, Mapping[str, Expression]] = {}
    waiting: list[tuple[Profile, Any]] = [((), given)]
    while waiting:
        before, value = waiting.pop()
        depth = len(before)
        if isinstance(value, Mapping) and depth < len(moves) and not set(value) <= set(states):
            known = moves[depth]
            strangers = [key for key in value if key not in known]
            for key in strangers:
                names = [*known, *states]
                message = f"'{key}' is neither a state nor a move; those are {listed(names)}.{nearest(str(key), names)}"
                collector.add(("next", *before, key), message, at_key=True)
            missing = [] if strangers else [", ".join((*before, move)) for move in known if move not in value]
            if missing:
                message = (
                    f"'next' says nothing for {' and '.join(missing)}; say the next state of every profile of moves."
                )
                collector.add(("next", *before), message)
            waiting += [((*before, move), value.get(move)) for move in known]
            continue
        try:
            reached = as_next(value)
        except (FormulaError, ValueError) as fault:
            collector.mistakes.append(Mistake(("next", *before), getattr(fault, "message", str(fault))))
            reached = as_next(None)
        profiles = [before]
        for offered in moves[depth:]:
            profiles = [(*profile, move) for profile in profiles for move in offered]
        found.update(dict.fromkeys(profiles, reached))
    return found


__all__ = ["MOST_STATES", "Stochastic", "next_by_profile"]
