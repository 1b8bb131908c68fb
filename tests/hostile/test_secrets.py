"""A worker that looks everywhere for a secret of the grader's, and where it would find one."""

import os
import secrets
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from machines import LANDLOCK, SECCOMP, zygote_lacking

from autograder.worker import client
from autograder.worker.client import Limits, Worker, Zygote, read_answer
from autograder.worker.launch import folders
from autograder.worker.protocol import Call, Modules

SCANNER = (Path(__file__).parent / "scanner.py").read_text(encoding="utf-8")
PATIENT = Limits(call_seconds=120.0, load_seconds=60.0, submission_seconds=300.0)
PLACES = ("objects", "memory", "environment", "descriptors", "files")
MORE_THAN_A_SOCKET_BUFFERS = 1 << 17

pytestmark = [pytest.mark.xdist_group("secrets"), pytest.mark.slow]


def new_canary() -> str:
    return "CANARY-" + secrets.token_hex(16)


class Grader(NamedTuple):
    """This process, which has a secret in its memory, in its environment and in a file."""

    canary: str
    folder: Path
    zygote: Zygote


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    canary = new_canary()
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "seed").write_text(canary, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_TOKEN", canary)
        with Zygote() as zygote:
            yield Grader(canary, folder, zygote)


def start(zygote: Zygote, roots: list[str], *, comment: str = "") -> Worker:
    worker = zygote.fork(300.0, PATIENT)
    source = SCANNER.replace("ROOTS = []", f"ROOTS = {roots!r}")
    worker.send_modules(Modules({"m": source.encode(), "other": f"# {comment}".encode()}))
    loaded = worker.load("m")
    assert loaded.raised is None, loaded
    return worker


def look(worker: Worker, place: str, *next_arguments: str) -> tuple[list[str], int]:
    """What a function of the scanner finds, while another call with these arguments waits."""
    calls = [Call(place, ()), Call("environment", next_arguments)]
    answers = list(worker.call([msgspec.msgpack.encode(call) for call in calls], read_answer))
    assert answers[0].raised is None, answers[0]
    found, amount = answers[0].value.items
    return list(found.items), amount


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_finds_no_secret_of_its_grader(grader, place):
    roots = ["/", "/proc", "/tmp", "/dev/shm", "/etc", "/home", "/root", "/run", "/var"]
    roots += [str(grader.folder), str(grader.folder / "seed"), str(Path(__file__).parents[2])]
    roots += [*folders(), sysconfig.get_path("stdlib")]
    worker = start(grader.zygote, roots)
    found, amount = look(worker, place)
    worker.end()
    assert found == []
    least = {"objects": 10_000, "memory": 100 << 20, "environment": 5, "descriptors": 4}
    assert amount >= least.get(place, 1000)


@pytest.mark.parametrize("place", ["objects", "memory"])
def test_what_is_in_its_memory_it_finds(grader, place):
    canary = new_canary()
    worker = start(grader.zygote, [], comment=canary)
    found, _ = look(worker, place)
    worker.end()
    assert found == [canary]


def test_what_comes_on_its_connection_it_finds(grader):
    canary = new_canary()
    worker = start(grader.zygote, [])
    found, _ = look(worker, "descriptors", "x" * MORE_THAN_A_SOCKET_BUFFERS + canary)
    worker.end()
    assert found == [canary]


def test_without_walls_and_with_an_inherited_environment_it_finds_the_rest(grader, monkeypatch):
    canary = new_canary()
    monkeypatch.setitem(client.ENVIRONMENT, "TOKEN", canary)
    with zygote_lacking(LANDLOCK, SECCOMP) as zygote:
        worker = start(zygote, [str(grader.folder)])
        assert look(worker, "environment")[0] == [canary]
        readable = os.geteuid() != 0 or not zygote_has_own_user(worker)
        assert look(worker, "files")[0] == ([grader.canary] if readable else [])
        worker.end()


def zygote_has_own_user(worker: Worker) -> bool:
    return Path(f"/proc/{worker._process}").stat().st_uid != os.geteuid()
