import os
import resource
import subprocess
import sys
import types

import pytest

import deterrence
from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, COMMANDS, DEFECT, DONE, PIPE_CLOSED

HEAVY = ("numpy", "scipy", "sympy", "matplotlib", "xarray", "pandas", "z3", "nashpy", "flint", "ruamel")


def run(*words, **more):
    """The command line as a person runs it."""
    command = [sys.executable, "-m", "deterrence", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **more)


def test_help_names_every_command(capsys):
    assert main(["--help"]) == DONE
    out = capsys.readouterr().out
    assert all(f"\n    {name}  " in out for name in COMMANDS)


def test_help_takes_less_than_a_third_of_a_second_of_processor_time():
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("--help").returncode == DONE
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.3


@pytest.mark.parametrize("statement", ["import deterrence", "from deterrence.cli import main; main(['--help'])"])
def test_nothing_heavy_is_imported_before_it_is_needed(statement):
    script = f"{statement}\nimport sys\nprint([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_own_help(command, capsys):
    assert main([command, "--help"]) == DONE
    assert f"usage: deterrence {command}" in capsys.readouterr().out


def test_the_version(capsys):
    assert main(["--version"]) == DONE
    assert capsys.readouterr().out == f"deterrence {deterrence.__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "COMMAND"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        (["slove", "nll-probe"], "Did you mean 'solve'?"),
        (["tornado", "nll-probe", "--of", "Escalaton"], "Did you mean 'probability of Escalation'?"),
        (["tornado", "nll-probe", "--of", "utility of Rok"], "Did you mean 'payoff of ROK'?"),
        (["tornado", "nll-probe", "--of", "War"], "or a choice such as 'DPRK: Refrain'.\n"),
        (["solve", "nll-probe", "--time-limit", "soon"], "expected a number, not 'soon'"),
        (["uncertainty", "nll-probe", "--draws", "1e4"], "expected a whole number, not '1e4'"),
        (["uncertainty", "nll-probe", "c=0.2-0.6"], "for any value between the two write c=0.2:0.6"),
        (["generate", "centipde"], "Did you mean 'centipede'?"),
        (["generate", "centipede", "round=3"], "Did you mean 'rounds'?"),
        (["generate", "centipede", "rounds=many"], "whole number, such as rounds=4"),
        (["generate", "centipede", "rounds=3", "rounds=4"], "given twice"),
        (["generate", "centipede", "rounds=1000"], "from 1 to 200"),
        (["solve"], "MODEL"),
        (["solve", "nll-probe", "--sett", "c=1"], "--sett"),
        (["solve", "nll-probe", "--set", "c"], "NAME=VALUE"),
        (["solve", "nll-probe", "--set", "c=0.1", "--set", "c=0.2"], "twice"),
        (["solve", "nll-probe", "--set", "c=2"], "outside its range [0, 1]"),
        (["solve", "nll-probe", "--set", "c=much"], "expected a number"),
        (["solve", "nll-probe", "--set", "x=1"], "'x' is not a free parameter"),
        (["solve", "nll-probe", "--set", "e=1", "--set", "l=2"], "the assumption 'e > l > 0' does not hold"),
        (["solve", "nll-probe", "--free", "x"], "'x', which is not a parameter"),
        (["solve", "nll-probe", "--free", "c", "--set", "c=1"], "both set and free"),
        (["solve", "nll-prob"], "Did you mean 'nll-probe'?"),
        (["solve", "nll-probe", "--method", "magic"], "no method 'magic'"),
        (["solve", "nll-probe", "--concept", "magic"], "no concept 'magic'; there are: nash, subgame-perfect"),
        (["thresholds", "nll-probe", "x"], "'x' is not a free parameter"),
        (["thresholds", "chicken"], "no parameter is the commitment"),
        (["check", "nll-probe", "--points", "0"], "at least 1"),
        (["plot", "nll-probe", "-o", "tree.gif"], "'.gif'"),
        (["plot", "nll-probe", "-o", "no/such/folder/tree.svg"], "no/such/folder/tree.svg"),
        (["plot", "nll-probe", "--equilibrium", "0"], "counted from 1"),
        (
            ["plot", "nll-probe", "--equilibrium", "9", "--set", "c=0.3"],
            "there is 1 equilibrium at these values, no 9th one",
        ),
        (["show", "no/such.yaml"], "no/such.yaml"),
        (["new", "../no-such-folder/model"], "no-such-folder"),
    ],
)
def test_a_mistake_is_one_message_and_status_2(words, said, capsys):
    assert main(words) == AT_FAULT
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err


NUMBERS = """
players: [A, B]
matrix:
  moves: {A: [x, y], B: [u, v]}
  payoffs:
    x: {u: [1, 1], v: [0, 0]}
    y: {u: [0, 0], v: [2, 2]}
"""


@pytest.mark.parametrize(
    "words",
    [
        ["thresholds"],
        ["thresholds", "c"],
        ["map", "c", "k"],
        ["sweep", "c=0:1:3"],
        ["required", "--move", "A=x"],
        ["required", "c", "--move", "A=x"],
        ["required", "--instead", "--move", "A=x"],
        ["uncertainty"],
        ["uncertainty", "c=0:1"],
        ["sobol", "--of", "payoff of A"],
        ["tornado", "--of", "payoff of A"],
        ["statics", "c"],
        ["plot", "--thresholds", "c"],
    ],
    ids=" ".join,
)
def test_a_game_without_letters_is_said_to_have_none(words, tmp_path, capsys):
    path = tmp_path / "numbers.yaml"
    path.write_text(NUMBERS, encoding="utf-8")
    assert main([words[0], str(path), *words[1:]]) == AT_FAULT
    said = capsys.readouterr().err
    assert "all payoffs and probabilities of this game are numbers" in said
    assert said.count("\n") == 1


LETTER = """
players: [A]
parameters: {c: {range: [0, 1]}, k: {range: [0, 1]}}
matrix: {moves: {A: [x, y]}, payoffs: {x: [c], y: [k]}}
"""


@pytest.mark.parametrize(
    "words",
    [
        ["plot", "--equilibrium", "1"],
        ["plot", "--set", "c=1"],
        ["export", "--to", "nfg"],
        ["thresholds", "c"],
        ["tornado", "--of", "payoff of A"],
        ["tornado", "--of", "Aa"],
        ["sobol", "--of", "Aa"],
        ["required", "c", "--move", "A=x"],
        ["sweep", "c=0:1:3"],
        ["solve", "--refine", "intuitive"],
    ],
    ids=" ".join,
)
def test_messages_on_the_command_line_quote_no_python(words, tmp_path, capsys):
    path = tmp_path / "letters.yaml"
    path.write_text(LETTER, encoding="utf-8")
    assert main([words[0], str(path), *words[1:]]) == AT_FAULT
    said = capsys.readouterr().err
    assert not any(idiom in said for idiom in ("base_case(", ".at(", "at=", "of=", "None", "dt.", "select=", "then="))


def test_a_defect_keeps_its_traceback_and_has_a_status_of_its_own(monkeypatch, capsys):
    def broken(*_):
        return int("not a number")

    monkeypatch.setattr("deterrence.formats.library.load", lambda _: broken())
    monkeypatch.setattr("deterrence.cli.entry.__file__", "/somewhere/else/cli/entry.py")
    assert main(["show", "nll-probe"]) == DEFECT
    assert "Traceback" in (shown := capsys.readouterr().err)
    assert "invalid literal" in shown


def test_a_reader_that_goes_away_is_no_disaster():
    with subprocess.Popen(
        [sys.executable, "-m", "deterrence", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(timeout=60) == PIPE_CLOSED
    assert error == b""


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("list >&-", DONE, ""),
        ("new {folder}/one >&-", DONE, ""),
        ("show no-such-model 2>&-", AT_FAULT, ""),
        ("list <&- >&- 2>&-", DONE, ""),
        pytest.param(
            "list > /dev/full",
            AT_FAULT,
            "No space left on device\n",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full"),
        ),
    ],
)
def test_standard_streams_that_are_closed_or_full(command, status, said, tmp_path):
    line = f"exec {sys.executable} -m deterrence {command.format(folder=tmp_path)}"
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "", said)
    assert all(path.read_text().startswith("#") for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "package", "extra"),
    [
        (["solve", "nll-probe", "-o", "x.parquet"], "pyarrow", "parquet"),
        (["uncertainty", "nll-probe", "-o", "x.PARQUET"], "pyarrow", "parquet"),
        (["sweep", "nll-probe", "c=0:1:3", "-o", "x.parquet"], "pyarrow", "parquet"),
        (["sweep", "nll-probe", "c=0:1:3", "-o", "x.zarr"], "zarr", "cluster"),
        (["sweep", "nll-probe", "c=0:1:3", "-o", "x.zarr"], "dask", "cluster"),
    ],
)
def test_a_missing_extra_is_named_before_anything_is_done(words, package, extra, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in (package, "zarr" if package == "dask" else package):
        monkeypatch.setitem(sys.modules, name, None if name == package else types.ModuleType(name))
    monkeypatch.setattr("deterrence.formats.library.load", lambda _: pytest.fail("began to work"))
    assert main(words) == AT_FAULT
    said = capsys.readouterr()
    assert said.err.endswith(f" needs {package}, which is not installed: pip install 'deterrence[{extra}]'\n")
    assert (said.err.count("\n"), said.out, list(tmp_path.iterdir())) == (1, "", [])


@pytest.mark.parametrize(
    "words",
    [
        ["solve"],
        ["report"],
        ["plot"],
        ["export", "--to", "yaml"],
        ["uncertainty"],
        ["thresholds", "c"],
        ["sweep", "c=1,2"],
    ],
)
def test_a_missing_folder_is_told_before_anything_is_done(words, monkeypatch, capsys):
    monkeypatch.setattr("deterrence.formats.library.load", lambda _: pytest.fail("began to work"))
    ending = {"report": "html", "plot": "svg"}.get(words[0], "csv")
    assert main([words[0], "nll-probe", *words[1:], "-o", f"no/folder/x.{ending}"]) == AT_FAULT
    assert capsys.readouterr().err == f"no/folder/x.{ending}: there is no folder no/folder. Make it first\n"


def test_ctrl_c_is_told_in_a_word(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("deterrence.formats.library.load", interrupted)
    assert main(["show", "nll-probe"]) == 130
    assert capsys.readouterr().err == "deterrence: interrupted\n"


def test_there_are_no_colours_and_no_progress_where_nobody_looks(capsys):
    assert main(["check", "nll-probe"]) == DONE
    shown = capsys.readouterr()
    assert "\033" not in shown.out
    assert shown.err == ""


def test_output_that_the_encoding_lacks_is_replaced(tmp_path):
    path = tmp_path / "seoul.yaml"
    path.write_text("title: 서울\nplayers: [A]\nmatrix: {moves: {A: [x, y]}, payoffs: {x: [1], y: [0]}}\n", "utf-8")
    shown = run("show", str(path), env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.getcwd()})
    assert (shown.returncode, shown.stderr) == (DONE, "")


def test_a_title_cannot_drive_the_terminal(tmp_path, capsys):
    path = tmp_path / "loud.yaml"
    path.write_text('title: "a\\e[31mred"\nplayers: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: [1]}}\n')
    main(["show", str(path)])
    shown = capsys.readouterr()
    assert "\033" not in shown.out + shown.err
