"""Which formulas of a game have no value, once letters are fixed: a logarithm of 0, a division by zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from deterrence.algebra.exact.expansion import UndecidedError
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import Call, Expression, FormulaError, Number, names_in, walk
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.probabilities import Row
from deterrence.games.checks.valued import TRIED, Fault, faults
from deterrence.games.forms.numeric_types import law_of
from deterrence.games.model import Model
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.mistakes import Collector, GameError, Mistake, Path, shown_point
from deterrence.games.parts.types import parts_of


def valueless(game: Model) -> tuple[Mistake, ...]:
    """The formulas of a game that stand for no rational function of its letters, each where it is written.

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["log(b)"], "y": [0]}, parameters=["b"])
    >>> print(*valueless(game.at(b=0)))
    at x: payoff for A at b = 0: log(0) has no value
    """
    collector = Collector()
    plain = game._with(claims=())
    try:
        plain._check(_Valuer(plain, collector))
    except GameError as error:
        return error.mistakes
    return tuple(collector.mistakes) or tuple(_without_probability(game))


def _without_probability(game: Model) -> Iterator[Mistake]:
    """The types that are drawn from where their distribution has nearly no probability."""
    for player, own in game.drawn.items() if not game.letters else ():
        try:
            law_of(game, own)
        except FormulaError as mistake:
            yield Mistake(("types", player, own.letter), f"type of {player}: {mistake.message}")


class _Valuer(Checker):
    """The checks of a game whose names, types and assumptions are known to be in order."""

    def __init__(self, model: Model, collector: Collector) -> None:
        super().__init__(model, collector)
        self.formulas = {name: tuple(parts_of(definition)) for name, definition in model.definitions.items()}

    def _check_assumptions(self) -> None:
        pass

    def check_probabilities(self, rows: Sequence[Row], path: Path, what: str) -> None:
        for row in rows:
            self.use(row.probability, row.path, "probability")

    def use(self, x: Expression, path: Path, what: str) -> None:
        super().use(x, path, what + self._here(x))

    def use_payoff(self, x: Expression, path: Path, what: str, player: str) -> None:
        super().use_payoff(x, path, what, player)
        own = self.model.drawn.get(player)
        if own is not None and not self.model.letters and own.letter in self._behind(x):
            for fault in islice(self._faults_of_types(x, own), 1):
                self.collector.add(path, f"{what} {fault}", name=own.letter)

    def _faults_of_types(self, x: Expression, own: Drawn) -> Iterator[str]:
        """The types, told by their probabilities, for which a payoff has no value."""
        try:
            kinds = law_of(self.model, own).quantile([share / 200 for share in range(1, 200)])
        except FormulaError:
            return  # told where types are
        for kind in kinds:
            try:
                value_at(x, {**self.model.point(), own.letter: Fraction(float(kind))})
            except FormulaError:
                yield f"has no value at {own.letter} = {kind:g}, which is a possible type"

    def _report_definition(self, name: str, why: str) -> None:
        where = self._here(*self.formulas[name])
        self.collector.add(("definitions", name), f"definition of '{name}'{where}: {why}")
        self.scope.reported.add(name)

    def _faults(self, x: Expression) -> list[Fault]:
        if not self.scope.reported.isdisjoint(self._behind(x)):
            return []  # told where the definition stands
        for types in self.scope.combinations(x)[:TRIED]:
            failures = self.model.failures(types or None)
            lost = next((name for name in names_in(x) if name in failures), None)
            try:
                self.model.value(x, types or None)
            except UndecidedError:
                return faults(self.scope, x)
            except FormulaError as mistake:
                functions = (part.function for part in walk(x) if isinstance(part, Call))
                return [Fault(f": {mistake.message}", lost or next(functions, None))]
        return []

    def _here(self, *formulas: Expression) -> str:
        """` at x = 0`: the values of the letters that a formula depends on, as far as they are fixed."""
        used = self._behind(*formulas)
        single = {name: parts[0] for name, parts in self.formulas.items() if name in used and len(parts) == 1}
        values = {name: part.value for name, part in single.items() if isinstance(part, Number)}
        return f" at {shown_point(values)}" if values else ""

    def _behind(self, *formulas: Expression) -> Mapping[str, None]:
        """The names that formulas use, and those that their definitions use."""
        waiting, found = list(formulas), dict[str, None]()
        while waiting:
            for name in names_in(waiting.pop()):
                if name not in found:
                    found[name] = None
                    waiting += self.formulas.get(name, ())
        return found
