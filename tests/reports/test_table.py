"""`grades.csv` is what any reader of CSV makes of it."""

import csv
import io

import msgspec
import pytest

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.table import grades_csv

SOFTMAX = FunctionResult("softmax", "softmax_regression", "passed", 700, 700, ())
ACCURACY = FunctionResult("accuracy", "softmax_regression", "failed", 125, 400, ())
RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=825,
    max_score=1100,
    stretch=0,
    max_stretch=0,
    functions=(SOFTMAX, ACCURACY),
)


def ada(**changes):
    return msgspec.structs.replace(RECORD, **changes)


def rows(*records):
    """The cells as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(grades_csv(records).decode("utf-8"), newline="")))


def test_a_header_and_a_row_for_each_student():
    assert rows(RECORD, ada(student="bob", score=0, functions=())) == [
        ["student", "total", "percent", "status", "softmax", "accuracy"],
        ["ada", "8.25", "75.0", "graded", "7", "1.25"],
        ["bob", "0", "0.0", "graded", "", ""],
    ]


def test_the_rows_keep_the_order_of_the_records():
    students = ["zoe", "ada", "Bob"]

    assert [row[0] for row in rows(*(ada(student=s) for s in students))[1:]] == students


def test_no_records_give_a_header_alone():
    assert grades_csv([]) == b"student,total,percent,status\n"


def test_every_function_of_any_record_has_one_column():
    first, second = ada(functions=(SOFTMAX,)), ada(functions=(ACCURACY, SOFTMAX))
    header, *cells = rows(first, second)

    assert header[4:] == ["softmax", "accuracy"]
    assert [row[4:] for row in cells] == [["7", ""], ["7", "1.25"]]


def test_a_fault_of_the_grader_is_an_empty_cell_and_no_zero():
    faulty = msgspec.structs.replace(ACCURACY, status="grader_error", score=0)
    record = ada(status="grader_error", functions=(SOFTMAX, faulty))

    assert rows(record)[1] == ["ada", "", "", "grader_error", "7", ""]


def test_an_unreadable_submission_has_a_score_of_zero():
    record = ada(status="unreadable", score=0, functions=())

    assert rows(record)[1] == ["ada", "0", "0.0", "unreadable"]


@pytest.mark.parametrize(
    ("student", "cell"),
    [
        pytest.param("=HYPERLINK(A1)", "'=HYPERLINK(A1)", id="formula"),
        pytest.param('a,b"c', 'a,b"c', id="comma-and-quote"),
        pytest.param("ada\nbob,23,100.0", "ada bob,23,100.0", id="second-row"),
        pytest.param("ada\r\nbob", "ada\\r bob", id="second-row-as-on-windows"),
        pytest.param("\x1b[2J", "\\x1b[2J", id="terminal-escape"),
        pytest.param("\u202eada", "\\u202eada", id="right-to-left-override"),
        pytest.param("\udcff", "\\udcff", id="lone-surrogate"),
        pytest.param("Zoë 模型", "Zoë 模型", id="letters-of-any-script"),
        pytest.param("a" * 100_000, "a" * 100_000, id="long"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_name_is_one_harmless_cell(student, cell):
    table = rows(ada(student=student), ada(student="after"))

    assert [row[0] for row in table] == ["student", cell, "after"]
    assert {len(row) for row in table} == {6}
