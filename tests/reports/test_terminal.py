"""What students and teachers read: all of the record, and nothing that it could forge."""

import io
import itertools
import unicodedata

import msgspec
import pytest
from rich.console import Console

from autograder.records import (
    Counterexample,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)
from autograder.reports.terminal import (
    EXPLAINED_STUDENTS,
    MAX_ROWS,
    show_class,
    show_submission,
)

PASSED = PropertyResult(
    id="entries",
    title="each entry lies between 0 and 1",
    kind="core",
    status="passed",
    points=350,
    max_points=350,
    examples=100,
)
BROKEN = PropertyResult(
    id="rows-sum-to-one",
    title="each row sums to one",
    kind="core",
    status="failed",
    points=0,
    max_points=350,
    examples=100,
    counterexample=Counterexample(
        call="softmax(tensor([[0., 1.]]))",
        got="tensor([[0.5*],\n        [0.5 ]])",
        expected="tensor([[0.2689],\n        [0.7311]])",
        message="The sum of each row is 2 instead of 1 at row 0.",
        replay="eJxjYGBg",
    ),
)
BADGE = PropertyResult(
    id="stable",
    title="large logits do not overflow",
    kind="stretch",
    status="passed",
    points=0,
    max_points=0,
    examples=100,
)
RIGHT = FunctionResult("sgd", "linear_regression", "passed", 700, 700, (PASSED,))
WRONG = FunctionResult("softmax", "softmax_regression", "failed", 350, 700, (PASSED, BROKEN))
STUB = FunctionResult(
    "accuracy",
    "softmax_regression",
    "not_attempted",
    0,
    400,
    (msgspec.structs.replace(PASSED, status="not_reached", points=0),),
    message="The function is still to be written.",
)
RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=1050,
    max_score=1800,
    stretch=0,
    max_stretch=0,
    functions=(RIGHT, STUB, WRONG),
)


def changed(record, **changes):
    return msgspec.structs.replace(record, **changes)


def with_functions(*functions, **changes):
    return changed(RECORD, functions=functions, **changes)


def printed(show, what, *, width=80, soft_wrap=True, **options):
    """The plain text that a console of this width gets."""
    console = Console(
        file=io.StringIO(),
        width=width,
        soft_wrap=soft_wrap,
        markup=False,
        emoji=False,
        highlight=False,
        color_system=None,
    )
    show(what, console, **options)
    return console.file.getvalue()


def submission_text(record, **options):
    return printed(show_submission, record, **options)


def class_text(*records, **options):
    return printed(show_class, records, **options)


def line_with(text, part):
    """The only line that holds this part."""
    (line,) = (line for line in text.splitlines() if part in line)
    return line


def test_each_function_has_a_line_below_its_module():
    lines = submission_text(RECORD).splitlines()
    starts = [line.split()[:2] for line in lines if line.startswith(("  ✓", "  ✗", "  ·"))]

    assert lines[0] == "linear_regression.py"
    assert lines.count("softmax_regression.py") == 1
    assert starts == [["✓", "sgd"], ["·", "accuracy"], ["✗", "softmax"]]


@pytest.mark.parametrize(
    ("function", "symbol", "words"),
    [
        pytest.param(RIGHT, "✓", "7 / 7", id="passed"),
        pytest.param(WRONG, "✗", "3.5 / 7  1 of 2 properties fail", id="failed"),
        pytest.param(STUB, "·", "0 / 4  not attempted", id="not-attempted"),
        pytest.param(changed(STUB, status="missing"), "?", "0 / 4  missing", id="missing"),
        pytest.param(changed(STUB, status="import_error"), "!", "does not run", id="import-error"),
        pytest.param(changed(WRONG, status="timeout"), "⏱", "takes too long", id="timeout"),
        pytest.param(changed(WRONG, status="crashed"), "!", "ends the process", id="crashed"),
        pytest.param(changed(WRONG, status="forbidden"), "✗", "is to replace", id="forbidden"),
        pytest.param(
            changed(STUB, status="grader_error"), "⚠", "fault of the grader", id="grader-error"
        ),
    ],
)
def test_the_line_of_a_function_tells_its_status(function, symbol, words):
    line = line_with(submission_text(with_functions(function)), f" {function.name}    ")

    assert line.split()[0] == symbol
    assert words in line


@pytest.mark.parametrize(
    ("function", "step"),
    [
        pytest.param(WRONG, "change softmax in softmax_regression.py", id="failed"),
        pytest.param(STUB, "write accuracy in softmax_regression.py", id="not-attempted"),
        pytest.param(
            changed(STUB, status="missing"),
            "put the function into softmax_regression.py",
            id="missing",
        ),
        pytest.param(
            changed(STUB, status="import_error"),
            "mend what stops softmax_regression.py",
            id="import-error",
        ),
    ],
)
def test_the_last_line_tells_what_to_do_next(function, step):
    last = submission_text(with_functions(function)).splitlines()[-1]

    assert last == f"Next: {step}, then run  autograder check --only {function.name}"


def test_an_attempted_function_is_explained_before_one_that_was_not():
    text = submission_text(RECORD)

    assert "each row sums to one" in text
    assert STUB.message not in text
    assert "change softmax in softmax_regression.py" in text
    assert "autograder check --only softmax" in text


def test_a_mistake_is_explained_before_a_file_that_is_missing():
    gone = changed(STUB, status="missing", message="There is no linear_regression.py.")
    broken = changed(STUB, name="softmax", status="import_error", message="It stopped in line 3.")

    assert "Next: change softmax" in submission_text(with_functions(gone, STUB, WRONG))
    assert "Next: mend what stops" in submission_text(with_functions(gone, STUB, broken))
    assert "Next: put the function into" in submission_text(with_functions(STUB, gone))


def test_what_stops_a_file_is_explained_once_and_not_for_each_of_its_functions():
    broken = changed(STUB, status="import_error", message="It stopped in line 3.")
    record = with_functions(broken, changed(broken, name="softmax"))

    assert submission_text(record, show_all=True).count(broken.message) == 1


def test_only_the_first_function_that_needs_work_is_explained():
    other = changed(WRONG, name="cross_entropy", message="Explained for the second function.")
    record = with_functions(WRONG, other)

    assert other.message not in submission_text(record)
    assert other.message in submission_text(record, show_all=True)


def test_only_the_first_counterexample_is_shown_unless_all_are_asked_for():
    second = changed(BROKEN.counterexample, call="softmax(tensor([[8.]]))", got="tensor([[2.]])")
    function = changed(WRONG, properties=(BROKEN, changed(BROKEN, counterexample=second)))

    assert second.call not in submission_text(with_functions(function))
    assert second.call in submission_text(with_functions(function), show_all=True)


def test_a_counterexample_is_not_repeated_for_another_property():
    second = changed(BROKEN.counterexample, call="softmax(tensor([[8.]]))")
    again = changed(BROKEN, title="another property", counterexample=second)
    text = submission_text(
        with_functions(changed(WRONG, properties=(BROKEN, again))), show_all=True
    )

    assert "another property" in text
    assert "the same reason as above" in text
    assert text.count(BROKEN.counterexample.message) == 1


def test_a_stub_comes_next_when_all_else_is_right():
    text = submission_text(with_functions(RIGHT, STUB))

    assert STUB.message in text
    assert "write accuracy in softmax_regression.py" in text


def test_nothing_is_left_to_do_when_everything_is_right():
    text = submission_text(with_functions(RIGHT, score=700, max_score=700))

    assert text.endswith("7 of 7 points\nEverything is right.\n")


def test_a_fault_of_the_grader_is_not_called_the_students_work():
    fault = changed(STUB, status="grader_error", message="The zygote has ended.")
    text = submission_text(with_functions(fault, status="grader_error"))

    assert fault.message in text
    assert "your work is not the cause" in text
    assert "change accuracy" not in text


def test_a_counterexample_has_its_call_result_expectation_and_reason():
    lines = [line.strip() for line in submission_text(RECORD).splitlines()]
    start = lines.index("softmax(tensor([[0., 1.]]))")

    assert lines[start + 1 : start + 6] == [
        "got       tensor([[0.5*],",
        "[0.5 ]])",
        "expected  tensor([[0.2689],",
        "[0.7311]])",
        "The sum of each row is 2 instead of 1 at row 0.",
    ]


def test_the_rows_of_a_tensor_stand_below_each_other():
    lines = submission_text(RECORD).splitlines()
    first = next(line for line in lines if "[[0.5*]" in line)
    second = next(line for line in lines if "[0.5 ]" in line)

    assert first.index("[0.5*]") == second.index("[0.5 ]")


def test_what_a_lost_property_costs_stands_beside_it():
    text = submission_text(RECORD)

    assert line_with(text, "each row sums to one").endswith("-3.5")
    assert line_with(text, "each entry lies").endswith("each entry lies between 0 and 1")


def test_a_property_that_was_not_reached_is_said_to_be_not_tried():
    skipped = changed(PASSED, status="not_reached", title="gradients flow")
    text = submission_text(
        with_functions(changed(WRONG, status="timeout", properties=(BROKEN, skipped)))
    )

    assert "not tried any more" in line_with(text, "gradients flow")


def test_badges_are_counted_and_cost_nothing():
    missed = changed(BADGE, status="failed", title="a badge that was missed")
    function = changed(WRONG, properties=(BROKEN, BADGE, BADGE, missed))
    text = submission_text(with_functions(function, stretch=2, max_stretch=3))

    assert line_with(text, " softmax    ").endswith("1 of 1 properties fail  ★★☆")
    assert "2 of 3 badges" in text
    assert "no points" in line_with(text, "a badge that was missed")


def test_a_function_that_was_not_called_has_lost_no_badges():
    skipped = changed(BADGE, status="not_reached")
    text = submission_text(
        with_functions(changed(STUB, properties=(*STUB.properties, skipped)), max_stretch=1)
    )

    assert "☆" not in text
    assert BADGE.title not in text


def test_differing_cells_stand_out():
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    show_submission(RECORD, console)

    assert "\x1b[1;31m0.5*\x1b[0m]," in console.file.getvalue()


def test_what_the_function_printed_is_shown():
    text = submission_text(with_functions(changed(WRONG, output="here\nthere\n")))

    assert "It printed:\n      here\n      there\n" in text


def test_of_long_prints_the_first_lines_are_shown():
    function = changed(WRONG, output="".join(f"line {n}\n" for n in range(100)))
    text = submission_text(with_functions(function))

    assert "line 5\n" in text
    assert "line 6" not in text
    assert "… 94 more lines; --all shows them" in text
    assert "line 99" in submission_text(with_functions(function), show_all=True)


def test_the_command_of_a_replay_is_the_one_that_is_given():
    text = submission_text(RECORD, show_all=True, replay="run {token} there")

    assert line_with(text, "eJxjYGBg").strip() == "run eJxjYGBg there"


def test_who_has_notes_is_named_below_a_class():
    noted = [changed(RECORD, student=f"s{n}", notes=("a.rar was ignored",)) for n in range(7)]

    assert "notes" not in class_text(RECORD)
    assert "1 submission has notes" in class_text(RECORD, noted[0])
    assert "7 submissions have notes" in class_text(*noted)
    assert "s0, s1, s2, s3, s4 …." in class_text(*noted)


HOSTILE = {
    "clear-the-screen": "\x1b[2J\x1b[H",
    "set-the-title": "\x1b]0;owned\x07",
    "escape-of-one-byte": "\x9b2J",
    "carriage-return": "wrong\rright",
    "backspaces": "wrong\b\b\b\b\bright",
    "right-to-left": "\u202eabc\u2066",
    "no-width": "a\u200bb\ufeff",
    "other-line-ends": "a\u2028b\u2029c\x85d\ve\ff",
    "null": "a\0b",
    "surrogate": "a\udcffb",
    "markup": "[bold red]a[/bold red] [link=http://x]b[/link] :smile:",
    "unbalanced-markup": "[/]",
}


def function_with(field, text):
    """A failed function with this text in one of the fields that come from a student."""
    if field in ("message", "output"):
        return changed(WRONG, **{field: text})
    counterexample = changed(BROKEN.counterexample, **{field: text})
    return changed(WRONG, properties=(changed(BROKEN, counterexample=counterexample),))


FIELDS = ["message", "output", "call", "got", "expected"]
SHOWN_OF_A_CLASS = ["message", "call"]


def effects(text):
    """The characters that do something to a terminal instead of being seen."""
    return {
        c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }


def as_shown(text):
    return "".join(
        c.encode("unicode_escape", "surrogatepass").decode() if effects(c) else c for c in text
    )


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", FIELDS)
def test_no_text_of_a_student_has_an_effect_on_the_terminal(field, hostile):
    text = submission_text(with_functions(function_with(field, f"before{hostile}after")))

    assert effects(text) == set()
    assert f"before{as_shown(hostile)}after" in text


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


@pytest.mark.parametrize("field", FIELDS)
def test_lines_of_a_student_cannot_pass_for_lines_of_the_report(field):
    forged = "\n\n23 of 23 points\nEverything is right."
    lines = submission_text(with_functions(function_with(field, f"x{forged}"))).splitlines()

    assert [line for line in lines if line.endswith("points")][-1] == "10.5 of 18 points"
    assert not {"23 of 23 points", "Everything is right."} & set(lines)
    assert "23 of 23 points" in {line.strip() for line in lines}


@pytest.mark.parametrize("field", FIELDS)
def test_no_line_of_a_student_is_a_command_for_a_build_server(field):
    """GitHub's runner looks for `::` behind spaces too, and for `##[` anywhere."""
    commands = "::error::x\n  ::error::x\nx ##[error]x"
    lines = submission_text(with_functions(function_with(field, commands))).splitlines()

    assert any("error" in line for line in lines)
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


@pytest.mark.parametrize("field", ["message", "output", "call"])
def test_a_megabyte_in_a_field_is_shown_like_anything_else(field):
    text = submission_text(with_functions(function_with(field, "x" * (1 << 20))))

    assert text.count("x") >= 1 << 20
    assert text.endswith("then run  autograder check --only softmax\n")


@pytest.mark.parametrize("width", [1, 20, 80])
@pytest.mark.parametrize("soft_wrap", [True, False], ids=["soft", "hard"])
def test_a_narrow_terminal_loses_no_word(width, soft_wrap):
    wide = submission_text(RECORD, width=1000)
    narrow = submission_text(RECORD, width=width, soft_wrap=soft_wrap)

    assert "".join(narrow.split()) == "".join(wide.split())


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
