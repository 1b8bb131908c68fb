"""The engine, driven by functions of this process in place of a worker."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest
from hypothesis import strategies as st

from autograder import expect
from autograder.answers import MAX_DIFFERENT, Answers
from autograder.engine import Lost, Plan, Reply, attempt, examine
from autograder.exercise import Exercise
from autograder.inputs import domain
from autograder.observation import Observation
from autograder.returns import a_number, a_tensor
from autograder.values import dtype_code, from_argument
from autograder.worker.protocol import Answer, ArrayValue, Call, Raised, UnsupportedValue

CORPUS = {"vectors": tuple({"x": np.arange(n, dtype=np.float32)} for n in (1, 2, 3))}


@domain()
def vectors(draw):
    size = draw(st.integers(1, 3))
    return {"x": np.arange(size, dtype=np.float32)}


def exercise(**options) -> Exercise:
    return Exercise(
        name="double",
        module="m",
        section="0",
        points=100,
        parameters=("x",),
        domain=vectors,
        **options,
    )


class Student:
    """Answers calls by a Python function; remembers the batches."""

    def __init__(self, function: Callable, answers: Answers | None = None) -> None:
        self.function = function
        self.answers = answers or Answers()
        self.batches: list[int] = []

    def __call__(self, calls: Sequence[bytes]) -> list[Reply]:
        self.batches.append(len(calls))
        return [self.reply(call) for call in calls]

    def reply(self, call: bytes) -> Reply:
        arguments = map(from_argument, msgspec.msgpack.decode(call, type=Call).arguments)
        try:
            value = self.function(*arguments)
        except ZeroDivisionError as error:
            answer = Answer(raised=Raised("ZeroDivisionError", str(error), "m.py", 3))
        except NotImplementedError:
            line = "raise NotImplementedError"
            answer = Answer(raised=Raised("NotImplementedError", "", "m.py", 3, line))
        else:
            if isinstance(value, Lost):
                return value
            if isinstance(value, np.ndarray):
                value = ArrayValue("tensor", dtype_code(value), value.shape, value.tobytes())
            answer = Answer(value=value)
        return self.answers.read(call, msgspec.msgpack.encode(answer))


def doubling() -> Exercise:
    double = exercise()

    @double.core("twice x")
    async def twice(f, x):
        expect.equal(await f(x), 2 * x)

    @double.core("f(f(x)) is four times x")
    async def two_times_twice(f, x):
        expect.equal(await f(await f(x)), 4 * x)

    @double.stretch("no surprise at 2")
    async def two(f, x):
        if len(x) == 2:
            expect.equal(await f(x), 2 * x)

    return double


def test_a_right_function_has_no_findings():
    assert examine(Plan(doubling(), CORPUS), Student(lambda x: 2 * x)).findings == {}


def test_equal_calls_are_made_once_and_a_round_is_one_batch():
    student = Student(lambda x: 2 * x)
    examine(Plan(doubling(), CORPUS), student)
    assert student.batches == [
        1,
        2,
        2,
    ]  # the first call; two more; f(f(x)), of which f([0]) is known


def test_the_first_example_that_breaks_a_property_is_the_finding():
    findings = examine(Plan(doubling(), CORPUS), Student(lambda x: x)).findings
    # x = [0] doubles to itself; [0, 1] does not.
    assert {name: f.example["x"].tolist() for name, f in findings.items()} == {
        "twice": [0, 1],
        "two-times-twice": [0, 1],
        "two": [0, 1],
    }


def test_a_finding_tells_the_calls_that_led_to_it():
    plan = Plan(doubling(), CORPUS)
    finding = examine(plan, Student(lambda x: x)).findings["two-times-twice"]
    assert finding.call_text == "double(tensor([0., 1.]))"
    finding = examine(plan, Student(lambda x: x + 1)).findings["two-times-twice"]
    assert finding.call_text == "double(tensor([0.]))\ndouble(tensor([1.]))"


def test_a_smaller_example_in_a_later_round_beats_a_larger_one_in_an_earlier_round():
    def student(x):
        return x + 9 if x.tolist() in ([0.0], [0.0, 2.0, 4.0]) else 2 * x

    late = exercise()

    @late.core("two calls for one element, one call for more")
    async def check(f, x):
        first = await f(x)
        if len(x) == 1:
            first = await f(x)
            await f(x + 1)
        expect.equal(first, 2 * x)

    finding = examine(Plan(late, CORPUS), Student(student)).findings["check"]
    assert len(finding.example["x"]) == 1


def test_an_exception_is_a_finding_of_the_properties_that_meet_it():
    def student(x):
        return 2 * x if len(x) < 3 else 1 // 0

    findings = examine(Plan(doubling(), CORPUS), Student(student)).findings
    assert findings["twice"].status == "failed"
    assert "ZeroDivisionError in line 3 of m.py" in findings["twice"].message
    assert "two" not in findings


def test_a_stub_is_told_by_its_first_call_alone():
    def student(x):
        raise NotImplementedError

    asked = Student(student)
    examination = examine(Plan(doubling(), CORPUS), asked)
    assert examination.stub
    assert examination.stub.line == 3
    assert asked.batches == [1]


@pytest.mark.parametrize("kind", ["timeout", "crashed", "not_reached"])
def test_a_lost_call_costs_the_properties_that_need_it(kind):
    def student(x):
        return Lost(kind, "gone") if len(x) == 2 else 2 * x

    findings = examine(Plan(doubling(), CORPUS), Student(student)).findings
    assert {f.status for f in findings.values()} == {kind}
    assert findings["twice"].message == "gone"
    assert findings["twice"].call_text == "double(tensor([0., 1.]))"


def test_a_property_that_fails_itself_is_a_fault_of_the_grader():
    faulty = exercise()

    @faulty.core("divides by zero")
    async def check(f, x):
        await f(x)
        raise ZeroDivisionError("ours")

    @faulty.core("is right")
    async def fine(f, x):
        expect.equal(await f(x), 2 * x)

    findings = examine(Plan(faulty, CORPUS), Student(lambda x: 2 * x)).findings
    assert list(findings) == ["check"]
    assert findings["check"].status == "grader_error"
    assert "ours" in findings["check"].message


def test_a_property_that_calls_nothing_still_counts():
    idle = exercise()

    @idle.core("never holds")
    async def check(f, x):
        raise expect.Mismatch("no", "a", "b")

    assert examine(Plan(idle, CORPUS), Student(lambda x: x)).findings["check"].message == "no"


def test_attempt_tries_one_property_on_one_example():
    double = doubling()
    (twice, *_) = double.properties
    right, wrong = Student(lambda x: 2 * x), Student(lambda x: 3 * x)
    example = CORPUS["vectors"][1]
    assert attempt(double, twice, example, right).finding is None
    finding = attempt(double, twice, example, wrong).finding
    assert finding.message.startswith("The result has 3")


def test_two_properties_of_one_name_are_refused():
    double = doubling()
    with pytest.raises(ValueError, match="two properties named twice"):

        @double.core("again")
        async def twice(f, x): ...


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "is there a return?"),
        (1.5, "a Python float"),
        (UnsupportedValue("dict"), "type dict"),
        (ArrayValue("ndarray", "f4", (1,), bytes(4)), r"a numpy array of shape \(1,\)"),
    ],
)
def test_what_is_no_tensor_is_refused_by_name(value, message):
    with pytest.raises(expect.Mismatch, match=message):
        a_tensor(Observation(Answer(value=value)))


@pytest.mark.parametrize(
    "value", [0.5, ArrayValue("tensor", "f4", (), np.float32(0.5).tobytes())], ids=["float", "0-d"]
)
def test_a_number_may_come_as_a_tensor_of_one_element(value):
    assert a_number(Observation(Answer(value=value))) == 0.5


def different_students() -> dict[str, Callable]:
    def raises_for_three(x):
        return 2 * x if len(x) < 3 else 1 // 0

    def is_lost_for_two(x):
        return Lost("crashed", "gone") if len(x) == 2 else 2 * x

    def is_a_stub(x):
        raise NotImplementedError

    return {
        "right": lambda x: 2 * x,
        "right in another way": lambda x: x + x,
        "the same": lambda x: x,
        "wrong on the way alone": lambda x: 2 * x if max(x) < 3 else x,
        "raises": raises_for_three,
        "lost": is_lost_for_two,
        "stub": is_a_stub,
        "other dtype": lambda x: (2 * x).astype(np.float64),
    }


@pytest.mark.parametrize("room", [1 << 20, 12_000, 5_000, 0], ids=lambda room: f"{room} bytes")
def test_what_is_found_does_not_depend_on_the_submissions_before(room):
    """However much is remembered of them."""
    students = different_students()
    fresh = {
        name: examine(Plan(doubling(), CORPUS), Student(function))
        for name, function in students.items()
    }
    plan, answers = Plan(doubling(), CORPUS), Answers(room, room)
    for name in [*students, *reversed(students)]:
        found = examine(plan, Student(students[name], answers))
        answers.end_submission()
        assert repr(found) == repr(fresh[name]), name
        assert answers.size <= 2 * room


def test_a_property_does_not_judge_answers_that_came_before():
    judged: list[int] = []
    double = exercise()

    @double.core("f(f(x)) is four times x")
    async def check(f, x):
        result = await f(await f(x))
        judged.append(len(x))
        expect.equal(result, 4 * x)

    plan, answers = Plan(double, CORPUS), Answers()

    def sizes_judged(function: Callable) -> list[int]:
        judged.clear()
        examine(plan, Student(function, answers))
        return list(judged)

    assert sizes_judged(lambda x: 2 * x) == [1, 2, 3]
    assert sizes_judged(lambda x: x + x) == []
    assert sizes_judged(lambda x: 3 * x) == [2]  # that of [0] came before; 2 decides for 3
    assert sizes_judged(lambda x: x + x + x) == []


def test_only_a_few_different_answers_are_remembered():
    judged: list[float] = []
    double = exercise()

    @double.core("any result")
    async def check(f, x):
        judged.append(float((await f(x))[0]))

    plan, answers = Plan(double, {"vectors": CORPUS["vectors"][:1]}), Answers()
    for number in [*range(MAX_DIFFERENT), 0, MAX_DIFFERENT, 0]:
        examine(plan, Student(lambda x, number=number: x + np.float32(number), answers))
    assert judged == [*range(MAX_DIFFERENT), MAX_DIFFERENT, 0]
