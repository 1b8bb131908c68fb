"""What a student's function tries from inside a real worker, and what of it is refused.

Everything is tried four times: with both walls, without one or the other (the kernel then
says that it has none), and without any, where nothing may be refused, or the attempt would
prove nothing.
"""

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from machines import LANDLOCK, SECCOMP, zygote_lacking

import autograder
from autograder.errors import UserError
from autograder.protections import ESSENTIAL, MissingProtectionError
from autograder.worker import grants
from autograder.worker.client import Limits, Worker, WorkerLost, Zygote, read_answer
from autograder.worker.linux import LIBC
from autograder.worker.protocol import Answer, Call, ItemsValue, Modules
from autograder.worker.seccomp import ARCHITECTURES

ROOT = Path(__file__).parents[2]
GRADER = Path(autograder.__file__).parent
NUMBERS = ARCHITECTURES[os.uname().machine].numbers
PR_GET_DUMPABLE = 3
PATIENT = Limits(call_seconds=20.0, load_seconds=20.0)

SETUP = f"""
import ctypes, fcntl, multiprocessing, os, resource, signal, socket, struct, subprocess, threading
import torch
from torch import nn

NUMBERS = {NUMBERS!r}
libc = ctypes.CDLL(None, use_errno=True)

QUEUED = struct.pack("32i", 0, 0, -1, *[0] * 29)
LOCK = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
LIBRARY = os.open(torch.__file__, os.O_RDONLY)
LIBRARIES = os.open(os.path.dirname(torch.__file__), os.O_RDONLY)

def call(name, *arguments):
    return checked(libc.syscall(NUMBERS[name], *arguments))

def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""

FILES = {
    "read a file of the system": "open('/etc/passwd')",
    "list the root folder": "os.listdir('/')",
    "list the students": "os.listdir(FOLDER)",
    "read another student": "open(VICTIM)",
    "write to another student": "open(VICTIM, 'a')",
    "read the reference solutions": "open(SOLUTION)",
    "read the catalogue": "open(CATALOGUE)",
    "read the tests of this project": "open(TEST)",
    "read hypothesis": "open(HYPOTHESIS)",
    "read the own memory map": "open('/proc/self/maps')",
    "read about the zygote": "open(f'/proc/{os.getppid()}/status')",
    "list the processes": "os.listdir('/proc')",
    "make a temporary file": "open(FOLDER + '/new', 'w')",
    "make a nameless file": "os.open(FOLDER, os.O_TMPFILE | os.O_RDWR)",
    "make a folder": "os.mkdir(FOLDER + '/folder')",
    "make shared memory": "open(SHARED, 'w').close(); os.unlink(SHARED)",
    "make a link": "os.symlink('/', FOLDER + '/link')",
    "rename": "os.rename(VICTIM, VICTIM + '.old'); os.rename(VICTIM + '.old', VICTIM)",
    "remove": "os.unlink(VICTIM); open(VICTIM, 'w').close()",
}
"""What Landlock refuses."""
CALLS = {
    "TCP": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "a socket with a path": "socket.socket(socket.AF_UNIX)",
    "a pair of sockets": "socket.socketpair()",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "fork": "os.fork() or os._exit(0)",
    "fork by clone": "call('clone', 17, 0, 0, 0, 0) or os._exit(0)",
    "a program": "subprocess.run(['/bin/true'])",
    "a program in the place of this one": "os.execv('/nowhere', ['/nowhere'])",
    "a program by posix_spawn": "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "multiprocessing": "multiprocessing.Process(target=int).start()",
    "signal the zygote": "os.kill(os.getppid(), 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal a thread of the zygote": "call('tgkill', os.getppid(), os.getppid(), 0)",
    "signal a thread of anybody": "call('tkill', os.getpid(), 0)",
    "queue a signal": "call('rt_sigqueueinfo', os.getppid(), 0, QUEUED)",
    "hold the zygote": "os.pidfd_open(os.getppid())",
    "trace a process": "call('ptrace', 16, 2**22 + 1, 0, 0)",
    "read the memory of the zygote": "call('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)",
    "limits of the zygote": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
    "affinity": "os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "priority": "os.setpriority(0, 0, os.getpriority(0, 0))",
    "change the rights of a file": "os.chmod(VICTIM, 0o600)",
    "change the times of a file": "os.utime(VICTIM)",
    "change the owner of a file": "os.chown(VICTIM, -1, -1)",
    "cut a file": "os.truncate(VICTIM, 0)",
    "memory that is a file": "os.memfd_create('x')",
    "memory that is shared": "call('shmctl', call('shmget', 0, 4096, 0o1600), 0, 0)",
    "a queue of messages": "call('msgctl', call('msgget', 0, 0o1600), 0, 0)",
    "watch files": "call('inotify_init1', 0)",
    "outlive the zygote": "checked(libc.prctl(1, 0))",
    "be read by others": "checked(libc.prctl(4, 1))",
    "lock a file that others may open": "fcntl.flock(LIBRARY, fcntl.LOCK_SH)",
    "lock a part of it": "fcntl.lockf(LIBRARY, fcntl.LOCK_SH)",
    "see whether it is locked": "fcntl.fcntl(LIBRARY, fcntl.F_GETLK, LOCK)",
    "lock it for this descriptor": "fcntl.fcntl(LIBRARY, 37, LOCK)",
    "be told what happens in a folder": "fcntl.fcntl(LIBRARIES, fcntl.F_NOTIFY, 0)",
    "have a signal sent by a descriptor": "fcntl.fcntl(3, 10, signal.SIGIO)",
    "have it sent to another process": "fcntl.fcntl(3, fcntl.F_SETOWN, os.getppid())",
}
"""What the filter of system calls refuses."""
ACTS = FILES | CALLS
THREADS = """
    seen = []
    threads = [threading.Thread(target=seen.append, args=(i,)) for i in range(50)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return len(seen)
"""


class Inside:
    """A worker on a machine that lacks one of the walls, or both, with every act as a function.

    The files it acts on are its own, so that nothing but the walls is in its way.
    """

    def __init__(self, zygote: Zygote) -> None:
        import hypothesis

        self.zygote = zygote
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.victim = folder / "victim"
        self.victim.write_text("hers")
        paths = {
            "FOLDER": folder,
            "VICTIM": self.victim,
            "SHARED": f"/dev/shm/{folder.name}",
            "SOLUTION": ROOT / "solutions" / "softmax_regression.py",
            "CATALOGUE": GRADER / "catalogue" / "softmax.py",
            "TEST": __file__,
            "HYPOTHESIS": hypothesis.__file__,
        }
        constants = "".join(f"{name} = {str(path)!r}\n" for name, path in paths.items())
        functions = "".join(f"def act{i}(): {a}\n" for i, a in enumerate(ACTS.values()))
        self.worker = start(zygote, SETUP + constants + functions)
        for path in (folder, self.victim):
            os.chown(path, *user_of(self.worker._process))

    def is_refused(self, act: str) -> bool:
        raised = ask(self.worker, f"act{list(ACTS).index(act)}").raised
        return raised is not None and raised.type == "PermissionError"

    def end(self) -> None:
        self.worker.end()
        self._folder.cleanup()


def user_of(process: int) -> tuple[int, int]:
    """The user and the group that a process runs as."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    user, group = re.findall(r"^[UG]id:\t(\d+)", status, re.MULTILINE)
    return int(user), int(group)


def start(zygote: Zygote, source: str) -> Worker:
    worker = zygote.fork(60.0, PATIENT)
    worker.send_modules(Modules({"m": textwrap.dedent(source).encode()}))
    loaded = worker.load("m")
    assert loaded.raised is None, loaded
    return worker


def ask(worker: Worker, function: str = "f") -> Answer:
    (answer,) = worker.call([msgspec.msgpack.encode(Call(function, ()))], read_answer)
    return answer


def run(zygote: Zygote, body: str) -> Answer:
    """What one function of this body gives, in a worker of its own."""
    worker = start(zygote, function(body))
    try:
        return ask(worker)
    finally:
        worker.end()


def function(body: str) -> str:
    return SETUP + "def f():\n" + textwrap.indent(textwrap.dedent(body), "    ")


@pytest.fixture(scope="module")
def protected(zygote: Zygote) -> Iterator[Inside]:
    inside = Inside(zygote)
    yield inside
    inside.end()


def unprotected(*walls: str) -> Callable[..., Iterator[Inside]]:
    @pytest.fixture(scope="module")
    def inside() -> Iterator[Inside]:
        with zygote_lacking(*walls) as zygote:
            inside = Inside(zygote)
            yield inside
            inside.end()

    return inside


without_landlock = unprotected(LANDLOCK)
without_seccomp = unprotected(SECCOMP)
without_walls = unprotected(LANDLOCK, SECCOMP)


class TestWalls:
    def test_this_machine_has_both(self, zygote, protected):
        assert zygote.missing == ()

    @pytest.mark.parametrize("act", ACTS)
    def test_both_together_refuse(self, protected, act):
        assert protected.is_refused(act)
        assert protected.victim.read_text() == "hers"

    @pytest.mark.xdist_group("without landlock")
    @pytest.mark.parametrize("act", CALLS)
    def test_the_filter_refuses_alone(self, without_landlock, act):
        assert without_landlock.is_refused(act)

    @pytest.mark.xdist_group("without seccomp")
    @pytest.mark.parametrize("act", FILES)
    def test_landlock_refuses_alone(self, without_seccomp, act):
        assert without_seccomp.is_refused(act)

    @pytest.mark.xdist_group("without walls")
    @pytest.mark.parametrize("act", ACTS)
    def test_nothing_is_refused_without_them(self, without_walls, act):
        assert not without_walls.is_refused(act)


class TestSystemCalls:
    @pytest.mark.parametrize("number", ["NUMBERS['clone3']", "500", "2**29"])
    def test_calls_that_nobody_knows_do_not_exist(self, zygote, number):
        answer = run(zygote, f"libc.syscall({number}, 0, 0); return ctypes.get_errno()")
        assert answer.value == errno.ENOSYS

    @pytest.mark.skipif(os.uname().machine != "x86_64", reason="only x86_64 has other ways in")
    @pytest.mark.parametrize(
        "call",
        [
            "libc.syscall(0x40000000 | 39)",  # getpid, as x32 numbers it
            "machine_code(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')",  # getpid, as i386 does
        ],
    )
    def test_the_way_in_of_another_architecture_ends_the_process(self, zygote, call):
        body = f"""
            import mmap
            def machine_code(code):
                memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                memory.write(code)
                address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
                return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
            return {call}
        """
        with pytest.raises(WorkerLost, match="SIGSYS"):
            run(zygote, body)

    def test_a_worker_shares_no_memory_that_it_may_write_to(self, without_landlock):
        """What a zygote shares with one worker, it would share with the next ones."""
        body = """
            maps = open("/proc/self/maps").read()
            rights = [line.split()[1] for line in maps.splitlines()]
            return ["libtorch" in maps, "rw-s" in rights or "rwxs" in rights]
        """
        assert run(without_landlock.zygote, body).value.items == (True, False)

    def test_a_worker_may_still_signal_itself(self, zygote):
        body = """
            seen = []
            signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
            os.kill(os.getpid(), signal.SIGUSR1)
            signal.raise_signal(signal.SIGUSR1)
            return len(seen)
        """
        assert run(zygote, body).value == 2

    def test_the_list_of_what_is_denied_refuses_the_same(self, monkeypatch):
        monkeypatch.setenv("AUTOGRADER_SECCOMP", "deny")
        with Zygote() as denying:
            inside = Inside(denying)
            assert [act for act in ACTS if not inside.is_refused(act)] == []
            inside.end()
            assert run(denying, THREADS).value == 50


class TestWorkloads:
    """Ordinary code of students, for which a confined worker is no different."""

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("return (torch.ones(300, 300) @ torch.ones(300, 300)).sum().item()", 300.0**3),
            (
                """
                net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
                optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
                scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
                for _ in range(3):
                    loss = nn.CrossEntropyLoss()(net(torch.ones(2, 1, 2, 2)), torch.tensor([0, 1]))
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    scheduler.step()
                return round(scheduler.get_last_lr()[0], 6)
                """,
                0.0001,
            ),
            ("return torch.optim.Adam([nn.Parameter(torch.ones(1))]).defaults['lr']", 0.001),
            (
                """
                layer = nn.Conv2d(3, 8, 3)
                layer(torch.ones(2, 3, 9, 9)).sum().backward()
                return layer.bias.grad[0].item()
                """,
                98.0,
            ),
            (
                """
                x = torch.ones(3, requires_grad=True)
                (x * x).backward(torch.ones(3))  # imports sympy
                return x.grad.sum().item()
                """,
                6.0,
            ),
            (
                """
                data = torch.utils.data.TensorDataset(torch.arange(6.0))
                return sum(X.sum().item() for X, in torch.utils.data.DataLoader(data, 4))
                """,
                15.0,
            ),
            ("return torch.linalg.svd(torch.eye(3) * 2).S.sum().item()", 6.0),
            ("return torch.distributions.Normal(0.0, 1.0).cdf(torch.zeros(1)).item()", 0.5),
            ("import numpy; return numpy.random.default_rng(0).integers(5, 6).item()", 5),
            ("return torch.vmap(lambda x: x * 2)(torch.ones(2)).sum().item()", 4.0),
            ("return torch.func.grad(lambda x: x * x)(torch.tensor(3.0)).item()", 6.0),
            ("return torch.jit.script(nn.Identity())(torch.ones(1)).item()", 1.0),
            (THREADS, 50),
            ("torch.set_num_threads(2); return torch.ones(10**6).sum().item()", 1e6),
            (
                """
                import io
                stream = io.BytesIO()
                torch.save(torch.ones(2), stream)
                stream.seek(0)
                return torch.load(stream).sum().item()
                """,
                2.0,
            ),
            ("import sqlite3, ssl, lzma, bz2, hashlib; return hashlib.sha256().digest_size", 32),
            ("return open('/dev/null', 'w').write('gone') + len(os.urandom(2))", 6),
        ],
    )
    def test_it_runs(self, zygote, body, expected):
        answer = run(zygote, body)
        assert answer.raised is None
        assert answer.value == expected
        assert answer.output == ""

    def test_an_optimizer_does_not_wait_for_torchs_compiler(self, zygote):
        """Its import takes seconds; whoever needs it, as func.grad does above, gets it."""
        body = """
            import sys
            layer = nn.Linear(1, 1)
            optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
            layer(torch.ones(1, 1)).sum().backward()
            optimizer.step()
            before = "torch._dynamo.eval_frame" in sys.modules
            torch._dynamo.reset()
            return [before, "torch._dynamo.eval_frame" in sys.modules]
        """
        assert run(zygote, body).value == ItemsValue("list", (False, True))

    def test_processes_for_data_are_done_without_and_that_is_said(self, zygote):
        answer = run(
            zygote,
            """
            data = torch.utils.data.TensorDataset(torch.arange(6.0))
            loader = torch.utils.data.DataLoader(data, 4, num_workers=2, persistent_workers=True)
            return sum(X.sum().item() for X, in loader)
            """,
        )
        assert answer.value == 15.0
        (warning,) = answer.warnings
        assert "num_workers is taken as 0" in warning.message

    def test_how_many_cores_the_machine_has_makes_no_warning(self, zygote):
        answer = run(
            zygote,
            """
            torch._utils.cpu_count = lambda: 1
            torch.utils.data.DataLoader(torch.arange(6.0), 4, num_workers=2)
            """,
        )
        (warning,) = answer.warnings
        assert "num_workers is taken as 0" in warning.message

    @pytest.mark.parametrize(
        ("package", "kind"),
        [("hypothesis", "ModuleNotFoundError"), ("pytest", "ModuleNotFoundError")],
    )
    def test_a_package_that_is_not_granted_looks_as_if_it_were_not_installed(
        self, zygote, package, kind
    ):
        assert run(zygote, f"import {package}").raised.type == kind


class TestLimits:
    @pytest.mark.parametrize("want", ["torch.ones(2**29)", "bytearray(2**31)"])
    def test_too_much_memory_is_an_exception_that_names_the_limit(self, grade_function, want):
        source = f"import torch\ndef softmax(X):\n    hoard = {want}\n    return X"
        example = grade_function("softmax", source).properties[0].counterexample
        assert "more memory than the 1 GiB" in example.message

    def test_they_are_set_and_cannot_be_raised(self, zygote):
        body = """
            assert libc.prctl(3) == 0  # not dumpable
            limits = [resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE]
            zero = [resource.getrlimit(limit) for limit in limits]
            try:
                resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
            except (ValueError, OSError) as error:
                return [str(zero), resource.getrlimit(resource.RLIMIT_NOFILE)[1], "refused"]
        """
        zero, files, raising = run(zygote, body).value.items
        assert (zero, files, raising) == ("[(0, 0), (0, 0), (0, 0)]", 64, "refused")

    @pytest.mark.skipif(
        os.geteuid() == 0,
        reason="root has no limit of threads; tests/worker/test_users.py runs this as a user",
    )
    def test_a_bomb_of_threads_is_stopped(self, zygote):
        body = """
            threading.stack_size(65536)
            stop = threading.Event()
            started = 0
            try:
                while started < 5000:
                    threading.Thread(target=stop.wait, daemon=True).start()
                    started += 1
            except RuntimeError:
                return started
            finally:
                stop.set()
        """
        assert 0 < run(zygote, body).value < 5000

    def test_when_memory_runs_out_a_worker_is_the_first_to_go(self, protected):
        process = protected.worker._process
        assert Path(f"/proc/{process}/oom_score_adj").read_text() == "1000\n"

    def test_files_cannot_fill_the_descriptors(self, zygote):
        body = "return [open('/dev/null') for _ in range(100)]"
        assert "Too many open files" in run(zygote, body).raised.message


class TestEnds:
    @pytest.mark.xdist_group("without walls")
    def test_what_a_worker_has_started_ends_with_it_even_in_a_session_of_its_own(
        self, without_walls, tmp_path
    ):
        body = """
            reading, writing = os.pipe()
            if os.fork() == 0:
                os.setsid()
                if (orphan := os.fork()) != 0:
                    os.write(writing, str(orphan).encode())
                    os._exit(0)
                signal.pause()
            return int(os.read(reading, 20))
        """
        worker = start(without_walls.zygote, function(body))
        orphan = ask(worker).value
        assert Path(f"/proc/{orphan}").exists()
        worker.end()
        assert not Path(f"/proc/{orphan}").exists()
        assert ask(without_walls.worker, "act0").raised is None  # other workers live on

    def test_a_zygote_outlives_the_thread_that_started_it_and_no_worker_outlives_a_zygote(self):
        with ThreadPoolExecutor(1) as executor:
            zygote = executor.submit(Zygote).result()
        with zygote:
            worker = start(zygote, function("return os.getpid()"))
            process = ask(worker).value
        wait_for_end(process)
        worker._connection.close()


class TestOtherSystems:
    def test_where_a_fork_is_unsafe_each_worker_is_a_process_of_its_own(self):
        with Zygote(insist=False, role="spawn") as launcher:
            assert run(launcher, "return torch.ones(2).sum().item()").value == 2.0
            assert launcher.missing == ESSENTIAL  # nobody can vouch for a worker to be


class TestGrader:
    def test_it_makes_itself_unreadable_before_it_runs_anybodys_code(self, zygote):
        assert LIBC.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0

    def test_installed_beside_torch_it_still_cannot_be_read(self, tmp_path):
        """The package lies in the same folder as torch, as pip would install it."""
        granted = {
            Path(str(found.locate_file(entry)))
            for found in grants.closure(grants.LIBRARIES)
            for entry in grants.top_level(found)  # NVIDIA's packages share a folder
            if "/" not in entry
        }
        for path in filter(Path.exists, granted):
            (tmp_path / path.name).symlink_to(path)
        shutil.copytree(GRADER, tmp_path / "autograder")
        catalogue = tmp_path / "autograder" / "catalogue" / "softmax.py"
        program = f"""
            from autograder.worker.client import Limits, Zygote, read_answer
            from autograder.worker.protocol import Call, Modules
            import autograder, msgspec, sys
            assert autograder.__file__.startswith({str(tmp_path)!r})
            with Zygote() as zygote:
                worker = zygote.fork(60.0, Limits(call_seconds=20.0))
                source = b"def f(): return open({str(catalogue)!r}).read()"
                worker.send_modules(Modules({{"m": source}}))
                worker.load("m")
                call = msgspec.msgpack.encode(Call("f", ()))
                print(next(worker.call([call], read_answer)).raised.type)
                worker.end()
        """
        done = subprocess.run(
            [sys.executable, "-S", "-P", "-c", textwrap.dedent(program)],
            env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == "PermissionError\n", done.stderr

    @pytest.mark.xdist_group("without landlock")
    def test_where_a_wall_is_missing_no_worker_is_forked_unless_that_was_accepted(
        self, without_landlock, monkeypatch
    ):
        monkeypatch.setattr(without_landlock.zygote, "_insist", True)
        with pytest.raises(MissingProtectionError, match="Without Landlock, which") as refused:
            without_landlock.zygote.fork(1.0, PATIENT)
        assert refused.value.exit_code == UserError.exit_code


def wait_for_end(process: int) -> None:
    """Waits until a process that is not ours has ended, or is only waited for by init."""
    stat = Path(f"/proc/{process}/stat")
    for _ in range(1000):
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.01)
    pytest.fail(f"process {process} still runs")
