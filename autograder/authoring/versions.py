"""Reads the collections of right and wrong versions of a function.

`catalogue/versions/<exercise>.py` holds them as cells, each a complete module:

    # %% wrong: softmax-dim0
    # Sums over the examples instead of over the classes.
    def softmax(X): ...

They are run in workers like any submission, and never imported.
"""

import re
from dataclasses import dataclass
from importlib import resources
from typing import Literal, cast, get_args

Verdict = Literal["right", "wrong", "stretch"]
CELL = re.compile(r"^# %% *(?P<verdict>\w+): *(?P<name>[\w+-]+) *$", re.MULTILINE)


@dataclass(frozen=True)
class Version:
    """One way to write a function, and what must become of it.

    Attributes:
        verdict: "right" loses no core points, "wrong" loses some, "stretch" loses a badge only.
        name: unique among the versions of the function.
        source: a module that defines the function.
    """

    verdict: Verdict
    name: str
    source: bytes


def read_versions(exercise: str) -> list[Version]:
    """All versions of one function, in the order of the catalogue's file.

    Raises:
        ValueError: see `versions_in`.
    """
    path = resources.files("autograder.catalogue") / "versions" / f"{exercise}.py"
    return versions_in(path.read_text(encoding="utf-8"), exercise)


def versions_in(text: str, exercise: str) -> list[Version]:
    """The versions that the cells of a file hold.

    Raises:
        ValueError: a cell's verdict is unknown, or two have the same name.
    """
    headers = list(CELL.finditer(text))
    if len(headers) != len(re.findall(r"^# %%", text, re.MULTILINE)):
        raise ValueError(f"a header in the versions of {exercise} is not '# %% verdict: name'")
    ends = [header.start() for header in headers[1:]] + [len(text)]
    versions = [
        Version(_verdict(header["verdict"]), header["name"], text[header.end() : end].encode())
        for header, end in zip(headers, ends, strict=True)
    ]
    names = [version.name for version in versions]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"versions of {exercise} with the same name: {sorted(twice)}")
    return versions


def _verdict(text: str) -> Verdict:
    if text not in get_args(Verdict):
        raise ValueError(f"{text!r} is no verdict; expected one of {get_args(Verdict)}")
    return cast("Verdict", text)
