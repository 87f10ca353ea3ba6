"""What US commitment does to the choices of Pyongyang and Seoul, in four models: `make demo`.

For each model: what it says, where choices change as commitment c rises, what everybody does in between, and whether
the propositions it is held to are true. Figures go to build/demo.
"""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import deterrence as dt

MODELS = ("nll-probe", "arms-guardrails", "nuclear-option", "preemption")
FIGURES = Path("build/demo")
WIDTH = 110


def main() -> int:
    """Go through the models."""
    began = time.monotonic()
    print("Four models of deterrence on the Korean Peninsula. c is US commitment, a number from 0 to 1.")
    FIGURES.mkdir(parents=True, exist_ok=True)
    written = []
    for number, name in enumerate(MODELS, start=1):
        game = dt.load(name)
        line = dt.thresholds(game, "c")
        tell_model(number, name, game)
        tell_thresholds(game, line)
        tell_choices(line)
        tell_claims(dt.check(game))
        written += draw(name, game, line)
        sys.stdout.flush()
    print(f"\n{'=' * WIDTH}\nFigures, {len(written)} of them, in {FIGURES.resolve()}:")
    for path in written:
        print(f"  {FIGURES / path.name}")
    print(f"\n{time.monotonic() - began:.0f} seconds. Next: `.venv/bin/deterrence list` for the other models,")
    print("`.venv/bin/deterrence solve nll-probe` for its equilibria with every letter free.")
    return 0


def tell_model(number: int, name: str, game: dt.Tree | dt.Matrix) -> None:
    """The title, the summary, the letters, and the tree or matrix."""
    print(f"\n{'=' * WIDTH}\n{number}. {game.title} ({name})\n{'=' * WIDTH}\n")
    fold(game.summary)
    print()
    for letter, parameter in game.parameters.items():
        base = "" if parameter.base is None else f"{float(parameter.base):g}"
        fold(f"{letter:<6} {base:>4}   {parameter.meaning}", hang=14, indent=2)
    # A game prints its tree or matrix as the part before last, the claims being last.
    print()
    print(textwrap.indent(repr(game).split("\n\n")[-2], "  "))


def tell_thresholds(game: dt.Tree | dt.Matrix, line: dt.Thresholds) -> None:
    """The thresholds in c, exactly and as formulas."""
    heading("Where the equilibria change as commitment rises, the other letters at the values above")
    if not line.points:
        print("  Nowhere between the ends: the same equilibria exist at every c.")
    for value, formula in zip(line.points, line.formulas, strict=True):
        written = ""
        if formula is not None:
            definitions = [f"{name} = {game.definitions[name]}" for name in formula.names]
            written = f"   {'; '.join(definitions) or formula}"
        print(f"  c = {value}{written}")


def tell_choices(line: dt.Thresholds) -> None:
    """What everybody does in each cell; a row for each equilibrium."""
    heading("What they do")
    places = line.cells[0].equilibria[0].layout.places
    several = {place.agent for place in places if sum(other.agent == place.agent for other in places) > 1}
    heads = [f"{place.agent} ({place.name})" if place.agent in several else place.agent for place in places]
    rows: list[Sequence[str]] = [["", *heads]]
    for interval, equilibria in line.cells:
        for word, eq in alternatives(line, interval, equilibria):
            done = [choice(place, values) for place, values in zip(places, eq.strategies, strict=True)]
            rows.append([word or span(interval), *done])
    wide = max(len(row[0]) for row in rows)
    rows = [[row[0].rjust(wide), *row[1:]] for row in rows]
    for line_of_table in columns(rows):
        print(f"  {line_of_table}")
    print()
    if any(row[0].strip() == "or" for row in rows):
        print("  or: another equilibrium; which of them is played the model does not say.")
    if any(row[0].strip() == "to" for row in rows):
        print("  to: another equilibrium, and so is every mixture of it and the one above.")


def alternatives(line: dt.Thresholds, interval: Any, equilibria: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """The equilibria of a cell after "", "or", or "to" where they are the ends of a whole range of equilibria."""
    groups = [[eq] for eq in equilibria]
    if interval.lower == interval.upper and isinstance(interval.lower, Fraction):
        numbers = line.game.base_case({**line.fixed, line.letter: interval.lower})
        order = [eq.name for eq in equilibria]
        found = [sorted(component, key=lambda eq: order.index(eq.name)) for component in dt.solve(numbers).components]
        groups = sorted(found, key=lambda group: order.index(group[0].name)) or groups
    for index, group in enumerate(groups):
        for position, eq in enumerate(group):
            yield "to" if position else "or" if index else "", eq


def choice(place: Any, values: Sequence[Any]) -> str:
    """`Probe`, or `Probe 1/3, Refrain 2/3`."""
    used = [(move, str(value)) for move, value in zip(place.moves, values, strict=True) if str(value) != "0"]
    return used[0][0] if len(used) == 1 else ", ".join(f"{move} {value}" for move, value in used)


def span(interval: Any) -> str:
    """`0 <= c < 1/2`, or `c = 1/2`."""
    if interval.lower == interval.upper:
        return f"c = {interval.lower}"
    left = f"{interval.lower} {'<=' if interval.lower_closed else '<'} "
    return f"{left}c {'<=' if interval.upper_closed else '<'} {interval.upper}"


def tell_claims(checks: dt.Checks) -> None:
    """The propositions, each with its verdict."""
    heading("What the model is held to, for all values of the letters that the assumptions allow")
    for row in checks:
        fold(f"{row.verdict:<21}{row.claim.says}", hang=23, indent=2)
        if row.counterexample:
            fold(f"{'':<21}False at {row.counterexample}: {row.by}.", hang=23, indent=2)


def draw(name: str, game: dt.Tree | dt.Matrix, line: dt.Thresholds) -> list[Path]:
    """The tree or matrix, and the strip of thresholds."""
    pictures = {"game": dt.plot(game, at={}), "thresholds": dt.plot(line)}
    paths = []
    for kind, axes in pictures.items():
        path = FIGURES / f"{name}-{kind}.svg"
        axes.figure.savefig(path)
        paths.append(path)
    return paths


def heading(words: str) -> None:
    """A line that says what follows."""
    print(f"\n{words}:\n")


def fold(words: str, hang: int = 0, indent: int = 0) -> None:
    """Print words in lines of the page's width."""
    head = " " * indent
    print(textwrap.fill(words, WIDTH, initial_indent=head, subsequent_indent=" " * max(hang, indent)))


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their columns aligned."""
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "   ".join(cell.ljust(across) for cell, across in zip(row, wide, strict=True)).rstrip()


if __name__ == "__main__":
    sys.exit(main())
