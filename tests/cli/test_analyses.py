"""The commands that ask what commitment does: sweep, map, required; and export."""

import json
from functools import cache

import numpy as np
import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE
from deterrence.formats import library


def output(capsys, *words):
    assert main(list(words)) == DONE
    return capsys.readouterr().out


def fault(capsys, *words):
    assert main(list(words)) == AT_FAULT
    return capsys.readouterr().err


@pytest.fixture(scope="module", autouse=True)
def models_are_read_once():
    """Games do not change: each is read once for all commands here, and keeps what was solved of it."""
    with pytest.MonkeyPatch.context() as patch:
        load = cache(dt.load)
        patch.setattr(dt, "load", load)
        patch.setattr(library, "load", load)
        yield


# --- sweep ---


def rows(path):
    import pandas as pd

    return pd.read_csv(path)


def test_a_sweep_as_csv_has_a_row_for_each_equilibrium(tmp_path, capsys):
    path = tmp_path / "sweep.csv"
    said = output(capsys, "sweep", "arms-guardrails", "c=0:1:5", "-o", str(path))
    assert said == f"Wrote {path}: 5 points, 3 equilibrium families\n"
    table = rows(path)
    assert list(table.c) == [0, 0.25, 0.5, 0.75, 0.75, 0.75, 1]
    assert np.allclose(table["ROK: Restrain"] + table["ROK: Arm"], 1)
    assert np.allclose(table.filter(like="probability of").sum(axis=1), 1)


def test_a_sweep_agrees_with_solving_at_each_point(tmp_path, capsys):
    path = tmp_path / "sweep.csv"
    output(capsys, "sweep", "arms-guardrails", "c=0:1:5", "g=0,1/3", "--set", "d_D=5", "-o", str(path))
    game = dt.load("arms-guardrails")
    for (c, g), part in rows(path).groupby(["c", "g"]):
        found = dt.solve(game.base_case(c=c, g="1/3" if g else 0, d_D=5))
        assert sorted(part.equilibrium) == sorted(eq.name for eq in found)
        payoffs = {eq.name: float(eq.payoffs["ROK"]) for eq in found}
        assert np.allclose(part["payoff ROK"], [payoffs[name] for name in part.equilibrium])


def test_a_sweep_says_the_same_in_every_format(tmp_path, capsys):
    import pandas as pd
    import xarray as xr

    pytest.importorskip("dask")
    pytest.importorskip("zarr")
    paths = {ending: tmp_path / f"sweep.{ending}" for ending in ("csv", "nc", "json", "zarr")}
    for path in paths.values():
        output(capsys, "sweep", "nll-probe", "c=0:1:5", "k=1,2", "-o", str(path))
    table = rows(paths["csv"])
    with xr.open_dataset(paths["nc"]) as grid:
        assert int(grid.exists.sum()) == len(table)
        assert grid.c.attrs["long_name"].startswith("probability that Washington")
    record = json.loads(paths["json"].read_text())
    pd.testing.assert_frame_equal(pd.DataFrame(record["rows"]), table, check_dtype=False)
    with xr.open_zarr(paths["zarr"]) as grid:
        assert int(grid.exists.sum()) == len(table)


def test_a_fine_row_is_the_decimals_that_were_meant():
    from deterrence.cli.sweep import grid_of

    fine = grid_of(["c=0:1:1000001"])["c"]
    assert fine[9] == 0.000009
    assert fine[300_000] == 0.3
    assert len(fine) == 1_000_001


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["c=0:1"], "LOW:HIGH:COUNT"),
        (["c=0:1:1"], "COUNT from 2"),
        (["c=1:0:5"], "does not rise"),
        (["c=0:1:1000000000"], "COUNT from 2 to 10,000,000"),
        (["c=0:1:99999", "k=0:1:99999"], "points; at most"),
        (["c"], "NAME=LOW:HIGH:COUNT"),
        (["c=0:1:5", "c=1"], "given twice"),
        (["c=0:2:5"], "outside its range"),
        (["x=0:1:5"], "'x' is not a free parameter"),
        (["c=0:1:5", "--set", "c=1"], "both set and swept"),
        (["c=a,b"], "'c'"),
    ],
)
def test_a_grid_that_is_none(words, said, tmp_path, capsys):
    assert said in fault(capsys, "sweep", "nll-probe", *words, "-o", str(tmp_path / "x.csv"))
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_is_printed_or_drawn(tmp_path, capsys):
    words = ["sweep", "nll-probe", "c=0.5,0.9"]
    printed = output(capsys, *words)
    assert "0.5  DPRK Probe; ROK Respond    2" in printed
    assert len(json.loads(output(capsys, *words, "--json"))["rows"]) == 3
    output(capsys, *words, "-o", str(tmp_path / "sweep.svg"))
    assert "Escalation" in (tmp_path / "sweep.svg").read_text()
    assert "too many to print" in fault(capsys, "sweep", "nll-probe", "c=0:1:2000")
    assert "drawn along one letter" in fault(capsys, *words, "k=1,2", "-o", str(tmp_path / "x.svg"))


def test_a_sweep_knows_what_it_can_be_saved_as(capsys):
    assert "'.xls'" in fault(capsys, "sweep", "nll-probe", "c=0:1:5", "-o", "x.xls")


# --- map ---


def test_a_map_is_told(capsys):
    shown = output(capsys, "map", "nll-probe", "c", "k")
    assert "c = c_D = 6/(k + 6)" in shown


def test_a_map_is_drawn(tmp_path, capsys):
    path = tmp_path / "map.svg"
    assert output(capsys, "map", "nll-probe", "c", "k", "-o", str(path)) == f"Wrote {path}\n"
    written = path.read_text(encoding="utf-8")
    assert r"c = c$_{\mathregular{D}}$ = 6/(k + 6)" in written  # said in a comment before its letters
    assert written.count("</tspan>") >= len("c = cD = 6/(k + 6)")


def test_a_map_as_json(capsys):
    found = json.loads(output(capsys, "map", "nll-probe", "c", "k", "--set", "b=3", "--json"))
    assert found["letters"] == ["c", "k"]
    assert found["fixed"]["b"]["exact"] == "3"
    names = [eq["name"] for eq in found["equilibria"]]
    areas = [[names[i] for i in cell["equilibria"]] for cell in found["cells"] if cell["dimension"] == 2]
    assert sorted(areas) == [["DPRK Probe; ROK Absorb"], ["DPRK Probe; ROK Respond"], ["DPRK Refrain; ROK Respond"]]


@pytest.mark.parametrize("words", [["c", "c"], ["c", "x"], ["c", "k", "--set", "c=1"], ["c", "k", "-o", "x.gif"]])
def test_a_map_that_is_none(words, capsys):
    assert fault(capsys, "map", "nll-probe", *words).count("\n") == 1


# --- required ---


def test_the_commitment_that_deters(capsys):
    assert "needs c above 3/4" in output(capsys, "required", "nll-probe", "c", "--outcome", "Status quo")
    found = json.loads(output(capsys, "required", "nll-probe", "--move", "DPRK=Refrain", "--json"))
    assert found["least"] == {"exact": "3/4", "float": 0.75}
    assert found["attained"] is False
    assert found["formula"]["proved"] is True


def test_deterred_in_some_equilibrium_or_in_every(capsys):
    some = json.loads(
        output(capsys, "required", "arms-guardrails", "--move", "DPRK=Restrain", "--in", "some", "--json")
    )
    every = json.loads(output(capsys, "required", "arms-guardrails", "--move", "DPRK=Restrain", "--json"))
    assert some["least"]["float"] == 0.6
    assert every["least"]["float"] == 0.75


def test_what_cannot_be_had_is_an_answer(capsys):
    assert "cannot be had at any c" in output(capsys, "required", "nll-probe", "--outcome", "Repelled")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--outcome", "Status quo", "--move", "DPRK=Refrain"],
        ["--outcome", "Peace"],
        ["--move", "DPRK"],
        ["--move", "DPRK=Refrain", "--move", "DPRK=Probe"],
        ["--move", "DPRK=Absorb"],
        ["--move", "China=Refrain"],
    ],
)
def test_what_is_wanted_must_be_said(words, capsys):
    assert fault(capsys, "required", "nll-probe", "c", *words).count("\n") == 1


def test_what_would_deter_instead(capsys):
    shown = output(capsys, "required", "nll-probe", "--outcome", "Status quo", "--instead")
    assert "raise above 3/4" in shown
    found = json.loads(output(capsys, "required", "nll-probe", "--outcome", "Status quo", "--instead", "--json"))
    changes = {row["parameter"]: row["change"] for row in found["changes"]}
    assert changes["b"] == "lower below 3"
    assert "LETTER" in fault(capsys, "required", "nll-probe", "c", "--outcome", "Status quo", "--instead")


# --- statics ---


def test_the_signs_of_what_moves(capsys):
    found = json.loads(output(capsys, "statics", "nll-probe", "c", "--json"))
    signs = {row["quantity"]: row["sign"] for row in found["rows"] if row["equilibrium"] == "DPRK Probe; ROK Respond"}
    assert signs["probability of Escalation"] == "-"
    assert signs["payoff of ROK"] == "+"
    assert all(row["proved"] for row in found["rows"])


def test_statics_with_a_letter_fixed(capsys):
    assert "where c <= 3/4" in output(capsys, "statics", "nll-probe", "c", "--set", "b=6", "--set", "k=2")


# --- where results go ---


@pytest.mark.parametrize(
    ("words", "endings"),
    [
        (["solve", "nll-probe"], ["csv", "tex", "json"]),
        (["thresholds", "nll-probe"], ["tex", "json", "png"]),
        pytest.param(["thresholds", "nll-probe"], ["csv", "json", "svg", "pdf"], marks=pytest.mark.slow),
        pytest.param(["map", "nll-probe", "c", "k"], ["csv", "json", "svg"], marks=pytest.mark.slow),
        (["statics", "nll-probe", "c"], ["csv", "json"]),
        (["required", "nll-probe", "--outcome", "Status quo"], ["csv", "json"]),
    ],
)
def test_a_result_is_written_as_its_ending_says(words, endings, tmp_path, capsys):
    for ending in endings:
        path = tmp_path / f"result.{ending}"
        assert output(capsys, *words, "-o", str(path)) == f"Wrote {path}\n"
        assert path.stat().st_size > 50
    assert json.loads((tmp_path / "result.json").read_text())["model"] == "nll-probe"


def test_what_has_no_picture_is_not_drawn(capsys):
    assert "'.svg'" in fault(capsys, "solve", "nll-probe", "-o", "x.svg")
    assert "--json prints" in fault(capsys, "solve", "nll-probe", "-o", "x.json", "--json")


# --- export ---


@pytest.mark.parametrize("form", ["efg", "nfg"])
def test_a_model_for_gambit_is_one_of_numbers(form, tmp_path, capsys):
    path = tmp_path / f"probe.{form}"
    output(capsys, "export", "nll-probe", "--to", form, "--set", "c=0.3", "-o", str(path))
    assert dt.load(path).letters == ()


def test_export_goes_to_standard_output(capsys):
    assert output(capsys, "export", "nll-probe", "--to", "yaml") == dt.dumps(dt.load("nll-probe"), "yaml")


# --- what counts as an equilibrium, and for how long to look ----------------------------------------------------------

# Every command that asks about equilibria.
ASKED = {
    "solve": (),
    "thresholds": ("p",),
    "statics": ("p",),
    "sweep": ("p=0.6,0.9",),
    "required": ("p", "--outcome", "Quiche in peace", "--in", "some"),
    "uncertainty": ("p=0.6:0.9", "--draws", "64"),
    "tornado": ("--of", "payoff of Sender"),
    "sobol": ("--of", "payoff of Sender", "--draws", "64"),
}


@pytest.mark.parametrize("command", ASKED)
def test_concepts_refinements_and_time_limits_reach_every_command(command, capsys):
    """Where p > 1/2, the intuitive criterion strikes pooling on quiche (Cho and Kreps 1987)."""
    words = (command, "beer-quiche", *ASKED[command])
    last = output(capsys, *words, "--concept", "sequential", "--refine", "intuitive").rstrip().splitlines()[-1]
    assert last.startswith("Sequential equilibria ")
    assert "by enumeration of assessments, refined by intuitive;" in last
    # Without a concept, refined all the same.
    last = output(capsys, *words, "--refine", "D1").rstrip().splitlines()[-1]
    assert last.startswith("Perfect Bayesian equilibria ")
    assert "by enumeration of assessments, refined by D1;" in last
    for limit in ("-1", "nan"):
        assert "time_limit is" in fault(capsys, *words, f"--time-limit={limit}")


def test_a_refinement_changes_what_is_answered(capsys):
    words = ("required", "beer-quiche", "p", "--outcome", "Quiche in peace", "--in", "some")
    assert "needs p at least 1/2" in output(capsys, *words)
    assert "cannot be had" in output(capsys, *words, "--refine", "intuitive")


def test_maps_claims_and_figures_take_a_concept(capsys, tmp_path):
    assert "\nNash equilibria by strategic form" in output(capsys, "map", "nll-probe", "c", "k", "--concept", "nash")
    verdicts = [row["verdict"] for row in json.loads(output(capsys, "check", "nll-probe", "--json"))]
    # Claims of the model are about perfect play.
    assert main(["check", "nll-probe", "--json", "--concept", "nash"]) == 1
    assert [row["verdict"] for row in json.loads(capsys.readouterr().out)] != verdicts
    path = tmp_path / "strip.svg"
    assert output(capsys, "plot", "nll-probe", "--thresholds", "c", "--concept", "nash", "-o", str(path))
    assert "Nash equilibria." in path.read_text(encoding="utf-8")


def test_a_command_ends_in_time_and_says_what_is_missing(capsys):
    said = output(capsys, "check", "tripwire", "--time-limit", "0")
    assert "not looked at: the search stopped at its time limit of 0 seconds" in " ".join(said.split())
    said = output(capsys, "tornado", "nll-probe", "--of", "payoff of ROK", "--time-limit", "0")
    assert "g, b, k, l, e, s not looked at" in said
