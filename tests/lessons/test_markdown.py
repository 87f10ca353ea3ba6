"""Texts of lessons: what becomes of each part, that words stay words, and where slips are told."""

import contextlib
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.lessons.markdown import LONGEST_TEXT, MarkdownError, blocks, plain


def kinds(text):
    return [(span.kind, span.text) for block in blocks(text) for line in block.lines for span in line]


def test_spans_and_blocks():
    found = blocks(
        "One *two*\n**three** `a*b`.\n\n- item\n  goes on\n- [site](https://example.org/a?b=1)\n\n1. first\n2. second"
    )
    assert [block.as_json() for block in found] == [
        {"p": [[["plain", "One "], ["em", "two"], ["plain", " "], ["strong", "three"], ["plain", " "], ["code", "a*b"],
                ["plain", "."]]]},
        {"ul": [[["plain", "item goes on"]], [["link", "site", "https://example.org/a?b=1"]]]},
        {"ol": [[["plain", "first"]], [["plain", "second"]]]},
    ]  # fmt: skip
    assert plain(found).splitlines()[0] == "One two three a*b."


def test_numbers_are_computed():
    values = {"c": Fraction(3, 10), "E": Fraction(10)}
    [block] = blocks("It costs {= (1 - c)*E} in *all*, or {=E/3}.", values)
    assert block.as_json() == {"p": [[["plain", "It costs 7 in "], ["em", "all"], ["plain", ", or 10/3."]]]}


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("It costs {= (1 - q)*E}.", 18, "'q' is no letter or definition"),
        ("It costs {= 1 -}.", 0, ""),
        ("It costs {= 1", 10, "no '}' closes it"),
        ("It costs {= 1/0}.", 0, "zero"),
        ("It costs {= __import__('os')}.", 0, ""),
        ("It costs {= 9**9**9**9}.", 0, ""),
    ],
)
def test_numbers_that_cannot_be_computed_are_told(text, column, said):
    with pytest.raises(MarkdownError) as caught:
        blocks(text, {"c": Fraction(1), "E": Fraction(2)})
    assert said in str(caught.value)
    assert caught.value.column == column or (column == 0 and caught.value.column > 11)


@pytest.mark.parametrize("text", ["2 * 3 * 4", "a < b and c > d", "[not a link]", "x<3", "5 & 6", "10. "])
def test_signs_that_mean_nothing_are_words(text):
    assert kinds(text) == [("plain", text.strip())]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("a **b", 3, "no '**' closes it"),
        ("one\n\ntwo `code", 10, "no '`' closes it"),
        ("****", 1, "nothing stands in it"),
        ("# Head", 1, "no headings"),
        ("see ![x](https://a.b)", 5, "no pictures"),
        ("x <script>alert(1)</script>", 3, "no tags"),
        ("[x](javascript:alert)", 5, "begins with https://"),
        ("[x](data:text/html,a)", 5, "begins with https://"),
        ("- [x](//evil.example)", 7, "begins with https://"),
    ],
)
def test_slips_are_told_where_they_are(text, column, said):
    with pytest.raises(MarkdownError) as caught:
        blocks(text)
    assert said in str(caught.value)
    assert caught.value.column == column


@given(st.text(alphabet="a *`[]()<!#\n-1.&\"'", max_size=80))
def test_no_word_is_lost_and_none_is_added(text):
    with contextlib.suppress(MarkdownError):
        hold_its_words(text)


def hold_its_words(text):
    found = blocks(text)
    words = "".join(span.text + span.address for block in found for line in block.lines for span in line)
    assert words.count("a") == text.count("a")
    assert words.count("<") == text.count("<")


def test_a_hostile_text_is_read_in_time_that_grows_with_its_length():
    began = time.process_time()
    for part in ("[", "*a", "`", "**", "[a](", "<", "- \n", "* "):
        with contextlib.suppress(MarkdownError):
            blocks((part * LONGEST_TEXT)[:LONGEST_TEXT])
    assert time.process_time() - began < 2
    with pytest.raises(MarkdownError, match="at most 20,000 characters"):
        blocks("a" * (LONGEST_TEXT + 1))
