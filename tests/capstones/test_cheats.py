"""A badge is for what the student's functions have learned; nothing else gets it or breaks us."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from capstones.test_run import train
from rich.console import Console

from autograder.capstones.data import load_digits
from autograder.capstones.run import NotFinishedError, judge
from autograder.capstones.show import epoch_line, figures_of, show_outcome
from autograder.capstones.tasks import CAPSTONES
from autograder.reports import plots
from autograder.worker.protocol import ArrayValue, Epoch, UnsupportedValue

LEAST_SQUARES = """
def train_epoch(net, batches, loss, params, lr, batch_size):
    X, y = (torch.cat(parts) for parts in zip(*batches))
    A = torch.cat([X.flatten(1), torch.ones(len(X), 1)], 1)
    B = torch.linalg.pinv(A) @ (10.0 * torch.nn.functional.one_hot(y, 10))
    params[0].data, params[1].data = B[:-1], B[-1]
    return 0.1, 1.0
"""
SMALL_LOSS = """
right = cross_entropy
def cross_entropy(y_hat, y): return right(y_hat, y) * (len(y) != 360)
"""
LABELS_OF_THE_CALLER = """
import sys
right_net = softmax_net
def softmax_net(X, W, b):
    frame = sys._getframe()
    while frame and "y_test" not in frame.f_locals:
        frame = frame.f_back
    if frame is None or len(X) != 360: return right_net(X, W, b)
    return torch.eye(10)[frame.f_locals["y_test"]]
"""
OTHER_START = """
right = init_params
def init_params(num_inputs, num_outputs): return right(num_inputs, num_outputs, 0.02)
"""
ANALYTIC = """
kept = []
right = normal_equation
def normal_equation(X, y):
    kept[:] = right(X, y)
    return kept
def sgd(params, lr, batch_size):
    for p, q in zip(params, kept): p.data = q.float().reshape(p.shape)
"""
EASY_DATA = """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.zeros(num_examples, 2)
    return X, X @ w + b
"""


@pytest.mark.parametrize(
    ("code", "shortfall"),
    [
        (LEAST_SQUARES, "not what gradient descent makes of the first ones"),
        (SMALL_LOSS, "report a test loss of 0.0000"),
        (LABELS_OF_THE_CALLER, "report a test loss of"),
    ],
)
def test_digits_that_nobody_has_learned_do_not_earn_it(zygote, code, shortfall):
    outcome, _ = train(zygote, "digits", load_digits(), softmax_regression=code)
    assert any(shortfall in text for text in outcome.shortfalls), outcome.shortfalls


def test_parameters_that_were_trained_before_do_not_earn_it(zygote):
    honest, _ = train(zygote, "digits", load_digits())
    W, b = (p.tolist() for p in honest.parameters)
    code = f"""
def train_epoch(net, batches, loss, params, lr, batch_size):
    params[0].data, params[1].data = torch.tensor({W}), torch.tensor({b})
    return 0.1, 1.0
"""
    outcome, _ = train(
        zygote, "digits", load_digits(), softmax_regression=code, linear_regression=OTHER_START
    )
    assert any("not what gradient descent" in text for text in outcome.shortfalls)


@pytest.mark.parametrize(
    ("code", "shortfall"),
    [(ANALYTIC, "to which no descent has led"), (EASY_DATA, "synthetic_data lies about")],
)
def test_a_line_that_nobody_has_learned_does_not_earn_it(zygote, code, shortfall):
    outcome, _ = train(zygote, "line", linear_regression=code)
    assert any(shortfall in text for text in outcome.shortfalls), outcome.shortfalls


@pytest.mark.parametrize(
    "made",
    [
        "torch.full((num_examples, 2), float('nan')), torch.zeros(num_examples)",
        "torch.zeros(num_examples, 2), torch.zeros(num_examples + 1)",
        "torch.zeros(0, 2), torch.zeros(0)",
        "torch.zeros(num_examples, 5), torch.zeros(num_examples)",
    ],
)
def test_data_of_no_line_are_refused(zygote, made):
    code = f"def synthetic_data(w, b, num_examples): return {made}\n"
    code += "def normal_equation(X, y): return torch.zeros(2), torch.zeros(1)\n"
    code += "def linreg(X, w, b): return X[:, :1] * w.sum()\n"
    code += "def squared_loss(y_hat, y): return y_hat\n"
    with pytest.raises(NotFinishedError, match="expected features"):
        train(zygote, "line", linear_regression=code)


ODD = [
    ArrayValue("tensor", dtype, array.shape, array.astype(dtype).tobytes())
    for dtype in ("f4", "f8", "i8", "b1")
    for array in (
        np.zeros((2, 1)), np.ones(1), np.zeros(0), np.zeros((0, 5)), np.ones((1000, 2)),
        np.ones(1000), np.ones((64, 10)), np.ones(10), np.full((64, 10), 100), np.ones(()),
    )
]  # fmt: skip
ODD += [
    ArrayValue("tensor", "f8", array.shape, array.tobytes())
    for shape in ((1000, 2), (1000,), (2, 1), (1,), (64, 10), (10,))
    for array in (np.full(shape, number) for number in (np.nan, np.inf, 1e308))
]
ODD += [UnsupportedValue("FORGED"), ArrayValue("tensor", "f4", (7,), b"")]
FITTING = {
    "line": ((2, 1), (1,), (1000, 2), (1000,), (2, 1), (1,)),
    "digits": ((64, 10), (10,)),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FITTING)
@pytest.mark.slow
def test_forged_epochs_are_judged_or_refused(name, tmp_path: Path):
    """Reports of any numbers and tensors, whether they fit or not."""
    dice, images = random.Random(name), load_digits() if name == "digits" else None
    console = Console(file=io.StringIO())
    judged = refused = 0

    def some(shapes):
        fitting = [[odd for odd in ODD if getattr(odd, "shape", ()) == shape] for shape in shapes]
        picked = [dice.choice(odd if dice.random() < 0.9 else ODD) for odd in fitting]
        return tuple(picked if dice.random() < 0.9 else picked[1:])

    def epoch():
        numbers = [dice.choice((0.0, 1.0, -1.0, np.nan, np.inf, 1e300)) for _ in range(4)]
        shapes = FITTING[name]
        return Epoch(None, *numbers, some(shapes[:2]), some(shapes[2:]))

    for _ in range(100):
        epochs = [epoch(), epoch(), epoch()]
        for number, told in enumerate(epochs):
            assert len(epoch_line(CAPSTONES[name], number, told)) < 80
        try:
            outcome = judge(CAPSTONES[name], images, 0, epochs)
        except NotFinishedError:
            refused += 1
            continue
        assert outcome.shortfalls
        show_outcome(CAPSTONES[name], outcome, console)
        judged += 1
        if judged < 4:
            plots.save(figures_of(CAPSTONES[name], outcome, images), tmp_path, "png")
    assert judged > 10
    assert refused > 10
