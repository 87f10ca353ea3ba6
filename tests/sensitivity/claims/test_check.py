"""Claims: what is proved is true, and what is refuted is refuted by an example that holds up."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.conditions.find_point import Finder, Sought

SLOW = pytest.mark.slow


@pytest.fixture(scope="module")
def probe() -> dt.Tree:
    return dt.load("nll-probe")


@pytest.fixture(scope="module")
def checked(probe: dt.Tree) -> dt.Checks:
    return dt.check(probe)


def row(game: dt.Matrix | dt.Tree, then: dict, when: str | None = None, *rest: str, **more: object) -> object:
    [found] = dt.check(game, [dt.Claim("claimed", then, when, *rest, **more)])
    return found


def point(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split())


def test_every_claim_of_the_probe_is_settled_as_expected(checked: dt.Checks) -> None:
    assert all(r.is_as_expected and r.verdict != "held" for r in checked)


@pytest.mark.parametrize(
    ("then", "when", "holds"),
    [
        ({"ROK": "Respond"}, "c > 9*c_R/10", "when"),
        pytest.param({"ROK": "Respond"}, "c > 11*c_R/10", "exactly when", marks=SLOW),
        ({"DPRK": "Probe"}, "c < c_D", "exactly when"),
        pytest.param({"DPRK": "Probe"}, "c < c_R", "exactly when", marks=SLOW),
        ({"outcome": "Status quo"}, "c > c_D", "when"),
        ({"probability of": "Escalation", "is": "c"}, "c_R < c < c_D", "when"),
        ({"payoff of": "ROK", "is": "-l"}, "c < c_D", "when"),
        ({"effect of": "c", "on": "payoff of ROK", "is": "negative"}, "c_R < c < c_D", "when"),
        pytest.param({"effect of": "c", "on": "payoff of ROK", "is": "positive"}, "c > c_R", "when", marks=SLOW),
        ({"number of equilibria": 2}, None, "when"),
        pytest.param({"unique": False}, None, "when", marks=SLOW),
    ],
)
def test_a_false_claim_is_refuted_by_an_example_that_can_be_typed(
    probe: dt.Tree, then: dict, when: str, holds: str
) -> None:
    found = row(probe, then, when, holds)
    assert found.verdict == "refuted"
    assert set(point(found.counterexample)) == set(probe.parameters)
    assert len(dt.solve(probe.base_case(**point(found.counterexample)))) >= 1


@pytest.mark.parametrize(
    ("then", "when", "holds"),
    [
        ({"payoff of": "DPRK", "is": "g"}, "c < c_R", "when"),
        ({"effect of": "c", "on": "payoff of ROK", "is": "positive"}, "c_R < c < c_D", "when"),
        pytest.param({"effect of": "c", "on": "payoff of ROK", "is": "zero"}, "c < c_R", "when", marks=SLOW),
        ({"effect of": "c", "on": "payoff of DPRK", "is": "non-positive"}, None, "when"),
        ({"effect of": "c", "on": "probability of Probe", "is": "zero"}, None, "when"),
        ({"probability of": "Probe", "is": 1}, "c < max(c_R, c_D)", "exactly when"),
        pytest.param({"probability of": "Respond", "is": 0}, "c < c_R or c > c_D", "exactly when", marks=SLOW),
        pytest.param({"DPRK": "Probe", "ROK": "Absorb"}, "c < c_R", "exactly when", marks=SLOW),
        pytest.param({"unique": True}, None, "when", marks=SLOW),
        ({"probability of": "Escalation", "is": "max(0, 1 - c)"}, "c_R < c < c_D", "when"),
    ],
)
def test_a_true_claim_is_proved(probe: dt.Tree, then: dict, when: str, holds: str) -> None:
    assert row(probe, then, when, holds).verdict == "proved"


def test_a_condition_that_is_never_met_is_said_to_be_so(probe: dt.Tree) -> None:
    found = row(probe, {"ROK": "Respond"}, "c > c_R and c < c_R")
    assert found.verdict == "proved"
    assert "vacuous" in found.note


def test_at_an_equation_ties_count(probe: dt.Tree) -> None:
    assert row(probe, {"ROK": "Respond"}, "c == c_R and c_R < c_D", in_="some equilibrium").verdict == "proved"
    found = row(probe, {"ROK": "Respond"}, "c == c_R and c_R < c_D")
    assert found.verdict == "refuted"
    assert dt.solve(probe.base_case(**point(found.counterexample))).components


def test_what_is_expected_to_be_refuted_is_reported_as_such(probe: dt.Tree) -> None:
    assert row(probe, {"DPRK": "Probe"}, expected="refuted").verdict == "refuted as expected"
    surprise = row(probe, {"ROK": "Respond"}, "c > c_R", expected="refuted")
    assert surprise.verdict == "proved"
    assert not surprise.is_as_expected


K = dt.Parameter("k", "cost of a crash", 0, 10)
CHICKEN = dt.Matrix.from_arrays(
    [[0, -1], [1, "-k"]],
    [[0, 1], [-1, "-k"]],
    players=["Row", "Column"],
    moves={"Row": ["Swerve", "Dare"], "Column": ["Swerve", "Dare"]},
    parameters=[K],
)


def test_some_equilibrium_must_exist_wherever_the_condition_is_met() -> None:
    dare = {"Row": "Dare", "Column": "Dare"}
    assert row(CHICKEN, dare, "k < 1", "exactly when", "some equilibrium").verdict == "proved"
    assert row(CHICKEN, dare, "k < 2", "when", "some equilibrium").verdict == "refuted"
    assert row(CHICKEN, dare, "k < 1/2", "exactly when", "some equilibrium").verdict == "refuted"


def test_the_number_of_equilibria_is_counted_for_all_values() -> None:
    assert row(CHICKEN, {"number of equilibria": 3}, "k > 1", "exactly when").verdict == "proved"
    assert row(CHICKEN, {"unique": True}, "k < 1", "exactly when").verdict == "proved"
    assert row(CHICKEN, {"unique": True}, "k < 1", "exactly when").note == ""
    assert row(CHICKEN, {"number of equilibria": 2}).by in ("1 equilibrium", "3 equilibria")


def test_a_mixture_is_claimed_by_its_formula() -> None:
    mixture = {"Row": {"Dare": "1/k", "Swerve": "1 - 1/k"}}
    assert row(CHICKEN, mixture, "k > 1", "exactly when", "some equilibrium").verdict == "proved"
    assert row(CHICKEN, mixture, "k > 1", "when", "every equilibrium").verdict == "refuted"


def test_a_continuum_is_not_a_number_of_equilibria() -> None:
    same = dt.Matrix.from_arrays([["x", "x"], [0, 0]], [[1, 1], [1, 1]], parameters=[dt.Parameter("x", "", 1, 2)])
    found = row(same, {"number of equilibria": 2})
    assert found.verdict == "refuted"
    assert found.by == "infinitely many equilibria"


def test_a_value_between_the_ends_of_a_component_is_taken_in_it() -> None:
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["Up", "Down"], "B": ["Left", "Right"]},
        {("Up", "Left"): ("x", 0), ("Up", "Right"): (0, 0), ("Down", "Left"): (-1, 0), ("Down", "Right"): (-1, 0)},
        parameters=[dt.Parameter("x", "", 1, 2)],
    )
    assert row(game, {"payoff of": "A", "is": "x/3"}, in_="some equilibrium").verdict == "proved"
    assert row(game, {"payoff of": "A", "is": "2*x"}, in_="some equilibrium").verdict == "refuted"


@pytest.mark.slow
def test_beliefs_on_and_off_the_path() -> None:
    game = dt.load("rudimentary-asymmetric-deterrence-incomplete")
    claim = {"probability of": "Conflict", "is": "p_B"}
    assert row(game, claim, "p_B < p_star").verdict == "proved"
    beer = dt.load("beer-quiche")
    quiche = {"belief of": "Receiver", "at": "sees quiche", "about": "Strong", "is": 0}
    assert row(beer, quiche, "p > 1/2", in_="some equilibrium").verdict == "proved"
    assert row(beer, quiche, "p > 1/2").verdict == "refuted"


def test_a_game_that_is_only_numbers_of_roots_is_held_at_points() -> None:
    x = dt.Parameter("x", "", 1, 4, base=2)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["sqrt(x)"], "Stay": [1]}, parameters=[x])
    found = row(game, {"A": "Go"}, "x > 1")
    assert found.verdict == "held"
    assert found.points > 0
    assert row(game, {"A": "Go"}, "x > 1", expected="refuted").verdict == "held"
    assert row(game, {"A": "Stay"}, "x > 1").verdict == "refuted"


def test_checks_print_and_become_rows(probe: dt.Tree, checked: dt.Checks) -> None:
    assert "refuted as expected" in str(checked)
    assert [set(r) >= {"model", "claim", "verdict"} for r in checked.to_rows()] == [True] * len(checked)
    assert list(checked.to_frame()["verdict"]) == [r.verdict for r in checked]
    told: list[tuple[int, int, str]] = []
    dt.check(probe, probe.claims[:2], progress=lambda *a: told.append(a))
    assert [t[:2] for t in told] == [(0, 2), (1, 2)]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=SLOW) for seed in (1, 2, 3))])
def test_a_proof_agrees_with_sampled_games_of_numbers(seed: int) -> None:
    import random

    source = random.Random(seed)

    def entry() -> str:
        return f"{source.randint(-3, 3)} + {source.randint(-2, 2)}*x + {source.randint(-2, 2)}*y"

    letters = [dt.Parameter(n, "", 0, 1) for n in "xy"]
    tables = [[[entry() for _ in range(2)] for _ in range(2)] for _ in range(2)]
    game = dt.Matrix.from_arrays(*tables, parameters=letters)
    first, move = game.players[0], game.moves[game.players[0]][0]
    for where in ("every equilibrium", "some equilibrium"):
        verdict = row(game, {first: move}, "x > y", in_=where).verdict
        truths = []
        for _ in range(40):
            x, y = sorted((Fraction(source.randint(1, 96), 97) for _ in range(2)), reverse=True)
            if x > y:
                plays = [e[first][move] == 1 for e in dt.solve(game.at(x=x, y=y))]
                truths.append(all(plays) if where.startswith("every") else any(plays))
        assert verdict == "proved" if all(truths) and verdict != "refuted" else verdict == "refuted"


def test_points_are_found_where_only_a_clause_is_left() -> None:
    from deterrence.algebra.conditions.conditions import condition
    from deterrence.games.background import background

    game = dt.Matrix(
        ["A"], {"A": ["x"]}, {"x": [0]}, parameters=[dt.Parameter("u", "", 0, 1), dt.Parameter("v", "", 0, 1)]
    )
    inside = background(game).interior.background
    u, v = game.ring.letter("u"), game.ring.letter("v")
    option = (condition(u * v - Fraction(9, 10), ">"),)
    other = (condition(u + v - Fraction(1, 100), "<"),)
    answer = Finder(inside).find(Sought.of((condition(u - v, ">"),), [(option, other)]))
    assert answer.possible
    assert answer.point["u"] > answer.point["v"]
    nothing = Finder(inside).find(Sought.of((condition(u * v - 1, ">"),), [(option, other)]))
    assert nothing.possible is False
    # A point has a value for every letter, also where one alone is asked about and no simple point will do.
    alone = Finder(inside).find(Sought.of((condition(u - Fraction(617, 1000), "=="),), ()))
    assert set(alone.point) == {"u", "v"}
    assert alone.point["u"] == Fraction(617, 1000)
    assert inside.holds(alone.point)


def choice(*assumptions: str, form: type = dt.Matrix) -> dt.Matrix | dt.Tree:
    """A takes x or y, whichever is more."""
    shared = {
        "parameters": [dt.Parameter(name, "", 0, 1) for name in ("x", "y", "d")],
        "assumptions": list(assumptions),
    }
    if form is dt.Matrix:
        return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": ["y"]}, **shared)
    return dt.Tree(["A"], dt.Decision("A", {"Go": dt.Outcome("g", ["x"]), "Stay": dt.Outcome("s", ["y"])}), **shared)


@pytest.mark.parametrize(
    ("then", "when", "verdict"),
    [
        ({"A": "Go"}, "x >= 1", "refuted"),  # x = y = 1 is an end of both ranges, and what the condition asks for
        ({"A": "Go"}, "x >= 1 and y < 1", "proved"),
        ({"A": "Stay"}, "x >= y and x <= y", "refuted"),
        ({"unique": True}, "x >= y and y >= x", "refuted"),
        ({"A": "Go"}, "x >= y", "proved"),  # read away from ties
    ],
)
def test_a_condition_that_leaves_only_ties_is_taken_as_it_stands(then: dict, when: str, verdict: str) -> None:
    found = row(choice(), then, when)
    assert (found.verdict, found.note) == (verdict, "")


@pytest.mark.parametrize("form", [dt.Matrix, dt.Tree])
def test_assumptions_that_are_equations_hide_no_equilibrium(form: type) -> None:
    for said in (["x == y"], ["x >= y", "x <= y"]):
        game = choice(*said, form=form)
        found = dt.solve(game)
        assert [(eq.name, str(eq.exists)) for eq in found.generic] == [("A Go", "always"), ("A Stay", "always")]
        claims = [
            dt.Claim("refuted", {"A": "Go"}),
            dt.Claim("refuted", {"A": "Go"}, "d > 1/2"),
            dt.Claim("proved", {"A": "Go"}, in_="some equilibrium"),
            dt.Claim("refuted", {"number of equilibria": 2}),
        ]
        assert [found.verdict for found in dt.check(game, claims)] == [claim.says for claim in claims]


def test_where_ties_cannot_be_told_nothing_is_proved() -> None:
    found = row(choice("x**2 + y**2 == 1"), {"A": "Go"}, in_="some equilibrium", when="x >= y")
    assert found.verdict in ("held", "unknown")
    assert "away from ties" in found.note


A, B = (dt.Parameter(name, "", -4, 4) for name in "ab")
EITHER = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["a"], "Stay": ["b"]}, parameters=[A, B])
THREE_AT_A_TIE = dt.Matrix.from_arrays(
    [["b", "b"], ["b", -2]], [["b", "a"], ["a", "a"]], moves={"A": ["x", "y"], "B": ["x", "y"]}, players=["A", "B"],
    parameters=[A, B],
)  # fmt: skip


@pytest.mark.parametrize(("game", "number"), [(EITHER, 2), (THREE_AT_A_TIE, 3)])
def test_at_a_tie_the_ends_of_a_component_are_not_the_number_of_its_equilibria(game: dt.Matrix, number: int) -> None:
    for holds in ("when", "exactly when"):
        found = row(game, {"number of equilibria": number}, "a == b", holds)
        assert (found.verdict, found.by) == ("refuted", "infinitely many equilibria")
    assert row(game, {"unique": False}, "a == b").verdict == "proved"


def test_equilibria_are_counted_at_the_end_of_a_range() -> None:
    # The mixed equilibrium, in which each takes the first move with probability 1/(1 + a), is the first pure one at 0.
    game = dt.Matrix.from_arrays([["a", 0], [0, 1]], [["a", 0], [0, 1]], parameters=[dt.Parameter("a", "", 0, 1)])
    assert row(game, {"number of equilibria": 3}).verdict == "proved"
    assert row(game, {"number of equilibria": 2}, "a <= 0").verdict == "proved"
    assert row(game, {"number of equilibria": 3}, "a == 0").verdict == "refuted"


def test_mixtures_in_a_component_count_as_some_equilibrium() -> None:
    third = {"A": {"Go": "1/3", "Stay": "2/3"}}
    assert row(EITHER, third, "a == b", in_="some equilibrium").verdict == "proved"
    assert row(EITHER, third, "a == b").verdict == "refuted"
    assert row(EITHER, {"A": {"Go": "a/8", "Stay": "1 - a/8"}}, "a == b", in_="some equilibrium").verdict == "refuted"
    both = {**third, "payoff of": "A", "is": "a"}
    assert row(EITHER, both, "a == b", in_="some equilibrium").verdict == "held", "no proof, and no false alarm"
    assert row(EITHER, {**both, "is": "a + 1"}, "a == b", in_="some equilibrium").verdict == "refuted"


def test_exactly_when_is_broken_by_a_mixture() -> None:
    alike = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["a"], "y": ["a"]}, parameters=[A])
    half = {"A": {"x": "1/2", "y": "1/2"}}
    found = row(alike, half, "a > 0", "exactly when", "some equilibrium")
    assert found.verdict == "refuted"
    assert found.by == "a mixture of A x and A y"
    share = {"A": {"x": "a", "y": "1 - a"}}
    assert row(alike, share, "0 < a < 1", "exactly when", "some equilibrium").verdict == "proved"


def test_in_a_tree_a_choice_within_a_component_is_not_held_against_a_claim() -> None:
    tree = dt.Tree(["A"], dt.Decision("A", {"x": dt.Outcome("l", ["a"]), "y": dt.Outcome("r", ["a"])}), parameters=[A])
    half = {"A": {"x": "1/2", "y": "1/2"}}
    assert row(tree, half, in_="some equilibrium").verdict in ("proved", "held")
    assert row(tree, {"probability of": "l", "is": "1/3"}, in_="some equilibrium").verdict in ("proved", "held")
    assert row(tree, {"number of equilibria": 2}).verdict == "refuted"
    assert row(tree, half, "a > 0", "exactly when", "some equilibrium").verdict != "proved"


def test_counter_claims_of_a_repeated_game_are_refuted_among_its_strategies():
    """Of some equilibrium: at the point named, none of the named strategies is as claimed."""
    rows = dt.check(dt.load("armistice"))
    assert all(row.is_as_expected for row in rows)
    assert sum(row.verdict == "refuted as expected" for row in rows) == 3


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        ({"A": "x", "B": "l"}, "proved"),
        # Each is so at some end of some set of mixtures, but no equilibrium is both.
        ({"A": "x", "B": "r"}, "refuted"),
        ({"A": "x", "probability of": "r", "is": 1}, "refuted"),
    ],
)
def test_what_is_said_to_be_certain_is_read_off_the_ends_of_sets_of_mixtures(then: dict, verdict: str) -> None:
    def reply(left: object, right: object) -> dt.Decision:
        return dt.Decision("B", {"l": dt.Outcome("", (0, left)), "r": dt.Outcome("", (0, right))}, information="b")

    root = dt.Decision("A", {"x": reply("k", 0), "y": reply(0, "k")})
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("k", "", 1, 2, base="3/2")])
    assert len(dt.solve(game).components) == 3
    assert row(game, then, in_="some equilibrium").verdict == verdict


@pytest.mark.slow
def test_claims_about_certain_moves_are_settled_where_mixtures_exist() -> None:
    found = dt.check(dt.load("hostile-doctrine"))
    assert all(r.is_as_expected and r.verdict != "held" for r in found)


@pytest.mark.parametrize(
    ("share", "verdicts"), [("1/6", {"refuted"}), ("1/2", {"proved", "held"}), ("5/6", {"refuted"})]
)
def test_a_mixture_outside_the_ends_of_a_set_is_not_in_it(share: str, verdicts: set[str]) -> None:
    """A does not care as long as B plays l, which B does where A plays x with 1/3 to 2/3; else A would leave that."""

    def reply(*paid: tuple[object, object]) -> dt.Decision:
        return dt.Decision("B", {m: dt.Outcome("", p) for m, p in zip("lmr", paid, strict=True)}, information="b")

    root = dt.Decision("A", {"x": reply(("a", 2), (0, 3), (1, 0)), "y": reply(("a", 2), (1, 0), (0, 3))})
    claim = {"A": {"x": share, "y": f"1 - {share}"}}
    assert row(dt.Tree(["A", "B"], root, parameters=[A]), claim, in_="some equilibrium").verdict in verdicts


def test_without_letters_a_claim_is_false_at_no_place():
    moves = {"A": ["x", "y"], "B": ["u", "v"]}
    payoffs = {("x", "u"): (1, 1), ("x", "v"): (0, 0), ("y", "u"): (0, 0), ("y", "v"): (1, 1)}
    found = dt.check(dt.Matrix(["A", "B"], moves, payoffs, claims=[dt.Claim("A plays x.", {"A": "x"})]))
    assert found[0].refutation == "false: A y; B v"
    assert "false: A y; B v" in str(found)


def test_where_no_equilibrium_was_found_though_there_may_be_some_no_claim_held():
    """B matches what A chooses, and A flees: no equilibrium is pure, and those in mixed choices are not looked at."""
    ends = {"A": {"x": (0, 1)}, "B": {"y": (0, 1)}}
    claims = [dt.Claim(f"A chooses {x}.", {"choice of": "x", "is": x}) for x in (0, 1)]
    payoffs = ["(x - y)**2 + k*x/4", "-(x - y)**2"]
    game = dt.Continuous(["A", "B"], ends, payoffs, parameters=[dt.Parameter("k", "", 0, 1, base="1/2")], claims=claims)
    assert [row.verdict for row in dt.check(game, time_limit=2)] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("share", "verdict"), [("1/6", "refuted"), ("1/2", "proved"), ("2/3", "proved"), ("5/6", "refuted")]
)
def test_in_a_matrix_a_mixture_is_claimed_between_two_ends(share: str, verdict: str) -> None:
    """A is indifferent as long as B plays l, which B does where A plays x with 1/3 to 2/3."""
    cells = {("x", "l"): ("a", 2), ("x", "m"): (0, 3), ("x", "r"): (1, 0)}
    cells |= {("y", "l"): ("a", 2), ("y", "m"): (1, 0), ("y", "r"): (0, 3)}
    game = dt.Matrix(["A", "B"], {"A": ["x", "y"], "B": ["l", "m", "r"]}, cells, parameters=[A])
    claim = {"A": {"x": share, "y": f"1 - {share}"}}
    assert row(game, claim, "a > 1", in_="some equilibrium").verdict == verdict
