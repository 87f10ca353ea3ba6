"""A game in extensive form: who moves when, knowing what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from deterrence.algebra.formulas.language import Expression, FormulaError
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.choices import chooser_before
from deterrence.games.checks.tree_checks import TreeChecker
from deterrence.games.forms.drawn_form import DrawnForm, drawn_form, with_type_letters
from deterrence.games.forms.expand import write_types
from deterrence.games.forms.flat_form import flat_form
from deterrence.games.forms.forms import TreeForm
from deterrence.games.forms.numeric_types import (
    Curves,
    NumericTypesForm,
    numeric_types,
    only_in_numbers,
    refuse_letters,
)
from deterrence.games.model import Extent, Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.information import (
    WrittenSet,
    history,
    outcome_name,
    written_sets,
)
from deterrence.games.parts.mistakes import Collector, GameError
from deterrence.games.parts.nodes import (
    Chance,
    Choice,
    Decision,
    Node,
    Outcome,
    Step,
    as_node,
    node_lines,
    rewritten,
    walk,
)
from deterrence.games.parts.shared import Shared
from deterrence.games.parts.types import profiles
from deterrence.games.parts.vocabulary import Vocabulary
from deterrence.games.statements import check_claims

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches


@dataclass(frozen=True, init=False, repr=False)
class Tree(Model):
    """A game in extensive form.

    Parameters
    ----------
    players
        Their names; payoffs follow this order.
    root
        The node where play begins.
    parameters, assumptions, definitions, types, claims, title, summary, sources, notes, name
        See :class:`deterrence.games.model.Model`.

    Raises
    ------
    GameError
        A ValueError with every mistake found: unknown names and players, payoffs missing, chance probabilities that do
        not sum to 1, information sets whose nodes offer different moves, base values that break an assumption.
    ImperfectRecallError
        A GameError: where a player forgets what it knew or did.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Decision, Outcome
    >>> Tree(["DPRK"], Decision("DPRK", {"Refrain": Outcome("Status quo", [0]), "Probe": Outcome("War", ["g"])}),
    ...      parameters=["g"], title="A choice")
    A choice
    tree of DPRK
    <BLANKLINE>
    parameter  range        base
    g          (-inf, inf)
    <BLANKLINE>
    DPRK
      Refrain: Status quo [0]
      Probe: War [g]
    """

    root: Node
    # The states that an outcome may lead to; a tree that is a period of a game with states has them.
    next_states: ClassVar[tuple[str, ...]] = ()

    def __init__(self, players: Sequence[str], root: Node | Sequence[Any], **shared: Unpack[Shared]) -> None:
        collector = Collector()
        self._read_shared(players, shared, collector)
        if any(mistake.path[:1] == ("players",) for mistake in collector.mistakes):
            collector.finish()
        self._set(root=as_node(root, "the root"))
        self._check(Checker(self, collector))
        collector.finish()

    def _check(self, checker: Checker) -> None:
        checker.check_model()
        TreeChecker(self, checker, checker.collector).check()
        check_claims(self, checker.collector)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every node in preorder."""
        if "_steps" not in self.__dict__:
            self._set(_steps=tuple(walk(self.root)))
        found: tuple[Step, ...] = self.__dict__["_steps"]
        return found

    def game_formulas(self) -> Iterator[Expression]:
        """The payoffs and probabilities."""
        return (x for step in self.steps for x in step.node.formulas)

    @property
    def written_sets(self) -> tuple[WrittenSet, ...]:
        """The information sets as written, before types are expanded."""
        if "_sets" not in self.__dict__:
            self._set(_sets=written_sets(self.steps))
        found: tuple[WrittenSet, ...] = self.__dict__["_sets"]
        return found

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes, in the order met."""
        names = (step.node.name for step in self.steps if isinstance(step.node, Outcome))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def kind(self) -> str:
        """The form of game, in words."""
        return "tree"

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that claims may use; the moves of chance are events too."""
        sets: dict[str, dict[str, tuple[str, ...]]] = {player: {} for player in self.players}
        for found in self.written_sets:
            sets[found.player][found.name] = found.moves
        events = dict.fromkeys(step.move for step in self.steps if step.parent >= 0)
        letters = tuple(dict.fromkeys(choice.letter for choice in self.choices))
        return Vocabulary(sets, self.outcomes, tuple(events), self._unnamed_ends, self._made_before, letters)

    def _made_before(self, player: str, information: str) -> Iterable[str]:
        """The moves on the way to an information set."""
        nodes = (
            n for found in self.written_sets if (found.player, found.name) == (player, information) for n in found.nodes
        )
        return dict.fromkeys(move for node in nodes for move in history(self.steps, node))

    def _unnamed_ends(self) -> Iterator[str]:
        """The outcomes without a name, called after the draw of types and the moves."""
        ends = [step.position for step in self.steps if isinstance(step.node, Outcome) and not step.node.name]
        drawn = [(profile.label,) for profile in profiles(self.types, self.players)] if self.types else [()]
        return (outcome_name((*before, *history(self.steps, end))) for before in drawn for end in ends)

    @property
    def extent(self) -> Extent:
        """The nodes, counted once for each profile of types."""
        return Extent(len(self.steps) * len(self.profiles()), "nodes")

    def extensive_root(self) -> Node:
        """The root."""
        return self.root

    def form(self, branches: Branches | None = None) -> TreeForm | DrawnForm | NumericTypesForm:
        """The tree as a flat list of nodes, types written out; with how types are drawn from distributions."""
        return self.expanded.form(branches)

    @property
    def expanded(self) -> Expanded:
        """The tree without types: after a chance move that draws them; the same object when asked again.

        Examples
        --------
        >>> from deterrence.games.parts.nodes import Decision
        >>> game = Tree(["A"], Decision("A", {"x": ["w"], "y": [0]}), types={"A": {"Hard": "1/3", "Soft": "2/3"}},
        ...             definitions={"w": {"A": {"Hard": 2, "Soft": -1}}})
        >>> game.expanded.tree.root
        chance
          A (Hard) (1/3): A at 'Hard: start'
            x: [w_Hard]
            y: [0]
          A (Soft) (2/3): A at 'Soft: start'
            x: [w_Soft]
            y: [0]
        """
        if not self.types:
            return Expanded(self, {})
        if "_expanded" not in self.__dict__:
            written = write_types(self, self.steps, self.written_sets)
            plain = self._with(root=written.root, definitions=written.definitions, types=FrozenDict(), claims=())
            self._set(_expanded=Expanded(plain, written.labels))
        found: Expanded = self.__dict__["_expanded"]
        return found

    def rewritten(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The tree with its formulas changed."""
        return {"root": rewritten(self.root, change)}

    @property
    def is_tree(self) -> bool:
        """It is one."""
        return True

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices from an interval."""
        if "_choices" not in self.__dict__:
            self._set(_choices=tuple(step.node for step in self.steps if isinstance(step.node, Choice)))
        found: tuple[Choice, ...] = self.__dict__["_choices"]
        return found

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, information set by information set.

        As written; who answers a choice from an interval favours the one who chooses, unless told otherwise.
        """
        rules = []
        for found in self.written_sets:
            rule = found.when_indifferent
            if rule is None and self.choices and (chooser := chooser_before(self.steps, found.nodes[0])) is not None:
                rule = f"in favour of {chooser}"
            rules += [] if rule is None else [f"{rule} by {found.player} at {found.name}"]
        return tuple(rules)

    def body(self) -> list[str]:
        """A node a line, indented by depth."""
        return node_lines(self.root)


@dataclass(frozen=True)
class Expanded:
    """A tree without types, and for each of its information sets whose it is and what it is called as written.

    `labels` goes from (player, information) in the tree to (agent, name): from `("Challenger", "Hard: start")` to
    `("Challenger (Hard)", "start")`.
    """

    tree: Tree
    labels: Mapping[tuple[str, str], tuple[str, str]]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices from an interval."""
        return self.tree.choices

    def form(self, branches: Branches | None = None) -> TreeForm | DrawnForm | NumericTypesForm:
        """The tree as a flat list of nodes; with how types are drawn from distributions.

        Raises
        ------
        FormulaError
            Where somebody chooses from an interval: that is solved by :func:`deterrence.solve` only.
        """
        if self.tree.choices:
            letters = ", ".join(dict.fromkeys(c.letter for c in self.tree.choices))
            raise FormulaError(f"'{letters}' is chosen from an interval: this takes trees with finitely many moves")
        tree = self.tree
        if tree.drawn and (why := only_in_numbers(tree, tree.steps)):
            refuse_letters(tree, why)
            curves = Curves(tree)
            steps = curves.rewritten(tree.steps)
            flat = flat_form(curves.widened(), steps, tree.written_sets, self.labels, branches)
            return numeric_types(tree, curves, flat, branches)
        wide = with_type_letters(tree)
        form = flat_form(wide, tree.steps, tree.written_sets, self.labels, branches)
        return drawn_form(tree, wide, form, branches) if tree.drawn else form


def as_tree(game: Model) -> Tree:
    """A game in extensive form: a tree as it is, others as trees with the same letters and claims.

    Raises
    ------
    ValueError
        For a game without end.

    Examples
    --------
    >>> import deterrence as dt
    >>> as_tree(dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]})).root
    A at 'start'
      x: x [1]
      y: y [0]
    """
    if isinstance(game, Tree):
        return game
    shared = game._shared()
    kept: Tree | None = vars(game).get("_tree")
    # Made again where an assumption was added since, or the file named that the game was read from.
    if kept is None or any(getattr(kept, key) is not value for key, value in shared.items()):
        kept = object.__new__(Tree)
        kept._set(**shared, horizon=None, root=game.extensive_root())
        game._set(_tree=kept)
    return kept


def tree_form(game: Model, branches: Branches | None = None) -> TreeForm:
    """Any game that ends as a flat list of nodes; the players of a matrix then move without seeing anything.

    Raises
    ------
    ValueError
        For a game without end.
    FormulaError
        For min and max of letters (see :mod:`deterrence.games.pieces`), for sqrt, exp and log of letters, and for types
        drawn from distributions.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Decision
    >>> form = tree_form(Tree(["A"], Decision("A", {"x": ["b"], "y": [0]}), parameters=["b"]))
    >>> [node.kind for node in form.nodes], form.information_sets[0].name
    (['decision', 'outcome', 'outcome'], 'start')
    """
    form = as_tree(game).form(branches)
    if not isinstance(form, TreeForm):
        drawn = ", ".join(f"'{own.letter}'" for own in game.drawn.values())
        raise FormulaError(f"{drawn} is drawn from a distribution: this takes trees with finitely many types")
    return form


__all__ = ["Chance", "Decision", "GameError", "Node", "Outcome", "Tree"]
