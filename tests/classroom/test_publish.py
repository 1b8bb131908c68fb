"""The folder of a class holds a page for each student and a report, and both can be made again."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from classes import class_of
from pages import Page

from autograder.classroom.publish import ClassReport, FeedbackPages, feedback_name
from autograder.classroom.store import Run, Store, file_stem
from autograder.worker.client import Limits

ODD = ("Zoë #1", "100 %", "../up", "a?b&c=d", '"><script>alert(1)</script>', "王小明")
RESULTS = [
    msgspec.structs.replace(result, student=name)
    for name, result in zip(ODD, class_of(len(ODD)), strict=True)
]
REPORTS = ["report.html", "report.json", "report.md"]


@pytest.fixture
def store(tmp_path) -> Store:
    """A folder as `grade` would leave it, without pages."""
    made = Store(tmp_path / "grades")
    run = Run(
        seed=7,
        students=sorted(ODD),
        limits=Limits(),
        exercises=[f.name for f in RESULTS[0].functions],
        jobs=1,
        versions={},
        missing_protections=("seccomp",),
    )
    made.write_run(run)
    for result in RESULTS:
        made.write_result(result)
    return made


def give(store, *writers) -> None:
    """Gives the folder's records to writers."""
    for result in store.results():
        for writer in writers:
            writer.add(result, new=False)
    for writer in writers:
        writer.end()


def run_command(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *map(str, arguments)],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def pages(store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store.folder / "feedback").iterdir()}


def test_every_student_has_a_page_that_says_what_was_missing(store):
    give(store, FeedbackPages(store, store.run()))

    assert set(pages(store)) == {f"{file_stem(name)}.html" for name in ODD}
    for result in RESULTS:
        page = Page((store.folder / feedback_name(result.student)).read_text())
        assert result.student in page.text
        assert "No sandbox: without seccomp" in page.text


def test_pages_are_written_again_if_they_are_absent_or_older_than_the_record(store):
    give(store, FeedbackPages(store, store.run()))
    kept, lost, old = (store.folder / feedback_name(name) for name in ODD[:3])
    whole = {path: path.read_bytes() for path in (lost, old)}
    kept.write_text("kept")
    lost.unlink()
    old.write_text("old")
    os.utime(old, (0, 0))

    give(store, FeedbackPages(store, store.run()))

    assert kept.read_text() == "kept"
    assert {path: path.read_bytes() for path in (lost, old)} == whole


def test_what_is_new_is_always_written(store):
    page = store.folder / feedback_name(RESULTS[0].student)
    page.write_text("of the run before")
    FeedbackPages(store, store.run()).add(RESULTS[0], new=True)

    assert "of the run before" not in page.read_text()


def test_the_report_links_to_the_pages_whatever_students_are_called(store):
    give(store, FeedbackPages(store, store.run()), ClassReport(store, store.run()))

    page = Page((store.folder / "report.html").read_text())
    links = {href for href in page.attributes("href") if href.startswith("feedback/")}
    assert len(links) == len(ODD)
    for link in links:
        assert (store.folder / unquote(link)).is_file()


def test_without_names_there_is_a_report_of_its_own(store):
    writer = ClassReport(store, store.run(), anonymous=True)
    give(store, writer)

    assert writer.names == [f"report-anonymous.{kind}" for kind in ("html", "md", "json")]
    for name in writer.names:
        data = (store.folder / name).read_bytes()
        assert b"Student 1" in data
        assert not [student for student in ODD if student.encode() in data]
    assert not (store.folder / "report.html").exists()


def test_report_writes_everything_again_with_the_same_bytes(store):
    assert run_command("report", store.folder).returncode == 3  # one has a fault of the grader
    first = pages(store) | {name: (store.folder / name).read_bytes() for name in REPORTS}
    for path in [*(store.folder / "feedback").iterdir(), *map(store.folder.joinpath, REPORTS)]:
        path.write_text("spoilt")

    run_command("report", store.folder)

    assert first == pages(store) | {name: (store.folder / name).read_bytes() for name in REPORTS}


def test_report_without_names_prints_none(store):
    done = run_command("report", store.folder, "--anonymous")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        str(store.folder / f"report-anonymous.{kind}") for kind in ("html", "md", "json")
    ]


WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"


def check(folder: Path, target: Path) -> subprocess.CompletedProcess:
    (folder / "softmax_regression.py").write_text(WRONG)
    return run_command("check", folder, "--only", "softmax", "--html", target)


@pytest.mark.slow
def test_check_writes_a_page_when_asked(tmp_path):
    target = tmp_path / "feedback.html"
    done = check(tmp_path, target)

    assert done.returncode == 1
    assert "5 of 13 properties fail" in done.stdout
    assert "5 of 13 properties fail" in Page(target.read_text()).words


@pytest.mark.slow
def test_check_says_if_the_page_cannot_be_written(tmp_path):
    target = tmp_path / "absent" / "feedback.html"
    done = check(tmp_path, target)

    assert done.returncode == 2
    assert done.stderr == (
        f"autograder: {target} can't be written: No such file or directory. "
        "Name another place, or mend this, then run the same command again.\n"
    )


def test_pages_are_in_the_language_of_the_run(store):
    run = store.run()
    run.language = "zh"
    FeedbackPages(store, run).add(RESULTS[0], new=True)
    assert 'lang="zh' in (store.folder / feedback_name(ODD[0])).read_text()
