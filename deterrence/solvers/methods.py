"""The methods, by their names in the literature: which concepts each serves, and which games it takes.

A game may be held in several ways (its *representation*): as a form with letters, or as arrays of numbers, one game or
many. Whoever solves one, and everything that lists methods, reads the one table here. Its rows are tried in order:
without a name, the first that fits the game and serves the concept is used.

Rows name the function that runs a method as "module:function", so that nothing is imported before it is used. Each
function takes a :class:`deterrence.solvers.task.Task`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from deterrence.games.forms.dynamic_forms import GRIM, TIT_FOR_TAT
from deterrence.games.parts.concepts import CONCEPTS
from deterrence.games.parts.mistakes import chosen, listed, spelled

if TYPE_CHECKING:
    from deterrence.solvers.task import Task

Misfit: TypeAlias = Callable[[Any], str]

FEW_MOVES: Final = 4
FEW_VERTICES: Final = 1000
NEARLY_ZERO: Final = 1e-12

# The names, for type checkers; a test holds them together with the table.
MethodName: TypeAlias = Literal[
    "support enumeration",
    "vertex enumeration",
    "vertices of reply regions",
    "lemke-howson",
    "linear programming",
    "pure enumeration",
    "polynomial systems",
    "logit",
    "fictitious play",
    "replicator dynamics",
    "moran",
    "backward induction",
    "enumeration of assessments",
    "strategic form",
    "strategic forms of subgames",
    "sequence form",
    "sequence form (linear programming)",
    "enumeration of cut-points",
    "cut-points from several starts",
    "first-order conditions",
    "iterated best replies",
    "stationary profiles",
    "grim trigger",
    "tit-for-tat",
]

# How a game may be held, and what that is called.
REPRESENTATIONS: Final[Mapping[str, str]] = {
    "matrix": "a matrix",
    "tree": "a tree",
    "drawn types": "a game with types drawn from a distribution",
    "types in numbers": "a game of numbers with types drawn from a distribution",
    "continuous": "a continuous game",
    "states": "a game with states",
    "choices in states": "a game with states and choices from intervals",
    "repeated": "a repeated game",
    "arrays": "a large matrix",
    "batch": "a batch of matrices",
    "flat tree": "a flat tree",
}


def fits(form: Any) -> str:
    """There is no reason why not."""
    return ""


def _is_without_rules(form: Any) -> str:
    """Of what is done by the indifferent only methods know that look at every information set by itself."""
    return f"does not know 'when indifferent' ({'; '.join(form.tie_rules)})" if form.tie_rules else ""


SIGHTED: Final = "is for trees in which players see all that was done"


def _is_sighted(tree: Any) -> str:
    return "" if tree.has_perfect_information else SIGHTED


def _is_flat_and_sighted(tree: Any) -> str:
    return "" if tree.information_sets == int((tree.player >= 0).sum()) else SIGHTED


def _is_flat_for_two(tree: Any) -> str:
    return "" if tree.players == 2 else f"is for 2 players; this tree has {tree.players}"


def _is_flat_and_zero_sum(tree: Any) -> str:
    total = abs(tree.payoffs.sum(axis=1)).max()
    zero = total <= NEARLY_ZERO * abs(tree.payoffs).max()
    return _is_flat_for_two(tree) or ("" if zero else "is for zero-sum games")


def _is_small(batch: Any) -> str:
    m, n = batch.shape
    few = min(m, n) <= FEW_MOVES and comb(m + n, m) <= FEW_VERTICES
    return "" if few else f"is for smaller games: these have {m} x {n} cells"


def _is_zero_sum(matrix: Any) -> str:
    first, second = matrix.tables
    return "is for zero-sum games" if (first + second).any() else ""


def _follows(strategies: str) -> Callable[[Any], str]:
    def misfit(form: Any) -> str:
        return "" if form.strategies == strategies else f"is not what this game names: {form.strategies}"

    return misfit


@dataclass(frozen=True)
class Method:
    """A row of the table.

    Attributes
    ----------
    name
        As in the literature.
    concepts
        What it finds equilibria of.
    runs
        For each representation that it takes, where the function is.
    options
        What may be asked of it.
    players
        How many players it is for; None: any number.
    of_numbers
        Whether it is for games without letters only.
    misfit
        Why it is not for a game, in words that follow its name; "" where it is.
    """

    name: str
    concepts: tuple[str, ...]
    runs: Mapping[str, str]
    options: tuple[str, ...] = ()
    players: int | None = None
    of_numbers: bool = True
    misfit: Misfit = fits

    def takes(self, representation: str) -> bool:
        """Whether it is for games held in a way; what takes a matrix of numbers takes many one after the other."""
        many = representation == "batch" and self.of_numbers and "matrix" in self.runs
        return representation in self.runs or many

    def function(self, representation: str) -> Callable[[Task], Any]:
        """The function that runs it."""
        module, _, name = self.runs[representation].partition(":")
        function: Callable[[Task], Any] = getattr(importlib.import_module(f"deterrence.solvers.{module}"), name)
        return function

    def why_not(self, form: Any) -> str:
        """Why it is not for a game, in words that follow its name; "" where it is."""
        return self.requirement(form) or self.misfit(form)

    def requirement(self, form: Any) -> str:
        """Why it is not, by the number of players and the letters alone."""
        if self.of_numbers and form.letters:
            return f"is for games of numbers: fix {', '.join(form.letters)} first"
        if self.players is not None and len(form.players) != self.players:
            return f"is for {self.players} players; this game has {len(form.players)}"
        return ""

    def is_refused_inside(self, form: Any) -> bool:
        """Whether its kernel says itself, and better, what does not fit: at which row, say, a game is not zero-sum."""
        return self.of_numbers and not self.requirement(form)

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Refuse an option that the method does not have."""
        for option in options:
            if option not in self.options:
                known = listed(self.options) or "none"
                concepts = dict.fromkeys(c for method in METHODS if option in method.options for c in method.concepts)
                instead = f". '{option}' goes with the concepts {listed(concepts)}" if concepts else ""
                raise ValueError(f"'{self.name}' has no option '{option}'; its options: {known}{instead}")


def _of_letters(name: str, concepts: str | tuple[str, ...], runs: Mapping[str, str], misfit: Misfit = fits) -> Method:
    """A row of a method that takes letters, and finds all equilibria."""
    return Method(name, (concepts,) if isinstance(concepts, str) else concepts, runs, of_numbers=False, misfit=misfit)


METHODS: Final = (
    # In letters: all equilibria.
    _of_letters("support enumeration", "nash", {"matrix": "letter_methods:of_matrix"}),
    _of_letters("backward induction", "subgame-perfect", {"tree": "letter_methods:by_induction"}, _is_sighted),
    _of_letters(
        "enumeration of assessments",
        ("perfect-bayesian", "weak-perfect-bayesian", "sequential"),
        {"tree": "letter_methods:of_assessments"},
    ),
    _of_letters(
        "strategic forms of subgames", "subgame-perfect", {"tree": "letter_methods:of_subgames"}, _is_without_rules
    ),
    _of_letters("strategic form", "nash", {"tree": "letter_methods:of_whole_tree"}, _is_without_rules),
    _of_letters(
        "enumeration of cut-points", "perfect-bayesian", {"drawn types": "drawn_types.cut_families:of_drawn_types"}
    ),
    _of_letters("first-order conditions", "nash", {"continuous": "continuous.in_turn:of_continuous"}),
    _of_letters(
        "stationary profiles",
        "markov-perfect",
        {
            "states": "letter_methods:of_states",
            "choices in states": "letter_methods:of_choices_in_states",
        },
    ),
    _of_letters(
        "grim trigger", ("subgame-perfect", "nash"), {"repeated": "letter_methods:grim_trigger"}, _follows(GRIM)
    ),
    _of_letters(
        "tit-for-tat", ("nash", "subgame-perfect"), {"repeated": "letter_methods:tit_for_tat"}, _follows(TIT_FOR_TAT)
    ),
    Method(
        "vertices of reply regions",
        ("commitment", "weak-commitment"),
        {"matrix": "letter_methods:commitment", "tree": "letter_methods:commitment_in_tree"},
        options=("leader",),
        players=2,
        of_numbers=False,
        misfit=_is_without_rules,
    ),
    # Of numbers.
    Method("iterated best replies", ("nash",), {"continuous": "continuous.best_replies:from_several_starts"}),
    Method(
        "cut-points from several starts",
        ("perfect-bayesian",),
        {"types in numbers": "drawn_types.numeric_cuts:in_numbers"},
    ),
    Method("support enumeration", ("nash",), {"batch": "batch:support_enumeration"}, players=2, misfit=_is_small),
    Method("vertex enumeration", ("nash",), {"matrix": "letter_methods:vertex_enumeration"}, players=2),
    Method(
        "polynomial systems",
        ("nash",),
        {"batch": "batch:polynomial_systems", "matrix": "number_methods:polynomial_systems"},
    ),
    Method("linear programming", ("nash",), {"matrix": "number_methods:linear_programming"}, players=2),
    Method(
        "linear programming", ("nash",), {"arrays": "large_matrices:linear_programming"}, players=2, misfit=_is_zero_sum
    ),
    Method(
        "pure enumeration",
        ("nash",),
        {
            "batch": "batch:pure_enumeration",
            "matrix": "number_methods:pure_enumeration",
            "arrays": "large_matrices:pure_enumeration",
        },
    ),
    Method(
        "lemke-howson",
        ("nash",),
        {"matrix": "number_methods:lemke_howson", "arrays": "large_matrices:lemke_howson"},
        options=("label",),
        players=2,
    ),
    Method("logit", ("nash",), {"arrays": "large_matrices:logit"}),
    Method(
        "backward induction",
        ("subgame-perfect",),
        {"flat tree": "flat:by_induction"},
        options=("payoffs", "probability"),
        misfit=_is_flat_and_sighted,
    ),
    Method(
        "sequence form (linear programming)",
        ("nash",),
        {"flat tree": "flat:zero_sum"},
        misfit=_is_flat_and_zero_sum,
    ),
    Method(
        "sequence form (linear programming)",
        ("nash",),
        {"tree": "number_methods:zero_sum_sequence_form"},
        players=2,
        misfit=_is_without_rules,
    ),
    Method("sequence form", ("nash",), {"tree": "number_methods:sequence_form"}, players=2, misfit=_is_without_rules),
    Method("sequence form", ("nash",), {"flat tree": "flat:sequence_form"}, misfit=_is_flat_for_two),
    Method(
        "logit",
        ("logit",),
        {"tree": "number_methods:logit_of_tree"},
        options=("precision",),
        misfit=_is_without_rules,
    ),
    Method(
        "logit",
        ("logit",),
        {
            "matrix": "number_methods:logit",
            "states": "number_methods:logit_of_states",
            "flat tree": "flat:logit",
        },
        options=("precision",),
    ),
    Method(
        "fictitious play",
        ("learning",),
        {"matrix": "number_methods:fictitious_play"},
        options=("steps", "seed"),
        players=2,
    ),
    Method(
        "replicator dynamics",
        ("learning",),
        {"matrix": "number_methods:replicator_dynamics"},
        options=("time",),
        players=2,
    ),
    Method("moran", ("learning",), {"matrix": "number_methods:moran"}, options=("population", "seed"), players=2),
)


def methods_for(representation: str) -> tuple[Method, ...]:
    """The rows for games held in a way, in the order in which they are tried."""
    return tuple(row for row in METHODS if row.takes(representation))


def serves(name: str, concept: str) -> bool:
    """Whether a method, in whatever spelling, finds the equilibria of a concept in games of some form."""
    return any(concept in row.concepts for row in METHODS if spelled(name, [row.name]) == row.name)


def method_for(form: Any, concept: str | None, name: str | None) -> tuple[Method, str]:
    """The method to be used for a game, and the concept of what it finds.

    Raises
    ------
    ValueError
        Where the name or the concept does not fit the game; the message says what does.
    """
    rows = methods_for(form.representation)
    if name is not None:
        return _named(form, rows, concept, name)
    serving = [row for row in rows if concept is None or concept in row.concepts]
    reasons = {row.name: row.why_not(form) for row in serving}
    for row in serving:
        if not reasons[row.name]:
            return row, concept or row.concepts[0]
    what = REPRESENTATIONS[form.representation]
    if not serving:
        known = listed(dict.fromkeys(concept for row in rows for concept in row.concepts))
        raise ValueError(f"'{concept}' does not apply to {what}; what does: {known}")
    raise ValueError(f"{what} has no method for '{concept}' here: {_said(reasons)}")


def _named(form: Any, rows: Sequence[Method], concept: str | None, name: str) -> tuple[Method, str]:
    where = f" for {REPRESENTATIONS[form.representation]}"
    name = chosen("method", name, dict.fromkeys(row.name for row in rows), where=where)
    named = [row for row in rows if row.name == name]
    serving = [row for row in named if concept is None or concept in row.concepts]
    if not serving:
        found = " and ".join(CONCEPTS[c].plural for row in named for c in row.concepts)
        raise ValueError(f"'{name}' finds {found}, not {CONCEPTS[str(concept)].plural}")
    reasons = [row.why_not(form) for row in serving]
    fitting = [row for row, reason in zip(serving, reasons, strict=True) if not reason or row.is_refused_inside(form)]
    if not fitting:
        raise ValueError(f"'{name}' {reasons[0]}")
    return fitting[0], concept or fitting[0].concepts[0]


def _said(reasons: Mapping[str, str]) -> str:
    return "; ".join(f"'{name}' {reason}" for name, reason in reasons.items())
