"""A graded class on a terminal: a table, and why points were lost."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.records import FunctionResult, SubmissionResult, format_points, percent
from autograder.reports.escape import for_ci_line
from autograder.reports.terminal import SYMBOLS, indented, several, was_called

MAX_ROWS = 300
"""Of the table; nobody scrolls further, and more would take longer than to grade."""
EXPLAINED_STUDENTS = 20
EXPLAINED_CAUSES = 4
"""So many losses of a student are explained."""
MAX_COLUMNS = 8
"""With more functions than these there is a column for each module."""
NAMED_STUDENTS = 5
TABLE_WIDTH = 80
"""Of a narrower terminal the table leaves the wrapping to the terminal, and cuts no score."""


def show_class(results: Iterable[SubmissionResult], console: Console) -> None:
    """The table of scores and, for a small class, why each point was lost."""
    view = ClassView()
    for result in results:
        view.add(result)
    view.show(console)


class ClassView:
    """A class on a terminal, made of records as they come. Of the first students, rows are kept."""

    def __init__(self) -> None:
        self._students = 0
        self._rows: dict[str, SubmissionResult] = {}
        self._functions: dict[FunctionResult, FunctionResult] = {}
        self._losers = 0
        self._losing: dict[str, SubmissionResult] = {}
        self._noted: list[str] = []

    def add(self, result: SubmissionResult) -> None:
        """Adds a student; the order does not matter."""
        self._students += 1
        keep_first(self._rows, self._brief(result), MAX_ROWS)
        if result.notes:
            self._noted.append(result.student)
        if lossy_functions(result):
            self._losers += 1
            keep_first(self._losing, result, EXPLAINED_STUDENTS)

    def _brief(self, result: SubmissionResult) -> SubmissionResult:
        """What a row needs of a record; functions that came out alike are one object."""
        bare = (
            FunctionResult(f.name, f.module, f.status, f.score, f.max_score, ())
            for f in result.functions
        )
        functions = tuple(self._functions.setdefault(f, f) for f in bare)
        return msgspec.structs.replace(result, functions=functions, notes=())

    def show(self, console: Console) -> None:
        """Prints the table, and the losses and notes of the first students."""
        rows = [self._rows[student] for student in sorted(self._rows)]
        console.print(class_table(rows), crop=False, width=max(console.width, TABLE_WIDTH))
        if (more := self._students - len(rows)) > 0:
            console.print(Text(f"\n… and {more} more students; grades.csv has all of them."))
        for student in sorted(self._losing):
            show_losses(self._losing[student], console)
        if (more := self._losers - len(self._losing)) > 0:
            console.print(Text(f"\n… and {more} more who lost points."))
        if self._noted:
            console.print(Text(f"\n{notes_line(sorted(self._noted))}"))


def keep_first(kept: dict[str, SubmissionResult], result: SubmissionResult, most: int) -> None:
    """Adds a record to those of the first students by name."""
    kept[result.student] = result
    if len(kept) > most:
        del kept[max(kept)]


def notes_line(students: Sequence[str]) -> str:
    """Whose submissions have notes, and how these are shown."""
    have = "1 submission has" if len(students) == 1 else f"{len(students)} submissions have"
    named = ", ".join(map(for_ci_line, students[:NAMED_STUDENTS]))
    more = " …" if len(students) > NAMED_STUDENTS else ""
    return (
        f"{have} notes, on files that were not read or lines that deserve a look: {named}{more}. "
        "`report` with --student shows them."
    )


def class_table(results: Sequence[SubmissionResult]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student", overflow="fold")
    table.add_column("points", justify="right")
    table.add_column("%", justify="right")
    groups = columns_of(results)
    for name in groups:
        table.add_column(name, justify="right")
    for result in results:
        functions = {function.name: function for function in result.functions}
        table.add_row(
            Text(for_ci_line(result.student)),
            Text(score_text(result)),
            Text(percent_text(result)),
            *(
                group_cell([functions[n] for n in group if n in functions])
                for group in groups.values()
            ),
        )
    return table


def columns_of(results: Sequence[SubmissionResult]) -> dict[str, list[str]]:
    """The functions under each heading: each alone, or those of a module where there are many."""
    modules: dict[str, Counter[str]] = {}
    for result in results:
        for function in result.functions:
            modules.setdefault(function.name, Counter())[function.module] += 1
    if len(modules) <= MAX_COLUMNS:
        return {name: [name] for name in modules}
    groups: dict[str, list[str]] = {}
    for name, found in modules.items():  # most students have a function where it belongs
        groups.setdefault(for_ci_line(found.most_common(1)[0][0]), []).append(name)
    return groups


def group_cell(functions: Sequence[FunctionResult]) -> Text:
    """The points of a function with the mark of its status, or those of several together."""
    if len(functions) <= 1:
        return score_cell(functions[0]) if functions else Text("")
    if any(function.status == "grader_error" for function in functions):
        return Text("?", SYMBOLS["grader_error"][1])
    score = sum(function.score for function in functions)
    full = score == sum(function.max_score for function in functions)
    return Text(format_points(score), SYMBOLS["passed"][1] if full else "")


def score_text(result: SubmissionResult) -> str:
    return "?" if result.status == "grader_error" else format_points(result.score)


def percent_text(result: SubmissionResult) -> str:
    known = result.status != "grader_error"
    return percent(result.score, result.max_score) if known else "?"


def score_cell(function: FunctionResult) -> Text:
    symbol, style = SYMBOLS[function.status]
    if function.status == "grader_error":
        return Text(f"? {symbol}", style)
    return Text(f"{format_points(function.score)} {symbol}", style)


def lossy_functions(result: SubmissionResult) -> list[FunctionResult]:
    return [f for f in result.functions if f.status not in ("passed", "not_attempted")]


def show_losses(result: SubmissionResult, console: Console) -> None:
    """A few lines for each function that lost points, one for those with the same cause."""
    console.print(Text(""))
    console.print(Text(for_ci_line(result.student), "bold"))
    functions = sorted(lossy_functions(result), key=lambda f: not was_called(f))
    causes = list(dict.fromkeys(f.message if not was_called(f) else f.name for f in functions))
    for cause in causes[:EXPLAINED_CAUSES]:
        group = [f for f in functions if cause == (f.name if was_called(f) else f.message)]
        lost = format_points(sum(f.max_score - f.score for f in group))
        points = format_points(sum(f.max_score for f in group))
        names = several([f.name for f in group])
        console.print(Text(f"  {names}: lost {lost} of {points}"))
        show_first_cause(group[0], console)
    if more := causes[EXPLAINED_CAUSES:]:
        rest = [f for f in functions if (f.name if was_called(f) else f.message) in more]
        lost = format_points(sum(f.max_score - f.score for f in rest))
        console.print(Text(f"  {several([f.name for f in rest])}: lost {lost}"))


def show_first_cause(function: FunctionResult, console: Console) -> None:
    if function.message:
        console.print(indented(function.message, 4))
    if function.diagnosis:
        console.print(indented(f"It behaves like code that {function.diagnosis.title}.", 4))
    broken = next((p for p in function.properties if p.counterexample), None)
    if broken and broken.counterexample and broken.status == "failed":
        console.print(indented(f"{broken.title}:", 4))
        console.print(indented(broken.counterexample.call, 6, "cyan"))
        console.print(indented(broken.counterexample.message, 6))
