"""Makes `import` pass over what a worker may not read, as if it were not installed."""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path


class ReadableModules(importlib.abc.MetaPathFinder):
    """Finds modules in files, like Python's own finder, but only in those that can be opened.

    A package that is installed but not granted is then missing, so the finders after this
    one are asked, and a student sees no strange PermissionError.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        return spec if spec is None or is_readable(spec) else None

    def invalidate_caches(self) -> None:
        importlib.machinery.PathFinder.invalidate_caches()


def is_readable(spec: importlib.machinery.ModuleSpec) -> bool:
    if not spec.has_location or spec.origin is None:  # of several folders, or of none
        return True
    try:
        with Path(spec.origin).open("rb"):
            return True
    except OSError:
        return False


def find_only_readable_modules() -> None:
    place = sys.meta_path.index(importlib.machinery.PathFinder)
    sys.meta_path[place] = ReadableModules()
