"""Markov perfect equilibria: of D1, of small games by enumeration and value iteration, and what must not matter."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy

import deterrence as dt
from deterrence.equilibria.equilibria import Equilibrium

STATES = ("S", "T")


def random_game(
    seed: int, *, turns: bool = False, scale: int = 1, shift: int = 0, names: Any = STATES
) -> dt.Stochastic:
    """Two states, two players with two moves each; `turns`: B sees what A did."""
    draw = random.Random(seed)

    def following() -> dict[str, Fraction]:
        weights = [draw.randint(0, 3) + (1 if draw.random() < 0.5 else 0) for _ in names]
        weights[draw.randrange(2)] += 1
        return {name: Fraction(w, sum(weights)) for name, w in zip(names, weights, strict=True)}

    states: dict[str, Any] = {}
    for name in names:
        pays = {
            c: [Fraction(draw.randint(-99, 99), 7) * scale + shift for _ in "AB"] for c in itertools.product("xy", "uv")
        }
        after = {cell: following() for cell in pays}
        if turns:
            moves = {
                a: dt.Decision("B", {b: dt.Outcome(f"{a}{b}", pays[a, b], next=after[a, b]) for b in "uv"})
                for a in "xy"
            }
            states[name] = dt.Decision("A", moves)
        else:
            nested = {a: {b: after[a, b] for b in "uv"} for a in "xy"}
            states[name] = {"moves": {"A": ["x", "y"], "B": ["u", "v"]}, "payoffs": pays, "next": nested}
    return dt.Stochastic(["A", "B"], states, discount=Fraction(draw.randint(1, 9), 10), start=names[0])


def pure(eq: Equilibrium) -> tuple[str, ...]:
    return tuple(
        place.moves[list(map(int, row)).index(1)] for place, row in zip(eq.layout.places, rows(eq), strict=True)
    )


def rows(eq: Equilibrium) -> list[list[float]]:
    return [[float(eq[place.agent, place.name][move]) for move in place.moves] for place in eq.layout.places]


def tables(game: dt.Stochastic) -> tuple[np.ndarray, np.ndarray, float]:
    """Payoffs [state, a, b, player] and transitions [state, a, b, state], from the file's own words."""
    pays, moved = np.zeros((2, 2, 2, 2)), np.zeros((2, 2, 2, 2))
    names = list(game.states)
    for s, root in enumerate(game.states.values()):
        for a, after in enumerate(root.moves.values()):
            for b, end in enumerate(after.moves.values()):
                pays[s, a, b] = [float(p.value) for p in end.payoffs]
                for name, p in end.next.items():
                    moved[s, a, b, names.index(name)] = float(p.value)
    return pays, moved, float(game.discount.value)


def best_reply_gap(game: dt.Stochastic, play: np.ndarray, turns: bool) -> float:
    """The most that anyone gains by another plan in any state, by value iteration. `play[s, a, b]` are probabilities.

    With turns, B's optimum is taken after either move of A, and A's given B's reply to either.
    """
    pays, moved, delta = tables(game)
    on = np.zeros((2, 2))
    best = np.zeros((2, 2))
    first = play.sum(axis=2)
    reply = play / np.where(first > 0, first, 1)[:, :, None]
    for _ in range(300):
        worth = (1 - delta) * pays + delta * moved @ on
        on = np.einsum("sab,sabi->si", play, worth)
    for _ in range(300):
        worth = (1 - delta) * pays + delta * moved @ best
        if turns:
            best_a = np.einsum("sab,sab->sa", reply, worth[..., 0]).max(axis=1)
            best_b = np.einsum("sa,sa->s", first, worth[..., 1].max(axis=2))
        else:
            second = play.sum(axis=1)
            best_a = np.einsum("sb,sab->sa", second, worth[..., 0]).max(axis=1)
            best_b = np.einsum("sa,sab->sb", first, worth[..., 1]).max(axis=1)
        best = np.stack([best_a, best_b], axis=1)
    return float(np.abs(best - on).max())


def simultaneous_play(choices: list[list[float]]) -> np.ndarray:
    return np.array([np.outer(choices[2 * s], choices[2 * s + 1]) for s in (0, 1)])


@cache
def solved_game(seed: int) -> tuple[dt.Stochastic, dt.Equilibria]:
    game = random_game(seed)
    return game, dt.solve(game)


SEEDS = [4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1, 2, 3, 5))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pure_equilibria_are_those_that_value_iteration_finds(seed: int) -> None:
    game = solved_game(seed)[0]
    expected = set()
    for profile in itertools.product("xy", "uv", "xy", "uv"):
        choices = [[float(m == first), float(m != first)] for m, first in zip(profile, "xuxu", strict=True)]
        if best_reply_gap(game, simultaneous_play(choices), turns=False) < 1e-9:
            expected.add(profile)
    assert {pure(eq) for eq in solved_game(seed)[1] if eq.is_pure} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_mixed_equilibria_leave_nobody_a_better_plan(seed: int) -> None:
    game, found = solved_game(seed)
    for eq in found:
        assert best_reply_gap(game, simultaneous_play(rows(eq)), turns=False) < 1e-9
        assert all(gain == 0 for gain in dt.regret(game, eq).values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_games_with_turns_have_the_equilibria_that_enumeration_finds(seed: int) -> None:
    game = random_game(seed, turns=True)
    pays, moved, delta = tables(game)
    expected = set()
    for plan in itertools.product(range(2), repeat=6):  # in each state A's move, B's after x, B's after y
        move, reply = [plan[0], plan[3]], [plan[1:3], plan[4:6]]
        chain = np.array([moved[s, move[s], reply[s][move[s]]] for s in (0, 1)])
        paid = np.array([pays[s, move[s], reply[s][move[s]]] for s in (0, 1)])
        value = np.linalg.solve(np.eye(2) - delta * chain, (1 - delta) * paid)
        worth = (1 - delta) * pays + delta * moved @ value
        good = all(
            worth[s, a, reply[s][a], 1] >= worth[s, a, 1 - reply[s][a], 1] for s in (0, 1) for a in (0, 1)
        ) and all(
            worth[s, move[s], reply[s][move[s]], 0] >= worth[s, 1 - move[s], reply[s][1 - move[s]], 0] for s in (0, 1)
        )
        if good:
            expected.add(("xy"[plan[0]], "uv"[plan[1]], "uv"[plan[2]], "xy"[plan[3]], "uv"[plan[4]], "uv"[plan[5]]))
    found = dt.solve(game)
    assert found.complete
    assert {pure(eq) for eq in found if eq.is_pure} == expected


@pytest.mark.slow
def test_a_claim_about_equilibria_that_may_be_missing_is_not_called_proved() -> None:
    game = random_game(3)  # both mix in both states, for which there is no formula
    assert not dt.solve(game).complete
    letter = dt.Parameter("a", low=0, high=1)
    unused = dt.Stochastic(game.players, game.states, game.discount, parameters=[letter])
    never = dt.Claim("A plays x for sure never.", {"A": {"S": "x"}}, "a > 2", "exactly when", "some equilibrium")
    [row] = dt.check(unused, [never], points=1)
    assert row.verdict in ("held", "unknown")
    assert "not all equilibria may have been found" in row.note


@pytest.mark.slow
def test_names_scale_and_origin_of_payoffs_do_not_matter() -> None:
    plain = [rows(eq) for eq in solved_game(4)[1]]
    other = random_game(4, scale=3, shift=-5, names=("War", "Peace"))
    assert [rows(eq) for eq in dt.solve(other)] == plain


def test_without_a_future_every_state_is_its_matrix() -> None:
    game = random_game(1)
    myopic = dt.Stochastic(game.players, game.states, discount=0)
    found = {tuple(map(tuple, rows(eq)[:2])) for eq in dt.solve(myopic)}
    pays, _, _ = tables(game)
    alone = dt.solve(dt.Matrix.from_arrays(pays[0, :, :, 0], pays[0, :, :, 1]))
    assert found == {
        tuple(tuple(float(p) for p in eq[player].values()) for player in ("Row", "Column")) for eq in alone
    }


def test_where_a_payoff_has_no_value_there_is_no_equilibrium() -> None:
    a = dt.Parameter("a", low=0, high=3)
    states = {"S": dt.Decision("A", {"x": dt.Outcome("X", ["1/(a - 1)"]), "y": dt.Outcome("Y", [0])})}
    over_states = dt.Stochastic(["A"], states, "1/2", parameters=[a])
    repeated = dt.Repeated(["A"], {"A": ["x", "y"]}, {"x": ["1/(a - 1)"], "y": [0]}, "1/2", parameters=[a])
    for game in (over_states, repeated):
        found = dt.solve(game)
        assert found
        assert not any(eq.exists.holds(a=1) for eq in found)


def test_one_state_is_the_repeated_matrix_without_memory() -> None:
    chicken = {("x", "u"): (0, 0), ("x", "v"): (-1, 1), ("y", "u"): (1, -1), ("y", "v"): (-4, -4)}
    moves = {"A": ["x", "y"], "B": ["u", "v"]}
    once = dt.Stochastic(["A", "B"], {"Crisis": {"moves": moves, "payoffs": chicken}}, discount="9/10")
    found = dt.solve(once)
    assert found.complete
    assert sorted(rows(eq) for eq in found) == sorted(
        [[float(p) for p in eq[player].values()] for player in "AB"]
        for eq in dt.solve(dt.Matrix(["A", "B"], moves, chicken))
    )


# --- D1 ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hardening() -> dt.Equilibria:
    return dt.solve(dt.load("hardening"))


def family(found: dt.Equilibria, probe: str, absorb: str) -> Equilibrium:
    return next(e for e in found if e["DPRK", "Tolerant"][probe] == 1 and e["ROK", "Tolerant"][absorb] == 1)


NAMES = "c g_0 x_0 x_1 delta h l y E"
_, g_0, x_0, x_1, delta, h, l, y, E = sympy.symbols(NAMES)  # noqa: E741


def symbols_of(expression: sympy.Expr) -> sympy.Expr:
    """The same with symbols that carry no assumptions, to compare formulas by name."""
    return expression.subs({s: sympy.Symbol(s.name) for s in expression.free_symbols})


def bound(eq: Equilibrium, side: str) -> sympy.Expr:
    [found] = getattr(eq.exists.bounds("c"), side)
    return symbols_of(found.sympy().rhs)


def test_the_thresholds_of_hardening_are_the_formulas_derived_by_hand(hardening: dt.Equilibria) -> None:
    c_abs = 1 - (l * (1 - delta) + delta * h * y) / ((1 - delta + delta * h) * E)
    c_res = 1 - (l * (1 - delta) + delta * h * y) / ((1 - delta) * E)
    assert sympy.simplify(bound(family(hardening, "Probe", "Absorb"), "upper") - c_abs) == 0
    assert sympy.simplify(bound(family(hardening, "Refrain", "Absorb"), "upper") - c_res) == 0
    assert sympy.simplify(bound(family(hardening, "Refrain", "Respond"), "lower") - c_res) == 0


def test_where_probing_pays_is_the_formula_derived_by_hand(hardening: dt.Equilibria) -> None:
    probing = family(hardening, "Probe", "Absorb")
    c_g = 1 - delta * h * x_1 / (g_0 * (1 - delta) - delta * h * x_0)
    at = {"g_0": "1/2", "x_0": 2, "x_1": 1, "l": 1, "l_H": 13, "y": "1/2", "E": 10, "k": 2, "delta": "1/2", "h": "1/8"}
    line = probing.at(**{k: v for k, v in at.items() if k != "c"})
    threshold = c_g.subs({sympy.Symbol(k): sympy.Rational(str(v)) for k, v in at.items()})
    assert line.exists.holds(c=Fraction(str(threshold)) - Fraction(1, 100))
    assert line.exists.holds(c=Fraction(str(threshold)))
    assert not line.exists.holds(c=Fraction(str(threshold)) + Fraction(1, 100))


def test_there_are_no_other_equilibria_of_hardening_but_one_in_which_both_mix(hardening: dt.Equilibria) -> None:
    assert hardening.complete_off_ties
    assert [eq.is_pure for eq in hardening.generic].count(False) == 1
    assert len(hardening.generic) == 4


POINTS = [
    {"c": "1/4"},
    {"c": "1/2", "delta": "9/10"},
    {"c": "19/20"},
    {"c": "4/5", "g_0": 8, "h": "1/20"},
    {"c": "1/10", "delta": "1/10", "h": 1, "y": 2},
]


@pytest.mark.parametrize("at", POINTS)
def test_the_families_at_a_point_are_the_equilibria_there(hardening: dt.Equilibria, at: dict[str, Any]) -> None:
    game = dt.load("hardening")
    base = {name: p.base for name, p in game.parameters.items()}
    there = dt.solve(game.base_case(**at))
    families = [eq.at(**(base | at)) for eq in hardening if eq.exists.holds(**(base | at))]
    assert sorted(map(rows, families)) == sorted(map(rows, there))
    assert all(gain == 0 for eq in there for gain in dt.regret(game.base_case(**at), eq).values())


def test_what_is_hardened_stays_so(hardening: dt.Equilibria) -> None:
    probing = family(hardening, "Probe", "Absorb")
    share = symbols_of(probing.outcomes["Hardened and quiet"])
    assert sympy.simplify(share - delta * h / (1 - delta + delta * h)) == 0


# --- structure --------------------------------------------------------------------------------------------------------


def salami(slices: int) -> dt.Stochastic:
    """One slice at a time, until nothing is left or somebody retaliates."""
    states: dict[str, Any] = {"Over": dt.Decision("DPRK", {"Rest": dt.Outcome("Over", (0, 0))})}
    for left in range(1, slices + 1):
        after = f"{left - 1} left" if left > 1 else "Over"
        answer = dt.Decision(
            "ROK",
            {
                "Accept": dt.Outcome("Slice", (1, "-v"), next=after),
                "Retaliate": dt.Outcome("Retaliation", (-2, "-E"), next="Over"),
            },
        )
        states[f"{left} left"] = dt.Decision("DPRK", {"Pause": dt.Outcome("Pause", (0, 0)), "Slice": answer})
    parameters = [dt.Parameter("v", low=0, high=9, base=2), dt.Parameter("E", low=0, high=20, base=5)]
    return dt.Stochastic(
        ["DPRK", "ROK"], states, discount="1/2", start=f"{slices} left", parameters=parameters, assumptions=["v > 0"]
    )


def test_the_last_slice_is_accepted_exactly_when_it_is_worth_less_than_retaliation() -> None:
    found = dt.solve(salami(1))
    accepting = next(eq for eq in found if eq["ROK"]["Accept"] == 1)
    assert str(accepting.exists) == "v <= E"


def test_with_a_last_period_slicing_has_the_thresholds_of_the_tree_in_the_library() -> None:
    # The model `salami` is three opportunities written out as a tree; here it is a state that lasts three periods.
    answer = dt.Decision(
        "ROK",
        {
            "Accept": dt.Outcome("Slice", ("v_D*sigma", "-v_R*sigma")),
            "Retaliate": dt.Outcome("Retaliation", ("-k", "-(1 - c)*E"), next="Over"),
        },
    )
    states = {
        "Contested": dt.Decision("DPRK", {"Pause": dt.Outcome("Pause", (0, 0)), "Slice": answer}),
        "Over": dt.Decision("DPRK", {"Rest": dt.Outcome("Rest", (0, 0))}),
    }
    tree = dt.load("salami")
    game = dt.Stochastic(
        tree.players, states, 1, horizon=3, parameters=tree.parameters.values(), assumptions=tree.assumptions
    )
    for c, slices in (("1/10", 3), ("1/2", 2), ("7/10", 1), ("9/10", 0)):
        [eq] = dt.solve(game.base_case(c=c))
        [ending] = [name for name, chance in eq.outcomes.items() if chance == 1]
        assert ending.split("; ").count("Slice") == slices
        [written] = dt.solve(tree.base_case(c=c))
        assert dict(eq.payoffs) == dict(written.payoffs)


def test_a_chain_of_slices_is_taken_apart_state_by_state() -> None:
    # The last slice goes if v < E; the one before if v + (what the last costs a period later) < E.
    found = dt.solve(salami(2).at(v=2, E=Fraction(5, 2)))
    [eq] = [e for e in found if e.is_pure]
    assert eq["ROK", "1 left"]["Accept"] == 1
    assert eq["ROK", "2 left"]["Retaliate"] == 1  # 2 + 2/2 = 3 > 5/2
    assert eq["DPRK", "2 left"]["Pause"] == 1
