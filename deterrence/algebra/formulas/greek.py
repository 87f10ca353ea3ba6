"""Letters of a formula that are named after Greek ones."""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi"
GREEK: Final = dict(zip(f"{_NAMES} chi psi omega".split(), "αβγδεζηθικλμνξπρστυφχψω", strict=True))
_GREEK: Final = re.compile(rf"(?<![^\W_])({'|'.join(GREEK)})(?![^\W_])")


def greek(words: str) -> str:
    """Greek letters for their names, wherever they stand alone or before an underscore.

    Examples
    --------
    >>> greek("sigma*v_R/(1 - delta_2), but not in deltas")
    'σ*v_R/(1 - δ_2), but not in deltas'
    """
    return _GREEK.sub(lambda found: GREEK[found[1]], words)
