# Raises the points of one place of a record by hand, and not those of the others.
# $ report grades --student ada
# 2: the functions have 7 of 7 points, the submission 9999 of 7
# $ report grades --student bob
# 2: softmax has 9999 of 7 points
# $ report grades --format junit --format csv
# 2: is not a result record
# $ grade class
# 0: 2 submissions
for student, old, new in (
    ("ada", '\n  "score": 700', '\n  "score": 999900'),
    ("bob", '\n      "score": 700', '\n      "score": 999900'),
):
    path = Path(f"grades/results/{student}.json")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
