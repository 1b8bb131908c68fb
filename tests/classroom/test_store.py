"""What a class's folder holds is whole, whatever a student is called and whatever breaks."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.store import (
    MAX_NAME_BYTES,
    BusyError,
    Graded,
    Run,
    Store,
    file_stem,
    versions,
)
from autograder.errors import UserError
from autograder.files import write_atomically
from autograder.records import FunctionResult, SubmissionResult, encode_result
from autograder.seeds import SEED_BITS
from autograder.worker.client import Limits

RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=700,
    max_score=700,
    stretch=0,
    max_stretch=0,
    functions=(FunctionResult("softmax", "softmax_regression", "passed", 700, 700, ()),),
)
RUN = Run(
    seed=2**SEED_BITS - 1,
    students=["Zoë\n", "ada"],
    limits=Limits(call_seconds=0.1, submission_seconds=7),
    exercises=["softmax", "accuracy"],
    jobs=2,
    versions={"python": "3.11.7"},
    submissions={"ada": Graded("f00d", 1.234), "Zoë\n": Graded("beef", 0.0)},
)


def record_of(student):
    return msgspec.structs.replace(RECORD, student=student)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "grades")


def files_in(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


# The run


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("missing_protections", ["magic"]),
        ("missing_protections", ["\x1b[2J\n::error::"]),
        ("limits", {"call_seconds": None}),
        ("seed", 1.5),
    ],
)
def test_a_run_that_was_changed_by_hand_is_refused(store, name, value):
    store.write_run(RUN)
    path = store.folder / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(UserError, match=r"run\.json can't be read .*restore it"):
        store.read_run()


# Files


def test_a_file_is_replaced_and_not_written_over(tmp_path):
    """Who has opened the old file goes on to read the old one."""
    path = tmp_path / "run.json"
    write_atomically(path, b"old")

    with path.open("rb") as opened:
        write_atomically(path, b"new and longer")
        assert opened.read() == b"old"

    assert path.read_bytes() == b"new and longer"
    assert files_in(tmp_path) == ["run.json"]


def test_a_write_that_fails_leaves_all_as_it_was(tmp_path):
    (tmp_path / "run.json" / "inside").mkdir(parents=True)

    with pytest.raises(OSError, match=r"run\.json"):
        write_atomically(tmp_path / "run.json", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_written_file_can_be_read_by_others(tmp_path):
    write_atomically(tmp_path / "grades.csv", b"")

    assert (tmp_path / "grades.csv").stat().st_mode & 0o777 == 0o644


# Names

PLAIN = st.text(st.sampled_from("aA0.-_@+, ~%'é模"), min_size=1, max_size=8)
NASTY = st.text(st.sampled_from("aA.%/\\:*2F5~\0\n\x1b\u202e é"), max_size=8)
LONG = st.tuples(st.sampled_from("a/é模"), st.integers(30, 300), NASTY).map(
    lambda parts: parts[0] * parts[1] + parts[2]
)
NAMES = PLAIN | NASTY | LONG | st.text()


@given(st.lists(NAMES, min_size=2, max_size=5, unique=True))
def test_different_students_have_different_files(students):
    assert len({file_stem(student) for student in students}) == len(students)


@given(NAMES)
def test_a_stem_is_a_safe_name_of_a_file_in_this_folder(student):
    name = f"{file_stem(student)}.json"

    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".") or not student
    assert name.isprintable()
    assert len(name.encode()) <= MAX_NAME_BYTES + len(".json")


@pytest.mark.parametrize(
    ("student", "stem"),
    [
        ("ada", "ada"),
        ("Lovelace, Ada_1+2@uni.edu", "Lovelace, Ada_1+2@uni.edu"),
        ("Zoë 模型", "Zoë 模型"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        (".hidden", "%2Ehidden"),
        ("a%2Fb", "a%252Fb"),
        ("a\nb\0", "a%0Ab%00"),
        (r"ad\xe9", "ad%5Cxe9"),
    ],
)
def test_a_stem_can_be_read_and_turned_back(student, stem):
    assert file_stem(student) == stem


@pytest.mark.parametrize(
    "student",
    ["ada", "../../ada", "/etc/passwd", ".", "..", "a\nb", "a\0b", "x" * 255, "模" * 85, "/" * 255],
)
def test_a_record_is_found_under_any_name(store, student):
    store.write_result(record_of(student))

    assert store.result(student) == record_of(student)
    assert len(files_in(store.folder)) == 1
    assert files_in(store.folder)[0].startswith("results/")


# Records


def test_a_student_without_a_record_has_none(store):
    assert store.result("ada") is None
    assert list(store.results()) == []


def test_a_record_is_kept_as_the_bytes_of_its_encoding(store):
    store.write_result(RECORD)

    assert (store.folder / "results" / "ada.json").read_bytes() == encode_result(RECORD)


def test_a_later_record_takes_the_place_of_an_earlier(store):
    store.write_result(RECORD)
    better = msgspec.structs.replace(RECORD, stretch=1)
    store.write_result(better)

    store.write_run(RUN)
    assert list(store.results()) == [better]


def test_results_are_those_of_the_students_of_the_last_run(store):
    for student in ["ada", "left", "Zoë\n"]:
        store.write_result(record_of(student))
    store.write_run(RUN)

    assert [result.student for result in store.results()] == RUN.students


def test_a_student_who_is_not_graded_yet_has_no_result(store):
    store.write_result(RECORD)
    store.write_run(RUN)

    assert list(store.results()) == [RECORD]


DAMAGES = {
    "empty": b"",
    "cut-off": encode_result(RECORD)[:-20],
    "no-record": b"{}\n",
    "another-schema": encode_result(RECORD).replace(b"result/v1", b"result/v9"),
    "no-json": b"\x89PNG",
}


@pytest.mark.parametrize("damaged", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_record_is_as_good_as_none_when_grading(store, damaged):
    (store.folder / "results" / "ada.json").write_bytes(damaged)

    assert store.result("ada") is None


@pytest.mark.parametrize("damaged", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_record_is_named_when_reporting(store, damaged):
    store.write_run(RUN)
    (store.folder / "results" / "ada.json").write_bytes(damaged)

    with pytest.raises(UserError, match=r"ada\.json is not a result record"):
        list(store.results())


def test_a_new_folder_knows_of_no_run(store):
    assert store.read_run() is None


def test_a_run_is_read_back_as_it_was_written(store):
    store.write_run(RUN)

    assert store.read_run() == RUN


def test_a_run_can_be_read_by_another_process_that_opens_the_folder(store):
    store.write_run(RUN)

    assert Store(store.folder).read_run() == RUN


def test_each_graded_submission_is_known_to_a_run_that_was_stopped(store):
    store.write_run(msgspec.structs.replace(RUN, submissions={"old": Graded("kept", 1.0)}))
    written = (store.folder / "run.json").read_bytes()
    store.note("ada", Graded("f00d", 0.5))
    store.note("Zoë\n", Graded("beef", 0.25))

    before = Store(store.folder).read_run()

    assert before.submissions == {
        "old": Graded("kept", 1.0),
        "ada": Graded("f00d", 0.5),
        "Zoë\n": Graded("beef", 0.25),
    }
    assert before.seed == RUN.seed
    assert (store.folder / "run.json").read_bytes() == written


def test_what_was_noted_is_part_of_the_run_when_it_ends(store):
    store.write_run(RUN)
    store.note("ada", Graded("f00d", 0.5))
    store.write_run(RUN)

    assert files_in(store.folder) == ["run.json"]
    assert Store(store.folder).read_run() == RUN


def test_a_run_lists_its_submissions_by_name_whatever_was_finished_first(store):
    graded = {student: Graded(student, 0.0) for student in ["b", "c", "a"]}
    store.write_run(msgspec.structs.replace(RUN, submissions=graded))

    assert list(Store(store.folder).read_run().submissions) == ["a", "b", "c"]


@pytest.mark.parametrize("length", [1, 20, 58])
@pytest.mark.parametrize("junk", [b"", b"\0" * 50, b"{}\n", b"\xff\xfe\n[]\n"])
def test_a_line_that_was_cut_off_costs_itself_only(store, length, junk):
    store.write_run(msgspec.structs.replace(RUN, submissions={}))
    store.note("ada", Graded("f00d", 0.5))
    store.note("bob", Graded("beef", 0.5))
    journal = store.folder / "journal.jsonl"
    first, second = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(first + second[: min(length, len(second) - 2)] + junk)

    assert Store(store.folder).read_run().submissions == {"ada": Graded("f00d", 0.5)}


def test_the_record_of_another_student_is_not_believed(store):
    store.write_run(RUN)
    data = encode_result(record_of("bob"))
    (store.folder / "results" / "ada.json").write_bytes(data)

    assert store.result("ada") is None
    with pytest.raises(UserError, match=r"ada\.json is the record of 'bob', not of 'ada'"):
        list(store.results())


def test_a_run_is_json_that_names_its_schema(store):
    store.write_run(RUN)
    document = json.loads((store.folder / "run.json").read_bytes())

    assert document["schema"] == "autograder/run/v1"
    assert document["seed"] == 9007199254740991
    assert document["limits"]["call_seconds"] == 0.1
    assert document["submissions"]["ada"] == {"fingerprint": "f00d", "seconds": 1.234}


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"seed": 1', id="cut-off"),
        pytest.param(b"{}", id="no-seed"),
        pytest.param(b"[]", id="a-list"),
        pytest.param(b"\xff\xfe", id="no-json"),
        pytest.param(msgspec.json.encode(RUN).replace(b"run/v1", b"run/v9"), id="later-schema"),
        pytest.param(msgspec.json.encode(RUN).replace(b"9007199254740991", b'"1"'), id="seed-text"),
    ],
)
def test_a_damaged_run_is_not_written_over_with_another_seed(store, damaged):
    (store.folder / "run.json").write_bytes(damaged)

    with pytest.raises(UserError, match=r"run\.json can't be read .* seed .* another folder"):
        store.read_run()

    assert (store.folder / "run.json").read_bytes() == damaged


def test_a_folder_in_the_place_of_the_run_is_damage_too(store):
    (store.folder / "run.json").mkdir()

    with pytest.raises(UserError, match="can't be read"):
        store.read_run()


# The folder


def test_opening_an_earlier_folder_keeps_what_is_in_it(store):
    store.write_result(RECORD)
    store.write_run(RUN)
    before = files_in(store.folder)

    Store(store.folder)

    assert files_in(store.folder) == before == ["results/ada.json", "run.json"]


def test_a_folder_within_missing_folders_is_made(tmp_path):
    Store(tmp_path / "a" / "b").write_result(RECORD)

    assert files_in(tmp_path) == ["a/b/results/ada.json"]


@pytest.mark.parametrize("place", ["file", "file/grades", "link"])
def test_a_place_that_cannot_be_written_is_wrong_use(tmp_path, place):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere/at/all")

    with pytest.raises(UserError, match="can't be written"):
        Store(tmp_path / place)


def test_a_run_names_the_versions_that_its_results_depend_on():
    names = {"autograder", "python", "machine", "torch", "numpy", "hypothesis", "msgspec"}

    assert set(versions()) == names
    assert all(versions().values())


# One run at a time


def test_a_folder_belongs_to_one_run_at_a_time(store):
    busy = pytest.raises(BusyError, match=r"Another run is grading into .*grades")
    with store.alone(), busy, Store(store.folder).alone():
        pass
    with Store(store.folder).alone():
        pass


def test_a_run_that_was_killed_does_not_keep_the_folder(store):
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from autograder.classroom.store import Store\n"
        "with Store(Path(sys.argv[1])).alone():\n"
        "    print('mine', flush=True)\n    time.sleep(1000)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, store.folder], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "mine\n"
    with pytest.raises(BusyError), store.alone():
        pass
    other.kill()
    other.communicate()
    with store.alone():
        pass


def test_a_run_sweeps_up_what_a_killed_one_has_left_and_nothing_else(store):
    store.write_result(RECORD)
    keep = [".gitignore", "results/.DS_Store", "notes.part", "results/ada.json"]
    for name in keep[:-1]:
        (store.folder / name).touch()
    for target in ("run.json", "results/ada.json"):
        leave_half_a_file(store.folder / target)
    assert len(files_in(store.folder)) == len(keep) + 2

    with store.alone():
        assert files_in(store.folder) == sorted(keep)


def leave_half_a_file(path):
    """As a process does that is killed while it writes."""
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom autograder import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), 9)\n"
        "files.write_atomically(Path(sys.argv[1]), b'half')\n"
    )
    subprocess.run([sys.executable, "-c", program, path], check=False)


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("results/ada.json", lambda store: store.write_result(RECORD)),
        ("grades.csv", lambda store: store.write("grades.csv", b"student\n")),
        ("run.json", lambda store: store.write_run(RUN)),
        ("journal.jsonl", lambda store: store.note("ada", Graded("f00d", 0.5))),
    ],
)
def test_what_cannot_be_written_is_said_with_what_to_do(store, monkeypatch, name, write, reason):
    def fail(*_, **__):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr("autograder.classroom.store.write_atomically", fail)
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(UserError) as error:
        write(store)
    assert str(error.value) == (
        f"{store.folder / name} can't be written: {os.strerror(reason)}. All that was graded "
        "before is kept: mend this, then run the same command again to go on."
    )
