"""A real kernel: what it starts ends with it, however it ends."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from shadows import all_names, write_shadows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOFTMAX = "def softmax(X):\n    return X.exp() / X.exp().sum(1, keepdim=True)"
TELL = """
from autograder.notebook import kernel
zygote = kernel.this_kernel()._zygote
print(zygote._process.pid, zygote._files)
"""


@pytest.fixture
def started(tmp_path):
    manager = KernelManager(transport="ipc", ip=str(tmp_path / "kernel"))
    environment = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)}
    manager.start_kernel(env=environment, cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code):
    """What a cell prints, and the types of what it shows."""
    printed, shown = [], []

    def take(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            printed.append((content["name"], content["text"]))
        elif "data" in content:
            shown.append((message["msg_type"], content["data"]))
        assert message["msg_type"] != "error", content

    client.execute_interactive(code, timeout=240, output_hook=take)
    return printed, shown


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(process, folder):
    deadline = time.monotonic() + 60
    while is_running(process) or folder.exists():
        assert time.monotonic() < deadline, (is_running(process), folder.exists())
        time.sleep(0.05)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found in /proc")
@pytest.mark.parametrize("how", ["shutdown", "kill"])
def test_no_process_and_no_file_is_left_behind(started, how):
    manager, client = started
    run(client, "from autograder.notebook import check, points")
    run(client, SOFTMAX)
    printed, shown = run(client, "points('softmax')")
    assert printed == []
    assert [kind for kind, _ in shown] == ["display_data", "execute_result"]
    assert shown[1][1] == {"text/plain": "7.0"}
    (printed,), _ = run(client, TELL)
    process, folder = printed[1].split()
    assert is_running(int(process))
    assert Path(folder).is_dir()

    if how == "shutdown":
        manager.shutdown_kernel()
    else:
        os.kill(manager.provisioner.pid, signal.SIGKILL)
    ends(int(process), Path(folder))


def test_what_a_student_keeps_beside_the_notebook_is_not_imported_by_a_check(started, tmp_path):
    """The kernel itself may import it, and so may the student."""
    _, client = started
    here, log = tmp_path / "here", tmp_path / "log"
    write_shadows(here, log, "module", all_names() - {"autograder"})
    run(client, f"import os, sys; os.chdir({str(here)!r}); assert '' in sys.path")
    run(client, SOFTMAX)
    before = lines_of(log)
    run(client, "from autograder.notebook import check, points")
    _, shown = run(client, "check(softmax)")
    assert "7 of 7 points" in shown[0][1]["text/plain"]
    assert "Everything is right." in shown[0][1]["text/html"]
    _, shown = run(client, "points(softmax)")
    assert shown[1][1] == {"text/plain": "7.0"}
    assert lines_of(log) - before == set()
    write_shadows(here, log, "module", ["helper"])
    run(client, "import helper")
    assert lines_of(log) - before == {"helper"}, "the student's own path is as it was"


def lines_of(log):
    return set(log.read_text().splitlines()) if log.exists() else set()
