"""The built wheel in an environment of its own: what is in it, and that the core is enough."""

import contextlib
import csv
import os
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "autograder"
pytestmark = [pytest.mark.xdist_group("wheel"), pytest.mark.slow]
STUB = "def softmax(X):\n    raise NotImplementedError\n"
BLOCK = """\
import sys
class OnlyTheCore:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {foreign!r}:
            raise ModuleNotFoundError(f"{{name}} is not of the core", name=name)
sys.meta_path.insert(0, OnlyTheCore())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet"),
            *("--no-deps", "--wheel-dir", folder, ROOT),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode and "CI" not in os.environ and "hatchling" in done.stderr:
        pytest.skip("pip can't get hatchling, which builds the wheel")
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def installed(wheel, folder) -> Path:
    """An environment with the wheel, which sees the libraries of this one."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet"),
            *("--disable-pip-version-check", "--no-deps", "--no-index", wheel),
        ],
        check=True,
    )
    (site,) = folder.glob("lib/python*/site-packages")
    libraries = [path for path in sys.path if path.endswith("-packages")]
    (site / "libraries.pth").write_text("".join(f"{path}\n" for path in libraries))
    return python


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    return installed(wheel, tmp_path_factory.mktemp("environment"))


def run(python, *arguments, cwd, **variables):
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "CI"}} | variables
    return subprocess.run(
        [python, *arguments], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )


def members(wheel) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(wheel):
    (name,) = [n for n in members(wheel) if n.endswith(".dist-info/METADATA")]
    return Parser().parsestr(members(wheel)[name].decode())


def core(requirements) -> set[str]:
    """These distributions and all that they need, without extras."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if name not in found and wanted:
            found.add(name)
            with contextlib.suppress(PackageNotFoundError):
                waiting += [Requirement(text) for text in requires(name) or []]
    return found


def test_it_holds_the_package_and_nothing_that_belongs_to_tests(wheel):
    names = [name for name in members(wheel) if ".dist-info/" not in name]
    assert {name.partition("/")[0] for name in names} == {"autograder"}
    parts = {part for name in names for part in name.split("/")}
    assert not parts & {"tests", "test", "__pycache__", "conftest.py"}
    assert not [part for part in parts if part.startswith("test_")]
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= set(names)


@pytest.mark.parametrize(
    "name",
    [
        "catalogue/softmax.py",
        "catalogue/misconceptions/softmax.toml",
        "catalogue/versions/softmax.py",
        "templates/github/grade.yml",
        "templates/gitlab/gitlab-ci.yml",
        "templates/gradescope/setup.sh",
        "templates/gradescope/run_autograder",
        "templates/classroom50/autograder.py",
        "capstones/digits.npz",
    ],
)
def test_it_holds_what_is_read_while_it_runs(wheel, name):
    assert f"autograder/{name}" in members(wheel)


def test_check_on_a_stub_needs_nothing_but_the_core(wheel, python, tmp_path):
    known = core(metadata(wheel).get_all("Requires-Dist"))
    assert {"torch", "typer", "hypothesis"} <= known
    owners = {
        module: {canonicalize_name(name) for name in names}
        for module, names in packages_distributions().items()
    }
    foreign = {m for m, names in owners.items() if not names & (known | {"autograder"})}
    assert {"pytest", "pandas", "matplotlib", "jupytext"} <= foreign
    (tmp_path / "softmax_regression.py").write_text(STUB)
    (tmp_path / "block.py").write_text(
        BLOCK.format(foreign=foreign) + "from autograder.cli import main\nmain(sys.argv[1:])\n"
    )
    done = run(
        *(python, "block.py", "check", "softmax_regression.py", "--only", "softmax"),
        cwd=tmp_path,
        HYPOTHESIS_NO_PLUGINS="1",  # those that other libraries here have brought
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "softmax" in done.stdout
    assert "not attempted" in done.stdout


def test_the_command_is_there_and_help_imports_no_torch(python, tmp_path):
    command = python.parent / "autograder"
    done = subprocess.run([command, "--help"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
    asked = (python, "-X", "importtime", "-P", "-m", "autograder", "--help")
    listed = run(*asked, cwd=tmp_path).stderr
    imported = {line.rpartition("|")[2].strip() for line in listed.splitlines()}
    assert "autograder.cli" in imported
    assert not imported & {"torch", "numpy", "hypothesis", "msgspec", "jinja2"}


def test_pytest_finds_the_plugin_by_itself(python, tmp_path):
    (tmp_path / "softmax_regression.py").write_text(STUB)
    done = run(python, "-m", "pytest", "-q", "-rs", "softmax_regression.py::softmax", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "raises NotImplementedError" in done.stdout


class TestGradescope:
    """`autograder package gradescope`, and what becomes of the archive."""

    @pytest.fixture
    def unpacked(self, python, tmp_path):
        archive = tmp_path / "autograder.zip"
        asked = (python, "-P", "-m", "autograder", "package", "gradescope", "--out", archive)
        done = run(*asked, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        source = tmp_path / "autograder" / "source"
        source.mkdir(parents=True)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(source)
            modes = {i.filename: i.external_attr >> 16 & 0o777 for i in opened.infolist()}
        assert modes["setup.sh"] == modes["run_autograder"] == 0o755
        return source

    def test_it_pins_this_version_and_those_of_the_core(self, unpacked, wheel):
        (packed,) = unpacked.glob("*.whl")
        assert packed.name == wheel.name
        ours, theirs = members(packed), members(wheel)
        assert {k: v for k, v in ours.items() if "dist-info" not in k} == {
            k: v for k, v in theirs.items() if "dist-info" not in k
        }
        pinned = (unpacked / "constraints.txt").read_text().splitlines()
        named = {canonicalize_name(line.partition("==")[0]) for line in pinned}
        assert named <= core(metadata(wheel).get_all("Requires-Dist"))
        assert {"torch", "numpy", "msgspec"} <= named

    def test_its_record_lists_every_file(self, unpacked):
        (packed,) = unpacked.glob("*.whl")
        inside = members(packed)
        (record,) = [name for name in inside if name.endswith("/RECORD")]
        listed = {row[0] for row in csv.reader(inside[record].decode().splitlines())}
        assert listed == set(inside)

    def test_its_scripts_are_scripts_and_grade_a_submission(self, unpacked, tmp_path):
        for script in ("setup.sh", "run_autograder"):
            subprocess.run(["bash", "-n", unpacked / script], check=True)
        home = unpacked.parent
        (packed,) = unpacked.glob("*.whl")
        installed(packed, unpacked / "venv")
        (home / "run_autograder").write_bytes((unpacked / "run_autograder").read_bytes())
        (home / "run_autograder").chmod(0o755)
        (home / "submission").mkdir()
        (home / "results").mkdir()
        (home / "submission" / "softmax_regression.py").write_text(STUB)
        done = subprocess.run(
            [home / "run_autograder"], cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        text = (home / "results" / "results.json").read_text()
        assert '"score": 0.0' in text
        assert "raises NotImplementedError" in text
