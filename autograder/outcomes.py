"""Where answers led, and shelves for them, each with so much room."""

from collections.abc import Iterator
from typing import Any


class Outcomes:
    """Where an answer led: to a next call, to the end, to a finding.

    Attributes:
        call: that was answered.
        body: the answer as it came.
        led: what came of it in each place that waited for it.
        size: the bytes of memory that all this takes, with what was read of the answer.
        submission: the number of the one that gave it first.
        shelf: where this is kept, if it is.
    """

    __slots__ = ("body", "call", "led", "shelf", "size", "submission")

    def __init__(self, call: bytes, body: bytes, size: int, submission: int) -> None:
        self.call = call
        self.body = body
        self.led: dict[object, Any] = {}
        self.size = size
        self.submission = submission
        self.shelf: Shelf | None = None

    def add(self, place: object, outcome: object, size: int) -> None:
        """Notes where the answer led from a place, if there is room for so many bytes."""
        shelf = self.shelf
        if shelf and shelf.size + size <= shelf.room:  # without a call: it happens very often
            self.led[place] = outcome
            self.size += size
            shelf.size += size


class Shelf:
    """Outcomes in the order in which they were put here.

    Attributes:
        size: the bytes of all of them.
        room: how many there may be.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self._outcomes: dict[Outcomes, None] = {}

    def __iter__(self) -> Iterator[Outcomes]:
        """From the oldest to the newest."""
        return iter(self._outcomes)

    def put(self, outcomes: Outcomes) -> None:
        """Puts outcomes here, and takes them from where they were."""
        if outcomes.shelf:
            outcomes.shelf.take(outcomes)
        self._outcomes[outcomes] = None
        self.size += outcomes.size
        outcomes.shelf = self

    def take(self, outcomes: Outcomes) -> None:
        del self._outcomes[outcomes]
        self.size -= outcomes.size
        outcomes.shelf = None

    def has_room(self, size: int) -> bool:
        return self.size + size <= self.room

    def surplus(self, size: int) -> Iterator[Outcomes]:
        """The oldest outcomes, if there is no room for so much more, until an eighth is free."""
        if not self.has_room(size):
            for outcomes in list(self._outcomes):
                if self.has_room(size + self.room // 8):
                    break
                yield outcomes
