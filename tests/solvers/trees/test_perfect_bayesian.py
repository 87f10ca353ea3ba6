"""Perfect Bayesian equilibria against an enumeration that shares no code with the solver.

In a signalling game with two messages, once it is fixed which messages each type uses and which responses the receiver
uses after each message, the sender's conditions bear on the receiver's probabilities alone and the receiver's on the
sender's alone, both linearly. So the extreme equilibria are the pairs of vertices of two small polytopes, which the
enumeration here finds by trying all sets of tight inequalities in rational arithmetic.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.equilibria.named import BeliefRange
from tests.solvers.hidden_games import handed_on

TYPES, MESSAGES = ("t1", "t2"), ("a", "b")
Row = tuple[Fraction, ...]


def subsets(n):
    return list(chain.from_iterable(combinations(range(n), k) for k in range(1, n + 1)))


def solve_square(rows, right):
    """The unique solution of a square system in Fractions, or None."""
    n = len(rows)
    table = [[*map(Fraction, row), Fraction(r)] for row, r in zip(rows, right)]
    for col in range(n):
        pivot = next((r for r in range(col, n) if table[r][col] != 0), None)
        if pivot is None:
            return None
        table[col], table[pivot] = table[pivot], table[col]
        table[col] = [v / table[col][col] for v in table[col]]
        for r in range(n):
            if r != col and table[r][col] != 0:
                table[r] = [v - table[r][col] * w for v, w in zip(table[r], table[col])]
    return tuple(row[-1] for row in table)


def vertices(dimension, equations, inequalities, strict):
    """Points with a.x + b == 0, >= 0 and > 0 (in this order) that some set of tight conditions determines."""
    found = set()
    if dimension == 0:
        good = (
            all(b == 0 for _, b in equations) and all(b >= 0 for _, b in inequalities) and all(b > 0 for _, b in strict)
        )
        return {()} if good else set()
    candidates = [*equations, *inequalities]
    for chosen in combinations(candidates, dimension):
        point = solve_square([a for a, _ in chosen], [-b for _, b in chosen])
        if point is None:
            continue
        value = lambda c: sum((w * x for w, x in zip(c[0], point)), Fraction(0)) + c[1]  # noqa: B023, E731
        if (
            all(value(c) == 0 for c in equations)
            and all(value(c) >= 0 for c in inequalities)
            and all(value(c) > 0 for c in strict)
        ):
            found.add(point)
    return found


class Signalling:
    """Numbers: prior of t1, u[type][message][response] for the sender, v likewise for the receiver."""

    def __init__(self, prior, u, v, responses):
        self.prior, self.u, self.v, self.responses = (prior, 1 - prior), u, v, responses

    def equilibria(self):
        found = set()
        n = self.responses
        for senders in product(subsets(2), repeat=2):
            for receivers in product(subsets(n), repeat=2):
                for x in self.sender_points(senders, receivers):
                    for y in self.receiver_points(senders, receivers):
                        found.add((x, y))
        return found

    def sender_points(self, senders, receivers):
        """Vertices in the sender's probabilities of message a, given supports: the receiver's optimality."""
        free = [t for t in range(2) if len(senders[t]) == 2]
        affine = []  # probability of message m by type t as (coefficients, constant)
        for t in range(2):
            if t in free:
                unit = tuple(Fraction(int(f == t)) for f in free)
                affine.append(((unit, Fraction(0)), (tuple(-w for w in unit), Fraction(1))))
            else:
                zero = (Fraction(0),) * len(free)
                affine.append(tuple((zero, Fraction(int(senders[t] == (m,)))) for m in range(2)))
        equations, inequalities = [], []
        for m in range(2):
            used = receivers[m]
            if all(m not in senders[t] for t in range(2)) or self.reached_with_zero(senders, m):
                if not self.supported(m, used):
                    return set()
                continue
            for r in range(self.responses):
                if r == used[0]:
                    continue
                weights, constant = [Fraction(0)] * len(free), Fraction(0)
                for t in range(2):
                    gain = self.prior[t] * (self.v[t][m][used[0]] - self.v[t][m][r])
                    coefficients, b = affine[t][m]
                    weights = [w + gain * c for w, c in zip(weights, coefficients)]
                    constant += gain * b
                (equations if r in used else inequalities).append((tuple(weights), constant))
        strict = [c for t in free for c in (affine[t][0], affine[t][1])]
        points = vertices(len(free), equations, inequalities, strict)
        return {
            tuple(sum((w * z for w, z in zip(affine[t][0][0], p)), Fraction(0)) + affine[t][0][1] for t in range(2))
            for p in points
        }

    def reached_with_zero(self, senders, m):
        return all(m not in senders[t] or self.prior[t] == 0 for t in range(2))

    def supported(self, m, used):
        """Whether some belief makes exactly these responses (and perhaps more) best."""
        low, high = Fraction(0), Fraction(1)
        for r in range(self.responses):
            gain = [self.v[t][m][used[0]] - self.v[t][m][r] for t in range(2)]
            slope, constant = gain[0] - gain[1], gain[1]
            for sign in (1, -1) if r in used else (1,):
                s, c = sign * slope, sign * constant
                if s == 0:
                    if c < 0:
                        return False
                elif s > 0:
                    low = max(low, -c / s)
                else:
                    high = min(high, -c / s)
        return low <= high

    def receiver_points(self, senders, receivers):
        n = self.responses
        index = {}
        for m in range(2):
            for r in receivers[m][:-1]:
                index[m, r] = len(index)
        d = len(index)

        def affine(m, r):
            unit = [Fraction(0)] * d
            if r not in receivers[m]:
                return tuple(unit), Fraction(0)
            if r != receivers[m][-1]:
                unit[index[m, r]] = Fraction(1)
                return tuple(unit), Fraction(0)
            for q in receivers[m][:-1]:
                unit[index[m, q]] = Fraction(-1)
            return tuple(unit), Fraction(1)

        equations, inequalities = [], []
        for t in range(2):
            weights, constant = [Fraction(0)] * d, Fraction(0)
            for m, sign in ((0, 1), (1, -1)):
                for r in range(n):
                    a, b = affine(m, r)
                    weights = [w + sign * self.u[t][m][r] * c for w, c in zip(weights, a)]
                    constant += sign * self.u[t][m][r] * b
            if len(senders[t]) == 2:
                equations.append((tuple(weights), constant))
            elif senders[t] == (0,):
                inequalities.append((tuple(weights), constant))
            else:
                inequalities.append((tuple(-w for w in weights), -constant))
        strict = [affine(m, r) for m in range(2) if len(receivers[m]) > 1 for r in receivers[m]]
        points = vertices(d, equations, inequalities, strict)
        value = lambda m, r, p: sum((w * z for w, z in zip(affine(m, r)[0], p)), Fraction(0)) + affine(m, r)[1]  # noqa: E731
        return {tuple(tuple(value(m, r, p) for r in range(n)) for m in range(2)) for p in points}


def tree(prior, u, v, responses, parameters):
    names = [f"r{i}" for i in range(responses)]

    def after(t, m):
        return dt.Decision(
            "R", {names[r]: dt.Outcome(f"{t}{m}{r}", (u[t][m][r], v[t][m][r])) for r in range(responses)}, MESSAGES[m]
        )

    root = dt.Chance(
        {
            TYPES[t]: (
                prior if t == 0 else f"1 - ({prior})",
                dt.Decision("S", {MESSAGES[m]: after(t, m) for m in range(2)}, TYPES[t]),
            )
            for t in range(2)
        }
    )
    return dt.Tree(["S", "R"], root, parameters=parameters)


def at_point(found, point, responses):
    """The strategies of the families that exist at a point: probabilities of message a, and of each response."""
    profiles = set()
    for eq in found:
        if eq.exists.holds(**point):
            here = eq.at(**point)
            fraction = lambda v: Fraction(int(v.p), int(v.q))  # noqa: E731
            x = tuple(fraction(here["S", t]["a"]) for t in TYPES)
            y = tuple(tuple(fraction(here["R", m][f"r{r}"]) for r in range(responses)) for m in MESSAGES)
            profiles.add((x, y))
    return profiles


def entry(source, letters):
    base = source.randint(-3, 3)
    letter = source.choice(letters + [""] * 3)
    return f"{base} + {letter}" if letter else str(base)


def value(text, point):
    total = Fraction(0)
    for part in text.split(" + "):
        total += point[part] if part in point else Fraction(part)
    return total


def compare(seed, responses, letters, points):
    source = random.Random(seed)
    u, v = (
        [[[entry(source, letters) for _ in range(responses)] for _ in range(2)] for _ in range(2)] for _ in range(2)
    )
    prior = source.choice(["p", "1/3", "1/2"]) if "p" in letters else "1/3"
    parameters = [dt.Parameter(name, "", 0, 1) for name in letters]
    found = dt.solve(tree(prior, u, v, responses, parameters))
    assert found.complete, found.why
    for _ in range(points):
        point = {name: Fraction(source.randint(0, 12), 12) for name in letters}
        numbers = lambda table: [[[value(e, point) for e in row] for row in by] for by in table]  # noqa: B023, E731
        chance = point["p"] if prior == "p" else Fraction(prior)
        expected = Signalling(chance, numbers(u), numbers(v), responses).equilibria()
        got = at_point(found, point, responses)
        assert got == expected, (point, got - expected, expected - got)


@given(st.integers(0, 10**9))
@settings(max_examples=2, deadline=None)
def test_signalling_games_with_two_letters_have_exactly_the_extreme_equilibria(seed):
    compare(seed, 2, ["p", "x"], 6)


@pytest.mark.slow
@given(st.integers(0, 10**9))
@settings(max_examples=2, deadline=None)
def test_signalling_games_with_three_responses(seed):
    compare(seed, 3, ["x"], 4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_many_signalling_games(seed):
    compare(seed, 2 + seed % 2, ["p", "x"] if seed % 2 == 0 else ["x"], 10)


# --- where letters tie ----------------------------------------------------------------------------------------------


def test_where_a_probability_must_be_zero_no_formula_speaks_of_it():
    """Type 1 goes in and type 2 does not: at p = 0 A is not reached and believes anything."""

    def judged(kind):
        fight = dt.Outcome("", (f"{kind - 3} + p", 3 - 2 * kind))
        return dt.Decision("A", {"Fight": fight, "Yield": dt.Outcome("", ("1 + p", "x + p"))}, "a")

    def sender(kind):
        return dt.Decision("S", {"Out": dt.Outcome("", (2 * kind - 2, 0)), "In": judged(kind)}, str(kind))

    parameters = [dt.Parameter("p", "", 0, 1), dt.Parameter("x", "", -2, 2)]
    game = dt.Tree(["S", "A"], dt.Chance({"1": ("p", sender(1)), "2": ("1 - p", sender(2))}), parameters=parameters)
    at_zero = [family for family in dt.solve(game) if str(family.exists).startswith("p = 0")]
    assert at_zero
    for family in at_zero:
        formulas = [*family.payoff_values, *(v for row in family.strategies for v in row)]
        assert all("p" not in formula.letters for formula in formulas)
        assert "p" not in str(family.exists).removeprefix("p = 0")


def test_a_belief_that_is_zero_over_zero_is_no_belief():
    """Two chance moves of probability p and q lead to B; where both are zero Bayes' rule says nothing."""

    def reply(pay):
        return dt.Decision("B", {"s": dt.Outcome("", (0, pay)), "n": dt.Outcome("", (0, 0))}, information="b")

    rest = dt.Outcome("", (0, 0))
    game = dt.Tree(
        ["A", "B"],
        dt.Chance({"x": ("p", reply(-1)), "y": ("q", reply(-2)), "z": ("1 - p - q", rest)}),
        parameters=[dt.Parameter("p", "", 0, 1), dt.Parameter("q", "", 0, 1)],
        assumptions=["p + q <= 1"],
    )
    found = dt.solve(game)
    assert {family["B"]["s"] for family in found} == {0}
    nowhere = {"p": Fraction(0), "q": Fraction(0)}
    for family in found:
        if all(c.holds(nowhere) for c in family.exists.raw):
            for belief in family.belief_values.values():
                assert all(isinstance(b, BeliefRange) or b.evaluate(nowhere) >= 0 for b in belief)


def test_where_no_belief_matters_both_replies_are_supported():
    """The receiver's gain from k0 is the belief in t0 times c: at c = 0 every belief supports either reply."""

    def reply(kind):
        gain = "c" if kind == "t0" else 0
        return dt.Decision("R", {"k0": dt.Outcome("", (0, gain)), "k1": dt.Outcome("", (0, 0))}, information="n")

    sender = {
        t: ("1/2", dt.Decision("S", {"m": dt.Outcome("", (1, 0)), "n": reply(t)}, information=t)) for t in ("t0", "t1")
    }
    game = dt.Tree(["S", "R"], dt.Chance(sender), parameters=[dt.Parameter("c", "", -1, 1)])
    found = dt.solve(game)
    for value in (-1, 0, 1):
        there = {f["R", "n"]["k0"] for f in found if all(c.holds({"c": Fraction(value)}) for c in f.exists.raw)}
        assert there == {0, 1}
        assert len(dt.solve(game.at(c=value))) == 2


def test_a_middle_reply_needs_a_belief_between_those_for_the_others():
    """k0 pays the belief in t0, k2 the belief in t1, k1 pays c: it is best for beliefs from 1 - c to c."""
    paid = {"t0": (1, "c", 0), "t1": (0, "c", 1)}

    def reply(kind):
        return dt.Decision("R", {f"k{i}": dt.Outcome("", (0, v)) for i, v in enumerate(paid[kind])}, information="n")

    sender = {t: ("1/2", dt.Decision("S", {"m": dt.Outcome("", (1, 0)), "n": reply(t)}, information=t)) for t in paid}
    game = dt.Tree(["S", "R"], dt.Chance(sender), parameters=[dt.Parameter("c", "", 0, 1)])
    for value, replies in (("1/4", {"k0", "k2"}), ("1/2", {"k0", "k1", "k2"}), ("3/4", {"k0", "k1", "k2"})):
        point = {"c": Fraction(value)}
        there = [f for f in dt.solve(game) if all(c.holds(point) for c in f.exists.raw)]
        assert {k for f in there for k, p in f["R", "n"].items() if p == 1} == replies
    (middle,) = (f for f in dt.solve(game) if f["R", "n"]["k1"] == 1)
    (belief, _) = next(iter(middle.belief_values.values()))
    assert [str(end) for end in (*belief.lower, *belief.upper)] == ["1 - c", "c"]


@pytest.mark.parametrize(("weight", "seed"), [("p", 4), ("p*q", 4), pytest.param("p*q", 11, marks=pytest.mark.slow)])
def test_where_a_type_is_impossible_the_equilibria_are_those_of_the_game_of_numbers(weight, seed):
    """At the ends of the range of a prior, where Bayes' rule no longer tells the beliefs that it tells inside."""
    dice = random.Random(seed)

    def reply(message):
        paid = {k: dt.Outcome("", (dice.randint(0, 2), dice.randint(0, 2))) for k in "xy"}
        return dt.Decision("R", paid, information=message)

    types = {
        t: (chance, dt.Decision("S", {m: reply(m) for m in "ab"}, information=t))
        for t, chance in (("t1", weight), ("t2", f"1 - {weight}"))
    }
    letters = [name for name in "pq" if name in weight]
    game = dt.Tree(["S", "R"], dt.Chance(types), parameters=[dt.Parameter(name, "", 0, 1) for name in letters])
    found = dt.solve(game)
    for p, q in ((0, "1/3"), ("1/2", 0), (1, 1), ("1/3", "1/2")):
        point = {name: Fraction(value) for name, value in (("p", p), ("q", q)) if name in letters}
        there = [f for f in found if all(c.holds(point) for c in f.exists.raw)]
        strategies = {tuple(tuple(v.evaluate(point) for v in row) for row in f.strategies) for f in there}
        numbers = dt.solve(game.at(point))
        assert strategies == {tuple(tuple(v.as_fraction() for v in row) for row in f.strategies) for f in numbers}


def test_a_family_does_not_exist_where_bayes_rule_would_divide_by_zero():
    """Both types that are not told apart may be impossible; then any belief goes, and there is a family for that."""
    p, q = (dt.Parameter(name, "", 0, "1/2", base="1/3") for name in "pq")

    def reply(yes, no):
        return dt.Decision("R", {"yes": dt.Outcome("", (yes,)), "no": dt.Outcome("", (no,))}, information="r")

    root = dt.Chance({"a": ("p", reply(1, 0)), "b": ("q", reply(0, 2)), "c": ("1 - p - q", dt.Outcome("", (0,)))})
    found = dt.solve(dt.Tree(["R"], root, parameters=[p, q]))

    def beliefs(p, q):
        return {e.name: str(e.at(p=p, q=q).beliefs["R"]["a"]) for e in found if e.exists.holds(p=p, q=q)}

    assert beliefs("1/2", "1/8") == {"R yes": "4/5"}
    assert beliefs(0, "1/4") == {"R no": "0"}
    assert beliefs(0, 0) == {"R yes": "[2/3, 1]", "R no": "[0, 2/3]"}


def test_after_a_deviation_beliefs_are_carried_on():
    """The move that left the path is taken as given; C believes what B, who moved it, believed."""
    found = dt.solve(handed_on())
    assert found.complete
    assert len(found) == 4
    (stopped,) = [family for family in found if family.name == "A L; B s; C u"]
    assert dict(stopped.beliefs["C", "c"]) == {"L, t": 1, "M, t": 0}
