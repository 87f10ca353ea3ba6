"""`when indifferent: MOVE` in every method for trees, against brute force over pure profiles in rational numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.solvers.checks.regret import SolverError, verify

MOVES = ("a", "b", "c")

Plan = dict[str, str]


# --- backward induction by hand --------------------------------------------------------------------------------------


def drawn(dice: random.Random, decisions: int, payoff: Any, ruled: float) -> Node:
    """A tree of perfect information with so many decisions, each its own information set `0`, `1`, ..."""
    counter = iter(range(decisions))

    def node(left: int) -> Node:
        if left == 0:
            return Outcome("", [payoff(dice), payoff(dice)])
        name = str(next(counter))
        moves = MOVES[: dice.choice((2, 2, 3))]
        cuts = sorted(dice.randint(0, left - 1) for _ in moves[1:])
        shares = [b - a for a, b in zip([0, *cuts], [*cuts, left - 1], strict=True)]
        rule = dice.choice(moves) if dice.random() < ruled else None
        after = {move: node(share) for move, share in zip(moves, shares, strict=True)}
        return Decision(dice.choice("AB"), after, name, rule)

    return node(decisions)


def plans(node: Node, at: Mapping[str, Fraction]) -> Iterator[tuple[Plan, tuple[Fraction, ...]]]:
    """The pure subgame-perfect plans from a node on that keep to the rules, and what each is worth."""
    if isinstance(node, Outcome):
        yield {}, tuple(value_at(payoff, at) for payoff in node.payoffs)
        return
    assert isinstance(node, Decision)
    assert node.information is not None
    me = "AB".index(node.player)
    for below in product(*(list(plans(after, at)) for after in node.moves.values())):
        worth = {move: value for move, (_, value) in zip(node.moves, below, strict=True)}
        best = [move for move in worth if worth[move][me] == max(v[me] for v in worth.values())]
        own: Plan = {key: move for plan, _ in below for key, move in plan.items()}
        for move in [node.when_indifferent] if node.when_indifferent in best else best:
            yield {**own, node.information: move}, worth[move]


def value_at(formula: Any, at: Mapping[str, Fraction]) -> Fraction:
    """A formula `n`, or `n + m*t` as a game holds it, at a value of the letters."""
    game = dt.Tree(["X"], Outcome("", [formula]), parameters=list(at))
    (payoff,) = game.at(at).form().nodes[0].payoffs if at else game.form().nodes[0].payoffs
    return payoff.as_fraction()


def pure(found: dt.Equilibria, at: Mapping[str, Fraction]) -> set[tuple[tuple[str, str], ...]]:
    """The pure equilibria that exist at a value of the letters, as plans."""
    kept = [eq for eq in found if not at or eq.exists.holds(at)]
    return {named for eq in kept if (named := plan_of(eq.at(at) if at else eq)) is not None}


def plan_of(eq: Any) -> tuple[tuple[str, str], ...] | None:
    plan: Plan = {}
    for place, row in zip(eq.layout.places, eq.strategies, strict=True):
        certain = [move for move, p in zip(place.moves, row, strict=True) if p.rational is not None and p.rational == 1]
        if not certain:
            return None
        plan[place.name] = certain[0]
    return tuple(sorted(plan.items()))


def expected(root: Node, at: Mapping[str, Fraction]) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(sorted(plan.items())) for plan, _ in plans(root, at)}


def number(dice: random.Random) -> int:
    return dice.randint(0, 2)


def in_one_letter(dice: random.Random) -> str:
    return f"{dice.randint(-1, 1)} + {dice.randint(-1, 1)}*t"


@pytest.mark.parametrize("decisions", [2, 3, 4, pytest.param(13, marks=pytest.mark.slow)])
def test_trees_of_numbers_have_the_equilibria_that_keep_to_the_rules_and_no_others(decisions: int) -> None:
    dice = random.Random(decisions)
    for _ in range(12):
        root = drawn(dice, decisions, number, 0.7 if decisions < 10 else 0.9)
        found = dt.solve(dt.Tree(["A", "B"], root))
        assert pure(found, {}) == expected(root, {})


@pytest.mark.parametrize(
    "decisions", [2, pytest.param(3, marks=pytest.mark.slow), pytest.param(12, marks=pytest.mark.slow)]
)
def test_families_along_a_line_keep_to_the_rules_at_ties_and_away_from_them(decisions: int) -> None:
    dice = random.Random(20 + decisions)
    for _ in range(5):
        root = drawn(dice, decisions, in_one_letter, 0.9)
        game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("t", low=-2, high=2)])
        found = dt.solve(game)
        for t in (Fraction(-2), Fraction(-1), Fraction(-1, 2), Fraction(0), Fraction(1, 3), Fraction(1), Fraction(2)):
            if game.letters:
                assert pure(found, {"t": t}) == expected(root, {"t": t})


def test_thresholds_of_a_large_tree_say_what_is_done_by_the_indifferent() -> None:
    root: Node = Outcome("", [0, 0])
    for k in range(12):
        root = Decision("AB"[k % 2], {"a": Outcome("", ["t", "t"]), "b": root}, str(k), "a")
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter("t", low=-1, high=1)])
    line = dt.thresholds(game, "t")
    assert line.promise.when_indifferent == game.tie_rules
    assert [str(value) for value in line.values] == ["0"]
    assert pure(dt.solve(game), {"t": Fraction(0)}) == {tuple(sorted((str(k), "a") for k in range(12)))}


def test_many_letters_and_many_decisions() -> None:
    root: Node = Outcome("", ["x", "y"])
    for k in range(24):
        root = Decision("AB"[k % 2], {"a": Outcome("", [0, 0]), "b": root}, str(k), "ab"[k % 3 > 0])
    game = dt.Tree(["A", "B"], root, parameters=[dt.Parameter(n, low=-1, high=1) for n in "xy"])
    found = dt.solve(game)
    for at in ({"x": Fraction(1, 2), "y": Fraction(1, 3)}, {"x": Fraction(1, 2), "y": Fraction(-1, 3)}):
        assert pure(found, at) == expected(root, at)
    tie = {"x": Fraction(0), "y": Fraction(0)}
    assert pure(found, tie) <= expected(root, tie)


# --- a receiver who does not see the type ----------------------------------------------------------------------------


def signalling(dice: random.Random) -> tuple[dt.Tree, list[Any], list[Any], dict[str, str]]:
    """Two types, two messages, two replies; payoffs by type, message, reply, and the receiver's rules by message."""
    sender, receiver = ([[[dice.randint(0, 2) for _ in "ab"] for _ in "LR"] for _ in range(2)] for _ in range(2))
    rules = {message: dice.choice("ab") for message in "LR"}

    def after(kind: int, message: int) -> Node:
        replies = {
            reply: Outcome("", [sender[kind][message][r], receiver[kind][message][r]]) for r, reply in enumerate("ab")
        }
        return Decision("B", replies, "LR"[message], rules["LR"[message]])

    def sends(kind: int) -> Node:
        return Decision("A", {"L": after(kind, 0), "R": after(kind, 1)}, str(kind))

    root = dt.Chance({"0": ("1/3", sends(0)), "1": ("2/3", sends(1))})
    return dt.Tree(["A", "B"], root), sender, receiver, rules


def is_possible(reply: int, rule: str, gain: list[int], beliefs: list[Fraction]) -> bool:
    """Whether for one of the beliefs (in type 0) a reply is best and keeps to the rule; `gain`: of `a` over `b`."""
    for mu in beliefs:
        lead = mu * gain[0] + (1 - mu) * gain[1]
        if ("a" if lead > 0 else "b" if lead < 0 else rule) == "ab"[reply]:
            return True
    return False


@pytest.mark.parametrize("games", [6, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("concept", ["perfect-bayesian", "sequential"])
def test_signalling_games_against_all_pure_profiles(concept: str, games: int) -> None:
    dice = random.Random(7)
    anything = [Fraction(k, 24) for k in range(25)]  # between the breakpoints of payoffs 0, 1, 2, and at them
    for _ in range(games):
        game, sender, receiver, rules = signalling(dice)
        wanted = set()
        for sent in product(range(2), repeat=2):
            for replies in product(range(2), repeat=2):
                paid = [sender[k][sent[k]][replies[sent[k]]] for k in range(2)]
                if any(sender[k][1 - sent[k]][replies[1 - sent[k]]] > paid[k] for k in range(2)):
                    continue
                fits = True
                for message in range(2):
                    come = [k for k in range(2) if sent[k] == message]
                    beliefs = {(): anything, (0,): [Fraction(1)], (1,): [Fraction(0)]}.get(
                        tuple(come), [Fraction(1, 3)]
                    )
                    gain = [receiver[k][message][0] - receiver[k][message][1] for k in range(2)]
                    fits = fits and is_possible(replies[message], rules["LR"[message]], gain, beliefs)
                if fits:
                    plan = {"0": "LR"[sent[0]], "1": "LR"[sent[1]], "L": "ab"[replies[0]], "R": "ab"[replies[1]]}
                    wanted.add(tuple(sorted(plan.items())))
        assert pure(dt.solve(game, concept), {}) == wanted


# --- what it says of itself ------------------------------------------------------------------------------------------


def offer(rule: str | None = "Grant") -> dt.Tree:
    """A offers x, B grants or fights; at x = 1/2 it is all the same to B."""
    reply = Decision("B", {"Grant": Outcome("Deal", ["x", "1 - x"]), "Fight": ("1/4", "1/2")}, "offered", rule)
    return dt.Tree(
        ["A", "B"], Decision("A", {"Offer": reply, "Wait": (0, 1)}), parameters=[dt.Parameter("x", low=0, high=1)]
    )


def test_the_rule_leaves_one_equilibrium_at_the_tie() -> None:
    half = {"x": Fraction(1, 2)}
    assert [eq.name for eq in dt.solve(offer().at(half))] == ["A Offer; B Grant"]
    assert [eq.name for eq in dt.solve(offer("Fight").at(half))] == ["A Offer; B Fight"]
    assert len(dt.solve(offer(None).at(half)).components) == 1


def test_the_promise_and_the_game_name_the_rule() -> None:
    assert "B at 'offered', when indifferent Grant" in str(offer())
    assert "when indifferent Grant by B at offered" in str(dt.solve(offer()).promise)
    assert dt.solve(offer(None)).promise.when_indifferent == ()


def test_verify_refuses_what_breaks_the_rule() -> None:
    half = {"x": Fraction(1, 2)}
    free, ruled = offer(None).at(half), offer().at(half)
    fights = next(eq for eq in dt.solve(free) if "Fight" in eq.name)
    verify(free.form(), fights, "subgame-perfect")
    with pytest.raises(SolverError, match="does not play Grant"):
        verify(ruled.form(), fights, "subgame-perfect")


def test_methods_and_formats_that_cannot_keep_to_the_rule_say_so() -> None:
    game = offer().at(x="1/2")
    for concept in ("nash", "logit"):
        with pytest.raises(ValueError, match="does not know 'when indifferent'"):
            dt.solve(game, concept)
    for kind in ("efg", "nfg"):
        with pytest.raises(ValueError, match="cannot hold 'when indifferent'"):
            dt.dumps(game, kind)
    with pytest.raises(ValueError, match="cannot hold 'when indifferent'"):
        dt.to_matrix(game)


def test_a_file_keeps_the_rule() -> None:
    text = dt.dumps(offer(), "yaml")
    assert "when indifferent: Grant" in text
    assert dt.loads(text) == offer() != offer(None)
    assert 'when_indifferent="Grant"' in dt.dumps(offer(), "py")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("Grantt", "has no move 'Grantt' here; there are Grant, Fight. Did you mean 'Grant'?"),
    ],
)
def test_mistakes_are_told_by_their_place(rule: str, message: str) -> None:
    text = dt.dumps(offer(), "yaml").replace("indifferent: Grant", f"indifferent: {rule}")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "indifferent" in row)
    with pytest.raises(ValueError, match="has no move") as told:
        dt.loads(text)
    assert message in str(told.value)
    assert f":{line}:" in str(told.value)


def test_nodes_that_cannot_be_told_apart_have_the_same_rule() -> None:
    def after(rule: str | None) -> Node:
        return Decision("B", {"a": (0, 0), "b": (1, 1)}, "unseen", rule)

    with pytest.raises(dt.GameError, match="nodes that cannot be told apart have the same"):
        dt.Tree(["A", "B"], Decision("A", {"x": after("a"), "y": after(None)}))


def test_games_with_states_refuse_the_rule() -> None:
    once = Decision("A", {"x": (0,), "y": (1,)}, when_indifferent="x")
    with pytest.raises(dt.GameError, match="not for a game with 'states'"):
        dt.Stochastic(["A"], {"only": once}, start="only", discount="1/2")


def test_refinements_refuse_the_rule() -> None:
    game = signalling(random.Random(1))[0]
    with pytest.raises(ValueError, match="refinements do not know"):
        dt.refine(dt.solve(game), "intuitive")


def test_two_rules_are_two_promises() -> None:
    promise = dt.solve(offer()).promise
    assert promise != replace(promise, when_indifferent=())
