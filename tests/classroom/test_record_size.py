"""A record stays small, however a submission is named, and whatever its code says."""

import io
import zipfile
from pathlib import Path

import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.grading import Grader
from autograder.intake.submission import read_submission
from autograder.records import encode_result

LONG = "\U000e0001\u2028\x1b\U0010ffff"
"""Of characters that take the most bytes when they are made visible, or escaped."""
MOST = 4 << 20
CODE = f"""
import warnings

LONG = {LONG!a} * 10_000


def evil(*_, **__):
    print(LONG)
    for number in range(9):
        warnings.warn(f"{{number}}{{LONG}}", stacklevel=1)
    raise type(LONG, (Exception,), {{}})(LONG)


"""


def archive() -> bytes:
    """All functions in modules with paths of a kilobyte, among files that are not read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for module in sorted({exercise.module for exercise in EXERCISES}):
            own = "\n".join(f"{e.name} = evil" for e in EXERCISES if e.module == module)
            made.writestr(f"{LONG * 80}/{module}.py", CODE + own)
        for number in range(200):
            made.writestr(f"{number}{LONG * 80}/x/y/z/q.py", "x = 1")
        for number in range(20):
            made.writestr(f"{number}{LONG * 5000}.py", "x = 1")
    return stream.getvalue()


@pytest.mark.slow
def test_no_submission_makes_a_large_record(zygote, cache_folder, tmp_path: Path):
    path = tmp_path / "work.zip"
    path.write_bytes(archive())
    result = Grader(zygote, EXERCISES, cache=Cache(cache_folder)).grade(
        read_submission(path, LONG * 60)
    )
    assert {function.status for function in result.functions} == {"failed"}
    assert all(len(function.path.encode()) > 900 for function in result.functions)
    assert all(function.output and function.warnings for function in result.functions)
    assert len(encode_result(result)) < MOST
