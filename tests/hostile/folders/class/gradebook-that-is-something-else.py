# Names a gradebook that is a text, a folder, a pipe, a device or a database that there is not.
# $ grade class
# 0: 2 submissions
# $ report grades --format nbgrader --gradebook text.db
# 2: file is not a database
# $ report grades --format nbgrader --gradebook class
# 2: unable to open database file
# $ report grades --format nbgrader --gradebook pipe.db
# 2: can't be written
# $ report grades --format nbgrader --gradebook /dev/zero
# 2: can't be written
# $ report grades --format nbgrader --gradebook 'mysql://u:SECRET@h/x'
# 2: mysql://u:***@h/x can't be written
# $ report grades --format nbgrader --gradebook 'sqlite:///x.db?timeout=x'
# 2: could not convert string to float
# $ report grades --format nbgrader --gradebook 'a?mode=memory&b#c%20d.db' --assignment "'; DROP TABLE"
# 0: nbgrader: 2 new scores of 2 students
# $ report grades --format nbgrader --gradebook 'a?mode=memory&b#c%20d.db' --assignment "'; DROP TABLE"
# 0: nbgrader: 0 new scores of 2 students
Path("text.db").write_text("x" * 5000)
os.mkfifo("pipe.db")
