"""Records go to disk and come back as they were, or not at all."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
    decode_result,
    encode_result,
    format_points,
    percent,
)

COUNTEREXAMPLE = Counterexample(
    call="softmax(tensor([[0., 1.]]))",
    got="tensor([[0.5]])",
    expected="tensor([[0.2689, 0.7311]])",
    message="The result has shape (1, 1).",
    replay="eJxjYGBg",
)
FAILED = PropertyResult(
    id="rows-sum-to-one",
    title="each row sums to one",
    kind="core",
    status="failed",
    points=0,
    max_points=350,
    examples=100,
    counterexample=COUNTEREXAMPLE,
)
PASSED = PropertyResult(
    id="stable",
    title="large logits",
    kind="stretch",
    status="passed",
    points=0,
    max_points=0,
    examples=100,
)
FUNCTION = FunctionResult(
    name="softmax",
    module="softmax_regression",
    status="failed",
    score=350,
    max_score=700,
    properties=(FAILED, PASSED),
    diagnosis=Diagnosis("softmax-dim0", "wrong axis", "Over which axis?", ("softmax-dim1",)),
    message="Found in utils.py.",
    output="here\n",
)
RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=350,
    max_score=700,
    stretch=1,
    max_stretch=1,
    functions=(FUNCTION,),
)
EMPTY = SubmissionResult(
    student="",
    status="grader_error",
    score=0,
    max_score=0,
    stretch=0,
    max_stretch=0,
    functions=(),
)


def replaced_at(document, path, value):
    """A copy of a JSON document with one more or another value at a path."""
    copy = json.loads(json.dumps(document))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


@pytest.mark.parametrize("record", [RECORD, EMPTY], ids=["all-fields", "nothing-in-it"])
def test_a_record_is_read_back_as_it_was_written(record):
    assert decode_result(encode_result(record)) == record


@given(st.text())
def test_any_text_survives(text):
    counterexample = Counterexample(text, text, text, text, text)
    prop = msgspec.structs.replace(FAILED, title=text, counterexample=counterexample)
    function = msgspec.structs.replace(FUNCTION, properties=(prop,), message=text, output=text)
    record = msgspec.structs.replace(RECORD, student=text, functions=(function,))

    assert decode_result(encode_result(record)) == record


def test_a_record_is_ordinary_json_with_a_line_for_each_field():
    written = encode_result(RECORD)
    document = json.loads(written)

    assert written.endswith(b"}\n")
    assert b'\n  "student": "ada",\n  "status": "graded",\n  "score": 350,\n' in written
    assert document["functions"][0]["properties"][0]["counterexample"]["replay"] == "eJxjYGBg"
    assert document["functions"][0]["properties"][1]["counterexample"] is None


def test_the_first_field_names_the_schema():
    assert next(iter(json.loads(encode_result(RECORD)).items())) == (
        "schema",
        "autograder/result/v1",
    )


def test_writing_what_was_read_gives_the_same_bytes():
    written = encode_result(RECORD)

    assert encode_result(decode_result(written)) == written


LEVELS = {
    "submission": (),
    "function": ("functions", 0),
    "property": ("functions", 0, "properties", 0),
    "counterexample": ("functions", 0, "properties", 0, "counterexample"),
    "diagnosis": ("functions", 0, "diagnosis"),
}


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS.keys())
def test_an_unknown_field_is_refused_at_every_level(level):
    document = replaced_at(json.loads(encode_result(RECORD)), (*level, "grade"), 1)

    with pytest.raises(msgspec.ValidationError, match="grade"):
        decode_result(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("schema",), "autograder/result/v2", id="another-schema"),
        pytest.param(("status",), "fine", id="no-status-of-a-submission"),
        pytest.param(("functions", 0, "status"), "graded", id="no-status-of-a-function"),
        pytest.param(("functions", 0, "properties", 0, "status"), "missing", id="of-a-property"),
        pytest.param(("functions", 0, "properties", 0, "kind"), "bonus", id="no-kind"),
        pytest.param(("score",), "350", id="points-as-text"),
        pytest.param(("score",), 3.5, id="points-as-a-fraction"),
        pytest.param(("student",), None, id="no-student"),
        pytest.param(("functions",), None, id="no-functions"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(path, value):
    document = replaced_at(json.loads(encode_result(RECORD)), path, value)

    with pytest.raises(msgspec.ValidationError):
        decode_result(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"null", encode_result(RECORD)[:-3], encode_result(RECORD) * 2],
    ids=["empty", "no-fields", "null", "cut-off", "twice"],
)
def test_what_is_not_one_whole_record_is_refused(data):
    with pytest.raises(msgspec.MsgspecError):
        decode_result(data)


TWICE = {"id": "p", "title": "", "kind": "core", "status": "failed", "points": 0}
TWICE |= {"max_points": 0, "examples": 0}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        pytest.param(("score",), 99900, "the submission 999 of 7", id="a-higher-total"),
        pytest.param(("max_score",), 350, "3.5 of 7 points, the submission", id="a-lower-maximum"),
        pytest.param(("functions", 0, "score"), 999, "softmax has 9.99 of 7", id="more-than-all"),
        pytest.param(("functions", 0, "score"), -1, "Expected `int` >= 0", id="less-than-nothing"),
        pytest.param(
            ("functions", 0, "properties", 0, "points"), 351, "rows-sum-to-one has 3.51 of 3.5",
            id="of-a-property",
        ),
        pytest.param(("functions", 0, "line"), -1, "Expected `int` >= 0", id="a-line-above-all"),
        pytest.param(("functions", 0, "status"), "missing", "was tried", id="missing-but-tried"),
        pytest.param(
            ("functions", 0, "status"), "grader_error", "was not graded", id="a-fault-in-it"
        ),
        pytest.param(
            ("functions", 0, "properties"), [TWICE, TWICE], "of softmax 'p' is there twice",
            id="a-property-twice",
        ),
        pytest.param(("functions", 0, "name"), "a\x1b[2J", "matching regex", id="not-a-function"),
        pytest.param(("functions", 0, "name"), "softmax\n", "matching regex", id="not-one-line"),
        pytest.param(
            ("functions", 0, "properties", 0, "id"), "", "length >= 1", id="a-property-without-id"
        ),
    ],
)  # fmt: skip
def test_a_record_that_contradicts_itself_is_refused(path, value, said):
    document = replaced_at(json.loads(encode_result(RECORD)), path, value)

    with pytest.raises((ValueError, msgspec.ValidationError)) as refused:
        decode_result(json.dumps(document).encode())
    assert said in str(refused.value)


def test_a_function_that_is_there_twice_is_refused():
    twice = msgspec.structs.replace(
        RECORD, functions=(FUNCTION, FUNCTION), score=700, max_score=1400
    )
    with pytest.raises(ValueError, match="function 'softmax' is there twice"):
        decode_result(encode_result(twice))


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [
        (0, "0"),
        (5, "0.05"),
        (25, "0.25"),
        (50, "0.5"),
        (100, "1"),
        (350, "3.5"),
        (700, "7"),
        (1000, "10"),
        (2300, "23"),
        (10**20 + 1, "1000000000000000000.01"),
    ],
)
def test_points_are_written_as_people_read_them(hundredths, text):
    assert format_points(hundredths) == text


@given(st.integers(0, 10**9))
def test_no_two_scores_read_the_same(hundredths):
    assert round(float(format_points(hundredths)) * 100) == hundredths


@pytest.mark.parametrize(
    ("score", "max_score", "text"),
    [
        pytest.param(0, 2300, "0.0", id="nothing"),
        pytest.param(2300, 2300, "100.0", id="all"),
        pytest.param(1, 3, "33.3", id="rounded-down"),
        pytest.param(2, 3, "66.7", id="rounded-up"),
        pytest.param(1, 2000, "0.1", id="half-rounds-up"),
        pytest.param(3, 2000, "0.2", id="half-rounds-up-and-not-to-even"),
        pytest.param(0, 0, "-", id="nothing-to-be-earned"),
    ],
)
def test_percent_has_one_decimal(score, max_score, text):
    assert percent(score, max_score) == text


def test_a_record_from_before_there_were_lines_is_still_read():
    document = json.loads(encode_result(RECORD))
    for function in document["functions"]:
        for field in ("path", "line", "cell"):
            del function[field]
        for prop in function["properties"]:
            if prop["counterexample"]:
                del prop["counterexample"]["line"]
    assert decode_result(json.dumps(document).encode()) == RECORD
