"""The state that is kept in a student's folder: one file, which is opened in one way.

A folder may have come from anyone, so what is read there is data of declared types within limits,
and nothing is read or written through a link. A file that can't be read or written costs the
memory, nothing else.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from autograder.ascii_json import encode_json
from autograder.files import OpenFolder, UnreadableError
from autograder.records import FunctionStatus

PLACE = Path(".autograder", "progress.json")
MAX_BYTES = 1 << 20
MAX_SCORE = 1_000_000
"""In hundredths, more than an exercise can have."""

Name = Annotated[str, msgspec.Meta(max_length=200)]


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The outcome of a function when it was last checked.

    `code` is a digest of the file that it stood in, so that a later change of it is noticed.
    """

    status: FunctionStatus
    score: Annotated[int, msgspec.Meta(ge=0, le=MAX_SCORE)]
    file: Annotated[str, msgspec.Meta(max_length=4096)]
    code: Annotated[str, msgspec.Meta(max_length=64)]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number of steps that were shown of the hints on a mistake."""

    mistake: Name
    steps: Annotated[int, msgspec.Meta(ge=0, le=1000)]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last check of each function, and the hints on it that were shown."""

    checks: dict[Name, Check] = {}
    hints: dict[Name, Seen] = {}


def read_state(home: Path) -> State:
    """The state that is kept in a folder; an empty one if it can't be read."""
    try:
        with OpenFolder(home) as folder:
            return decode_state(folder.read(PLACE.parts, MAX_BYTES))
    except (OSError, UnreadableError, msgspec.MsgspecError):
        return State()


def decode_state(data: bytes) -> State:
    """The state in a file's content.

    Raises:
        msgspec.MsgspecError: it is not what was written.
    """
    try:
        return msgspec.json.decode(data, type=State)
    except (ValueError, RecursionError) as error:  # text that is not UTF-8; nested too deep
        raise msgspec.DecodeError(str(error)) from None


def add_to_state(
    home: Path,
    *,
    checks: Mapping[str, Check] | None = None,
    hints: Mapping[str, Seen] | None = None,
) -> None:
    """Keeps more in a folder, beside what is there."""
    known = read_state(home)
    state = State({**known.checks, **(checks or {})}, {**known.hints, **(hints or {})})
    with contextlib.suppress(OSError), OpenFolder(home) as folder:
        folder.write(PLACE.parts, encode_json(state, indent=0))


def home_of(path: Path) -> Path:
    """The folder of a student's work, in which things are remembered."""
    return path if path.is_dir() else path.parent
