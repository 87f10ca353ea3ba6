"""`deterrence`, and `python -m deterrence`: the command line as a program."""

import os
import sys
from contextlib import suppress

INTERRUPTED = 130


def program() -> int:
    """Run the command line; after Ctrl-C the program ends at once, whatever a library is still at work on.

    A library's call that was broken off goes on in a thread of its own; the end of the program does not wait for it.
    """
    try:
        from deterrence.cli import main  # takes so long that Ctrl-C may come meanwhile

        status = main()
    except KeyboardInterrupt:
        print("deterrence: interrupted", file=sys.stderr)
        status = INTERRUPTED
    if status == INTERRUPTED:
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(program())
