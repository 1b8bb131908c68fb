# Has a class list in encodings that are not UTF-8, one of which reads as something else.
# $ grade class --roster utf16.csv
# 2: line 1: this is not UTF-8
# $ grade class --roster latin.csv
# 2: line 2: this is not UTF-8
# $ grade class --roster utf7.csv
# 0: 2 students of the class list handed in nothing
Path("utf16.csv").write_bytes("id\nada\n".encode("utf-16"))
Path("latin.csv").write_bytes("id\nZo\xeb\n".encode("latin-1"))
Path("utf7.csv").write_bytes("id\n+AGEAZABh-\n+AD0-1\n".encode("ascii"))
