"""A capstone is earned by right functions alone, whatever a submission reports of itself."""

from pathlib import Path

import numpy as np
import pytest

from autograder.capstones.data import load_digit_files, load_digits, load_fashion
from autograder.capstones.run import NotFinishedError, run_capstone
from autograder.capstones.tasks import CAPSTONES
from autograder.idx import idx_bytes
from autograder.intake.submission import Submission, read_submission

ROOT = Path(__file__).parents[2]
SOLUTIONS = read_submission(ROOT / "solutions", "solutions")


def train(zygote, name, images=None, **instead: str):
    """Runs a capstone with the solutions, and with code put after that of a module."""
    files = dict(SOLUTIONS.files)
    for stem, code in instead.items():
        files[f"{stem}.py"] += f"\n\n{code}\n".encode()
    told = []
    outcome = run_capstone(
        CAPSTONES[name], Submission("s", files), images, zygote, lambda n, _: told.append(n)
    )
    return outcome, told


class TestLine:
    def test_the_solutions_learn_it(self, zygote):
        outcome, told = train(zygote, "line")
        assert outcome.shortfalls == []
        assert told == [0, 1, 2, 3]
        losses = [epoch.loss for epoch in outcome.epochs[1:]]
        assert losses == sorted(losses, reverse=True)

    def test_a_loss_that_broadcasts_learns_something_else(self, zygote):
        wrong = "def squared_loss(y_hat, y): return (y_hat - y.reshape(-1)) ** 2 / 2"
        outcome, _ = train(zygote, "line", linear_regression=wrong)
        assert "more than 0.01 from the analytic ones" in outcome.shortfalls[-1]

    def test_other_data_are_noticed(self, zygote):
        wrong = """
right = synthetic_data
def synthetic_data(w, b, num_examples, noise_std=0.01): return right(w, 0.0, num_examples)
"""
        outcome, _ = train(zygote, "line", linear_regression=wrong)
        assert "synthetic_data lies about (" in outcome.shortfalls[0]

    def test_a_wrong_analytic_solution_is_noticed(self, zygote):
        wrong = "def normal_equation(X, y): return torch.zeros(2, 1), torch.zeros(1)"
        outcome, _ = train(zygote, "line", linear_regression=wrong)
        assert "normal_equation gives (0.0000, 0.0000, 0.0000)" in outcome.shortfalls[0]


class TestConcise:
    def test_the_solutions_learn_the_line(self, zygote):
        outcome, told = train(zygote, "concise")
        assert outcome.shortfalls == []
        assert told == [0, 1, 2, 3]

    @pytest.mark.parametrize(
        "code",
        [
            "def train_step(net, loss, X, y, optimizer): return loss(net(X), y).item()",
            "def make_optimizer(net, *rest): return torch.optim.SGD(net.parameters(), lr=1e-5)",
            """
right = make_loader
def make_loader(X, y, *rest, **more): return right(X, y.roll(1, 0), *rest, **more)
""",
            """
def decay_learning_rate(optimizer, factor): optimizer.param_groups[0]["lr"] = 0.0
def make_optimizer(net, *rest): return torch.optim.SGD(net.parameters(), lr=1e-3)
""",
        ],
        ids=["train_step", "make_optimizer", "make_loader", "decay_learning_rate"],
    )
    def test_a_mistake_in_any_function_is_noticed(self, zygote, code):
        outcome, _ = train(zygote, "concise", linear_regression_concise=code)
        assert "more than 0.01 from the analytic ones" in outcome.shortfalls[-1]

    def test_the_analytic_solution_put_there_is_not_learned(self, zygote):
        code = """
right, seen = make_loader, []
def make_loader(X, y, *rest, **more):
    seen[:] = [torch.linalg.lstsq(torch.cat([X, torch.ones(len(X), 1)], 1).double(), y.double())[0]]
    return right(X, y, *rest, **more)
def train_step(net, loss, X, y, optimizer):
    W = seen[0].float()
    net[-1].weight.data, net[-1].bias.data = W[:-1].T.clone(), W[-1].clone()
    return 0.0
"""
        outcome, _ = train(zygote, "concise", linear_regression_concise=code)
        assert any("to which no descent has led" in text for text in outcome.shortfalls)


class TestImages:
    def test_the_solutions_learn_digits_from_files(self, zygote):
        outcome, told = train(zygote, "images", load_digit_files())
        assert outcome.shortfalls == []
        assert outcome.accuracy >= 0.93
        assert told == list(range(11))

    @pytest.mark.parametrize(
        "code",
        [
            """
right = load_idx_labels
def load_idx_labels(path): return right(path).roll(1)
""",
            """
right = load_idx_images
def load_idx_images(path): return right(path).transpose(1, 2).contiguous() // 64
""",
        ],
        ids=["labels", "images"],
    )
    def test_a_mistake_in_reading_is_noticed(self, zygote, code):
        outcome, _ = train(zygote, "images", load_digit_files(), image_dataset=code)
        assert outcome.shortfalls


class TestDigits:
    def test_the_solutions_learn_them(self, zygote):
        outcome, told = train(zygote, "digits", load_digits())
        assert outcome.shortfalls == []
        assert outcome.accuracy >= 0.93
        assert told == list(range(11))

    @pytest.mark.parametrize(
        ("code", "shortfall"),
        [
            # On a whole batch, or a column of it, digits are learned nearly as well.
            ("def softmax(X): return X.exp() / X.exp().sum(0, keepdim=True)", "report a test loss"),
            ("def cross_entropy(y_hat, y): return (1 - y_hat[range(len(y)), y])", "a test loss"),
            ("def evaluate_accuracy(data_iter, net): return 1.0", "report a test accuracy"),
            ("def train_epoch(*arguments): return 0.0, 1.0", "accuracy is below 0.92"),
        ],
    )
    def test_an_accuracy_alone_does_not_earn_it(self, zygote, code, shortfall):
        outcome, _ = train(zygote, "digits", load_digits(), softmax_regression=code)
        assert any(shortfall in text for text in outcome.shortfalls), outcome.shortfalls

    def test_a_function_that_is_missing_is_named(self, zygote):
        with pytest.raises(NotFinishedError, match="has no softmax_net, evaluate_accuracy"):
            train(
                zygote, "digits", load_digits(),
                softmax_regression="del softmax_net, evaluate_accuracy",
            )  # fmt: skip

    def test_one_that_raises_is_shown_with_its_line(self, zygote):
        code = "def train_epoch(*arguments): raise ValueError('no')"
        with pytest.raises(NotFinishedError, match=r"stopped in epoch 1, in line .*ValueError: no"):
            train(zygote, "digits", load_digits(), softmax_regression=code)

    def test_one_that_ends_the_process_is_said_to(self, zygote):
        code = "import os\ndef train_epoch(*arguments): os._exit(0)"
        with pytest.raises(NotFinishedError, match="In epoch 1, training ended"):
            train(zygote, "digits", load_digits(), softmax_regression=code)

    @pytest.mark.parametrize(
        "parameters", ["torch.zeros(10, 64), torch.zeros(10)", "torch.zeros(64, 10), 'b'"]
    )
    def test_parameters_of_another_shape_are_refused(self, zygote, parameters):
        code = f"def init_params(*arguments): return {parameters}"
        with pytest.raises(NotFinishedError):
            train(zygote, "digits", load_digits(), linear_regression=code)


def test_images_are_read_from_files_by_the_students_own_loaders(zygote, tmp_path):
    digits = load_digits()
    for kind, images, labels in (
        ("train", digits.train_images, digits.train_labels),
        ("t10k", digits.test_images, digits.test_labels),
    ):
        pixels = (images[:, 0] * 255).astype(np.uint8)
        (tmp_path / f"{kind}-images-idx3-ubyte").write_bytes(idx_bytes(pixels))
        (tmp_path / f"{kind}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
    outcome, _ = train(zygote, "fashion-small", load_fashion(tmp_path))
    assert outcome.shortfalls == []
    with pytest.raises(NotFinishedError, match="ValueError: upside down"):
        train(
            zygote, "fashion-small", load_fashion(tmp_path),
            image_dataset="def load_idx_images(path): raise ValueError('upside down')",
        )  # fmt: skip
