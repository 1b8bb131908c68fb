"""Writing files so that a reader, or a run after a crash, sees the old one or the new one."""

import os
import tempfile
from pathlib import Path

UNFINISHED = ".part"
"""The end of a temporary file's name."""


def write_atomically(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Writes a file by way of a temporary one beside it.

    Args:
        path: of the file.
        data: all of it.
        lasting: wait for the disk, so that a power cut leaves the old file or the new one. What
            is easily made again need not; a few milliseconds a file.

    Raises:
        OSError: the folder can't be written.
    """
    descriptor, temporary = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> None:
    """Removes what writes that were killed have left; nobody else may be writing here.

    Raises:
        OSError: the folder can't be read or written.
    """
    for path in folder.glob(f".*{UNFINISHED}"):
        path.unlink()
