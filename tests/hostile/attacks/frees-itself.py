# Takes back what was taken from it: limits, rights, its parent's hold, its user.
# earns: softmax=7 (passed) accuracy=4 (passed)
import ctypes
import os
import resource

import target


def prctl(option, value=0):
    if target.libc.prctl(option, value, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "prctl")


def more(limit):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except ValueError as error:
        raise PermissionError(1, str(error)) from None


target.must_fail(
    lambda: more(resource.RLIMIT_AS),
    lambda: more(resource.RLIMIT_CPU),
    lambda: more(resource.RLIMIT_NOFILE),
    lambda: more(resource.RLIMIT_NPROC),
    lambda: os.setsid(),
    lambda: os.setuid(0),
    lambda: os.setresgid(0, 0, 0),
    lambda: target.call("capset", b"\0" * 8, b"\xff" * 24),
    lambda: prctl(1),
    lambda: prctl(4, 1),
    lambda: prctl(36, 1),
    lambda: target.call("seccomp", 0, 0, 0),
    lambda: target.call("personality", 0x0040000),
    lambda: os.chroot("."),
    lambda: target.call("mount", b"none", b"/tmp", b"tmpfs", 0, 0),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
