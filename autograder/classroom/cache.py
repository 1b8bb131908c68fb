"""Results of earlier runs, by what they were made from: whatever the folder, graded once.

The unit is a submission, not a function: a function that is right leaves its worker to the next
one, so that a result may depend on the calls that were made before. A worker for each function
would make grading a third slower, for everybody.

The cache is only ever a cache: an entry that is damaged, or that can't be written, costs the
time to grade once more.
"""

import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.caches import CacheFolder
from autograder.errors import UserError
from autograder.records import (
    MAX_RECORD_BYTES,
    SubmissionResult,
    decode_result,
    encode_result,
)

VARIABLE = "AUTOGRADER_CACHE_MIB"
DEFAULT_MIB = 1024
DIGEST_BYTES = 32
ENDING = ".result"
FULL = 0.9
"""What is removed leaves so much of the room in use, so that not every run has to remove."""


class ResultCache:
    """A folder of records, each under the digest of all that shaped it."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        """Opens the cache; with no room it keeps nothing and knows nothing."""
        self._files = CacheFolder(folder)
        self._max_bytes = max_bytes
        self._saved = False

    def load(self, key: str, student: str) -> SubmissionResult | None:
        """The record under a key, made out to a student; nothing if there is no whole one."""
        if not self._max_bytes:
            return None
        data = self._files.read(name_of(key), MAX_RECORD_BYTES)
        if data is None:
            return None
        try:
            result = decode_result(unpacked(data))
        except (ValueError, RecursionError, zlib.error, msgspec.MsgspecError):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._files.path / name_of(key))  # what is used is kept longest
        return msgspec.structs.replace(result, student=student)

    def save(self, key: str, result: SubmissionResult) -> None:
        """Keeps a record, without its student's name."""
        if not self._max_bytes:
            return
        nobodys = msgspec.structs.replace(result, student="")
        if self._files.write(name_of(key), packed(encode_result(nobodys))):
            self._saved = True

    def trim(self) -> None:
        """Removes what was not used for the longest time, until all fits into the room."""
        if not self._saved:
            return
        entries = sorted(self._entries())
        size = sum(bytes_ for _, bytes_, _ in entries)
        if size <= self._max_bytes:
            return
        for _, bytes_, path in entries:
            if size <= FULL * self._max_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                size -= bytes_

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """When each file of the cache was last used, its size and its path."""
        for path in self._files.path.glob("*/*"):  # halves of files that a kill has left, too
            with contextlib.suppress(OSError):
                status = path.stat()
                yield status.st_mtime, status.st_size, path


def name_of(key: str) -> str:
    """The file of a record, from the folder."""
    return f"{key[:2]}/{key[2:]}{ENDING}"


def packed(data: bytes) -> bytes:
    body = zlib.compress(data, 1)
    return hashlib.sha256(body).digest() + body


def unpacked(data: bytes) -> bytes:
    """What was packed.

    Raises:
        ValueError, zlib.error: the data are not what was written.
    """
    digest, body = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("the digest differs")
    return zlib.decompressobj().decompress(body, MAX_RECORD_BYTES)


def max_cache_bytes() -> int:
    """How much the cache may hold, which the environment may say.

    Raises:
        UserError: what it says is no number.
    """
    given = os.environ.get(VARIABLE, str(DEFAULT_MIB))
    if not given.isdecimal():
        raise UserError(
            f"{VARIABLE} is {given!r}; expected a number of MiB, such as {DEFAULT_MIB}, or 0 for "
            "no cache of results."
        )
    return int(given) << 20
