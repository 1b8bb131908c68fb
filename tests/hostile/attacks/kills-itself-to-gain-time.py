# Uses up time and then kills itself, as the kernel might have done, to be given the time again.
# earns: softmax=0 (crashed|timeout) accuracy=0 (failed|crashed|timeout)
import os
import signal
import time


def softmax(X):
    time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


def accuracy(y_hat, y):
    time.sleep(1)
    if os.urandom(1)[0] % 2:
        os.kill(os.getpid(), signal.SIGKILL)
