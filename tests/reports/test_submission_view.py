"""What a student reads: all of the record, and nothing that it could forge."""

import io

import pytest
from rich.console import Console
from views import (
    BADGE,
    BROKEN,
    HOSTILE,
    PASSED,
    RECORD,
    RIGHT,
    STUB,
    WRONG,
    as_shown,
    changed,
    effects,
    function_with,
    line_with,
    submission_text,
    with_functions,
)

from autograder.reports.escape import for_shell
from autograder.reports.submission_view import show_submission


def test_each_function_has_a_line_below_its_module():
    lines = submission_text(RECORD, show_all=True).splitlines()
    names = ("sgd", "accuracy", "softmax")
    starts = [line.split()[:2] for line in lines if line[4:].startswith(names)]

    assert lines[0] == "linear_regression.py"
    assert lines.count("softmax_regression.py") == 1
    assert starts == [["✓", "sgd"], ["·", "accuracy"], ["✗", "softmax"]]


def test_what_to_do_comes_first_and_then_what_the_files_have_lost():
    function = changed(WRONG, line=14)
    lines = submission_text(with_functions(RIGHT, STUB, function)).splitlines()
    files = [line for line in lines if ".py  " in line and "✗" not in line]

    assert lines[0] == "✗ softmax  3.5 / 7  1 of 2 properties fail  softmax_regression.py, line 14"
    assert files == [
        "linear_regression.py       7 / 7",
        "softmax_regression.py    3.5 / 11    1 not attempted, softmax -3.5",
    ]


def test_a_function_in_a_notebook_has_its_cell():
    function = changed(WRONG, file="softmax_regression.ipynb", cell=4, line=2)

    first = submission_text(with_functions(function)).splitlines()[0]
    assert first.endswith("softmax_regression.ipynb, cell 4, line 2")


def test_functions_that_one_reason_stops_are_named_together():
    stopped = changed(STUB, status="import_error", message="It stopped in line 3.")
    text = submission_text(with_functions(stopped, changed(stopped, name="softmax")))

    assert "accuracy, softmax (the module does not run)" in text


def test_warnings_are_shown_apart_and_cost_nothing():
    function = changed(WRONG, output="here\n", warnings=("line 4: UserWarning: be careful",))
    lines = submission_text(with_functions(function)).splitlines()

    at = lines.index("  Warnings, which cost no points:")
    assert lines[at + 1] == "    line 4: UserWarning: be careful"
    assert lines[at - 2] == "    here"


def test_warnings_of_a_right_function_are_shown_to_who_asks_for_all():
    function = changed(RIGHT, warnings=("line 4: UserWarning: be careful",))

    assert "UserWarning" in submission_text(with_functions(function), show_all=True)


@pytest.mark.parametrize("width", [40, 60])
def test_a_narrow_terminal_gets_its_lines_broken_between_words(width):
    message = "one two three four five six seven eight nine ten eleven twelve " * 3
    record = with_functions(changed(WRONG, message=message), notes=(message,))
    text = submission_text(record, width=width, terminal=True)
    words = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

    assert max(map(len, text.splitlines())) <= width
    assert words <= set(text.split())
    assert "".join(text.split()) == "".join(submission_text(record).split())


def test_a_call_is_never_broken_because_it_is_to_be_pasted():
    call = f"softmax(tensor([[{'0., ' * 30}0.]]))"
    counterexample = changed(BROKEN.counterexample, call=call)
    function = changed(WRONG, properties=(changed(BROKEN, counterexample=counterexample),))

    assert call in submission_text(with_functions(function), width=40, terminal=True)


def test_without_colour_the_cells_that_differ_have_their_sign(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    console = Console(file=io.StringIO(), width=80, force_terminal=True, soft_wrap=True)
    show_submission(RECORD, console)

    assert "0.5*" in console.file.getvalue()
    assert "\x1b[3" not in console.file.getvalue()
    assert "\x1b[1;3" not in console.file.getvalue()


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
    text = submission_text(with_functions(function), show_all=True)
    line = line_with(text, f" {function.name}  ")

    assert line.split()[0] == symbol
    assert words in line


@pytest.mark.parametrize(
    ("function", "step"),
    [
        pytest.param(WRONG, "change softmax in softmax_regression.py", id="failed"),
        pytest.param(STUB, "write accuracy in softmax_regression.py", id="not-attempted"),
        pytest.param(
            changed(STUB, status="missing"),
            "put accuracy into softmax_regression.py",
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
    assert "Next: put accuracy into" in submission_text(with_functions(STUB, gone))


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
    assert "for the same reason as: each row sums to one" in text
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
    assert "each entry lies" not in text
    assert "✓ 1 of 2 properties hold" in text
    everything = submission_text(RECORD, show_all=True)
    assert line_with(everything, "each entry lies").endswith("each entry lies between 0 and 1")


@pytest.mark.parametrize("status", ["timeout", "failed"])
def test_properties_that_were_not_reached_are_one_line_and_no_faults(status):
    skipped = [
        changed(PASSED, status="not_reached", points=0, title=title)
        for title in ("gradients flow", "the logits are not modified")
    ]
    function = changed(WRONG, status=status, properties=(BROKEN, PASSED, *skipped))
    text = submission_text(with_functions(function))

    assert text.count("✗") == 1 + (status == "failed")
    assert line_with(text, "2 more") == "  · 2 more could not be tried, for the same reason  -7"
    assert "gradients flow" not in text
    assert "✓ 1 of 4 properties hold" in text
    everything = submission_text(with_functions(function), show_all=True)
    assert line_with(everything, "gradients flow").startswith("  · ")
    assert "could not be tried" in line_with(everything, "gradients flow")


def test_badges_are_counted_and_cost_nothing():
    missed = changed(BADGE, status="failed", title="a badge that was missed")
    function = changed(WRONG, properties=(BROKEN, BADGE, BADGE, missed))
    text = submission_text(with_functions(function, stretch=2, max_stretch=3))

    assert "1 of 1 properties fail  ★★☆" in line_with(text, " softmax  ")
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

    assert "Your function printed:\n    here\n    there\n" in text


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


@pytest.mark.parametrize("text", ["x; touch PWNED", "$(touch PWNED)", "x\ntouch PWNED", "\x1b[2J"])
def test_a_token_or_a_name_of_a_record_is_one_word_of_a_command(text):
    example = changed(BROKEN.counterexample, replay=text)
    function = changed(WRONG, properties=(PASSED, changed(BROKEN, counterexample=example)))
    assert f"replay {for_shell(text)} there\n" in submission_text(
        with_functions(function), show_all=True, replay="replay {token} there"
    )
    text_of_one = submission_text(with_functions(changed(WRONG, name=text)))
    assert f"autograder check --only {for_shell(text)}\n" in text_of_one
    assert f"autograder hint {for_shell(text)}\n" in text_of_one


FIELDS = ["message", "output", "call", "got", "expected"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", FIELDS)
def test_no_text_of_a_student_has_an_effect_on_the_terminal(field, hostile):
    text = submission_text(with_functions(function_with(field, f"before{hostile}after")))

    assert effects(text) == set()
    assert f"before{as_shown(hostile)}after" in text


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
