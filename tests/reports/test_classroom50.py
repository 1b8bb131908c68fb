"""When a commit was made, asked of a repository that may be a student's."""

import os
import subprocess

import pytest
from tools import require

from autograder.reports import classroom50

SIGNED = """\
tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
author a <a@b> 1700000001 +0000
committer a <a@b> 1700000000 +0100
gpgsig -----BEGIN PGP SIGNATURE-----
 abc
 -----END PGP SIGNATURE-----

committer x 1 +0000
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository that names a program wherever its settings can, and runs git in it."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho run >> {tmp_path / 'log'}\n")
    program.chmod(0o755)
    folder = tmp_path / "repository"

    def git(*arguments, **options):
        command = [require("git"), "-C", folder, *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, **options
        ).stdout.strip()

    folder.mkdir()
    git("init", "--quiet")
    for setting, value in {
        "log.showSignature": "true",
        "gpg.program": program,
        "core.fsmonitor": program,
        "core.pager": program,
        "pager.cat-file": program,
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": program,
        "protocol.ext.allow": "always",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
    }.items():
        git("config", setting, str(value))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")  # the suite may run as another user
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    return git


def test_it_is_that_of_the_commit_and_no_program_of_the_repository_is_run(repository, tmp_path):
    made = repository("hash-object", "-t", "commit", "-w", "--stdin", input=SIGNED)
    repository("update-ref", "HEAD", made)
    assert classroom50.committed.__wrapped__() == "2023-11-14T22:13:20Z"
    assert not (tmp_path / "log").exists()


def test_nothing_is_fetched_for_it(repository, tmp_path):
    (tmp_path / "repository" / ".git" / "refs" / "heads" / "main").write_text("1" * 40 + os.linesep)
    repository("symbolic-ref", "HEAD", "refs/heads/main")
    classroom50.committed.__wrapped__()
    assert not (tmp_path / "log").exists()
