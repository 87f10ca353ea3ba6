"""Choices from intervals made at the same time: whether their letters, intervals, payoffs and outcomes are in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, TypeVar

from deterrence.algebra.conditions.conditions import Condition, condition, signed_factors
from deterrence.algebra.conditions.decide import Background, Verdict, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.algebra.formulas.language import (
    Call,
    Comparison,
    Expression,
    FormulaError,
    names_in,
    text_of,
    walk,
    why_not_a_name,
)
from deterrence.games.background import background
from deterrence.games.checks.checks import Checker
from deterrence.games.continuous_agents import Agents
from deterrence.games.model import Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.interval import Interval
from deterrence.games.parts.mistakes import Path, shown_point
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import Profile

MOST_TERMS: Final = 200

AnyModel = TypeVar("AnyModel", bound=Model)
Intervals: TypeAlias = Mapping[str, Interval]


class Written(NamedTuple):
    """A formula with choices in it: where it stands, what it is, and the formula."""

    path: Path
    what: str
    formula: Expression


def wide_model(game: AnyModel, intervals: Intervals) -> AnyModel:
    """A game with the letters of choices among its parameters, after the others."""
    letters = {own.letter: Parameter(own.letter) for own in intervals.values()}
    return game._with(parameters=FrozenDict({**game.parameters, **letters}), claims=())


def check_intervals(game: Model, intervals: Intervals, written: Sequence[Written], checker: Checker) -> None:
    """Note what is wrong with choices, with payoffs, and with the probabilities of outcomes."""
    collector = checker.collector
    for player, kind in game.drawn.items():
        said = f"types drawn from a distribution are not solved where all choose at the same time: give {player} types"
        collector.add(
            ("types", player, kind.letter), f"{said} with probabilities, such as {{Low: 1/2, High: 1/2}}.", at_key=True
        )
    _check_letters(game, intervals, checker)
    if collector.mistakes:
        return
    letters = {own.letter for own in intervals.values()}
    for player, own in intervals.items():
        _check_ends(player, own, letters, checker)
    wide = checker.like(wide_model(game, intervals))
    for path, what, x in written:
        wide.use(x, path, what)
        _check_functions(letters, checker, path, what, x)
    if checker.can_value:
        _Values(game, intervals, checker).check(written)


def _check_letters(game: Model, intervals: Intervals, checker: Checker) -> None:
    seen: dict[str, str] = {}
    for player, own in intervals.items():
        path, letter = ("choices", player, own.letter), own.letter
        if mistake := why_not_a_name(letter):
            checker.collector.add(path, f"choice: {mistake}", at_key=True)
        elif letter in checker.known:
            kind = "parameter" if letter in game.parameters else "definition"
            said = f"'{letter}' is a {kind} already: the letter of a choice is its own."
            checker.collector.add(path, said, at_key=True)
        elif letter in seen:
            said = f"'{letter}' stands for the choice of {seen[letter]} already: each choice has a letter of its own."
            checker.collector.add(path, said, at_key=True)
        seen[letter] = player


def _check_ends(player: str, own: Interval, chosen: set[str], checker: Checker) -> None:
    path: Path = ("choices", player, own.letter)
    before = len(checker.collector.mistakes)
    for word, end in (("from", own.low), ("to", own.high)):
        if end is not None and (used := chosen.intersection(names_in(end))):
            letter = min(used)
            said = f"'{word}' of '{own.letter}' uses '{letter}', the letter of a choice, which may not be used there:"
            checker.collector.add((*path, word), f"{said} all choose at the same time.", name=letter)
        elif end is not None:
            checker.use(end, (*path, word), f"'{word}' of '{own.letter}'")
            if any(name in checker.scope.by_type for name in names_in(end)):
                said = f"'{word}' of '{own.letter}' depends on a type, which an interval may not."
                checker.collector.add((*path, word), said)
    if own.low is None or own.high is None or not checker.can_value or len(checker.collector.mistakes) > before:
        return
    if checker.scope.domain.can_hold(Comparison("<", own.high, own.low)) is not False:
        wanted = Comparison(">=", own.high, own.low)
        low, high = own.words
        say = f"assume {text_of(wanted)}" if names_in(wanted) else "exchange its ends"
        said = f"the interval of '{own.letter}', {low} to {high}, may be empty: {say}."
        checker.collector.add(path, said, at_key=True)


def _check_functions(letters: set[str], checker: Checker, path: Path, what: str, x: Expression) -> None:
    """No `min`, `max` or root of a choice: conditions of first order are equations between polynomials."""
    for part in walk(x):
        if isinstance(part, Call) and (used := letters.intersection(names_in(part))):
            said = f"{what}: {part.function} of a choice ({', '.join(sorted(used))}) is not solved; write polynomials"
            checker.collector.add(path, f"{said} and quotients of them.", name=part.function)
            return


class _Values:
    """Whether payoffs have a value inside the intervals, and probabilities are such."""

    def __init__(self, game: Model, intervals: Intervals, checker: Checker) -> None:
        self.agents = Agents(game, intervals)
        self.collector = checker.collector
        self.wide = self.agents.wide
        self.background: Background | None
        try:
            self.background = background(self.wide)
        except FormulaError:
            self.background = None  # assumptions with functions: what is divided by is looked at when it is solved

    def check(self, written: Sequence[Written]) -> None:
        """Note what is wrong."""
        if self.background is None:
            return
        for profile in self.agents.profiles:
            before = len(self.collector.mistakes)
            self._check_profile(written, profile)
            if len(self.collector.mistakes) > before:
                return

    def _check_profile(self, written: Sequence[Written], profile: Profile | None) -> None:
        """Note what is wrong where these are everybody's types."""
        chances: list[RationalFunction] = []
        for path, what, x in written:
            try:
                function = self.agents.valued(x, profile)
            except FormulaError:
                continue  # min or max of parameters, which are split before it is solved
            self._check_poles(path, what, function)
            if path[0] == "outcomes":
                chances.append(function)
                self._check_probability(path, what, function)
        if chances and len(chances) == sum(path[0] == "outcomes" for path, _, _ in written):
            total = sum(chances[1:], chances[0])
            if not (total - 1).is_zero:
                said = f"the probabilities of outcomes sum to {total}, not to 1."
                self.collector.add(("outcomes",), said, at_key=True)

    @property
    def inside(self) -> Iterator[Condition]:
        """That all choices lie between the ends of their intervals."""
        home = self.wide.ring
        for agent, own in self.agents.widened():
            for end, relation in ((own.low, ">"), (own.high, "<")):
                if end is not None:
                    try:
                        yield condition(home.letter(agent.letter) - self.wide.value(end), relation)
                    except FormulaError:
                        continue

    def _check_poles(self, path: Path, what: str, function: RationalFunction) -> None:
        letters = {agent.letter for agent in self.agents.all}
        for factor, _ in signed_factors(function.denominator)[1].items():
            if letters.isdisjoint(factor.letters) or len(factor.polynomial) > MOST_TERMS:
                continue
            found = self._where([Condition("==", 1, ((factor, 1),))])
            if found.possible is not False:
                divisor = factor.function(self.wide.ring)
                self.collector.add(
                    path,
                    f"{what} divides by {divisor}, which {self._at(found.possible, found.point, 'is 0', 'may be 0')}: "
                    "choose intervals, or assume, so that payoffs have a value wherever choices lie between the ends.",
                )
                return

    def _check_probability(self, path: Path, what: str, function: RationalFunction) -> None:
        for asked, said in ((condition(function, "<"), "negative"), (condition(function - 1, ">"), "greater than 1")):
            found = self._where([asked])
            if found.possible:
                self.collector.add(path, f"{what} {self._at(True, found.point, f'is {said}', '')}.")
                return

    def _where(self, conditions: list[Condition]) -> Verdict:
        assert self.background is not None
        return possible([*self.inside, *conditions], self.background)

    def _at(self, is_known: bool | None, point: Mapping[str, Exact], known: str, otherwise: str) -> str:
        """`is 0 at e = 1, f = 1`."""
        known_at = rational_part(point)
        at = {name: known_at[name] for name in self.wide.parameters if name in known_at}
        return f"{known} at {shown_point(at)}" if is_known and at else (known if is_known else otherwise)
