"""How equilibria print: what everyone does, as formulas, and where; as plain text and as HTML for notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from deterrence.algebra.formulas.mathml import typeset
from deterrence.algebra.time_limit.deadline import is_over, limit_time
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.html import folded as fold
from deterrence.equilibria.html import table
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.plays import OUTCOME, PATH, Play, Plays, ends_text
from deterrence.games.parts.concepts import CONCEPTS

MANY_PLACES: Final = 24
MANY_FAMILIES: Final = 12  # beyond, families that differ only off the path of play are told as one
MANY_COMPONENTS: Final = 12
LONG_NAME: Final = 400
SECONDS: Final = 60.0  # in which conditions are simplified for a text


def value_text(value: Value | BeliefRange) -> str:
    """A number or formula: exact as it is, a float to six digits."""
    return str(value) if isinstance(value, BeliefRange) or value.is_exact else f"{float(value):.6g}"


def _is_pure(row: Sequence[Value]) -> bool:
    return sum(not v.is_zero for v in row) == 1


def title(eq: Equilibrium) -> str:
    """The name, and what the literature calls such an equilibrium; a formula for what is chosen is given in full."""
    name = eq.name
    if len(name) > LONG_NAME and not eq.choice_values:
        name = f"{name[:LONG_NAME].rsplit(',', 1)[0]}, ... ({len(eq.layout.places)} information sets)"
    return f"{name} ({eq.kind})" if eq.kind else name


def facts(eq: Equilibrium) -> Iterator[tuple[str, str]]:
    """What there is to say of an equilibrium beside its name, as pairs of a heading and a text."""
    yield from _choices(eq, range(len(eq.strategies)))
    yield from _beliefs(eq, range(len(eq.strategies)))
    yield "payoffs", _listed(eq.layout.players, eq.payoff_values)
    if eq.exists.background.ring.names:
        yield "exists where", str(eq.exists)
        if eq.exists.interior.possible is None:
            yield "note", "whether this needs a tie between parameters was not decided"
    for note in eq.notes:
        yield "note", note


def _choices(eq: Equilibrium, places: Sequence[int]) -> Iterator[tuple[str, str]]:
    """How moves are mixed at some places."""
    several = len({p.agent for p in eq.layout.places}) < len(eq.layout.places)
    mixed = [i for i in places if not _is_pure(eq.strategies[i])]
    for index in mixed[:MANY_PLACES]:
        place = eq.layout.places[index]
        yield (
            f"{place.agent} ({place.name})" if several else place.agent,
            _listed(place.moves, eq.strategies[index], skip_zero=True),
        )
    if len(mixed) > MANY_PLACES:
        yield "", f"and {len(mixed) - MANY_PLACES} more information sets at which a player mixes"


def _beliefs(eq: Equilibrium, places: Sequence[int]) -> Iterator[tuple[str, str]]:
    """The beliefs at some places."""
    for index in [i for i in eq.belief_values if i in places][:MANY_PLACES]:
        place = eq.layout.places[index]
        where = f" ({place.name})" if place.name else ""
        yield f"{place.agent} believes{where}", _listed(place.nodes, eq.belief_values[index])


def _listed(names: Sequence[str], values: Sequence[Value | BeliefRange], *, skip_zero: bool = False) -> str:
    pairs = [
        f"{name}: {value_text(value)}"
        for name, value in zip(names, values, strict=True)
        if not (skip_zero and not isinstance(value, BeliefRange) and value.is_zero)
    ]
    return ", ".join(pairs)


def equilibrium_text(eq: Equilibrium) -> str:
    """One equilibrium, a line for each thing to say."""
    return "\n".join([title(eq), *_aligned(list(facts(eq)), "  ")])


def _aligned(pairs: Sequence[tuple[str, str]], indent: str) -> list[str]:
    width = min(max((len(head) for head, _ in pairs), default=0), 40)
    return [f"{indent}{head:<{width}}  {text}".rstrip() for head, text in pairs]


def equilibria_text(found: Equilibria) -> str:
    """All that was found, and what is promised of it; where there is much, by path of play."""
    plays = folded(found)
    return families_text(found) if plays is None else plays_text(plays)


def folded(found: Equilibria) -> Plays | None:
    """The families by path of play, where there are many and some differ off the path only."""
    if len(found.families) <= MANY_FAMILIES:
        return None
    plays = found.by_path()
    return plays if len(plays) < len(found.families) else None


def families_text(found: Equilibria) -> str:
    """Family by family, numbered, those that exist only at ties last, and what is promised of them."""
    with limit_time(SECONDS):
        lines = list(_lines(found))
        return "\n".join([*lines, *unsimplified(found.families), str(found.promise)])


def _lines(found: Equilibria) -> Iterator[str]:
    yield from (_count(found), "")
    tied = False
    for number, eq in enumerate(found.families, start=1):
        if not tied and not eq.exists.is_generic:
            yield from ("Only where parameters tie:", "")
            tied = True
        label = f"{number}. "
        yield f"{label}{title(eq)}"
        yield from (*_aligned(list(facts(eq)), " " * (len(label) + 2)), "")
    joined = component_lines(found)
    if joined:
        singular = CONCEPTS[found.concept].singular
        one = "an equilibrium" if singular.endswith("equilibrium") else f"a {singular}"
        yield from (f"Any mixture of these is {one} as well:", *joined, "")


def unsimplified(families: Iterable[Equilibrium]) -> list[str]:
    """What a text says at its end where the time was up before all that it tells was simplified."""
    if not is_over() or not any(eq.exists.raw for eq in families):
        return []
    return ["The time was up before all conditions were simplified: some say more than is needed."]


def _count(found: Equilibria) -> str:
    concept = CONCEPTS[found.concept]
    number = len(found.families)
    if any(len(c) > 1 and c.exists.is_generic for c in found.components):
        return f"{number} extreme {concept.plural}"
    if number == 0:
        return f"No {concept.singular} found"
    return f"{number} {concept.singular if number == 1 else concept.plural}"


def component_lines(found: Equilibria) -> list[str]:
    """The components of more than one equilibrium, by number: which equilibria may be mixed, and where."""
    numbers = {id(eq): str(number) for number, eq in enumerate(found.families, start=1)}
    several = [c for c in found.components if len(c) > 1]
    lines = []
    for component in several[:MANY_COMPONENTS]:
        members = ", ".join(numbers.get(id(eq), eq.name) for eq in component)
        where = f"  where {component.exists}" if component.exists.background.ring.names else ""
        lines.append(f"  {members}{where}")
    if len(several) > MANY_COMPONENTS:
        lines.append(f"  and {len(several) - MANY_COMPONENTS} more")
    return lines


# --- by what happens --------------------------------------------------------------------------------------------------

FOLDED: Final = "Equilibria of one row differ only in what is not told. One by one: print(found[0]), or --by family."
_ROWS: Final = {
    PATH: ("on", "path of play", "paths of play"),
    OUTCOME: ("with", "distribution over outcomes", "distributions over outcomes"),
}


def plays_text(plays: Plays) -> str:
    """Families by what happens, a row each, and what is promised of them."""
    with limit_time(SECONDS):
        lines = [plays_count(plays), ""]
        tied = False
        for number, play in enumerate(plays, start=1):
            if not tied and not play.is_generic:
                lines += ["Only where parameters tie:", ""]
                tied = True
            label = f"{number}. "
            lines += [f"{label}{play_title(play)}", *_aligned(list(play_facts(play)), " " * (len(label) + 2)), ""]
        families = [family for play in plays for family in play.families]
        told = [FOLDED] if len(families) > len(plays) else []
        if plays.components:
            told.append(f"There are {len(plays.components)} sets of equilibria of which any mixture is one as well.")
        return "\n".join([*lines, *told, *unsimplified(families), str(plays.promise)])


def plays_count(plays: Plays) -> str:
    """`113 subgame-perfect equilibria on 10 paths of play`."""
    concept = CONCEPTS[plays.promise.concept]
    families = sum(len(play.families) for play in plays)
    if not families:
        return f"No {concept.singular} found"
    by, one, several = _ROWS[plays.what]
    what = concept.singular if families == 1 else concept.plural
    return f"{families} {what} {by} {len(plays)} {one if len(plays) == 1 else several}"


def play_title(play: Play) -> str:
    """What is done on the path, or how likely each outcome is, and what the literature calls that."""
    kinds = {family.kind for family in play.families}
    kind = kinds.pop() if len(kinds) == 1 else ""
    first, *others = play.families
    name = play.name if any(family.called != first.called for family in others) else first.with_called(play.name)
    return f"{name} ({kind})" if kind else name


def play_facts(play: Play) -> Iterator[tuple[str, str]]:
    """What there is to say of a row beside its name: what its families have in common, and where one of them exists."""
    first, *others = play.families
    shared = [i for i in play.reached if all(family.strategies[i] == first.strategies[i] for family in others)]
    yield from _choices(first, shared)
    known = [i for i in shared if all(f.belief_values.get(i) == first.belief_values.get(i) for f in others)]
    yield from _beliefs(first, known)
    if play.payoff_values:
        yield "payoffs", _listed(first.layout.players, play.payoff_values)
    if play.name != (ends := ends_text(first)):
        yield "outcome", ends
    if first.exists.background.ring.names:
        yield "exists where", play.exists
    if others:
        yield "equilibria", str(len(play.families))


# --- HTML -----------------------------------------------------------------------------------------------------------


def equilibrium_html(eq: Equilibrium) -> str:
    """One equilibrium as a fragment of HTML."""
    rows = [(escape(head), typeset_facts(text)) for head, text in facts(eq)]
    return f"<div><strong>{escape(title(eq))}</strong>{table(['', ''], rows)}</div>"


def equilibria_html(found: Equilibria) -> str:
    """All that was found as a fragment of HTML: what is played and where, the rest folded behind it."""
    with limit_time(SECONDS):
        plays = folded(found)
        if plays is not None:
            return plays_html(plays)
        rows = [(title(eq), str(eq.exists), eq.exists.is_generic, list(facts(eq))) for eq in found.families]
        letters = any(eq.exists.background.ring.names for eq in found.families)
        ending = " ".join([*unsimplified(found.families), str(found.promise)])
        return _rows_html(_count(found), "equilibrium", rows, letters, ending)


def plays_html(plays: Plays) -> str:
    """Families by what happens as a fragment of HTML."""
    rows = [(play_title(play), play.exists, play.is_generic, list(play_facts(play))) for play in plays]
    letters = any(play.families[0].exists.background.ring.names for play in plays)
    return _rows_html(plays_count(plays), plays.what, rows, letters, str(plays.promise))


def _rows_html(
    count: str, what: str, rows: Sequence[tuple[str, str, bool, list[tuple[str, str]]]], letters: bool, ending: str
) -> str:
    """A row each: what it is, with the rest folded behind it, and where it exists."""
    body = []
    for number, (name, where, is_generic, said) in enumerate(rows, start=1):
        rest = _facts_html((head, text) for head, text in said if head != "exists where")
        cells = [str(number), fold(escape(name), rest)]
        if letters:
            cells.append(typeset(where) + ("" if is_generic else " <em>(a tie)</em>"))
        body.append(cells)
    heads = ["", what, *(["exists where"] if letters else [])]
    return f"<div><strong>{escape(count)}</strong>{table(heads, body)}<p>{escape(ending)}</p></div>"


def _facts_html(said: Iterable[tuple[str, str]]) -> str:
    """Headings and what stands under each, formulas typeset."""
    return "<br>".join(f"<small>{escape(head)}: {typeset_facts(text)}</small>" for head, text in said)


def typeset_facts(text: str) -> str:
    """What `facts` tells, its values as MathML: `DPRK: g, ROK: -l`, or a condition."""
    parts = re.split(r"(, (?=[^,:]+: )|: )", text)
    return "".join(part if part in (": ", ", ") else typeset(part) for part in parts)
