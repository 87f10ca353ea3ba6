"""`deterrence COMMAND ...`: finds the command, runs it, and turns what goes wrong into a message and a status.

Exit status: 0 done; 1 a claim was refuted that was not expected to be; 2 the input was at fault, and one message on
standard error says how; 3 the toolkit itself was at fault, and the traceback says where. As for any program, 130 after
Ctrl-C and 141 when the reader of a pipe went away.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from deterrence.formats.extras import NotInstalledError

# Every command with its one line of help. The command `solve` is the module deterrence.cli.solve.
COMMANDS = {
    "list": "what the model library holds",
    "show": "a model: parameters, matrix or tree, claims",
    "solve": "its equilibria: as formulas, or at given values",
    "thresholds": "where the equilibria change as one letter moves",
    "map": "which equilibria exist where on the plane of two letters",
    "sweep": "every equilibrium on a grid, to a file",
    "required": "the commitment that deters: the least value above which a goal is met",
    "statics": "the sign with which choices, outcomes and payoffs move in each letter",
    "uncertainty": "how likely each outcome is when letters are uncertain",
    "tornado": "how far a number moves over the range of each letter",
    "sobol": "which letter's uncertainty matters most",
    "worth": "what committing to a mixture is worth to a player, over its best and its worst equilibrium",
    "correlated": "what a mediator can achieve: the least and the most over correlated equilibria",
    "check": "hold models to their claims",
    "plot": "draw the tree, the matrix or the thresholds",
    "report": "everything about a model on one page that works offline",
    "site": "a gallery of models: a page each, and one that shows all",
    "lesson": "a lesson to read, and for teachers its answers with their proofs",
    "exercises": "a sheet of exercises about a model, its solutions apart",
    "classroom": "the toolkit in one file that a browser opens, with nothing to install",
    "export": "write a model for Gambit, LaTeX or Python",
    "new": "write a commented model file to start from",
    "generate": "a game of any size from a family of games, such as a centipede of 6 rounds",
}
_MODULES = {"list": "list_models"}

DONE, REFUTED, AT_FAULT, DEFECT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141


class InputError(ValueError):
    """What was typed on the command line is at fault."""


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are one message, told like all others."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words on the command line."""
        raise InputError(f"{_in_words(message)} (see: {self.prog} --help)")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Read the words; those of a list may stand on both sides of an option, which argparse does not take."""
        found, left = super().parse_known_args(args, namespace)
        lists = [action.dest for action in self._actions if not action.option_strings and action.nargs in ("*", "+")]
        if len(lists) == 1 and not any(word.startswith("-") for word in left):
            getattr(found, lists[0]).extend(left)
            left = []
        return found, left


def _in_words(message: str) -> str:
    """What argparse says, in the words of people: a number for a `float`, and the command that is likely meant."""
    for kind, meant in (("int", "a whole number"), ("float", "a number")):
        message = message.replace(f"invalid {kind} value: ", f"expected {meant}, not ")
    typed = re.match(r"argument COMMAND: invalid choice: '(.*?)'", message)
    if typed is None:
        return message
    from deterrence.games.parts.mistakes import nearest

    return message + nearest(typed[1], COMMANDS)


class Command(Protocol):
    """What the module of a command holds."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the words and options of the command."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it, and return the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    Examples
    --------
    >>> main(["solve", "no-such-model"])
    2
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _open_closed_streams()
    # A title may hold letters that the terminal's encoding lacks; a mark in their place beats a failure.
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    with warnings.catch_warnings():
        warnings.showwarning = _shown(warnings.showwarning)
        status = _guarded(lambda: _run(words))
    try:
        sys.stdout.flush()
    except OSError:
        # Nobody reads on, or the disk is full: Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _open_closed_streams() -> None:
    """Give the program the streams that it was started without (`>&-`), so that no file takes their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 -- for as long as it runs


def _shown(otherwise: Callable[..., None]) -> Callable[..., None]:
    """How warnings are shown: the toolkit's own as one line, those of the libraries below as Python does."""

    def show(message: Warning | str, category: type[Warning], *rest: Any) -> None:
        if not category.__module__.startswith("deterrence."):
            otherwise(message, category, *rest)
            return
        from deterrence.cli.terminal import clean

        print(clean(str(message)), file=sys.stderr)

    return show


def _run(words: Sequence[str]) -> int:
    given = _parser(words).parse_args(words)
    return _command(given.command).run(given)


def _guarded(work: Callable[[], int]) -> int:
    """Do the work and return its status; a mistake in the input becomes one message on standard error."""
    try:
        status = work()
        sys.stdout.flush()
        return status
    except SystemExit as stop:  # --help and --version
        sys.stdout.flush()
        return int(stop.code or 0)
    except KeyboardInterrupt:
        print("deterrence: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except NotInstalledError as missing:
        return _fault(str(missing))
    except OSError as fault:
        if os.name == "nt" and fault.errno == errno.EINVAL and fault.filename is None:
            return PIPE_CLOSED  # what Windows says of a pipe that nobody reads
        where = f"{fault.filename}: " if fault.filename else ""
        return _fault(f"{where}{fault.strerror or fault}")
    except Exception as mistake:  # noqa: BLE001 -- an uncaught one would end in status 1: a claim was refuted
        if isinstance(mistake, ValueError) and _is_meant_for_people(mistake):
            return _fault(str(mistake))
        traceback.print_exc()
        return DEFECT


def _fault(message: str) -> int:
    from deterrence.cli.terminal import clean

    print(clean(message), file=sys.stderr)
    return AT_FAULT


def _is_meant_for_people(mistake: ValueError) -> bool:
    """Whether the toolkit itself raised it: an error out of a library below is a defect and keeps its traceback."""
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    package = Path(__file__).parent.parent
    return trace is not None and package in Path(trace.tb_frame.f_code.co_filename).parents


def _command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"deterrence.cli.{_MODULES.get(name, name)}"))


def _parser(words: Sequence[str]) -> Parser:
    """The parser, with the options of the commands that are named in the words and of no others."""
    parser = Parser(
        prog="deterrence",
        description="Solve deterrence models with letters in them: equilibria as formulas, and where each exists.",
        epilog="MODEL is the name of a library model or a path to a file. `deterrence COMMAND --help` says more.",
        allow_abbrev=False,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, line in COMMANDS.items():
        said = f"{line[0].upper()}{line[1:]}."
        command = commands.add_parser(name, help=line, description=said, allow_abbrev=False, formatter_class=_Help)
        if name in words:
            _command(name).arguments(command)
    return parser


class _Help(argparse.HelpFormatter):
    """Keeps short options and what they mean on one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)
        # argparse forgets the indent of sub-commands when it measures the longest name.
        self._action_max_length = 4 + max(map(len, COMMANDS))


class _Version(argparse.Action):
    """Looks the version up only when asked: that takes as long as everything else together."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"deterrence {version('deterrence')}")
        parser.exit()
