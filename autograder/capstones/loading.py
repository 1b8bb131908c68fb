"""Measures passes over images with a student's own loader and several workers, and tells of them.

A worker of a DataLoader is a process, and the sandbox lets none be started. So this runs a
student's code outside of it, which whoever calls it has to have consented to.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from rich.console import Console
from rich.text import Text

from autograder.capstones.data import training_images
from autograder.capstones.passes import IMAGES
from autograder.capstones.run import NotFinishedError
from autograder.capstones.show import right_aligned
from autograder.capstones.tasks import Measurement
from autograder.catalogue import EXERCISES
from autograder.errors import UserError
from autograder.i18n import N_, _
from autograder.import_path import safe_environment
from autograder.intake.program import Program, Source, read_program
from autograder.intake.submission import Submission
from autograder.machine import temporary_folder
from autograder.replay_script import is_importable
from autograder.reports.escape import for_ci_log
from autograder.reports.terminal import prose
from autograder.values import Array
from autograder.worker.client import Zygote

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORKERS = (0, 1, 2, 4)
MAX_SECONDS = 600.0
COPY = "own_loader"
"""The name of the module with the loader, where its own can't be imported."""
CONSENT = N_(
    "This runs {file} outside the sandbox: a worker of a DataLoader is a process of its own, and "
    "the sandbox lets none be started. Your code can then do whatever you can: read, change and "
    "delete your files, start programs and use the network. Go on only if you know what is in it."
)
UNWILLING = N_("Nothing was run. {how} says yes, once you know what is in {file}.")


class Pass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pass came to; or what was raised."""

    workers: int = 0
    seconds: float = 0.0
    images: int = 0
    raised: str = ""


DECODE = msgspec.json.Decoder(Pass).decode


def find_loader(chosen: Measurement, submission: Submission, zygote: Zygote) -> tuple[Program, str]:
    """The submission, and the stem of its source that has the function.

    Raises:
        UserError: none has.
    """
    (name,) = chosen.functions
    wanted = {exercise.name: exercise.module for exercise in EXERCISES}
    program = read_program(submission, wanted, zygote.reader.read)
    stems = program.candidates(name, wanted[name])
    if not stems or (found := program.sources[stems[0]].find(name)) is None or found.stub:
        raise UserError(_("{name} is still to be written.").format(name=name))
    return program, stems[0]


def measure_and_show(
    chosen: Measurement, program: Program, stem: str, folder: Path | None, console: Console
) -> list[Pass] | None:
    """Prints a line for each pass, then what they say; None if they came to no end.

    Args:
        chosen: the one that measures.
        program: the submission.
        stem: of the source that has the loader.
        folder: that has the files of Fashion-MNIST; images are made up without one.
        console: where it is told.
    """
    images, labels = training_images(folder)
    console.print(Text(_(chosen.title), "bold"))
    what = _("{count} images of {rows} x {columns} pixels in memory, batches of {batch_size}")
    rows, columns = images.shape[1:]
    said = what.format(
        count=f"{len(images):,}", rows=rows, columns=columns, batch_size=chosen.batch_size
    )
    prose(console, Text(said if folder else said + _("; made up, as no data set is named")))
    console.print("\n" + "".join(map(right_aligned, (_("workers"), _("seconds"), _("images/s")))))

    def tell(found: Pass) -> None:
        cells = (found.workers, f"{found.seconds:.2f}", f"{found.images / found.seconds:,.0f}")
        console.print("".join(right_aligned(str(cell)) for cell in cells))

    try:
        passes = measure(chosen, program, stem, images, labels, tell)
    except NotFinishedError as error:
        console.print(Text(for_ci_log(str(error)).replace("\n", "\n  ")))
        return None
    prose(console, Text(verdict(passes)))
    return passes


def verdict(passes: list[Pass]) -> str:
    """What the passes say of this machine."""
    fastest = min(passes, key=lambda found: found.seconds)
    said = _(
        "\nWith {workers} workers a pass is {times:.1f} times as fast as with none; this machine "
        "has {cores} cores."
    )
    if fastest.workers == 0:
        said = _("\nWithout other processes a pass is fastest; this machine has {cores} cores.")
    why = _(
        "Workers read the next batches while this one is used. Starting them and handing each "
        "batch over takes time as well, so they pay where reading a batch takes long."
    )
    times = passes[0].seconds / fastest.seconds
    return f"{said.format(workers=fastest.workers, times=times, cores=os.cpu_count())}\n{why}"


def measure(
    chosen: Measurement,
    program: Program,
    stem: str,
    images: Array,
    labels: Array,
    tell: Callable[[Pass], None],
) -> list[Pass]:
    """A pass with each number of workers, told as it comes.

    Raises:
        NotFinishedError: the student's code raised, ended, hung, or lost images.
    """
    passes: list[Pass] = []
    with temporary_folder() as folder:
        module = put_modules(program, stem, folder)
        np.savez(folder / IMAGES, images=images, labels=labels)
        arguments = [str(folder), module, str(chosen.batch_size), *map(str, WORKERS)]
        with started(arguments, folder) as lines:
            for line in lines:
                found = decoded(line)
                if found.images != len(images):
                    said = _("The loader gave {found} images in a pass; there are {due}.")
                    raise NotFinishedError(said.format(found=found.images, due=len(images)))
                passes.append(found)
                tell(found)
    if len(passes) < len(WORKERS):
        raise NotFinishedError(_("Your code ended the process, or took too long."))
    return passes


@contextmanager
def started(arguments: list[str], folder: Path) -> Iterator[Iterator[bytes]]:
    """What the process of passes tells, line by line; it ends with the context."""
    command = [sys.executable, "-P", "-m", "autograder.capstones.passes", *arguments]
    with subprocess.Popen(  # noqa: S603 - ours
        command, cwd=folder, env=safe_environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        timer = threading.Timer(MAX_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            yield iter(process.stdout)
        finally:
            timer.cancel()
            process.kill()


def decoded(line: bytes) -> Pass:
    """What the process tells of a pass.

    Raises:
        NotFinishedError: the student's code raised, or has told it otherwise.
    """
    try:
        found = DECODE(line)
    except msgspec.DecodeError as error:
        said = _("What came of the passes makes no sense: {reason}.")
        raise NotFinishedError(said.format(reason=error)) from error
    if found.raised or found.seconds <= 0:
        raise NotFinishedError(_("It stopped: {why}").format(why=found.raised))
    return found


def put_modules(program: Program, stem: str, folder: Path) -> str:
    """Writes the modules of a submission into a folder; gives the name of the one with the loader.

    What has the name of one of Python's modules is left out, as no import of it is meant for it.
    """
    for other, source in program.sources.items():
        if is_ours(other):
            write(source, other, folder)
    if is_ours(stem):
        return stem
    write(program.sources[stem], COPY, folder)
    return COPY


def write(source: Source, name: str, folder: Path) -> None:
    (folder / f"{name}.py").write_bytes(source.code)


def is_ours(module: str) -> bool:
    return is_importable(module) and module not in sys.stdlib_module_names


def figures_of_passes(chosen: Measurement, passes: list[Pass]) -> "dict[str, Figure]":
    """The picture, by name.

    Raises:
        ImportError: matplotlib is not installed.
    """
    from autograder.reports import plots  # noqa: PLC0415 - takes a second to import

    seconds = {found.workers: found.seconds for found in passes}
    return {f"{chosen.name}-workers": plots.passes(chosen.title, seconds)}
