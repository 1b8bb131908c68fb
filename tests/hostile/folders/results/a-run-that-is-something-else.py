# Has a device in the place of what is told of the run, and a pipe in the place of its journal.
# $ report grades
# 2: grades holds no results
# $ grade class
# 2: run.json can't be read (it is not a regular file)
Path("grades/run.json").unlink()
Path("grades/run.json").symlink_to("/dev/zero")
os.mkfifo("grades/journal.jsonl")
