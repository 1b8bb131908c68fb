# Has pipes in the place of a record, of the page that was made of it, and of half a file.
# $ report grades --student ada
# 2: ada.json is not a result record: it is not a regular file
# $ grade class
# 0: 2 submissions
# $ report grades
# 0: ada
for path in ("grades/results/ada.json", "grades/feedback/ada.html"):
    Path(path).unlink()
    os.mkfifo(path)
os.mkfifo("grades/results/.x.part")
