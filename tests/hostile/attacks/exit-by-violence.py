# Ends the process by signals, an abort, and a write to nowhere.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import ctypes
import os
import signal


def softmax(X):
    if X.numel() % 2:
        os.abort()
    os.kill(os.getpid(), signal.SIGKILL)


def accuracy(y_hat, y):
    ctypes.memset(8, 0, 8)
