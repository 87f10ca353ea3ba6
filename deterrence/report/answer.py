"""The answer in a sentence or two: who chooses what along one letter, how it ends, and what became of the claims.

Read off the thresholds, away from ties: at a threshold itself more may exist, as the list of thresholds says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from deterrence.algebra.exact.roots import simplest_between
from deterrence.equilibria.equilibria import Component, Equilibrium
from deterrence.games.parts.layout import Layout
from deterrence.plots.formulas import number_text, printed
from deterrence.sensitivity.asking.fixed_letters import given_text
from deterrence.sensitivity.claims.check import PROVED, Checks
from deterrence.sensitivity.line.thresholds import ThresholdCell, Thresholds

# More places at which the choice changes than a sentence can tell; then it tells how play ends.
MOST_CHOICES: Final = 3
MOST_RUNS: Final = 5
LONGEST: Final = 300
LONGEST_NUMBER: Final = 9


@dataclass(frozen=True)
class _Run:
    """Neighbouring intervals of the line on which the same can be said, in one way for each equilibrium."""

    first: ThresholdCell
    last: ThresholdCell
    said: tuple[str, ...]


def answer(line: Thresholds, components: Iterable[Component] = ()) -> str:
    """What happens along a letter, in sentences.

    Parameters
    ----------
    line
        The thresholds.
    components
        The connected sets of equilibria of the game with all its letters: where one of more than an equilibrium exists
        there are infinitely many.

    Examples
    --------
    >>> import deterrence as dt
    >>> choices, ends = answer(dt.thresholds(dt.load("nll-probe"), "c")).splitlines()
    >>> print(choices)
    DPRK chooses Probe while c < 3/4, Refrain while c > 3/4. ROK chooses Absorb while c < 1/2, Respond while c > 1/2.
    >>> ends.partition(",")[0]
    'Play ends in New status quo while c < 1/2'
    """
    cells = [cell for cell in line.cells if cell.interval.lower is None or cell.interval.lower != cell.interval.upper]
    layout = next((eq.layout for cell in cells for eq in cell.equilibria), None)
    if layout is None:
        return f"No equilibrium was found at any value of {printed(line.letter)}."
    named = list(_names(line, cells))
    sentences = named or list(_choices(line, cells, layout))
    several = any(len(cell.equilibria) > 1 for cell in cells)
    ends = "" if named and several else _ends(line, cells, layout)
    told = [
        " ".join(sentences),
        *([ends] if ends else []),
        *_numbers(line, cells, [c for c in components if len(c) > 1]),
    ]
    if not sentences and not ends:
        told.insert(0, f"What is chosen changes with {printed(line.letter)} at more places than a sentence can tell.")
    return "\n".join(text for text in told if text)


def setting(fixed: Mapping[str, Any]) -> str:
    """At which values of the other letters an answer holds; nothing where there are none."""
    return f"With {printed(given_text(fixed))}." if fixed else ""


def claims_said(checks: Checks) -> str:
    """How many claims there are, and what became of them: "10 claims: 8 proved, 2 refuted as expected"."""
    counts = Counter(row.verdict for row in checks.rows)
    told = [
        f"{count} {verdict}" + (" for all values" if verdict == PROVED else "") for verdict, count in counts.items()
    ]
    return f"{len(checks.rows)} claim{'s' if len(checks.rows) > 1 else ''}: {', '.join(told)}."


def _names(line: Thresholds, cells: Sequence[ThresholdCell]) -> Iterator[str]:
    """Which equilibria exist where, by the names that the model has for them; nothing where it names not all."""
    families = [eq for cell in cells for eq in cell.equilibria]
    runs = _runs(cells, _of_each(lambda eq: eq.called))
    if not all(eq.called for eq in families) or len(runs) > MOST_RUNS:
        return
    if _is_all(runs, cells):
        yield f"Whatever {printed(line.letter)} is: {' or '.join(runs[0].said)}."
    else:
        told = (f"{' or '.join(run.said)} while {_where(line, cells, run)}" for run in runs)
        yield f"{'; '.join(told)}."


def _choices(line: Thresholds, cells: Sequence[ThresholdCell], layout: Layout) -> Iterator[str]:
    """What is chosen at each place; nothing of places that change where that is too much to tell."""
    steady: list[tuple[str, list[_Run]]] = []
    moving: list[tuple[str, list[_Run]]] = []
    for index, place in enumerate(layout.places):
        runs = _runs(cells, _of_each(partial(_done, index)))
        many = sum(other.agent == place.agent for other in layout.places) > 1
        who = f"{place.agent} ({place.name})" if many and place.name else place.agent
        (steady if _is_all(runs, cells) else moving).append((who, runs))
    if len(moving) > MOST_CHOICES:
        moving = []
    told = [_moving(line, cells, who, runs) for who, runs in moving]
    if sum(map(len, told)) <= LONGEST:
        yield from told
    if steady and len(steady) <= MOST_CHOICES and len(layout.places) <= 2 * MOST_CHOICES:
        same = " and ".join(f"{who} chooses {_or(runs[0].said)}" for who, runs in steady if runs)
        yield f"Whatever {printed(line.letter)} is, {same.removesuffix(',')}."


def _moving(line: Thresholds, cells: Sequence[ThresholdCell], who: str, runs: Sequence[_Run]) -> str:
    """What is chosen at a place at which that changes."""
    if len(runs) > MOST_RUNS:
        return f"{who} changes its choice {len(runs) - 1} times as {printed(line.letter)} rises."
    return f"{who} chooses {', '.join(f'{_or(run.said)} while {_where(line, cells, run)}' for run in runs)}."


def _ends(line: Thresholds, cells: Sequence[ThresholdCell], layout: Layout) -> str:
    """How play ends; nothing where outcomes are just the moves of a table, or too much to tell."""
    if not any(place.name for place in layout.places) or not layout.outcomes:
        return ""
    runs = _runs(cells, _of_each(_outcome))
    if not runs or len(runs) > MOST_RUNS:
        return ""
    if _is_all(runs, cells):
        said = f"Play ends in {_or(runs[0].said).removesuffix(',')}, whatever {printed(line.letter)} is."
    else:
        told = (f"in {_or(run.said)} while {_where(line, cells, run)}" for run in runs)
        said = f"Play ends {', '.join(told)}."
    return said if len(said) <= LONGEST else ""


def _numbers(line: Thresholds, cells: Sequence[ThresholdCell], sets: Sequence[Component]) -> Iterator[str]:
    """Where there are several equilibria, or none."""
    letter = printed(line.letter)
    runs = _runs(cells, lambda cell: (_number_of_equilibria(line, cell, sets),))
    told = [(run, run.said[0]) for run in runs if run.said[0] != "0"]
    if len(runs) > MOST_RUNS:
        yield f"The number of equilibria changes {len(runs) - 1} times as {letter} rises."
    elif len(runs) == 1 and runs[0].said[0] != "1":
        yield f"There are {runs[0].said[0]} equilibria, whatever {letter} is."
    elif any(number != "1" for _, number in told):
        run, number = told[0]
        head = "There is 1 equilibrium" if number == "1" else f"There are {number} equilibria"
        others = (f"{number} while {_where(line, cells, run)}" for run, number in told[1:])
        yield f"{', '.join([f'{head} while {_where(line, cells, run)}', *others])}."
    if len(runs) <= MOST_RUNS:
        none = [_where(line, cells, run) for run in runs if run.said[0] == "0"]
        if none:
            yield f"No equilibrium was found while {' or '.join(none)}."


def _number_of_equilibria(line: Thresholds, cell: ThresholdCell, sets: Sequence[Component]) -> str:
    inside = {**line.fixed, line.letter: simplest_between(cell.interval.lower, cell.interval.upper)}
    if any(c.exists.holds(inside) for c in sets):
        return "infinitely many"
    return str(len({_key(eq) for eq in cell.equilibria}))


def _of_each(say: Callable[[Equilibrium], str]) -> Callable[[ThresholdCell], Iterable[str]]:
    return lambda cell: map(say, cell.equilibria)


def _runs(cells: Sequence[ThresholdCell], say: Callable[[ThresholdCell], Iterable[str]]) -> list[_Run]:
    """Neighbouring cells taken together where the same is said of them.

    Cells of which nothing is said, as there is no equilibrium, part those beside them.
    """
    runs: list[_Run] = []
    for cell in cells:
        said = tuple(dict.fromkeys(say(cell)))
        last = runs[-1] if runs else None
        if last and set(last.said) == set(said) and last.last.interval.upper == cell.interval.lower:
            runs[-1] = _Run(last.first, cell, last.said)
        else:
            runs.append(_Run(cell, cell, said))
    return [run for run in runs if run.said]


def _is_all(runs: Sequence[_Run], cells: Sequence[ThresholdCell]) -> bool:
    """Whether the same is said of the whole line."""
    return len(runs) == 1 and runs[0].first is cells[0] and runs[0].last is cells[-1]


def _key(eq: Equilibrium) -> object:
    """Families of which this is the same are one equilibrium, on different regions."""
    return eq.strategies, eq.payoff_values, eq.outcome_values


def _done(index: int, eq: Equilibrium) -> str:
    """What is done at a place: a move, or the moves that are mixed."""
    place = eq.layout.places[index]
    used = [move for move, is_used in zip(place.moves, eq.used[index], strict=True) if is_used]
    return printed(used[0]) if len(used) == 1 else f"a mixture of {' and '.join(used)}"


def _outcome(eq: Equilibrium) -> str:
    likely = [name for name, v in zip(eq.layout.outcomes, eq.outcome_values, strict=True) if not v.is_zero]
    return " or ".join(likely)


def _or(said: Sequence[str]) -> str:
    """What different equilibria say."""
    if len(said) == 1:
        return said[0]
    told = [f"({text})" if " or " in text else text for text in said]
    return f"{', '.join(told[:-1])} or {told[-1]}, depending on the equilibrium,"


def _where(line: Thresholds, cells: Sequence[ThresholdCell], run: _Run) -> str:
    """Where on the line: `c < 1/2`, `1/2 < c < 3/4`; both ends where the line itself begins and ends there."""
    low, high = run.first.interval.lower, run.last.interval.upper
    whole = run.first is cells[0] and run.last is cells[-1]
    below = low is not None and (whole or run.first is not cells[0])
    above = high is not None and (whole or run.last is not cells[-1])
    if below and not above:
        return f"{printed(line.letter)} > {_number(low)}"
    return f"{f'{_number(low)} < ' if below else ''}{printed(line.letter)}{f' < {_number(high)}' if above else ''}"


def _number(value: object) -> str:
    """A threshold: a short fraction as it is."""
    exact = str(value)
    return printed(exact) if len(exact) <= LONGEST_NUMBER else number_text(value).replace("≈", "about")
