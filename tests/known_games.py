"""Games whose equilibria are known from the literature, each with its source: data that a theorist can read.

In `families`, a strategy is a move, or a formula for every move used; `where` is a condition on the parameters, empty
where there are none or the family always exists. Families that exist only where parameters tie are not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deterrence.games.matrix import Matrix
from deterrence.games.parts.nodes import Decision, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.tree import Tree

Choice = str | Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """A profile, and where it is an equilibrium."""

    choices: Mapping[str, Choice]
    where: str = ""


@dataclass(frozen=True)
class KnownGame:
    """A game, where it is from, and its equilibria (of a degenerate game: the extreme ones)."""

    name: str
    source: str
    game: Matrix
    families: tuple[Family, ...]


def bimatrix(rows, columns, a, b, **shared):
    """A matrix of the players Row and Column from their two tables."""
    moves = {"Row": rows, "Column": columns}
    return Matrix.from_arrays(a, b, players=["Row", "Column"], moves=moves, **shared)


def symmetric(moves, table, **shared):
    """A symmetric game: the column player's table is the transpose of the row player's."""
    return bimatrix(moves, moves, table, [list(column) for column in zip(*table, strict=True)], **shared)


def from_cells(players, moves, cells, **shared):
    """A matrix from its cells, the first player's moves changing fastest (as in Gambit's .nfg files)."""
    profiles = [()]
    for names in reversed(moves):
        profiles = [(name, *rest) for rest in profiles for name in names]
    return Matrix(players, dict(zip(players, moves, strict=True)), dict(zip(profiles, cells, strict=True)), **shared)


TEMPTATION = [Parameter(name) for name in "TRPS"]

PRISONERS_DILEMMA = KnownGame(
    "prisoner's dilemma",
    "Axelrod (1984), The Evolution of Cooperation, chapter 1: T > R > P > S",
    symmetric(["Cooperate", "Defect"], [["R", "S"], ["T", "P"]], parameters=TEMPTATION, assumptions=["T > R > P > S"]),
    (Family({"Row": "Defect", "Column": "Defect"}),),
)

CHICKEN = KnownGame(
    "chicken",
    "Schelling (1966), Arms and Influence, chapter 3; the mixed equilibrium as in Maynard Smith (1982), Evolution and "
    "the Theory of Games, chapter 2 (hawk-dove with V = 2, C = 2k)",
    symmetric(["Swerve", "Dare"], [["0", "-1"], ["1", "-k"]], parameters=[Parameter("k", "cost of a crash", 0, 10)]),
    (
        Family({"Row": "Swerve", "Column": "Dare"}, "k >= 1"),
        Family({"Row": "Dare", "Column": "Swerve"}, "k >= 1"),
        Family({"Row": "Dare", "Column": "Dare"}, "k <= 1"),
        Family({"Row": {"Dare": "1/k", "Swerve": "1 - 1/k"}, "Column": {"Dare": "1/k", "Swerve": "1 - 1/k"}}, "k > 1"),
    ),
)

STAG_HUNT = KnownGame(
    "stag hunt",
    "Jervis (1978), Cooperation under the Security Dilemma, World Politics 30; Skyrms (2004), The Stag Hunt",
    symmetric(
        ["Stag", "Hare"],
        [["s", "0"], ["h", "h"]],
        parameters=[Parameter("s"), Parameter("h")],
        assumptions=["s > h > 0"],
    ),
    (
        Family({"Row": "Stag", "Column": "Stag"}),
        Family({"Row": "Hare", "Column": "Hare"}),
        Family({"Row": {"Stag": "h/s", "Hare": "1 - h/s"}, "Column": {"Stag": "h/s", "Hare": "1 - h/s"}}),
    ),
)

MATCHING_PENNIES = KnownGame(
    "asymmetric matching pennies",
    "Ochs (1995), Games with unique, mixed strategy equilibria, Games Econ. Behav. 10; Goeree and Holt (2001), Ten "
    "little treasures of game theory, AER 91: a player's own payoff changes only the other's mixture",
    bimatrix(
        ["Top", "Bottom"], ["Left", "Right"], [["x", 0], [0, 1]], [[0, 1], [1, 0]], parameters=[Parameter("x", "", 0)]
    ),
    (
        Family(
            {
                "Row": {"Top": "1/2", "Bottom": "1/2"},
                "Column": {"Left": "1/(1 + x)", "Right": "x/(1 + x)"},
            },
            "x > 0",
        ),
    ),
)

BATTLE_OF_THE_SEXES = KnownGame(
    "battle of the sexes",
    "Luce and Raiffa (1957), Games and Decisions, section 5.3",
    bimatrix(
        ["Fight", "Ballet"],
        ["Fight", "Ballet"],
        [["a", 0], [0, "b"]],
        [["b", 0], [0, "a"]],
        parameters=[Parameter("a"), Parameter("b")],
        assumptions=["a > b > 0"],
    ),
    (
        Family({"Row": "Fight", "Column": "Fight"}),
        Family({"Row": "Ballet", "Column": "Ballet"}),
        Family(
            {
                "Row": {"Fight": "a/(a + b)", "Ballet": "b/(a + b)"},
                "Column": {"Fight": "b/(a + b)", "Ballet": "a/(a + b)"},
            }
        ),
    ),
)

INSPECTION = KnownGame(
    "inspection",
    "Avenhaus, von Stengel and Zamir (2002), Inspection games, Handbook of Game Theory 3, section 2: penalty b, cost "
    "of inspecting c, gain from an undetected violation d, damage l",
    bimatrix(
        ["Inspect", "Trust"],
        ["Comply", "Violate"],
        [["-c", "-a"], [0, "-l"]],
        [[0, "-b"], [0, "d"]],
        parameters=[Parameter(name) for name in "abcdl"],
        assumptions=["0 < c < a < l", "b > 0", "d > 0"],
    ),
    (
        Family(
            {
                "Row": {"Inspect": "d/(b + d)", "Trust": "b/(b + d)"},
                "Column": {"Comply": "(l - a)/(l - a + c)", "Violate": "c/(l - a + c)"},
            }
        ),
    ),
)

ROCK_PAPER_SCISSORS = KnownGame(
    "rock, paper, scissors",
    "Hofbauer and Sigmund (1998), Evolutionary Games and Population Dynamics, section 7.7: win w, loss l",
    symmetric(
        ["Rock", "Paper", "Scissors"],
        [["0", "-l", "w"], ["w", "0", "-l"], ["-l", "w", "0"]],
        parameters=[Parameter("w"), Parameter("l")],
        assumptions=["w > 0", "l > 0"],
    ),
    (Family({player: {"Rock": "1/3", "Paper": "1/3", "Scissors": "1/3"} for player in ("Row", "Column")}),),
)

TWO_THRESHOLDS = KnownGame(
    "two thresholds",
    "derived by hand: the gains from deviating, 3x - 1 and 2 - 3x up to constants, change sign at 1/3 and 2/3",
    symmetric(["A", "B"], [["x/2", "x"], ["1 - x", "(1 - x)/2"]], parameters=[Parameter("x", "", 0, 1)]),
    (
        Family({"Row": "A", "Column": "A"}, "x >= 2/3"),
        Family({"Row": "A", "Column": "B"}, "1/3 <= x <= 2/3"),
        Family({"Row": "B", "Column": "A"}, "1/3 <= x <= 2/3"),
        Family({"Row": "B", "Column": "B"}, "x <= 1/3"),
        Family({player: {"A": "3*x - 1", "B": "2 - 3*x"} for player in ("Row", "Column")}, "1/3 < x < 2/3"),
    ),
)

VON_STENGEL = KnownGame(
    "von Stengel's 3x2 game",
    "von Stengel (2007), Equilibrium computation for two-player games, in Algorithmic Game Theory, (3.3)",
    bimatrix(["1", "2", "3"], ["4", "5"], [[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]),
    (
        Family({"Row": "1", "Column": "4"}),
        Family({"Row": {"1": "4/5", "2": "1/5"}, "Column": {"4": "2/3", "5": "1/3"}}),
        Family({"Row": {"2": "1/3", "3": "2/3"}, "Column": {"4": "1/3", "5": "2/3"}}),
    ),
)

VON_STENGEL_DEGENERATE = KnownGame(
    "von Stengel's degenerate 3x2 game",
    "von Stengel (2007), Equilibrium computation for two-player games, in Algorithmic Game Theory, (3.7): a tie of the "
    "column player against 1 makes a component {1} x {4 with probability 2/3 to 1}",
    bimatrix(["1", "2", "3"], ["4", "5"], [[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]),
    (
        Family({"Row": "1", "Column": "4"}),
        Family({"Row": "1", "Column": {"4": "2/3", "5": "1/3"}}),
        Family({"Row": {"2": "1/3", "3": "2/3"}, "Column": {"4": "1/3", "5": "2/3"}}),
    ),
)

SHAPLEY = KnownGame(
    "Shapley's game with equilibria out of reach of Lemke and Howson",
    "Shapley (1974), A note on the Lemke-Howson algorithm, Mathematical Programming Study 1, figure 3",
    symmetric(["1", "2", "3"], [[0, 3, 0], [2, 2, 0], [3, 0, 1]]),
    (
        Family({"Row": "3", "Column": "3"}),
        Family({player: {"1": "1/3", "2": "2/3"} for player in ("Row", "Column")}),
        Family({player: {"1": "1/6", "2": "1/3", "3": "1/2"} for player in ("Row", "Column")}),
    ),
)

BLOTTO = KnownGame(
    "Colonel Blotto, 4 units against 3 on 2 posts",
    "Karlin (1959), Mathematical Methods and Theory in Games, Programming, and Economics 1; value 14/9",
    bimatrix(
        ["4-0", "3-1", "2-2", "1-3", "0-4"],
        ["3-0", "2-1", "1-2", "0-3"],
        [[4, 2, 1, 0], [1, 3, 0, -1], [-2, 2, 2, -2], [-1, 0, 3, 1], [0, 1, 2, 4]],
        [[-4, -2, -1, 0], [-1, -3, 0, 1], [2, -2, -2, 2], [1, 0, -3, -1], [0, -1, -2, -4]],
    ),
    (
        Family(
            {
                "Row": {"4-0": "4/9", "2-2": "1/9", "0-4": "4/9"},
                "Column": {"3-0": "1/30", "2-1": "8/15", "1-2": "16/45", "0-3": "7/90"},
            }
        ),
        Family(
            {
                "Row": {"4-0": "4/9", "2-2": "1/9", "0-4": "4/9"},
                "Column": {"3-0": "7/90", "2-1": "16/45", "1-2": "8/15", "0-3": "1/30"},
            }
        ),
    ),
)

MCKELVEY_MCLENNAN = KnownGame(
    "nine equilibria, two of them fully mixed",
    "McKelvey and McLennan (1997), The maximal number of regular totally mixed Nash equilibria, J. Econ. Theory 72",
    from_cells(
        ["One", "Two", "Three"],
        [["1", "2"]] * 3,
        [(9, 8, 12), (0, 0, 0), (0, 0, 0), (9, 8, 2), (0, 0, 0), (3, 4, 6), (3, 4, 6), (0, 0, 0)],
    ),
    (
        Family({"One": "1", "Two": "1", "Three": "1"}),
        Family({"One": "1", "Two": "2", "Three": "2"}),
        Family({"One": "2", "Two": "1", "Three": "2"}),
        Family({"One": "2", "Two": "2", "Three": "1"}),
        Family({"One": "2", "Two": {"1": "1/4", "2": "3/4"}, "Three": {"1": "1/3", "2": "2/3"}}),
        Family({"One": {"1": "1/3", "2": "2/3"}, "Two": "1", "Three": {"1": "1/4", "2": "3/4"}}),
        Family({"One": {"1": "1/2", "2": "1/2"}, "Two": {"1": "1/2", "2": "1/2"}, "Three": "1"}),
        Family({"One": {"1": "1/2", "2": "1/2"}, "Two": {"1": "2/5", "2": "3/5"}, "Three": {"1": "1/4", "2": "3/4"}}),
        Family({"One": {"1": "2/5", "2": "3/5"}, "Two": {"1": "1/2", "2": "1/2"}, "Three": {"1": "1/3", "2": "2/3"}}),
    ),
)

NAU_IRRATIONAL = from_cells(
    ["Row", "Column", "Matrix"],
    [["Top", "Bottom"], ["Left", "Right"], ["1", "2"]],
    [(3, 0, 2), (0, 1, 0), (0, 2, 0), (1, 0, 0), (1, 0, 0), (0, 3, 0), (0, 1, 0), (2, 0, 3)],
)
"""One equilibrium, irrational: Nau, Gomez Canovas and Hansen (2004), On the geometry of Nash equilibria and correlated
equilibria, Int. J. Game Theory 32, section 4."""

NAU_CONTINUUM = from_cells(
    ["Row", "Column", "Matrix"],
    [["Top", "Bottom"], ["Left", "Right"], ["1", "2"]],
    [(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)],
)
"""Three pure, two partly mixed and a curve of fully mixed equilibria: section 5 of the same."""

NAU_SEGMENT = from_cells(
    ["One", "Two", "Three"],
    [["Top", "Bottom"], ["Left", "Right"], ["1", "2", "3", "4"]],
    [
        (2, 0, 0), (0, 2, 1), (0, 1, 1), (1, 0, 2), (1, 0, 2), (0, 1, 1), (0, 2, 1), (2, 0, 0),
        (1, 0, 1), (0, 2, 0), (0, 1, 2), (2, 0, 1), (2, 0, 1), (0, 1, 2), (0, 2, 0), (1, 0, 1),
    ],
)  # fmt: skip
"""The equilibria are a line segment: section 6 of the same."""

# A stays out (0) or lets B choose between (s - 2, 0) and (-1, s - 2). B prefers the first below s = 2 and the second
# above; A goes in for the first where s >= 2. So "A R; B U" is an equilibrium at s = 2 alone, where both are
# indifferent, though no condition of it is an equation: s - 2 >= 0 and s - 2 <= 0.
TWO_TIES = Tree(
    ["A", "B"],
    Decision(
        "A",
        {
            "L": Outcome("l", (0, 0)),
            "R": Decision("B", {"U": Outcome("u", ("s - 2", 0)), "D": Outcome("d", (-1, "s - 2"))}),
        },
    ),
    parameters=[Parameter("s", "", 1, 4, base="5/2")],
)

KNOWN = (
    PRISONERS_DILEMMA,
    CHICKEN,
    STAG_HUNT,
    MATCHING_PENNIES,
    BATTLE_OF_THE_SEXES,
    INSPECTION,
    ROCK_PAPER_SCISSORS,
    TWO_THRESHOLDS,
    VON_STENGEL,
    VON_STENGEL_DEGENERATE,
    SHAPLEY,
    BLOTTO,
    MCKELVEY_MCLENNAN,
)
