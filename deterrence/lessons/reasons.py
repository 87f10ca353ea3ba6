"""Why an equilibrium is one, at numbers: what each move would pay where it is to be made, all else as it is.

For every information set the expected payoff of each move, given what the others do and what the player believes there
(backward induction's values; for sets of several nodes weighted by beliefs: Kreps and Wilson 1982). It uses nothing
of how the equilibrium was found, so that a reader can follow it with pencil and paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.play import reach
from deterrence.games.forms.forms import TreeForm
from deterrence.games.model import Model
from deterrence.games.parts.show import decimal
from deterrence.games.tree import tree_form

MOST_SETS: Final = 12


@dataclass(frozen=True)
class Reason:
    """What the moves pay at one information set.

    Attributes
    ----------
    agent, place
        Who chooses, and where; the place is empty where the player chooses but once.
    payoffs
        What each move pays.
    used
        The moves that are made.
    """

    agent: str
    place: str
    payoffs: dict[str, Fraction]
    used: tuple[str, ...]

    @property
    def is_best(self) -> bool:
        """Whether the moves that are made pay most."""
        return all(self.payoffs[move] == max(self.payoffs.values()) for move in self.used)

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place else ""
        told = ", ".join(f"{move} pays {decimal(value)}" for move, value in self.payoffs.items())
        return f"{self.agent}{where}: {told}"


def reasons(game: Model, eq: Equilibrium) -> tuple[Reason, ...]:
    """What each move pays in an equilibrium of a game of numbers; nothing where that is not to be had in fractions.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("nll-probe").base_case(c="0.4")
    >>> for reason in reasons(game, dt.solve(game)[0]):
    ...     print(reason)
    DPRK: Refrain pays 0, Probe pays 2
    ROK: Absorb pays -1, Respond pays -1.4
    """
    try:
        form = tree_form(game)
    except (FormulaError, ValueError):
        return ()
    rows = [_row(row) for row in eq.strategies]
    fits = len(rows) == len(form.information_sets)
    if not fits or any(row is None for row in rows) or len(rows) > MOST_SETS:
        return ()
    kept = [row for row in rows if row is not None]
    return tuple(_reasons(form, eq, kept))


def _row(row: Sequence[Value]) -> tuple[RationalFunction, ...] | None:
    found = [value.rational for value in row]
    kept = tuple(value for value in found if value is not None)
    return kept if len(kept) == len(found) else None


def _reasons(form: TreeForm, eq: Equilibrium, rows: Sequence[tuple[RationalFunction, ...]]) -> Iterator[Reason]:
    values, reached = _values(form, rows), reach(form, rows)
    several = len({found.agent for found in form.information_sets}) < len(rows)
    for index, found in enumerate(form.information_sets):
        weights = _weights(eq, index, [reached[node] for node in found.nodes])
        if weights is None:
            continue
        payoffs = {}
        for move, name in enumerate(found.moves):
            ends = (values[form.nodes[node].children[move]][found.player] for node in found.nodes)
            payoffs[name] = sum((w * v for w, v in zip(weights, ends, strict=True)), Fraction(0))
        used = tuple(m for m, value in zip(found.moves, rows[index], strict=True) if not value.is_zero)
        yield Reason(found.agent, found.name if several else "", payoffs, used)


def _weights(eq: Equilibrium, index: int, reached: Sequence[RationalFunction]) -> list[Fraction] | None:
    """What the player believes at an information set: by Bayes' rule, else as the equilibrium says."""
    chances = [value.as_fraction() for value in reached]
    if len(chances) == 1:
        return [Fraction(1)]
    if total := sum(chances):
        return [chance / total for chance in chances]
    beliefs = eq.belief_values.get(index)
    if beliefs is None or any(isinstance(belief, BeliefRange) or belief.rational is None for belief in beliefs):
        return None
    return [belief.rational.as_fraction() for belief in beliefs]  # type: ignore[union-attr]


def _values(form: TreeForm, rows: Sequence[tuple[RationalFunction, ...]]) -> list[tuple[Fraction, ...]]:
    """What play from each node pays everybody; children stand behind their parents."""
    found: list[tuple[Fraction, ...]] = [()] * len(form.nodes)
    for node in reversed(form.nodes):
        if node.kind == "outcome":
            found[node.index] = tuple(payoff.as_fraction() for payoff in node.payoffs)
            continue
        row = node.probabilities if node.kind == "chance" else rows[node.information_set]
        weights = [value.as_fraction() for value in row]
        parts = [found[child] for child in node.children]
        columns = range(len(form.players))
        found[node.index] = tuple(
            sum((w * part[i] for w, part in zip(weights, parts, strict=True)), Fraction(0)) for i in columns
        )
    return found
