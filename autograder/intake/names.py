"""What the name of a file says: what it holds, and which module it was meant to be."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from autograder.i18n import _
from autograder.intake.problem import Problem, ignored, listed

Kind = Literal["module", "notebook", "archive"]
KINDS: dict[str, Kind] = {
    ".py": "module", ".pyw": "module", ".ipynb": "notebook", ".zip": "archive",
}  # fmt: skip
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
PROPER = (".py", ".ipynb")
ENDINGS = re.compile(r"((?:\.(?:pyw?|ipynb|zip|txt|json))+)\s*$", re.IGNORECASE)
"""The endings that count, and those that browsers and editors hang on to them."""
WORD = re.compile(r"[^\W_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SIMILAR = 0.85
MAX_TOLD = 3


def kind_of(name: str) -> Kind | None:
    """What a file holds, if it is one of those that are read."""
    endings = _endings(name).lower().split(".")
    kinds = [KINDS[f".{ending}"] for ending in endings if f".{ending}" in KINDS]
    return kinds[-1] if kinds else None


def passed_over(paths: Sequence[str], *, all_there_is: bool) -> list[Problem]:
    """What is said of files that hold nothing that is read.

    Archives of other kinds may hold the work; a text or a picture is only told if it is all
    there is.
    """
    archives = [path for path in paths if path.lower().endswith(OTHER_ARCHIVES)]
    problems = [ignored(path, _("of archives, only .zip is read")) for path in archives]
    others = sorted(set(paths) - set(archives))
    if all_there_is and others:
        problems.append(ignored(listed(others, MAX_TOLD), _("it is no .py or .ipynb")))
    return problems


def stem_of(name: str) -> str:
    """The name without its endings."""
    return name.rstrip().removesuffix(_endings(name)).strip()


def is_proper(name: str) -> bool:
    """Whether a module or a notebook is named as it should be."""
    return any(name == stem_of(name) + ending for ending in PROPER)


def nearest(module: str, names: Iterable[str]) -> list[int]:
    """The places of the names that may have been meant for a module, the likeliest first.

    Those that differ in case and separators come before those with further words, such as
    "(1)", "Copy of" or a student's name, and these before misspelt ones.
    """
    ranked = [(distance(module, name), place) for place, name in enumerate(names)]
    return [place for rank, place in sorted(ranked) if rank is not None and rank < UNLIKE]


UNLIKE = 3


def distance(module: str, name: str) -> int:
    """How far a file's name is from that of a module, in steps from 0 to `UNLIKE`."""
    meant, found = _words(module), _words(stem_of(name))
    if "".join(meant) == "".join(found):
        return 0
    if "".join(meant) in "".join(found):
        return 1
    return 2 if are_alike("".join(meant), "".join(found)) else UNLIKE


def are_alike(meant: str, found: str) -> bool:
    """Whether one may be a misspelling of the other."""
    shorter, longer = sorted([len(meant), len(found)])
    if 2 * shorter < SIMILAR * (shorter + longer):
        return False  # at once: there may be ten thousand names
    alike = difflib.SequenceMatcher(None, meant, found)
    return alike.quick_ratio() >= SIMILAR and alike.ratio() >= SIMILAR


def _endings(name: str) -> str:
    found = ENDINGS.search(name)
    return found[1] if found and found.start() > 0 and not name.startswith(".") else ""


def _words(text: str) -> list[str]:
    plain = CAMEL.sub("_", unicodedata.normalize("NFKC", text))
    return [word.casefold() for word in WORD.findall(plain)]
