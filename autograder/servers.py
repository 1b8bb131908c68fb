"""Build servers: which one this is, what it reads, and where it wants it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.errors import UserError
from autograder.files import UnreadableError, read_file, write_atomically
from autograder.machine import unwritable, writing
from autograder.records import SubmissionResult, format_points, percent
from autograder.reports.classroom import encoded
from autograder.reports.escape import for_line
from autograder.reports.formats import FORMATS, text_of_one

OUT = Path("autograder-results")
GRADESCOPE = Path("autograder")
"""Below the root, the folder of Gradescope's containers."""
MAX_BYTES = 16 << 20
"""Of a file of the build server's."""


class Person(msgspec.Struct):
    name: str


class Metadata(msgspec.Struct):
    """What Gradescope says of a submission, as far as we ask."""

    users: list[Person] = []


@dataclass(frozen=True)
class Server:
    """A build server, with the formats that it reads and the folder where it looks for them.

    `student` is the name that it knows the student by, or the repository; it may be empty.
    """

    name: str
    formats: tuple[str, ...]
    out: Path = OUT
    student: str = ""


def detect(environment: Mapping[str, str], root: Path = Path("/")) -> Server | None:
    """The build server that an environment tells of, if it is one that we know."""
    repository = environment.get("GITHUB_REPOSITORY", "").rpartition("/")[2]
    if environment.get("CLASSROOM") and environment.get("SUBMISSION_TAG"):
        owner = environment.get("OWNER") or environment.get("USERNAME", "")
        return Server("Classroom 50", ("classroom50", "github", "markdown"), Path(), owner)
    if environment.get("GITHUB_ACTIONS") == "true":
        return Server("GitHub", ("github", "markdown", "junit"), student=repository)
    if environment.get("GITLAB_CI") == "true":
        name = environment.get("CI_PROJECT_NAME", "")
        return Server("GitLab", ("junit", "gitlab"), student=name)
    metadata = root / GRADESCOPE / "submission_metadata.json"
    if metadata.is_file():
        out = root / GRADESCOPE / "results"
        return Server("Gradescope", ("gradescope",), out, names_in(metadata))
    return None


def names_in(metadata: Path) -> str:
    """The students of a submission to Gradescope; nothing where the file says none."""
    try:
        data = read_file(metadata, MAX_BYTES, links=True)
        read = msgspec.json.decode(data, type=Metadata)
    except (UnreadableError, ValueError, RecursionError, msgspec.MsgspecError):
        return ""
    return " and ".join(person.name for person in read.users)


def head_of(summary: Path) -> bytes:
    """The part of a job's summary that other steps have written.

    Raises:
        UserError: it can't be read.
    """
    try:
        return read_file(summary, MAX_BYTES, links=True)
    except UnreadableError as error:
        raise UserError(f"{summary} can't be read: {error}.") from None


class Reports:
    """The reports of one submission, written again as often as more of it is known.

    Every file is replaced as a whole, so a run that is killed leaves the last ones.
    """

    def __init__(self, formats: Sequence[str], out: Path, environment: Mapping[str, str]) -> None:
        """Prepares the folder.

        Raises:
            UserError: it can't be written, or two formats would write the same file.
        """
        self._environment = environment
        self._formats = tuple(dict.fromkeys(formats))
        self._files = {name: out / FORMATS[name].file for name in self._formats}
        self._refuse_clashes()
        summary = environment.get("GITHUB_STEP_SUMMARY")
        self._head = b""
        if summary and "markdown" in self._files:
            self._files["markdown"] = Path(summary)
            if Path(summary).is_file():
                self._head = head_of(Path(summary))
        self._files.pop("github", None)  # these are printed
        for file in self._files.values():
            with writing(file):
                file.parent.mkdir(parents=True, exist_ok=True)

    @property
    def files(self) -> list[Path]:
        """What is written."""
        return list(self._files.values())

    def write(self, result: SubmissionResult) -> None:
        """Writes every file that can be.

        Raises:
            UserError: one can't.
        """
        failed: list[UserError] = []
        for name, file in self._files.items():
            head = self._head if name == "markdown" else b""
            try:
                write_atomically(file, head + text_of_one(name, result).encode())
            except OSError as error:
                failed.append(unwritable(file, error))
        if failed:
            raise failed[0]

    def commands(self, result: SubmissionResult) -> str:
        """What is to be printed for the build server, once, at the end."""
        return text_of_one("github", result) if "github" in self._formats else ""

    def put_out(self, result: SubmissionResult) -> None:
        """Gives later steps of a GitHub job the score, in `$GITHUB_OUTPUT`.

        Raises:
            UserError: it can't be written.
        """
        file = self._environment.get("GITHUB_OUTPUT")
        if not file:
            return
        values: dict[str, str] = {"status": result.status}
        if result.status != "grader_error":
            values |= {
                "score": format_points(result.score),
                "max-score": format_points(result.max_score),
                "percent": percent(result.score, result.max_score),
            }
        if "classroom" in self._formats:
            values["result"] = encoded(text_of_one("classroom", result))
        with writing(file), Path(file).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{name}={value}\n" for name, value in values.items())

    def _refuse_clashes(self) -> None:
        by_file: dict[Path, str] = {}
        for name, file in self._files.items():
            if file in by_file:
                raise UserError(
                    f"The formats {by_file[file]} and {name} both write {file.name}: "
                    "ask for them one after the other, with different --out."
                )
            by_file[file] = name


def seen_from(top: Path, path: Path, result: SubmissionResult) -> SubmissionResult:
    """The record with its files as a repository knows them, for annotations."""
    folder = path.absolute() if path.is_dir() else path.absolute().parent
    try:
        prefix = folder.resolve().relative_to(top.resolve())
    except ValueError:  # it lies elsewhere, where nothing can be annotated
        return result
    functions = tuple(
        msgspec.structs.replace(f, path=str(prefix / for_line(f.path))) if f.path else f
        for f in result.functions
    )
    return msgspec.structs.replace(result, functions=functions)


def top_of(environment: Mapping[str, str]) -> Path:
    """The folder that paths in annotations are seen from."""
    named = environment.get("GITHUB_WORKSPACE") or environment.get("CI_PROJECT_DIR")
    return Path(named or os.curdir)
