"""Whether mixed profiles of a random tree are perfect Bayesian or sequential equilibria, by definition, asked of z3.

Shares no code with the package. Beliefs are unknown reals; what the definition says of them is written down as it
stands: Bayes' rule where an information set is reached, and else from the nearest earlier information set that every
history here passes through and whose belief determines the one here (the deviating move taken as given).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import z3

import deterrence as dt
from tests.solvers.random_sets import Point, Verdict, in_hull, mixtures, points
from tests.solvers.random_trees import History, Mistakes, Place, Profile, RandomTree

MOST_SETS = 5
SHARES = tuple(map(Fraction, ("0", "0", "1", "1", "1/3", "1/2", "2/3")))

Beliefs = Mapping[Place, Mapping[History, Any]]


def is_perfect_bayesian(mistakes: Mistakes, profile: Profile) -> bool:
    """Whether some beliefs that obey the definition make every choice optimal."""
    tree, worth = mistakes.tree, mistakes.worth(profile)
    beliefs = {place: {h: z3.Real(f"{place}{h}") for h in histories} for place, histories in mistakes.sets.items()}
    solver = z3.Solver()
    for place, own in beliefs.items():
        solver.add(z3.Sum(*own.values()) == 1, *[b >= 0 for b in own.values()])
        solver.add(_bayes(mistakes, profile, place, beliefs))
        player = tree.players.index(place[0])
        moves = tree.moves[len(next(iter(own)))]
        gains = [z3.Sum(*[_real(worth[*h, move][player]) * b for h, b in own.items()]) for move in moves]
        solver.add(*[gains[k] >= other for k, share in enumerate(profile[place]) if share for other in gains])
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def _real(number: Fraction) -> Any:
    return z3.RealVal(str(Fraction(number)))


def _weight(mistakes: Mistakes, start: History, end: History, profile: Profile) -> Fraction:
    """The probability of going from one history to a later one."""
    total = Fraction(1)
    for stage in range(len(start), len(end)):
        row = mistakes.row(end[:stage], profile)
        total *= row[mistakes.tree.moves[stage].index(end[stage])]
    return total


def _bayes(mistakes: Mistakes, profile: Profile, place: Place, beliefs: Beliefs) -> Any:
    own = beliefs[place]
    reach = {h: _weight(mistakes, (), h, profile) for h in own}
    if (total := sum(reach.values())) > 0:
        return z3.And(*[b == _real(reach[h] / total) for h, b in own.items()])
    told: Any = z3.BoolVal(True)
    for earlier, starts in sorted(_before(mistakes, list(own)), key=lambda pair: max(map(len, pair[1].values()))):
        taken = {h: h[: len(starts[h]) + 1] for h in own}
        same = len({h[len(starts[h])] for h in own}) == 1
        for begin in ([taken] if same else []) + [starts]:  # what is built last is asked first
            shares = {h: beliefs[earlier][starts[h]] * _real(_weight(mistakes, begin[h], h, profile)) for h in own}
            whole = z3.Sum(*shares.values())
            told = z3.If(whole > 0, z3.And(*[own[h] * whole == share for h, share in shares.items()]), told)
    return told


def _before(mistakes: Mistakes, histories: Sequence[History]) -> list[tuple[Place, dict[History, History]]]:
    """The information sets that all these histories pass through, and where."""
    found = []
    for place, members in mistakes.sets.items():
        starts = {h: m for h in histories for m in members if len(m) < len(h) and h[: len(m)] == m}
        if len(starts) == len(histories):
            found.append((place, starts))
    return found


def is_sequential(mistakes: Mistakes, profile: Profile) -> bool:
    """Whether limits of mistakes make every choice optimal."""
    return mistakes.limits(profile) is not None


DEFINITIONS: Mapping[str, Callable[[Mistakes, Profile], bool]] = {
    "weak-perfect-bayesian": is_perfect_bayesian,
    "sequential": is_sequential,
}


def judged(
    tree: RandomTree,
    found: dt.Equilibria,
    seed: int,
    number: int = 5,
    draws: int = 12,
    fixed: Mapping[str, Fraction] | None = None,
) -> Verdict:
    """Every set listed, at random values of the letter, against the definition; and other equilibria against the sets.

    Equilibria found on a walk from the families must lie in a set that is listed. `fixed`: the value of the letter,
    where the game was solved there. What is irrational at a point is left out.
    """
    dice = random.Random(seed)
    is_equilibrium = DEFINITIONS[found.promise.concept]
    false: list[str] = []
    missing: list[str] = []
    looked_at = points(found, dice, number)
    for point in looked_at:
        mistakes = Mistakes(tree, {**point, **(fixed or {})}["x"])
        here = [family for family in found if family.exists.holds(**point)]
        sets = [c.equilibria for c in found.components if c.exists.holds(**point)] + [(family,) for family in here]
        hulls = [[profile_of(mistakes, e, point) for e in members] for members in sets]
        known = [[profile for profile in hull if profile is not None] for hull in hulls]
        for members, hull, ends in zip(sets, hulls, known, strict=True):
            if None not in hull and any(not is_equilibrium(mistakes, mixture) for mixture in mixtures(ends, dice)):
                false.append(f"at {point}: {' -- '.join(e.name for e in members)}")
        families = [profile for e in here if (profile := profile_of(mistakes, e, point)) is not None]
        steps = draws if found.complete and known == hulls else 0
        for profile in nearby(mistakes, families, steps, dice, is_equilibrium):
            if not any(in_hull(profile, hull) for hull in known):
                missing.append(f"at {point}: {profile}")
    return Verdict(false, missing, len(looked_at), found.complete)


def nearby(
    mistakes: Mistakes,
    families: Sequence[Profile],
    steps: int,
    dice: random.Random,
    is_equilibrium: Callable[[Mistakes, Profile], bool],
) -> Iterator[Profile]:
    """Equilibria found by mixing some families, and by changing what is done at one place of an equilibrium."""
    if not families:
        return
    here = dice.choice(families)
    for _ in range(steps):
        if len(families) > 1 and dice.random() < 0.4:
            new = blended(dice.sample(families, dice.randint(2, min(4, len(families)))), dice)
        else:
            place = dice.choice(sorted(here))
            one, other = dice.sample(range(len(here[place])), 2)
            share = dice.choice((*SHARES, Fraction(dice.randint(1, 8), 9)))
            row = {one: share, other: 1 - share}
            new = {**here, place: tuple(row.get(k, Fraction(0)) for k in range(len(here[place])))}
        if is_equilibrium(mistakes, new):
            here = new
            yield new


def profile_of(mistakes: Mistakes, family: dt.Equilibrium, point: Point) -> Profile | None:
    """What a family of the package comes to at a value of the letter; None where that is irrational."""
    there = family.at(**point)
    if any(
        not there[place][move].is_Rational
        for place, own in mistakes.sets.items()
        for move in mistakes.tree.moves[len(own[0])]
    ):
        return None
    return {
        place: tuple(Fraction(str(there[place][move])) for move in mistakes.tree.moves[len(histories[0])])
        for place, histories in mistakes.sets.items()
    }


def blended(profiles: Sequence[Profile], dice: random.Random) -> Profile:
    """An average, with the same weights everywhere or with others at each place."""
    together = dice.random() < 0.5
    common = [Fraction(dice.randint(1, 9)) for _ in profiles]
    found: Profile = {}
    for place, row in profiles[0].items():
        weights = common if together else [Fraction(dice.choice((0, 1, 3))) for _ in profiles]
        weights = weights if any(weights) else common
        found[place] = tuple(
            sum((w * p[place][k] for w, p in zip(weights, profiles, strict=True)), Fraction(0)) / sum(weights)
            for k in range(len(row))
        )
    return found
