"""A submission's worker and its replacements: what is kept, what is given up."""

import msgspec
import numpy as np
import pytest

from autograder.engine import Lost
from autograder.exercise import Observation
from autograder.session import Session
from autograder.values import Leaf, to_argument
from autograder.worker.client import Limits
from autograder.worker.protocol import Answer, ArrayValue, Call

LIMITS = Limits(call_seconds=0.5, load_seconds=20.0, submission_seconds=30.0)


def calls(*numbers: int) -> list[bytes]:
    return [msgspec.msgpack.encode(Call("m", "f", (n,))) for n in numbers]


def outcomes(replies) -> list[object]:
    return [reply.value if isinstance(reply, Observation) else reply.kind for reply in replies]


@pytest.fixture
def open_session(zygote):
    sessions = []

    def open_(source: str, limits: Limits = LIMITS) -> Session:
        session = Session(zygote, {"m": source.encode()}, limits)
        sessions.append(session)
        session.module("m")
        session.start_function()
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
    session.start_function()
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


def test_a_module_that_ends_its_process_is_not_run_again(zygote):
    with Session(zygote, {"m": b"import os; os._exit(1)", "n": b"def f(n): return n"}, LIMITS) as s:
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
    call = msgspec.msgpack.encode(Call("m", "f", (to_argument(p),), watch=True))
    (reply,) = open_session(source).ask([call])
    assert isinstance(reply, Lost)
    assert reply.kind == "crashed"


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
    session.start_function(functions_left=4)
    assert outcomes(session.ask(calls(*range(30))))[-1] == "not_reached"
    session.start_function(functions_left=3)
    assert outcomes(session.ask(calls(1))) == [1]


@pytest.mark.parametrize(
    ("body", "sound"), [("pass", False), ("hoard.append(bytearray(300 << 20))", True)]
)
def test_what_a_function_may_have_broken_or_filled_up_is_not_left_to_the_next(
    open_session, body, sound
):
    source = (
        f"hoard, seen = [], []\ndef f(n):\n    seen.append(n)\n    {body}\n    return len(seen)\n"
    )
    session = open_session(source)
    assert outcomes(session.ask(calls(1, 2))) == [1, 2]
    session.end_function(sound=sound)
    session.start_function()
    assert outcomes(session.ask(calls(3))) == [1]


def test_a_sound_function_keeps_its_worker_for_the_next(open_session):
    session = open_session("seen = []\ndef f(n):\n    seen.append(n)\n    return len(seen)\n")
    session.ask(calls(1))
    session.end_function(sound=True)
    session.start_function()
    assert outcomes(session.ask(calls(2))) == [2]
