"""The two walls around a student's code: which files it may open, which system calls it may make.

Neither is enough alone. Landlock lets through other kinds of sockets, new processes and
everything that is done to other processes; a filter of system calls can't look at paths.
"""

import fcntl
import os
from collections.abc import Mapping
from typing import NamedTuple

from autograder.worker import landlock, seccomp
from autograder.worker.linux import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, prctl

OUT_OF_THE_WAY = 5
"""Descriptors from here on are not overwritten when a worker arranges its own."""


class Walls(NamedTuple):
    """What is prepared once in the zygote, so that a worker need only enter.

    Attributes:
        ruleset: a descriptor of Landlock's, if the kernel has it.
        program: a filter of system calls, if there is one for this machine.
    """

    ruleset: int | None = None
    program: bytes | None = None

    def enter(self) -> None:
        """Shuts this process in, for good.

        Raises:
            OSError: the kernel refused.
        """
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        if self.ruleset is not None:
            landlock.restrict(self.ruleset)
            os.close(self.ruleset)
        prctl(PR_SET_DUMPABLE, 0)  # other workers of this user may not look into this one
        if self.program is not None:
            seccomp.install(self.program)


def build(grants: Mapping[str, int], mode: str) -> Walls:
    """The walls that this machine has the means for.

    Args:
        grants: paths and the rights on them.
        mode: of the filter: "allow" or "deny" after the list that it holds, "off" for none.
    """
    ruleset = program = None
    if landlock.version() > 0:
        low = landlock.make_ruleset(grants)
        ruleset = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY)
        os.close(low)
    machine = os.uname().machine
    if mode in seccomp.MODES and machine in seccomp.ARCHITECTURES:
        program = seccomp.assemble(machine, mode)
    return Walls(ruleset, program)
