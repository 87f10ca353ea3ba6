"""A tree with choices from intervals becomes a tree of finitely many moves, named by formulas, and back.

1. Of each choice there are finitely many candidates (`answered_choice.py`). Which of them lie in the interval, and
   which answer the chooser likes better there, are conditions: one tree for each way in which they may fall out.
2. In such a tree each candidate is a move, and the answer to it is made in favour of the chooser at ties.
3. Back: a family tells the value chosen, and the answers to it. A family in which the game says that an indifferent
   player answers otherwise falls: there the chooser comes as close to the best value as it likes, and no choice is
   best. Families that differ only in answers to what is not chosen are one, where their regions fit together.

Guarantee: away from ties, all subgame-perfect (perfect Bayesian) equilibria in which answers at ties favour the
chooser, or are as the game says; unless a choice makes no difference where it is best, which is then said. What exists
only where parameters tie, mixtures of equally good values above all, is not listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import Expression, FormulaError, parse, substitute
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import OutOfTime, check_time, is_over
from deterrence.equilibria.alike import with_borders
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.information import history, outcome_name
from deterrence.games.parts.layout import Layout, Place
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome, rebuild
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Expanded, Tree
from deterrence.solvers.checks.choice_regret import check_choice
from deterrence.solvers.trees.answered_choice import (
    DIVIDED,
    Answer,
    AnsweredChoice,
    UnsolvedChoiceError,
    answered_choices,
)
from deterrence.solvers.trees.choice_in_numbers import in_numbers

MIXTURES = "what exists only where parameters tie, such as mixtures of two values of a choice, is not listed"
UNDECIDED = "where several answers change at one value of a choice, whether others can be best is not decided"
TIME_UP = "the time was up before it was told apart which values of a choice can be best"
FLAT = "where a choice makes no difference to who chooses, at most the ends of the interval of best values are listed"
IN_FLOATS = "the best value of a choice is looked for in floats, among the maxima that a grid shows"
NO_BEST = "no value of '{letter}' is best where {where}: the closer to {value} the better, but there {who}"

Key = tuple[str, str]  # an information set: whose, and what it is called


@dataclass(frozen=True)
class Option:
    """A candidate in a case: its position among all of them, its name, its formula, and how ties are answered there.

    `rules` is the move made when indifferent for each answer's information set; `against` the answers for which the
    game says otherwise; `sides` on which sides of the value all answers that tie there are those the chooser likes.
    """

    position: int
    name: str
    formula: Expression
    value: RationalFunction
    rules: Mapping[Key, str]
    against: tuple[Key, ...]
    sides: tuple[str, ...] = ("left", "right")


@dataclass(frozen=True, eq=False)
class Case:
    """One way in which the candidates may fall out: conditions, and what there is to choose from at each choice."""

    guards: Conjunction
    options: Mapping[Key, tuple[Option, ...]]


@dataclass(frozen=True, eq=False)
class Kept:
    """What is needed to go back."""

    tree: Tree
    labels: Mapping[Key, Key]
    choices: tuple[AnsweredChoice, ...]
    cases: tuple[Case, ...]
    is_whole: bool  # whether these are all cases: the time may have been up

    @property
    def favours(self) -> str:
        """Whom indifferent players favour, in words."""
        return ", ".join(dict.fromkeys(c.choice.player for c in self.choices))


@dataclass(frozen=True)
class ChoicesTaken:
    """The step of the chain."""

    background: Background

    def accepts(self, game: Any) -> bool:
        """A tree in which somebody chooses from an interval."""
        return bool(game.choices) and not isinstance(game, Stochastic)

    def apply(self, game: Any) -> tuple[Sequence[Any], Any]:
        """A tree of finitely many moves for each case."""
        tree, labels = (game.tree, game.labels) if isinstance(game, Expanded) else (game, {})
        names = {node: found.name for found in tree.written_sets for node in found.nodes}
        labels = labels or {(s.player, s.name): (s.player, s.name) for s in tree.written_sets}
        cases, is_whole = [], True
        try:
            choices = _choices(tree, names)
            for case in self._cases(choices, Case((), FrozenDict())):
                cases.append(case)
        except OutOfTime:
            is_whole = False
        if not cases:
            raise UnsolvedChoiceError(TIME_UP)
        # Once the time is up nothing is solved: one case is enough to say so.
        kept = Kept(tree, labels, choices, tuple(cases if is_whole else cases[:1]), is_whole)
        return [_finite(kept, case, names) for case in kept.cases], kept

    def back(self, found: Sequence[Found], kept: Any) -> Found:
        """The families of all cases, in terms of the values chosen."""
        return _Back(kept, self.background).found(found)

    def says(self, kept: Any) -> str:
        """What may be chosen, and how ties are answered."""
        counted = [f"'{c.choice.letter}' has {len(c.candidates)} candidates for the best value" for c in kept.choices]
        several = f", {len(kept.cases)} cases" if len(kept.cases) > 1 else ""
        return f"{'; '.join(counted)}{several}; who is indifferent answers in favour of {kept.favours}"

    def _cases(self, choices: Sequence[AnsweredChoice], case: Case) -> Iterator[Case]:
        if not choices:
            yield case
            return
        made = choices[0]
        key = next((s.player, s.name) for s in made.tree.written_sets if _is_of(s.nodes, made))
        for guards, options in self._options(made, case.guards):
            yield from self._cases(choices[1:], Case(guards, FrozenDict({**case.options, key: options})))

    def _options(self, made: AnsweredChoice, guards: Conjunction) -> Iterator[tuple[Conjunction, tuple[Option, ...]]]:
        waiting: list[tuple[Conjunction, tuple[Option, ...], int]] = [(guards, (), 0)]
        while waiting:
            check_time()
            now, options, position = waiting.pop()
            if position == len(made.candidates):
                yield now, options
                continue
            for further, option in self._ways(made, position, now):
                waiting.append((further, options if option is None else (*options, option), position + 1))

    def _ways(
        self, made: AnsweredChoice, position: int, guards: Conjunction
    ) -> Iterator[tuple[Conjunction, Option | None]]:
        """A candidate outside of the interval, or inside it with the answers at ties that the chooser likes."""
        home = self.background.ring
        value = made.candidates[position].into(home)
        low, high = (end.into(home) for end in made.ends)
        inside: tuple[Condition, ...] = ()
        defined = condition(home.polynomial(value.denominator), "!=")
        if 0 < position < len(made.candidates) - 1:  # at an end of the interval it is that end
            inside = (condition(value - low, ">"), condition(high - value, ">"))
            for outside in (condition(value - low, "<="), condition(value - high, ">=")):
                if (further := self._with(guards, outside, defined)) is not None:
                    yield further, None
        start = self._with(guards, *inside, defined)
        if start is None:
            return
        name = f"{made.choice.letter} = {made.names[position]}"
        plain = Option(position, name, parse(str(value)), value, FrozenDict(), ())
        ways = [(start, plain)]
        for answer in made.tied:
            ways = [way for there, option in ways for way in self._ruled(made, answer, there, option)]
        yield from ways

    def _ruled(
        self, made: AnsweredChoice, answer: Answer, guards: Conjunction, option: Option
    ) -> Iterator[tuple[Conjunction, Option]]:
        """An option with what is done at a tie of one answer there."""
        home, x = self.background.ring, made.choice.letter
        wide = made.candidates[option.position]
        gain, favour = (f.substitute(x, wide).into(home) for f in (answer.gain, answer.favour))
        key = (answer.player, answer.name)
        if favour.is_zero:
            yield guards, option if answer.written is None else _ruled_as(option, key, answer.written)
            return
        if not gain.is_zero and self._with(guards, condition(gain, "==")) is None:
            yield guards, option
            return
        for move, relation in zip(answer.moves, (">=", "<="), strict=True):
            further = self._with(guards, condition(favour, relation))
            if further is None:
                continue
            ruled = _ruled_as(option, key, move)
            if gain.is_zero:
                yield from self._beside(made, answer, move, further, ruled)
            elif answer.written in (None, move):
                yield further, ruled
            elif (untied := self._with(further, condition(gain, "!="))) is not None:
                yield untied, ruled

    def _beside(
        self, made: AnsweredChoice, answer: Answer, move: str, guards: Conjunction, option: Option
    ) -> Iterator[tuple[Conjunction, Option]]:
        """On which sides of a tie, inside the interval, the answer is the one that the chooser likes.

        An answer at the tie itself that it likes less is then one that it can avoid by a value close by.
        """
        key = (answer.player, answer.name)
        if all(other.written is None for other in made.answers):
            yield guards, option
            return
        if answer.gain.is_zero and answer.written is not None:  # whatever is chosen
            yield guards, _ruled_as(option, key, answer.written)
            return
        value = made.candidates[option.position]
        slope = answer.gain.derivative(made.choice.letter).substitute(made.choice.letter, value)
        if slope.is_zero:
            yield guards, replace(option, against=(*option.against, key), sides=())
            return
        there = [side for side, end in (("left", 0), ("right", len(made.candidates) - 1)) if option.position != end]
        for relation, better in ((">", "right"), ("<", "left")):
            side = better if move == answer.moves[0] else {"left": "right", "right": "left"}[better]
            further = self._with(guards, condition(slope.into(self.background.ring), relation))
            if further is None:
                continue
            reached = tuple(s for s in option.sides if s == side and s in there)
            if answer.written in (None, move):
                yield further, replace(option, sides=reached)
            elif side in there:
                yield further, replace(option, against=(*option.against, key), sides=reached)
            else:
                yield further, _ruled_as(option, key, answer.written)

    def _with(self, guards: Conjunction, *more: Any) -> Conjunction | None:
        """Conditions with further ones; None where they cannot all hold."""
        fresh = tuple(c for c in more if not c.is_true and implies(guards, c, self.background) is not True)
        together = tuple(dict.fromkeys((*guards, *fresh)))
        return together if not fresh or possible(together, self.background).possible is not False else None


def _choices(tree: Tree, names: Mapping[int, str]) -> tuple[AnsweredChoice, ...]:
    """The choices, with formulas for what can be best; of a game of numbers that has none, with floats.

    Raises
    ------
    UnsolvedChoiceError
        Where there are no formulas, and letters are free.
    """
    try:
        choices = answered_choices(tree, names)
        for made in choices:
            assert made.candidates  # a choice that is not solved in formulas says so here
        return choices
    except FormulaError as fault:
        if tree.letters:
            fixed = f"fix {', '.join(tree.letters)} first, and it is solved in numbers"
            raise UnsolvedChoiceError(f"{fault.message}; {fixed}") from None
        return in_numbers(tree, names)


def _ruled_as(option: Option, key: Key, move: str) -> Option:
    return replace(option, rules=FrozenDict({**option.rules, key: move}))


def _is_of(nodes: Sequence[int], made: AnsweredChoice) -> bool:
    node = made.tree.steps[nodes[0]].node
    return isinstance(node, Choice) and node.letter == made.choice.letter


# --- the tree of a case -----------------------------------------------------------------------------------------------


def _finite(kept: Kept, case: Case, names: Mapping[int, str]) -> Expanded:
    """The tree in which each choice is one between the candidates there are."""
    steps = kept.tree.steps

    def make(position: int, after: Mapping[str, Node]) -> Node:
        node = steps[position].node
        if isinstance(node, Choice):
            options = case.options[node.player, names[position]]
            moves = {option.name: _placed(after[node.letter], node.letter, option) for option in options}
            return Decision(node.player, moves, names[position])
        if isinstance(node, Decision):
            return node.like(after, names[position])
        if isinstance(node, Chance):
            return Chance({move: (probability, after[move]) for move, (probability, _) in node.moves.items()})
        return Outcome(node.name or outcome_name(history(steps, position)), node.payoffs)

    root = rebuild([(s.parent, s.move, s.position) for s in steps], make)
    tree = kept.tree._with(root=root)
    return Expanded(tree, FrozenDict(_labels(kept, case)))


def _placed(node: Node, letter: str, option: Option) -> Node:
    """What follows a choice, with one value for its letter."""
    if isinstance(node, Decision):
        after = {move: _placed(then, letter, option) for move, then in node.moves.items()}
        name = str(node.information)
        return Decision(node.player, after, _at(name, option), option.rules.get((node.player, name)))
    if isinstance(node, Chance):
        return Chance({move: (p, _placed(then, letter, option)) for move, (p, then) in node.moves.items()})
    assert isinstance(node, Outcome)
    return Outcome(node.name, [substitute(payoff, {letter: option.formula}) for payoff in node.payoffs])


def _at(name: str, option: Option) -> str:
    return f"{name}, {option.name}"


def _labels(kept: Kept, case: Case) -> dict[Key, Key]:
    """Whose each information set of a case is and what it is called; of an answer, one for each candidate."""
    choice_of = {(a.player, a.name): key for key, made in _by_key(kept) for a in made.answers}
    labels: dict[Key, Key] = {}
    for (player, name), (agent, called) in kept.labels.items():
        if (player, name) not in choice_of:
            labels[player, name] = (agent, called)
            continue
        for option in case.options[choice_of[player, name]]:
            labels[player, _at(name, option)] = (agent, _at(called, option))
    return labels


def _by_key(kept: Kept) -> Iterator[tuple[Key, AnsweredChoice]]:
    for made in kept.choices:
        yield next((s.player, s.name) for s in kept.tree.written_sets if _is_of(s.nodes, made)), made


# --- the way back -----------------------------------------------------------------------------------------------------


class _Back:
    """What was found in all cases, put into the terms of the game."""

    def __init__(self, kept: Kept, background: Background) -> None:
        self.kept = kept
        self.background = background
        self.made = dict(_by_key(kept))
        self.layout = self._layout()
        self.choice_of = {(a.player, a.name): key for key, made in self.made.items() for a in made.answers}
        self.notes: dict[str, None] = {}
        self.off_ties = True
        self.unchecked: list[str] = []

    def _layout(self) -> Layout:
        tree = self.kept.tree
        sets = {(s.player, s.name): s for s in tree.written_sets}
        places = []
        for key, (agent, called) in self.kept.labels.items():
            found = sets[key]
            moves = found.moves
            if key in self.made:
                letter = self.made[key].choice.letter
                moves = tuple(f"{letter} = {value}" for value in self.made[key].names)
            histories = tuple(", ".join(history(tree.steps, node)) for node in found.nodes)
            places.append(Place(found.player, agent, called, moves, histories))
        ends = (
            s.node.name or outcome_name(history(tree.steps, s.position))
            for s in tree.steps
            if isinstance(s.node, Outcome)
        )
        letters = tuple(made.choice.letter for made in self.made.values())
        return Layout(tree.players, tuple(places), tuple(dict.fromkeys(ends)), letters)

    def found(self, parts: Sequence[Found]) -> Found:
        """All families, those of one strategy joined where their regions fit together."""
        families = [
            family
            for part, case in zip(parts, self.kept.cases, strict=True)
            for old in part.families
            if (family := self._family(old, case)) is not None
        ]
        families = self._wide(families if is_over() else with_borders(families, self.background))
        if not self.kept.is_whole:
            self.notes[TIME_UP] = None
            self.off_ties = False
        if self.background.ring.names:
            self.notes[MIXTURES] = None
        if not self.is_exact:
            self.notes[IN_FLOATS] = None
            self.off_ties = False
        for part in parts:
            if any(len(c) > 1 for c in part.components):
                self.notes[MIXTURES] = None
            self.off_ties &= not any(len(c) > 1 and c.exists.is_generic for c in part.components)
            self.off_ties &= part.complete if part.complete_off_ties is None else part.complete_off_ties
            self.notes.update(dict.fromkeys(filter(None, [part.why])))
        families.sort(key=lambda f: [i for row in f.used for i, used in enumerate(row) if used])
        return Found(
            tuple(families),
            tuple(Component((family,), family.exists) for family in families),
            complete=not self.notes and self.off_ties,
            why="; ".join(self.notes),
            method=next((part.method for part in parts if part.method), ""),
            complete_off_ties=self.off_ties,
            unchecked="; ".join(dict.fromkeys(filter(None, [*(part.unchecked for part in parts), *self.unchecked]))),
            rounded=not self.is_exact,
        )

    def _wide(self, families: Sequence[Equilibrium]) -> list[Equilibrium]:
        """The families that do not exist only where parameters tie."""
        kept = [family for family in families if family.exists.is_generic]
        if len(kept) < len(families):
            self.notes[MIXTURES] = None
        return kept

    def _family(self, old: Equilibrium, case: Case) -> Equilibrium | None:
        """A family of a case; None where it exists nowhere, only at ties, or no choice is best after all."""
        exists = Region(tuple(dict.fromkeys((*old.exists.raw, *case.guards))), self.background, old.exists.first)
        if exists.is_empty:
            return None
        chosen = {key: self._chosen(old, key, case) for key in self.made}
        if None in chosen.values():
            self.notes[MIXTURES] = None
            self.off_ties &= not exists.is_generic
            return None
        options = {key: option for key, option in chosen.items() if option is not None}
        rows = tuple(self._row(old, key, options) for key in self.kept.labels)
        flat = [made.is_flat(self._plan(made, rows), options[key].value) for key, made in self.made.items()]
        if any(flat):
            self.notes[FLAT] = None
            self.off_ties = False
        if self._has_no_best(exists, options, any(flat)):
            return None
        outcomes = dict(zip(old.layout.outcomes, old.outcome_values, strict=True))
        beliefs = {
            index: old.belief_values[old.layout.find((place.agent, place.name))]
            for index, place in enumerate(self.layout.places)
            if len(place.nodes) > 1
        }
        family = replace(
            old.at_places(self._places(old, options)),
            layout=self.layout,
            strategies=rows,
            outcome_values=tuple(outcomes[name] for name in self.layout.outcomes),
            exists=exists,
            belief_values=beliefs,
            choice_values={made.choice.letter: options[key].value for key, made in self.made.items()},
        )
        for key, made in self.made.items():
            if not check_choice(made, options[key].value, family):
                self.unchecked.append("whether a choice is best was not looked up: no rational place is known")
        return family if self.is_exact else family.rounded()

    @property
    def is_exact(self) -> bool:
        """Whether candidates are formulas."""
        return all(made.is_exact for made in self.made.values())

    def _chosen(self, old: Equilibrium, key: Key, case: Case) -> Option | None:
        """The option that is chosen for certain; None where several may be."""
        row = old.strategies[old.layout.find(self.kept.labels[key])]
        used = [option for option, value in zip(case.options[key], row, strict=True) if not value.is_zero]
        return used[0] if len(used) == 1 else None

    def _row(self, old: Equilibrium, key: Key, options: Mapping[Key, Option]) -> tuple[Any, ...]:
        """What is done at an information set as written; of an answer, the answer to the value chosen."""
        home = self.background.ring
        if key in self.made:
            at = options[key].position
            return tuple(home.one if i == at else home.zero for i in range(len(self.made[key].candidates)))
        return tuple(old.strategies[old.layout.find(self._called(key, options))])

    def _called(self, key: Key, options: Mapping[Key, Option]) -> Key:
        """What an information set is called in the tree of a case; of an answer, the answer to the value chosen."""
        agent, called = self.kept.labels[key]
        return agent, _at(called, options[self.choice_of[key]]) if key in self.choice_of else called

    def _places(self, old: Equilibrium, options: Mapping[Key, Option]) -> dict[int, int]:
        """For each place as written the one in the tree of a case, but for choices from an interval."""
        keys = enumerate(self.kept.labels)
        return {i: old.layout.find(self._called(key, options)) for i, key in keys if key not in self.made}

    def _plan(self, made: AnsweredChoice, rows: Sequence[Sequence[Any]]) -> dict[str, str]:
        """The answers that are given for certain."""
        keys = list(self.kept.labels)
        plan = {}
        for answer in made.answers:
            row = rows[keys.index((answer.player, answer.name))]
            used = [move for move, p in zip(answer.moves, row, strict=True) if not p.is_zero]
            plan[answer.name] = DIVIDED if answer.drawn is not None and len(used) > 1 else used[0]
        return plan

    def _has_no_best(self, exists: Region, options: Mapping[Key, Option], is_flat: bool) -> bool:
        """Whether somebody answers at the value chosen as the chooser does not like; said where it is all there is."""
        against = [(option, self.made[key]) for key, option in options.items() if option.against]
        for option, made in against:
            if not option.sides:
                self.notes[UNDECIDED] = None
                self.off_ties = False
            elif not is_flat:
                answer = next(a for a in made.answers if (a.player, a.name) == option.against[0])
                agent = self.kept.labels[answer.player, answer.name][0]
                who = f"{agent} is indifferent and plays {answer.written}"
                said = NO_BEST.format(letter=made.choice.letter, where=exists, value=option.value, who=who)
                self.notes[said] = None
        return bool(against)
