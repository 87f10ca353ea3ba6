"""The tree of a model file: nodes, and subtrees written once and used by name."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from deterrence.algebra.formulas.language import Expression, Number, Operation
from deterrence.formats.reading import ZERO, Reading
from deterrence.formats.slips import wrong_count
from deterrence.formats.yaml_nodes import Node
from deterrence.games.checks.checks import shown_circle
from deterrence.games.parts.mistakes import listed, nearest
from deterrence.games.parts.nodes import NO_STATE, Chance, Choice, Decision, Outcome
from deterrence.games.parts.nodes import Node as TreeNode

# A tree whose subtrees use one another can be far larger than its file.
MOST_NODES = 200_000

WHEN_INDIFFERENT = "when indifferent"
_KINDS = {
    "player": ("player", "moves", "information", WHEN_INDIFFERENT),
    "chance": ("chance",),
    "outcome": ("outcome", "payoffs", "next"),
}


def read_tree(reading: Reading, players: Sequence[str]) -> TreeNode | None:
    """The root of the tree; None where it cannot be put together."""
    found = read_trees(reading, players, {"tree": reading.root.pairs["tree"]})
    return None if found is None else found["tree"]


def read_trees(
    reading: Reading, players: Sequence[str], trees: Mapping[str, tuple[Node, Node]]
) -> dict[str, TreeNode] | None:
    """The roots of several trees that may use the same subtrees; None where they cannot be put together."""
    return _TreeReading(reading, players).roots(trees)


class _TreeReading:
    def __init__(self, reading: Reading, players: Sequence[str]) -> None:
        self.reading = reading
        self.players = players
        self.subtrees: dict[str, Node] = {}
        self.built: dict[str, TreeNode] = {}
        self.sizes: dict[str, int] = {}
        self.used: set[str] = set()
        self.count = 0

    def roots(self, trees: Mapping[str, tuple[Node, Node]]) -> dict[str, TreeNode] | None:
        reading = self.reading
        node = reading.part("subtrees", "mapping", "{war: {outcome: War, payoffs: [-1, -1]}}")
        if node is not None:
            self.subtrees = {name: value for name, (_, value) in node.pairs.items()}
        order = self._order()
        if order is None:
            return None
        for name in order:
            self.count = 0
            self.built[name] = self._node(self.subtrees[name], f"subtree '{name}'")
            self.sizes[name] = self.count
            if self.count > MOST_NODES:
                reading.add(
                    self.subtrees[name], f"with its subtrees written out the tree has more than {MOST_NODES:,} nodes."
                )
                return None
        self.count = 0
        found: dict[str, TreeNode] = {}
        for name, (key, tree) in trees.items():
            found[name] = self._node(tree, "tree")
            if self.count > MOST_NODES:
                reading.add(
                    key, f"with its subtrees written out the tree has {self.count:,} nodes; at most {MOST_NODES:,}."
                )
                return None
        for name in self.subtrees:
            if name not in self.used and node is not None:
                message = f"the subtree '{name}' is not used: delete it, or write '{name}' where a node is expected."
                reading.add(node.pairs[name][0], message)
        return found

    def _order(self) -> tuple[str, ...] | None:
        """The subtrees, each after those it uses."""
        uses = {name: set(self._references(node)) for name, node in self.subtrees.items()}
        try:
            return tuple(graphlib.TopologicalSorter(uses).static_order())
        except graphlib.CycleError as error:
            circle = [str(name) for name in reversed(error.args[1])]
            self.reading.add(self.subtrees[circle[0]], f"subtrees go round in a circle: {shown_circle(circle)}.")
            return None

    def _references(self, root: Node) -> Iterator[str]:
        """The subtrees that a node uses, where nodes are expected."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.kind == "text":
                if node.text in self.subtrees:
                    yield node.text
                continue
            if "chooses" in node.pairs and "then" in node.pairs:
                waiting.append(node.pairs["then"][1])
            for name, after in (("moves", None), ("chance", "then")):
                branches = node.pairs[name][1] if name in node.pairs else None
                for _, branch in branches.pairs.values() if branches is not None else ():
                    if after is None:
                        waiting.append(branch)
                    elif after in branch.pairs:
                        waiting.append(branch.pairs[after][1])

    # --- nodes (a file is at most a hundred levels deep, so these may call one another) ---

    def _node(self, node: Node, what: str) -> TreeNode:
        self.count += 1
        if node.kind == "list":
            return Outcome("", self._payoffs(node))
        if node.kind == "text":
            return self._reference(node, what)
        kinds = [kind for kind in _KINDS if kind in node.pairs]
        if not kinds and "payoffs" in node.pairs:
            kinds = ["outcome"]
        if len(kinds) != 1:
            keys = ("player", "chance", "outcome", "payoffs")
            hint = next((nearest(key, keys) for key in node.pairs if nearest(key, keys)), "")
            expected = "expected one of 'player' with 'moves', 'chance', or 'outcome' with 'payoffs'"
            found = (
                f"found {' and '.join(map(repr, kinds))}"
                if kinds
                else f"found {listed(map(repr, node.pairs)) or 'nothing'}"
            )
            self.reading.add(node, f"{what}: {expected}; {found}.{hint}")
            return self._stand_in()
        if "player" in node.pairs and "chooses" in node.pairs:
            return self._choice(node)
        self.reading.keys(
            node,
            _KINDS[kinds[0]],
            {"player": "a decision", "chance": "a chance move", "outcome": "an outcome"}[kinds[0]],
        )
        if kinds[0] == "player":
            return self._decision(node)
        return self._chance(node) if kinds[0] == "chance" else self._outcome(node)

    def _stand_in(self) -> TreeNode:
        return Outcome("", (ZERO,) * len(self.players))

    def _reference(self, node: Node, what: str) -> TreeNode:
        name = node.text
        if name in self.built:
            self.used.add(name)
            self.count += self.sizes[name] - 1
            return self.built[name]
        if node.is_nothing:
            self.reading.add(node, f"{what}: expected what follows; found nothing.")
        else:
            those = f"; those are {listed(self.subtrees)}" if self.subtrees else ", there is none"
            self.reading.add(node, f"'{name}' is not a subtree{those}.{nearest(name, self.subtrees)}")
        return self._stand_in()

    def _decision(self, node: Node) -> TreeNode:
        reading = self.reading
        # Where it cannot be read, which is told, anybody stands in.
        player = reading.text(node, "player", "'player'")
        if node.pairs["player"][1].kind != "text":
            player = self.players[0]
        information = reading.text(node, "information", "'information'") if "information" in node.pairs else None
        preferred = (
            reading.text(node, WHEN_INDIFFERENT, f"'{WHEN_INDIFFERENT}'") if WHEN_INDIFFERENT in node.pairs else None
        )
        if "moves" not in node.pairs:
            reading.add(node.pairs["player"][0], f"a decision has 'moves'; {player} has none here.")
            return self._stand_in()
        moves = node.pairs["moves"][1]
        if not reading.is_kind(moves, "mapping", f"the moves of {player}", "{Absorb: [g, -l], Respond: [-k, s]}"):
            return self._stand_in()
        after = {move: self._node(value, f"after '{move}'") for move, (_, value) in moves.pairs.items()}
        return Decision(player, after, information, preferred)

    def _choice(self, node: Node) -> TreeNode:
        """A choice from an interval: `chooses: {x: {from: 0, to: 1}}`, and what follows under `then`."""
        reading = self.reading
        reading.keys(node, ("player", "information", "chooses", "then"), "a choice from an interval")
        player = reading.text(node, "player", "'player'")
        information = reading.text(node, "information", "'information'") if "information" in node.pairs else None
        key, chosen = node.pairs["chooses"]
        example = "{x: {from: 0, to: 1}}"
        if not reading.is_kind(chosen, "mapping", "'chooses'", example):
            return self._stand_in()
        if len(chosen.pairs) != 1:
            found = listed(map(repr, chosen.pairs)) or "nothing"
            reading.add(key, f"'chooses' names one letter with its interval, such as {example}; found {found}.")
            return self._stand_in()
        ((letter, (_, interval)),) = chosen.pairs.items()
        if "then" not in node.pairs:
            reading.add(key, f"what follows the choice of '{letter}' stands under 'then'; there is none here.")
            return self._stand_in()
        after = self._node(node.pairs["then"][1], f"after the choice of '{letter}'")
        if not reading.is_kind(interval, "mapping", f"the interval of '{letter}'", "{from: 0, to: 1}"):
            return self._stand_in()
        reading.keys(interval, ("from", "to"), "an interval")
        missing = [word for word in ("from", "to") if word not in interval.pairs]
        if missing:
            reading.add(interval, f"the interval of '{letter}' has no {' and no '.join(map(repr, missing))}.")
            return self._stand_in()
        low, high = (self._end(letter, word, interval.pairs[word][1]) for word in ("from", "to"))
        return Choice(player, letter, low, high, after, information)

    def _end(self, letter: str, word: str, node: Node) -> Expression:
        """An end of an interval; one without end has no best choice in general, and is refused."""
        if node.kind == "text" and node.text in ("inf", "-inf", ".inf", "-.inf"):
            self.reading.add(
                node, f"the interval of '{letter}' has no end ('{node.text}'): give it one under '{word}'."
            )
            return ZERO
        return self.reading.formula(node, f"'{word}' of '{letter}'")

    def _chance(self, node: Node) -> TreeNode:
        reading = self.reading
        branches = node.pairs["chance"][1]
        example = "{Backed: {probability: c, then: [-k, s]}, Alone: {probability: 1 - c, then: [b, -e]}}"
        if not reading.is_kind(branches, "mapping", "a chance move", example):
            return self._stand_in()
        moves: dict[str, tuple[Expression, TreeNode]] = {}
        for move, (key, branch) in branches.pairs.items():
            probability, after = self._branch(move, key, branch)
            moves[move] = (probability, after)
        probabilities = with_rest([probability for probability, _ in moves.values()])
        return Chance({move: (p, moves[move][1]) for move, p in zip(moves, probabilities, strict=True)})

    def _branch(self, move: str, key: Node, branch: Node) -> tuple[Expression, TreeNode]:
        """The probability of a chance move, ZERO itself where it cannot be read, and what follows."""
        reading = self.reading
        if not reading.is_kind(branch, "mapping", f"the chance move '{move}'", "{probability: c, then: [-k, s]}"):
            return ZERO, self._stand_in()
        # What follows may stand beside the probability, not under 'then': that is told once.
        follows = sorted({"outcome", "payoffs", "player", "moves", "chance"} & set(branch.pairs))
        beside = follows if "then" not in branch.pairs else []
        reading.keys(branch, ("probability", "then", *beside), "a chance move")
        missing = [word for word in ("probability", "then") if word not in branch.pairs]
        if missing:
            hint = " What follows stands under 'then': {probability: ..., then: {...}}." if beside else ""
            reading.add(key, f"the chance move '{move}' has no {' and no '.join(map(repr, missing))}.{hint}")
        probability: Expression = ZERO
        after = self._stand_in()
        if "probability" in branch.pairs:
            probability = reading.formula(branch.pairs["probability"][1], f"probability of '{move}'")
        if "then" in branch.pairs:
            after = self._node(branch.pairs["then"][1], f"after '{move}'")
        return probability, after

    def _outcome(self, node: Node) -> TreeNode:
        reading = self.reading
        name = reading.text(node, "outcome", "'outcome'")
        if "payoffs" not in node.pairs:
            reading.add(node.pairs["outcome"][0], f"the outcome '{name}' has no 'payoffs'.")
            return self._stand_in()
        following = read_next(reading, node.pairs["next"][1]) if "next" in node.pairs else None
        payoffs = node.pairs["payoffs"][1]
        if not reading.is_kind(payoffs, "list", "payoffs", "[g, -l]"):
            return Outcome(name, (ZERO,) * len(self.players), following)
        return Outcome(name, self._payoffs(payoffs), following)

    def _payoffs(self, node: Node) -> tuple[Expression, ...]:
        if len(node.items) != len(self.players):
            self.reading.add(*wrong_count(node, self.players))
            return (ZERO,) * len(self.players)
        whose = (f"payoff for {player}" for player in self.players)
        return tuple(self.reading.formula(item, what) for item, what in zip(node.items, whose, strict=True))


def read_next(reading: Reading, node: Node) -> dict[str, Expression] | None:
    """The probability of each state that may come next, from a state's name or from a mapping."""
    if node.kind == "text" and not node.is_nothing:
        return {node.text: Number(Fraction(1))}
    if not reading.is_kind(node, "mapping", "'next'", "{Hardened: h, Tolerant: 1 - h}"):
        return None
    if not node.pairs:
        reading.add(node, f"{NO_STATE}.")
        return None
    found = [reading.formula(value, f"probability of '{state}'") for state, (_, value) in node.pairs.items()]
    return dict(zip(node.pairs, with_rest(found), strict=True))


def with_rest(probabilities: Sequence[Expression]) -> list[Expression]:
    """Probabilities with what is left to 1 in the place of the first that cannot be read.

    That one has been told; that they do not sum to 1 would be said of the same slip.
    """
    unread = next((i for i, probability in enumerate(probabilities) if probability is ZERO), None)
    found = list(probabilities)
    if unread is not None:
        rest: Expression = Number(Fraction(1))
        for probability in probabilities:
            rest = Operation("-", rest, probability)
        found[unread] = rest
    return found
