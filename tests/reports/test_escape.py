"""Text of a student can't move the cursor, hide, turn around or become a formula."""

import csv
import io
import subprocess
import unicodedata

import pytest
from hostile_texts import HOSTILE, Seen
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.reports.escape import (
    code_for_markdown,
    for_ci_log,
    for_ci_message,
    for_ci_property,
    for_csv,
    for_html,
    for_line,
    for_markdown,
    for_shell,
    for_terminal,
)

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


def hostile(test):
    """Runs a test on all hostile texts, and on any text at all."""
    for text in HOSTILE:
        test = example(text)(test)
    return given(ANY_TEXT | st.sampled_from(HOSTILE).flatmap(
        lambda text: ANY_TEXT.map(lambda more: more + text)))(test)  # fmt: skip


@hostile
def test_html_shows_the_text_and_nothing_else(text):
    seen = Seen(f'<td title="{for_html(text)}">{for_html(text)}</td>')
    assert seen.tags == ["td"]
    assert seen.attributes == [("title", for_terminal(text))]
    assert seen.text == for_terminal(text)


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@hostile
def test_markdown_shows_the_text_as_one_paragraph(text):
    seen = Seen(MARKDOWN.render(f"{for_markdown(text)}\n"))
    shown = for_line(text).strip()
    assert seen.tags == ["p"] * bool(shown)
    assert seen.text.rstrip("\n") == shown


@hostile
def test_markdown_shows_the_text_in_the_cell_of_a_table(text):
    document = f"| a | b |\n|---|---|\n| {for_markdown(text)} | end |\n"
    seen = Seen(MARKDOWN.render(document))
    assert seen.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert seen.text == f"\n\n\na\nb\n\n\n\n\n{for_line(text).strip()}\nend\n\n\n\n"


@hostile
def test_markdown_shows_lines_as_code(text):
    seen = Seen(MARKDOWN.render(f"{code_for_markdown(text)}\nend\n"))
    assert seen.tags == ["pre", "code", "p"]
    assert seen.text == f"{for_terminal(text)}\n\nend\n"


@hostile
def test_no_line_of_a_log_is_a_command(text):
    """As the runner of GitHub looks for them: `::` first in a line, `##[` anywhere."""
    for line in for_ci_log(text).split("\n"):
        assert not line.lstrip().startswith("::")
        assert not any(sign in line for sign in ("##[", "##vso[", "##teamcity["))


@hostile
def test_a_log_differs_from_the_text_by_backslashes_only(text):
    assert for_ci_log(text).replace("\\", "") == for_terminal(text).replace("\\", "")


def unescaped(text: str, signs: str) -> str:
    """As the runner reads a message or a property."""
    for sign in [*signs, "%"]:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


@hostile
def test_a_command_is_one_line_that_says_what_was_meant(text):
    command = f"::error file={for_ci_property(text)},line=1::{for_ci_message(text)}"
    assert len(command.splitlines()) == 1
    head, _, message = command.removeprefix("::").partition("::")
    file, line = head.removeprefix("error ").split(",")
    assert line == "line=1"
    assert unescaped(file.removeprefix("file="), "\r\n:,") == for_ci_log(text)
    assert unescaped(message, "\r\n") == for_ci_log(text)


@hostile
def test_a_row_of_csv_has_the_cells_that_were_written(text):
    stream = io.StringIO()
    csv.writer(stream).writerow(["ada", for_csv(text), "1"])
    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert rows == [["ada", for_csv(text), "1"]]


def read_by_bash(words):
    """The words that bash makes of these, as bytes."""
    command = f"printf '%s\\0' {' '.join(map(for_shell, words))}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    return done.stdout.split(b"\0")[:-1]


@settings(max_examples=30)
@given(st.lists(ANY_TEXT.filter(lambda text: "\0" not in text), min_size=1))
@example([text for text in HOSTILE if "\0" not in text])
@example(["plain", "my work", "it's", "-rf", "$(touch x)", "`x`;x", "a\nb", "é\u202e", "", "作业"])
def test_a_shell_reads_a_word_as_it_was(words):
    def as_bytes(text):
        return b"".join(
            c.encode("utf-8", "surrogateescape" if "\udc80" <= c <= "\udcff" else "surrogatepass")
            for c in text
        )

    assert read_by_bash(words) == list(map(as_bytes, words))
    assert all(for_shell(word).isprintable() for word in words)


@pytest.mark.parametrize("word", ["softmax", "eJxjYGBg-_", "exercises/a.py"])
def test_what_needs_no_quotes_for_a_shell_has_none(word):
    assert for_shell(word) == word
