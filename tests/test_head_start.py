import subprocess
import sys

import pytest

from autograder import head_start as module
from autograder.head_start import VERBS, head_start


class Started:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def started(monkeypatch):
    """The zygotes that were started, which are none."""
    made: list[Started] = []

    def new_zygote() -> Started:
        made.append(Started())
        return made[-1]

    monkeypatch.setattr(module, "new_zygote", new_zygote)
    return made


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_finds_the_zygote_that_was_started_ahead_of_it(started, verb):
    with head_start([verb, "exercises"]):
        assert [module.zygote()] == started
    assert not started[0].closed, "it belongs to the verb"


def test_a_zygote_that_the_verb_did_not_get_to_need_is_closed(started):
    with head_start(["check", "no/such/folder"]):
        pass
    assert [zygote.closed for zygote in started] == [True]


def test_it_is_closed_when_the_command_line_ends_the_process(started):
    with pytest.raises(SystemExit), head_start(["check", "--no-such-option"]):
        raise SystemExit(2)
    assert [zygote.closed for zygote in started] == [True]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["grade"], ["check", "--help"], ["chekc"]])
def test_what_needs_none_starts_none(started, arguments):
    with head_start(arguments):
        assert started == []


def test_without_a_head_start_the_verb_starts_its_own(started):
    assert [module.zygote(), module.zygote()] == started


def test_what_keeps_it_from_starting_is_for_the_verb_to_say(monkeypatch):
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "new_zygote", refuse)
    with head_start(["check"]), pytest.raises(OSError, match="No space"):
        module.zygote()


@pytest.mark.parametrize(
    ("path", "variables", "said"),
    [
        ("no/such/folder", {}, "no/such/folder does not exist."),
        (
            ".",
            {"AUTOGRADER_SECCOMP": "no"},
            "AUTOGRADER_SECCOMP is 'no'; it can be allow, deny, off.",
        ),
    ],
)
def test_wrong_use_costs_no_more_than_the_message_and_leaves_nothing(
    path, variables, said, tmp_path
):
    command = [sys.executable, "-P", "-m", "autograder", "check", path]
    own = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=own | variables, check=False)
    assert done.returncode == 2
    assert done.stderr == f"autograder: {said}\n"
    assert list(tmp_path.glob("autograder-*")) == []
