"""A class of hostile submissions, with right ones among them, graded by the real command.

Each file of `attacks` is a submission. Its first lines say what it tries and what it earns by
honest work, and what the notes of its record have to name; lines `# %% NAME` begin further files
of it. Everything that it aims at is prepared here: canaries that nothing may touch.
"""

import csv
import hashlib
import io
import os
import py_compile
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hostile_texts import assert_harmless
from machines import LANDLOCK, ORDINARY, SECCOMP, lacking, only_root
from rich.console import Console

import autograder
from autograder.catalogue import EXERCISES
from autograder.protections import probe
from autograder.records import SubmissionResult, decode_result, encode_result, format_points
from autograder.reports.submission_view import show_submission
from autograder.worker import confine, zygote
from autograder.worker.linux import PR_SET_CHILD_SUBREAPER, prctl
from autograder.worker.seccomp import ARCHITECTURES

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PACKAGE = Path(autograder.__file__).parent
SOLUTIONS = ROOT / "solutions"
SOLUTION = SOLUTIONS / "softmax_regression.py"
EARNS = re.compile(r"^# earns: (.+)$", re.MULTILINE)
EARNED = re.compile(r"(\w+)=([\d.]+)(?:\+(\d+))? \((\S+)\)")
NOTES = re.compile(r"^# notes: (.+)$", re.MULTILINE)
SECTION = re.compile(r"^# %% (.+)\n", re.MULTILINE)
MODULES = {exercise.name: f"{exercise.module}.py" for exercise in EXERCISES}
MODULE = MODULES["softmax"]
RIGHT_AFTER = 6
"""So many attacks are followed by a right submission."""
SECONDS_PER_FUNCTION = 3
PATIENCE = 200
SEED = 7
"""Fixed, because what a wrong function earns by chance depends on it."""
OUTWARD = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/", str(ROOT))
"""Where something might be left, other than in the canaries' own folder."""

NEEDS_WALLS = (
    *("changes-files", "connects-by-tcp", "connects-to-unix-sockets", "forks"),
    *("reads-the-solutions", "runs-programs", "sends-by-udp", "signals-its-neighbours"),
)
"""Attacks that nothing but the walls is in the way of."""

pytestmark = pytest.mark.xdist_group("hostile")


class Earned(NamedTuple):
    """What a function gets: points, badges, and one of these statuses."""

    points: str
    badges: int
    statuses: list[str]


class Attack(NamedTuple):
    """A hostile submission: its files, what each function earns that it is about, and the notes."""

    files: dict[str, str]
    earns: dict[str, Earned]
    notes: list[str]


def read_attack(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    line = EARNS.search(text)
    assert line, f"{path} does not say what it earns"
    earns = {
        name: Earned(points, int(badges or 0), statuses.split("|"))
        for name, points, badges, statuses in EARNED.findall(line[1])
    }
    first, *others = SECTION.split(text)
    names = [name.encode().decode("unicode_escape") for name in others[::2]]
    module = MODULES[next(iter(earns))]
    notes = NOTES.search(text)
    return Attack(
        {module: first, **dict(zip(names, others[1::2], strict=True))},
        earns,
        notes[1].split(", ") if notes else [],
    )


ATTACKS = {path.stem: read_attack(path) for path in sorted((HERE / "attacks").glob("*.py"))}
FUNCTIONS = ("softmax", "accuracy")
"""What most attacks are about, because a way out does not depend on the exercise."""
CLASSES = {
    "walls": list(NEEDS_WALLS),
    "core": [
        name
        for name, attack in ATTACKS.items()
        if set(attack.earns) <= set(FUNCTIONS) and name not in NEEDS_WALLS
    ],
    "chapter": [name for name, attack in ATTACKS.items() if set(attack.earns) - set(FUNCTIONS)],
}


class Canaries:
    """Files, sockets and a process that no student's code may reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "canaries"
        self.home = folder / "home"
        self.mark = f"canary-{secrets.token_hex(8)}"
        for path in (self.folder, self.home):
            path.mkdir()
        for path in (self.folder / "file", self.home / ".bashrc"):
            path.write_text(f"{self.mark}\n")
        self.sockets = {
            "TCP": listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "UDP": listening(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "UNIX": listening(socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "socket")),
            "ABSTRACT": listening(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}"),
        }
        self.process = subprocess.Popen(["sleep", "3600"])
        self.before = self.watched()

    def places(self, neighbour: Path, results: Path, cache: Path) -> dict[str, object]:
        """What the attacks are told."""
        return {
            "FOLDER": str(self.folder),
            "FILE": str(self.folder / "file"),
            "HOME": str(self.home),
            "NEIGHBOUR": str(neighbour),
            "RESULTS": str(results),
            "CACHE": str(cache),
            "PACKAGE": str(PACKAGE),
            "SECRETS": [str(SOLUTION), str(PACKAGE / "catalogue" / "softmax.py"), __file__],
            "MARK": self.mark,
            "TCP": self.sockets["TCP"].getsockname()[1],
            "UDP": self.sockets["UDP"].getsockname()[1],
            "UNIX": str(self.folder / "socket"),
            "ABSTRACT": self.mark,
            "PROCESS": self.process.pid,
            "MACHINE": os.uname().machine,
            "NUMBERS": dict(ARCHITECTURES[os.uname().machine].numbers),
        }

    def touched(self) -> list[str]:
        """What somebody has done to the canaries."""
        after = self.watched()
        found = [f"{name} was changed" for name in after if after[name] != self.before.get(name)]
        found += [f"{name} is gone" for name in self.before if name not in after]
        found += [f"{kind} was reached" for kind in self.sockets if self.was_reached(kind)]
        for folder in OUTWARD:
            found += [f"{path} was made" for path in Path(folder).glob(f"*{self.mark}*")]
        return found

    def watched(self) -> dict[str, object]:
        return {
            **snapshot(self.folder),
            **snapshot(self.home / ".bashrc"),
            **snapshot(PACKAGE),
            **snapshot(HERE),
            **snapshot(SOLUTION),
            "the process": about_process(self.process),
        }

    def was_reached(self, kind: str) -> bool:
        try:
            if kind == "UDP":
                self.sockets[kind].recv(100)
            else:
                self.sockets[kind].accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for each in self.sockets.values():
            each.close()


def still_running(children: set[int]) -> set[int]:
    """Those that have not ended by themselves in a while, as processes of the grader's do."""
    left = set(children)
    for _ in range(PATIENCE):
        left -= {child for child in left if os.waitpid(child, os.WNOHANG)[0]}
        if not left:
            break
        time.sleep(0.05)
    return left


def listening(family: int, kind: int, address: object) -> socket.socket:
    server = socket.socket(family, kind)
    server.bind(address)
    if kind == socket.SOCK_STREAM:
        server.listen()
    server.setblocking(False)
    return server


def snapshot(path: Path) -> dict[str, object]:
    """All files from here on: kind, rights, owner, time of the last change, what is in them."""
    files = [path, *(path.rglob("*") if path.is_dir() else ())]
    return {str(file): describe(file) for file in files if "__pycache__" not in file.parts}


def describe(file: Path) -> tuple[object, ...]:
    """A folder without its time: whoever imports a package first may put bytecode into it."""
    status = file.lstat()
    rights = status.st_mode, status.st_uid, status.st_gid
    if file.is_dir():
        return *rights, sorted({entry.name for entry in file.iterdir()} - {"__pycache__"})
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    return *rights, status.st_ctime_ns, digest


def about_process(process: "subprocess.Popen[bytes]") -> object:
    """What others could change of a process: whether it lives, limits, priority, tracer."""
    if process.poll() is not None:
        return f"ended with {process.returncode}"
    folder = Path(f"/proc/{process.pid}")
    status = (folder / "status").read_text(encoding="ascii").splitlines()
    kept = ("State", "TracerPid", "Cpus_allowed", "SigPnd", "ShdPnd", "Mems_allowed")
    return (
        [line for line in status if line.startswith(kept)],
        (folder / "limits").read_text(encoding="ascii"),
        os.getpriority(os.PRIO_PROCESS, process.pid),
        os.sched_getscheduler(process.pid),
    )


class Graded(NamedTuple):
    """A class after it was graded."""

    functions: tuple[str, ...]
    students: list[str]
    done: "subprocess.CompletedProcess[str]"
    results: dict[str, SubmissionResult]
    records: dict[str, bytes]
    grades: bytes
    seconds: dict[str, float]
    touched: list[str]
    submissions_changed: bool
    left_over: set[int]


def write_class(folder: Path, attacks: list[str], places: dict[str, object]) -> list[str]:
    """Writes the submissions, a right one first and then after some attacks each."""
    target = (HERE / "target.py").read_text(encoding="utf-8")
    target = target.replace("PLACES = {}", f"PLACES = {places!r}")
    students: list[str] = []
    for attack in order(attacks):
        student = f"{len(students):03d}-{attack}"
        students.append(student)
        files = ATTACKS[attack].files | {"target.py": target} if attack in ATTACKS else right()
        for name, text in files.items():
            write_file(folder / student / name, text)
    return students


def right() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in SOLUTIONS.glob("*.py")}


def order(attacks: list[str]) -> Iterator[str]:
    for number, attack in enumerate(attacks):
        if number % RIGHT_AFTER == 0:
            yield "right"
        yield attack
    yield "right"


def write_file(path: Path, text: str) -> None:
    """Writes a file of a submission; what is to be bytecode is compiled, and never out of date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix != ".pyc":
        path.write_text(text, encoding="utf-8")
        return
    with tempfile.NamedTemporaryFile("w", suffix=".py") as source:
        source.write(text)
        source.flush()
        py_compile.compile(
            source.name,
            str(path.with_suffix(f".{sys.implementation.cache_tag}.pyc")),
            dfile=path.with_suffix(".py").name,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def grade_class(
    folder: Path, known: Path, attacks: list[str], *before: str, options: tuple[str, ...] = ()
):
    """Grades these attacks by the real command, started with `before`, with fresh canaries.

    How wrong versions behave need not be learned again: `known` is a cache that may have it.
    """
    functions = tuple(dict.fromkeys(name for attack in attacks for name in ATTACKS[attack].earns))
    canaries = Canaries(folder)
    submissions, out, cache = (folder / name for name in ("class", "out", "cache"))
    neighbour = submissions / "000-right" / MODULE
    shutil.copytree(known, cache, ignore=shutil.ignore_patterns("*.msgpack"))
    (cache / "examples").write_text(canaries.mark)
    try:
        students = write_class(submissions, attacks, canaries.places(neighbour, out, cache))
        written = snapshot(submissions)
        command = [
            *before, sys.executable, "-P", "-m", "autograder", "grade", str(submissions),
            "--out", str(out), "--jobs", "2", "--seed", str(SEED),
            "--limit-seconds", str(limit_seconds(functions)), *options,
        ]  # fmt: skip
        command += [word for name in functions for word in ("--only", name)]
        environment = os.environ | {
            "HOME": str(canaries.home),
            "AUTOGRADER_CACHE": str(cache),
            "AUTOGRADER_TOKEN": canaries.mark,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        children = zygote.children()
        confine.adopt_orphans()  # whatever is left over becomes our child
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
            errors="surrogateescape",
        )  # fmt: skip
        records = {p.stem: p.read_bytes() for p in (out / "results").glob("*.json")}
        run = msgspec.json.decode((out / "run.json").read_bytes())
        return Graded(
            functions,
            students,
            done,
            {student: decode_result(record) for student, record in records.items()},
            records,
            (out / "grades.csv").read_bytes(),
            {student: graded["seconds"] for student, graded in run["submissions"].items()},
            canaries.touched(),
            snapshot(submissions) != written,
            still_running(zygote.children() - children),
        )
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0)
        canaries.close()


def limit_seconds(functions: tuple[str, ...]) -> int:
    return SECONDS_PER_FUNCTION * len(functions)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Has each class looked at, and each attack in its class."""
    marks = {kind: () if kind == "walls" else pytest.mark.slow for kind in CLASSES}
    if "attack" in metafunc.fixturenames:
        pairs = [
            pytest.param(kind, attack, marks=marks[kind])
            for kind, attacks in CLASSES.items()
            for attack in attacks
        ]
        metafunc.parametrize(("graded", "attack"), pairs, indirect=["graded"])
    elif "graded" in metafunc.fixturenames:
        classes = [pytest.param(kind, marks=marks[kind]) for kind in CLASSES]
        metafunc.parametrize("graded", classes, indirect=True)


@pytest.fixture(scope="module")
def grade_once(
    tmp_path_factory: pytest.TempPathFactory, cache_folder: Path
) -> Callable[[str], Graded]:
    """Grades a class when it is first looked at."""
    return cache(
        lambda kind: grade_class(tmp_path_factory.mktemp("hostile"), cache_folder, CLASSES[kind])
    )


@pytest.fixture
def graded(request: pytest.FixtureRequest, grade_once: Callable[[str], Graded]) -> Graded:
    return grade_once(request.param)


def test_there_are_enough_attacks():
    assert len(CLASSES["core"]) >= 60
    assert len(CLASSES["chapter"]) >= 20


def test_an_attack_earns_what_is_right_of_it(graded, attack):
    result = next(graded.results[s] for s in graded.students if s.endswith(f"-{attack}"))
    functions = {function.name: function for function in result.functions}
    for name, due in ATTACKS[attack].earns.items():
        function = functions.pop(name)
        assert format_points(function.score) == due.points
        badges = [p for p in function.properties if p.kind == "stretch" and p.status == "passed"]
        assert len(badges) == due.badges
        assert function.status in due.statuses
    assert {function.status for function in functions.values()} <= {"missing"}


def test_notes_name_what_it_takes_to_hide_a_banned_call(graded):
    for student in graded.students:
        attack = ATTACKS.get(student.partition("-")[2])
        said = "\n".join(graded.results[student].notes)
        assert [name for name in (attack.notes if attack else ()) if name not in said] == []


def test_the_right_submissions_among_them_have_full_marks_and_the_same_record(graded):
    rights = [student for student in graded.students if student.endswith("-right")]
    assert len(rights) > len(graded.students) / (RIGHT_AFTER + 2)
    same = {
        encode_result(msgspec.structs.replace(graded.results[student], student=""))
        for student in rights
    }
    assert len(same) == 1
    full = sum(exercise.points for exercise in EXERCISES if exercise.name in graded.functions)
    assert all(graded.results[s].score == graded.results[s].max_score == full for s in rights)


def test_every_submission_is_graded_and_none_is_a_fault_of_the_grader(graded):
    assert graded.done.returncode == 0, graded.done.stderr
    assert graded.done.stderr == ""
    assert sorted(graded.results) == sorted(graded.seconds) == graded.students
    assert {result.status for result in graded.results.values()} == {"graded"}


def test_none_takes_much_longer_than_it_may(graded):
    """A worker takes a while to start on a busy machine, and the grader to judge."""
    most = 10 * limit_seconds(graded.functions)
    slow = {student: s for student, s in graded.seconds.items() if s > most}
    assert slow == {}


def test_no_canary_is_touched_and_nothing_is_left(graded):
    assert graded.touched == []
    assert not graded.submissions_changed
    assert graded.left_over == set()


def test_what_is_printed_has_no_line_and_no_character_of_a_students(graded):
    lines = graded.done.stdout.splitlines()
    rows = [line for line in lines if re.match(r"\d{3}-\S+ +[0-9.]", line)]
    assert [row.split()[0] for row in rows] == graded.students
    for row, student in zip(rows, graded.students, strict=True):
        assert row.split()[1] == format_points(graded.results[student].score)
    assert_no_line_of_a_students(graded.done.stdout)


def test_reports_have_no_line_and_no_character_of_a_students(graded):
    for result in graded.results.values():
        printed = io.StringIO()
        console = Console(file=printed, force_terminal=False, soft_wrap=True, markup=False)
        show_submission(result, console, show_all=True)
        assert_no_line_of_a_students(printed.getvalue())


def assert_no_line_of_a_students(text: str) -> None:
    assert_harmless(text)
    assert not [line for line in text.split("\n") if "FORGED" in line and line[0] != " "]


def test_the_table_of_grades_has_no_cell_and_no_line_of_a_students(graded):
    heading, *rows = csv.reader(io.StringIO(graded.grades.decode("ascii")))
    assert [row[0] for row in rows] == graded.students
    for row in rows:
        result = graded.results[row[0]]
        cells = dict(zip(heading, row, strict=True))
        for function in result.functions:
            assert cells[function.name] == format_points(function.score)
        assert cells["status"] == "graded"
        assert row[1] == format_points(result.score)


@pytest.mark.slow
def test_without_walls_the_same_attacks_leave_traces(tmp_path, cache_folder):
    """So what is looked at above can be touched."""
    bare = grade_class(
        tmp_path, cache_folder, list(NEEDS_WALLS), *lacking(LANDLOCK, SECCOMP),
        options=("--no-sandbox",),
    )  # fmt: skip
    for student in bare.students:
        function = bare.results[student].functions[0]
        assert student.endswith("-right") or "Reached: attempt" in function.message
    assert {"TCP was reached", "UDP was reached"} <= set(bare.touched)
    assert {"UNIX was reached", "ABSTRACT was reached"} & set(bare.touched)
    same_user = not any(found.name == "own user" and found.holds for found in probe())
    if same_user:
        assert "the process was changed" in bare.touched
        assert any(what.endswith("/canaries/file was changed") for what in bare.touched)
        assert any(what.endswith("/canaries was changed") for what in bare.touched)
    assert bare.left_over == set()  # what was forked is ended all the same


@only_root
@pytest.mark.slow
def test_for_an_ordinary_user_the_same_holds(run_readable):
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/hostile"]
    done = run_readable(*tests, **ORDINARY)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
