# Opens another student's work, and what was graded before: results, progress, the seed.
# earns: softmax=7 (passed) accuracy=4 (passed)
import glob
import os

import target

target.must_fail(
    lambda: open(target.NEIGHBOUR).read(),
    lambda: os.scandir(os.path.dirname(os.path.dirname(target.NEIGHBOUR))),
    lambda: os.listdir(target.RESULTS),
    lambda: open(target.RESULTS + "/run.json").read(),
    lambda: os.listdir(target.CACHE),
)
found = glob.glob(target.RESULTS + "/**", recursive=True) + glob.glob(target.CACHE + "/*")
assert found in ([], [target.RESULTS + "/"]), found


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
