"""Takes apart what a worker sends. Nothing here trusts a byte of it.

Whatever comes in, the outcome is a message of the declared type or `MalformedError`, and what
is kept in the meantime is never more than one frame and what was received along with it.
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from autograder.errors import GraderFault
from autograder.worker.protocol import HEADER, MAGIC, MAX_ANSWER_BYTES, Kind, Message

Reply = TypeVar("Reply", bound=Message)


class MalformedError(ValueError):
    """A worker sent something that is not an answer."""


class NotReadyError(GraderFault):
    """A worker says that it could not be made ready for a student's code."""


class Frames:
    """Bytes in, the bodies of the frames that are due out."""

    def __init__(self, kind: Kind, first: int, due: int) -> None:
        """Expects so many frames of one kind.

        Args:
            kind: of all of them.
            first: the number of the first one; each next one has the next.
            due: how many.
        """
        self._kind = kind
        self._number = first
        self._end = first + due
        self._incoming = bytearray()

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yields the bodies that are complete with these bytes.

        Raises:
            MalformedError: a header is not the one that is due; its body is not waited for.
            NotReadyError: the worker could not be made ready.
        """
        self._incoming += received
        position = 0
        while len(self._incoming) - position >= HEADER.size:
            kind, length = self._read_header(position)
            start = position + HEADER.size
            if len(self._incoming) < start + length:
                break
            position = start + length
            body = bytes(self._incoming[start:position])
            if kind == Kind.FAULT:
                reason = body.decode("utf-8", "replace")
                raise NotReadyError(f"A worker could not be made ready: {reason}")
            self._number += 1
            yield body
        del self._incoming[:position]

    def _read_header(self, position: int) -> tuple[int, int]:
        magic, number, kind, length = HEADER.unpack_from(self._incoming, position)
        fault = kind == Kind.FAULT and number == 0  # said before any of a student's code, or never
        due = number == self._number < self._end and (kind == self._kind or fault)
        if magic != MAGIC or not due or length > MAX_ANSWER_BYTES:
            raise MalformedError("it is not the frame that is due")
        return kind, length


def decode(body: bytes, kind: type[Reply]) -> Reply:
    """Reads the body of a frame.

    Raises:
        MalformedError: it is no message of this type.
    """
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise MalformedError(str(error)) from None
