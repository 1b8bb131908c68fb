# Hands in a folder that looks as if nbgrader had collected several assignments, to stop the class.
# $ grade class
# 0: 3 submissions
for name in ("ps1", "ps2", "\x1b[2J\n::error::FORGED"):
    Path("class", "eve", name).mkdir(parents=True)
    Path("class", "eve", name, "timestamp.txt").touch()
