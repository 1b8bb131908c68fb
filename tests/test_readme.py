"""What the README shows is what the commands print."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def output_of(command: str) -> str:
    program, *arguments = command.split()
    assert program == "autograder"
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def test_a_command_with_its_output_prints_exactly_that():
    shown = [block for block in BLOCKS if block.startswith("$ ")]
    assert shown
    for block in shown:
        command, _, output = block.removeprefix("$ ").partition("\n")
        assert output_of(command).strip() == output.strip()


def test_the_shown_lines_of_make_grade_are_printed_by_it(tmp_path):
    (excerpt,) = [block for block in BLOCKS if block.startswith("student ")]
    printed = output_of(f"autograder grade examples/class --seed 1 --out {tmp_path}").splitlines()
    for line in excerpt.splitlines():
        assert line in {"", "…"} or line in printed


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"make ([a-z]+)", README))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
