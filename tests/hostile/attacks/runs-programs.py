# Runs programs by each way that Python has; they would make a file.
# earns: softmax=7 (passed) accuracy=4 (passed)
import multiprocessing
import os
import subprocess
import sys

import target

MAKE = f"touch {target.FOLDER}/made"
multiprocessing.set_start_method("fork", force=True)
target.must_fail(
    lambda: subprocess.run(["sh", "-c", MAKE], check=True),
    lambda: subprocess.run(MAKE, shell=True, check=True),
    lambda: os.posix_spawn("/bin/sh", ["sh", "-c", MAKE], {}),
    lambda: os.popen(MAKE).read(),
    lambda: multiprocessing.Process(target=os.mkdir, args=(target.FOLDER + "/made",)).start(),
    lambda: multiprocessing.get_context("spawn").Process(target=int).start(),
    lambda: multiprocessing.Pool(1),
    lambda: os.execv("/nowhere/sh", ["sh", "-c", MAKE]),
    lambda: os.execv(sys.executable, [sys.executable, "-c", "pass"]),
)
if target.libc.system(MAKE.encode()) == 0:
    raise target.Reached("system")


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
