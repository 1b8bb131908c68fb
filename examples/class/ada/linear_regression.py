# %% [markdown]
# # Linear regression from scratch
#
# Section 3.2 of *Dive into Deep Learning*. The training loop computes the loss of a minibatch,
# sums it and calls backward; `sgd` then moves every parameter a little against its gradient.

# %%
from collections.abc import Iterable

import torch
from torch import Tensor

# %% [markdown]
# ## Minibatch stochastic gradient descent (section 3.2.6)


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
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad / batch_size
