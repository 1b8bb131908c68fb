# Takes the connection over and answers with lists in lists, as deep and as many as fit.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import msgspec
import target

DEEP = b"\x93\xa5items\xa4list\x91" * 50_000 + b"\xc0"
NOTHING = msgspec.msgpack.encode([None, None, [], [], [], "", ""])[2:]
WIDE = ["items", "list", [["items", "list", [["items", "list", [None] * 900]] * 900]]]


def softmax(X):
    body = b"\x97" + DEEP + NOTHING
    target.take_over(iter(lambda: body, None))


def accuracy(y_hat, y):
    body = msgspec.msgpack.encode([WIDE, None, [], [], [], "", ""])
    target.take_over(iter(lambda: body, None))
