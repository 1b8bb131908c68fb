"""Anything may lie where a command looks for a file: it says so in a sentence, and ends."""

import gzip
import json
import shutil

import pytest
from odd_files import KINDS, bounded, put, within_limits
from tiers import mostly_slow

from autograder.capstones import data
from autograder.capstones.data import FILES, load_fashion, read_idx
from autograder.errors import UserError
from autograder.pytest_plugin import exercises_in
from autograder.servers import Reports, names_in
from autograder.state import PLACE

WRONG = "def softmax(X):\n    return X\n"
ELSEWHERE = (
    "/dev/zero", "../outside.py", "./a.py", "sub/../../outside.py", "", "/", "a\0b", "sub",
    "link.py", "sub/link/a.py", "pipe.py", "huge.py", "x" * 4096,
)  # fmt: skip
odd = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def homes(tmp_path):
    """A student's folder for each kind."""
    for kind in KINDS:
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "softmax_regression.py").write_text(WRONG)
    return {kind: tmp_path / kind for kind in KINDS}


def refused(ended):
    """The sentence of a command that ended as for wrong use."""
    assert ended.code == 2, ended
    (said,) = ended.err.splitlines()
    assert said.startswith("autograder: ")
    return said


class TestStudents:
    @pytest.mark.parametrize("place", [PLACE, PLACE.parent], ids=["the-file", "its-folder"])
    def test_a_state_is_as_good_as_none(self, homes, tmp_path, place):
        for kind, home in homes.items():
            (home / place).parent.mkdir(exist_ok=True)
            put(kind, home / place)
        for ended in bounded([["list", home] for home in homes.values()], tmp_path):
            assert (ended.code, ended.err) == (0, "")
            assert "Nothing was checked here yet." in ended.out

    def test_a_state_names_files_of_its_folder_alone(self, tmp_path):
        """All else that it names counts as changed since: there is no such file."""
        (tmp_path / "outside.py").write_text(WRONG)
        commands = []
        for number, file in enumerate(ELSEWHERE):
            home = tmp_path / str(number)
            (home / "sub").mkdir(parents=True)
            (home / "softmax_regression.py").write_text(WRONG)
            (home / "sub" / "link").symlink_to(home)
            (home / "link.py").symlink_to(home / "softmax_regression.py")
            put("a-pipe", home / "pipe.py")
            put("100-gigabytes", home / "huge.py")
            (home / PLACE.parent).mkdir()
            check = {"status": "passed", "score": 700, "file": file, "code": "0" * 16}
            (home / PLACE).write_text(json.dumps({"checks": {"softmax": check}}))
            commands.append(["list", home])
        for ended in bounded(commands, tmp_path):
            assert (ended.code, ended.err) == (0, "")
            assert "1 of 26 solved, 7 of 100 points" in ended.out
            assert "changed since" in ended.out

    def test_a_module_is_not_reset(self, homes, tmp_path):
        for kind, home in homes.items():
            put(kind, home / "softmax_regression.py")
        commands = [["reset", "softmax", home, "--yes"] for home in homes.values()]
        for ended, home in zip(bounded(commands, tmp_path), homes.values(), strict=True):
            said = (
                "is a link" if (home / "softmax_regression.py").is_symlink() else "can't be read: "
            )
            assert f"softmax_regression.py {said}" in refused(ended)
            assert [file.name for file in home.iterdir()] == ["softmax_regression.py"]

    @odd
    def test_pytest_takes_it_for_no_exercise(self, tmp_path, kind):
        path = put(kind, tmp_path / "softmax_regression.py")
        with within_limits():
            assert exercises_in(path) == []


class TestInstructors:
    @pytest.mark.parametrize("option", ["--course", "--roster"])
    def test_a_file_that_is_named_is_refused(self, homes, tmp_path, option):
        paths = [put(kind, home / "odd") for kind, home in homes.items()]
        commands = [["grade", tmp_path, option, path] for path in paths]
        for ended, path in zip(bounded(commands, tmp_path), paths, strict=True):
            assert f"{path} can't be read: " in refused(ended)

    @pytest.mark.parametrize(
        "name", mostly_slow(["run.json", "journal.jsonl", "results/ada.json"], "run.json")
    )
    def test_a_graded_folder_is(self, graded_class, tmp_path, name):
        commands, kinds = [], []
        for kind in KINDS:
            graded = shutil.copytree(graded_class[0], tmp_path / kind)
            put(kind, graded / name)
            commands += [["report", graded], ["compare", graded, graded]]
            kinds += [kind, kind]
        for ended, kind in zip(bounded(commands, tmp_path), kinds, strict=True):
            if kind == "a-link-to-itself" and name != "run.json":  # as good as no file
                assert ended.code == 0
            else:
                said = refused(ended)
                assert name in said or "holds no results" in said

    @odd
    def test_a_file_of_a_data_set_is(self, tmp_path, kind):
        for name in FILES:
            (tmp_path / name).write_bytes(b"")
        path = put(kind, tmp_path / FILES[0])
        with within_limits(), pytest.raises(UserError, match=r"can't be read: it|has no train-im"):
            load_fashion(tmp_path)
        with within_limits(), pytest.raises(UserError, match="can't be read"):
            read_idx(path, 3)

    @odd
    def test_what_a_build_server_says_is_passed_over(self, tmp_path, kind):
        path = put(kind, tmp_path / "submission_metadata.json")
        with within_limits():
            assert names_in(path) == ""

    def test_what_unfolds_beyond_measure_is(self, tmp_path, monkeypatch):
        monkeypatch.setattr(data, "MAX_BYTES", 1000)
        path = tmp_path / f"{FILES[0]}.gz"
        path.write_bytes(gzip.compress(bytes(1001)))
        with pytest.raises(UserError, match="it has more than 1000 bytes"):
            read_idx(path, 3)

    def test_a_summary_beyond_measure_is_refused(self, tmp_path):
        summary = put("100-gigabytes", tmp_path / "summary.md")
        with within_limits(), pytest.raises(UserError, match=r"summary\.md can't be read: it has"):
            Reports(["markdown"], tmp_path, {"GITHUB_STEP_SUMMARY": str(summary)})
