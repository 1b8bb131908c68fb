# Says that it is ready, that it is loaded, that the grader failed, and things that have no name.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import target

KINDS = iter([target.READY, target.LOADED, target.FAULT, 0, 1, 255] * 10)


def softmax(X):
    target.send(next(KINDS), 2, b"Landlock is missing")


def accuracy(y_hat, y):
    target.send(target.FAULT, 2, b"The zygote has ended")
