# Takes over the connection and sends epochs: parameters beyond measure, texts and lists without end.
# line, linear_regression: training sent something that is not an answer
import os
import struct

HEADER = struct.Struct(">4sIBI")
NUMBER = 3


def synthetic_data(w, b, num_examples, noise_std=0.01):
    body = b"\x98\xc0" + b"\xcb\x7f\xf8\0\0\0\0\0\0" * 4 + b"\xdd\xff\xff\xff\xff"
    for number in range(20):
        os.write(3, HEADER.pack(b"AGR1", number, 13, len(body)) + body)
    while True:
        pass
