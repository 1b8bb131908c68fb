"""What a worker does to itself between the fork and the first line of a student's code."""

import ctypes
import os
import resource
import signal
import socket
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
MEMORY_BYTES = 1 << 30
"""What a worker may use on top of the size of its zygote."""
FILE_BYTES = 16 << 20
OPEN_FILES = 64
STACK_BYTES = 8 << 20
CONNECTION = 3


def confine(cpu_seconds: int) -> None:
    """Puts its limits on a fork of the zygote that has only its streams and its connection.

    Session, limits and privileges, in the order in which nothing later needs what an earlier
    step has removed. File, network and system call filters belong after `drop_privileges`,
    as the last steps before a student's code.

    Raises:
        OSError, ValueError: the kernel refused a limit.
    """
    os.setsid()
    die_with_parent()
    os.chdir("/")
    os.umask(0o077)
    limit_resources(cpu_seconds)
    drop_privileges()


def keep_only(connection: socket.socket) -> socket.socket:
    """Closes all descriptors but the connection, which becomes number 3, and the streams."""
    os.dup2(connection.fileno(), CONNECTION)
    connection.detach()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(CONNECTION + 1, max_descriptor())
    return socket.socket(fileno=CONNECTION)


def max_descriptor() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft


def limit_resources(cpu_seconds: int) -> None:
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_STACK, STACK_BYTES),
        (resource.RLIMIT_AS, address_space_bytes() + MEMORY_BYTES),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (allowed, allowed))


def address_space_bytes() -> int:
    """The present size of this process; the limit has to be set relative to it."""
    if not sys.platform.startswith("linux"):
        return 1 << 40
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends, however it ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def drop_privileges() -> None:
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def prctl(option: int, value: int) -> None:
    """Sets an attribute of this process, on Linux; elsewhere it does nothing.

    Raises:
        OSError: the kernel refused.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}, {value}): {os.strerror(code)}")
