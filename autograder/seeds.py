"""Seeds that no student can know: drawn, or kept by a build server as a secret."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.errors import UserError

VARIABLE = "AUTOGRADER_SEED"
SEED_BITS = 53
"""So that any reader of JSON gets the same number."""
MAX_DIGITS = 100


@dataclass(frozen=True)
class Seed:
    """What decides on the examples of a build.

    One that was `drawn` for this build alone may be told to the student, whom it helps to repeat
    a failure. One that was given is used again, so telling it would give the next examples away.
    """

    number: int
    drawn: bool


def seed_of_build(given: int | None, environment: Mapping[str, str]) -> Seed:
    """The seed that was given, or else that of the environment, or else one that is drawn.

    A variable that is empty counts as none: build servers pass a secret so that is not there.

    Raises:
        UserError: the environment's is not a seed.
    """
    if given is not None:
        return Seed(given, drawn=False)
    text = environment.get(VARIABLE, "").strip()
    if not text:
        return Seed(new_seed(), drawn=True)
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise UserError(
            f"The secret {VARIABLE} is not a seed: expected a whole number, of digits alone "
            "(what it is instead is not shown). Set it anew on the build server, or remove it: "
            "each build then draws its own."
        )
    return Seed(int(text), drawn=False)


def new_seed() -> int:
    """A seed that no student can know."""
    return secrets.randbits(SEED_BITS)
