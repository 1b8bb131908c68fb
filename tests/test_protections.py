"""The probe of a machine's protections, where it can't be made or there are none."""

import sys

import pytest

from autograder.errors import GraderFault
from autograder.protections import ESSENTIAL, missing_protections, probe


def test_a_probe_that_fails_is_a_fault_of_the_grader_and_shows_what_was_said(monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no ctypes here >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(GraderFault, match="no ctypes here"):
        probe()


def test_other_systems_than_linux_have_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_protections() == ESSENTIAL


def python_that_is_killed(folder, times):
    """The interpreter, but that its first starts are killed."""
    log, python = folder / "starts", folder / "python"
    python.write_text(
        f"#!/bin/sh\necho x >>{log}\n"
        f"[ $(wc -l <{log}) -le {times} ] && kill -9 $$\n"
        f'exec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    return str(python)


def test_a_probe_that_is_killed_is_made_again(monkeypatch, tmp_path):
    before = probe()
    monkeypatch.setattr(sys, "executable", python_that_is_killed(tmp_path, times=2))
    assert probe() == before
