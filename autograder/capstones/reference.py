"""What the learned parameters are worth, worked out in float64 without a student's code."""

import numpy as np

from autograder.values import Array


def log_probabilities(images: Array, W: Array, b: Array) -> Array:
    """Log of the softmax of images @ W + b, shape (n, classes)."""
    logits = images.reshape(len(images), -1).astype(np.float64) @ W.astype(np.float64) + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def mean_loss(images: Array, labels: Array, W: Array, b: Array) -> float:
    """The cross-entropy of each example, averaged."""
    logs = log_probabilities(images, W, b)
    return float(-logs[np.arange(len(labels)), labels].mean())


def predictions(images: Array, W: Array, b: Array) -> Array:
    """The most probable class of each image."""
    return np.asarray(log_probabilities(images, W, b).argmax(axis=1))


def least_squares(features: Array, labels: Array) -> Array:
    """Weights, then the bias, of the line with the smallest squared error."""
    columns = np.column_stack([features.astype(np.float64), np.ones(len(features))])
    solution, *_ = np.linalg.lstsq(columns, labels.reshape(-1).astype(np.float64), rcond=None)
    return np.asarray(solution)
