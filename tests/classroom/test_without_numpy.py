"""What a classroom lacks is taken away here: numpy and what stands on it, matplotlib, threads. The answers stay."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import deterrence as dt
from deterrence.formats.library import model_path

LACKING = ("numpy", "scipy", "matplotlib", "pandas", "xarray", "nashpy")
# A tree, a matrix, types, claims about what a refinement leaves.
MODELS = ("nll-probe", "chicken", "beer-quiche", "reassurance")
PROBE = str(model_path("nll-probe"))
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
from deterrence.cli.studio import ask
def drawn(*words):
    text = open({PROBE!r}, encoding="utf-8").read()
    request = dict(do="command", words=words, picture=True, name="nll-probe", text=text)
    return json.loads(ask(json.dumps(request)))
pictures = [drawn("statics"), drawn("required", "--move", "DPRK=Refrain"), drawn("thresholds", "c")]
print(json.dumps({{"pictures": pictures}} | {{name: asked(name) for name in {MODELS!r}}}))
"""


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("lacking")
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=folder)
    assert list(folder.iterdir()) == []
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", MODELS)
def test_families_and_verdicts_are_the_same(name: str, lacking: dict[str, Any]) -> None:
    families, verdicts, _ = lacking[name]
    game = dt.load(name)
    assert families == str(dt.solve(game))
    assert verdicts == [row.verdict for row in dt.check(game)]


def test_a_tree_is_drawn(lacking: dict[str, Any]) -> None:
    assert lacking["nll-probe"][2]


def test_statics_what_deters_and_thresholds_are_drawn(lacking: dict[str, Any]) -> None:
    for answer in lacking["pictures"]:
        assert (answer["status"], answer["error"]) == (0, "")
        assert answer["picture"].startswith("<svg")
    assert "↑" in lacking["pictures"][0]["picture"]
