# Reads memory, environment and descriptors of itself, the zygote and the canary in /proc.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os

import target

WHAT = "environ mem maps fd status cmdline cwd/. root/. task stat auxv pagemap"
for process in ["self", "thread-self", "1", os.getppid(), target.PROCESS]:
    for what in WHAT.split():
        path = f"/proc/{process}/{what}"
        if os.path.lexists(path):
            target.must_fail(lambda: os.open(path, os.O_RDONLY))
target.must_fail(
    lambda: os.listdir("/proc"),
    lambda: open("/proc/net/tcp"),
    lambda: open("/proc/sys/kernel/random/boot_id"),
    lambda: os.listdir("/sys"),
    lambda: os.listdir("/dev"),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
