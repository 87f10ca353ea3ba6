"""Trees: what is taken, what is refused and where, and that size does not matter."""

from __future__ import annotations

import copy
import pickle
import time
from typing import Any

import pytest
import sympy

from deterrence.algebra.formulas.language import parse
from deterrence.games import Chance, Decision, GameError, ImperfectRecallError, Outcome, Parameter, Tree
from deterrence.games.parts.nodes import Node
from deterrence.games.tree import tree_form


def nll_root(**changes: Any) -> Decision:
    given = {"absorb": ("g", "-l"), "p": "c", "q": "1 - c", "alone": ("b", "-e")} | changes
    return Decision(
        "DPRK",
        {
            "Refrain": Outcome("Status quo", (0, 0)),
            "Probe": Decision(
                "ROK",
                {
                    "Absorb": Outcome("New status quo", given["absorb"]),
                    "Respond": Chance(
                        {
                            "Backed": (given["p"], Outcome("Repelled", ("-k", "s"))),
                            "Alone": (given["q"], Outcome("Escalation", given["alone"])),
                        }
                    ),
                },
            ),
        },
    )


BASE = {"g": 2, "b": 6, "k": 2, "l": 1, "e": 3, "s": 1}
PARAMETERS = [
    Parameter("c", "backing", 0, 1, base=0.6, role="commitment"),
    *(Parameter(name, low=0, high=10, base=base) for name, base in BASE.items()),
]


def nll(root: Node | None = None, **changes: Any) -> Tree:
    given: dict[str, Any] = {
        "parameters": PARAMETERS,
        "assumptions": ["g > 0", "e > l > 0"],
        "definitions": {"c_R": "(e - l)/(e + s)", "c_D": "b/(b + k)"},
        "title": "A probe",
    }
    return Tree(["DPRK", "ROK"], root or nll_root(), **(given | changes))


def messages(error: pytest.ExceptionInfo[GameError]) -> list[str]:
    return [mistake.message for mistake in error.value.mistakes]


# --- making and comparing -----------------------------------------------------------------------------------------


def test_games_are_equal_by_content() -> None:
    assert nll() == nll()
    assert nll() != nll(title="Another")
    assert nll() != nll(nll_root(alone=("b", "-e - 1")))
    assert nll(name="x") == nll(name="y")
    assert nll() != "nll"


def test_strings_numbers_and_sympy_make_the_same_game() -> None:
    e, b = sympy.symbols("e b")
    assert nll(nll_root(alone=(b, -e))) == nll(nll_root(alone=(parse("b"), "-e")))
    assert Tree(["A"], Outcome("x", [0.5])) == Tree(["A"], Outcome("x", ["1/2"]))


def test_a_bare_list_is_an_outcome() -> None:
    assert Tree(["A"], Decision("A", {"x": [1], "y": Outcome("", [2])})) == Tree(
        ["A"], Decision("A", {"x": (1,), "y": (2,)})
    )


def test_games_are_frozen_and_can_be_copied_and_pickled() -> None:
    game = nll()
    with pytest.raises(AttributeError):
        game.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        game.parameters["c"] = 1  # type: ignore[index]
    assert pickle.loads(pickle.dumps(game)) == game
    assert copy.deepcopy(game) == game
    assert pickle.loads(pickle.dumps(game.root)) == game.root


def test_letters_and_commitment() -> None:
    game = nll()
    assert game.letters == ("c", "g", "b", "k", "l", "e", "s")
    assert game.commitment == "c"
    assert game.at(c=0).commitment is None
    assert str(game.value("1 - c_R")) == str(game.value("(l + s)/(e + s)"))


def test_outcomes_in_order() -> None:
    assert nll().outcomes == ("Status quo", "New status quo", "Repelled", "Escalation")


# --- mistakes -----------------------------------------------------------------------------------------------------


def mistakes_of(*arguments: Any, **changes: Any) -> tuple[tuple[Any, ...], str]:
    with pytest.raises(GameError) as caught:
        nll(*arguments, **changes)
    [mistake] = caught.value.mistakes
    return mistake.path, mistake.message


def test_an_unknown_name_in_a_payoff() -> None:
    path, message = mistakes_of(nll_root(alone=("b", "-ee")))
    assert path == ("tree", "moves", "Probe", "moves", "Respond", "chance", "Alone", "then", "payoffs", 1)
    assert message == "payoff for ROK uses 'ee', which is not a parameter. Did you mean 'e'?"


def test_chance_probabilities_sum_to_one_as_formulas() -> None:
    path, message = mistakes_of(nll_root(q=1))
    assert path == ("tree", "moves", "Probe", "moves", "Respond", "chance")
    assert message == "chance probabilities sum to c + 1, not 1."
    # Right at the base value is not enough.
    assert "sum to c + 2/5" in mistakes_of(nll_root(q="0.4"))[1]


def test_probabilities_are_not_negative() -> None:
    path, message = mistakes_of(nll_root(p="c - 1", q="2 - c"))
    assert path[-1] == "probability"
    assert "-2/5" in message
    assert "-1" in mistakes_of(nll_root(p=-1, q=2))[1]


def test_probabilities_with_functions_are_summed_at_base_values() -> None:
    nll(nll_root(p="max(c, 1/2)", q="1 - max(c, 1/2)"))
    assert "at the base values" in mistakes_of(nll_root(p="max(c, 1/2)", q="c"))[1]


def test_one_payoff_a_player() -> None:
    assert mistakes_of(nll_root(alone=("b",)))[1] == "1 payoff for 2 players (DPRK, ROK)."


def test_base_values_keep_the_assumptions() -> None:
    path, message = mistakes_of(assumptions=["g > 0", "l > e"])
    assert path == ("assumptions", 1)
    assert message == "the base values break the assumption 'l > e' (l = 1, e = 3)."


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"definitions": {"a": "b*bb"}}, ("definitions", "a"), "Did you mean 'b'?"),
        ({"definitions": {"c": "1"}}, ("definitions", "c"), "a parameter already"),
        ({"definitions": {"max": "1"}}, ("definitions", "max"), "word of the formula language"),
        ({"definitions": {"x": "y", "y": "z", "z": "x"}}, None, "circle"),
        ({"definitions": {"x": "1 +"}}, ("definitions", "x"), "ends"),
        ({"definitions": {"x": "((((1 + e + g + b + k)**12)**12)**12)**12"}}, ("definitions", "x"), ""),
        ({"assumptions": ["e >"]}, ("assumptions", 0), "ends"),
        ({"assumptions": ["e + 1"]}, ("assumptions", 0), "condition"),
        ({"assumptions": ["gg > 1"]}, ("assumptions", 0), "Did you mean 'g'?"),
        ({"parameters": [*PARAMETERS, Parameter("d", role="commitment")]}, ("parameters", "d", "role"), "only one"),
        ({"parameters": [*PARAMETERS, Parameter("c")]}, ("parameters", "c"), "twice"),
        ({"title": 3}, ("title",), "text"),
        ({"sources": {"nss": 3}}, ("sources", "nss"), "text"),
    ],
)
def test_mistakes_in_what_all_games_have(changes: Any, path: Any, words: str) -> None:
    found, message = mistakes_of(**changes)
    assert path is None or found == path
    assert words in message


def test_a_definition_without_a_value_may_not_be_used() -> None:
    definitions = {"x": "1/(e - e)", "y": "x + 1"}
    assert nll(definitions=definitions).letters
    path, message = mistakes_of(nll_root(absorb=("y", 0)), definitions=definitions)
    assert path[-2:] == ("payoffs", 0)
    assert message == "payoff for DPRK uses 'y', which has no value: division by zero"
    with pytest.raises(GameError, match="probability uses 'y', which has no value"):
        nll(nll_root(p="y", q="1 - y"), definitions=definitions)


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(GameError) as caught:
        nll(nll_root(absorb=("gg", "-ll"), q=1, alone=("b",)), assumptions=["x > 0"], definitions={"y": "zz"})
    assert len(caught.value.mistakes) >= 5


@pytest.mark.parametrize("players", [[], ["A", "A"], ["A", ""], ["A", 3], "AB", None, ["A\u202eB"], ["e\u0301"]])
def test_players_are_named_and_different(players: Any) -> None:
    with pytest.raises(GameError):
        Tree(players, Outcome("x", [0]))


def test_names_may_be_in_any_script() -> None:
    game = Tree(["한국", "북한"], Decision("한국", {"참는다": (0, 0), "No: never, #1": (1, 1)}))
    assert "참는다" in repr(game)


def test_unknown_players_and_empty_decisions() -> None:
    with pytest.raises(GameError, match="Did you mean 'ROK'"):
        nll(Decision("Rok", {"x": (0, 0)}))
    with pytest.raises(GameError, match="no moves"):
        nll(Decision("ROK", {}))
    with pytest.raises(GameError, match="at least one branch"):
        nll(Chance({}))


def test_wrong_arguments() -> None:
    with pytest.raises(TypeError, match="Did you mean 'assumptions'"):
        Tree(["A"], Outcome("x", [0]), assumption=["x"])  # type: ignore[call-arg]
    for broken in (
        lambda: Decision("A", {"x": 3}),  # type: ignore[dict-item]
        lambda: Decision("A", ["x"]),  # type: ignore[arg-type]
        lambda: Chance({"x": (1,)}),
        lambda: Outcome("x", "ab"),
        lambda: Outcome("x", ["a +"]),
        lambda: Outcome("x", [float("nan")]),
        lambda: Tree(["A"], "x"),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 -- of several kinds
            broken()


# --- information --------------------------------------------------------------------------------------------------


def test_nodes_that_cannot_be_told_apart_offer_the_same_moves() -> None:
    root = Decision("A", {"x": Decision("B", {"l": (0, 0), "r": (0, 0)}, "I"), "y": Decision("B", {"l": (0, 0)}, "I")})
    with pytest.raises(GameError, match="same moves") as caught:
        Tree(["A", "B"], root)
    assert caught.value.mistakes[0].path == ("tree", "moves", "y", "moves")


def test_an_information_set_belongs_to_one_player() -> None:
    root = Decision("A", {"x": Decision("B", {"l": (0, 0)}, "I"), "y": Decision("A", {"r": (0, 0)}, "I")})
    assert [(found.player, found.name) for found in Tree(["A", "B"], root).written_sets] == [
        ("A", "start"), ("B", "I"), ("A", "I"),
    ]  # fmt: skip


def test_forgetting_an_own_move_is_refused() -> None:
    def later() -> Decision:
        return Decision("A", {"l": (0,), "r": (1,)}, "I")

    with pytest.raises(ImperfectRecallError, match="A forgets") as caught:
        Tree(["A"], Decision("A", {"x": later(), "y": later()}))
    assert caught.value.mistakes[0].path == ("tree", "moves", "y", "information")


def test_forgetting_what_was_known_is_refused() -> None:
    def twice(name: str) -> Decision:
        return Decision("A", {"m": Decision("A", {"l": (0,), "r": (1,)}, "later")}, name)

    chance = Chance({"H": ("1/2", twice("knows H")), "T": ("1/2", twice("knows T"))})
    with pytest.raises(ImperfectRecallError):
        Tree(["A"], chance)
    Tree(["A"], Chance({"H": ("1/2", twice("same")), "T": ("1/2", twice("same"))}))


def test_absent_mindedness_is_refused() -> None:
    inner = Decision("A", {"exit": (4,), "on": (1,)}, "junction")
    with pytest.raises(ImperfectRecallError, match="absent-minded"):
        Tree(["A"], Decision("A", {"exit": (0,), "on": inner}, "junction"))


def test_names_of_unnamed_nodes() -> None:
    assert [found.name for found in nll().written_sets] == ["start", "after Probe"]
    root = Chance({"H": ("1/2", Decision("A", {"x": (0,)})), "T": ("1/2", Decision("A", {"x": (1,)}, "after H"))})
    assert [found.name for found in Tree(["A"], root).written_sets] == ["after H (2)", "after H"]


# --- size ---------------------------------------------------------------------------------------------------------


def chain(depth: int) -> Node:
    node: Node = Outcome("end", ("g", 1))
    for i in range(depth):
        node = Decision("DPRK" if i % 2 else "ROK", {"stop": Outcome("stop", (f"g*{i % 7}", i)), "go": node})
    return node


def full(depth: int) -> Node:
    level: list[Node] = [Outcome("end", (f"g - {i % 50}", "-l")) for i in range(2**depth)]
    for height in range(depth):
        player = "DPRK" if height % 2 else "ROK"
        level = [Decision(player, {"L": left, "R": right}) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: chain(1000), id="1,000 deep"),
        pytest.param(lambda: full(10), id="1,023 decisions"),
        pytest.param(lambda: chain(5000), id="5,000 deep", marks=pytest.mark.slow),
        pytest.param(lambda: full(13), id="8,191 decisions", marks=pytest.mark.slow),
    ],
)
def test_large_trees(make: Any) -> None:
    started = time.process_time()
    game, same = nll(make()), nll(make())
    assert game == same
    assert len(repr(game).splitlines()) < 100
    assert pickle.loads(pickle.dumps(game)) == game
    form = tree_form(game)
    assert len(form.nodes) == len(game.steps)
    assert pickle.loads(pickle.dumps(form)).nodes[-1].history == form.nodes[-1].history
    assert time.process_time() - started < 20


def test_a_mistake_deep_down_has_its_place() -> None:
    node: Node = Outcome("end", ("oops", 1))
    for i in range(3000):
        node = Decision("DPRK", {"go": node, "stop": (i, 0)})
    with pytest.raises(GameError) as caught:
        nll(node)
    assert len(caught.value.mistakes[0].path) == 6003


def test_a_shared_node_stands_wherever_it_is_used() -> None:
    war = Outcome("War", (-1, -1))
    game = Tree(["A", "B"], Decision("A", {"x": war, "y": Decision("B", {"x": war, "y": (0, 0)})}))
    assert len(game.steps) == 5


def test_a_tree_that_doubles_forty_times_is_refused() -> None:
    node: Node = Outcome("end", (0,))
    for _ in range(40):
        node = Decision("A", {"l": node, "r": node})
    with pytest.raises(GameError, match="nodes"):
        Tree(["A"], node)
