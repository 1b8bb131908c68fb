# Leaves a thread behind that sends garbage and computes while nothing is asked.
# earns: softmax=7 (passed) accuracy=0 (crashed)
import os
import threading
import time


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def disturb():
    time.sleep(0.005)
    os.write(3, b"garbage that nobody has asked for")


def accuracy(y_hat, y):
    threading.Thread(target=disturb, daemon=True).start()
    time.sleep(0.02)
    return 1.0
