"""How base values that are not illustrative follow from published figures: `python docs/figures.py` prints each.

A figure has its source and date; a number follows from figures by the formula shown. The model files hold the same
numbers, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Figure:
    """A published figure."""

    value: Fraction
    unit: str
    source: str
    date: str


FIGURES = {
    "american force": Figure(
        Fraction(28_500), "troops", "news report on the US National Defense Strategy, par. 5 (nds)", "early 2026"
    ),
    "Seoul's force": Figure(
        Fraction(450_000), "personnel", "news report on the US National Defense Strategy, par. 8 (nds)", "early 2026"
    ),
    "Pyongyang's force": Figure(
        Fraction(1_280_000),
        "personnel",
        "ROK Ministry of National Defense, Defense White Paper 2022, as UrduPoint and Sputnik report it",
        "16 February 2023",
    ),
    "called away": Figure(
        Fraction(3_600), "soldiers", "US Department of Defense, as the Chicago Tribune reports it", "18 May 2004"
    ),
    "american force then": Figure(
        Fraction(37_500), "troops", "KBS World, on the send-off of the brigade", "August 2004"
    ),
}


@dataclass(frozen=True)
class Number:
    """A base value, and how it follows."""

    model: str
    letter: str
    value: Fraction
    how: str


def numbers() -> list[Number]:
    """All of them."""
    f = {name: figure.value for name, figure in FIGURES.items()}
    south = (f["Seoul's force"] + f["american force"]) / 1000
    north = f["Pyongyang's force"] / 1000
    stakes = (south + north) ** 2
    return [
        Number("tripwire", "c", f["american force"] / f["american force"], "the force of today as a share of itself"),
        Number(
            "two-theatres-contingency", "f", f["called away"] / f["american force then"], "called away / force then"
        ),
        Number("how-much-to-arm", "c", f["american force"] / 1000, "american force / 1000"),
        # In equilibrium X = V_R**2*V_D/(V_R + V_D)**2 and Y = V_R*V_D**2/(V_R + V_D)**2; solved for V_R and V_D.
        Number("how-much-to-arm", "S_R", Fraction(round(stakes / north)), "(X + Y)**2/Y, to the unit"),
        Number("how-much-to-arm", "S_D", Fraction(round(stakes / south)), "(X + Y)**2/X, to the unit"),
    ]


def main() -> None:
    """Print figures and numbers."""
    for name, figure in FIGURES.items():
        print(f"{name}: {int(figure.value):,} {figure.unit} ({figure.source}, {figure.date})")
    print()
    for number in numbers():
        print(f"{number.model}, {number.letter} = {float(number.value):g}: {number.how}")


if __name__ == "__main__":
    main()
