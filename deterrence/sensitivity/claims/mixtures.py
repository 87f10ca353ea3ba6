"""What mixtures of equilibria do to claims: in a component there are more equilibria than the extreme ones listed.

At single values of the letters: the extreme equilibria of a component of a matrix are all combinations of some
strategies of each player, and every mixture of these is an equilibrium (Jansen 1981). With the weights as unknowns a
mixture is a family like any other, so whether a conclusion is true of one is a question about polynomials.

Over a region, where equilibria are to be counted: two families are one equilibrium where their formulas agree, and
may be mixed where they agree in all places but one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.formulas.expressions import Expression, Number
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Component, Equilibrium
from deterrence.games.matrix import is_table
from deterrence.games.statements import Choice, Chosen, Payoff, Probability, Statement
from deterrence.sensitivity.claims.conclusion import ALWAYS, Conclusion, UnsettledError

Row = tuple[Value, ...]

MOST_WEIGHTS: Final = 24


# --- at single values -------------------------------------------------------------------------------------------------


def is_face(conclusion: Conclusion) -> bool:
    """Whether a conclusion is true of a mixture just where it is true of every equilibrium that is mixed.

    It is where it says that moves or outcomes are certain or impossible: a probability of a mixture is 0 or 1 only
    where it is so at each end that has a weight. Such a conclusion needs no look at mixtures beside their ends.
    """
    return all(_is_certain(statement) for statement in conclusion.statements)


def _is_certain(statement: Statement) -> bool:
    match statement:
        case Choice(probabilities=probabilities):
            said: Iterable[Expression] = probabilities.values()
        case Probability(value=value):
            said = (value,)
        case _:
            return False
    return all(isinstance(value, Number) and value.value in (0, 1) for value in said)


def taken_between(conclusion: Conclusion, components: Iterable[Component]) -> bool | None:
    """Whether a conclusion is true of some mixture in one of some components, and not of one of its ends.

    None where that was not decided.
    """
    if is_face(conclusion):
        return False
    undecided = False
    for component in components:
        taken = _taken_in(conclusion, component)
        if taken:
            return True
        undecided = undecided or taken is None
    return None if undecided else False


def _taken_in(conclusion: Conclusion, component: Component) -> bool | None:
    sets = _strategies(component)
    if is_table(conclusion.game) and sets is not None:
        return _in_product(conclusion, component, sets)
    return _between_ends(conclusion, component)


def _strategies(component: Component) -> list[list[Row]] | None:
    """For each place the strategies that may be mixed there; None where the equilibria are not all combinations."""
    sets = [list(dict.fromkeys(rows)) for rows in zip(*(e.strategies for e in component), strict=True)]
    whole = set(product(*sets)) == {e.strategies for e in component}
    return sets if whole and sum(map(len, sets)) <= MOST_WEIGHTS else None


def _in_product(conclusion: Conclusion, component: Component, sets: Sequence[Sequence[Row]]) -> bool | None:
    said = conclusion.statements
    if not all(isinstance(s, Choice | Probability | Payoff) for s in said) or conclusion.game.ring.names:
        return None
    names = [[f"~{p}.{k}" for k in range(len(rows) - 1)] for p, rows in enumerate(sets)]
    home = ring(tuple(name for own in names for name in own))
    weights = [_weights(own, home) for own in names]
    try:
        mixture = _mixture(component, sets, weights, home)
        options = replace(conclusion, unknowns=home.names).where(mixture)
    except UnsettledError:  # irrational numbers, or floats
        return None
    simplex = [condition(w, ">=") for own in weights for w in own if not w.is_constant]
    found = [find([*simplex, *option]).satisfiable for option in options]
    return True if True in found else (None if None in found else False)


def _weights(names: Sequence[str], home: Ring) -> list[RationalFunction]:
    """Weights that sum to 1."""
    first = [home.letter(name) for name in names]
    rest = home.one
    for weight in first:
        rest = rest - weight
    return [*first, rest]


def _mixture(
    component: Component, sets: Sequence[Sequence[Row]], weights: Sequence[Sequence[RationalFunction]], home: Ring
) -> Equilibrium:
    """The mixture of the strategies of every place with some weights: what it comes to is linear in each."""
    members = {e.strategies: e for e in component}
    combined: list[tuple[RationalFunction, Equilibrium]] = []
    for chosen in product(*(range(len(rows)) for rows in sets)):
        weight = home.one
        for own, k in zip(weights, chosen, strict=True):
            weight = weight * own[k]
        combined.append((weight, members[tuple(rows[k] for rows, k in zip(sets, chosen, strict=True))]))
    first = combined[0][1]
    return replace(
        first,
        strategies=tuple(
            tuple(_total(zip(own, column, strict=True), home) for column in zip(*rows, strict=True))
            for rows, own in zip(sets, weights, strict=True)
        ),
        payoff_values=_totals(combined, [e.payoff_values for _, e in combined], home),
        outcome_values=_totals(combined, [e.outcome_values for _, e in combined], home),
    )


def _totals(
    combined: Sequence[tuple[RationalFunction, Equilibrium]], values: Sequence[Row], home: Ring
) -> tuple[Value, ...]:
    weights = [weight for weight, _ in combined]
    return tuple(_total(zip(weights, column, strict=True), home) for column in zip(*values, strict=True))


def _total(parts: Iterable[tuple[RationalFunction, Value]], home: Ring) -> RationalFunction:
    total = home.zero
    for weight, value in parts:
        if value.rational is None:
            raise UnsettledError(f"{value} is not a rational number")
        total = total + weight * value.rational.into(home)
    return total


def _between_ends(conclusion: Conclusion, component: Component) -> bool | None:
    """By the value claimed alone: a component is connected, so it takes all values between those at two ends.

    What is said to be certain leaves only the ends of which it is true.
    """
    certain = tuple(filter(_is_certain, conclusion.statements))
    rest = [statement for statement in conclusion.statements if statement not in certain]
    ends = [e for e in component if replace(conclusion, statements=certain).where(e) == ALWAYS]
    if len({e.strategies for e in ends}) < 2:
        return False
    if len(rest) != 1:
        return None
    statement = rest[0]
    try:
        if isinstance(statement, Choice):
            return _on_a_segment(conclusion, statement, ends)
        if not isinstance(statement, Probability | Payoff | Chosen):
            return None
        values = [_number(conclusion.quantity(statement, e)) for e in ends]
        wanted = [target.as_fraction() for _, target in conclusion.split(statement.value) if target.is_constant]
    except UnsettledError:
        return None
    if any(min(values) <= value <= max(values) for value in wanted):
        return True
    # Linear in what is done at each place: among all combinations of choices the extremes are at the ends.
    return None if _strategies(component) is None else False


def _on_a_segment(conclusion: Conclusion, statement: Choice, ends: Sequence[Equilibrium]) -> bool | None:
    """Whether the probabilities claimed lie between two choices; None where there are more than two."""
    rows = list({conclusion.row(statement, e): None for e in ends})
    split = [conclusion.split(wanted) for wanted in conclusion.wanted(statement, ends[0])]
    if len(rows) != 2 or any(len(pieces) != 1 or not pieces[0][1].is_constant for pieces in split):
        return False if len(rows) == 1 else None
    left, right = ([_number(value) for value in row] for row in rows)
    wanted = [pieces[0][1].as_fraction() for pieces in split]
    first = next(k for k, (p, q) in enumerate(zip(left, right, strict=True)) if p != q)
    weight = (wanted[first] - right[first]) / (left[first] - right[first])
    between = zip(wanted, left, right, strict=True)
    return 0 <= weight <= 1 and all(w == weight * p + (1 - weight) * q for w, p, q in between)


def _number(value: Value | None) -> Fraction | float:
    if value is None:
        raise UnsettledError("there is no such number")
    if not value.is_constant:
        raise UnsettledError(f"{value} is not a number")
    return value.rational.as_fraction() if value.rational is not None else float(value)


# --- over a region ----------------------------------------------------------------------------------------------------


def between(conclusion: Conclusion, components: Iterable[Component]) -> Iterator[Conjunction]:
    """Where what is claimed is taken in the middle of a component: between two equilibria that may be mixed.

    A component is connected and what is claimed continuous, so a value between those at two ends is taken.
    """
    if len(conclusion.statements) != 1 or is_face(conclusion):
        return
    statement = conclusion.statements[0]
    for component in components:
        for one, other in combinations(component, 2):
            if isinstance(statement, Probability | Payoff | Chosen):
                found = _value_between(conclusion, statement, one, other)
            elif isinstance(statement, Choice):
                found = _choice_between(conclusion, statement, one, other)
            else:
                return
            yield from (tuple(dict.fromkeys((*component.exists.raw, *conditions))) for conditions in found)


def tells_all(conclusion: Conclusion, components: Iterable[Component]) -> bool:
    """Whether a mixture of which the conclusion is true lies between two ends of its component, or is not there."""
    if is_face(conclusion):
        return True
    if len(conclusion.statements) != 1:
        return False
    statement = conclusion.statements[0]
    if isinstance(statement, Choice):  # of three choices also the triangle that they span counts
        return all(len({conclusion.row(statement, e) for e in component}) <= 2 for component in components)
    return isinstance(statement, Probability | Payoff | Chosen)


def _value_between(
    conclusion: Conclusion, statement: Probability | Payoff | Chosen, one: Equilibrium, other: Equilibrium
) -> Iterator[Conjunction]:
    found = _rationals(filter(None, (conclusion.quantity(statement, e) for e in (one, other))))
    if found is None or len(found) < 2:
        return
    low, high = found
    for guards, target in conclusion.split(statement.value):
        yield (*guards, condition((target - low) * (high - target), ">="))


def _rationals(values: Iterable[Value]) -> list[RationalFunction] | None:
    """Values as quotients of polynomials; None where one of them is none."""
    found = [value.rational for value in values]
    return None if None in found else [function for function in found if function is not None]


def _choice_between(
    conclusion: Conclusion, statement: Choice, one: Equilibrium, other: Equilibrium
) -> Iterator[Conjunction]:
    """The probabilities claimed lie on the straight line from one choice to the other, between the two."""
    left, right = (_rationals(conclusion.row(statement, e)) for e in (one, other))
    if left is None or right is None:
        return
    first = next((k for k, (p, q) in enumerate(zip(left, right, strict=True)) if p != q), None)
    if first is None:
        return
    length = left[first] - right[first]
    for chosen in product(*(conclusion.split(wanted) for wanted in conclusion.wanted(statement, one))):
        guards = tuple(c for conditions, _ in chosen for c in conditions)
        gone = chosen[first][1] - right[first]
        on_line = (
            condition((target - q) * length - gone * (p - q), "==")
            for (_, target), p, q in zip(chosen, left, right, strict=True)
        )
        ends = condition(length, "!="), condition(gone * (left[first] - chosen[first][1]), ">=")
        yield (*guards, *ends, *(c for c in on_line if not c.is_true))


def meetings(families: Sequence[Equilibrium], apart: int) -> Iterator[Conjunction]:
    """Where two families exist that are one equilibrium there, or differ in `apart` places at most.

    Where they differ in one place alone, they may be mixed.
    """
    for one, other in combinations(families, 2):
        places = [i for i, (p, q) in enumerate(zip(one.strategies, other.strategies, strict=True)) if p != q]
        agreements = {i: _agreement(one.strategies[i], other.strategies[i]) for i in places}
        if not places or sum(agreement is None for agreement in agreements.values()) > apart:
            continue
        for free in combinations(places, min(apart, len(places))):
            needed = [agreements[i] for i in places if i not in free]
            if None not in needed:
                equal = (c for agreement in needed for c in agreement or ())
                yield tuple(dict.fromkeys((*one.exists.raw, *other.exists.raw, *equal)))


def _agreement(one: Row, other: Row) -> Conjunction | None:
    """What makes two rows equal; None where nothing does. Of formulas that are not rational nothing is demanded."""
    found: list[Condition] = []
    for p, q in zip(one, other, strict=True):
        if p.rational is not None and q.rational is not None:
            equal = condition(p.rational - q.rational, "==")
            if equal.is_false:
                return None
            found += [] if equal.is_true else [equal]
    return tuple(found)


def counted(families: Iterable[Equilibrium], components: Iterable[Component]) -> int | None:
    """How many equilibria there are at single values of the letters; None for infinitely many."""
    if any(len({e.strategies for e in component}) > 1 for component in components):
        return None
    return len({e.strategies for e in families})
