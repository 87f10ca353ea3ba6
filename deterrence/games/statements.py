"""What a claim says of a game: its words resolved to players, information sets, moves and outcomes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeAlias, TypeVar

from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import Comparison, Expression, FormulaError, Name, Number, names_in, text_of
from deterrence.games.checks.valued import divides_by_zero
from deterrence.games.claim_names import ClaimNames, names_stand
from deterrence.games.model import Model
from deterrence.games.parts.claim import WORDS, Claim
from deterrence.games.parts.equilibrium_names import comparison
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest, raise_if_any


@dataclass(frozen=True)
class Choice:
    """At an information set of a player (of a type) the moves have these probabilities; those not named have 0."""

    agent: str
    information: str
    probabilities: Mapping[str, Expression]


@dataclass(frozen=True)
class Cutpoint:
    """At an information set of a player whose type is drawn these types make a move for certain, and no others do.

    `relation` is `">="` or `"<="`: the types from the value up, or up to it; the one at it does not matter.
    """

    agent: str
    information: str
    move: str
    relation: str
    value: Expression


@dataclass(frozen=True)
class Compared:
    """At an information set of a player (of a type) the probability of a move compares so with a formula."""

    agent: str
    information: str
    move: str
    relation: str
    value: Expression


@dataclass(frozen=True)
class Probability:
    """An outcome, or else a move somewhere on the path of play, has this probability."""

    of: str
    kind: str
    value: Expression


@dataclass(frozen=True)
class Payoff:
    """A player (of a type) has this payoff."""

    agent: str
    value: Expression


@dataclass(frozen=True)
class Chosen:
    """What is chosen from an interval, by the letter of the choice."""

    letter: str
    value: Expression


@dataclass(frozen=True)
class Belief:
    """At an information set, a player (of a type) believes with this probability that a move was made before.

    `about` is that move (of a player or of chance), or a type: `Hard`, or `Challenger (Hard)`.
    """

    agent: str
    information: str
    about: str
    value: Expression


@dataclass(frozen=True)
class Count:
    """There are this many equilibria (`is_equal` False: there are not)."""

    number: int
    is_equal: bool = True


@dataclass(frozen=True)
class Effect:
    """A parameter moves a quantity in this direction.

    `kind` says what `on` names: an `"outcome"` or a `"move"`, whose probability it is, an agent's `"payoff"`, or the
    letter of a `"choice"` from an interval.
    """

    of: str
    on: str
    kind: str
    direction: str


T = TypeVar("T")
V = TypeVar("V")

Statement: TypeAlias = Choice | Cutpoint | Probability | Payoff | Chosen | Belief | Count | Effect


def statements(claim: Claim, game: Model) -> tuple[Statement, ...]:
    """What a claim says of a game, all of which is to hold at once.

    A move named without its information set is chosen wherever the player may make it; a player named without its
    type chooses so whatever its type.

    Raises
    ------
    GameError
        Where the claim names what the game does not have.
    """
    reading = _Reading(claim, ClaimNames(game), Collector())
    found = reading.statements()
    raise_if_any(reading.collector.mistakes)
    return found


def named_choices(game: Model) -> Mapping[str, tuple[Compared, ...]]:
    """What is chosen in the equilibria that have a name in the literature, by that name.

    Raises
    ------
    GameError
        Where a condition names what the game does not have.
    """
    if not game.names:
        return FrozenDict()
    collector = Collector()
    found = _read_names(game, ClaimNames(game), collector)
    raise_if_any(collector.mistakes)
    return FrozenDict(found)


def _read_names(game: Model, names: ClaimNames, collector: Collector) -> dict[str, tuple[Compared, ...]]:
    found: dict[str, tuple[Compared, ...]] = {}
    for name, condition in game.names.items():
        reading = _NameReading(names, collector)
        parts = (part for key, value in condition.items() for part in reading.choices(key, value, ("names", name, key)))
        found[name] = tuple(compared for part in parts for compared in part)
    return found


def check_claims(game: Model, collector: Collector) -> None:
    """Note what claims, and conditions for names of equilibria, name that the game does not have.

    Nothing is noted where the names of the game itself are not in order.
    """
    if not names_stand(game, collector.mistakes):
        return
    for path, sense in ((), game.sense), *((("claims", i), claim.sense) for i, claim in enumerate(game.claims)):
        if sense.leader is not None and sense.leader not in game.players:
            said = f"'{sense.leader}' is no player; there are: {listed(game.players)}."
            collector.add((*path, "leader"), said + nearest(sense.leader, game.players))
        if sense.commits and sense.leader is None and game.sense.leader is None:
            said = f"'{sense.concept}' needs the player who commits: add 'leader: {game.players[0]}', for instance."
            collector.add((*path, "concept"), said)
    if not (game.claims or game.names):
        return
    names = ClaimNames(game)
    _read_names(game, names, collector)
    for i, claim in enumerate(game.claims):
        reading = _Reading(claim, names, Collector())
        reading.statements()
        collector.mistakes.extend(mistake.under("claims", i) for mistake in reading.collector.mistakes)


def _number(x: Expression) -> Fraction | None:
    """The number that a formula without letters is; None where there are letters, or it has no exact value."""
    if names_in(x):
        return None
    try:
        value = value_at(x, {})
    except FormulaError:
        return None
    return value if isinstance(value, Fraction) else None


class _Choosing(ABC, Generic[T, V]):
    """What is said of choices, being read: of the probability `V` of a move, and of all at an information set `T`."""

    def __init__(self, names: ClaimNames, collector: Collector) -> None:
        self.game = names
        self.collector = collector

    @abstractmethod
    def probability(self, written: Any, path: Path, what: str) -> V:
        """What is said of the probability of a move."""

    @abstractmethod
    def said(self, agent: str, information: str, probabilities: Mapping[str, V]) -> T:
        """What is said of all moves at an information set."""

    def check_together(self, probabilities: Mapping[str, V], path: Path) -> None:
        """Note what is wrong with the probabilities of the moves of an information set taken together."""

    def checked(self, x: Expression, path: Path, what: str) -> Expression:
        """The formula of a probability, its names known, and between 0 and 1 where it is a number."""
        self.use(x, path, what)
        return self.chance(x, path, what)

    def chance(self, x: Expression, path: Path, what: str) -> Expression:
        """A formula that lies between 0 and 1 where it is a number."""
        number = _number(x)
        if number is not None and not 0 <= number <= 1:
            self.collector.add(path, f"the {what} is {number}; probabilities lie between 0 and 1.")
        return x

    def use(self, x: Expression, path: Path, what: str) -> None:
        """Check that the names of a formula are known, and that it does not divide by what is zero for all letters."""
        self.check_names(names_in(x), path, what)
        if divides_by_zero(x):
            self.collector.add(path, f"{what} has no value: {text_of(x)} divides by zero.")

    def check_names(self, names: Iterable[str], path: Path, what: str) -> None:
        for name in names:
            if name in (*self.game.vocabulary.letters, *self.game.drawn):
                of = "type" if name in self.game.drawn else "choice"
                said = f"{what} uses '{name}', the letter of a {of}, which may not be used there: only parameters may."
                self.collector.add(path, said, name=name)
            elif name not in self.game.known:
                self.collector.stranger(path, what, name, self.game.known)
            elif name in self.game.by_type:
                self.collector.add(path, f"{what} uses '{name}', which depends on a type", name=name)

    def one_of(self, name: Any, known: Iterable[str], path: Path, what: str, *, at_key: bool = False) -> bool:
        choices = list(known)
        if name in choices:
            return True
        those = f"; those are {listed(choices)}" if choices else ", there is none"
        self.collector.add(path, f"'{name}' is not {what}{those}.{nearest(str(name), choices)}", at_key=at_key)
        return False

    def agents(self, name: Any, path: Path, *, at_key: bool = True, by_type: bool = True) -> tuple[str, ...]:
        """The agents that a player's name, or `Challenger (Hard)`, stands for."""
        if name in self.game.agents_of:
            # A player's payoff is its expectation before it learns its type; its choices are those of each type.
            return self.game.agents_of[name] if by_type else (name,)
        if name in self.game.agents:
            return (name,)
        known = [*self.game.agents_of, *(agent for agent in self.game.agents if agent not in self.game.agents_of)]
        words = WORDS if at_key else ()
        self.collector.add(
            path,
            f"'{name}' is not a player; those are {listed(known)}.{nearest(str(name), [*known, *words])}",
            at_key=at_key,
        )
        return ()

    def choices(self, key: str, value: Any, path: Path) -> list[T]:
        """What is said of a player, or of one type of it."""
        agents = self.agents(key, path)
        if not agents:
            return []
        sets = self.game.vocabulary.sets[self.game.agents.get(key, key)]
        found: list[tuple[str, Mapping[str, V]]] = []
        if isinstance(value, Mapping) and any(name in sets for name in value):
            for name, choice in value.items():
                if self.one_of(name, sets, (*path, name), f"an information set of {key}", at_key=True):
                    found.extend(self.choice(key, {name: sets[name]}, choice, (*path, name)))
        else:
            found = self.choice(key, sets, value, path)
        return [self.said(agent, name, probabilities) for agent in agents for name, probabilities in found]

    def choice(
        self, key: str, sets: Mapping[str, tuple[str, ...]], value: Any, path: Path
    ) -> list[tuple[str, Mapping[str, V]]]:
        """A move, or moves with probabilities, at each of the information sets that offer it."""
        wanted = dict(value) if isinstance(value, Mapping) else {value: "1"}
        offered = {name: moves for name, moves in sets.items() if all(move in moves for move in wanted)}
        if not offered:
            known = dict.fromkeys(move for moves in sets.values() for move in moves)
            strangers = [move for move in wanted if move not in known]
            what = f"a move of {key}"
            if strangers and isinstance(value, Mapping):
                known.update(dict.fromkeys(sets))
                what = f"a move or an information set of {key}"
            for move in strangers:
                at_key = isinstance(value, Mapping)
                self.one_of(move, known, (*path, move) if at_key else path, what, at_key=at_key)
            if not strangers:
                self.collector.add(path, f"no information set of {key} offers {listed(wanted)} together.")
            return []
        probabilities: dict[str, V] = {}
        for move, probability in wanted.items():
            place = (*path, move) if isinstance(value, Mapping) else path
            if isinstance(probability, Mapping):
                self.collector.add(place, f"expected the probability of '{move}'")
                return []
            probabilities[move] = self.probability(probability, place, f"probability of '{move}'")
        self.check_together(probabilities, path)
        return [(name, FrozenDict(probabilities)) for name in offered]


class _NameReading(_Choosing[tuple[Compared, ...], tuple[str, Expression]]):
    """The condition for a name of equilibria being read."""

    def probability(self, written: Any, path: Path, what: str) -> tuple[str, Expression]:
        relation, formula = comparison(written)
        return relation, self.checked(self.collector.expression(formula, path), path, what)

    def said(
        self, agent: str, information: str, probabilities: Mapping[str, tuple[str, Expression]]
    ) -> tuple[Compared, ...]:
        return tuple(Compared(agent, information, move, *told) for move, told in probabilities.items())


@dataclass(frozen=True)
class _Types:
    """The types that make a move: of whom, and how they compare with a formula."""

    player: str
    relation: str
    value: Expression


_Said: TypeAlias = Expression | _Types


class _Reading(_Choosing[Statement, _Said]):
    """One claim being read."""

    def __init__(self, claim: Claim, names: ClaimNames, collector: Collector) -> None:
        super().__init__(names, collector)
        self.claim = claim

    def probability(self, written: Any, path: Path, what: str) -> _Said:
        if self.game.drawn and isinstance(written, str) and any(sign in written for sign in "<>="):
            return self.types(written, path, what)
        return self.checked(self.collector.expression(written, path), path, what)

    def types(self, written: str, path: Path, what: str) -> _Said:
        """The types that make a move, as `w_A >= k`."""
        found = self.collector.condition(written, path)
        if isinstance(found, Comparison) and found.symbol[0] in "<>":
            for own, other, rising in ((found.left, found.right, ">"), (found.right, found.left, "<")):
                if isinstance(own, Name) and own.name in self.game.drawn:
                    self.use(other, path, what)
                    return _Types(self.game.drawn[own.name], ">=" if found.symbol[0] == rising else "<=", other)
        if found is not None:
            letter = next(iter(self.game.drawn))
            self.collector.add(path, f"{what}: which types make it is said as '{letter} >= ...' or '{letter} <= ...'.")
        return Number(Fraction(1))  # what is wrong is told once

    def said(self, agent: str, information: str, probabilities: Mapping[str, _Said]) -> Statement:
        known: dict[str, Expression] = {}
        for move, said in probabilities.items():
            if not isinstance(said, _Types):
                known[move] = said
            elif len(probabilities) == 1 and said.player == agent:
                return Cutpoint(agent, information, move, said.relation, said.value)
            else:
                wrong = f"which types make a move is said of one move of {agent}, by the letter of its own type."
                self.collector.add(("then", agent), wrong, at_key=True)
        return Choice(agent, information, FrozenDict(known))

    def check_together(self, probabilities: Mapping[str, _Said], path: Path) -> None:
        numbers = [n for x in probabilities.values() if not isinstance(x, _Types) and (n := _number(x)) is not None]
        if len(numbers) == len(probabilities) and sum(numbers) != 1:
            said = f"the probabilities of {listed(probabilities)} sum to {sum(numbers)}, not to 1"
            self.collector.add(path, f"{said}; moves that are not named have probability 0.")

    def statements(self) -> tuple[Statement, ...]:
        if self.claim.when is not None:
            self.check_names(names_in(self.claim.when), ("when",), "'when'")
        then = self.claim.then
        found: list[Statement] = []
        for key, value in then.items():
            if key not in WORDS:
                found.extend(self.choices(key, value, ("then", key)))
        if "outcome" in then and self.outcome(then["outcome"], ("then", "outcome")):
            found.append(Probability(then["outcome"], "outcome", Number(Fraction(1))))
        if "probability of" in then and "is" in then:
            kind = self.event(then["probability of"], ("then", "probability of"))
            value = self.chance(self.formula(then["is"]), ("then", "is"), f"probability of '{then['probability of']}'")
            found.append(Probability(then["probability of"], kind, value))
        if "payoff of" in then and "is" in then:
            for agent in self.agents(then["payoff of"], ("then", "payoff of"), at_key=False, by_type=False):
                found.append(Payoff(agent, self.formula(then["is"])))
        if "choice of" in then:
            found.extend(self.chosen(then))
        if "belief of" in then:
            found.extend(self.beliefs(then))
        found.extend(self.counts(then))
        if "effect of" in then:
            found.extend(self.effect(then))
        return tuple(found)

    # --- names ---

    def formula(self, x: Expression) -> Expression:
        self.use(x, ("then", "is"), "'is'")
        return x

    def event(self, name: Any, path: Path) -> str:
        """Whether a name is that of an outcome or of a move."""
        if name in self.game.vocabulary.outcomes:
            return "outcome"
        if name in self.game.vocabulary.events:
            return "move"
        if name in self.game.vocabulary.unnamed:
            return "outcome"
        self.one_of(name, [*self.game.vocabulary.outcomes, *self.game.vocabulary.events], path, "an outcome or a move")
        return "outcome"

    def outcome(self, name: Any, path: Path) -> bool:
        """Whether a name is that of an outcome."""
        if name in self.game.vocabulary.unnamed:
            return True
        return self.one_of(name, self.game.vocabulary.outcomes or self.game.vocabulary.unnamed, path, "an outcome")

    def letter(self, name: Any, path: Path) -> bool:
        """Whether a name is the letter of a choice from an interval."""
        return self.one_of(name, self.game.vocabulary.letters, path, "the letter of a choice from an interval")

    # --- forms ---

    def counts(self, then: Mapping[str, Any]) -> Iterator[Statement]:
        if "unique" in then:
            yield Count(1, then["unique"])
        if "number of equilibria" in then:
            yield Count(then["number of equilibria"])

    def chosen(self, then: Mapping[str, Any]) -> list[Statement]:
        if "is" not in then or not self.letter(then["choice of"], ("then", "choice of")):
            return []
        return [Chosen(then["choice of"], self.formula(then["is"]))]

    def beliefs(self, then: Mapping[str, Any]) -> list[Statement]:
        if not {"at", "about", "is"} <= set(then):
            return []
        agents = self.agents(then["belief of"], ("then", "belief of"), at_key=False)
        if not agents:
            return []
        player = self.game.agents[agents[0]]
        sets = self.game.vocabulary.sets[player]
        if not self.one_of(then["at"], sets, ("then", "at"), f"an information set of {then['belief of']}"):
            return []
        events = [*self.game.vocabulary.before(player, then["at"]), *self.game.kinds]
        if not self.one_of(then["about"], events, ("then", "about"), f"a type, or a move made before '{then['at']}'"):
            return []
        value = self.chance(self.formula(then["is"]), ("then", "is"), "belief")
        return [Belief(agent, then["at"], then["about"], value) for agent in agents]

    def effect(self, then: Mapping[str, Any]) -> list[Statement]:
        if not {"on", "is"} <= set(then):
            return []
        of, on, direction = then["effect of"], then["on"], then["is"]
        if not self.one_of(of, self.game.known, ("then", "effect of"), "a parameter"):
            return []
        for prefix, kind in (("probability of ", "event"), ("payoff of ", "payoff"), ("choice of ", "choice")):
            if isinstance(on, str) and on.startswith(prefix):
                name = on[len(prefix) :]
                if kind == "choice":
                    return [Effect(of, name, kind, direction)] if self.letter(name, ("then", "on")) else []
                if kind == "payoff":
                    agents = self.agents(name, ("then", "on"), at_key=False, by_type=False)
                    return [Effect(of, agent, kind, direction) for agent in agents]
                return [Effect(of, name, self.event(name, ("then", "on")), direction)]
        said = f"an effect is on 'probability of ...', 'payoff of ...' or 'choice of ...', not on '{on}'."
        self.collector.add(("then", "on"), said)
        return []


__all__ = [
    "Belief",
    "Choice",
    "Chosen",
    "Compared",
    "Count",
    "Cutpoint",
    "Effect",
    "Payoff",
    "Probability",
    "Statement",
    "check_claims",
    "named_choices",
    "statements",
]
