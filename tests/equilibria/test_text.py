"""How equilibria print."""

from dataclasses import replace

import deterrence as dt
from deterrence.algebra.values.approximate import Approximate
from deterrence.equilibria.named import BeliefRange
from deterrence.solvers.solve import solve
from tests.known_games import CHICKEN, NAU_CONTINUUM, TWO_TIES, VON_STENGEL_DEGENERATE


def test_families_of_a_matrix():
    assert (
        str(solve(CHICKEN.game))
        == """\
4 Nash equilibria

1. Row Swerve; Column Dare
     payoffs       Row: -1, Column: 1
     exists where  k >= 1

2. Row Dare; Column Swerve
     payoffs       Row: 1, Column: -1
     exists where  k >= 1

3. Row Dare; Column Dare
     payoffs       Row: -k, Column: -k
     exists where  k <= 1

4. Row mixes Swerve/Dare; Column mixes Swerve/Dare
     Row           Swerve: (k - 1)/k, Dare: 1/k
     Column        Swerve: (k - 1)/k, Dare: 1/k
     payoffs       Row: -1/k, Column: -1/k
     exists where  k > 1

Any mixture of these is an equilibrium as well:
  1, 3  where k = 1
  2, 3  where k = 1

Nash equilibria by support enumeration; exact; complete."""
    )


def test_numbers_have_no_region():
    assert (
        str(solve(VON_STENGEL_DEGENERATE.game))
        == """\
3 extreme Nash equilibria

1. Row 1; Column 4
     payoffs  Row: 3, Column: 3

2. Row 1; Column mixes 4/5
     Column   4: 2/3, 5: 1/3
     payoffs  Row: 3, Column: 3

3. Row mixes 2/3; Column mixes 4/5
     Row      2: 1/3, 3: 2/3
     Column   4: 1/3, 5: 2/3
     payoffs  Row: 4, Column: 8/3

Any mixture of these is an equilibrium as well:
  1, 2

Nash equilibria by support enumeration; exact; complete."""
    )


def test_families_at_ties_are_set_apart():
    game = dt.Matrix.from_arrays([["x", 0], [0, 1]], [[0, 1], [1, 0]], parameters=[dt.Parameter("x", "", 0)])
    text = str(solve(game))
    assert "\nOnly where parameters tie:\n" in text
    assert text.index("exists where  x > 0") < text.index("Only where") < text.index("exists where  x = 0")


def test_what_may_be_missing_is_said():
    last = str(solve(NAU_CONTINUUM)).splitlines()[-1]
    assert last.startswith("Nash equilibria by support enumeration; exact; not complete: ")
    assert "equilibria in which Row mixes Top/Bottom" in last


def test_beliefs_kinds_and_notes():
    (family, *_) = solve(CHICKEN.game)
    home = family.exists.background.ring
    believed = replace(
        family,
        belief_values={0: (BeliefRange((home.zero,), (home.letter("k") / 10,)),)},
        kind="pooling",
        notes=("struck by the intuitive criterion",),
    )
    assert (
        str(believed)
        == """\
Row Swerve; Column Dare (pooling)
  Row believes  : [0, k/10]
  payoffs       Row: -1, Column: 1
  exists where  k >= 1
  note          struck by the intuitive criterion"""
    )


def test_floats_are_short():
    (family, *_) = solve(CHICKEN.game)
    rounded = replace(family, payoff_values=(Approximate(1 / 3), Approximate(2)))
    assert "payoffs       Row: 0.333333, Column: 2" in str(rounded)


def test_html_escapes_what_users_wrote():
    moves = {"A<b>": ["<script>", "y & z"], "B": ["<i>x", "y"]}
    cells = {(a, b): (int(a == "<script>"), int(b == "y")) for a in moves["A<b>"] for b in moves["B"]}
    found = solve(dt.Matrix(["A<b>", "B"], moves, cells))
    for html in (found._repr_html_(), found[0]._repr_html_()):
        assert "<script>" not in html
        assert "A<b>" not in html
        assert "&lt;script&gt;" in html
    assert found._repr_html_().count("<tr>") == 1 + len(found)
    assert ">exists where</th>" in solve(CHICKEN.game)._repr_html_()


def test_what_exists_only_at_a_tie_is_listed_after_the_heading_however_its_conditions_are_written():
    found = solve(TWO_TIES)
    assert [eq.name for eq in found.generic] == ["A L; B U", "A L; B D"]
    printed = str(found)
    assert printed.index("B D") < printed.index("Only where parameters tie:") < printed.index("A R; B U")


def test_what_was_not_decided_is_said():
    a, b = (dt.Parameter(name, "", 0, 4) for name in "ab")
    go = {"Go": ["a"], "Stay": ["b"], "Wait": ["(a + b)/2"]}
    game = dt.Matrix(["A"], {"A": list(go)}, go, parameters=[a, b], assumptions=["a**2 + b**2 == 4"])
    found = solve(game)
    wait = next(eq for eq in found if eq.name == "A Wait")  # at a == b alone, on the circle
    assert wait.exists.interior.possible is None
    assert "whether this needs a tie between parameters was not decided" in str(found)
