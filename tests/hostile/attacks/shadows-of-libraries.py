# Has modules of its own under the names of those that the grader and Python import.
# earns: softmax=7 (passed) accuracy=4 (passed)
import json

import torch

assert torch.__version__ != "shadow"
assert hasattr(json, "dumps")


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


# %% torch.py
__version__ = "shadow"
raise SystemExit("shadow")
# %% numpy.py
raise SystemExit("shadow")
# %% json.py
raise SystemExit("shadow")
# %% msgspec.py
raise SystemExit("shadow")
# %% autograder/grading.py
raise SystemExit("shadow")
# %% autograder.py
raise SystemExit("shadow")
# %% sitecustomize.py
raise SystemExit("shadow")
# %% usercustomize.py
raise SystemExit("shadow")
# %% conftest.py
raise SystemExit("shadow")
# %% zygote.py
raise SystemExit("shadow")
# %% pyproject.toml
[project]
name = "shadow"
# %% shadow.pth
import os

os._exit(0)
