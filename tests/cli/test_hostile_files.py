"""Whatever stands in a file: status 2, one message that names the file, nothing run, soon and in modest memory."""

import os
import resource
import subprocess
import sys

import pytest

FRAME = "title: x\nplayers: [A]\nparameters: {c: {range: [0, 1], base: 0.5}}\n"


def payoff(formula):
    return f"{FRAME}matrix: {{moves: {{A: [x, y]}}, payoffs: {{x: ['{formula}'], y: [0]}}}}\n"


FILES = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "not UTF-8": b"title: \xff\xfe\n",
    "a list": b"- 1\n- 2\n",
    "a number": b"42\n",
    "not YAML": b"title: [unclosed\n",
    "duplicate keys": b"title: x\ntitle: y\nplayers: [A]\n",
    "a tag": b"title: !!python/object/apply:os.system ['touch HACKED']\nplayers: [A]\n",
    "an alias bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
    b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n",
    "code": payoff('__import__("os").system("touch HACKED")').encode(),
    "an attribute": payoff("c.__class__").encode(),
    "a lambda": payoff("(lambda: 1)()").encode(),
    "a tower of powers": payoff("9**9**9**9").encode(),
    "a huge power": payoff("c**999999999").encode(),
    "parentheses": payoff("(" * 5000 + "c" + ")" * 5000).encode(),
    "minus signs": payoff("-" * 5000 + "c").encode(),
    "a long number": payoff("9" * 100_000).encode(),
    "a formula that grows": payoff("(1+c+d+e+f)**12*" * 3 + "1").replace("{c:", "{d: {}, e: {}, f: {}, c:").encode(),
    "deep nesting": b"title: x\nplayers: [A]\ntree: " + b"{player: A, moves: {x: " * 3000,
    "brackets": b"[" * 100_000,
    "many lines": FRAME.encode() + b"notes: |\n" + b"  x\n" * 5_000_000,
}


# Both commands read a file in the same way; the other pairs are held to it by `make test-slow`.
DAILY = [(name, "show") for name in list(FILES)[::3]] + [("code", "check"), ("a tag", "check")]
CASES = [
    pytest.param(name, command, marks=[] if (name, command) in DAILY else [pytest.mark.slow])
    for command in ("show", "check")
    for name in FILES
]


@pytest.mark.parametrize(("name", "command"), CASES)
def test_a_hostile_file_is_one_message_that_names_it(name, command, tmp_path):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(FILES[name])
    shown = subprocess.run(
        [sys.executable, "-m", "deterrence", command, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")]))},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
    )
    assert shown.returncode == 2, shown.stderr
    assert "hostile.yaml" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert shown.stdout == ""
    assert len(shown.stderr) < 4000
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_not_a_model(tmp_path, capsys):
    from deterrence.cli import main

    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert main(["show", str(folder)]) == 2
    assert "folder.yaml" in capsys.readouterr().err


def test_a_file_that_may_not_be_read(tmp_path, capsys):
    from deterrence.cli import main

    path = tmp_path / "secret.yaml"
    path.write_text("title: x\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads everything")
    assert main(["show", str(path)]) == 2
    assert "secret.yaml" in capsys.readouterr().err
