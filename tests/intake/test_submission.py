"""A submission is read without running it, whatever lies in its folder."""

import contextlib
import os
import socket

import pytest
from shapes import notebook_of, zip_of

from autograder.errors import UserError
from autograder.files import UnreadableError, read_file
from autograder.intake import files, names
from autograder.intake import submission as intake
from autograder.intake.submission import Submission, read_submission

MAX_MODULES = intake.MAX_FILES["module"]
MAX_SOURCE_BYTES = intake.MAX_FILE_BYTES["module"]


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


def problems(submission):
    return tuple(problem.said for problem in submission.problems)


def test_a_folder_is_read_as_the_bytes_of_its_modules(folder):
    (folder / "softmax_regression.py").write_bytes(b"\xff\r\nno text\0")
    (folder / "empty.py").touch()
    (folder / "notes.txt").write_text("not a module")
    (folder / "without_suffix").write_text("not a module")

    assert read(folder) == Submission(
        "ada", {"empty.py": b"", "softmax_regression.py": b"\xff\r\nno text\0"}
    )


def test_a_single_module_is_a_submission(folder):
    write(folder, "softmax.py", "other.py")

    assert read(folder / "softmax.py") == Submission("ada", {"softmax.py": b"softmax.py"})


def test_of_an_empty_folder_it_is_said_that_it_is(folder):
    assert problems(read(folder)) == ("the folder holds no files",)


@pytest.mark.parametrize("name", ["work.rar", "work.7z", "work.tar.gz", "week/Work.TGZ"])
def test_archives_of_other_kinds_are_ignored_and_named(folder, name):
    write(folder, name, "softmax.py")

    assert problems(read(folder)) == (f"{name} was ignored: of archives, only .zip is read",)


def test_files_that_hold_no_code_are_named_if_there_are_no_others(folder):
    write(folder, "report.pdf", "notes.docx", ".DS_Store")
    assert problems(read(folder)) == ("notes.docx, report.pdf was ignored: it is no .py or .ipynb",)
    write(folder, "softmax.py")
    assert problems(read(folder)) == ()


@pytest.mark.parametrize("path", ["nowhere", "nowhere.py", "notes.txt", "notes.txt/module.py"])
def test_a_path_to_nothing_that_can_be_read_is_wrong_use(folder, path):
    (folder / "notes.txt").write_text("not a module")

    with pytest.raises(UserError, match=r"expected a \.py file or a folder"):
        read(folder / path)


def test_folders_are_read_two_deep_and_deeper_ones_are_named(folder):
    write(folder, "one.py", "a/two.py", "a/b/three.py", "a/b/c/four.py", "a/b/c/d/five.py")

    assert set(read(folder).files) == {"one.py", "a/two.py", "a/b/three.py"}
    assert problems(read(folder)) == (
        "a/b/c was not looked into: it lies more than 2 folders deep",
    )


@pytest.mark.parametrize("hidden", [".git", ".venv", "__pycache__", "__MACOSX"])
def test_hidden_folders_are_left_out_at_every_level(folder, hidden):
    write(folder, f"{hidden}/a.py", f"week/{hidden}/b.py", "week/c.py")

    assert set(read(folder).files) == {"week/c.py"}


def test_a_folder_that_can_not_be_listed_is_named_and_the_others_are_read(folder, monkeypatch):
    write(folder, "one.py", "locked/two.py", "open/three.py")
    opened = os.open

    def refuse(path, *arguments, **options):
        """Refuses as the kernel would, which root can't be refused by."""
        if path == "locked":
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)

    assert set(read(folder).files) == {"one.py", "open/three.py"}
    assert problems(read(folder)) == ("locked can't be looked into: Permission denied",)


def test_a_folder_named_like_a_module_is_a_folder(folder):
    write(folder, "softmax.py/inner.py")

    assert read(folder) == Submission("ada", {"softmax.py/inner.py": b"softmax.py/inner.py"})


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

    assert submission.files == {chosen: chosen.encode()}
    assert problems(submission) == tuple(
        f"{path} was ignored: there is another z.py" for path in ignored
    )


def test_modules_are_found_in_one_order_however_the_disk_has_them(folder):
    paths = ["b.py", "a.py", "z/c.py", "y/d.py", "y/x/e.py"]
    write(folder, *paths)

    assert list(read(folder).files) == ["a.py", "b.py", "y/d.py", "z/c.py", "y/x/e.py"]


def test_no_more_modules_are_read_than_the_limit(folder):
    write(folder, *(f"m{number:03}.py" for number in range(MAX_MODULES + 2)))
    submission = read(folder)

    assert list(submission.files) == [f"m{number:03}.py" for number in range(MAX_MODULES)]
    assert problems(submission) == (
        f"m050.py was ignored: there are more than {MAX_MODULES} modules",
        f"m051.py was ignored: there are more than {MAX_MODULES} modules",
    )


def in_a_folder(place, files):
    write(place, *files)
    for path, text in files.items():
        (place / path).write_bytes(text)
    return place


def in_an_archive(place, files):
    (place / "ada.zip").write_bytes(zip_of(files))
    return place / "ada.zip"


def in_an_archive_among_others(place, files):
    for name in "abcdef":
        (place / f"{name}.zip").write_bytes(zip_of({f"{name}{n}.py": b"" for n in range(60)}))
    (place / "softmax_regression.zip").write_bytes(zip_of(files))
    return place


def each_by_itself(place, files):
    in_a_folder(place, files)
    return {path.rpartition("/")[2]: place / path for path in files}


OTHERS = {f"a{number:02}.py": b"" for number in range(60)}


class TestMoreThanAreRead:
    """What is wanted is read, wherever the alphabet has it."""

    @pytest.mark.parametrize(
        "hand_in", [in_a_folder, in_an_archive, in_an_archive_among_others, each_by_itself]
    )
    @pytest.mark.parametrize(
        "wanted",
        [
            "softmax_regression.py",
            "zz/softmax_regression.py",
            "zz/zz/linear_regression.py",
            "Softmax-Regression (2).py",
            "zz/my softmax_regression final.py.txt",
            "zz/sofmax_regression.py",
            "zz/image_dataset.PY",
            "zz.ipynb",
            "zz/zz/softmax_regression.ipynb",
        ],
    )
    def test_what_may_be_wanted_is_read(self, folder, hand_in, wanted):
        submission = read(hand_in(folder, {**OTHERS, wanted: b"x = 1"}))
        assert any(path.endswith(wanted.rpartition("/")[2]) for path in submission.files)
        assert sum(path.endswith(".py") for path in submission.files) <= MAX_MODULES

    def test_what_is_left_out_is_named_in_one_note(self, folder):
        submission = read(in_a_folder(folder, {**OTHERS, "softmax_regression.py": b""}))
        left_out = ", ".join(sorted(set(OTHERS) - set(submission.files)))
        assert left_out.startswith("a49.py, a50.py")
        said = f"{left_out} was ignored: there are more than {MAX_MODULES} modules"
        assert problems(submission) == (said,)

    def test_what_it_imports_is_read_next(self, folder):
        files = {
            **OTHERS,
            "zz/softmax_regression.py": b"import os, zhelp as h\nfrom ztools import *\n",
            "zz/zhelp.py": b"from . import zdeep",
            "zz/zz/zdeep.py": b"",
            "ztools.py": b"",
            "zother.py": b"",
        }
        found = read(in_a_folder(folder, files)).files
        assert set(files) - set(OTHERS) - set(found) == {"zother.py"}
        assert len(found) == MAX_MODULES

    def test_twenty_notebooks_leave_room_for_the_one_that_is_wanted(self, folder):
        others = {f"a{number:02}.ipynb": b"" for number in range(30)}
        files = {**others, "zz/zz/linear_regression_concise.ipynb": notebook_of("x = 1")}
        assert "zz/zz/linear_regression_concise.ipynb" in read(in_a_folder(folder, files)).files

    def test_it_comes_before_others_that_fill_up_all_bytes(self, folder):
        files = {f"a{n}.py": b"#" * MAX_SOURCE_BYTES for n in range(4)}
        submission = read(in_a_folder(folder, {**files, "softmax_regression.py": b"x = 1"}))
        assert list(submission.files) == ["a0.py", "a1.py", "a2.py", "softmax_regression.py"]

    def test_of_two_that_are_wanted_the_one_higher_up_counts_as_ever(self, folder):
        files = {**OTHERS, "z/softmax_regression.py": b"", "z/a/softmax_regression.py": b""}
        assert "z/softmax_regression.py" in read(in_a_folder(folder, files)).files

    def test_thousands_are_put_in_order_at_once(self, folder, monkeypatch):
        """Comparing two names in full takes long; most can't be alike."""
        compared = []
        alike = names.difflib.SequenceMatcher
        monkeypatch.setattr(
            names.difflib, "SequenceMatcher", lambda *given: compared.append(given) or alike(*given)
        )
        read(in_an_archive(folder, {f"{'x' * (n % 90)}{n}.py": b"" for n in range(9000)}))
        assert len(compared) < 9000


def test_as_many_modules_as_the_limit_are_no_problem(folder):
    write(folder, *(f"m{number:03}.py" for number in range(MAX_MODULES)))

    assert problems(read(folder)) == ()


def test_a_module_as_large_as_the_limit_is_read(folder):
    (folder / "large.py").write_bytes(b"#" * MAX_SOURCE_BYTES)

    assert len(read(folder).files["large.py"]) == MAX_SOURCE_BYTES


def test_a_larger_module_is_a_problem_and_the_others_are_read(folder):
    (folder / "huge.py").write_bytes(b"#" * (MAX_SOURCE_BYTES + 1))
    write(folder, "small.py")
    submission = read(folder)

    assert set(submission.files) == {"small.py"}
    assert problems(submission) == (
        "huge.py can't be read: it has 1048577 bytes; at most 1048576 are read",
    )


def test_a_sparse_file_of_a_terabyte_is_not_read(folder):
    with (folder / "sparse.py").open("wb") as file:
        file.truncate(1 << 40)

    assert read(folder).files == {}


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

    assert submission.files == {"plain.py": b"plain.py"}
    (problem,) = problems(submission)
    assert problem.startswith("strange.py can't be read: ")


@pytest.mark.parametrize("make", STRANGE_FILES[2:], ids=lambda make: make.__name__[5:])
def test_a_module_of_the_same_name_takes_the_place_of_one_that_cannot_be_read(folder, make):
    make(folder / "softmax.py")
    write(folder, "week/softmax.py")

    assert read(folder).files == {"week/softmax.py": b"week/softmax.py"}


def test_a_link_to_a_folder_is_not_followed_and_that_is_said(folder):
    write(folder.parent, "bob/softmax.py")
    (folder / "mine").symlink_to(folder.parent / "bob")
    (folder / "loop").symlink_to(folder)
    (folder / "module.py").symlink_to(folder.parent / "bob")

    submission = read(folder)

    assert not submission.files
    assert problems(submission) == tuple(
        f"{name} was ignored: it is a link" for name in ("loop", "mine", "module.py")
    )


def test_names_with_blanks_and_letters_of_any_script_are_names(folder):
    write(folder, "my work/µ.py", "作业/模型.py", "a\nb.py")

    assert set(read(folder).files) == {"my work/µ.py", "作业/模型.py", "a\nb.py"}


def test_a_folder_put_in_the_place_of_another_while_it_is_read_is_not_entered(folder, monkeypatch):
    """Between listing and reading, `week` becomes a link to the solutions."""
    write(folder, "week/softmax.py")
    write(folder.parent, "secret/softmax.py")
    listed = files.Folder.list

    def list_and_swap(self):
        found = listed(self)
        (folder / "week").rename(folder / "old")
        (folder / "week").symlink_to(folder.parent / "secret")
        return found

    monkeypatch.setattr(files.Folder, "list", list_and_swap)

    assert problems(read(folder)) == ("week/softmax.py can't be read: it is a link",)


def test_a_file_that_grows_while_it_is_read_is_not_read_beyond_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "m.py"
    path.write_bytes(b"x" * 11)
    real = os.fstat(os.open(path, os.O_RDONLY))
    small = os.stat_result([*real[:6], 3, *real[7:]])
    monkeypatch.setattr(os, "fstat", lambda _: small)

    with pytest.raises(UnreadableError, match="at most 10 are read"):
        read_file(path, 10)


def test_a_folder_with_too_many_files_is_not_looked_through_to_the_end(folder, monkeypatch):
    monkeypatch.setattr(files, "MAX_LISTED", 5)
    write(folder, *(f"a/{n}.py" for n in range(5)), "b/x.py", "c/y.py")

    assert "there are more than 5 files; not all were looked at" in problems(read(folder))


def test_notebooks_are_read_and_counted_apart_from_modules(folder, monkeypatch):
    monkeypatch.setitem(intake.MAX_FILES, "notebook", 2)
    write(folder, "a.py", "a.ipynb", "b.ipynb", "week/a.ipynb", "c.ipynb")
    submission = read(folder)

    assert list(submission.files) == ["a.ipynb", "a.py", "b.ipynb"]
    assert problems(submission) == (
        "c.ipynb was ignored: there are more than 2 notebooks",
        "week/a.ipynb was ignored: there is another a.ipynb",
    )


def test_notebooks_may_be_larger_than_modules_but_not_endless(folder):
    largest = intake.MAX_FILE_BYTES["notebook"]
    (folder / "a.ipynb").write_bytes(b" " * largest)
    (folder / "b.ipynb").write_bytes(b" " * (largest + 1))
    submission = read(folder)

    assert [len(data) for data in submission.files.values()] == [largest]
    assert "b.ipynb can't be read: it has 8388609 bytes" in problems(submission)[0]


def test_all_files_together_have_a_limit(folder, monkeypatch):
    monkeypatch.setitem(intake.MAX_ALL_BYTES, "module", 10)
    for name in "abc":
        (folder / f"{name}.py").write_bytes(b"#" * 5)

    assert problems(read(folder)) == (
        "c.py can't be read: with it, the submission's modules have more than 10 bytes in all",
    )


def test_misnamed_files_are_read_as_well(folder):
    names = ["a b.py", "Copy (1).PY", "c.py.txt", "d .py", "e.ipynb.json"]
    write(folder, *names)

    assert set(read(folder).files) == set(names)


def test_misnamed_files_do_not_compete_with_proper_ones_for_their_names(folder):
    write(folder, "a.PY", "a.py", "a.py.txt")

    assert set(read(folder).files) == {"a.PY", "a.py", "a.py.txt"}


def test_an_archive_is_a_submission(tmp_path):
    (tmp_path / "ada.zip").write_bytes(zip_of({"ada/softmax.py": b"x = 1", "ada/b.txt": b""}))

    assert read(tmp_path / "ada.zip") == Submission("ada", {"ada.zip/ada/softmax.py": b"x = 1"})


def test_an_archive_in_a_folder_is_part_of_it(folder):
    write(folder, "softmax.py")
    (folder / "work.zip").write_bytes(zip_of({"softmax.py": b"", "linear.py": b"x = 1"}))
    submission = read(folder)

    assert submission.files == {"softmax.py": b"softmax.py", "work.zip/linear.py": b"x = 1"}
    assert problems(submission) == ("work.zip/softmax.py was ignored: there is another softmax.py",)


def test_a_damaged_archive_is_a_problem_and_the_others_are_read(folder):
    write(folder, "softmax.py", "work.zip")

    assert problems(read(folder)) == ("work.zip can't be read: it is not a whole zip archive",)


def test_no_more_archives_are_opened_than_the_limit(folder):
    for n in range(intake.MAX_ARCHIVES + 1):
        (folder / f"{n}.zip").write_bytes(zip_of({f"m{n}.py": b""}))
    submission = read(folder)

    assert len(submission.files) == intake.MAX_ARCHIVES
    assert problems(submission) == ("5.zip was ignored: there are more than 5 archives",)


def test_a_single_notebook_is_a_submission(folder):
    (folder / "softmax.ipynb").write_bytes(notebook_of("x = 1"))

    assert list(read(folder / "softmax.ipynb").files) == ["softmax.ipynb"]


def test_a_path_to_a_fifo_is_wrong_use(folder):
    make_fifo(folder / "softmax.py")

    with pytest.raises(UserError, match="is neither a file nor a folder"):
        read(folder / "softmax.py")
