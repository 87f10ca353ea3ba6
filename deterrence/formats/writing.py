"""From a game to the text of a model file; reading it again gives an equal game."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from itertools import chain
from typing import Any

from deterrence.algebra.formulas.language import Condition, Expression, Number
from deterrence.formats.scalars import WIDTH, condition_text, flow, formula, number, scalar, text_lines
from deterrence.formats.yaml_nodes import MOST_BYTES, Refused, read_nodes
from deterrence.games.continuous import Continuous
from deterrence.games.forms.dynamic_forms import GRIM
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.concepts import Sense
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome, following
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import JOINT, ByType, Definition
from deterrence.games.periods import as_table
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

# Deeper parts of a tree are written under `subtrees`, so that a reader's eye can follow the indentation.
DEEPEST = 8
# A shorter text cannot have too many entries.
LARGE = 100_000


def write(game: Model) -> str:
    """The text of a model file.

    Raises
    ------
    ValueError
        Where the game does not fit into a model file: too large, or with numbers longer than may be typed.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Outcome
    >>> print(write(Tree(["A"], Decision("A", {"x": Outcome("High", [1]), "y": [0]}), title="A choice")), end="")
    title: A choice
    <BLANKLINE>
    players: [A]
    <BLANKLINE>
    tree:
      player: A
      moves:
        x: {outcome: High, payoffs: [1]}
        y: [0]
    """
    blocks = [list(block) for block in _blocks(game)]
    text = "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
    _check_size(text)
    return text


def _check_size(text: str) -> None:
    """Refuse to write what could not be read again."""
    size = len(text.encode())
    if size > MOST_BYTES:
        raise ValueError(
            f"a model file has at most {MOST_BYTES:,} bytes; this game needs {size:,}. Save it as .efg or .nfg."
        )
    if size > LARGE:
        try:
            read_nodes(text, [])
        except Refused as refused:
            raise ValueError(f"this game does not fit into a model file: {refused.problem.message}") from None


def _blocks(game: Model) -> Iterator[Iterator[str] | list[str]]:
    head = [line for key in ("title", "summary") if getattr(game, key) for line in text_lines(key, getattr(game, key))]
    if game.sources:
        head += ["sources:", *(f"  {line}" for name, text in game.sources.items() for line in text_lines(name, text))]
    yield head
    yield [f"players: {flow(list(game.players))}"]
    yield _named("parameters", (line for p in game.parameters.values() for line in _parameter(p)))
    yield _named("assumptions", (f"- {scalar(condition_text(condition))}" for condition in written_assumptions(game)))
    yield _named("types", _types(game))
    yield _named("definitions", (f"{scalar(name)}: {_definition(d)}" for name, d in game.definitions.items()))
    yield from played(game)
    yield sense_lines(game.sense)
    yield _named("names", (f"{scalar(name)}: {flow(condition)}" for name, condition in game.names.items()))
    yield _named("claims", (line for claim in game.claims for line in _claim(claim)))
    yield text_lines("notes", game.notes) if game.notes else []


@singledispatch
def played(game: Model) -> Iterator[list[str]]:
    """What stands in the file for the moves of a game, a function for each form of game."""
    raise TypeError(f"expected a game, not {type(game).__name__}")


def written_assumptions(game: Model) -> list[Condition]:
    """The assumptions but for those that follow from the rest of the file."""
    return [condition for condition in game.assumptions if condition not in game.implied]


def _named(key: str, lines: Iterable[str]) -> list[str]:
    body = [f"  {line}" for line in lines]
    return [f"{key}:", *body] if body else []


# --- parts of a model ---------------------------------------------------------------------------------------------


def _parameter(parameter: Parameter) -> list[str]:
    fields: dict[str, str] = {}
    if parameter.meaning:
        fields["meaning"] = scalar(parameter.meaning)
    if parameter.low is not None or parameter.high is not None:
        low = "-inf" if parameter.low is None else number(parameter.low)
        high = "inf" if parameter.high is None else number(parameter.high)
        fields["range"] = f"[{low}, {high}]"
    if parameter.base is not None:
        fields["base"] = number(parameter.base)
    for key in ("role", "unit", "source", "note"):
        if getattr(parameter, key):
            fields[key] = scalar(getattr(parameter, key))
    line = f"{parameter.name}: {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}"
    if len(line) <= WIDTH:
        return [line]
    lines = [f"{parameter.name}:"]
    for key, value in fields.items():
        is_prose = key in ("meaning", "unit", "source", "note")
        parts = text_lines(key, getattr(parameter, key)) if is_prose else [f"{key}: {value}"]
        lines += [f"  {part}" for part in parts]
    return lines


def _types(game: Model) -> Iterator[str]:
    for player, own in game.drawn.items():
        yield f"{scalar(player)}: {flow({own.letter: own.distribution.parts(formula)})}"
    if JOINT in game.types:
        yield f"{JOINT}:"
        for row in game.types[JOINT]:
            texts = {key: value if isinstance(value, str) else formula(value) for key, value in row.items()}
            yield f"  - {flow(texts)}"
        return
    for player, row in game.types.items():
        yield f"{scalar(player)}: {flow({kind: formula(probability) for kind, probability in row.items()})}"


def _definition(definition: Definition) -> str:
    if isinstance(definition, ByType):
        parts = ", ".join(f"{scalar(kind)}: {_definition(value)}" for kind, value in definition.values.items())
        return f"{{{scalar(definition.player)}: {{{parts}}}}}"
    return scalar(formula(definition))


def sense_lines(sense: Sense) -> list[str]:
    """What counts as an equilibrium, for the model or a claim."""
    lines = [] if sense.concept is None else [f"concept: {sense.concept}"]
    if sense.refine:
        lines.append(f"refine: {sense.refine[0] if len(sense.refine) == 1 else flow(sense.refine)}")
    if sense.leader is not None:
        lines.append(f"leader: {scalar(sense.leader)}")
    return lines


def _claim(claim: Claim) -> Iterator[str]:
    lines = text_lines("says", claim.says)
    for key in ("source", "passage"):
        if getattr(claim, key):
            lines += text_lines(key, getattr(claim, key))
    if claim.when is not None:
        lines.append(f"when: {scalar(condition_text(claim.when))}")
    lines.append(f"then: {flow(_then(claim.then))}")
    for key, value, default in (
        ("holds", claim.holds, "when"),
        ("in", claim.in_, "every equilibrium"),
        ("expected", claim.expected, "proved"),
    ):
        if value != default:
            lines.append(f"{key}: {value}")
    lines += sense_lines(claim.sense)
    if claim.note:
        lines += text_lines("note", claim.note)
    yield f"- {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])


def _then(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _then(part) for key, part in value.items()}
    return value if isinstance(value, str | bool | int) else formula(value)


# --- matrices -----------------------------------------------------------------------------------------------------


def _moves(moves: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield "moves:"
    for player, names in moves.items():
        yield f"  {scalar(player)}: {flow(list(names))}"


@played.register
def _matrix(game: Matrix) -> Iterator[list[str]]:
    if game.arrays is None:
        yield _named("matrix", _table(game.moves, game.payoffs))
        return
    arrays = (
        line for player, table in zip(game.players, game.arrays, strict=True) for line in _array(player, table.tolist())
    )
    yield _named("matrix", chain(_moves(game.moves), ["arrays:"], arrays))


def _table(
    moves: Mapping[str, tuple[str, ...]], payoffs: Mapping[tuple[str, ...], tuple[Expression, ...]]
) -> Iterator[str]:
    yield from _moves(moves)
    yield "payoffs:"
    yield from (f"  {line}" for line in _level(list(moves.values()), payoffs, ()))


@played.register
def _continuous(game: Continuous) -> Iterator[list[str]]:
    lines = []
    for player, own in game.intervals.items():
        low = "-inf" if own.low is None else formula(own.low)
        ends = flow({"from": low, "to": "inf" if own.high is None else formula(own.high)})
        lines.append(f"{scalar(player)}: {{{scalar(own.letter)}: {ends}}}")
    yield _named("choices", lines)
    yield ["payoffs:", *(f"  - {scalar(formula(x))}" for x in game.payoffs)]
    yield _named("outcomes", (f"{scalar(name)}: {scalar(formula(x))}" for name, x in game.chances.items()))


@played.register
def _repeated(game: Repeated) -> Iterator[list[str]]:
    yield _named("matrix", _table(game.moves, game.payoffs))
    lines = [f"discount: {scalar(formula(game.discount))}"]
    if game.strategies != GRIM:
        lines.append(f"strategies: {game.strategies}")
    if game.horizon is not None:
        lines.append(f"horizon: {game.horizon}")
    yield _named("repeated", lines)


@played.register
def _states(game: Stochastic) -> Iterator[list[str]]:
    tables = {state: as_table(root, game.players) for state, root in game.states.items()}
    trees = _TreeWriter([root for state, root in game.states.items() if tables[state] is None])
    lines: list[str] = []
    for state, root in game.states.items():
        table = tables[state]
        if table is None:
            body = ["tree:", *(f"  {line}" for line in trees.block(root, 0))]
        else:
            offered = [tuple(dict.fromkeys(profile[i] for profile in table)) for i in range(len(game.players))]
            moves = dict(zip(game.players, offered, strict=True))
            cells = {profile: outcome.payoffs for profile, outcome in table.items()}
            body = ["matrix:", *(f"  {line}" for line in _table(moves, cells))]
            body += _next_lines(table, offered, state)
        lines += [f"  {scalar(state)}:", *(f"    {line}" for line in body)]
    yield from trees.subtrees()
    yield ["states:", *lines]
    yield [
        f"start: {scalar(game.start)}",
        f"discount: {scalar(formula(game.discount))}",
        *([f"horizon: {game.horizon}"] if game.horizon is not None else []),
    ]


def _next_lines(table: Mapping[tuple[str, ...], Outcome], moves: list[tuple[str, ...]], state: str) -> list[str]:
    """What state follows each profile of moves: once where it is always the same, else nested like the payoffs."""
    if not any(outcome.next for outcome in table.values()):
        return []
    if len({str(outcome.next) for outcome in table.values()}) == 1:
        return [f"next: {_next(next(iter(table.values())).next)}"]

    def nested(before: tuple[str, ...]) -> str:
        if len(before) == len(moves):
            return _next(table[before].next or {state: Number(Fraction(1))})
        parts = (f"{scalar(move)}: {nested((*before, move))}" for move in moves[len(before)])
        return f"{{{', '.join(parts)}}}"

    return ["next:", *(f"  {scalar(move)}: {nested((move,))}" for move in moves[0])]


def _next(following: Mapping[str, Expression]) -> str:
    if len(following) == 1:
        return scalar(next(iter(following)))
    return flow({state: formula(probability) for state, probability in following.items()})


def _array(player: str, rows: list[Any]) -> Iterator[str]:
    if not isinstance(rows[0], list):
        yield f"  {scalar(player)}: {_cells(rows)}"
        return
    yield f"  {scalar(player)}:"
    yield from (f"    - {_cells(row)}" for row in rows)


def _cells(part: Any) -> str:
    if isinstance(part, list):
        return f"[{', '.join(_cells(item) for item in part)}]"
    text = repr(int(part) if abs(part) < 2**53 and part == int(part) else part)
    if re.search(r"e[+-]?\d{3}", text):
        raise ValueError(f"a number in a model file has an exponent of at most two digits; {text} has three")
    return text


def _level(
    offered: Sequence[tuple[str, ...]],
    payoffs: Mapping[tuple[str, ...], tuple[Expression, ...]],
    before: tuple[str, ...],
) -> Iterator[str]:
    moves = offered[len(before)]
    left = len(offered) - len(before)
    for move in moves:
        if left == 1:
            yield f"{scalar(move)}: {_payoffs(payoffs[(*before, move)])}"
        elif left == 2:
            last = offered[-1]
            cells = {name: _payoffs(payoffs[(*before, move, name)]) for name in last}
            line = f"{scalar(move)}: {{{', '.join(f'{scalar(name)}: {cell}' for name, cell in cells.items())}}}"
            if len(line) <= WIDTH:
                yield line
            else:
                yield f"{scalar(move)}:"
                yield from (f"  {scalar(name)}: {cell}" for name, cell in cells.items())
        else:
            yield f"{scalar(move)}:"
            yield from (f"  {line}" for line in _level(offered, payoffs, (*before, move)))


def _payoffs(payoffs: tuple[Expression, ...]) -> str:
    return f"[{', '.join(scalar(formula(payoff)) for payoff in payoffs)}]"


# --- trees --------------------------------------------------------------------------------------------------------


@played.register
def _tree(game: Tree) -> Iterator[list[str]]:
    yield from _TreeWriter([game.root]).blocks()


class _TreeWriter:
    """Trees, with parts used more than once or deep down written under `subtrees`."""

    def __init__(self, roots: list[Node]) -> None:
        self.roots = roots
        self.shared = _shared_nodes(roots)
        self.names: dict[int, str] = {}
        self.waiting: list[tuple[str, Node]] = []

    def blocks(self) -> Iterator[list[str]]:
        tree = ["tree:", *(f"  {line}" for line in self.block(self.roots[0], 0))]
        yield from self.subtrees()
        yield tree

    def subtrees(self) -> Iterator[list[str]]:
        """The parts that stand on their own, once all that uses them has been written."""
        subtrees: list[str] = []
        # Writing a subtree may find further ones.
        while self.waiting:
            name, node = self.waiting.pop(0)
            subtrees += [f"  {scalar(name)}:", *(f"    {line}" for line in self.block(node, 0))]
        if subtrees:
            yield ["subtrees:", *subtrees]

    def block(self, node: Node, depth: int) -> Iterator[str]:
        """A node on lines of its own."""
        if isinstance(node, Decision):
            yield f"player: {scalar(node.player)}"
            if node.information is not None:
                yield f"information: {scalar(node.information)}"
            if node.when_indifferent is not None:
                yield f"when indifferent: {scalar(node.when_indifferent)}"
            if isinstance(node, Choice):
                ends = flow({"from": formula(node.low), "to": formula(node.high)})
                yield f"chooses: {{{scalar(node.letter)}: {ends}}}"
                yield from self.under("then", node.then, depth + 1)
                return
            yield "moves:"
            for move, after in node.moves.items():
                yield from (f"  {line}" for line in self.under(move, after, depth + 1))
        elif isinstance(node, Chance):
            yield "chance:"
            for move, (probability, after) in node.moves.items():
                short = self.short(after, depth + 1)
                if short is not None:
                    line = f"  {scalar(move)}: {{probability: {scalar(formula(probability))}, then: {short}}}"
                    if len(line) <= WIDTH:
                        yield line
                        continue
                yield f"  {scalar(move)}:"
                yield f"    probability: {scalar(formula(probability))}"
                yield from (f"    {line}" for line in self.under("then", after, depth + 1))
        else:
            assert isinstance(node, Outcome)
            if node.name:
                yield f"outcome: {scalar(node.name)}"
            yield f"payoffs: {_payoffs(node.payoffs)}"
            if node.next:
                yield f"next: {_next(node.next)}"

    def under(self, key: str, node: Node, depth: int) -> Iterator[str]:
        """A node under a key."""
        short = self.short(node, depth)
        if short is not None:
            yield f"{scalar(key)}: {short}"
        else:
            yield f"{scalar(key)}:"
            yield from (f"  {line}" for line in self.block(node, depth))

    def short(self, node: Node, depth: int) -> str | None:
        """An outcome, or the name of a subtree, on one line; None for what needs more."""
        if isinstance(node, Outcome):
            payoffs = _payoffs(node.payoffs)
            if not node.name and not node.next:
                return payoffs
            name = f"outcome: {scalar(node.name)}, " if node.name else ""
            return f"{{{name}payoffs: {payoffs}{f', next: {_next(node.next)}' if node.next else ''}}}"
        if id(node) not in self.shared and depth < DEEPEST:
            return None
        if id(node) not in self.names:
            self.names[id(node)] = f"part {len(self.names) + 1}"
            self.waiting.append((self.names[id(node)], node))
        return scalar(self.names[id(node)])


def _shared_nodes(roots: list[Node]) -> set[int]:
    """The decisions and chance moves that stand at more than one place."""
    seen: set[int] = set()
    shared: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Outcome):
            continue
        if id(node) in seen:
            shared.add(id(node))
            continue
        seen.add(id(node))
        waiting.extend(after for _, after in following(node))
    return shared
