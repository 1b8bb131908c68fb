"""The students of a class, as the folder of their submissions has them."""

import os

import pytest
from shapes import zip_of

from autograder.errors import UserError
from autograder.intake.roster import find_submissions
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
    (tmp_path / ".DS_Store").touch()
    (tmp_path / "bob").symlink_to(tmp_path / "ada")
    roster = find_submissions(tmp_path, leave_out=[tmp_path / "grades"])

    assert list(roster.submissions) == ["ada"]
    assert roster.left_out == ("bob (a link)", "readme.txt", "softmax.py")


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
