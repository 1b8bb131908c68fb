"""A user of its own for the zygote of somebody who grades as root."""

import contextlib
import os
from collections.abc import Iterable

FIRST_USER, USERS = 60706, 478
"""Ids that neither distributions nor systemd give to anybody."""


ONLY_TO_ENTER = 0o710
"""The mode of a folder that its group may only enter: who knows a file's name there can open it."""


def become_nobody(needed: Iterable[str], files: str = "") -> bool:
    """Makes root a user who owns nothing, for good, if that user can read what is needed.

    An ordinary user can't become another, and stays.

    Args:
        needed: paths that must be readable.
        files: root's own folder of data files, which the new user, and nobody else, may enter.

    Returns:
        Whether it did.
    """
    if os.geteuid() != 0:
        return False
    user = FIRST_USER + os.getpid() % USERS
    groups = os.getgroups()
    try:
        if files:
            os.chown(files, -1, user)
            os.chmod(files, ONLY_TO_ENTER)  # noqa: PTH101 - beside its counterpart
        os.setgroups([])
        os.setegid(user)
        os.seteuid(user)
        readable = all(os.access(path, os.R_OK, effective_ids=True) for path in needed)
    except OSError:  # the root of a container may lack the right, or other users
        readable = False
    finally:
        os.seteuid(0)
        os.setegid(0)
    if readable:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    else:
        with contextlib.suppress(OSError):
            os.setgroups(groups)
    return readable
