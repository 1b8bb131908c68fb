# Says that the run knows protections, places, students and a language of its own.
# $ report grades
# 2: run.json can't be read
# $ report grades --student ada
# 2: run.json can't be read
import json

run = json.loads(Path("grades/run.json").read_text())
run["missing_protections"] = ["\x1b[2J\n::error::FORGED"]
Path("grades/run.json").write_text(json.dumps(run))
