"""What a teacher reads of a class: scores, reasons, and nothing that a record could forge."""

import itertools

import pytest
from views import (
    BROKEN,
    HOSTILE,
    RECORD,
    RIGHT,
    STUB,
    as_shown,
    changed,
    class_text,
    effects,
    function_with,
    with_functions,
)

from autograder.reports.class_view import EXPLAINED_STUDENTS, MAX_ROWS


def test_who_has_notes_is_named_below_a_class():
    noted = [changed(RECORD, student=f"s{n}", notes=("a.rar was ignored",)) for n in range(7)]

    assert "notes" not in class_text(RECORD)
    assert "1 submission has notes" in class_text(RECORD, noted[0])
    assert "7 submissions have notes" in class_text(*noted)
    assert "s0, s1, s2, s3, s4 …." in class_text(*noted)


SHOWN_OF_A_CLASS = ["message", "call"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", SHOWN_OF_A_CLASS)
def test_nor_has_it_in_the_report_on_a_class(field, hostile):
    text = class_text(with_functions(function_with(field, f"before{hostile}after")))

    assert effects(text) == set()
    assert f"before{as_shown(hostile)}after" in text


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_nor_has_a_students_name(hostile):
    text = class_text(changed(RECORD, student=f"a{hostile}z"), width=200)

    assert effects(text) == set()
    assert text.count(f"a{as_shown(hostile)}z") == 2


def test_a_class_is_a_table_with_the_scores_of_each_function():
    lines = class_text(RECORD, changed(RECORD, student="bob", score=1800)).splitlines()

    assert lines[0].split() == ["student", "points", "%", "sgd", "accuracy", "softmax"]
    assert lines[1].split() == ["ada", "10.5", "58.3", "7", "✓", "0", "·", "3.5", "✗"]
    assert lines[2].split()[:3] == ["bob", "18", "100.0"]


def test_a_function_that_a_record_lacks_is_an_empty_cell():
    lines = class_text(RECORD, with_functions(RIGHT, student="bob")).splitlines()

    assert lines[2].split() == ["bob", "10.5", "58.3", "7", "✓"]


def test_a_score_that_the_grader_left_open_is_a_question_mark():
    fault = changed(STUB, status="grader_error")
    lines = class_text(with_functions(RIGHT, fault, status="grader_error")).splitlines()

    assert lines[1].split() == ["ada", "?", "?", "7", "✓", "?", "⚠"]


def test_the_names_of_a_class_may_be_long_and_the_scores_stay():
    record = changed(RECORD, student="a" * 300)
    cells = itertools.chain.from_iterable(
        line.split() for line in class_text(record).splitlines()[:3]
    )

    assert {"10.5", "58.3", "7", "✓", "0", "·", "3.5", "✗"} <= set(cells)


def test_a_small_class_is_told_why_points_were_lost():
    text = class_text(RECORD)

    assert "  softmax: lost 3.5 of 7\n" in text
    assert "each row sums to one:" in text
    assert BROKEN.counterexample.call in text
    assert BROKEN.counterexample.message in text
    assert "accuracy lost" not in text


def test_who_lost_nothing_is_not_explained():
    text = class_text(with_functions(RIGHT, STUB))

    assert len(text.splitlines()) == 2


def test_functions_with_one_cause_are_explained_together():
    stopped = {"status": "import_error", "message": "It stopped in line 3.", "score": 0}
    record = with_functions(changed(STUB, **stopped), changed(STUB, name="sgd", **stopped))
    text = class_text(record)

    assert "  accuracy, sgd: lost 8 of 8\n" in text
    assert text.count("It stopped in line 3.") == 1


def test_of_a_very_large_class_the_first_have_a_row_in_whatever_order_they_come():
    records = [changed(RECORD, student=f"student-{n:04}") for n in range(MAX_ROWS + 7)]
    text = class_text(*reversed(records))

    assert text == class_text(*records)
    rows = [line for line in text.splitlines() if line.startswith("student-") and "10.5" in line]
    assert [row.split()[0] for row in rows] == [r.student for r in records[:MAX_ROWS]]
    assert "… and 7 more students; grades.csv has all of them." in text


@pytest.mark.parametrize(("students", "left_out"), [(20, None), (21, "1 more"), (25, "5 more")])
def test_of_a_large_class_the_first_are_explained(students, left_out):
    assert EXPLAINED_STUDENTS == 20
    records = [changed(RECORD, student=f"student {number}") for number in range(students)]
    text = class_text(*records)

    assert text.count("softmax: lost") == 20
    assert "student 19\n  softmax: lost" in text
    assert left_out is None or left_out in text.splitlines()[-1]
    assert left_out is not None or " more " not in text


def test_an_empty_class_has_a_header_alone():
    assert class_text().split() == ["student", "points", "%"]
