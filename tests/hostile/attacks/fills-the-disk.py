# Writes files wherever files can be written, named, nameless and in memory.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os
import tempfile

import target

for folder in [target.FOLDER, target.HOME, "/tmp", "/var/tmp", "/dev/shm", "/run", "/", "."]:
    made = f"{folder}/{target.MARK}-full"
    target.must_fail(
        lambda: open(made, "wb").write(bytes(1 << 20)),
        lambda: os.mkdir(made),
        lambda: os.symlink("/", made),
        lambda: os.link(target.FILE, made),
        lambda: os.mkfifo(made),
        lambda: os.mknod(made),
    )
    target.must_fail(lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR))
target.must_fail(
    lambda: tempfile.NamedTemporaryFile(prefix=target.MARK, dir="/tmp"),
    lambda: target.call("mq_open", target.MARK.encode(), 0o102, 0o600, 0),
    lambda: os.memfd_create("x"),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
