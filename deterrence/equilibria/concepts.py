"""The concepts: what counts as an equilibrium, what it is called, and what every equilibrium is held against.

Whatever names or lists concepts reads `CONCEPTS`: the command line, the documentation, messages, what is printed.
Which methods find the equilibria of a concept, and for which games, stands in `methods.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal, TypeAlias

from deterrence.games.parts.mistakes import chosen

# The names, for type checkers; a test holds them together with the table.
ConceptName: TypeAlias = Literal[
    "nash",
    "subgame-perfect",
    "markov-perfect",
    "perfect-bayesian",
    "sequential",
    "commitment",
    "weak-commitment",
    "logit",
    "learning",
]


class Rationality(IntEnum):
    """Where no player may gain by another choice: what `regret.verify` holds equilibria against."""

    NOWHERE = 0  # it need be no best reply
    BEFORE_PLAY = 1
    IN_SUBGAMES = 2
    EVERYWHERE = 3  # by beliefs that follow Bayes' rule where it applies
    IN_THE_LIMIT = 4  # by beliefs that are limits of mistakes
    AFTER_COMMITMENT = 5  # to what one player committed to, who has no better commitment


@dataclass(frozen=True)
class Concept:
    """A row of the table.

    Attributes
    ----------
    name
        As users write it: "perfect-bayesian".
    singular, plural
        In a sentence: "perfect Bayesian equilibrium", "perfect Bayesian equilibria".
    rationality
        Where no player may gain by another choice.
    meaning
        A sentence for the documentation.
    also
        What it is also called, in small letters; a message says which is meant.
    """

    name: str
    singular: str
    plural: str
    rationality: Rationality
    meaning: str
    also: tuple[str, ...] = ()


_ROWS: Final = (
    Concept(
        "nash",
        "Nash equilibrium",
        "Nash equilibria",
        Rationality.BEFORE_PLAY,
        "No player gains by another plan, the others' unchanged (Nash 1951).",
        ("ne", "bayes nash", "bayesian nash"),
    ),
    Concept(
        "subgame-perfect",
        "subgame-perfect equilibrium",
        "subgame-perfect equilibria",
        Rationality.IN_SUBGAMES,
        "A Nash equilibrium in every subgame (Selten 1965).",
        ("spe", "spne", "backward induction"),
    ),
    Concept(
        "markov-perfect",
        "Markov perfect equilibrium",
        "Markov perfect equilibria",
        Rationality.IN_SUBGAMES,
        "Subgame-perfect, and what players do depends on the state alone (Maskin and Tirole 2001).",
        ("mpe", "markov"),
    ),
    Concept(
        "perfect-bayesian",
        "perfect Bayesian equilibrium",
        "perfect Bayesian equilibria",
        Rationality.EVERYWHERE,
        "Best choices at every information set by beliefs that follow Bayes' rule wherever it applies, also after "
        "deviations.",
        ("pbe", "bayesian"),
    ),
    Concept(
        "sequential",
        "sequential equilibrium",
        "sequential equilibria",
        Rationality.IN_THE_LIMIT,
        "Best choices at every information set by beliefs that are limits of small mistakes (Kreps and Wilson 1982).",
        ("se",),
    ),
    Concept(
        "commitment",
        "best commitment",
        "best commitments",
        Rationality.AFTER_COMMITMENT,
        "One player commits to a mixed plan that the other sees and replies to, settling ties as the leader likes; no "
        "commitment pays the leader more (Conitzer and Sandholm 2006).",
        ("stackelberg", "strong stackelberg", "leadership"),
    ),
    Concept(
        "weak-commitment",
        "best commitment with ties against the leader",
        "best commitments with ties against the leader",
        Rationality.AFTER_COMMITMENT,
        "The same, with ties settled against the leader: what commitments guarantee, or come as near to as one likes "
        "(von Stengel and Zamir 2010).",
        ("weak stackelberg", "pessimistic stackelberg"),
    ),
    Concept(
        "logit",
        "logit quantal response equilibrium",
        "logit quantal response equilibria",
        Rationality.NOWHERE,
        "Better moves are made more often, at a stated precision (McKelvey and Palfrey 1995, 1998).",
        ("qre", "quantal response"),
    ),
    Concept(
        "learning",
        "end of learning",
        "ends of learning",
        Rationality.NOWHERE,
        "Where learning or evolution had come to; it need not be an equilibrium.",
    ),
)
CONCEPTS: Final[Mapping[str, Concept]] = {concept.name: concept for concept in _ROWS}


def concept_named(name: str) -> Concept:
    """The concept that is meant, in whatever spelling.

    Raises
    ------
    ValueError
        Where there is none, with those that there are.

    Examples
    --------
    >>> concept_named("Subgame perfect").plural
    'subgame-perfect equilibria'
    """
    nicknames = {also: concept.name for concept in _ROWS for also in concept.also}
    return CONCEPTS[chosen("concept", name, CONCEPTS, nicknames)]
