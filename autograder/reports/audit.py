"""The audit for people: a summary and the kill matrix in a terminal, as Markdown and as HTML."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.authoring.audit import ExerciseAudit, Kind, Row, verdicts
from autograder.reports.pages import environment

SHOWN: tuple[Kind, ...] = ("right", "wrong", "stretch")
COLUMNS = (
    "exercise",
    "right",
    "wrong",
    "badge lost",
    "mutants",
    "killed",
    "survive",
    "gaps",
    "faults",
)
HEADING = """# The audit

Made by `make audit`; not to be edited by hand. Every property is tried on versions of its function
that are known to be right or wrong, and on small changes of the solution (mutants). A mutant that
keeps all core points is listed with the reason why that is right; one without a reason is a gap.
`autograder audit --html FILE` shows which property rejects which version.
"""


def show_audit(
    audits: Sequence[ExerciseAudit], console: Console, *, remarks: bool, matrices: bool
) -> None:
    """A line for each exercise, its faults, and if asked for its matrix and remarks."""
    if matrices:
        for audit in audits:
            console.print(matrix(audit), "")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == "exercise" else "right")
    for audit in audits:
        table.add_row(Text(audit.name), *map(Text, counts(audit)))
    console.print(table)
    console.print(Text(f"\n{conclusion(audits)}"))
    for audit in audits:
        for fault in audit.faults:
            console.print(Text(f"✗ {audit.name}: {fault}", "bold red"))
        for remark in audit.remarks if remarks else ():
            console.print(Text(f"· {audit.name}: {remark}", "dim"))


def counts(audit: ExerciseAudit) -> list[str]:
    """What stands in the columns of the summary, after the name."""
    by_kind = verdicts(audit.rows)
    numbers = [*(by_kind[kind] for kind in SHOWN), audit.mutants, audit.killed]
    numbers += [len(audit.survivors), len(audit.gaps), len(audit.faults)]
    return list(map(str, numbers))


def conclusion(audits: Sequence[ExerciseAudit]) -> str:
    """How many mutants the core properties notice, as a sentence."""
    mutants = sum(audit.mutants for audit in audits)
    aside = sum(audit.set_aside for audit in audits)
    killed = sum(audit.killed for audit in audits)
    gaps = sum(len(audit.gaps) for audit in audits)
    badges = mutants - aside - killed - gaps
    share = f" ({killed / (killed + gaps):.1%})" if killed + gaps else ""
    return (
        f"Of {mutants} mutants, {aside} change nothing that the contract speaks of, and {badges} "
        f"what only a badge asks for. The core properties reject {killed} of the other "
        f"{killed + gaps}{share}."
    )


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


def audit_page(audits: Sequence[ExerciseAudit]) -> str:
    """The audit as a page of Markdown."""
    lines = [HEADING, markdown_row(COLUMNS), f"|---|{'---:|' * (len(COLUMNS) - 1)}"]
    lines += [markdown_row([audit.name, *counts(audit)]) for audit in audits]
    lines += ["", conclusion(audits), "", "## Mutants that survive", ""]
    lines += [markdown_row(("exercise", "line", "change", "kind", "why that is right"))]
    lines += ["|---|---:|---|---|---|"]
    for audit in audits:
        for s in audit.survivors:
            change = "`{}`".format(s.change.replace("|", "\\|"))
            said = (s.explanation.kind, s.explanation.why) if s.explanation else ("a gap", "")
            lines.append(markdown_row((audit.name, str(s.line), change, *said)))
    lines += ["", "## What rejects what", ""]
    for audit in audits:
        lines += property_lines(audit)
    return "\n".join(lines).rstrip("\n") + "\n"


def markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def property_lines(audit: ExerciseAudit) -> list[str]:
    """How many wrong versions each property rejects, and how many only it does."""
    wrong = [row for row in audit.rows if row.kind in ("wrong", "stretch")]
    lines = [f"### {audit.name}", "", "| property | rejects | alone |", "|---|---:|---:|"]
    for identifier in (*audit.core, *audit.stretch):
        rejects = [row for row in wrong if identifier in row.killed_by]
        alone = sum(row.killed_by == (identifier,) for row in rejects)
        lines.append(f"| {identifier} | {len(rejects)} of {len(wrong)} | {alone or ''} |")
    return [*lines, ""]


def audit_html(audits: Sequence[ExerciseAudit]) -> str:
    """The audit as one page for a browser, with the whole kill matrix."""
    return (
        environment()
        .get_template("audit.html")
        .render(
            columns=COLUMNS,
            rows=[(audit, counts(audit)) for audit in audits],
            conclusion=conclusion(audits),
            kinds=("right", "wrong", "stretch"),
        )
    )
