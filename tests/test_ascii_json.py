"""JSON that we write: nothing in it is hidden, and readers get what was written."""

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hostile_texts import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from test_records import FUNCTION, RECORD

from autograder.ascii_json import encode_json
from autograder.records import decode_result
from autograder.reports.formats import FORMATS, text_of_one

HIDDEN = "\u202egnp\u2066\u200b\u00ad\ufeff\U000e0041\x7f\x85\u2028结果"
PRINTABLE = re.compile(rb"[\n -~]*")
SUBMISSION = f'''
def softmax(X):
    """{HIDDEN}"""
    print({HIDDEN!a})
    raise ValueError({HIDDEN!a})
'''
TEXTS = st.text() | st.sampled_from([text for text in HOSTILE if "\ud800" not in text])


@given(st.recursive(TEXTS | st.integers(-9, 9), lambda v: st.lists(v) | st.dictionaries(TEXTS, v)))
@pytest.mark.parametrize("indent", [0, 1, 2])
def test_it_is_printable_ascii_and_reads_back_as_it_was(indent, value):
    written = encode_json(value, indent=indent)
    assert PRINTABLE.fullmatch(written)
    assert json.loads(written) == msgspec.json.decode(written) == value


def test_without_odd_characters_it_is_as_before():
    value = {"a": [1, 2.5, {"b": []}], "text": 'quoted "\\" \n', "none": None}
    as_before = msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
    assert encode_json(value) == as_before
    assert encode_json(value, indent=0) == msgspec.json.encode(value) + b"\n"


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.file.endswith(".json")])
def test_every_format_is(name):
    function = msgspec.structs.replace(FUNCTION, message=HIDDEN, output=HIDDEN, file=HIDDEN)
    record = msgspec.structs.replace(RECORD, student=HIDDEN, functions=(function,), notes=(HIDDEN,))
    text = text_of_one(name, record)
    assert PRINTABLE.fullmatch(text.encode())
    assert "\\u7ed3\\u679c" in text  # the two Chinese ones, which nothing else escapes


def test_all_files_of_a_class_and_of_a_student_are(tmp_path):
    student = "ada\u202e\u200b"
    work = tmp_path / "class" / student
    work.mkdir(parents=True)
    (work / "softmax_regression.py").write_text(SUBMISSION, encoding="utf-8")
    (tmp_path / "list.csv").write_text(f"id,first_name\n{student},A\u2066da\n", encoding="utf-8")

    def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-P", "-m", "autograder", *arguments, "--only", "softmax"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    graded = run("grade", "class", "--roster", "list.csv", "--jobs", "1")
    assert graded.returncode == 0, graded.stderr
    assert run("check", f"class/{student}").returncode == 1
    printed = run("check", f"class/{student}", "--json").stdout
    (record,) = (tmp_path / "grades" / "results").iterdir()
    files = [*tmp_path.rglob("*.json"), *tmp_path.rglob("*.jsonl")]
    assert {file.name for file in files} >= {
        record.name,
        "run.json",
        "report.json",
        "progress.json",
    }
    for file in files:
        assert PRINTABLE.fullmatch(file.read_bytes()), file
    assert PRINTABLE.fullmatch(printed)
    (function,) = decode_result(printed).functions
    assert function.output == f"{HIDDEN}\n"


def test_what_is_written_on_the_way_is(tmp_path):
    """The journal is gone when a run has ended."""
    from autograder.classroom.store import Graded, Store

    store = Store(tmp_path)
    store.note(HIDDEN, Graded("", 0.0))
    (line,) = (tmp_path / "journal.jsonl").read_bytes().splitlines()
    assert PRINTABLE.fullmatch(line)
    assert json.loads(line)["student"] == HIDDEN


def test_nothing_in_the_package_writes_json_in_another_way():
    """But for what only we read, and what is hashed."""
    ours = Path(encode_json.__code__.co_filename)
    writes = re.compile(r"json\.(encode|format|dumps?|Encoder)\b")
    elsewhere = {
        path.name
        for path in ours.parent.rglob("*.py")
        if path != ours and writes.search(path.read_text(encoding="utf-8"))
    }
    assert elsewhere == {"inquiry.py", "zygote.py", "cells.py", "grade.py"}
