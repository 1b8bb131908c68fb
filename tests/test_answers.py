"""What is remembered of answers, how much memory that takes, and what goes first."""

import tracemalloc
from collections.abc import Callable

import msgspec
import pytest

from autograder.answers import MAX_DIFFERENT, RARE_SUBMISSIONS, Answers
from autograder.observation import Observation
from autograder.values import MalformedValueError
from autograder.worker.frames import MalformedError
from autograder.worker.protocol import (
    Answer,
    ArrayValue,
    Call,
    Group,
    ItemsValue,
    IterableValue,
    OptimizerValue,
    Options,
    Raised,
    TensorArgument,
    TensorState,
)


def call(number: int, **options) -> bytes:
    return msgspec.msgpack.encode(Call("f", (number,), **options))


def body(**answer) -> bytes:
    return msgspec.msgpack.encode(Answer(**answer))


def tensor(number: int, size: int = 8) -> ArrayValue:
    data = number.to_bytes(8, "little") + bytes(size - 8)
    return ArrayValue("tensor", "u1", (size,), data)


def test_equal_answers_to_a_call_are_one_observation():
    answers = Answers()
    first = answers.read(call(1), body(value=1))
    assert first.common
    assert answers.read(call(1), body(value=1)) is first
    assert answers.read(call(1), body(value=2)) is not first
    assert answers.read(call(2), body(value=1)) is not first


@pytest.mark.parametrize(
    "answer",
    [
        {"raised": Raised("ValueError", "x", "m.py", 3)},
        {"value": 1, "warnings": (Raised("UserWarning", "x", "m.py", 3),)},
        {"value": ArrayValue("tensor", "f4", (5000,), bytes(20_000))},
    ],
)
def test_answers_that_speak_of_a_line_or_are_long_are_read_each_time(answer):
    answers = Answers()
    first = answers.read(call(1), body(**answer))
    assert not first.common
    assert answers.read(call(1), body(**answer)) is not first
    assert answers.size == 0


def test_what_is_no_answer_to_the_call_is_refused_each_time():
    answers = Answers()
    answers.read(call(1), body(value=1))
    for _ in range(2):
        with pytest.raises(MalformedError):
            answers.read(call(1), b"\xc1")
        with pytest.raises(MalformedValueError):
            answers.read(call(1), body(value=1, changed=(0,)))


def test_of_different_answers_to_a_call_the_oldest_is_forgotten():
    answers = Answers()
    first = answers.read(call(1), body(value=-1))
    for value in range(MAX_DIFFERENT - 1):
        answers.read(call(1), body(value=value))
    assert answers.read(call(1), body(value=-1)) is first
    answers.read(call(1), body(value=MAX_DIFFERENT))
    assert answers.read(call(1), body(value=-1)) is not first


class TestRoom:
    """Of bytes, for a submission's own answers and for those of several."""

    def submission(self, answers: Answers, numbers: range, start: int = 0) -> list[Observation]:
        """Answers to these calls, the values counted from `start`."""
        told = [answers.read(call(n), body(value=tensor(start + n))) for n in numbers]
        answers.end_submission()
        return told

    def are_known(self, answers: Answers, told: list[Observation], numbers: range) -> bool:
        """Whether the same values are the same observations still; a submission that asks."""
        return self.submission(answers, numbers) == told

    def test_a_submission_is_given_no_more_and_does_not_push_out_its_own(self):
        answers = Answers(rare_bytes=20_000)
        told = self.submission(answers, range(100))
        kept = [observation.common for observation in told]
        assert 5 < sum(kept) < 20
        assert kept == sorted(kept, reverse=True)
        assert answers.size <= 20_000
        first = range(sum(kept))
        assert self.are_known(answers, told[: sum(kept)], first)

    def test_the_next_submission_has_the_same_room(self):
        answers = Answers(rare_bytes=20_000)
        self.submission(answers, range(100))
        told = self.submission(answers, range(100), start=1000)
        assert 5 < sum(observation.common for observation in told) < 20
        assert answers.size <= 20_000

    def test_what_two_submissions_gave_stays_whatever_others_give(self):
        answers = Answers(rare_bytes=20_000)
        told = self.submission(answers, range(8))
        assert self.are_known(answers, told, range(8))
        for number in range(2 * RARE_SUBMISSIONS):
            self.submission(answers, range(100), start=1000 * (number + 1))
        assert self.are_known(answers, told, range(8))

    def test_what_one_submission_gave_goes_when_no_other_gives_it(self):
        answers = Answers()
        for _ in range(2):
            self.submission(answers, range(8))
        common = answers.size
        self.submission(answers, range(1000), start=1000)
        assert answers.size > common
        for _ in range(RARE_SUBMISSIONS):
            self.submission(answers, range(8))
        assert answers.size == common
        assert len(answers._calls) == 8

    def test_it_may_come_again_until_then(self):
        answers = Answers()
        told = self.submission(answers, range(8))
        for _ in range(RARE_SUBMISSIONS - 1):
            self.submission(answers, range(0))
        assert self.are_known(answers, told, range(8))

    def test_of_what_many_submissions_gave_the_oldest_makes_room(self):
        answers = Answers(common_bytes=20_000)
        for _ in range(2):
            self.submission(answers, range(8))
        for start in (1000, 1000, 2000, 2000, 3000, 3000):
            self.submission(answers, range(8), start)
        assert answers.size <= 20_000
        assert answers.read(call(7), body(value=tensor(3007))).outcomes.submission == 6
        assert answers.read(call(7), body(value=tensor(7))).outcomes.submission == 8

    def test_where_an_answer_led_counts_and_goes_with_it(self):
        answers = Answers(rare_bytes=20_000)
        outcomes = answers.read(call(1), body(value=1)).outcomes
        before = answers.size
        outcomes.add("a place", "a finding", 5_000)
        assert answers.size == before + 5_000
        outcomes.add("another place", "a large finding", 15_000)
        assert answers.size == before + 5_000
        assert outcomes.led == {"a place": "a finding"}
        for _ in range(RARE_SUBMISSIONS + 1):
            answers.end_submission()
        assert answers.size == 0
        outcomes.add("a place", "a finding", 5_000)
        assert answers.size == 0


STATE = TensorArgument("u1", (8,), bytes(8))
WATCHED = msgspec.msgpack.encode(Call("f", (STATE,) * 4, watch=True))
ITERATED = msgspec.msgpack.encode(Call("f", (1,), options=Options(items=500, passes=2)))
MANY = tuple(range(-500, -300))
KINDS: dict[str, tuple[bytes, Callable[[int], Answer]]] = {
    "numbers": (call(0), lambda n: Answer(value=n / 7)),
    "tensors": (call(0), lambda n: Answer(value=tensor(n, 300))),
    "long tensors": (call(0), lambda n: Answer(value=tensor(n, 16_000))),
    "texts": (call(0), lambda n: Answer(value=f"{n}" * 50)),
    "lists of numbers": (
        call(0), lambda n: Answer(value=ItemsValue("list", (n, *range(300, 1200)))),
    ),
    "lists of letters": (
        call(0), lambda n: Answer(value=ItemsValue("list", (n, *["ab", "cd"] * 480))),
    ),
    "lists of nothing": (
        call(0), lambda n: Answer(value=ItemsValue("list", (n, *[ItemsValue("list", ())] * 900))),
    ),
    "lists of tensors": (
        call(0), lambda n: Answer(value=ItemsValue("list", tuple(tensor(n) for _ in range(90)))),
    ),
    "passes": (ITERATED, lambda n: Answer(value=IterableValue("x", ((n, *range(300, 700)),) * 2))),
    "optimizers": (
        call(0),
        lambda n: Answer(value=OptimizerValue("SGD", (Group(n, 0.5, MANY, (None,) * len(MANY)),))),
    ),
    "states": (
        WATCHED,
        lambda n: Answer(
            value=n, states=(TensorState(tensor(n), tensor(n), False, False, False, n),) * 4
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "answer"), KINDS.values(), ids=KINDS)
def test_no_more_memory_is_taken_than_is_counted(asked, answer):
    """By what decoding costs, which may be thirty times the bytes that came."""
    number = 100
    answers = Answers()
    bodies = [msgspec.msgpack.encode(answer(n)) for n in range(number)]
    options = msgspec.msgpack.decode(asked, type=Call)
    calls = [
        msgspec.msgpack.encode(msgspec.structs.replace(options, function=f"f{n}"))
        for n in range(number)
    ]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for one, told in zip(calls, bodies, strict=True):
            answers.read(bytes(bytearray(one)), bytes(bytearray(told)))
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert taken < answers.size
    assert len(answers._calls) == number


def test_nothing_that_is_answered_takes_much_memory():
    """Eight different answers to each of a thousand calls, in as many submissions."""
    answers = Answers()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for start in range(MAX_DIFFERENT):
            for number in range(1000):
                answers.read(call(number), body(value=tensor(1000 * start + number, 14_000)))
            answers.end_submission()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert taken < 64 << 20
