"""One battery for all methods: games whose equilibria are known, and every method of the table on every one of them.

What a method cannot do is excluded by name, with the words of the refusal. A method that claims to be complete must
find the equilibria listed and no others; one that finds some may find none that is not listed. So a method that is
added to the table is tried here without further writing.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import parse
from deterrence.games.parts.concepts import CONCEPTS
from deterrence.solvers.methods import METHODS, methods_for
from deterrence.solvers.number_methods import flat_tree
from tests.known_games import KNOWN

NEAR = 1e-5

# Where the games with letters are tried.
AT = {
    "prisoner's dilemma": {"T": 5, "R": 3, "P": 1, "S": 0},
    "chicken": {"k": 4},
    "stag hunt": {"s": 4, "h": 3},
    "asymmetric matching pennies": {"x": 3},
    "battle of the sexes": {"a": 3, "b": 2},
    "inspection": {"a": 2, "b": 3, "c": 1, "d": 2, "l": 4},
    "rock, paper, scissors": {"w": 1, "l": 1},
    "two thresholds": {"x": Fraction(1, 2)},
}
BLOTTO = "Colonel Blotto, 4 units against 3 on 2 posts"
ZERO_SUM = {"rock, paper, scissors", BLOTTO}
# Of these a method that finds one equilibrium may find one between those listed.
WITH_SETS = {BLOTTO, "von Stengel's degenerate 3x2 game"}


def cannot(method, known):
    """The words with which a method refuses a game; "" where it takes it."""
    if method.players not in (None, len(known.game.players)):
        return f"is for {method.players} players"
    if method.name == "linear programming" and known.name not in ZERO_SUM:
        return "not zero-sum|is for zero-sum games"
    if method.name == "polynomial systems" and known.name == BLOTTO:
        return "too large"
    if method.name == "moran" and len(set(known.game.moves.values())) > 1:
        return "symmetric"
    if method.name == "moran" and any(value < 0 for value in payoffs(known)):
        return "non negative"
    if "commitment" in method.concepts:
        return "needs the player who commits"
    return ""


def payoffs(known):
    """All payoffs, as numbers."""
    game = numbers(known)
    return [game.value(x).as_fraction() for cell in game.payoffs.values() for x in cell]


def tables(known):
    """An array of payoffs a player."""
    game = numbers(known)
    cells = np.array(payoffs(known), dtype=float).reshape(-1, len(game.players))
    return [column.reshape(game.shape) for column in cells.T]


def expected(known):
    """The equilibria listed, as rows of probabilities."""
    at = {name: Fraction(value) for name, value in AT.get(known.name, {}).items()}
    found = set()
    for family in known.families:
        rows = []
        for player, moves in known.game.moves.items():
            choice = family.choices[player]
            weights = {choice: "1"} if isinstance(choice, str) else choice
            rows.append(tuple(Fraction(value_at(parse(weights.get(move, "0")), at)) for move in moves))
        if holds(family.where, at):
            found.add(tuple(rows))
    return found


def holds(where, at):
    """Whether a condition such as `1/3 <= x <= 2/3` holds."""
    import operator
    import re

    signs = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
    parts = re.split(r"\s*(<=|>=|<|>)\s*", where)
    values = [value_at(parse(text), at) for text in parts[::2]] if where else []
    return all(signs[sign](a, b) for sign, a, b in zip(parts[1::2], values, values[1:], strict=False))


def numbers(known):
    """The game of numbers."""
    return known.game.at(AT[known.name]) if known.name in AT else known.game


def distance(rows, other):
    return max(
        abs(float(p) - float(q))
        for row, others in zip(rows, other, strict=True)
        for p, q in zip(row, others, strict=True)
    )


MATRIX_METHODS = [row for row in METHODS if "matrix" in row.runs]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize("method", MATRIX_METHODS, ids=lambda row: row.name)
def test_matrices(method, known):
    game, refusal = numbers(known), cannot(method, known)
    options = {"fictitious play": {"steps": 50}, "replicator dynamics": {"time": 5}}.get(method.name, {})
    if refusal:
        with pytest.raises(ValueError, match=refusal):
            dt.solve(game, method=method.name)
        return
    found = dt.solve(game, method=method.name, **options)
    assert found.concept in method.concepts
    assert (found.method, bool(found.why)) == (method.name, not found.complete)
    for family in found:
        assert all(
            sum(Fraction(str(p)) if found.exact else float(p) for p in row.values()) == pytest.approx(1)
            for row in (family[player] for player in game.players)
        )
    if CONCEPTS[found.concept].rationality or method.name == "logit":
        check(known, found)


def check(known, found):
    listed = expected(known)
    profiles = [tuple(tuple(family[player].values()) for player in family.layout.players) for family in found]
    for profile in profiles:
        if known.name not in WITH_SETS:
            assert min(distance(profile, other) for other in listed) < NEAR
    if found.complete:
        assert len(profiles) == len(listed)
    if found.complete and found.exact:
        exact = {tuple(tuple(Fraction(str(p)) for p in row) for row in profile) for profile in profiles}
        assert exact == listed


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize("method", [row for row in METHODS if "arrays" in row.runs], ids=lambda row: row.name)
def test_matrices_held_as_arrays(method, known, monkeypatch):
    monkeypatch.setattr("deterrence.solvers.large_matrices.CELLS", 1)
    game, refusal = dt.Matrix.from_arrays(*tables(known)), cannot(method, known)
    if refusal:
        with pytest.raises(ValueError, match=refusal):
            dt.solve(game, method=method.name)
        return
    found = dt.solve(game, "nash", method.name)
    assert "held as arrays" in found.how
    assert not found.complete
    check(known, found)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize(
    "method", [row for row in methods_for("batch") if "nash" in row.concepts], ids=lambda row: row.name
)
def test_matrices_in_a_batch(method, known):
    batch, refusal = dt.Batch.from_arrays(*(table[None] for table in tables(known))), cannot(method, known)
    if refusal:
        with pytest.raises(ValueError, match=refusal):
            dt.solve(batch, method=method.name)
        return
    found = dt.solve(batch, "nash", method.name)
    listed = expected(known)
    rows = list(zip(*found.strategies.values(), strict=True))
    if known.name not in WITH_SETS:
        assert all(min(distance(profile, other) for other in listed) < NEAR for profile in rows)
    if found.complete.all():
        assert len(rows) == len(listed)


# --- trees ------------------------------------------------------------------------------------------------------------

# Selten (1975), figure 1: a horse. Nash equilibria are of two kinds; (D, c, L) is not sequential: 2 would deviate.
HORSE = dt.Tree(
    ["1", "2", "3"],
    dt.Decision(
        "1",
        {
            "D": dt.Decision("3", {"L": [3, 2, 2], "R": [0, 0, 0]}, "3"),
            "C": dt.Decision("2", {"d": dt.Decision("3", {"L": [4, 4, 0], "R": [0, 0, 1]}, "3"), "c": [1, 1, 1]}),
        },
    ),
)
# Selten (1978), The chain store paradox, one market: the threat to fight is not credible.
ENTRY = dt.Tree(
    ["Entrant", "Incumbent"],
    dt.Decision("Entrant", {"In": dt.Decision("Incumbent", {"Share": [2, 2], "Fight": [0, 0]}), "Out": [1, 5]}),
)
# Rosenthal (1981), four moves: whoever moves first takes.
CENTIPEDE = dt.Tree(
    ["A", "B"],
    dt.Decision(
        "A",
        {
            "Take": [1, 0],
            "Pass": dt.Decision(
                "B",
                {
                    "Take": [0, 2],
                    "Pass": dt.Decision(
                        "A", {"Take": [3, 1], "Pass": dt.Decision("B", {"Take": [2, 4], "Pass": [4, 3]})}
                    ),
                },
            ),
        },
    ),
)
# Matching pennies, the second player not seeing: value 0, by halves.
PENNIES = dt.Tree(
    ["A", "B"],
    dt.Decision(
        "A",
        {
            "H": dt.Decision("B", {"h": [1, -1], "t": [-1, 1]}, "unseen"),
            "T": dt.Decision("B", {"h": [-1, 1], "t": [1, -1]}, "unseen"),
        },
    ),
)
TREES = {"horse": HORSE, "entry": ENTRY, "centipede": CENTIPEDE, "pennies": PENNIES}

# For each concept and tree the payoffs of all equilibria.
PAYOFFS = {
    ("nash", "horse"): {(3, 2, 2), (1, 1, 1)},
    ("sequential", "horse"): {(1, 1, 1)},
    ("perfect-bayesian", "horse"): {(1, 1, 1)},
    ("weak-perfect-bayesian", "horse"): {(1, 1, 1)},
    ("subgame-perfect", "horse"): {(3, 2, 2), (1, 1, 1)},
    ("nash", "entry"): {(2, 2), (1, 5)},
    ("subgame-perfect", "entry"): {(2, 2)},
    ("perfect-bayesian", "entry"): {(2, 2)},
    ("weak-perfect-bayesian", "entry"): {(2, 2)},
    ("sequential", "entry"): {(2, 2)},
    ("nash", "centipede"): {(1, 0)},
    ("subgame-perfect", "centipede"): {(1, 0)},
    ("perfect-bayesian", "centipede"): {(1, 0)},
    ("weak-perfect-bayesian", "centipede"): {(1, 0)},
    ("sequential", "centipede"): {(1, 0)},
    ("nash", "pennies"): {(0, 0)},
    ("subgame-perfect", "pennies"): {(0, 0)},
    ("perfect-bayesian", "pennies"): {(0, 0)},
    ("weak-perfect-bayesian", "pennies"): {(0, 0)},
    ("sequential", "pennies"): {(0, 0)},
}
# What each does not take.
NOT_TAKEN = {
    ("backward induction", "horse"): "see all that was done",
    ("backward induction", "pennies"): "see all that was done",
    ("sequence form", "horse"): "is for 2 players",
    ("sequence form (linear programming)", "horse"): "is for 2 players",
    ("sequence form (linear programming)", "entry"): "zero-sum",
    ("sequence form (linear programming)", "centipede"): "zero-sum",
    ("vertices of reply regions", "horse"): "is for 2 players",
    **{("vertices of reply regions", name): "needs the player who commits" for name in TREES if name != "horse"},
}


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize(
    ("method", "concept"),
    [(row, c) for row in methods_for("tree") for c in row.concepts],
    ids=lambda x: getattr(x, "name", x),
)
def test_trees(method, concept, name):
    refusal = NOT_TAKEN.get((method.name, name))
    if refusal:
        with pytest.raises(ValueError, match=refusal):
            dt.solve(TREES[name], concept, method.name)
        return
    found = dt.solve(TREES[name], concept, method.name)
    paid = {tuple(round(float(v), 4) + 0.0 for v in family.payoffs.values()) for family in found}
    listed = PAYOFFS[concept if concept != "logit" else "nash", name]
    assert paid <= listed
    if found.complete:
        assert paid == listed


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("method", methods_for("flat tree"), ids=lambda row: row.name)
def test_trees_as_arrays(method, name):
    tree = flat_tree(TREES[name].form())
    refusal = NOT_TAKEN.get((method.name, name))
    if refusal:
        with pytest.raises(ValueError, match="players|zero-sum|information set"):
            dt.solve(tree, method=method.name)
        return
    found = dt.solve(tree, method=method.name)
    assert found.promise.concept in method.concepts
    if method.name == "backward induction":
        assert {tuple(found.value[0])} <= PAYOFFS["subgame-perfect", name]
        assert found.promise.complete
    elif method.name.startswith("sequence form"):
        assert {tuple(round(float(v), 6) + 0.0 for v in found.payoffs)} <= PAYOFFS["nash", name]


# --- games over time --------------------------------------------------------------------------------------------------

DILEMMA = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
MOVES = {"A": ["C", "D"], "B": ["C", "D"]}


@pytest.mark.parametrize("strategies", ["grim trigger", "tit-for-tat"])
def test_the_repeated_dilemma(strategies):
    """Friedman (1971): grim triggers sustain (3, 3) from (5 - 3)/(5 - 1) on; Axelrod (1984), appendix B."""
    least = {"grim trigger": Fraction(1, 2), "tit-for-tat": Fraction(2, 3)}[strategies]
    for discount, sustained in ((least, True), (least - Fraction(1, 100), False)):
        game = dt.Repeated(["A", "B"], MOVES, DILEMMA, discount=discount, strategies=strategies)
        found = dt.solve(game, "nash", strategies)
        assert any(family.outcomes["C, C"] == 1 for family in found) == sustained
    (row,) = [row for row in methods_for("repeated") if row.name == strategies]
    assert set(row.concepts) == {"nash", "subgame-perfect"}


@pytest.mark.parametrize("method", methods_for("states"), ids=lambda row: row.name)
def test_a_game_with_states(method):
    """One power waits or builds at a cost of 1; what is built pays 1 in every later period, 3 in all."""
    weak = dt.Decision("P", {"Wait": dt.Outcome("w", [0], next="Weak"), "Build": dt.Outcome("b", [-1], next="Strong")})
    strong = dt.Decision("P", {"Keep": dt.Outcome("k", [1], next="Strong")})
    game = dt.Stochastic(["P"], {"Weak": weak, "Strong": strong}, discount="3/4")
    found = dt.solve(game, method=method.name)
    (family,) = found
    assert float(
        family["P", "Weak"]["Build"]
        if ("P", "Weak") in [(p.agent, p.name) for p in family.layout.places]
        else family["P"]["Build"]
    ) == pytest.approx(1, abs=NEAR)
