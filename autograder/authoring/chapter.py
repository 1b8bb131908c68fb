"""The chapter's map: one line for each exercise, made from the catalogue and the solutions."""

import ast
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from autograder.authoring.release import Stub
from autograder.authoring.stub_texts import wording
from autograder.capstones.tasks import ALL
from autograder.exercise import Exercise
from autograder.i18n import N_, _, language
from autograder.records import format_points

HEADING = N_("""# The chapter's map

Made by `make release`; not to be edited by hand. {count} exercises, {points} points and {badges}
badges. A function earns its points property by property; `autograder check --only NAME` lists
the properties of one.
""")
TABLE = N_("| exercise | section | what it does | points | properties | badges |")
LAST = N_("""## Capstones

They earn badges, and no points: `autograder capstone NAME` trains with nothing but your own
functions. `loading` only measures, and earns none.
""")
CAPSTONE_TABLE = N_("| capstone | what it is about | functions that it calls |")


def chapter_map(exercises: Sequence[Exercise], solutions: Path, folder: Path) -> Stub:
    """The page `exercises.md` in this folder, in the reader's language."""
    summaries = first_sentences(solutions, language())
    parts = [
        _(HEADING).format(
            count=len(exercises),
            points=format_points(sum(e.points for e in exercises)),
            badges=sum(len(e.stretch_properties) for e in exercises),
        )
    ]
    for module, group in groupby(exercises, key=lambda exercise: exercise.module):
        lines = [exercise_row(exercise, summaries.get(exercise.name, "")) for exercise in group]
        table = f"{_(TABLE)}\n|---|---|---|---:|---:|---:|"
        parts.append(f"## {module}.py\n\n{table}\n" + "\n".join(lines) + "\n")
    rows = [f"| {c.name} | {_(c.title)} | {', '.join(c.functions)} |" for c in ALL.values()]
    table = f"{_(CAPSTONE_TABLE)}\n|---|---|---|\n"
    parts.append(_(LAST) + "\n" + table + "\n".join(rows) + "\n")
    name = "exercises.md" if language() == "en" else f"exercises.{language()}.md"
    return Stub(folder / name, "\n".join(parts))


def exercise_row(exercise: Exercise, summary: str) -> str:
    """One line of the map."""
    counts = f"{len(exercise.core_properties)} | {len(exercise.stretch_properties) or ''}"
    points = format_points(exercise.points)
    return f"| `{exercise.signature}` | {exercise.section} | {summary} | {points} | {counts} |"


def first_sentences(solutions: Path, language: str) -> dict[str, str]:
    """What the docstring of each solution begins with, in a language."""
    say = wording(language)
    return {
        node.name: say(first_paragraph(docstring)).rstrip(".。").replace("|", "\\|")
        for path in sorted(solutions.glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and (docstring := ast.get_docstring(node))
    }


def first_paragraph(docstring: str) -> str:
    return " ".join(docstring.partition("\n\n")[0].splitlines())
