"""Which files a worker may open: what torch and numpy are made of, one by one, and no more.

Not the whole of site-packages or /usr/lib, where the grader itself may be installed.
"""

import contextlib
import ctypes
import importlib.metadata
import os
import re
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from autograder.worker.landlock import READ_DIR, READ_FILE, WRITE_FILE

LIBRARIES = ("torch", "numpy", "msgspec")
NOT_STANDARD = {"site-packages", "dist-packages", "test"}
SHARED = {"..", "", "bin", "share"}
NAME = re.compile(r"[A-Za-z0-9._-]+")
DEVICES = {
    "/dev/null": READ_FILE | WRITE_FILE,
    "/dev/zero": READ_FILE,
    "/dev/urandom": READ_FILE,
}
LOADER_CACHE = "/etc/ld.so.cache"


def grants(secret: str, files: str = "") -> dict[str, int]:
    """The paths with their rights, as Landlock takes them; nothing that holds `secret`.

    Of the folder `files`, what is in it may be read, but not listed.
    """
    standard = sysconfig.get_path("stdlib")
    found = dict.fromkeys(standard_library(standard), READ_FILE | READ_DIR)
    listed = {standard}  # by the finder, which looks for modules there
    for distribution in closure(LIBRARIES):
        folder = Path(str(distribution.locate_file("")))
        listed.add(str(folder))
        for entry in top_level(distribution):
            found[str(folder / entry)] = READ_FILE | READ_DIR
    hidden = Path(secret).resolve()
    readable = {p: r for p, r in found.items() if not hidden.is_relative_to(Path(p).resolve())}
    wanted = (
        dict.fromkeys(listed, READ_DIR)
        | readable
        | dict.fromkeys([LOADER_CACHE, *system_libraries()], READ_FILE)
        | DEVICES
        | ({files: READ_FILE} if files else {})
    )
    # Not all that a distribution names need be there, least of all where names are guessed.
    return {path: rights for path, rights in wanted.items() if Path(path).exists()}


def standard_library(folder: str) -> list[str]:
    return [entry.path for entry in os.scandir(folder) if entry.name not in NOT_STANDARD]


def closure(names: Iterable[str]) -> list[importlib.metadata.Distribution]:
    """The distributions of these names, and what they require, as far as it is installed."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.distribution(name)
            waiting += filter(None, map(required, found[name].requires or ()))
    return list(found.values())


def required(line: str) -> str:
    """The name in a line such as "sympy>=1.13; extra == 'all'"; extras don't count."""
    requirement, _, marker = line.partition(";")
    match = NAME.match(requirement)
    return match.group().lower().replace("_", "-") if match and "extra" not in marker else ""


def top_level(distribution: importlib.metadata.Distribution) -> set[str]:
    """What a distribution has put into its folder: packages, modules and their bytecode.

    Those of Debian have no list of files, only of modules, or not even that.
    """
    if record := distribution.read_text("RECORD"):
        files = (line.partition(",")[0].strip('"') for line in record.splitlines())
        parts = ((file, file.partition("/")[0]) for file in files)
        return {f if top == "__pycache__" else top for f, top in parts if top not in SHARED}
    name = distribution.metadata["Name"].replace("-", "_")
    modules = (distribution.read_text("top_level.txt") or name).split()
    return {entry for module in modules for entry in (module, f"{module}.py")}


def system_libraries() -> list[str]:
    """The files that the standard library's extension modules are linked with.

    The dynamic loader knows best, so this loads them all: to be called in a child.
    """
    for module in Path(sysconfig.get_path("stdlib"), "lib-dynload").iterdir():
        with contextlib.suppress(OSError):
            ctypes.CDLL(str(module))
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sorted(
        {f"/{path}" for _, _, path in (line.partition("/") for line in maps) if ".so" in path}
    )
