# Lists students whose ids and names are formulas, paths, commands and nothing that can be seen.
# $ grade class --roster students.csv
# 0: 5 students of the class list handed in nothing
# $ report grades --format canvas --format moodle
# 0: moodle.csv
# $ report grades --format html
# 0: html
Path("students.csv").write_text(
    "id,first_name,email\n"
    "ada,=HYPERLINK(1),+1\n"
    "bob,\x1b[2J,@x\n"
    "../../outside,a\0b,-1+1\n"
    "=cmd|' /C calc'!A0,x,x\n"
    "::error::FORGED,##[error]FORGED,x\n"
    "\u202e\u200b,x,x\n"
    "CON,NUL,COM1\n"
)
