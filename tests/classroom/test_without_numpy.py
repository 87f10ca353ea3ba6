"""What a classroom lacks is taken away here: numpy and what stands on it, matplotlib, threads. The answers stay."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import deterrence as dt

LACKING = ("numpy", "scipy", "matplotlib", "pandas", "xarray", "nashpy")
# A tree, a matrix, types.
MODELS = ("nll-probe", "chicken", "beer-quiche")
PROGRAM = f"""
import json, sys
sys.modules.update(dict.fromkeys({LACKING!r}))
sys.platform = "emscripten"
import deterrence as dt
from deterrence.algebra.time_limit.tasks import HAS_THREADS
assert not HAS_THREADS
def asked(name):
    game = dt.load(name)
    return [str(dt.solve(game)), [row.verdict for row in dt.check(game)], "<svg" in dt.page(game)]
print(json.dumps({{name: asked(name) for name in {MODELS!r}}}))
"""


@pytest.fixture(scope="module")
def lacking() -> dict[str, tuple[str, list[str], bool]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, tuple[str, list[str], bool]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", MODELS)
def test_families_and_verdicts_are_the_same(name: str, lacking: dict[str, tuple[str, list[str], bool]]) -> None:
    families, verdicts, _ = lacking[name]
    game = dt.load(name)
    assert families == str(dt.solve(game))
    assert verdicts == [row.verdict for row in dt.check(game)]


def test_a_tree_is_drawn(lacking: dict[str, tuple[str, list[str], bool]]) -> None:
    assert lacking["nll-probe"][2]
