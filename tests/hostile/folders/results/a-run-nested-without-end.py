# Adds to what is told of the run a field that is nested a hundred thousand deep.
# $ report grades
# 2: run.json can't be read
# $ compare grades grades
# 2: run.json can't be read
# $ grade class
# 2: restore it, or grade into another folder
text = Path("grades/run.json").read_text()
Path("grades/run.json").write_text('{"x": ' + "[" * 100_000 + "]" * 100_000 + "," + text[1:])
