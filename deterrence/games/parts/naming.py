"""Letters in the place of `sqrt`, `exp` and `log` of letters, so that what is left are rational functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from deterrence.algebra.formulas.expressions import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    Name,
    Negative,
    Not,
    Operation,
    Or,
    combine,
    names_in,
    negate,
)
from deterrence.games.parts.setting import Setting

_Either = TypeVar("_Either", bound=Expression | Condition)


@dataclass
class Naming:
    """Names given to functions of a game's letters, one after the other.

    Attributes
    ----------
    game
        The game.
    names
        The letter that stands for each function so far.
    used
        The definitions on which these functions depend.
    """

    game: Setting
    names: dict[Call, str] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)

    def replaced(self, x: _Either) -> _Either:
        """A formula or condition with letters in the place of functions of letters."""
        return self._replaced(x)  # type: ignore[return-value]

    def _replaced(self, x: Expression | Condition) -> Expression | Condition:
        match x:
            case Operation():
                return combine(x.symbol, self.replaced(x.left), self.replaced(x.right))
            case Negative():
                return negate(self.replaced(x.operand))
            case Call():
                if x.function not in ("min", "max") and self._is_of_letters(x):
                    return Name(self._name(x))
                return Call(x.function, tuple(map(self.replaced, x.arguments)))
            case Comparison():
                return Comparison(x.symbol, self.replaced(x.left), self.replaced(x.right))
            case And() | Or():
                return type(x)(tuple(map(self.replaced, x.parts)))
            case Not():
                return Not(self.replaced(x.part))
            case _:
                return x

    def _is_of_letters(self, call: Call) -> bool:
        """Whether a call depends on a letter, and on nobody's type; the definitions that it uses are noted."""
        formulas = self.game.formulas()
        waiting, seen = list(names_in(call)), dict.fromkeys(names_in(call))
        while waiting:
            for name in names_in(formulas[used]) if (used := waiting.pop()) in formulas else ():
                if name not in seen:
                    seen[name] = None
                    waiting.append(name)
        if any(name not in formulas and name not in self.game.parameters for name in seen):
            return False
        if not any(name in self.game.parameters for name in seen):
            return False
        self.used |= {name: None for name in seen if name in formulas}
        return True

    def _name(self, call: Call) -> str:
        if call not in self.names:
            taken = {*self.game.parameters, *self.game.definitions, *self.names.values()}
            number = 1
            while f"{call.function}_{number}" in taken:
                number += 1
            self.names[call] = f"{call.function}_{number}"
        return self.names[call]
