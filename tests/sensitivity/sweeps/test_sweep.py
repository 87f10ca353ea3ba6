"""Sweeps: at every point of the grid what the game solved there has, under names, in memory, in chunks and on disk."""

from __future__ import annotations

import pickle
import random
import time
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import xarray as xr

import deterrence as dt
from deterrence.algebra.arrays.compile import BLOCK
from deterrence.equilibria.named import BeliefRange
from deterrence.games.parts.mistakes import GameError
from deterrence.sensitivity.sweeps.stretches import stretches
from deterrence.sensitivity.sweeps.sweep import sweep

PROBE = dt.load("nll-probe")


def number(value) -> float:
    return float(value.as_fraction()) if hasattr(value, "as_fraction") else float(value)


def belief_ends(eq) -> list[tuple[float, float]]:
    found = []
    for index, place in enumerate(eq.layout.places):
        if len(place.nodes) > 1:
            for belief in eq.belief_values[index]:
                low, high = (belief.lower, belief.upper) if isinstance(belief, BeliefRange) else ((belief,), (belief,))
                found.append((max(map(number, low), default=0.0), min(map(number, high), default=1.0)))
    return found


def check_against_solving(game, table: xr.Dataset, grid: dict) -> None:
    """Every point of a table against the game of numbers solved there."""
    for places in product(*[range(len(values)) for values in grid.values()]):
        point = {name: values[i] for (name, values), i in zip(grid.items(), places, strict=True)}
        here = table.isel(dict(zip(grid, places, strict=True)))
        try:
            there = dt.solve(game.base_case(**point))
        except GameError:
            assert not here.granted
            assert not here.exists.any()
            assert here.payoff.isnull().all()
            continue
        assert here.granted
        existing = here.isel(family=np.flatnonzero(here.exists.values))
        assert sorted(existing.family.values) == sorted(eq.name for eq in there)
        assert int(here.equilibria) == len(there)
        for eq in there:
            mine = existing.sel(family=eq.name)
            np.testing.assert_allclose(mine.probability, [number(v) for row in eq.strategies for v in row], atol=1e-12)
            np.testing.assert_allclose(mine.payoff, list(map(number, eq.payoff_values)), atol=1e-9)
            np.testing.assert_allclose(mine.outcome_probability, list(map(number, eq.outcome_values)), atol=1e-12)
            if "belief_low" in mine:
                low, high = zip(*belief_ends(eq), strict=True)
                np.testing.assert_allclose(mine.belief_low, low, atol=1e-12)
                np.testing.assert_allclose(mine.belief_high, high, atol=1e-12)
        missing = here.isel(family=np.flatnonzero(~here.exists.values))
        for variable in ("probability", "payoff", "outcome_probability"):
            assert missing[variable].isnull().all()


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("nll-probe", {"c": [0, 0.5, 0.6, 0.75], "k": [2, 6]}),
        ("nll-probe", {"e": [0.5, 1, 2, 7], "c": [0.25, 1]}),
        ("nuclear-option", {"n": [0.5, 0.6, 0.9], "c": [0.1, 0.5, 0.55, 0.6, 1]}),
        ("chicken", {"P": [0.5, 1, 1.5]}),
        ("two-theatres", {"v_K": [1, 2, 3], "e": [0.25, 0.5, 1]}),
    ],
)
def test_every_point_is_the_game_solved_there(name, grid):
    game = dt.load(name)
    check_against_solving(game, sweep(game, **grid), grid)


def cells_agree(name: str, letter: str, **fixed) -> None:
    """The equilibria of every cell of `thresholds`, the thresholds among them, are those of the sweep there."""
    game = dt.load(name)
    line = dt.thresholds(game, letter, **fixed)
    rational = [cell for cell in line.cells if isinstance(cell.interval.lower, Fraction)]
    at = []
    for cell in rational:
        low, high = cell.interval.lower, cell.interval.upper
        at.append(low if low == high else low + Fraction(float(high or low + 2) - float(low)) / 2)
        assert cell.interval.contains(at[-1])
    table = sweep(game, at={letter: at}, **fixed)
    for place, cell in enumerate(rational):
        here = table.isel({letter: place})
        mine = sorted(here.family.values[here.exists.values])
        assert mine == sorted(eq.name for eq in cell.equilibria), (name, letter, cell)


@pytest.mark.parametrize(("name", "letter"), [("nll-probe", "c"), ("chicken", "P"), ("preemption", "c")])
def test_cells_and_thresholds_agree_with_the_sweep(name, letter):
    cells_agree(name, letter)


@pytest.mark.slow
def test_a_large_tree_in_one_letter_is_swept_as_its_cells_are():
    game = dt.load("opcon")
    cells = [cell for cell in dt.thresholds(game, "c").cells if cell.interval.lower != cell.interval.upper]
    table = sweep(game, c=["0.1", "0.3", "0.5"])
    for place, cell in enumerate(cells):
        [eq] = cell.equilibria
        here = table.isel(c=place)
        assert here.family.values[here.exists.values].tolist() == [eq.name]
    assert table.attrs["complete"] == "yes"
    at_a_tie = sweep(game, c=["0.15"])
    assert int(at_a_tie.exists.sum()) == len(dt.thresholds(game, "c").at("0.15")) == 64


MODELS = ["nll-probe", "arms-guardrails", "red-line", "nuclear-option", "unilateral-deterrence"]


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_two_hundred_random_points_and_all_thresholds_agree_with_solving(name):
    """A thousand points in five models: on lines between random values, each with the thresholds on it."""
    game, source = dt.load(name), random.Random(name)
    letter = game.commitment or game.letters[0]
    cells_agree(name, letter)
    for _ in range(10):
        values = {}
        for n, parameter in game.parameters.items():
            low = 0 if parameter.low is None else parameter.low
            high = low + 10 if parameter.high is None else parameter.high
            values[n] = [low + (high - low) * Fraction(source.randrange(1, 1000), 1000) for _ in range(20)]
        fixed = {n: parameter.base for n, parameter in game.parameters.items() if n != letter}
        try:
            moved = fixed | {n: values[n][0] for n in fixed if source.random() < 0.5}
            line = dt.thresholds(game, letter, **moved)
        except GameError:
            moved, line = fixed, dt.thresholds(game, letter, **fixed)
        grid = {letter: values[letter] + [v for v in line.points if isinstance(v, Fraction)]}
        check_against_solving(game.at(**moved), sweep(game, at=grid, **moved), grid)


def test_beliefs_are_swept_too():
    game = dt.load("beer-quiche")
    (letter,) = game.letters
    parameter = game.parameters[letter]
    low, high = parameter.low or Fraction(0), parameter.high or Fraction(1)
    grid = {letter: [low + (high - low) * Fraction(n, 5) for n in range(1, 5)]}
    table = sweep(game, **grid)
    assert {"belief_low", "belief_high"} <= set(table)
    assert (table.belief_low.fillna(0) <= table.belief_high.fillna(0)).all()
    check_against_solving(game, table, grid)


def test_a_table_says_what_it_is_of():
    table = sweep(PROBE, c=[0.3, 0.9], k=2)
    assert table.c.attrs["long_name"] == PROBE.parameters["c"].meaning
    assert table.c.attrs["units"] == PROBE.parameters["c"].unit
    assert table.attrs["fixed"].startswith("g = 2, b = 6, k = 2")
    assert table.attrs["concept"] == "subgame-perfect"
    assert table.attrs["complete"] == "yes"
    assert table.probability.dims == ("family", "choice", "c")
    assert table.choice.values.tolist() == ["DPRK: Refrain", "DPRK: Probe", "ROK: Absorb", "ROK: Respond"]
    assert table.choice_move.sel(choice="ROK: Absorb") == "Absorb"
    assert table.choice_agent.sel(choice="ROK: Absorb") == "ROK"
    assert table.player.values.tolist() == ["DPRK", "ROK"]
    assert table.outcome.values.tolist() == ["Status quo", "New status quo", "Repelled", "Escalation"]
    assert all("long_name" in variable.attrs for variable in table.data_vars.values())
    assert [float(v) for v in table.payoff.sel(family="DPRK Refrain; ROK Respond", player="DPRK")] == [
        pytest.approx(float("nan"), nan_ok=True),
        0,
    ]


def test_families_that_exist_nowhere_on_the_grid_are_left_out():
    assert sweep(PROBE, c=[0.8, 0.9]).family.values.tolist() == ["DPRK Refrain; ROK Respond"]
    assert sweep(PROBE, c=[0.5], k=[1, 9]).sizes["family"] == 5


def test_letters_not_given_are_at_base_and_all_may_be():
    table = sweep(PROBE)
    assert dict(table.sizes) == {"family": 1, "choice": 4, "player": 2, "outcome": 4}
    assert table.payoff.sel(player="DPRK").values == pytest.approx(1.2)


def test_a_tie_that_floats_miss_is_met():
    # In floats 0.1 * 3 is not 0.3, and neither are these: what counts is the decimal that was typed.
    game = dt.Matrix(
        ["A"],
        {"A": ["x", "y"]},
        {"x": ["a + b"], "y": ["3/10"]},
        parameters=[dt.Parameter("a", "", 0, 1), dt.Parameter("b", "", 0, 1)],
    )
    table = sweep(game, a=[0.1, 0.2], b=[0.2, 0.1])
    assert np.array_equal(table.equilibria, [[2, 1], [1, 2]])
    thirds = sweep(PROBE, c=["1/2", "3/4", Fraction(3, 4), 0.75])
    assert np.array_equal(thirds.equilibria, [2, 2, 2, 2])


def test_an_equilibrium_written_in_pieces_is_counted_once():
    game = dt.Matrix(
        ["A"],
        {"A": ["stay", "go"]},
        {"stay": ["max(x, y)"], "go": [1]},
        parameters=[dt.Parameter("x", "", 0, 2), dt.Parameter("y", "", 0, 2)],
    )
    table = sweep(game, x=[0, 0.5, 1, 1.5, 2], y=[0, 0.5, 1, 1.5, 2])
    highest = np.maximum(table.x, table.y)
    assert np.array_equal(table.equilibria, np.where(highest == 1, 2, 1))
    stay = table.payoff.isel(family=[n.startswith("A stay") for n in table.family.values]).max("family").squeeze()
    np.testing.assert_allclose(stay.where(highest >= 1), highest.where(highest >= 1))


FUNCTIONS = {
    "players": ["A", "B"],
    "moves": {"A": ["x", "y"], "B": ["l", "r"]},
    "payoffs": {
        ("x", "l"): ["sqrt(a)*w", 1],
        ("x", "r"): [0, "exp(-b)"],
        ("y", "l"): ["1/2", "b"],
        ("y", "r"): ["log(b + 1)", 0],
    },
    "definitions": {"w": "1 + a*z", "z": "sqrt(b/2)"},
    "parameters": [dt.Parameter("a", "", 0, 2, base=1), dt.Parameter("b", "", 0, 2, base=1)],
    "assumptions": ["log(a + 1) < b or a <= 1"],
}


def test_functions_that_are_not_rational_are_letters_with_numbers_put_in():
    game, grid = dt.Matrix(**FUNCTIONS), {"a": [0, 0.16, 0.25, 1, 1.5, 2], "b": [0, 0.1, 0.5, 2]}
    table = sweep(game, **grid)
    assert table.attrs["exact"] == "no"
    check_against_solving(game, table, grid)
    xr.testing.assert_identical(sweep(game, **grid, chunks={"a": 4, "b": 3}).compute(), table)


def test_functions_of_letters_in_a_repeated_game_are_letters_too(monkeypatch):
    monkeypatch.setattr("deterrence.sensitivity.sweeps.without_formulas.by_points", None)  # it has formulas
    cells = {("C", "C"): ("6*sqrt(a)", 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    letters = [dt.Parameter(name, "", 0, 1) for name in ("a", "r")]
    game = dt.Repeated(["A", "B"], {"A": ["C", "D"], "B": ["C", "D"]}, cells, "sqrt(r)", parameters=letters)
    table = sweep(game, a=[0.25, 0.5], r=[0.125, 0.5])
    for a, r in product([0.25, 0.5], [0.125, 0.5]):
        there = table.sel(a=a, r=r)
        paid = sorted(there.payoff.sel(player="A").values[there.exists.values])
        families = dt.solve(game.at(a=a, r=r))
        assert paid == pytest.approx(sorted(float(family.payoffs["A"]) for family in families))
        assert len(paid) == (2 if r == 0.5 else 1)  # B cooperates where (5 - 3)/(5 - 1) <= sqrt(r)


def test_where_a_function_has_no_value_the_assumptions_must_fail():
    def game(**shared):
        letters = [dt.Parameter("a", "", 0, 1), dt.Parameter("b", "", 0, 1, base=0)]
        return dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["log(a - b)"], "y": [0]}, parameters=letters, **shared)

    with pytest.raises(ValueError, match=r"payoff for A .*at a = 0, b = 1/4: log\(-1/4\) has no value: assume"):
        sweep(game(), a=[0, 0.5, 1], b=[0.25])
    assert sweep(game(assumptions=["a > b"]), a=[0, 0.5, 1]).granted.values.tolist() == [False, True, True]


def test_games_without_formulas_are_solved_point_by_point():
    game = dt.Matrix(
        ["A"],
        {"A": ["x", "y"]},
        {"x": ["sqrt(w)"], "y": ["1/2"]},
        parameters=[dt.Parameter("a", "", 0, 1)],
        assumptions=["a != 1"],
        types={"A": {"Hard": "1/2", "Soft": "1/2"}},
        definitions={"w": {"A": {"Hard": "a", "Soft": "a/4"}}},
    )
    table = sweep(game, a=[0, 0.16, 0.36, 0.64, 1])
    assert table.granted.values.tolist() == [True, True, True, True, False]
    assert table.attrs["complete"]
    assert not table.attrs["why"]
    hard = table.probability.sel(choice="A (Hard): x").max("family")
    assert hard.values[:4].tolist() == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="chunks and store need a game that has formulas"):
        sweep(game, a=[0, 1], chunks=1)


def test_letters_that_bear_our_names_are_kept_apart():
    letters = ["player", "store", "exists"]
    game = dt.Matrix(
        ["A"],
        {"A": ["x", "y"]},
        {"x": ["player + exists"], "y": ["store"]},
        parameters=[dt.Parameter(name, "", 0, 9, base=1) for name in letters],
    )
    table = sweep(game, at={"store": [1, 5]}, player=[0, 3], exists=2)
    assert table.payoff.dims == ("family", "player_", "store", "player")
    assert table.exists.dims[0] == "family"
    assert "exists_" in sweep(game, exists=[1, 2])


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ({"cc": [1]}, "'cc' is not a free parameter"),
        ({"c": [0.5, 1.5]}, "c = 3/2 lies outside its range"),
        ({"c": []}, "'c' is given no value"),
        ({"c": range(10**9)}, "'c' is given 1,000,000,000 values; at most 10,000,000"),
        ({"c": [[0.1]]}, "'c' must be"),
        ({"c": np.zeros((2, 2))}, "one number or a row of numbers"),
        ({"c": ["x"]}, "'c' must be numbers"),
        ({"c": [0.5, np.nan]}, "'c' must be"),
        ({"c": np.array([0.5, np.inf])}, "finite"),
        ({"c": 2}, "range"),
        ({"c": [0.5], "l": 5}, "assumption"),
    ],
)
def test_mistakes_are_explained(grid, message):
    with pytest.raises(ValueError, match=message):
        sweep(PROBE, **grid)


def test_a_table_too_large_for_memory_is_refused_with_advice():
    with pytest.raises(ValueError, match=r"GiB of memory: give chunks='auto'"):
        sweep(PROBE, c=np.linspace(0, 1, 3000), k=np.linspace(1, 10, 3000), b=np.linspace(1, 10, 40))


# --- in chunks ------------------------------------------------------------------------------------------------------

GRID = {"c": np.linspace(0, 1, 21), "k": [1, 2, "10/3", 7]}


def test_a_family_on_a_threshold_is_found_wherever_the_grid_meets_it():
    # So large that every other value of c is looked at first, and 1/2 is not among those.
    wide = {"c": np.linspace(0, 1, 903), "k": np.linspace(0.01, 10, 100)}
    lazy = sweep(PROBE, **wide, chunks="auto")
    assert lazy.family.values.tolist() == sweep(PROBE, **wide).family.values.tolist()
    assert lazy.sizes["family"] == 5  # c = 1/2 is on the grid
    assert sweep(PROBE, c=np.linspace(0, 1, 904), k=wide["k"], chunks="auto").sizes["family"] == 3
    assert sweep(PROBE, c=np.linspace(0, 0.4, 300), k=wide["k"], chunks="auto").sizes["family"] == 1


@pytest.mark.parametrize("chunks", ["auto", 3, {"c": 8}, {"c": 1, "k": 2}])
def test_chunks_change_nothing(chunks):
    lazy = sweep(PROBE, **GRID, chunks=chunks)
    assert lazy.probability.chunks is not None
    xr.testing.assert_identical(lazy.compute(), sweep(PROBE, **GRID))


def test_a_part_of_a_lazy_table_is_computed_alone():
    lazy = sweep(PROBE, c=np.linspace(0, 1, 10**5), k=np.linspace(1, 10, 10**4), chunks={"c": 500, "k": 500})
    assert lazy.payoff.size > 10**9
    corner = lazy.payoff.isel(c=slice(0, 3), k=slice(0, 2)).compute()
    assert np.array_equal(corner.sel(family="DPRK Probe; ROK Absorb", player="ROK"), np.full((3, 2), -1))


@pytest.mark.parametrize(
    ("chunks", "message"), [("many", "not 'many'"), ({"b": 2}, "'b'"), (0, "positive"), ({"c": 2.5}, "positive")]
)
def test_chunks_that_make_no_sense_are_refused(chunks, message):
    with pytest.raises(ValueError, match=message):
        sweep(PROBE, **GRID, chunks=chunks)


def test_what_is_sent_to_a_worker_gives_the_same_numbers_there():
    from deterrence.sensitivity.sweeps.compiled_families import recipe

    found = dt.solve(PROBE.at(g=2, b=6, l=1, e=3, s=1))
    here = recipe(found.families, ())
    twin = pickle.loads(pickle.dumps(here))
    from deterrence.sensitivity.sweeps.grid import Grid

    points = Grid({"c": [0.5, 0.6], "k": [1, 9]}).points
    for name, values in here.table(points).items():
        np.testing.assert_array_equal(values, twin.table(points)[name])


# --- speed ----------------------------------------------------------------------------------------------------------


def by_hand(c: np.ndarray, k: np.ndarray) -> tuple[np.ndarray, ...]:
    """The probe model as one would write it in NumPy."""
    g, b, loss, e, s = 2.0, 6.0, 1.0, 3.0, 1.0
    shape = np.broadcast_shapes(c.shape, k.shape)
    respond, absorb = c >= (e - loss) / (e + s), c <= (e - loss) / (e + s)
    deterred, tempted = c >= b / (b + k), c <= b / (b + k)
    exists = np.stack([np.broadcast_to(absorb, shape), respond & deterred, respond & tempted])

    def family(mask, *rows):
        return [np.where(mask, np.stack([np.broadcast_to(v, shape) for v in row]), np.nan) for row in rows]

    families = (
        family(exists[0], [0, 1, 1, 0], [g, -loss], [0, 1, 0, 0]),
        family(exists[1], [1, 0, 0, 1], [0, 0], [1, 0, 0, 0]),
        family(exists[2], [0, 1, 0, 1], [(1 - c) * b - c * k, c * s - (1 - c) * e], [0, 0, c, 1 - c]),
    )
    return (exists, *(np.stack(part) for part in zip(*families, strict=True)), exists.sum(axis=0))


@pytest.mark.slow
def test_a_million_points_take_at_most_three_times_as_long_as_numpy_by_hand():
    c, k = np.linspace(0, 1, 1000), np.linspace(0.01, 10, 1000)

    def fastest(work) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    ours = fastest(lambda: sweep(PROBE, c=c, k=k))
    theirs = fastest(lambda: by_hand(c[:, None], k[None, :]))
    table, hand = sweep(PROBE, c=c, k=k), by_hand(c[:, None], k[None, :])
    unlike = (table.exists.values != hand[0]).any(axis=0)
    assert unlike.sum() < 20  # points on c = 6/(6 + k), where floats err
    for mine, other in zip((table.probability, table.payoff, table.outcome_probability), hand[1:4], strict=True):
        np.testing.assert_allclose(mine.values[..., ~unlike], other[..., ~unlike], atol=1e-12)
    assert ours < 3 * theirs


def test_points_that_the_time_does_not_reach_say_so():
    grid = {"c": np.linspace(0, 1, 2 * BLOCK + 5)}
    found = dt.solve(PROBE.at({name: p.base for name, p in PROBE.parameters.items() if name != "c"}))
    table, whole = dt.sweep(found, **grid, time_limit=0), dt.sweep(found, **grid)
    assert whole.attrs["complete"] == "yes"
    assert table.attrs["complete"] == "no"
    assert f"{BLOCK:,} of {2 * BLOCK + 5:,} points were looked at" in table.attrs["why"]
    reached, left = slice(0, BLOCK), slice(BLOCK, None)
    xr.testing.assert_equal(
        table.isel(c=reached).drop_attrs(), whole.isel(c=reached).sel(family=table.family).drop_attrs()
    )
    assert (table.equilibria[left] == -1).all()
    assert not table.exists[:, left].any()
    assert table.payoff[:, :, left].isnull().all()


def test_where_a_family_exists_is_told_between_the_points_of_one_letter():
    """Thresholds of nll-probe in c: (e - l)/(e + s) = 1/2 and b/(b + k) = 3/4."""
    told = sweep(PROBE, c=[0.1, 0.6, 0.9]).exists_on
    assert sorted(told.values) == ["[0, 0.5]", "[0.5, 0.75]", "[0.75, 1]"]
    assert "exists_on" not in sweep(PROBE, c=[0.1], k=[1, 2]).coords


def test_stretches_that_touch_are_one():
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["(c - 1)**2*(c - 2)"], "y": [0]}, parameters=["c"])
    table = sweep(game, c=[0, 1, 3])
    assert dict(zip(table.family.values, table.exists_on.values)) == {"A x": "{1} or [2, inf)", "A y": "(-inf, 2]"}
    assert stretches("{1} or [2, inf)") == [(1, 1), (2, float("inf"))]
