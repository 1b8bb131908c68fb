"""Whatever a worker sends, the grader reads an answer or one of two declared errors."""

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.observation import Observation, check_against, form_of
from autograder.values import Leaf, MalformedValueError, to_argument
from autograder.worker.frames import Frames, MalformedError, NotReadyError, decode
from autograder.worker.protocol import (
    HEADER,
    MAGIC,
    MAX_ANSWER_BYTES,
    Answer,
    ArrayValue,
    Call,
    ItemsValue,
    Kind,
    Loaded,
    Raised,
    TensorState,
    UnsupportedValue,
    frame,
)

FUZZ = Path(__file__).parents[2] / "benchmarks" / "fuzz_decoder.py"
X = np.ones((2, 3), dtype=np.float32)
CALL = Call("f", (to_argument(Leaf(X, X)), to_argument(X)), (1.0,) * 6, watch=True)
TENSOR = ArrayValue("tensor", "f4", (2, 3), X.tobytes(), requires_grad=True)
STATES = (TensorState(TENSOR, None, True, True, False, 1),) * 2
VALID = [
    Answer(TENSOR, changed=(1,), states=STATES, gradients=(TENSOR,), output="1\n"),
    Answer(ItemsValue("list", (0.5, None, "x")), states=STATES, no_gradients="a list"),
    Answer(raised=Raised("ValueError", "no", "m.py", 1, "f()")),
]
STREAM = b"".join(
    frame(Kind.ANSWER, 5 + i, msgspec.msgpack.encode(answer)) for i, answer in enumerate(VALID)
)


def bodies(received, due=3) -> list[bytes]:
    """The bodies that come out, fed piece by piece."""
    frames = Frames(Kind.ANSWER, 5, due)
    return [body for data in received for body in frames.feed(data)]


def observations(received, due=3) -> list[Observation]:
    """What the grader makes of it, or a `MalformedError`, whichever of the two it is."""
    found = []
    try:
        for body in bodies(received, due):
            answer = decode(body, Answer)
            check_against(form_of(CALL), answer)
            found.append(Observation(answer))
    except MalformedValueError as error:
        raise MalformedError(str(error)) from error
    return found


def cut_at(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(data)) for place in places} | {len(data)})
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


PLACES = st.lists(st.integers(0, len(STREAM)), max_size=10)


@given(PLACES)
@example(list(range(len(STREAM))))
def test_however_a_stream_is_cut_into_pieces_its_frames_come_out(places):
    pieces = cut_at(STREAM, places)
    assert bodies(pieces) == [msgspec.msgpack.encode(answer) for answer in VALID]
    assert len(observations(pieces)) == len(VALID)


@given(st.integers(0, len(STREAM) - 1))
def test_of_a_stream_that_ends_early_the_whole_frames_come_out(end):
    whole = bodies([STREAM[:end]])
    assert whole == bodies([STREAM])[: len(whole)]


@given(st.integers(0, HEADER.size - 1), st.binary(min_size=1, max_size=1))
def test_a_header_with_another_byte_is_refused_or_waits_for_another_length(place, byte):
    damaged = STREAM[:place] + byte + STREAM[place + 1 :]
    if damaged == STREAM:
        return
    try:
        found = bodies([damaged])
    except MalformedError:
        return
    assert place >= HEADER.size - 4
    assert found == []


@pytest.mark.parametrize(
    "header",
    [
        pytest.param((b"AGR2", 5, Kind.ANSWER, 0), id="another magic"),
        pytest.param((MAGIC, 4, Kind.ANSWER, 0), id="an earlier number"),
        pytest.param((MAGIC, 6, Kind.ANSWER, 0), id="a later number"),
        pytest.param((MAGIC, 5, Kind.LOADED, 0), id="another kind"),
        pytest.param((MAGIC, 5, 200, 0), id="no kind"),
        pytest.param((MAGIC, 5, Kind.FAULT, 0), id="a fault too late"),
        pytest.param((MAGIC, 5, Kind.ANSWER, MAX_ANSWER_BYTES + 1), id="too long"),
    ],
)
def test_a_header_that_is_not_due_is_refused_before_its_body_is_there(header):
    with pytest.raises(MalformedError):
        bodies([HEADER.pack(*header)])


def test_a_frame_too_many_is_refused():
    assert len(bodies([STREAM])) == 3
    with pytest.raises(MalformedError):
        bodies([STREAM], due=2)


def test_the_longest_body_is_taken():
    (body,) = bodies([frame(Kind.ANSWER, 5, b"x" * MAX_ANSWER_BYTES)])
    assert len(body) == MAX_ANSWER_BYTES


def test_no_more_is_kept_than_one_frame():
    frames = Frames(Kind.ANSWER, 0, 1000)
    body = b"x" * MAX_ANSWER_BYTES
    for number in range(5):
        whole = frame(Kind.ANSWER, number, body)
        for start in range(0, len(whole), 1 << 16):
            list(frames.feed(whole[start : start + (1 << 16)]))
            assert len(frames._incoming) < len(whole)


def test_only_the_first_frame_of_all_may_tell_of_a_fault():
    with pytest.raises(NotReadyError, match="could not be made ready: no memory"):
        list(Frames(Kind.READY, 0, 1).feed(frame(Kind.FAULT, 0, b"no memory\xff")))
    with pytest.raises(MalformedError):
        list(Frames(Kind.LOADED, 1, 1).feed(frame(Kind.FAULT, 1, b"no memory")))


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_random_bytes_are_refused_or_waited_for(pieces):
    try:
        assert observations(pieces) == []
    except MalformedError:
        return


@given(st.binary(max_size=300))
@example(b"\x91" + b"\x93\xa5items\xa4list\x91" * 10_000)
@example(b"\x91\xdd\xff\xff\xff\xff")
@example(b"\xc1")
def test_a_random_body_is_refused(body):
    for kind in (Answer, Loaded):
        try:
            assert isinstance(decode(body, kind), kind)
        except MalformedError:
            continue


EDIT = st.tuples(st.integers(0, len(STREAM)), st.integers(0, 20), st.binary(max_size=6))


@given(st.lists(EDIT, min_size=1, max_size=4), st.permutations(range(3)), PLACES)
def test_a_damaged_stream_is_refused_or_read(edits, order, places):
    whole = [frame(Kind.ANSWER, 5 + i, body) for i, body in enumerate(bodies([STREAM]))]
    data = b"".join(whole[i] for i in order)
    for place, length, instead in edits:
        data = data[:place] + instead + data[place + length :]
    try:
        assert len(observations(cut_at(data, places))) <= len(VALID)
    except MalformedError:
        return


NUMBERS = st.integers(-(2**63), 2**64 - 1)
SIZES = st.integers(-1, 9) | st.sampled_from([2**19, 2**31, 2**62, 2**64 - 1])
TEXTS = st.text(max_size=20) | st.integers(0, 6000).map("x".__mul__)
ARRAYS = st.builds(
    ArrayValue,
    st.sampled_from(["tensor", "ndarray", "numpy scalar"]),
    st.sampled_from(["f2", "f4", "f8", "u1", "i1", "i2", "i4", "i8", "b1"]),
    st.lists(SIZES, max_size=10).map(tuple),
    st.binary(max_size=100),
    st.booleans(),
)
UNSUPPORTED = st.builds(UnsupportedValue, TEXTS)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS | ARRAYS | UNSUPPORTED,
    lambda inner: st.builds(
        ItemsValue, st.sampled_from(["list", "tuple"]), st.lists(inner, max_size=4).map(tuple)
    ),
)
SENT = ARRAYS | UNSUPPORTED
STATE = st.builds(
    TensorState, SENT, st.none() | SENT, st.booleans(), st.booleans(), st.booleans(), NUMBERS
)
RAISED = st.builds(Raised, TEXTS, TEXTS, TEXTS, NUMBERS, TEXTS)


@given(
    st.builds(
        Answer,
        VALUES,
        st.none() | RAISED,
        st.lists(NUMBERS, max_size=3).map(tuple),
        st.lists(STATE, max_size=3).map(tuple),
        st.lists(st.none() | SENT, max_size=2).map(tuple),
        TEXTS,
        TEXTS,
    )
)
@example(Answer(ArrayValue("tensor", "f4", (0, *[2**19] * 7), b""), None, (), STATES, (), "none"))
@example(Answer(1, None, (0,) * 100, STATES, (), "none"))
def test_a_well_typed_answer_is_refused_or_agrees_with_its_call(answer):
    body = msgspec.msgpack.encode(answer)
    try:
        (observation,) = observations([frame(Kind.ANSWER, 5, body)])
    except MalformedError:
        return
    assert len(observation.changed) <= 2
    assert observation.raised or len(observation.states) == 2
    if isinstance(observation.value, ArrayValue):
        assert observation.array.shape == observation.value.shape


def test_many_damaged_answers_end_as_declared_and_need_little_memory():
    """`benchmarks/fuzz_decoder.py` does the same with a million."""
    done = subprocess.run(
        [sys.executable, FUZZ, "--frames", "5000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "observations" in done.stdout


@pytest.mark.parametrize("line", [-1, (1 << 31) + 1])
def test_a_line_that_no_file_has_is_no_answer(line):
    body = msgspec.msgpack.encode(Answer(raised=Raised("E", "", "m.py", line)))
    with pytest.raises(MalformedError):
        decode(body, Answer)
