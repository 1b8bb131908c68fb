# A student's name, as a school has it, holds signs by which Python ends lines: no new student.
# $ grade class --roster students.csv
# 0: 2 submissions
# $ report grades --format csv --format canvas --format moodle
# 0: moodle.csv
SIGNS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"
NAMES = "".join(f"Ada{sign}bob,FORGED" for sign in SIGNS)
Path("students.csv").write_text(f'id,first_name\nada,"{NAMES}"\nbob,Bob\n', newline="")
