"""The best commitments of one player: examples from the literature, and every vertex of random games by brute force."""

import random
from fractions import Fraction
from itertools import product as pairs_of

import pytest

import deterrence as dt
from tests.solvers.matrices.optimal_commitments import is_optimal, optimal, product

HALF = Fraction(1, 2)


def matrix(rows, players=("Leader", "Follower"), **more):
    """A matrix from its cells, rows of the first player's moves."""
    own, other = (tuple(f"{name}{i + 1}" for i in range(n)) for name, n in (("T", len(rows)), ("l", len(rows[0]))))
    cells = {(own[i], other[j]): rows[i][j] for i, j in pairs_of(range(len(own)), range(len(other)))}
    return dt.Matrix(list(players), dict(zip(players, (own, other), strict=True)), cells, **more)


def tables(game, leader):
    """What the leader's moves pay both, for each reply."""
    form = game.form()
    own, others = (range(len(form.moves[p])) for p in (leader, 1 - leader))

    def table(player):
        payoffs = form.payoffs[player]
        return [[payoffs[(i, j) if leader == 0 else (j, i)].as_fraction() for i in own] for j in others]

    return table(leader), table(1 - leader)


def there(found, point, leader):
    """The commitments with their replies that exist at a point, and what they pay the leader."""
    present = [e.at(point) if point else e for e in found if not point or e.exists.holds(point)]
    mixtures = [tuple(p.as_fraction() for p in e.strategies[leader]) for e in present]
    replies = [e.used[1 - leader].index(True) for e in present]
    return set(zip(mixtures, replies, strict=True)), {e.payoff_values[leader].as_fraction() for e in present}


# Conitzer and Sandholm (2006), section 1: Up dominates, and yet the row player gains by a commitment to halves.
FIRST = matrix([[(2, 1), (4, 0)], [(1, 0), (3, 1)]])


def test_conitzer_and_sandholm():
    (nash,) = dt.solve(FIRST)
    (found,) = dt.solve(FIRST, "commitment", leader="Leader")
    assert nash.payoffs["Leader"] == 2
    assert found.name == "Leader mixes T1/T2; Follower l2"
    assert (found["Leader"]["T1"], found.payoffs["Leader"]) == (HALF, Fraction(7, 2))
    assert not found.notes


def test_the_weak_version_has_the_same_value_and_says_that_it_is_not_attained():
    """Von Stengel and Zamir (2010): in generic games both versions have one value."""
    found = dt.solve(FIRST, "weak-commitment", leader="Leader")
    assert found[0].payoffs["Leader"] == Fraction(7, 2)
    assert found[0].notes == ("approached, not attained: at it Follower may play l1, which is worse for Leader",)
    assert str(found.promise).startswith("Best commitments with ties against the leader of Leader by vertices")


def test_the_versions_differ_where_replies_pay_the_follower_the_same():
    """Theorem 10 of von Stengel and Zamir (2010): the leader counts on the worst of equivalent replies."""
    game = matrix([[(4, 1), (0, 1)], [(0, 1), (2, 1)]])
    (strong,) = dt.solve(game, "commitment", leader="Leader")
    assert (strong.name, strong.payoffs["Leader"]) == ("Leader T1; Follower l1", 4)
    weak = dt.solve(game, "weak-commitment", leader="Leader")
    # 4 p = 2 (1 - p): the maximin, whichever reply is made.
    assert [(e["Leader"]["T1"], e.payoffs["Leader"]) for e in weak] == [(Fraction(1, 3), Fraction(4, 3))] * 2
    assert not any(e.notes for e in weak)


def test_a_reply_that_is_best_by_ties_only_counts_in_the_strong_version():
    """Against T1 the follower is indifferent, against T2 it prefers l1: l2 is best at one commitment only."""
    game = matrix([[(1, 1), (5, 1)], [(2, 1), (0, 0)]])
    assert dt.solve(game, "commitment", leader="Leader")[0].payoffs["Leader"] == 5
    assert dt.solve(game, "weak-commitment", leader="Leader")[0].payoffs["Leader"] == 2


def test_a_commitment_in_letters():
    """Halves make the follower indifferent; committing to T1 pays a, to T2 with l2 pays b, to halves 2 + b/2."""
    letters = [dt.Parameter(name, name, 0, 5) for name in "ab"]
    game = matrix([[("a", 1), (4, 0)], [(1, 0), ("b", 1)]], parameters=letters)
    found = dt.solve(game, "commitment", leader="Leader")
    assert {e.name: (str(e.payoffs["Leader"]), str(e.exists)) for e in found} == {
        "Leader T1; Follower l1": ("a", "a >= b and a >= b/2 + 2"),
        "Leader T2; Follower l2": ("b", "a <= b and b >= 4"),
        "Leader mixes T1/T2; Follower l2": ("b/2 + 2", "b <= 4 and a <= b/2 + 2"),
    }
    assert found.complete
    assert dt.thresholds(found, "a", b=3).values == (Fraction(7, 2),)


def test_the_follower_may_be_the_player_named_first():
    found = dt.solve(FIRST, "commitment", leader="Follower")
    leads, follows = tables(FIRST, 1)
    best, both = optimal(leads, follows)
    assert there(found, {}, 1) == (both, {best})


def test_optimal_commitments_with_one_reply_may_be_mixed():
    """All that the leader does pays the same, and the follower always prefers l1."""
    found = dt.solve(matrix([[(1, 1), (0, 0)], [(1, 1), (0, 0)]]), "commitment", leader="Leader")
    assert [e.name for e in found.components[0]] == ["Leader T1; Follower l1", "Leader T2; Follower l1"]


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "needs the player who commits"), ({"leader": "Folower"}, "Did you mean 'Follower'?")],
)
def test_who_commits_has_to_be_said(given, said):
    with pytest.raises(ValueError, match=said):
        dt.solve(FIRST, "commitment", **given)


def test_more_than_two_players_are_refused():
    game = dt.Matrix.from_arrays(*[[[[1, 0], [0, 1]], [[0, 1], [1, 0]]]] * 3)
    with pytest.raises(ValueError, match="is for 2 players; this game has 3"):
        dt.solve(game, "commitment", leader=game.players[0])


def test_where_equations_cease_to_determine_a_vertex_it_need_not_be_approached():
    """At b = 0 the follower is indifferent throughout the face of l2 and l3, where T1 is never its only best reply."""
    cells = [[(2, "2*b - 1"), (0, "a"), (0, 1)], [(0, 1), ("-b", "3 - b"), ("b", 2)]]
    game = matrix(cells, ("F", "L"), parameters=[dt.Parameter(x, x, 0, 3) for x in "ab"])
    found = dt.solve(game, "weak-commitment", leader="L")
    best, both = optimal(*tables(game.at(a=2, b=0), 1), weak=True)
    assert best == 2
    assert there(found, {"a": 2, "b": 0}, 1) == (both, {best})
    assert there(found, {"a": 2, "b": Fraction(1, 2)}, 1)[1] == {Fraction(9, 4)}


# --- random games -----------------------------------------------------------------------------------------------------


def drawn(source, letters, few):
    """A random matrix of two or three moves each; with few values there are ties."""

    def pay():
        k = source.randint(0, 3 if few else 9)
        if letters and source.random() < 0.35:
            x = source.choice(letters)
            return source.choice([x, f"{k} - {x}", f"{k}*{x}", f"2*{x} - {k}"])
        return k

    shape = source.randint(2, 3), source.randint(2, 3)
    cells = [[(pay(), pay()) for _ in range(shape[1])] for _ in range(shape[0])]
    return matrix(cells, parameters=[dt.Parameter(x, x, 0, 3) for x in letters])


def points(source, found, letters):
    """Simple values of the letters, which often tie, and on a line the thresholds."""
    if not letters:
        return [{}]
    values = [Fraction(n, d) for d in (1, 2, 3) for n in range(3 * d + 1)]
    some = [{x: source.choice(values) for x in letters} for _ in range(12)]
    if len(letters) == 1:
        some += [{letters[0]: v} for v in dt.thresholds(found, letters[0]).values if isinstance(v, Fraction)]
    return some


def agrees(seed, weak, most=1):
    """Whether just the optimal vertices are found, at random points of a random game."""
    source = random.Random(seed)
    letters, leader = "ab"[: source.choice([0, 1, most, most])], source.randint(0, 1)
    game = drawn(source, letters, few=source.random() < 0.5)
    concept = "weak-commitment" if weak else "commitment"
    found = dt.solve(game, concept, leader=game.players[leader], time_limit=60)
    assert found.complete or len(letters) > 1
    for point in points(source, found, letters):
        rows = tables(game.at(point) if point else game, leader)
        best, both = optimal(*rows, weak)
        listed, values = there(found, point, leader)
        assert both <= listed or not found.complete, (seed, point)
        assert values == {best} or (not values and not found.complete), (seed, point)
        # At a tie a family may pass through an optimum that is no vertex there.
        assert all(is_optimal(*rows, *pair, best, weak) for pair in listed - both), (seed, point)


@pytest.mark.parametrize("weak", [False, True])
def test_just_the_optimal_vertices_are_found(weak):
    for seed in range(3):
        agrees(seed, weak)


@pytest.mark.slow
@pytest.mark.parametrize("weak", [False, True])
def test_just_the_optimal_vertices_of_many_games_are_found(weak):
    for seed in range(100, 140):
        agrees(seed, weak, most=2)


@pytest.mark.parametrize("seed", range(8))
def test_no_commitment_on_a_grid_does_better_and_the_value_is_not_below_any_equilibrium(seed):
    """Von Stengel and Zamir (2010), theorem 11: committing pays at least what an equilibrium does."""
    source = random.Random(seed)
    game = drawn(source, "", few=seed % 2 == 0)
    leads, follows = tables(game, 0)
    found = dt.solve(game, "commitment", leader="Leader")
    value = found[0].payoff_values[0].as_fraction()
    assert all(value >= e.payoff_values[0].as_fraction() for e in dt.solve(game))
    weak = dt.solve(game, "weak-commitment", leader="Leader")[0].payoff_values[0].as_fraction()
    assert value >= weak >= max(min(column) for column in zip(*leads, strict=True))
    size = len(leads[0])
    for steps in pairs_of(range(25), repeat=size - 1):
        if sum(steps) > 24:
            continue
        x = [Fraction(s, 24) for s in (*steps, 24 - sum(steps))]
        paid = [product(row, x) for row in follows]
        worths = [product(row, x) for row, worth in zip(leads, paid, strict=True) if worth == max(paid)]
        assert max(worths) <= value
        assert min(worths) <= weak


# --- trees ------------------------------------------------------------------------------------------------------------


def test_a_plan_of_a_tree_that_is_seen():
    """A probe is answered or not: the threat to respond with chance 1/3 is enough, and it is not carried out."""
    answers = {"Respond": dt.Outcome("War", (-4, -2)), "Absorb": dt.Outcome("Gain", (-2, 1))}
    moves = {"Refrain": dt.Outcome("Peace", (0, 0)), "Probe": dt.Decision("ROK", answers)}
    game = dt.Tree(["ROK", "DPRK"], dt.Decision("DPRK", moves))
    found = dt.solve(game, "commitment", leader="ROK")
    assert {str(e["ROK"]["Respond"]) for e in found} == {"1/3", "1"}
    assert all(e["DPRK"]["Refrain"] == 1 and e.payoffs["ROK"] == 0 and e.outcomes["Peace"] == 1 for e in found)
    assert found.complete
    (component,) = [c for c in found.components if len(c) > 1]
    assert len(component) == 2  # whatever is at least 1/3


def test_a_threat_that_leaves_something_to_chance():
    """Schelling (1960), chapter 8: respond with the least probability that deters; accidents are its price."""
    game = dt.load("threat-left-to-chance")
    strong, weak = (dt.solve(game, concept, leader="Defender") for concept in ("commitment", "weak-commitment"))
    for found in (strong, weak):
        absorb, threat = found
        assert absorb.name == "Defender Absorb; Challenger Provoke"
        assert str(threat["Defender"]["Respond"]) == "g/(d + g)"
        assert threat.exists.holds(a="1/10", g=1, d=4, l=2, w=10)
        assert not threat.exists.holds(a="9/10", g=1, d=4, l=2, w=10)
    assert [e.notes for e in strong] == [(), ()]
    assert weak[1].notes == (
        "approached, not attained: at it Challenger may play Provoke, which is worse for Defender",
    )


def test_a_tree_with_letters_and_its_strategic_form_agree():
    answers = {"Respond": dt.Outcome("War", ("-w", -2)), "Absorb": dt.Outcome("Gain", (-2, "g"))}
    stays = {"Hold": dt.Outcome("Peace", (0, 0)), "Leave": dt.Outcome("Gone", (1, "g/2"))}
    root = dt.Decision("DPRK", {"Refrain": dt.Decision("ROK", stays), "Probe": dt.Decision("ROK", answers)})
    letters = [dt.Parameter("w", "w", 1, 6), dt.Parameter("g", "g", 0, 3)]
    game = dt.Tree(["ROK", "DPRK"], root, parameters=letters)
    found = dt.solve(game, "commitment", leader="ROK")
    assert found.complete
    for point in ({"w": 2, "g": 1}, {"w": 5, "g": 3}, {"w": 1, "g": 2}):
        leads, follows = tables(_strategic(game.at(point)), 0)
        best, _ = optimal(leads, follows)
        values = {e.at(point).payoff_values[0].as_fraction() for e in found if e.exists.holds(point)}
        assert values == {best}


def _strategic(game):
    """The strategic form of a tree of numbers, as a game."""
    from deterrence.games.forms.strategic_form import strategic_form

    form = strategic_form(game.form()).form
    rows, columns = (range(len(m)) for m in form.moves)
    return matrix([[tuple(t[i, j].as_fraction() for t in form.payoffs) for j in columns] for i in rows], form.players)
