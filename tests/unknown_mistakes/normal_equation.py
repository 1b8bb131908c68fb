"""Wrong versions of normal_equation that the catalogue does not know."""


# %% wrong: doubled-bias
# Doubles the bias on the way out.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    theta = torch.linalg.pinv(A) @ y.view(-1, 1).to(X.dtype)
    return theta[:-1], 2 * theta[-1]


# %% wrong: fits-half
# Uses every second example.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)[::2]
    theta = torch.linalg.pinv(A) @ y.view(-1, 1)[::2].to(X.dtype)
    return theta[:-1], theta[-1]
