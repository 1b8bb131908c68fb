# Has students whose names are options, commands, formulas, patterns, and as long as names can be.
# $ grade class
# 0: 11 submissions
# $ report grades --student 'a$(touch FORGED)`touch FORGED`;&|'
# 0: FORGED
# $ report grades --format junit --format canvas --format github --format markdown
# 0: canvas.csv
# $ report grades --anonymous
# 0: report-anonymous.html
NAMES = (
    "-rf",
    "--help",
    "a$(touch FORGED)`touch FORGED`;&|",
    "a\n::error::FORGED\x1b[2J",
    "=1+1",
    "{0.__class__}{token}%s%n",
    "x" * 255,
    "\u202eada",
    "\U0001f9e8" * 63,
)
for name in NAMES:
    Path("class", name).mkdir()
    Path("class", name, "softmax_regression.py").write_text(SOFTMAX)
