"""Games that pictures are drawn of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import deterrence as dt

LABELS = st.text("abcdefghijklm NOPQ-", min_size=1, max_size=28).filter(lambda text: text == text.strip())
PAYOFFS = st.sampled_from(["0", "-1", "c", "1 - c", "-(1 - c)*k**2 - 3/7", "k/(1 + c)", "12345.678"])
PLAYERS = ("DPRK", "ROK", "United States")
PARAMETERS = (dt.Parameter("c", "commitment", 0, 1, base="0.3", role="commitment"), dt.Parameter("k", "", 0, 9, base=2))


@st.composite
def nodes(draw: Any, depth: int = 4) -> Any:
    """A node: the deeper, the likelier an end of play."""
    if depth == 0 or draw(st.integers(0, 5)) > depth:
        return dt.Outcome(draw(st.one_of(st.just(""), LABELS)), [draw(PAYOFFS) for _ in PLAYERS])
    moves = draw(st.lists(LABELS, min_size=1, max_size=3, unique=True))
    if draw(st.integers(0, 3)) == 0:
        chances = {1: ["1"], 2: ["c", "1 - c"], 3: ["c/2", "c/2", "1 - c"]}[len(moves)]
        pairs = zip(moves, chances, strict=True)
        return dt.Chance({move: (chance, draw(nodes(depth - 1))) for move, chance in pairs})
    information = draw(st.one_of(st.none(), LABELS))
    after = {move: draw(nodes(depth - 1)) for move in moves}
    return dt.Decision(draw(st.sampled_from(PLAYERS)), after, information)


@st.composite
def trees(draw: Any) -> dt.Tree:
    """A tree with names of all lengths, chance moves and named information sets."""
    root = draw(nodes())
    try:
        return dt.Tree(PLAYERS, root, parameters=PARAMETERS, title=draw(LABELS))
    except ValueError:  # information sets with different moves, or imperfect recall
        return dt.Tree(PLAYERS, dt.Outcome("nothing", [0, 0, 0]), parameters=PARAMETERS)


@st.composite
def matrices(draw: Any) -> dt.Matrix:
    """A matrix of one, two or three players."""
    players = PLAYERS[: draw(st.integers(1, 3))]
    moves = {player: draw(st.lists(LABELS, min_size=1, max_size=3, unique=True)) for player in players}
    profiles = [()]
    for player in players:
        profiles = [(*profile, move) for profile in profiles for move in moves[player]]
    payoffs = {profile: [draw(PAYOFFS) for _ in players] for profile in profiles}
    return dt.Matrix(players, moves, payoffs, parameters=PARAMETERS, title=draw(LABELS))


def probe() -> dt.Tree:
    """The probe at the Northern Limit Line, as in the library, without its claims."""
    return dt.Tree(
        players=["DPRK", "ROK"],
        parameters=[
            dt.Parameter("c", "probability that Washington backs a response", 0, 1, base="0.6", role="commitment"),
            dt.Parameter("b", "DPRK's gain when a response is unbacked", 0, 10, base=6),
        ],
        title="A probe",
        root=dt.Decision(
            "DPRK",
            {
                "Refrain": dt.Outcome("Status quo", (0, 0)),
                "Probe": dt.Decision(
                    "ROK",
                    {
                        "Absorb": dt.Outcome("New status quo", (2, -1)),
                        "Respond": dt.Chance(
                            {
                                "Backed": ("c", dt.Outcome("Repelled", (-2, 1))),
                                "Unbacked": ("1 - c", dt.Outcome("Escalation", ("b", -3))),
                            }
                        ),
                    },
                ),
            },
        ),
    )


def unseen() -> dt.Tree:
    """Two hidden types and a receiver that sees only what was done: information sets that interleave."""
    after = {
        kind: dt.Decision(
            "Sender",
            {
                signal: dt.Decision(
                    "Receiver", {"Yield": (1, 0), "Resist": (-1, 1)}, information=f"hears {signal.lower()}"
                )
                for signal in ("Threat", "Silence")
            },
            information=f"is {kind.lower()}",
        )
        for kind in ("Hard", "Soft")
    }
    root = dt.Chance({"Hard": ("1/3", after["Hard"]), "Soft": ("2/3", after["Soft"])})
    return dt.Tree(["Sender", "Receiver"], root, title="Who is it?")
