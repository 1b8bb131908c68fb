# Makes a function worth nothing, by which tables and reports would divide.
# $ grade class --course course.toml
# 0: 2 submissions
# $ report grades --format junit --format canvas --format moodle --format otter --format gradescope
# 0: canvas.csv
# $ report grades --format html
# 0: html
Path("course.toml").write_text("points.softmax = 0")
