"""The audit for people: a summary, the kill matrix, and a page of both."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.authoring.audit import ExerciseAudit, Kind, Row, verdicts

SHOWN: tuple[Kind, ...] = ("right", "stretch", "wrong")
HEADING = """# The audit

Made by `make audit`; not to be edited by hand. Every property is tried on versions of its function
that are known to be right or wrong, and on small changes of the solution (mutants). A mutant that
keeps all core points is listed with the reason why that is right, or with none where it is a gap.

| exercise | right | wrong | badge lost | mutants | survive | of these explained | faults |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


def show_audit(audits: Sequence[ExerciseAudit], console: Console, *, detailed: bool) -> None:
    """A line for each exercise, its faults, and in detail its matrix and remarks."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("exercise", *SHOWN, "mutants", "survive", "faults"):
        table.add_column(name, justify="left" if name == "exercise" else "right")
    for audit in audits:
        counts = verdicts(audit.rows)
        cells = [str(counts.get(kind, 0)) for kind in SHOWN]
        cells += [str(audit.mutants), str(len(unexplained(audit))), str(len(audit.faults))]
        table.add_row(Text(audit.name), *map(Text, cells))
    console.print(table)
    for audit in audits:
        for fault in audit.faults:
            console.print(Text(f"{audit.name}: {fault}", "bold red"))
        for survivor in unexplained(audit):
            console.print(Text(f"{audit.name}: a mutant survives, line {survivor}", "yellow"))
        if detailed:
            console.print(matrix(audit))
            for remark in audit.remarks:
                console.print(Text(f"  {remark}", "dim"))


def matrix(audit: ExerciseAudit) -> Table:
    """A row for each version, a column for each property, a mark where it rejects."""
    ids = (*audit.core, *audit.stretch)
    table = Table(title=audit.name, box=None, pad_edge=False, header_style="bold")
    table.add_column("version")
    for number in range(1, len(ids) + 1):
        table.add_column(str(number), justify="right")
    for row in audit.rows:
        table.add_row(Text(f"{row.kind} {row.name}"), *marks(row, ids))
    table.caption = ", ".join(f"{i} {name}" for i, name in enumerate(ids, start=1))
    return table


def marks(row: Row, ids: Sequence[str]) -> Iterator[Text]:
    return (Text("x" if identifier in row.killed_by else "·") for identifier in ids)


def unexplained(audit: ExerciseAudit) -> list[str]:
    """The mutants that survive and have no explanation, as text."""
    return [f"{s.line}: {s.change}" for s in audit.survivors if not s.reason]


def audit_page(audits: Sequence[ExerciseAudit]) -> str:
    """The audit as a page of Markdown."""
    lines = [HEADING.rstrip("\n")]
    for audit in audits:
        counts = verdicts(audit.rows)
        explained = len(audit.survivors) - len(unexplained(audit))
        lines.append(
            f"| {audit.name} | {counts.get('right', 0)} | {counts.get('wrong', 0)} "
            f"| {counts.get('stretch', 0)} | {audit.mutants} | {len(audit.survivors)} "
            f"| {explained} | {len(audit.faults)} |"
        )
    total = sum(audit.mutants for audit in audits)
    left = sum(len(unexplained(audit)) for audit in audits)
    lines += ["", f"Of {total} mutants, {left} survive without an explanation.", ""]
    lines += [
        "## Mutants that survive",
        "",
        "| exercise | line | change | why |",
        "|---|---:|---|---|",
    ]
    for audit in audits:
        for s in audit.survivors:
            change = s.change.replace("|", "\\|")
            lines.append(f"| {audit.name} | {s.line} | `{change}` | {s.reason or 'a gap'} |")
    lines += ["", "## What rejects what", ""]
    for audit in audits:
        lines += matrix_lines(audit)
    return "\n".join(lines) + "\n"


def matrix_lines(audit: ExerciseAudit) -> list[str]:
    """How many wrong versions each property rejects, and how many only it does."""
    wrong = [row for row in audit.rows if row.kind in ("wrong", "stretch")]
    lines = [f"### {audit.name}", "", "| property | rejects | alone |", "|---|---:|---:|"]
    for identifier in (*audit.core, *audit.stretch):
        rejects = [row for row in wrong if identifier in row.killed_by]
        alone = sum(row.killed_by == (identifier,) for row in rejects)
        lines.append(f"| {identifier} | {len(rejects)} of {len(wrong)} | {alone or ''} |")
    return [*lines, ""]
