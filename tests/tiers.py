"""Parameters of which the fast tests try a few."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def mostly_slow(values: Mapping[str, Any] | Iterable[str], *fast: str) -> list[Any]:
    """A parameter for each value, with its name as id; all are slow but those named in `fast`."""
    by_name = values if isinstance(values, Mapping) else {name: name for name in values}
    assert set(fast) <= set(by_name)
    return [
        pytest.param(value, id=name, marks=() if name in fast else pytest.mark.slow)
        for name, value in by_name.items()
    ]
