"""Ctrl-C: every command ends at once, with status 130 and one line, and leaves neither files nor processes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends the signal that Ctrl-C sends")

LONG = 60.0

# Takes minutes: formulas of high degree in two letters.
HARD = """
title: Hard
players: [A, B]
parameters:
  a: {meaning: a, range: [-1, 1], base: 0.3}
  b: {meaning: b, range: [-1, 1], base: 0.5}
matrix:
  moves: {A: [x, y, z], B: [x, y, z]}
  payoffs:
    x: {x: [1/(1 + a**2), b*b - a], y: [b*b, 1/(1 + a**2) - b], z: [a - b, a]}
    y: {x: [b, a*b], y: [1/(2 + b), 0], z: [a*b, 1/(2 + b)]}
    z: {x: [a**2, 1], y: [1, a**2], z: [b*b - a, b]}
claims:
  - says: There is one equilibrium.
    then: {number of equilibria: 1}
"""

# The signal comes half a second after the work has begun.
SCRIPT = """
import os, signal, sys, threading
from deterrence.__main__ import program
import deterrence.sensitivity.claims.check as checking
import deterrence.solvers.solve as solving

def interrupted(work):
    def begun(*given, **options):
        threading.Timer(0.5, os.kill, (parent, signal.SIGINT)).start()
        return work(*given, **options)
    return begun

parent = os.getpid()
solving.solve = interrupted(solving.solve)
checking.check = interrupted(checking.check)
sys.exit(program())
"""


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "hard.yaml"],
        pytest.param(["solve", "hard.yaml", "-o", "hard.tex"], marks=pytest.mark.slow),
        pytest.param(["check", "hard.yaml"], marks=pytest.mark.slow),
        ["thresholds", "hard.yaml", "a", "-o", "hard.svg"],
    ],
)
def test_a_command_that_is_interrupted(words, tmp_path):
    (tmp_path / "hard.yaml").write_text(HARD)
    began = time.monotonic()
    script = textwrap.dedent(SCRIPT)
    done = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = done.communicate(timeout=2 * LONG)
    assert (done.returncode, out, err) == (130, "", "deterrence: interrupted\n")
    assert time.monotonic() - began < LONG
    assert [path.name for path in tmp_path.iterdir()] == ["hard.yaml"]


def test_checking_on_several_processors_leaves_no_process_behind(tmp_path):
    for name in ("one.yaml", "two.yaml", "three.yaml"):
        (tmp_path / name).write_text(HARD)
    script = """
    import os, signal, sys, threading
    from deterrence.__main__ import program
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    sys.exit(program())
    """
    began = time.monotonic()
    done = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), "check", "one.yaml", "two.yaml", "three.yaml"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = done.communicate(timeout=2 * LONG)  # until nobody holds its pipes
    assert (done.returncode, out, err) == (130, "", "deterrence: interrupted\n")
    assert time.monotonic() - began < LONG


def test_an_interrupt_while_the_program_is_read_in(tmp_path):
    script = """
    import os, signal, sys
    from deterrence.__main__ import program

    class Interrupts:
        def find_spec(self, name, *_):
            if name == "deterrence.cli.entry":
                os.kill(os.getpid(), signal.SIGINT)

    sys.meta_path.insert(0, Interrupts())
    sys.exit(program())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), "list"], capture_output=True, text=True, timeout=LONG
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "deterrence: interrupted\n")
