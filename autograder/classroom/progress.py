"""How far the grading of a class has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.records import SubmissionResult
from autograder.reports.escape import for_line


@contextmanager
def progress_bar(console: Console, total: int) -> Iterator[Callable[[SubmissionResult], None]]:
    """A bar that is told each record when it is there; it goes away."""
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=total)

        def tell(result: SubmissionResult) -> None:
            bar.update(task, advance=1, description=for_line(result.student))

        yield tell


class RateColumn(ProgressColumn):
    """Submissions a minute, over the last half minute."""

    def render(self, task: Task) -> Text:
        return Text(
            f"{60 * task.speed:,.0f}/min" if task.speed else "", style="progress.data.speed"
        )
