"""Programs that some tests need."""

import os
import shutil

import pytest


def require(program: str) -> str:
    """The path of a program; without it the test is skipped, but fails on a build server."""
    found = shutil.which(program)
    if found is None:
        missing = f"this needs {program}, which is not installed"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found
