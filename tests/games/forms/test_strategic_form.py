"""The reduced strategic form, and behaviour from mixed plans: Kuhn (1953)."""

from fractions import Fraction
from itertools import product

import pytest

from deterrence.algebra.exact.rational import ring
from deterrence.equilibria.play import expected_payoffs, reach
from deterrence.games.forms.strategic_form import MAX_CELLS, TooLargeError, behaviour, plans_of, strategic_form
from deterrence.games.parts.nodes import Chance, Decision, Outcome
from deterrence.games.tree import Tree, tree_form


def centipede(rounds, paid=(0, 0)):
    """Two players in turn take or pass: the n-th to take ends the game with payoffs (n, -n)."""
    node = Outcome("the end", paid)
    for turn in reversed(range(rounds)):
        mover = "AB"[turn % 2]
        node = Decision(
            mover, {"take": Outcome(f"taken {turn}", (turn, -turn)), "pass": node}, information=f"{mover}{turn}"
        )
    return Tree(["A", "B"], node)


def test_plans_leave_out_what_own_moves_exclude():
    """A player that moves n times in a centipede has n + 1 reduced plans: where it takes, if ever; of 2**n."""
    form = tree_form(centipede(8))
    for player in (0, 1):
        assert len(plans_of(form, player)) == 5
        assert len(plans_of(form, player, reduced=False)) == 16
    assert len(strategic_form(form).form.payoffs[0]) == 25
    assert len(strategic_form(form, reduced=False).form.payoffs[0]) == 256


def test_each_reduced_plan_is_played_differently():
    """No two reduced plans of a player agree against everything that the other may do; of plans in full, some do."""
    form = tree_form(centipede(6))
    for reduced in (True, False):
        strategic = strategic_form(form, reduced).form
        rows, columns = (range(len(moves)) for moves in strategic.moves)
        paid = [tuple(strategic.payoffs[0][i, j] for j in columns) for i in rows]
        assert (len(set(paid)) == len(paid)) is reduced
        assert len(set(paid)) == 4


def test_names_tell_plans_apart():
    form = tree_form(centipede(4))
    for moves in strategic_form(form).form.moves:
        assert len(set(moves)) == len(moves) == 3


def hidden():
    """A moves, chance hides the move with probability 1/3, B responds, and A moves again where it went left."""

    def last(m):
        return Decision("A", {"x": Outcome("", (1, m)), "y": Outcome("", (m, 2))}, information="again")

    def reply(m):
        then = last if m == 1 else lambda k: Outcome("", (k, k))
        seen = Decision("B", {"u": then(3), "d": Outcome("", (0, m))}, information=f"sees {m}")
        blind = Decision("B", {"u": Outcome("", (m, 5)), "d": Outcome("", (2, 0))}, information="sees nothing")
        return Chance({"shown": ("2/3", seen), "hidden": ("1/3", blind)})

    return tree_form(Tree(["A", "B"], Decision("A", {"l": reply(1), "r": reply(2)}, information="first")))


def test_behaviour_reaches_what_the_mixture_of_plans_reaches():
    """Kuhn's theorem: under perfect recall both pay the same, whatever the mixtures."""
    form, home = hidden(), ring(())
    strategic = strategic_form(form)
    sizes = [len(own) for own in strategic.plans]
    assert sizes == [3, 8]
    weights = [[Fraction(k + 1, n * (n + 1) // 2) for k in range(n)] for n in sizes]
    mixtures = [[home.constant(w) for w in row] for row in weights]
    rows = behaviour(form, strategic.plans, mixtures)
    assert all(sum(p.as_fraction() for p in row) == 1 for row in rows)
    paid = expected_payoffs(form, reach(form, rows))
    for player in (0, 1):
        expected = sum(
            weights[0][i] * weights[1][j] * strategic.form.payoffs[player][i, j].as_fraction()
            for i, j in product(*map(range, sizes))
        )
        assert paid[player].as_fraction() == expected


def test_the_first_move_stands_where_a_plan_never_comes():
    form, home = hidden(), ring(())
    strategic = strategic_form(form)
    right = next(k for k, plan in enumerate(strategic.plans[0]) if len(plan) == 1)
    mixtures = [[home.one if k == right else home.zero for k in range(3)], [home.one, *[home.zero] * 7]]
    rows = behaviour(form, strategic.plans, mixtures)
    again = next(i for i, place in enumerate(form.information_sets) if place.name == "again")
    assert [str(p) for p in rows[again]] == ["1", "0"]


def test_forms_too_large_are_refused_before_they_are_written():
    rounds = 30  # 2**15 plans each, of which 16 are reduced ones
    form = tree_form(centipede(rounds))
    assert len(strategic_form(form).form.payoffs[0]) == 16**2
    with pytest.raises(TooLargeError, match=f"has {2**rounds:,} cells; at most {MAX_CELLS:,}"):
        strategic_form(form, reduced=False)
