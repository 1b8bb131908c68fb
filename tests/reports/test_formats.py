"""Every format of every submission is what its readers expect, whatever the submission says."""

import json
import subprocess
import unicodedata

import msgspec
import pytest
from hostile_texts import HOSTILE
from readers import MARKDOWN, READERS, shape_of, texts_of
from tools import require

from autograder.catalogue import EXERCISES
from autograder.grading import UNFINISHED, faulty
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)
from autograder.reports.formats import FORMATS, ForEach, files_of_class, text_of_one, with_note

EACH = [name for name, chosen in FORMATS.items() if isinstance(chosen, ForEach)]
STATUSES = ("failed", "passed", "import_error", "not_attempted", "forbidden", "crashed")


def filled(text):
    """A record with this text wherever a record has one, and every status a function can have."""
    example = Counterexample(text, text, text, text, text, line=3)
    failing = PropertyResult(f"{text}1", text, "core", "failed", 0, 300, 10, example)
    badge = PropertyResult(f"{text}2", text, "stretch", "failed", 0, 0, 10, example)
    passing = PropertyResult(f"{text}3", text, "core", "passed", 400, 400, 10)
    diagnosis = Diagnosis(text, text, text, (text,))
    functions = [
        FunctionResult(
            name=f"{text}{i}", module=text, status=status, score=400, max_score=700,
            properties=(failing, badge, passing), diagnosis=diagnosis, message=text, output=text,
            file=text, path=text, line=2,
        )
        for i, status in enumerate(STATUSES)
    ]  # fmt: skip
    return SubmissionResult(
        student=text, status="graded", score=2400, max_score=4200, stretch=0, max_stretch=6,
        functions=tuple(functions), notes=(text, text),
    )  # fmt: skip


def test_every_format_has_an_independent_reader():
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("name", EACH)
def test_every_submission_of_the_sample_class_is_read(name, sample_class):
    for result in sample_class:
        READERS[name](text_of_one(name, result))


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_class_is_read_from_its_files(name, sample_class):
    files = files_of_class(name, sample_class, str)
    assert len(files) == (len(sample_class) if name in EACH else 1)
    for text in files.values():
        READERS[name](text)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_record_gives_the_same_text(name, sample_class):
    for result in sample_class[:3]:
        assert text_of_one(name, result) == text_of_one(name, result)


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_changes_what_a_reader_finds(name):
    """The same cases, entries, rows and tags are found as with a harmless word."""
    harmless = structure(name, READERS[name](text_of_one(name, filled("word"))))
    for text in HOSTILE:
        written = text_of_one(name, filled(text))
        written.encode("utf-8")
        found = READERS[name](written)
        assert structure(name, found) == harmless, text
        for shown in texts_of(found):
            invisible = {unicodedata.category(c) for c in shown.replace("\n", "")}
            assert not invisible & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}, text


def structure(name, found):
    return found["tags"] if name == "markdown" else shape_of(found)


@pytest.mark.parametrize("name", FORMATS)
def test_megabytes_are_cut(name):
    text = "x" * 2_000_000
    written = text_of_one(name, filled(text))
    READERS[name](written)
    assert len(written) < 5_000_000


def test_a_summary_that_would_be_too_long_says_what_it_left_out(sample_class):
    (ada,) = [result for result in sample_class if result.student == "ada"]
    many = msgspec.structs.replace(ada, functions=ada.functions * 2000)
    text = text_of_one("markdown", many)
    assert len(text.encode()) < 1 << 20
    assert text.endswith("More is left out: this page would be too long.\n")


@pytest.mark.parametrize("name", FORMATS)
def test_a_fault_of_the_grader_is_said_and_never_a_zero(name):
    exercises = [e for e in EXERCISES if e.name in ("softmax", "sgd")]
    record = faulty("ada", exercises, UNFINISHED)
    text = text_of_one(name, record)
    READERS[name](text)
    if name not in ("csv", "canvas"):
        assert "not a score" in text or "No score" in text
    if name == "csv":
        assert text.splitlines()[1] == "ada,,,grader_error,,"
    if name == "canvas":
        assert text.splitlines()[2] == "ada,,,ada,,"
    if name == "gradescope":
        document = json.loads(text)
        assert "score" not in document
        assert not any("score" in test for test in document["tests"])


@pytest.mark.parametrize("name", [*(name for name in EACH if name != "csv"), "moodle"])
def test_a_report_of_what_ran_without_a_sandbox_says_so(name, sample_class):
    for result in sample_class:
        assert "No sandbox" in text_of_one(name, with_note("No sandbox", result))


@pytest.mark.slow
def test_a_browser_runs_nothing_of_a_summary(tmp_path):
    chromium = require("chromium")
    pages = "".join(MARKDOWN.render(text_of_one("markdown", filled(text))) for text in HOSTILE)
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><title>mine</title>{pages}")
    done = subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "<title>mine</title>" in done.stdout
    assert "owned" in done.stdout


class TestAnnotations:
    """What GitHub shows beside the lines."""

    @pytest.fixture
    def student(self, sample_class):
        by_name = {result.student: result for result in sample_class}
        return lambda name: READERS["github"](text_of_one("github", by_name[name]))

    def test_a_right_submission_has_the_points_alone(self, student):
        (points,) = student("all-right-with-loops")
        assert (points["level"], points["title"]) == ("notice", "Points")

    def test_a_module_that_does_not_run_is_one_annotation_where_it_stops(self, student):
        errors = [each for each in student("syntax-error") if each["level"] == "error"]
        assert len({each["message"] for each in errors}) == len(errors)
        assert any("softmax, accuracy" in each["title"] for each in errors)
        assert all(int(each["line"]) > 0 for each in errors if each["file"])

    def test_stubs_are_a_notice_and_no_error(self, student):
        found = student("untouched-stubs")
        assert {each["level"] for each in found} == {"notice"}
        assert found[0]["title"] == "Not attempted yet"

    def test_the_worst_of_more_than_ten_come_first(self):
        lost = [*range(0, 700, 50), *range(25, 700, 50)]
        functions = [
            FunctionResult(f"f{score}", "m", "failed", score, 700, (), path="m.py", line=1)
            for score in lost
        ]
        record = msgspec.structs.replace(filled("x"), functions=tuple(functions), notes=())
        found = READERS["github"](text_of_one("github", record))
        errors = [each["title"].partition(":")[0] for each in found if each["level"] == "error"]
        assert errors == [f"f{score}" for score in sorted(lost)[:10]]
        (more,) = [each for each in found if each.get("title", "").startswith("More")]
        assert more["message"].split(", ") == [f"f{score}" for score in sorted(lost)[10:]]
