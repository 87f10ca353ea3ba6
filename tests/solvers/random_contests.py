"""Random continuous games of two players, and their equilibria by brute force: best replies on a fine grid, in floats.

Nothing here knows of first-order conditions: a best reply is looked up on a grid and then on finer ones around it, and
an equilibrium is where the reply to the reply to a choice is that choice.
"""

import random
from fractions import Fraction

import numpy as np

import deterrence as dt

GRID = 240
ROUNDS = 6
NEAR = 1e-6


def random_game(seed):
    """A game with two letters at most: a contest, a linear-quadratic one, one with a cubic cost, or one not concave."""
    source = random.Random(seed)
    kind = source.choice(["contest", "quadratic", "quadratic", "cubic", "hills", "guns"])
    letters = source.sample(["p", "q"], source.randint(0, 2))

    def number(low, high):
        return str(Fraction(source.randint(4 * low, 4 * high), 4))

    def amount(low, high):
        return source.choice([*letters, number(low, high)]) if letters else number(low, high)

    def end():
        return source.choice(["inf", number(1, 4), *letters])

    if kind == "contest":
        edge = source.choice(["1", number(1, 3)])
        share = [f"e/(e + {edge}*f)", f"{edge}*f/(e + {edge}*f)"]
        payoffs = [f"({amount(1, 5)})*{share[0]} - ({amount(1, 3)})*e", f"({amount(1, 5)})*{share[1]} - f"]
        ends = [end(), end()]
    elif kind == "quadratic":
        payoffs = [
            f"({amount(-3, 5)})*e - {source.randint(1, 3)}*e**2 + ({amount(-2, 2)})*e*f + {number(-2, 2)}*f",
            f"({amount(-3, 5)})*f - {source.randint(1, 3)}*f**2 + ({amount(-2, 2)})*e*f",
        ]
        ends = [number(1, 4), source.choice([number(1, 4), *letters])]
    elif kind == "cubic":
        payoffs = [f"({amount(1, 4)})*e - e**3/3 + ({number(-1, 1)})*e*f", f"({amount(-1, 4)})*f - f**2 + e*f/2"]
        ends = [number(1, 4), number(1, 4)]
    elif kind == "guns":  # what is not spent on arms is shared by them
        edge, rest = amount(1, 3), f"({number(2, 4)} + {amount(1, 3)} - e - f)"
        payoffs = [f"{rest}*e/(e + ({edge})*f)", f"{rest}*({edge})*f/(e + ({edge})*f)"]
        ends = [number(1, 1), number(1, 1)]
    else:  # own payoffs are convex, so that ends are best
        payoffs = [f"({amount(-3, 3)})*e + e**2/2 - ({number(1, 3)})*e*f", f"({amount(-3, 3)})*f - f**2 + e*f"]
        ends = [number(1, 4), number(1, 4)]
    parameters = [dt.Parameter(name, low=1, high=4, base=2) for name in letters]
    choices = {"A": {"e": (0, ends[0])}, "B": {"f": (0, ends[1])}}
    return dt.Continuous(["A", "B"], choices, payoffs, parameters=parameters)


def random_point(game, seed, at_ties=False):
    """Values for the letters; at ties, whole numbers, the same for several letters, and ends of ranges among them."""
    source = random.Random(seed)
    if at_ties:
        return {name: Fraction(source.randint(1, 4)) for name in game.letters}
    return {name: 1 + Fraction(source.randint(1, 2990), 997) for name in game.letters}


class Played:
    """A game of numbers in floats."""

    def __init__(self, game):
        form = game.form()
        self.payoffs = [compiled(payoff, form.choices) for payoff in form.payoffs]
        self.highs = [12.0 if high is None else float(high) for high in form.highs]

    def paid(self, player, choices):
        paid = float(self.payoffs[player](*choices))
        return float("-inf") if np.isnan(paid) else paid

    def reply(self, player, other):
        """The best reply on a grid, and then on finer ones around it."""

        low, high = 0.0, self.highs[player]
        for _ in range(ROUNDS):
            tried = np.linspace(low, high, GRID + 1)
            paid = self.payoffs[player](*pair(player, tried, other))
            best = float(tried[np.argmax(np.where(np.isnan(paid), -np.inf, paid))])
            step = (high - low) / GRID
            low, high = max(0.0, best - 2 * step), min(self.highs[player], best + 2 * step)
        return best

    def equilibria(self):
        """Where the reply to the reply to a choice crosses that choice without a jump."""

        def gap(x):
            return self.reply(0, self.reply(1, x)) - x

        found = []
        points = [self.highs[0] * i / 60 for i in range(61)]
        gaps = [gap(x) for x in points]
        for i, x in enumerate(points):
            if abs(gaps[i]) < NEAR:
                found.append(x)
            elif i and gaps[i - 1] * gaps[i] < 0 and abs(gaps[i - 1]) >= NEAR:
                left, right, at_left = points[i - 1], x, gaps[i - 1]
                for _ in range(40):
                    middle = (left + right) / 2
                    here = gap(middle)
                    if here * at_left > 0:
                        left = middle
                    else:
                        right = middle
                if abs(gap((left + right) / 2)) < 1e-4:
                    found.append((left + right) / 2)
        pairs = [(x, self.reply(1, x)) for x in found]
        # Of a pole one comes close to there is no equilibrium.
        return [pair for pair in pairs if all(self.paid(i, pair) > float("-inf") for i in (0, 1)) and max(pair) > 1e-4]

    def gain(self, choices):
        """The most that somebody gains by another choice."""
        return max(
            self.paid(player, pair(player, self.reply(player, choices[1 - player]), choices[1 - player]))
            - self.paid(player, choices)
            for player in (0, 1)
        )


def pair(player, own, other):
    return (own, other) if player == 0 else (other, own)


def compiled(function, names):
    """A quotient of polynomials as a function of floats."""

    def terms(polynomial):
        order = [function.ring.names.index(name) for name in names]
        return [
            (float(Fraction(int(c.p), int(c.q))), [int(m[i]) for i in order]) for m, c in polynomial.to_dict().items()
        ]

    above, below = terms(function.numerator), terms(function.denominator)

    def value(x, y):
        with np.errstate(all="ignore"):
            top = sum(c * x ** m[0] * y ** m[1] for c, m in above)
            bottom = sum(c * x ** m[0] * y ** m[1] for c, m in below)
            return np.asarray(np.float64(top) / bottom)

    return value


def faults(seed):
    """What is wrong with the answer about a random game, at a random place; "" where nothing is."""
    game = random_game(seed)
    found = dt.solve(game, time_limit=60)
    for at_ties in (False, True) if found.complete else (False,):
        if fault := faults_at(found, random_point(game, seed, at_ties)):
            return fault
    return ""


def faults_at(found, point):
    """What is wrong with an answer at a place; "" where nothing is."""
    game = found.game
    there = [eq for eq in found if eq.exists.holds({n: v for n, v in point.items() if n in game.letters})]
    played = Played(game.at(point))
    stated = [tuple(float(value.evaluate(point)) for value in eq.choice_values.values()) for eq in there]
    for choices, eq in zip(stated, there, strict=True):
        if max(choices) < 12 and played.gain(choices) > 1e-6:
            return f"{eq.name} is none at {point}"
    off_ties = [why for why in found.why.split("; ") if why and not why.startswith(("where parameters tie", "mixed"))]
    if not off_ties:
        for choices in played.equilibria():
            if not any(max(abs(a - b) for a, b in zip(choices, other, strict=True)) < 1e-2 for other in stated):
                return f"{choices} is missing at {point}; there are {stated}"
    return ""
