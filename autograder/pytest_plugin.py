"""A pytest plugin: `pytest exercises/` has an item for each property of each function.

It looks at files alone that are named like a module of the exercises and define one of their
functions, and imports nothing else of this package before it meets one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from autograder.import_path import INSTALLED

with INSTALLED:  # pytest may have the student's own folder on its path
    from autograder.i18n import _, language_of, use_language

if TYPE_CHECKING:
    from autograder.exercise import Exercise, Property
    from autograder.grading import Grader
    from autograder.intake.submission import Submission
    from autograder.records import FunctionResult, PropertyResult
    from autograder.worker.client import Zygote

MODULES = (
    "linear_regression",
    "linear_regression_concise",
    "image_dataset",
    "softmax_regression",
)
"""Named here too, so that nothing has to be imported where there is none of them."""
SUFFIXES = (".py", ".ipynb")
MAX_BYTES = 8 << 20


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("autograder").addoption(
        "--no-autograder",
        action="store_true",
        help="Do not collect the exercises of Dive into Deep Learning.",
    )
    parser.addini("autograder", "Collect the exercises: true or false.", "bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ExerciseFile | None":
    if not is_ours(file_path, parent.config):
        return None
    collector: ExerciseFile = ExerciseFile.from_parent(parent, path=file_path)
    return collector


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> "NothingElse | None":
    """Keeps pytest from importing a student's module, which it does with a file that is named."""
    if not is_ours(module_path, parent.config):
        return None
    collector: NothingElse = NothingElse.from_parent(parent, path=module_path)
    return collector


def is_ours(path: Path, config: pytest.Config) -> bool:
    """Whether a file holds exercises, and they are wanted."""
    if path.suffix not in SUFFIXES or path.stem not in MODULES:
        return False
    if config.getoption("no_autograder") or not config.getini("autograder"):
        return False
    modules = (path.parent / f"{path.stem}.py", path.parents[1] / f"{path.stem}.py")
    if path.suffix == ".ipynb" and any(module.exists() for module in modules):
        return False  # beside it or above it: where both define a function, the module counts
    return bool(exercises_in(path))


def pytest_unconfigure(config: pytest.Config) -> None:
    if room := config.stash.get(ROOM, None):
        room.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The points of each function whose properties were tried, and their sum."""
    points: dict[str, list[int]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if earned := getattr(report, "autograder_points", None):
                function, got, possible = earned
                known = points.setdefault(function, [0, 0])
                known[0] += got
                known[1] += possible
    if points:
        with INSTALLED:
            from autograder.records import format_points  # noqa: PLC0415

        total = [sum(score) for score in zip(*points.values(), strict=True)]
        terminalreporter.section(_("points"))
        width = max(map(len, points))
        for function, (got, possible) in points.items():
            terminalreporter.line(
                f"{function:<{width}}  {format_points(got):>6} / {format_points(possible)}"
            )
        terminalreporter.line(
            _("{score} of {max_score} points").format(
                score=format_points(total[0]), max_score=format_points(total[1])
            )
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """Adds the points to the report that counts, where xdist's controller finds them too."""
    outcome: Any = yield
    report = outcome.get_result()
    counts = call.when == "call" or (call.when == "setup" and report.skipped)
    if isinstance(item, PropertyItem) and counts and item.result:
        report.autograder_points = (item.exercise.name, item.result.points, item.result.max_points)


class Room:
    """What the items of a run share: one zygote, the submissions, and what was graded."""

    def __init__(self) -> None:
        self._submissions: dict[Path, Submission] = {}
        self._graders: dict[str, Grader] = {}
        self._results: dict[tuple[Path, str], FunctionResult] = {}

    @cached_property
    def zygote(self) -> "Zygote":
        from autograder.worker.client import Zygote  # noqa: PLC0415

        return Zygote(insist=False)

    def result(self, path: Path, exercise: "Exercise") -> "FunctionResult":
        """How a function came out, graded when it is first asked for.

        Raises:
            GraderFault: the grader failed.
        """
        key = (path, exercise.name)
        if key not in self._results:
            with INSTALLED:
                graded = self._grader(exercise).grade(self._submission(path))
            (self._results[key],) = graded.functions
        return self._results[key]

    def close(self) -> None:
        if "zygote" in self.__dict__:
            self.zygote.close()

    def _grader(self, exercise: "Exercise") -> "Grader":
        from autograder.cli.choices import cache_folder  # noqa: PLC0415
        from autograder.corpus import Cache  # noqa: PLC0415
        from autograder.grading import Grader  # noqa: PLC0415

        if exercise.name not in self._graders:
            cache = Cache(cache_folder())
            self._graders[exercise.name] = Grader(self.zygote, [exercise], cache=cache)
        return self._graders[exercise.name]

    def _submission(self, path: Path) -> "Submission":
        """The folder of a file, as `autograder check` takes it."""
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        folder = path.parent
        if folder not in self._submissions:
            self._submissions[folder] = read_submission(folder, folder.name)
        return self._submissions[folder]


ROOM: pytest.StashKey[Room] = pytest.StashKey()


def exercises_in(path: Path) -> "list[Exercise]":
    """The exercises of a module, if the file has at least one of them."""
    source = source_of(path)
    if b"def " not in source:
        return []
    with INSTALLED:
        from autograder.catalogue import EXERCISES  # noqa: PLC0415

    own = [exercise for exercise in EXERCISES if exercise.module == path.stem]
    names = "|".join(exercise.name for exercise in own)
    return own if re.search(rf"(?:\b|\\n)def ({names})\b".encode(), source) else []


def source_of(path: Path) -> bytes:
    """The beginning of a file, as long as a submission may be; nothing if it can't be read."""
    with INSTALLED:
        from autograder.files import UnreadableError, opened  # noqa: PLC0415

    try:
        with opened(path, links=True) as file:
            return file.read(MAX_BYTES)
    except (UnreadableError, OSError):
        return b""


def line_of(exercise: "Exercise", path: Path) -> int:
    """Where a module defines a function, counted from 0; 0 if it does not, or is a notebook."""
    if path.suffix != ".py":
        return 0
    source = source_of(path)
    found = re.search(rf"^def {exercise.name}\b".encode(), source, re.MULTILINE)
    return source.count(b"\n", 0, found.start()) if found else 0


def room_of(config: pytest.Config) -> Room:
    return config.stash.setdefault(ROOM, Room())


class NothingElse(pytest.File):
    """In the place of a module that pytest would import."""

    def collect(self) -> list[pytest.Item]:
        return []


class ExerciseFile(pytest.File):
    """A module or a notebook with a collector for each function."""

    def collect(self) -> "Iterator[FunctionCollector]":
        use_language(language_of())
        for exercise in exercises_in(self.path):
            line = line_of(exercise, self.path)
            yield FunctionCollector.from_parent(
                self, name=exercise.name, exercise=exercise, line=line
            )


class FunctionCollector(pytest.Collector):
    """A function with an item for each of its properties."""

    def __init__(self, *, exercise: "Exercise", line: int, **given: Any) -> None:
        super().__init__(**given)
        self.exercise = exercise
        self.line = line

    def collect(self) -> "Iterator[PropertyItem]":
        for prop in self.exercise.properties:
            yield PropertyItem.from_parent(
                self, name=_(prop.title), exercise=self.exercise, prop=prop, line=self.line
            )


class WrongError(Exception):
    """A property does not hold; the message is for the student."""


class PropertyItem(pytest.Item):
    """One property of one function."""

    def __init__(self, *, exercise: "Exercise", prop: "Property", line: int, **given: Any) -> None:
        super().__init__(**given)
        self.exercise = exercise
        self.line = line
        self.property = prop
        self.result: PropertyResult | None = None

    def setup(self) -> None:
        """Grades the function; a fault of the grader here is an error, and no failure."""
        function = room_of(self.config).result(self.path, self.exercise)
        self.result = next(p for p in function.properties if p.id == self.property.id)
        if "grader_error" in (function.status, self.result.status):
            refuse_to_judge(function, self.result)
        self.function = function
        if reason := why_skipped(function, self.result):
            raise pytest.skip.Exception(reason, _use_item_location=True)

    def runtest(self) -> None:
        assert self.result is not None
        if self.result.status != "passed":
            raise WrongError(explanation(self.function, self.result))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> "str | Any":
        """What we say ourselves, instead of a traceback of ours."""
        from autograder.errors import GraderFault  # noqa: PLC0415

        if isinstance(excinfo.value, WrongError | GraderFault):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, self.line, f"{self.exercise.name}: {self.name}"


def refuse_to_judge(function: "FunctionResult", result: "PropertyResult") -> NoReturn:
    from autograder.errors import GraderFault  # noqa: PLC0415

    example = result.counterexample
    raise GraderFault(
        _("The grader failed, your work is not the cause. Please report this:")
        + f"\n{example.message if example else function.message}"
    )


def why_skipped(function: "FunctionResult", result: "PropertyResult") -> str:
    """Why a property says nothing of the student's work; empty where it does."""
    if function.status == "not_attempted":
        return function.message
    if result.kind == "stretch" and result.status != "passed":
        return _("a badge, no points")
    tried = function.status in ("failed", "passed", "timeout", "crashed")
    if tried and result.status == "not_reached":
        with INSTALLED:
            from autograder.reports.wording import why_not_reached  # noqa: PLC0415

        return _("could not be tried: {reason}").format(reason=why_not_reached(function))
    return ""


def explanation(function: "FunctionResult", result: "PropertyResult") -> str:
    """The call, what came back, what was due, the sentence about it, and what it looks like."""
    with INSTALLED:
        from autograder.reports.escape import for_ci_log  # noqa: PLC0415
        from autograder.reports.wording import counterexample_text, diagnosis_text  # noqa: PLC0415

        example = result.counterexample
        said = [counterexample_text(example) if example else function.message]
        said += [diagnosis_text(function), *lost_text(result)]
        return for_ci_log("\n".join(filter(None, said)))


def lost_text(result: "PropertyResult") -> Sequence[str]:
    from autograder.records import format_points  # noqa: PLC0415

    lost = result.max_points - result.points
    return [_("Points lost: {points}").format(points=format_points(lost))] if lost else []
