"""Landlock: what the files are that this process may still open, decided by itself, for good.

Rights can only be given up, by any user, and everything that is not granted is refused. See
`man 7 landlock`; the numbers are those of linux/landlock.h.
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Mapping

from autograder.worker.linux import syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION = 1  # a flag: asks for the version of the interface, makes nothing
PATH_BENEATH = 1

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""The rights that a rule on anything but a folder may name."""
KNOWN_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many of the rights on files each version of the interface knows."""
NETWORK = 0b11  # to bind and to connect TCP sockets
SCOPES = 0b11  # abstract sockets and signals of processes outside


def version() -> int:
    """The version of the kernel's interface, or 0 where there is none."""
    try:
        return syscall(CREATE_RULESET, None, 0, VERSION)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP):
            return 0
        raise


def handled(known: int) -> bytes:
    """All that a ruleset can be about, as the kernel's interface of that version takes it.

    The kernel refuses what it does not know, be it a right or a longer structure.
    """
    rights = (1 << KNOWN_RIGHTS.get(known, KNOWN_RIGHTS[5])) - 1
    size = 8 if known < 4 else 16 if known < 6 else 24
    return struct.pack("=QQQ", rights, NETWORK, SCOPES)[:size]


def make_ruleset(grants: Mapping[str, int]) -> int:
    """A descriptor of rules that grant only these rights on these paths, and what is below them.

    Paths that don't exist or can't be reached are left out.

    Raises:
        OSError: the kernel has no Landlock, or refused.
    """
    attributes = handled(version())
    (rights,) = struct.unpack_from("=Q", attributes)
    ruleset = syscall(CREATE_RULESET, ctypes.c_char_p(attributes), len(attributes), 0)
    for path, granted in grants.items():
        try:
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        allowed = granted & rights
        if not stat.S_ISDIR(os.fstat(beneath).st_mode):
            allowed &= OF_FILES
        rule = struct.pack("=Qi", allowed, beneath)
        syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.c_char_p(rule), 0)
        os.close(beneath)
    return ruleset


def restrict(ruleset: int) -> None:
    """Puts the rules on this process; it must have given up new privileges before.

    Raises:
        OSError: the kernel refused.
    """
    syscall(RESTRICT_SELF, ruleset, 0)
