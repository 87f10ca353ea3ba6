"""The threshold above which peace risk-dominates war, against Harsanyi and Selten's definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt

PREEMPTION = dt.load("preemption")


@pytest.mark.parametrize(("alpha", "war_rok", "war_dprk"), [*product(["1/2", "5/2"], ["3", "4"], ["7/2"])])
def test_peace_risk_dominates_exactly_above_c_rd(alpha: str, war_rok: str, war_dprk: str) -> None:
    for step in range(20):
        game = PREEMPTION.base_case(c=Fraction(step, 20), alpha=alpha, w_R=war_rok, w_D=war_dprk)
        payoff = {cell: [game.value(each).as_fraction() for each in row] for cell, row in game.payoffs.items()}
        peace, war = payoff["Wait", "Wait"], payoff["Strike", "Strike"]
        risk_of_peace = (peace[0] - payoff["Strike", "Wait"][0]) * (peace[1] - payoff["Wait", "Strike"][1])
        risk_of_war = (war[0] - payoff["Wait", "Strike"][0]) * (war[1] - payoff["Strike", "Wait"][1])
        if peace[1] < payoff["Wait", "Strike"][1]:
            continue  # peace is no equilibrium here
        difference = Fraction(step, 20) - game.value("c_RD").as_fraction()
        assert (risk_of_peace > risk_of_war) == (difference > 0)
        assert (risk_of_peace == risk_of_war) == (difference == 0)
