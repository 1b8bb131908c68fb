"""What holds of everything in a result holds of an empty one, and earns nothing there."""

import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.grading import Grader
from autograder.intake.submission import Submission

HEAD = """
import torch
from torch.utils.data import DataLoader, TensorDataset

def leaf(*shape):
    return torch.zeros(*shape, requires_grad=True)

def optimizer(*groups):
    made = torch.optim.SGD([torch.zeros(1)], lr=0.5, momentum=0.5)
    made.param_groups = [made.param_groups[0] | {"params": []} for _ in groups]
    return made

def batches_of(features, labels):
    yield features[:0], labels[:0]
"""
ROWS = ("{0}[:0]", "torch.zeros(0, 1)", "{0}.detach()[:0].requires_grad_()")
NUMBERS = ("torch.zeros(0)", "[]", "()")
TEXTS = ("[]", "list({0})[:0]")
BATCHES = ("[]", "iter(())", "(x for x in ())", "[({1}[:0], {2}[:0])]", "batches_of({1}, {2})")
EMPTY = {
    "normal_equation": ("(torch.zeros(0, 1), torch.zeros(0))", "({0}[:0], {1}[:0])", "[]"),
    "linreg": ROWS,
    "synthetic_data": ("(torch.zeros(0, len({0})), torch.zeros(0))", "({0}[:0], {0}[:0])", "()"),
    "data_iter": BATCHES,
    "init_params": ("(leaf(0, 0), leaf(0))", "(torch.zeros(0, {1}), torch.zeros(0))", "()"),
    "squared_loss": ROWS,
    "make_loader": ("DataLoader([])", "DataLoader(TensorDataset({0}[:0], {1}[:0]), {2})"),
    "make_optimizer": ("optimizer()", "optimizer(1)", "torch.optim.SGD([leaf(0)], lr={1})"),
    "train_step": NUMBERS,
    "load_idx_images": ("torch.zeros(0, 2, 3, dtype=torch.uint8)", "torch.zeros(0, 0, 0)"),
    "load_idx_labels": ("torch.zeros(0, dtype=torch.int64)",),
    "images_to_float": ("{0}[:0, None].float()", "torch.zeros(0, 1, 2, 3)"),
    "labels_to_text": TEXTS,
    "first_batch": ("(torch.zeros(0, 2), torch.zeros(0))", "()", "[]"),
    "pair_titles": TEXTS,
    "softmax": ROWS,
    "squared_loss_onehot": (*ROWS, "torch.zeros(0)"),
    "flatten": ROWS,
    "softmax_net": ROWS,
    "pick_label_probabilities": (*ROWS, "{0}[:0, 0]", "torch.zeros(0)"),
    "cross_entropy": (*ROWS, "{0}[:0, 0]", "torch.zeros(0)"),
    "accuracy": NUMBERS,
    "evaluate_accuracy": NUMBERS,
    "train_epoch": ("()", "(torch.zeros(0), torch.zeros(0))", "[[], []]"),
}
RETURN_NOTHING = {"sgd", "decay_learning_rate"}
"""By contract; what they are called for is done to their arguments."""


def test_each_exercise_that_returns_something_is_tried():
    assert EMPTY.keys() | RETURN_NOTHING == {exercise.name for exercise in EXERCISES}


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if e.name in EMPTY], ids=lambda e: e.name
)
def test_an_empty_result_earns_nothing(exercise, zygote, cache_folder):
    grader = Grader(zygote, [exercise], cache=Cache(cache_folder))
    held = {}
    for result in EMPTY[exercise.name]:
        returned = result.format(*(f"args[{place}]" for place in range(4)))
        source = f"{HEAD}\ndef {exercise.name}(*args, **options): return {returned}\n"
        files = {f"{exercise.module}.py": source.encode()}
        (function,) = grader.grade(Submission("ada", files)).functions
        assert function.status == "failed", function
        held[result] = [p.id for p in function.properties if p.status == "passed"]
    assert held == {result: [] for result in EMPTY[exercise.name]}
