# Looks for tokens and names in its environment and its arguments.
# earns: softmax=7 (passed) accuracy=4 (passed)
import ctypes
import os
import pwd
import sys

import target

environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
texts = [*os.environ.values(), *sys.argv, *sys.orig_argv, os.getcwd(), os.path.expanduser("~")]
texts += [
    environ[i].decode() for i in range(100) if not any(environ[j] is None for j in range(i + 1))
]
leaked = [text for text in texts if target.MARK in text or target.HOME in text]
assert not leaked, leaked
assert "AUTOGRADER_CACHE" not in os.environ
target.must_fail(lambda: open("/etc/passwd"), lambda: open(target.HOME + "/.bashrc"))


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
