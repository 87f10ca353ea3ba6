"""Gambit's files: every construct of the format, and round trips."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt

PAYOFF_VERSION = """NFG 1 R "Two by three" { "Row" "Col" } { { "T" "B" } { "L" "M" "R" } }
"a comment
on two lines"
1 2  3 4.5  -1/2 0
.5 1e2, 0 0 7 7
"""
OUTCOME_VERSION = """NFG 1 D "outcomes" { "A" "B" } { { "x" "y" } { "u" "v" } } ""
{ { "both" 1, 2 } { "" 3 4 } }
1 0 2 1
"""
SELTEN = """EFG 2 R "Horse" { "1" "2" "3" } "Selten (1975)"
p "" 1 1 "first" { "D" "A" } 0
p "" 3 1 "third" { "L" "R" } 0
t "" 1 "a" { 3 3 2 }
t "" 2 "b" { 0 0 0 }
p "" 2 1 "second" { "d" "a" } 0
p "" 3 1 0
t "" 3 "c" { 4, 4, 0 }
t "" 4 "d" { 0 0 1 }
t "" 5 "e" { 1 1 1 }
"""
ON_THE_WAY = """EFG 2 R "" { "A" } ""
c "" 1 "" { "up" 1/3 "down" 0.5 "" 1/6 } 0
p "" 1 1 "" { "l" "l" "" } 1 "toll" { -1 }
t "" 2 "x" { 5 }
t "" 0
t "" 2
t "" 2
t "" 1
"""


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_the_payoff_version_of_a_strategic_form(tmp_path):
    game = dt.load(written(tmp_path, "g.nfg", PAYOFF_VERSION))
    numbers = {cell: tuple(Fraction(str(p)) for p in payoffs) for cell, payoffs in game.payoffs.items()}
    assert game.title == "Two by three"
    assert game.summary == "a comment on two lines"
    assert numbers["B", "L"] == (3, Fraction(9, 2))
    assert numbers["T", "L"] == (1, 2)
    assert numbers["T", "M"] == (Fraction(-1, 2), 0)
    assert numbers["B", "M"] == (Fraction(1, 2), 100)
    assert numbers["B", "R"] == (7, 7)


def test_the_outcome_version_of_a_strategic_form(tmp_path):
    game = dt.load(written(tmp_path, "g.nfg", OUTCOME_VERSION))
    numbers = {cell: tuple(p.value for p in payoffs) for cell, payoffs in game.payoffs.items()}
    assert numbers == {("x", "u"): (1, 2), ("y", "u"): (0, 0), ("x", "v"): (3, 4), ("y", "v"): (1, 2)}


def test_an_extensive_form_with_information_sets_named_once(tmp_path):
    game = dt.load(written(tmp_path, "g.efg", SELTEN))
    assert game.players == ("1", "2", "3")
    found = dt.solve(game)
    assert {eq["1"]["A"] for eq in found} == {1}
    assert dt.load(written(tmp_path, "again.efg", dt.dumps(game, "efg"))).root == game.root


def test_payoffs_on_the_way_are_added_up_and_labels_made_unique(tmp_path):
    game = dt.load(written(tmp_path, "g.efg", ON_THE_WAY))
    assert set(game.root.moves) == {"up", "down", "3"}
    decision = game.root.moves["up"][1]
    assert list(decision.moves) == ["l", "l (2)", "3"]
    assert [str(node.payoffs[0]) for node in decision.moves.values()] == ["4", "-1", "4"]
    assert "called 'l (2)'" in game.notes
    assert "has no label" in game.notes


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('NFG 1 R "x" { "A" "B" } { 2 2 }\n1 2 3', "g.nfg:2:6", "expected a payoff"),
        ('NFG 1 R "x" { "A" "B" } { 2 }\n1 2', "g.nfg:1:", "strategies for each of the 2 players"),
        ('NFG 1 R "x" { "A" } { 2 }\n1 __import__(\'os\')', "g.nfg:2:3", "a number"),
        ("NFG 2 R", "g.nfg:1:5", "version"),
        ('NFG 1 R "never closed', "g.nfg:1:9", "never closed"),
        ('NFG 1 R "x" { "A" } { 2 }\n1 2/0', "g.nfg:2:", "divided by zero"),
    ],
)
def test_mistakes_have_a_place(tmp_path, text, where, what):
    with pytest.raises(dt.ModelFileError) as caught:
        dt.load(written(tmp_path, "g.nfg", text))
    assert where in str(caught.value)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ('"l" 3/2 "r" -1/2', 'g.efg:3:25: the probability of "r" is -1/2; it may not be negative'),
        ('"l" 1/2 "r" 1/3', "g.efg:3:11: these probabilities sum to 5/6, not 1"),
        ('"l" 1e40 "r" 1/3', "g.efg:3:11: these probabilities sum to a number of 41 digits, not 1"),
        ('"l" 0.5 "r" 0.' + "3" * 60, "g.efg:3:11: these probabilities sum to about 0.833333, not 1"),
    ],
)
def test_probabilities_of_chance_are_checked_where_they_stand(tmp_path, chances, expected):
    ends = "\n".join(f't "" {i} "" {{ {i} }}' for i in (1, 2))
    text = f'EFG 2 R "x" {{ "A" }}\n""\nc "" 1 "" {{ {chances} }} 0\n{ends}\n'
    with pytest.raises(dt.ModelFileError) as caught:
        dt.load(written(tmp_path, "g.efg", text))
    assert str(caught.value) == expected


def test_an_outcome_has_the_same_payoffs_wherever_it_stands(tmp_path):
    text = 'EFG 2 R "x" {{ "A" }}\np "" 1 1 "" {{ "l" "r" }} 0\nt "" 1 "o" {{ 1 }}\nt "" 1 "o" {{ {} }}\n'
    dt.load(written(tmp_path, "g.efg", text.format("1.0")))
    with pytest.raises(dt.ModelFileError, match="g.efg:4:6: outcome 1 has other payoffs here"):
        dt.load(written(tmp_path, "g.efg", text.format("2")))


@pytest.mark.parametrize("ending", ["nfg", "efg", "gbt"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_files_in_utf_16_are_told_to_be(tmp_path, ending, encoding):
    place = tmp_path / f"g.{ending}"
    place.write_bytes('NFG 1 R "x" { "A" } { 2 }\n1 2'.encode(encoding))
    with pytest.raises(dt.ModelFileError) as caught:
        dt.load(place)
    assert str(caught.value).startswith(f"g.{ending}:1:1: this is UTF-16 text, not UTF-8: save it as UTF-8")
    assert "Set-Content -Encoding utf8" in str(caught.value)


def test_imperfect_recall_is_refused_by_name(tmp_path):
    text = (
        'EFG 2 R "" { "A" } ""\np "" 1 1 "s" { "l" "r" } 0\n'
        'p "" 1 2 "t" { "l" "r" } 0\nt "" 1 "" { 1 }\nt "" 2 "" { 0 }\n'
        'p "" 1 2 "t" { "l" "r" } 0\nt "" 3 "" { 0 }\nt "" 4 "" { 1 }\n'
    )
    with pytest.raises(dt.ImperfectRecallError):
        dt.load(written(tmp_path, "g.efg", text))


def test_letters_must_be_fixed_before_writing():
    with pytest.raises(ValueError, match=r"fix c, g, b, k, l, e, s first"):
        dt.dumps(dt.load("nll-probe"), "efg")


@pytest.mark.parametrize("name", ["nll-probe", "chicken", "beer-quiche", "unilateral-deterrence-incomplete", "blotto"])
@pytest.mark.parametrize("ending", ["efg", "nfg"])
def test_a_game_written_and_read_has_the_same_equilibrium_payoffs(tmp_path, name, ending):
    game = dt.load(name)
    game = game.base_case() if game.letters else game
    again = dt.load(written(tmp_path, f"{name}.{ending}", dt.dumps(game, ending)))

    def payoffs(g, concept):
        return {tuple(eq.payoffs.values()) for eq in dt.solve(g, concept=concept)}

    concept = "nash" if ending == "nfg" else None
    assert payoffs(again, None) == payoffs(game, concept)


def test_a_workbook_of_the_graphical_interface_is_read_past_its_xml(tmp_path):
    game = 'EFG 2 R "A &amp; B" { "A" } p "" 1 1 "" { "x" "y" } 0 t "" 1 "" { 1 } t "" 2 "" { 2 }'
    workbook = f'<?xml version="1.0"?>\n<gambit:document><numbers decimals="4"/>\n<efgfile>\n{game}\n</efgfile></x>'
    loaded = []
    for name in ("book.gbt", "book.efg"):
        (tmp_path / name).write_text(workbook)
        loaded.append(dt.load(tmp_path / name))
    assert loaded[0] == loaded[1]
    assert loaded[0].title == "A & B"
    assert dt.solve(loaded[0])[0].payoffs["A"] == 2
    matrix = '<?xml version="1.0"?><a><nfgfile>NFG 1 R "" { "A" } { 2 } 1 &lt;2</nfgfile></a>'
    (tmp_path / "matrix.gbt").write_text(matrix)
    with pytest.raises(ValueError, match=r"1:61: expected a payoff, a number, found <2"):
        dt.load(tmp_path / "matrix.gbt")


TWICE = """EFG 2 R "Twice" {{ "A" "B" }}
""
p "" 1 1 "opening" {{ "L" "R" }} 0
t "" 1 "" {{ 1 0 }}
{second}
t "" 2 "" {{ 0 1 }}
t "" 3 "" {{ 2 2 }}
"""


@pytest.mark.parametrize(
    ("second", "place", "what"),
    [
        ('p "" 1 1 "opening" { "L" "R" } 0', "5:1", "A is absent-minded"),
        ('p "" 1 1 "opening" { "R" "L" } 0', "5:8", 'information set 1 offers "R" here, elsewhere "L", "R"'),
        ('p "" 2 1 "re\u200bply" { "L" "R" } 0', "5:1", "invisible character U\\+200B"),
        ('p "" 2 1 "reply" { "L" "R\u200b" } 0', "5:1", "invisible character U\\+200B"),
    ],
)
def test_what_is_wrong_with_a_tree_that_was_read_has_the_place_of_its_node(tmp_path, second, place, what):
    with pytest.raises(dt.ModelFileError, match=rf"^twice\.efg:{place}: .*{what}"):
        dt.load(written(tmp_path, "twice.efg", TWICE.format(second=second)))


def test_a_player_that_forgets_is_told_where(tmp_path):
    text = """EFG 2 R "Forgets" { "A" }
    p "" 1 1 "opening" { "L" "R" } 0
    p "" 1 2 "later" { "l" "r" } 0
    t "" 1 "" { 1 } t "" 2 "" { 0 }
    p "" 1 2 0
    t "" 3 "" { 1 } t "" 4 "" { 0 }"""
    with pytest.raises(dt.ImperfectRecallError, match=r"^forgets\.efg:5:5: A forgets"):
        dt.load(written(tmp_path, "forgets.efg", text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('NFG 1 R "t" { "A\u200b" "B" }\n{ 1 1 }\n0 0', "1:13"),
        ('NFG 1 R "t" { "A" "B" }\n{ { "x\u200b" } 1 }\n0 0', "2:1"),
    ],
)
def test_what_is_wrong_with_a_matrix_that_was_read_has_a_place(tmp_path, text, place):
    with pytest.raises(dt.ModelFileError, match=rf"^odd\.nfg:{place}: .*invisible character"):
        dt.load(written(tmp_path, "odd.nfg", text))
