"""Choices from an interval: known answers of the literature, and grids of choices at random games."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import pytest

import deterrence as dt
from deterrence.games.parts.nodes import Choice, Decision

UNIT = {
    name: dt.Parameter(name, low=0, high=1, base=base)
    for name, base in {"q": "1/2", "p": "1/2", "c_A": "1/10", "c_w": "2/5", "c_s": "1/10", "c_B": "2/5"}.items()
}


def demand(costs: Mapping[str, str], assumptions: list[str], rule: str | None = None) -> dt.Tree:
    """A demands x of a pie of 1; B grants it or fights, at a cost of war that depends on its type."""
    typed = len(costs) > 1
    reply = Decision(
        "B",
        {"Grant": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": dt.Outcome("War", ["p - c_A", "1 - p - cost"])},
        when_indifferent=rule,
    )
    names = [*(["q"] if typed else []), "p", "c_A", *costs.values()]
    return dt.Tree(
        ["A", "B"],
        Choice("A", "x", 0, 1, reply, "opening"),
        parameters=[UNIT[name] for name in names],
        assumptions=["c_A > 0", *assumptions],
        types={"B": dict(zip(costs, ["q", "1 - q"], strict=True))} if typed else {},
        definitions={"cost": {"B": dict(costs)} if typed else next(iter(costs.values()))},
    )


TWO_TYPES = {"Weak": "c_w", "Strong": "c_s"}


FIRST_AND_SLOW = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]


def rational(dice: random.Random) -> Fraction:
    return Fraction(dice.randint(1, 23), 24)


# --- known answers ---------------------------------------------------------------------------------------------------


def test_slantchev_and_tarar_2011_with_two_types() -> None:
    game = demand(TWO_TYPES, ["0 < q < 1", "0 < c_s < c_w", "0 < p", "p + c_w < 1"])
    risky, safe = dt.solve(game)
    assert risky.name == "A x = p + c_w; B (Weak) Grant; B (Strong) Fight"
    assert safe.name == "A x = p + c_s; B (Weak) Grant; B (Strong) Grant"
    assert str(risky.exists) == "q >= (c_A + c_s)/(c_A + c_w)"
    assert str(safe.exists) == "q <= (c_A + c_s)/(c_A + c_w)"
    assert risky["A", "opening"]["x = p + c_w"] == 1
    assert str(risky.outcomes["War"]) == "1 - q"
    assert str(safe.payoffs["A"]) == "c_s + p"


def test_where_all_may_be_demanded_the_demand_ends_there() -> None:
    found = dt.solve(demand(TWO_TYPES, ["0 < q < 1", "0 < c_s < c_w", "0 < p < 1"]))
    assert not found.complete
    assert found.promise.complete_off_ties
    dice = random.Random(3)
    for _ in range(60):
        at = {name: rational(dice) for name in ("q", "p", "c_A", "c_w", "c_s")}
        if at["c_s"] >= at["c_w"]:
            continue
        gain, sure = at["c_w"] + at["c_A"], at["c_s"] + at["c_A"]
        if at["p"] + at["c_w"] > 1:
            gain = 1 - at["p"] + at["c_A"]
        bold, mild = min(at["p"] + at["c_w"], 1), min(at["p"] + at["c_s"], 1)
        wanted = bold if at["q"] * gain > min(sure, gain) else mild
        if at["q"] * gain != min(sure, gain):
            (only,) = [eq for eq in found if eq.exists.holds(at)]
            assert demanded(only, at) == wanted


def test_fearon_1995_with_complete_information() -> None:
    inside, corner = dt.solve(demand({"": "c_B"}, ["c_B > 0"]))
    assert inside.name == "A x = p + c_B; B Grant"
    assert str(inside.exists) == "p < 1 - c_B"
    assert corner.name == "A x = 1; B Grant"
    assert str(corner.exists) == "p >= 1 - c_B"
    assert all(eq.outcomes["War"] == 0 for eq in (inside, corner))


def test_an_effort_is_best_where_its_derivative_is_zero() -> None:
    answer = Decision("B", {"Yield": ("v*x - x**2/2", 0), "Hold": ("v*x - x**2/2 - k", 1)})
    letters = [dt.Parameter("v", low=0, high=2), dt.Parameter("k", low=0, high=1)]
    found = dt.solve(dt.Tree(["A", "B"], Choice("A", "x", 0, 1, answer), parameters=letters))
    assert [(eq.name, str(eq.exists)) for eq in found] == [
        ("A x = v; B Hold", "v > 0 and v < 1"),
        ("A x = 1; B Hold", "v >= 1"),
    ]


def test_without_the_answer_that_makes_it_best_no_choice_is_best_and_that_is_said() -> None:
    found = dt.solve(demand({"": "c_B"}, ["c_B > 0", "p + c_B < 1"], "Fight"))
    assert len(found) == 0
    assert "no value of 'x' is best" in found.why
    assert "the closer to p + c_B the better, but there B is indifferent and plays Fight" in found.why


def test_an_answer_that_changes_at_the_end_of_the_interval_cannot_be_had_nearby() -> None:
    """B would say yes to less than nothing only; told to say no at the tie, it always does, and 0 is best."""
    answer = Decision("B", {"Yes": (5, "-x"), "No": ("1 - x", 0)}, when_indifferent="No")
    found = dt.solve(dt.Tree(["A", "B"], Choice("A", "x", 0, 1, answer)))
    assert [(eq.name, eq.payoffs["A"]) for eq in found] == [("A x = 0; B No", 1)]
    assert found.complete


def test_the_rule_that_favours_the_chooser_may_be_written_out() -> None:
    plain, written = (dt.solve(demand({"": "c_B"}, ["c_B > 0"], rule)) for rule in (None, "Grant"))
    assert [(a.name, str(a.exists)) for a in plain] == [(b.name, str(b.exists)) for b in written]
    assert "in favour of A by B" in str(plain.promise)
    assert "Grant by B" in str(written.promise)


def test_where_war_is_best_any_demand_that_is_refused_is_and_that_is_said() -> None:
    answer = Decision("B", {"Grant": ("x", "1 - x"), "Fight": (2, "1/2")})
    found = dt.solve(dt.Tree(["A", "B"], Choice("A", "x", 0, 1, answer)))
    assert {eq["B"]["Fight"] for eq in found} == {1}
    assert not found.complete
    assert "makes no difference" in found.why


# --- random games against grids --------------------------------------------------------------------------------------


def demanded(eq: dt.Equilibrium, at: Mapping[str, Fraction]) -> Fraction:
    (move,) = [move for move, p in eq["A"].items() if p == 1]
    return (
        dt.Tree(["A"], dt.Outcome("", [move.split(" = ")[1]]), parameters=list(at))
        .at(at)
        .form()
        .nodes[0]
        .payoffs[0]
        .as_fraction()
    )


def drawn(dice: random.Random, letter: bool, curved: bool) -> tuple[list[list[list[list[int]]]], int]:
    """Coefficients (1, t, x, x*x) by type, answer and player; and the number of types."""
    types = dice.choice((1, 2, 2, 3))

    def numbers(player: int) -> list[int]:
        return [
            dice.randint(-3, 3),
            dice.randint(-2, 2) if letter else 0,
            dice.randint(-3, 3),
            dice.randint(-2, 1) if curved and player == 0 else 0,
        ]

    return [[[numbers(player) for player in range(2)] for _ in range(2)] for _ in range(types)], types


def game_of(payoffs: list[list[list[list[int]]]], letter: bool) -> dt.Tree:
    def formula(a: list[int]) -> str:
        return f"{a[0]} + {a[1]}*t + {a[2]}*x + {a[3]}*x**2" if letter else f"{a[0]} + {a[2]}*x + {a[3]}*x**2"

    kinds = [str(k) for k in range(len(payoffs))]
    definitions = {
        f"d{answer}{player}{power}": {"B": {k: payoffs[int(k)][answer][player][power] for k in kinds}}
        for answer in range(2)
        for player in range(2)
        for power in range(4)
    }

    def typed(answer: int, player: int) -> str:
        d = [f"d{answer}{player}{power}" for power in range(4)]
        return f"{d[0]} + {d[1]}*{'t' if letter else 0} + {d[2]}*x + {d[3]}*x**2"

    many = len(payoffs) > 1
    text = typed if many else (lambda answer, player: formula(payoffs[0][answer][player]))
    answers = {name: dt.Outcome(name, [text(i, 0), text(i, 1)]) for i, name in enumerate(("Yes", "No"))}
    return dt.Tree(
        ["A", "B"],
        Choice("A", "x", 0, 1, Decision("B", answers)),
        types={"B": dict.fromkeys(kinds, Fraction(1, len(kinds)))} if many else {},
        definitions=definitions if many else {},
        parameters=[dt.Parameter("t", low=-1, high=1)] if letter else [],
    )


def value(a: list[int], t: Fraction, x: Fraction) -> Fraction:
    return a[0] + a[1] * t + a[2] * x + a[3] * x * x


def worth(payoffs: list[list[list[list[int]]]], t: Fraction, x: Fraction) -> Fraction:
    """What A expects from x where B answers best, and at ties as A likes."""
    total = Fraction(0)
    for row in payoffs:
        total += max((value(own[1], t, x), value(own[0], t, x)) for own in row)[1]
    return total / len(payoffs)


def grid(payoffs: list[list[list[list[int]]]], t: Fraction) -> list[Fraction]:
    """Many choices, those at which an answer changes among them, and the peaks of parabolas between these."""
    marks = {Fraction(0), Fraction(1)}
    for row in payoffs:
        slope = row[0][1][2] - row[1][1][2]
        rest = row[0][1][0] - row[1][1][0] + (row[0][1][1] - row[1][1][1]) * t
        if slope and 0 <= -rest / Fraction(slope) <= 1:
            marks.add(-rest / Fraction(slope))
    found = {*marks, *(Fraction(k, 60) for k in range(61))}
    for low, high in pairwise(sorted(marks)):
        middle = (low + high) / 2
        played = [max(row, key=lambda own: (value(own[1], t, middle), value(own[0], t, middle)))[0] for row in payoffs]
        bend, slope = sum(a[3] for a in played), sum(a[2] for a in played)
        if bend and low <= Fraction(-slope, 2 * bend) <= high:
            found.add(Fraction(-slope, 2 * bend))
    return sorted(found)


def held(
    payoffs: list[list[list[list[int]]]], t: Fraction, chosen: list[tuple[Fraction, Fraction]], whole: bool
) -> None:
    """Every choice found is best on the grid and pays what it is said to; none that is best there is missing."""
    tried = grid(payoffs, t)
    best = max(worth(payoffs, t, x) for x in tried)
    for x, paid in chosen:
        assert 0 <= x <= 1
        assert worth(payoffs, t, x) == best == paid
    assert chosen
    if whole:
        assert {x for x, _ in chosen} == {x for x in tried if worth(payoffs, t, x) == best}


@pytest.mark.parametrize("seed", FIRST_AND_SLOW)
def test_games_of_numbers_against_a_grid(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(8):
        payoffs, _ = drawn(dice, False, dice.random() < 0.5)
        found = dt.solve(game_of(payoffs, False))
        chosen = [(demanded(eq, {}), as_fraction(eq.payoffs["A"])) for eq in found]
        held(payoffs, Fraction(0), chosen, found.complete)


def as_fraction(number: object) -> Fraction:
    return Fraction(str(number))


@pytest.mark.parametrize("seed", FIRST_AND_SLOW)
def test_families_in_a_letter_against_a_grid(seed: int) -> None:
    dice = random.Random(100 + seed)
    for _ in range(2):
        payoffs, _ = drawn(dice, True, dice.random() < 0.5)
        game = game_of(payoffs, True)
        found = dt.solve(game)
        for _ in range(8):
            t = Fraction(dice.choice((-1, 1)) * dice.randint(1, 96), 97)  # away from ties
            there = [eq.at(t=t) for eq in found if eq.exists.holds(t=t)] if game.letters else list(found)
            chosen = [(demanded(eq, {"t": t}), as_fraction(eq.payoffs["A"])) for eq in there]
            held(payoffs, t, chosen, found.promise.complete_off_ties)


def worth_by_rule(payoffs: list[list[list[list[int]]]], x: Fraction, rule: int) -> Fraction:
    """What A expects from x where B gives the answer of the rule at ties."""
    total = Fraction(0)
    for row in payoffs:
        first, second = (value(row[answer][1], Fraction(0), x) for answer in range(2))
        total += value(row[rule if first == second else int(second > first)][0], Fraction(0), x)
    return total / len(payoffs)


@pytest.mark.parametrize("seed", FIRST_AND_SLOW)
def test_games_with_a_rule_for_the_indifferent_against_a_grid(seed: int) -> None:
    dice = random.Random(200 + seed)
    close = Fraction(1, 10**6)
    for _ in range(8):
        payoffs, _ = drawn(dice, False, dice.random() < 0.5)
        rule = dice.randint(0, 1)
        plain = game_of(payoffs, False)
        assert isinstance(plain.root, Choice)
        assert isinstance(plain.root.then, Decision)
        answer = Decision("B", plain.root.then.moves, when_indifferent=("Yes", "No")[rule])
        found = dt.solve(plain._with(root=Choice("A", "x", 0, 1, answer)))
        tried = grid(payoffs, Fraction(0))
        near = [x for y in tried for x in (y - close, y, y + close) if 0 <= x <= 1]
        best = max(worth_by_rule(payoffs, x, rule) for x in near)
        for eq in found:
            x = demanded(eq, {})
            assert worth_by_rule(payoffs, x, rule) == as_fraction(eq.payoffs["A"]) >= best
        if "no value of" in found.why and not found:
            assert max(worth_by_rule(payoffs, x, rule) for x in tried) < best
        elif found.complete:
            assert found


# --- as it is written ------------------------------------------------------------------------------------------------


def test_files_and_python_keep_the_choice() -> None:
    game = demand(TWO_TYPES, ["0 < q < 1", "0 < c_s < c_w"])
    text = dt.dumps(game, "yaml")
    assert "chooses: {x: {from: 0, to: 1}}" in text
    assert dt.loads(text) == game
    assert 'dt.Choice("A", "x", 0, 1, ' in dt.dumps(game, "py")
    assert "A at 'opening' chooses x from 0 to 1" in str(game)
    assert r"$x \in [0, 1]$" in dt.latex(game)


@pytest.mark.parametrize("kind", ["efg", "nfg"])
def test_formats_of_finite_games_refuse_the_choice(kind: str) -> None:
    with pytest.raises(ValueError, match="'x' is chosen from an interval: save as .yaml or .py"):
        dt.dumps(demand({"": "c_B"}, []).base_case(), kind)


BARGAIN = """\
players: [A, B]
types: {B: {Weak: 1/2, Strong: 1/2}}
parameters: {p: {range: [0, 1], base: 0.5}}
tree:
  player: A
  information: opening
  chooses: {x: {from: 0, to: 1}}
  then:
    player: B
    moves:
      Grant: {outcome: Deal, payoffs: [x, 1 - x]}
      Fight: {outcome: War, payoffs: [p, 0]}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("to: 1", "to: inf", "7:30", "the interval of 'x' has no end ('inf')"),
        ("from: 0, to: 1", "from: 1, to: 0", "7:13", "the interval of 'x', 1 to 0, may be empty: exchange its ends."),
        ("to: 1", "to: p - 1/2", "7:13", "may be empty: assume p - 1/2 >= 0."),
        ("from: 0, to: 1", "from: 0", "7:16", "the interval of 'x' has no 'to'."),
        ("x: {from", "p: {from", "7:13", "'p' is a parameter already"),
        ("to: 1", "to: x", "7:30", "'to' of 'x' uses 'x', which A chooses and which stands only in what follows."),
        ("B: {Weak", "A: {Weak", "5:3", "A has private information and chooses from an interval that others see"),
        ("    player: B", "    player: A", "9:5", "A moves after 'x' is chosen"),
        ("      Fight", "      Wait: [0, 0]\n      Fight", "10:5", "the answer to 'x' is one of two moves, not 3."),
        ("1 - x]", "1 - y]", "11:47", "payoff for B uses 'y', which is not a parameter."),
        ("[x, 1 - x]", "[1/(x - 1/2), 1 - x]", "11:40", "payoff for A may be divided by zero for some 'x'"),
        ("[x, 1 - x]", "[x, 1/(2*x - p)]", "11:43", "of its interval, as at p = "),
        ("payoffs: [p, 0]", "payoffs: [x/x, 0]", "12:39", "payoff for A may be divided by zero for some 'x'"),
        ("  then:\n", "  next:\n", "8:3", "'next' is not a key of a choice from an interval"),
    ],
)
def test_mistakes_are_told_by_their_place(old: str, new: str, place: str, message: str) -> None:
    dt.loads(BARGAIN)
    assert old in BARGAIN
    with pytest.raises(ValueError, match="model.yaml") as told:
        dt.loads(BARGAIN.replace(old, new, 1))
    assert f"model.yaml:{place}: " in str(told.value)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("payoffs", "message"),
    [
        (("x", "1/2 - x**3 + x*t"), "not linear in 'x'"),
        (("1/(x - t)", "1 - x"), "divided by zero for some 'x'"),
        (("min(x, t)", "1 - x"), "quotients of formulas"),
    ],
)
def test_what_is_not_solved_is_refused_by_name(payoffs: tuple[str, str], message: str) -> None:
    answer = Decision("B", {"Grant": payoffs, "Fight": (0, "t/4")})
    with pytest.raises(ValueError, match=message):
        dt.solve(dt.Tree(["A", "B"], Choice("A", "x", 0, 1, answer), parameters=[dt.Parameter("t", low=0, high=1)]))


def test_every_question_about_families_takes_a_choice() -> None:
    game = demand(TWO_TYPES, ["0 < q < 1", "0 < c_s < c_w", "0 < p", "p + c_w < 1"])
    assert dt.thresholds(game, "q").values == (dt.thresholds(game, "q").values[0],)
    assert str(dt.thresholds(game, "q").values[0]) == "2/5"
    assert [str(cell.interval) for cell in dt.best_responses(game, "A", over="q").cells] == [
        "(0, 2/5)",
        "{2/5}",
        "(2/5, 1)",
    ]
    assert float(dt.sweep(game, q=[0.9])["outcome_probability"].sel(outcome="War").max()) == pytest.approx(0.1)
    assert dt.solve(game.base_case()).complete


def test_a_time_limit_is_kept_while_values_are_told_apart() -> None:
    kinds = {f"T{i}": f"c{i}" for i in range(8)}
    answer = Decision("B", {"Grant": ("x", "1 - x"), "Fight": ("p - c_A", "1 - p - cost")})
    game = dt.Tree(
        ["A", "B"],
        Choice("A", "x", 0, 1, answer),
        parameters=[dt.Parameter(name, low=0, high=1) for name in ("p", "c_A", *kinds.values())],
        types={"B": dict.fromkeys(kinds, "1/8")},
        definitions={"cost": {"B": kinds}},
    )
    began = time.monotonic()
    try:
        is_whole = dt.solve(game, time_limit=1).promise.complete_off_ties
    except ValueError:  # not even one case was told apart
        is_whole = False
    assert not is_whole
    assert time.monotonic() - began < 15


def test_the_check_finds_a_choice_that_is_not_best() -> None:
    from deterrence.solvers.checks.choice_regret import check_choice
    from deterrence.solvers.checks.regret import SolverError
    from deterrence.solvers.trees.answered_choice import answered_choices

    game = demand({"": "c_B"}, ["c_B > 0", "p + c_B < 1"])
    names = {node: found.name for found in game.written_sets for node in found.nodes}
    (made,) = answered_choices(game, names)
    (family,) = dt.solve(game)
    check_choice(made, game.value("p + c_B"), family)
    for wrong in ("p", "p + c_B/2", "0", "1", "p + 2"):
        with pytest.raises(SolverError):
            check_choice(made, game.value(wrong), family)


def test_a_choice_may_follow_other_moves() -> None:
    offer = Choice("A", "x", 0, 1, Decision("B", {"Grant": ("x", "1 - x"), "Fight": ("p - c", "1 - p - c")}), "offer")
    root = Decision("B", {"Provoke": offer, "Refrain": dt.Outcome("Quiet", ("1/2", "1/2"))})
    letters = [dt.Parameter(name, low=0, high=1) for name in "pc"]
    found = dt.solve(dt.Tree(["A", "B"], root, parameters=letters, assumptions=["c > 0", "p + c < 1"]))
    assert [(eq.name, str(eq.exists)) for eq in found] == [
        ("B Provoke (start), Grant (after Provoke, x); A x = p + c", "p <= 1/2 - c"),
        ("B Refrain (start), Grant (after Provoke, x); A x = p + c", "p >= 1/2 - c"),
    ]


@pytest.mark.slow
def test_gannon_gartzke_lindsay_and_schram_2023() -> None:
    """How far a gray-zone challenge goes: marginal gain, what the other side tolerates, or all the way."""
    answer = Decision("B", {"Tolerate": ("v*g - kappa*g**2/2", "-l*g"), "Escalate": ("-k", "-w")})
    names = ("v", "kappa", "l", "w", "k")
    game = dt.Tree(
        ["A", "B"],
        Choice("A", "g", 0, 1, answer, "intensity"),
        parameters=[dt.Parameter(name, low=0, high=4) for name in names],
        assumptions=[f"{name} > 0" for name in names],
    )
    found = dt.solve(game)
    assert found.promise.complete_off_ties
    assert {move for eq in found for move, p in eq["A", "intensity"].items() if p == 1} == {
        "g = v/kappa",
        "g = w/l",
        "g = 1",
    }
    dice = random.Random(5)
    for _ in range(25):
        at = {name: 4 * rational(dice) for name in names}
        ways = sorted([at["v"] / at["kappa"], at["w"] / at["l"], Fraction(1)])
        there = [eq for eq in found if eq.exists.holds(at)]
        assert there or ways[0] == ways[1]
        assert all(demanded(eq, at) == ways[0] and eq["B"]["Tolerate"] == 1 for eq in there)


def test_war_may_be_a_lottery_and_types_may_be_drawn_together() -> None:
    lottery = dt.Chance(
        {
            "A wins": ("p", dt.Outcome("A wins", ("1 - c_A", "-cost"))),
            "B wins": ("1 - p", dt.Outcome("B wins", ("-c_A", "1 - cost"))),
        }
    )
    reply = Decision("B", {"Grant": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": lottery})
    rows = [{"B": "Weak", "probability": "q"}, {"B": "Strong", "probability": "1 - q"}]
    game = dt.Tree(
        ["A", "B"],
        Choice("A", "x", 0, 1, reply, "opening"),
        parameters=[UNIT[name] for name in ("q", "p", "c_A", "c_w", "c_s")],
        assumptions=["c_A > 0", "0 < q < 1", "0 < c_s < c_w", "0 < p", "p + c_w < 1"],
        types={"joint": rows},
        definitions={"cost": {"B": TWO_TYPES}},
    )
    risky, safe = dt.solve(game)
    assert str(risky.exists) == "q >= (c_A + c_s)/(c_A + c_w)"
    assert [risky.name, safe.name] == [
        "A x = p + c_w; B (Weak) Grant; B (Strong) Fight",
        "A x = p + c_s; B (Weak) Grant; B (Strong) Grant",
    ]


def test_the_check_looks_from_the_low_end_to_the_high_end() -> None:
    """A demands from 1/4 on; demanding 1/4 is worse than what B just grants, and 2 lies outside of what is allowed."""
    from deterrence.solvers.checks.choice_regret import check_choice
    from deterrence.solvers.checks.regret import SolverError
    from deterrence.solvers.trees.answered_choice import answered_choices

    fight = dt.Outcome("War", ["p - c_A", "1 - p - c_B"])
    reply = Decision("B", {"Grant": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": fight})
    game = dt.Tree(
        ["A", "B"],
        Choice("A", "x", "1/4", 1, reply, "opening"),
        parameters=[UNIT[name] for name in ("p", "c_A", "c_B")],
        assumptions=["c_A > 0", "c_B > 0", "p > 1/4", "p + c_B < 1"],
    )
    names = {node: found.name for found in game.written_sets for node in found.nodes}
    (made,) = answered_choices(game, names)
    (family,) = dt.solve(game)
    assert check_choice(made, game.value("p + c_B"), family)
    for wrong in ("1/4", "p", "1"):
        with pytest.raises(SolverError, match="pays more than"):
            check_choice(made, game.value(wrong), family)


def test_nothing_above_the_interval_is_tried_in_place_of_a_choice():
    """The more is demanded the better, and no more than 2 may be: from 1 to 2, the best is 2."""
    reply = Decision("B", {"Grant": dt.Outcome("Deal", ["x", "5 - x"]), "Fight": dt.Outcome("War", [0, 0])})
    [family] = dt.solve(dt.Tree(["A", "B"], Choice("A", "x", 1, 2, reply, "opening")))
    assert family.choice_values["x"] == 2
