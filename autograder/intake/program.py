"""The modules of a submission, as they are run: chosen by name, read by the reader."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import msgspec
from rich.cells import cell_len

from autograder.exercise import place_text
from autograder.heard import in_readers_language
from autograder.i18n import _
from autograder.intake.names import is_proper, kind_of, nearest, stem_of
from autograder.intake.problem import Problem, unreadable
from autograder.intake.submission import Submission
from autograder.worker.protocol import Definition, File, Raised, Reading

MAX_NOTES = 20
"""So many files that were not read are named, and so many uses of what could hide something."""
Read = Callable[[Sequence[File]], Sequence[Reading]]
"""Asks the reader, which parses files in a process of its own."""


@dataclass(frozen=True)
class Source:
    """A module or a notebook that can be run.

    Attributes:
        file: its name, without folders, as the student gave it.
        path: the same, from the top of the submission.
        code: what is run; of a notebook, its definitions.
        reading: what the reader found.
        notebook: whether it is one.
        remark: that it was read although its name is not the expected one.
    """

    file: str
    code: bytes
    reading: Reading
    notebook: bool = False
    remark: str = ""
    path: str = ""

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {definition.name: definition for definition in reversed(self.reading.definitions)}

    def find(self, name: str) -> Definition | None:
        return self._definitions.get(name)

    def lines_of(self, definition: Definition) -> range:
        """The lines of a definition in the code, its decorators included, counted from 0."""
        starts = {cell: first - 1 for first, cell in self.reading.cells}
        above = starts.get(definition.cell, 0)
        return range(above + definition.begins - 1, above + definition.ends)

    def text_of(self, definition: Definition) -> list[bytes]:
        """The lines of a definition, its decorators and comments included."""
        lines = self.code.splitlines()
        return [lines[number].rstrip() for number in self.lines_of(definition)]

    def may_have(self, name: str) -> bool:
        """Whether a name may be there when the code has run."""
        return self.find(name) is not None or bool(self.reading.stars)

    def located(self, raised: Raised) -> Raised:
        """The exception, with its line as it stands in the student's file."""
        if not self.reading.cells or not raised.line:
            return msgspec.structs.replace(raised, file=self.file, cell=0)
        starts = [start for start in self.reading.cells if start[0] <= raised.line]
        first, cell = starts[-1] if starts else self.reading.cells[0]
        line = max(0, raised.line - first + 1)  # a forged one may be above the first cell
        return msgspec.structs.replace(raised, file=self.file, line=line, cell=cell)


@dataclass(frozen=True)
class Program:
    """What there is to run, by the name under which it can be imported.

    Attributes:
        sources: what can be run.
        problems: what was not read, and why.
        unreadable: of these, what is said of each module that is there but can't be parsed.
    """

    sources: Mapping[str, Source]
    problems: tuple[Problem, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def code(self) -> dict[str, bytes]:
        return {stem: source.code for stem, source in self.sources.items()}

    def may_have_held(self, stem: str) -> list[str]:
        """The problems with files that a module may be in: its own, and what is not one module."""
        related = {
            path
            for path in {problem.path for problem in self.problems}
            if kind_of(path) not in ("module", "notebook") or nearest(stem, [base(path)])
        }
        return [problem.said for problem in self.problems if problem.path in related]

    def notes(self) -> tuple[str, ...]:
        """What a reader of the record has to know, neither kind at the expense of the other."""
        suspicious = sum(len(source.reading.suspicious) for source in self.sources.values())
        return (
            *shortened((problem.said for problem in self.problems), len(self.problems)),
            *shortened(self.remarkable(), suspicious),
        )

    def remarkable(self) -> Iterator[str]:
        """What could hide what the code does, and no exercise needs; a line for each use."""
        return (
            _("{file} uses {name} ({place}), which no exercise needs.").format(
                file=source.file, name=in_readers_language(use.name), place=place_text(use)
            )
            for source in self.sources.values()
            for use in source.reading.suspicious
        )

    def located(self, raised: Raised) -> Raised:
        """An exception of a worker, which knows each source by its stem."""
        source = self.sources.get(raised.file.removesuffix(".py"))
        return source.located(raised) if source else msgspec.structs.replace(raised, cell=0)

    def candidates(self, name: str, home: str) -> list[str]:
        """The sources that may have a function, in the order in which they are looked at.

        Modules come before notebooks, its own before others, and those that hold only the
        stub of it come last.
        """

        def order(stem: str) -> tuple[bool, bool, bool]:
            source = self.sources[stem]
            found = source.find(name)
            return found is not None and found.stub, source.notebook, not is_of(stem, home)

        return sorted((s for s in self.sources if self.sources[s].may_have(name)), key=order)


def read_program(submission: Submission, wanted: Mapping[str, str], read: Read) -> Program:
    """Has the files of a submission read and names them.

    Args:
        submission: the files.
        wanted: the functions that will be called, and the module of each.
        read: asks the reader.
    """
    paths = list(submission.files)
    found = dict(read_likeliest_first(submission, wanted, read))
    readings = {path: found[path] for path in paths}
    broken = {
        path: unreadable(path, in_readers_language(reading.unreadable))
        for path, reading in readings.items()
        if reading.unreadable
    }
    cells = [
        Problem(path, f"{path}: {syntax_text(error)}")
        for path, reading in readings.items()
        for error in reading.errors
        if error.cell
    ]
    usable = [path for path in paths if path not in broken]
    sources: dict[str, Source] = {}
    for path, (stem, remark) in name_all(usable, dict.fromkeys(wanted.values())).items():
        reading, notebook = readings[path], is_notebook(path)
        code = reading.code if notebook else submission.files[path]
        sources[stem] = Source(base(path), code, reading, notebook, remark, path)
    return Program(
        sources,
        (*submission.problems, *broken.values(), *cells),
        {stem_of(base(path)): problem.said for path, problem in broken.items()},
    )


def read_likeliest_first(
    submission: Submission, wanted: Mapping[str, str], read: Read
) -> Iterable[tuple[str, Reading]]:
    """Has the files read; those that matter come first, as there may not be time for all."""

    def order(path: str) -> tuple[bool, bool]:
        return stem_of(base(path)) not in wanted.values(), is_notebook(path)

    paths = sorted(submission.files, key=order)
    files = [File(is_notebook(path), submission.files[path], tuple(wanted)) for path in paths]
    return zip(paths, read(files) if files else (), strict=True)


def name_all(paths: Sequence[str], homes: Collection[str]) -> dict[str, tuple[str, str]]:
    """The name of each file as a module, and a remark where it was not named so.

    Where nothing has the name of a module that is wanted, the file takes it that comes
    nearest; a notebook gives way to a module.
    """
    named: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for path in sorted(paths, key=is_notebook):
        if is_proper(base(path)) and stem_of(base(path)) in homes:
            named.setdefault(stem_of(base(path)), path)
    for home in homes:
        for kind in ("module", "notebook"):
            others = [p for p in paths if kind_of(p) == kind and p not in named.values()]
            near = [others[place] for place in nearest(home, map(base, others))]
            if near and home not in named:
                named[home] = near[0]
                remarks[home] = near_miss(home, [base(path) for path in near])
    for path in sorted(paths, key=is_notebook):
        if path not in named.values():
            names = (stem_of(base(path)), base(path), path)
            named[next(name for name in names if name not in named)] = path
    return {path: (stem, remarks.get(stem, "")) for stem, path in named.items()}


def shortened(lines: Iterable[str], count: int) -> list[str]:
    """The first of these lines, and how many more there are."""
    said = list(islice(lines, MAX_NOTES))
    more = count - len(said)
    return [*said, _("… and {count} more of the kind.").format(count=more)] if more else said


def is_notebook(path: str) -> bool:
    return kind_of(path) == "notebook"


def near_miss(home: str, names: Sequence[str]) -> str:
    """That a file with another name was read, and which ones came as near."""
    read = _("Read from '{file}'; expected {module}.py.").format(file=names[0], module=home)
    if not names[1:]:
        return read
    others = ", ".join(f"'{name}'" for name in names[1:4])
    return read + _(" There is also {files}.").format(files=others)


def is_of(stem: str, home: str) -> bool:
    """Whether a source is a module's own file, or the notebook beside it."""
    return stem == home or stem_of(stem) == home


def base(path: str) -> str:
    return path.rpartition("/")[2]


def syntax_text(error: Raised) -> str:
    """A syntax error in a line, without its code."""
    where = f"{place_text(error)}: " if error.line else ""
    return f"{where}{error.type}: {error.message}"


def code_text(raised: Raised) -> str:
    """The line of code that an exception is about, below it what Python points at; or nothing."""
    if not raised.code:
        return ""
    code = raised.code.replace("\t", " ")
    text = f"\n    {code}"
    if raised.column:
        before, pointed = code[: raised.column - 1], code[raised.column - 1 :][: raised.width]
        text += f"\n    {' ' * cell_len(before)}{'^' * max(1, cell_len(pointed))}"
    return text
