"""Checks certificates without the rest of the package: ``python -m deterrence.verify DIR``.

DIR holds for each model a JSON file and a copy of the model file, read here anew. Checked, in exact arithmetic: that
refutations are right, and use only what is asked, ranges and assumptions; that claims and points of refutation are of
that file; that no deviation is missing nor, of a matrix, a support, and gains are asked about as they are written.
"""

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import Any

Poly = dict[tuple[tuple[str, int], ...], Fraction]
ONE: Poly = {(): Fraction(1)}
ENTRY = re.compile(r"(-)(?: +(.*))?|(\"[^\"]*\"|'[^']*'|[^\s\"'\[\]{}][^\[\]{}:]*):(?: +(.*))?")
LARGE = re.compile(r"\d[eE][+-]?\d{4}|\*\*[\s(]*\d{3}|\d{3000}")
TOKEN = re.compile(r"[\[\]{}]|:(?=\s)|\"[^\"]*\"|'[^']*'|(?:[^\s\[\]{},:]|:(?!\s))(?:[^\[\]{},:]|:(?!\s))*")


class WrongError(Exception):
    """A certificate does not show what it says."""


def _add(p: Poly, q: Poly, scale: Fraction | int = 1) -> Poly:
    return {m: c for m in {**p, **q} if (c := p.get(m, 0) + scale * q.get(m, Fraction(0)))}


def _times(p: Poly, q: Poly) -> Poly:
    found = Poly()
    for (m, c), (n, d) in product(p.items(), q.items()):
        at = tuple(sorted((Counter(dict(m)) + Counter(dict(n))).items()))
        found[at] = found.get(at, Fraction(0)) + c * d
    if len(found) > 100_000 or any(c.numerator.bit_length() > 100_000 for c in found.values()):
        raise ValueError("a formula is too large")
    return _add({}, found)


def _key(p: Poly, relation: str) -> Any:
    """A condition, alike however written: inequalities up to a positive number, equations up to any."""
    first = p[min(p)] if p else Fraction(1)
    return tuple(sorted((m, c / (abs(first) if relation[0] == ">" else first)) for m, c in p.items())), relation


def formula(text: str, names: dict[str, Any] | None) -> tuple[Poly, Poly]:
    """A formula as numerator and denominator; `names` gives for each name its formula, None for a letter."""
    spelt = re.sub(r"(?<![\w.])(?=[^\W\d])", "_", text.strip())  # for Python reads it, and a letter may be called `is`
    return _quotient(ast.parse(spelt, mode="eval").body, spelt.encode(), names)


def _quotient(node: Any, spelt: bytes, names: dict[str, Any] | None) -> tuple[Poly, Poly]:
    said = spelt[node.col_offset : node.end_col_offset].decode()
    match node:
        case ast.Constant():
            return _times(ONE, {(): Fraction(said)}), ONE
        case ast.Name() if names is None or said[1:] in names:
            meant = names[said[1:]] if names else None
            return ({((said[1:], 1),): Fraction(1)}, ONE) if meant is None else formula(meant, names)
        case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=inner):
            p, q = _quotient(inner, spelt, names)
            return (p if said[0] == "+" else _add({}, p, -1)), q
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(power))):
            p, q = _quotient(left, spelt, names)
            return reduce(_times, [p] * power, ONE), reduce(_times, [q] * power, ONE)
        case ast.BinOp(left=left, op=op, right=right):
            (p, q), (r, s) = _quotient(left, spelt, names), _quotient(right, spelt, names)
            if isinstance(op, ast.Add | ast.Sub):
                scale = 1 if isinstance(op, ast.Add) else -1
                return (_add(p, r, scale), q) if q == s else (_add(_times(p, s), _times(r, q), scale), _times(q, s))
            if isinstance(op, ast.Mult) or (isinstance(op, ast.Div) and r):
                return (_times(p, r), _times(q, s)) if isinstance(op, ast.Mult) else (_times(p, s), _times(q, r))
    raise ValueError(f"not understood: {said}")


def _compared(text: str, names: dict[str, Any] | None) -> Iterator[tuple[Poly, Poly, str]]:
    """Comparisons, chained or joined by `and`: a quotient, and how it compares with zero."""
    for part in re.split(r"\band\b", text):
        sides = re.split(r"(<=|>=|==|!=|<|>)", part)
        for left, relation, right in zip(sides[0:-2:2], sides[1::2], sides[2::2], strict=True):
            p, q = formula(f"({left}) - ({right})", names)
            yield _add({}, p, -1 if relation[0] == "<" else 1), q, relation.replace("<", ">")


@lru_cache(maxsize=100_000)
def _condition(text: str) -> tuple[Poly, str, Any]:
    [(p, q, relation)] = _compared(text, None)
    if q != ONE:
        raise ValueError(f"not a condition: {text}")
    return p, relation, _key(p, relation)


@lru_cache(maxsize=100_000)
def _product(texts: tuple[str, ...]) -> Poly:
    """The product of conditions, of which "not zero" counts as a square."""
    p, relation, _ = _condition(texts[-1]) if texts else (ONE, ">", None)
    return _times(_product(texts[:-1]), _times(p, p) if relation == "!=" else p) if texts else ONE


def _tokens(said: str, below: list[str]) -> list[str]:
    """As much YAML as models need: what stands behind a key and in the lines below, as if it were written in braces."""
    if said or not below or not ENTRY.fullmatch(below[0].lstrip()):
        folded = re.fullmatch("[>|][+-]?", said)
        text = " ".join([*([] if folded else [said]), *map(str.strip, below)]).strip()
        return TOKEN.findall(text) if text[:1] in ("{", "[") and not folded else [f'"{text}"']
    depth, entries = len(below[0]) - len(below[0].lstrip()), list[tuple[str, str, list[str]]]()
    for line in below:
        if entry := ENTRY.fullmatch(line[depth:]):
            entries.append((entry[1] or entry[3], entry[4] or "", [line.replace("-", " ", 1)] if entry[2] else []))
        elif entries and line[: depth + 1].isspace():
            entries[-1][2].append(line)
        else:
            raise ValueError(f"not understood: {line}")
    if all(key == "-" for key, _, _ in entries):
        return ["[", *(token for _, _, more in entries for token in _tokens("", more)), "]"]
    return ["{", *(token for key, rest, more in entries for token in (key, ":", *_tokens(rest, more))), "}"]


def _read(tokens: list[str]) -> Any:
    """The mapping, list or text that some tokens begin with."""
    token, keys, values = tokens.pop(0), list[Any](), list[Any]()
    if token not in ("[", "{", "]", "}", ":"):
        return token.strip().strip("\"'")
    while tokens[0] not in ("]", "}"):
        keys.append(_read(tokens) if token == "{" else len(keys))
        if token not in ("[", "{") or keys[-1] in keys[:-1] or (token == "{" and tokens.pop(0) != ":"):
            raise ValueError(f"not understood: {token} {keys[-1]}")
        values.append(_read(tokens))
    tokens.pop(0)
    return dict(zip(keys, values, strict=True)) if token == "{" else values


class Model:
    """What a model file says: ranges and assumptions as conditions, who moves where, its claims."""

    def __init__(self, text: str) -> None:
        bare = (re.sub(r"(^|\s)#.*$", "", line).rstrip() for line in text.splitlines())
        self.top = _read(_tokens("", [line for line in bare if line]))
        self.matrix = self.top.get("matrix", {}).get("moves", {})
        self.says = {" ".join(claim["says"].split()) for claim in self.top.get("claims", [])}
        parameters, definitions = self.top.get("parameters", {}), self.top.get("definitions", {})
        self.names, self.known = {**dict.fromkeys(parameters), **definitions}, set[Any]()
        for name, said in parameters.items():
            for end, sign in zip(said.get("range", ["-inf", "inf"]), (1, -1), strict=True):
                if not re.fullmatch(r"[+-]?\.?inf", end):
                    self.known.add(_key(_add({((name, 1),): Fraction(sign)}, {(): Fraction(end)}, -sign), ">="))
        for assumed in self.top.get("assumptions", []):
            self._assume(assumed)
        types = self.top.get("types", {})
        self.drawn = types.get("joint") or [{p: t, "probability": c} for p in types for t, c in types[p].items()]
        branches = (b for _, node in self.nodes(self.top.get("tree")) for b in node.get("chance", {}).values())
        for chance in (*self.drawn, *branches):
            with suppress(ValueError, AttributeError, SyntaxError):  # by functions or types: nothing is known of it
                self._assume(f"{chance['probability']} >= 0")

    def _assume(self, text: str) -> None:
        for p, q, relation in _compared(text, self.names):
            self.known |= {_key(_times(p, q) if relation[0] == ">" else p, relation), _key(q, "!=")}

    def nodes(self, node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
        """Decisions, chance moves and outcomes of a tree, each with the moves that lead there."""
        if isinstance(node, str):
            yield from self.nodes(self.top["subtrees"][node], path)
        elif isinstance(node, dict):
            yield path, node
            for name, after in (node.get("moves") or node.get("chance") or {}).items():
                yield from self.nodes(after if "moves" in node else after["then"], (*path, name))

    def places(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """Who chooses, by type, between which moves; as often as there are such information sets."""
        sets = {(player, ""): own for player, own in self.matrix.items()}
        made = (at for at in self.nodes(self.top.get("tree")) if "player" in at[1])
        sets |= {(node["player"], node.get("information", path)): node["moves"] for path, node in made}
        kinds = {p: dict.fromkeys(f"{p} ({row[p]})" for row in self.drawn if p in row) for p, _ in sets}
        return Counter((agent, tuple(sorted(own))) for (p, _), own in sets.items() for agent in kinds[p] or [p])

    def grants(self, text: str, strictly: bool) -> bool:
        """Whether a condition is a range or an assumption, or one that is taken strictly."""
        p, relation, key = _condition(text)
        ends = [_key(_add({}, p, sign), ">=") in self.known for sign in (1, -1)]  # both: there is nothing between
        return key in self.known or (strictly and relation == ">" and ends == [True, False])

    def holds(self, point: Any) -> bool:
        """Whether a point lies in the ranges and meets the assumptions."""
        found = [(sum(c * prod(Fraction(point[n]) ** e for n, e in m) for m, c in p), r) for p, r in self.known]
        return all({">": v > 0, ">=": v >= 0, "==": v == 0, "!=": v != 0}[r] for v, r in found)


def refute(tree: Any, conditions: list[str], clauses: Any, name: str = "") -> None:
    """Check that conditions, and clauses ("one of these"), cannot hold together: by a sum, or by cases."""
    parts = tree.get("cases", [])
    if "sum" in tree:
        _sum(tree, conditions, name)
    elif tree["clause"] is None:
        read, signs = [_condition(t) for [t], _ in parts], {">": (1,), ">=": (0, 1), "==": (0,), "!=": (-1, 1)}
        there = {s * (1 if p[min(p)] > 0 else -1) for p, relation, _ in read for s in signs[relation]}
        if len({_key(p, "==") for p, _, _ in read}) != 1 or there != {-1, 0, 1}:
            raise WrongError(f"{name}: the cases are not all cases")
    elif tree["clause"] not in clauses or [assumed for assumed, _ in parts] != tree["clause"]:
        raise WrongError(f"{name}: the cases are not the options of a clause that is given")
    for assumed, inner in parts:
        refute(inner, [*conditions, *assumed], clauses, name)


def _sum(tree: Any, conditions: list[str], name: str) -> None:
    total, positive = Poly(), False
    for number, texts in tree["sum"]:
        relations = [_condition(text)[1] for text in texts if text in conditions]
        if Fraction(number) <= 0 or "==" in relations or len(relations) < len(texts):
            raise WrongError(f"{name}: not positive, not given, or an equation: one of {number}, {texts}")
        total, positive = _add(total, _product(tuple(texts)), Fraction(number)), positive or ">=" not in relations
    for number, words, text in tree["equations"]:
        if text not in conditions or _condition(text)[1] != "==":
            raise WrongError(f"{name}: '{text}' is not given, or no equation")
        monomial = tuple((word, words.count(word)) for word in sorted(set(words)))
        total = _add(total, _times(_condition(text)[0], {monomial: Fraction(number)}))
    if total or not positive:
        raise WrongError(f"{name}: {'the sum is not zero' if total else 'no product of the sum is positive'}")


def _equilibria(data: Any, model: Model) -> dict[str, list[list[Any]]]:
    """Check that all deviations and supports are there, and what is asked; for each the questions on which it rests."""
    families = [{_condition(c)[2] for c in family["conditions"]} for family in data["families"]]
    places = {(row["family"], row["agent"], row["information"]): row["moves"] for row in data["deviations"]}
    found = Counter((family, agent, tuple(sorted(own))) for (family, agent, _), own in places.items())
    if found != {(family, *at): n for family in range(len(families)) for at, n in model.places().items()}:
        raise WrongError("the deviations are not those from each family at each information set")
    rests: dict[str, list[list[Any]]] = {"deviations": [], "supports": []}
    for (family, _, _), (move, (loses, number)) in ((at, own) for at, row in places.items() for own in row.items()):
        rests["deviations"].append([] if number is None and loses and Fraction(loses) >= 0 else [number])
        if number is not None or Fraction(loses or 0) < 0:
            (p, q), asked = formula(loses, model.names), data["questions"][number]
            said = {_key(_add({}, _times(p, q), -1), ">"), *families[family], *model.known}
            if asked["clauses"] or asked["strictly"] or not {_condition(c)[2] for c in asked["conditions"]} <= said:
                raise WrongError(f"not asked is whether '{move}' gains in family {family}")
    own = [model.matrix[player] for player in model.top["players"]] if not data["unlisted"] else []
    wanted = product(*([c for n in range(len(m)) for c in combinations(m, n + 1)] for m in own))
    if own and {tuple(map(tuple, row["moves"])) for row in data["supports"]} != set(wanted):
        raise WrongError("the supports are not all supports")
    for row in data["supports"] if own else []:
        rests["supports"].append([] if row["families"] else [row["question"]])
        mixed = {f"mix{i}_{m.index(move)}" for i, m in enumerate(own) for move in row["moves"][i][:-1]}
        asked = "" if row["families"] else " ".join(data["questions"][row["question"]]["conditions"])
        there = set(re.findall(r"mix\d+_\d+", asked)) if asked else mixed
        if there != mixed or not set(row["families"]) <= set(range(len(families))):
            raise WrongError(f"neither families nor a question for the support {row['moves']}")
    return rests


def verify(data: Any, model: Model) -> str:
    """Check what was written for one model, and say how much that is."""
    for n, found in enumerate(data["refutations"]):
        refute(found["because"], found["conditions"], found["clauses"], f"refutation {n}")
    closed = {n for n, asked in enumerate(data["questions"]) if asked["refutation"] is not None}
    for n in closed:
        asked, found = data["questions"][n], data["refutations"][data["questions"][n]["refutation"]]
        if not all(c in asked["conditions"] or model.grants(c, asked["strictly"]) for c in found["conditions"]):
            raise WrongError(f"question {n}: a condition is neither asked nor in the model file: {found['conditions']}")
        if any(clause not in asked["clauses"] for clause in found["clauses"]):
            raise WrongError(f"question {n}: a clause is not asked")
    for claim in data["claims"]:
        if " ".join(claim["says"].split()) not in model.says:
            raise WrongError(f"not a claim of the model file: {claim['says']}")
        if claim["counterexample"] and not model.holds(claim["counterexample"]):
            raise WrongError(f"the point of refutation breaks a range or an assumption: {claim['says']}")
    proved = [claim["questions"] or [None] for claim in data["claims"] if claim["verdict"] == "proved"]
    rests = _equilibria(data, model) if "deviations" in data else {"proved claims": proved}
    said = [f"{sum(map(closed.issuperset, rows))} of {len(rows)} {what}" for what, rows in rests.items()]
    right = f"{len(closed)} of {len(data['questions'])} questions have a certificate, and it is right"
    return f"{right}; {', '.join(said)} rest on such questions only"


def main(words: list[str]) -> int:
    """Check every certificate in a directory: 0 all right, 1 something is wrong, 2 not read or not understood."""
    if len(words) != 1 or not Path(words[0]).is_dir():
        print("usage: python -m deterrence.verify DIR", file=sys.stderr)
        return 2
    status = 0
    for path in sorted(Path(words[0]).glob("*.json")) or [Path(words[0], "*.json")]:
        try:
            told, written = (p.read_text(encoding="utf-8") for p in (path.with_suffix(".yaml"), path))
            if odd := re.search(LARGE, told + written):
                raise ValueError(f"a number is too large: {odd[0][:20]}")
            print(f"{path.stem}: {verify(json.loads(written), Model(told))}")
        except Exception as fault:  # noqa: BLE001 -- whatever is odd about a file, it is not right
            is_wrong = isinstance(fault, WrongError)
            status = max(status, 1 if is_wrong else 2)
            print(f"{path.name}: {f'wrong: {fault}' if is_wrong else f'not understood: {fault!r}'}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
