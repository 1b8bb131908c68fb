"""Wrong versions of linreg that the catalogue does not know."""


# %% wrong: bias-twice
# Adds the bias twice.
import torch


def linreg(X, w, b):
    return X @ w + b + b


# %% wrong: bias-squared
# Squares the bias.
import torch


def linreg(X, w, b):
    return X @ w + b**2


# %% wrong: absolute-weights
# Lets no weight be negative.
import torch


def linreg(X, w, b):
    return X @ w.abs() + b


# %% wrong: doubled-features
# Counts each feature twice.
import torch


def linreg(X, w, b):
    return (2 * X) @ w + b
