"""The examples of the public seed, drawn once for everybody and kept in the package.

`python -P -m autograder.authoring.examples` draws those whose code has changed; with `--check` it
changes nothing and fails if there are any.
"""

import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from autograder.catalogue import EXERCISES
from autograder.corpus import (
    PUBLIC_EXAMPLES,
    PUBLIC_SEED,
    encode_examples,
    examples_for,
    public_name,
)
from autograder.exercise import Exercise
from autograder.files import write_atomically

NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The same examples give the same file."""


def main(arguments: Sequence[str]) -> int:
    """Brings the examples up to date, or checks that they are; gives the exit code."""
    stale = stale_exercises()
    if stale and "--check" in arguments:
        names = ", ".join(exercise.name for exercise in stale)
        sys.stderr.write(
            f"The examples of {names} are of other code. Run `make release` and commit.\n"
        )
        return 1
    if stale:
        update()
    return 0


def stale_exercises(
    exercises: Sequence[Exercise] = EXERCISES, archive: Path = PUBLIC_EXAMPLES
) -> list[Exercise]:
    """Those whose examples are not there, or were drawn by other code."""
    kept = read(archive)
    return [exercise for exercise in exercises if public_name(exercise) not in kept]


def update(exercises: Sequence[Exercise] = EXERCISES, archive: Path = PUBLIC_EXAMPLES) -> None:
    """Draws what is stale, and drops what is of no exercise any more."""
    kept = read(archive)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for exercise in exercises:
            name = public_name(exercise)
            data = kept.get(name) or encode_examples(examples_for(exercise, PUBLIC_SEED))
            zipped.writestr(zipfile.ZipInfo(name, NO_DATE), data, zipfile.ZIP_DEFLATED)
    write_atomically(archive, written.getvalue())


def read(archive: Path) -> dict[str, bytes]:
    """The examples that are kept, by their names."""
    if not archive.is_file():
        return {}
    with zipfile.ZipFile(archive) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
