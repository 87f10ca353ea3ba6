import itertools
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
from deterrence.formats.tex import breakable, condition, escaped, formula, symbol
from deterrence.formats.tex_table import fitted_table
from deterrence.formats.tex_width import width
from deterrence.formats.tikz import tikz
from deterrence.formats.tikz_columns import Columns
from deterrence.formats.tree_layout import TreeLayout
from deterrence.report.tex_values import value

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
    for table in re.findall(
        r"\\begin\{tabular\}\{(?:@\{\})?((?:[lc]|p\{.*?\})+)(?:@\{\})?\}(.*?)\\end\{tabular\}", text, re.S
    ):
        columns = len(re.sub(r"p\{.*?\}+", "p", table[0]))
        rows = re.split(r"\\\\|\\tabularnewline", table[1])
        rows = [row for row in rows if "&" in re.sub(r"\\&", "", row) and "multicolumn" not in row]
        assert all(len(re.findall(r"(?<!\\)&", row)) == columns - 1 for row in rows)


# --- formulas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("-a*b", "-a b"),
        ("-(a*b)", "-a b"),
        ("a*(-b)", "a (-b)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + (b - c)", "a + b - c"),
        ("a + (-b)", "a + (-b)"),
        ("-a/b", r"-\frac{a}{b}"),
        ("a*2", r"a \cdot 2"),
        ("2/3*a", r"\frac{2}{3} a"),
        ("(a + b)**2", "(a + b)^{2}"),
        ("(-a)**2", "(-a)^{2}"),
        ("-a**2", "-a^{2}"),
        ("(a**2)**3", "(a^{2})^{3}"),
        ("gain*loss", r"\mathit{gain} \, \mathit{loss}"),
        ("min(a, sqrt(b), exp(-c))", r"\min\left(a, \sqrt{b}, \exp(-c)\right)"),
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
        ("a <= 1 or b >= 2 and c != 3", r"a \leq 1 \text{ or } (b \geq 2 \text{ and } c \neq 3)"),
        ("(a < 1 or b < 1) and c == 0", r"(a < 1 \text{ or } b < 1) \text{ and } c = 0"),
        ("not a < 1", r"\text{not } (a < 1)"),
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
    assert r"Cooperate & $(R$, $R)$ & $(S$, $T)$ \\" in text
    assert "$T > R > S > P$" in text
    assert r"\documentclass" not in text


def test_one_and_three_players():
    check(fragment(dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]})))
    text = fragment(dt.Matrix.from_arrays(*[[[[1, 2]] * 2] * 2] * 3))
    check(text)
    assert r"1 & 1 & 2 & $(2$, $2$, $2)$ \tabularnewline" in text


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
def test_a_proposition_has_an_item_a_path_and_a_remark_with_the_rest(name):
    found = dt.solve(dt.load(name))
    text = dt.latex(found)
    check(text)
    said, _, rest = text.partition(r"\end{proposition}")
    assert rf"\label{{prop:{name}}}" in said
    paths = found.by_path()
    wide = [row for row in paths if row.is_generic]
    assert said.count("\\item ") == len(wide)
    assert rest.count("\\item[") >= len(paths) - len(wide)


def test_a_proposition():
    said, _, rest = dt.latex(dt.solve(dt.load("nll-probe"))).partition(r"\end{proposition}")
    assert "$e > l > 0$" in said
    assert r"\textbf{DPRK Probe, ROK Absorb} if and only if $c \leq \frac{e - l}{e + s}$." in said
    aligned = r"\[\begin{aligned} c &\geq \frac{b}{b + k} \\ c &\geq \frac{e - l}{e + s} \end{aligned}\]"
    assert rf"\textbf{{DPRK Refrain}} if and only if{aligned}" in said
    # What Seoul would do is off the path, and equilibria at ties are no part of the proposition.
    assert "ROK Respond, if" not in said
    assert "(2a) DPRK Refrain; ROK Respond, if" in rest
    assert "mixes" not in said
    assert r"Every mixture of 2a and 3 is an equilibrium as well if $c = \frac{b}{b + k}$" in rest


def test_some_equilibria_and_refined_ones():
    found = dt.solve(dt.load("beer-quiche"))
    text = dt.latex(found.generic)
    check(text)
    assert text.count("\\item ") == len(found.generic) < len(found)
    assert r"that pass the refinement \emph{intuitive}" in dt.latex(dt.refine(found, "intuitive"))


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
    assert r"$[0, \frac{1}{2})$ & DPRK Probe; ROK Absorb \tabularnewline" in text


def test_comparative_statics():
    text = dt.latex(dt.statics(dt.load("nll-probe"), "c"))
    check(text)
    assert r"\paragraph{DPRK Probe; ROK Absorb} $c \leq \frac{e - l}{e + s}$." in text
    assert r"probability of Escalation & $-$ \tabularnewline" in text


def test_claims_say_what_became_of_them():
    text = dt.latex(dt.check(dt.load("nll-probe")))
    check(text)
    assert "\\emph{proved}" in text
    assert re.search(r"emph\{refuted as expected\}, as at \$c = ", text)


def test_regions_are_their_curves():
    text = dt.latex(dt.regions(dt.load("nll-probe"), "c", "k"))
    check(text)
    assert r"\item $c = c_{D} = \frac{6}{k + 6}$" in text
    assert r"$c = \frac{3}{4}$, $k = 3$ & DPRK Refrain; ROK Respond" in text


def test_a_tree_is_drawn():
    text = fragment(dt.load("beer-quiche"))
    assert text.count(r"\draw[dashed]") == 2  # the receiver's two information sets
    assert text.count("circle (1.2)") == 8  # ends of play
    assert r"{Sender (Strong) ($p$)}" in text
    assert "Quiche and a fight" in text
    assert "hspace" not in text


def test_a_rule_for_ties_is_said_below_the_tree():
    root = dt.Decision("A", {"Grant": [1], "Fight": ["x"]}, when_indifferent="Grant")
    assert "Where indifferent, A chooses \\textit{Grant}." in fragment(dt.Tree(["A"], root, parameters=["x"]))


def test_ends_whose_payoffs_have_no_room_are_numbered():
    text = fragment(dt.load("red-line"))
    assert len(re.findall(r"\\node\[right\] at \([\d.,-]+\) \{\d+\};", text)) == 12
    assert r"2 & Line enforced & $(-w_{R}$, $-k)$ \tabularnewline" in text


def boxes(picture):
    """Where the texts of a picture stand, by the widths that are estimated: left, right, bottom, top."""
    written = re.compile(r"\\node\[(right|left|above right|below left)[^]]*\] at \(([-\d.]+),([-\d.]+)\) \{(.*)\};")
    for found in filter(None, map(written.match, picture)):
        lines = found[4].split(r"\\")
        wide, high, (x, y) = 0.8 * max(map(width, lines)), 9.5 * len(lines), (float(found[2]), float(found[3]))
        down = {"above right": 0, "below left": high}.get(found[1], high / 2)
        left = x - wide if "left" in found[1] else x
        yield left, left + wide, y - down, y - down + high, found[4]


@pytest.mark.parametrize("name", [*dt.models().names])
def test_texts_of_a_drawn_tree_stand_apart(name):
    game = dt.load(name)
    if not isinstance(game, dt.Tree) or not (blocks := tikz(game)):
        return
    placed = list(boxes(blocks[0]))
    assert len(placed) >= sum(1 for line in blocks[0] if line.startswith(r"\node")) > 1
    for one, other in itertools.combinations(placed, 2):
        across = min(one[1], other[1]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[2], other[2])
        assert min(across, down) < 0.1, (one, other)  # places are rounded


@pytest.mark.parametrize("name", ["mutual-deterrence-incomplete", "sinking-costs", "tying-hands", "tripartite-crisis"])
def test_a_tree_of_many_ends_is_legible(name):
    """In points of the page: no text is smaller than 0.85 of a footnote, upright or turned on its side."""
    columns = Columns.of(TreeLayout.of(dt.load(name)))
    across, down = (490, 345) if columns.turned else (345, 490)
    assert 0.85 * columns.wide <= across
    assert 0.85 * columns.high <= down
    assert any(r"\rotatebox{90}" in line for line in tikz(dt.load(name))[0]) == columns.turned


def test_a_tree_that_no_page_holds_at_a_legible_size_is_a_list():
    node = dt.Outcome("end", [0])
    for _ in range(25):
        node = dt.Decision("A", {"Stop": [1], "Go": node})
    text = fragment(dt.Tree(["A"], node))
    assert "tikzpicture" not in text
    assert r"\textit{Go}: \textbf{A}" in text


def test_widths_are_not_underestimated():
    """Against widths in points of Computer Modern at ten points, measured with TeX."""
    measured = {
        "Escalation": 45.2,
        "DPRK Refrain": 65.0,
        "$c (b + k)$": 34.1,
        r"$\frac{e - l}{e + s}$": 16.1,
        "Status quo (probed after a clear line)": 163.2,
        r"$w_{R} - \alpha \leq 3$": 50.7,
        r"\textbf{Washington}": 59.4,
    }
    for text, wide in measured.items():
        assert wide <= width(text) <= 1.6 * wide, text


def test_long_formulas_can_be_broken():
    long = " + ".join(f"{a}*{b}" for a in "abcdefg" for b in "hijklmn")
    short = breakable(parse("a/(b + c)"))
    assert short == r"\frac{a}{b + c}"
    assert breakable(parse(f"({long})/(a*b)")).endswith(")/(a b)")
    assert breakable(parse("a/b/c - (a - b)/c**2")) == r"\frac{\frac{a}{b}}{c} - \frac{a - b}{c^{2}}"
    assert formula(parse("a/b/c - (a - b)/c**2 - a/(b*c)"), flat=True) == "a/b/c - (a - b)/c^{2} - a/(b c)"


def test_a_table_of_few_rows_that_are_long_may_break_over_pages():
    many = [["1", "word " * 200]] * 6
    assert r"\begin{longtable}" in "\n".join(fitted_table(["", "What"], many))
    assert r"\begin{tabular}" in "\n".join(fitted_table(["", "What"], many[:1]))


def test_other_results_are_tables():
    text = dt.latex(dt.models())
    assert r"\begin{longtable}" in text  # it is longer than a page
    assert r"\raggedright nll-probe & " in text


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="expected a game or a result, not str"):
        dt.latex("nll-probe")


NEEDS_TEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex with TikZ and booktabs")


def compiled(text, where):
    """Compile a document: by how many points its lines and pages run into the margin."""
    (where / "game.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "game.tex"]
    done = subprocess.run(command, cwd=where, capture_output=True)
    log = done.stdout.decode("latin-1")
    assert done.returncode == 0, log[-2000:]
    return [float(found) for found in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", log)]


def document(game):
    """A game with what is asked of it, as far as that is had in a minute each."""
    asked = [dt.latex(dt.solve(game, time_limit=60)), dt.latex(dt.check(game, time_limit=60))]
    if game.letters:
        asked.append(dt.latex(dt.thresholds(game, game.commitment or next(iter(game.letters)), time_limit=60)))
        asked.append(dt.latex(dt.statics(game, at={}, time_limit=10)))
    if len(game.letters) > 1:
        asked.append(dt.latex(dt.regions(game, *list(game.letters)[:2], time_limit=60)))
    return write(game).replace(r"\end{document}", "\n\n".join([*asked, r"\end{document}"]))


@NEEDS_TEX
@pytest.mark.slow
@pytest.mark.parametrize("name", dt.models().names)
def test_all_latex_of_the_library_compiles_with_nothing_in_the_margin(name, tmp_path):
    assert [wide for wide in compiled(document(dt.load(name)), tmp_path) if wide > 2] == []


@NEEDS_TEX
@pytest.mark.parametrize("depth", [4, 5])
def test_a_tree_of_many_ends_stays_on_the_page(depth, tmp_path):
    node = dt.Outcome("end", [0])
    for _ in range(depth):
        node = dt.Decision(
            "Washington",
            {"Stand by the ally": node, "Leave": node},
        )
    assert compiled(write(dt.Tree(["Washington"], node)), tmp_path) == []


@NEEDS_TEX
def test_a_document_compiles(tmp_path):
    assert [wide for wide in compiled(document(dt.load("nll-probe")), tmp_path) if wide > 2] == []


def test_conditions_that_the_time_does_not_suffice_to_simplify_are_told_as_they_are():
    late = "The time was up before all conditions were simplified"
    assert late in dt.latex(dt.solve(dt.load("nll-probe")), time_limit=0)
    assert late not in dt.latex(dt.solve(dt.load("nll-probe")))
