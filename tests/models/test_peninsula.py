"""The argument as one game, held against backward induction and Markov perfection written out for these games alone.

The chain of `peninsula` is folded here by a few lines of arithmetic in rationals, and the pure Markov perfect
equilibria of `peninsula-rounds` are found by trying all stationary profiles. Neither uses the toolkit or the trees of
the files.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import deterrence as dt

Payoffs = tuple[Fraction, ...]
Play = tuple[Payoffs, dict[str, Fraction]]

# --- peninsula ------------------------------------------------------------------------------------------------------


def draw(source: random.Random) -> dict[str, Fraction]:
    """A point that the assumptions allow, in general position."""

    def between(low: float, high: float) -> Fraction:
        return Fraction(source.randint(int(low * 10**6) + 1, int(high * 10**6) - 1), 10**6)

    high = between(0.2, 1)
    return {
        "c": between(0, 1),
        "q": between(0, 0.7),
        "v": between(0.5, 16),
        "t": between(0.2, 1),
        "r": between(0.01, source.choice([1, 2, 4])),
        "k": between(0.01, 2),
        "y": between(0, 1),
        "h": between(0.02, float(high)),
        "K": high,
        "R": between(0.01, 4),
    }


def answer(size: int, backing: Fraction, spent: Fraction, divided: Fraction, hardened: bool, p: dict[str, Any]) -> Play:
    """A probe of this size, and what Seoul does about it."""
    r, k = p["r"], p["k"]
    lost = 0 if hardened else size
    absorbed = (-size, -spent - size, size)
    backed = (0, -spent - divided, -k)
    alone = (-lost - r, -spent - lost - r - divided, (-k if hardened else size) - r)
    answered = tuple(backing * x + (1 - backing) * y for x, y in zip(backed, alone, strict=True))
    if answered[1] >= absorbed[1]:
        return answered, {"Repelled": backing, "Crisis": 1 - backing}
    name = "Small loss" if size == 1 else "Large loss"
    return tuple(map(Fraction, absorbed)), {name: Fraction(1)}


def best(player: int, *plays: Play) -> Play:
    """The first of the plays that are best for a player."""
    return max(plays, key=lambda play: play[0][player])


def folded(p: dict[str, Fraction]) -> Play:
    """The path of play by backward induction."""
    one, nothing = Fraction(1), Fraction(0)
    large, small = p["c"] * (1 - p["q"]), p["t"] * p["c"] * (1 - p["q"])

    def probed(spent: Fraction, divided: Fraction, hardened: bool, quiet: str) -> Play:
        rest: Play = ((nothing, -spent, nothing), {quiet: one})
        one_step = answer(1, small, spent, divided, hardened, p)
        return best(2, rest, one_step, answer(2, large, spent, nothing, hardened, p))

    restrained = probed(nothing, p["y"], False, "Quiet after the shift")
    hardened = probed(p["h"], nothing, True, "Hardened and quiet")
    nuclear: Play = ((-p["R"] - 1, -p["K"] - 1, one), {"Nuclear and probed": one})
    held: Play = ((-p["q"] * p["v"], nothing, nothing), {"Status quo": one})  # an answer is backed, so no probe pays
    return best(0, held, best(1, restrained, hardened, nuclear))


def by_the_claims(p: dict[str, Fraction]) -> str | None:
    """The certain outcome that the file's claims state at a point, where they state one."""
    c, q, t, r, k = (p[letter] for letter in "cqtrk")
    a, b, stake = c * (1 - q), t * c * (1 - q), q * p["v"]
    if a < 1 - 2 / r:
        return "Nuclear and probed" if stake > 1 + p["R"] else "Status quo"
    if b < 1 - 1 / r:
        return "Small loss" if stake > 1 else "Status quo"
    if b < (r + p["y"]) / (1 + r):
        return "Hardened and quiet"
    return "Quiet after the shift" if a * k > (1 - a) * (2 - r) and b * k > (1 - b) * (1 - r) else None


def test_the_claims_of_the_peninsula_tell_what_backward_induction_finds() -> None:
    source, seen = random.Random(7), set()
    for _ in range(1200):
        point = draw(source)
        outcomes = {name: share for name, share in folded(point)[1].items() if share}
        said = by_the_claims(point)
        seen.add(said)
        if said is not None:
            assert outcomes == {said: 1}, point
        assert "Large loss" not in outcomes
        if "Crisis" in outcomes:
            assert point["r"] < 2
    assert len(seen) == 6


@pytest.mark.slow
def test_the_equilibria_of_the_peninsula_are_those_of_backward_induction() -> None:
    game, source, seen = dt.load("peninsula"), random.Random(11), set()
    found = dt.solve(game)
    inside = [{name: eq.exists.interior.point[name] for name in game.parameters} for eq in found.generic]
    for point in [*inside, *(draw(source) for _ in range(8))]:
        here = [eq for eq in found.generic if eq.exists.holds(point)]
        assert len(here) == 1, point
        payoffs, outcomes = folded(point)
        at = here[0].at(point)
        assert tuple(Fraction(str(at.payoffs[player])) for player in game.players) == payoffs
        assert {name: Fraction(str(share)) for name, share in at.outcomes.items() if share != 0} == {
            name: share for name, share in outcomes.items() if share
        }
        seen.add(here[0].called)
    assert len(seen) == 7


def test_nobody_gains_by_deviating_on_the_peninsula() -> None:
    game, source = dt.load("peninsula"), random.Random(5)
    for _ in range(3):
        numbers = game.at(draw(source))
        for eq in dt.solve(numbers):
            assert all(gain == 0 for gain in dt.regret(numbers, eq).values())


# --- peninsula-rounds -----------------------------------------------------------------------------------------------

Profile = tuple[str, str, str, str]  # Washington, Pyongyang and Seoul before a build-up; Pyongyang after one


def draw_rounds(source: random.Random) -> dict[str, Fraction]:
    def between(low: float, high: float) -> Fraction:
        return Fraction(source.randint(int(low * 10**6) + 1, int(high * 10**6) - 1), 10**6)

    return {
        "c": between(0, 1),
        "g": between(0, 0.95),
        "p": between(0.05, 1),
        "h": between(0.01, 1),
        "u": between(0.001, 0.3),
        "m": between(0.01, 0.8),
        "z": between(0.01, 0.5),
        "delta": between(0.4, 0.95),
    }


def mix(weight: Fraction, now: Payoffs, later: Payoffs) -> Payoffs:
    return tuple((1 - weight) * x + weight * y for x, y in zip(now, later, strict=True))


def values(p: dict[str, Fraction], profile: Profile) -> tuple[Payoffs, Payoffs, Payoffs]:
    """What each state is worth to the three, by the geometric sums of a stationary profile."""
    c, g, delta = p["c"], p["g"], p["delta"]
    washington, probe, seoul, match = profile
    race = (c - 1, c - 1 - p["u"], 1 - c - p["m"])
    quiet = (Fraction(0), -p["u"], -p["z"])
    if match == "Match":  # V = (1 - d)*now + d*((1 - g)*race + g*V)
        now = (quiet[0], quiet[1], quiet[2] - p["m"])
        hardened = tuple(
            ((1 - delta) * x + delta * (1 - g) * y) / (1 - delta * g) for x, y in zip(now, race, strict=True)
        )
    else:
        hardened = quiet
    if washington == "Hold":
        restrained: Payoffs = (-p["p"], Fraction(0), Fraction(0))
    elif probe == "Refrain":
        restrained = (Fraction(0),) * 3
    elif seoul == "Absorb":
        restrained = (c - 1, c - 1, 1 - c)
    else:
        restrained = mix(delta, (c - 1, c - 1 - p["h"], 1 - c), hardened)
    return restrained, hardened, race


def is_perfect(p: dict[str, Fraction], profile: Profile) -> bool:
    """Whether nobody gains by a single other choice, anywhere (one-shot deviations suffice)."""
    c, g, delta = p["c"], p["g"], p["delta"]
    washington, probe, seoul, match = profile
    restrained, hardened, race = values(p, profile)
    absorb = mix(delta, (c - 1, c - 1, 1 - c), restrained)
    build = mix(delta, (c - 1, c - 1 - p["h"], 1 - c), hardened)
    quiet = mix(delta, (Fraction(0),) * 3, restrained)
    held = mix(delta, (-p["p"], Fraction(0), Fraction(0)), restrained)
    probed = absorb if seoul == "Absorb" else build
    shifted = probed if probe == "Probe" else quiet
    after = tuple((1 - g) * x + g * y for x, y in zip(race, hardened, strict=True))
    matched = mix(delta, (Fraction(0), -p["u"], -p["z"] - p["m"]), after)
    left = mix(delta, (Fraction(0), -p["u"], -p["z"]), hardened)
    return (
        (absorb[1] >= build[1] if seoul == "Absorb" else build[1] >= absorb[1])
        and (probed[2] >= quiet[2] if probe == "Probe" else quiet[2] >= probed[2])
        and (held[0] >= shifted[0] if washington == "Hold" else shifted[0] >= held[0])
        and (matched[2] >= left[2] if match == "Match" else left[2] >= matched[2])
    )


PROFILES = list(product(["Hold", "Shift"], ["Refrain", "Probe"], ["Absorb", "Build up"], ["Leave", "Match"]))


def profile_of(eq: Any) -> Profile:
    def only(player: str, place: str) -> str:
        return next(move for move, share in eq[player, place].items() if share == 1)

    before = [only(player, "Restrained") for player in ("US", "DPRK", "ROK")]
    return (before[0], before[1], before[2], only("DPRK", "Hardened"))


@pytest.mark.slow
def test_the_pure_equilibria_over_time_are_those_that_trying_all_profiles_finds() -> None:
    found, source, seen = dt.solve(dt.load("peninsula-rounds")), random.Random(3), set()
    pure = [eq for eq in found.generic if eq.is_pure]
    for _ in range(24):
        point = draw_rounds(source)
        expected = {profile for profile in PROFILES if is_perfect(point, profile)}
        assert {profile_of(eq) for eq in pure if eq.exists.holds(point)} == expected, point
        seen |= expected
    assert len(seen) >= 5


@pytest.mark.slow
def test_the_claims_over_time_hold_at_points() -> None:
    """The chain as a whole is played exactly where the file says that it is, among pure equilibria."""
    source = random.Random(9)
    for _ in range(1500):
        p = draw_rounds(source)
        c, g, d = p["c"], p["g"], p["delta"]
        c_m = 1 - p["m"] + p["z"] - (1 - d) * p["m"] / (d * (1 - g))
        c_a = 1 - (1 - d * g) * (p["u"] + p["h"] * (1 - d) / d) / (1 - d)
        found = [profile for profile in PROFILES if is_perfect(p, profile)]
        assert all((match == "Match") == (c < c_m) for *_, match in found)
        if p["p"] > 1 - c and c_a < c < c_m:
            assert found == [("Shift", "Probe", "Absorb", "Match")]
        assert any(washington == "Hold" for washington, *_ in found) == (c < 1 - p["p"])
