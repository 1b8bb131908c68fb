# Changes limits, processors and priorities of the canary and the zygote, traces and writes them.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os
import resource

import target

for process in [target.PROCESS, os.getppid()]:
    target.must_fail(
        lambda: resource.prlimit(process, resource.RLIMIT_NOFILE, (10, 10)),
        lambda: resource.prlimit(process, resource.RLIMIT_CPU),
        lambda: os.sched_setaffinity(process, {0}),
        lambda: os.setpriority(os.PRIO_PROCESS, process, 19),
        lambda: os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0)),
        lambda: target.call("ptrace", 16, process, 0, 0),
        lambda: target.call("ptrace", 0x4206, process, 0, 0),
        lambda: target.call("process_vm_readv", process, 0, 0, 0, 0, 0),
        lambda: target.call("process_vm_writev", process, 0, 0, 0, 0, 0),
        lambda: target.call("pidfd_getfd", process, 0, 0),
        lambda: target.call("kcmp", os.getpid(), process, 0, 0, 0),
        lambda: target.call("migrate_pages", process, 1, b"\0" * 8, b"\0" * 8),
    )


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
