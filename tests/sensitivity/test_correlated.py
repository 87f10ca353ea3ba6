"""What a mediator can achieve: examples from the literature, and linear programmes in fractions at many points."""

import random
from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt
from deterrence.cli.entry import main
from deterrence.solvers.checks.correlated_optimum import correlated_faults
from tests.linear_programme import greatest_on_simplex

# Aumann (1974), example 2.8, in the payoffs of Aumann (1987): chicken.
PAYOFFS = {("Dare", "Dare"): (0, 0), ("Dare", "Yield"): (7, 2), ("Yield", "Dare"): (2, 7), ("Yield", "Yield"): (6, 6)}
MOVES = {"A": ["Dare", "Yield"], "B": ["Dare", "Yield"]}
CHICKEN = dt.Matrix(["A", "B"], MOVES, PAYOFFS)


def number(value):
    return Fraction(str(value))


def test_chicken():
    """With 1/4, 1/4, 1/2 the players have 5 1/4 each, which no mixture of Nash equilibria gives them (Aumann 1974)."""
    found = dt.correlated(CHICKEN, "sum of payoffs")
    (most,) = found.most
    assert (most.value, str(most.distribution["Yield, Yield"]), most.distribution["Dare, Dare"]) == (
        Fraction(21, 2),
        "1/2",
        0,
    )
    assert found.at()[1] > max(sum(map(number, e.payoffs.values())) for e in dt.solve(CHICKEN))
    assert found.complete
    assert found.exact
    assert str(found).endswith("Correlated equilibria by parametric linear programming; exact; complete.")


def test_chicken_in_letters():
    """The library's chicken: the mediator helps where yielding together pays more than the pure equilibria."""
    found = dt.correlated(dt.load("chicken"), "sum of payoffs")
    assert {(str(piece.extreme), str(piece.where)) for piece in found.most} == {
        ("2*(T**2 - T*R + T*S - R*P)/(2*T - 2*R - P + S)", "T <= 2*R - S"),
        ("T + S", "T >= 2*R - S"),
    }
    there = {"T": 7, "R": 6, "S": 2, "P": 0}
    assert tuple(map(number, found.at(there))) == (Fraction(36, 5), Fraction(21, 2))


def test_in_latex():
    text = dt.latex(dt.correlated(dt.load("chicken"), "sum of payoffs"))
    assert r"The range of the sum of payoffs over correlated equilibria of \emph{Chicken}." in text
    assert r"most & $T + S$ & $T \geq 2 R - S$ \tabularnewline" in text


def test_moulin_and_vial():
    """Moulin and Vial (1978), section 2: nobody gains in a coarse equilibrium that is not a correlated one.

    Here the cycle of best replies avoids the diagonal: told a move each would deviate, and before none does.
    """
    rows = {("1", "1"): (0, 0), ("1", "2"): (1, 2), ("1", "3"): (2, 1)}
    rows |= {("2", "1"): (2, 1), ("2", "2"): (0, 0), ("2", "3"): (1, 2)}
    rows |= {("3", "1"): (1, 2), ("3", "2"): (2, 1), ("3", "3"): (0, 0)}
    shapley = dt.Matrix(["A", "B"], {"A": ["1", "2", "3"], "B": ["1", "2", "3"]}, rows)
    of = "probability of 1, 1"
    fine, coarse = dt.correlated(shapley, of), dt.correlated(shapley, of, coarse=True)
    assert number(fine.at()[0]) >= number(coarse.at()[0]) == 0
    assert number(fine.at()[1]) <= number(coarse.at()[1])
    total = [tuple(map(number, dt.correlated(shapley, "sum of payoffs", coarse=c).at())) for c in (False, True)]
    assert total[0][1] == total[1][1] == 3
    assert total[1][0] <= total[0][0] <= 2


def test_the_quantity_may_be_a_payoff_a_probability_or_a_choice():
    assert tuple(map(number, dt.correlated(CHICKEN, "payoff of A").at())) == (2, 7)
    assert tuple(map(number, dt.correlated(CHICKEN, "probability of Dare, Dare").at())) == (0, Fraction(1, 5))
    assert tuple(map(number, dt.correlated(CHICKEN, {"A": "Dare"}).at())) == (0, 1)
    with pytest.raises(ValueError, match="is not understood"):
        dt.correlated(CHICKEN, "payof of A")


def test_what_is_no_matrix_is_refused():
    with pytest.raises(ValueError, match="those of a matrix without types"):
        dt.correlated(dt.load("nll-probe"), "payoff of ROK")


def test_a_point_where_letters_are_missing_or_outside_is_refused():
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["k"], "Stay": [0]}, parameters=[dt.Parameter("k", "", 0, 1)])
    found = dt.correlated(game, "payoff of A")
    with pytest.raises(ValueError, match="give k a value too"):
        found.at()
    with pytest.raises(ValueError, match="range"):
        found.at(k=2)


def test_the_command_prints_both_ends(tmp_path, capsys):
    file = tmp_path / "chicken.yaml"
    dt.save(CHICKEN, file)
    assert main(["correlated", str(file), "--of", "sum of payoffs"]) == 0
    assert "least  36/5\nmost   21/2\n" in capsys.readouterr().out
    assert main(["correlated", str(file), "--of", "A: Dare", "--coarse", "--json"]) == 0
    assert '"coarse": true' in capsys.readouterr().out


def test_the_check_refuses_what_is_no_equilibrium_or_not_the_best():
    from deterrence.algebra.arithmetic import Rationals

    form, numbers = CHICKEN.form(), Rationals({})
    total = [Fraction(q) for q in (0, 9, 9, 12)]
    best = [Fraction(p) for p in ("0", "1/4", "1/4", "1/2")]

    def said(chances, coarse=False):
        return list(correlated_faults(form, [Fraction(p) for p in chances], total, coarse, numbers))

    assert not said(best)
    assert said((0, 0, 0, 1))[0] == "A gains by Dare when told Yield"
    assert said((0, 0, 0, 1), coarse=True)[0] == "A gains by Dare"
    assert said((0, 1, 0, 0)) == ["it reaches 9, and another equilibrium 21/2"]
    assert "sum 1" in said((0, 1, 1, 0))[0]


# --- random games against linear programmes ---------------------------------------------------------------------------


def drawn(source, letters):
    """A random matrix for two or three players; with few values there are ties."""
    shape = source.choice([(2, 2), (2, 2), (2, 3), (3, 3), (2, 2, 2)])
    names, top = "ABC"[: len(shape)], source.choice([3, 9])

    def pay():
        k = source.randint(0, top)
        if letters and source.random() < 0.35:
            x = source.choice(letters)
            return source.choice([x, f"{k} - {x}", f"{k}*{x}", f"2*{x} - {k}", f"{x}*{source.choice(letters)}"])
        return k

    moves = {p: [f"{p}{i}" for i in range(n)] for p, n in zip(names, shape, strict=True)}
    cells = {cell: tuple(pay() for _ in names) for cell in product(*moves.values())}
    return dt.Matrix(list(names), moves, cells, parameters=[dt.Parameter(x, x, 0, 3) for x in letters])


def ends(game, coarse, weights):
    """The least and the most of a game of numbers, by the inequalities as they are defined."""
    form = game.form()
    cells = list(product(*(range(len(m)) for m in form.moves)))
    paid = [{cell: table[cell].as_fraction() for cell in cells} for table in form.payoffs]
    rows = []
    for i, moves in enumerate(form.moves):
        for a, b in product(range(len(moves)), repeat=2):
            kept = [coarse or cell[i] == a for cell in cells]
            losses = [paid[i][cell] - paid[i][*cell[:i], b, *cell[i + 1 :]] for cell in cells]
            rows.append([loss if here else Fraction(0) for loss, here in zip(losses, kept, strict=True)])
    values = weights(paid, cells)
    return -greatest_on_simplex([-v for v in values], rows), greatest_on_simplex(values, rows)


def agrees(seed, letters, points=20):
    source = random.Random(seed)
    game, coarse = drawn(source, letters), source.random() < 0.5
    first = game.form().layout.outcomes[0]
    of, weights = source.choice(
        [
            ("sum of payoffs", lambda paid, cells: [sum(table[cell] for table in paid) for cell in cells]),
            ("payoff of A", lambda paid, cells: [paid[0][cell] for cell in cells]),
            (f"probability of {first}", lambda paid, cells: [Fraction(not any(cell)) for cell in cells]),
        ]
    )
    found = dt.correlated(game, of, coarse=coarse, time_limit=60)
    assert found.complete or len(letters) > 1
    for _ in range(points if letters else 1):
        point = {x: min(Fraction(source.randint(0, 12), source.randint(1, 4)), Fraction(3)) for x in letters}
        there = game.at(point) if point else game
        wanted = ends(there, coarse, weights)
        for side, end in ((found.least, wanted[0]), (found.most, wanted[1])):
            present = [piece for piece in side if piece.where.holds(point)]
            assert present or not found.complete
            assert all(piece.extreme.at(point).as_fraction() == end for piece in present), (seed, point)
    return there, of, wanted


@pytest.mark.parametrize("letters", ["", "a"])
def test_both_ends_are_those_of_linear_programmes(letters):
    for seed in range(1, 4):
        agrees(seed, letters)


@pytest.mark.slow
@pytest.mark.parametrize("letters", ["", "a", "ab"])
def test_both_ends_are_those_of_linear_programmes_at_ten_thousand_points(letters):
    for seed in range(100, 150):
        agrees(seed, letters, points=100)


def test_every_nash_equilibrium_lies_between_the_ends():
    for seed in range(8):
        game, _, (least, most) = agrees(seed, "")
        found = dt.correlated(game, "payoff of A")
        least, most = map(number, found.at())
        for family in dt.solve(game):
            paid = family.payoff_values[0]
            assert least <= Fraction(str(paid)) <= most if paid.rational is not None else True


def test_pieces_of_one_value_are_told_as_one_region():
    found = dt.correlated(dt.load("stag-hunt"), "sum of payoffs")
    assert [str(piece.extreme) for piece in found.least] == ["2*P", "2*P"]
    assert "2*P    always\n\nmost" in str(found)


def test_a_piece_that_no_sample_meets_is_found():
    """What pays best on a corner of the square that is smaller than a thousandth of it."""
    x, y = (dt.Parameter(name, "", 0, 1, base="1/2") for name in ("x", "y"))
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["10000*x*y - 9998"], "Stay": [1]}, parameters=[x, y])
    found = dt.correlated(game, "payoff of A")
    assert found.complete
    assert {str(piece.extreme) for piece in found.most} == {"1", "10000*x*y - 9998"}
    assert tuple(map(number, found.at({"x": 1, "y": 1}))) == (2, 2)
