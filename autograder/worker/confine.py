"""What a worker does to itself between the fork and the first line of a student's code."""

import ctypes
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path

from autograder.worker.linux import LIBC, PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl
from autograder.worker.walls import Walls

MEMORY_BYTES = 1 << 30
"""What a worker may use on top of the size of its zygote."""
FILE_BYTES = 16 << 20
OPEN_FILES = 64
STACK_BYTES = 8 << 20
PENDING_SIGNALS = 64
MORE_THREADS = 256
"""How many threads there may be on top of those of the whole machine at the start."""
CONNECTION = 3
RULESET = 4
ON_LINUX = sys.platform.startswith("linux")


def confine(cpu_seconds: int, walls: Walls, parent: int, files: str) -> None:
    """Shuts in a fork of the zygote that has only its streams, its connection and its ruleset.

    It is left in the folder of the files that it may read.

    Session, limits, privileges, files and system calls, in the order in which nothing later
    needs what an earlier step has removed.

    Raises:
        OSError, ValueError: the kernel refused one of them.
    """
    os.setsid()
    if ON_LINUX:
        die_with_parent(parent)
    os.chdir(files)
    os.umask(0o077)
    limit_resources(cpu_seconds)
    if ON_LINUX:
        drop_capabilities()
        walls.enter()


def keep_only(connection: socket.socket, walls: Walls) -> tuple[socket.socket, Walls]:
    """Closes all descriptors but the streams, the connection and the ruleset.

    The connection becomes number 3; the ruleset, if there is one, number 4.
    """
    os.dup2(connection.fileno(), CONNECTION)
    connection.detach()
    first_unused = CONNECTION + 1
    if walls.ruleset is not None:
        os.dup2(walls.ruleset, RULESET)
        walls = walls._replace(ruleset=RULESET)
        first_unused = RULESET + 1
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(first_unused, max_descriptor())
    return socket.socket(fileno=CONNECTION), walls


def max_descriptor() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft


def limit_resources(cpu_seconds: int) -> None:
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_CPU, cpu_seconds)
    lower(resource.RLIMIT_FSIZE, FILE_BYTES)
    lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    lower(resource.RLIMIT_STACK, STACK_BYTES)
    if ON_LINUX:
        lower(resource.RLIMIT_MEMLOCK, 0)
        lower(resource.RLIMIT_MSGQUEUE, 0)
        lower(resource.RLIMIT_SIGPENDING, PENDING_SIGNALS)
        lower(resource.RLIMIT_NPROC, threads_of_the_machine() + MORE_THREADS)
        lower(resource.RLIMIT_AS, address_space_bytes() + MEMORY_BYTES)


def lower(limit: int, value: int) -> None:
    """Sets a limit for good, but never above what it was."""
    _, hard = resource.getrlimit(limit)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (allowed, allowed))


def address_space_bytes() -> int:
    """The present size of this process; the limit has to be set relative to it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def threads_of_the_machine() -> int:
    """All threads there are, which is cheaper to know than how many are this user's.

    The kernel's limit counts those of the user.
    """
    running_and_all = Path("/proc/loadavg").read_text(encoding="ascii").split()[3]
    return int(running_and_all.partition("/")[2])


def die_with_parent(parent: int) -> None:
    """The kernel kills this process when its parent ends, however it ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it had ended before
        os._exit(0)


def adopt_orphans() -> None:
    """What a worker starts and leaves behind becomes a child of this process, its zygote."""
    if ON_LINUX:
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def drop_capabilities() -> None:
    """Takes from root what makes it more than a user, except that it may read every file.

    A user has no capabilities to lose. Root's files may be in folders that only root may
    enter; which of them can be opened is decided by Landlock.
    """
    if os.geteuid() != 0:
        return
    read_every_file = 1 << 2
    header = struct.pack("=Ii", 0x20080522, 0)
    sets = struct.pack("=6I", read_every_file, read_every_file, 0, 0, 0, 0)
    if LIBC.capset(ctypes.c_char_p(header), ctypes.c_char_p(sets)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"capset: {os.strerror(code)}")
