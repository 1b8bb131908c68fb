"""Hostile submissions that are too large to be files among the others."""

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from shapes import notebook_of

FUNCTIONS = ("softmax", "accuracy")
"""What they are about, as most of the others."""


def slow_to_compile(number: int) -> str:
    """A second of work: each block is compiled twice, and so are those within."""
    blocks = [f"{' ' * n}try: pass\n{' ' * n}finally:\n" for n in range(1, 18)]
    return f"def slow{number}():\n{''.join(blocks)}{' ' * 18}x = 1\n"


def slow_notebooks() -> dict[str, bytes]:
    """Twenty notebooks, each of which is read in a little less than its time."""
    cells = [slow_to_compile(number) for number in range(5)]
    return {f"n{n:02}.ipynb": notebook_of(*cells, f"x = {n}") for n in range(20)}


def cut_short() -> dict[str, bytes]:
    """Broken cells, which functions need that another cell keeps from running."""
    body = "    x = [1, 2, 3]\n" * 150
    cells = [f"def h{n}(X):\n{body}    return X\nclass C{n}:\n    return 1" for n in range(300)]
    needs = ", ".join(f"h{n}, C{n}" for n in range(300))
    functions = [f"def {name}(*a): return boom, {needs}" for name in FUNCTIONS]
    return {"softmax_regression.ipynb": notebook_of("boom = undefined", *cells, *functions)}


def many_names() -> dict[str, bytes]:
    """Fifty modules, each with as many names as are told of one."""
    return {f"m{n}.py": ";".join(f"a{i} = exec" for i in range(2400)).encode() for n in range(50)}


def chains() -> dict[str, bytes]:
    """Fifty modules of functions that call each other from the first to the last."""
    chain = "\n".join(f"def f{n}(X): return f{n + 1}(X)" for n in range(1200))
    ends = "def softmax(X): return f0(X)\ndef accuracy(a, b): return f0(a)\n"
    return {f"m{n}.py": f"{chain}\n{ends}".encode() for n in range(50)}


def modules_that_sleep() -> dict[str, bytes]:
    code = b"import time\nfrom math import *\ntime.sleep(60)\n"
    return {f"m{n}.py": code for n in range(50)}


def misnamed_members() -> dict[str, bytes]:
    """Five archives of ten thousand names, each of which is a little like that of a module."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for n in range(9_990):
            archive.writestr(f"sotfmax_regresion{n:05}{'linear_regression_softmax' * 4}.py", b"")
    return {f"a{n}.zip": stream.getvalue() for n in range(5)}


def damaged_members(size: int) -> dict[str, bytes]:
    """Five archives of members that unpack to so many bytes and then turn out to be damaged."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(size)) + packer.flush()
    members, central = io.BytesIO(), io.BytesIO()
    count = min(9_990, (31 << 20) // (len(data) + 100))
    for number in range(count):
        name = f"n{number:04}.ipynb".encode()
        head = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x21, 1, len(data), size, len(name), 0)
        tail = struct.pack("<3H2L", 0, 0, 0, 0, members.tell())
        central.write(b"PK\1\2" + struct.pack("<H", 20) + head + tail + name)
        members.write(b"PK\3\4" + head + name + data)
    start, listed = members.tell(), central.getvalue()
    end = struct.pack("<4H2LH", 0, 0, count, count, len(listed), start, 0)
    archive = members.getvalue() + listed + b"PK\5\6" + end
    return {f"a{n}.zip": archive for n in range(5)}


MADE: dict[str, Callable[[], Mapping[str, bytes]]] = {
    "slow notebooks": slow_notebooks,
    "broken cells before a cell that stops": cut_short,
    "modules of names": many_names,
    "modules of chains": chains,
    "modules that sleep": modules_that_sleep,
    "misnamed members": misnamed_members,
    "damaged members": partial(damaged_members, 8 << 20),
    "small damaged members": partial(damaged_members, 1),
}
