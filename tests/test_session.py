"""A submission's worker and its replacements: what is kept, what is given up."""

import contextlib
import os
import signal
import threading
import time

import msgspec
import numpy as np
import pytest
from machines import LANDLOCK, SECCOMP, zygote_lacking

from autograder.engine import Lost
from autograder.observation import Observation
from autograder.session import GROUP, LARGE_GROUP, Session
from autograder.values import Leaf, to_argument
from autograder.worker.client import Limits, Worker, WorkerFault
from autograder.worker.protocol import Answer, ArrayValue, Call, FileArgument, Modules

LIMITS = Limits(call_seconds=0.5, load_seconds=20.0, submission_seconds=30.0)


def calls(*numbers: int) -> list[bytes]:
    return [msgspec.msgpack.encode(Call("f", (n,))) for n in numbers]


def outcomes(replies) -> list[object]:
    return [reply.value if isinstance(reply, Observation) else reply.kind for reply in replies]


@pytest.fixture
def open_session(zygote):
    sessions = []

    def open_(source: str, limits: Limits = LIMITS) -> Session:
        session = Session(zygote, Modules({"m": source.encode()}), limits)
        sessions.append(session)
        session.module("m")
        session.start_function("m")
        return session

    yield open_
    for session in sessions:
        session.__exit__()


CRASHES = "import os\ndef f(n):\n    if n in (2, 5, 7): os._exit(1)\n    return n\n"


def test_a_lost_call_costs_itself_only(open_session):
    session = open_session(CRASHES)
    assert outcomes(session.ask(calls(1, 2, 3, 4))) == [1, "crashed", 3, 4]


def test_after_the_second_loss_the_rest_is_not_called(open_session):
    session = open_session(CRASHES)
    assert outcomes(session.ask(calls(1, 2, 3, 5, 6))) == [
        1,
        "crashed",
        3,
        "crashed",
        "not_reached",
    ]
    assert outcomes(session.ask(calls(1))) == ["not_reached"]


def test_the_next_function_starts_anew(open_session):
    session = open_session(CRASHES)
    session.ask(calls(2, 5))
    session.start_function("m")
    assert outcomes(session.ask(calls(1, 7, 1))) == [1, "crashed", 1]


def test_a_new_worker_runs_the_module_again(open_session):
    session = open_session("import os\nseen = []\ndef f(n):\n    seen.append(n)\n"
                           "    if n == 0: os._exit(1)\n    return len(seen)\n")  # fmt: skip
    assert outcomes(session.ask(calls(1, 2, 0, 3))) == [1, 2, "crashed", 1]


def test_the_time_of_a_submission_ends_while_it_still_answers(open_session):
    sleepy = "import time\ndef f(n):\n    time.sleep(0.2)\n    return n\n"
    session = open_session(sleepy, Limits(call_seconds=5.0, submission_seconds=0.5))
    replies = session.ask(calls(*range(50)))
    assert outcomes(replies)[0] == 0
    assert isinstance(replies[-1], Lost)
    assert (replies[-1].kind, "0.5 s" in replies[-1].message) == ("not_reached", True)
    assert sum(isinstance(reply, Observation) for reply in replies) < 10


def test_a_function_whose_call_does_not_end_leaves_the_others_their_time(open_session):
    sleepy = "import time\ndef f(n):\n    if n == 1: time.sleep(20)\n    return n\n"
    session = open_session(sleepy, Limits(call_seconds=20.0, submission_seconds=30.0))
    session.start_function("m", functions_left=60)
    (reply,) = session.ask(calls(1))
    assert isinstance(reply, Lost)
    assert (reply.kind, "used up its share" in reply.message) == ("not_reached", True)
    session.start_function("m")
    assert outcomes(session.ask(calls(2))) == [2]


def test_results_that_fill_the_graders_memory_are_not_taken(open_session):
    large = "import torch\ndef f(n): return torch.zeros(120_000)\n"
    replies = open_session(large).ask(calls(*range(300)))
    assert outcomes(replies).count("crashed") == 2
    assert isinstance(replies[-1], Lost)
    assert replies[-1].message == "sent more than 32 MiB of results and prints"


def test_a_module_that_ends_its_process_is_not_run_again(zygote):
    modules = Modules({"m": b"import os; os._exit(1)", "n": b"def f(n): return n"})
    with Session(zygote, modules, LIMITS) as s:
        assert s.module("m").lost.kind == "crashed"
        assert s.module("n").functions == {"f"}
        assert s.module("m").lost.kind == "crashed"


def test_a_forged_tensor_that_contradicts_itself_is_a_crash(open_session):
    body = msgspec.msgpack.encode(Answer(value=ArrayValue("tensor", "f4", (10,), b"abcd")))
    source = f"""
import os, struct
def f(number):
    body = bytes.fromhex("{body.hex()}")
    os.write(3, struct.pack(">4sIBI", b"AGR1", number, 5, len(body)) + body)
"""
    (reply,) = open_session(source).ask(calls(2))  # the third message of this worker
    assert isinstance(reply, Lost)
    assert reply.kind == "crashed"
    assert "4 bytes don't fill" in reply.message


FORGERIES = {
    "a change of nothing": "service.Arguments.changed = lambda self: (-9,)",
    "no states": "service.Arguments.states = lambda self: ()",
    "a state too many": "old = service.Arguments.states\n"
    "service.Arguments.states = lambda self: old(self) * 2",
    "a scalar with a shape": "service.encode_value = lambda v, depth=0: service.ArrayValue("
    "'numpy scalar', 'f4', (2,), bytes(8))",
    "an empty shape beyond measure": "service.encode_value = lambda v, depth=0: service.ArrayValue("
    "'tensor', 'f4', (0, 2**30, 2**30), b'')",
    "endless nesting": "def nest(n):\n"
    "    return service.ItemsValue('list', (nest(n - 1),)) if n else 1\n"
    "service.encode_value = lambda v, depth=0: nest(300)",
    "a million items": "service.encode_value = lambda v, depth=0: "
    "service.ItemsValue('list', (0,) * 10**6)",
    "many lists of many items": "service.encode_value = lambda v, depth=0: "
    "service.ItemsValue('list', (service.ItemsValue('list', (0,) * 100),) * 10)",
    "gradients of a call that raised": "answer = service.Answer\n"
    "service.Answer = lambda **_: answer(raised=service.Raised('E', ''), gradients=(None,) * 9)",
    "states of a call that raised": "answer = service.Answer\n"
    "service.Answer = lambda states, **_: answer(raised=service.Raised('E', ''), states=states)",
    "an endless list of changes": "service.Arguments.changed = lambda self: (0,) * 10**5",
    "an endless text in a list": "service.encode_value = lambda v, depth=0: "
    "service.ItemsValue('list', (service.UnsupportedValue('x' * 10**5),))",
    "an endless text": "service.encode_value = lambda v, depth=0: 'x' * 10**6",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_well_typed_answer_that_cannot_be_true_is_a_crash(open_session, forgery):
    source = (
        "import sys\n"
        "class Module:\n"
        "    def __init__(self, names): self.__dict__ = names\n"
        "def f(p):\n"
        "    service = Module(sys._getframe(1).f_globals)\n"
        + "".join(f"    {line}\n" for line in forgery.split("\n"))
        + "    return p\n"
    )
    p = Leaf(np.ones(2, dtype=np.float32), np.ones(2, dtype=np.float32))
    call = msgspec.msgpack.encode(Call("f", (to_argument(p),), watch=True))
    (reply,) = open_session(source).ask([call])
    assert isinstance(reply, Lost)
    assert reply.kind == "crashed"


def test_a_module_that_claims_to_have_printed_megabytes_is_a_crash(zygote):
    source = (
        b"import gc\n"
        b"(service,) = [o for o in gc.get_objects() if type(o).__name__ == 'Printed']\n"
        b"type(service).text = lambda self: 'x' * 10**5\n"
    )
    with Session(zygote, Modules({"m": source}), LIMITS) as session:
        lost = session.module("m").lost
    assert lost == Lost("crashed", "sent something that is not an answer: a text is too long")


def test_more_answers_than_calls_are_not_taken(open_session):
    body = msgspec.msgpack.encode(Answer(value=1)).hex()
    source = f"""
import os, struct
def f(number):
    body = bytes.fromhex("{body}")
    frames = [struct.pack(">4sIBI", b"AGR1", number + i, 5, len(body)) + body for i in range(3)]
    os.write(3, b"".join(frames))
    os._exit(0)
"""
    assert outcomes(open_session(source).ask(calls(2))) == [1]


def test_each_function_has_its_share_of_the_time(open_session):
    sleepy = "import time\ndef f(n):\n    time.sleep(0.2)\n    return n\n"
    session = open_session(sleepy, Limits(call_seconds=5.0, submission_seconds=4.0))
    session.start_function("m", functions_left=4)
    assert outcomes(session.ask(calls(*range(30))))[-1] == "not_reached"
    session.start_function("m", functions_left=3)
    assert outcomes(session.ask(calls(1))) == [1]


@pytest.mark.parametrize(
    ("body", "sound"), [("pass", False), ("hoard.append(mmap.mmap(-1, 300 << 20))", True)]
)
def test_what_a_function_may_have_broken_or_filled_up_is_not_left_to_the_next(
    open_session, body, sound
):
    source = (
        "import mmap\nhoard, seen = [], []\n"
        f"def f(n):\n    seen.append(n)\n    {body}\n    return len(seen)\n"
    )
    session = open_session(source)
    assert outcomes(session.ask(calls(1, 2))) == [1, 2]
    session.end_function(sound=sound)
    session.start_function("m")
    assert outcomes(session.ask(calls(3))) == [1]


def test_a_sound_function_keeps_its_worker_for_the_next(open_session):
    session = open_session("seen = []\ndef f(n):\n    seen.append(n)\n    return len(seen)\n")
    session.ask(calls(1))
    session.end_function(sound=True)
    session.start_function("m")
    assert outcomes(session.ask(calls(2))) == [2]


STATEFUL = "seen = []\ndef f(n):\n    seen.append(n)\n    return len(seen)\n"


def kill_worker(session: Session) -> None:
    """As the kernel does when memory runs out, or somebody by hand."""
    if session._worker:
        os.kill(session._worker._process, signal.SIGKILL)


@pytest.fixture
def forks(zygote, monkeypatch):
    """The workers that were started, each as the number of the calls that were made before."""
    started = []
    original = zygote.fork
    monkeypatch.setattr(zygote, "fork", lambda *limits: started.append(1) or original(*limits))
    return started


def test_a_worker_that_is_killed_from_outside_changes_nothing_even_for_code_with_a_memory(
    open_session,
):
    session = open_session(STATEFUL)
    assert outcomes(session.ask(calls(1, 2))) == [1, 2]
    kill_worker(session)
    assert outcomes(session.ask(calls(3, 4))) == [3, 4]
    session.end_function(sound=True)
    session.start_function("m")
    kill_worker(session)
    assert outcomes(session.ask(calls(5))) == [5]


def test_a_module_is_run_again_when_its_worker_was_killed_meanwhile(zygote):
    modules = Modules({"m": b"def f(n): return n", "n": STATEFUL.encode()})
    with Session(zygote, modules, LIMITS) as session:
        session.module("m")
        kill_worker(session)
        assert session.module("n").functions == {"f"}
        assert session.module("n").lost is None


def test_calls_go_to_the_module_of_the_function_that_was_begun_also_after_a_kill(zygote):
    counting = "n = {}\ndef f(_):\n    global n\n    n += 1\n    return n\n"
    modules = Modules({"m": counting.format(0).encode(), "n": counting.format(100).encode()})
    with Session(zygote, modules, LIMITS) as session:
        counted = []
        for stem, killed in (("m", False), ("n", False), ("m", True), ("n", False)):
            session.module(stem)
            session.start_function(stem)
            if killed:
                kill_worker(session)
            counted.append(outcomes(session.ask(calls(1, 2))))
            session.end_function(sound=True)
    assert counted == [[1, 2], [101, 102], [3, 4], [103, 104]]


def test_one_kill_more_than_the_code_does_itself_changes_nothing(open_session):
    source = "import os\ndef f(n):\n    if n in (2, 4): os.kill(os.getpid(), 9)\n    return n\n"
    undisturbed = outcomes(open_session(source).ask(calls(1, 2, 3, 4, 5)))
    assert undisturbed == [1, "crashed", 3, "crashed", "not_reached"]
    for place in range(4):
        session = open_session(source)
        replies = session.ask(calls(*range(1, place + 1)))
        kill_worker(session)
        replies += session.ask(calls(*range(place + 1, 6)))
        assert outcomes(replies) == undisturbed


ENDS = {"returns": "", "exits": "os._exit(1)", "kills itself": "os.kill(os.getpid(), 9)"}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("group", [1, GROUP, LARGE_GROUP])
def test_a_kill_at_any_moment_changes_nothing(open_session, end, group):
    source = (
        "import os, time\nseen = []\ndef f(n):\n    seen.append(n)\n    time.sleep(0.02)\n"
        f"    if n == 5: {end or 'pass'}\n    return len(seen)\n"
    )

    def replies(session):
        session.group = group
        return outcomes(session.ask(calls(*range(3))) + session.ask(calls(*range(3, 8))))

    undisturbed = replies(open_session(source))
    for seconds in (0.04, 0.12):
        session = open_session(source)
        killer = threading.Timer(seconds, kill_worker, [session])
        killer.start()
        with contextlib.suppress(WorkerFault):  # before the code: that the grader begins again
            assert replies(session) == undisturbed
        killer.join()


def test_code_that_kills_itself_costs_few_workers(open_session, forks):
    session = open_session("import os\ndef f(n): os.kill(os.getpid(), 9)\n")
    assert outcomes(session.ask(calls(*range(100))))[:3] == ["crashed", "crashed", "not_reached"]
    assert len(forks) <= 5


def test_workers_are_not_replaced_forever_without_anybody_to_blame(open_session):
    """Code that kills its worker by chance could make each call cost all the calls before it."""
    session = open_session(STATEFUL)
    replies = []
    for n in range(6):
        replies += session.ask(calls(n))
        kill_worker(session)
    assert outcomes(replies) == [1, 2, 3, 4, "crashed", 1]


def test_the_time_of_a_worker_that_was_killed_is_given_back(open_session):
    sleepy = "import time\ndef f(n):\n    time.sleep(0.3)\n    return n\n"
    session = open_session(sleepy, Limits(call_seconds=5.0, submission_seconds=3.0))
    before = session._share.ends
    session.ask(calls(1, 2))
    kill_worker(session)
    assert outcomes(session.ask(calls(3))) == [3]
    assert session._share.ends - before >= 0.6


def test_the_time_that_the_grader_needs_meanwhile_is_not_the_submissions(open_session):
    session = open_session(CRASHES)
    before = session._share.ends
    with session.paused():
        time.sleep(0.25)
    assert session._share.ends >= before + 0.25
    assert outcomes(session.ask(calls(1))) == [1]


def test_no_more_time_is_given_back_than_a_submission_has(open_session):
    sleepy = "import time\ndef f(n):\n    time.sleep(0.7)\n    return n\n"
    session = open_session(sleepy, Limits(call_seconds=5.0, submission_seconds=2.0))
    assert outcomes(session.ask(calls(1))) == [1]
    kill_worker(session)
    assert outcomes(session.ask(calls(2))) == [2]
    kill_worker(session)  # the second worker has lived for twice as long as the first
    (reply,) = session.ask(calls(3))
    assert isinstance(reply, Lost)


def test_an_end_that_only_the_code_can_have_caused_counts_at_once(open_session, forks):
    session = open_session(CRASHES)
    assert outcomes(session.ask(calls(2)) + session.ask(calls(1))) == ["crashed", 1]
    assert len(forks) == 2


SPOILS_ITS_FILE = """
import os
def f(path):
    with open(path) as file: text = file.read()
    os.chmod(path, 0o666)
    with open(path, "w") as file: file.write("spoilt")
    return text
"""


def test_a_file_that_code_without_a_sandbox_has_spoilt_is_written_anew():
    call = msgspec.msgpack.encode(Call("f", (FileArgument("data", b"right"),)))
    with zygote_lacking(LANDLOCK, SECCOMP) as zygote:
        for code in ("def f(path): return open(path).read()", SPOILS_ITS_FILE) * 2:
            with Session(zygote, Modules({"m": code.encode()}), LIMITS) as session:
                session.module("m")
                session.start_function("m")
                (reply,) = session.ask([call])
            # For a worker of root's the file is another user's, and the attempt raises.
            assert isinstance(reply, Observation)
            assert reply.value == "right" or (code is SPOILS_ITS_FILE and reply.raised)


def test_time_in_which_a_worker_waits_for_a_core_is_given_back(open_session, monkeypatch):
    """A right function does not lose its share of the time to other programs."""
    session = open_session("import time\ndef f(n):\n    time.sleep(0.4)\n    return n\n")
    session._share.ends = time.monotonic() + 0.2
    monkeypatch.setattr(Worker, "waited", lambda _worker: 100.0)
    assert outcomes(session.ask(calls(1, 2, 3))) == [1, 2, 3]


def test_a_function_that_uses_up_its_time_is_told_how_much_it_printed(open_session):
    limits = msgspec.structs.replace(LIMITS, submission_seconds=1.0)
    source = "def f(n):\n    for i in range(2000): print(i)\n    while n == 2: pass\n    return n\n"
    session = open_session(source, limits)
    session._share.ends = time.monotonic() + 0.2
    *_, last = session.ask(calls(1, 2, 3))
    assert last.message == (
        "used up its share of the 1 s for all functions; "
        "it had printed 2000 lines by then, which takes time"
    )
