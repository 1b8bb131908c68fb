"""Faults of the machine: each is a sentence with the path and what to do, and exit code 2."""

import errno
import os
import pickle
import re
import resource
import subprocess
import sys
import tempfile
from concurrent import futures
from pathlib import Path

import pytest
from conftest import EXERCISE
from machines import ROOT, only_root
from tiers import mostly_slow

from autograder import machine, replay
from autograder.classroom import pool
from autograder.classroom.crew import Crew
from autograder.classroom.grade import Plan, grade_class
from autograder.classroom.store import Store
from autograder.classroom.task import Done
from autograder.cli.outcome import Faults
from autograder.corpus import PUBLIC_SEED, examples_for
from autograder.errors import GraderFault, MachineFault
from autograder.intake.roster import find_submissions
from autograder.machine import fault_of, fault_told, unwritable, writing
from autograder.records import SubmissionResult
from autograder.worker import client
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import FileArgument

ADA = ROOT / "examples" / "class" / "ada"
SOLUTIONS = ROOT / "solutions"
WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"
IN_NAMESPACE = (
    ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root", "--mount"]
)
CAN_MOUNT = not subprocess.run(
    [*IN_NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
).returncode
can_mount = pytest.mark.skipif(not CAN_MOUNT, reason="no file system can be mounted here")
LIMIT = """
import os, resource, sys
name, value, *command = sys.argv[1:]
resource.setrlimit(getattr(resource, name), (int(value), int(value)))
os.execvp(command[0], command)
"""
START = "from autograder.start import main; main()"
AUTOGRADER = [sys.executable, "-P", "-m", "autograder"]
ANOTHER = {"user": 12399, "group": 12399, "extra_groups": []}
"""A user with no process but those of a test, whose number is limited."""


def limited(name, value):
    """What to put before a command, so that it has this limit."""
    return [sys.executable, "-c", LIMIT, name, str(value)]


def token():
    """A counterexample of softmax."""
    exercise = EXERCISE["softmax"]
    prop = exercise.properties[0]
    example = examples_for(exercise, PUBLIC_SEED)[prop.domain.name][-1]  # more than one row
    return replay.encode(replay.Token(exercise.name, prop.id, example))


def words(verb, work, out):
    """A command line that needs workers, or writes to `out`."""
    a_class = (work.parent, "--only", "softmax", "--jobs", "1")
    lines = {
        "check": ("check", work, "--only", "softmax"),
        "check --html": ("check", work, "--only", "softmax", "--html", out / "page.html"),
        "watch": ("watch", work, "--only", "softmax"),
        "list --fresh": ("list", work, "--fresh"),
        "hint": ("hint", "softmax", work),
        "replay": ("replay", token(), work),
        "replay --debug": ("replay", token(), work, "--debug"),
        "grade": ("grade", *a_class, "--out", out / "grades"),
        "ci": ("ci", work, "--only", "softmax", "--format", "junit", "--out", out / "ci"),
        "capstone": ("capstone", "line", SOLUTIONS, "--out", out / "pictures"),
        "audit": ("audit", "--only", "pair_titles", "--html", out / "audit.html"),
        "doctor": ("doctor",),
        "release": ("release", "--exercises", out / "stubs", "--docs", out / "docs"),
        "package": ("package", "gradescope", "--out", out / "autograder.zip"),
        "reset": ("reset", "softmax", out, "--yes"),
    }  # fmt: skip
    return [str(word) for word in lines[verb]]


WITH_WORKERS = [
    *("check", "watch", "list --fresh", "hint", "replay", "replay --debug"),
    *("grade", "ci", "capstone", "audit", "doctor"),
]
FEW = {f"{verb}-6": (verb, 6) for verb in WITH_WORKERS} | {
    f"{verb}-8": (verb, 8) for verb in ("check", "grade")
}
"""Verbs with as many open files as are not enough."""
UNWRITABLE = {f"{verb}-ro": (verb, "ro") for verb in WITH_WORKERS} | {
    f"{verb}-inodes": (verb, "nr_inodes=1") for verb in ("check", "ci")
}
"""Verbs with disks for temporary files that take none."""
WRITING = ["check --html", "grade", "ci", "capstone", "audit", "release", "package", "reset"]


@pytest.fixture
def place():
    """A folder that every user may write to, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture
def work(place):
    folder = place / "class" / "ada"
    folder.mkdir(parents=True)
    (folder / "softmax_regression.py").write_text(WRONG)
    return folder


def run(command, **options):
    return subprocess.run(
        list(map(str, command)),
        cwd=options.pop("cwd", ROOT), capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, **options,
    )  # fmt: skip


def sentence_of(done):
    """What is said in the one line on standard error, to a command that ended with 2."""
    assert done.returncode == 2, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("autograder: ")
    assert "fault of the grader" not in line
    assert line.endswith((".", "FOLDER", "autograder check"))
    return line


class TestWhatAnErrorTells:
    """Which errors are of the machine, and what is said of them."""

    @pytest.mark.parametrize("number", machine.ADVICE)
    def test_an_error_of_the_system_is_named_with_its_path_and_with_advice(self, number):
        fault = fault_of(OSError(number, os.strerror(number), "/some/place"))
        assert isinstance(fault, MachineFault)
        assert "/some/place: " in str(fault)
        assert str(fault).endswith(machine.ADVICE[number])
        assert fault.exit_code == 2
        assert pickle.loads(pickle.dumps(fault)).passing is fault.passing

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (MemoryError(), "Cannot allocate memory"),
            (RuntimeError("can't start new thread"), "No more processes or threads"),
            (ImportError("libx.so: cannot open shared object file: Too many open files"), "open"),
            (ImportError("libx.so: failed to map segment from shared object"), "memory"),
        ],
    )
    def test_libraries_tell_of_them_in_other_ways(self, error, said):
        assert said in str(fault_of(error))

    def test_what_led_to_an_exception_counts(self):
        error = GraderFault("it does not answer")
        error.__cause__ = OSError(errno.EMFILE, "Too many open files")
        assert "ulimit -n" in str(fault_of(error))

    @pytest.mark.parametrize(
        "error",
        [
            FileNotFoundError(errno.ENOENT, "No such file or directory", "x"),
            PermissionError(errno.EACCES, "Permission denied", "x"),
            RuntimeError("dictionary changed size during iteration"),
            GraderFault("a student printed: No space left on device"),
            ValueError("No space left on device"),
            KeyError("x"),
        ],
    )
    def test_other_errors_are_none_of_them(self, error):
        assert fault_of(error) is None

    def test_the_last_words_of_a_process_are_searched(self):
        words = "Traceback (most recent call last):\nOSError: [Errno 24] Too many open files"
        assert "ulimit -n" in str(fault_told(words))
        assert fault_told("ZeroDivisionError: division by zero") is None

    def test_what_cannot_be_written_is_a_fault_of_the_machine_or_a_wrong_place(self):
        full = unwritable("/x", OSError(errno.ENOSPC, "No space left on device"))
        assert isinstance(full, MachineFault)
        wrong = unwritable("/x", OSError(errno.ENOTDIR, "Not a directory"))
        assert not isinstance(wrong, MachineFault)
        for error in (full, wrong):
            assert str(error).startswith("/x can't be written: ")

    def test_a_path_that_is_written_is_named(self):
        expected = r"^/y can't be written: Read-only file system\. .*name another place"
        with pytest.raises(MachineFault, match=expected), writing("/y"):
            raise OSError(errno.EROFS, "Read-only file system")


class TestLimits:
    """With few descriptors, and with no further process."""

    def test_a_hundred_descriptors_are_enough(self, work, place):
        done = run([*limited("RLIMIT_NOFILE", 100), *AUTOGRADER, *words("grade", work, place)])
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("case", mostly_slow(FEW, "check-6", "grade-8"))
    def test_too_few_descriptors(self, work, place, case):
        verb, limit = case
        done = run([*limited("RLIMIT_NOFILE", limit), *AUTOGRADER, *words(verb, work, place)])
        assert "Raise the limit on open files (ulimit -n 1024)" in sentence_of(done)

    @pytest.mark.parametrize("verb", mostly_slow(WITH_WORKERS, "check", "grade"))
    def test_no_further_process(self, work, place, verb, no_processes):
        done = no_processes(0, *words(verb, work, place))
        assert "No more processes or threads can be started" in sentence_of(done)

    @pytest.mark.slow
    @only_root
    @pytest.mark.xdist_group("no processes")
    @pytest.mark.parametrize("verb", ["check", "grade", "ci"])
    @pytest.mark.parametrize("limit", [2, 4, 6])
    def test_a_few_more_processes(self, work, place, verb, limit, no_processes):
        """Wherever the first one is lacking: in the grader, a process of the class, a zygote."""
        done = no_processes(limit, *words(verb, work, place))
        if done.returncode not in (0, 1):
            assert "No more processes or threads can be started" in sentence_of(done)

    @pytest.mark.slow
    @only_root
    @pytest.mark.xdist_group("no processes")
    @pytest.mark.parametrize("limit", [4, 5, 6])
    def test_watching_with_few_threads(self, work, limit, no_processes):
        """Its library would end the process with a signal."""
        expired = done = None
        try:
            done = no_processes(limit, *words("watch", work, work), timeout=20)
        except subprocess.TimeoutExpired as still_watching:
            expired = still_watching
        if done:
            assert "No more processes or threads can be started" in sentence_of(done)
        else:
            assert b"0 of 1 functions are right" in expired.stdout

    @can_mount
    def test_watching_with_nothing_that_tells_of_changes(self, work):
        script = 'echo 0 > /proc/sys/user/max_inotify_instances; exec "$@"'
        shell = ["unshare", "--user", "--map-root", "sh", "-c", script, "sh"]
        done = run([*shell, *AUTOGRADER, *words("watch", work, work)])
        assert f"{work} can't be watched: " in sentence_of(done)


@pytest.fixture
def no_processes(request):
    """Runs the command as a user who may have so many processes, which root is not kept to."""
    if os.geteuid() == 0:
        run_readable = request.getfixturevalue("run_readable")

        def as_another(limit, *arguments, **options):
            def prepare():
                resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))

            return run_readable(
                "-P", "-c", START, *arguments,
                preexec_fn=prepare, stdin=subprocess.DEVNULL, **ANOTHER, **options,
            )  # fmt: skip

        return as_another
    return lambda limit, *arguments: run([*limited("RLIMIT_NPROC", limit), *AUTOGRADER, *arguments])


class TestDisks:
    """With nowhere to write to, for temporary files and for what was asked for."""

    @can_mount
    @pytest.mark.parametrize("case", mostly_slow(UNWRITABLE, "check-ro"))
    def test_no_temporary_folder(self, case):
        """The folder where the command is run, which would do as well, is /proc."""
        verb, disk = case
        script = (
            "mount -t tmpfs none /mnt; mkdir -p /mnt/class/ada; "
            f"printf '%s' '{WRONG}' > /mnt/class/ada/softmax_regression.py; "
            f"for place in /tmp /var/tmp /usr/tmp; do "
            f"test ! -d $place || mount -t tmpfs -o {disk} none $place; done; "
            'cd /proc; exec "$@"'
        )
        command = words(verb, Path("/mnt/class/ada"), Path("/mnt"))
        if verb == "audit":
            command += ["--solutions", SOLUTIONS, "--exercises", ROOT / "exercises"]
        done = run(
            [*IN_NAMESPACE, "sh", "-c", script, "sh", *AUTOGRADER, *command],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        said = sentence_of(done)
        assert "There is no folder for temporary files that can be written" in said
        assert "'/tmp', '/var/tmp'" in said
        assert said.endswith("export TMPDIR=FOLDER")

    @pytest.mark.parametrize("verb", mostly_slow(WRITING, "check --html", "reset"))
    def test_no_room_for_what_is_written(self, work, place, verb):
        """By a limit on the size of files, which both root and others have."""
        out = place / "out"
        out.mkdir()
        (out / "softmax_regression.py").write_text(WRONG)
        done = run([*limited("RLIMIT_FSIZE", 90), *AUTOGRADER, *words(verb, work, out)])
        said = sentence_of(done)
        assert re.search(rf"{out}/?\S* can't be written: File too large\. ", said)
        assert "then run the same command again" in said
        left = {path.name for path in out.rglob("*") if path.is_file()}
        assert left == {"softmax_regression.py"}  # and no halves of files
        assert (out / "softmax_regression.py").read_text() == WRONG

    @pytest.mark.slow
    @can_mount
    @pytest.mark.parametrize("verb", WRITING)
    @pytest.mark.parametrize(
        ("disk", "reason"),
        [("ro", "Read-only file system"), ("size=4k", "No space left on device")],
    )
    def test_a_disk_that_is_full_or_can_only_be_read(self, work, verb, disk, reason):
        out = Path("/mnt")
        script = (
            "mount -t tmpfs none /mnt; printf 'x = 1' > /mnt/softmax_regression.py; "
            f"mount -o remount,{disk} /mnt; "
            + ("" if disk == "ro" else "head -c 8192 /dev/zero > /mnt/rest 2>&-; ")
            + 'exec "$@"'
        )
        done = run([*IN_NAMESPACE, "sh", "-c", script, "sh", *AUTOGRADER, *words(verb, work, out)])
        said = sentence_of(done)
        assert "can't be written" in said
        assert f": {reason}. " in said
        assert "/mnt" in said

    @pytest.mark.slow
    def test_without_a_home_and_a_cache_everything_works(self, work, place):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AUTOGRADER_")}
        for home in ("/nonexistent/home", ""):
            done = run(
                [*AUTOGRADER, *words("check", work, place)], env=environment | {"HOME": home}
            )
            assert (done.returncode, done.stderr) == (1, "")
        for verb, code in (("grade", 0), ("ci", 1), ("hint", 0), ("replay", 1)):
            nowhere = os.environ | {"AUTOGRADER_CACHE": "/proc/nowhere"}
            done = run([*AUTOGRADER, *words(verb, work, place)], env=nowhere)
            assert (verb, done.returncode, done.stderr) == (verb, code, "")

    @only_root
    def test_a_user_whom_nobody_knows_needs_no_home(self, run_readable, work):
        done = run_readable("-P", "-c", START, *words("check", work, work), **ANOTHER)
        assert (done.returncode, done.stderr) == (1, "")


class TestProcesses:
    """Where a process can't be started."""

    @pytest.mark.parametrize("number", [errno.EMFILE, errno.EAGAIN, errno.ENOMEM])
    def test_a_zygote(self, monkeypatch, tmp_path, number):
        def fail(*_, **__):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(client.subprocess, "Popen", fail)
        monkeypatch.setattr(machine.tempfile, "tempdir", str(tmp_path))
        with pytest.raises(MachineFault, match="run the same command again"):
            Zygote(insist=False)
        assert list(tmp_path.iterdir()) == []

    def test_a_zygote_that_ends_while_it_imports(self, monkeypatch):
        original = client.program
        end = "raise OSError(24, 'Too many open files')"
        monkeypatch.setattr(client, "program", lambda *_: [sys.executable, "-c", end])
        with Zygote(insist=False) as zygote:
            monkeypatch.setattr(client, "program", original)
            with pytest.raises(MachineFault, match="ulimit -n"):
                zygote.fork(1.0, Limits())
            zygote.restart()
            zygote.fork(10.0, Limits()).end()

    def test_a_process_of_a_class(self, monkeypatch):
        def fail(_descriptor):
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

        with pool.Pool(1) as workers:
            monkeypatch.setattr(pool, "start_process", fail)
            error = workers.submit(abs, -1).exception()
            assert isinstance(error, MachineFault)
            assert error.passing
            monkeypatch.undo()
            assert workers.submit(abs, -1).result() == 1

    def test_a_file_of_the_data(self, zygote, monkeypatch):
        def fail(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        file = FileArgument("images", b"pixels that nobody has seen yet")
        monkeypatch.setattr(Path, "write_bytes", fail)
        with pytest.raises(MachineFault) as raised:
            zygote.keep_file(file)
        assert str(raised.value).startswith(f"{zygote._files / file.path} can't be written: No sp")


class Executor(futures.Executor):
    """Grades at once, or tells that the machine lacks something."""

    def __init__(self, lacking):
        self.lacking = lacking

    def submit(self, fn, task):
        future = futures.Future()
        if fault := self.lacking.get(task.submission.student):
            future.set_exception(fault)
        else:
            record = SubmissionResult(
                student=task.submission.student, status="graded", score=0, max_score=0,
                stretch=0, max_stretch=0, functions=(),
            )  # fmt: skip
            future.set_result(Done(record, 0.0, steady=True))
        return future


PASSING = MachineFault("No more processes can be started.", passing=True)
FULL = MachineFault("The disk is full.")


class TestClass:
    """What becomes of a run whose machine lacks something; nothing of it is kept as graded."""

    @pytest.fixture
    def grade(self, tmp_path):
        for student in ("ada", "bob", "cem"):
            (tmp_path / "class" / student).mkdir(parents=True)
            (tmp_path / "class" / student / "softmax_regression.py").write_text(WRONG)
        places = find_submissions(tmp_path / "class").submissions
        store = Store(tmp_path / "out")

        def grade_with(lacking):
            crew = Crew(Executor(lacking), lambda: 1)
            return grade_class(places, store, Plan(("accuracy",), seed=PUBLIC_SEED), crew)

        return grade_with, store

    def test_what_lasts_ends_it_and_what_was_graded_is_kept(self, grade):
        grade_with, store = grade
        with pytest.raises(MachineFault, match="The disk is full"):
            grade_with({"bob": FULL})
        assert set(store.read_run().submissions) == {"ada"}
        assert grade_with({}).old == 1
        assert set(store.read_run().submissions) == {"ada", "bob", "cem"}

    def test_what_passes_costs_its_submission_only(self, grade):
        grade_with, store = grade
        grading = grade_with({"bob": PASSING})
        assert grading.lacked == {"bob": PASSING}
        assert {r.student: r.status for r in store.results()} == {
            "ada": "graded", "bob": "grader_error", "cem": "graded",
        }  # fmt: skip
        assert set(store.read_run().submissions) == {"ada", "cem"}

    def test_but_not_where_nothing_could_be_graded(self, grade):
        grade_with, _store = grade
        with pytest.raises(MachineFault, match="No more processes"):
            grade_with({"ada": PASSING})

    def test_it_is_said_and_ends_with_2_unless_the_grader_failed_as_well(self, capsys):
        faults = Faults()
        for student in ("ada", "bob"):
            faults.add(
                SubmissionResult(
                    student=student, status="grader_error", score=0, max_score=0, stretch=0,
                    max_stretch=0, functions=(),
                )
            )  # fmt: skip
        assert faults.report({"ada": PASSING, "bob": PASSING}) == 2
        assert capsys.readouterr().err == (
            "autograder: 2 of 2 submissions (ada, bob) were not graded and have no score. "
            "No more processes can be started.\n"
        )
        assert faults.report({"ada": PASSING}) == 3
        assert "The grader failed on 2 of 2" in capsys.readouterr().err
