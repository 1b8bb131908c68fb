# Connects to sockets that have a path, as a container's daemon has, or an abstract name.
# earns: softmax=7 (passed) accuracy=4 (passed)
import asyncio
import os
import socket

import target

target.must_fail(
    lambda: target.connect_unix(target.UNIX),
    lambda: target.connect_unix("\0" + target.ABSTRACT),
    lambda: asyncio.run(asyncio.open_unix_connection(target.UNIX)),
    lambda: socket.socketpair(),
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=os.dup(3)).connect(
        target.UNIX
    ),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
