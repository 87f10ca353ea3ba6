"""Writes the problems: a statement that any program can read, the model file next to it, and the answer.

    python -m benchmarks.letters.build

The reference comes from this toolkit and is held against `independent.py` at random points, and near and inside every
family; a problem on which the two differ is not written, and the script fails.
"""

import json
import random
import sys

import deterrence as dt
from benchmarks.letters.catalogue import CATALOGUE
from benchmarks.letters.independent import equilibria
from benchmarks.letters.points import drawn, near
from benchmarks.letters.score import PROBLEMS, in_family, profiles
from deterrence.algebra.formulas.language import text_of
from deterrence.games.parts.nodes import Chance, Decision, walk
from deterrence.games.parts.types import ByType

MOST_FAMILIES = 40


def main():
    wanted = sys.argv[1:]
    PROBLEMS.mkdir(exist_ok=True)
    for entry in CATALOGUE:
        if wanted and entry.name not in wanted:
            continue
        problem = problem_of(entry)
        if problem["asked"] != "thresholds":
            checked(problem, 60)
        (PROBLEMS / f"{entry.name}.json").write_text(json.dumps(problem, indent=1, ensure_ascii=False) + "\n", "utf-8")
        dt.save(entry.game(), PROBLEMS / f"{entry.name}.yaml")
        print(f"{entry.name}: {len(problem['answer'])}", flush=True)


def problem_of(entry):
    """A row of the catalogue as a problem with its answer."""
    game = entry.game()
    if entry.letter is not None:
        line = dt.thresholds(game, entry.letter)
        answer = [str(number) for number in line.values]
        game = game.at({name: p.base for name, p in game.parameters.items() if name != entry.letter})
    else:
        families = [eq for eq in dt.solve(game).generic if eq.is_pure or entry.asked != "pure equilibria"]
        assert 0 < len(families) <= MOST_FAMILIES, (entry.name, len(families))
        answer = [family_of(eq) for eq in families]
    return {
        "name": entry.name,
        "title": game.title,
        "asked": entry.asked,
        **({"letter": entry.letter} if entry.letter else {}),
        "difficulty": difficulty(game, answer),
        "known": {"how": entry.how, "by": entry.by},
        "statement": statement_of(game),
        "answer": answer,
    }


def difficulty(game, answer):
    """From 1 to 5, by the number of letters and of families."""
    return 1 + sum([len(game.letters) > 2, len(game.letters) > 6, len(answer) > 3, len(answer) > 9])


def family_of(eq):
    """A family in words of the format."""
    strategies = {}
    for place in eq.layout.places:
        chosen = {move: str(share) for move, share in eq[place.agent, place.name].items() if share != 0}
        where = place.agent.partition("(")[2].rstrip(")") or place.name or "start"
        strategies.setdefault(place.player, {})[where] = chosen
    interior = eq.exists.interior.point
    return {
        "where": [condition_text(c) for c in eq.exists.minimal],
        "strategies": strategies,
        "place": {name: str(interior[name]) for name in eq.exists.background.ring.names},
    }


def condition_text(c):
    """A condition as text: a product of polynomials compared with 0."""
    factors = "*".join(f"({factor.text})**{power}" if power != 1 else f"({factor.text})" for factor, power in c.factors)
    return f"{'-' if c.sign < 0 else ''}{factors} {c.relation} 0".replace("^", "**")


def statement_of(game):
    """The game, as data."""
    base = {
        "players": list(game.players),
        "letters": letters_of(game),
        "assumptions": [text_of(a) for a in game.assumptions],
    }
    plain = {name: text_of(f) for name, f in game.definitions.items() if not isinstance(f, ByType)}
    if plain:
        base["definitions"] = plain
    if isinstance(game, dt.Matrix) and game.is_typed:
        return {"form": "types", **base, **typed(game)}
    if isinstance(game, dt.Matrix):
        rows = [{"profile": list(p), "payoffs": [text_of(x) for x in row]} for p, row in game.payoffs.items()]
        return {"form": "matrix", **base, "moves": {p: list(m) for p, m in game.moves.items()}, "payoffs": rows}
    if isinstance(game, dt.Stochastic):
        states = {name: node_of(root, game, name, ()) for name, root in game.states.items()}
        return {"form": "states", **base, "discount": text_of(game.discount), "start": game.start, "states": states}
    if isinstance(game, dt.Repeated):
        rows = [{"profile": list(p), "payoffs": [text_of(x) for x in row]} for p, row in game.payoffs.items()]
        stage = {"moves": {p: list(m) for p, m in game.moves.items()}, "payoffs": rows}
        return {"form": "repeated", **base, **stage, "discount": text_of(game.discount), "strategies": game.strategies}
    return {"form": "tree", **base, "root": node_of(game.root, game, None, ())}


def letters_of(game):
    def text(number):
        return None if number is None else str(number)

    return {
        name: {"meaning": p.meaning, "low": text(p.low), "high": text(p.high), "base": text(p.base)}
        for name, p in game.parameters.items()
    }


def typed(game):
    """A matrix with types, a row for each combination of types and moves."""
    rows = []
    for kinds in combos([list(game.types[player]) for player in game.players]):
        own = dict(zip(game.players, kinds, strict=True))
        drawn_now = {
            name: f"({text_of(f.values[own[f.player]])})"
            for name, f in game.definitions.items()
            if isinstance(f, ByType)
        }
        for profile, payoffs in game.payoffs.items():
            texts = [substituted(text_of(payoff), drawn_now) for payoff in payoffs]
            rows.append({"types": list(kinds), "profile": list(profile), "payoffs": texts})
    kinds = {player: {kind: text_of(share) for kind, share in game.types[player].items()} for player in game.players}
    return {"types": kinds, "moves": {p: list(m) for p, m in game.moves.items()}, "payoffs": rows}


def combos(lists):
    if not lists:
        return [()]
    return [(first, *rest) for first in lists[0] for rest in combos(lists[1:])]


def substituted(text, values):
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(name, values[name])
    return text


def node_of(node, game, state, path):
    """A node as data; every decision has the name of its place, as answers use it."""
    if isinstance(node, Decision):
        place = place_name(node, game, state, path)
        moves = {move: node_of(after, game, state, (*path, move)) for move, after in node.moves.items()}
        rule = {"when indifferent": node.when_indifferent} if node.when_indifferent else {}
        return {"player": node.player, "information": place, **rule, "moves": moves}
    if isinstance(node, Chance):
        branches = {
            move: {"probability": text_of(share), "then": node_of(after, game, state, (*path, move))}
            for move, (share, after) in node.moves.items()
        }
        return {"chance": branches}
    end = {"outcome": node.name, "payoffs": [text_of(payoff) for payoff in node.payoffs]}
    if state is not None:
        end["next"] = {name: text_of(share) for name, share in node.next.items()} or {state: "1"}
    return end


def place_name(node, game, state, path):
    """What answers call the place of a decision: its own name, else the state, or the moves before it."""
    if state is not None:
        own = [step for step in walk(game.states[state]) if getattr(step.node, "player", None) == node.player]
        return state if len(own) == 1 or not path else f"{state}: after {', '.join(path)}"
    return node.information or (f"after {', '.join(path)}" if path else "start")


def checked(problem, number):
    """Hold the reference against brute force."""
    source, statement = random.Random(1), problem["statement"]
    points = [drawn(statement, source) for _ in range(number)]
    for family in problem["answer"]:
        place = {name: dt.Parameter("x", base=text).base for name, text in family["place"].items()}
        around = [near(statement, place, source) for _ in range(6)]
        points += [point for point in around if in_family(statement, family, point)]
    for point in points:
        found, reference = equilibria(problem, point), profiles(problem, problem["answer"], point)
        assert found == reference, (problem["name"], point, found - reference, reference - found)


if __name__ == "__main__":
    main()
