"""What the attacks of this folder aim at; the test gives each submission a copy of this module.

Without the places that the test fills in, which are all made for it, no attack does anything
outside of its own process.
"""

import ctypes
import errno
import os
import socket
import struct

PLACES = {}
NUMBERS = {}
globals().update(PLACES)

HEADER = struct.Struct(">4sIBI")
CALL, LOADED, ANSWER, READY, FAULT = 3, 4, 5, 6, 7
libc = ctypes.CDLL(None, use_errno=True)
REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS}


class Reached(Exception):  # noqa: N818 - it is no error
    """An attempt that should have been refused was not."""


def must_fail(*attempts):
    """Makes attempts, each of which has to be refused by the kernel or find nothing to import."""
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except ImportError:
            continue
        except OSError as error:
            if error.errno in REFUSALS:
                continue
            raise Reached(f"attempt {number} ended otherwise: {error!r}") from error
        raise Reached(f"attempt {number} was let through")


def call(name, *arguments):
    """Calls the kernel by the name of a system call."""
    result = libc.syscall(NUMBERS[name], *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def connect(family, kind, port):
    """Connects a socket and sends a line, past Python's own module for sockets."""
    descriptor = call("socket", family, kind, 0)
    address = struct.pack("=H", family) + struct.pack(">H", port) + socket.inet_aton("127.0.0.1")
    call("connect", descriptor, address + bytes(8), 16)
    os.write(descriptor, b"score=11")


def connect_unix(name):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(name)
    connection.sendall(b"score=11")


def send(kind, number, body):
    """Sends the grader a frame, as only the worker's own loop should."""
    data = HEADER.pack(b"AGR1", number, kind, len(body)) + body
    while data:
        data = data[os.write(3, data) :]


def take_over(bodies):
    """Answers the first call and all that follow with these, in the place of the worker's loop."""
    number = 2
    while True:
        send(ANSWER, number, next(bodies))
        header = read(HEADER.size)
        _, number, _, length = HEADER.unpack(header)
        read(length)


def read(size):
    data = b""
    while len(data) < size:
        part = os.read(3, size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data
