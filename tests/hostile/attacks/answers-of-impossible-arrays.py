# Takes the connection over and answers with arrays whose shape and data don't fit, or overflow.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import msgspec
import target


def bodies():
    while True:
        for shape in [[2**62, 4], [-1, -1], [2**31, 2**31, 2**31, 2**31], [1] * 5000, [0, 2**40]]:
            value = ["array", "tensor", "f4", shape, b"\0\0\x80?", True]
            yield msgspec.msgpack.encode([value, None, [], [], [], "", ""])


def softmax(X):
    target.take_over(bodies())


def accuracy(y_hat, y):
    value = ["array", "numpy scalar", "f8", [1, 1], bytes(8), False]
    body = msgspec.msgpack.encode([value, None, [], [], [], "", ""])
    target.take_over(iter(lambda: body, None))
