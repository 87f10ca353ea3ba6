"""Refinements for signalling: what may be believed of who sends a message that nobody sends, as filters on equilibria.

A message is left by no type in equilibrium; its receivers respond by what they believe of the types (`signals.py`).
Which mixed responses are best for some belief about which types decides what each criterion strikes. Of a type, D are
the best responses from which it gains against equilibrium, D0 those from which it neither gains nor loses.

Intuitive criterion (Cho and Kreps 1987). Leave out the types that get less than in equilibrium whatever best response
follows. If some type left gains from every best response to beliefs about the types left, the equilibrium fails.

The others leave out a type, and the equilibrium fails if the responses that support it are not best for any belief
about the types left:

* D1 (Cho and Kreps 1987, after Banks and Sobel 1987): when D and D0 of the type are a proper part of D of another.
* D2: when they are a proper part of the union of D over all other types.
* Universal divinity (Banks and Sobel 1987): D2 again and again, each time for beliefs about the types left.
* Never a weak best response (Kohlberg and Mertens 1986; for signalling games Cho and Kreps 1987): when D0 of the type
  is a part of the union of D over all others; so also when it loses from every best response.

Best responses are a connected set, and from those of the equilibrium nobody gains; so inclusions are strict if the
larger set is not empty, and some type is left, but for a message from which nobody gains, of which then all may be
believed. (Where receivers respond by different beliefs about one sender, no type may be left, and it fails.) Each of
intuitive criterion, D1, D2 and never a weak best response passes at most what the one before passes, and universal
divinity at most what D2 does.

Of a set of equilibria that may be mixed the largest parts are kept whose average passes: it uses all that its members
use, and responses pass together if they are best for one belief.

Whether some belief, or some mixture of responses, meets a set of linear inequalities is decided by double description
(`algebra/conditions/cone.py`). With letters, a family is kept where it passes: comparisons that its region does not
settle split it (`algebra/conditions/explore.py`). Guarantee: exact where the equilibria are. Where they are in floats,
or mix by roots of polynomials, payoffs closer than `NEAR` count as equal, and the result is in floats. Games without
such messages are refused by name.

References
----------
Banks and Sobel (1987), Equilibrium selection in signaling games, Econometrica 55.
Cho and Kreps (1987), Signaling games and stable equilibria, Quarterly Journal of Economics 102, sections III and IV.
Kohlberg and Mertens (1986), On the strategic stability of equilibria, Econometrica 54.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Final, TypeAlias

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.cone import extreme_rays
from deterrence.algebra.conditions.explore import Holds, explore
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.values.value import Value, approximation
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.filters import Filter, Members, largest_sets
from deterrence.equilibria.profiles import distinct
from deterrence.games.background import background as background_of
from deterrence.games.forms.forms import TreeForm
from deterrence.games.pieces import pieces
from deterrence.solvers.trees.best_choices import supports
from deterrence.solvers.trees.signals import Responses, Signal, Signalling

NEAR: Final = Fraction(1, 10**10)  # of the largest payoff

Types: TypeAlias = Sequence[int]
Mixed: TypeAlias = tuple[tuple[int, ...], ...]  # the responses that each receiver may use together
# Whether a type is left out, where others may be believed in and these mixtures are best responses.
LeavesOut: TypeAlias = Callable[[int, Types, Sequence[Mixed], Signal, Holds], bool]


def signalling(found: Equilibria, criterion: str) -> Filter:
    """A criterion of this file, to be asked of equilibria of a game with messages.

    Raises
    ------
    ValueError
        For a game in which nobody signals, or equilibria that mix by roots of polynomials that move with a parameter.
    """
    form = _form_of(found)
    if form.tie_rules:
        raise ValueError(f"refinements do not know 'when indifferent': {'; '.join(form.tie_rules)}")
    messages = Signalling(form)
    exact = found.exact and all(_is_rational(family) for family in found.families)
    near = Fraction(0) if exact else NEAR * _largest_payoff(form)
    fault = FAULTS[criterion]

    def test(family: Equilibrium) -> Callable[[Holds], str]:
        signals = messages.unsent(family, near)
        return lambda holds: next((reason for signal in signals if (reason := fault(signal, holds))), "")

    def mixed(where: Conjunction, members: Sequence[Equilibrium]) -> list[tuple[Members, Conjunction]]:
        if len(members) == 1:
            return [(tuple(members), where)]

        def together(holds: Holds) -> list[Members]:
            def passes(chosen: frozenset[int]) -> bool:
                return not test(_average([members[k] for k in sorted(chosen)], form))(holds)

            return [tuple(members[k] for k in sorted(chosen)) for chosen in largest_sets(len(members), passes)]

        cases = explore(together, where, members[0].exists.background)
        return [(joint, distinct((*where, *case.conditions))) for case in cases for joint in case.result]

    return Filter(criterion, exact, test, mixed)


def _average(members: Sequence[Equilibrium], form: TreeForm) -> Equilibrium:
    """A mixture that uses all that some of them use."""

    def mean(values: Sequence[Value]) -> RationalFunction:
        return sum((approximation(value, form.ring) for value in values), form.ring.zero) / len(members)

    places = zip(*(member.strategies for member in members), strict=True)
    return replace(members[0], strategies=tuple(tuple(map(mean, zip(*rows, strict=True))) for rows in places))


def _is_rational(family: Equilibrium) -> bool:
    values = [value for row in family.strategies for value in row]
    if not all(value.is_constant or value.rational for value in values):
        raise ValueError(
            f"'{family.name}' mixes by a root of a polynomial that moves with a parameter, which refinements cannot "
            "take: fix the parameter first"
        )
    return all(value.rational is not None for value in values)


def _largest_payoff(form: TreeForm) -> Fraction:
    return max((abs(p.as_fraction()) for n in form.nodes for p in n.payoffs if p.is_constant), default=Fraction(0)) + 1


def _form_of(found: Equilibria) -> TreeForm:
    split = list(pieces(found.game, background_of(found.game)))
    tree = split[0].form.tree if len(split) == 1 else None
    if tree is None:
        raise ValueError("refinements are for signalling games: trees with types, without min and max")
    return tree


# --- best responses ---


def best_together(mixed: Mixed, types: Types, signal: Signal, holds: Holds) -> bool:
    """Whether some belief about these types makes all these responses best."""
    forms = [
        [signal.lead(t, place, r, o) for t in types]
        for place, used in enumerate(mixed)
        for r, o in product(used, range(signal.widths[place]))
        if o != r
    ]
    return bool(extreme_rays(len(types), forms, signal.home, holds))


def best_sets(types: Types, signal: Signal, holds: Holds) -> list[Mixed]:
    """The largest sets of responses that some belief about these types makes best together: mixtures within are best.

    Receivers respond by the same belief, each as it likes: a set is one of responses for each.
    """
    found: list[Mixed] = []
    everything = product(*(tuple(supports(width)) for width in signal.widths))
    for mixed in sorted(everything, key=lambda mixed: -sum(map(len, mixed))):
        if any(all(set(a) <= set(b) for a, b in zip(mixed, larger, strict=True)) for larger in found):
            continue
        if best_together(mixed, types, signal, holds):
            found.append(mixed)
    return found


def _best_ones(types: Types, signal: Signal, holds: Holds) -> list[Responses]:
    """The unmixed responses that some belief about these types makes best."""
    everything = product(*(range(width) for width in signal.widths))
    return [r for r in everything if best_together(tuple((k,) for k in r), types, signal, holds)]


def _some_response(
    mixed: Mixed, signal: Signal, holds: Holds, gain: Sequence[int] = (), lose: Sequence[int] = ()
) -> bool:
    """Whether at some mixture of these responses some types gain or are indifferent, and others lose or are."""
    shares = [signal.shares(t, mixed) for t in gain] + [[-share for share in signal.shares(t, mixed)] for t in lose]
    one, sizes = signal.home.one, [len(used) for used in mixed]
    first = [one] * sizes[0]
    for place in range(1, len(sizes)):  # the probabilities of each receiver's responses have the same sum
        rest = [signal.home.zero] * (sum(sizes) - sizes[0])
        start = sum(sizes[1:place])
        rest[start : start + sizes[place]] = [-one] * sizes[place]
        shares += [[*first, *rest], [-entry for entry in (*first, *rest)]]
    return bool(extreme_rays(sum(sizes), shares, signal.home, holds))


# --- criteria ---


def _intuitive(signal: Signal, holds: Holds) -> str:
    everyone = range(len(signal.types))
    best = _best_ones(everyone, signal, holds)
    left = [t for t in everyone if any(holds(condition(signal.gain(t, r), ">=")) for r in best)]
    if len(left) == len(signal.types):
        return ""
    remaining = [r for r in best if best_together(tuple((k,) for k in r), left, signal, holds)]
    for t in left:
        if all(holds(condition(signal.gain(t, r), ">")) for r in remaining):
            return (
                f"fails the intuitive criterion: after {signal.message} no weight may be put on "
                f"{_others(left, signal)}, and then {signal.types[t]} gains by {signal.message}"
            )
    return ""


def _leaving_out(called: str, leaves_out: LeavesOut, why: str = "", *, again: bool = False) -> Fault:
    """A criterion that leaves out types, and asks whether the response is best for beliefs about the others."""

    def fault(signal: Signal, holds: Holds) -> str:
        types: Types = range(len(signal.types))
        while True:
            best = best_sets(types, signal, holds)
            left = [t for t in types if not leaves_out(t, types, best, signal, holds)]
            if len(left) == len(types) or not (left or any(_gains_somewhere(t, best, signal, holds) for t in types)):
                return ""
            if not best_together(signal.used, left, signal, holds):
                return _told(called, why, left, signal)
            if not again:
                return ""
            types = left

    return fault


def _gains_more(own: int, types: Types, best: Sequence[Mixed], signal: Signal, holds: Holds) -> bool:
    """Whether one other type gains from every best response from which `own` does not lose, and from some at all."""
    others = [t for t in types if t != own and _gains_somewhere(t, best, signal, holds)]
    return any(not any(_some_response(m, signal, holds, [own], [other]) for m in best) for other in others)


def _gain_more_together(own: int, types: Types, best: Sequence[Mixed], signal: Signal, holds: Holds) -> bool:
    """Whether from every best response from which `own` does not lose some other type gains, and from some at all."""
    others = [t for t in types if t != own]
    if not any(_gains_somewhere(t, best, signal, holds) for t in others):
        return False
    return not any(_some_response(mixed, signal, holds, [own], others) for mixed in best)


def _never_indifferent(own: int, types: Types, best: Sequence[Mixed], signal: Signal, holds: Holds) -> bool:
    """Whether from every best response that leaves `own` indifferent some other type gains."""
    others = [t for t in types if t != own]
    return not any(_some_response(mixed, signal, holds, [own], [own, *others]) for mixed in best)


def _gains_somewhere(own: int, best: Sequence[Mixed], signal: Signal, holds: Holds) -> bool:
    responses = dict.fromkeys(r for mixed in best for r in product(*mixed))
    return any(holds(condition(signal.gain(own, r), ">")) for r in responses)


def _told(called: str, why: str, left: Types, signal: Signal) -> str:
    is_pure = all(len(used) == 1 for used in signal.used)
    out = ", ".join(part for part in (_others(left, signal), why) if part)
    return (
        f"fails {called}: after {signal.message} no weight may be put on {out}, "
        f"and then the supporting {'response' if is_pure else 'mixture'} is not a best response"
    )


def _others(left: Types, signal: Signal) -> str:
    return ", ".join(name for t, name in enumerate(signal.types) if t not in left)


Fault: TypeAlias = Callable[[Signal, Holds], str]  # why a criterion strikes an equilibrium; "" where it does not

_ONLY_WITH_OTHERS: Final = "which does not lose by it but where another type gains"

FAULTS: Final[Mapping[str, Fault]] = {
    "intuitive": _intuitive,
    "D1": _leaving_out("D1", _gains_more),
    "D2": _leaving_out("D2", _gain_more_together, _ONLY_WITH_OTHERS),
    "universal-divinity": _leaving_out("universal divinity", _gain_more_together, _ONLY_WITH_OTHERS, again=True),
    "NWBR": _leaving_out(
        "never a weak best response", _never_indifferent, "which is not indifferent to it but where another type gains"
    ),
}
