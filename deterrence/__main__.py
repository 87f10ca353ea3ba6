"""`python -m deterrence` is the command line."""

import sys

from deterrence.cli import program

if __name__ == "__main__":
    sys.exit(program())
