"""What mistakes decide between: the ways to an information set as a product of factors, and what ties factors.

Where types of one player and types of another make mistakes independently, the ways to a set are all combinations of
one mistake of each. The odds of the ways are then products of the odds within two *factors*, each of which may occur
at other sets as well, whole or in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import gcd, prod
from typing import TypeAlias

import flint

from deterrence.solvers.trees.vanishing_orders import Move, Way

Factor: TypeAlias = tuple[Way, ...]  # its options: the unused moves that tell them apart


def factors(ways: Sequence[Way]) -> list[tuple[Factor, tuple[int, ...]]]:
    """The factors of which some ways are the product, and which option of each factor each way takes.

    Examples
    --------
    Two types a and b of one player, and x and y of another, each of which makes one mistake:

    >>> a, b, x, y = (0, 1), (1, 1), (2, 1), (3, 1)
    >>> for factor, options in factors([frozenset(way) for way in ([a, x], [a, y], [b, x], [b, y])]):
    ...     print([sorted(option) for option in factor], options)
    [[(0, 1)], [(1, 1)]] (0, 0, 1, 1)
    [[(2, 1)], [(3, 1)]] (0, 1, 0, 1)
    """
    common = frozenset.intersection(*ways)
    blocks = [frozenset({move}) for move in sorted(frozenset.union(*ways) - common)]
    while (joined := _joined(blocks, ways)) is not None:
        blocks = joined
    if prod(len(_shadows(block, ways)) for block in blocks) != len(ways):
        blocks = [frozenset.union(*blocks)]
    found = []
    for block in blocks:
        options = tuple(sorted(_shadows(block, ways), key=sorted))
        found.append((options, tuple(options.index(way & block) for way in ways)))
    return found


def _shadows(block: Way, ways: Sequence[Way]) -> set[Way]:
    return {way & block for way in ways}


def _joined(blocks: Sequence[Way], ways: Sequence[Way]) -> list[Way] | None:
    """The blocks with two of them made one that do not vary freely of each other; None where all do."""
    for one, other in combinations(blocks, 2):
        if len(_shadows(one | other, ways)) < len(_shadows(one, ways)) * len(_shadows(other, ways)):
            return [*(block for block in blocks if block not in (one, other)), one | other]
    return None


def as_part(factor: Factor, whole: Factor) -> tuple[int, ...] | None:
    """The options of a larger factor that are those of a smaller one and the same moves more; None if there are none.

    Examples
    --------
    >>> a, b, c, x = ({move} for move in ((0, 1), (1, 1), (2, 1), (3, 1)))
    >>> as_part((frozenset(a), frozenset(b)), (frozenset(a | x), frozenset(b | x), frozenset(c)))
    (0, 1)
    """
    if len(factor) >= len(whole):
        return None
    places = {option: k for k, option in enumerate(whole)}
    for candidate in whole:
        more, less = candidate - factor[0], factor[0] - candidate
        shifted = [option - less | more for option in factor if less <= option and not more & option]
        if len(shifted) == len(factor) and all(option in places for option in shifted):
            return tuple(places[option] for option in shifted)
    return None


def circuits(rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The integer vectors of least support that a matrix takes to zero, each without its opposite.

    Examples
    --------
    >>> circuits([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]])
    [(1, -1, -1, 1)]
    """
    if not rows or not rows[0]:
        return []
    kernel, rank = flint.fmpz_mat([list(row) for row in rows]).nullspace()
    basis = [[int(kernel[row, column]) for column in range(rank)] for row in range(len(rows[0]))]
    found: dict[tuple[int, ...], None] = {}
    for zeros in combinations(basis, rank - 1) if rank else ():
        mix = [1]
        if zeros:
            null, size = flint.fmpz_mat(list(zeros)).nullspace()
            if size != 1:
                continue
            mix = [int(null[k, 0]) for k in range(rank)]
        vector = [sum(a * b for a, b in zip(row, mix, strict=True)) for row in basis]
        scale = gcd(*vector) * (1 if next(v for v in vector if v) > 0 else -1)
        found[tuple(v // scale for v in vector)] = None
    return list(found)


def moves_of(factors: Sequence[Factor]) -> list[Move]:
    """The moves in which the options of some factors differ."""
    return sorted({move for factor in factors for option in factor for move in option})
