"""From a game to LaTeX: the parameters as a table, assumptions, definitions, the payoff table or the tree, claims.

Nothing beyond the packages amsmath, booktabs, longtable and tikz is used, and nothing stands in the margin: tables that
are too wide get columns of paragraphs, and formulas that are too wide are written so that they break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Final

from deterrence.algebra.formulas.language import Expression, Name
from deterrence.formats.tex import (
    breakable,
    condition,
    engine_note,
    escaped,
    formula,
    number,
    prose,
    symbol,
    tabular,
    words_in_math,
)
from deterrence.formats.tex_table import fitted_table, shrunk
from deterrence.formats.tex_width import LINE, width
from deterrence.formats.tikz import tikz
from deterrence.games.continuous import Continuous
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.curved_distributions import Curved
from deterrence.games.parts.distributions import Drawn, Uniform
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome, size, walk
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import JOINT, ByType, Definition
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

# More than this fills a hundred pages.
MOST_CELLS: Final = 5_000
MOST_NODES: Final = 5_000
# Beyond it lines are no longer indented further: they would leave the page.
DEEPEST: Final = 16
PACKAGES: Final = r"\usepackage{amsmath,booktabs,longtable,tikz}"
NEEDS: Final = f"% Needs {PACKAGES}."
# Within it TeX sets words wide apart rather than a formula into the margin.
LOOSE: Final = r"\begingroup\sloppy", r"\par\endgroup"
ENDLESS_TEX: Final = r"\infty"
# For letters that the fonts of pdflatex lack: the first of these fonts that is installed.
WIDE_FONTS: Final = (
    r"\usepackage{fontspec}",
    r"\IfFontExistsTF{Noto Serif CJK KR}{\setmainfont{Noto Serif CJK KR}}{%",
    r"\IfFontExistsTF{NanumMyeongjo}{\setmainfont{NanumMyeongjo}}{}}",
)


def write(game: Model) -> str:
    r"""A LaTeX document that shows a game.

    Raises
    ------
    ValueError
        For a matrix of more than 5,000 cells, or a tree of more than 5,000 nodes.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Outcome
    >>> text = write(Tree(["A"], Decision("A", {"x": Outcome("High", ["b_1"]), "y": [0]}), parameters=["b_1"]))
    >>> print(text.splitlines()[0])
    \documentclass{article}
    """
    blocks = list(_blocks(game))
    note = engine_note("".join(blocks))
    head = [
        *([note] if note else []),
        r"\documentclass{article}",
        *(WIDE_FONTS if note else [r"\usepackage[T1]{fontenc}"]),
        PACKAGES,
        r"\begin{document}",
    ]
    return "\n".join([*head, r"\sloppy", "", *blocks, r"\end{document}"]) + "\n"


def fragment(game: Model) -> str:
    r"""A game in LaTeX, to be put into a document that uses amsmath, booktabs, longtable and tikz.

    Raises
    ------
    ValueError
        As for :func:`write`.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Outcome
    >>> text = fragment(Tree(["A"], Decision("A", {"x": Outcome("High", ["b_1"]), "y": [0]}), parameters=["b_1"]))
    >>> text.splitlines()[0]
    '% Needs \\usepackage{amsmath,booktabs,longtable,tikz}.'
    """
    return with_note("\n".join([NEEDS, LOOSE[0], "", *_blocks(game), LOOSE[1]]))


def with_note(text: str) -> str:
    """LaTeX text, with a first line that says so where pdflatex cannot set it."""
    note = engine_note(text)
    return f"{note}\n{text}" if note else text


def _blocks(game: Model) -> Iterator[str]:
    """What there is to say, with an empty line after each part."""
    for block in _parts(game):
        if block:
            yield from block
            yield ""


def _parts(game: Model) -> Iterator[list[str]]:
    if game.title:
        yield [rf"\section*{{{escaped(game.title)}}}"]
    if game.summary:
        yield [rf"\noindent {prose(game.summary, _names(game))}"]
    yield _parameters(game)
    yield _assumptions(game)
    yield _types(game)
    yield _definitions(game)
    yield from played(game)
    yield _claims(game)
    if game.notes:
        yield [rf"\noindent\textit{{Note.}} {prose(game.notes, _names(game))}"]
    if game.sources:
        items = [rf"\item[{{{escaped(name)}}}] {escaped(text)}" for name, text in game.sources.items()]
        yield [r"\begin{description}", *items, r"\end{description}"]


@singledispatch
def played(game: Model) -> Iterator[list[str]]:
    """What is played, part by part, a function for each form of game."""
    raise TypeError(f"expected a game, not {type(game).__name__}")


# --- what matrices and trees share --------------------------------------------------------------------------------


def _names(game: Model) -> frozenset[str]:
    return frozenset((*game.parameters, *game.definitions))


def _parameters(game: Model) -> list[str]:
    """The table of parameters; columns that would be empty are left out."""
    if not game.parameters:
        return []
    parameters, names = list(game.parameters.values()), _names(game)
    columns = [
        ("Parameter", [f"${symbol(p.name)}$" for p in parameters]),
        ("Range", [f"${_range(p)}$" for p in parameters]),
        ("Base", ["" if p.base is None else f"${number(p.base)}$" for p in parameters]),
        ("Meaning", [_meaning(p, names) for p in parameters]),
    ]
    kept = [column for column in columns if any(column[1])]
    rows = list(zip(*(cells for _, cells in kept), strict=True))
    return fitted_table([name for name, _ in kept], rows)


def _meaning(parameter: Parameter, names: frozenset[str]) -> str:
    role = f" ({parameter.role})" if parameter.role else ""
    unit = f" [{parameter.unit}]" if parameter.unit else ""
    return prose(f"{parameter.meaning}{unit}{role}".strip(), names)


def _range(parameter: Parameter) -> str:
    low = r"(-\infty" if parameter.low is None else f"[{number(parameter.low)}"
    high = r"\infty)" if parameter.high is None else f"{number(parameter.high)}]"
    return f"{low}, {high}"


def _assumptions(game: Model) -> list[str]:
    if not game.assumptions:
        return []
    shown = [
        f"${condition(part)}$" + (f" ({escaped(reason)})" if (reason := game.implied.get(part)) else "")
        for part in game.assumptions
    ]
    return [rf"\noindent\textit{{Assumptions.}} {'; '.join(shown)}."]


def _types(game: Model) -> list[str]:
    texts = [f"{escaped(player)} learns {_drawn(own)}" for player, own in game.drawn.items()]
    if JOINT in game.types:
        for row in game.types[JOINT]:
            kinds = ", ".join(f"{player} {kind}" for player, kind in row.items() if player != "probability")
            texts.append(f"{escaped(kinds)} with probability ${formula(row['probability'])}$")
    else:
        for player, row in game.types.items():
            kinds = " or ".join(f"{escaped(kind)} (probability ${formula(p)}$)" for kind, p in row.items())
            texts.append(f"{escaped(player)} is {kinds}")
    return [rf"\noindent\textit{{Types.}} {'; '.join(texts)}."] if texts else []


def _drawn(own: Drawn) -> str:
    if isinstance(own.distribution, Curved):
        return _curved(own.letter, own.distribution)
    low, high = map(formula, own.distribution.ends)
    if isinstance(own.distribution, Uniform):
        return f"${symbol(own.letter)}$, uniform on $[{low}, {high}]$"
    return f"${symbol(own.letter)}$ on $[{low}, {high}]$ with distribution function ${formula(own.below)}$"


def _curved(letter: str, given: Curved) -> str:
    numbers = ", ".join(f"{name} ${formula(x)}$" for name, x in zip(given.NAMES, given.numbers, strict=True))
    low, high = ("" if end is None else formula(end) for end in given.ends)
    on = f" on $[{low or '-' + ENDLESS_TEX}, {high or ENDLESS_TEX}]$" if given.is_truncated else ""
    return f"${symbol(letter)}$, {given.KEY} with {numbers}{on}"


def _definitions(game: Model) -> list[str]:
    if not game.definitions:
        return []
    shown = {symbol(name): _definition(value) for name, value in game.definitions.items()}
    apart = any(width(f"${name} = {text}$") > LINE for name, text in shown.items())
    if apart:  # a display cannot be broken
        return [r"\noindent\textit{Definitions.}", *(rf"\par\noindent ${n} = {text}$" for n, text in shown.items())]
    lines = [f"{name} &= {text}" for name, text in shown.items()]
    ended = [rf"{line} \\" for line in lines[:-1]] + lines[-1:]
    return [r"\noindent\textit{Definitions.}", r"\begin{align*}", *ended, r"\end{align*}"]


def _definition(definition: Definition) -> str:
    if not isinstance(definition, ByType):
        return breakable(definition)
    cases = [
        f"{_definition(value)} & {words_in_math(f'if {definition.player} is {kind}')}"
        for kind, value in definition.values.items()
    ]
    joined = r" \\ ".join(cases)
    return rf"\begin{{cases}} {joined} \end{{cases}}"


def _claims(game: Model) -> list[str]:
    if not game.claims:
        return []
    items, names = [], _names(game)
    for claim in game.claims:
        refuted = " (To be refuted.)" if claim.expected == "refuted" else ""
        source = f" ({claim.source})" if claim.source else ""
        items.append(rf"\item {prose(f'{claim.says}{source}{refuted}', names)}")
    return [r"\noindent\textit{Claims.}", r"\begin{enumerate}", *items, r"\end{enumerate}"]


# --- matrices -----------------------------------------------------------------------------------------------------


@played.register
def _matrix(game: Matrix) -> Iterator[list[str]]:
    yield table(game)


def table(game: Matrix) -> list[str]:
    """A payoff table: rows against columns for two players, else a line a profile."""
    cells = 1
    for moves in game.shape:
        cells *= moves
    if cells > MOST_CELLS:
        raise ValueError(f"a payoff table in LaTeX has at most {MOST_CELLS:,} cells; this one has {cells:,}")
    if len(game.players) != 2:
        head = [*map(escaped, game.players), "Payoffs"]
        rows = [[*map(escaped, profile), _payoffs(game.payoffs[profile])] for profile in game.profiles_of_moves()]
        return fitted_table(head, rows)
    first, second = game.players
    rows = [
        [escaped(move), *(_payoffs(game.payoffs[move, other]) for other in game.moves[second])]
        for move in game.moves[first]
    ]
    count = len(game.moves[second])
    lines = tabular("l" + "c" * count, [escaped(first), *map(escaped, game.moves[second])], rows)
    over = rf" & \multicolumn{{{count}}}{{c}}{{{escaped(second)}}} \\"
    return shrunk([*lines[:2], over, rf"\cmidrule(l){{2-{count + 1}}}", *lines[2:]])


def _payoffs(payoffs: Sequence[Expression]) -> str:
    # A line may end at a comma between formulas, not at one within a formula.
    return f"$({'$, $'.join(map(breakable, payoffs))})$"


# --- trees --------------------------------------------------------------------------------------------------------


@played.register
def _tree(game: Tree) -> Iterator[list[str]]:
    yield from tikz(game) or [tree(game.root)]


def tree(root: Node) -> list[str]:
    """A tree, a node a line, indented by depth: LaTeX itself nests lists only a few levels deep."""
    nodes = size(root)
    if nodes > MOST_NODES:
        raise ValueError(f"a tree in LaTeX has at most {MOST_NODES:,} nodes; this one has {nodes:,}")
    lines: list[str] = []
    depths: list[int] = []
    chances: dict[int, Chance] = {}
    for step in walk(root):
        depth = depths[step.parent] + 1 if step.parent >= 0 else 0
        depths.append(depth)
        if isinstance(step.node, Chance):
            chances[step.position] = step.node
        branch = ""
        if step.parent >= 0:
            branch = rf"\hspace*{{{1.5 * min(depth, DEEPEST):g}em}}\textit{{{escaped(step.move)}}}"
            if step.parent in chances:
                branch += f" (${formula(chances[step.parent].moves[step.move][0])}$)"
            branch += f" (move {depth}): " if depth > DEEPEST else ": "
        lines.append(branch + _node(step.node))
    return [r"\begin{flushleft}", *(rf"{line} \\" for line in lines[:-1]), lines[-1], r"\end{flushleft}"]


def _node(node: Node) -> str:
    if isinstance(node, Decision):
        information = "" if node.information is None else f" (at: {escaped(node.information)})"
        rule = "" if node.when_indifferent is None else f" (when indifferent: {escaped(node.when_indifferent)})"
        shown = rf"\textbf{{{escaped(node.player)}}}{information}{rule}"
        if isinstance(node, Choice):
            ends = f"${formula(node.low)}$ to ${formula(node.high)}$"
            return f"{shown} chooses ${formula(Name(node.letter))}$ from {ends}"
        return shown
    if isinstance(node, Chance):
        return r"\textbf{Chance}"
    assert isinstance(node, Outcome)
    shown = f"{escaped(node.name)} {_payoffs(node.payoffs)}".strip()
    if not node.next:
        return shown
    if len(node.next) == 1:
        return f"{shown}, next {escaped(next(iter(node.next)))}"
    states = " or ".join(f"{escaped(state)} (${formula(p)}$)" for state, p in node.next.items())
    return f"{shown}, next {states}"


# --- choices from intervals ---------------------------------------------------------------------------------------


@played.register
def _continuous(game: Continuous) -> Iterator[list[str]]:
    def end(x: Expression | None, sign: str) -> str:
        return rf"{sign}\infty" if x is None else formula(x)

    rows = [
        [
            escaped(player),
            f"${formula(Name(own.letter))}$ from ${end(own.low, '-')}$ to ${end(own.high, '')}$",
            f"${breakable(payoff)}$",
        ]
        for (player, own), payoff in zip(game.intervals.items(), game.payoffs, strict=True)
    ]
    yield fitted_table(["Player", "Chooses", "Payoff"], rows)
    if game.chances:
        chances = [[escaped(name), f"${breakable(x)}$"] for name, x in game.chances.items()]
        yield fitted_table(["Outcome", "Probability"], chances)


# --- games of many periods ----------------------------------------------------------------------------------------


@played.register
def _repeated(game: Repeated) -> Iterator[list[str]]:
    yield from played(game.stage)
    yield [rf"\noindent Played {_how_often(game.discount, game.horizon)}"]


@played.register
def _states(game: Stochastic) -> Iterator[list[str]]:
    for state in game.states:
        yield [rf"\noindent\textit{{State: {escaped(state)}.}}", *tree(game.states[state])]
    yield [rf"\noindent Begun in {escaped(game.start)}, played {_how_often(game.discount, game.horizon)}"]


def _how_often(discount: Expression, horizon: int | None) -> str:
    """How often a game is played, and what later periods count for."""
    often = "for ever" if horizon is None else f"{horizon} times"
    return f"{often}, with discount factor ${formula(discount)}$."
