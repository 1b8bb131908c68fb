"""Files of a zip archive, taken out in memory; nothing is ever extracted to the disk."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence

from autograder.files import TooLargeError, UnreadableError
from autograder.i18n import Phrase, Text, _
from autograder.intake.files import MAX_DEPTH, Entry, is_hidden, too_deep
from autograder.intake.names import kind_of, passed_over
from autograder.intake.problem import Problem, ignored

MAX_ARCHIVE_BYTES = 32 << 20
MAX_MEMBERS = 10_000
MAX_DIRECTORY_BYTES = 2 << 20
"""The list of members, before it is read: each becomes a large object."""
MAX_PATH_BYTES = 1 << 10
"""A member may be called anything of up to 64 KiB; a record has its path many times over."""
MAX_SHOWN = 80
END = struct.Struct("<4s4H2LH")
END_MARK = b"PK\x05\x06"
ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What the library raises for archives that are none."""


class DamagedError(UnreadableError):
    """A member is damaged, which is known only after so many bytes of it were unpacked."""

    def __init__(self, reason: Text, size: int) -> None:
        super().__init__(reason)
        self.size = size


def list_archive(data: bytes, path: Sequence[str]) -> tuple[list[Entry], list[Problem]]:
    """The files of an archive that may be read, and what was passed over.

    One folder that holds all the rest does not count as a level.

    Args:
        data: the archive.
        path: where it lies in the submission.

    Raises:
        UnreadableError: it is damaged, or has too many members.
    """
    archive = _open(data)
    found: dict[str, Entry] = {}
    problems: list[Problem] = []
    others: list[str] = []
    # The library's own is_dir() fails on a member without a name.
    members = [m for m in archive.infolist() if not m.filename.endswith("/")]
    levels = MAX_DEPTH + _has_one_folder(members)
    for member in members:
        entry = _entry(archive, member, path)
        parts = entry.path[len(path) :]
        if len("/".join(parts).encode()) > MAX_PATH_BYTES:
            too_long = Phrase("its path has more than {most} bytes", most=MAX_PATH_BYTES)
            problems.append(ignored(f"{entry.shown[:MAX_SHOWN]} …", too_long))
        elif any(is_hidden(part) for part in parts if part != ".."):
            continue
        elif not kind_of(parts[-1]):
            others.append(entry.shown)
        elif reason := _why_not(member, parts):
            problems.append(ignored(entry.shown, reason))
        elif len(parts) > levels:
            problems.append(ignored(entry.shown, too_deep()))
        else:
            if entry.shown in found:
                twice = _("{path} is twice in the archive; the last one counts")
                problems.append(Problem(entry.shown, twice.format(path=entry.shown)))
            found[entry.shown] = entry
    if not (found or others or problems):
        shown = "/".join(path)
        problems.append(Problem(shown, _("{path} is empty").format(path=shown)))
    return list(found.values()), problems + passed_over(others, all_there_is=not found)


def _open(data: bytes) -> zipfile.ZipFile:
    place = data.rfind(END_MARK)
    if place < 0 or len(data) < place + END.size:
        raise UnreadableError(_("it is not a whole zip archive"))
    members, directory = END.unpack_from(data, place)[4:6]
    if members > MAX_MEMBERS or directory > MAX_DIRECTORY_BYTES:
        raise UnreadableError(Phrase("it has more than {most} files", most=MAX_MEMBERS))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise UnreadableError(
            Phrase("it is not a whole zip archive ({error})", error=error)
        ) from None
    if len(archive.infolist()) > MAX_MEMBERS:
        raise UnreadableError(Phrase("it has more than {most} files", most=MAX_MEMBERS))
    return archive


def _has_one_folder(members: Sequence[zipfile.ZipInfo]) -> bool:
    tops = {member.filename.partition("/")[0] for member in members}
    visible = {top for top in tops if not is_hidden(top)}
    return len(visible) == 1 and all("/" in m.filename for m in members)


def _entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Sequence[str]) -> Entry:
    name = member.filename.replace("\\", "/").encode("utf-8", "backslashreplace").decode()
    return Entry((*path, *name.split("/")), lambda limit: _read(archive, member, limit))


def _why_not(member: zipfile.ZipInfo, parts: Sequence[str]) -> str:
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return _("its path leads out of the archive")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return _("it is a link") if stat.S_ISLNK(mode) else _("it is not a regular file")
    if kind_of(parts[-1]) == "archive":
        return _("an archive within an archive is not opened")
    return ""


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """A member's bytes, as long as there are no more than the limit, whatever it declares.

    Raises:
        UnreadableError: it is encrypted, damaged or too large.
    """
    if member.flag_bits & ENCRYPTED:
        raise UnreadableError(_("it is encrypted"))
    if member.compress_type not in METHODS:
        raise UnreadableError(_("it is compressed in a way that is not read; use plain zip"))
    size = max(member.file_size, member.compress_size)  # the second where it holds nothing
    if size > limit:
        raise TooLargeError(size, limit)
    try:
        with archive.open(member) as opened:
            return opened.read(limit)  # no more is decompressed than was declared
    except DAMAGE as error:
        raise DamagedError(Phrase("it is damaged ({error})", error=error), size) from None
