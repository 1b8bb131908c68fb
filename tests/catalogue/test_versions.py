"""Every right version keeps its core points, every wrong one loses some, whatever the seed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from autograder.authoring.audit import ExerciseAudit, Row
from autograder.authoring.versions import read_versions
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import Plan, examine
from autograder.exercise import Exercise
from autograder.grading import Grader
from autograder.inputs import Example, identity
from autograder.intake.submission import Submission
from autograder.records import FunctionResult
from autograder.session import LARGE_GROUP, Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules
from exercises import EXERCISE, OF_EACH_KIND, each_exercise, each_exercise_slowly, parameters

SEEDS = range(50)
PARTS = 5
"""Of the seeds; the examples of a part are tried together."""
STYLES = 10
"""Of right versions, so many meet different seeds, the first ones of them all seeds."""
CORE_FUNCTIONS = {"sgd", "softmax", "cross_entropy", "accuracy"}
LIMITS = Limits(submission_seconds=600)
"""On all versions together, which one worker runs as modules of one submission."""
BOOK = {
    "make_loader": "Data.DataLoader(dataset, batch_size, shuffle=shuffle)",
    "make_optimizer": '{"params": child.parameters(), "lr": lr_by_child[name]}',
    "decay_learning_rate": "param_group['lr'] *= factor",
    "train_step": "l = loss(output, y)\n    optimizer.zero_grad()\n    l.backward()",
    "load_idx_images": 'struct.unpack(">IIII", data[:16])',
    "load_idx_labels": 'struct.unpack(">II", data[:8])',
    "images_to_float": ".float() / 255",
    "labels_to_text": "[names[int(i)] for i in labels]",
    "first_batch": "next(iter(loader))",
    "pair_titles": "zip(true, pred)",
    "normal_equation": "torch.inverse(A.t().mm(A)).mm(A.t()).mm(y.view(-1, 1))",
    "linreg": "torch.mm(X, w) + b",
    "synthetic_data": "np.random.normal(0, noise_std, size=labels.size())",
    "data_iter": "torch.LongTensor(indices[i: min(i + batch_size, num_examples)])",
    "init_params": "W.requires_grad_(requires_grad=True)",
    "squared_loss": "(y_hat - y.view(y_hat.size())) ** 2 / 2",
    "sgd": "param.data -= lr * param.grad / batch_size",
    "softmax": "X_exp / ",
    "squared_loss_onehot": "((y_hat - target) ** 2).sum(dim=1) / 2",
    "flatten": "X.view(X.shape[0], -1)",
    "softmax_net": "softmax(torch.mm(X.view((-1, W.shape[0])), W) + b)",
    "pick_label_probabilities": "y_hat.gather(1, y.view(-1, 1))",
    "cross_entropy": "gather(1, y.view(-1, 1))",
    "train_epoch": "train_l_sum += l.item()",
    "evaluate_accuracy": "acc_sum += (net(X).argmax(dim=1) == y).float().sum().item()",
    "accuracy": ".float().mean().item()",
}


@pytest.fixture(scope="session")
def graded(zygote, cache_folder):
    """Grades a function alone, with the limits that a class has."""

    @cache
    def grader(name: str) -> Grader:
        return Grader(zygote, [EXERCISE[name]], cache=Cache(cache_folder))

    def grade(name: str, source: bytes) -> FunctionResult:
        files = {f"{EXERCISE[name].module}.py": source}
        (function,) = grader(name).grade(Submission("v", files)).functions
        return function

    return grade


def rejecting(function: FunctionResult) -> set[str]:
    """The ids of the properties that do not hold."""
    return {prop.id for prop in function.properties if prop.status != "passed"}


@each_exercise_slowly
def test_right_versions_keep_their_points_and_wrong_ones_lose_some(name, audited):
    found = audited(name)

    def comes_out_right(row: Row) -> bool:
        stretch = not set(found.stretch).isdisjoint(row.killed_by)
        core = not set(row.killed_by) <= set(found.stretch)
        return {"right": not core, "wrong": core, "stretch": stretch and not core}[row.kind]

    rows = versions_of(found)
    assert [row.name for row in rows] == [version.name for version in read_versions(name)]
    assert [row for row in rows if not comes_out_right(row)] == []


def versions_of(audit: ExerciseAudit) -> list[Row]:
    """The rows of the catalogue's versions."""
    return [row for row in audit.rows if row.kind not in ("stub", "solution")]


CALLS_THE_ANSWER = {
    "sgd": re.compile(r"torch\.optim"),
    "softmax": re.compile(r"(?<!def )\b(\w*_?softmax|Softmax|softmin|logsumexp)\("),
    "softmax_net": re.compile(r"(torch|F)\.softmax|nn\.Softmax"),
    "cross_entropy": re.compile(r"F\.((binary_)?cross_entropy|nll_loss)|CrossEntropyLoss"),
}


NEVER_GET_THERE = {"softmax-calls-itself", "softmax-missing-import"}


@pytest.mark.slow
@each_exercise
def test_exactly_the_versions_that_call_the_answer_are_forbidden(name, audited, graded):
    """What they lose is what they do where a course allows the operator."""
    answer = CALLS_THE_ANSWER.get(name)
    assert bool(answer) == bool(EXERCISE[name].forbidden)
    if not answer:
        return  # nothing can be forbidden where no operator is
    lost = {row.name: set(row.killed_by) for row in audited(name).rows}
    for version in read_versions(name):
        function = graded(name, version.source)
        calls = answer.search(version.source.decode()) and version.name not in NEVER_GET_THERE
        assert (function.status == "forbidden") == bool(calls), version.name
        assert calls or rejecting(function) == lost[version.name], version.name


@each_exercise_slowly
def test_every_property_rejects_a_version_and_accepts_one(name, audited):
    rows = versions_of(audited(name))
    rejections = Counter(identifier for row in rows for identifier in row.killed_by)
    for prop in EXERCISE[name].properties:
        assert 0 < rejections[prop.id] < len(rows), prop.id


@each_exercise
def test_there_are_enough_versions_to_mean_something(name):
    counts = Counter(version.verdict for version in read_versions(name))
    assert counts["wrong"] >= 8
    assert counts["right"] >= 4


@each_exercise
def test_the_form_that_the_book_prints_is_among_the_right_ones(name):
    book = next(version for version in read_versions(name) if version.name == "book")
    assert book.verdict == "right"
    assert BOOK[name] in book.source.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([0], id="a few"),
        pytest.param(range(PARTS), id="all", marks=pytest.mark.nightly),
    ],
)
@each_exercise
def test_no_right_style_loses_a_point_under_any_seed(name, parts, zygote):
    core = replace(EXERCISE[name], properties=EXERCISE[name].core_properties)
    under_all = 8 if name in CORE_FUNCTIONS else 4
    right = [v for v in read_versions(name) if v.verdict == "right"][:STYLES]
    modules = {f"right_{i}": version.source for i, version in enumerate(right)}
    with Session(zygote, Modules(modules), LIMITS, group=LARGE_GROUP) as session:
        for part in parts:
            seeds = SEEDS[part::PARTS]
            plan = Plan(core, examples_under(seeds, core))
            for i, (module, version) in enumerate(zip(modules, right, strict=True)):
                if i < under_all or i % PARTS == part:
                    session.module(module)
                    session.start_function(module)
                    findings = examine(plan, session.ask).findings
                    session.end_function(sound=True)
                    lost = {identifier: f.message for identifier, f in findings.items()}
                    assert lost == {}, (version.name, seeds)


def examples_under(seeds: Iterable[int], exercise: Exercise) -> dict[str, list[Example]]:
    """The examples that are drawn under any of the seeds, each once."""
    drawn = [examples_for(exercise, seed) for seed in seeds]
    return {
        domain: list({identity(e): e for corpus in drawn for e in corpus[domain]}.values())
        for domain in drawn[0]
    }


def test_the_exercises_of_each_kind_read_all_results_that_there_are():
    kinds = [str(EXERCISE[name].returns) for name in OF_EACH_KIND]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) == {str(exercise.returns) for exercise in EXERCISE.values()}


ODD_RESULTS = [
    "None", "True", "0", "0.5", "float('nan')", "'text'", "[]", "[0.5]", "(1, 2)", "{}", "object()",
    "torch.tensor(0.5)", "torch.tensor([])", "torch.zeros(0, 3)", "torch.zeros(1, 1, 1)",
    "torch.tensor(True)", "torch.ones(7, 7)", "torch.full((2, 2), float('nan'))",
    "torch.full((5, 5), float('inf'))", "torch.ones(2, 3, dtype=torch.int64)",
    "torch.ones(3, 2, dtype=torch.bool)", "torch.ones(2, 2, dtype=torch.float16)",
    "torch.ones(2, 2, dtype=torch.complex64)", "torch.ones(2).to_sparse()",
    "torch.full((2, 2), 1e300, dtype=torch.float64)", "np.float64(0.5)", "np.ones((2, 2))",
    "args[0]", "args[0] * float('nan')", "args[0].sum()", "args[0].t()", "args[0] > 0",
    "args[0].int()", "args[0].half()", "args[0][None]", "args[-1]", "args",
]  # fmt: skip


def returning(name: str, result: str) -> bytes:
    return f"import torch, numpy as np\ndef {name}(*args): return {result}\n".encode()


@each_exercise_slowly
def test_a_property_can_cope_with_every_odd_result(name, zygote):
    modules = {f"odd_{i}": returning(name, result) for i, result in enumerate(ODD_RESULTS)}
    plan = Plan(EXERCISE[name], examples_for(EXERCISE[name], PUBLIC_SEED))
    core = {prop.id for prop in EXERCISE[name].core_properties}
    with Session(zygote, Modules(modules), LIMITS) as session:
        for module, result in zip(modules, ODD_RESULTS, strict=True):
            session.module(module)
            session.start_function(module)
            findings = examine(plan, session.ask).findings
            session.end_function(sound=True)
            assert not core.isdisjoint(findings), result


@pytest.mark.parametrize("result", ODD_RESULTS)
@pytest.mark.parametrize("name", parameters(OF_EACH_KIND, fast=["accuracy"]))
def test_no_result_however_odd_is_taken_for_a_fault_of_the_grader(name, result, graded):
    function = graded(name, returning(name, result))
    assert function.status == "failed"
    assert any(p.status != "passed" for p in function.properties if p.kind == "core")


@pytest.mark.parametrize(
    "name",
    ["accuracy", "cross_entropy", "pick_label_probabilities", "softmax", "squared_loss_onehot"],
)
def test_sizes_of_the_axes_are_equal_different_and_one(name):
    exercise = EXERCISE[name]
    key = "X" if name == "softmax" else "y_hat"
    shapes = {np.shape(e[key]) for e in examples_for(exercise, 7)[exercise.domain.name]}
    assert any(n == 1 for n, _ in shapes)
    assert any(k == 1 for _, k in shapes)
    assert any(n == k > 1 for n, k in shapes)
    assert any(1 < n < k for n, k in shapes)
    assert any(1 < k < n for n, k in shapes)
