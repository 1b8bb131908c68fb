"""What the package carries for students: the stubs, and a list of the exercises."""

from collections.abc import Sequence
from pathlib import Path

from autograder.ascii_json import encode_json
from autograder.authoring.release import Stub, make_stubs
from autograder.exercise import Exercise
from autograder.i18n import LANGUAGES
from autograder.stubs import INDEX, Entry, stub_file

FOLDER = Path(__file__).parents[1] / "stub_files"


def packaged(solutions: Path, exercises: Sequence[Exercise]) -> list[Stub]:
    """The files of `autograder/stub_files/`; none from solutions that are not the project's own."""
    if solutions.resolve() != FOLDER.parents[1] / "solutions":
        return []
    entries = [Entry(e.name, e.module, e.section, e.points) for e in exercises]
    index = encode_json(entries, indent=1).decode()
    modules = [
        Stub(FOLDER / stub_file(stub.path.stem, language), stub.text)
        for language in LANGUAGES
        for stub in make_stubs(solutions, FOLDER, language)
    ]
    return [*modules, Stub(FOLDER / INDEX, index)]
