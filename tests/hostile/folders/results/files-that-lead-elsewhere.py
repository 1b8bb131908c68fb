# Has links in the place of all that is written beside records, which lead to a file of somebody's.
# $ report grades
# 0: ada
# $ report grades --format junit --format html --format csv --format markdown
# 0: junit
# $ grade class
# 0: 2 submissions
OUTSIDE = here.parent / "outside"
for path in ("grades.csv", "report.html", "report.md", "report.json", "feedback/ada.html"):
    Path("grades", path).unlink()
    Path("grades", path).symlink_to(OUTSIDE)
for path in ("run.json.part", "junit/ada.xml", "markdown/ada.md", ".grades.csv.x.part"):
    Path("grades", path).parent.mkdir(exist_ok=True)
    Path("grades", path).symlink_to(OUTSIDE)
