"""From a game to Python source that makes an equal game when it is run."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import singledispatch
from typing import Any

from deterrence.algebra.formulas.language import Expression, Number
from deterrence.formats.scalars import condition_text, formula, number
from deterrence.formats.writing import written_assumptions
from deterrence.games.continuous import Continuous
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.concepts import Sense
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome, following
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import ByType
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

WIDTH = 100
# Deeper parts of a tree get a variable: a reader's eye can follow so far, and Python itself only some 90 brackets.
TALLEST = 5


def write(game: Model) -> str:
    """Python source that binds an equal game to `game`.

    Raises
    ------
    ValueError
        Where a number is longer than may be typed.

    Examples
    --------
    >>> tree = Tree(["A"], Decision("A", {"x": Outcome("High", ["b"]), "y": [0]}), parameters=["b"])
    >>> print(write(tree), end="")
    import deterrence as dt
    <BLANKLINE>
    game = dt.Tree(
        ["A"],
        dt.Decision("A", {"x": dt.Outcome("High", ["b"]), "y": dt.Outcome("", [0])}),
        parameters=[dt.Parameter("b")],
    )
    """
    before, head, body = made(game)
    lines = _bracketed(f"game = {head}", [*body, *_shared(game)], ")", spread=True)
    return "\n".join(["import deterrence as dt", "", *before, lines]) + "\n"


@singledispatch
def made(game: Model) -> tuple[list[str], str, list[str]]:
    """What is assigned first, the call that makes a game, and its own arguments: a function for each form of game."""
    raise TypeError(f"expected a game, not {type(game).__name__}")


def quoted(text: str) -> str:
    """A text as a Python string, in double quotes where nothing has to be escaped for that.

    Examples
    --------
    >>> print(quoted("ROK"), quoted('say "no"'))
    "ROK" 'say "no"'
    """
    literal = repr(text)
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in text else literal


# --- layout -------------------------------------------------------------------------------------------------------


def _bracketed(opening: str, parts: Sequence[str], closing: str, spread: bool = False) -> str:
    """Parts between brackets: on one line where that is short, else one below the other."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if not parts or (not spread and len(line) <= WIDTH and "\n" not in line):
        return line
    return "\n".join([opening, *(textwrap.indent(f"{part},", "    ", lambda _: True) for part in parts), closing])


def _listed(parts: Sequence[str]) -> str:
    return _bracketed("[", parts, "]")


def _mapping(parts: Mapping[str, str]) -> str:
    return _bracketed("{", [f"{quoted(key)}: {part}" for key, part in parts.items()], "}")


def _prose(text: str) -> str:
    """A long text as several strings that Python joins."""
    if len(text) <= WIDTH:
        return quoted(text)
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > WIDTH:
            lines.append("")
        lines[-1] += f"{word} "
    lines[-1] = lines[-1][:-1]
    return "\n".join(["(", *(f"    {quoted(line)}" for line in lines), ")"])


# --- parts of a model ---------------------------------------------------------------------------------------------


def _formula(x: Expression) -> str:
    """A formula as a string; a whole number as it is."""
    text = formula(x)
    return text if isinstance(x, Number) and x.value.denominator == 1 else quoted(text)


def _shared(game: Model) -> Iterator[str]:
    """The keywords that every game has, those left out that say nothing."""
    if game.parameters:
        yield f"parameters={_listed([_parameter(p) for p in game.parameters.values()])}"
    if written := written_assumptions(game):
        yield f"assumptions={_listed([quoted(condition_text(c)) for c in written])}"
    if game.is_typed:
        yield f"types={_plain({**game.types, **game.drawn})}"
    if game.definitions:
        yield f"definitions={_plain(game.definitions)}"
    yield from _sense(game.sense)
    if game.names:
        yield f"names={_plain(game.names)}"
    if game.claims:
        yield f"claims={_listed([_claim(claim) for claim in game.claims])}"
    for key in ("title", "summary", "notes", "name"):
        if getattr(game, key):
            yield f"{key}={_prose(getattr(game, key))}"
    if game.sources:
        yield f"sources={_mapping({key: _prose(text) for key, text in game.sources.items()})}"


def _plain(value: Any) -> str:
    """Nested mappings, lists, texts, numbers and formulas."""
    if isinstance(value, Drawn):
        return _mapping({value.letter: value.distribution.python(_formula)})
    if isinstance(value, ByType):
        return _mapping({value.player: _plain(value.values)})
    if isinstance(value, Mapping):
        return _mapping({key: _plain(part) for key, part in value.items()})
    if isinstance(value, list | tuple):
        return _listed([_plain(part) for part in value])
    if isinstance(value, str):
        return quoted(value)
    return repr(value) if isinstance(value, bool | int) else _formula(value)


def _parameter(parameter: Parameter) -> str:
    parts = [quoted(parameter.name)]
    if parameter.meaning:
        parts.append(_prose(parameter.meaning))
    for key in ("low", "high", "base"):
        value = getattr(parameter, key)
        if value is not None:
            parts.append(f"{key}={value if value.denominator == 1 else quoted(number(value))}")
    for key in ("role", "unit", "source", "note"):
        if getattr(parameter, key):
            parts.append(f"{key}={_prose(getattr(parameter, key))}")
    return _bracketed("dt.Parameter(", parts, ")")


def _sense(sense: Sense) -> Iterator[str]:
    """What counts as an equilibrium, as arguments."""
    if sense.concept is not None:
        yield f"concept={quoted(sense.concept)}"
    if sense.refine:
        yield f"refine={quoted(sense.refine[0]) if len(sense.refine) == 1 else _plain(sense.refine)}"
    if sense.leader is not None:
        yield f"leader={quoted(sense.leader)}"


def _claim(claim: Claim) -> str:
    parts = [_prose(claim.says), _plain(claim.then)]
    if claim.when is not None:
        parts.append(f"when={quoted(condition_text(claim.when))}")
    for key, default in (("holds", "when"), ("in_", "every equilibrium"), ("expected", "proved")):
        if getattr(claim, key) != default:
            parts.append(f"{key}={quoted(getattr(claim, key))}")
    for key in ("source", "note", "passage"):
        if getattr(claim, key):
            parts.append(f"{key}={_prose(getattr(claim, key))}")
    parts += _sense(claim.sense)
    return _bracketed("dt.Claim(", parts, ")")


# --- matrices and trees -------------------------------------------------------------------------------------------


@made.register
def _matrix(game: Matrix) -> tuple[list[str], str, list[str]]:
    moves = _mapping({player: _listed([quoted(move) for move in moves]) for player, moves in game.moves.items()})
    players = _listed([quoted(player) for player in game.players])
    if game.arrays is not None:
        tables = [_array(table.tolist()) for table in game.arrays]
        return [], "dt.Matrix.from_arrays(", [*tables, f"players={players}", f"moves={moves}"]
    return [], "dt.Matrix(", [players, moves, _cells(game.payoffs)]


def _cells(payoffs: Mapping[tuple[str, ...], Sequence[Expression]]) -> str:
    cells = [
        f"({', '.join(map(quoted, profile))},): {_payoffs(paid)}"
        if len(profile) == 1
        else f"({', '.join(map(quoted, profile))}): {_payoffs(paid)}"
        for profile, paid in payoffs.items()
    ]
    return _bracketed("{", cells, "}", spread=True)


@made.register
def _continuous(game: Continuous) -> tuple[list[str], str, list[str]]:
    def end(x: Expression | None) -> str:
        return "None" if x is None else _formula(x)

    choices = {
        player: f"{{{quoted(own.letter)}: ({end(own.low)}, {end(own.high)})}}" for player, own in game.intervals.items()
    }
    payoffs = _listed([_formula(x) for x in game.payoffs])
    body = [_listed([quoted(player) for player in game.players]), _mapping(choices), payoffs]
    chances = {name: _formula(x) for name, x in game.chances.items()}
    return [], "dt.Continuous(", body + ([f"outcomes={_mapping(chances)}"] if chances else [])


@made.register
def _repeated(game: Repeated) -> tuple[list[str], str, list[str]]:
    moves = _mapping({player: _listed([quoted(move) for move in moves]) for player, moves in game.moves.items()})
    players = _listed([quoted(player) for player in game.players])
    body = [players, moves, _cells(game.payoffs), f"discount={_formula(game.discount)}"]
    body.append(f"strategies={quoted(game.strategies)}")
    return [], "dt.Repeated(", body + ([] if game.horizon is None else [f"horizon={game.horizon}"])


@made.register
def _stochastic(game: Stochastic) -> tuple[list[str], str, list[str]]:
    before: list[str] = []
    states: dict[str, str] = {}
    for state, root in game.states.items():
        assignments, states[state] = _parts(root, len(before))
        before += [line for line in assignments if line]
    body = [_listed([quoted(player) for player in game.players]), _mapping(states)]
    body += [f"discount={_formula(game.discount)}", f"start={quoted(game.start)}"]
    body += [] if game.horizon is None else [f"horizon={game.horizon}"]
    return ([*before, ""] if before else []), "dt.Stochastic(", body


def _array(rows: Any) -> str:
    return _listed([_array(row) for row in rows]) if isinstance(rows, list) else repr(rows)


def _payoffs(payoffs: Sequence[Expression]) -> str:
    return f"[{', '.join(map(_formula, payoffs))}]"


@made.register
def _tree(game: Tree) -> tuple[list[str], str, list[str]]:
    before, root = _parts(game.root)
    return before, "dt.Tree(", [_listed([quoted(player) for player in game.players]), root]


def _parts(root: Node, first: int = 0) -> tuple[list[str], str]:
    """The assignments to make first, and the root; parts deep down or used more than once get a variable each.

    `first` is how many such parts there are already.
    """
    assignments: list[str] = []
    texts: dict[int, str] = {}
    heights: dict[int, int] = {}
    uses = _uses(root)
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_below_done = waiting.pop()
        if id(node) in texts:
            continue
        after = [follower for _, follower in following(node)]
        if after and not is_below_done:
            waiting.append((node, True))
            waiting.extend((follower, False) for follower in reversed(after))
            continue
        text = _node(node, texts)
        height = 1 + max((heights[id(follower)] for follower in after), default=-1)
        if node is not root and (height >= TALLEST or (after and uses[id(node)] > 1)):
            name = f"part_{first + len(assignments) + 1}"
            assignments.append(f"{name} = {text}")
            text, height = name, 0
        texts[id(node)], heights[id(node)] = text, height
    return ([*assignments, ""] if assignments else []), texts[id(root)]


def _uses(root: Node) -> dict[int, int]:
    """At how many places each node stands."""
    uses = {id(root): 1}
    waiting = [root]
    while waiting:
        for _, after in following(waiting.pop()):
            uses[id(after)] = uses.get(id(after), 0) + 1
            if uses[id(after)] == 1:
                waiting.append(after)
    return uses


def _node(node: Node, texts: Mapping[int, str]) -> str:
    if isinstance(node, Choice):
        ends = [quoted(node.player), quoted(node.letter), _formula(node.low), _formula(node.high)]
        named = [] if node.information is None else [f"information={quoted(node.information)}"]
        return f"dt.Choice({', '.join([*ends, texts[id(node.then)], *named])})"
    if isinstance(node, Decision):
        moves = _mapping({move: texts[id(after)] for move, after in node.moves.items()})
        information = [] if node.information is None else [f"information={quoted(node.information)}"]
        rule = [] if node.when_indifferent is None else [f"when_indifferent={quoted(node.when_indifferent)}"]
        return f"dt.Decision({', '.join([quoted(node.player), moves, *information, *rule])})"
    if isinstance(node, Chance):
        pairs = {move: f"({_formula(p)}, {texts[id(after)]})" for move, (p, after) in node.moves.items()}
        return f"dt.Chance({_mapping(pairs)})"
    assert isinstance(node, Outcome)
    following = f", next={_next(node.next)}" if node.next else ""
    return f"dt.Outcome({quoted(node.name)}, {_payoffs(node.payoffs)}{following})"


def _next(following: Mapping[str, Expression]) -> str:
    """The state that follows, or the probability of each."""
    if len(following) == 1:
        return quoted(next(iter(following)))
    return _mapping({state: _formula(probability) for state, probability in following.items()})
