"""Subgame-perfect and Nash equilibria of trees in which players may move without seeing everything.

A proper subgame starts at a node that its mover can tell from all others, and cuts no information set (Selten 1965).

1. Find the proper subgames; take them from the innermost out.
2. Solve the strategic form of each for its Nash equilibria, subgames inside it replaced by what their equilibria pay.
3. Every way to choose an equilibrium in each is a subgame-perfect equilibrium of the whole, where all of them exist.

With `whole=True` only the whole tree is taken, which gives its Nash equilibria: optimal on the path of play.

Guarantee: that of the matrix solver used (`support_enumeration.py`, `normal_form.py`), unless a subgame has a connected
set of equilibria: of these only the extreme ones are carried up, and the answer says that it is not complete. Off a
player's own path, in a Nash equilibrium, its first move stands for any. A mixture of families is one of whole plans,
drawn before play starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.algebra.values.algebraic import Branch
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value, approximation
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.play import expected_payoffs, outcome_chances, reach
from deterrence.games.forms.forms import MatrixForm, Node, TreeForm
from deterrence.games.forms.strategic_form import StrategicForm, behaviour, strategic_form
from deterrence.solvers.unknowns.algebraic_roots import Root

MatrixSolver = Callable[[MatrixForm, Background, tuple[str, ...], Deadline], Found]


MIXED_INSIDE: Final = (
    "a subgame has equilibria that may be mixed: what comes before it was solved for the extreme ones only"
)


@dataclass(frozen=True)
class Partial:
    """A choice of equilibria for the subgames done so far: behaviour, what they pay, and where they all exist.

    Not exact where an irrational probability had to be rounded (`approximation`) on the way from plans to behaviour.
    With a `branch`, behaviour in the whole tree is in terms of that root.
    """

    rows: dict[int, tuple[RationalFunction, ...]] = field(default_factory=dict)
    paid: dict[int, tuple[RationalFunction, ...]] = field(default_factory=dict)
    conditions: Conjunction = ()
    exact: bool = True
    branch: Branch | None = None
    notes: tuple[str, ...] = ()


def subgame_perfect(
    form: TreeForm,
    background: Background,
    first: tuple[str, ...],
    deadline: Deadline,
    solver: MatrixSolver,
    whole: bool = False,
) -> Found:
    """All subgame-perfect equilibria of a tree (`whole`: all Nash equilibria)."""
    partials, complete = [Partial()], True
    reasons: list[str] = []
    spans: list[tuple[list[int], Conjunction]] = []
    for root in (0,) if whole else reversed(subgame_roots(form)):
        grown: list[Partial] = []
        spans = []
        if not all(partial.exact for partial in partials):
            complete = False
            reasons.append("a probability in a subgame is irrational and was rounded; ties before it may be missed")
        for partial in partials:
            deadline.check()
            subgame = _Subgame(form, root, partial.paid)
            strategic = strategic_form(subgame.form)
            found = solver(_active(strategic.form), background, first, deadline)
            complete = complete and found.complete
            reasons += [found.why] if found.why else []
            if root != 0 and any(len(component) > 1 for component in found.components):
                complete = False
                reasons.append(MIXED_INSIDE)
            kept = _extended(partial, subgame, strategic, found, background)
            if any(_is_left_out(family, root) and family not in kept for family in found.families):
                complete = False
                reasons.append("a probability in a subgame is a root that moves with a parameter; it was left out")
            place = {family: len(grown) + i for i, family in enumerate(kept)}
            spans += [([place[e] for e in c if e in place], c.exists.raw) for c in found.components]
            grown += kept.values()
        partials = grown
    families = [_family(form, partial, background, first) for partial in partials]
    joined = (_component([families[i] for i in span], where, background, first) for span, where in spans if span)
    components = tuple(component for component in joined if not component.exists.is_empty)
    return Found(tuple(families), components, complete, "; ".join(dict.fromkeys(reasons)))


def _component(
    families: Sequence[Equilibrium], where: Conjunction, background: Background, first: tuple[str, ...]
) -> Component:
    """A set of the last strategic form, where it is one there and all that comes before exists."""
    together = tuple(dict.fromkeys((*where, *(c for family in families for c in family.exists.raw))))
    return Component(tuple(families), Region(together, background, first))


def _family(form: TreeForm, partial: Partial, background: Background, first: tuple[str, ...]) -> Equilibrium:
    home = partial.branch.home if partial.branch else form.ring
    rows = tuple(tuple(p.into(home) for p in partial.rows[i]) for i in range(len(form.information_sets)))
    reached = reach(form, rows, {i: tuple(p.into(home) for p in n.probabilities) for i, n in enumerate(form.nodes)})
    payoffs = {i: tuple(p.into(home) for p in n.payoffs) for i, n in enumerate(form.nodes)}

    def shown(value: RationalFunction) -> Value:
        if partial.branch:
            return Root(partial.branch.unknown, partial.branch).settle(value, form.ring)
        return value if partial.exact else Approximate(value)

    return Equilibrium(
        form.layout,
        tuple(tuple(map(shown, row)) for row in rows),
        tuple(map(shown, expected_payoffs(form, reached, payoffs))),
        tuple(map(shown, outcome_chances(form, reached).values())),
        Region(partial.conditions, background, first),
        notes=partial.notes,
    )


def subgame_roots(form: TreeForm) -> list[int]:
    """The nodes at which a proper subgame starts, the whole tree's root first."""
    size = [1] * len(form.nodes)
    for index in range(len(form.nodes) - 1, 0, -1):
        size[form.nodes[index].parent] += size[index]
    span = [(min(place.nodes), max(place.nodes)) for place in form.information_sets]
    roots = []
    for index, node in enumerate(form.nodes):
        if node.kind == "outcome":
            continue
        last = index + size[index]
        inside = {form.nodes[i].information_set for i in range(index, last)} - {-1}
        # Its mover knows the start: other nodes of its set would lie elsewhere (perfect recall), and cut it.
        if (index == 0 or inside) and all(index <= span[s][0] and span[s][1] < last for s in inside):
            roots.append(index)
    return roots


class _Subgame:
    """The tree below a node, nested subgames that are already solved cut off at what they pay."""

    def __init__(self, form: TreeForm, root: int, paid: dict[int, tuple[RationalFunction, ...]]) -> None:
        self.root = root
        kept, waiting = [], [root]
        while waiting:
            index = waiting.pop()
            kept.append(index)
            if index == root or index not in paid:
                waiting += reversed(form.nodes[index].children)
        place = {old: new for new, old in enumerate(kept)}
        played = [form.nodes[i] for i in kept if i == root or i not in paid]
        sets = list(dict.fromkeys(node.information_set for node in played if node.kind == "decision"))
        self.sets = sets
        number = {old: new for new, old in enumerate(sets)}
        nodes = tuple(self._moved(form.nodes[i], i, root, place, number, paid) for i in kept)
        places = tuple(
            replace(p, nodes=tuple(place[n] for n in p.nodes)) for p in (form.information_sets[s] for s in sets)
        )
        self.form = TreeForm(form.ring, form.players, nodes, places)

    @staticmethod
    def _moved(
        node: Node,
        index: int,
        root: int,
        place: dict[int, int],
        number: dict[int, int],
        paid: dict[int, tuple[RationalFunction, ...]],
    ) -> Node:
        parent = place[node.parent] if index != root else -1
        if index != root and index in paid:
            return replace(
                node,
                kind="outcome",
                parent=parent,
                children=(),
                moves=(),
                information_set=-1,
                probabilities=(),
                payoffs=paid[index],
            )
        return replace(
            node,
            parent=parent,
            children=tuple(place[c] for c in node.children),
            information_set=number.get(node.information_set, -1),
        )


def _active(form: MatrixForm) -> MatrixForm:
    """The players that have a choice, and as many others as make two."""
    keep = [p for p, moves in enumerate(form.moves) if len(moves) > 1]
    keep += [p for p in range(len(form.players)) if p not in keep][: max(0, 2 - len(keep))]
    keep.sort()
    if len(keep) == len(form.players):
        return form
    tables = tuple({tuple(cell[p] for p in keep): value for cell, value in form.payoffs[p].items()} for p in keep)
    return MatrixForm(form.ring, tuple(form.players[p] for p in keep), tuple(form.moves[p] for p in keep), tables)


def _extended(
    partial: Partial, subgame: _Subgame, strategic: StrategicForm, found: Found, background: Background
) -> dict[Equilibrium, Partial]:
    """For each equilibrium of a subgame that can exist beside those chosen so far, the choice with it added."""
    form = strategic.form
    grown: dict[Equilibrium, Partial] = {}
    for family in found.families:
        conditions = tuple(dict.fromkeys((*partial.conditions, *family.exists.raw)))
        if partial.conditions and possible(conditions, background).possible is False:
            continue
        if _is_left_out(family, subgame.root):
            continue
        mixtures = _mixtures(strategic, family)
        notes = (*partial.notes, *family.notes)
        if (branch := _branch_of(family)) is not None:
            lifted = [[p.formula.into(branch.home) for p in row if p.formula is not None] for row in mixtures]
            rows = behaviour(subgame.form, strategic.plans, lifted)
            done = dict(zip(subgame.sets, rows, strict=True))
            grown[family] = replace(
                partial, rows=partial.rows | done, conditions=conditions, branch=branch, notes=notes
            )
            continue
        exact = partial.exact and all(p.rational is not None for row in mixtures for p in row)
        rows = behaviour(
            subgame.form, strategic.plans, [[approximation(p, form.ring) for p in row] for row in mixtures]
        )
        paid = expected_payoffs(subgame.form, reach(subgame.form, rows))
        done = dict(zip(subgame.sets, rows, strict=True))
        grown[family] = Partial(
            partial.rows | done, partial.paid | {subgame.root: paid}, conditions, exact, notes=notes
        )
    return grown


def _branch_of(family: Equilibrium) -> Branch | None:
    """The root in whose terms a family is, if it is in terms of one."""
    values = (value for row in family.strategies for value in row)
    return next((value.branch for value in values if value.branch is not None), None)


def _is_left_out(family: Equilibrium, root: int) -> bool:
    """Whether a family mixes by a root that moves with the parameter, and not in the whole tree or by it alone."""
    branch, values = _branch_of(family), [value for row in family.strategies for value in row]
    return branch is not None and (root != 0 or not all(v.formula and v.branch in (None, branch) for v in values))


def _mixtures(strategic: StrategicForm, family: Equilibrium) -> list[tuple[Value, ...]]:
    """Each player's mixture; a player without a choice, left out of the matrix, has its one plan."""
    known = {place.player: row for place, row in zip(family.layout.places, family.strategies, strict=True)}
    one = strategic.form.ring.one
    return [known.get(player, (one,)) for player in strategic.form.players]
