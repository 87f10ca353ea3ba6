"""Apps of oTree: what a class may know and when it is asked, what it plays for, and that names stay names.

The app's own Python is run here with a stand-in for oTree's few names, and in the slow tests by oTree's own bots.
"""

import importlib.util
import json
import os
import random
import runpy
import shutil
import subprocess
import sys
import types
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE
from deterrence.formats.otree import App, app_name, weights, write_app

HOSTILE = """\
title: "'); import os #<script>alert(1)</script> {{ C }} \\"\\"\\" 서울 @SECRET@"
summary: "<b>{{ player.payoff }}</b>"
players: ["평양 <script>", "O'Brien \\"}} {{ endif }}"]
types: {"평양 <script>": {"Hard <i>": 1/3, "Soft'": 2/3}}
tree:
  player: "평양 <script>"
  moves:
    "<script>alert(2)</script>":
      player: "O'Brien \\"}} {{ endif }}"
      information: "sees {{ x }}"
      moves:
        "\\\\'); <script>": {outcome: "@CONFIG@ <b>", payoffs: [1, -1/3]}
        "{% endblock %}": {payoffs: [0, 1]}
    "__class__": {outcome: "c", payoffs: [1/2, 0]}
"""
PLAYED = ["nll-probe", "chicken", "beer-quiche", "salami", "arms-race-private-costs", "opcon", "tripartite-crisis"]


def app(name):
    return App(dt.load(name).base_case())


# --- the stand-in for oTree ---


def stand_in():
    """As much of `otree.api` as the app needs to be imported and played."""
    field = types.SimpleNamespace(
        IntegerField=lambda initial=None, **_: initial, LongStringField=lambda initial=None, **_: initial
    )
    bases = {
        name: type(name, (), {})
        for name in ("BaseConstants", "BaseSubsession", "BaseGroup", "BasePlayer", "Page", "WaitPage", "Bot")
    }
    return types.SimpleNamespace(models=field, widgets=types.SimpleNamespace(RadioSelect=None), **bases)


@pytest.fixture
def played(tmp_path, monkeypatch):
    """A function that writes the app of a game, imports it, and gives the module."""

    def load(game):
        place, _ = write_app(game, tmp_path)
        api = types.ModuleType("otree.api")
        vars(api).update(vars(stand_in()))
        monkeypatch.setitem(sys.modules, "otree", types.ModuleType("otree"))
        monkeypatch.setitem(sys.modules, "otree.api", api)
        spec = importlib.util.spec_from_file_location(place.name, place / "__init__.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.DRAWING = random.Random(1)
        return module

    return load


def play(module, choose):
    """One group through the pages; what each was asked, in which turn, and the players."""
    group = module.Group()
    players = [module.Player() for _ in module.PLAYERS]
    for place, player in enumerate(players):
        player.group, player.id_in_group, player.round_number = group, place + 1, 1
    group.get_players = lambda: players
    asked = []
    for page in module.page_sequence:
        if issubclass(page, module.WaitPage):
            page.after_all_players_arrive(group)
        elif issubclass(page, module.Move):
            shown = [player for player in players if page.is_displayed(player)]
            asked += [(module.asked(player), page.__name__) for player in shown]
            for player in shown:
                player.move = choose(module.move_choices(player))
                page.before_next_page(player, False)
    return asked, group, players


@pytest.mark.parametrize("name", PLAYED)
def test_play_ends_and_pays_what_the_tree_says(name, played):
    game = dt.load(name).base_case()
    module, made = played(game), App(game)
    rng, turns = random.Random(name), {}
    shift, factor = made.scale
    for _ in range(40):
        asked, group, players = play(module, lambda choices: rng.choice(choices)[0])
        end = made.form.nodes[group.node]
        assert end.kind == "outcome"
        expected = [(payoff.as_fraction() + shift) * factor for payoff in end.payoffs]
        assert [player.payoff for player in players] == expected
        # Whoever was asked chose at a set on the path that was played, and nobody else was.
        on_path, at = [], end
        while at.parent >= 0:
            at = made.form.nodes[at.parent]
            on_path += [at.information_set] if at.information_set >= 0 else []
        assert sorted(index for index, _ in asked) == sorted(on_path)
        for index, page in asked:
            assert turns.setdefault(index, page) == page  # the same turn always, so that it tells nothing


def test_a_matrix_is_played_in_one_turn():
    assert app("chicken").turns == (1, 1)
    assert app("nll-probe").turns == (1, 2)
    assert set(app("arms-race-private-costs").turns) == {1}  # types are drawn, then both choose at once


@pytest.mark.parametrize("name", [*PLAYED, "red-line", "mutual-deterrence-incomplete"])
def test_a_player_is_told_what_is_true_at_every_node_of_its_set_and_all_that_is(name):
    made = app(name)
    form = made.form
    for index, found in enumerate(form.information_sets):
        told = made.knows(index)
        histories = [form.nodes[node].history for node in found.nodes]
        for line in told:
            assert all(line.split(": ", 1)[1] in history for history in histories)
        if len(found.nodes) == 1 and found.agent in form.players:
            assert len(told) == len(histories[0])


def test_a_secret_type_is_told_to_nobody_else():
    """In beer and quiche the receiver sees the breakfast and not the type."""
    made = app("beer-quiche")
    told = {found.agent: made.knows(index) for index, found in enumerate(made.form.information_sets)}
    kinds = {kind for kinds in dt.load("beer-quiche").types.values() for kind in kinds}
    receivers = [lines for agent, lines in told.items() if not any(f"({kind})" in agent for kind in kinds)]
    assert receivers
    assert not any(kind in line for lines in receivers for line in lines for kind in kinds)
    unnamed = dt.Tree(
        ["A"], dt.Decision("A", {"x": [1], "y": [0]}), types={"A": {"Hard": "1/3", "Soft": "2/3"}}, name="t"
    )
    assert {node.get("outcome", "") for node in App(unnamed).data()["nodes"]} == {""}


def test_orders_that_differ_are_refused():
    """Chance says who moves first, and each learns only whether it moves: asking in turns would tell which."""

    def second(who, told):
        return dt.Decision(who, {"a": (0, 0), "b": (1, 1)}, information=told)

    def first(who, told, then, other):
        return dt.Decision(who, {"a": second(then, other), "b": (2, 2)}, information=told)

    root = dt.Chance({"one": ("1/2", first("A", "x", "B", "y")), "two": ("1/2", first("B", "y", "A", "x"))})
    with pytest.raises(ValueError, match="no class can play this in turns"):
        _ = App(dt.Tree(["A", "B"], root, name="t")).turns


@given(st.lists(st.fractions(min_value=0, max_value=1, max_denominator=60), min_size=1, max_size=5).filter(any))
def test_the_odds_of_chance_are_exact(parts):
    whole = sum(parts)
    probabilities = [part / whole for part in parts]
    counts = weights(probabilities)
    assert all(isinstance(count, int) and count >= 0 for count in counts)
    assert [Fraction(count, sum(counts)) for count in counts] == probabilities


@pytest.mark.parametrize("name", ["nll-probe", "moral-hazard", "burden-sharing-reply", "chicken", "envoy"])
def test_points_are_payoffs_on_one_scale_for_all(name):
    made = app(name)
    shift, factor = made.scale
    for node in made.form.nodes:
        if node.kind == "outcome":
            assert made.points(node) == [(payoff.as_fraction() + shift) * factor for payoff in node.payoffs]
            assert min(made.points(node)) >= 0
    assert (
        made.points_said
        == {
            "nll-probe": "Points are the payoff + 3.",
            "moral-hazard": "Points are 20 times (payoff + 6).",
            "burden-sharing-reply": "Points are 400 times (payoff + 0.4).",
            "chicken": "Points are the payoff.",
            "envoy": "Points are 100 times (payoff + 3.01).",
        }[name]
    )


def test_what_cannot_be_played_is_told():
    with pytest.raises(ValueError, match="a class plays a game of numbers"):
        _ = App(dt.load("nll-probe")).form
    with pytest.raises(ValueError, match="is chosen from an interval"):
        _ = app("mutual-optimism").form
    with pytest.raises(ValueError, match="play never ends"):
        _ = app("tit-for-tat").form
    huge = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["1/1000003"], "y": [2]})
    with pytest.raises(ValueError, match="1,000,000 is the most"):
        _ = App(huge).scale


# --- what is written ---


@pytest.fixture
def hostile(tmp_path):
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


def test_names_are_data_and_no_part_of_a_program(hostile, tmp_path):
    one, _ = write_app(dt.load(hostile).base_case(), tmp_path / "a")
    other, _ = write_app(dt.load("chicken").base_case(), tmp_path / "b")
    for name in ("__init__.py", "tests.py", "Move.html", "Introduction.html", "Results.html"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    found = json.loads((one / "game.json").read_text(encoding="utf-8"))
    assert found["players"] == list(dt.load(hostile).players)
    settings = runpy.run_path(str(tmp_path / "a" / "settings.py"))
    [config] = settings["SESSION_CONFIGS"]
    assert config["app_sequence"] == ["play_hostile"]
    assert "<" not in config["display_name"]
    assert "서울 @SECRET@" in config["display_name"]


def test_what_the_table_of_data_shows_as_html_is_escaped(hostile, played):
    module = played(dt.load(hostile).base_case())
    for _ in range(10):
        _, group, _ = play(module, lambda choices: choices[0][0])
        assert "<" not in group.moves + group.outcome + module.doc
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in group.moves


def test_every_word_of_a_model_in_the_pages_is_escaped():
    folder = Path(dt.__file__).parent / "formats" / "otree_app"
    for page in folder.glob("*.html"):
        printed = [part.split("}}")[0].strip() for part in page.read_text(encoding="utf-8").split("{{")[1:]]
        ours = {"block title", "block content", "endblock", "next_button", "formfields", "endif", "endfor",
                "player.payoff"}  # fmt: skip
        for text in printed:
            assert text in ours or text.startswith(("if ", "for ")) or text.endswith("|escape"), (page.name, text)


@pytest.mark.parametrize(
    ("name", "expected"), [("nll-probe", "play_nll_probe"), ("서울", "play_game"), ("a" * 90, "play_" + "a" * 30)]
)
def test_the_name_of_an_app_is_one_of_python(name, expected):
    assert app_name(name) == expected
    assert app_name(name).isidentifier()


def test_from_the_command_line(tmp_path, capsys):
    assert main(["export", "nll-probe", "--to", "otree"]) == AT_FAULT
    assert "-o DIR" in capsys.readouterr().err
    assert main(["export", "nll-probe", "--to", "otree", "--set", "c=0.3", "-o", str(tmp_path)]) == DONE
    assert "Points are the payoff + 3." in capsys.readouterr().out
    data = json.loads((tmp_path / "play_nll_probe" / "game.json").read_text())
    assert [node["chance"] for node in data["nodes"] if "chance" in node] == [[3, 7]]
    kept = (tmp_path / "settings.py").read_text()
    assert main(["export", "nll-probe", "--to", "otree", "-o", str(tmp_path)]) == AT_FAULT
    assert "is there already" in capsys.readouterr().err
    assert main(["export", "chicken", "--to", "otree", "-o", str(tmp_path)]) == DONE
    assert "Add to its SESSION_CONFIGS: dict(name='play_chicken'" in capsys.readouterr().out
    assert (tmp_path / "settings.py").read_text() == kept
    assert main(["export", "chicken", "--to", "otree", "-o", str(tmp_path / "settings.py")]) == AT_FAULT


# --- oTree itself ---

OTREE = shutil.which("otree")


@pytest.mark.slow
@pytest.mark.skipif(OTREE is None, reason="the command otree is not on the path: pip install otree requests")
@pytest.mark.parametrize("name", [*PLAYED, "hostile"])
def test_otrees_own_bots_play_it(name, tmp_path, hostile):
    game = dt.load(hostile if name == "hostile" else name).base_case()
    place, _ = write_app(game, tmp_path / "project")
    if name == "hostile":
        with (place / "tests.py").open("a", encoding="utf-8") as tests:
            tests.write(NO_MARKUP)
    done = subprocess.run(
        [OTREE, "test", place.name, str(4 * len(game.players))],
        cwd=tmp_path / "project",
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Bots completed session" in done.stdout + done.stderr


# Before each page the bot holds the page against what a browser would take for markup.
NO_MARKUP = """

def checked(play_round):
    def wrapped(self):
        for step in play_round(self):
            for word in ("<script>alert", "<i>", "<b>{{", "O'Brien"):
                expect(word, "not in", self.html)
            expect("alert(", "in", self.html)
            yield step

    return wrapped


PlayerBot.play_round = checked(PlayerBot.play_round)
"""
