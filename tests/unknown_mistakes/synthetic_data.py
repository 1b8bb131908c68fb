"""Wrong versions of synthetic_data that the catalogue does not know."""


# %% wrong: noise-doubled
# Adds the noise twice.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = noise_std * torch.randn(num_examples)
    return X, X @ w + b + 2 * noise


# %% wrong: bias-noisy
# Draws a bias for each example.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b * torch.randn(num_examples)


# %% wrong: squared-features
# Lays the labels on a parabola.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X**2 @ w + b + noise_std * torch.randn(num_examples)
