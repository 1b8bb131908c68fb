"""How far the grading of a class has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.reports.escape import for_line


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[int], Callable[[str], None]]]:
    """A bar that is told the number of submissions and then the name of each; it goes away."""
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:

        def start(total: int) -> Callable[[str], None]:
            task = bar.add_task("", total=total)

            def tell(student: str) -> None:
                bar.update(task, advance=1, description=for_line(student))

            return tell

        yield start
