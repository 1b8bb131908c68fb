"""One submission on a terminal: first what to do next, and all the rest for who asks for it."""

import re
from collections.abc import Collection, Sequence

from rich.console import Console
from rich.text import Text

from autograder.i18n import _, ngettext
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
    first_to_mend,
    format_points,
)
from autograder.reports.escape import for_ci_line, for_ci_log, for_shell
from autograder.reports.terminal import (
    SYMBOLS,
    indented,
    prose,
    several,
    was_called,
    words_for,
)
from autograder.reports.wording import not_reached, not_reached_text, score_text, seen_to_fail

DIFFERING_CELL = re.compile(r"(?<![^\s\[\](),])[^\s\[\](),]+\*")
PRINTED_LINES = 6
LATER = {"missing": 1, "not_attempted": 2, "waiting": 3}
"""What can wait until the mistakes in what is there are mended."""
LABEL = 10
"""Columns of "got" and "expected"."""


def show_submission(
    result: SubmissionResult,
    console: Console,
    *,
    show_all: bool = False,
    again: str = "autograder check --only {name}",
    replay: str = "autograder replay {token}",
    hint: str = "autograder hint {name}",
) -> None:
    """What to do next and what is lost so far; or, with `show_all`, all about all functions.

    `again` is the command that checks the function {name} once more, `replay` the one that
    makes the call of {token} again, `hint` the one that gives the next hint for {name}.
    """
    for note in result.notes:
        prose(console, Text(_("Note: {text}").format(text=for_ci_line(note)), "yellow"), hang=2)
    focus = first_to_do(result)
    if show_all:
        show_everything(result, console, replay=replay)
    else:
        if focus is not None:
            show_focus(focus, console, hint=hint.format(name=for_shell(focus.name)))
        if len(result.functions) > 1:
            if focus is not None:
                console.print(Text(""))
            show_files(result, console)
        elif focus is None:
            for function in result.functions:
                show_focus(function, console)
    console.print(Text(""))
    console.print(Text(total_line(result), "bold"))
    prose(console, Text(next_step(result, again)))
    if focus is None:
        show_open_badges(result, console)


def show_everything(result: SubmissionResult, console: Console, *, replay: str) -> None:
    """One line for each function, and all about each that needs work."""
    told: set[str] = set()
    for file in dict.fromkeys(map(file_of, result.functions)):
        console.print(Text(file, "bold"))
        for function in result.functions:
            if file_of(function) == file:
                prose(console, function_line(function), indent=2, hang=4)
                if not explained(function, told):
                    told.add(function.message)
                    console.print(Text(""))
                    show_function(function, console, replay=replay)
                    console.print(Text(""))


def show_focus(function: FunctionResult, console: Console, *, hint: str = "") -> None:
    """What to look at next: the first property that fails, and why; the others in a line each.

    `hint` is the command that gives a hint.
    """
    line = function_line(function)
    line.append("  ")
    line.append(place_of(function), "dim")
    prose(console, line, hang=2)
    if function.message:
        console.print(Text(""))
        prose(console, indented(function.message, 0), indent=2, hang=2)
    if was_called(function) and (first := first_to_mend(function)):
        console.print(Text(""))
        show_property(first, console)
        if function.diagnosis:
            show_diagnosis(function.diagnosis, console)
        if hint:
            prose(console, Text(_("More hints:  {command}").format(command=hint)), indent=2, hang=2)
        if hint or function.diagnosis:
            console.print(Text(""))
        show_others(function, first, console)
    show_said(function, console, show_all=False)


def show_property(prop: PropertyResult, console: Console, *, replay: str = "") -> None:
    """A property with its counterexample."""
    prose(console, property_line(prop), indent=2, hang=4)
    if prop.counterexample and prop.status == "failed":
        show_counterexample(prop.counterexample, console)
        if replay:
            command = replay.format(token=for_shell(prop.counterexample.replay))
            console.print(Text(f"      {command}\n", "dim"))


def show_others(function: FunctionResult, first: PropertyResult, console: Console) -> None:
    """The other properties that are not fulfilled, and how many of those with points are."""
    for prop in function.properties:
        if prop.status not in ("passed", "not_reached") and prop is not first:
            prose(console, property_line(prop), indent=2, hang=4)
    if more := not_reached(function):
        lost = format_points(sum(prop.max_points for prop in more))
        line = f"· {not_reached_text(len(more))}  -{lost}"
        prose(console, Text(line, "dim"), indent=2, hang=2)
    core = [prop for prop in function.properties if prop.kind == "core"]
    holding, known = sum(prop.status == "passed" for prop in core), len(core)
    prose(
        console,
        Text.assemble(
            SYMBOLS["passed" if holding else "failed"],
            " ",
            _("{holding} of {known} properties hold").format(holding=holding, known=known),
        ),
        indent=2,
    )


def show_files(result: SubmissionResult, console: Console) -> None:
    """For each file its points, and what the others are lost for."""
    files = list(dict.fromkeys(map(file_of, result.functions)))
    width = max(map(len, files))
    for file in files:
        functions = [f for f in result.functions if file_of(f) == file]
        score = format_points(sum(f.score for f in functions))
        points = format_points(sum(f.max_score for f in functions))
        line = f"{file:<{width}}  {score:>5} / {points:<4}  {losses_of(functions)}"
        prose(console, Text(line.rstrip()), hang=4)


def losses_of(functions: Sequence[FunctionResult]) -> str:
    """Which functions of a file cost points, by what became of them."""
    by_status: dict[str, list[FunctionResult]] = {}
    for function in functions:
        by_status.setdefault(function.status, []).append(function)
    parts = []
    for status, group in by_status.items():
        if status == "failed":
            parts += [f"{f.name} -{format_points(f.max_score - f.score)}" for f in group]
        elif status == "not_attempted":
            text = ngettext("{n} not attempted", "{n} not attempted", len(group))
            parts.append(text.format(n=len(group)))
        elif status != "passed":
            names = several([f.name for f in group])
            parts.append(_("{names} ({reason})").format(names=names, reason=words_for(status)))
    return _(", ").join(parts)


def file_of(function: FunctionResult) -> str:
    """The file that a function stands in, or is to be written to."""
    return for_ci_line(function.file or f"{function.module}.py")


def place_of(function: FunctionResult) -> str:
    """The file and, where it is known, the line that a function begins in."""
    file = file_of(function)
    if function.cell:
        text = _("{file}, cell {cell}, line {line}")
        return text.format(file=file, cell=function.cell, line=function.line)
    return _("{file}, line {line}").format(file=file, line=function.line) if function.line else file


def first_to_do(result: SubmissionResult) -> FunctionResult | None:
    """The function to look at next: a mistake comes before what is not there yet."""
    to_do = [function for function in result.functions if needs_work(function)]
    return min(to_do, key=lambda function: LATER.get(function.status, 0), default=None)


def needs_work(function: FunctionResult) -> bool:
    return function.status != "passed"


def holds_throughout(function: FunctionResult) -> bool:
    return all(prop.status == "passed" for prop in function.properties)


def explained(function: FunctionResult, told: Collection[str]) -> bool:
    """Whether there is nothing to say of a function, or it is what was said of another one."""
    silent = holds_throughout(function) and not function.warnings
    return silent or (not was_called(function) and function.message in told)


def function_line(function: FunctionResult) -> Text:
    """The function, its points, what became of it, and its badges."""
    symbol, style = SYMBOLS[function.status]
    score = f"{format_points(function.score)} / {format_points(function.max_score)}"
    line = Text.assemble((symbol, style), " ", (function.name, "bold"), f"  {score}")
    core = [p for p in function.properties if p.kind == "core"]
    failing = len(seen_to_fail(core))
    said = words_for(function.status)
    if function.status == "failed":
        said = _("{failing} of {known} properties fail").format(failing=failing, known=len(core))
    if said:
        line.append(f"  {said}", style)
    stretch = [p for p in function.properties if p.kind == "stretch"]
    if stretch and was_called(function):
        earned = sum(p.status == "passed" for p in stretch)
        line.append("  ")
        line.append("★" * earned, "yellow")
        line.append("☆" * (len(stretch) - earned), "dim")
    return line


def show_function(function: FunctionResult, console: Console, *, replay: str) -> None:
    """All about a function: what holds, what fails, and the smallest input that shows it."""
    if function.message:
        prose(console, indented(function.message, 0), indent=4, hang=2)
    reasons: dict[tuple[str, str], str] = {}
    for prop in function.properties if was_called(function) else ():
        example = prop.counterexample
        reason = (example.got, example.message) if example else ("", "")
        if example and prop.status == "failed" and reason in reasons:
            prose(console, property_line(prop), indent=2, hang=4)
            said = _("for the same reason as: {title}").format(title=reasons[reason])
            prose(console, Text(said, "dim"), indent=6)
        else:
            show_property(prop, console, replay=replay)
        reasons.setdefault(reason, for_ci_log(prop.title))
    if function.diagnosis:
        show_diagnosis(function.diagnosis, console)
    show_said(function, console, show_all=True)


def show_diagnosis(diagnosis: Diagnosis, console: Console) -> None:
    """The mistake that the function seems to make, and where to look."""
    said = _("It behaves like code that {title} ({ids}).")
    said = said.format(title=diagnosis.title, ids=diagnosis.ids)
    prose(console, indented(said, 0), indent=2, hang=2)
    hint = _("Hint: {hint}").format(hint=diagnosis.hint)
    prose(console, indented(hint, 0), indent=2, hang=2)


def show_said(function: FunctionResult, console: Console, *, show_all: bool) -> None:
    """What the function printed, and what Python and torch warned of while it ran."""
    if function.output:
        console.print(Text(""))
        prose(console, Text(_("Your function printed:"), "dim"), indent=2)
        shown = function.output if show_all else first_lines(function.output)
        console.print(indented(shown, 4, "dim"))
    if function.warnings:
        console.print(Text(""))
        prose(console, Text(_("Warnings, which cost no points:"), "yellow"), indent=2)
        for warning in function.warnings:
            prose(console, Text(for_ci_line(warning)), indent=4, hang=2)


def first_lines(text: str) -> str:
    """As many lines of a print as leave the reason above it on the screen."""
    lines = text.rstrip("\n").split("\n")
    if (more := len(lines) - PRINTED_LINES) > 0:
        told = ngettext(
            "… {more} more line; --all shows it", "… {more} more lines; --all shows them", more
        )
        lines[PRINTED_LINES:] = [told.format(more=more)]
    return "\n".join(lines)


def property_line(prop: PropertyResult) -> Text:
    symbol, style = SYMBOLS[prop.status]
    if prop.kind == "stretch":
        symbol, style = ("★", "yellow") if prop.status == "passed" else ("☆", "dim")
    bold = "" if prop.status == "passed" else "bold"
    line = Text.assemble((symbol, style), " ", (for_ci_log(prop.title), bold))
    if prop.kind == "stretch":
        line.append("  " + _("(a badge, no points)"), "dim")
    elif prop.status != "passed":
        line.append(f"  -{format_points(prop.max_points)}", style)
    if prop.status == "not_reached":
        line.append("  " + _("could not be tried"), "dim")
    return line


def show_counterexample(counterexample: Counterexample, console: Console) -> None:
    """The call, ready to be pasted, what came back, what was expected, and the difference."""
    console.print(Text(""))
    console.print(indented(counterexample.call, 6, "cyan"))
    for label, text in ((_("got"), counterexample.got), (_("expected"), counterexample.expected)):
        if text:
            console.print(labelled(label, text))
    prose(console, indented(counterexample.message, 0), indent=6)
    console.print(Text(""))


def labelled(label: str, text: str) -> Text:
    """A value beside its label; the cells that differ stand out by colour and by their sign."""
    indent = 6 + LABEL
    shown = indented(text, indent)
    shown.highlight_regex(DIFFERING_CELL, "bold red")
    start = Text(" " * 6 + label)
    start.pad_right(max(1, indent - start.cell_len))
    return start + shown[indent:]


def total_line(result: SubmissionResult) -> str:
    if result.status == "grader_error":
        return _("No score: the grader failed.")
    return score_text(result)


def next_step(result: SubmissionResult, again: str) -> str:
    """What to do now, in a sentence."""
    focus = first_to_do(result)
    if focus is None:
        remarks = any(function.message for function in result.functions)
        return _("What was judged is right.") if remarks else _("Everything is right.")
    if focus.status == "grader_error":
        return _(
            "The grader failed, your work is not the cause. Please report what is shown above."
        )
    if focus.status == "missing":
        text = _("Next: put {name} into {file}, then run  {command}")
    elif focus.status == "import_error":
        text = _("Next: mend what stops {file}, then run  {command}")
    elif focus.status == "not_attempted":
        text = _("Next: write {name} in {file}, then run  {command}")
    elif focus.status == "waiting":
        text = _("Next: write what {name} waits for, then run  {command}")
    else:
        text = _("Next: change {name} in {file}, then run  {command}")
    command = again.format(name=for_shell(focus.name))
    return text.format(name=focus.name, file=file_of(focus), command=command)


def show_open_badges(result: SubmissionResult, console: Console) -> None:
    """What is still to be earned where nothing is left to mend."""
    for function in result.functions:
        for prop in function.properties:
            if prop.kind == "stretch" and prop.status != "passed":
                line = f"☆ {function.name}: {for_ci_log(prop.title)}"
                prose(console, Text(line), indent=2, hang=2)


def show_open_badge(function: FunctionResult, console: Console) -> None:
    """The first badge that is still to be earned, and an input that shows what it asks for."""
    for prop in function.properties:
        if prop.kind == "stretch" and prop.status != "passed":
            console.print(Text(""))
            show_property(prop, console)
            return
