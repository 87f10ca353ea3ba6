"""Exercises about any model, made of its thresholds and its claims, with answers that the engine computes.

On the line of one letter, at a round value between every two thresholds: what is done, how likely the ends are, what it
pays; how far the letter must rise; which other letters would do; which way a probability goes; and of each claim
whether it is true. What has no certain answer is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any, Final

from deterrence.algebra.exact.roots import Exact, rational, simplest_between
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.model import Model
from deterrence.lessons.about_claims import IsTrue
from deterrence.lessons.along_a_letter import FALL, RISE, Least, WhichLetters, WhichWay
from deterrence.lessons.answers import UnsettledQuestionError
from deterrence.lessons.at_a_point import Happens, HowMuch
from deterrence.lessons.question import SECONDS, Posed, Question
from deterrence.sensitivity.asking.fixed_letters import chosen_letter
from deterrence.sensitivity.line.thresholds import ThresholdCell, thresholds

MOST: Final = 12
MOST_LETTERS: Final = 6


def exercises(game: Model, over: str | None = None, most: int = MOST) -> tuple[Question, ...]:
    """Questions about a model that have a certain answer, of different kinds, at most so many.

    Parameters
    ----------
    game
        The model.
    over
        The letter whose thresholds they are about; by default the commitment, else the first.
    most
        How many at most.

    A model without letters, or whose other letters have no base values, leaves its claims to ask about.

    Raises
    ------
    ValueError
        For an unknown letter.

    Examples
    --------
    >>> import deterrence as dt
    >>> for question in exercises(dt.load("nll-probe"), most=3):
    ...     print(question.ask, question.answer().right)
    At c = 1/3: does DPRK choose Probe for certain? ('yes',)
    At c = 2/3: what is the probability of Repelled? ('2/3',)
    At c = 1/3: what is the payoff of DPRK? ('2',)
    """
    places = _places(game, over)
    spots = [spot for spot in places if spot.is_only]
    kinds = (
        _choices(places),
        _probabilities(spots),
        _payoffs(spots),
        _least(spots),
        _letters(spots),
        _ways(spots),
        (IsTrue(Posed(game, {}), claim, {}) for claim in game.claims),
    )
    # One of each kind in turn, so that the first few are of different kinds.
    rounds = chain.from_iterable(zip_longest(*kinds))
    found: list[Question] = []
    for question in rounds:
        if len(found) == most:
            break
        if question is not None and _is_settled(question):
            found.append(question)
    return tuple(found)


def _places(game: Model, over: str | None) -> list[_Spot]:
    """A place between every two thresholds; none in a game of numbers."""
    if not game.letters and over is None:
        return []
    letter = chosen_letter(game, over or game.commitment or next(iter(game.letters), None))
    try:
        line = thresholds(game, letter, time_limit=SECONDS)
    except ValueError:  # a letter has no base value, or the game is not solved in letters
        return []
    return [spot for cell in line.cells if (spot := _spot(game, letter, cell)) is not None]


def _is_settled(question: Question) -> bool:
    try:
        question.answer()
    except UnsettledQuestionError:
        return False
    return True


@dataclass(frozen=True)
class _Spot:
    """A round value between two thresholds, an equilibrium there, and whether it is the only one."""

    posed: Posed
    letter: str
    low: Exact | None
    high: Exact | None
    eq: Equilibrium
    is_only: bool

    @property
    def ends(self) -> dict[str, bool]:
        """The outcomes that may come about, and whether each is certain."""
        values = zip(self.eq.layout.outcomes, self.eq.outcome_values, strict=True)
        likely = [name for name, value in values if not value.is_zero]
        return dict.fromkeys(likely, len(likely) == 1)

    @property
    def moves(self) -> dict[str, str]:
        """What is done by each who chooses but once and does not mix."""
        layout = self.eq.layout
        once = [a for a in (p.agent for p in layout.places) if [p.agent for p in layout.places].count(a) == 1]
        places = [(place, used) for place, used in zip(layout.places, self.eq.used, strict=True) if place.agent in once]
        return {p.agent: p.moves[used.index(True)] for p, used in places if sum(used) == 1}


def _spot(game: Model, letter: str, cell: ThresholdCell) -> _Spot | None:
    """A place inside a cell; None where it has no inside, or there is no equilibrium."""
    interval = cell.interval
    low, high = interval.lower, interval.upper
    if (low is not None and low == high) or not cell.equilibria:
        return None
    first, *others = cell.equilibria
    try:
        return _Spot(Posed.at(game, {letter: simplest_between(low, high)}), letter, low, high, first, not others)
    except ValueError:  # a letter has no base value
        return None


def _choices(spots: list[_Spot]) -> Iterator[Question]:
    """Whether what is done at one place is done there, and at the next."""
    for index, spot in enumerate(spots):
        for agent, move in spot.moves.items():
            yield Happens(spots[(index + index % 2) % len(spots)].posed, {agent: move})


def _probabilities(spots: list[_Spot]) -> Iterator[Question]:
    return (HowMuch(s.posed, "probability", end) for s in spots for end, sure in s.ends.items() if not sure)


def _payoffs(spots: list[_Spot]) -> Iterator[Question]:
    return (HowMuch(spot.posed, "payoff", player) for spot in spots for player in spot.eq.layout.players)


def _goals(spots: list[_Spot]) -> Iterator[tuple[_Spot, dict[str, Any]]]:
    """What is so at the end of the line and not at its beginning, with the beginning."""
    if len(spots) < 2:
        return
    first, last = spots[0], spots[-1]
    for agent, move in last.moves.items():
        if first.moves.get(agent) not in (None, move):
            yield first, {agent: move}


def _least(spots: list[_Spot]) -> Iterator[Question]:
    return (Least(spot.posed.unnamed, then, spot.letter) for spot, then in _goals(spots))


def _letters(spots: list[_Spot]) -> Iterator[Question]:
    for spot, then in _goals(spots):
        letters = tuple(spot.posed.game.letters)[:MOST_LETTERS]
        yield from (WhichLetters(spot.posed, then, letters, move) for move in (RISE, FALL))


def _ways(spots: list[_Spot]) -> Iterator[Question]:
    for spot in spots:
        low, high = rational(spot.low), rational(spot.high)
        if low is None or high is None:
            continue
        middle = (low + high) / 2
        ends = simplest_between(low, middle), simplest_between(middle, high)
        for end, sure in spot.ends.items():
            if not sure:
                yield WhichWay(spot.posed.unnamed, spot.letter, *ends, f"probability of {end}")
