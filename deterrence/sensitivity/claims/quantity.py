"""A number of interest: the probability of an outcome or a move, a payoff, what is chosen from an interval.

It is read once, and evaluated for every family.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.information import START
from deterrence.games.statements import Choice, Chosen, Payoff, Probability, statements
from deterrence.sensitivity.claims.conclusion import Conclusion

PREFIXES: Final = ("probability of ", "payoff of ", "choice of ")


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number that every equilibrium has.

    Attributes
    ----------
    name
        `"probability of War"`, `"payoff of ROK"`, `"choice of x"`, `"DPRK: Probe"`.
    """

    name: str
    statement: Choice | Probability | Payoff | Chosen

    def of(self, game: Model, family: Equilibrium) -> Value:
        """The number (a formula) in an equilibrium family of a game."""
        if isinstance(self.statement, Choice):
            [move] = self.statement.probabilities
            for place, row in zip(family.layout.places, family.strategies, strict=True):
                if place.agent == self.statement.agent and (place.name or START) == self.statement.information:
                    return row[place.moves.index(move)]
            raise ValueError(f"{self.name} is no choice of this game")
        value = Conclusion(game, ()).quantity(self.statement, family)
        assert value is not None
        return value


def quantity(game: Model, of: Any) -> Quantity:
    """Read `of=`: `"probability of War"` (an outcome or a move), `"payoff of ROK"`, `"DPRK: Probe"`, `"choice of x"`.

    The last is what is chosen from an interval, by the letter of the choice. A move may also be a mapping, as in a
    claim: `{"DPRK": "Probe"}`. The name of an outcome, a move, a player or such a letter alone says enough.

    Raises
    ------
    ValueError
        For what is none of these, or names what the game does not have.
    """
    if isinstance(of, str):
        of = _by_name(of, game)
    prefix = next((p for p in PREFIXES if isinstance(of, str) and of.startswith(p)), None)
    if prefix is None and isinstance(of, str):
        of = _choice(of, game) or of
    if isinstance(of, Mapping):
        found = statements(Claim(str(dict(of)), dict(of)), game)
        if len(found) != 1 or not isinstance(found[0], Choice) or len(found[0].probabilities) != 1:
            raise ValueError(f"name one choice at one information set, such as '{_some_choice(game)}', not {dict(of)}")
        [move] = found[0].probabilities
        where = "" if found[0].information == START else f" ({found[0].information})"
        return Quantity(f"{found[0].agent}{where}: {move}", found[0])
    if prefix is None:
        meant = _meant(of, game) if isinstance(of, str) else ""
        hint = f" Did you mean '{meant}'?" if meant else ""
        raise ValueError(
            f"{of!r} is not understood; give 'probability of ' and an outcome or move, 'payoff of ' and a player, "
            f"or a choice such as '{_some_choice(game)}'.{hint}"
        )
    name = of[len(prefix) :]
    [statement] = statements(Claim(of, {prefix.strip(): name, "is": 0}), game)
    assert isinstance(statement, Probability | Payoff | Chosen)
    return Quantity(of, statement)


def _by_name(of: str, game: Model) -> str:
    """What a name alone means, with the words before it: `Respond` is `probability of Respond`."""
    likely = _likely(game)
    return f"{likely[of]}{of}" if of in likely else of


def _likely(game: Model) -> dict[str, str]:
    """The names of a game that numbers go by, each with the words before it."""
    words = game.vocabulary
    moves = (move for sets in words.sets.values() for offered in sets.values() for move in offered)
    likely = dict.fromkeys((*words.outcomes, *words.events, *moves), PREFIXES[0])
    return likely | dict.fromkeys(game.players, PREFIXES[1]) | dict.fromkeys(words.letters, PREFIXES[2])


def _choice(of: str, game: Model) -> Mapping[str, Any] | None:
    """`DPRK: Probe` and `DPRK (after Warn): Probe` as a claim says it."""
    found = re.fullmatch(r"((.+?)(?: \((.+)\))?): (.+)", of)
    if found is None:
        return None
    everything, agent, within, move = found.groups()
    if everything in game.vocabulary.sets:
        return {everything: move}
    return {agent: {within: move} if within else move} if agent in game.vocabulary.sets else None


def _some_choice(game: Model) -> str:
    """A choice of the game, as an example."""
    if letters := game.vocabulary.letters:
        return f"{PREFIXES[2]}{letters[0]}"
    who, sets = next((who, sets) for who, sets in game.vocabulary.sets.items() if sets)
    where, moves = next(iter(sets.items()))
    return f"{who}{'' if where == START else f' ({where})'}: {moves[0]}"


def _meant(of: str, game: Model) -> str:
    """What was likely meant by a number of interest without its first words, or with others; empty where none is."""
    found = re.fullmatch(r"(?i)(?:(p|prob\w*|chance)|(payoff|utility|pay))\b[\s:]*(?:of\b)?\s*(.+)", of.strip())
    name = of if found is None else found[3].strip("() ")
    likely = _likely(game)
    if found is not None:
        wanted = PREFIXES[0] if found[1] else PREFIXES[1]
        likely = {known: prefix for known, prefix in likely.items() if prefix == wanted}
    same = [known for known in likely if known.casefold() == name.casefold()]
    near = same or difflib.get_close_matches(name, likely, n=1, cutoff=0.5)
    return f"{likely[near[0]]}{near[0]}" if near else ""
