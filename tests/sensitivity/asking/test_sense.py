"""Concept and refinements, as a model, a claim and a question name them: what is closest to the question counts."""

import json
import re

import pytest

import deterrence as dt
from deterrence.cli.entry import main

# Beer and quiche (Cho and Kreps 1987): both having quiche is a sequential equilibrium where p >= 1/2, and the intuitive
# criterion strikes it.
QUICHE = {"Sender (Strong)": "Quiche", "Sender (Weak)": "Quiche"}


def beer_quiche(claims=(), **sense):
    shared = dt.load("beer-quiche")
    return dt.Tree(
        shared.players,
        shared.root,
        parameters=shared.parameters,
        assumptions=shared.assumptions,
        definitions=shared.definitions,
        types=shared.types,
        claims=claims,
        **sense,
    )


def kinds(found):
    return {eq.kind for eq in found if eq["Sender (Strong)"]["Quiche"] == 1 and eq.exists.is_generic}


def test_a_model_names_concept_and_refinement():
    found = dt.solve(beer_quiche(concept="sequential", refine="intuitive"))
    assert (found.concept, found.promise.refinements) == ("sequential", ("intuitive",))
    assert kinds(dt.solve(beer_quiche())) == {"pooling"}
    assert kinds(found) == set()


def test_who_names_another_concept_names_the_refinements_too():
    game = beer_quiche(concept="sequential", refine="intuitive")
    asked = dt.solve(game, "perfect-bayesian")
    assert (asked.concept, asked.promise.refinements) == ("perfect-bayesian", ())
    assert dt.solve(game, refine="D1").promise.refinements == ("D1",)
    assert dt.solve(game, refine=()).promise.refinements == ()
    assert dt.solve(game, refine="D1").concept == "sequential"


QUESTIONS = {
    "thresholds": lambda of: dt.thresholds(of, "p").promise,
    "best responses": lambda of: dt.best_responses(of, "Receiver", "p").promise,
    "required": lambda of: dt.required(of, "p", outcome="Beer in peace").promise,
    "statics": lambda of: dt.statics(of, "p").promise,
    "tornado": lambda of: dt.tornado(of, of="payoff of Sender").promise,
    "check": lambda of: dt.check(of).promise,
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_asks_for_what_the_model_names(name):
    never = dt.Claim("Both having quiche is no equilibrium.", QUICHE, in_="some equilibrium", expected="refuted")
    promise = QUESTIONS[name](beer_quiche([never], concept="sequential", refine="intuitive"))
    assert (promise.concept, promise.refinements) == ("sequential", ("intuitive",))
    assert "equential equilibria" in promise.sense
    assert "refined by intuitive" in promise.sense


def test_a_sweep_asks_for_what_the_model_names():
    about = dt.sweep(beer_quiche(concept="sequential", refine="intuitive"), p=["1/4", "3/4"]).attrs
    assert about["sense"] == "Sequential equilibria, refined by intuitive."
    assert (about["concept"], about["refinements"]) == ("sequential", "intuitive")


# --- claims -----------------------------------------------------------------------------------------------------------

BEER = {"Sender (Strong)": "Beer", "Sender (Weak)": "Beer"}


def test_a_claim_that_holds_only_after_a_refinement_is_proved_as_such():
    plain = dt.Claim("Both have beer.", BEER, "p > 1/2")
    refined = dt.Claim("Both have beer.", BEER, "p > 1/2", refine="intuitive")
    checks = dt.check(beer_quiche([plain, refined]))
    assert [row.verdict for row in checks] == ["refuted", "proved"]
    assert [row.sense for row in checks] == [
        "Perfect Bayesian equilibria away from ties.",
        "Perfect Bayesian equilibria away from ties, refined by intuitive.",
    ]
    # The equilibrium that breaks the first is the one that the criterion strikes.
    assert "Sender (Strong) Quiche; Sender (Weak) Quiche" in checks[0].by


def test_a_claim_that_a_refinement_does_not_save_is_refuted_with_what_survives():
    separate = {"Sender (Strong)": "Beer", "Sender (Weak)": "Quiche"}
    [row] = dt.check(beer_quiche([dt.Claim("Types separate.", separate, "p > 1/2", refine="intuitive")]))
    assert row.verdict == "refuted"
    survivors = {eq.name for eq in dt.solve(beer_quiche().at(p="3/4"), refine="intuitive")}
    assert row.by in survivors
    assert row.by.startswith("Sender (Strong) Beer; Sender (Weak) Beer")


def test_a_claim_keeps_its_concept_whatever_is_asked():
    claims = [dt.Claim("Both have beer.", BEER, "p > 1/2", concept="sequential", refine="intuitive")]
    checks = dt.check(dt.solve(beer_quiche(claims, refine="D1"), "perfect-bayesian"))
    assert checks[0].verdict == "proved"
    assert checks[0].sense == "Sequential equilibria away from ties, refined by intuitive."


def test_a_claim_that_names_a_concept_drops_the_refinements_of_the_model():
    claims = [dt.Claim("Both have beer.", BEER, "p > 1/2", concept="perfect-bayesian")]
    assert dt.check(beer_quiche(claims, refine="intuitive"))[0].verdict == "refuted"


# --- model files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sense",
    [
        {},
        {"concept": "nash"},
        {"concept": "commitment", "leader": "Sender"},
        {"refine": "D1"},
        {"refine": ["intuitive", "D1"]},
    ],
)
def test_what_a_model_and_its_claims_name_comes_back_from_a_file(tmp_path, sense):
    game = beer_quiche([dt.Claim("x", BEER, **sense), dt.Claim("y", BEER)], **sense)
    dt.save(game, tmp_path / "game.yaml")
    assert dt.load(tmp_path / "game.yaml") == game
    made = {}
    exec(dt.dumps(game, "py"), made)  # noqa: S102 -- what was just written
    assert made["game"] == game


def test_mistyped_names_are_told_at_their_place(tmp_path):
    path = tmp_path / "game.yaml"
    path.write_text(
        """players: [A]
concept: sequentail
refine: [intuitve, D1]
claims:
  - says: A goes.
    then: {A: x}
    concept: nassh
    refine: NBWR
tree: {player: A, moves: {x: [1], y: [0]}}
"""
    )
    with pytest.raises(ValueError, match="game.yaml:2:10") as mistake:
        dt.load(path)
    places = [line.split(":")[1:3] for line in str(mistake.value).splitlines()]
    assert places == [["2", "10"], ["3", "10"], ["7", "14"], ["8", "13"]]
    meant = [line.rpartition("Did you mean ")[2] for line in str(mistake.value).splitlines()]
    assert meant == ["'sequential'?", "'intuitive'?", "'nash'?", "'NWBR'?"]


@pytest.mark.parametrize(
    ("named", "place", "said"),
    [
        ("concept: markov-perfect\n", "2:10", "'markov-perfect' does not apply to a tree"),
        ("refine: D1\n", "2:9", "not a signalling game"),
        ("claims: [{says: A goes., then: {A: x}, concept: markov-perfect}]\n", "2:49", "does not apply to a tree"),
        ("claims: [{says: A goes., then: {A: x}, refine: D1}]\n", "2:48", "not a signalling game"),
    ],
)
def test_what_does_not_fit_the_game_is_told_at_its_place(tmp_path, named, place, said):
    path = tmp_path / "game.yaml"
    path.write_text(f"players: [A]\n{named}tree: {{player: A, moves: {{x: [1], y: [0]}}}}\n")
    game = dt.load(path)
    with pytest.raises(ValueError, match=said) as mistake:
        dt.check(game) if game.claims else dt.solve(game)
    assert f"game.yaml:{place}: " in str(mistake.value)


def test_a_method_that_finds_other_equilibria_is_given_these():
    game = beer_quiche(concept="sequential", refine="intuitive").at(p="3/4")
    found = dt.solve(game, method="sequence form")
    assert (found.concept, found.promise.refinements) == ("nash", ())
    assert dt.solve(game, method="enumeration of assessments").promise.refinements == ("intuitive",)


# --- the command line -------------------------------------------------------------------------------------------------

WORDS = {
    "solve": ["{}"],
    "thresholds": ["{}", "{x}"],
    "map": ["{}", "{x}", "{y}"],
    "required": ["{}", "{x}", "--outcome", "{outcome}"],
    "required --instead": ["{}", "--instead", "--outcome", "{outcome}"],
    "statics": ["{}", "{x}"],
    "tornado": ["{}", "--of", "{of}"],
    "sweep": ["{}", "{x}=1/4,3/4", "--json"],
    "uncertainty": ["{}", "--draws", "50"],
    "sobol": ["{}", "--of", "{of}", "--draws", "64"],
    "check": ["{}", "--points", "3"],
    "plot": ["{}", "--set", "{x}=1/2", "-o", "{out}.svg"],
    "plot --thresholds": ["{}", "--thresholds", "{x}", "-o", "{out}.svg"],
    "report": ["{}", "--over", "{x}", "-o", "{out}.html"],
}
MODELS = {
    "beer-quiche": {"x": "p", "y": "p", "outcome": "Beer in peace", "of": "payoff of Sender"},
    "nll-probe": {"x": "c", "y": "k", "outcome": "Status quo", "of": "payoff of ROK"},
    "rudimentary-asymmetric-deterrence-incomplete": {
        "x": "p_B",
        "y": "a_SQ",
        "outcome": "Status quo",
        "of": "payoff of A",
    },
}
SENSES = {"nash": "ash equilibria", "perfect-bayesian": "erfect Bayesian equilibria", "sequential": "equential eq"}


def asked(capsys, tmp_path, command, model, *sense):
    """What a command prints, or writes into its file, of a model under a concept."""
    names = {**MODELS[model], "out": str(tmp_path / "out")}
    words = [word.format(model, **names) for word in WORDS[command]]
    assert main([command.split()[0], *words, *sense]) in (0, 1), command  # 1: a claim was refuted
    said = capsys.readouterr().out
    written = [path.read_text(encoding="utf-8") for path in tmp_path.glob("out.*")]
    return " ".join(re.sub("<[^>]+>", " ", " ".join([said, *written])).split())


@pytest.mark.parametrize("command", [name for name in WORDS if name not in ("report", "map", "sobol", "uncertainty")])
def test_a_command_takes_a_concept_and_says_which(capsys, tmp_path, command):
    said = asked(capsys, tmp_path, command, "nll-probe", "--concept", "sequential")
    assert "equential equilibria" in said or '"sequential"' in said


@pytest.mark.slow
@pytest.mark.parametrize("concept", SENSES)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("command", WORDS)
def test_every_command_takes_every_concept(capsys, tmp_path, command, model, concept):
    if command == "map" and model == "beer-quiche":
        pytest.skip("a model of one letter has no map")
    said = asked(capsys, tmp_path, command, model, "--concept", concept)
    assert SENSES[concept] in said or json.dumps(concept) in said


@pytest.mark.slow
@pytest.mark.parametrize("command", [name for name in WORDS if name != "map"])
def test_every_command_takes_a_refinement(capsys, tmp_path, command):
    said = asked(capsys, tmp_path, command, "beer-quiche", "--refine", "intuitive")
    assert "refined by intuitive" in said or '"intuitive"' in said


# --- commitments ------------------------------------------------------------------------------------------------------


def patrols(claims=(), **shared):
    """A patrol costs c; an unseen crossing gains g, a seen one loses 1: halves of neither are needed."""
    payoffs = {("Patrol", "Hold back"): ("-c", 0), ("Patrol", "Cross"): ("-c", -1)}
    payoffs |= {("Stay", "Hold back"): (0, 0), ("Stay", "Cross"): (-1, "g")}
    moves = {"US": ["Patrol", "Stay"], "DPRK": ["Hold back", "Cross"]}
    letters = [dt.Parameter("c", "", 0, 1, base=0.5), dt.Parameter("g", "", 0, 2, base=1)]
    rest = {"parameters": letters, "assumptions": ["0 < c < 1", "g > 0"], "claims": claims, **shared}
    return dt.Matrix(["US", "DPRK"], moves, payoffs, **rest)


def test_claims_about_commitments_and_about_equilibria_stand_side_by_side():
    mixture = {"US": {"Patrol": "g/(g + 1)", "Stay": "1/(g + 1)"}}
    claims = [
        dt.Claim("Seen to patrol so often, the US is not tested.", mixture | {"DPRK": "Hold back"}),
        dt.Claim("It costs so much.", {"payoff of": "US", "is": "-c*g/(g + 1)"}),
        dt.Claim("In equilibrium as much as a patrol.", {"payoff of": "US", "is": "-c"}, concept="nash"),
        dt.Claim("The DPRK would commit as well.", {"payoff of": "DPRK", "is": 0}, leader="DPRK", expected="refuted"),
    ]
    checks = dt.check(patrols(claims, concept="commitment", leader="US"))
    assert [row.verdict for row in checks] == ["proved", "proved", "proved", "refuted as expected"]
    assert checks[2].sense == "Nash equilibria away from ties."
    assert checks[3].sense == "Best commitments of DPRK away from ties."


def test_questions_follow_the_commitments_that_a_model_names():
    game = patrols(concept="commitment", leader="US")
    assert str(dt.thresholds(game, "c").promise).startswith("Best commitments of US by")
    [row] = [r for r in dt.statics(game, "g") if r.quantity == "payoff of US"]
    assert (row.sign, row.proved) == ("-", True)
    assert dt.solve(game, "nash").promise.options == {}
    assert dt.solve(game, leader="DPRK").promise.what == "best commitments of DPRK"


def test_a_leader_may_be_named_for_whenever_commitment_is_asked_about():
    claims = [
        dt.Claim("It costs so much.", {"payoff of": "US", "is": "-c*g/(g + 1)"}, concept="commitment"),
        dt.Claim("In equilibrium as much as a patrol.", {"payoff of": "US", "is": "-c"}),
    ]
    game = patrols(claims, leader="US")
    assert [row.verdict for row in dt.check(game)] == ["proved", "proved"]
    assert (dt.solve(game).concept, dt.solve(game, "commitment").promise.options) == ("nash", {"leader": "US"})


def test_a_leader_who_does_not_play_is_told_at_its_place(tmp_path):
    path = tmp_path / "game.yaml"
    dt.save(patrols([dt.Claim("x", {"US": "Stay"}, concept="commitment", leader="US")]), path)
    path.write_text(path.read_text().replace("leader: US", "leader: USA"))
    with pytest.raises(
        ValueError, match=r"game.yaml:23:13: 'USA' is no player; there are: US, DPRK\. Did you mean 'US'"
    ):
        dt.load(path)


def test_who_commits_is_named_with_a_concept_of_commitment():
    with pytest.raises(ValueError, match="'leader' goes with the concepts commitment, weak-commitment"):
        dt.solve(dt.load("chicken"), leader="A")


def test_a_refinement_is_named_once():
    with pytest.raises(dt.GameError, match="'intuitive' is named twice"):
        beer_quiche(refine=["intuitive", "intuitive"])
