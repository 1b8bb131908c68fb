"""The report of a class says what its analysis found, and nobody's name writes into it."""

import json
import re

import msgspec
import pytest
from classes import analyse, class_of
from pages import MARKUP, RECORD, RIGHT, WRONG, Page, hostile

from autograder.classroom.class_record import ClassAnalysis
from autograder.classroom.figures import Estimate
from autograder.reports.class_report import (
    class_html,
    class_json,
    class_markdown,
    estimate_text,
    number_text,
    sentences,
)

RESULTS = list(class_of(30))
STUDENTS = [result.student for result in RESULTS]
ANALYSIS = analyse(RESULTS, [*STUDENTS, "Late 099"], missing=("seccomp",))


def named(student, *functions):
    return msgspec.structs.replace(RECORD, student=student, functions=functions)


def page_of(analysis, links=None) -> Page:
    return Page(class_html(analysis, links).decode())


def markdown_of(analysis) -> str:
    return class_markdown(analysis).decode()


PAGE = page_of(ANALYSIS, {student: f"feedback/{student[:3]}.html" for student in STUDENTS})


def test_what_a_reader_has_to_know_stands_before_any_figure():
    before = PAGE.words[: PAGE.words.index("29 students:")]

    assert "No sandbox: without seccomp" in before
    assert "The grader failed on 1 submission: Mária 030." in before
    assert "1 submission not graded yet: Late 099." in before
    assert "Nothing could be read of 1 submission: Alan 029. They count with 0 points." in before


def test_every_part_is_there():
    for heading in (
        *("What to teach again", "Scores", "Exercises", "Misconceptions", "Properties"),
        *("What fails together", "The same behaviour", "Students", "How this is computed"),
    ):
        assert heading in PAGE.words
    assert PAGE.headings[:1] == [1]
    assert set(PAGE.headings[1:]) == {2}
    assert "30 submissions, 26 exercises" in PAGE.words
    assert "That is no accusation" in PAGE.words


def test_every_link_leads_somewhere():
    targets = [href[1:] for href in PAGE.attributes("href") if href.startswith("#")]

    assert set(targets) <= set(PAGE.attributes("id"))
    assert "feedback/Ada.html" in PAGE.attributes("href")


def test_the_page_needs_nothing_and_runs_only_its_own_script():
    assert len(PAGE.all("script")) == 1
    assert PAGE.attributes("src") == PAGE.attributes("style") == []
    (policy,) = [m["content"] for m in PAGE.all("meta") if m.get("http-equiv")]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; "
        r"img-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )


def test_a_grader_error_has_no_score():
    (row,) = [line for line in markdown_of(ANALYSIS).splitlines() if line.startswith("| Mária 030")]

    assert row.split(" | ")[1:4] == ["\N{EN DASH}", "\N{EN DASH}", "0"]


def test_what_to_teach_is_a_sentence_with_the_mistake_and_its_reason():
    records = [named(f"s{i}", WRONG, RIGHT) for i in range(9)]
    (sentence,) = sentences(analyse(records, [r.student for r in records]))

    assert sentence == (
        "softmax: wrong in 9 of the 9 submissions in which it could be called. "
        "9 of them behave like code that E/E.sum(): "
        "forgets that a batch has rows. Most often broken, by 9: each row sums to one."
    )


def test_a_class_that_is_right_needs_no_word():
    assert sentences(analyse([named("ada", RIGHT)], ["ada"])) == [
        "No exercise was failed by so many that it needs a word to the whole class."
    ]


def test_exercises_that_a_third_left_out_are_not():
    tried = [msgspec.structs.replace(f, status="failed") for f in RECORD.functions]
    records = [named(f"s{i}", *(tried if i else RECORD.functions)) for i in range(3)]
    said = sentences(analyse(records, [r.student for r in records]))

    assert not any(sentence.startswith("Left out") for sentence in said)


def test_exercises_that_many_left_out_are_named():
    records = [named(f"s{i}", *([RIGHT] if i else RECORD.functions)) for i in range(3)]

    assert "Left out by more than a third of the class: accuracy, softmax." in sentences(
        analyse(records, [r.student for r in records])
    )


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (None, "\N{EN DASH}"),
        (Estimate(1.0), "1.00"),
        (Estimate(-0.5, -0.75, 0.001), "\N{MINUS SIGN}0.50 [\N{MINUS SIGN}0.75, 0.00]"),
    ],
)
def test_a_figure_is_written_with_its_interval(estimate, text):
    assert estimate_text(estimate) == text


def test_nothing_is_minus_zero():
    assert number_text(-0.001) == "0.00"


def test_json_is_read_back_as_the_same_analysis():
    assert msgspec.json.decode(class_json(ANALYSIS), type=ClassAnalysis) == ANALYSIS
    assert json.loads(class_json(ANALYSIS))["schema"] == "autograder/class/v1"


def test_the_markdown_has_the_same_figures():
    text = markdown_of(ANALYSIS)
    item = next(i for i in ANALYSIS.exercises if i.exercise == "softmax")

    assert (
        f"| softmax | {item.attempted} | {item.passed} | {estimate_text(item.difficulty)} |" in text
    )
    assert text.count("\n## ") == 5


def test_an_empty_class_has_a_report():
    empty = analyse([], ["ada"])

    assert "There are no scores yet." in page_of(empty).words
    assert "ada" in markdown_of(empty)


def test_without_names_there_are_none():
    hidden = analyse(RESULTS, STUDENTS, key=b"key")
    for text in (class_html(hidden), class_markdown(hidden), class_json(hidden)):
        assert not [student for student in STUDENTS if student.encode() in text]
    page = page_of(hidden)
    assert "Class report, without names" in page.words
    assert "a score alone can give somebody away" in page.words
    assert not [href for href in page.attributes("href") if href.startswith("feedback")]


def test_a_hostile_class_is_shown_as_the_text_that_it_is():
    analysis = analyse([hostile(MARKUP)], [MARKUP, "# heading\n[link](http://x)"])
    page = page_of(analysis)

    assert '<script>document.title = "hit"</script>' in page.text
    assert len(page.all("script")) == 1
    assert page.all("img") == page.all("iframe") == page.all("base") == []
    text = markdown_of(analysis)
    assert "<script" not in text.replace("\\<script", "")
    assert "\\[link\\]\\(http\\:\\/\\/x\\)" in text


def test_json_holds_any_text_that_a_record_can_hold():
    text = MARKUP.encode("utf-8", "replace").decode()

    assert (
        json.loads(class_json(analyse([hostile(text)], [text])))["students"][0]["student"] == text
    )


def test_a_class_of_long_names_is_still_a_short_report():
    analysis = analyse([hostile("x" * 1_000_000)], ["x" * 1_000_000])

    assert len(class_html(analysis)) < 300_000
