"""The students of a class, as the folder of their submissions has them."""

import os
import signal

import pytest
from shapes import zip_of

from autograder.errors import UserError
from autograder.intake.roster import find_submissions, names_pattern
from autograder.intake.submission import Submission, read_submission


def make_folders(place, *names):
    for name in names:
        (place / name).mkdir()


def test_students_are_the_folders_of_a_class_by_name(tmp_path):
    names = ["Zoë Ångström", "a\nb", "ada", "bob"]
    make_folders(tmp_path, *reversed(names))

    assert list(find_submissions(tmp_path).submissions.items()) == [
        (n, tmp_path / n) for n in names
    ]


def test_an_archive_is_a_student_too(tmp_path):
    make_folders(tmp_path, "ada")
    (tmp_path / "bob.zip").write_bytes(zip_of({"softmax.py": b"x = 1"}))
    submissions = find_submissions(tmp_path).submissions

    assert list(submissions) == ["ada", "bob"]
    assert read_submission(submissions["bob"], "bob").files == {"bob.zip/softmax.py": b"x = 1"}


def test_what_belongs_to_no_student_is_told_unless_it_is_hidden(tmp_path):
    make_folders(tmp_path, "ada", ".git", "__MACOSX", "grades")
    (tmp_path / "softmax.py").touch()
    (tmp_path / "readme.txt").touch()
    (tmp_path / "eve.rar").touch()
    (tmp_path / ".DS_Store").touch()
    (tmp_path / "bob").symlink_to(tmp_path / "ada")
    roster = find_submissions(tmp_path, leave_out=[tmp_path / "grades"])

    assert list(roster.submissions) == ["ada"]
    archive = "eve.rar (of archives, only .zip is read)"
    assert roster.left_out == ("bob (a link)", archive, "readme.txt", "softmax.py")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "ada"), ("Zo\u00eb", "Zoe\u0308"), ("STRASSE", "straße"), ("ZO\u00cb", "zoe\u0308")],
)
def test_names_that_some_system_takes_for_the_same_are_an_error(tmp_path, one, other):
    make_folders(tmp_path, one, other)

    with pytest.raises(UserError, match="can't be told apart") as refused:
        find_submissions(tmp_path)
    assert one in str(refused.value)
    assert other in str(refused.value)


def test_a_folder_and_an_archive_of_one_student_are_an_error(tmp_path):
    make_folders(tmp_path, "ada")
    (tmp_path / "ada.zip").touch()

    with pytest.raises(UserError, match=r"ada and ada\.zip .* can't be told apart"):
        find_submissions(tmp_path)


def test_different_names_are_not_taken_for_the_same(tmp_path):
    make_folders(tmp_path, "ada", "ada1", "a da", "adá")

    assert len(find_submissions(tmp_path).submissions) == 4


def test_a_name_that_is_not_utf8_is_shown_with_escapes_and_can_be_read(tmp_path):
    folder = tmp_path / os.fsdecode(b"ad\xe9")
    folder.mkdir()
    (folder / "softmax.py").write_text("x = 1")

    ((student, place),) = find_submissions(tmp_path).submissions.items()

    assert student == r"ad\xe9"
    assert read_submission(place, student) == Submission(r"ad\xe9", {"softmax.py": b"x = 1"})


def test_names_that_look_the_same_when_shown_are_an_error(tmp_path):
    make_folders(tmp_path, os.fsdecode(b"ad\xe9"), r"ad\xe9")

    with pytest.raises(UserError, match="can't be told apart"):
        find_submissions(tmp_path)


@pytest.mark.parametrize("make", ["nothing", "file", "empty", "files-only"])
def test_a_class_without_submissions_is_wrong_use(tmp_path, make):
    place = tmp_path / "class"
    if make == "file":
        place.touch()
    elif make != "nothing":
        place.mkdir()
    if make == "files-only":
        (place / "softmax.py").touch()

    with pytest.raises(UserError, match="expected"):
        find_submissions(place)


# Learning platforms


def find(folder, names=None, **options):
    pattern = names_pattern(names) if names else None
    return find_submissions(folder, names=pattern, **options)


def files_of(place):
    return set(read_submission(place, "ada").files)


def test_what_moodle_gives_out_is_understood_as_folders_and_as_files(tmp_path):
    folder = tmp_path / "Lovelace Ada_123_assignsubmission_file_"
    folder.mkdir()
    (folder / "softmax_regression.py").touch()
    for name in ("softmax_regression.py", "linear_regression.py", "notes.pdf"):
        (tmp_path / f"Müller_X Zoë_45_assignsubmission_file_{name}").touch()
    (tmp_path / "Lovelace Ada_123_assignsubmission_onlinetext_").mkdir()

    roster = find(tmp_path, "moodle")

    assert list(roster.submissions) == ["Lovelace Ada", "Müller_X Zoë"]
    assert roster.keys == {"Lovelace Ada": "123", "Müller_X Zoë": "45"}
    assert files_of(roster.submissions["Lovelace Ada"]) == {"softmax_regression.py"}
    gathered = {"softmax_regression.py", "linear_regression.py"}
    assert files_of(roster.submissions["Müller_X Zoë"]) == gathered
    assert roster.left_out == ("Lovelace Ada_123_assignsubmission_onlinetext_",)


def test_what_canvas_gives_out_is_understood_late_or_not(tmp_path):
    (tmp_path / "lovelaceada_12_345_softmax_regression.py").touch()
    (tmp_path / "lovelaceada_12_346_linear_regression-1.py").touch()
    work = zip_of({"softmax_regression.py": b"x = 1"})
    (tmp_path / "oneillbob_LATE_77_99_work.zip").write_bytes(work)
    (tmp_path / "readme.txt").touch()

    roster = find(tmp_path, "canvas")

    assert roster.keys == {"lovelaceada": "12", "oneillbob": "77"}
    assert files_of(roster.submissions["lovelaceada"]) == {
        "softmax_regression.py", "linear_regression-1.py",
    }  # fmt: skip
    assert files_of(roster.submissions["oneillbob"]) == {"work.zip/softmax_regression.py"}
    assert roster.left_out == ("readme.txt",)


def test_two_files_of_one_name_are_both_read(tmp_path):
    for number in (345, 346):
        (tmp_path / f"lovelaceada_12_{number}_softmax_regression.py").write_text(f"x = {number}")

    place = find(tmp_path, "canvas").submissions["lovelaceada"]

    assert set(read_submission(place, "ada").files.values()) == {b"x = 345", b"x = 346"}


def test_students_of_the_same_name_are_told_apart_by_their_numbers(tmp_path):
    make_folders(tmp_path, "Lee Bo_1_assignsubmission_file_", "Lee Bo_2_assignsubmission_file_")

    roster = find(tmp_path, "moodle")

    assert list(roster.submissions) == ["Lee Bo (1)", "Lee Bo (2)"]
    assert roster.keys == {"Lee Bo (1)": "1", "Lee Bo (2)": "2"}


def test_two_folders_of_one_student_are_an_error(tmp_path):
    make_folders(tmp_path, "a_1", "a_2")

    with pytest.raises(UserError, match=r"a_1 and a_2 .* can't be told apart"):
        find(tmp_path, r"(?P<student>[a-z])_\d")


def test_a_pattern_of_ones_own_needs_the_student_alone(tmp_path):
    (tmp_path / "hw3-ada.py").touch()

    roster = find(tmp_path, r"hw3-(?P<student>\w+)\.py")

    assert files_of(roster.submissions["ada"]) == {"hw3-ada.py"}
    assert roster.keys == {}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("(", "is no pattern of names: missing )"),
        ("blackboard", "does not say where the student is: expected moodle or canvas"),
    ],
)
def test_what_is_no_pattern_is_wrong_use(names, said):
    with pytest.raises(UserError) as refused:
        names_pattern(names)
    assert said in str(refused.value)


def test_the_platform_is_guessed_where_nothing_was_said_of_it(tmp_path):
    (tmp_path / "lovelaceada_12_345_softmax_regression.py").touch()
    with pytest.raises(UserError, match="try --names canvas"):
        find(tmp_path)
    with pytest.raises(UserError, match="no name in it fits the pattern"):
        find(tmp_path, "moodle")


# nbgrader


@pytest.fixture
def submitted(tmp_path):
    for path in ("ada/ps1", "ada/ps2", "bob/ps2"):
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "timestamp.txt").touch()
        (tmp_path / path / "softmax_regression.py").touch()
    return tmp_path


def test_one_assignment_of_nbgrader_is_graded(submitted):
    roster = find(submitted, assignment="ps1")

    assert roster.submissions == {"ada": submitted / "ada" / "ps1"}
    assert roster.left_out == ("bob (has no ps1)",)


def test_which_assignment_is_meant_has_to_be_said(submitted):
    with pytest.raises(UserError, match=r"ps1, ps2.*--assignment ps1"):
        find(submitted)
    with pytest.raises(UserError, match="no submissions of 'ps3'"):
        find(submitted, assignment="ps3")
    with pytest.raises(UserError, match="no submissions of"):
        find(submitted, assignment="../ada")


def test_a_folder_that_looks_like_several_assignments_stops_nobody_else(tmp_path):
    make_folders(tmp_path, "ada", "bob", "eve")
    for name in ("ps1", "ps2"):
        (tmp_path / "eve" / name).mkdir()
        (tmp_path / "eve" / name / "timestamp.txt").touch()

    assert list(find(tmp_path).submissions) == ["ada", "bob", "eve"]


# Names that students choose, and patterns that instructors do


def test_students_whose_names_differ_by_case_are_told_apart_by_their_numbers(tmp_path):
    for name in ("Lee Bo_1", "LEE BO_2", "Straße_3", "STRASSE_4"):
        (tmp_path / f"{name}_assignsubmission_file_softmax_regression.py").touch()

    roster = find(tmp_path, "moodle")

    assert list(roster.submissions) == ["LEE BO (2)", "Lee Bo (1)", "STRASSE (4)", "Straße (3)"]


def test_a_pattern_that_never_finds_out_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.intake.roster.NAMES_SECONDS", 0.2)
    make_folders(tmp_path, "a" * 60 + "1")
    with pytest.raises(UserError, match=r"takes more than 0\.2 s"):
        find(tmp_path, r"(?P<student>([a-z]+)+)$")
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_a_pattern_that_is_nested_too_deep_is_none():
    with pytest.raises(UserError, match="is no pattern of names"):
        names_pattern("(" * 5000 + "(?P<student>.)" + ")" * 5000)
