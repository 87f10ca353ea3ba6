"""The best-response correspondence: against given play of the others, where each plan of a player is a best reply.

1. The others' play is put into the ring of the game's letters and of any new ones it uses (numbers between 0 and 1).
2. Each plan of the player has an expected payoff, a formula. A plan names a move at every information set that the
   player's own earlier moves leave open.
3. A plan is best where its payoff is at least that of every other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.formulas.language import Expression, as_expression, names_in
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import public_value
from deterrence.equilibria.play import reach
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.formats.formula_places import placing
from deterrence.games.background import background
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.forms.strategic_form import plans_of
from deterrence.games.gaps import gaps, gaps_said
from deterrence.games.model import Model
from deterrence.games.parts.layout import Layout, Place
from deterrence.games.parts.mistakes import listed, nearest
from deterrence.games.pieces import pieces

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Reply:
    """A plan of the player, what it pays, and where it is a best reply.

    Attributes
    ----------
    name
        Its moves in words.
    moves
        For each information set (agent, name) of the plan, the move.
    payoff_value
        What it pays, as the engine holds it; `payoff` as a sympy expression.
    best
        Where it is a best reply.
    """

    name: str
    moves: Mapping[tuple[str, str], str]
    payoff_value: RationalFunction
    best: Region

    @property
    def payoff(self) -> Any:
        """What the plan pays."""
        return public_value(self.payoff_value)


@dataclass(frozen=True, eq=False)
class Replies(Promised):
    """Where each plan of a player is a best reply to given play of the others.

    Attributes
    ----------
    player
        The player.
    to
        What the others do, in words.
    rows
        One for each plan (and, where `min` or `max` splits the game, for each piece).
    letters
        The letters that are free: the game's, and those new in the others' mixtures.
    base
        The base values of the game's letters, as far as they have any.
    promise
        That these are all of the player's plans, exactly.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("arms-guardrails")
    >>> replies = dt.best_responses(game, "ROK", to={"DPRK": {"Arm": "q", "Restrain": "1 - q"}})
    >>> replies.letters[-1], [reply.name for reply in replies.rows]
    ('q', ['Restrain', 'Arm'])
    """

    player: str
    to: str
    rows: tuple[Reply, ...]
    letters: tuple[str, ...]
    base: Mapping[str, Fraction]
    promise: Promise

    def __getitem__(self, name: str) -> Region:
        found = [row.best for row in self.rows if row.name == name]
        if len(found) != 1:
            known = listed(dict.fromkeys(row.name for row in self.rows))
            raise KeyError(f"{len(found) or 'no'} replies named '{name}'; there are: {known}")
        return found[0]

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> tuple[str, ...]:
        """The best replies at a point, by name; the point is a mapping, or a keyword a letter."""
        return tuple(dict.fromkeys(row.name for row in self.rows if row.best.holds(values, **letters)))

    def to_frame(self) -> pd.DataFrame:
        """One row a plan."""
        import pandas as pd

        rows = [{"reply": r.name, "payoff": str(r.payoff_value), "best where": str(r.best)} for r in self.rows]
        return pd.DataFrame(rows, columns=["reply", "payoff", "best where"])

    def __str__(self) -> str:
        rows = [(r.name, str(r.payoff_value), str(r.best)) for r in self.rows]
        title = f"Best replies of {self.player} to {self.to}"
        return f"{title}\n\n{text_table(['reply', 'payoff', 'best where'], rows)}\n\n{self.promise}"

    __repr__ = __str__


@placing
def replies_to(game: Model, player: str, to: Mapping[Any, Any]) -> Replies:
    """Where each plan of a player is a best reply to what the others do.

    Raises
    ------
    ValueError
        When the others' play is incomplete, names what is not there, or is no probability distribution.
    """
    if player not in game.players:
        known = listed(game.players)
        raise ValueError(f"'{player}' is not a player; those are {known}.{nearest(player, game.players)}")
    taken = background(game)
    found: list[Reply] = []
    names: tuple[str, ...] = ()
    exact = True
    for piece in pieces(game, taken):
        form = piece.form
        if type(form) not in _PLANS:
            raise ValueError(
                "`to` is for matrices and trees; without an end, `over` says what a player does as a letter rises"
            )
        layout = form.layout
        play = _Play(game, layout, player, to)
        names, exact = play.home.names, exact and piece.exact
        wide = play.background(taken)
        first = tuple(play.fresh) or ((game.commitment,) if game.commitment else ())
        plans = list(_PLANS[type(form)](form, layout, play, layout.players.index(player)))
        for plan in plans:
            best = _best(plan.payoff, [p.payoff for p in plans if p is not plan])
            region = Region((*piece.guards, *best), wide, first)
            found.append(Reply(plan.name, plan.moves, plan.payoff, region))
    found = _without_empty(found)
    said = "; ".join(f"{_key_text(key)} {_choice_text(choice)}" for key, choice in to.items())
    base = {name: parameter.base for name, parameter in game.parameters.items() if parameter.base is not None}
    promise = Promise("best replies", "comparison of all plans", exact, valueless=gaps_said(gaps(game)))
    return Replies(player, said, tuple(found), names, base, promise)


def _without_empty(rows: Sequence[Reply]) -> list[Reply]:
    """The rows without those that another piece of the game makes needless; a plan that is never best keeps one."""
    best = {row.name for row in rows if not row.best.is_empty}
    kept: dict[Any, Reply] = {}
    for row in rows:
        empty = row.best.is_empty
        if not (empty and row.name in best):
            kept.setdefault((row.name, None if empty else id(row)), row)
    return list(kept.values())


def _best(payoff: RationalFunction, others: Sequence[RationalFunction]) -> Conjunction:
    found = [condition(payoff - other, ">=") for other in others]
    return tuple(dict.fromkeys(c for c in found if not c.is_true))


def _key_text(key: Any) -> str:
    return key if isinstance(key, str) else ", ".join(map(str, key))


def _choice_text(choice: Any) -> str:
    if isinstance(choice, Mapping):
        return " or ".join(f"{move} ({_choice_text(p)})" for move, p in choice.items())
    return str(choice)


# --- what the others do ---------------------------------------------------------------------------------------------


class _Play:
    """What the others do, as formulas in the game's letters and new ones."""

    def __init__(self, game: Model, layout: Layout, player: str, to: Mapping[Any, Any]) -> None:
        written = _written(layout, player, to)
        known = {*game.parameters, *game.definitions}
        self.fresh = list(
            dict.fromkeys(n for row in written.values() for x in row.values() for n in names_in(x) if n not in known)
        )
        self.home: Ring = ring((*game.letters, *self.fresh))
        formulas = game.formulas()
        self.rows: dict[int, tuple[RationalFunction, ...]] = {}
        self.signs: list[RationalFunction] = []
        for index, row in written.items():
            place = layout.places[index]
            values = {move: self.home.value(x, formulas) for move, x in row.items()}
            self.rows[index] = tuple(values.get(move, self.home.zero) for move in place.moves)
            total = sum(values.values(), self.home.zero)
            if total != 1:
                raise ValueError(f"the probabilities of {_place_text(place)} sum to {total}, not 1")
            self.signs += [v for v in values.values() if not v.is_constant]
            if any(v.is_constant and v.as_fraction() < 0 for v in values.values()):
                raise ValueError(f"a probability of {_place_text(place)} is negative")

    def background(self, taken: Background) -> Background:
        """What is taken for granted: as for the game, new letters between 0 and 1, and no probability negative."""
        ranges = dict(taken.ranges or {}) | dict.fromkeys(self.fresh, (Fraction(0), Fraction(1)))
        signs = tuple(((c,),) for v in self.signs if not (c := condition(v, ">=")).is_true)
        return Background(self.home, (*taken.clauses, *signs), ranges)


def _place_text(place: Place) -> str:
    return f"{place.agent} at '{place.name}'" if place.name else place.agent


def _written(layout: Layout, player: str, to: Mapping[Any, Any]) -> dict[int, dict[str, Expression]]:
    """For each information set of the others, the formulas given for its moves."""
    found: dict[int, dict[str, Expression]] = {}
    for key, choice in to.items():
        for index, row in _choices(layout, key, choice):
            if layout.places[index].player == player:
                raise ValueError(f"'{player}' is the one who replies: say what the others do")
            found[index] = row
    for index, place in enumerate(layout.places):
        if place.player != player and index not in found:
            raise ValueError(f"`to` does not say what {_place_text(place)} does")
    return found


def _choices(layout: Layout, key: Any, choice: Any) -> Iterator[tuple[int, dict[str, Expression]]]:
    """The information sets that a key and a choice speak of, each with a formula a move."""
    wanted = (key,) if isinstance(key, str) else tuple(key)
    places = {i: p for i, p in enumerate(layout.places) if _is_meant(p, wanted)}
    if not places:
        known = list(dict.fromkeys(p.agent for p in layout.places))
        raise ValueError(f"no one called '{_key_text(key)}' chooses here; those who do: {listed(known)}")
    if isinstance(choice, Mapping) and any(name in {p.name for p in places.values()} for name in choice):
        for name, inner in choice.items():
            yield from _choices(layout, (*wanted, name), inner)
        return
    row = {choice: as_expression(1)} if isinstance(choice, str) else {m: as_expression(p) for m, p in choice.items()}
    offered = [i for i, p in places.items() if all(move in p.moves for move in row)]
    if not offered:
        moves = listed(dict.fromkeys(move for p in places.values() for move in p.moves))
        raise ValueError(f"{_key_text(key)} has no choice of {', '.join(row)}; the moves are {moves}")
    for index in offered:
        yield index, row


def _is_meant(place: Place, wanted: tuple[str, ...]) -> bool:
    """Whether `("ROK",)`, `("ROK (Divided)",)` or `("ROK", "after the signal")` mean an information set."""
    agent, *name = wanted
    return agent in (place.player, place.agent) and name in ([], [place.name])


# --- the player's plans ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Planned:
    name: str
    moves: Mapping[tuple[str, str], str]
    payoff: RationalFunction


def _plans_in_tree(form: TreeForm, layout: Layout, play: _Play, index: int) -> Iterator[_Planned]:
    own = [i for i, p in enumerate(layout.places) if p.player == layout.players[index]]
    for plan in plans_of(form, index):
        moves = {(layout.places[i].agent, layout.places[i].name): layout.places[i].moves[plan[i]] for i in plan}
        yield _Planned(_plan_name(moves, len(own)), moves, _tree_payoff(form, play, index, plan))


def _plan_name(moves: Mapping[tuple[str, str], str], places: int) -> str:
    if places == 1:
        return next(iter(moves.values()))
    return ", ".join(f"{move} ({name})" for (_, name), move in moves.items())


def _plans_in_matrix(form: MatrixForm, layout: Layout, play: _Play, index: int) -> Iterator[_Planned]:
    for chosen, move in enumerate(form.moves[index]):
        total = play.home.zero
        for cell, payoff in form.payoffs[index].items():
            if cell[index] != chosen:
                continue
            weight = play.home.one
            for other, position in enumerate(cell):
                if other != index:
                    weight = weight * play.rows[other][position]
            total = total + weight * payoff.into(play.home)
        yield _Planned(move, {(layout.places[index].agent, layout.places[index].name): move}, total)


def _tree_payoff(form: TreeForm, play: _Play, index: int, plan: Mapping[int, int]) -> RationalFunction:
    home = play.home
    rows = dict(play.rows)
    for i, place in enumerate(form.information_sets):
        if place.player == index:
            rows[i] = tuple(home.one if m == plan.get(i, 0) else home.zero for m in range(len(place.moves)))
    chances = {
        i: tuple(p.into(home) for p in node.probabilities) for i, node in enumerate(form.nodes) if node.kind == "chance"
    }
    total = home.zero
    for node, chance in zip(form.nodes, reach(form, rows, chances), strict=True):
        if node.kind == "outcome" and not chance.is_zero:
            total = total + chance * node.payoffs[index].into(home)
    return total


# Each plan of a player, with what it pays, by the form of the game.
_PLANS: Final[Mapping[type[Form], Callable[[Any, Layout, _Play, int], Iterator[_Planned]]]] = {
    MatrixForm: _plans_in_matrix,
    TreeForm: _plans_in_tree,
}
