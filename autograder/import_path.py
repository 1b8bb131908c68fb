"""Keeps Python from importing what lies in the current folder, where students' files may be.

A `types.py` or a folder `multiprocessing` there would be taken for the module of that name. This
runs before anything else of ours, so it imports what is built into Python or frozen in it alone.
"""

import os
import site
import sys

SHOWN = 3
"""Of the files that stand in the way, so many are named."""


def secure() -> None:
    """Takes the current folder off the path of this process and of every Python it starts.

    Raises:
        SystemExit: it was on the path, and holds modules that may have been imported already.
    """
    before = sys.path[:]
    sys.path[:] = safe(before)
    unsafe = [place for place, folder in enumerate(before) if not is_safe(folder)]
    if found := [file for place in unsafe for file in shadows(*before[place:])]:
        sys.stderr.write(f"autograder: {refusal(found)}\n")
        raise SystemExit(2)
    environment = safe_environment()
    os.environ.pop("PYTHONPATH", None)
    os.environ.update(environment)


class SafePath:
    """A path; within, modules are imported from its folders alone.

    For a process that is not ours, such as a notebook's kernel or pytest: the path of that has to
    stay as it is, with the student's folder on it.
    """

    def __init__(self, folders: list[str]) -> None:
        self._folders = folders
        self._before: list[list[str]] = []

    def __enter__(self) -> None:
        self._before.append(sys.path[:])
        sys.path[:] = self._folders

    def __exit__(self, *_error: object) -> None:
        sys.path[:] = self._before.pop()


def safe(path: list[str]) -> list[str]:
    """The folders of a path without the current one and those that are named relative to it."""
    return [folder for folder in path if is_safe(folder)]


def safe_environment() -> dict[str, str]:
    """The environment of this process, in which another Python has a safe path."""
    environment = os.environ | {"PYTHONSAFEPATH": "1"}
    named = environment.pop("PYTHONPATH", "").split(os.pathsep)
    if kept := [folder for folder in named if is_safe(folder)]:
        environment["PYTHONPATH"] = os.pathsep.join(kept)
    return environment


def is_safe(folder: str) -> bool:
    """Whether a folder is not the current one, unless Python's own libraries are there."""
    if not os.path.isabs(folder):
        return False
    here = folder in relative_folders() or same(folder, os.curdir)
    return not here or any(same(folder, library) for library in libraries())


def relative_folders() -> list[str]:
    """The folders that PYTHONPATH names as seen from the current one, as Python has them."""
    named = os.environ.get("PYTHONPATH")
    folders = named.split(os.pathsep) if named else ()
    try:
        return [os.path.abspath(folder) for folder in folders if not os.path.isabs(folder)]
    except OSError:  # the current folder is gone
        return []


def libraries() -> list[str]:
    """The folders of the standard library and of installed packages."""
    standard = os.path.dirname(os.__file__)
    dynamic = os.path.join(standard, "lib-dynload")
    return [standard, dynamic, *site.getsitepackages(), site.getusersitepackages()]


def same(folder: str, other: str) -> bool:
    try:
        return os.path.samefile(folder, other)
    except OSError:
        return False


def shadows(folder: str, *later: str) -> list[str]:
    """The files of a folder that come before modules of the later folders of a path."""
    folder = folder or os.curdir
    hidden = [other for other in later if is_safe(other)]
    try:
        names = {entry.partition(".")[0] for entry in os.listdir(folder)}
    except OSError:
        return []
    found = [shadow(name, folder, hidden) for name in sorted(names) if name.isidentifier()]
    return [file for file in found if file]


def shadow(name: str, folder: str, hidden: list[str]) -> str:
    """The file, or the folder of files, that hides a module of this name; nothing if none does."""
    from importlib.machinery import (  # noqa: PLC0415 - only now from where it should come
        BuiltinImporter,
        FrozenImporter,
        PathFinder,
    )

    if BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name):
        return ""  # these come before any folder
    here, other = PathFinder.find_spec(name, [folder]), PathFinder.find_spec(name, hidden)
    installed = other is not None and other.origin is not None
    if here is None or not (installed or name in sys.stdlib_module_names):
        return ""
    if here.origin is None:  # a folder without __init__.py, which gives way to any other module
        return "" if installed else f"{name}/"
    if same(here.origin, os.path.join(os.path.dirname(__file__), "__init__.py")):
        return ""  # a checkout, whose own package this is
    return os.path.relpath(here.origin, folder)


def refusal(found: list[str]) -> str:
    """What is in the way, and how to begin without it."""
    from autograder.i18n import _, language_of, use_language  # noqa: PLC0415 - as above

    use_language(language_of())
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if any(named) and not all(map(is_safe, named)):
        said = _(
            "Python would take {files} for modules of its own or of its libraries. "
            "Take the current folder off PYTHONPATH."
        )
    else:
        said = _(
            "Python would take {files} for modules of its own or of its libraries. "
            "Leave out the current folder:  python -P -m autograder"
        )
    return said.format(files=", ".join(found[:SHOWN]) + (" …" if found[SHOWN:] else ""))


INSTALLED = SafePath(safe(sys.path))
"""The path as it was when this was imported, which is before a student's code can change it."""
