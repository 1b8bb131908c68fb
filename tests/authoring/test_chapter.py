"""The chapter's map has a line for each exercise."""

import re
from pathlib import Path

from autograder.authoring.chapter import chapter_map
from autograder.catalogue import EXERCISES
from autograder.i18n import speaking

ROOT = Path(__file__).parents[2]
TEXT = chapter_map(EXERCISES, ROOT / "solutions", Path("docs")).text
ROWS = [line for line in TEXT.splitlines() if line.startswith("| `")]


def test_every_exercise_has_a_line_in_the_order_of_the_book():
    assert [row.split("(")[0].removeprefix("| `") for row in ROWS] == [e.name for e in EXERCISES]


def test_a_line_tells_what_the_function_does():
    assert all(row.replace("\\\\|", "").count("|") == 7 for row in ROWS)
    assert all(row.split(" | ")[2].strip() for row in ROWS)


def test_the_points_of_the_chapter_are_counted():
    points = sum(exercise.points for exercise in EXERCISES) // 100
    assert f"{len(EXERCISES)} exercises, {points} points" in TEXT


def test_the_map_is_there_in_chinese_too():
    with speaking("zh"):
        page = chapter_map(EXERCISES, ROOT / "solutions", Path("docs"))
    assert page.path == Path("docs/exercises.zh.md")
    rows = [line for line in page.text.splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[0] for row in rows] == [row.split(" | ")[0] for row in ROWS]
    assert all(re.search("[\u4e00-\u9fff]", row) for row in rows)
