"""Small games in which somebody does not know what happened, for tests of beliefs."""

from fractions import Fraction

import deterrence as dt


def handed_on():
    """A moves L or M unseen. B stops (s) or hands on (t) to C, who knows no more. B gains by t where C then plays v.

    B is reached; after its deviation C must believe what B believed, and so plays u after L, v after M.
    """

    def third(move):
        moves = {"u": dt.Outcome("", (0, 0, int(move == "L"))), "v": dt.Outcome("", (0, 3, int(move == "M")))}
        return dt.Decision("C", moves, "c")

    def second(move):
        return dt.Decision("B", {"s": dt.Outcome("", (int(move == "L"), 1, 0)), "t": third(move)}, "b")

    return dt.Tree(list("ABC"), dt.Decision("A", {move: second(move) for move in "LM"}, "a"))


def told_to_b_or_c():
    """Chance hands A's unseen move L or M on to B or to C; or A stays out (O), as both could hurt it.

    B hurts A where L is at least as likely as M, C where M is at least as likely as L.
    """

    def told(move):
        first = {"s": dt.Outcome("", (-1, int(move == "L"), 0)), "n": dt.Outcome("", (5, int(move == "M"), 0))}
        second = {"t": dt.Outcome("", (-1, 0, int(move == "M"))), "n": dt.Outcome("", (5, 0, int(move == "L")))}
        b, c = dt.Decision("B", first, "b"), dt.Decision("C", second, "c")
        return dt.Chance({"to B": ("1/2", b), "to C": ("1/2", c)})

    out = dt.Outcome("", (0, 0, 0))
    return dt.Tree(list("ABC"), dt.Decision("A", {"L": told("L"), "M": told("M"), "O": out}, "a"))


def called_upon(kinds, entry):
    """C, strong or weak, enters or not; P, of one kind or two, concedes or holds; D, who knows neither, helps or not.

    P's kinds do not matter to D. A strong C costs D 3 to fight, a weak one nothing; not to help costs 1.
    """

    def called(strong):
        helps = {"Withhold": dt.Outcome("", (1, -2, -1)), "Support": dt.Outcome("", (1, 0, -3 * strong))}
        return dt.Decision("D", helps, "called")

    def opening(name, strong):
        moves = {"Concede": dt.Outcome("", (1, -1, -1)), "Hold": called(strong)}
        sees = {kind: dt.Decision("P", moves, kind) for kind in kinds}
        chance = {kind: (Fraction(1, len(kinds)), node) for kind, node in sees.items()}
        go = dt.Chance(chance) if len(kinds) > 1 else sees[kinds[0]]
        return dt.Decision("C", {"Out": dt.Outcome("", (entry, 0, 0)), "In": go}, name)

    root = dt.Chance({"s": ("p", opening("strong", 1)), "w": ("1 - p", opening("weak", 0))})
    return dt.Tree(list("CPD"), root, parameters=[dt.Parameter("p", "C is strong", 0, 1, base="1/10")])
