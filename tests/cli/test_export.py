import runpy

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE


@pytest.mark.parametrize(
    ("form", "ending", "model"),
    [("efg", ".efg", "nll-probe"), ("nfg", ".nfg", "chicken"), ("yaml", ".yaml", "chicken")],
)
def test_what_is_exported_can_be_loaded(form, ending, model, tmp_path):
    path = tmp_path / f"game{ending}"
    assert main(["export", model, "--to", form, "-o", str(path)]) == DONE
    assert dt.load(path).players == dt.load(model).players


@pytest.mark.parametrize("ending", [".efg", ".yaml", ".yml", ".tex", ".py", ".TEX"])
def test_the_ending_of_the_file_names_the_format(ending, tmp_path):
    path = tmp_path / f"game{ending}"
    assert main(["export", "nll-probe", "-o", str(path)]) == DONE
    game = dt.load("nll-probe")
    kept = game.base_case() if ending == ".efg" else game
    assert path.read_text(encoding="utf-8") == dt.dumps(kept, ending.lower())
    # What is said goes before the ending.
    assert main(["export", "nll-probe", "--to", "python", "-o", str(path)]) == DONE
    assert path.read_text(encoding="utf-8") == dt.dumps(game, "python")


def test_python_makes_the_same_game(tmp_path):
    path = tmp_path / "game.py"
    assert main(["export", "nll-probe", "--to", "python", "--set", "c=0.3", "-o", str(path)]) == DONE
    assert runpy.run_path(str(path))["game"] == dt.load("nll-probe").at(c=0.3)


def test_latex_goes_to_standard_output(capsys):
    assert main(["export", "nll-probe", "--to", "latex"]) == DONE
    assert capsys.readouterr().out == dt.dumps(dt.load("nll-probe"), "latex")


def test_gambit_gets_numbers(capsys):
    assert main(["export", "nll-probe", "--to", "efg", "--set", "c=0.3"]) == DONE
    assert '"Backed" 3/10 "Unbacked" 7/10' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nll-probe"], "say the format: --to efg|nfg|latex|python|yaml|otree, or -o FILE with the ending .efg"),
        (["nll-probe", "-o", "x.docx"], "the ending '.docx' names no format; the endings known are .efg, .nfg, .tex"),
        (["nll-probe", "-o", "x"], "a file without an ending names no format"),
        (["nll-probe", "--to", "word"], "invalid choice"),
        (["nll-probe", "--to", "latex", "--set", "c=7"], "outside its range"),
        (["nll-probe", "--to", "latex", "-o", "/no/such/folder/x.tex"], "there is no folder /no/such/folder"),
    ],
)
def test_mistakes_are_told(words, message, capsys):
    assert main(["export", *words]) == AT_FAULT
    assert message in capsys.readouterr().err
