import re
import shutil
import subprocess
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import Name, Negative, Number, Operation, parse, parse_condition
from deterrence.formats.latex import MOST_NODES, fragment, write
from deterrence.formats.tex import condition, escaped, formula, symbol
from deterrence.report.latex import value

ODD = [
    "\\",
    "{",
    "}",
    "$",
    "&",
    "%",
    "#",
    "_",
    "~",
    "^",
    "<>|",
    '"`',
    "[x]",
    "*",
    "--",
    "R&D 5%_{of} $x^2$ \\end{document}",
]
SOLVED = ["nll-probe", "chicken", "beer-quiche", "stag-hunt", "inspection-game"]


def check(text):
    """What can be told of LaTeX without running it: braces, dollars and environments close, in order."""
    body = re.sub(r"\\\\", " ", re.sub(r"^%.*$", "", text, flags=re.MULTILINE))
    body = re.sub(r"\\[{}$&%#_]", "", body)
    assert "%" not in body
    assert "#" not in body
    assert body.count("$") % 2 == 0
    for pieces, wrong in ((body.split("$")[::2], "_^"), (body.split("$")[1::2], "\n")):
        for piece in pieces:
            display = re.sub(r"\\\[.*?\\\]|\\begin\{align\*\}.*?\\end\{align\*\}", "", piece, flags=re.DOTALL)
            assert not set(wrong) & set(display), piece
    waiting = []
    for found in re.finditer(r"\\(begin|end)\{([a-z*]+)\}|[{}]", body):
        if found[1] == "begin":
            waiting.append(found[2])
        elif found[1] == "end":
            assert waiting.pop() == found[2]
        elif found[0] == "{":
            waiting.append("{")
        else:
            assert waiting.pop() == "{"
    assert not waiting
    for table in re.findall(r"\\begin\{tabular\}\{((?:[lc]|p\{.*?\})+)\}(.*?)\\end\{tabular\}", text, re.DOTALL):
        columns = len(re.sub(r"p\{.*?\}+", "p", table[0]))
        rows = [row for row in table[1].split(r"\\") if "&" in re.sub(r"\\&", "", row) and "multicolumn" not in row]
        assert all(len(re.findall(r"(?<!\\)&", row)) == columns - 1 for row in rows)


# --- formulas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("-a*b", "-a b"),
        ("-(a*b)", "-a b"),
        ("a*(-b)", r"a \left(-b\right)"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a + (b - c)", "a + b - c"),
        ("a + (-b)", r"a + \left(-b\right)"),
        ("-a/b", r"-\frac{a}{b}"),
        ("a*2", r"a \cdot 2"),
        ("2/3*a", r"\frac{2}{3} a"),
        ("(a + b)**2", r"\left(a + b\right)^{2}"),
        ("(-a)**2", r"\left(-a\right)^{2}"),
        ("-a**2", "-a^{2}"),
        ("(a**2)**3", r"\left(a^{2}\right)^{3}"),
        ("gain*loss", r"\mathit{gain} \, \mathit{loss}"),
        ("min(a, sqrt(b), exp(-c))", r"\min\left(a, \sqrt{b}, \exp\left(-c\right)\right)"),
        ("alpha*kappa_1", r"\alpha \kappa_{1}"),
        ("0.25", "0.25"),
        ("-1/3", r"-\frac{1}{3}"),
    ],
)
def test_formulas(written, shown):
    assert formula(parse(written)) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("T > R > S > P", "T > R > S > P"),
        ("a < b > c", r"a < b \text{ and } b > c"),
        ("a <= 1 or b >= 2 and c != 3", r"a \leq 1 \text{ or } \left(b \geq 2 \text{ and } c \neq 3\right)"),
        ("(a < 1 or b < 1) and c == 0", r"\left(a < 1 \text{ or } b < 1\right) \text{ and } c = 0"),
        ("not a < 1", r"\text{not } \left(a < 1\right)"),
    ],
)
def test_conditions(written, shown):
    assert condition(parse_condition(written)) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("c_R", "c_{R}"),
        ("lambda", r"\lambda"),
        ("Sigma_US", r"\Sigma_{\mathit{US}}"),
        ("alpha2", r"\alpha_{2}"),
        ("x_1_2", "x_{1,2}"),
        ("Alpha", r"\mathit{Alpha}"),
    ],
)
def test_names(name, shown):
    assert symbol(name) == shown


LEAVES = st.one_of(
    st.sampled_from("abc").map(Name),
    st.fractions(min_value=-9, max_value=9, max_denominator=9).map(Number),
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negative, inner),
        st.builds(lambda x, n: Operation("**", x, Number(Fraction(n))), inner, st.integers(0, 3)),
    ),
    max_leaves=8,
)


def read_again(shown):
    """A formula of letters, numbers, quotients and powers, from LaTeX to the formula language."""
    text = re.sub(r"\^\{(\d+)\}", r"**\1", shown).replace(r"\left", "").replace(r"\right", "")
    while r"\frac" in text:
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    for sign in ("+", "-"):
        text = text.replace(f" {sign} ", sign)
    return parse(text.replace(r" \cdot ", "*").replace(" ", "*"))


@settings(max_examples=20, deadline=None)
@given(EXPRESSIONS)
def test_a_formula_reads_as_what_was_meant(x):
    home = ring(("a", "b", "c"))
    try:
        meant = home.value(x)
    except dt.FormulaError:
        return
    assert home.value(read_again(formula(x))) == meant


@settings(max_examples=10, deadline=None)
@given(st.text())
def test_any_text_is_harmless(text):
    check(escaped(text))


def test_values():
    assert value(2.5e-12) == r"2.5 \cdot 10^{-12}"
    assert value(ring(()).constant(Fraction(1, 2))) == r"\frac{1}{2}"


# --- games --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", dt.models().names)
def test_every_model_is_well_formed(name):
    check(write(dt.load(name)))


def test_odd_names_are_escaped():
    tree = dt.Tree(
        ODD,
        dt.Decision(ODD[0], {name: dt.Outcome(name, [0] * len(ODD)) for name in ODD}, information="$"),
        title=" ".join(ODD),
        summary=ODD[-1],
        sources={"&": "#"},
        parameters=[dt.Parameter("c_R", "100% of [it]", unit="$", base=1)],
    )
    check(write(tree))
    matrix = dt.Matrix(
        ["#", "&"], {"#": ODD, "&": ODD}, {(a, b): ["1/3", "c"] for a in ODD for b in ODD}, parameters="c"
    )
    check(write(matrix))


def test_the_first_line_says_what_pdflatex_cannot_set():
    game = dt.Tree(["북한"], dt.Decision("북한", {"자제": [0], "Probe": ["g"]}), parameters=["g"], title="Ω and Гд")
    for text in (dt.dumps(game, "tex"), dt.latex(game), dt.latex(dt.solve(game)), dt.latex(dt.solve(game)[0])):
        first, *rest = text.splitlines()
        assert first.startswith("% Compile with xelatex or lualatex, and a font that has these letters: ")
        assert "북" in first
        assert not any("fontenc" in line for line in rest)
    assert "fontspec" in dt.dumps(game, "tex")
    plain = dt.Tree(["Séoul"], dt.Decision("Séoul", {"x − y ≤ z": [0], "“Łódź” – €": ["g"]}), parameters=["g"])
    assert dt.dumps(plain, "tex").startswith("\\documentclass{article}\n\\usepackage[T1]{fontenc}\n")
    for text in (dt.latex(plain), dt.latex(dt.solve(plain))):
        assert "xelatex" not in text


def test_a_payoff_table():
    text = fragment(dt.load("chicken"))
    assert r"Cooperate & $(R, R)$ & $(S, T)$ \\" in text
    assert "$T > R > S > P$" in text
    assert r"\documentclass" not in text


def test_one_and_three_players():
    check(fragment(dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]})))
    text = fragment(dt.Matrix.from_arrays(*[[[[1, 2]] * 2] * 2] * 3))
    check(text)
    assert r"1 & 1 & 2 & $(2, 2, 2)$ \\" in text


def test_a_deep_tree_stays_on_the_page():
    node = dt.Outcome("end", [0])
    for _ in range(200):
        node = dt.Decision("A", {"Stop": [1], "Go": node})
    text = fragment(dt.Tree(["A"], node))
    check(text)
    assert max(float(found) for found in re.findall(r"hspace\*\{([\d.]+)em", text)) < 30
    assert "(move 200): end" in text


def test_what_is_too_large_is_refused():
    node = dt.Outcome("end", [0])
    for _ in range(12):
        node = dt.Decision("A", {"x": node, "y": node})
    with pytest.raises(ValueError, match=f"at most {MOST_NODES:,} nodes; this one has 8,191"):
        write(dt.Tree(["A"], node))
    with pytest.raises(ValueError, match="at most 5,000 cells"):
        write(dt.Matrix.from_arrays([[0] * 100] * 100, [[0] * 100] * 100))


# --- results ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOLVED)
def test_equilibria_are_well_formed(name):
    found = dt.solve(dt.load(name))
    check(dt.latex(found))
    assert dt.latex(found).count("\\item ") == len(found)


def test_a_proposition():
    text = dt.latex(dt.solve(dt.load("nll-probe")))
    check(text)
    assert "$e > l > 0$" in text
    assert r"Exists if and only if $c \leq \frac{e - l}{e + s}$." in text
    assert r"Every mixture of 2, 3 is an equilibrium as well, if $c = \frac{b}{b + k}$" in text


def test_a_game_of_numbers_says_nothing_of_existence():
    text = dt.latex(dt.solve(dt.load("chicken").base_case()))
    assert "Exists" not in text
    assert r"Cooperate $\frac{1}{2}$" in text


def test_what_assumptions_rest_on_is_told():
    assert "$T > R > S > P$, where $S = 2$." in dt.latex(dt.solve(dt.load("chicken").at(S=2)))


def test_an_incomplete_answer_says_so():
    from dataclasses import replace

    found = dt.solve(dt.load("chicken").base_case())
    partly = replace(found.promise, complete=False, why="only pure ones were looked for")
    text = dt.latex(replace(found, promise=partly))
    assert "The following are Nash equilibria" in text
    assert "There may be others: only pure ones were looked for." in text
    assert "No Nash equilibria" in dt.latex(replace(found, families=()))


def test_thresholds():
    text = dt.latex(dt.thresholds(dt.load("nll-probe"), "c"))
    check(text)
    assert r"\[ c = c_{R} = \frac{e - l}{e + s} = \frac{1}{2} \]" in text
    assert r"$[0, \frac{1}{2})$ & DPRK Probe; ROK Absorb \\" in text


def test_comparative_statics():
    text = dt.latex(dt.statics(dt.load("nll-probe"), "c"))
    check(text)
    assert r"\paragraph{DPRK Probe; ROK Absorb} $c \leq \frac{e - l}{e + s}$." in text
    assert r"probability of Escalation & $-$ \\" in text


def test_other_results_are_tables():
    check(dt.latex(dt.models()))
    assert "nll-probe & Gray-zone probe" in dt.latex(dt.models())


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="expected a game or a result, not str"):
        dt.latex("nll-probe")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@pytest.mark.parametrize("name", ["nll-probe", "chicken", "beer-quiche"])
def test_documents_compile(name, tmp_path):
    game = dt.load(name)
    added = f"{dt.latex(dt.solve(game))}\n\n\\end{{document}}"
    (tmp_path / "game.tex").write_text(write(game).replace(r"\end{document}", added), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "game.tex"], cwd=tmp_path, capture_output=True
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_conditions_that_the_time_does_not_suffice_to_simplify_are_told_as_they_are():
    late = "The time was up before all conditions were simplified"
    assert late in dt.latex(dt.solve(dt.load("nll-probe")), time_limit=0)
    assert late not in dt.latex(dt.solve(dt.load("nll-probe")))
