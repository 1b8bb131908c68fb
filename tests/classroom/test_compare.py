"""Two runs are told apart student by student, property by property."""

import csv
import json
import subprocess
import sys

import msgspec
import pytest

from autograder.classroom.compare import compare
from autograder.classroom.store import Run, Store
from autograder.errors import UserError
from autograder.records import FunctionResult, PropertyResult, SubmissionResult
from autograder.worker.client import Limits

RUN = Run(
    seed=1, students=[], limits=Limits(), exercises=["softmax", "sgd"], jobs=1,
    versions={"torch": "2.13.0", "python": "3.11.7"},
)  # fmt: skip
NASTY = "=<b>ada</b>\u202e\n"


def prop(identifier: str, points: int, *, holds: bool) -> PropertyResult:
    status = "passed" if holds else "failed"
    kind = "core" if points else "stretch"
    title = f"{identifier} <i>holds</i>"
    return PropertyResult(identifier, title, kind, status, points * holds, points, 100)


def softmax(**held: bool) -> FunctionResult:
    """Points are 400 for `sums`, 300 for `shift`, and a badge for `large`."""
    worth = {"sums": 400, "shift": 300, "large": 0}
    properties = tuple(prop(n, worth[n], holds=held.get(n, False)) for n in worth)
    score = sum(p.points for p in properties)
    status = "passed" if score == 700 else "failed"
    return FunctionResult("softmax", "softmax_regression", status, score, 700, properties)


def record(student: str, *functions: FunctionResult, status: str = "graded") -> SubmissionResult:
    return SubmissionResult(
        student=student, status=status, score=sum(f.score for f in functions),
        max_score=sum(f.max_score for f in functions),
        stretch=0, max_stretch=1, functions=functions,
    )  # fmt: skip


def store_of(folder, *records: SubmissionResult, **options) -> Store:
    store = Store(folder)
    run = msgspec.structs.replace(RUN, students=[r.student for r in records], **options)
    store.write_run(run)
    for one in records:
        store.write_result(one)
    return store


@pytest.fixture
def folders(tmp_path):
    """Somebody who gained, who lost, who is the same, and who changed without points."""
    before = store_of(
        tmp_path / "before",
        record(NASTY, softmax(sums=True)),
        record("bob", softmax(sums=True, shift=True)),
        record("eve", softmax(sums=True)),
        record("badge", softmax()),
        record("left", softmax()),
        record("broken", softmax(), status="grader_error"),
    )
    after = store_of(
        tmp_path / "after",
        record(NASTY, softmax(sums=True, shift=True)),
        record("bob", softmax(shift=True)),
        record("eve", softmax(sums=True)),
        record("badge", softmax(large=True)),
        record("came", softmax()),
        record("broken", softmax(sums=True)),
        seed=2, exercises=["softmax", "accuracy"], points={"softmax": 700},
        versions={"torch": "2.14.0", "python": "3.11.7"},
    )  # fmt: skip
    return before, after


def test_who_gained_and_who_lost_is_told_with_the_property(folders):
    comparison = compare(*folders)
    told = {c.student: (c.gain, [p.id for p in c.properties]) for c in comparison.changes}

    assert told == {NASTY: (300, ["shift"]), "bob": (-400, ["sums"]), "badge": (0, ["large"])}
    assert (comparison.gained, comparison.lost, comparison.same) == (1, 1, 1)
    assert comparison.only_before == ["left"]
    assert comparison.only_after == ["came"]
    assert comparison.faulty == ["broken"]


def test_what_was_not_the_same_in_the_runs_is_named(folders):
    assert compare(*folders).differences == [
        "sgd: graded in the first only",
        "accuracy: graded in the second only",
        "the seed: 1, then 2",
        "torch: 2.13.0, then 2.14.0",
        "points of softmax: its own, then 7",
    ]


def test_a_run_is_the_same_as_itself(folders):
    comparison = compare(folders[0], folders[0])

    assert (comparison.differences, comparison.changes) == ([], [])
    assert comparison.same == 5


def test_other_points_for_the_same_work_are_a_difference(tmp_path):
    cheap = softmax(sums=True)
    half = tuple(
        msgspec.structs.replace(p, points=p.points // 2, max_points=p.max_points // 2)
        for p in cheap.properties
    )
    dear = msgspec.structs.replace(cheap, score=200, max_score=350, properties=half)
    comparison = compare(
        store_of(tmp_path / "a", record("ada", cheap)),
        store_of(tmp_path / "b", record("ada", dear)),
    )

    assert [(c.student, c.gain) for c in comparison.changes] == [("ada", -200)]


def test_a_property_that_was_not_there_before_counts_from_nothing(tmp_path):
    old = softmax(sums=True, shift=True)
    older = msgspec.structs.replace(old, score=400, properties=old.properties[:1])
    comparison = compare(
        store_of(tmp_path / "a", record("ada", older)), store_of(tmp_path / "b", record("ada", old))
    )

    (change,) = comparison.changes
    assert next((p.id, p.before, p.gain) for p in change.properties) == ("shift", None, 300)


def test_runs_of_different_functions_cannot_be_compared(tmp_path):
    with pytest.raises(UserError, match="have no function in common: softmax and sgd"):
        compare(
            store_of(tmp_path / "a", exercises=["softmax"]),
            store_of(tmp_path / "b", exercises=["sgd"]),
        )


# The command


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "compare", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_prints_and_writes_what_differs(folders, tmp_path):
    before = snapshot(tmp_path)
    done = run("before", "after", "--csv", "c.csv", "--html", "c.html", cwd=tmp_path)

    assert done.returncode == 3  # one has no score, by a fault of the grader
    assert "Not the same: torch: 2.13.0, then 2.14.0" in done.stdout
    assert "1 gained, 1 lost, 1 differ at the same points, 1 unchanged." in done.stdout
    assert "Only in the first: left" in done.stdout
    assert "softmax -4: - sums <i>holds</i>" in done.stdout
    assert "\u202e" not in done.stdout
    rows = list(csv.reader((tmp_path / "c.csv").read_text().splitlines()))
    assert rows[0][:3] == ["student", "function", "property"]
    assert rows[1] == [
        "'=<b>ada</b>\\u202e ", "softmax", "shift", "shift <i>holds</i>", "0", "3", "+3",
        "failed", "passed",
    ]  # fmt: skip
    assert [row[0] for row in rows[2:]] == ["badge", "bob"]
    page = (tmp_path / "c.html").read_text()
    assert "<b>ada" not in page
    assert "<i>holds" not in page
    assert "&lt;b&gt;ada" in page
    assert "\u202e" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert {n: d for n, d in snapshot(tmp_path).items() if not n.startswith("c.")} == before


def snapshot(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_comparison_without_faults_is_complete(tmp_path):
    store_of(tmp_path / "a", record("ada", softmax()))
    done = run("a", "a", cwd=tmp_path)

    assert done.returncode == 0
    assert "0 gained, 0 lost, 0 differ at the same points, 1 unchanged." in done.stdout


@pytest.mark.parametrize("broken", ["nothing", "record", "run", "file"])
def test_what_cannot_be_compared_is_wrong_use(tmp_path, broken):
    store_of(tmp_path / "a", record("ada", softmax()))
    store_of(tmp_path / "b", record("ada", softmax()))
    options = ["--csv", "none/c.csv"] if broken == "file" else []
    if broken == "nothing":
        (tmp_path / "b" / "run.json").unlink()
    elif broken != "file":
        name = "run.json" if broken == "run" else "results/ada.json"
        (tmp_path / "b" / name).write_text(json.dumps({"schema": "other"}))
    done = run("a", "b", *options, cwd=tmp_path)

    said = {
        "nothing": "b holds no results", "record": "ada.json is not a result record",
        "run": "run.json can't be read", "file": "none/c.csv can't be written",
    }  # fmt: skip
    assert (done.returncode, said[broken] in done.stderr) == (2, True), done.stderr
