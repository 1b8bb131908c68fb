"""Hints come one at a time, fit the mistake, and are remembered beside the exercises."""

import io
from pathlib import Path

import msgspec
import pytest
from pages import BROKEN, HELD, WRONG
from rich.console import Console

from autograder.authoring.versions import versions_in
from autograder.catalogue import EXERCISES
from autograder.hints import Progress, hints_for
from autograder.misconceptions import misconceptions
from autograder.reports.hint_view import show_hint
from autograder.reports.submission_view import show_focus
from autograder.state import PLACE

WRONG_AXIS = "import torch\ndef softmax(X): return X.exp() / X.exp().sum(0, keepdim=True)\n"
UNKNOWN = "import torch\ndef softmax(X): return X.exp() / X.exp().sum(1, keepdim=True) ** 1.5\n"
STUB = "def softmax(X): raise NotImplementedError\n"
FOLDER = Path(__file__).parent / "unknown_mistakes"
FEWEST_WORDS = 3
UNKNOWN_MISTAKES = sorted(path.stem for path in FOLDER.glob("*.py"))


def shown(hint):
    console = Console(file=io.StringIO(), width=200)
    show_hint("softmax", hint, console, "For the next one, press h again.")
    return console.file.getvalue()


def screen_of(function):
    console = Console(file=io.StringIO(), width=200)
    show_focus(function, console)
    return console.file.getvalue()


def said_of(function):
    """The call, the values and the sentences that a screen shows."""
    examples = [prop.counterexample for prop in function.properties if prop.counterexample]
    said = {text for e in examples for text in (e.call, e.got, e.expected, e.message)}
    return {text for text in said if len(text) > 20}


def squeezed(text):
    return " ".join(text.split())


@pytest.fixture
def function_of(grade_function):
    """The record of softmax, graded from this source."""
    return lambda source: grade_function("softmax", source)


def test_steps_come_one_after_the_other_and_the_last_one_stays(function_of, tmp_path):
    function = function_of(WRONG_AXIS)
    texts = [Progress(tmp_path).next_hint(function).text for _ in range(4)]
    steps = misconceptions("softmax")["softmax-dim0"].en
    assert texts == [*steps, steps[-1]]


def test_another_mistake_begins_anew(function_of, tmp_path):
    Progress(tmp_path).next_hint(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(UNKNOWN)).step == 1
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1


def test_what_was_shown_with_the_mistake_is_not_said_again(function_of, tmp_path):
    Progress(tmp_path).show_first(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 2
    Progress(tmp_path).show_first(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 3


def test_with_an_unknown_mistake_no_hint_was_shown(function_of, tmp_path):
    Progress(tmp_path).show_first(function_of(UNKNOWN))
    assert Progress(tmp_path).next_hint(function_of(UNKNOWN)).step == 1


def test_the_last_hint_comes_again_as_such(function_of, tmp_path):
    function = function_of(WRONG_AXIS)
    hints = [Progress(tmp_path).next_hint(function) for _ in range(4)]
    assert [hint.again for hint in hints] == [False, False, False, True]
    assert "That was all" in shown(hints[2])
    assert "There are no more hints for softmax." in shown(hints[3])


@pytest.mark.parametrize(
    ("got", "expected", "lead"),
    [
        ("tensor([3.*, 6.*])", "tensor([1., 2.])", "Every number is 3 times"),
        ("tensor([[-2.*]])", "tensor([[4.]])", "Every number is -0.5 times"),
        ("tensor([1.25*, 2.25*])", "tensor([1., 2.])", "Every number is off by 0.25"),
        ("tensor([[0.7072*]])", "tensor([[1.]])", "Work out one number"),
        ("tensor([0.*, 0.*])", "tensor([1., 2.])", "Every number is 0 times"),
        ("tensor([2.*, 1.*])", "tensor([1., 2.])", "in other places"),
        ("tensor([1., 5.*, 3.])", "tensor([1., 2., 3.])", "1 of 3 numbers are wrong"),
        ("tensor([nan*])", "tensor([1.])", "gives nan or inf"),
        ("tensor([1., 2.])", "tensor([[1., 2.]])", "Your shape is (2,), it should be (1, 2)"),
        ("tensor([1], dtype=torch.int32)", "tensor([1])", "not their type"),
        ("3.0", "tensor([3.])", "Which type, shape and dtype"),
        ("NameError: name 'Y' is not defined", "a result", "has no value there"),
        ("AttributeError: no 'sun'", "a result", "The object before the dot"),
    ],
)
def test_an_unknown_mistake_is_led_on_by_what_is_wrong(got, expected, lead):
    example = msgspec.structs.replace(BROKEN.counterexample, got=got, expected=expected)
    broken = msgspec.structs.replace(BROKEN, counterexample=example)
    function = msgspec.structs.replace(WRONG, properties=(HELD, broken), diagnosis=None)
    _, (first, *_others) = hints_for(function)
    assert lead in first


@pytest.mark.slow
@pytest.mark.parametrize("name", UNKNOWN_MISTAKES)
def test_no_hint_repeats_the_screen(grade_function, name):
    path = FOLDER / f"{name}.py"
    for version in versions_in(path.read_text(), name):
        function = grade_function(name, version.source.decode())
        screen = squeezed(screen_of(function))
        mistake, steps = hints_for(msgspec.structs.replace(function, diagnosis=None))
        assert len(steps) > 1, (version.name, mistake)
        for step in steps:
            assert squeezed(step) not in screen
            assert not any(squeezed(line) in squeezed(step) for line in said_of(function))


def test_what_holds_already_is_told(function_of):
    _, steps = hints_for(function_of(UNKNOWN))
    assert steps[1].startswith(
        "This holds already: reordering the classes reorders the probabilities; "
    )


def test_a_stub_is_told_how_to_begin(function_of):
    mistake, steps = hints_for(function_of(STUB))
    assert mistake == "not_attempted"
    assert len(steps) == 3


@pytest.mark.parametrize(
    ("source", "lead"),
    [
        ("import torch\n1 / 0\ndef softmax(X): return X\n", "Begin with it"),
        ("def soft_max(X): return X\n", "def at the left margin"),
        ("import torch\ndef softmax(X): return torch.softmax(X, 1)\n", "Which formula"),
        ("def softmax(X):\n    while True: pass\n", "What ends each loop"),
        ("import os\ndef softmax(X): os._exit(1)\n", "Python itself ended"),
    ],
)
def test_what_was_not_called_has_hints_of_its_own(function_of, source, lead):
    _, steps = hints_for(function_of(source))
    assert lead in steps[0]
    assert len(steps) > 1


def test_a_hint_is_a_sentence_with_something_to_do():
    """Two words help nobody."""
    short = [
        (exercise.name, known.id, hint)
        for exercise in EXERCISES
        for known in misconceptions(exercise.name).values()
        for hint in known.en
        if len(hint.split()) < FEWEST_WORDS
    ]
    assert short == []


@pytest.mark.parametrize("damage", ["", "[]", '{"softmax": 3}'])
def test_a_damaged_memory_is_forgotten(function_of, tmp_path, damage):
    (tmp_path / PLACE).parent.mkdir()
    (tmp_path / PLACE).write_text(damage)
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1


def test_a_folder_that_can_not_be_written_only_forgets(function_of, tmp_path):
    (tmp_path / PLACE.parent).write_text("a file in the way")
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1
