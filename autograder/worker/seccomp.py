"""A filter that lets a student's code make only the system calls that computing needs.

It is a program of classic BPF, which the kernel runs at each call. Everything not allowed
fails with "Operation not permitted"; calls newer than our tables "don't exist", so that libc
falls back to older ones. The way in of another architecture ends the process.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from autograder.worker.linux import PR_SET_SECCOMP, prctl
from autograder.worker.syscalls import AARCH64, X86_64, numbered


class Architecture(NamedTuple):
    """What a filter has to know of a machine: its number in audit.h, and its system calls."""

    audit: int
    numbers: Mapping[str, int]


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, numbered(X86_64)),
    "aarch64": Architecture(0xC00000B7, numbered(AARCH64)),
}

ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range
open openat stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
getdents getdents64 getcwd statfs fstatfs dup dup2 dup3 pipe pipe2 fadvise64 readahead
fsync fdatasync ftruncate umask
recvfrom sendto poll ppoll select pselect6
mmap munmap mremap mprotect madvise brk msync mincore membarrier
futex set_robust_list get_robust_list set_tid_address rseq arch_prctl exit exit_group
sched_yield sched_getaffinity sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min getcpu getpriority
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
sigaltstack pause restart_syscall alarm setitimer getitimer
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage
getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid
getgroups uname sysinfo getrlimit getrandom wait4 waitid
"""

DENIED = """
socket socketpair connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg setsockopt
execve execveat fork vfork tkill rt_sigqueueinfo rt_tgsigqueueinfo
ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal
process_madvise process_mrelease
mount umount2 mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick pivot_root chroot
quotactl quotactl_fd swapon swapoff unshare setns
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
io_setup io_submit io_destroy io_cancel io_getevents io_pgetevents
keyctl add_key request_key
shmget shmat shmdt shmctl semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
memfd_create memfd_secret truncate flock
chmod fchmod fchmodat chown fchown lchown fchownat utime utimes futimesat utimensat
setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod mknodat
sched_setparam sched_setscheduler sched_setattr sched_setaffinity setpriority
ioprio_set migrate_pages move_pages mbind set_mempolicy set_mempolicy_home_node
inotify_init inotify_init1 inotify_add_watch fanotify_init fanotify_mark
init_module finit_module delete_module create_module kexec_load kexec_file_load reboot syslog acct
settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname
iopl ioperm modify_ldt uselib personality vhangup vmsplice splice tee lookup_dcookie
name_to_handle_at open_by_handle_at setuid setgid setreuid setregid setresuid setresgid
setfsuid setfsgid setgroups capset setpgid setsid
landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp
"""

OWN_PROCESS = 0x7E57_C0DE
"""Stands for the id of the process in a program that is yet to be given one."""


class OneOf(NamedTuple):
    """A call is allowed when the lower half of its argument is one of these values.

    The kernel itself looks at no more of them: they are ints in its own signatures.
    """

    argument: int
    values: Sequence[int]


class Flags(NamedTuple):
    """A call is allowed when all of these flags are set, and none of those."""

    argument: int
    needed: int
    forbidden: int


CLONE_THREAD = 0x10000
CLONE_NEW_NAMESPACES = 0x7E02_0000
CONDITIONS: dict[str, OneOf | Flags] = {
    "clone": Flags(0, CLONE_THREAD, CLONE_NEW_NAMESPACES),
    "kill": OneOf(0, [OWN_PROCESS]),  # for abort and raise
    "tgkill": OneOf(0, [OWN_PROCESS]),
    "prlimit64": OneOf(0, [0, OWN_PROCESS]),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: none that sends signals, nor a
    # lock or a lease, by which workers that may read the same files could talk to each other
    "fcntl": OneOf(1, [0, 1, 2, 3, 4, 1030]),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": OneOf(1, [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]),
    # to ask for dumpable, to set and get names and no_new_privs, to name memory
    "prctl": OneOf(0, [3, 15, 16, 38, 39, 0x53564D41]),
}
MISSING = ("clone3",)  # its flags are in memory, where no filter can look; libc then uses clone

LOAD, EQUAL, AT_LEAST, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where they are in struct seccomp_data
ALLOW = 0x7FFF0000
KILL = 0x80000000
FAIL = 0x00050000
REFUSE = FAIL | errno.EPERM
FOREIGN_CALLS = 0x40000000  # x86_64 numbers its x32 calls from here
MODES = {"allow": (ALLOWED, ALLOW, REFUSE), "deny": (DENIED, REFUSE, ALLOW)}
"""What a filter lists, the verdict on that, and the verdict on everything else."""
SECCOMP_MODE_FILTER = 2
INSTRUCTION = struct.Struct("=HBBI")
Program = list[tuple[int, int, int, int]]
"""Instructions: operation, how many to skip if true, how many if false, operand."""


def assemble(machine: str, mode: str) -> bytes:
    """The program for one of `ARCHITECTURES`, with `OWN_PROCESS` in place of the process id."""
    audit, numbers = ARCHITECTURES[machine]
    program: Program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, FOREIGN_CALLS),
        (RETURN, 0, 0, KILL),
        (ABOVE, 0, 1, max(numbers.values())),
        (RETURN, 0, 0, FAIL | errno.ENOSYS),
    ]
    for name in MISSING:
        program += [(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, FAIL | errno.ENOSYS)]
    for name, condition in CONDITIONS.items():
        checks = check(condition)
        program += [(EQUAL, 0, len(checks), numbers[name]), *checks]
    listed, verdict, otherwise = MODES[mode]
    for first, last in ranges(numbers[name] for name in listed.split() if name in numbers):
        program += [(AT_LEAST, 0, 2, first), (ABOVE, 1, 0, last), (RETURN, 0, 0, verdict)]
    program.append((RETURN, 0, 0, otherwise))
    return b"".join(INSTRUCTION.pack(*instruction) for instruction in program)


def check(condition: OneOf | Flags) -> Program:
    """The instructions that decide on a call by one of its arguments."""
    load = (LOAD, 0, 0, ARGUMENTS + 8 * condition.argument)  # the lower half comes first
    allow, refuse = (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)
    if isinstance(condition, Flags):
        forbidden, needed = condition.forbidden, condition.needed
        return [load, (ANY_BIT, 1, 0, forbidden), (ANY_BIT, 1, 0, needed), refuse, allow]
    tests = [step for value in condition.values for step in ((EQUAL, 0, 1, value), allow)]
    return [load, *tests, refuse]


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as pairs of first and last of those that follow each other."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def install(program: bytes) -> None:
    """Puts the filter on this process, which must have given up new privileges before.

    Raises:
        OSError: the kernel refused.
    """
    own = struct.pack("=I", os.getpid())
    code = program.replace(struct.pack("=I", OWN_PROCESS), own)
    instructions = ctypes.create_string_buffer(code, len(code))
    length = len(code) // INSTRUCTION.size
    header = struct.pack("@HP", length, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(header))
