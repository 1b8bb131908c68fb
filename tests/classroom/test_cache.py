"""A result that is known from anywhere is not made again, and never taken for another."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.classroom import engine_digest
from autograder.classroom.cache import ResultCache, max_cache_bytes
from autograder.errors import UserError
from autograder.records import FunctionResult, SubmissionResult, encode_result

KEY = "ab" + "0" * 62
OTHER = "cd" + "0" * 62
ROOM = 1 << 20
FUNCTION = FunctionResult("softmax", "softmax_regression", "passed", 700, 700, ())
RECORD = SubmissionResult(
    student="ada", status="graded", score=700, max_score=700, stretch=0, max_stretch=0,
    functions=(FUNCTION,),
)  # fmt: skip


@pytest.fixture
def cache(tmp_path):
    return ResultCache(tmp_path / "results", ROOM)


def files_of(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_record_is_found_again_and_made_out_to_whoever_asks(cache):
    cache.save(KEY, RECORD)

    assert encode_result(cache.load(KEY, "ada")) == encode_result(RECORD)
    assert cache.load(KEY, "bob").student == "bob"
    assert cache.load(OTHER, "ada") is None


def test_no_name_of_a_student_is_kept(cache, tmp_path):
    cache.save(KEY, RECORD)

    (file,) = files_of(tmp_path)
    other = ResultCache(tmp_path / "other", ROOM)
    other.save(KEY, SubmissionResult(**{**as_dict(RECORD), "student": "bob"}))
    assert file.read_bytes() == files_of(tmp_path / "other")[0].read_bytes()


def as_dict(record):
    return {name: getattr(record, name) for name in record.__struct_fields__}


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "text", "folder"])
def test_a_damaged_entry_is_a_miss_and_is_made_anew(cache, tmp_path, damage):
    cache.save(KEY, RECORD)
    (file,) = files_of(tmp_path)
    data = bytearray(file.read_bytes())
    data[40] ^= 1
    file.unlink()
    if damage == "folder":
        file.mkdir()
    else:
        kinds = {"cut": data[:-1], "changed": data, "empty": b"", "text": b"x" * 100}
        file.write_bytes(kinds[damage])

    assert cache.load(KEY, "ada") is None
    cache.save(KEY, RECORD)
    assert (cache.load(KEY, "ada") == RECORD) == (damage != "folder")


def test_what_was_not_used_for_the_longest_time_makes_room(tmp_path):
    def key_of(number):
        return f"{number:02x}" + "0" * 62

    ResultCache(tmp_path, ROOM).save(KEY, RECORD)
    size = files_of(tmp_path)[0].stat().st_size
    cache = ResultCache(tmp_path, 5 * size)
    for number in range(10):
        cache.save(key_of(number), RECORD)
    for number, file in enumerate(sorted(files_of(tmp_path))):
        os.utime(file, (number, number))
    assert cache.load(key_of(0), "ada")  # the oldest, but used now

    cache.trim()

    kept = {number for number in range(10) if cache.load(key_of(number), "ada")}
    assert len(files_of(tmp_path)) == 4
    assert 0 in kept
    assert 1 not in kept


def test_a_run_that_has_saved_nothing_does_not_look_for_room(tmp_path):
    ResultCache(tmp_path, ROOM).save(KEY, RECORD)

    ResultCache(tmp_path, 1).trim()

    assert len(files_of(tmp_path)) == 1


def test_without_room_nothing_is_kept_and_nothing_is_known(tmp_path):
    ResultCache(tmp_path, ROOM).save(KEY, RECORD)
    none = ResultCache(tmp_path, 0)
    none.save(OTHER, RECORD)

    assert none.load(KEY, "ada") is None
    assert len(files_of(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path):
    (tmp_path / "file").touch()
    cache = ResultCache(tmp_path / "file" / "results", ROOM)

    cache.save(KEY, RECORD)
    cache.trim()

    assert cache.load(KEY, "ada") is None


def test_the_environment_decides_on_the_room(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_CACHE_MIB", "3")
    assert max_cache_bytes() == 3 << 20
    monkeypatch.delenv("AUTOGRADER_CACHE_MIB")
    assert max_cache_bytes() == 1 << 30
    for wrong in ("much", "-1", "1.5", ""):
        monkeypatch.setenv("AUTOGRADER_CACHE_MIB", wrong)
        with pytest.raises(UserError, match="expected a number of MiB"):
            max_cache_bytes()


# What the code is known by


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of a few files in the place of this one."""
    for name in (
        *("engine.py", "locale/zh.mo", "catalogue/softmax.py", "catalogue/sgd.py"),
        *("catalogue/versions/softmax.py", "catalogue/misconceptions/softmax.toml"),
        *("cli/grade.py", "reports/table.py", "classroom/store.py", "notes.txt"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(engine_digest, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ("engine.py", True),
        ("locale/zh.mo", True),
        ("catalogue/softmax.py", True),
        ("catalogue/versions/softmax.py", True),
        ("catalogue/misconceptions/softmax.toml", True),
        ("catalogue/sgd.py", False),
        ("cli/grade.py", False),
        ("reports/table.py", False),
        ("classroom/store.py", False),
        ("notes.txt", False),
    ],
)
def test_results_depend_on_the_code_that_shapes_them_and_on_no_other(package, changed, counts):
    digest = engine_digest.engine_digest.__wrapped__
    before = digest(("softmax",))
    (package / changed).write_text("changed")

    assert (digest(("softmax",)) != before) == counts


# The command

RIGHT = "def accuracy(y_hat, y): return (y_hat.argmax(axis=1) == y).float().mean().item()\n"
SLEEPS = "import time\ndef accuracy(y_hat, y): time.sleep(1000)\n"
COMMAND = (sys.executable, "-P", "-m", "autograder", "grade", "class", "--only", "accuracy")


@pytest.fixture
def classroom(tmp_path):
    wrong = RIGHT.replace("axis=1", "axis=0")
    for student, source in {"right": RIGHT, "twin": RIGHT, "wrong": wrong}.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "softmax_regression.py").write_text(source)
    return tmp_path


def grade(classroom: Path, out: str, *options: str) -> dict[str, bytes]:
    """Grades into a folder; returns what has to be the same on every run."""
    subprocess.run(
        [*COMMAND, "--out", out, "--jobs", "1", *options],
        cwd=classroom, check=True, capture_output=True, text=True,
        env=os.environ | {
            "AUTOGRADER_CACHE": str(classroom / "cache"), "AUTOGRADER_CACHE_MIB": "64",
        },
    )  # fmt: skip
    files = [*(classroom / out / "results").iterdir(), classroom / out / "grades.csv"]
    return {file.name: file.read_bytes() for file in files}


def graded_anew(classroom: Path, out: str) -> set[str]:
    """Who took time in the last run."""
    from autograder.classroom.store import Store

    return {s for s, g in Store(classroom / out).read_run().submissions.items() if g.seconds}


@pytest.mark.slow
def test_another_folder_gets_the_same_bytes_and_only_what_changed_is_graded(classroom):
    first = grade(classroom, "first", "--seed", "1")
    assert graded_anew(classroom, "first") == {"right", "twin", "wrong"}
    assert grade(classroom, "second", "--seed", "1") == first
    assert graded_anew(classroom, "second") == set()

    module = classroom / "class" / "wrong" / "softmax_regression.py"
    module.write_text(module.read_text() + "# changed\n")
    assert grade(classroom, "third", "--seed", "1") == first
    assert graded_anew(classroom, "third") == {"wrong"}

    assert grade(classroom, "fresh", "--seed", "1", "--fresh") == first
    assert graded_anew(classroom, "fresh") == {"right", "twin", "wrong"}

    others = grade(classroom, "zh", "--seed", "1", "--lang", "zh")
    assert graded_anew(classroom, "zh") == {"right", "twin", "wrong"}
    assert set(others) == set(first)
    grade(classroom, "seed", "--seed", "2")
    assert graded_anew(classroom, "seed") == {"right", "twin", "wrong"}


@pytest.mark.slow
def test_what_depended_on_the_clock_is_graded_again(classroom):
    (classroom / "class" / "wrong" / "softmax_regression.py").write_text(SLEEPS)
    options = ("--seed", "1", "--limit-seconds", "2")
    grade(classroom, "first", *options)
    started = time.monotonic()
    grade(classroom, "second", *options)

    assert graded_anew(classroom, "second") == {"wrong"}
    assert time.monotonic() - started > 2
