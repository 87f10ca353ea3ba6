"""Words that several commands share: the model, `--set c=0.3`, `--json`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from deterrence.algebra.formulas.greek import GREEK
from deterrence.cli.entry import InputError

if TYPE_CHECKING:
    from deterrence.games.model import Model
    from deterrence.sensitivity.asking.problem import Problem


def model_word(parser: argparse.ArgumentParser) -> None:
    """MODEL."""
    parser.add_argument("model", metavar="MODEL", help="a model of the library, or the path of a model file")


def set_option(
    parser: argparse.ArgumentParser, what: str = "fix a parameter; the others take their base values"
) -> None:
    """`--set c=0.3`, as often as needed."""
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], dest="settings", help=f"{what}; may be repeated"
    )


def solving_options(parser: argparse.ArgumentParser) -> None:
    """`--concept`, `--leader`, `--refine` and `--time-limit`: what counts as an equilibrium, and how long to look."""
    from deterrence.games.parts.concepts import CONCEPTS, CRITERIA

    said = f"what counts as an equilibrium: {', '.join(CONCEPTS)} (else: as the model says, or as fits the game)"
    parser.add_argument("--concept", help=said)
    parser.add_argument("--leader", metavar="PLAYER", help="of commitments: the player who commits")
    said = f"keep what passes this: {', '.join(CRITERIA)}; repeatable (else: as the model says)"
    parser.add_argument("--refine", metavar="CRITERION", action="append", help=said)
    time_limit_option(parser)


def time_limit_option(parser: argparse.ArgumentParser) -> None:
    """`--time-limit`: how long to look."""
    parser.add_argument(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        default=300.0,
        help="stop by then with what there is (300)",
    )


def problem_of(given: argparse.Namespace, game: Model) -> Problem:
    """The game, to be solved as these options say."""
    from deterrence.games.parts.concepts import sense_named
    from deterrence.games.parts.frozen import FrozenDict
    from deterrence.sensitivity.asking.problem import Problem

    options = FrozenDict({"leader": given.leader} if given.leader else {})
    return Problem.asked(game, sense_named(given.concept, given.refine), options, given.time_limit)


def json_option(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON, with exact values as strings")


_LATIN: Final = {letter: name for name, letter in GREEK.items()}


def settings_of(words: Iterable[str]) -> dict[str, str]:
    """`["c=0.3", "k=2"]` as a mapping; the values are read by the game, exactly.

    Examples
    --------
    >>> settings_of(["c=0.3", "k=1/2"])
    {'c': '0.3', 'k': '1/2'}
    """
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not (name and equals and value):
            raise InputError(f"--set takes NAME=VALUE, such as --set c=0.3, not {word!r}")
        name = "".join(_LATIN.get(letter, letter) for letter in name)  # as results at a terminal have it
        if name in found:
            raise InputError(f"--set gives '{name}' twice: {found[name]} and {value}")
        found[name] = value
    return found


def values_with_base(game: Model, settings: dict[str, str], free: Iterable[str] = ()) -> dict[str, object]:
    """What is set, and the base value of every other parameter that has one and is not to stay a letter."""
    kept = set(free)
    for name in kept:
        if name not in game.parameters:
            raise InputError(f"--free names '{name}', which is not a parameter of this model")
        if name in settings:
            raise InputError(f"'{name}' cannot be both set and free")
    values: dict[str, object] = {
        name: parameter.base
        for name, parameter in game.parameters.items()
        if parameter.base is not None and name not in kept
    }
    return {**values, **settings}


def exact_values(values: dict[str, object]) -> dict[str, Fraction]:
    """The values as the game reads them, 3/10 for 0.3; for what the game has accepted."""
    from deterrence.algebra.formulas.language import as_fraction

    return {name: as_fraction(value) for name, value in values.items()}


def setting_line(values: dict[str, object]) -> str:
    """`c = 3/10, k = 2`.

    Examples
    --------
    >>> setting_line({"c": "0.3"})
    'c = 3/10'
    """
    return ", ".join(f"{name} = {value}" for name, value in exact_values(values).items())
