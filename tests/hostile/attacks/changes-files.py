# Changes, cuts, removes and renames what is there, its rights and its times.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os
import shutil

import target

for path in [target.FILE, target.NEIGHBOUR, target.RESULTS + "/run.json", target.HOME + "/.bashrc"]:
    target.must_fail(
        lambda: open(path, "a").write("changed"),
        lambda: open(path, "r+"),
        lambda: os.truncate(path, 0),
        lambda: os.chmod(path, 0o777),
        lambda: os.chown(path, -1, -1),
        lambda: os.utime(path),
        lambda: os.setxattr(path, "user.mark", b"x"),
        lambda: os.rename(path, path + ".old"),
        lambda: os.unlink(path),
        lambda: shutil.rmtree(os.path.dirname(path)),
    )


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
