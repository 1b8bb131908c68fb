"""From a submission to a record: what became of each function, and why."""

import difflib
import gc
import os
import re
import signal
import sys
import weakref

import pytest
from machines import ROOT, zygote_lacking
from shapes import notebook_of

from autograder import grading, heap
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.grading import (
    ATTEMPTS,
    MAX_COMPARED,
    MAX_SOURCE,
    UNFINISHED,
    Grader,
    without_function,
)
from autograder.intake.program import read_program
from autograder.intake.submission import Submission
from autograder.records import encode_result
from autograder.session import Session
from autograder.time_budget import TimeBudget
from autograder.worker.client import Limits, WorkerFault, Zygote
from autograder.worker.protocol import Modules

SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
ACCURACY = "def accuracy(y_hat, y):\n    return (y_hat.argmax(1) == y).float().mean().item()\n"
CROSS_ENTROPY = "def cross_entropy(y_hat, y):\n    return -y_hat[range(len(y)), y].log()\n"
SGD = (
    "def sgd(params, lr, batch_size):\n"
    "    for p in params:\n        p.data -= lr * p.grad / batch_size\n"
)
FUNCTIONS = ["sgd", "softmax", "cross_entropy", "accuracy"]


def statuses(result) -> dict[str, str]:
    return {function.name: function.status for function in result.functions}


def by_name(result, name):
    return next(function for function in result.functions if function.name == name)


def test_a_right_submission_has_full_marks(grade):
    result = grade(
        {"softmax_regression": SOFTMAX + CROSS_ENTROPY + ACCURACY, "linear_regression": SGD}
    )
    assert (result.status, result.score, result.max_score) == ("graded", 2300, 2300)
    assert set(statuses(result).values()) == {"passed"}


def test_the_same_submission_gets_the_same_bytes(grade):
    sources = {"softmax_regression": "import torch\ndef softmax(X): return torch.rand(X.shape)"}
    assert encode_result(grade(sources)) == encode_result(grade(sources))


def test_points_of_properties_add_up_to_those_of_functions_and_submission(grade):
    result = grade({"softmax_regression": "def softmax(X): return X.exp()\n" + CROSS_ENTROPY})
    for function in result.functions:
        assert function.score == sum(p.points for p in function.properties)
        assert function.max_score == sum(p.max_points for p in function.properties)
    assert result.score == sum(function.score for function in result.functions)


def test_an_empty_submission_is_unreadable_and_all_functions_are_missing(grade):
    result = grade({})
    assert (result.status, result.score) == ("unreadable", 0)
    assert statuses(result) == dict.fromkeys(FUNCTIONS, "missing")
    assert by_name(result, "sgd").message == "The submission has no .py files."


def test_a_missing_function_is_said_to_be_missing(grade):
    result = grade({"softmax_regression": SOFTMAX})
    assert statuses(result) == {
        "sgd": "missing",
        "softmax": "passed",
        "cross_entropy": "missing",
        "accuracy": "missing",
    }
    assert "no function named accuracy" in by_name(result, "accuracy").message
    assert "no linear_regression.py" in by_name(result, "sgd").message


def test_a_function_in_another_module_is_found_and_the_record_says_where(grade):
    result = grade({"softmax_regression": SGD + SOFTMAX, "other": ACCURACY})
    assert by_name(result, "sgd").status == "passed"
    assert by_name(result, "sgd").module == "softmax_regression"
    assert "Found in other.py" in by_name(result, "accuracy").message


def test_a_stub_is_not_attempted(grade_function):
    function = grade_function("softmax", "def softmax(X):\n    raise NotImplementedError\n")
    assert (function.status, function.score) == ("not_attempted", 0)
    assert "line 2 raises NotImplementedError" in function.message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def softmax(X)\n    return X", "line 1: SyntaxError"),
        ("import sys\nsys.exit(0)\n" + SOFTMAX, "line 2: it ends the program there."),
        ("raise ValueError('no data')\n" + SOFTMAX, "line 1: ValueError: no data"),
        ("import numpyy\n" + SOFTMAX, "No module named 'numpyy'"),
        ("import os\nos._exit(0)\n" + SOFTMAX, "ended the process"),
        ("\0" + SOFTMAX, "null bytes"),
    ],
)
def test_a_module_that_does_not_run_says_why(grade_function, source, message):
    function = grade_function("softmax", source)
    assert function.status == "import_error"
    assert message in function.message


def test_what_was_defined_before_an_exception_is_graded(grade_function):
    function = grade_function("softmax", "print('hi')\n" + SOFTMAX + "train()\n")
    assert function.status == "passed"
    assert "stopped in line 5: NameError" in function.message


@pytest.mark.parametrize(
    "source",
    [
        "def softmax(X):\n    return X.exp() / totl\n",
        "def softmax(X, axis):\n    return X.exp() / X.exp().sum(axis)\n",
        "def softmax(X):\n    return X.view(len(X), 99, 3)\n",
    ],
    ids=["name", "signature", "shapes-that-differ"],
)
def test_what_an_exception_keeps_from_being_tried_is_no_second_fault(grade_function, source):
    function = grade_function("softmax", source)
    first, *others = function.properties
    assert (function.status, function.score) == ("failed", 0)
    assert (first.status, first.counterexample is not None) == ("failed", True)
    assert {(p.status, p.points, p.counterexample) for p in others} == {("not_reached", 0, None)}


def test_an_exception_hides_no_other_mistakes(grade_function):
    source = "def softmax(X):\n    if X.requires_grad:\n        X = X + one\n    return X.exp()\n"
    function = grade_function("softmax", source)
    said = [p.counterexample.message for p in function.properties if p.counterexample]
    assert sum("NameError" in message for message in said) == 1
    assert len(said) > 2


def test_an_endless_loop_costs_its_function_only(grade):
    endless = "def softmax(X):\n    while True:\n        pass\n"
    result = grade({"softmax_regression": endless + CROSS_ENTROPY + ACCURACY})
    softmax = by_name(result, "softmax")
    assert softmax.status == "timeout"
    assert softmax.message == (
        "softmax(tensor([[0.]])) gave no answer within 0.5 s "
        "(it was interrupted in line 2: while True:)."
    )
    first, *others = softmax.properties
    assert (first.status, {p.status for p in others}) == ("timeout", {"not_reached"})
    assert statuses(result)["cross_entropy"] == statuses(result)["accuracy"] == "passed"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("i = 0\n    while i < 9:\n        for j in range(9):\n            k = j", 3),
        ("while len(X): grow(X)\n\ndef grow(X):\n    for i in range(9): pass", 2),
        ("for i in __import__('itertools').count():\n        k = i", 2),
        ("while True:\n        try: X = X + 1\n        except ValueError: pass", 2),
    ],
    ids=["nested", "helper", "for", "try"],
)
def test_an_endless_loop_names_its_line_wherever_it_was_interrupted(grade_function, body, line):
    function = grade_function("softmax", f"def softmax(X):\n    {body}\n")
    assert function.status == "timeout"
    assert f"(it was interrupted in line {line}: " in function.message


def test_the_text_of_a_wrong_function_is_in_its_record_as_it_was_run(grade_function):
    source = "import torch\n\n# mine\n@torch.no_grad()\ndef softmax(X):\n    E = X\n    return F\n"
    function = grade_function("softmax", source)
    assert (function.begins, function.line) == (4, 5)
    assert function.source == "@torch.no_grad()\ndef softmax(X):\n    E = X\n    return F"
    assert function.properties[0].counterexample.line == 7


def test_a_loop_that_was_interrupted_has_its_line_in_the_record(grade_function):
    function = grade_function("softmax", "def softmax(X):\n    E = X\n    while True: pass\n")
    assert function.properties[0].counterexample.line == 3


def test_the_text_of_a_cell_is_counted_from_its_beginning(grade):
    cells = ["import torch", "x = 1\ndef softmax(X):\n    return F"]
    function = by_name(grade({"softmax_regression.ipynb": notebook_of(*cells)}), "softmax")
    example = function.properties[0].counterexample
    assert (function.begins, function.cell) == (2, 2)
    assert (example.line, example.cell) == (3, 2)


def test_the_text_of_a_long_function_is_cut_between_lines(grade_function):
    long = "def softmax(X):\n" + "    x = 123456789\n" * 1000 + "    return X\n"
    function = grade_function("softmax", long)
    assert function.source.endswith("\n    x = 123456789")
    assert len(function.source) < MAX_SOURCE + 1000


STABLE = SOFTMAX.replace("X.exp()", "(X - X.max(1, keepdim=True).values).exp()")


@pytest.mark.parametrize("source", [STABLE, "def softmax(X): raise NotImplementedError\n"])
def test_what_is_right_or_not_written_has_no_text_in_the_record(grade_function, source):
    assert grade_function("softmax", source).source == ""


def test_a_flood_of_prints_tells_how_many_there_were(grade_function):
    flood = "def softmax(X):\n    for i in range(10 ** 9):\n        print(i, X)\n"
    function = grade_function("softmax", flood)
    assert function.status == "timeout"
    assert re.search(
        r"\(it was interrupted in line 2: for i in range\(10 \*\* 9\):\); "
        r"it had printed \d{4,} lines by then, which takes time\.$",
        function.message,
    )


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["i, X", "f'{i} {X[0, 0]}'"])
def test_printing_for_debugging_costs_a_right_function_nothing(grade_function, shown):
    debugged = SOFTMAX.replace("    E =", f"    for i in range(300): print({shown})\n    E =")
    assert debugged != SOFTMAX
    function = grade_function("softmax", debugged)
    assert (function.status, function.score) == ("passed", function.max_score)


def test_code_that_can_not_be_interrupted_is_ended(grade_function):
    """Python looks for signals between two steps of its own, and this is a single one."""
    function = grade_function("softmax", "def softmax(X):\n    return sum(range(10 ** 12))\n")
    assert function.status == "timeout"
    assert function.message.endswith("gave no answer within 0.5 s.")


def test_a_loop_that_ends_for_most_inputs_keeps_the_points_of_what_was_answered(grade_function):
    source = SOFTMAX.replace("    E =", "    while X.shape == (5, 3): pass\n    E =")
    function = grade_function("softmax", source)
    assert function.status == "timeout"
    assert 0 < function.score < function.max_score


def test_a_crash_costs_its_function_only(grade):
    crash = "import os\ndef softmax(X): os.abort()\n"
    result = grade({"softmax_regression": crash + CROSS_ENTROPY + ACCURACY})
    assert statuses(result)["softmax"] == "crashed"
    assert "SIGABRT" in by_name(result, "softmax").message
    assert statuses(result)["accuracy"] == "passed"


def test_a_function_that_breaks_torch_costs_itself_only_after_its_crash(grade):
    source = (
        "import os, torch\ndef sgd(params, lr, batch_size):\n    torch.exp = None; os._exit(1)\n"
    )
    result = grade({"linear_regression": source, "softmax_regression": SOFTMAX})
    assert statuses(result)["sgd"] == "crashed"
    assert statuses(result)["softmax"] == "passed"


@pytest.mark.parametrize("signature", ["()", "(X, y)", "(*, X)"])
def test_a_wrong_signature_is_explained(grade_function, signature):
    function = grade_function("softmax", f"def softmax{signature}: return 1\n")
    assert function.status == "failed"
    assert "softmax()" in function.properties[0].counterexample.got


def test_an_empty_result_has_no_property_of_values(grade_function):
    function = grade_function("softmax", "def softmax(X): return X[:0, :0]\n")
    shift = next(p for p in function.properties if p.id == "shift-invariance")
    assert (shift.status, shift.points) == ("failed", 0)


def test_settings_of_torch_are_not_left_to_the_next_function(grade):
    source = SGD + "    import torch\n    torch.set_default_dtype(torch.float16)\n"
    result = grade({"linear_regression": source, "softmax_regression": SOFTMAX})
    assert statuses(result)["sgd"] == statuses(result)["softmax"] == "passed"


def test_addresses_in_prints_are_masked(grade_function):
    function = grade_function("softmax", "print = print\n" + SOFTMAX.replace(
        "    E =", "    print(object())\n    E ="))  # fmt: skip
    assert function.output == "<object object at 0x…>\n"


def test_an_exception_of_torch_does_not_make_a_function_a_stub(grade_function):
    source = "import torch\ndef linreg(X, w, b): return torch.mm(X.bool(), w.bool())\n"
    function = grade_function("linreg", source)
    assert function.status == "failed"
    assert "NotImplementedError" in function.properties[0].counterexample.got


def test_a_function_that_was_deleted_again_is_missing(grade):
    source = "def accuracy(y_hat, y): return 1.0\ndel accuracy\n"
    function = by_name(grade({"softmax_regression": source}), "accuracy")
    assert function.status == "missing"
    assert "but one named" not in function.message


def test_a_misspelt_function_is_named(grade):
    result = grade({"softmax_regression": ACCURACY.replace("accuracy", "acuracy")})
    assert "but one named acuracy" in by_name(result, "accuracy").message


def test_names_are_compared_up_to_a_number(grade, monkeypatch):
    """A module can make a million names, and each comparison takes time."""
    compared = []
    original = difflib.get_close_matches

    def spy(word, possibilities, **options):
        compared.append(len(possibilities))
        return original(word, possibilities, **options)

    monkeypatch.setattr("autograder.grading.difflib.get_close_matches", spy)
    many = f"for n in range({2 * MAX_COMPARED}): globals()[f'f{{n}}'] = len\n"
    assert by_name(grade({"softmax_regression": many}, "softmax"), "softmax").status == "missing"
    assert compared == [MAX_COMPARED]


def test_prints_are_kept_apart_and_cost_nothing(grade_function):
    function = grade_function("softmax", SOFTMAX.replace("    E =", "    print(X.shape)\n    E ="))
    assert function.status == "passed"
    assert function.output == "torch.Size([1, 1])\n"


def test_warnings_of_torch_cost_nothing(grade_function):
    source = "import warnings\n" + SOFTMAX.replace("    E =", "    warnings.warn('old')\n    E =")
    assert grade_function("softmax", source).status == "passed"


def test_a_stretch_property_earns_a_badge_and_costs_no_points(grade_function):
    function = grade_function("softmax", SOFTMAX)
    (stretch,) = [p for p in function.properties if p.kind == "stretch"]
    assert (function.status, function.score) == ("passed", 700)
    assert (stretch.status, stretch.points, stretch.max_points) == ("failed", 0, 0)
    assert stretch.counterexample.call == "softmax(tensor([[1000., 0.], [0., 0.]]))"


def test_a_counterexample_tells_call_result_expectation_and_difference(grade_function):
    function = grade_function("softmax", "def softmax(X): return X.exp() / X.exp().sum()\n")
    example = function.properties[0].counterexample
    assert example.call == "softmax(tensor([[0.], [0.]]))"
    assert example.got == "tensor([[0.5*],\n        [0.5*]])"
    assert example.expected == "tensor([[1.],\n        [1.]])"
    assert example.message == (
        "The result differs in 2 of 2 values, most at row 0, class 0: 0.5 instead of 1."
    )


def test_a_function_that_calls_what_it_should_replace_is_forbidden_and_says_where(grade):
    source = "import torch.nn.functional as F\ndef softmax(X):\n    return F.softmax(X, dim=1)\n"
    softmax = by_name(grade({"softmax_regression": source + ACCURACY}), "softmax")
    assert (softmax.status, softmax.score) == ("forbidden", 0)
    assert softmax.message == (
        "This exercise asks you to write softmax yourself. Line 3 calls torch's own softmax "
        "or a relative of it (log_softmax, logsumexp, cross_entropy …):\n"
        "    return F.softmax(X, dim=1)"
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "def softmax(X): return torch._refs.softmax(X, 1) if len(X) > 99 else X",
            "Line 2 uses torch._refs.softmax.",
        ),
        (
            "def g(X): return torch._refs.softmax(X, 1)\ndef softmax(X): return X if 1 else g(X)",
            "Line 2 uses torch._refs.softmax.",
        ),
        (
            "def softmax(X):\n    if len(X) > 99: return torch.softmax(X, 1)\n    return X / 2",
            "Line 3 uses torch.softmax.",
        ),
        (
            "import helpers\ndef softmax(X): return helpers.rows(X)",
            "Line 1 of helpers.py uses torch._decomp.decompositions._softmax.",
        ),
    ],
)
def test_an_operator_that_is_named_is_as_good_as_called(grade, source, said):
    helpers = "def rows(X): return __import__('torch').exp(X)"
    if "helpers" in source:
        helpers = "import torch; rows = lambda X: torch._decomp.decompositions._softmax(X, 1, 0)"
        source = source.replace("return", "return X if len(X) < 99 else")
    sources = {"softmax_regression": f"import torch\n{source}\n", "helpers": helpers}
    softmax = by_name(grade(sources, "softmax"), "softmax")
    assert (softmax.status, softmax.score) == ("forbidden", 0)
    assert said in softmax.message


def test_an_operator_in_code_that_the_function_does_not_need_is_no_matter(grade):
    source = "import torch\ndef compare(X): return torch.softmax(X, 1) - softmax(X)\n" + SOFTMAX
    assert by_name(grade({"softmax_regression": source}, "softmax"), "softmax").status == "passed"


@pytest.mark.parametrize("order", [("sgd", "softmax"), ("softmax", "sgd")])
@pytest.mark.parametrize("name", ["linear_regression", "softmax_regression", "training"])
def test_what_a_module_does_at_its_top_level_for_others_costs_no_point(grade, name, order):
    """In whatever order modules are run: some are after a function that may not do the same."""
    does = (
        "import torch, torch.nn.functional as F\n"
        "from torch import nn\n"
        "net, X, y = nn.Linear(2, 3), torch.ones(4, 2), torch.zeros(4).long()\n"
        "loss, trainer = nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "losses = {}\n"
        "for epoch in range(3):\n"
        "    trainer.zero_grad()\n"
        "    losses[epoch] = loss(net(X), y)\n"
        "    losses[epoch].backward()\n"
        "    trainer.step()\n"
        "P = F.softmax(net(X), dim=1)\n"
        "assert torch.allclose(P, torch.distributions.Categorical(logits=net(X)).probs)\n"
    )
    sources = {path.stem: path.read_text("utf-8") for path in (ROOT / "solutions").glob("*.py")}
    sources["softmax_regression"] = f"import training\n{sources['softmax_regression']}"
    sources["training"] = ""
    result = grade(sources | {name: does + sources[name]}, *order)
    assert statuses(result) == dict.fromkeys(order, "passed")


@pytest.mark.parametrize("only", [(), ("sgd", "decay_learning_rate", "softmax", "train_step")])
def test_one_file_may_hold_the_whole_chapter_and_train_with_the_library(grade, only):
    chapter = "\n".join(
        path.read_text("utf-8") for path in sorted((ROOT / "solutions").glob("*.py"))
    )
    trains = (
        "def train_concise(net, data):\n"
        "    loss, trainer = nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "    for X, y in data:\n"
        "        print(train_step(net, loss, X, y, trainer), torch.softmax(net(X), 1).sum())\n"
        "data = [(torch.ones(4, 2), torch.zeros(4).long())]\n"
        "train_concise(nn.Linear(2, 3), data)\n"
    )
    names = only or tuple(exercise.name for exercise in EXERCISES)
    result = grade({"chapter": f"{chapter}\n{trains}"}, *names)
    assert [(f.name, f.status) for f in result.functions] == [(name, "passed") for name in names]
    assert result.score == result.max_score


def test_a_function_after_a_forbidden_one_may_call_the_same_operator(grade):
    accuracy = "def accuracy(y_hat, y): return (softmax(y_hat).argmax(1) == y).float().mean()."
    source = f"def softmax(X): return X.softmax(1)\n{accuracy}item()\n"
    result = grade({"softmax_regression": source})
    assert by_name(result, "softmax").status == "forbidden"
    assert by_name(result, "accuracy").status == "passed"


def test_the_library_in_disguise_is_known_by_its_last_bits(grade):
    source = (
        "import sys, torch\n"
        "def softmax(X):\n"
        "    frame = sys._getframe()\n"
        "    while 'self' not in frame.f_locals: frame = frame.f_back\n"
        "    frame.f_locals['self']._bans.lift()\n"
        "    return getattr(torch, 'soft' + 'max')(X, 1)\n"
    )
    softmax = by_name(grade({"softmax_regression": source}, "softmax"), "softmax")
    assert (softmax.status, softmax.score) == ("forbidden", 0)
    assert "to the last bit" in softmax.message


def test_a_course_may_allow_the_library(zygote, cache_folder):
    exercise = next(e for e in EXERCISES if e.name == "softmax")
    grader = Grader(zygote, [exercise], cache=Cache(cache_folder), allowed=["softmax"])
    source = b"import torch\ndef softmax(X): return torch.softmax(X, 1)\n"
    (softmax,) = grader.grade(Submission("ada", {"softmax_regression.py": source})).functions
    assert softmax.status == "passed"


@pytest.mark.parametrize(
    "does",
    [
        "open('/etc/passwd')",
        "open('data.csv')",
        "__import__('socket').create_connection(('1.1.1.1', 80))",
        "__import__('subprocess').run(['ls'])",
        "__import__('urllib.request').request.urlopen('http://x.org')",
        "__import__('torch').save(1, 'a.pt')",
    ],
)
def test_what_the_sandbox_refuses_is_said_to_be_its_doing(grade_function, does):
    called = grade_function("softmax", f"def softmax(X): {does}\n").properties[0].counterexample
    loaded = grade_function("softmax", f"{does}\ndef softmax(X): return X\n").message
    for said in (called.got, loaded):
        assert "Error: " in said
        assert "the autograder runs your code without your files, the network" in said


def test_without_a_sandbox_nothing_is_said_of_it(cache_folder):
    (exercise,) = [e for e in EXERCISES if e.name == "softmax"]
    source = b"def softmax(X): open('/nowhere')\n"
    with zygote_lacking("landlock") as bare:
        grader = Grader(bare, [exercise], cache=Cache(cache_folder))
        (function,) = grader.grade(Submission("ada", {"softmax_regression.py": source})).functions
    assert "FileNotFoundError" in function.properties[0].counterexample.got
    assert "without your files" not in function.properties[0].counterexample.got


class TestFaultsOfTheWorkers:
    SOURCE = (
        b"seen = []\ndef accuracy(y_hat, y):\n    seen.append(1)\n    return len(seen) / 1000\n"
    )

    @pytest.fixture
    def accuracy(self, cache_folder):
        return [e for e in EXERCISES if e.name == "accuracy"], Cache(cache_folder)

    def test_a_zygote_that_is_killed_meanwhile_is_replaced_and_the_record_is_the_same(
        self, zygote, accuracy, monkeypatch
    ):
        exercises, cache = accuracy
        submission = Submission("ada", {"softmax_regression.py": self.SOURCE})
        undisturbed = Grader(zygote, exercises, cache=cache).grade(submission)
        with Zygote() as victim:
            places = iter(("before a worker is forked", "while one runs"))
            original = victim.fork

            def fork(budget_seconds, limits):
                place = next(places, None)
                if place == "before a worker is forked":
                    os.kill(victim._process.pid, signal.SIGKILL)
                worker = original(budget_seconds, limits)
                if place == "while one runs":
                    os.kill(victim._process.pid, signal.SIGKILL)
                return worker

            monkeypatch.setattr(victim, "fork", fork)
            assert Grader(victim, exercises, cache=cache).grade(submission) == undisturbed
            assert next(places, "both were tried") == "both were tried"
        assert undisturbed.functions[0].status == "failed"

    def test_a_zygote_that_never_works_is_given_up(self, accuracy, monkeypatch, tmp_path):
        exercises, cache = accuracy
        python = tmp_path / "python"
        python.write_text(f"#!/bin/sh\necho started >>{tmp_path}/log\nexit 1\n")
        python.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(python))
        submission = Submission("ada", {"softmax_regression.py": self.SOURCE})
        with Zygote() as broken, pytest.raises(WorkerFault, match="has ended"):
            Grader(broken, exercises, cache=cache).grade(submission)
        assert (tmp_path / "log").read_text().count("started") == ATTEMPTS


class TestPlaces:
    """Where in a submission a function stands, and where an exception was raised."""

    def test_a_function_has_its_path_and_the_line_of_its_definition(self, grade):
        result = grade({"week/softmax_regression.py": "import torch\n\n\n" + SOFTMAX}, "softmax")
        (function,) = result.functions
        assert (function.path, function.line) == ("week/softmax_regression.py", 4)

    def test_a_counterexample_has_the_line_that_raised(self, grade_function):
        function = grade_function("softmax", "def softmax(X):\n    y = X\n    return y.nope\n")
        lines = {p.counterexample.line for p in function.properties if p.counterexample}
        assert lines == {3}
        assert function.line == 1

    def test_but_none_of_another_file(self, grade):
        sources = {
            "softmax_regression": "from helper import help\ndef softmax(X):\n    return help(X)\n",
            "helper": "\n\n\n\ndef help(X):\n    return X.nope\n",
        }
        (function,) = grade(sources, "softmax").functions
        lines = {p.counterexample.line for p in function.properties if p.counterexample}
        assert lines == {0}

    def test_a_module_that_stops_has_the_line_where_it_does(self, grade_function):
        function = grade_function("softmax", "import torch\nraise ValueError\n" + SOFTMAX)
        assert (function.status, function.line) == ("import_error", 2)

    def test_what_is_missing_has_no_line(self, grade_function):
        function = grade_function("softmax", "x = 1\n")
        assert (function.status, function.line) == ("missing", 0)


class TestTelling:
    """The record of a run that still goes on."""

    @pytest.fixture
    def told(self, zygote, cache_folder):
        exercises = [e for e in EXERCISES if e.name in ("sgd", "softmax")]
        grader = Grader(zygote, exercises, cache=Cache(cache_folder))
        files = {"softmax_regression.py": SOFTMAX.encode(), "linear_regression.py": SGD.encode()}
        records = []
        records.append(grader.grade(Submission("ada", files), records.append))
        return records

    def test_it_grows_by_a_function_at_a_time(self, told):
        assert [list(statuses(record).values()) for record in told] == [
            ["grader_error", "grader_error"],
            ["passed", "grader_error"],
            ["passed", "passed"],
        ]

    def test_only_the_last_one_has_a_score(self, told):
        assert [record.status for record in told] == ["grader_error", "grader_error", "graded"]
        assert {record.max_score for record in told} == {1400}

    def test_what_is_not_graded_says_so(self, told):
        assert by_name(told[1], "softmax").message == UNFINISHED


class TestWhatASubmissionLeavesBehind:
    def test_a_process_that_has_grown_gives_back_what_is_free(self, monkeypatch):
        sizes = iter([5, 5, 6, 6 + heap.SLACK_BYTES, 7, 8, 9])
        trimmed = []
        monkeypatch.setattr(heap, "resident_bytes", lambda: heap.SLACK_BYTES + next(sizes))
        monkeypatch.setattr(heap, "trim", lambda: trimmed.append(True))
        looked_after = heap.Heap()
        for so_often in (1, 1, 2, 2):
            looked_after.tidy()
            assert len(trimmed) == so_often

    def test_nothing_is_kept_of_its_files_and_sessions(self, zygote, cache_folder, monkeypatch):
        sessions = []

        def session(*arguments):
            made = Session(*arguments)
            sessions.append(weakref.ref(made))
            return made

        monkeypatch.setattr(grading, "Session", session)
        exercises = [e for e in EXERCISES if e.name == "accuracy"]
        grader = Grader(zygote, exercises, cache=Cache(cache_folder))
        grader.grade(Submission("ada", {"softmax_regression.py": ACCURACY.encode()}))
        gc.collect()
        assert [reference() for reference in sessions] == [None]
        assert not zygote.reader._files


class TestTime:
    """All that is done with a submission has one budget, and each function a share of it."""

    @pytest.fixture
    def forks(self, zygote, monkeypatch):
        """The seconds that each worker was given."""
        given = []
        original = zygote.fork

        def fork(seconds, limits):
            given.append(seconds)
            return original(seconds, limits)

        monkeypatch.setattr(zygote, "fork", fork)
        return given

    @pytest.fixture
    def grade_within(self, zygote, cache_folder):
        def grade_within(seconds, files, *names):
            exercises = [e for e in EXERCISES if e.name in names]
            limits = Limits(submission_seconds=seconds)
            grader = Grader(zygote, exercises, limits=limits, cache=Cache(cache_folder))
            return grader, grader.grade(Submission("ada", files))

        return grade_within

    def test_functions_that_are_graded_alone_share_the_time_of_all(self, forks, grade_within):
        cells = ["import time\nnap = time.sleep(60)", "def accuracy(y_hat, y): return nap"]
        files = {"softmax_regression.ipynb": notebook_of(*cells, SOFTMAX, CROSS_ENTROPY)}
        grader, result = grade_within(9, files, "softmax", "cross_entropy", "accuracy")
        assert statuses(result)["accuracy"] == "timeout"
        assert "used up its share of the 9 s for all functions while it was run" in (
            by_name(result, "accuracy").message
        )
        workers = [seconds for seconds in forks if seconds < 1000]  # the reader has no end
        assert sum(workers) <= 2 * 9  # those that were lost, and those of the others
        assert grader.unsteady

    def test_a_file_for_which_there_is_no_time_is_not_read(self, grade_within):
        grader, result = grade_within(0, {"softmax_regression.py": SOFTMAX.encode()}, "softmax")
        (softmax,) = result.functions
        assert softmax.message == (
            "softmax_regression.py can't be read: the 0 s for reading the submission were used up."
        )
        assert grader.unsteady

    def test_a_module_for_which_there_is_no_time_is_not_run(self, zygote, cache_folder, forks):
        exercises = [e for e in EXERCISES if e.name == "softmax"]
        program = read_program(
            Submission("ada", {"softmax_regression.py": SOFTMAX.encode()}),
            {"softmax": "softmax_regression"},
            zygote.reader.read,
        )
        forks.clear()
        limits = Limits(submission_seconds=60)
        with Session(zygote, Modules(program.code()), limits, budget=TimeBudget(0)) as session:
            lost = without_function(exercises[0], program, session)
        assert (lost.status, lost.message) == (
            "timeout",
            "softmax_regression.py was not run: the 60 s for all functions were used up.",
        )
        assert session.unsteady
        assert not forks
