"""Where modules come from: however a command is started, and where this package is a guest."""

import os
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest
from machines import ORDINARY, only_root
from shadows import MODULE, SCRIPT, all_names, environment_for, write_shadows
from tiers import mostly_slow

ROOT = Path(__file__).parents[1]
RIGHT = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
EVIL = 'open("PWNED", "w"); raise SystemExit'
STARTS = {
    "script": SCRIPT,
    "script without the environment": [sys.executable, "-E", SCRIPT[-1]],
    "module": MODULE,
    "isolated module": [sys.executable, "-I", "-m", "autograder"],
}
PLAIN = [sys.executable, "-m", "autograder"]


def run(*command, cwd, **variables):
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment_for(Path(cwd).parent) | variables,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def path_with(folder):
    """A variable that names one folder more than it does."""
    named = filter(None, [folder, os.environ.get("PYTHONPATH")])
    return {"PYTHONPATH": os.pathsep.join(named)}


@pytest.mark.parametrize("jobs", mostly_slow({"1": 1, "2": 2}, "1"))
@pytest.mark.parametrize("start", mostly_slow([*STARTS], "script"))
def test_a_submission_with_the_name_of_a_library_is_graded_and_never_imported(
    tmp_path, start, jobs
):
    submissions = tmp_path / "c"
    for student in ("ada", "multiprocessing"):
        (submissions / student).mkdir(parents=True)
        shutil.copy(ROOT / "exercises" / "softmax_regression.py", submissions / student)
    (submissions / "multiprocessing" / "__init__.py").write_text(EVIL)
    grade = ("grade", ".", "--out", "../o", "--only", "softmax", "--jobs", jobs)
    done = run(*STARTS[start], *grade, cwd=submissions)
    assert not list(tmp_path.rglob("PWNED"))
    assert done.returncode == 0, done.stderr
    graded = (tmp_path / "o" / "grades.csv").read_text().splitlines()[1:]
    assert [row.partition(",")[0] for row in graded] == ["ada", "multiprocessing"]


class TestUnsafeStarts:
    """What Python has imported before anything of ours runs can't be helped, but told."""

    @pytest.mark.parametrize(
        "shadow",
        ["pathlib.py", "pathlib.pyc", "multiprocessing/__init__.py", "numpy.py",
         f"csv{EXTENSION_SUFFIXES[0]}", "msvcrt/anything.py"],
    )  # fmt: skip
    def test_a_module_that_hides_another_is_named_before_it_is_imported(self, tmp_path, shadow):
        here = tmp_path / "here"
        (here / shadow).parent.mkdir(parents=True)
        (here / shadow).write_text(EVIL)
        done = run(*PLAIN, "version", cwd=here, LC_ALL="C.UTF-8")
        named = "msvcrt/" if "msvcrt" in shadow else shadow
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"autograder: Python would take {named} for modules of its own or of its libraries. "
            "Leave out the current folder:  python -P -m autograder\n"
        )
        assert run(*MODULE, "version", cwd=here).returncode == 0
        assert not (here / "PWNED").exists()

    def test_it_is_told_in_the_readers_language(self, tmp_path):
        (tmp_path / "pathlib.py").write_text(EVIL)
        done = run(*PLAIN, "version", cwd=tmp_path, LC_ALL="zh_CN.UTF-8", PYTHONUTF8="1")
        assert done.returncode == 2
        assert "Python 会把 pathlib.py 当作" in done.stderr

    @pytest.mark.parametrize("named", [".", f"{os.devnull}{os.pathsep}", "lib"])
    def test_so_is_a_folder_that_pythonpath_names_as_seen_from_here(self, tmp_path, named):
        folder = tmp_path / "lib" if named == "lib" else tmp_path
        folder.mkdir(exist_ok=True)
        (folder / "colorsys.py").write_text(EVIL)
        for start in (SCRIPT, MODULE):
            done = run(*start, "version", cwd=tmp_path, LC_ALL="C.UTF-8", **path_with(named))
            assert done.returncode == 2
            assert "would take colorsys.py for" in done.stderr
            assert "Take the current folder off PYTHONPATH." in done.stderr

    def test_a_folder_that_hides_nothing_is_no_reason_to_refuse(self, tmp_path):
        for name in ("helper.py", "os.py", "sys.py", "exercises/a.py", "code/a.py", "test/a.py"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(EVIL)
        done = run(*PLAIN, "version", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")

    def test_neither_is_a_checkout_of_this_package_which_is_then_the_one_that_runs(self, tmp_path):
        shutil.copytree(ROOT / "autograder", tmp_path / "autograder")
        (tmp_path / "autograder" / "__init__.py").write_text('__version__ = "0.copy"\n')
        for variables in ({}, path_with(".")):
            done = run(*PLAIN, "version", cwd=tmp_path, **variables)
            assert (done.returncode, done.stdout, done.stderr) == (0, "0.copy\n", "")


TELL = """
import os, sys
from autograder import import_path
import_path.secure()
print(*(folder for folder in sys.path if os.path.exists(folder)), sep="\\n")
print("environment", os.environ.get("PYTHONPATH"), os.environ["PYTHONSAFEPATH"])
"""


class TestSecure:
    def test_the_current_folder_is_nowhere_on_the_path_whatever_it_is_called(self, tmp_path):
        (tmp_path / "link").symlink_to(tmp_path)
        (tmp_path / "lib").mkdir()
        named = os.pathsep.join([str(ROOT), str(tmp_path), str(tmp_path / "link"), "", "lib"])
        done = run(sys.executable, "-c", TELL, cwd=tmp_path, PYTHONPATH=named)
        *path, environment = done.stdout.splitlines()
        assert not [folder for folder in path if folder.startswith(str(tmp_path))]
        assert environment == f"environment {ROOT} 1"

    def test_the_folder_of_installed_packages_stays_where_it_is(self):
        packages = Path(pytest.__file__).parents[1]
        done = run(sys.executable, "-P", "-c", TELL, cwd=packages)
        assert str(packages) in done.stdout.splitlines(), done.stderr

    def test_not_even_the_checkout_of_this_package_is_an_exception(self):
        done = run(sys.executable, "-c", TELL, cwd=ROOT, PYTHONPATH=str(ROOT))
        assert str(ROOT) not in done.stdout.splitlines(), done.stderr
        assert done.stdout.endswith("environment None 1\n")

    def test_a_folder_that_is_gone_is_no_trouble(self, tmp_path):
        program = f"import os\nos.rmdir({str(tmp_path / 'gone')!r})\n{TELL}"
        (tmp_path / "gone").mkdir()
        done = run(sys.executable, "-c", program, cwd=tmp_path / "gone")
        assert done.returncode == 0, done.stderr


GUEST = """
import ctypes, os, sys  # this process itself imports what it likes
from autograder.classroom.pool import Pool
from autograder.worker.client import Limits, Zygote
os.chdir(sys.argv[1])
sys.path.insert(0, "")
if sys.argv[2] == "pool":
    with Pool(1) as pool:
        print(pool.submit(abs, -7).result())
else:
    with Zygote(insist=False) as zygote:
        zygote.fork(10.0, Limits()).end()
        print(7)
"""


@pytest.mark.parametrize("what", ["pool", "zygote"])
def test_what_is_started_has_a_safe_path_of_its_own_where_no_command_has_made_it_safe(
    tmp_path, what
):
    here, log = tmp_path / "here", tmp_path / "log"
    write_shadows(here, log, "package")
    done = run(sys.executable, "-c", GUEST, here, what, cwd=tmp_path)
    assert not log.exists(), log.read_text()
    assert done.stdout == "7\n", done.stderr


BESIDE = """
import sys
sys.path.insert(0, sys.argv[1])
import autograder
del sys.path[0], sys.argv[1]
from autograder.start import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["check", "grade"])
def test_what_lies_beside_this_package_in_a_checkout_is_not_imported(tmp_path, verb):
    checkout, log = tmp_path / "checkout", tmp_path / "log"
    write_shadows(checkout, log, "package", all_names() - {"autograder"})
    shutil.copytree(ROOT / "autograder", checkout / "autograder")
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "softmax_regression.py").write_text(RIGHT)
    path = "class" if verb == "grade" else "class/ada"
    command = [sys.executable, "-P", "-c", BESIDE, checkout, verb, path, "--only", "softmax"]
    done = run(*command, cwd=tmp_path)
    assert not log.exists(), log.read_text()
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@only_root
def test_for_an_ordinary_user_the_same_holds(run_readable):
    """Where this user's Python finds the libraries by its environment."""
    starts = "(test_import_path and not (environment or isolated or installed))"
    verbs = "(test_safe_path and script and (check or debug or jobs))"
    done = run_readable(
        *("-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-k", f"{starts} or {verbs}"),
        *("tests/test_import_path.py", "tests/test_safe_path.py"),
        **ORDINARY,
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
    assert done.stdout.count("SKIPPED") == 1, "this test itself"
