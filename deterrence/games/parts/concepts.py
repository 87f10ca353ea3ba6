"""The concepts: what counts as an equilibrium, what it is called, and what every equilibrium is held against.

Whatever names or lists concepts reads `CONCEPTS`: the command line, the documentation, messages, what is printed.
Which methods find the equilibria of a concept, and for which games, stands in `methods.py`; what the refinements in
`CRITERIA` strike, in `solvers/refine.py`.

A model, a claim and a question may each name a concept and refinements. What is closer to the question counts, and
refinements belong to the concept they stand beside (`closer`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from deterrence.games.parts.mistakes import Collector, Path, chosen

# The names, for type checkers; a test holds them together with the table.
ConceptName: TypeAlias = Literal[
    "nash",
    "subgame-perfect",
    "markov-perfect",
    "weak-perfect-bayesian",
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
    WITHOUT_SIGNALLING = 4  # by such beliefs, changed by a move about the player who makes it only
    IN_THE_LIMIT = 5  # by beliefs that are limits of mistakes
    AFTER_COMMITMENT = 6  # to what one player committed to, who has no better commitment


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
        "weak-perfect-bayesian",
        "weak perfect Bayesian equilibrium",
        "weak perfect Bayesian equilibria",
        Rationality.EVERYWHERE,
        "Best choices at every information set by beliefs that follow Bayes' rule wherever it applies, also after "
        "deviations; what it does not determine is free at each information set by itself.",
        ("weak pbe", "wpbe", "weak sequential"),
    ),
    Concept(
        "perfect-bayesian",
        "perfect Bayesian equilibrium",
        "perfect Bayesian equilibria",
        Rationality.WITHOUT_SIGNALLING,
        "Weak perfect Bayesian, and where types are independent and moves are seen, a move changes beliefs about the "
        "player who makes it only, alike for all who see it (Fudenberg and Tirole 1991).",
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


# The refinements (`solvers/refine.py`), and what else they are called; a message says which is meant.
CRITERIA: Final = ("intuitive", "D1", "D2", "universal-divinity", "NWBR", "perfect", "proper", "greatest-entropy")
_ALSO: Final = {
    "cho kreps": "intuitive",
    "intuitive criterion": "intuitive",
    "universally divine": "universal-divinity",
    "divinity": "universal-divinity",
    "never a weak best response": "NWBR",
    "forward induction": "NWBR",
    "trembling hand perfect": "perfect",
    "myerson": "proper",
    "maximum entropy": "greatest-entropy",
    "entropy": "greatest-entropy",
}


def criterion_named(name: str) -> str:
    """The refinement that is meant, in whatever spelling.

    Raises
    ------
    ValueError
        Where there is none, with those that there are.

    Examples
    --------
    >>> criterion_named("d1")
    'D1'
    """
    return chosen("refinement", name, CRITERIA, _ALSO)


def refined_by(criteria: Sequence[str]) -> str:
    """`refined by intuitive and D1`."""
    return f"refined by {' and '.join(criteria)}"


class Sense(NamedTuple):
    """What counts as an equilibrium, as somebody names it.

    Attributes
    ----------
    concept
        The concept's name; None: none was named.
    refine
        The refinements, in order; None: nothing was said of them.
    leader
        The player who commits, where the concept is of commitment; None: nobody was named.
    """

    concept: str | None = None
    refine: tuple[str, ...] | None = None
    leader: str | None = None

    @property
    def is_said(self) -> bool:
        """Whether anything is named."""
        return self != Sense()

    @property
    def commits(self) -> bool:
        """Whether the concept is one of commitment."""
        return self.concept is not None and CONCEPTS[self.concept].rationality is Rationality.AFTER_COMMITMENT

    @property
    def committed(self) -> dict[str, str]:
        """Who commits, as an option of `solve`; nothing where the concept is not of commitment."""
        return {"leader": self.leader} if self.commits and self.leader is not None else {}

    def __str__(self) -> str:
        what = "" if self.concept is None else CONCEPTS[self.concept].plural
        what += f" of {self.leader}" if self.committed else ""
        return ", ".join([*([what] if what else []), *([refined_by(self.refine)] if self.refine else [])])

    def closer(self, other: Sense) -> Sense:
        """What counts where this sense stands in another: the model's, where this is a claim's or a question's.

        Examples
        --------
        >>> model = Sense("perfect-bayesian", ("intuitive",))
        >>> Sense().closer(model) == model
        True
        >>> str(Sense(refine=("D1",)).closer(model)), str(Sense("sequential").closer(model))
        ('perfect Bayesian equilibria, refined by D1', 'sequential equilibria')
        >>> str(Sense("commitment").closer(Sense(leader="US"))), str(Sense("nash").closer(Sense(leader="US")))
        ('best commitments of US', 'Nash equilibria')
        """
        if self.concept is not None:
            return Sense(self.concept, self.refine or (), self.leader or other.leader)
        refine = other.refine if self.refine is None else self.refine
        return Sense(other.concept, refine, self.leader or other.leader)


def sense_named(concept: str | None, refine: str | Sequence[str] | None) -> Sense:
    """What is meant by names in whatever spelling.

    Raises
    ------
    ValueError
        Where there is no such concept or refinement.

    Examples
    --------
    >>> sense_named("Perfect Bayesian", "d1")
    Sense(concept='perfect-bayesian', refine=('D1',), leader=None)
    """
    names = [refine] if isinstance(refine, str) else refine
    return Sense(
        None if concept is None else concept_named(concept).name,
        None if names is None else tuple(dict.fromkeys(map(criterion_named, names))),
    )


def read_sense(concept: Any, refine: Any, leader: Any, collector: Collector) -> Sense:
    """What a model or a claim names; what is wrong with it is noted under "concept", "refine" and "leader"."""
    sense = _read_sense(concept, refine, collector)
    if leader is not None and not isinstance(leader, str):
        collector.add(("leader",), f"expected the name of a player, not {type(leader).__name__}")
        leader = None
    return sense._replace(leader=leader)


def _read_sense(concept: Any, refine: Any, collector: Collector) -> Sense:
    read: str | None = None
    if isinstance(concept, str):
        try:
            read = concept_named(concept).name
        except ValueError as mistake:
            collector.add(("concept",), str(mistake))
    elif concept is not None:
        collector.add(("concept",), f"expected the name of a concept, not {type(concept).__name__}")
    if refine is None:
        return Sense(read)
    if isinstance(refine, str):
        return Sense(read, _read_criterion(refine, ("refine",), collector))
    if not isinstance(refine, Sequence):
        collector.add(("refine",), f"expected a refinement or a list of some, not {type(refine).__name__}")
        return Sense(read)
    found: list[str] = []
    for i, name in enumerate(refine):
        for criterion in _read_criterion(name, ("refine", i), collector):
            if criterion in found:
                collector.add(("refine", i), f"'{criterion}' is named twice")
            found.append(criterion)
    return Sense(read, tuple(found) or None)


def _read_criterion(name: Any, path: Path, collector: Collector) -> tuple[str, ...]:
    """The refinement, if it is one."""
    if not isinstance(name, str):
        collector.add(path, f"expected the name of a refinement, not {type(name).__name__}")
        return ()
    try:
        return (criterion_named(name),)
    except ValueError as mistake:
        collector.add(path, str(mistake))
        return ()
