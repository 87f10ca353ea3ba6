"""Families by path of play and by outcome: one row each, which exists where one of its families does."""

from functools import cache

import pytest

import deterrence as dt
from deterrence.algebra.conditions.find_point import random_points
from deterrence.equilibria.play import reach
from deterrence.games.tree import tree_form


@cache
def solved(name):
    return dt.solve(dt.load(name))


@pytest.mark.slow
def test_salami_has_four_paths_of_play():
    salami = solved("salami")
    paths = salami.by_path()
    assert [row.name for row in paths.generic] == [
        "DPRK Slice, ROK Accept, DPRK Slice, ROK Accept, DPRK Slice, ROK Accept",
        "DPRK Pause, DPRK Slice, ROK Accept, DPRK Slice, ROK Accept",
        "DPRK Pause, DPRK Pause, DPRK Slice, ROK Accept",
        "DPRK Pause, DPRK Pause, DPRK Pause",
    ]
    assert [row.name for row in salami.by_outcome().generic] == [
        "Three slices taken",
        "Two slices taken",
        "One slice taken",
        "Nothing taken",
    ]


@pytest.mark.parametrize("name", ["tripwire", pytest.param("salami", marks=pytest.mark.slow)])
def test_many_families_print_by_path_and_short(name):
    found = solved(name)
    paths, text, page = found.by_path(), str(found), found._repr_html_()
    assert len(found) > 12
    assert text.startswith(f"{len(found)} subgame-perfect equilibria on {len(paths)} paths of play\n")
    assert len(text) < 5000
    assert text.count("exists where") == page.count("<tr>") - 1 == len(paths)
    assert text.splitlines()[-1] == str(found.promise)


def path(family, form):
    """What is chosen where play comes to, by exact probabilities of reaching each node."""
    rows = [tuple(v.rational.into(form.ring) for v in row) for row in family.strategies]
    met = {
        form.nodes[i].information_set
        for i, chance in enumerate(reach(form, rows))
        if not chance.is_zero and form.nodes[i].kind == "decision"
    }
    return frozenset((i, family.strategies[i]) for i in met)


@pytest.mark.parametrize(
    "name",
    [*(pytest.param(n, marks=pytest.mark.slow) for n in ("salami", "generalized-mutual-deterrence")), "tripwire"],
)
def test_every_family_is_in_one_row_and_rows_differ_on_the_path(name):
    found = solved(name)
    form, rows = tree_form(found.game), found.by_path()
    assert sorted(id(family) for row in rows for family in row.families) == sorted(map(id, found))
    paths = [{path(family, form) for family in row.families} for row in rows]
    assert all(len(shared) == 1 for shared in paths)
    assert len(set.union(*paths)) == len(rows)


@pytest.mark.parametrize(
    "name", ["unilateral-deterrence", pytest.param("generalized-mutual-deterrence", marks=pytest.mark.slow)]
)
def test_a_row_exists_where_one_of_its_families_does(name):
    found = solved(name)
    rows = [*found.by_path(), *found.by_outcome()]
    points = [*random_points(found[0].exists.background, 40)]
    # At random points no parameters tie; where each family exists, some do.
    points += [w for f in found if (w := f.exists.witness.point) and set(w) == set(found.game.letters)]
    assert len(points) > 20
    for point in points:
        for row in rows:
            exists = any(family.exists.holds(point) for family in row.families)
            assert row.holds(**point) == exists, (row.name, point)


def test_families_that_end_alike_share_a_row():
    # A may go by two ways to the same end.
    ends = {"x": dt.Outcome("Peace", [1]), "y": dt.Outcome("Peace", [1]), "z": dt.Outcome("War", ["w"])}
    game = dt.Tree(["A"], dt.Decision("A", ends), parameters=[dt.Parameter("w", "worth of war", 0, 2, base=0)])
    found = dt.solve(game)
    peace = next(row for row in found.by_outcome() if row.name == "Peace")
    assert {family.name for family in peace.families} >= {"A x", "A y"}
    assert peace.exists == "w <= 1"
    assert len(found.by_path()) == len({family.name for family in found})


def test_on_a_path_that_branches_moves_stand_by_player():
    found = dt.solve(dt.load("rudimentary-asymmetric-deterrence-incomplete"))
    assert [row.name for row in found.by_path()] == [
        "A Accept",
        "A Challenge; B (Hard) Resist; B (Soft) Concede",
    ]


def test_the_command_line_prints_rows_as_asked(capsys):
    from deterrence.cli.entry import main

    said = {}
    for by in ("family", "path", "outcome"):
        assert main(["solve", "nll-probe", "--by", by]) == 0
        said[by] = capsys.readouterr().out.splitlines()
    assert said["family"][2] == "1. DPRK Probe; ROK Absorb"
    assert said["path"][2] == "1. DPRK Probe, ROK Absorb"
    assert said["outcome"][2] == "1. New status quo"
    assert "with 4 distributions over outcomes" in said["outcome"][0]
