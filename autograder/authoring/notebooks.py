"""Makes notebooks from the solutions: the students' own, and the source of an nbgrader course.

jupytext reads a solution as cells; each function's cell becomes a solution cell of nbgrader's,
and a cell that checks it follows. What a student gets is then made by nbgrader's own steps, so
that its marks and checksums are those that `nbgrader generate_assignment` would make.

Cells with the tag "notebook" are in notebooks alone. `attachment:NAME` in a text stands for the
picture of that name in the folder `pictures` beside the solutions.
"""

import base64
import math
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.authoring.release import Stub
from autograder.authoring.stub_texts import translated, wording
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.i18n import N_, _, speaking

NEEDED = ("jupytext", "nbgrader")
UNWRITTEN = N_("still to be written")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
IMPORT_CHECK = "from autograder.notebook import capstone, check"
BEGIN = N_("""**To begin**, open this notebook where the autograder is installed, and run its cells
from the top with Shift+Enter.

- JupyterLab: `make lab` in the project's folder opens it. Without `make`,
  `pip install 'autograder[lab]'` and then `jupyter lab` in the folder of the notebooks.
- VS Code: open the notebook, and choose as its kernel the Python that has the autograder, `.venv`
  after `make lab`.
- Colab: upload the notebook, and run `%pip install "autograder[notebooks] @ git+URL"` in a cell
  above all others, with the address of the project for URL. A capstone that needs functions of
  other notebooks finds them in files that you upload beside it.""")
ENDINGS = {
    "linear_regression": (
        N_("""## Train it (section 3.2.7)

The functions of this notebook together: three epochs on a thousand points. What they learn is
shown beside the analytic solution."""),
        'capstone("line")',
    ),
    "linear_regression_concise": (
        N_("""## Train it (section 3.3.7)

The same line, with a net of torch's and your own loader, optimizer and steps."""),
        'capstone("concise")',
    ),
    "image_dataset": (
        N_("""## Train on images from files

Handwritten digits in files of the same format: your functions read them, and those of
`linear_regression_concise` train a net on them.

A `DataLoader` with `num_workers=2` reads its batches in two more processes. How long a pass over
60,000 images takes with 0, 1, 2 and 4 of them, `capstone("loading")` measures. That runs
`make_loader` outside the sandbox, so it says first what that means, and asks for your consent."""),
        'capstone("images")',
    ),
    "softmax_regression": (
        N_("""## Train it (section 3.6.7)

Softmax regression on handwritten digits, with the functions of this notebook, and `data_iter`,
`init_params` and `sgd` of `linear_regression`. With the four files of Fashion-MNIST in a folder,
`capstone("fashion", data="FOLDER")` trains on those."""),
        'capstone("digits")',
    ),
}
"""What a student's notebook of a module ends with: a text, and a training run."""
TASK = re.compile(r"^( *)### BEGIN SOLUTION: (.+)$", re.MULTILINE)
FUNCTION = re.compile(r"^def (\w+)\(", re.MULTILINE)
HEADING = re.compile(r"^#+ (.+?)(?: \(sections? .*\))?$", re.MULTILINE)
ATTACHMENT = re.compile(r"\(attachment:([\w-]+\.png)\)")
Cell = Any
"""A cell of nbformat's."""


def missing_packages() -> list[str]:
    """What has to be installed before notebooks can be made."""
    return [name for name in NEEDED if find_spec(name) is None]


def make_notebooks(
    solutions: Path, folder: Path, exercises: Sequence[Exercise], language: str = "en"
) -> list[Stub]:
    """The students' notebook of each solution: a stub and a check for each function.

    Raises:
        UserError: a picture is missing.
    """
    return [
        Stub(folder / f"{path.stem}.ipynb", text_of(as_released(notebook, language)))
        for path, notebook in student_notebooks(solutions, exercises, language)
    ]


def student_notebooks(
    solutions: Path, exercises: Sequence[Exercise], language: str = "en"
) -> Iterator[tuple[Path, Any]]:
    """The same with their solutions: how to begin, checks, and a training run at the end."""
    for path, notebook in source_notebooks(solutions, exercises, check_cells, language):
        with speaking(language):
            notebook.cells.insert(1, text_cell("how-to-begin", _(BEGIN)))
            if path.stem in ENDINGS:
                text, code = ENDINGS[path.stem]
                notebook.cells.append(text_cell("about-training", _(text)))
                notebook.cells.append(code_cell("training", code))
        yield path, notebook


def make_sources(
    solutions: Path, folder: Path, exercises: Sequence[Exercise], language: str = "en"
) -> list[Stub]:
    """The notebooks that nbgrader makes an assignment from: solved, with a grade cell for each.

    Raises:
        UserError: a picture is missing.
    """
    return [
        Stub(folder / f"{path.stem}.ipynb", text_of(notebook))
        for path, notebook in source_notebooks(solutions, exercises, grade_cells, language)
    ]


CellsAfter = Callable[[Cell, Sequence[Exercise]], Iterator[Cell]]
"""What follows a cell, given the exercises whose functions it defines."""


def source_notebooks(
    solutions: Path, exercises: Sequence[Exercise], cells_after: CellsAfter, language: str
) -> Iterator[tuple[Path, Any]]:
    """Each solution, as a notebook with solutions and what follows them.

    Ids are made of the English texts, so that they are the same in all languages.
    """
    import jupytext  # noqa: PLC0415 - an extra

    by_name = {exercise.name: exercise for exercise in exercises}
    say = wording(language)
    for path in sorted(solutions.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        english = jupytext.reads(source, fmt="py:percent")
        in_language = translated(source, say, markdown_width=math.inf)
        notebook = jupytext.reads(in_language, fmt="py:percent")
        notebook.metadata = METADATA
        notebook.nbformat_minor = 5
        names = Names()
        cells = []
        for cell, original in zip(notebook.cells, english.cells, strict=True):
            functions = [by_name[n] for n in FUNCTION.findall(cell.source) if n in by_name]
            cell.id = names.of(original)
            prepare(cell, functions, solutions / "pictures")
            cells += [cell, *cells_after(cell, functions)]
        notebook.cells = cells
        yield path, notebook


class Names:
    """Ids of cells, made of what stands in them, so that they stay when others come and go."""

    def __init__(self) -> None:
        self._last = "cell"
        self._given: set[str] = set()

    def of(self, cell: Cell) -> str:
        """An id that no other cell of the notebook has."""
        found = (FUNCTION if cell.cell_type == "code" else HEADING).search(cell.source)
        words = re.sub(r"[^a-z0-9_]+", "-", found[1].lower()).strip("-") if found else ""
        if not words:
            name = "imports" if "import torch" in cell.source else f"{self._last}-more"[:60]
        else:
            name = f"about-{words[:50]}" if cell.cell_type == "markdown" else words
        number = 2
        unique = name
        while unique in self._given:
            unique = f"{name}-{number}"
            number += 1
        self._given.add(unique)
        self._last = unique
        return unique


def prepare(cell: Cell, functions: Sequence[Exercise], pictures: Path) -> None:
    """Gives a cell its pictures and nbgrader's marks."""
    cell.metadata = {}
    if cell.cell_type == "markdown":
        attach(cell, pictures)
    elif functions:
        cell.source = TASK.sub(r"\1# TODO: \2\n\1### BEGIN SOLUTION", cell.source)
        cell.metadata["nbgrader"] = marks(f"{functions[0].name}-solution", solution=True)


def attach(cell: Cell, pictures: Path) -> None:
    """Puts the pictures that a text names into its cell."""
    for name in ATTACHMENT.findall(cell.source):
        try:
            data = (pictures / name).read_bytes()
        except OSError as error:
            said = _("{path} can't be read: {reason}.")
            raise UserError(said.format(path=pictures / name, reason=error.strerror)) from error
        attached = {"image/png": base64.b64encode(data).decode()}
        cell.setdefault("attachments", {})[name] = attached


def check_cells(cell: Cell, functions: Sequence[Exercise]) -> Iterator[Cell]:
    """For students: a check of each function, and the import of it after the other imports."""
    if cell.cell_type == "code" and not functions and "import torch" in cell.source:
        yield code_cell("import-check", IMPORT_CHECK)
    for exercise in functions:
        yield code_cell(f"{exercise.name}-check", f"check({exercise.name})")


def grade_cells(_cell: Cell, functions: Sequence[Exercise]) -> Iterator[Cell]:
    """For nbgrader: a cell that gives each function its points. Its grade id is the name."""
    for exercise in functions:
        source = f'from autograder.notebook import points\n\npoints("{exercise.name}")'
        cell = code_cell(f"{exercise.name}-points", source)
        cell.metadata["nbgrader"] = marks(exercise.name, points=exercise.points / 100)
        yield cell


def text_cell(name: str, text: str) -> Cell:
    """A cell of markdown, in which paragraphs have no line breaks of their own."""
    from nbformat.v4 import new_markdown_cell  # noqa: PLC0415 - an extra

    lines = re.sub(r"\n +|(?<=\S)\n(?=[^\n-])", " ", text)
    return new_markdown_cell(lines, id=name)  # type: ignore[no-untyped-call]


def code_cell(name: str, source: str) -> Cell:
    from nbformat.v4 import new_code_cell  # noqa: PLC0415 - an extra

    return new_code_cell(source, id=name)  # type: ignore[no-untyped-call]


def marks(grade_id: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    """What nbgrader has to know of a cell: that it is written by the student, or gives points."""
    marked = {
        "schema_version": 3,
        "grade_id": grade_id,
        "solution": solution,
        "grade": points is not None,
        "locked": not solution,
        "task": False,
    }
    return marked if points is None else marked | {"points": points}


def stub_line(language: str) -> str:
    """What takes the place of a solution, below its task."""
    with speaking(language):
        return f'raise NotImplementedError("{_(UNWRITTEN)}")'


def as_released(notebook: Any, language: str) -> Any:
    """The notebook without solutions, made by all steps of nbgrader's that need no gradebook."""
    from nbgrader.converters.generate_assignment import GenerateAssignment  # noqa: PLC0415
    from nbgrader.preprocessors import SaveCells  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    config = Config({"ClearSolutions": {"code_stub": {"python": stub_line(language)}}})
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    resources: dict[str, Any] = {}
    for step in steps:
        if step is not SaveCells:
            notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def text_of(notebook: Any) -> str:
    """The notebook as its file: the same notebook, the same text.

    Raises:
        nbformat.ValidationError: it is none.
    """
    import nbformat  # noqa: PLC0415 - an extra

    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, sort_keys=True)  # type: ignore[no-untyped-call]
    return f"{text}\n"
