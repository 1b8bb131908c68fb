# Makes a function worth nothing, by which gradebooks with other points would divide.
# $ grade class --course course.toml
# 0: 2 submissions
# $ report grades --format nbgrader --gradebook gradebook.db
# 0: nbgrader: 2 new scores of 2 students
# $ report grades --format junit --format canvas --format moodle --format otter --format gradescope
# 0: canvas.csv
# $ report grades --format html
# 0: html
from autograder.reports.gradebook import opened

Path("course.toml").write_text("points.softmax = 0")
with opened("sqlite:///gradebook.db") as book:
    book.add_assignment("chapter3")
    book.add_notebook("softmax_regression", "chapter3")
    book.add_grade_cell(
        "softmax", "softmax_regression", "chapter3", max_score=7, cell_type="code"
    )
