"""Answers that no worker of ours would send, but a student's code can: none is a fault of ours.

Each exercise is examined with the answers of its solution, of which some are forged: other
values, states, gradients and reports, of all types that can cross.
"""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.behaviours import same
from autograder.corpus import PUBLIC_SEED, examples_for
from autograder.engine import DECODE_CALL, Lost, Plan, Reply, examine
from autograder.exercise import Exercise
from autograder.observation import Observation, all_arguments, check_against, form_of
from autograder.session import Session
from autograder.values import MalformedValueError
from autograder.worker.client import Limits
from autograder.worker.protocol import (
    MAX_TRACE,
    Answer,
    ArrayValue,
    Call,
    FixtureArgument,
    Group,
    ItemsValue,
    IterableValue,
    Modules,
    OptimizerValue,
    TensorArgument,
    TensorState,
    UnsupportedValue,
    Value,
)
from exercises import EXERCISE, each_exercise_slowly

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SHARE = 0.3
"""Of the answers that are forged; where all are, a property does not get beyond its first."""
LONGEST = 1 << 22
"""Characters of a text before it is cut for a record: an answer may have a fourth of that."""


def array(numbers: object, dtype: str = "f4", container: str = "tensor") -> ArrayValue:
    made = np.asarray(numbers).astype(dtype)
    return ArrayValue(container, dtype, made.shape, made.tobytes(), True, False)


ARRAYS = (
    *(array(np.nan), array(-np.inf), array([np.inf, np.nan]), array(1e38), array(255, "u1")),
    *(array(True, "b1"), array([[True]], "b1"), array(-128, "i1"), array([-(1 << 63)], "i8")),
    *(array([]), array(np.empty((0, 3))), array(np.empty((3, 0))), array(np.empty((0, 1 << 19)))),
    *(array([1e4, -1e4], "f2"), array([1e308, -1e308], "f8"), array([[1e308], [1]], "f8")),
    *(array(np.ones((1,) * 8)), array(np.zeros(1 << 17)), array(np.ones((1 << 16, 1)))),
    *(array(1.0, container="numpy scalar"), array([1, 2], "i8", "ndarray")),
)
LISTS = (
    *(
        ItemsValue("list", ()),
        ItemsValue("tuple", (None,) * 999),
        ItemsValue("list", ("a\x1b[2J",)),
    ),
    *(ItemsValue("tuple", pair) for pair in pairwise(ARRAYS)),
    ItemsValue("list", (ItemsValue("tuple", (ItemsValue("list", (None,)),)),)),
    ItemsValue("list", ("x" * 500,) * 999),
)
OPTIMIZERS = (
    OptimizerValue("torch.optim.sgd.SGD", ()),
    OptimizerValue("torch.optim.sgd.SGD", (Group(np.nan, np.inf, (0, 0, 1), (None,) * 3),), True),
    OptimizerValue("x" * 500, (Group(1e308, -1.0, (-1, 1 << 60), ARRAYS[:2]),)),
    *(
        OptimizerValue("SGD", (Group(0.5, 0.5, tuple(range(9)), (buffer,) * 9),), True)
        for buffer in ARRAYS
    ),
)
SCALARS = (
    *(None, True, 0, 1, -(1 << 63), 0.0, 1.0, np.nan, np.inf, 1e308, "", "\x1b[31m\n::error::\0"),
    *(UnsupportedValue(""), UnsupportedValue("x of shape (1 << 60,)"), UnsupportedValue("x" * 500)),
)
VALUES: tuple[Value, ...] = (*SCALARS, *ARRAYS, *LISTS, *OPTIMIZERS)
Forge = Callable[[random.Random, Call, Answer], Answer]


def forged_value(dice: random.Random, call: Call, answer: Answer) -> Answer:
    options = call.options

    def one() -> Value:
        if not options.items:
            return dice.choice(VALUES)
        items = dice.choices((*VALUES, *LISTS), k=dice.randint(0, min(3, options.items)))
        passes = tuple(tuple(items) for _ in range(options.passes))
        return IterableValue("x", passes, dice.random() < 0.1)

    if options.times == 1:
        return msgspec.structs.replace(answer, value=one())
    several = ItemsValue("tuple", tuple(one() for _ in range(options.times)))
    return msgspec.structs.replace(answer, value=several)


def tensors_of(call: Call) -> list[TensorArgument]:
    return [a for a in all_arguments(call.arguments) if isinstance(a, TensorArgument)]


def forged_states(dice: random.Random, call: Call, answer: Answer) -> Answer:
    def state() -> TensorState:
        value = dice.choice((*ARRAYS, UnsupportedValue("x")))
        grad = dice.choice((*ARRAYS, UnsupportedValue("x"), None))
        return TensorState(value, grad, *(dice.random() < 0.8 for _ in range(3)), -1)

    states = tuple(state() for _ in tensors_of(call)) if call.watch else ()
    return msgspec.structs.replace(answer, states=states)


def forged_reports(dice: random.Random, call: Call, answer: Answer) -> Answer:
    fixtures = [a for a in all_arguments(call.arguments) if isinstance(a, FixtureArgument)]
    reports = tuple(dice.choice(VALUES) for _ in fixtures) if call.watch else ()
    return msgspec.structs.replace(answer, reports=reports, trace=dice.choice("ZFBS\0") * MAX_TRACE)


def forged_gradients(dice: random.Random, call: Call, answer: Answer) -> Answer:
    if call.weights is None:
        return answer
    leaves = [a for a in tensors_of(call) if a.leaf]
    gradients = tuple(dice.choice((*ARRAYS, None, UnsupportedValue("x"))) for _ in leaves)
    return msgspec.structs.replace(answer, gradients=gradients)


FORGERIES: tuple[Forge, ...] = (forged_value, forged_states, forged_reports, forged_gradients)


@pytest.fixture(scope="module")
def honest(zygote):
    """The replies of a solution, which remembers what it was asked."""
    known: dict[bytes, Answer] = {}

    def answers(exercise: Exercise, calls: list[bytes]) -> Iterator[Answer]:
        if new := [call for call in calls if call not in known]:
            source = (SOLUTIONS / f"{exercise.module}.py").read_bytes()
            with Session(zygote, Modules({exercise.module: source}), Limits()) as session:
                session.module(exercise.module)
                session.start_function(exercise.module)
                known.update(zip(new, (reply.answer for reply in session.ask(new)), strict=True))
        return (known[call] for call in calls)

    return answers


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
@each_exercise_slowly
def test_a_forged_answer_is_wrong_and_no_fault(name, forge, honest):
    exercise = EXERCISE[name]
    corpus = examples_for(exercise, PUBLIC_SEED)
    dice = random.Random(f"{name} {forge.__name__}")

    def reply(encoded: bytes, answer: Answer) -> Reply:
        call = DECODE_CALL(encoded)
        if dice.random() < SHARE:
            answer = forge(dice, call, answer)
        try:
            check_against(form_of(call), answer)
            return Observation(answer)
        except MalformedValueError as error:
            return Lost("crashed", str(error))

    def ask(calls: list[bytes]) -> list[Reply]:
        answers = list(honest(exercise, calls))
        replies = list(map(reply, calls, answers))
        with np.errstate(invalid="ignore", over="ignore"):  # as diagnosis does with known versions
            for received, answer in zip(replies, answers, strict=True):
                same(received, Observation(answer))
        return replies

    for finding in examine(Plan(exercise, corpus), ask).findings.values():
        assert finding.status != "grader_error", finding.message
        for text in (finding.message, finding.got, finding.expected, finding.call_text):
            assert len(text) < LONGEST
