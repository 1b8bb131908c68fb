# Says that submissions lie where commands would be and that a student is a path.
# $ report grades --student ada
# 0: ada
# $ report grades --format junit --format moodle --format html
# 0: moodle.csv
# $ report grades --anonymous
# 0: report-anonymous.html
# $ grade class
# 0: 2 submissions
import json

run = json.loads(Path("grades/run.json").read_text())
run["places"] = {"ada": "/{token}{0.__class__}\x1b[2J\n::error::FORGED;touch FORGED"}
run["students"] = ["ada", "bob", "../../../outside", "\x1b[2J\n::error::FORGED"]
run["listed"] = [{"id": "=1\x1b[2J"}, {"id": ""}, {"id": "ada"}, {"id": "ada"}]
run["keys"] = {"ada": "=1+1"}
run["submissions"]["\x1b"] = {"fingerprint": "", "seconds": 1e308}
Path("grades/run.json").write_text(json.dumps(run))
