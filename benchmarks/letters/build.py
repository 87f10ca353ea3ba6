"""Writes the problems: a statement that any program can read, the model file next to it, and the answer.

    python -m benchmarks.letters.build

The reference comes from this toolkit and is held against `independent.py` at random points, and near and inside every
family; a problem on which the two differ is not written, and the script fails.
"""

import itertools
import json
import random
import sys
from fractions import Fraction

import deterrence as dt
from benchmarks.letters.catalogue import CATALOGUE
from benchmarks.letters.independent import equilibria
from benchmarks.letters.points import allowed, drawn, near
from benchmarks.letters.score import PROBLEMS, compared, in_family, profiles
from benchmarks.letters.statements import statement_of
from deterrence.games.forms.dynamic_forms import TIT_FOR_TAT

MOST_FAMILIES = 40


def main():
    wanted = sys.argv[1:]
    PROBLEMS.mkdir(exist_ok=True)
    for entry in CATALOGUE:
        if wanted and entry.name not in wanted:
            continue
        problem = problem_of(entry)
        if problem["asked"] == "thresholds":
            checked_line(problem)
        else:
            checked(problem, 20 if problem["statement"]["form"] == "offer" else 60)
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
        answer = [family_of(eq, game) for eq in families]
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


def family_of(eq, game):
    """A family in words of the format."""
    strategies, cuts = {player: {} for player in game.players}, {}
    if getattr(game, "strategies", None) == TIT_FOR_TAT:
        [first] = [profile for profile in game.profiles_of_moves() if eq.outcomes[", ".join(profile)] == 1]
        strategies = {player: {"start": {move: "1"}} for player, move in zip(game.players, first, strict=True)}
    divided = getattr(eq, "divided", {})
    for index, place in enumerate(eq.layout.places):
        if place.moves[0].partition(" = ")[0] in eq.choice_values:
            continue
        kind = place.agent.partition("(")[2].rstrip(")")
        where = f"{kind}: {place.name}" if kind and isinstance(game, dt.Tree) else kind or place.name or "start"
        if index in divided:
            cuts.setdefault(place.player, {})[where] = cuts_of(divided[index], place)
            continue
        chosen = {move: str(share) for move, share in eq[place.agent, place.name].items() if share != 0}
        strategies[place.player][where] = chosen
    chosen = {letter: str(formula) for letter, formula in eq.choice_values.items()}
    strategies = {player: places for player, places in strategies.items() if places}
    interior = eq.exists.interior.point
    return {
        "where": [condition_text(c) for c in eq.exists.minimal],
        **({"choices": chosen} if chosen else {}),
        **({"strategies": strategies} if strategies else {}),
        **({"cuts": cuts} if cuts else {}),
        "place": {name: str(interior[name]) for name in eq.exists.background.ring.names},
    }


def cuts_of(divided, place):
    """What the types at a place do: the moves in the order of types, and where one follows another."""
    used = divided.used(place)
    assert all(len(moves) == 1 for moves in used), place
    return {"moves": [move for [move] in used], "at": [str(cut) for cut in divided.cuts]}


def condition_text(c):
    """A condition as text: a product of polynomials compared with 0."""
    factors = "*".join(f"({factor.text})**{power}" if power != 1 else f"({factor.text})" for factor, power in c.factors)
    return f"{'-' if c.sign < 0 else ''}{factors} {c.relation} 0".replace("^", "**")


def checked(problem, number):
    """Hold the reference against brute force at random points, and inside and near every family."""
    source, statement = random.Random(1), problem["statement"]
    points = [drawn(statement, source) for _ in range(number)]
    for family in problem["answer"]:
        place = {name: dt.Parameter("x", base=text).base for name, text in family["place"].items()}
        around = [near(statement, place, source) for _ in range(6)]
        points += [point for point in around if in_family(statement, family, point)]
    for point in points:
        found, reference = equilibria(problem, point), profiles(problem, problem["answer"], point)
        assert compared(found, reference) == ([], []), (problem["name"], point, compared(found, reference))


def checked_line(problem):
    """Hold thresholds against brute force: what is played changes at each of them, and nowhere between."""
    source, statement, letter = random.Random(1), problem["statement"], problem["letter"]
    low, high = (Fraction(statement["letters"][letter][end]) for end in ("low", "high"))
    ends = [low, *map(Fraction, problem["answer"]), high]
    before = None
    for left, right in itertools.pairwise(ends):
        points = [{letter: left + (right - left) * Fraction(source.randint(1, 998), 999)} for _ in range(8)]
        seen = {played(problem, point) for point in points if allowed(statement, point)}
        assert len(seen) <= 1, (problem["name"], left, right, seen)
        assert seen != before, (problem["name"], left)
        before = seen or before


def played(problem, point):
    """Which moves the equilibria at a point have, whatever their probabilities."""
    return frozenset(frozenset(key for key, _ in profile) for profile in equilibria(problem, point))


if __name__ == "__main__":
    main()
