"""Run by the hidden first cell of a page, in the kernel: lines that begin with `!` as the pages need them.

IPython prints what a command prints in pieces, and ignores its exit status. Here it is one piece, standard error
included, and a command that fails fails the build. Where a failure is shown on purpose the line ends in
`; echo "exit status $?"`.
"""

import os
import subprocess
import tempfile

from IPython import get_ipython


def system(command: str) -> None:
    """Run one line of the shell."""
    done = subprocess.run(command, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(done.stdout, end="")
    done.check_returncode()


shell = get_ipython()
shell.system = system
shell.run_line_magic("config", 'InlineBackend.figure_formats = ["svg"]')
PAGE = os.getcwd()
os.chdir(tempfile.mkdtemp())  # pages may write files
