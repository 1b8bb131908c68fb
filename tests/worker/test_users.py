"""The sandbox as an ordinary user, and what becomes of root; a suite run by root covers both."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from machines import ORDINARY, only_root

from autograder.worker.client import Limits, Zygote, read_answer
from autograder.worker.identity import FIRST_USER, USERS
from autograder.worker.protocol import Call, FileArgument, Modules

WORKER = """
import json, msgspec
from autograder.protections import probe
from autograder.worker.client import Limits, Zygote, read_answer
from autograder.worker.protocol import Call, Modules
with Zygote() as zygote:
    worker = zygote.fork(60.0, Limits(call_seconds=20.0))
    source = b"import os\\ndef f(): return str((os.getuid(), os.getgid(), os.getgroups()))"
    worker.send_modules(Modules({"m": source}))
    worker.load("m")
    answer = next(worker.call([msgspec.msgpack.encode(Call("f", ()))], read_answer))
    print(json.dumps([answer.value, [p.name for p in probe() if not p.holds]]))
    worker.end()
"""


@only_root
@pytest.mark.slow
def test_for_an_ordinary_user_the_same_holds(run_readable):
    """The tests of the sandbox, run again by a user who owns nothing."""
    chosen = "both_together or TestWorkloads or TestLimits or TestSystemCalls"
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/worker/test_sandbox.py"]
    done = run_readable(*tests, "-k", chosen, **ORDINARY)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout


@only_root
@pytest.mark.slow
def test_roots_students_get_a_user_of_their_own_where_that_user_can_read_python(run_readable):
    done = run_readable("-c", WORKER)
    assert done.returncode == 0, done.stderr
    ids, missing = json.loads(done.stdout)
    user, group, groups = eval(ids)
    assert user == group
    assert user in range(FIRST_USER, FIRST_USER + USERS)
    assert groups == []
    assert missing == []


@only_root
def test_a_worker_of_root_keeps_no_right_of_roots_but_to_read(zygote: Zygote):
    worker = zygote.fork(10.0, Limits())
    worker.send_modules(Modules({}))
    status = Path(f"/proc/{worker._process}/status").read_text(encoding="ascii")
    worker.end()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    read_every_file = 0 if fields["Uid"].split()[0] != "0" else 1 << 2
    assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == read_every_file
    assert fields["NoNewPrivs"] == "1"


LOOK = """
import os, sys
folder, file = sys.argv[1:]
for attempt in (os.listdir, os.chdir, lambda _: open(file), lambda _: os.stat(file)):
    try:
        attempt(folder)
    except PermissionError:
        print("refused")
"""


@only_root
def test_no_other_user_gets_into_the_folder_of_data_files(run_readable, zygote: Zygote):
    file = FileArgument("images-0123", b"pixels")
    zygote.fork(10.0, Limits()).end()
    zygote.keep_file(file)
    done = run_readable("-c", LOOK, str(zygote._files), str(zygote._files / file.path), **ORDINARY)
    assert done.stdout == "refused\n" * 4, done.stderr


def test_the_folder_of_data_files_is_for_one_user_and_workers_may_not_list_it(zygote: Zygote):
    zygote.fork(10.0, Limits()).end()
    status = zygote._files.stat()
    assert status.st_uid == os.geteuid()
    assert status.st_mode & 0o067 == 0  # its group may at most enter it
    if status.st_mode & 0o010:
        assert status.st_gid in range(FIRST_USER, FIRST_USER + USERS)


def test_workers_read_their_data_there(zygote: Zygote):
    file = FileArgument("images-4567", b"pixels")
    worker = zygote.fork(10.0, Limits())
    zygote.keep_file(file)
    worker.send_modules(Modules({"m": b"def f(path): return open(path, 'rb').read().decode()"}))
    worker.load("m")
    call = msgspec.msgpack.encode(Call("f", (file,)))
    assert next(worker.call([call], read_answer)).value == "pixels"
    worker.end()
