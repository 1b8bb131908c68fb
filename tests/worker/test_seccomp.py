"""The filter's program, run by an interpreter of our own for machines that are not at hand.

`syscalls.csv` was written from the headers of the kernel, as Debian packages them:
asm/unistd_64.h of linux-libc-dev, and asm/unistd.h of linux-libc-dev-arm64-cross.
"""

import csv
import ctypes
import ctypes.util
import errno
import os
import struct
from pathlib import Path

import pytest

from autograder.worker import seccomp
from autograder.worker.seccomp import ARCHITECTURES, CONDITIONS, OWN_PROCESS, assemble

MACHINES = tuple(ARCHITECTURES)
MODES = tuple(seccomp.MODES)
OWN, OTHER = OWN_PROCESS, 4321
ALLOWED, REFUSED, ABSENT, KILLED = "allowed", "refused", "absent", "killed"
VERDICTS = {
    seccomp.ALLOW: ALLOWED,
    seccomp.FAIL | errno.EPERM: REFUSED,
    seccomp.FAIL | errno.ENOSYS: ABSENT,
    seccomp.KILL: KILLED,
}
CLONE_VM, CLONE_THREAD, SIGCHLD = 0x100, 0x10000, 17
THREAD = 0x3D0F00  # the flags of pthread_create in glibc
HIGH = 1 << 32


def interpret(program: bytes, audit: int, number: int, *arguments: int) -> str:
    """What the kernel would decide, by the rules of bpf(4)."""
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("<iIQ6Q", number, audit, 0, *(a % (1 << 64) for a in padded))
    steps = list(seccomp.INSTRUCTION.iter_unpack(program))
    position = accumulator = 0
    while True:
        operation, if_true, if_false, operand = steps[position]
        position += 1
        if operation == 0x06:  # return
            return VERDICTS[operand]
        if operation == 0x20:  # load a word
            (accumulator,) = struct.unpack_from("<I", data, operand)
            continue
        true = {
            0x15: accumulator == operand,
            0x25: accumulator > operand,
            0x35: accumulator >= operand,
            0x45: bool(accumulator & operand),
        }[operation]
        position += if_true if true else if_false


def decide(machine: str, mode: str, name: str, *arguments: int) -> str:
    architecture = ARCHITECTURES[machine]
    program = assemble(machine, mode)
    return interpret(program, architecture.audit, architecture.numbers[name], *arguments)


def official_numbers(machine: str) -> dict[str, int]:
    table = Path(__file__).with_name("syscalls.csv").read_text(encoding="ascii").splitlines()
    return {row["name"]: int(row[machine]) for row in csv.DictReader(table) if row[machine]}


@pytest.mark.parametrize("machine", MACHINES)
class TestNumbers:
    def test_they_are_those_of_the_kernels_headers(self, machine):
        assert ARCHITECTURES[machine].numbers == official_numbers(machine)

    def test_they_are_those_of_libseccomp(self, machine):
        if not (found := ctypes.util.find_library("seccomp")):
            pytest.skip("libseccomp is not installed on this machine")
        resolve = ctypes.CDLL(found).seccomp_syscall_resolve_name_arch
        resolve.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
        architecture = ARCHITECTURES[machine]
        for name, number in architecture.numbers.items():
            theirs = resolve(architecture.audit, name.encode())
            assert theirs == number or theirs == -1, name  # noqa: PLR1714 - -1: not known yet


def test_the_number_of_this_machine_is_that_of_the_running_kernel():
    numbers = ARCHITECTURES[os.uname().machine].numbers
    assert ctypes.CDLL(None).syscall(numbers["getpid"]) == os.getpid()


@pytest.mark.parametrize("listed", [seccomp.ALLOWED, seccomp.DENIED, " ".join(CONDITIONS)])
def test_every_listed_call_exists_somewhere_and_is_listed_once(listed):
    names = listed.split()
    known = {name for machine in MACHINES for name in ARCHITECTURES[machine].numbers}
    assert set(names) <= known
    assert len(names) == len(set(names))


def test_no_call_is_on_two_lists():
    lists = [set(seccomp.ALLOWED.split()), set(seccomp.DENIED.split()), set(CONDITIONS)]
    assert sum(map(len, lists)) == len(set.union(*lists))


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("mode", MODES)
class TestVerdicts:
    def test_listed_calls_and_all_others(self, machine, mode):
        allowed, denied = set(seccomp.ALLOWED.split()), set(seccomp.DENIED.split())
        for name in ARCHITECTURES[machine].numbers.keys() - CONDITIONS.keys() - {"clone3"}:
            fine = name in allowed if mode == "allow" else name not in denied
            assert decide(machine, mode, name) == (ALLOWED if fine else REFUSED), name

    @pytest.mark.parametrize(
        ("name", "arguments", "verdict"),
        [
            ("clone", (THREAD,), ALLOWED),
            ("clone", (SIGCHLD,), REFUSED),
            ("clone", (SIGCHLD | CLONE_VM,), REFUSED),
            ("clone", (THREAD | 0x10000000,), REFUSED),  # CLONE_NEWUSER
            ("clone", (THREAD | 0x00020000,), REFUSED),  # CLONE_NEWNS
            ("clone", (CLONE_THREAD * HIGH,), REFUSED),
            ("clone3", (), ABSENT),
            ("kill", (OWN, 6), ALLOWED),
            ("kill", (0, 9), REFUSED),
            ("kill", (-1, 9), REFUSED),
            ("kill", (-OWN, 9), REFUSED),
            ("kill", (OTHER, 0), REFUSED),
            ("kill", (OTHER + OWN * HIGH, 9), REFUSED),
            ("tgkill", (OWN, OTHER, 6), ALLOWED),
            ("tgkill", (OTHER, OWN, 6), REFUSED),
            ("tkill", (OWN, 6), REFUSED),
            ("prlimit64", (0, 7), ALLOWED),
            ("prlimit64", (OWN, 7), ALLOWED),
            ("prlimit64", (OTHER, 7), REFUSED),
            ("fcntl", (3, 1), ALLOWED),  # F_GETFD
            ("fcntl", (3, 8), REFUSED),  # F_SETOWN
            ("fcntl", (3, 10), REFUSED),  # F_SETSIG
            ("fcntl", (3, 15), REFUSED),  # F_SETOWN_EX
            ("fcntl", (3, 1031), REFUSED),  # F_SETPIPE_SZ
            ("fcntl", (3, 5), REFUSED),  # F_GETLK
            ("fcntl", (3, 6), REFUSED),  # F_SETLK
            ("fcntl", (3, 38), REFUSED),  # F_OFD_SETLKW
            ("fcntl", (3, 1024), REFUSED),  # F_SETLEASE
            ("fcntl", (3, 1026), REFUSED),  # F_NOTIFY
            ("flock", (3, 1), REFUSED),
            ("ioctl", (1, 0x5401), ALLOWED),  # TCGETS
            ("ioctl", (1, 0x5401 + HIGH), ALLOWED),  # the kernel looks at no more
            ("ioctl", (1, 0x5412), REFUSED),  # TIOCSTI
            ("prctl", (15,), ALLOWED),  # PR_SET_NAME
            ("prctl", (1, 0), REFUSED),  # PR_SET_PDEATHSIG
            ("prctl", (4, 1), REFUSED),  # PR_SET_DUMPABLE
            ("prctl", (36, 1), REFUSED),  # PR_SET_CHILD_SUBREAPER
            ("socket", (2, 1, 0), REFUSED),
            ("execve", (), REFUSED),
            ("io_uring_setup", (), REFUSED),
            ("read", (), ALLOWED),
            ("mmap", (), ALLOWED),
            ("futex", (), ALLOWED),
        ],
    )
    def test_calls_with_their_arguments(self, machine, mode, name, arguments, verdict):
        assert decide(machine, mode, name, *arguments) == verdict

    @pytest.mark.parametrize("number", [451, 512, 1 << 20])
    def test_numbers_beyond_the_table_do_not_exist(self, machine, mode, number):
        program = assemble(machine, mode)
        assert interpret(program, ARCHITECTURES[machine].audit, number) == ABSENT

    def test_other_ways_into_the_kernel_end_the_process(self, machine, mode):
        program, audit = assemble(machine, mode), ARCHITECTURES[machine].audit
        assert interpret(program, 0x40000003, 20) == KILLED  # i386
        assert interpret(program, 0x40000028, 20) == KILLED  # arm
        assert interpret(program, audit, 0x40000000 | 39) == KILLED  # x32
        assert interpret(program, audit, -1) == KILLED

    def test_the_kernel_would_take_it(self, machine, mode):
        """Jumps stay within the program, and it is shorter than BPF_MAXINSNS."""
        steps = list(seccomp.INSTRUCTION.iter_unpack(assemble(machine, mode)))
        assert len(steps) < 4096
        assert steps[-1][0] == seccomp.RETURN
        for position, (operation, if_true, if_false, _) in enumerate(steps):
            if operation not in (seccomp.RETURN, seccomp.LOAD):
                assert position + 1 + max(if_true, if_false) < len(steps)

    def test_only_process_ids_are_patched(self, machine, mode):
        places = assemble(machine, mode).count(struct.pack("=I", OWN_PROCESS))
        assert places == sum(
            list(c.values).count(OWN_PROCESS)
            for c in CONDITIONS.values()
            if isinstance(c, seccomp.OneOf)
        )
