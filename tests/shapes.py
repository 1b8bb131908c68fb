"""Submissions in the shapes that students hand in, for tests."""

import io
import json
import warnings
import zipfile
from collections.abc import Mapping


def notebook_of(*cells: str, **document: object) -> bytes:
    """A notebook of these code cells; a single line that begins with "# " is a heading."""
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"cell_type": "markdown" if cell.startswith("# ") and "\n" not in cell else "code",
             "source": cell, "outputs": [], "metadata": {}}
            for cell in cells
        ],
    } | document).encode()  # fmt: skip


def zip_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive; names are written as they are, sensible or not."""
    return zip_of_pairs([(zipfile.ZipInfo(name), data) for name, data in members.items()], method)


def zip_of_pairs(
    members: list[tuple[zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """An archive of members that may have the same name, or strange attributes."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for member, data in members:
            member.compress_type = method
            archive.writestr(member, data)
    return stream.getvalue()


def with_flag(archive: bytes, flag: int) -> bytes:
    """The archive with a flag set for all members, such as 1 for encryption."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= flag
            place = data.find(mark, place + 4)
    return bytes(data)
