"""Whatever is handed in gets a record with a clear sentence, and harms nobody else."""

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from shapes import notebook_of, with_flag, zip_of, zip_of_pairs

from autograder.classroom.store import file_stem
from autograder.intake.archive import MAX_MEMBERS
from autograder.records import SubmissionResult, decode_result

SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
HOME = "softmax_regression.py"
NOTEBOOK = "softmax_regression.ipynb"
Build = Callable[[Path], object]


def file(data: bytes | str, name: str = HOME) -> Build:
    encoded = data.encode() if isinstance(data, str) else data
    return lambda folder: (folder / name).write_bytes(encoded)


def notebook(*cells: str) -> Build:
    return file(notebook_of(*cells), NOTEBOOK)


def link(target: str, name: str = HOME) -> Build:
    return lambda folder: (folder / name).symlink_to(target)


def sparse(folder: Path) -> None:
    with (folder / HOME).open("wb") as opened:
        opened.truncate(1 << 40)


def listening(folder: Path) -> None:
    # By a relative name, as the path of a socket has about 100 bytes at most.
    with socket.socket(socket.AF_UNIX) as endpoint, contextlib.chdir(folder):
        endpoint.bind(HOME)


def deep(folder: Path) -> None:
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "b" / "c" / HOME).write_text(SOFTMAX)


def many(folder: Path) -> None:
    for number in range(60):
        (folder / f"a{number:02}.py").write_text("x = 1")


def member(mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(HOME)
    info.external_attr = (mode | 0o644) << 16
    return info


OLD, NEW = zipfile.ZipInfo(HOME), zipfile.ZipInfo(HOME)
SOURCE = SOFTMAX.encode()

# What is in the folder, and a part of the sentence that the record has for it.
MALFORMED: dict[str, tuple[Build, str]] = {
    "nothing": (lambda _: None, "the folder holds no files"),
    "a text without code": (file("see my mail", "notes.txt"), "notes.txt was ignored"),
    "an empty module": (file(""), "has no function named softmax"),
    "other functions": (file("def sofmax(X): pass"), "but one named sofmax"),
    "no function": (file("softmax = 3"), "has no function named softmax"),
    "a function in a class": (file("class A:\n  def softmax(self, X): 1"), "to the left margin"),
    "a colon missing": (file("def softmax(X)\n  return X"), "line 1: SyntaxError: expected ':'"),
    "an indent missing": (file("def softmax(X):\nreturn X"), "line 2: IndentationError"),
    "tabs and blanks": (file("def f():\n\tif 1:\n        return 1"), "line 3: TabError"),
    "a conflict of git": (file("<<<<<<< HEAD\n" + SOFTMAX), "line 1: SyntaxError"),
    "python 2": (file(SOFTMAX + "print softmax"), "Missing parentheses"),
    "a pasted prompt": (file(">>> " + SOFTMAX), "line 1: SyntaxError"),
    "a web page": (file("<!DOCTYPE html><html></html>"), "line 1: SyntaxError"),
    "a document": (file(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "line 2 is not UTF-8 (byte 0xe2)"),
    "null bytes": (file(b"x = 1\n\0\0"), "line 2 holds null bytes"),
    "utf-16": (file(SOFTMAX.encode("utf-16")), "saved as UTF-16; save it as UTF-8"),
    "latin-1": (file(b"# caf\xe9\n" + SOURCE), "line 1 is not UTF-8 (byte 0xe9)"),
    "an unknown encoding": (file(b"# coding: klingon\nx = '\xe9'"), "klingon"),
    "a lie of the encoding": (file(b"# coding: ascii\nx = '\xe9'"), "SyntaxError"),
    "twenty megabytes": (file(b"#" * (20 << 20)), "it has 20971520 bytes; at most"),
    "a terabyte of nothing": (sparse, "bytes; at most 1048576 are read"),
    "a fifo": (lambda folder: os.mkfifo(folder / HOME), "it is not a regular file"),
    "a socket": (listening, f"{HOME} can't be read"),
    "a link to a device": (link("/dev/zero"), "it is a link"),
    "a link to a file": (link("../right/softmax_regression.py"), "it is a link"),
    "a link to nothing": (link("nowhere"), "it is a link"),
    "a link to itself": (link(HOME), "it is a link"),
    "a link to a folder": (link("../right", "work"), "work was ignored: it is a link"),
    "a folder named as a module": (lambda folder: (folder / HOME).mkdir(), "holds no files"),
    "a module too deep": (deep, "was not looked into: it lies more than 2 folders deep"),
    "sixty modules": (many, "there are more than 50 modules"),
    "a name not in utf-8": (
        lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff.py")).write_text("x = ("),
        "There is no softmax_regression.py",
    ),
    "brackets": (file("(" * 100_000), "SyntaxError: too many nested parentheses"),
    "attributes": (file("x = a" + ".b" * 200_000), "it is nested too deep"),
    "a long sum": (file("x = 1" + "+1" * 200_000), "it is nested too deep"),
    "signs": (file("x = " + "-" * 200_000 + "1"), "nested too deep"),
    "a swarm of names": (file("\n".join(f"x{n} = 1" for n in range(20_000))), "too many names"),
    "the end of the program": (file("import sys\nsys.exit(0)\n"), "it ends the program there"),
    "the end of the process": (file("import os\nos._exit(0)\n"), "ended the process"),
    "no notebook": (file(SOFTMAX, NOTEBOOK), "it is not a notebook: it is not JSON"),
    "a notebook without cells": (file("{}", NOTEBOOK), "it is JSON without cells"),
    "an empty notebook": (notebook(), "has no function named softmax"),
    "a bomb of JSON": (file("[" * 500_000, NOTEBOOK), "it is nested too deep"),
    "strange cells": (
        file(json.dumps({"cells": [1, None, {"cell_type": "code", "source": 5}]}), NOTEBOOK),
        "has no function named softmax",
    ),
    "broken cells": (notebook("def (", "x = ("), "was read without cell 2"),
    "magics only": (notebook("%matplotlib inline", "!rm -rf /"), "has no function named softmax"),
    "a notebook named as a module": (file(notebook_of(SOFTMAX)), "it holds a notebook"),
    "a cell with surrogates": (notebook("x = '\ud800'"), "has no function named softmax"),
    "no archive": (file("Rar!", "work.zip"), "it is not a whole zip archive"),
    "half an archive": (file(zip_of({HOME: SOURCE})[:40], "a.zip"), "not a whole zip archive"),
    "an empty archive": (file(zip_of({}), "a.zip"), "a.zip is empty"),
    "an encrypted archive": (file(with_flag(zip_of({HOME: SOURCE}), 1), "a.zip"), "is encrypted"),
    "a way out": (file(zip_of({f"../{HOME}": SOURCE}), "a.zip"), "its path leads out"),
    "an absolute path": (file(zip_of({f"/{HOME}": SOURCE}), "a.zip"), "its path leads out"),
    "a bomb": (file(zip_of({HOME: b"#" * (20 << 20)}), "a.zip"), "it has 20971520 bytes; at most"),
    "archives in archives": (file(zip_of({"b.zip": b""}), "a.zip"), "within an archive"),
    "a swarm of files": (
        file(zip_of({f"{n}.txt": b"" for n in range(MAX_MEMBERS + 1)}), "a.zip"),
        "it has more than 10000 files",
    ),
    "a link in an archive": (
        file(zip_of_pairs([(member(stat.S_IFLNK), b"/etc/passwd")]), "a.zip"),
        "it is a link",
    ),
    "a file twice in an archive": (
        file(zip_of_pairs([(OLD, SOURCE), (NEW, b"x = 1")]), "a.zip"),
        "is twice in the archive",
    ),
}


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> dict[str, SubmissionResult]:
    """All of them graded at once by the command, right submissions among them."""
    place = tmp_path_factory.mktemp("malformed")
    folder, out = place / "class", place / "grades"
    for name, (build, _) in MALFORMED.items():
        (folder / name).mkdir(parents=True)
        build(folder / name)
    for name in ("a right one", "right", "zz right"):
        (folder / name).mkdir()
        (folder / name / HOME).write_text(SOFTMAX)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "grade", str(folder), "--out", str(out),
         "--only", "softmax", "--jobs", "2", "--seed", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return {
        path.name: decode_result((out / "results" / f"{file_stem(path.name)}.json").read_bytes())
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.xdist_group("malformed")
def test_a_malformed_submission_has_a_record_that_says_what_is_wrong(records, name):
    result = records[name]
    (function,) = result.functions
    assert result.status in ("graded", "unreadable")
    assert function.status in ("missing", "import_error")
    said = "\n".join([function.message, *result.notes])
    assert MALFORMED[name][1] in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["a right one", "right", "zz right"])
@pytest.mark.xdist_group("malformed")
def test_a_right_submission_among_them_has_full_marks(records, name):
    assert (records[name].status, records[name].score) == ("graded", 700)
    assert records[name].notes == ()
