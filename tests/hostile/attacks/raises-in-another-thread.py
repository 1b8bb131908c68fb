# Has the interpreter raise an exception in the worker's own loop, some time after its call.
# earns: softmax=0 (failed|crashed|timeout) accuracy=0 (failed|crashed|timeout)
import ctypes
import threading
import time

MAIN = threading.main_thread().ident


def strike(kind):
    for _ in range(50):
        time.sleep(0.001)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(MAIN), ctypes.py_object(kind))


def softmax(X):
    threading.Thread(target=strike, args=(SystemExit,), daemon=True).start()
    time.sleep(0.02)
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    threading.Thread(target=strike, args=(KeyboardInterrupt,), daemon=True).start()
    time.sleep(0.02)
    return (y_hat.argmax(dim=1) == y).float().mean().item()
