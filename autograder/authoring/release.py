"""Makes the students' stubs from the solutions.

A solution stands between two lines, of which the first says what is to be done:

    ### BEGIN SOLUTION: divide every entry by the sum of its row
    ...
    ### END SOLUTION

In the stub that sentence is a TODO, and an error that names the function takes the place. Its text
is for people, in the language of the stub: a stub is known by raising NotImplementedError.
Texts with the tag "notebook" are left out.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.stub_texts import translated, wording
from autograder.errors import UserError
from autograder.files import write_atomically
from autograder.i18n import N_, _, speaking
from autograder.machine import writing

BEGIN = re.compile(r"^(?P<indent> *)### BEGIN SOLUTION(?:: (?P<task>.+))?$")
END = re.compile(r"^ *### END SOLUTION$")
UNWRITTEN = N_("{name} is still to be written")
FOR_NOTEBOOKS = re.compile(r'\n+# %% \[markdown\] tags=\["notebook"\](?:\n#.*)*(?=\n)')
"""A text with formulas and pictures, from the blank lines above it to its last line."""


@dataclass(frozen=True)
class Stub:
    """A module for students, and where it belongs."""

    path: Path
    text: str

    def is_current(self) -> bool:
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == self.text


def make_stubs(solutions: Path, exercises: Path, language: str = "en") -> list[Stub]:
    """The stub of each solution, with its texts in a language.

    Raises:
        UserError: there are no solutions, or one has no task, no end, or no docstring.
    """
    sources = sorted(solutions.glob("*.py"))
    if not sources:
        raise UserError(_("{folder} holds no solutions (*.py).").format(folder=solutions))
    say = wording(language)
    with speaking(language):
        texts = [stub_text(source.read_text(encoding="utf-8"), source) for source in sources]
    return [
        Stub(exercises / source.name, translated(text, say))
        for source, text in zip(sources, texts, strict=True)
    ]


def work_in(stubs: list[Stub]) -> dict[Path, list[str]]:
    """The functions that each file would lose, because they are written there and not in the stub.

    A file that does not parse may hold anything; its own name stands for that.
    """
    found = {}
    for stub in stubs:
        if stub.path.suffix in (".py", ".ipynb") and stub.path.is_file() and not stub.is_current():
            reading = functions_in(stub.path, stub.path.read_bytes())
            made = functions_in(stub.path, stub.text.encode())
            lost = [stub.path.name] if reading is None else sorted(reading - (made or set()))
            if lost:
                found[stub.path] = lost
    return found


def functions_in(path: Path, data: bytes) -> set[str] | None:
    """The functions of a module or a notebook that are no stubs; None if some do not parse."""
    from autograder.worker.protocol import File  # noqa: PLC0415 - for this alone
    from autograder.worker.reader import read  # noqa: PLC0415

    reading = read(File(path.suffix == ".ipynb", data, ()))
    if reading.unreadable or reading.errors:
        return None
    return {made.name for made in reading.definitions if made.body and not made.stub}


def write_stubs(stubs: list[Stub]) -> list[Path]:
    """Writes those that are not current; returns their paths.

    Raises:
        UserError: one can't be written.
    """
    changed = [stub for stub in stubs if not stub.is_current()]
    for stub in changed:
        with writing(stub.path):
            stub.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(stub.path, stub.text.encode())
    return [stub.path for stub in changed]


def stub_text(source: str, path: Path) -> str:
    """A solution with every answer replaced by its task.

    Raises:
        UserError: see `make_stubs`.
    """
    functions = _functions_by_line(source, path)
    lines: list[str] = []
    inside = None
    for number, line in enumerate(source.splitlines(), start=1):
        if begin := BEGIN.match(line):
            if inside is not None or begin["task"] is None:
                raise misplaced(path, number, N_("expected '### BEGIN SOLUTION: what to do'."))
            inside = number
            name = functions.get(number)
            if name is None:
                said = N_("a solution stands in a function with a docstring.")
                raise misplaced(path, number, said)
            lines += [
                f"{begin['indent']}# TODO: {begin['task']}",
                f'{begin["indent"]}raise NotImplementedError("{_(UNWRITTEN).format(name=name)}")',
            ]
        elif END.match(line):
            if inside is None:
                raise misplaced(path, number, N_("this solution has no beginning."))
            inside = None
        elif "SOLUTION" in line:
            raise misplaced(path, number, N_("neither the beginning nor the end of a solution."))
        elif inside is None:
            lines.append(line)
    if inside is not None:
        raise misplaced(path, inside, N_("this solution has no end."))
    return FOR_NOTEBOOKS.sub("", "\n".join(lines) + "\n")


def misplaced(path: Path, line: int, said: str) -> UserError:
    """A mistake in how a solution is marked, with its place."""
    return UserError(f"{path}:{line}: {_(said)}")


def _functions_by_line(source: str, path: Path) -> dict[int, str]:
    """The name of the documented function that each line is in."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise UserError(f"{path}:{error.lineno}: {error.msg}") from error
    return {
        line: node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 2)
    }
