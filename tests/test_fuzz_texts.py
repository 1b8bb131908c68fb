"""Damaged tokens and progress files are data or are refused, whatever the damage."""

import subprocess
import sys

import pytest
from machines import ROOT

FUZZ = ROOT / "benchmarks" / "fuzz_texts.py"


@pytest.mark.slow
def test_many_damaged_texts_end_as_declared_and_need_little_memory():
    """`benchmarks/fuzz_texts.py` does the same with a million of each."""
    done = subprocess.run(
        [sys.executable, "-W", "error", FUZZ, "--texts", "4000", "--seed", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    tokens, _, files, _ = done.stdout.splitlines()
    assert tokens.startswith("4,000 tokens: ")
    assert " scripts" in tokens
    assert "UserError of the last check" in tokens
    assert files.startswith("4,000 progress files: ")
    assert " states" in files
