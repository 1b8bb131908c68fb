"""Text of a student can't move the cursor, hide, turn around or become a formula."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reports.escape import for_csv, for_terminal

ANY_TEXT = st.text(st.characters(codec=None))
"""Lone surrogates, which file names may hold, included."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[2J", r"\x1b[2J", id="clear-the-screen"),
        pytest.param("\x1b]0;title\x07", r"\x1b]0;title\x07", id="set-the-title"),
        pytest.param("\x9b2J", r"\x9b2J", id="escape-of-one-byte"),
        pytest.param("right\rwrong", r"right\rwrong", id="carriage-return"),
        pytest.param("a\b\x7f", r"a\x08\x7f", id="backspace-and-delete"),
        pytest.param("a\0b", r"a\x00b", id="null"),
        pytest.param("a\vb\fc", r"a\x0bb\x0cc", id="vertical-tab-and-form-feed"),
        pytest.param("\u202egnp.exe", r"\u202egnp.exe", id="right-to-left-override"),
        pytest.param("\u2066a\u2069", r"\u2066a\u2069", id="isolates"),
        pytest.param("a\u200bb\u200d", r"a\u200bb\u200d", id="no-width"),
        pytest.param("\ufeffa", r"\ufeffa", id="byte-order-mark"),
        pytest.param("a\u2028b\u2029", r"a\u2028b\u2029", id="line-and-paragraph"),
        pytest.param("\x85", r"\x85", id="next-line"),
        pytest.param("\ue000", r"\ue000", id="private-use"),
        pytest.param("\udcff", r"\udcff", id="lone-surrogate"),
        pytest.param("\U000e0041", r"\U000e0041", id="tag-letter"),
        pytest.param("a\tb", "a       b", id="tab"),
    ],
)
def test_what_has_an_effect_on_a_terminal_is_written_as_an_escape(text, shown):
    assert for_terminal(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tensor([[0., 1.*]])",
        "a\nb\n",
        "Zoë Ångström",
        "模型",
        "✓ ≤ 1",
        "e\u0301",
        "👩",
        r"\x1b",
    ],
)
def test_readable_text_stays_as_it_is(text):
    assert for_terminal(text) == text


@given(ANY_TEXT)
def test_no_control_or_invisible_character_is_left(text):
    categories = {unicodedata.category(c) for c in for_terminal(text).replace("\n", "")}

    assert not categories & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_lines_stay_lines(text):
    assert for_terminal(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'        =1", id="tab"),
        pytest.param("\r=1", r"'\r=1", id="carriage-return"),
        pytest.param("ada\n=1", "ada =1", id="second-line"),
        pytest.param("ada=1", "ada=1", id="not-at-the-beginning"),
        pytest.param("Zoë", "Zoë", id="a-name"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_cell_is_one_line_and_no_formula(text, cell):
    assert for_csv(text) == cell


@given(ANY_TEXT | st.tuples(st.sampled_from("=+-@\t\r\n"), ANY_TEXT).map("".join))
def test_no_text_at_all_becomes_a_formula_or_a_second_line(text):
    cell = for_csv(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert len(cell.splitlines()) <= 1
