"""nbgrader's saving of grades, with a grader that can fail.

A course's `nbgrader_config.py` names it:

    c.Autograde.autograde_preprocessors = autograde_preprocessors()
"""

from typing import Any

from nbgrader.converters.autograde import Autograde
from nbgrader.preprocessors import SaveAutoGrades

from autograder.notebook.grades import FAULT_TYPE


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """Saves what nbgrader saves; a cell on which the grader failed needs a manual grade."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        if not has_fault(cell):
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        self.log.error("The grader failed on cell %s; it needs a manual grade", grade.name)
        grade.auto_score = None
        grade.needs_manual_grade = True
        self.gradebook.db.commit()


def has_fault(cell: Any) -> bool:
    """Whether an output of the cell says that the grader failed."""
    return any(FAULT_TYPE in output.get("data", {}) for output in cell.get("outputs", ()))


def autograde_preprocessors() -> list[Any]:
    """Nbgrader's own, with ours in the place of the one that saves grades."""
    usual = Autograde.class_traits()["autograde_preprocessors"].default()
    return [SaveGrades if step is SaveAutoGrades else step for step in usual]
