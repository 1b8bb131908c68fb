"""The services of the Linux kernel that have no name in Python."""

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22

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


def _wide(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result
