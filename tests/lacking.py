"""Runs a command on a machine that lacks Landlock or seccomp: the kernel says that it has none.

python lacking.py landlock,seccomp COMMAND…
"""

import errno
import os
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from autograder.worker import seccomp
from autograder.worker.linux import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

NUMBERS = seccomp.ARCHITECTURES[os.uname().machine].numbers
CALLS = {
    "landlock": ["landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"],
    "seccomp": ["seccomp"],
}


def program(lacking):
    absent = (seccomp.RETURN, 0, 0, seccomp.FAIL | errno.ENOSYS)
    steps = [(seccomp.LOAD, 0, 0, seccomp.NUMBER)]
    for name in [call for wall in lacking for call in CALLS[wall]]:
        steps += [(seccomp.EQUAL, 0, 1, NUMBERS[name]), absent]
    if "seccomp" in lacking:
        steps += [
            (seccomp.EQUAL, 0, 3, NUMBERS["prctl"]),
            (seccomp.LOAD, 0, 0, seccomp.ARGUMENTS),
            (seccomp.EQUAL, 0, 1, PR_SET_SECCOMP),
            (seccomp.RETURN, 0, 0, seccomp.FAIL | errno.EINVAL),
        ]
    return [*steps, (seccomp.RETURN, 0, 0, seccomp.ALLOW)]


if __name__ == "__main__":
    lacking = sys.argv[1].split(",")
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(b"".join(struct.pack("=HBBI", *step) for step in program(lacking)))
    os.execvp(sys.argv[2], sys.argv[2:])
