"""Numbers at points for the letters that stand for `sqrt`, `exp` and `log`: floats, taken as the decimals they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.evaluate_arrays import array_of
from deterrence.algebra.formulas.expressions import FormulaError, names_in, text_of
from deterrence.formats.formula_places import placed
from deterrence.games.lettered import Lettered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def with_derived(what: Lettered, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, NDArray[np.bool_]]]:
    """The values of all letters at points, and where a function has no value, by its text.

    There the letter is 0, and nothing may be made of it; `refuse` sees to that.
    """
    import numpy as np

    known: dict[str, Any] = dict(values)
    for name, formula in what.definitions.items():
        known[name] = array_of(formula, known)
    found, undefined = dict(values), {}
    for name, call in what.stands_for.items():
        array = array_of(call, known)
        nowhere = np.isnan(array)
        if nowhere.any():
            undefined[text_of(call)] = nowhere
        found[name] = np.where(nowhere, 0.0, array)
    return found, undefined


def refuse(
    what: Lettered, values: Mapping[str, Any], undefined: Mapping[str, NDArray[np.bool_]], granted: NDArray[np.bool_]
) -> None:
    """Refuse points at which the assumptions hold and a function has no value.

    Raises
    ------
    FormulaError
        When there is one; with the place of the formula, where the game comes from a file.
    """
    import numpy as np

    for text, nowhere in undefined.items():
        wrong = np.argwhere(granted & nowhere)
        if not wrong.size:
            continue
        call = next(call for call in what.stands_for.values() if text_of(call) == text)
        place = tuple(wrong[0])
        letters = [name for name in names_in(call) if name in values] or list(values)
        here = {name: f"{np.broadcast_to(values[name], granted.shape)[place]:g}" for name in letters}
        at = ", ".join(f"{name} = {value}" for name, value in here.items())
        lacking = FormulaError(f"{text} has no value at {at}")
        raise FormulaError(f"{placed(lacking, what.written.at(here))}: assume that it does not occur, or leave it out")
