"""Caches: folders of files that can be made again, and that nobody else can have written to.

A cache is believed: a result in it is not graded again. So it is only read, and only written,
where no other user can have put anything: the folder and all above it belong to whoever runs the
program, or to root, and no other user may write to them. A folder above may have the sticky bit, as
/tmp has: what lies in it stays its owner's. A group that has no member but the owner counts as the
owner.
"""

import contextlib
import grp
import os
import pwd
import stat
from pathlib import Path

import platformdirs

from autograder.files import UnreadableError, opened, write_atomically
from autograder.i18n import _

ROOT = 0


class CacheFolder:
    """A folder of files that can be made again; what others may have written is left alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str, limit: int) -> bytes | None:
        """A file's content; None if there is none that can be read and believed."""
        path = self.path / name
        if intrusion(path.parent):
            return None
        try:
            with opened(path) as file:
                if is_of_others(os.fstat(file.fileno())):
                    return None
                data = file.read(limit + 1)
        except (UnreadableError, OSError):
            return None
        return data if len(data) <= limit else None

    def write(self, name: str, data: bytes) -> bool:
        """Writes a file; without it, which the result tells, the next run is slower."""
        path = self.path / name
        with contextlib.suppress(OSError):
            make_private(path.parent)
            if not intrusion(path.parent):
                write_atomically(path, data, lasting=False)
                return True
        return False


def usual_folder() -> Path:
    """The folder of caches, unless another one is named."""
    return platformdirs.user_cache_path("autograder")


def make_private(folder: Path) -> None:
    """Makes a folder that is not there, and those above it, for their owner alone.

    Raises:
        OSError: it can't be made.
    """
    for place in reversed((folder, *folder.parents)):
        if not place.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)


def intrusion(folder: Path) -> str:
    """Says why others may have written to a folder, which need not be there; "" if they can't."""
    folder = Path(os.path.realpath(folder))  # which knows what to do with links in a circle
    for place in (folder, *folder.parents):
        try:
            status = place.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            return _("{path} can't be read: {reason}").format(path=place, reason=error.strerror)
        if status.st_uid not in (os.geteuid(), ROOT):
            return _("{path} belongs to another user").format(path=place)
        if is_of_others(status) and (place == folder or not status.st_mode & stat.S_ISVTX):
            return _("other users may write to {path}").format(path=place)
    return ""


def is_of_others(status: os.stat_result) -> bool:
    """Tells a file or folder that belongs to another user, or that others may write to."""
    if status.st_uid not in (os.geteuid(), ROOT) or status.st_mode & stat.S_IWOTH:
        return True
    return bool(status.st_mode & stat.S_IWGRP) and not is_alone(status.st_uid, status.st_gid)


def is_alone(user: int, group: int) -> bool:
    """Tells a group that has one user, as on many systems everyone has one."""
    try:
        owner, members = pwd.getpwuid(user).pw_name, grp.getgrgid(group)
    except KeyError:
        return False
    return members.gr_name == owner and set(members.gr_mem) <= {owner}
