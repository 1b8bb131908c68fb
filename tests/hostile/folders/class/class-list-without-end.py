# Lists two million students, one cell of a megabyte, and a quote that never ends.
# $ grade class --roster rows.csv
# 2: rows.csv has more than 100000 students
# $ grade class --roster cell.csv
# 2: line 2: field larger than field limit
# $ grade class --roster quote.csv
# 2: field larger than field limit
# $ grade class --roster bytes.csv
# 2: it has 1099511627776 bytes; at most 16777216 are read
Path("rows.csv").write_text("id\n" + "\n".join(f"{i:x}" for i in range(2_000_000)))
Path("cell.csv").write_text("id\n" + "x" * (1 << 20))
Path("quote.csv").write_text('id\n"' + "\n" * (1 << 20))
with Path("bytes.csv").open("wb") as file:
    file.truncate(1 << 40)
