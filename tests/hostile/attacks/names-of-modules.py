# Has its functions in modules whose names would change the report.
# earns: softmax=7 (passed) accuracy=0 (failed)
import torch


# %% evil\x1b[2J\r[bold]##[error]::error::.py
def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


# %% ::error::evil.py
def accuracy(y_hat, y):
    return None
