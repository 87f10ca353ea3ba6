"""Systems of equations that are linear in no unknown: every solution, found by substituting it back."""

from fractions import Fraction

import pytest

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System
from deterrence.solvers.unknowns.pseudo_division import all_solutions


def solved(equations, letters=("V", "U"), unknowns=("e", "f"), bounds=()):
    home = ring((*letters, *unknowns))
    system = System(
        home,
        tuple(home.value(parse(x)) for x in equations),
        tuple(Bound(home.value(parse(x)), ">") for x in bounds),
        unknowns,
        (),
    )
    outcome = Outcome(True, Deadline())
    found = list(all_solutions(system, Background(home), outcome))
    return found, outcome


def test_first_order_conditions_of_a_contest():
    found, outcome = solved(["V*f - (e + f)**2", "U*e - (e + f)**2"], bounds=["e", "f", "V", "U"])
    assert not outcome.unsolved
    [one] = [s for s in found if not s.ties]
    assert {name: str(value) for name, value in one.solved.items()} == {
        "e": "U*V**2/((V + U)**2)",
        "f": "U**2*V/((V + U)**2)",
    }


def test_what_has_one_unknown_left_is_given_back_for_its_roots():
    found, outcome = solved(["e**2 - V", "f - e"])
    assert not found
    [(stuck, factor)] = outcome.unsolved
    assert set(factor.letters) & set(stuck.unknowns) in ({"e"}, {"f"})


def test_a_single_equation_in_two_unknowns_is_not_called_solved():
    found, outcome = solved(["e**2 + f**2 - V"])
    assert not found
    [(stuck, factor)] = outcome.unsolved
    assert set(stuck.unknowns) == {"e", "f"} <= set(factor.letters)


@pytest.mark.parametrize(
    ("equations", "points"),
    [
        (["(e - 1)*(f - 2)", "(e - 3)*(f + 1)"], {(1, -1), (3, 2)}),
        (["e*f - 6", "e**2 - f**2 - 5"], {(3, 2), (-3, -2)}),
        (["e**2 + f**2 - 5", "e*f - 2"], {(1, 2), (2, 1), (-1, -2), (-2, -1)}),
        (["(e + f)**2 - f", "(e + f)**2 - e"], {(0, 0), (Fraction(1, 4), Fraction(1, 4))}),
    ],
)
def test_all_rational_solutions_of_numbers(equations, points):
    found, _ = solved(equations, letters=())
    assert {tuple(s.solved[name].as_fraction() for name in ("e", "f")) for s in found} == points
