"""What trees are made of: decisions, chance moves and outcomes.

Trees may be thousands of moves deep, so everything that visits a tree does so in a loop: walking, comparing, pickling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from deterrence.algebra.formulas.language import Expression, FormulaError, as_expression, text_of
from deterrence.games.parts.frozen import FrozenDict

MOST_NODES = 1_000_000
# What is printed of a tree.
MOST_LINES = 40
DEEPEST = 12


class Node:
    """What decisions, chance moves and outcomes have in common: they are trees, and compare by content."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        if self is other:
            return True
        own, others = walk(self), walk(other)
        for step, its_step in zip(own, others, strict=False):
            if step.move != its_step.move or contents(step.node) != contents(its_step.node):
                return False
        return next(own, None) is None and next(others, None) is None

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (tuple((step.parent, step.move, contents(step.node)) for step in walk(self)),)

    def __copy__(self) -> Node:
        return self

    def __deepcopy__(self, memo: object) -> Node:
        return self

    def __repr__(self) -> str:
        return "\n".join(node_lines(self, most=12))


@dataclass(frozen=True, init=False, eq=False, repr=False, slots=True)
class Outcome(Node):
    """The end of play: a name, and one payoff a player.

    Parameters
    ----------
    name
        What it is called; several ends of play may share a name.  May be empty.
    payoffs
        Numbers, formulas or sympy expressions, in the order of the players.
    next
        In a game with states (:class:`deterrence.games.stochastic.Stochastic`) the state of the next period, or the
        probability of each; without it the state stays as it is.

    Examples
    --------
    >>> Outcome("New status quo", ("g", "-l"))
    New status quo [g, -l]
    >>> Outcome("Absorbed", ("g", "-l"), next={"Hardened": "h", "Tolerant": "1 - h"})
    Absorbed [g, -l], next Hardened (h) or Tolerant (1 - h)
    """

    name: str
    payoffs: tuple[Expression, ...]
    next: Mapping[str, Expression]

    def __init__(
        self,
        name: str = "",
        payoffs: Sequence[Any] = (),
        next: str | Mapping[str, Any] | None = None,  # noqa: A002 -- what comes next
    ) -> None:
        row = list(payoffs) if getattr(payoffs, "ndim", 0) == 1 else payoffs
        if not isinstance(row, tuple | list):
            raise ValueError(f"expected the payoffs of outcome '{name}' as a list, one a player, not {payoffs!r}")
        read = tuple(_formula(payoff, f"payoff {i} of outcome '{name}'") for i, payoff in enumerate(row, 1))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "payoffs", read)
        object.__setattr__(self, "next", as_next(next))

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """What is written here: payoffs, and probabilities of the next state."""
        return (*self.payoffs, *self.next.values())


@dataclass(frozen=True, init=False, eq=False, repr=False, slots=True)
class Decision(Node):
    """A node where a player chooses.

    Parameters
    ----------
    player
        Who chooses.
    moves
        What follows each move; a bare tuple of payoffs stands for an unnamed :class:`Outcome`.
    information
        The name of the information set; nodes of one player with the same name are told apart by nobody.  Without a
        name the node is an information set of its own.
    when_indifferent
        The one move that is made wherever it is among the best here.  Without it, any best move may be made, and any
        mixture of them.

    Examples
    --------
    >>> Decision("ROK", {"Absorb": Outcome("New status quo", ("g", "-l")), "Respond": ("-k", "s")})
    ROK
      Absorb: New status quo [g, -l]
      Respond: [-k, s]
    >>> Decision("B", {"Grant": (1, 0), "Fight": (0, 0)}, when_indifferent="Grant")
    B, when indifferent Grant
      Grant: [1, 0]
      Fight: [0, 0]
    """

    player: str
    moves: Mapping[str, Node]
    information: str | None
    when_indifferent: str | None

    def __init__(
        self,
        player: str,
        moves: Mapping[str, Node | Sequence[Any]],
        information: str | None = None,
        when_indifferent: str | None = None,
    ) -> None:
        if not isinstance(moves, Mapping):
            raise ValueError(f"expected the moves of {player} as a mapping of names to nodes, not {moves!r}")
        object.__setattr__(self, "player", player)
        object.__setattr__(self, "moves", FrozenDict({move: as_node(node, move) for move, node in moves.items()}))
        object.__setattr__(self, "information", information)
        object.__setattr__(self, "when_indifferent", when_indifferent)

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """No formula is written here."""
        return ()

    def like(self, after: Mapping[str, Node], information: str | None) -> Decision:
        """The same with other nodes after its moves, in another information set."""
        return Decision(self.player, after, information, self.when_indifferent)


@dataclass(frozen=True, init=False, eq=False, repr=False, slots=True)
class Choice(Decision):
    """A node where a player chooses from an interval.

    Parameters
    ----------
    player
        Who chooses.
    letter
        What stands for the choice in the formulas of what follows.
    low, high
        The ends of the interval, which may be chosen: numbers or formulas.
    then
        What follows.
    information
        The name of the information set.

    Examples
    --------
    >>> Choice("A", "x", 0, 1, Decision("B", {"Grant": ("x", "1 - x"), "Fight": ("p - c", "1 - p - c")}))
    A chooses x from 0 to 1
      x: B
        Grant: [x, 1 - x]
        Fight: [p - c, 1 - p - c]
    """

    letter: str
    low: Expression
    high: Expression

    def __init__(
        self, player: str, letter: str, low: Any, high: Any, then: Node | Sequence[Any], information: str | None = None
    ) -> None:
        Decision.__init__(self, player, {letter: then}, information)
        object.__setattr__(self, "letter", letter)
        object.__setattr__(self, "low", _formula(low, f"the lower end of {letter}"))
        object.__setattr__(self, "high", _formula(high, f"the upper end of {letter}"))

    @property
    def then(self) -> Node:
        """What follows."""
        return self.moves[self.letter]

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """What is written here: the ends of the interval."""
        return self.low, self.high

    def like(self, after: Mapping[str, Node], information: str | None) -> Choice:
        """The same with another node after it, in another information set."""
        return Choice(self.player, self.letter, self.low, self.high, after[self.letter], information)


@dataclass(frozen=True, init=False, eq=False, repr=False, slots=True)
class Chance(Node):
    """A node where chance moves.

    Parameters
    ----------
    moves
        For each move its probability and what follows.

    Examples
    --------
    >>> Chance({"Backed": ("c", Outcome("Repelled", ("-k", 0))), "Alone": ("1 - c", Outcome("War", ("g", "-e")))})
    chance
      Backed (c): Repelled [-k, 0]
      Alone (1 - c): War [g, -e]
    """

    moves: Mapping[str, tuple[Expression, Node]]

    def __init__(self, moves: Mapping[str, Any]) -> None:
        if not isinstance(moves, Mapping):
            raise ValueError(f"expected chance moves as a mapping of names to (probability, node), not {moves!r}")
        read: dict[str, tuple[Expression, Node]] = {}
        for move, pair in moves.items():
            if not isinstance(pair, tuple | list) or len(pair) != 2 or isinstance(pair[0], Node):
                raise ValueError(f"expected (probability, node) for the chance move '{move}', not {pair!r}")
            read[move] = (_formula(pair[0], f"probability of '{move}'"), as_node(pair[1], move))
        object.__setattr__(self, "moves", FrozenDict(read))

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """What is written here: the probabilities."""
        return tuple(probability for probability, _ in self.moves.values())


TreeNode: TypeAlias = Decision | Chance | Outcome


def as_node(value: Any, move: str = "") -> Node:
    """A node, or an unnamed outcome from a bare list of payoffs."""
    if isinstance(value, Decision | Chance | Outcome):
        return value
    if isinstance(value, tuple | list):
        return Outcome("", value)
    raise ValueError(f"expected a Decision, Chance or Outcome after '{move}', not {type(value).__name__}")


def _formula(value: Any, what: str) -> Expression:
    try:
        return as_expression(value)
    except FormulaError as mistake:
        raise FormulaError(f"{what}: {mistake.message}", mistake.column, mistake.text) from None


NO_STATE: Final = "'next' names no state: leave it out where the state stays as it is"


def as_next(value: Any) -> Mapping[str, Expression]:
    """The probability of each state of the next period; empty where the state stays as it is."""
    if value is None:
        return FrozenDict()
    if isinstance(value, FrozenDict):
        return value  # read already
    if isinstance(value, str):
        return FrozenDict({value: as_expression(1)})
    if not isinstance(value, Mapping):
        raise ValueError(f"expected the next state, or the probability of each, not {value!r}")
    if not value:
        raise ValueError(NO_STATE)
    return FrozenDict({state: as_expression(probability) for state, probability in value.items()})


# --- walking ------------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """A node met on a walk: the how-manieth (from 0), after which (-1 at the root), by which move."""

    position: int
    parent: int
    move: str
    node: TreeNode


def following(node: Node) -> list[tuple[str, Node]]:
    """The moves at a node and the nodes they lead to."""
    if isinstance(node, Decision):
        return list(node.moves.items())
    if isinstance(node, Chance):
        return [(move, after) for move, (_, after) in node.moves.items()]
    return []


def walk(root: Node) -> Iterator[Step]:
    """Every node in preorder: the root, then all that follows its first move, and so on."""
    waiting: list[tuple[int, str, Node]] = [(-1, "", root)]
    index = 0
    while waiting:
        parent, move, node = waiting.pop()
        yield Step(index, parent, move, node)  # type: ignore[arg-type]
        waiting.extend((index, name, after) for name, after in reversed(following(node)))
        index += 1


def size(root: Node) -> int:
    """How many nodes a walk would meet, found without one: a part used more than once is counted once."""
    sizes: dict[int, int] = {}
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_below_done = waiting.pop()
        if id(node) in sizes:
            continue
        after = [follower for _, follower in following(node)]
        if is_below_done:
            sizes[id(node)] = 1 + sum(sizes[id(follower)] for follower in after)
        else:
            waiting.append((node, True))
            waiting.extend((follower, False) for follower in after)
    return sizes[id(root)]


def contents(node: Node) -> tuple[Any, ...]:
    """What stands at a node itself, without what follows it."""
    if isinstance(node, Choice):
        return "choice", node.player, node.information, node.letter, node.low, node.high
    if isinstance(node, Decision):
        return "decision", node.player, node.information, node.when_indifferent, tuple(node.moves)
    if isinstance(node, Chance):
        return "chance", tuple((move, probability) for move, (probability, _) in node.moves.items())
    assert isinstance(node, Outcome)
    return "outcome", node.name, node.payoffs, node.next


def rebuild(steps: Sequence[tuple[int, str, Any]], make: Callable[[Any, dict[str, Node]], Node]) -> Node:
    """A tree from its nodes in preorder: `make(content, what follows each move)` is called from the ends inward."""
    after: list[dict[str, Node]] = [{} for _ in steps]
    node: Node | None = None
    for index in range(len(steps) - 1, -1, -1):
        parent, move, content = steps[index]
        # Children come back last first.
        node = make(content, dict(reversed(after[index].items())))
        after[index] = {}
        if parent >= 0:
            after[parent][move] = node
    if node is None:
        raise ValueError("a tree has at least one node")
    return node


def _rebuilt(steps: tuple[tuple[int, str, tuple[Any, ...]], ...]) -> Node:
    return rebuild(steps, node_of)


def node_of(content: tuple[Any, ...], after: Mapping[str, Node]) -> Node:
    """The node with these contents (see :func:`contents`)."""
    if content[0] == "choice":
        return Choice(content[1], content[3], content[4], content[5], after[content[3]], content[2])
    if content[0] == "decision":
        return Decision(content[1], after, content[2], content[3])
    if content[0] == "chance":
        return Chance({move: (probability, after[move]) for move, probability in content[1]})
    return Outcome(content[1], content[2], content[3])


def rewritten(root: Node, change: Callable[[Expression], Expression]) -> Node:
    """A tree with every formula in it changed.

    Examples
    --------
    >>> rewritten(Decision("A", {"x": ["b"], "y": [0]}), lambda formula: as_expression(7))
    A
      x: [7]
      y: [7]
    """

    def content(node: Node) -> tuple[Any, ...]:
        if isinstance(node, Outcome):
            following = FrozenDict({state: change(p) for state, p in node.next.items()})
            return "outcome", node.name, tuple(map(change, node.payoffs)), following
        if isinstance(node, Chance):
            return "chance", tuple((move, change(p)) for move, (p, _) in node.moves.items())
        if isinstance(node, Choice):
            return "choice", node.player, node.information, node.letter, change(node.low), change(node.high)
        return contents(node)

    return rebuild([(step.parent, step.move, content(step.node)) for step in walk(root)], node_of)


def label(node: Outcome) -> str:
    """An outcome on one line: its name and payoffs."""
    payoffs = f"[{', '.join(text_of(payoff) for payoff in node.payoffs)}]"
    shown = f"{node.name} {payoffs}" if node.name else payoffs
    return f"{shown}, next {next_text(node.next)}" if node.next else shown


def next_text(following: Mapping[str, Expression]) -> str:
    """The states that may come next: `Hardened (h) or Tolerant (1 - h)`."""
    if len(following) == 1:
        return next(iter(following))
    return " or ".join(f"{state} ({text_of(probability)})" for state, probability in following.items())


def node_lines(root: Node, most: int = MOST_LINES) -> list[str]:
    """A tree, a node a line, indented by depth; what is too deep or too long is counted, not shown."""
    lines: list[str] = []
    depths: list[int] = []
    chances: dict[int, Chance] = {}
    hidden = 0
    for step in walk(root):
        depth = depths[step.parent] + 1 if step.parent >= 0 else 0
        depths.append(depth)
        if len(lines) >= most or depth > DEEPEST:
            hidden += 1
            continue
        if isinstance(step.node, Chance):
            chances[step.position] = step.node
        branch = ""
        if step.parent in chances:
            branch = f"{step.move} ({text_of(chances[step.parent].moves[step.move][0])}): "
        elif step.parent >= 0:
            branch = f"{step.move}: "
        lines.append("  " * depth + branch + node_text(step.node))
    if hidden:
        lines.append(f"... {hidden:,} more node{'s' if hidden > 1 else ''}")
    return lines


def node_text(node: Node) -> str:
    """A node on one line, without what follows it."""
    if isinstance(node, Decision):
        where = node.player if node.information is None else f"{node.player} at '{node.information}'"
        if isinstance(node, Choice):
            return f"{where} chooses {node.letter} from {text_of(node.low)} to {text_of(node.high)}"
        return where if node.when_indifferent is None else f"{where}, when indifferent {node.when_indifferent}"
    if isinstance(node, Chance):
        return "chance"
    assert isinstance(node, Outcome)
    return label(node)
