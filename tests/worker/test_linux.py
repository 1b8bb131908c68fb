import os
import subprocess
import sys
from pathlib import Path

import pytest

HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
COUNTS = """
from pathlib import Path
from autograder.worker.linux import use_large_pages

def large_kib():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))

kept = [bytes([i % 256]) * 1000 for i in range(20_000)]
before = large_kib()
use_large_pages()
print(large_kib() - before, all(part == bytes([i % 256]) * 1000 for i, part in enumerate(kept)))
"""


def has_large_pages() -> bool:
    release = tuple(int(part) for part in os.uname().release.split(".")[:2])
    return release >= (6, 1) and HUGE_PAGES.exists() and "[never]" not in HUGE_PAGES.read_text()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="pages are asked for on Linux alone, which has /proc to tell of them",
)
def test_memory_lies_in_large_pages_afterwards_and_holds_what_it_held():
    command = [sys.executable, "-c", COUNTS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    grown_kib, kept = done.stdout.split()
    assert kept == "True"
    assert int(grown_kib) >= (8 << 10 if has_large_pages() else 0)
