"""The check of commitments refuses what is not optimal, by linear programmes of its own."""

from dataclasses import replace
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.equilibria.leading import Leading
from deterrence.equilibria.profiles import cell_probabilities
from deterrence.solvers.checks.regret import SolverError, verify
from tests.solvers.matrices.test_commitment import FIRST, matrix


def committed(game, mixture, answer, weak=False):
    """What the check says of a commitment and a reply to it, at what these pay."""
    home = ring(())
    rows = tuple(tuple(home.constant(Fraction(p)) for p in row) for row in (mixture, answer))
    cells = cell_probabilities(rows)
    form = game.form()
    payoffs = tuple(
        sum((p * v for p, v in zip(cells, table.values(), strict=True)), home.zero) for table in form.payoffs
    )
    (known,) = dt.solve(FIRST, "commitment", leader="Leader")
    family = replace(known, layout=form.layout, strategies=rows, outcome_values=cells, payoff_values=payoffs)
    return verify(form, family, "weak-commitment" if weak else "commitment", committed=Leading(0, weak))


@pytest.mark.parametrize("weak", [False, True])
def test_the_optimum_passes(weak):
    assert committed(FIRST, ("1/2", "1/2"), (0, 1), weak) == ""


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize(
    ("mixture", "answer", "said"),
    [
        ((1, 0), (1, 0), "the best commitment pays Leader 7/2, and this one 2"),
        (("1/2", "1/2"), (1, 0), "the best commitment pays Leader 7/2, and this one 3/2"),
        (("2/3", "1/3"), (0, 1), "Follower has a better reply than l2"),
        (("1/2", "1/2"), ("1/2", "1/2"), "this one 5/2"),
    ],
)
def test_less_is_refused(mixture, answer, said, weak):
    with pytest.raises(SolverError, match=said):
        committed(FIRST, mixture, answer, weak)


def test_in_the_weak_version_a_reply_that_is_best_by_ties_only_is_refused():
    game = matrix([[(1, 1), (5, 1)], [(2, 1), (0, 0)]])
    assert committed(game, (1, 0), (0, 1)) == ""
    with pytest.raises(SolverError, match="the best commitment pays Leader 2"):
        committed(game, (1, 0), (0, 1), weak=True)


def test_in_the_weak_version_the_worst_of_equivalent_replies_counts():
    game = matrix([[(4, 1), (0, 1)], [(0, 1), (2, 1)]])
    with pytest.raises(SolverError, match="the best commitment pays Leader 4/3, and this one 4"):
        committed(game, (1, 0), (1, 0), weak=True)
    # It pays 4/3 with this reply, and with the other one less.
    with pytest.raises(SolverError, match="an equivalent reply pays Leader less"):
        committed(matrix([[(4, 1), (0, 1)], [(0, 1), (2, 1)], [("4/3", 1), (0, 1)]]), (0, 0, 1), (1, 0), weak=True)
