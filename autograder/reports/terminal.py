"""Results on a terminal: one submission on one screen, a class as a table."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.protections import Protection, notice
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
    format_points,
    percent,
)
from autograder.reports.escape import for_ci_line, for_ci_log

DIFFERING_CELL = re.compile(r"(?<![^\s\[\](),])[^\s\[\](),]+\*")
MAX_ROWS = 300
"""Of the table of a class; nobody scrolls further, and more would take longer than to grade."""
EXPLAINED_STUDENTS = 20
EXPLAINED_CAUSES = 4
"""So many losses of a student are explained in the view of a class."""
NAMED_FUNCTIONS = 6
MAX_COLUMNS = 8
"""With more functions than these, the view of a class has a column for each module."""
NAMED_STUDENTS = 5
PRINTED_LINES = 6
NAME_WIDTH = 25
TABLE_WIDTH = 80
"""Of a narrower terminal the table leaves the wrapping to the terminal, and cuts no score."""
SYMBOLS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "not_attempted": ("·", "dim"),
    "not_reached": ("·", "dim"),
    "missing": ("?", "yellow"),
    "import_error": ("!", "red"),
    "timeout": ("⏱", "red"),
    "crashed": ("!", "red"),
    "forbidden": ("✗", "red"),
    "grader_error": ("⚠", "magenta"),
}
LATER = {"missing": 1, "not_attempted": 2}
"""What can wait until the mistakes in what is there are mended."""
MENDS = {"missing": "put the function into", "import_error": "mend what stops"}
WORDS = {
    "passed": "",
    "failed": "",
    "not_attempted": "not attempted",
    "missing": "missing",
    "import_error": "the module does not run",
    "timeout": "takes too long",
    "crashed": "ends the process",
    "forbidden": "uses what it is to replace",
    "grader_error": "a fault of the grader, not of your work",
}


def show_submission(
    result: SubmissionResult,
    console: Console,
    *,
    show_all: bool = False,
    again: str = "autograder check --only {name}",
    replay: str = "autograder replay {token}",
) -> None:
    """One line for each function, and all about the first one that needs work.

    `again` is the command that checks the function {name} once more, `replay` the one that
    makes the call of {token} again.
    """
    focus = first_to_do(result)
    told: set[str] = set()
    for note in result.notes:
        console.print(Text(f"Note: {for_ci_line(note)}", "yellow"))
    for file in dict.fromkeys(map(file_of, result.functions)):
        console.print(Text(file, "bold"))
        for function in result.functions:
            if file_of(function) == file:
                console.print(function_line(function))
                if function is focus or (show_all and not explained(function, told)):
                    told.add(function.message)
                    console.print(Text(""))
                    show_function(function, console, show_all=show_all, replay=replay)
                    console.print(Text(""))
    console.print(Text(""))
    console.print(Text(total_line(result), "bold"))
    console.print(Text(next_step(focus, again)))
    if focus is None:
        for function in result.functions:
            for prop in open_badges(function):
                console.print(Text(f"  ☆ {function.name}: {prop.title}"))


def file_of(function: FunctionResult) -> str:
    """The file that a function stands in, or is to be written to."""
    return for_ci_line(function.file or f"{function.module}.py")


def first_to_do(result: SubmissionResult) -> FunctionResult | None:
    """The function to look at next: a mistake comes before what is not there yet."""
    to_do = [function for function in result.functions if needs_work(function)]
    return min(to_do, key=lambda function: LATER.get(function.status, 0), default=None)


def needs_work(function: FunctionResult) -> bool:
    return function.status != "passed"


def was_called(function: FunctionResult) -> bool:
    return any(prop.status != "not_reached" for prop in function.properties)


def open_badges(function: FunctionResult) -> list[PropertyResult]:
    return [p for p in function.properties if p.kind == "stretch" and p.status != "passed"]


def holds_throughout(function: FunctionResult) -> bool:
    return all(prop.status == "passed" for prop in function.properties)


def explained(function: FunctionResult, told: Collection[str]) -> bool:
    """Whether there is nothing to say of a function, or it is what was said of another one."""
    return holds_throughout(function) or (not was_called(function) and function.message in told)


def function_line(function: FunctionResult) -> Text:
    symbol, style = SYMBOLS[function.status]
    score = f"{format_points(function.score)} / {format_points(function.max_score)}"
    line = Text("  ")
    line.append(f"{symbol} ", style)
    line.append(f"{function.name:<{NAME_WIDTH}}")
    line.append(f"{score:>10}  ")
    failing = sum(p.status != "passed" for p in function.properties if p.kind == "core")
    if function.status == "failed":
        core = sum(p.kind == "core" for p in function.properties)
        line.append(f"{failing} of {core} properties fail", style)
    else:
        line.append(WORDS[function.status], style)
    stretch = [p for p in function.properties if p.kind == "stretch"]
    if stretch and was_called(function):
        earned = sum(p.status == "passed" for p in stretch)
        line.append("  ")
        line.append("★" * earned, "yellow")
        line.append("☆" * (len(stretch) - earned), "dim")
    return line


def show_function(
    function: FunctionResult, console: Console, *, show_all: bool, replay: str
) -> None:
    """What holds, what fails, and the smallest input that shows it."""
    if function.message:
        console.print(indented(function.message, 4))
    explained: set[tuple[str, str]] = set()
    for prop in function.properties if was_called(function) else ():
        console.print(property_line(prop))
        example = prop.counterexample
        if example and prop.status == "failed" and (show_all or not explained):
            reason = (example.got, example.message)
            if reason in explained:
                console.print(Text("        for the same reason as above", "dim"))
            else:
                show_counterexample(example, console)
                if show_all:
                    command = replay.format(token=example.replay)
                    console.print(Text(f"        {command}\n", "dim"))
            explained.add(reason)
    if function.diagnosis:
        show_diagnosis(function.diagnosis, console)
    if function.output:
        console.print(Text("    It printed:", "dim"))
        shown = function.output if show_all else first_lines(function.output)
        console.print(indented(shown, 6, "dim"))


def show_diagnosis(diagnosis: Diagnosis, console: Console) -> None:
    """The mistake that the function seems to make, and where to look."""
    ids = " or ".join([diagnosis.id, *diagnosis.alternatives])
    console.print(indented(f"It behaves like  {diagnosis.title}  ({ids}).", 4))
    console.print(indented(f"Hint: {diagnosis.hint}", 4))


def first_lines(text: str) -> str:
    """As many lines of a print as leave the reason above it on the screen."""
    lines = text.rstrip("\n").split("\n")
    if (more := len(lines) - PRINTED_LINES) > 0:
        lines[PRINTED_LINES:] = [f"… {more} more lines; --all shows them"]
    return "\n".join(lines)


def property_line(prop: PropertyResult) -> Text:
    symbol, style = SYMBOLS[prop.status]
    line = Text("    ")
    line.append(f"{symbol} ", style)
    line.append(prop.title, "" if prop.status == "passed" else "bold")
    if prop.kind == "stretch":
        line.append("  (a badge, no points)", "dim")
    elif prop.status != "passed":
        line.append(f"  -{format_points(prop.max_points)}", style)
    if prop.status == "not_reached":
        line.append("  not tried any more", "dim")
    return line


def show_counterexample(counterexample: Counterexample, console: Console) -> None:
    console.print(Text(""))
    console.print(indented(counterexample.call, 8, "cyan"))
    for label, text in (("got", counterexample.got), ("expected", counterexample.expected)):
        if text:
            console.print(labelled(label, text))
    console.print(indented(counterexample.message, 8))
    console.print(Text(""))


def labelled(label: str, text: str) -> Text:
    shown = indented(text, 18)
    shown.highlight_regex(DIFFERING_CELL, "bold red")
    return Text(f"        {label:<10}") + shown[18:]


def indented(text: str, spaces: int, style: str = "") -> Text:
    """Text from a record, made harmless, every line moved to the right."""
    lines = for_ci_log(text.rstrip("\n")).split("\n")
    return Text("\n".join(" " * spaces + line for line in lines), style)


def total_line(result: SubmissionResult) -> str:
    if result.status == "grader_error":
        return "No score: the grader failed."
    line = f"{format_points(result.score)} of {format_points(result.max_score)} points"
    if result.max_stretch:
        line += f", {result.stretch} of {result.max_stretch} badges"
    return line


def next_step(focus: FunctionResult | None, again: str) -> str:
    """What to do now, in a sentence."""
    if focus is None:
        return "Everything is right."
    then = f"then run  {again.format(name=focus.name)}"
    file = file_of(focus)
    if focus.status in ("missing", "import_error"):
        return f"Next: {MENDS[focus.status]} {file}, {then}"
    if focus.status == "not_attempted":
        return f"Next: write {focus.name} in {file}, {then}"
    if focus.status == "grader_error":
        return "The grader failed, your work is not the cause. Please report what is shown above."
    return f"Next: change {focus.name} in {file}, {then}"


def show_protections(protections: Sequence[Protection], console: Console) -> None:
    """A line for each, with what was tried, or what is in the way."""
    width = max(len(protection.name) for protection in protections)
    for protection in protections:
        symbol, style = SYMBOLS["passed" if protection.holds else "failed"]
        line = Text.assemble((symbol, style), f" {protection.name:<{width}} {protection.detail}")
        console.print(line)


def show_missing(missing: Sequence[str], console: Console) -> None:
    """Says that the results above were had without protection, if they were."""
    if missing:
        console.print(Text(f"\n{notice(missing)}", "bold red"))


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


def several(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    more = len(names) - NAMED_FUNCTIONS
    text = ", ".join(names[:NAMED_FUNCTIONS])
    return f"{text} and {more} more" if more > 0 else text


def show_first_cause(function: FunctionResult, console: Console) -> None:
    if function.message:
        console.print(indented(function.message, 4))
    if function.diagnosis:
        console.print(indented(f"It behaves like  {function.diagnosis.title}", 4))
    broken = next((p for p in function.properties if p.counterexample), None)
    if broken and broken.counterexample and broken.status == "failed":
        console.print(indented(f"{broken.title}:", 4))
        console.print(indented(broken.counterexample.call, 6, "cyan"))
        console.print(indented(broken.counterexample.message, 6))
