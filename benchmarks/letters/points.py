"""Values of a statement's letters: drawn at random, and set exactly on the border of a condition."""

import random
from fractions import Fraction

from benchmarks.letters.formulas import holds, names, sides, value

TRIES = 400


def surroundings(statement, point):
    """The point with the statement's definitions, each worked out when it is needed."""
    defined = {name: _later(text) for name, text in statement.get("definitions", {}).items()}
    return {**defined, **point}


def _later(text):
    return lambda point: value(text, point)


def allowed(statement, point):
    """Whether ranges and assumptions allow a point."""
    for name, letter in statement["letters"].items():
        low, high = letter["low"], letter["high"]
        if (low is not None and point[name] < Fraction(low)) or (high is not None and point[name] > Fraction(high)):
            return False
    around = surroundings(statement, point)
    return all(holds(text, around) for text in statement["assumptions"])


def drawn(statement, source: random.Random):
    """An allowed point in general position; None where many tries did not find one."""
    for _ in range(TRIES):
        point = {}
        for name, letter in statement["letters"].items():
            low = Fraction(letter["low"] if letter["low"] is not None else -10)
            high = Fraction(letter["high"] if letter["high"] is not None else 10)
            point[name] = low + (high - low) * Fraction(source.randint(1, 999_982), 999_983)
        if allowed(statement, point):
            return point
    return None


def near(statement, point, source: random.Random):
    """An allowed point near another, at a distance that is drawn too."""
    for _ in range(TRIES):
        scale = Fraction(1, 2 ** source.randint(1, 9))
        moved = {}
        for name, letter in statement["letters"].items():
            low = Fraction(letter["low"] if letter["low"] is not None else -10)
            high = Fraction(letter["high"] if letter["high"] is not None else 10)
            moved[name] = point[name] + scale * (high - low) * Fraction(source.randint(-999, 999), 1009)
        if allowed(statement, moved):
            return moved
    return point


def on_border(statement, condition, point):
    """Points at which the two sides of a comparison are equal: `point` with one letter changed, as far as allowed."""
    for left, right in sides(condition):
        for letter in sorted(statement["letters"]):
            if letter not in names(left) | names(right) | set(statement.get("definitions", {})):
                continue
            found = _equal(statement, f"({left}) - ({right})", point, letter)
            if found is not None:
                yield found


def _equal(statement, difference, point, letter):
    """The point with one letter set where a difference, a fraction of low degree in it, is zero."""
    samples = []
    for k in range(4):
        moved = {**point, letter: point[letter] + Fraction(k + 1, 7)}
        try:
            samples.append((moved[letter], value(difference, surroundings(statement, moved))))
        except ZeroDivisionError:
            return None
    (x0, y0), (x1, y1) = samples[:2]
    if y0 == y1:
        return None
    root = x0 - y0 * (x1 - x0) / (y1 - y0)  # exact where the difference is affine in the letter, and checked
    moved = {**point, letter: root}
    try:
        return moved if value(difference, surroundings(statement, moved)) == 0 and allowed(statement, moved) else None
    except ZeroDivisionError:
        return None
