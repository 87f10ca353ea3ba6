"""The command line: words into calls. One command a file, each imported only when it is the one that runs."""

from deterrence.cli.entry import main

__all__ = ["main"]
