"""Forged parameters, reports and epochs: each file of `capstones` is put behind a right module.

Its first lines say what it tries, then the capstone, the module, and what is said of it. "earned"
stands for the badge, which not all forgeries are kept from: docs/security.md names those that
mathematics does not tell from what was learned.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile_texts import assert_harmless
from tiers import mostly_slow

ROOT = Path(__file__).parents[2]
DUE = re.compile(r"^# (\w+), (\w+): (.+)$", re.MULTILINE)
SECONDS = 300
LONGEST = 10_000


class Attack(NamedTuple):
    """Code that follows that of a module, for a capstone, and what comes of it."""

    capstone: str
    module: str
    said: str
    code: str


def read_attack(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    due = DUE.search(text)
    assert due, f"{path} does not say what is due"
    return Attack(*due.groups(), text)


ATTACKS = {
    path.stem: read_attack(path)
    for path in sorted((Path(__file__).parent / "capstones").glob("*.py"))
}


@pytest.mark.parametrize("attack", mostly_slow(ATTACKS, "says-what-is-not-so"))
def test_a_forged_capstone_is_judged_by_what_it_is(attack, tmp_path):
    work = tmp_path / "work"
    shutil.copytree(ROOT / "solutions", work, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    module = work / f"{attack.module}.py"
    module.write_text(f"{module.read_text()}\n\n{attack.code}")
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "autograder", "capstone", attack.capstone, str(work)),
            *("--out", str(tmp_path / "out")),
        ],
        capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    printed = done.stdout + done.stderr
    assert done.returncode == (0 if attack.said == "earned" else 1), printed
    assert attack.said in printed
    assert "Traceback" not in printed
    assert len(printed) < LONGEST
    assert_harmless(printed)
    badges = [line for line in done.stdout.split("\n") if line.startswith("★")]
    assert len(badges) == (attack.said == "earned")
