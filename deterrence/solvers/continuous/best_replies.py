"""One or more equilibria of a continuous game of numbers, in floats: best replies iterated from several starts.

From each start everybody moves half the way to its best reply, which is looked for on a grid and then between its
neighbours, until choices stand still. Then conditions of first order, with the choices at ends held there, are solved
by Newton's method. Guarantee: what is returned is checked; where replies do not settle, nothing is found.

References
----------
Rosen (1965), Existence and uniqueness of equilibrium points for concave n-person games, Econometrica 33.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import copysign, inf, isfinite, nan, prod
from typing import Any, Final

from deterrence.algebra.exact.polynomials import as_fraction
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import OutOfTime
from deterrence.algebra.values.approximate import Approximate
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.parts.layout import Layout, Place
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.task import Task

STARTS: Final = 8
ROUNDS: Final = 400
SOME_ROUNDS: Final = 40
NEARER: Final = 0.6  # how much smaller a step has to be after some rounds
GRID: Final = 60
SETTLED: Final = 1e-7
SOLVED: Final = 1e-11
SAME: Final = 1e-6
AT_END: Final = 1e-6
WIDEST: Final = 1e9
SOME: Final = "best replies were iterated from several starts in floats, which need not find all"


Term = tuple[float, tuple[tuple[str, int], ...]]


def _terms_of(polynomial: Any) -> list[Term]:
    """The terms of a polynomial: a number, and the letters with their powers."""
    names = polynomial.context().names()
    return [
        (float(as_fraction(c)), tuple((name, int(e)) for name, e in zip(names, powers, strict=True) if e))
        for powers, c in polynomial.to_dict().items()
    ]


@dataclass(frozen=True, eq=False)
class _Replies:
    """The game in floats."""

    form: ContinuousForm

    @cached_property
    def lows(self) -> list[float]:
        """The lower ends."""
        return [-inf if x is None else float(x) for x in self.form.lows]

    @cached_property
    def highs(self) -> list[float]:
        """The upper ends."""
        return [inf if x is None else float(x) for x in self.form.highs]

    @cached_property
    def slopes(self) -> list[RationalFunction]:
        """What a little more of its choice brings each agent."""
        return [f.derivative(x) for f, x in zip(self.form.payoffs, self.form.choices, strict=True)]

    @cached_property
    def _terms(self) -> dict[RationalFunction, tuple[list[Term], ...]]:
        return {}

    def named(self, x: Any) -> dict[str, Any]:
        """The value of each letter."""
        return dict(zip(self.form.choices, x, strict=True))

    def value(self, function: RationalFunction, x: Any) -> float:
        """A formula where these are the choices."""
        if function not in self._terms:
            self._terms[function] = tuple(_terms_of(part) for part in (function.numerator, function.denominator))
        named = self.named(x)
        above, below = (
            sum(c * prod(named[name] ** e for name, e in powers) for c, powers in terms)
            for terms in self._terms[function]
        )
        return float(above / below) if below else nan if above == 0 else copysign(inf, above)

    def best(self, agent: int, x: Any) -> float:
        """The best choice of an agent against the others'."""
        import numpy as np
        from scipy.optimize import minimize_scalar

        low, high = self.lows[agent], self.highs[agent]
        width = high - low if isfinite(high - low) else max(1.0, 2 * abs(float(x[agent])))
        while True:
            a, b = max(low, x[agent] - width), min(high, x[agent] + width)
            grid = np.linspace(a, b, GRID + 1)
            with np.errstate(all="ignore"):
                paid = self.form.payoffs[agent].on({**self.named(x), self.form.choices[agent]: grid})
            paid = np.broadcast_to(np.where(np.isfinite(paid), paid, -inf), grid.shape)
            i = int(np.argmax(paid))
            stuck = (i == 0 and a > low) or (i == GRID and b < high)
            if not stuck or width > WIDEST:
                break
            width *= 4
        ends = grid[max(0, i - 1)], grid[min(GRID, i + 1)]

        def loss(own: float) -> float:
            return -self.value(self.form.payoffs[agent], [*x[:agent], own, *x[agent + 1 :]])

        near = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-10})
        return float(near.x) if -near.fun >= paid[i] else float(grid[i])

    def settled(self, x: list[float], check: Any) -> list[float] | None:
        """Where iterated best replies come to rest; None where they do not."""
        before, least = inf, inf
        for number in range(1, ROUNDS + 1):
            check()
            moved = 0.0
            for agent in range(len(x)):
                best = self.best(agent, x)
                moved = max(moved, abs(best - x[agent]) / (1 + abs(best)))
                x[agent] += (best - x[agent]) / 2
            if moved < SETTLED:
                return x
            least = min(least, moved)
            if number % SOME_ROUNDS == 0:
                if least > NEARER * before:  # round and round
                    return None
                before = least
        return None

    def solved(self, x: list[float]) -> list[float] | None:
        """The choices with conditions of first order solved to the last digits."""
        import numpy as np
        from scipy.optimize import root

        ends = [
            next((e for e in (low, high) if isfinite(e) and abs(v - e) <= AT_END * (1 + abs(e))), None)
            for v, low, high in zip(x, self.lows, self.highs, strict=True)
        ]
        held = [v if end is None else end for v, end in zip(x, ends, strict=True)]
        inside = [i for i, end in enumerate(ends) if end is None]
        if not inside:
            return held

        def put(own: Any) -> list[float]:
            every = list(held)
            for i, v in zip(inside, own, strict=True):
                every[i] = float(v)
            return every

        with np.errstate(all="ignore"):
            there = root(
                lambda own: [self.value(self.slopes[i], put(own)) for i in inside], [held[i] for i in inside], tol=1e-14
            )
        found = put(there.x)
        scale = 1 + max(map(abs, found))
        off = max(abs(self.value(self.slopes[i], found)) for i in inside)
        far = max(abs(a - b) for a, b in zip(found, held, strict=True))
        return found if off <= SOLVED * scale * 100 and far <= 1e-3 * scale else None


def from_several_starts(task: Task) -> Found:
    """Nash equilibria of a continuous game of numbers, in floats."""
    import numpy as np

    replies = _Replies(task.form)
    found: list[list[float]] = []
    reasons = [SOME]
    try:
        for start in _starts(replies):
            rest = replies.settled(start, task.deadline.check)
            x = None if rest is None else replies.solved(rest)
            if x is not None and not any(np.allclose(x, other, rtol=SAME, atol=SAME) for other in found):
                found.append(x)
    except OutOfTime:
        reasons.append(task.deadline.why)
    families = tuple(f for f in (_family(task, replies, x) for x in sorted(found)) if _is_sound(task, f))
    components = tuple(Component((family,), family.exists) for family in families)
    return Found(families, components, complete=False, why="; ".join(reasons), complete_off_ties=False, rounded=True)


def _is_sound(task: Task, family: Equilibrium) -> bool:
    """Whether nobody would rather choose otherwise: replies may rest where a choice further away pays more."""
    try:
        verify(task.form, family, task.concept)
    except SolverError:
        return False
    return True


def _starts(replies: _Replies) -> Iterator[list[float]]:
    """Places to begin: the middle, or 1 from an end where there is only one; then at random, the same each time."""
    import numpy as np

    dice = np.random.default_rng(1)
    for number in range(STARTS):
        start = []
        for low, high in zip(replies.lows, replies.highs, strict=True):
            share = 0.5 if number == 0 else float(dice.random())
            if isfinite(low) and isfinite(high):
                start.append(low + share * (high - low))
            else:
                reach = share / (1 - share)
                start.append(low + reach if isfinite(low) else high - reach if isfinite(high) else 2 * reach - 2)
        yield start


def _family(task: Task, replies: _Replies, x: list[float]) -> Equilibrium:
    """What was found, as an equilibrium of the game of numbers."""
    form: ContinuousForm = task.form
    choices: Mapping[str, Approximate] = {letter: Approximate(v) for letter, v in replies.named(x).items()}
    named = [f"{letter} = {value:.6g}" for letter, value in choices.items()]
    places = tuple(
        Place(form.players[player], agent, "", (move,))
        for (player, agent), move in zip(form.agents, named, strict=True)
    )
    chances = [Approximate(replies.value(f, x)) for f in form.chances.values()]
    ends = tuple(form.chances) or (", ".join(named),)
    return Equilibrium(
        Layout(form.players, places, ends, form.choices),
        tuple((form.ring.one,) for _ in form.agents),
        tuple(Approximate(replies.value(f, x)) for f in form.expected),
        tuple(chances) or (form.ring.one,),
        Region((), task.background, task.first),
        choice_values=choices,
    )
