"""Saves are told of in folders in which anything may lie."""

import itertools
import os
import select

import pytest
import watchfiles

from autograder.changes import Changes


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def save_until_told(changes, file):
    """Saves again and again, because watching begins a little later than the object is there."""
    for number in itertools.count():
        file.write_text(str(number))
        if select.select([changes], [], [], 0.5)[0]:
            changes.take()
            return


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
