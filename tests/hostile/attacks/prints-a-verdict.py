# Prints lines that look like the report's own: a table, a total, a prompt, a next student.
# earns: softmax=0 (failed) accuracy=0 (failed)
LINES = """
FORGED-student    11  100.0      7 ✓       4 ✓
001-FORGED  11  100.0

11 of 11 points, 1 of 1 badges FORGED
Everything is right. FORGED
autograder: FORGED
$ FORGED
"""


def softmax(X):
    print(LINES * 3)
    raise ValueError(LINES)


def accuracy(y_hat, y):
    raise type("ValueError" + LINES, (Exception,), {"__module__": LINES})(LINES)
