# %% [markdown]
# # Softmax regression from scratch
#
# Sections 3.4, 3.6 and 3.7 of *Dive into Deep Learning*. A batch of images becomes a matrix of
# logits, one row for each example and one column for each class. Softmax turns each row into
# probabilities, cross-entropy says how wrong they are, accuracy how often they are right, and
# an epoch of training makes them less wrong.

# %% [markdown] tags=["notebook"]
# Fill in the functions, run the cells with Shift+Enter, and the `check` below each one shows the
# smallest input that breaks it.

# %%
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

# %% [markdown]
# ## Softmax (section 3.6.3)

# %% [markdown] tags=["notebook"]
# $$\operatorname{softmax}(\mathbf{X})_{ij} = \frac{\exp(X_{ij})}{\sum_k \exp(X_{ik})}$$
#
# The sum runs over the classes of *one row*. As a column it is repeated along that row; without
# `keepdim=True` it would lie down, and be divided along the wrong axis, or not fit at all.
#
# ![A matrix divided by the column of its row sums](attachment:keepdim.png)
#
# A constant cancels out: with $c = \max_k X_{ik}$ the ratio stays the same, and
# $\exp(X_{ij} - c) \le 1$ can't overflow. That is what the badge asks for.


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
    ### BEGIN SOLUTION: compute exp(X) and divide every entry by the sum of its row
    shifted = X - X.max(dim=1, keepdim=True).values  # (n, k); the ratio stays the same
    numerators = shifted.exp()  # (n, k)
    return numerators / numerators.sum(dim=1, keepdim=True)  # (n, k) / (n, 1)
    ### END SOLUTION


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
    ### BEGIN SOLUTION: make a one-hot row of each label, and halve the sum of squared differences
    classes = torch.arange(y_hat.shape[1])
    target = (y.view(-1, 1) == classes).to(y_hat.dtype)  # (n, 1) == (k,) is (n, k)
    return ((y_hat - target) ** 2).sum(dim=1) / 2  # (n,)
    ### END SOLUTION


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
    ### BEGIN SOLUTION: keep the first axis, and join all others into one
    return X.reshape(X.shape[0], -1)  # reshape also takes images whose memory is permuted
    ### END SOLUTION


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
    ### BEGIN SOLUTION: make a row of each image, compute its scores, and call your own softmax
    return softmax(flatten(X) @ W + b)  # (n, h * w) @ (h * w, q) + (q,)
    ### END SOLUTION


# %% [markdown]
# ## The probabilities of the labels (section 3.6.5)

# %% [markdown] tags=["notebook"]
# $$p_i = \hat{Y}_{i, y_i}$$
#
# `gather` wants the labels as a column, one place for each row:
#
# ![From each row of a matrix the entry at its label](attachment:gather.png)


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
    ### BEGIN SOLUTION: use gather along the classes, with the labels as a column (n, 1)
    return y_hat.gather(1, y.view(-1, 1)).squeeze(1)  # (n, 1), then (n,)
    ### END SOLUTION


# %% [markdown]
# ## Cross-entropy (section 3.6.5)

# %% [markdown] tags=["notebook"]
# $$l_i = -\log \hat{Y}_{i, y_i}$$
#
# A label's probability 1 costs nothing, ½ costs $\log 2 \approx 0.69$, and 0 costs $\infty$.


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
    ### BEGIN SOLUTION: pick the probability of each label with gather, and take -log of it
    picked = y_hat.gather(1, y.view(-1, 1))  # (n, 1)
    return -picked.squeeze(1).log()  # (n,)
    ### END SOLUTION


# %% [markdown]
# ## Accuracy (section 3.6.6)

# %% [markdown] tags=["notebook"]
# $$\frac{1}{n} \sum_{i=1}^{n} \mathbf{1}\Bigl[\operatorname*{argmax}_j \hat{Y}_{ij} = y_i\Bigr]$$


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
    ### BEGIN SOLUTION: compare the position of each row's largest score with its label
    return (y_hat.argmax(dim=1) == y).float().mean().item()
    ### END SOLUTION


# %% [markdown]
# ## Accuracy over a data set (section 3.6.6)

# %% [markdown] tags=["notebook"]
# The last batch is often smaller, so the mean of the batches' accuracies is not the accuracy:
#
# $$\frac{\sum_b \text{hits}_b}{\sum_b n_b} \;\ne\; \frac{1}{B} \sum_b \frac{\text{hits}_b}{n_b}$$


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
    ### BEGIN SOLUTION: add up hits and examples over all batches, and divide at the end
    training = isinstance(net, nn.Module) and net.training
    if training:
        net.eval()
    hits = examples = 0
    with torch.no_grad():
        for X, y in data_iter:
            hits += (net(X).argmax(dim=1) == y).sum().item()
            examples += len(y)
    if training:
        net.train()
    return hits / examples
    ### END SOLUTION


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
    ### BEGIN SOLUTION: for each batch: predict, sum the losses, clear gradients, backward, update
    total_loss, hits, examples = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)  # (n, k)
        batch_loss = loss(y_hat, y).sum()
        for p in params:
            p.grad = None  # backward would add to the gradients of the batch before
        batch_loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad / batch_size  # as sgd does
        total_loss += batch_loss.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        examples += len(y)
    return total_loss / examples, hits / examples
    ### END SOLUTION
