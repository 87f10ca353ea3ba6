"""Families of trees where formulas have poles, and large trees where moves tie without a change of choice."""

import deterrence as dt


def test_a_family_does_not_exist_where_a_payoff_is_divided_by_zero():
    c, k = (dt.Parameter(name, "", 0, 1, base=base) for name, base in (("c", "0.6"), ("k", "0.5")))
    answer = dt.Decision("B", {"up": dt.Outcome("y", (1, 1)), "down": dt.Outcome("z", (2, "c/k"))})
    game = dt.Tree(
        players=["A", "B"],
        parameters=[c, k],
        root=dt.Decision("A", {"left": dt.Outcome("x", ("1/(c - k)", 0)), "right": answer}),
    )
    right_up, left_down, right_down = dt.solve(game)
    assert str(right_up.exists) == "c < k"
    assert left_down.exists.holds(c="3/4", k="1/2")
    assert not left_down.exists.holds(c="1/2", k="1/2")
    assert not right_down.exists.holds(c="0", k="0")


def twigs(depth, first, second):
    """A complete binary tree of one player's decisions whose leaves are worth the one or the other formula."""
    if depth == 0:
        return dt.Decision("A", {"l": dt.Outcome("l", (first,)), "r": dt.Outcome("r", (second,))})
    return dt.Decision("A", {move: twigs(depth - 1, first, second) for move in ("l", "r")})


def test_a_large_tree_is_not_complete_where_moves_touch_inside_or_at_an_end_of_the_range():
    x = dt.Parameter("x", "", 0, 1, base="1/3")
    for second in ("-(2*x - 1)**2", "-x"):
        sapling = dt.Decision("A", {"l": twigs(5, 0, second), "r": dt.Outcome("end", (-2,))})
        found = dt.solve(dt.Tree(players=["A"], parameters=[x], root=sapling))
        assert not found.complete
    assert dt.solve(dt.Tree(players=["A"], parameters=[x], root=twigs(1, 0, "-x - 1"))).complete
