"""How the processes of the untrusted side are started: by exec, with nothing of ours in them."""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from autograder import import_path
from autograder.errors import GraderFault, UserError
from autograder.worker import zygote

ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "HOME": "/",
    "USER": "student",
    "TORCHINDUCTOR_CACHE_DIR": "/",  # torch wants a folder that is there, and writes nothing to it
    "PYTHONHASHSEED": "0",  # sets print in the same order on every run
    # One thread of each, because only then a process may be forked.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # else each thread reserves much of the memory that is allowed
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large pages make a fork and its end cheaper
}
ROLE = "fork" if sys.platform.startswith("linux") else "spawn"
"""Elsewhere a process that has imported torch can't be forked safely."""
FILTER = "AUTOGRADER_SECCOMP"
FILTERS = ("allow", "deny", "off")


def place(files: str = "") -> list[str]:
    """What such a process has to know of this machine: the kind of filter, and folders.

    Args:
        files: the folder of the files that workers may read.

    Raises:
        UserError: there is no such filter.
    """
    return [chosen_filter(), files, *folders()]


def program(role: str, descriptor: int, where: Sequence[str]) -> list[str]:
    """The command for a process of that role, see `zygote`; `where` is its `place`."""
    return [*zygote.python(), zygote.__file__, role, str(descriptor), *where]


def chosen_filter() -> str:
    """The kind of filter for system calls, which AUTOGRADER_SECCOMP may set."""
    chosen = os.environ.get(FILTER, FILTERS[0])
    if chosen not in FILTERS:
        raise UserError(f"{FILTER} is {chosen!r}; it can be {', '.join(FILTERS)}.")
    return chosen


def folders() -> list[str]:
    """The folder that holds this package, then those that hold what a worker imports."""
    package = Path(__file__).resolve().parents[2]
    found, path = [], import_path.safe(sys.path)
    for name in ("torch", "numpy", "msgspec"):
        spec = PathFinder.find_spec(name, path)  # whatever a student has imported by that name
        if spec is None or spec.origin is None:
            raise GraderFault(f"{name} is not installed for {sys.executable}")
        found.append(str(Path(spec.origin).parents[1]))
    return [str(package), *dict.fromkeys(found)]


def hide_this_process() -> None:
    """Keeps other processes of this user from reading this one's memory and environment."""
    if sys.platform.startswith("linux"):
        from autograder.worker.linux import PR_SET_DUMPABLE, prctl  # noqa: PLC0415 - not elsewhere

        prctl(PR_SET_DUMPABLE, 0)
