# Names students by patterns that never find out, or that are nested without an end.
# $ grade class --course slow.toml
# 2: takes more than 5 s
# $ grade class --course deep.toml
# 2: is no pattern of names
# $ grade class --course large.toml
# 2: no name in it fits the pattern
Path("class", "a" * 60 + "1").mkdir()
Path("slow.toml").write_text("names = '(?P<student>([a-z]+)+)$'")
Path("deep.toml").write_text(f"names = '{'(' * 2000}(?P<student>.){')' * 2000}'")
Path("large.toml").write_text("names = '(?P<student>.{1,65535}){65535}'")
