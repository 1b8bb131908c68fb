"""The services of the Linux kernel that have no name in Python."""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
MADV_COLLAPSE = 25

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long


def syscall(number: int, *arguments: object) -> int:
    """Calls the kernel; whole numbers are passed as long ones.

    Raises:
        OSError: the kernel refused. Only its result tells; `errno` may be an earlier call's.
    """
    result: int = LIBC.syscall(ctypes.c_long(number), *map(_wide, arguments))
    return _checked(result, f"system call {number}")


def prctl(option: int, value: object, more: object = 0) -> int:
    """Sets an attribute of this process.

    Raises:
        OSError: the kernel refused.
    """
    arguments = map(_wide, (value, more, 0, 0))
    result: int = LIBC.prctl(ctypes.c_int(option), *arguments)
    return _checked(result, f"prctl({option})")


def use_large_pages() -> None:
    """Puts the memory of this process into pages of 2 MiB, where the kernel can (Linux 6.1).

    A fork shares them, and gives them back at its end, in a fraction of the time.
    """
    for start, end in own_memory():
        # What is refused stays as it is.
        LIBC.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def own_memory() -> Iterator[tuple[int, int]]:
    """Where writable memory that is no file's begins and ends (`man 5 proc_pid_maps`)."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        addresses, permissions, _, _, _, *name = line.split(maxsplit=5)
        if permissions.startswith("rw") and name in ([], ["[heap]"]):
            start, end = addresses.split("-")
            yield int(start, 16), int(end, 16)


def _wide(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result
