"""What a course file says is done, and what it can't say is refused with its line."""

from decimal import Decimal

import pytest

from autograder.classroom.course import Course, find_course, read_course
from autograder.corpus import PUBLIC_SEED
from autograder.errors import UserError
from autograder.worker.client import Limits

KNOWN = ("softmax", "cross_entropy", "sgd", "accuracy")
WHOLE = """
exercises = ["softmax", "sgd"]
allowed = ["sgd"]
language = "zh"
seed = 7
names = "moodle"
roster = "students.csv"

[points]
softmax = 10
sgd = 0.25

[limits]
submission_seconds = 120
call_seconds = 1.5
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text: str | bytes) -> Course:
        path = tmp_path / "course.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_course(path, KNOWN)

    return read_text


def test_all_that_can_be_said_is_read(read):
    course = read(WHOLE)

    assert course.exercises == ("softmax", "sgd")
    assert course.allowed == ("sgd",)
    assert (course.language, course.names, course.roster) == ("zh", "moodle", "students.csv")
    assert course.hundredths() == {"softmax": 1000, "sgd": 25}
    assert course.limits_of(2) == Limits(call_seconds=1.5, submission_seconds=120)


def test_an_empty_file_changes_nothing(read):
    course = read("")

    assert course == Course()
    assert course.fixed_seed() is None
    assert course.limits_of(9) == Limits.of(9)


@pytest.mark.parametrize(
    ("said", "seed"), [('"secret"', None), ('"public"', PUBLIC_SEED), ("0", 0), ("12", 12)]
)
def test_the_seed_is_secret_public_or_a_number(read, said, seed):
    assert read(f"seed = {said}").fixed_seed() == seed


def test_points_are_exact_where_floats_are_not(read):
    assert read("points.softmax = 1.15").points == {"softmax": Decimal("1.15")}
    assert read("points.softmax = 1.15").hundredths() == {"softmax": 115}
    assert read("points.softmax = 1.150").hundredths() == {"softmax": 115}


REFUSED = [
    ("lang = 1", "line 1: there is no setting 'lang'; did you mean 'language'?"),
    ("\n\npionts = 1", "line 3: there is no setting 'pionts'; did you mean 'points'?"),
    ("late_penalty = 1", "line 1: there is no setting 'late_penalty'; known are exercises, points"),
    ("[limits]\ncall = 1", "line 2: there is no setting 'call'"),
    (
        "[points]\nsoftmx = 1",
        "line 2: there is no function named 'softmx'; did you mean 'softmax'?",
    ),
    ('exercises = ["sgdd"]', "line 1: there is no function named 'sgdd'; did you mean 'sgd'?"),
    ('allowed = ["x"]', "line 1: there is no function named 'x'."),
    ('language = "de"', "line 1: invalid enum value 'de', not 'de'"),
    ("language = 3", "line 1: expected str, got int, not 3"),
    ("seed = 1.5", "line 1: expected int | str"),
    ('seed = "hidden"', "line 1: invalid enum value 'hidden'"),
    ("seed = -1", "line 1: a seed is 0 or more, not -1."),
    ("exercises = 3", "line 1: expected list, got int, not 3."),
    ('exercises = ["sgd", 3]', "line 1: expected str, got int, not 3."),
    ("[points]\nsgd = 1\nsoftmax = 1.255", "line 3: softmax has 1.255 points; expected 0 to 10000"),
    ("[points]\nsoftmax = -1", "line 2: softmax has -1 points"),
    ("[points]\nsoftmax = nan", "line 2: softmax has NaN points"),
    ('[points]\nsgd = 1\nsoftmax = "ten"', "line 3: softmax has 'ten' points; expected a number"),
    ("[points]\nsoftmax = true", "line 2: softmax has True points; expected a number"),
    ("points = 3", "line 1: expected object, got int, not 3."),
    ("[limits]\ncall_seconds = 0", "line 2: call_seconds is 0; expected 0.1 seconds or more."),
    ("softmax = ", "is no TOML: Invalid value"),
    (b"\xff", "is not UTF-8."),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[str(text) for text, _ in REFUSED])
def test_what_makes_no_sense_is_refused(read, text, said):
    with pytest.raises(UserError) as refused:
        read(text)
    assert said in str(refused.value)
    assert "course.toml" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 4_000, id="nested"),
        pytest.param("a = " + "[\n" * 30_000, id="nested-over-lines"),
        pytest.param("a = " + "[" * 5_000, id="a-long-line"),
        pytest.param("a" + ".a" * 2_000 + " = 1", id="nested-tables"),
        pytest.param("seed" + ".a" * 2_000 + " = 1", id="nested-tables-for-a-number"),
        pytest.param("seed" + ".a" * 50_000 + " = 1", id="a-key-without-end"),
        pytest.param("seed = " + "9" * 4_080, id="a-long-integer"),
        pytest.param("seed = 0x" + "f" * 4_080, id="a-long-hexadecimal"),
        pytest.param("[points]\nsoftmax = 1e999999999", id="points-beyond-measure"),
        pytest.param("[points]\nsoftmax = 0x" + "f" * 4_080, id="hexadecimal-points"),
        pytest.param("[limits]\ncall_seconds = 1e-999999999", id="seconds-without-measure"),
        pytest.param("#\n" * (1 << 16), id="a-large-file"),
    ],
)
def test_what_is_beyond_measure_is_refused_in_a_short_sentence(read, text):
    with pytest.raises(UserError) as refused:
        read(text)
    assert "course.toml" in str(refused.value)


def test_a_limit_beyond_measure_is_none_in_practice(read):
    limits = read("[limits]\ncall_seconds = 1e999999999").limits_of(3)
    assert limits.call_seconds == 1_000_000


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"none\.toml can't be read: No such file"):
        read_course(tmp_path / "none.toml", KNOWN)


def test_a_course_is_found_among_the_submissions_or_beside_their_folder(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    assert find_course(folder) is None
    (tmp_path / "course.toml").touch()
    assert find_course(folder) == tmp_path / "course.toml"
    (folder / "course.toml").touch()
    assert find_course(folder) == folder / "course.toml"
