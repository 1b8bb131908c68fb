"""Tokens that name one property and one example, so that a counterexample can be run again.

A token holds the example itself: it works without the seed of the run that printed it. It may
come from anyone, so it is data of declared types within limits; whether the example is one that
its exercise may have is for `replaying` to say.
"""

import base64
import binascii
import zlib
from typing import Annotated

import msgspec

from autograder.errors import UserError
from autograder.i18n import _
from autograder.inputs import Example
from autograder.values import from_argument, to_argument
from autograder.worker.protocol import Argument

MAX_TOKEN = 8000
MAX_BYTES = 1 << 16
MAX_NAMES = 50

Name = Annotated[str, msgspec.Meta(max_length=100)]


class Token(msgspec.Struct, frozen=True):
    """One property of one exercise on one example."""

    exercise: str
    property: str
    example: Example


class _Packed(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    exercise: Name
    property: Name
    example: Annotated[dict[Name, Argument], msgspec.Meta(max_length=MAX_NAMES)]


def encode(token: Token) -> str:
    """The token as letters, digits, - and _."""
    example = {name: to_argument(value) for name, value in token.example.items()}
    body = msgspec.msgpack.encode(_Packed(token.exercise, token.property, example))
    return base64.urlsafe_b64encode(zlib.compress(body, 9)).rstrip(b"=").decode()


def decode(text: str) -> Token:
    """Reads a token.

    Raises:
        UserError: it was not made by `encode`, or is incomplete.
    """
    try:
        if len(text) > MAX_TOKEN:
            raise ValueError("too long")  # noqa: TRY301 - said as of all the others
        padded = text + "=" * (-len(text) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        body = unpack(packed)
        read = msgspec.msgpack.decode(body, type=_Packed)
        example = {name: from_argument(value) for name, value in read.example.items()}
    except (binascii.Error, zlib.error, msgspec.MsgspecError, ValueError, RecursionError):
        raise UserError(
            _("{token} is not a whole replay token; copy it as it was printed.").format(
                token=repr(text[:40])
            )
        ) from None
    return Token(read.exercise, read.property, example)


def unpack(packed: bytes) -> bytes:
    """Decompresses all of it, and no more than a token can need.

    Raises:
        ValueError, zlib.error: it is incomplete, too long, or followed by something else.
    """
    decompressor = zlib.decompressobj()
    body = decompressor.decompress(packed, MAX_BYTES)
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("not one whole piece")
    return body
