"""The memory of this process: what of it goes back to the system when it is free again."""

import ctypes
import os
from pathlib import Path

SLACK_BYTES = 8 << 20
"""Growth that is not looked after: it takes a few milliseconds to do so."""


class Heap:
    """Sees to it that one large submission does not make the process large for good."""

    def __init__(self) -> None:
        self._size = 0

    def tidy(self) -> None:
        """Has the C library give back what is free, if the process has grown since the last time.

        By itself it keeps blocks that it once had large ones of.
        """
        if resident_bytes() > self._size + SLACK_BYTES:
            trim()
            self._size = resident_bytes()


def resident_bytes() -> int:
    """The memory that the process uses, or 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def trim() -> None:
    """Has glibc give back what is free; other C libraries do so by themselves, or can't."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
