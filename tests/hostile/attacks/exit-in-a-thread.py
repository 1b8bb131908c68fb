# Ends the process from a thread while the function is called.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import os
import threading
import time


def softmax(X):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(60)


def accuracy(y_hat, y):
    threading.Timer(0.01, os._exit, [0]).start()
    time.sleep(60)
