"""The kinds of values that a domain gives, by which its examples are told from other data.

A kind says where in an example a value stands, its type and how many axes it has; texts, of which
a domain has a few, are kinds of their own. With each kind goes the largest size that was seen of
it: of a number or an element its distance from zero, of an axis or a list its length.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from autograder.inputs import Example
from autograder.values import Array

ROOM = 10
"""An example of another seed may have a size that is so many times as large as all that were
seen, or as this number where these are small."""


@dataclass(frozen=True)
class Kinds:
    """The kinds and sizes of values that a domain gives.

    Attributes:
        names: that an example may have, all of them together.
        largest: the kinds of values, each with its largest size.
    """

    names: frozenset[frozenset[str]]
    largest: Mapping[str, float]

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Self:
        """The kinds in examples that are all right."""
        largest: dict[str, float] = {}
        names = set()
        for example in examples:
            names.add(frozenset(example))
            for kind, size in parts_of(example):
                largest[kind] = max(size, largest.get(kind, 0))
        return cls(frozenset(names), largest)

    def fit(self, example: Example) -> bool:
        """Tells by names, kinds and sizes an example that the domain may give."""
        return frozenset(example) in self.names and all(
            kind in self.largest and size <= ROOM * max(self.largest[kind], ROOM)  # not so for NaN
            for kind, size in parts_of(example)
        )


def parts_of(example: Example) -> Iterator[tuple[str, float]]:
    """The kinds and sizes of all values of an example."""
    for name, value in example.items():
        yield from parts(value, name)


def parts(value: Any, where: str) -> Iterator[tuple[str, float]]:
    """The kinds and sizes of a value and of all that is within it, the outermost first."""
    kind = f"{where}/{type(value).__name__}"
    if isinstance(value, np.ndarray):
        kind += f" {value.dtype} of {value.ndim} axes"
        yield f"{kind}, its shape", max(value.shape, default=0)
        yield f"{kind}, its elements", largest_in(value)
    elif isinstance(value, Mapping):
        yield kind, len(value)
        for key, item in value.items():
            yield from parts(key, f"{kind} key")
            yield from parts(item, f"{kind} item")
    elif isinstance(value, list | tuple):
        yield kind, len(value)
        for place, item in enumerate(value):
            yield from parts(item, f"{kind}[{place}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name), f"{kind}.{field.name}")
    elif isinstance(value, str):
        yield kind, len(value)
        yield f"the text {value!r}", 0  # wherever it stands
    elif isinstance(value, bytes):
        yield kind, len(value)
    else:
        yield kind, 0 if value is None else abs(value)


@np.errstate(invalid="ignore")  # some kinds of NaN
def largest_in(array: Array) -> float:
    """The largest distance of an element from zero; NaN if there is one."""
    return float(np.abs(array.astype(np.float64)).max(initial=0))
