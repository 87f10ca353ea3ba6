"""Holds an answer against the reference, exactly, at random points and on the borders of conditions.

    python -m benchmarks.letters.score PROBLEM.json ANSWER.json

An answer is a list of families; a family has `where`, a list of conditions that all hold, and `strategies`: for each
player, and each place where it chooses, the moves that are made with positive probability, with that probability;
`choices`, what is chosen from intervals; and `cuts`, the moves of types in their order and where one follows another.
Or, where thresholds are asked for, a list of numbers. The answer is right when at every point tried the families that
hold there tell the same profiles as the reference, no more and no fewer.
"""

import itertools
import json
import random
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from benchmarks.letters.formulas import NotAFormulaError, holds, rounded, value
from benchmarks.letters.grids import divided
from benchmarks.letters.independent import equilibria
from benchmarks.letters.points import allowed, drawn, near, on_border, surroundings

PROBLEMS = Path(__file__).parent / "problems"
ROUNDED = 1e-6  # of numbers found on a grid


@dataclass
class Score:
    """What came of it: how many points were tried, and at how many what was missing or false."""

    points: int = 0
    missing: list = field(default_factory=list)
    false: list = field(default_factory=list)

    @property
    def right(self):
        return self.points > 0 and not self.missing and not self.false

    def __str__(self):
        if self.right:
            return f"right at {self.points} points"
        lines = [f"wrong: of {self.points} points {len(self.missing)} lack something, {len(self.false)} have too much"]
        lines += [f"  missing {what} at {told(point)}" for what, point in self.missing[:3]]
        lines += [f"  false {what} at {told(point)}" for what, point in self.false[:3]]
        return "\n".join(lines)


def told(point):
    return ", ".join(f"{name}={number}" for name, number in point.items()) or "the one point there is"


def load(name):
    """A problem by its name."""
    return json.loads((PROBLEMS / f"{name}.json").read_text(encoding="utf-8"))


def names():
    """All problems."""
    return sorted(path.stem for path in PROBLEMS.glob("*.json"))


def score(problem, answer, number=40, seed=0, first=False):
    """How an answer compares with the reference; up to the first point where it differs, if that is all one asks."""
    if problem["asked"] == "thresholds":
        return score_thresholds(problem, answer)
    result = Score()
    for point in points_of(problem, answer, number, random.Random(seed)):
        expected, found = profiles(problem, problem["answer"], point), profiles(problem, answer, point)
        result.points += 1
        result.missing += [(dict(profile), point) for profile in expected - found]
        surplus = found - expected
        if surplus:  # at ties more may be an equilibrium than is asked for, and telling it is no mistake
            surplus = compared(surplus, equilibria(problem, point))[0]
        result.false += [(_readable(profile), point) for profile in surplus]
        if first and not result.right:
            break
    return result


def _readable(profile):
    return profile if isinstance(profile, str) else dict(profile)


def compared(some, others):
    """What is among `some` and not among `others`, and the other way round; numbers found on a grid are rounded."""
    return (
        [profile for profile in some if not any(alike(profile, other) for other in others)],
        [other for other in others if not any(alike(profile, other) for profile in some)],
    )


def alike(profile, other):
    """Whether two profiles are the same, up to what a grid cannot tell where one of the two is from a grid."""
    if isinstance(profile, str) or isinstance(other, str) or profile == other:
        return profile == other
    one, two = dict(profile), dict(other)
    return one.keys() == two.keys() and all(_equal(one[key], two[key]) for key in one)


def _equal(a, b):
    return abs(a - b) <= ROUNDED * (1 + abs(a)) if isinstance(a, float) or isinstance(b, float) else a == b


def score_thresholds(problem, answer):
    """Thresholds are numbers or formulas in no letter."""
    expected = {value(text, {}) for text in problem["answer"]}
    result = Score(points=1)
    try:
        found = {value(text, {}) for text in answer}
    except (NotAFormulaError, ZeroDivisionError) as mistake:
        result.false.append((str(mistake), {}))
        return result
    result.missing += [(str(number), {}) for number in sorted(expected - found)]
    result.false += [(str(number), {}) for number in sorted(found - expected)]
    return result


def points_of(problem, answer, number, source):
    """Random points, places in each family of the reference and around them, and the borders of all conditions."""
    statement = problem["statement"]
    random_points = [point for point in (drawn(statement, source) for _ in range(number)) if point is not None]
    inside = []
    for family in problem["answer"]:
        place = {name: Fraction(text) for name, text in family.get("place", {}).items()}
        if place.keys() == statement["letters"].keys() and allowed(statement, place):
            around = [place, *(near(statement, place, source) for _ in range(24))]
            inside += [point for point in around if in_family(statement, family, point)]
    yield from random_points
    yield from inside
    conditions = {text for families in (problem["answer"], answer) for family in families for text in family["where"]}
    for condition in sorted(conditions):
        for point in source.sample(inside, min(len(inside), 60)) + random_points[:10]:
            try:
                yield from on_border(statement, condition, point)
            except NotAFormulaError:
                return


def in_family(statement, family, point):
    """Whether all conditions of a family hold."""
    around = surroundings(statement, point)
    return all(holds(text, around) for text in family["where"])


def in_place(family, around):
    """Whether all conditions hold; one that has no value, for a division by zero, does not."""
    try:
        return all(holds(text, around) for text in family["where"])
    except ZeroDivisionError:
        return False


def profiles(problem, families, point):
    """What the families that hold at a point say, each as a set of choices with their probabilities.

    A family that names a move which has no positive probability there, a type that there is not, or a value out of its
    interval, or is no formula, is told as what it is.
    """
    statement, found = problem["statement"], set()
    around = surroundings(statement, point)
    for family in families:
        try:
            if in_place(family, around):
                found.add(frozenset(profile_of(statement, family, around).items()))
        except WrongFamilyError as mistake:
            found.add(str(mistake))
        except (NotAFormulaError, ZeroDivisionError, KeyError, AttributeError, TypeError, ValueError) as mistake:
            found.add(f"a family without a value: {mistake}")
    return found


class WrongFamilyError(Exception):
    """What a family says of a point that cannot be play, whatever the payoffs."""


def profile_of(statement, family, around):
    """What a family says at a point: moves with probabilities, values that are chosen, and where types are divided."""
    profile = {
        (player, place, move): value(text, around)
        for player, places in family.get("strategies", {}).items()
        for place, moves in places.items()
        for move, text in moves.items()
    }
    if any(share <= 0 for share in profile.values()):
        raise WrongFamilyError(f"a family that names a move of probability {min(profile.values())}")
    profile |= {("chosen", letter): rounded(value(text, around)) for letter, text in family.get("choices", {}).items()}
    for player, places in family.get("cuts", {}).items():
        low, high = (value(statement["drawn"][player][end], around) for end in ("from", "to"))
        for place, told in places.items():
            at = [value(text, around) for text in told["at"]]
            if any(a >= b for a, b in itertools.pairwise([low, *at, high])):
                raise WrongFamilyError(f"a family that divides types at {', '.join(map(str, at))}")
            profile |= divided(player, place, told["moves"], at)
    return profile


def main():
    problem, answer = (json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:3])
    result = score(problem, answer)
    print(result)
    sys.exit(0 if result.right else 1)


if __name__ == "__main__":
    main()
