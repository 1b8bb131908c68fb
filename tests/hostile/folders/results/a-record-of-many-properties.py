# Has a record with a hundred thousand properties, negative points, and lists in lists without an end.
# $ report grades --student ada
# 2: ada.json is not a result record
# $ report grades --student bob
# 2: bob.json is not a result record
# $ grade class
# 0: 2 submissions
text = Path("grades/results/ada.json").read_text()
start = text.index('"properties": [') + len('"properties": [')
one = text[start : text.index("}", start) + 1] + ","
Path("grades/results/ada.json").write_text(text[:start] + one * 100_000 + text[start:])
Path("grades/results/bob.json").write_text('{"functions": ' + "[" * 1_000_000)
