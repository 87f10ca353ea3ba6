"""Which problems there are: the game, what is asked, and how the answer is known."""

from dataclasses import dataclass
from functools import partial

import deterrence as dt

PURE = "pure equilibria"
TWO = "two programs"
PROOF = "proof"
PUBLISHED = "publication"
CHECKED = "this toolkit, held against brute force at random points"


@dataclass(frozen=True)
class Entry:
    """A problem to be."""

    name: str
    game: object
    asked: str = "all equilibria"
    how: str = TWO
    by: str = CHECKED
    letter: str | None = None


def library(name, how, **more):
    """A model of the library; its claims state the result, and are proved by the toolkit."""
    sources = "; ".join(dt.load(name).sources.values())
    by = sources if how == PUBLISHED else f"the claims of the library model {name}, proved by the toolkit"
    return Entry(name, partial(dt.load, name), how=how, by=by, **more)


def made(family, how=TWO, by=CHECKED, asked="all equilibria", **numbers):
    """A game of a family."""
    tail = "-".join(str(number) for number in numbers.values())
    return Entry(f"{family}-{tail}", partial(dt.generate, family, **numbers), how=how, by=by, asked=asked)


def threshold(name, letter, how=PROOF):
    """The thresholds of a library model in one letter, the others at base values."""
    by = f"the claims of the library model {name}, proved by the toolkit"
    return Entry(
        f"{name}-thresholds-{letter}", partial(dt.load, name), asked="thresholds", how=how, by=by, letter=letter
    )


def known(family, **numbers):
    """A game of a family whose equilibria the literature knows."""
    from deterrence.games.families.generate import FAMILIES

    return made(family, PUBLISHED, FAMILIES[family].source, PURE, **numbers)


CLASSIC_MATRICES = (
    "chicken",
    "deadlock",
    "prisoners-dilemma",
    "stag-hunt",
    "symmetric-security-game",
)
KOREAN_MATRICES = ("arms-guardrails", "burden-sharing", "ambiguity", "two-theatres")
KOREAN_TREES = (
    "nll-probe",
    "nuclear-option",
    "nuclear-option-us-first",
    "two-theatres-contingency",
    "burden-sharing-reply",
    "salami",
    "opcon",
    "moral-hazard",
    "spillover",
    "peninsula",
)
LINES = (
    ("nll-probe", "c"),
    ("tripwire", "c"),
    ("nuclear-option", "c"),
    ("salami", "c"),
    ("moral-hazard", "c"),
    ("opcon", "c"),
    ("arms-guardrails", "c"),
    ("divided-seoul", "c"),
    ("two-theatres-contingency", "c"),
    ("burden-sharing-reply", "c"),
    ("peninsula", "c"),
    ("peninsula", "r"),
    ("peninsula-rounds", "c"),
    ("unpredictability", "f"),
    ("spillover", "c"),
)


def cournot():
    """Two firms that choose how much to sell."""
    price = "(a - q_1 - q_2)"
    return dt.Continuous(
        ["First", "Second"],
        {"First": {"q_1": (0, "inf")}, "Second": {"q_2": (0, "inf")}},
        [f"{price}*q_1 - c_1*q_1", f"{price}*q_2 - c_2*q_2"],
        parameters=[
            dt.Parameter("a", "price at which nothing is sold", 0, 10, base=5, unit="price", source="illustrative"),
            dt.Parameter("c_1", "what a unit costs the first", 0, 10, base=1, unit="price", source="illustrative"),
            dt.Parameter("c_2", "what a unit costs the second", 0, 10, base=2, unit="price", source="illustrative"),
        ],
        assumptions=["a > 0", "c_1 > 0", "c_2 > 0", "c_1 < a"],
        name="cournot",
        title="Two firms that choose how much to sell",
        summary="Each firm chooses how much to sell; the price falls with what both sell.",
        sources={"cournot1838": COURNOT},
    )


COURNOT = (
    "Cournot, A. A. (1838) Recherches sur les principes mathématiques de la théorie des richesses, Paris: Hachette, "
    "chapter 7, with a price that falls along a line"
)
PUBLISHED_CONTINUOUS = (
    "tullock-contest",
    "olson-zeckhauser",
    "risk-and-return",
    "gray-zone-intensity",
    "mutual-optimism",
    "power-and-benefits",
    "arms-race-continuum",
    "alliance-reliability",
    "repeated-prisoners-dilemma",
    "tit-for-tat",
)
KOREAN_CONTINUOUS = ("burden-sharing-effort", "how-much-to-arm", "how-far-to-probe")
REPEATED_LINES = (
    ("repeated-prisoners-dilemma", "delta"),
    ("tit-for-tat", "delta"),
    ("armistice", "c"),
    ("armistice", "delta"),
)

CATALOGUE = (
    *(library(name, PUBLISHED) for name in CLASSIC_MATRICES),
    *(library(name, PROOF) for name in KOREAN_MATRICES),
    *(library(name, PROOF, asked=PURE) for name in KOREAN_TREES),
    *(threshold(name, letter) for name, letter in LINES),
    library("unilateral-deterrence", PUBLISHED, asked=PURE),
    library("hardening", PROOF, asked=PURE),
    library("peninsula-rounds", PROOF, asked=PURE),
    *(known("centipede", rounds=n) for n in (2, 3, 4, 6)),
    *(known("brinkmanship", steps=n) for n in (1, 2, 3, 4, 5)),
    *(known("dollar-auction", bankroll=n) for n in (2, 3, 4, 5)),
    *(known("bargaining", rounds=n, slices=m) for n, m in ((1, 3), (2, 2), (2, 3), (2, 4))),
    *(made("blotto", fields=n, forces=a, rival=b) for n, a, b in ((2, 1, 1), (2, 2, 1))),
    *(known("war-of-attrition", periods=n) for n in (1, 2, 4)),
    *(made("alliance", asked=PURE, members=n, needed=m) for n, m in ((2, 1), (2, 2))),
    *(made("random-matrix", players=2, moves=2, letters=1, seed=s) for s in (*range(1, 8), 9)),
    *(made("random-matrix", players=2, moves=2, letters=3, seed=s) for s in (11, 12, 14, 15, 16, 17)),
    *(made("random-matrix", players=2, moves=3, letters=1, seed=s) for s in (21, 22, 23, 25, 26, 27, 28, 30)),
    *(made("random-matrix", players=2, moves=3, letters=2, seed=s) for s in range(31, 35)),
    *(made("random-tree", asked=PURE, depth=2, letters=2, seed=s) for s in range(1, 6)),
    *(made("random-tree", asked=PURE, depth=3, letters=2, seed=s) for s in range(11, 17)),
    *(made("random-tree", asked=PURE, players=3, depth=3, letters=3, seed=s) for s in range(21, 25)),
    *(made("random-tree", asked=PURE, depth=4, letters=3, seed=s) for s in (31, 32, 34, 35)),
    *(made("random-types", asked=PURE, letters=1, seed=s) for s in (*range(1, 8), 9)),
    *(made("random-types", asked=PURE, letters=2, seed=s) for s in range(11, 15)),
    *(made("random-states", asked=PURE, letters=1, seed=s) for s in range(1, 5)),
    *(library(name, PUBLISHED) for name in PUBLISHED_CONTINUOUS),
    *(library(name, PROOF) for name in KOREAN_CONTINUOUS),
    Entry("cournot", cournot, how=PUBLISHED, by=COURNOT),
    library("armistice", PROOF, asked=PURE),
    *(threshold(name, letter) for name, letter in REPEATED_LINES),
    *(made("random-repeated", asked=PURE, moves=2, letters=1, seed=s) for s in range(1, 4)),
)
