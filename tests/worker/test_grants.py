"""What a worker may read is named entry by entry."""

import importlib.metadata
import sys
import sysconfig
from pathlib import Path

import hypothesis
import pytest
import torch

import autograder
from autograder.worker import grants
from autograder.worker.landlock import READ_DIR, READ_FILE, WRITE_FILE

PACKAGE = Path(autograder.__file__).parent
STANDARD = Path(sysconfig.get_path("stdlib"))


@pytest.fixture(scope="module")
def granted() -> dict[str, int]:
    return grants.grants(str(PACKAGE))


def may_read(granted: dict[str, int], path: Path) -> bool:
    """By Landlock's rule: a right on a folder holds for all that is below it."""
    above = {str(path), *map(str, path.parents)}
    return any(rights & READ_FILE for folder, rights in granted.items() if folder in above)


class TestGrants:
    @pytest.mark.parametrize(
        "path",
        [
            PACKAGE / "catalogue" / "softmax.py",
            PACKAGE.parent / "solutions" / "softmax_regression.py",
            Path(hypothesis.__file__),
            Path(pytest.__file__),
            Path("/etc/passwd"),
            Path("/usr/lib/python3/dist-packages/autograder/catalogue/softmax.py"),
            Path("/usr/lib/locale"),
            STANDARD / "site-packages" / "autograder" / "__init__.py",
            STANDARD / "dist-packages" / "autograder" / "__init__.py",
            STANDARD / "test" / "support" / "__init__.py",
            Path(sys.executable),
        ],
    )
    def test_nothing_else_can_be_read(self, granted, path):
        assert not may_read(granted, path)

    @pytest.mark.parametrize(
        "path",
        [
            Path(torch.__file__),
            STANDARD / "json" / "__init__.py",
            Path("/dev/urandom"),
            Path("/etc/ld.so.cache"),
        ],
    )
    def test_what_torch_needs_can_be_read(self, granted, path):
        assert may_read(granted, path)

    def test_folders_of_packages_can_be_listed_but_no_more(self, granted):
        folder = str(Path(torch.__file__).parents[1])
        assert granted[folder] == granted[str(STANDARD)] == READ_DIR

    def test_only_the_null_device_can_be_written(self, granted):
        assert [path for path, r in granted.items() if r & WRITE_FILE] == ["/dev/null"]

    def test_system_libraries_are_files_not_folders(self, granted):
        libraries = [path for path in granted if ".so" in path and path != grants.LOADER_CACHE]
        assert libraries
        assert all(Path(library).is_file() for library in libraries)

    def test_all_of_it_is_there(self, granted, monkeypatch, tmp_path):
        """Debian's torch has no list of its files; nobody can read those that are guessed."""
        assert all(Path(path).exists() for path in granted)
        (tmp_path / "thing").mkdir()
        (tmp_path / "thing-1.dist-info").mkdir()
        (tmp_path / "thing-1.dist-info" / "METADATA").write_text("Name: thing\nVersion: 1\n")
        thing = importlib.metadata.PathDistribution(tmp_path / "thing-1.dist-info")
        monkeypatch.setattr(grants, "closure", lambda names: [thing])
        guessed = set(grants.grants(str(PACKAGE))) - set(granted)
        assert guessed == {str(tmp_path), str(tmp_path / "thing")}

    def test_an_entry_that_holds_the_grader_is_left_out(self):
        inside_torch = Path(torch.__file__).parent / "autograder"
        assert not may_read(grants.grants(str(inside_torch)), inside_torch / "catalogue.py")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("sympy>=1.13.3", "sympy"),
        ("typing_extensions >=4.10.0", "typing-extensions"),
        ('nvidia-cublas-cu12==12.8; platform_system == "Linux"', "nvidia-cublas-cu12"),
        ('optree>=0.13.0; extra == "optree"', ""),
        ("MarkupSafe[x]>=2.0", "markupsafe"),
    ],
)
def test_the_name_of_a_requirement(line, name):
    assert grants.required(line) == name


def test_requirements_of_requirements_are_in_the_closure_and_extras_are_not():
    names = {found.metadata["Name"].lower() for found in grants.closure(["torch"])}
    assert {"torch", "sympy", "mpmath"} <= names
    assert "hypothesis" not in names  # which sympy names for its developers


class TestTopLevel:
    @pytest.fixture
    def distribution(self, tmp_path):
        folder = tmp_path / "some_thing-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: some-thing\nVersion: 1\n")
        return importlib.metadata.PathDistribution(folder)

    def test_it_is_what_the_list_of_files_says(self, distribution, tmp_path):
        record = (
            "some_thing/__init__.py,sha256=x,1\nsome_thing/a/b.py,,\nmodule.py,,\n"
            "__pycache__/module.cpython-311.pyc,,\n../../../bin/thing,,\n"
        )
        (tmp_path / "some_thing-1.dist-info" / "RECORD").write_text(record)
        assert grants.top_level(distribution) == {
            "some_thing",
            "module.py",
            "__pycache__/module.cpython-311.pyc",
        }

    def test_else_the_list_of_modules(self, distribution, tmp_path):
        (tmp_path / "some_thing-1.dist-info" / "top_level.txt").write_text("thing\n")
        assert grants.top_level(distribution) == {"thing", "thing.py"}

    def test_else_the_name(self, distribution):
        assert grants.top_level(distribution) == {"some_thing", "some_thing.py"}
