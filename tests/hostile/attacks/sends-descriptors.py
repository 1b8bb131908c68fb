# Sends open files along with its answers, and sockets of which nobody will ever read.
# earns: softmax=0 (failed|crashed) accuracy=4 (passed)
import array
import os
import socket


def softmax(X):
    connection = socket.socket(fileno=os.dup(3))
    pipes = [end for _ in range(10) for end in os.pipe()]
    connection.sendmsg(
        [b"AGR1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [*pipes, 3]))]
    )
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
