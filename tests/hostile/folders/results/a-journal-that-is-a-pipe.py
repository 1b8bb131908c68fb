# Has a pipe in the place of the journal of the run, which nobody will ever write to.
# $ report grades
# 2: journal.jsonl can't be read: it is not a regular file
# $ grade class
# 2: journal.jsonl can't be read: it is not a regular file
os.mkfifo("grades/journal.jsonl")
