"""Finds out whether a protection holds, by trying in a throw-away child what it forbids."""

import errno
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from autograder.worker import confine, grants, identity, landlock, seccomp
from autograder.worker.inquiry import Inquiry
from autograder.worker.linux import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, prctl
from autograder.worker.walls import Walls, build


class Protection(NamedTuple):
    """Something that a student's code is kept from, and whether it is, here and now."""

    name: str
    holds: bool
    detail: str


TOO_MUCH_MEMORY = 2 * confine.MEMORY_BYTES


def try_everything(package: str, mode: str) -> list[Protection]:
    """Every protection, tried in children of this process, which stands for the grader."""
    prctl(PR_SET_DUMPABLE, 0)
    found = grants.grants(package)
    protections = [
        *in_child(lambda: try_walls(build(found, mode), mode)),
        *in_child(try_memory_limit),
        *in_child(lambda: try_thread_limit(found)),
        *in_child(try_to_look_into_the_grader),
    ]
    if os.geteuid() == 0:
        protections += in_child(lambda: [try_own_user(found)])
    return protections


def sound_walls(found: Mapping[str, int], mode: str, files: str) -> tuple[Walls, int]:
    """The walls that hold, and a bit for each essential protection that does not.

    Args:
        found: paths and the rights on them.
        mode: of the filter of system calls.
        files: of these paths, the folder of the files for workers.
    """
    identity.become_nobody(found.keys() - {files}, files)
    walls = build(found, mode)
    ruleset, program = in_child(lambda: try_walls(walls, mode))
    walls = Walls(
        walls.ruleset if ruleset.holds else None, walls.program if program.holds else None
    )
    return walls, (not ruleset.holds) << 0 | (not program.holds) << 1


def in_child(trial: Callable[[], list[Protection]]) -> list[Protection]:
    """What a trial finds in a process of its own, which it may ruin."""
    return [Protection(*fields) for fields in Inquiry(trial).answer()]


def try_walls(walls: Walls, mode: str) -> list[Protection]:
    """Enters Landlock, then the filter; each is tried with acts that only it refuses."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return [try_landlock(walls.ruleset), try_seccomp(walls.program, mode)]


def try_landlock(ruleset: int | None) -> Protection:
    if ruleset is None:
        return Protection("Landlock", False, "this kernel has none; Linux has it from 5.13 on")
    try:
        landlock.restrict(ruleset)
    except OSError as error:
        return Protection("Landlock", False, f"this kernel refuses: {error.strerror}")
    return verdict("Landlock", {
        "opening a file": lambda: os.open("/proc/self/status", os.O_RDONLY),
        "listing a folder": lambda: os.scandir("/"),
        "making a file": lambda: os.open("/tmp", os.O_RDWR | os.O_TMPFILE),  # noqa: S108
        "reading the grader": lambda: os.open(__file__, os.O_RDONLY),
    })  # fmt: skip


def try_seccomp(program: bytes | None, mode: str) -> Protection:
    if program is None:
        known = mode in seccomp.MODES
        why = f"{os.uname().machine} is not known" if known else "it is switched off"
        return Protection("seccomp", False, f"no filter of system calls: {why}")
    try:
        seccomp.install(program)
    except OSError as error:
        return Protection("seccomp", False, f"this kernel takes no filter: {error.strerror}")
    grader = os.getppid()
    return verdict("seccomp", {
        "opening a socket": socket.socket,
        "starting a process": start_process,
        "running a program": lambda: os.execv("/", ["/"]),  # noqa: S606
        "sending the grader a signal": lambda: os.kill(grader, 0),
        "changing its limits": lambda: resource.prlimit(grader, resource.RLIMIT_NOFILE),
    })  # fmt: skip


def try_memory_limit() -> list[Protection]:
    confine.lower(resource.RLIMIT_AS, confine.address_space_bytes() + confine.MEMORY_BYTES)
    try:
        bytearray(TOO_MUCH_MEMORY)
    except MemoryError:
        return [Protection("memory limit", True, "refused: 2 GiB")]
    return [Protection("memory limit", False, "2 GiB could be had")]


def try_thread_limit(found: Mapping[str, int]) -> list[Protection]:
    identity.become_nobody(found)
    confine.lower(resource.RLIMIT_NPROC, 0)
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        return [Protection("thread limit", True, "refused: one thread too many")]
    return [Protection("thread limit", False, "root may start any number of threads")]


def try_to_look_into_the_grader() -> list[Protection]:
    """The parent, which has made itself unreadable, stands for the grader."""
    confine.drop_capabilities()
    environment = f"/proc/{os.getppid()}/environ"
    return [
        verdict("hidden grader", {"reading its memory": lambda: os.open(environment, os.O_RDONLY)})
    ]


def try_own_user(found: Mapping[str, int]) -> Protection:
    if identity.become_nobody(found):
        return Protection("own user", True, f"students' code runs as user {os.getuid()}")
    where = " and ".join(dict.fromkeys([sys.prefix, sys.base_prefix]))
    return Protection("own user", False, f"users other than root can't read what is in {where}")


def verdict(name: str, acts: Mapping[str, Callable[[], object]]) -> Protection:
    """Whether every one of these acts is refused."""
    passed = [act for act, attempt in acts.items() if not is_refused(attempt)]
    if passed:
        return Protection(name, False, f"still possible: {', '.join(passed)}")
    return Protection(name, True, f"refused: {', '.join(acts)}")


NO_ROOM = (errno.EROFS, errno.ENOSPC, errno.EDQUOT)
"""Where nothing can be written, a protection from that is not put to the test."""
UNTRIED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def is_refused(attempt: Callable[[], object]) -> bool:
    """Whether an attempt is; one that fails in any other way was let through.

    Raises:
        OSError: the machine lacks what it takes to try.
    """
    try:
        attempt()
    except OSError as error:
        if error.errno in UNTRIED:
            raise
        return isinstance(error, PermissionError) or error.errno in NO_ROOM
    return False


def start_process() -> None:
    if os.fork() == 0:
        os._exit(0)
