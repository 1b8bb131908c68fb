"""docs/security.md says for each promise which tests hold it, and there are such tests."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)
ITEM = re.compile(r"^- (.+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
PROMISES = ("Everywhere", "Files and folders", "How it is tried")
"""Sections in which every item of a list is a promise."""


def section(title: str) -> str:
    """The text below a heading, up to the next one of any level."""
    start = re.search(rf"^#+ {re.escape(title)}$", PAGE, re.MULTILINE)
    assert start, title
    return re.split(r"^#", PAGE[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[tuple[str, str]]:
    """The cells of a table of two columns, without its heading."""
    return [(left, right) for left, right in ROW.findall(text)[1:] if set(left) != {"-"}]


def promises() -> list[str]:
    items = [
        item for title in PROMISES for item in re.findall(r"^- (.+)$", section(title), re.MULTILINE)
    ]
    walls = rows(section("Linux with Landlock and seccomp"))
    return [*items, *(what for what, _reason in walls)]


HELD = dict(rows(section("Which test holds which promise")))


def test_there_are_promises_of_each_kind():
    assert len(promises()) >= 20
    assert len(rows(section("Linux with Landlock and seccomp"))) >= 13


@pytest.mark.parametrize("promise", promises())
def test_each_promise_has_a_row(promise):
    assert [row for row in HELD if row in promise]


@pytest.mark.parametrize("row", HELD)
def test_each_row_names_tests_that_there_are(row):
    tests = TEST.findall(HELD[row])
    assert tests
    assert TEST.sub("", HELD[row]).replace(", ", "") == ""
    for path, name in tests:
        assert name in names_in(ROOT / path), f"{path}::{name}"


def names_in(path: Path) -> set[str]:
    """The tests of a module; those of a class with its name before them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
            names |= {f"{node.name}::{method.name}" for method in methods}
    return {name for name in names if name.rpartition("::")[2].startswith("test_")}
