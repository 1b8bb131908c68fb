# %% [markdown]
# # Softmax regression from scratch
#
# Sections 3.4, 3.6 and 3.7 of *Dive into Deep Learning*. A batch of images becomes a matrix of
# logits, one row for each example and one column for each class. Softmax turns each row into
# probabilities, cross-entropy says how wrong they are, accuracy how often they are right, and
# an epoch of training makes them less wrong.

# %%
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

# %% [markdown]
# ## Softmax (section 3.6.3)


# %%
def softmax(X: Tensor) -> Tensor:
    """Turns each row of logits into probabilities: exp(x) divided by the row's sum of exp(x).

    Args:
        X: the logits, shape (n, k): n examples, k classes. X is not modified.

    Returns:
        The probabilities, shape (n, k), dtype of X; gradients flow back to X.

    Example:
        >>> softmax(torch.tensor([[0.0, 0.0], [1.0, 1.0]]))
        tensor([[0.5000, 0.5000],
                [0.5000, 0.5000]])
    """
    # TODO: compute exp(X) and divide every entry by the sum of its row
    raise NotImplementedError("softmax is still to be written")


# %% [markdown]
# ## The squared loss, and why it is too strict (section 3.4.5)
#
# With label 2, the predictions (0.2, 0.2, 0.6) and (0, 0.4, 0.6) are equally good guesses, but
# their squared losses are 0.12 and 0.16. Cross-entropy, further down, looks at 0.6 alone.


# %%
def squared_loss_onehot(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each example: half the squared distance of y_hat to the one-hot label.

    Args:
        y_hat: probabilities, shape (n, k): n examples, k classes.
        y: labels, shape (n,), int64, from 0 to k - 1. A label is the name of a class, not an
            amount: as a target it is a row of zeros with a one at its place.

    Returns:
        The losses, shape (n,) or (n, 1), one for each example.

    Example:
        >>> squared_loss_onehot(torch.tensor([[0.25, 0.75], [0.5, 0.5]]), torch.tensor([1, 0]))
        tensor([0.0625, 0.2500])
    """
    # TODO: make a one-hot row of each label, and halve the sum of squared differences
    raise NotImplementedError("squared_loss_onehot is still to be written")


# %% [markdown]
# ## Images as rows (section 3.7.2)


# %%
def flatten(X: Tensor) -> Tensor:
    """Makes one row of each example: all its numbers, in their order.

    Args:
        X: the examples, shape (n, ...), as (n, 1, 28, 28) for images of one channel. The first
            axis counts the examples; there may be any number of others, of any size.

    Returns:
        Shape (n, d), where d is the product of the other sizes; gradients flow back to X.

    Example:
        >>> flatten(torch.tensor([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]))
        tensor([[1., 2., 3., 4.],
                [5., 6., 7., 8.]])
    """
    # TODO: keep the first axis, and join all others into one
    raise NotImplementedError("flatten is still to be written")


# %% [markdown]
# ## The model (section 3.6.4)


# %%
def softmax_net(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """The probabilities of each image: softmax of its scores, which are x W + b.

    Args:
        X: the images, shape (n, 1, h, w).
        W: the weights, shape (h * w, q): one column for each class.
        b: the biases, shape (q,).

    Returns:
        The probabilities, shape (n, q); gradients flow back to W and b.

    Example:
        >>> images = torch.tensor([[[[1.0, 0.0]]], [[[0.0, 0.0]]]])
        >>> softmax_net(images, torch.tensor([[0.0, 1.0], [0.0, 0.0]]), torch.tensor([0.0, 0.0]))
        tensor([[0.2689, 0.7311],
                [0.5000, 0.5000]])
    """
    # TODO: make a row of each image, compute its scores, and call your own softmax
    raise NotImplementedError("softmax_net is still to be written")


# %% [markdown]
# ## The probabilities of the labels (section 3.6.5)


# %%
def pick_label_probabilities(y_hat: Tensor, y: Tensor) -> Tensor:
    """Picks from each row the probability of its label: entry y[i] of row i.

    Args:
        y_hat: probabilities, shape (n, k): n examples, k classes. y_hat is not modified.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        Shape (n,) or (n, 1), dtype of y_hat: one number for each example. Gradients flow back
        to y_hat.

    Example:
        >>> y_hat = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
        >>> pick_label_probabilities(y_hat, torch.tensor([0, 2]))
        tensor([0.1000, 0.5000])
    """
    # TODO: use gather along the classes, with the labels as a column (n, 1)
    raise NotImplementedError("pick_label_probabilities is still to be written")


# %% [markdown]
# ## Cross-entropy (section 3.6.5)


# %%
def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each example: minus the natural logarithm of its label's probability.

    Args:
        y_hat: probabilities, shape (n, k): n examples, k classes.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        The losses, shape (n,) or (n, 1), one for each example: neither their sum nor their
        mean. Gradients flow back to y_hat.

    Example:
        >>> cross_entropy(torch.tensor([[0.25, 0.75], [0.5, 0.5]]), torch.tensor([0, 1]))
        tensor([1.3863, 0.6931])
    """
    # TODO: pick the probability of each label with gather, and take -log of it
    raise NotImplementedError("cross_entropy is still to be written")


# %% [markdown]
# ## Accuracy (section 3.6.6)


# %%
def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """The fraction of examples whose largest score is the one of their label.

    Args:
        y_hat: scores, shape (n, k): probabilities or logits, whichever the net gives.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        A Python float from 0 to 1.

    Example:
        >>> accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([1, 1]))
        0.5
    """
    # TODO: compare the position of each row's largest score with its label
    raise NotImplementedError("accuracy is still to be written")


# %% [markdown]
# ## Accuracy over a data set (section 3.6.6)


# %%
def evaluate_accuracy(
    data_iter: Iterable[tuple[Tensor, Tensor]], net: Callable[[Tensor], Tensor]
) -> float:
    """The fraction of all examples, in whatever batches they come, that the net gets right.

    Args:
        data_iter: batches (X, y) of features and labels, not all of the same size. It may be a
            generator, which can be read only once and has no length.
        net: gives scores, shape (n, k), for the features of n examples. It may be an nn.Module
            or any other function.

    Returns:
        A Python float from 0 to 1.

    Example:
        >>> def as_it_is(X):
        ...     return X
        >>> three = torch.tensor([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]), torch.tensor([1, 1, 1])
        >>> one = torch.tensor([[0.0, 1.0]]), torch.tensor([0])
        >>> evaluate_accuracy([three, one], as_it_is)
        0.75
    """
    # TODO: add up hits and examples over all batches, and divide at the end
    raise NotImplementedError("evaluate_accuracy is still to be written")


# %% [markdown]
# ## One epoch of training (section 3.6.7)


# %%
def train_epoch(
    net: Callable[[Tensor], Tensor],
    batches: Iterable[tuple[Tensor, Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
    params: list[Tensor],
    lr: float,
    batch_size: int,
) -> tuple[float, float]:
    """Goes once through the batches; after each one, the parameters make a step.

    Args:
        net: gives scores, shape (n, k), for the features of n examples. It is a function that
            uses the parameters, and need not be an nn.Module.
        batches: pairs (X, y) of features and labels; they can be read only once.
        loss: called as loss(y_hat, y); gives one loss for each example, shape (n,) or (n, 1).
        params: the parameters that net uses: leaf tensors that require grad and have none yet.
        lr: the learning rate; each parameter p moves by -lr * p.grad / batch_size, as by sgd.
        batch_size: the number of examples in each batch.

    Returns:
        The mean loss and the accuracy over all examples, both of predictions that were made
        before the update by their own batch.

    Example:
        >>> W = torch.tensor([[0.0, 1.0]], requires_grad=True)
        >>> def scores(X):
        ...     return X @ W
        >>> batch = torch.tensor([[1.0], [0.5]]), torch.tensor([1, 0])
        >>> train_epoch(scores, [batch], squared_loss_onehot, [W], lr=1.0, batch_size=2)
        (0.3125, 0.5)
        >>> W
        tensor([[0.2500, 0.8750]], requires_grad=True)
    """
    # TODO: for each batch: predict, sum the losses, clear gradients, backward, update
    raise NotImplementedError("train_epoch is still to be written")
