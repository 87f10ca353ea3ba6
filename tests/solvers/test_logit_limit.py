"""Beliefs at the limit of the logit branch."""

import deterrence as dt
from deterrence.games.tree import tree_form
from deterrence.solvers.logit_limit import limit_of_tree


def test_what_chance_never_brings_about_is_not_believed_in():
    def reply(right):
        return dt.Decision("B", {"l": dt.Outcome("", (0, 1 - right)), "r": dt.Outcome("", (0, right))}, "b")

    game = dt.Tree(["A", "B"], dt.Chance({"never": (0, reply(0)), "always": (1, reply(1))}))
    [family] = limit_of_tree(tree_form(game), "perfect-bayesian").families
    assert list(family.belief_values.values()) == [(0, 1)]
    assert float(family["B"]["r"]) == 1
