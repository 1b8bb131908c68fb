"""Of a class, the coordinator keeps little more than names: it has room for any number."""

import gc
import io
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from autograder.catalogue import EXERCISES
from autograder.classroom.crew import local_crew
from autograder.classroom.grade import Grading, Plan, new_run
from autograder.classroom.progress import progress_bar
from autograder.classroom.store import Graded, Store
from autograder.classroom.task import faulty
from autograder.classroom.writers import writers_of
from autograder.records import decode_result, encode_result
from autograder.reports.class_view import ClassView

pytestmark = pytest.mark.slow

STUDENTS = 400
MAX_BYTES = 5 << 10
STATUSES = ("passed", "failed", "not_attempted", "missing", "timeout")


def test_a_submission_costs_the_coordinator_less_than_five_kibibytes(tmp_path):
    """All that is kept of each record of the whole chapter, from the queue to the tables."""
    names = [f"student-{number:05}" for number in range(STUDENTS)]
    places = {name: Path("/home/teacher/classes/of/this/year", name) for name in names}
    example = faulty("", EXERCISES, "A message of a line or two." * 5)
    store, view = Store(tmp_path), ClassView()
    with local_crew(1) as crew:
        plan = Plan(tuple(exercise.name for exercise in EXERCISES))
        records = [encode_result(varied(example, number)) for number in range(STUDENTS)]
        gc.collect()
        tracemalloc.start()
        run = new_run(places, plan, crew, None)
        writers = writers_of(store, run)
        grading = Grading(store, run, None, None, writers, [view.add])
        for number, (name, record) in enumerate(zip(names, records, strict=True)):
            if number == STUDENTS // 2:  # by then, there is all that is kept of any class
                half = traced()
            result = msgspec.structs.replace(decode_result(record), student=name)
            grading._write(result, Graded(f"{number:064}", 1.234), lasting=False)
        growth = (traced() - half) / (STUDENTS // 2)
        tracemalloc.stop()
    assert len(list((tmp_path / "results").iterdir())) == STUDENTS
    assert growth < MAX_BYTES


def traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def varied(example, number):
    """A record in which functions come out in many ways."""
    functions = tuple(
        msgspec.structs.replace(
            f, status=STATUSES[(number + i) % 5], score=number * i % 40 * f.max_score // 40
        )
        for i, f in enumerate(example.functions)
    )
    score = sum(f.score for f in functions)
    return msgspec.structs.replace(example, status="graded", score=score, functions=functions)


def test_the_bar_tells_how_many_are_done_and_whose_was_the_last():
    text = io.StringIO()
    with progress_bar(Console(file=text, force_terminal=True, width=100), 3) as tell:
        for student in ("ada", "b\x1b[2Job"):
            tell(msgspec.structs.replace(faulty(student, [], ""), status="graded"))
    assert "2/3" in text.getvalue()
    assert "b\\x1b[2Job" in text.getvalue()


def test_no_terminal_gets_no_bar():
    text = io.StringIO()
    with progress_bar(Console(file=text), 3) as tell:
        tell(faulty("ada", [], ""))
    assert text.getvalue() == ""
