"""A cache is believed where nobody else can have written to it, and nowhere else."""

import os
import pwd
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest
from machines import ORDINARY, only_root

from autograder import caches
from autograder.behaviours import behaviour_key, learn
from autograder.caches import CacheFolder, intrusion, make_private
from autograder.catalogue import EXERCISES
from autograder.classroom.cache import ResultCache
from autograder.cli import choices
from autograder.cli.choices import cache_folder
from autograder.corpus import Cache, cache_key, draw_examples, examples_for
from autograder.errors import UserError
from autograder.records import SubmissionResult

STRANGER = ORDINARY["user"] + 1
KEY = "ab" + "0" * 62
RECORD = SubmissionResult(
    student="ada", status="graded", score=0, max_score=0, stretch=0, max_stretch=0, functions=()
)
PAIR_TITLES = next(exercise for exercise in EXERCISES if exercise.name == "pair_titles")


def open_folder(folder):
    folder.chmod(0o777)


def open_with_sticky_bit(folder):
    folder.chmod(0o1777)


def open_parent(folder):
    folder.parent.chmod(0o777)


def strangers(folder):
    os.chown(folder, STRANGER, STRANGER)


def strangers_parent(folder):
    os.chown(folder.parent, STRANGER, STRANGER)


def open_group(folder):
    folder.chmod(0o770)
    os.chown(folder, -1, STRANGER)  # which is the name of no group


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
OPENED = [
    pytest.param(open_folder, id="others-may-write-to-it"),
    pytest.param(open_with_sticky_bit, id="as-to-tmp"),
    pytest.param(open_parent, id="others-may-rename-it"),
    pytest.param(strangers, id="it-is-a-strangers", marks=needs_root),
    pytest.param(strangers_parent, id="a-stranger-may-rename-it", marks=needs_root),
    pytest.param(open_group, id="a-group-may-write-to-it", marks=needs_root),
]
opened = pytest.mark.parametrize("opening", OPENED)


@pytest.fixture
def folder(tmp_path):
    """A private folder for a cache, in a private one."""
    make_private(tmp_path / "home" / "cache")
    return tmp_path / "home" / "cache"


class TestFolder:
    def test_a_private_one_keeps_what_is_written(self, folder):
        files = CacheFolder(folder / "part")
        assert files.write("ab/entry", b"data")
        assert files.read("ab/entry", 10) == b"data"
        assert intrusion(folder) == ""

    def test_it_is_made_for_its_owner_alone(self, folder):
        before = os.umask(0)
        try:
            CacheFolder(folder / "a" / "b").write("c/entry", b"")
        finally:
            os.umask(before)
        made = [folder / "a", folder / "a" / "b", folder / "a" / "b" / "c"]
        assert {stat.S_IMODE(place.stat().st_mode) for place in made} == {0o700}

    @opened
    def test_one_that_others_may_have_written_to_is_not_believed_nor_written(self, folder, opening):
        files = CacheFolder(folder)
        files.write("entry", b"data")
        opening(folder)
        assert intrusion(folder)
        assert files.read("entry", 10) is None
        assert not files.write("other", b"data")
        assert not (folder / "other").exists()

    @opened
    def test_nor_is_what_lies_below_it(self, folder, opening):
        files = CacheFolder(folder / "part")
        files.write("ab/entry", b"data")
        opening(folder)
        if opening is open_with_sticky_bit:
            assert files.read("ab/entry", 10) == b"data"  # whose owner nobody else can be
        else:
            assert files.read("ab/entry", 10) is None

    def test_a_folder_below_that_is_open_is_not_believed(self, folder):
        files = CacheFolder(folder)
        files.write("ab/entry", b"data")
        (folder / "ab").chmod(0o777)
        assert files.read("ab/entry", 10) is None

    @pytest.mark.parametrize("mode", [0o602, 0o660])
    def test_a_file_that_others_may_write_is_not_believed(self, folder, mode, monkeypatch):
        monkeypatch.setattr(caches, "is_alone", lambda *_: False)
        (folder / "entry").write_bytes(b"data")
        (folder / "entry").chmod(mode)
        assert CacheFolder(folder).read("entry", 10) is None

    @needs_root
    def test_a_file_that_another_user_has_put_there_is_not_believed(self, folder):
        """Even if the folder was closed since."""
        (folder / "entry").write_bytes(b"data")
        os.chown(folder / "entry", STRANGER, STRANGER)
        assert CacheFolder(folder).read("entry", 10) is None

    def test_a_link_is_not_followed(self, folder):
        (folder / "mine").write_bytes(b"data")
        (folder / "entry").symlink_to(folder / "mine")
        assert CacheFolder(folder).read("entry", 10) is None

    def test_an_entry_has_a_limit(self, folder):
        (folder / "entry").write_bytes(b"x" * 11)
        (folder / "entry").chmod(0o600)
        assert CacheFolder(folder).read("entry", 10) is None
        assert CacheFolder(folder).read("entry", 11) == b"x" * 11

    def test_a_folder_that_is_not_there_yet_is_judged_by_those_above(self, folder):
        assert intrusion(folder / "a" / "b") == ""
        folder.chmod(0o777)
        assert str(folder) in intrusion(folder / "a" / "b")

    def test_a_link_to_a_folder_is_judged_by_where_it_leads(self, folder, tmp_path):
        (tmp_path / "link").symlink_to(folder)
        assert intrusion(tmp_path / "link") == ""
        folder.chmod(0o777)
        assert intrusion(tmp_path / "link")

    def test_links_in_a_circle_lead_nowhere(self, tmp_path):
        (tmp_path / "link").symlink_to("link")
        assert CacheFolder(tmp_path / "link").read("entry", 10) is None
        assert not CacheFolder(tmp_path / "link").write("entry", b"")

    def test_a_group_of_the_owner_alone_counts_as_the_owner(self, folder, monkeypatch):
        folder.chmod(0o770)
        owner = pwd.struct_passwd(("ada", "x", os.geteuid(), 1, "", "", ""))
        monkeypatch.setattr(caches.pwd, "getpwuid", lambda _: owner)
        for name, members, alone in [
            ("ada", [], True), ("ada", ["ada"], True), ("ada", ["bob"], False),
            ("students", [], False), ("students", ["ada"], False),
        ]:  # fmt: skip
            group = caches.grp.struct_group((name, "x", 1, members))
            monkeypatch.setattr(caches.grp, "getgrgid", lambda _, group=group: group)
            assert (intrusion(folder) == "") == alone


class TestCaches:
    """Each of the three, by the same function."""

    @opened
    def test_a_result_is_graded_again(self, folder, opening):
        cache = ResultCache(folder, 1 << 20)
        cache.save(KEY, RECORD)
        assert cache.load(KEY, "ada") == RECORD
        opening(folder if opening is not open_with_sticky_bit else folder / KEY[:2])
        assert cache.load(KEY, "ada") is None

    @opened
    def test_examples_are_drawn_again(self, folder, opening):
        forged = {PAIR_TITLES.domain.name: ({"true": [], "pred": ["forged"]},)}
        Cache(folder).save(cache_key(PAIR_TITLES, 1), forged)
        assert examples_for(PAIR_TITLES, 1, Cache(folder)) == forged
        opening(folder)
        (found,) = examples_for(PAIR_TITLES, 1, Cache(folder)).values()
        assert found == draw_examples(PAIR_TITLES.domain, 1)

    def test_known_mistakes_are_learned_again(self, folder, zygote):
        name = f"{behaviour_key(PAIR_TITLES)}.behaviours"
        forged = msgspec.msgpack.encode([[b"forged"], []])
        CacheFolder(folder).write(name, forged)
        assert learn(PAIR_TITLES, zygote, Cache(folder)).calls == (b"forged",)
        open_folder(folder)
        assert learn(PAIR_TITLES, zygote, Cache(folder)).calls != (b"forged",)
        assert (folder / name).read_bytes() == forged


class TestChoice:
    @opened
    def test_a_folder_that_is_named_is_refused(self, folder, monkeypatch, opening):
        monkeypatch.setenv("AUTOGRADER_CACHE", str(folder))
        assert cache_folder() == folder
        opening(folder)
        with pytest.raises(UserError, match=r"AUTOGRADER_CACHE .*nobody but you") as refused:
            cache_folder()
        assert refused.value.exit_code == 2
        assert str(folder.parent) in str(refused.value)

    @opened
    def test_without_a_name_there_is_none_and_that_is_said_once(
        self, folder, monkeypatch, opening, capsys
    ):
        monkeypatch.delenv("AUTOGRADER_CACHE")
        monkeypatch.setattr(caches, "usual_folder", lambda: folder)
        choices.tell_without_cache.cache_clear()
        opening(folder)
        assert [cache_folder(), cache_folder()] == [None, None]
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("autograder: No cache is used")
        assert not CacheFolder(folder).write("entry", b"")

    def test_a_class_is_not_graded_from_it(self, folder, tmp_path):
        open_folder(folder)
        (tmp_path / "class" / "ada").mkdir(parents=True)
        (tmp_path / "class" / "ada" / "softmax_regression.py").write_text("x = 1\n")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "autograder", "grade", "class"],
            cwd=tmp_path, env=os.environ | {"AUTOGRADER_CACHE": str(folder), "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert f"other users may write to {folder}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not (tmp_path / "grades").exists()


@only_root
def test_the_cache_of_a_student_is_not_roots(run_readable):
    """As with sudo, which leaves the home as it is."""
    home = Path(tempfile.mkdtemp())
    os.chown(home, ORDINARY["user"], ORDINARY["group"])
    try:
        assert intrusion(home / ".cache" / "autograder") == f"{home} belongs to another user"
        done = run_readable(
            "-c", f"from autograder.caches import *; print(intrusion(Path({str(home)!r})))",
            **ORDINARY,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "\n")
    finally:
        home.rmdir()
