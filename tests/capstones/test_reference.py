"""The reference agrees with torch, and with a line that is known."""

import numpy as np
import pytest
import torch

from autograder.capstones import reference

RNG = np.random.default_rng(0)
IMAGES = RNG.random((6, 1, 2, 2), dtype=np.float32)
LABELS = np.array([0, 1, 2, 2, 1, 0])
W, b = RNG.normal(size=(4, 3)), RNG.normal(size=3)


def test_the_loss_is_the_mean_cross_entropy():
    logits = torch.tensor(IMAGES.reshape(6, 4).astype(np.float64) @ W + b)
    right = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS)).item()
    assert reference.mean_loss(IMAGES, LABELS, W, b) == pytest.approx(right)


def test_large_logits_do_not_overflow():
    assert np.isfinite(reference.mean_loss(IMAGES, LABELS, 1e6 * W, b))


def test_the_prediction_is_the_largest_logit():
    assert reference.predictions(IMAGES, W, b).tolist() == (
        (IMAGES.reshape(6, 4) @ W + b).argmax(axis=1).tolist()
    )


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
def test_a_line_is_found_again(shape):
    X = RNG.normal(size=(20, 2))
    y = (X @ [2.0, -3.4] + 4.2).reshape(shape)
    assert reference.least_squares(X, y) == pytest.approx([2.0, -3.4, 4.2])
