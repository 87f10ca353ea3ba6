"""A game with types from distributions or choices from intervals, with finitely many of either in their place.

Each interval is cut into equal parts, and the middle of each part stands for it: as a type with the probability of the
part, as a move where somebody chooses. This is another game, for comparison: its equilibria need not be near those of
the game that it was made of, nor come nearer as the grid gets finer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, Final

from deterrence.algebra.formulas.language import (
    Expression,
    FormulaError,
    Number,
    Operation,
    parse,
    substitute,
    text_of,
    whole_number,
)
from deterrence.games.continuous import Continuous
from deterrence.games.forms.numeric_types import law_of
from deterrence.games.matrix import MOST_CELLS, Matrix
from deterrence.games.model import Model
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.nodes import MOST_NODES, Chance, Choice, Decision, Node, Outcome
from deterrence.games.parts.types import MOST_PROFILES, ByType, number_of_profiles
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

FEWEST: Final = 2


def on_grid(game: Model, points: int) -> Model:
    """A game with this many types, or values of a choice, in the place of each interval; claims are left out.

    Parameters
    ----------
    game
        A game with types drawn from distributions, or with choices from intervals.
    points
        How many, at least 2.

    Raises
    ------
    ValueError
        For a game in which nothing is continuous, or an interval without an end; and where there would be too many
        combinations of types (10,000), cells (1,000,000) or nodes (1,000,000), before any is made.

    Examples
    --------
    >>> import deterrence as dt
    >>> V = dt.Parameter("V", low=1, high=9)
    >>> game = Continuous(["A", "B"], {"A": {"e": (0, 2)}, "B": {"f": (0, 2)}},
    ...                   ["V*e/(e + f) - e", "V*f/(e + f) - f"], parameters=[V])
    >>> on_grid(game, 2).moves
    {'A': ('e = 1/2', 'e = 3/2'), 'B': ('f = 1/2', 'f = 3/2')}
    """
    count = whole_number("grid", points, FEWEST)
    if isinstance(game, Continuous):
        return _of_continuous(game, count)
    if not game.drawn and not game.choices:
        raise ValueError("a grid is for types drawn from distributions and choices from intervals; this game has none")
    types = number_of_profiles(game.types) * count ** len(game.drawn)
    _refuse_above(MOST_PROFILES, types, count, "combinations of types")
    if isinstance(game, Tree) and game.choices:
        _refuse_above(MOST_NODES, _nodes(game.root, count) * types, count, "nodes of the tree")
        game = game._with(root=_placed(game, game.root, {}, count))
    if isinstance(game, Stochastic):
        _refuse_above(
            MOST_NODES, sum(_nodes(root, count) for root in game.states.values()), count, "nodes of the trees"
        )
        game = game._with(states=FrozenDict({s: _placed(game, root, {}, count) for s, root in game.states.items()}))
    return _with_types(game, count)._with(claims=(), names=FrozenDict())


def _refuse_above(most: int, found: int, count: int, what: str) -> None:
    """Refuse a grid that makes too many of something."""
    if found > most:
        raise ValueError(f"a grid of {count:,} makes {found:,} {what}; at most {most:,} are possible")


def _middles(game: Model, low: Expression, high: Expression, count: int) -> list[Expression]:
    """The middle of each part of an interval."""
    return [_between(game, low, high, Fraction(2 * k + 1, 2 * count)) for k in range(count)]


def _between(game: Model, low: Expression, high: Expression, share: Fraction) -> Expression:
    """A point of an interval, as a formula as short as it can be."""
    part = Operation("*", Number(share), Operation("-", high, low))
    return _short(game, Operation("+", low, part))


def _short(game: Model, x: Expression) -> Expression:
    try:
        return parse(str(game.value(x)))
    except FormulaError:
        return x  # with min, max and the like


# --- all choose at the same time --------------------------------------------------------------------------------------


def _of_continuous(game: Continuous, count: int) -> Matrix:
    values: list[list[Expression]] = []
    _refuse_above(MOST_CELLS, count ** len(game.intervals), count, "cells of the matrix")
    for own in game.intervals.values():
        if own.low is None or own.high is None:
            end = "lower" if own.low is None else "upper"
            raise ValueError(f"a grid needs both ends of each interval; '{own.letter}' has no {end} end")
        values.append(_middles(game, own.low, own.high, count))
    letters = [own.letter for own in game.intervals.values()]
    names = [[f"{letter} = {text_of(x)}" for x in row] for letter, row in zip(letters, values, strict=True)]
    cells: dict[Any, tuple[Expression, ...]] = {}
    for places in product(range(count), repeat=len(letters)):
        put = {letter: row[k] for letter, row, k in zip(letters, values, places, strict=True)}
        profile = tuple(row[k] for row, k in zip(names, places, strict=True))
        cells[profile] = tuple(substitute(payoff, put) for payoff in game.payoffs)
    matrix = object.__new__(Matrix)
    moves = FrozenDict({player: tuple(row) for player, row in zip(game.players, names, strict=True)})
    matrix._set(**{**game._shared(), "claims": (), "names": FrozenDict(), "horizon": None})
    matrix._set(moves=moves, payoffs=FrozenDict(cells), arrays=None)
    return matrix


# --- choices in trees -------------------------------------------------------------------------------------------------


def _nodes(node: Node, count: int) -> int:
    """How many nodes there are from a node on, with moves in place of choices."""
    if isinstance(node, Choice):
        return 1 + count * _nodes(node.then, count)
    if isinstance(node, Decision):
        return 1 + sum(_nodes(then, count) for then in node.moves.values())
    if isinstance(node, Chance):
        return 1 + sum(_nodes(then, count) for _, then in node.moves.values())
    return 1


def _placed(game: Model, node: Node, put: Mapping[str, Expression], count: int) -> Node:
    """A node with values in place of choices made before, and moves in place of choices."""
    if isinstance(node, Choice):
        moves = {}
        for x in _middles(game, node.low, node.high, count):
            moves[f"{node.letter} = {text_of(x)}"] = _placed(game, node.then, {**put, node.letter: x}, count)
        return Decision(node.player, moves, node.information)
    if isinstance(node, Decision):
        after = {move: _placed(game, then, put, count) for move, then in node.moves.items()}
        named = node.information
        if named is not None and put:
            named = ", ".join([named, *(f"{letter} = {text_of(x)}" for letter, x in put.items())])
        return Decision(node.player, after, named, node.when_indifferent)
    if isinstance(node, Chance):
        chances = {move: (p, _placed(game, then, put, count)) for move, (p, then) in node.moves.items()}
        return Chance(chances)
    assert isinstance(node, Outcome)
    return Outcome(node.name, [substitute(payoff, put) for payoff in node.payoffs], node.next)


# --- types ------------------------------------------------------------------------------------------------------------


def _with_types(game: Model, count: int) -> Model:
    """A game with finitely many types in place of distributions."""
    types, definitions = dict(game.types), dict(game.definitions)
    for player, own in game.drawn.items():
        if own.distribution.kind:
            middles, masses = _quantiles(game, own, count)
        else:
            low, high = own.distribution.ends
            assert low is not None
            assert high is not None
            middles = _middles(game, low, high, count)
            masses = list(_masses(game, own.letter, own.below, low, high, count))
        named = {f"{own.letter} = {text_of(x)}": x for x in middles}
        types[player] = FrozenDict(dict(zip(named, masses, strict=True)))
        definitions[own.letter] = ByType(player, FrozenDict(named))
    return game._with(types=FrozenDict(types), definitions=FrozenDict(definitions), drawn=FrozenDict())


def _quantiles(game: Model, own: Drawn, count: int) -> tuple[list[Expression], list[Expression]]:
    """Types that are equally likely, each in the middle of its part by probability, to six digits."""
    if game.letters:
        why = f"'{own.letter}' is drawn from a {own.distribution.kind} distribution"
        raise ValueError(f"{why}: its types on a grid are numbers; fix {', '.join(game.letters)} first")
    law = law_of(game, own)
    kinds = [Fraction(f"{float(law.quantile((k + 0.5) / count)):.6g}") for k in range(count)]
    return [Number(kind) for kind in kinds], [Number(Fraction(1, count))] * count


def _masses(
    game: Model, letter: str, below: Expression, low: Expression, high: Expression, count: int
) -> Iterator[Expression]:
    """The probability of each part of an interval."""
    up_to = [_between(game, low, high, Fraction(k, count)) for k in range(count + 1)]
    shares = [substitute(below, {letter: x}) for x in up_to]
    for k in range(count):
        yield _short(game, Operation("-", shares[k + 1], shares[k]))
