# Says that the course is held in a language whose folder would lie elsewhere.
# $ report grades
# 2: run.json can't be read (Invalid enum value
# $ grade class
# 2: run.json can't be read (Invalid enum value
import json

run = json.loads(Path("grades/run.json").read_text())
run["language"] = "../../xx"
Path("grades/run.json").write_text(json.dumps(run))
