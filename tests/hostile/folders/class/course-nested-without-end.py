# Nests lists and tables as deep as fits into a course file, so that a parser that recurses comes to its end.
# $ grade class --course lists.toml
# 2: The course file lists.toml can't be used
# $ grade class --course tables.toml
# 2: The course file tables.toml can't be used
# $ grade class --course keys.toml
# 2: there is no setting 'a'
Path("lists.toml").write_text("exercises = " + "[\n" * 16_000 + "]\n" * 16_000)
Path("tables.toml").write_text("points = " + "{a = " * 650 + "1" + "}" * 650)
Path("keys.toml").write_text("a" + ".a" * 2000 + " = 1")
