# Names a gradebook that is a text, a folder, a pipe, or a database that there is not.
# $ report grades --format nbgrader --gradebook text.db
# 2: file is not a database
# $ report grades --format nbgrader --gradebook class
# 2: unable to open database file
# $ report grades --format nbgrader --gradebook pipe.db
# 2: can't be written
# $ report grades --format nbgrader --gradebook 'mysql://u:SECRET@h/x'
# 2: mysql://u:***@h/x can't be written
Path("text.db").write_text("x" * 5000)
os.mkfifo("pipe.db")
