# %% [markdown]
# # Linear regression from scratch
#
# Sections 3.1 and 3.2 of *Dive into Deep Learning*. A line through data can be solved for, which
# is what `normal_equation` does, or approached in small steps, which also works for nets.

# %% [markdown] tags=["notebook"]
# Fill in the functions. Run a cell with Shift+Enter, then the `check` below it: it tries your
# function on a few hundred small inputs, and shows the smallest one that breaks it. Formulas use
# the book's letters: $n$ examples, $d$ features, $q$ outputs or classes.

# %%
from collections.abc import Iterable

import torch
from torch import Tensor

# %% [markdown]
# ## The analytic solution (section 3.1)

# %% [markdown] tags=["notebook"]
# The loss of a line is smallest where its gradient is zero. With a column of ones the bias becomes
# one more weight, $\mathbf{A} = [\mathbf{X}, \mathbf{1}]$ and
# $\boldsymbol\theta = [\mathbf{w}; b]$:
#
# $$\nabla_{\boldsymbol\theta} \tfrac{1}{2} \lVert \mathbf{A}\boldsymbol\theta - \mathbf{y}
# \rVert^2 = \mathbf{A}^\top(\mathbf{A}\boldsymbol\theta - \mathbf{y}) = 0
# \quad\Longleftrightarrow\quad
# \mathbf{A}^\top \mathbf{A}\, \boldsymbol\theta = \mathbf{A}^\top \mathbf{y}.$$


# %%
def normal_equation(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The weights and the bias that minimise the squared error, solved for in one go.

    With a column of ones the bias becomes one more weight: A = [X, 1], and the minimum is where
    AᵀA θ = Aᵀy. All of it stays in the dtype of X.

    Args:
        X: the features, shape (n, d): n examples, d features. X is not modified.
        y: the labels, shape (n,) or (n, 1). y is not modified.

    Returns:
        w, shape (d, 1), and b, shape (1,) or (), for which the mean of (Xw + b - y)² / 2 is
        smallest.

    Example:
        >>> X = torch.tensor([[0.0], [1.0], [2.0]])
        >>> w, b = normal_equation(X, 4 * X + 0.5)
        >>> print(f"{w.item():.3f} {b.item():.3f}")
        4.000 0.500
    """
    ### BEGIN SOLUTION: append a column of ones to X, solve for θ, and split it into w and b
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)  # (n, d + 1)
    theta = torch.linalg.pinv(A) @ y.reshape(-1, 1)  # (d + 1, 1); pinv(A) is (AᵀA)⁻¹Aᵀ
    return theta[:-1], theta[-1]  # (d, 1) and (1,)
    ### END SOLUTION


# %% [markdown]
# ## The model (sections 3.1 and 3.2.4)

# %% [markdown] tags=["notebook"]
# $$\hat{\mathbf{y}} = \mathbf{X}\mathbf{w} + b, \qquad
# \underbrace{(n, 1)}_{\hat{\mathbf{y}}} = \underbrace{(n, d)}_{\mathbf{X}}
# \underbrace{(d, 1)}_{\mathbf{w}} + \underbrace{(1,)}_{b}$$
#
# The bias is added to every row: broadcasting repeats it.


# %%
def linreg(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The linear model Xw + b: for each row, its features weighted and summed, plus the bias.

    Args:
        X: the features, shape (n, d): n examples, d features.
        w: the weights, shape (d, 1), of which there is one for each feature.
        b: the bias, shape (1,), the same for every example.

    Returns:
        The predictions, shape (n, 1), a column with one row for each example; dtype of the
        arguments, none of which is modified. Gradients flow back to w and b.

    Example:
        >>> X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> linreg(X, torch.tensor([[2.0], [-1.0]]), torch.tensor([0.5]))
        tensor([[0.5000],
                [2.5000]])
    """
    ### BEGIN SOLUTION: multiply X by w as matrices and add b
    return X @ w + b  # (n, d) @ (d, 1) + (1,)
    ### END SOLUTION


# %% [markdown]
# ## Synthetic data (section 3.2.1)

# %% [markdown] tags=["notebook"]
# $$\mathbf{y} = \mathbf{X}\mathbf{w} + b + \boldsymbol\epsilon, \qquad
# X_{ij} \sim \mathcal{N}(0, 1), \quad \epsilon_i \sim \mathcal{N}(0, \sigma^2)$$
#
# $\sigma$ is the standard deviation `noise_std`, and each label has noise $\epsilon_i$ of its own.


# %%
def synthetic_data(
    w: Tensor, b: float, num_examples: int, noise_std: float = 0.01
) -> tuple[Tensor, Tensor]:
    """Random features, and labels that lie on the line Xw + b up to a little noise.

    All numbers are drawn anew in each call, from the random state as the caller has left it:
    there is no seed in here.

    Args:
        w: the weights of the line, shape (d,): d features. w is not modified.
        b: its bias.
        num_examples: how many examples there are; n below.
        noise_std: the standard deviation of the noise, not its variance.

    Returns:
        X, shape (n, d), drawn from the standard normal distribution, and y = Xw + b + noise,
        shape (n,) or (n, 1), where each label has noise of its own, drawn from the normal
        distribution with mean 0 and standard deviation noise_std. Both are float32.

    Example:
        >>> X, y = synthetic_data(torch.tensor([2.0, -3.4]), 4.2, num_examples=5, noise_std=0.0)
        >>> X.shape
        torch.Size([5, 2])
        >>> (y - (2 * X[:, 0] - 3.4 * X[:, 1] + 4.2)).abs().max() < 0.0001
        tensor(True)
    """
    ### BEGIN SOLUTION: draw X with torch.randn, compute Xw + b, and add noise to each label
    X = torch.randn(num_examples, len(w))  # (n, d)
    noise = noise_std * torch.randn(num_examples)  # (n,); randn has standard deviation 1
    return X, X @ w + b + noise
    ### END SOLUTION


# %% [markdown]
# ## Reading the data in minibatches (section 3.2.2)

# %% [markdown] tags=["notebook"]
# One permutation of the numbers $0, \dots, n - 1$ puts features and labels into the same new order;
# then it is cut into pieces. Whatever the order, $\mathbf{x}_i$ keeps its $y_i$.
#
# ![Five examples in a random order, cut into batches](attachment:minibatches.png)


# %%
def data_iter(batch_size: int, features: Tensor, labels: Tensor) -> Iterable[tuple[Tensor, Tensor]]:
    """One pass over a data set: every example once, in minibatches, in a new random order.

    Args:
        batch_size: how many examples a minibatch has. The last one has fewer where batch_size
            does not divide their number.
        features: shape (n, ...): n examples. Not modified.
        labels: shape (n,) or (n, 1), where label i belongs to features[i]. Not modified.

    Returns:
        An iterable of pairs (X, y): the features of the examples of a minibatch, shape
        (batch_size, ...), and their labels. With yield, the function becomes one.

    Example:
        >>> features, labels = torch.tensor([[0.0], [1.0], [2.0]]), torch.tensor([0, 10, 20])
        >>> batches = list(data_iter(2, features, labels))
        >>> [len(X) for X, y in batches]
        [2, 1]
        >>> sorted(y for _, batch in batches for y in batch.tolist())
        [0, 10, 20]
    """
    ### BEGIN SOLUTION: put the numbers 0 to n - 1 in random order, and yield batch after batch
    order = torch.randperm(len(features))  # (n,)
    for chosen in order.split(batch_size):  # (batch_size,), the last one perhaps shorter
        yield features[chosen], labels[chosen]
    ### END SOLUTION


# %% [markdown]
# ## Initial parameters (sections 3.2.3 and 3.6.2)


# %%
def init_params(num_inputs: int, num_outputs: int, std: float = 0.01) -> tuple[Tensor, Tensor]:
    """The parameters with which training begins: small random weights, and biases of zero.

    Both are leaves that require grad: tensors that backward() fills the .grad of. The result of
    an operation on such a tensor also requires grad, but is no leaf, and its .grad stays None.

    Args:
        num_inputs: the number of features, d below.
        num_outputs: the number of outputs, q below.
        std: the standard deviation of the weights.

    Returns:
        W, shape (d, q), drawn anew in each call from the normal distribution with mean 0 and
        standard deviation std, and b, shape (q,), all zero. Both are float32.

    Example:
        >>> W, b = init_params(4, 3)
        >>> W.shape, W.requires_grad, W.is_leaf
        (torch.Size([4, 3]), True, True)
        >>> b
        tensor([0., 0., 0.], requires_grad=True)
    """
    ### BEGIN SOLUTION: draw W, make b of zeros, and let both require grad when they are finished
    W = torch.normal(0, std, (num_inputs, num_outputs))
    b = torch.zeros(num_outputs)
    return W.requires_grad_(), b.requires_grad_()
    ### END SOLUTION


# %% [markdown]
# ## Squared loss (section 3.2.5)

# %% [markdown] tags=["notebook"]
# $$l_i = \tfrac{1}{2} (\hat{y}_i - y_i)^2, \qquad
# \frac{\partial l_i}{\partial \hat{y}_i} = \hat{y}_i - y_i$$
#
# Mind the shapes: a column minus a row is a table of all differences, and no error is raised.
#
# ![A column minus a row is a table](attachment:column-minus-row.png)


# %%
def squared_loss(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each example: half the square of its error, (y_hat - y)² / 2.

    With the half, the gradient with respect to a prediction is the error itself. Labels of
    shape (n,) must become a column first: (n, 1) minus (n,) is a table of shape (n, n).

    Args:
        y_hat: predictions, shape (n, 1).
        y: labels, shape (n,) or (n, 1).

    Returns:
        The losses, shape (n, 1), one for each example: neither their sum nor their mean.
        Neither argument is modified. Gradients flow back to y_hat.

    Example:
        >>> squared_loss(torch.tensor([[1.0], [3.0]]), torch.tensor([2.0, 7.0]))
        tensor([[0.5000],
                [8.0000]])
    """
    ### BEGIN SOLUTION: give y the shape of y_hat, subtract, square, and halve
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2  # (n, 1)
    ### END SOLUTION


# %% [markdown]
# ## Minibatch stochastic gradient descent (section 3.2.6)

# %% [markdown] tags=["notebook"]
# $$\mathbf{p} \leftarrow \mathbf{p} - \frac{\eta}{|\mathcal{B}|}
# \sum_{i \in \mathcal{B}} \nabla_{\mathbf{p}}\, l_i$$
#
# $\eta$ is the learning rate, $|\mathcal{B}|$ the batch size, and the sum is what `backward` has
# left in `p.grad`. The step itself must not be recorded: it belongs into `torch.no_grad()`.


# %%
def sgd(params: Iterable[Tensor], lr: float, batch_size: int) -> None:
    """Makes one step of gradient descent: p becomes p - lr * p.grad / batch_size, in place.

    Args:
        params: the parameters, leaf tensors that require grad; p.grad holds the gradient of the
            loss summed over the minibatch. They may come from a generator.
        lr: the learning rate.
        batch_size: the number of examples in the minibatch.

    Afterwards the parameters are the same tensor objects with new values, still leaves that
    require grad.

    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> (8 * w[0] + 6 * w[1]).backward()
        >>> sgd([w], lr=0.5, batch_size=4)
        >>> w
        tensor([0.0000, 1.2500], requires_grad=True)
    """
    ### BEGIN SOLUTION: subtract lr * p.grad / batch_size from each parameter p, in place
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad / batch_size
    ### END SOLUTION
