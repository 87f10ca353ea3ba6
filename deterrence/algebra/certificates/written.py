"""Conditions and refutations as they are written in JSON; docs/reference/certificates.md tells the format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deterrence.algebra.certificates.refutation import Cases, Premise, Refutation, Sum
from deterrence.algebra.conditions.conditions import Condition
from deterrence.algebra.conditions.decide import Clause

FORMAT: Final = "deterrence certificates 2"


def by_line(data: Mapping[str, Any]) -> str:
    """A mapping as JSON, where a list has a line for each entry."""
    parts = []
    for key, value in data.items():
        rows = [json.dumps(row, ensure_ascii=False) for row in value] if isinstance(value, list) else []
        text = "[\n" + ",\n".join(rows) + "\n]" if rows else json.dumps(value, ensure_ascii=False)
        parts.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


@dataclass(frozen=True)
class Written:
    """Conditions and refutations as they are written; unknowns, which have odd names inside, get words for names."""

    letters: frozenset[str]
    texts: dict[Condition, str] = field(default_factory=dict)

    def condition(self, c: Condition) -> str:
        """``-(x - 1)*(y)**2 >= 0``."""
        if c not in self.texts:
            self.texts[c] = self._condition(c)
        return self.texts[c]

    def _condition(self, c: Condition) -> str:
        factors = [
            f"({self._polynomial(f.names, f.polynomial)})" + (f"**{exponent}" if exponent > 1 else "")
            for f, exponent in c.factors
        ]
        return f"{'-' if c.sign < 0 else ''}{'*'.join(factors) or '1'} {c.relation} 0"

    def _polynomial(self, names: tuple[str, ...], polynomial: Any) -> str:
        terms = []
        for exponents, coefficient in polynomial.to_dict().items():
            powers = [
                self.letter(name) + (f"**{e}" if e > 1 else "")
                for name, e in zip(names, map(int, exponents), strict=True)
                if e
            ]
            size = abs(int(coefficient.p))
            text = "*".join([*([str(size)] if size != 1 or not powers else []), *powers])
            terms.append(("-" if coefficient < 0 else "+", text))
        first, *more = terms
        return ("-" if first[0] == "-" else "") + first[1] + "".join(f" {sign} {text}" for sign, text in more)

    def letter(self, name: str) -> str:
        """A letter of the model as it is, an unknown by another name."""
        if name in self.letters:
            return name
        word = re.sub(r"\W", "_", {"~": "mix", "?": "belief"}.get(name[0], "unknown_" + name[0]) + name[1:])
        while word in self.letters:
            word += "_"
        return word

    def clause(self, clause: Clause) -> list[list[str]]:
        """The options of a clause."""
        return [[self.condition(c) for c in option] for option in clause]

    def whole(self, found: Refutation) -> dict[str, Any]:
        """A refutation with the conditions and clauses that it uses."""
        uses: list[Premise] = list(found.uses)
        return {
            "conditions": sorted(self.condition(c) for c in uses if isinstance(c, Condition)),
            "clauses": sorted(self.clause(clause) for clause in uses if isinstance(clause, tuple)),
            "because": self.tree(found),
        }

    def tree(self, found: Refutation) -> dict[str, Any]:
        """A refutation as nested mappings."""
        match found:
            case Sum(combination=combination):
                return {
                    "sum": [[str(n), [self.condition(c) for c in product]] for n, product in combination.products],
                    "equations": [
                        [str(n), [self.letter(name) for name in letters], self.condition(c)]
                        for n, letters, c in combination.multiples
                    ],
                }
            case Cases(parts=parts, clause=clause):
                return {
                    "clause": None if clause is None else self.clause(clause),
                    "cases": [[[self.condition(c) for c in assumed], self.tree(part)] for assumed, part in parts],
                }
