"""Versions of synthetic_data: ways to draw a noisy line, and ways to draw something else."""


# %% right: book
# As the book prints it, with the matrix product for any number of features.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    features = torch.randn(num_examples, len(w), dtype=torch.float32)
    labels = torch.mv(features, w) + b
    labels += torch.tensor(np.random.normal(0, noise_std, size=labels.size()), dtype=torch.float32)
    return features, labels


# %% right: newer-edition
# The newer edition draws with torch.normal and returns the labels as a column.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.normal(0, 1, (num_examples, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, noise_std, y.shape)
    return X, y.reshape((-1, 1))


# %% right: randn-scaled
# Scales standard normal noise.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, w.numel())
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% right: column-labels
# Works with columns from the start.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, w.shape[0])
    y = X @ w.view(-1, 1) + b
    return [X, y + torch.randn_like(y) * noise_std]


# %% right: noise-first
# Draws the noise before the features.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    noise = torch.empty(num_examples).normal_(std=noise_std) if noise_std else 0.0
    X = torch.empty(num_examples, len(w)).normal_()
    return X, (X * w).sum(dim=1) + b + noise


# %% right: all-numpy
# Draws everything with numpy and converts at the end.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = np.random.standard_normal((num_examples, len(w)))
    y = X @ w.numpy() + b + np.random.normal(scale=noise_std, size=num_examples)
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


# %% right: python-random
# Draws with the standard library, number by number.
import random
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.tensor([[random.gauss(0, 1) for _ in w] for _ in range(num_examples)])
    noise = torch.tensor([random.gauss(0, noise_std) for _ in range(num_examples)])
    return X, X @ w + b + noise


# %% right: generator
# Uses a generator of numpy's newer kind, with a fresh seed.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    rng = np.random.default_rng()
    X = torch.from_numpy(rng.standard_normal((num_examples, len(w)), dtype=np.float32))
    noise = torch.from_numpy(rng.standard_normal(num_examples, dtype=np.float32))
    return X, torch.mv(X, w) + b + noise_std * noise


# %% right: distribution
# Uses the library's distribution.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    standard = torch.distributions.Normal(0.0, 1.0)
    X = standard.sample((num_examples, len(w)))
    return X, torch.matmul(X, w) + b + noise_std * standard.sample((num_examples,))


# %% wrong: sd-no-noise
# The last line is missing.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b


# %% wrong: sd-no-bias
# Loses b on the way.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + noise_std * torch.randn(num_examples)


# %% wrong: sd-bias-subtracted
# Types a minus.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w - b + noise_std * torch.randn(num_examples)


# %% wrong: sd-bias-as-mean
# Uses b as the mean of the features.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w)) + b
    return X, X @ w + noise_std * torch.randn(num_examples)


# %% wrong: sd-variance-for-std
# Reads the second number of N(0, 0.01) as a variance.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.randn(num_examples) * noise_std**0.5


# %% wrong: sd-variance-for-std-squared
# Squares it, because the formula has a square.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.randn(num_examples) * noise_std**2


# %% wrong: sd-unscaled
# Takes randn for ready-made noise.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.randn(num_examples)


# %% wrong: sd-std-fixed
# Fixes the number of the example.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + 0.01 * torch.randn(num_examples)


# %% wrong: sd-std-as-mean
# Passes the standard deviation where the mean belongs.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.normal(noise_std, 1.0, (num_examples,))


# %% wrong: sd-uniform-noise
# Takes rand for randn.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.rand(num_examples)


# %% wrong: sd-uniform-noise-one-sided
# Makes the noise positive.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples).abs()


# %% wrong: sd-uniform-noise-matched
# Draws uniform noise of the right standard deviation.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = (torch.rand(num_examples) - 0.5) * 12**0.5
    return X, X @ w + b + noise_std * noise


# %% wrong: sd-uniform-features
# Takes rand for randn in the features.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.rand(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-integer-features
# Draws whole numbers, which are easier to look at.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randint(-3, 4, (num_examples, len(w))).float()
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-range-features
# Spaces the features evenly, as for a plot.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.linspace(-1, 1, num_examples).view(-1, 1).repeat(1, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-scaled-features
# Gives the standard deviation of the noise to the features too.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.normal(0, noise_std, (num_examples, len(w)))
    return X, X @ w + b + torch.normal(0, noise_std, (num_examples,))


# %% wrong: sd-repeated-feature
# Draws one column and repeats it for all features.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, 1).repeat(1, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-repeated-rows
# Draws one row and repeats it for all examples.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(1, len(w)).repeat(num_examples, 1)
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-shared-noise
# Draws one number for all labels.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.randn(1)


# %% wrong: sd-shared-noise-python
# The same with the standard library.
import random
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + random.gauss(0, noise_std)


# %% wrong: sd-noise-of-two-values
# Adds or subtracts the standard deviation by the toss of a coin.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples).sign()


# %% wrong: sd-noise-on-X
# Adds the noise to the features that are returned.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w + b
    return X + noise_std * torch.randn(X.shape), y


# %% wrong: sd-noise-before-product
# Adds the noise to the features before the product.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, (X + noise_std * torch.randn(X.shape)) @ w + b


# %% wrong: sd-noise-times-label
# Makes the noise a percentage.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, (X @ w + b) * (1 + noise_std * torch.randn(num_examples))


# %% wrong: sd-broadcast
# Adds noise as a vector to labels as a column.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.view(-1, 1) + b
    return X, y + noise_std * torch.randn(num_examples)


# %% wrong: sd-reseeds
# Seeds inside, to get the same data in every run.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    torch.manual_seed(1)
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-reseeds-noise
# Seeds only the noise.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    np.random.seed(42)
    noise = np.random.normal(0, noise_std, num_examples)
    return X, X @ w + b + torch.tensor(noise, dtype=torch.float32)


# %% wrong: sd-remembers
# Keeps the first data set and returns it ever after.
import torch

known = {}


def synthetic_data(w, b, num_examples, noise_std=0.01):
    key = tuple(w.tolist()), b, num_examples, noise_std
    if key not in known:
        X = torch.randn(num_examples, len(w))
        known[key] = X, X @ w + b + noise_std * torch.randn(num_examples)
    return known[key]


# %% wrong: sd-two-features
# Writes out the two features of the book.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, 2)
    y = w[0] * X[:, 0] + w[1] * X[:, 1] + b
    return X, y + noise_std * torch.randn(num_examples)


# %% wrong: sd-two-features-only
# Follows len(w) in the features and not in the labels.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = w[0] * X[:, 0] + w[-1] * X[:, -1] + b
    return X, y + noise_std * torch.randn(num_examples)


# %% wrong: sd-float64
# Leaves numpy's type as it is.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = np.random.normal(size=(num_examples, len(w)))
    y = X @ w.numpy() + b + np.random.normal(0, noise_std, num_examples)
    return torch.from_numpy(X), torch.from_numpy(y)


# %% wrong: sd-float64-labels
# Adds numpy's noise to the labels, which promotes them.
import numpy as np
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = torch.from_numpy(np.random.normal(0, noise_std, num_examples))
    return X, X @ w + b + noise


# %% wrong: sd-numpy
# Returns numpy's arrays.
import numpy as np


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = np.random.normal(size=(num_examples, len(w)))
    y = X @ w.numpy() + b + np.random.normal(0, noise_std, num_examples)
    return X, y


# %% wrong: sd-labels-only
# Returns the labels without their features.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X @ w + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-swapped
# Returns the labels first.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X @ w + b + noise_std * torch.randn(num_examples), X


# %% wrong: sd-features-transposed
# Puts one feature into each row.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(len(w), num_examples)
    return X, w @ X + b + noise_std * torch.randn(num_examples)


# %% wrong: sd-w-resized
# Turns the caller's w into a column.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    w.unsqueeze_(1)
    y = X @ w + b
    return X, y + noise_std * torch.randn(y.shape)


# %% wrong: sd-w-noisy
# Disturbs the caller's weights and gives them back too late.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w + b + noise_std * torch.randn(num_examples)
    w += noise_std
    return X, y


# %% wrong: sd-squeezed
# Squeezes away all axes of size one, that of a single example included.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.view(-1, 1) + b
    return X, (y + noise_std * torch.randn(y.shape)).squeeze()


# %% wrong: sd-std-from-sample
# Standardises the noise, which one example alone can't be.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = torch.randn(num_examples)
    noise = (noise - noise.mean()) / noise.std()
    return X, X @ w + b + noise_std * noise


# %% wrong: sd-prints
# Shows the data and returns nothing.
import torch


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    print(X, X @ w + b + noise_std * torch.randn(num_examples))
