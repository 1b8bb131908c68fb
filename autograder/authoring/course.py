"""A course of nbgrader's: the source of an assignment, and what it takes to grade that."""

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.notebooks import make_sources, stub_line
from autograder.authoring.release import Stub, make_stubs
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.i18n import N_, _, speaking

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
CONFIG = '''\
"""How nbgrader makes and grades this course's assignments."""

from autograder.notebook.saving import autograde_preprocessors

c = get_config()  # noqa: F821 - nbgrader defines it

# What takes the place of a solution; the TODO above it stays.
c.ClearSolutions.code_stub = {{"python": {stub!r}}}

# Seconds for a cell. A function that hangs twice, and a slow start, take half a minute.
c.Execute.timeout = 120

# A cell on which the autograder itself fails gets neither 0 nor full marks: it is left for you.
c.Autograde.autograde_preprocessors = autograde_preprocessors()
'''
README = N_("""\
# A course for nbgrader

Made by `autograder release --nbgrader`. In this folder:

```
nbgrader db student add ada --first-name Ada --last-name Lovelace
nbgrader generate_assignment {assignment}
```

The students' notebooks are then in `release/{assignment}/`; what they hand in belongs into
`submitted/STUDENT/{assignment}/`. There are two ways to grade.

## In the sandbox (recommended)

```
autograder grade submitted --out grades
autograder report grades --format nbgrader --gradebook gradebook.db --assignment {assignment}
```

Student code runs in a sandbox, all functions of a class take seconds, and the points of each
function are in the gradebook, where formgrader shows them. With several assignments, grade a
folder that holds this one's notebooks alone, one folder for each student.

## With nbgrader

```
nbgrader autograde {assignment}
nbgrader generate_feedback {assignment}
nbgrader export
```

Each function has a grade cell, `points("softmax")`, which grades that function in the sandbox,
shows why points were lost, and gives the points. But nbgrader first runs the whole notebook in a
kernel, **without a sandbox**: whatever stands in its cells can read and change what you can. Do
this in a container or under an account of its own. Code that is out to do so can also change
what its own grade cells give.

Where the autograder itself fails, a cell has no points but "needs manual grading", and the log
says so. Run `nbgrader autograde {assignment} --student ID --force` again.

Both ways agree to the hundredth of a point, unless a function is so slow that the time decides,
or the inputs do: `grade` draws its own for a class, `points` takes those of the students' check.
""")


def make_course(
    solutions: Path,
    course: Path,
    assignment: str,
    exercises: Sequence[Exercise],
    language: str = "en",
) -> list[Stub]:
    """The notebooks of an assignment; configuration and README where they are not there yet.

    Raises:
        UserError: the assignment's name is none, or there are no right solutions.
    """
    if not NAME.fullmatch(assignment):
        said = _("An assignment can't be named {name}: letters, digits and ._- make a name.")
        raise UserError(said.format(name=repr(assignment)))
    make_stubs(solutions, course)  # says what is wrong with a solution, as for the stubs
    with speaking(language):
        readme = _(README).format(assignment=assignment)
    around = [
        Stub(course / "nbgrader_config.py", CONFIG.format(stub=stub_line(language))),
        Stub(course / "README.md", readme),
    ]
    sources = make_sources(solutions, course / "source" / assignment, exercises, language)
    return [*sources, *(file for file in around if not file.path.exists())]
