"""Saves are told of wherever a submission's files may lie, and nowhere else."""

import itertools
import os
import re
import select
from pathlib import Path

import pytest
import watchfiles

from autograder.changes import Changes, folders_in
from autograder.errors import UserError


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home" / "week 1").mkdir(parents=True)
    (tmp_path / "elsewhere" / "inner").mkdir(parents=True)
    return tmp_path / "home"


def save_until_told(changes, file):
    """Saves again and again, because watching begins a little later than the object is there."""
    for number in itertools.count():
        file.write_text(str(number))
        if select.select([changes], [], [], 0.5)[0]:
            return changes.take()
    return None


def watched_folders():
    """The inodes that this process watches, as the kernel tells."""
    told = ""
    for file in Path("/proc/self/fdinfo").iterdir():
        try:
            told += file.read_text()
        except OSError:
            continue
    return {
        int(inode, 16) for inode in re.findall(r"^inotify wd:\w+ ino:(\w+)", told, re.MULTILINE)
    }


def test_a_save_in_a_folder_that_is_new_is_told(home):
    with Changes(home) as changes:
        save_until_told(changes, home / "softmax_regression.py")
        (home / "week 2").mkdir()
        save_until_told(changes, home / "week 2" / "softmax_regression.py")


def test_no_link_leads_the_watch_elsewhere(home):
    (home / "link").symlink_to(home.parent / "elsewhere")
    (home / "everything").symlink_to("/")
    with Changes(home) as changes:
        save_until_told(changes, home / "week 1" / "softmax_regression.py")
        inodes = watched_folders()
    assert {place.stat().st_ino for place in (home, home / "week 1")} <= inodes
    assert (home.parent / "elsewhere").stat().st_ino not in inodes
    assert Path("/usr").stat().st_ino not in inodes


def test_folders_are_watched_as_deep_as_they_are_read(home):
    (home / "a" / "b" / "c").mkdir(parents=True)
    (home / ".hidden").mkdir()
    assert set(folders_in(home)) == {home, home / "week 1", home / "a", home / "a" / "b"}


def test_a_system_that_does_not_tell_is_said_to(home, monkeypatch):
    def refuse(*_folders, **_options):
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    with Changes(home) as changes, pytest.raises(UserError, match=r"can't be watched: OS file wat"):
        changes.take()


@pytest.mark.parametrize("name", [b"\xff.py", b"\xd7\xf7\xd2\xb5.py", b"\xff"])
def test_a_name_that_is_not_utf8_does_not_end_it(home, name):
    place = home / os.fsdecode(name)
    with Changes(home) as changes:
        save_until_told(changes, home / "a.py")
        if name.endswith(b".py"):
            save_until_told(changes, place)
        else:
            place.mkdir()
        save_until_told(changes, home / "a.py")


def test_a_folder_that_may_not_be_read_does_not_end_it(home, monkeypatch):
    """The library refuses the whole watch for one, unless it is told not to."""
    watch = watchfiles.watch

    def refuse_unless(*folders, **options):
        if not options.get("ignore_permission_denied"):
            raise PermissionError(13, "Permission denied")
        return watch(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", refuse_unless)
    with Changes(home) as changes:
        save_until_told(changes, home / "a.py")


def test_a_save_while_nothing_was_watched_is_told(home, monkeypatch):
    watch, calls = watchfiles.watch, itertools.count()

    def fail_at_first(*folders, **options):
        if next(calls) == 0:
            (home / "a.py").write_text("saved")
            raise RuntimeError('Unable to decode path "\\xff.py" to string')
        return watch(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", fail_at_first)
    with Changes(home) as changes:
        assert select.select([changes], [], [], 10)[0]


def test_what_did_not_change_is_not_told(home, monkeypatch):
    (home / "a.py").write_text("x = 1")
    watch, calls = watchfiles.watch, itertools.count()

    def fail_at_first(*folders, **options):
        if next(calls) == 0:
            raise RuntimeError('Unable to decode path "\\xff.py" to string')
        return watch(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", fail_at_first)
    with Changes(home) as changes:
        assert not select.select([changes], [], [], 1)[0]


def test_a_folder_that_is_removed_and_made_again_is_watched(home):
    (home / "week").mkdir()
    with Changes(home) as changes:
        save_until_told(changes, home / "week" / "a.py")
        (home / "week" / "a.py").unlink()
        (home / "week").rmdir()
        (home / "week").mkdir()
        save_until_told(changes, home / "week" / "a.py")
