"""Checks certificates without the rest of the package: ``python -m deterrence.verify DIR``.

DIR holds what ``deterrence check MODEL --certificates DIR`` writes: for each model a JSON file, and a copy of its file.
Checked, in exact arithmetic: that every refutation is right; that it uses only what its question asks, and ranges and
assumptions of the model file, which is read here anew; that claims are those of the file; that points of refutation lie
in its ranges and assumptions. Not checked: that the questions are the right ones, which rests on the list of equilibria
and on how a claim is read. Refused: assumptions with `or`, `not`, functions, or names that depend on types.
Exit status: 0 all right; 1 something is wrong; 2 a file cannot be read or is not understood.
"""

import json
import re
import sys
from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb, prod
from pathlib import Path
from typing import Any

Poly = dict[tuple[tuple[str, int], ...], Fraction]
ONE: Poly = {(): Fraction(1)}
POWERS = {"+": 1, "-": 1, "*": 2, "/": 2}


class WrongError(Exception):
    """A certificate does not show what it says."""


def _add(p: Poly, q: Poly, scale: Fraction | int = 1) -> Poly:
    sums = {m: p.get(m, Fraction(0)) + scale * q.get(m, Fraction(0)) for m in {**p, **q}}
    return {m: c for m, c in sums.items() if c}


def _times(p: Poly, q: Poly) -> Poly:
    found: Poly = {}
    for (m, c), (n, d) in product(p.items(), q.items()):
        at = tuple(sorted((Counter(dict(m)) + Counter(dict(n))).items()))
        found[at] = found.get(at, Fraction(0)) + c * d
    return _add({}, found)


def _key(p: Poly, relation: str) -> Any:
    """A condition, alike however written: inequalities up to a positive number, equations up to any."""
    first = p[min(p)] if p else Fraction(1)
    return tuple(sorted((m, c / (abs(first) if relation[0] == ">" else first)) for m, c in p.items())), relation


class Formula:
    """Reads a formula as numerator and denominator; `names` gives for each name its formula, None for a letter."""

    def __init__(self, text: str, names: dict[str, str | None] | None) -> None:
        self.text, self.names = text, names
        self.tokens = re.findall(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\w+|\*\*|[-+*/()]|\S", text)
        self.value = self._climb(1)
        if self.tokens:
            raise ValueError(f"formula {text}")

    def _climb(self, level: int) -> tuple[Poly, Poly]:
        p, q = self._atom()
        while self.tokens and POWERS.get(self.tokens[0], 0) >= level:
            sign = self.tokens.pop(0)
            r, s = self._climb(POWERS[sign] + 1)
            if sign in "*/":
                p, q = (_times(p, r), _times(q, s)) if sign == "*" else (_times(p, s), _times(q, r))
            else:
                same, scale = q == s, 1 if sign == "+" else -1
                p, q = (_add(p, r, scale), q) if same else (_add(_times(p, s), _times(r, q), scale), _times(q, s))
        if not q:
            raise ValueError(f"division by zero: {self.text}")
        return p, q

    def _atom(self) -> tuple[Poly, Poly]:
        token = self.tokens.pop(0)
        if token in ("+", "-"):
            p, q = self._climb(2)
            return (p if token == "+" else _add({}, p, -1)), q
        if token == "(":
            p, q = self._climb(1)
            if self.tokens.pop(0) != ")":
                raise ValueError(f"formula {self.text}")
        elif re.match(r"\.?\d", token):
            p, q = _times(ONE, {(): Fraction(token)}), ONE
        elif re.match(r"[^\W\d]", token) and (self.names is None or token in self.names):
            meant = self.names[token] if self.names else None
            letter: Poly = {((token, 1),): Fraction(1)}
            p, q = (letter, ONE) if meant is None else Formula(meant, self.names).value
        else:
            raise ValueError(f"'{token}' in {self.text}")
        if self.tokens and self.tokens[0] == "**":
            above, below = ONE, ONE
            for _ in range(int(self.tokens[1])):
                above, below = _times(above, p), _times(below, q)
            p, q, self.tokens = above, below, self.tokens[2:]
        return p, q


def _condition(text: str) -> tuple[Poly, str]:
    found = re.fullmatch(r"(.*?) (>|>=|==|!=) 0", text)
    p, q = Formula(found[1], None).value if found else (ONE, {})
    if not found or q != ONE:
        raise WrongError(f"not a condition: {text}")
    return p, found[2]


def _entries(text: str, below: list[str]) -> list[tuple[str, str, list[str]]]:
    """A YAML mapping or list: for each entry its key ("-" for an item), the text on its line, and the lines below."""
    if text:
        flow = re.sub(r":\s*(\"[^\"]*\"|'[^']*')", ": quoted", " ".join([text, *map(str.strip, below)]))
        if not re.fullmatch(r"\{[^{}]*\}", flow):
            raise ValueError(f"expected a mapping: {text}")
        parts = (part.partition(":") for part in re.split(r",\s*(?=[^\s,:\[\]]+:\s)", flow[1:-1]) if part.strip())
        return [(key.strip(), rest.strip(), []) for key, _, rest in parts]
    found: list[tuple[str, str, list[str]]] = []
    level = None
    for line in below:
        bare = re.sub(r"(^|\s)#.*$", "", line).rstrip()
        depth = len(bare) - len(bare.lstrip())
        level = depth if level is None and bare else level
        entry = re.fullmatch(r"\s*(?:(-)|([^\s:{}\[\]-][^:{}\[\]]*):)(?: +(.*))?", bare)
        if bare and depth == level and entry:
            found.append((entry[1] or entry[2].strip("\"'"), (entry[3] or "").strip(), []))
        elif bare and (not found or depth <= (level or 0)):
            raise ValueError(f"not understood: {line}")
        elif bare:
            found[-1][2].append(bare)
    return found


class Model:
    """Ranges and assumptions of a model file, as conditions, and its words."""

    def __init__(self, text: str) -> None:
        top = {key: (line, below) for key, line, below in _entries("", text.splitlines())}
        self.known: set[Any] = set()
        self.words = " ".join(text.split())
        self.names: dict[str, str | None] = {}
        for name, line, below in _entries(*top.get("parameters", ("", []))):
            self.names[name] = None
            inner = {key: rest for key, rest, _ in _entries(line, below)}.get("range", "[-inf, inf]")
            ends = re.fullmatch(r"\[\s*([^\s,]+)\s*,\s*([^\s,]+)\s*\]", inner)
            for end, sign in zip(ends.groups() if ends else "??", (1, -1), strict=True):
                if not re.fullmatch(r"[+-]?\.?inf", end):
                    self.known.add(_key(_add({((name, 1),): Fraction(sign)}, {(): Fraction(end)}, -sign), ">="))
        for name, line, below in _entries(*top.get("definitions", ("", []))):
            self.names[name] = line if line and not below else "{"
        for kind, assumed, more in _entries(*top.get("assumptions", ("", []))):
            self._assume(assumed.strip("\"'") if kind == "-" and not more else "not on one line")

    def _assume(self, text: str) -> None:
        if re.search(r"\b(or|not|min|max|sqrt|exp|log)\b", text):
            raise ValueError(f"assumption '{text}'")
        for part in re.split(r"\band\b", text):
            sides = re.split(r"(<=|>=|==|!=|<|>)", part)
            for left, relation, right in zip(sides[0::2], sides[1::2], sides[2::2], strict=False):
                p, q = Formula(f"({left}) - ({right})", self.names).value
                p = _add({}, p, -1) if relation[0] == "<" else p
                relation = relation.replace("<", ">")
                self.known |= {_key(_times(p, q) if relation[0] == ">" else p, relation), _key(q, "!=")}

    def grants(self, text: str, strictly: bool) -> bool:
        """Whether a condition is a range or an assumption, or one that is taken strictly."""
        p, relation = _condition(text)
        return _key(p, relation) in self.known or (strictly and relation == ">" and _key(p, ">=") in self.known)

    def holds(self, point: Any) -> bool:
        """Whether a point lies in the ranges and meets the assumptions."""
        values = {name: Fraction(text) for name, text in point.items()}
        found = [(sum(c * prod(values[name] ** e for name, e in m) for m, c in p), r) for p, r in self.known]
        return all({">": v > 0, ">=": v >= 0, "==": v == 0, "!=": v != 0}[r] for v, r in found)


class Refutation:
    """Checks that conditions and clauses ("one of these") cannot hold together."""

    def __init__(self, conditions: list[str], clauses: Any) -> None:
        self.given = {text: _condition(text) for text in conditions}
        self.clauses = clauses

    def _get(self, text: str, relations: str = "> >= == !=") -> tuple[Poly, str]:
        if text not in self.given or self.given[text][1] not in relations.split():
            raise WrongError(f"'{text}' is not given, or not of the right kind")
        return self.given[text]

    def _check(self, tree: Any) -> None:
        kinds = {"sum": self._sum, "cases": self._cases, "divide": self._division, "fails": self._failure}
        kinds[next(kind for kind in kinds if kind in tree)](tree)

    def _sum(self, tree: Any) -> None:
        total, positive = Poly(), False
        for number, texts in tree["sum"]:
            term, factors = _times(ONE, {(): Fraction(number)}), [self._get(text, "> >= !=") for text in texts]
            for p, relation in factors:
                term = _times(term, _times(p, p) if relation == "!=" else p)
            total, positive = _add(total, term), positive or all(relation != ">=" for _, relation in factors)
            if Fraction(number) <= 0:
                raise WrongError(f"the number {number} is not positive")
        for number, words, text in tree["equations"]:
            monomial = tuple((word, words.count(word)) for word in sorted(set(words)))
            total = _add(total, _times(self._get(text, "==")[0], {monomial: Fraction(number)}))
        if total or not positive:
            raise WrongError("the sum is not zero" if total else "no product of the sum is positive")

    def _cases(self, tree: Any) -> None:
        parts = tree["cases"]
        if tree["clause"] is None:
            read = [_condition(text) for [text], _ in parts]
            signs = {">": (1,), ">=": (0, 1), "==": (0,), "!=": (-1, 1)}
            there = {s * (1 if p[min(p)] > 0 else -1) for p, relation in read for s in signs[relation]}
            if len({_key(p, "==") for p, _ in read}) != 1 or there != {-1, 0, 1}:
                raise WrongError("the cases are not all cases")
        elif tree["clause"] not in self.clauses or [assumed for assumed, _ in parts] != tree["clause"]:
            raise WrongError("the cases are not the options of a clause that is given")
        for assumed, inner in parts:
            Refutation([*self.given, *assumed], self.clauses)._check(inner)

    def _division(self, tree: Any) -> None:
        p, relation = self._get(tree["divide"])
        q, same = _condition(tree["gives"])
        if relation != same or _key(_times(self._get(tree["by"], ">")[0], q), same) != _key(p, same):
            raise WrongError(f"'{tree['gives']}' is not '{tree['divide']}' divided by what is positive")
        Refutation([*self.given, tree["gives"]], self.clauses)._check(tree["then"])

    def _failure(self, tree: Any) -> None:
        low, high = dict[str, Fraction](), dict[str, Fraction]()
        for text in tree["where"]:
            p, relation = self._get(text, "> >= ==")
            [(name, slope)] = [(m[0][0], c) for m, c in p.items() if m]
            if ((name, 1),) not in p:
                raise WrongError(f"'{text}' is no bound on a letter")
            for side in (low, high) if relation == "==" else (low,) if slope > 0 else (high,):
                side[name] = -p.get((), Fraction(0)) / slope
        p, relation = self._get(tree["fails"], "> >= ==")
        for name in sorted({name for m in p for name, _ in m}):
            p = _bernstein(p, name, low[name], high[name] - low[name])
        signs = {(v > 0) - (v < 0) for v in p.values()}
        if not (signs in ({1}, {-1}) if relation == "==" else signs <= ({0, -1} if relation == ">" else {-1})):
            raise WrongError(f"'{tree['fails']}' is not shown to fail")


def _bernstein(p: Poly, name: str, low: Fraction, width: Fraction) -> Poly:
    """Bernstein coefficients in one letter: between the least and the greatest lies what the polynomial is on a box."""
    degree, found = max(dict(m).get(name, 0) for m in p), Poly()
    for m, c in p.items():
        powers = dict(m)
        e = powers.pop(name, 0)
        for j in range(degree + 1):
            terms = (comb(e, s) * low ** (e - s) * width**s * comb(j, s) / comb(degree, s) for s in range(e + 1))
            at = tuple(sorted({**powers, "#" + name: j}.items()))
            found[at] = found.get(at, Fraction(0)) + c * sum(terms)
    return found


def verify(data: Any, model: Model) -> str:
    """Check what was written for one model, and say how much that is."""
    for n, found in enumerate(data["refutations"]):
        try:
            Refutation(found["conditions"], found["clauses"])._check(found["because"])
        except WrongError as fault:
            raise WrongError(f"refutation {n}: {fault}") from None
    closed = {n for n, asked in enumerate(data["questions"]) if asked["refutation"] is not None}
    for n in closed:
        asked, found = data["questions"][n], data["refutations"][data["questions"][n]["refutation"]]
        for text in found["conditions"]:
            if text not in asked["conditions"] and not model.grants(text, asked["strictly"]):
                raise WrongError(f"question {n}: '{text}' is neither asked nor in the model file")
        if any(clause not in asked["clauses"] for clause in found["clauses"]):
            raise WrongError(f"question {n}: a clause is not asked")
    for claim in data["claims"]:
        if " ".join(claim["says"].split()) not in model.words:
            raise WrongError(f"not a claim of the model file: {claim['says']}")
        if claim["counterexample"] and not model.holds(claim["counterexample"]):
            raise WrongError(f"the point of refutation breaks a range or an assumption: {claim['says']}")
    proved = [claim for claim in data["claims"] if claim["verdict"] == "proved"]
    whole = sum(closed.issuperset(claim["questions"]) for claim in proved)
    said = f"{len(closed)} of {len(data['questions'])} questions have a certificate, and it is right"
    return f"{said}; {whole} of {len(proved)} proved claims rest on such questions only"


def main(words: list[str]) -> int:
    """Check every certificate in a directory, and say so."""
    if len(words) != 1 or not Path(words[0]).is_dir():
        print("usage: python -m deterrence.verify DIR", file=sys.stderr)
        return 2
    status = 0
    for path in sorted(Path(words[0]).glob("*.json")) or [Path(words[0], "*.json")]:
        try:
            model = Model(path.with_suffix(".yaml").read_text(encoding="utf-8"))
            print(f"{path.stem}: {verify(json.loads(path.read_text(encoding='utf-8')), model)}")
        except WrongError as fault:
            status = max(status, 1)
            print(f"{path.name}: wrong: {fault}", file=sys.stderr)
        except Exception as fault:  # noqa: BLE001 -- whatever is odd about a file, it is not right
            status = 2
            print(f"{path.name}: not understood: {fault!r}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
