"""A submission is read without running it, whatever lies in its folder."""

import contextlib
import os
import socket

import pytest

from autograder.errors import UserError
from autograder.submission import (
    MAX_MODULES,
    MAX_SOURCE_BYTES,
    Submission,
    find_modules,
    find_submissions,
    read_submission,
)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "ada"
    place.mkdir()
    return place


def write(folder, *paths):
    """Writes modules; each holds its own path."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)


def read(folder):
    return read_submission(folder, "ada")


def test_a_folder_is_read_as_the_bytes_of_its_modules(folder):
    (folder / "softmax_regression.py").write_bytes(b"\xff\r\nno text\0")
    (folder / "empty.py").touch()
    (folder / "notes.txt").write_text("not a module")
    (folder / "without_suffix").write_text("not a module")

    assert read(folder) == Submission(
        "ada", {"empty": b"", "softmax_regression": b"\xff\r\nno text\0"}
    )


def test_a_single_module_is_a_submission(folder):
    write(folder, "softmax.py", "other.py")

    assert read(folder / "softmax.py") == Submission("ada", {"softmax": b"softmax.py"})


def test_an_empty_folder_is_a_submission_without_problems(folder):
    assert read(folder) == Submission("ada", {})


@pytest.mark.parametrize("path", ["nowhere", "nowhere.py", "notes.txt", "notes.txt/module.py"])
def test_a_path_to_nothing_that_can_be_read_is_wrong_use(folder, path):
    (folder / "notes.txt").write_text("not a module")

    with pytest.raises(UserError, match=r"expected a \.py file or a folder"):
        read(folder / path)


def test_three_levels_are_read_and_no_more(folder):
    write(folder, "one.py", "a/two.py", "a/b/three.py", "a/b/c/four.py", "a/b/c/d/five.py")

    assert set(read(folder).sources) == {"one", "two", "three"}


@pytest.mark.parametrize("hidden", [".git", ".venv", "__pycache__", "__MACOSX"])
def test_hidden_folders_are_left_out_at_every_level(folder, hidden):
    write(folder, f"{hidden}/a.py", f"week/{hidden}/b.py", "week/c.py")

    assert set(read(folder).sources) == {"c"}


def test_a_folder_named_like_a_module_is_a_folder(folder):
    write(folder, "softmax.py/inner.py")

    assert read(folder) == Submission("ada", {"inner": b"softmax.py/inner.py"})


@pytest.mark.parametrize(
    ("paths", "chosen", "ignored"),
    [
        pytest.param(["z.py", "a/z.py"], "z.py", ["a/z.py"], id="higher-up"),
        pytest.param(["b/z.py", "a/b/z.py"], "b/z.py", ["a/b/z.py"], id="higher-up-though-later"),
        pytest.param(["b/z.py", "a/z.py"], "a/z.py", ["b/z.py"], id="first-by-path"),
        pytest.param(
            ["c/z.py", "b/z.py", "a/z.py"], "a/z.py", ["b/z.py", "c/z.py"], id="one-of-three"
        ),
    ],
)
def test_of_two_modules_with_the_same_name_one_counts(folder, paths, chosen, ignored):
    write(folder, *paths)
    submission = read(folder)

    assert submission.sources == {"z": chosen.encode()}
    assert submission.problems == tuple(
        f"{path} was ignored: there is another z.py" for path in ignored
    )


def test_modules_are_found_in_one_order_however_the_disk_has_them(folder):
    paths = ["b.py", "a.py", "z/a.py", "y/b.py", "y/x/c.py"]
    write(folder, *paths)

    found = [str(file.relative_to(folder)) for file in find_modules(folder)]

    assert found == ["a.py", "b.py", "y/b.py", "z/a.py", "y/x/c.py"]


def test_no_more_modules_are_read_than_the_limit(folder):
    write(folder, *(f"m{number:03}.py" for number in range(MAX_MODULES + 2)))
    submission = read(folder)

    assert list(submission.sources) == [f"m{number:03}" for number in range(MAX_MODULES)]
    assert submission.problems == (
        f"m050.py was ignored: there are more than {MAX_MODULES} modules",
        f"m051.py was ignored: there are more than {MAX_MODULES} modules",
    )


def test_as_many_modules_as_the_limit_are_no_problem(folder):
    write(folder, *(f"m{number:03}.py" for number in range(MAX_MODULES)))

    assert read(folder).problems == ()


def test_a_module_as_large_as_the_limit_is_read(folder):
    (folder / "large.py").write_bytes(b"#" * MAX_SOURCE_BYTES)

    assert len(read(folder).sources["large"]) == MAX_SOURCE_BYTES


def test_a_larger_module_is_a_problem_and_the_others_are_read(folder):
    (folder / "huge.py").write_bytes(b"#" * (MAX_SOURCE_BYTES + 1))
    write(folder, "small.py")
    submission = read(folder)

    assert set(submission.sources) == {"small"}
    assert submission.problems == (
        "huge.py can't be read: it has 1048577 bytes; at most 1048576 are read",
    )


def test_a_sparse_file_of_a_terabyte_is_not_read(folder):
    with (folder / "sparse.py").open("wb") as file:
        file.truncate(1 << 40)

    assert read(folder).sources == {}


def make_fifo(place):
    os.mkfifo(place)


def make_socket(place):
    # By a relative name, as the path of a socket has about 100 bytes at most.
    with socket.socket(socket.AF_UNIX) as endpoint, contextlib.chdir(place.parent):
        endpoint.bind(place.name)


def make_link_to_a_secret(place):
    secret = place.parent.parent / "secret.py"
    secret.write_text("the solution")
    place.symlink_to(secret)


def make_link_to_a_device(place):
    place.symlink_to("/dev/zero")


def make_link_to_nothing(place):
    place.symlink_to(place.parent / "nowhere")


def make_link_to_itself(place):
    place.symlink_to(place)


STRANGE_FILES = [
    make_fifo,
    make_socket,
    make_link_to_a_secret,
    make_link_to_a_device,
    make_link_to_nothing,
    make_link_to_itself,
]


@pytest.mark.parametrize("make", STRANGE_FILES, ids=lambda make: make.__name__[5:])
def test_what_is_not_a_regular_file_is_a_problem_and_the_others_are_read(folder, make):
    make(folder / "strange.py")
    write(folder, "plain.py")
    submission = read(folder)

    assert submission.sources == {"plain": b"plain.py"}
    (problem,) = submission.problems
    assert problem.startswith("strange.py can't be read: ")


@pytest.mark.parametrize("make", STRANGE_FILES[2:], ids=lambda make: make.__name__[5:])
def test_a_module_of_the_same_name_takes_the_place_of_one_that_cannot_be_read(folder, make):
    make(folder / "softmax.py")
    write(folder, "week/softmax.py")

    assert read(folder).sources == {"softmax": b"week/softmax.py"}


def test_a_link_to_a_folder_is_not_followed(folder):
    write(folder.parent, "bob/softmax.py")
    (folder / "mine").symlink_to(folder.parent / "bob")
    (folder / "loop").symlink_to(folder)
    (folder / "module.py").symlink_to(folder.parent / "bob")

    assert read(folder) == Submission("ada", {})


def test_names_with_blanks_and_letters_of_any_script_are_names(folder):
    write(folder, "my work/µ.py", "作业/模型.py", "a\nb.py")

    assert set(read(folder).sources) == {"µ", "模型", "a\nb"}


def test_students_are_the_folders_of_a_class_by_name(tmp_path):
    names = ["Zoë Ångström", "a\nb", "ada", "bob"]
    for name in reversed(names):
        (tmp_path / name).mkdir()

    assert list(find_submissions(tmp_path).items()) == [(n, tmp_path / n) for n in names]


def test_files_links_and_hidden_folders_are_no_students(tmp_path):
    for name in ("ada", ".git", "__MACOSX"):
        (tmp_path / name).mkdir()
    (tmp_path / "readme.txt").touch()
    (tmp_path / "bob").symlink_to(tmp_path / "ada")

    assert list(find_submissions(tmp_path)) == ["ada"]


def test_a_name_that_is_not_utf8_is_shown_with_escapes_and_can_be_read(tmp_path):
    folder = tmp_path / os.fsdecode(b"ad\xe9")
    folder.mkdir()
    write(folder, "softmax.py")

    ((student, place),) = find_submissions(tmp_path).items()

    assert student == r"ad\xe9"
    assert read_submission(place, student) == Submission(r"ad\xe9", {"softmax": b"softmax.py"})


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
