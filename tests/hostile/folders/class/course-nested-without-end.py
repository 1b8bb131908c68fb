# Nests lists and tables twenty thousand deep, so that a parser that recurses comes to its end.
# $ grade class --course lists.toml
# 2: The course file lists.toml can't be used
# $ grade class --course tables.toml
# 2: The course file tables.toml can't be used
# $ grade class --course keys.toml
# 2: there is no setting 'a'
Path("lists.toml").write_text("exercises = " + "[" * 20_000 + "]" * 20_000)
Path("tables.toml").write_text("points = " + "{a = " * 20_000 + "1" + "}" * 20_000)
Path("keys.toml").write_text("a" + ".a" * 2000 + " = 1")
