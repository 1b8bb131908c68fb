"""What the README shows, in both languages, is what the commands print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
each_readme = pytest.mark.parametrize("readme", READMES, ids=["English", "Chinese"])


def blocks_of(readme: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def output_of(command: str) -> str:
    program, *arguments = command.split()
    assert program == "autograder"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONUTF8": "1", "PATH": path},
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


@each_readme
def test_a_command_with_its_output_prints_exactly_that(readme):
    shown = [block for block in blocks_of(readme) if block.startswith("$ ")]
    assert shown
    for block in shown:
        command, _, output = block.removeprefix("$ ").partition("\n")
        assert output_of(command).strip() == output.strip()


@each_readme
@pytest.mark.xdist_group("class")
def test_the_shown_lines_of_make_grade_are_printed_by_it(readme, graded_class):
    printed = [line.rstrip() for line in graded_class[1].splitlines()]
    (excerpt,) = [block for block in blocks_of(readme) if block.startswith("student ")]
    for line in excerpt.splitlines():
        assert line in {"", "…"} or line in printed


@each_readme
def test_every_make_target_of_the_readme_exists(readme):
    targets = set(re.findall(r"make ([a-z-]+)", readme))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@each_readme
def test_every_link_of_the_readme_leads_somewhere(readme):
    links = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
