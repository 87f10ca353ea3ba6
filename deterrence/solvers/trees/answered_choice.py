"""A choice from an interval that the other side sees and answers: which values of it can be best.

Between the values at which an answer changes, the chooser's payoff is one rational function of the choice. Its greatest
value on such a cell is at an end of the cell or where the derivative is zero. So the best choice is one of finitely
many *candidates*: the ends of the interval, the roots of what an answer gains over the other, those of the derivative.
At a root the answers tie, and the one that is better for the chooser is given: then the payoff jumps up at most, and a
best choice exists.

Where the type of who answers is drawn from a distribution, types on one side of a cut-point answer so and those on the
other side otherwise. The cut-point moves with the choice, and so does how likely either answer is: continuously, so
that nothing hangs on ties. Where it reaches an end of the types, the chooser's payoff becomes another function.

Where payoffs are affine in the choice every candidate is a rational function of the letters. A root of higher degree
that is no such function is refused, unless it certainly lies outside the interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import ClassVar

from deterrence.algebra.conditions.conditions import Condition, condition, signed_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import Expression, FormulaError
from deterrence.algebra.time_limit.deadline import check_time
from deterrence.games.background import background as background_of
from deterrence.games.forms.drawn_form import TypeDrawn, types_drawn, with_type_letters
from deterrence.games.forms.laws import Law
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

MOST_ANSWERS = 10
DIVIDED = "as the type is"  # in a plan, for the move of an answer

Plan = Mapping[str, str]  # for the name of each answer's information set a move


class UnsolvedChoiceError(FormulaError):
    """A choice from an interval whose best value is no formula that can be written down here."""


@dataclass(frozen=True)
class Answer:
    """An information set that answers a choice.

    Attributes
    ----------
    player, name
        Whose it is, and what it is called.
    moves
        The two answers.
    gain
        What the first gains over the second, for its player; where its type is drawn, in the letter of the type, too.
    favour
        The same for the chooser.
    written
        The move made when indifferent, where the game says so.
    drawn
        How the type of its player is drawn; None where it is not.
    """

    player: str
    name: str
    moves: tuple[str, str]
    gain: RationalFunction
    favour: RationalFunction
    written: str | None
    drawn: TypeDrawn | Law | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to answer: by one move, by the other, or by either as the type is."""
        return self.moves if self.drawn is None else (*self.moves, DIVIDED)

    @property
    def borders(self) -> tuple[RationalFunction, ...]:
        """What is zero where the answer, or who gives which, changes from one function of the choice to another."""
        if self.drawn is None:
            return (self.gain,)
        assert isinstance(self.drawn, TypeDrawn)
        home = self.gain.ring
        return tuple(
            self.gain.substitute(self.drawn.letter, end.into(home)) for end in (self.drawn.low, self.drawn.high)
        )

    def chance(self, background: Background) -> RationalFunction:
        """The probability of the first move where types are divided, as a function of the choice.

        Raises
        ------
        UnsolvedChoiceError
            Where it is not known on which side of the cut-point the first move is better.
        """
        assert isinstance(self.drawn, TypeDrawn)
        home, letter = self.gain.ring, self.drawn.letter
        slope = self.gain.derivative(letter)
        if letter in slope.letters:
            raise UnsolvedChoiceError(f"a payoff for {self.player} is not affine in its type '{letter}'")
        sign = next((s for s in (1, -1) if implies((), condition(slope * s, ">"), background)), 0)
        if not sign:
            raise UnsolvedChoiceError(
                f"which types of {self.player} rather answer by {self.moves[0]} depends on the sign of {slope}"
            )
        rest = self.gain.substitute(letter, home.zero)
        below = self.drawn.cdf.into(home).substitute(letter, -rest / slope)
        return below if sign < 0 else 1 - below


@dataclass(frozen=True, eq=False)
class AnsweredChoice:
    """One information set at which somebody chooses from an interval, in a tree with its types written out.

    Attributes
    ----------
    tree
        The tree.
    choice
        The choice, one of its nodes.
    copies
        What follows it, for each draw of types, with the probability of that draw.
    """

    tree: Tree
    choice: Choice
    copies: tuple[tuple[RationalFunction, Node], ...]

    # Whether candidates are formulas.
    is_exact: ClassVar[bool] = True

    @cached_property
    def wide(self) -> Tree:
        """The setting with the letter of the choice among its letters."""
        letter = Parameter(self.choice.letter)
        plain = with_type_letters(self.tree)
        return plain._with(parameters=FrozenDict({**plain.parameters, letter.name: letter}))

    @cached_property
    def drawn(self) -> dict[str, TypeDrawn]:
        """How types are drawn, by player."""
        for own in self.tree.drawn.values():
            if own.distribution.kind:
                raise UnsolvedChoiceError(f"'{own.letter}' is drawn from a {own.distribution.kind} distribution")
        return types_drawn(self.tree, self.wide)

    @cached_property
    def background(self) -> Background:
        """Ranges and assumptions, and that the choice lies in its interval."""
        plain, x = background_of(self.wide), self.wide.ring.letter(self.choice.letter)
        low, high = self.ends
        inside = (condition(x - low, ">="), condition(high - x, ">="))
        return Background(plain.ring, (*plain.clauses, *(((c,),) for c in inside)), plain.ranges)

    @cached_property
    def ends(self) -> tuple[RationalFunction, RationalFunction]:
        """The ends of the interval."""
        return self._value(self.choice.low), self._value(self.choice.high)

    def _value(self, formula: Expression) -> RationalFunction:
        try:
            return self.wide.value(formula)
        except FormulaError as fault:
            letter = self.choice.letter
            raise UnsolvedChoiceError(
                f"what follows the choice of '{letter}' must be quotients of formulas: {fault}"
            ) from None

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Who answers, and what each answer gains."""
        found = [self._answer(node) for _, copy in self.copies for node in decisions(copy)]
        if len(found) > MOST_ANSWERS:
            raise UnsolvedChoiceError(
                f"'{self.choice.letter}' is answered at {len(found)} information sets; at most {MOST_ANSWERS} may be"
            )
        return tuple(found)

    def _answer(self, node: Decision) -> Answer:
        first, second = node.moves

        def lead(player: str) -> RationalFunction:
            return self._worth(node.moves[first], player, {}) - self._worth(node.moves[second], player, {})

        assert node.information is not None
        gain, favour = lead(node.player), lead(self.choice.player)
        drawn = self.drawn.get(node.player)
        return Answer(node.player, node.information, (first, second), gain, favour, node.when_indifferent, drawn)

    def _worth(self, node: Node, player: str, plan: Plan) -> RationalFunction:
        """What a player expects from a node on."""
        if isinstance(node, Outcome):
            payoff = self._value(node.payoffs[self.tree.players.index(player)])
            self._check_poles(payoff)
            return payoff
        if isinstance(node, Chance):
            total = self.wide.ring.zero
            for probability, after in node.moves.values():
                total = total + self._value(probability) * self._worth(after, player, plan)
            return total
        assert isinstance(node, Decision)
        way = plan[str(node.information)]
        if way != DIVIDED:
            return self._worth(node.moves[way], player, plan)
        first, second = (self._worth(after, player, plan) for after in node.moves.values())
        chance = self._chances[str(node.information)]
        return second + chance * (first - second)

    @cached_property
    def _chances(self) -> dict[str, RationalFunction]:
        """How likely the first move is where the types of who answers are divided."""
        return {answer.name: answer.chance(self.background) for answer in self.answers if answer.drawn is not None}

    def _check_poles(self, payoff: RationalFunction) -> None:
        below = payoff.ring.polynomial(payoff.denominator)
        x = self.choice.letter
        if x in below.letters and possible([condition(below, "==")], self.background).possible is not False:
            raise UnsolvedChoiceError(f"the payoff {payoff} may be divided by zero for some '{x}' of its interval")

    def worth(self, plan: Plan) -> RationalFunction:
        """What the chooser expects where answers follow a plan, but for a factor that does not depend on the choice."""
        total = self.wide.ring.zero
        for weight, copy in self.copies:
            total = total + weight * self._worth(copy, self.choice.player, plan)
        return total

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Every way to answer."""
        names = [answer.name for answer in self.answers]
        return tuple(dict(zip(names, moves, strict=True)) for moves in product(*(a.ways for a in self.answers)))

    @cached_property
    def flat(self) -> tuple[RationalFunction, ...]:
        """What the chooser gets where the choice makes no difference to it, for each plan for which that is so."""
        x = self.choice.letter
        return tuple(worth for plan in self.plans if x not in (worth := self.worth(plan)).letters)

    @property
    def tied(self) -> tuple[Answer, ...]:
        """The answers for which it matters what is done at ties; of a drawn type nothing hangs on them."""
        return tuple(answer for answer in self.answers if answer.drawn is None)

    def is_flat(self, plan: Plan, value: RationalFunction) -> bool:
        """Whether what the chooser gets at a value is also what it gets all along some range of the choice."""
        worth = self.worth(plan).substitute(self.choice.letter, value.into(self.wide.ring))
        return any((worth - flat).is_zero for flat in self.flat)

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates as they are called."""
        return tuple(str(x.into(self.tree.ring)) for x in self.candidates)

    @cached_property
    def candidates(self) -> tuple[RationalFunction, ...]:
        """The values of the choice that can be best: the lower end, the roots, the upper end."""
        low, high = self.ends
        found: dict[RationalFunction, None] = {}
        for border in (border for answer in self.answers for border in answer.borders):
            found.update(dict.fromkeys(self._roots(border)))
        for plan in self.plans:
            check_time()
            found.update(dict.fromkeys(self._roots(self.worth(plan).derivative(self.choice.letter))))
        return (low, *(root for root in found if root not in (low, high)), high)

    def _roots(self, function: RationalFunction) -> Iterator[RationalFunction]:
        """The roots in the choice as functions of the letters."""
        x = self.choice.letter
        home = function.ring
        for factor in signed_factors(function.numerator)[1]:
            by_degree = (
                coefficients_in(factor.function(home).numerator, home.names.index(x)) if x in factor.names else {}
            )
            if not by_degree:
                continue
            if max(by_degree) == 1:
                root = -home.polynomial(by_degree[0]) if 0 in by_degree else home.zero
                yield root / home.polynomial(by_degree[1])
            elif possible([Condition("==", 1, ((factor, 1),))], self.background).possible is not False:
                raise UnsolvedChoiceError(
                    f"the best '{x}' may be a root of {factor.function(home)}, which is not linear in '{x}' and has no "
                    "root that is a quotient of formulas"
                )


def decisions(node: Node) -> Iterator[Decision]:
    """The decisions below a node, none of which follows another."""
    if isinstance(node, Decision):
        yield node
    elif isinstance(node, Chance):
        for _, after in node.moves.values():
            yield from decisions(after)


def answered_choices(tree: Tree, names: Mapping[int, str]) -> tuple[AnsweredChoice, ...]:
    """The choices from an interval in a tree with its types written out; `names`: of each decision's information set.

    Raises
    ------
    UnsolvedChoiceError
        For `min`, `max` and other functions of letters before or after a choice.
    """
    try:
        return _answered_choices(tree, names)
    except FormulaError as fault:
        raise UnsolvedChoiceError(f"what comes before a choice from an interval is no formula here: {fault}") from None


def _answered_choices(tree: Tree, names: Mapping[int, str]) -> tuple[AnsweredChoice, ...]:
    named = [
        s.node.like(s.node.moves, names[s.position]) if isinstance(s.node, Decision) else s.node for s in tree.steps
    ]
    weights: list[RationalFunction] = []
    found: dict[tuple[str, str], list[tuple[Choice, RationalFunction, int]]] = {}
    for step in tree.steps:
        weight = weights[step.parent] if step.parent >= 0 else None
        node = named[step.position]
        above = tree.steps[step.parent].node if step.parent >= 0 else None
        if isinstance(above, Chance) and weight is not None:
            weight = weight * tree.value(above.moves[step.move][0])
        weights.append(tree.ring.one if weight is None else weight)
        if isinstance(node, Choice):
            found.setdefault((node.player, names[step.position]), []).append((node, weights[-1], step.position))
    made = []
    for members in found.values():
        choice = members[0][0]
        wide = AnsweredChoice(tree, choice, ()).wide.ring
        copies = tuple((weight.into(wide), _with_names(tree, position, names)) for _, weight, position in members)
        made.append(AnsweredChoice(tree, choice, copies))
    return tuple(made)


def _with_names(tree: Tree, position: int, names: Mapping[int, str]) -> Node:
    """What follows a choice, its decisions with the names of their information sets."""
    below = {position}
    children: dict[int, list[int]] = {}
    for step in tree.steps[position + 1 :]:
        if step.parent not in below:
            break
        below.add(step.position)
        children.setdefault(step.parent, []).append(step.position)

    def made(index: int) -> Node:
        node: Node = tree.steps[index].node
        after = {tree.steps[child].move: made(child) for child in children.get(index, [])}
        if isinstance(node, Decision):
            return node.like(after, names[index])
        if isinstance(node, Chance):
            return Chance({move: (probability, after[move]) for move, (probability, _) in node.moves.items()})
        return node

    return made(children[position][0])
